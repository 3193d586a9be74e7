//! Rules in a configuration: folders with a team's own (`rules = [...]`), and what is changed of single ones (`[rule.<id>]`, which may be
//! called `[rules.<id>]` where there are no such folders).

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::name::no_rule;
use super::super::settings::Known;
use super::super::weigh::RuleConfig;
use super::{Reader, Section, Word};
use crate::complaint::Complaint;
use crate::finding::Severity;
use crate::policy::checks::Checks;
use crate::rule::Confidence;

/// Ten years: beyond that nobody plans.
const MOST_DAYS: i64 = 3650;
const RULE_KEYS: &[&str] = &["severity", "days"];
const FOLDERS: &str = "a list of folders, e.g. [\"our-rules/\"]";

impl<'a> Reader<'a> {
    /// The folders with own rules that a text names, with their places; its mistakes, as far as they keep one from knowing.
    pub(in crate::config) fn own_rules(
        path: &'a str,
        text: &'a str,
    ) -> Result<Vec<(String, Range<usize>)>, Vec<Complaint>> {
        let mut reader = Reader::new(path, text, &Known::NOTHING);
        let root = reader.root()?;
        let folders = reader.folders(&root);
        if reader.complaints.is_empty() { Ok(folders) } else { Err(reader.complaints) }
    }

    fn folders(&mut self, root: &DeTable<'_>) -> Vec<(String, Range<usize>)> {
        let Some(value) = root.get("rules").filter(|value| !value.get_ref().is_table()) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type("rules", FOLDERS, value);
            return Vec::new();
        };
        let mut folders = Vec::new();
        for entry in list.iter() {
            match entry.get_ref().as_str() {
                Some(text) if text.trim().is_empty() => {
                    let complaint = self.at(entry.span(), "this folder has no name");
                    self.complaints.push(complaint.help("folders are relative to this file: rules = [\"our-rules/\"]"));
                }
                Some(text) => folders.push((text.to_owned(), entry.span())),
                None => self.wrong_type("rules", FOLDERS, entry),
            }
        }
        folders
    }

    /// What is changed of single rules.
    pub(super) fn rules(&mut self, root: &DeTable<'_>) -> BTreeMap<String, RuleConfig> {
        self.folders(root);
        let mut rules = BTreeMap::new();
        for (key, header) in [("rules", "[rules.<rule>]"), ("rule", "[rule.<rule>]")] {
            let Some(value) = root.get(key).filter(|value| key == "rule" || value.get_ref().is_table()) else {
                continue;
            };
            let Some(table) = value.get_ref().as_table() else {
                self.wrong_type(key, &format!("{header} sections"), value);
                continue;
            };
            self.rules_in(table, header, &mut rules);
        }
        rules
    }

    fn rules_in(&mut self, table: &DeTable<'_>, header: &'static str, rules: &mut BTreeMap<String, RuleConfig>) {
        for (id, value) in table {
            self.known_rule(id.get_ref(), id.span());
            let Some(table) = value.get_ref().as_table() else {
                self.wrong_type(id.get_ref(), &format!("a {header} section"), value);
                continue;
            };
            self.unknown_keys(table, RULE_KEYS);
            let section = Section { header, place: value.span(), table };
            let (severity, days) = (self.severity(&section), self.days(id.get_ref(), &section));
            if rules.insert(id.get_ref().to_string(), RuleConfig { severity, days }).is_some() {
                let complaint = self.at(id.span(), format!("`{}` has a section already", id.get_ref()));
                self.complaints.push(complaint.help("put both into one section [rule.<rule>]"));
            }
        }
    }

    /// How sure rules must be.
    pub(super) fn min_confidence(&mut self, root: &DeTable<'_>) -> Option<Confidence> {
        let section = Section { header: "", place: 0..0, table: root };
        self.choice(&section, "min-confidence", &Confidence::ALL, Confidence::name)
    }

    fn severity(&mut self, section: &Section<'_>) -> Option<Severity> {
        let word = self.word(section, "severity")?;
        if ["off", "none", "ignore", "allow", "disabled"].contains(&word.text) {
            let help = "one of: error, warning, note; to turn the rule off use --ignore, \
                        or accept its findings with [[suppress]]";
            let complaint = self.at(word.place, format!("unknown severity `{}`", word.text)).help(help);
            self.complaints.push(complaint);
            return None;
        }
        self.choice(section, "severity", &[Severity::Error, Severity::Warning, Severity::Note], Severity::name)
    }

    fn days(&mut self, rule: &str, section: &Section<'_>) -> Option<i64> {
        let value = section.get("days")?;
        if !self.known.rules_with_days.contains(&rule) {
            let others = self.known.rules_with_days.join(", ");
            let complaint = self.at(value.span(), format!("`{rule}` has no number of days"));
            self.complaints.push(complaint.help(format!("rules that have one: {others}")));
            return None;
        }
        let days = value.get_ref().as_integer().and_then(|days| days.as_str().parse().ok());
        if days.is_none_or(|days: i64| !(0..=MOST_DAYS).contains(&days)) {
            let complaint = self.at(value.span(), "`days` is a whole number of days");
            self.complaints.push(complaint.help(format!("0 to {MOST_DAYS}, without quotes: days = 30")));
            return None;
        }
        days
    }

    fn known_rule(&mut self, id: &str, place: Range<usize>) {
        if !self.known.rules.contains(&id) && !Checks::is_named(id) {
            let mistake = no_rule("unknown rule", id, self.known.rules);
            self.mistake(place, mistake);
        }
    }

    /// The texts in the list under a key at the top, of which there may be none.
    pub(super) fn listed<'t>(
        &mut self,
        root: &'t DeTable<'t>,
        key: &str,
        (what, example): (&str, &str),
    ) -> Vec<Word<'t>> {
        let help = format!("write {key} = {example}, or delete the line");
        let Some(value): Option<&Spanned<DeValue<'_>>> = root.get(key) else { return Vec::new() };
        self.texts(key, what, example, &help, value).unwrap_or_default()
    }
}
