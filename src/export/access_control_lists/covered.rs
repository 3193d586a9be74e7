//! Which entries of secinfo and reginfo never decide, because an earlier one decides on all that they are about: the first
//! that fits counts. In ms_acl_info the order means nothing.

use std::collections::HashMap;

use crate::knowledge::route_permission::{host_covers, is_any_host};

/// So many earlier entries are compared with one; where there are more, it is not known whether it is reached.
const MOST_COMPARED: usize = 100;

/// Lists of more values are not compared value by value.
const MOST_LISTED: usize = 16;

/// What an entry is about.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub program: String,
    pub users: Listed,
    pub hosts: Listed,
    pub user_hosts: Listed,
    /// Only with a certain password.
    pub limited: bool,
}

/// The values of a list, in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Listed {
    Any,
    Values(Vec<String>),
}

impl Listed {
    /// A list without values stands for a key word that is missing: any.
    pub(super) fn of(values: &[String], is_any: fn(&str) -> bool) -> Self {
        if values.is_empty() || values.iter().any(|value| is_any(value)) {
            return Self::Any;
        }
        Self::Values(values.iter().map(|value| value.to_lowercase()).collect())
    }

    /// None if there are too many values to compare them.
    fn covers(&self, other: &Self, covers: fn(&str, &str) -> bool) -> Option<bool> {
        match (self, other) {
            (Self::Any, _) => Some(true),
            (Self::Values(_), Self::Any) => Some(false),
            (Self::Values(outer), Self::Values(inner)) if outer.len().max(inner.len()) <= MOST_LISTED => {
                Some(inner.iter().all(|inner| outer.iter().any(|outer| covers(outer, inner))))
            }
            _ => None,
        }
    }
}

impl Scope {
    /// Every connection that `other` is about is one that this is about; none if that is not known.
    fn covers(&self, other: &Self) -> Option<bool> {
        if self.limited || !program_covers(&self.program, &other.program) {
            return Some(false);
        }
        let lists = [
            self.users.covers(&other.users, |outer, inner| outer == inner),
            self.hosts.covers(&other.hosts, pattern_covers),
            self.user_hosts.covers(&other.user_hosts, pattern_covers),
        ];
        if lists.contains(&Some(false)) { Some(false) } else { lists.iter().all(Option::is_some).then_some(true) }
    }
}

/// Any value is meant.
pub(super) fn is_any(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// Any host is meant.
pub(super) fn is_any_address(text: &str) -> bool {
    is_any(text) || is_any_host(text)
}

fn program_covers(outer: &str, inner: &str) -> bool {
    outer == inner || outer.strip_suffix('*').is_some_and(|begin| !begin.contains('*') && inner.starts_with(begin))
}

/// `*.example.test` is for the hosts of a domain; what stands behind `local` and `internal`, nobody knows here.
fn pattern_covers(outer: &str, inner: &str) -> bool {
    let is_of_domain = outer.strip_prefix('*').is_some_and(|end| end.starts_with('.') && inner.ends_with(end));
    outer == inner || is_of_domain || host_covers(outer, inner) == Some(true)
}

/// The entries so far.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    with_pattern: Vec<Scope>,
    by_program: HashMap<String, Vec<Scope>>,
}

impl Earlier {
    /// Whether none of the entries so far decides on all that this one is about; none if that cannot be told. From now on
    /// this one is among them.
    pub fn reaches(&mut self, scope: Scope) -> Option<bool> {
        let same = self.by_program.get(&scope.program);
        let mut earlier = self.with_pattern.iter().chain(same.into_iter().flatten());
        let (mut covered, mut unsure) = (false, false);
        for earlier in earlier.by_ref().take(MOST_COMPARED) {
            match earlier.covers(&scope) {
                Some(covers) => covered |= covers,
                None => unsure = true,
            }
        }
        let all_compared = covered || !unsure && earlier.next().is_none();
        if scope.program.contains('*') {
            self.with_pattern.push(scope);
        } else {
            self.by_program.entry(scope.program.clone()).or_default().push(scope);
        }
        all_compared.then_some(!covered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `program hosts user-hosts`.
    fn scope(line: &str) -> Scope {
        let mut words = line.split(' ');
        let program = words.next().unwrap_or_default().to_owned();
        let mut list = || {
            let values: Vec<String> =
                words.next().into_iter().flat_map(|list| list.split(',')).map(str::to_owned).collect();
            Listed::of(&values, is_any_address)
        };
        Scope { program, users: Listed::Any, hosts: list(), user_hosts: list(), limited: false }
    }

    /// Whether the last entry is reached.
    fn reached(lines: &[&str]) -> Option<bool> {
        let mut earlier = Earlier::default();
        lines.iter().map(|line| earlier.reaches(scope(line))).last().unwrap()
    }

    #[test]
    fn an_entry_behind_a_wider_one_is_never_reached() {
        assert_eq!(reached(&["*", "*"]), Some(false));
        assert_eq!(reached(&["* * *", "tp local internal"]), Some(false));
        assert_eq!(reached(&["/bin/cp*", "/bin/cpict4 host1"]), Some(false));
        assert_eq!(reached(&["x host1,10.1.1.*,*.example.test", "x 10.1.1.7,a.EXAMPLE.test,HOST1"]), Some(false));
    }

    #[test]
    fn an_entry_behind_narrower_ones_is_reached() {
        assert_eq!(reached(&["tp", "t"]), Some(true));
        assert_eq!(reached(&["* local", "*"]), Some(true));
        assert_eq!(reached(&["x host1", "x host1,host2"]), Some(true));
        assert_eq!(reached(&["x internal", "x local"]), Some(true));
        assert_eq!(reached(&["x *.example.test", "x example.test"]), Some(true));
        let mut earlier = Earlier::default();
        assert_eq!(earlier.reaches(Scope { limited: true, ..scope("*") }), Some(true));
        assert_eq!(earlier.reaches(scope("*")), Some(true));
    }

    #[test]
    fn more_entries_than_can_be_compared_leave_it_unknown() {
        let mut earlier = Earlier::default();
        for number in 0..=MOST_COMPARED {
            assert_eq!(earlier.reaches(scope(&format!("p{number}* host{number}"))), Some(true));
        }
        assert_eq!(earlier.reaches(scope("* *")), None);
        assert_eq!(earlier.reaches(scope("p1x host1")), Some(false));
        let many = (0..=MOST_LISTED).map(|number| format!("host{number}")).collect::<Vec<_>>().join(",");
        assert_eq!(reached(&[&format!("x {many}"), "x host1"]), None);
        assert_eq!(reached(&[&format!("x {many}"), "x *"]), Some(true));
    }
}
