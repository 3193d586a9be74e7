//! The values of one profile, for the macros in others. Hundreds of systems have tens of thousands of them, and few are
//! ever asked for, so they are kept in one text and looked through when somebody asks.

use crate::packing::packed;

/// Names and values of a profile.
#[derive(Debug, Clone, Default)]
pub struct ProfileValues {
    text: String,
    /// Where in the text each name begins, and where its value does; the value ends where the next name begins.
    entries: Vec<(u32, u32)>,
}

packed!(ProfileValues { text, entries });

impl ProfileValues {
    /// Adds an entry. A later one of the same name takes the place of an earlier one.
    pub fn add(&mut self, name: &str, value: &str) {
        let offset = |length: usize| u32::try_from(length);
        if let (Ok(start), Ok(middle)) = (offset(self.text.len()), offset(self.text.len() + name.len())) {
            self.entries.push((start, middle));
            self.text.push_str(name);
            self.text.push_str(value);
        }
    }

    /// Adds the entries of the next part of the same profile.
    pub fn append(&mut self, next: &Self) {
        let end = |index: usize| next.entries.get(index + 1).map_or(next.text.len(), |(start, _)| *start as usize);
        for (index, (start, middle)) in next.entries.iter().enumerate() {
            let (start, middle) = (*start as usize, *middle as usize);
            if let (Some(name), Some(value)) = (next.text.get(start..middle), next.text.get(middle..end(index))) {
                self.add(name, value);
            }
        }
    }

    /// Number of entries.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// The value with this name, as it is written.
    pub fn get(&self, name: &str) -> Option<&str> {
        let end = |index: usize| self.entries.get(index + 1).map_or(self.text.len(), |(start, _)| *start as usize);
        let mut entries = self.entries.iter().enumerate().rev();
        entries.find_map(|(index, (start, middle))| {
            let (start, middle) = (*start as usize, *middle as usize);
            (self.text.get(start..middle)? == name).then(|| self.text.get(middle..end(index)))?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_name_counts() {
        let mut values = ProfileValues::default();
        for (name, value) in [("SAPSYSTEM", "00"), ("DIR", ""), ("SAPSYSTEM", "01"), ("DIR_X", "/a")] {
            values.add(name, value);
        }
        assert_eq!(
            ["SAPSYSTEM", "DIR", "DIR_X", "D"].map(|name| values.get(name)),
            [Some("01"), Some(""), Some("/a"), None]
        );
    }
}
