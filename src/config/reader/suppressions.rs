//! `[[suppress]]`: what is accepted, why, and how long.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use super::super::name::{Name, silences_all};
use super::super::pattern::Mistake;
use super::super::suppress::{Place, Suppression, Until};
use super::{Reader, Word, date, date_help};

const KEYS: &[&str] = &["rule", "system", "subject", "reason", "owner", "until"];

impl Reader<'_> {
    pub(super) fn suppressions(&mut self, root: &DeTable<'_>) -> Vec<Suppression> {
        let mut suppressions = Vec::new();
        let source: (Arc<str>, Arc<str>) = (self.path.into(), self.text.into());
        for section in self.sections(root, "suppress", "[[suppress]]") {
            self.unknown_keys(section.table, KEYS);
            let rule = self.required_word(&section, "rule", "name the rule whose finding is accepted");
            let known = self.known;
            let rule = rule.map(|word| self.name(word, |text| Name::of_rule(text, known.rules)));
            let system = self.word(&section, "system").map(|word| self.name(word, Name::new));
            let subject = self.word(&section, "subject").map(|word| self.name(word, Name::new));
            let reason = self.required_word(&section, "reason", "say why the finding is accepted: auditors will ask");
            let owner = self.word(&section, "owner");
            let until = section.get("until");
            let (Some((Some(rule), rule_place)), Some(reason)) = (rule, reason) else { continue };
            let (system, system_place) = system.unzip();
            let (subject, subject_place) = subject.unzip();
            let (system, subject) = (system.flatten(), subject.flatten());
            if let Some(mistake) = silences_all(&rule, [system.as_ref(), subject.as_ref()], known.rules) {
                self.mistake(rule_place.clone(), mistake);
            }
            suppressions.push(Suppression {
                rule,
                system,
                subject,
                reason: reason.text.to_owned(),
                owner: owner.map(|owner| owner.text.to_owned()),
                until: match until.map(Spanned::get_ref) {
                    None => Until::Open,
                    Some(value) => date(value).map_or_else(|| Until::Malformed { help: date_help(value) }, Until::Day),
                },
                place: Place {
                    path: Arc::clone(&source.0),
                    text: Arc::clone(&source.1),
                    rule: rule_place,
                    system: system_place,
                    subject: subject_place,
                    until: until.map(Spanned::span),
                },
            });
        }
        suppressions
    }

    /// What a word names, and its place; complains if it names nothing.
    fn name(&mut self, word: Word<'_>, read: impl Fn(&str) -> Result<Name, Mistake>) -> (Option<Name>, Range<usize>) {
        let name = read(word.text).map_err(|mistake| self.mistake(word.place.clone(), mistake)).ok();
        (name, word.place)
    }
}
