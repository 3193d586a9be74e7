//! `policies` and `[policy]`: which security policies of SAP's are evaluated, and how.

use toml::de::DeTable;

use super::super::settings::{PolicyConfig, PolicyPath};
use super::{Reader, Section};

const KEYS: &[&str] = &["level", "literal"];
const LEVELS: std::ops::RangeInclusive<i64> = 1..=4;

impl Reader<'_> {
    pub(super) fn policies(&mut self, root: &DeTable<'_>) -> Vec<PolicyPath> {
        let words = self.listed(root, "policies", ("policies", "[\"sap-notes\", \"policies/*.xml\"]"));
        words.into_iter().map(|word| PolicyPath { text: word.text.to_owned(), span: word.place }).collect()
    }

    pub(super) fn policy(&mut self, root: &DeTable<'_>) -> PolicyConfig {
        let Some(section) = self.table(root, "policy", "[policy]") else { return PolicyConfig::default() };
        self.unknown_keys(section.table, KEYS);
        PolicyConfig { level: self.level(&section), literal: self.literal(&section) }
    }

    fn level(&mut self, section: &Section<'_>) -> Option<u8> {
        let value = section.get("level")?;
        let level = value.get_ref().as_integer().and_then(|level| level.as_str().parse::<i64>().ok());
        let level = level.filter(|level| LEVELS.contains(level)).and_then(|level| u8::try_from(level).ok());
        if level.is_none() {
            let complaint = self.at(value.span(), "`level` is 1, 2, 3 or 4");
            let help = "without quotes: level = 2 leaves the critical ones (1) and the standard ones (2); HotNews are 1, high notes 2";
            self.complaints.push(complaint.help(help));
        }
        level
    }

    fn literal(&mut self, section: &Section<'_>) -> bool {
        let Some(value) = section.get("literal") else { return false };
        let literal = value.get_ref().as_bool();
        if literal.is_none() {
            self.wrong_type("literal", "true or false", value);
        }
        literal.unwrap_or_default()
    }
}
