//! Which of the items count: those of a level, and those that words with `sap:` name or leave out.

use super::{Checks, Unit};
use crate::complaint::nearest;
use crate::names::{GlobMistake, Globs};

/// What the ids of check items begin with.
pub const PREFIX: &str = "sap:";

/// A word that names no check item.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownItem {
    /// There is none of that id.
    #[error("there is no check item `{word}` in the policies of this run{}", .near.as_ref().map_or(String::new(), |near| format!("; did you mean `{near}`?")))]
    Nothing {
        /// The word.
        word: String,
        /// The one that is likely meant.
        near: Option<String>,
    },
    /// It is a pattern that fits nothing.
    #[error("no check item fits `{word}`; `basislint rules --policy` lists those of a policy")]
    Unfit {
        /// The pattern.
        word: String,
    },
    /// It is a pattern that cannot be read.
    #[error("malformed pattern `{word}`: {why}")]
    Malformed {
        /// The pattern.
        word: String,
        /// What is wrong with it.
        why: String,
    },
    /// No policies take part.
    #[error(
        "`{word}` names a check item of SAP's policies, and no policies take part: add --policy sap-notes, sap-baseline or a file"
    )]
    NoPolicies {
        /// The word.
        word: String,
    },
}

impl Checks {
    /// Whether a word speaks of check items, not of rules.
    pub fn is_named(word: &str) -> bool {
        word.starts_with(PREFIX)
    }

    /// The numbers of the units that a word means: the id of an item, `sap:` and a policy, or a pattern of ids; at least one.
    ///
    /// # Errors
    /// There is none.
    pub fn meant(&self, word: &str) -> Result<Vec<usize>, UnknownItem> {
        if self.units.is_empty() {
            return Err(UnknownItem::NoPolicies { word: word.to_owned() });
        }
        let find = |fits: &dyn Fn(&str, &str) -> bool| -> Vec<usize> {
            let is_meant = |unit: &Unit| {
                let mut parts = self.parts(unit);
                fits(&unit.rule, "")
                    || parts.any(|part| {
                        let policy = &self.policy_of(part).id;
                        fits(&part.rule_id(policy), policy)
                    })
            };
            (0..).zip(&self.units).filter(|(_, unit)| is_meant(unit)).map(|(number, _)| number).collect()
        };
        if word.contains(['*', '?', '[', '{']) {
            let globs = Globs::new(vec![word.to_owned()]).map_err(|mistake| match mistake {
                GlobMistake::Malformed(_, why) | GlobMistake::Unusable(why) => {
                    UnknownItem::Malformed { word: word.to_owned(), why }
                }
            })?;
            let found = find(&|rule, _| globs.is_match(rule));
            return if found.is_empty() { Err(UnknownItem::Unfit { word: word.to_owned() }) } else { Ok(found) };
        }
        let found =
            find(&|rule, policy| rule == word || !policy.is_empty() && word.strip_prefix(PREFIX) == Some(policy));
        if !found.is_empty() {
            return Ok(found);
        }
        // An item of an older policy: what a newer one says of the note is said in its place.
        let last = word.rsplit(['/', ':']).next().unwrap_or_default();
        let note = last.split('#').next().and_then(|note| note.parse::<u64>().ok());
        if note.is_some() {
            let same = (0..).zip(&self.units).filter(|(_, unit)| unit.note == note);
            let same: Vec<usize> = same.map(|(number, _)| number).collect();
            if !same.is_empty() {
                return Ok(same);
            }
        }
        let policies = self.policies.iter().map(|policy| format!("{PREFIX}{}", policy.id));
        let ids: Vec<String> = self.units.iter().map(|unit| unit.rule.to_string()).chain(policies).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let near = nearest(word, &ids).map(str::to_owned);
        Err(UnknownItem::Nothing { word: word.to_owned(), near })
    }

    /// Leaves the units of which this says that they count.
    pub fn retain(&mut self, counts: impl Fn(usize, &Unit) -> bool) {
        let mut number = 0;
        self.units.retain(|unit| {
            number += 1;
            counts(number - 1, unit)
        });
        self.settle();
    }

    /// Leaves what is at least so grave: 1 is the gravest. What tells nothing of how grave it is counts as 3.
    pub fn keep_level(&mut self, level: u8) {
        let grave = |unit: &Unit, checks: &Self| {
            let mut levels = checks.parts(unit).map(|part| part.level.unwrap_or(3));
            levels.any(|of| of <= level)
        };
        let kept: Vec<bool> = self.units.iter().map(|unit| grave(unit, self)).collect();
        self.retain(|number, _| kept.get(number).copied().unwrap_or(true));
    }

    /// The notes that are still asked for.
    fn settle(&mut self) {
        let asked: std::collections::BTreeSet<u64> = self.units.iter().filter_map(|unit| unit.note).collect();
        self.notes.retain(|note| asked.contains(note));
    }
}
