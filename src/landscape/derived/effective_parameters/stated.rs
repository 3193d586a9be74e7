//! The parameters that one file states, in its order, found by their names in any letters.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Statement;
use crate::packing::{Damaged, Packed, Packer, Unpacker};

/// What one file states.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    list: Vec<Statement>,
    /// The first one of each name, in small letters. It is made where many are asked for.
    first: OnceLock<HashMap<String, usize>>,
}

/// So few are looked through faster.
const FEW: usize = 16;

impl Statements {
    /// Adds one.
    pub fn push(&mut self, statement: Statement) {
        self.first = OnceLock::new();
        self.list.push(statement);
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Statement> {
        self.list.iter()
    }

    /// The first one about this parameter.
    pub fn find(&self, name: &str) -> Option<&Statement> {
        if self.list.len() <= FEW {
            return self.list.iter().find(|statement| statement.name.eq_ignore_ascii_case(name));
        }
        let first = self.first.get_or_init(|| {
            let mut first = HashMap::with_capacity(self.list.len());
            for (index, statement) in self.list.iter().enumerate() {
                first.entry(statement.name.to_ascii_lowercase()).or_insert(index);
            }
            first
        });
        first.get(&name.to_ascii_lowercase()).and_then(|index| self.list.get(*index))
    }
}

impl Packed for Statements {
    fn pack(&self, out: &mut Packer) {
        self.list.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok(Self { list: Packed::unpack(from)?, first: OnceLock::new() })
    }
}

impl FromIterator<Statement> for Statements {
    fn from_iter<T: IntoIterator<Item = Statement>>(statements: T) -> Self {
        Self { list: statements.into_iter().collect(), first: OnceLock::new() }
    }
}

impl IntoIterator for Statements {
    type Item = Statement;
    type IntoIter = std::vec::IntoIter<Statement>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'s> IntoIterator for &'s Statements {
    type Item = &'s Statement;
    type IntoIter = std::slice::Iter<'s, Statement>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::statement;
    use super::*;

    #[test]
    fn the_first_of_a_name_is_found_among_few_and_among_many() {
        for more in [0, FEW * 2] {
            let more: Vec<String> = (0..more).map(|number| format!("rdisp/x{number}")).collect();
            let all = [("SSL/x", "1"), ("ssl/X", "2")].into_iter().chain(more.iter().map(|name| (name.as_str(), "3")));
            let statements: Statements = all.map(|of| statement(&of)).collect();
            assert_eq!(statements.find("ssl/x").and_then(|found| found.value.as_deref()), Some("1"));
            assert!(statements.find("ssl/y").is_none());
        }
    }
}
