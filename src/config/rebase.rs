//! What becomes of a baseline when the findings are others: which entries are more than there is now, and which are new.
//!
//! What could not be judged is kept: that a finding is not seen means nothing where the export is not there.

use std::collections::{BTreeMap, HashMap};

use super::baseline::{Baseline, Entry};
use crate::finding::{Findings, Severity, Status};

/// What a baseline can be held against.
pub struct Now<'n> {
    /// The findings, weighed and suppressed. Whether some are known already is of no matter.
    pub findings: &'n Findings,
    /// Whether a rule was judged for a system, or the system is known to be gone: else nothing follows from there being no finding.
    pub is_judged: &'n dyn Fn(&str, &str) -> bool,
}

/// An entry that is more than there is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// Index of the entry.
    pub entry: usize,
    /// How many findings of it are no more.
    pub gone: u64,
}

/// A baseline made anew.
#[derive(Debug, Default)]
pub struct Rebased {
    /// The new one.
    pub baseline: Baseline,
    /// Findings that it takes in, and the old one did not know.
    pub taken: u64,
    /// New errors that it does not take in.
    pub refused: Vec<Entry>,
    /// Findings that the old one knew, and that are no more.
    pub gone: u64,
    /// Entries that are kept because nothing is known of them.
    pub kept: usize,
}

impl Now<'_> {
    /// The entries of a baseline that are more than there is now.
    pub fn stale(&self, baseline: &Baseline) -> Vec<Stale> {
        let there = self.findings.seen(|_, _| true);
        let stale = |(entry, of): (usize, &Entry)| {
            let gone = of.count.saturating_sub(there.get(&of.fingerprint).copied().unwrap_or(0));
            (gone > 0 && (self.is_judged)(&of.rule, &of.system)).then_some(Stale { entry, gone })
        };
        baseline.entries.iter().enumerate().filter_map(stale).collect()
    }

    /// The entries whose words are those of another finding than their fingerprint: index, and rule, system and subject as they are.
    pub fn misnamed(&self, baseline: &Baseline) -> Vec<(usize, [String; 3])> {
        let by_fingerprint: HashMap<&str, usize> =
            baseline.entries.iter().map(|entry| entry.fingerprint.as_str()).zip(0..).collect();
        let misnamed = self.findings.identities().filter_map(|(seed, names)| {
            let index = *by_fingerprint.get(seed.as_str())?;
            let entry = baseline.entries.get(index)?;
            ([&entry.rule, &entry.system, &entry.subject] != names).then(|| (index, names.map(str::to_owned)))
        });
        let mut misnamed: Vec<_> = misnamed.collect();
        misnamed.sort();
        misnamed
    }

    /// The baseline of what is there now. What an older one says of what was not judged is kept. New errors are taken in only if
    /// `accept_new` says so, or if there is no older one.
    pub fn write(&self, old: Option<&Baseline>, accept_new: bool) -> Rebased {
        let mut rebased = Rebased::default();
        let mut there = self.entries();
        for entry in old.into_iter().flat_map(|old| &old.entries) {
            let count = there.get(&entry.fingerprint).map_or(0, |now| now.count);
            let is_judged = (self.is_judged)(&entry.rule, &entry.system);
            let (more, fewer) = (count.saturating_sub(entry.count), entry.count.saturating_sub(count));
            let worst = there.remove(&entry.fingerprint).map_or(entry.severity, |now| now.severity);
            let refused = more > 0 && worst == Severity::Error && !accept_new;
            if refused {
                rebased.refused.push(Entry { count: more, ..entry.clone() });
            }
            let count = match (is_judged, refused) {
                (false, _) => count.max(entry.count),
                (true, true) => entry.count,
                (true, false) => count,
            };
            rebased.taken += count.saturating_sub(entry.count);
            rebased.gone += if is_judged { fewer } else { 0 };
            rebased.kept += usize::from(!is_judged && fewer > 0);
            // Its words stay as they are: whoever reads the file's diff sees what changed, and not what is said otherwise today.
            rebased.baseline.entries.extend((count > 0).then(|| Entry { count, ..entry.clone() }));
        }
        for entry in there.into_values() {
            if entry.severity == Severity::Error && old.is_some() && !accept_new {
                rebased.refused.push(entry);
            } else {
                rebased.taken += entry.count;
                rebased.baseline.entries.push(entry);
            }
        }
        rebased
    }

    /// The baseline without what is there no more.
    pub fn prune(&self, old: &Baseline) -> Rebased {
        let mut rebased = Rebased { baseline: old.clone(), ..Rebased::default() };
        for Stale { entry, gone } in self.stale(old) {
            rebased.gone += gone;
            if let Some(entry) = rebased.baseline.entries.get_mut(entry) {
                entry.count -= gone;
            }
        }
        rebased.baseline.entries.retain(|entry| entry.count > 0);
        rebased
    }

    /// What a baseline says of all findings that nobody suppresses, by fingerprint.
    fn entries(&self) -> BTreeMap<String, Entry> {
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        let mut reader = self.findings.reader();
        while let Some(finding) = reader.read() {
            if finding.status == Status::Suppressed {
                continue;
            }
            if let Some(entry) = entries.get_mut(&finding.seed) {
                entry.count += 1;
                entry.severity = entry.severity.max(finding.severity);
                continue;
            }
            let entry = Entry {
                rule: finding.rule.clone(),
                system: finding.system.clone(),
                subject: finding.subject.clone(),
                fingerprint: finding.seed.clone(),
                count: 1,
                severity: finding.severity,
                message: finding.message.clone(),
            };
            entries.insert(finding.seed.clone(), entry);
        }
        entries
    }
}
