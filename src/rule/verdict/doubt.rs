//! What keeps a rule from a pass although it finds nothing: what was not exported, is not whole, or cannot be read.

use super::SystemJudge;
use crate::export::{self, Export, Reach, needs};
use crate::finding::{Need, Verdict};
use crate::knowledge::secret;
use crate::landscape::derived::{self, Across, Derived, Lacking};
use crate::rule::compile::Rule;
use crate::rule::evidence::JudgedFile;
use crate::rule::file::Expect;
use crate::rule::first::Decision;
use crate::rule::known::{Found, KnownReference};
use crate::rule::tally::Tally;
use crate::rule::terms::RecordSource;

/// What keeps a rule from a pass.
#[derive(Default)]
pub(super) struct Doubt {
    pub(super) reason: String,
    pub(super) missing: Vec<Need>,
}

impl SystemJudge<'_> {
    /// Why the rule could not pass the system even if it finds nothing.
    pub(super) fn doubt(&self, rule: &Rule, tally: &Tally) -> Option<Doubt> {
        let RecordSource { kind, exports, .. } = rule.source;
        let mut missing = Vec::new();
        // What the rule needs by name is named below.
        let is_known_without =
            exports.iter().any(|kind| export::by_kind(kind).is_some_and(|it| it.reach == Reach::Folder));
        if !is_known_without && !self.system.has(exports) && !rule.needs.iter().any(|kind| exports.contains(kind)) {
            missing.push(Need::of_any(exports));
        }
        missing.extend(rule.needs.iter().filter(|kind| !self.system.has(&[kind])).map(|kind| Need::of_any(&[kind])));
        if !missing.is_empty() {
            missing.dedup();
            return Some(Doubt { reason: needs::way_out(&missing), missing });
        }
        if let Some(part) = &rule.list_of {
            let is_of = |(_, file): (usize, &JudgedFile)| file.judgement.part.as_ref() == Some(part);
            if !self.system.files_of(&rule.reads()).any(is_of) {
                let missing = vec![Need::part(exports, format!("of the list {part}"))];
                return Some(Doubt {
                    reason: format!("{}: no other list tells of it", needs::way_out(&missing)),
                    missing,
                });
            }
        }
        if let Some(unread) = self.system.unread_of(&rule.reads()) {
            let reason = format!("{} could not be read, and it may tell otherwise", unread.path);
            return Some(Doubt { reason, missing });
        }
        if self.nothing_lacks(rule, tally) {
            return None;
        }
        // Each application server's part is judged by itself.
        if rule.parts.is_some() {
            return None;
        }
        let all_seen = rule.once && rule.has_seen_all(tally, &self.rows(rule));
        let tells_of_cuts = derived::by_kind(kind).is_some_and(|derived| derived.tells_of_cuts);
        let reads = if tells_of_cuts && tally.about > 0 { Vec::new() } else { rule.reads() };
        let incomplete = self.system.files_of(&reads).find_map(|(_, file)| file.incomplete_for(rule));
        if let Some(reason) = incomplete.filter(|_| !all_seen) {
            return Some(Doubt { reason, missing });
        }
        let unknown = tally.unknown.first_key_value().map(|(file, (line, why))| (*file, *line, *why));
        if let Some((file, line, why)) = unknown.or(tally.spoken.doubt()) {
            return Some(self.unknown(rule, file, line, why));
        }
        if let Some(reason) = self.never(rule, tally) {
            return Some(Doubt { reason, missing });
        }
        let rows = if rule.expect == Expect::First { self.rows(rule) } else { Vec::new() };
        let doubtful = rows.into_iter().find_map(|row| match tally.deciding.of(row) {
            Decision::Unknown(doubtful) => Some(doubtful),
            _ => None,
        });
        if let Some((file, line, why)) = doubtful {
            let path = self.system.path(file);
            return Some(Doubt { reason: format!("{path}, line {line}: {why}"), missing });
        }
        // What is not in some of the files may be in others.
        let rests_on_what_lacks = tally.about == 0 || rule.expect == Expect::Some;
        let looked_at = Lacking { exports, found: tally.about > 0 };
        if rests_on_what_lacks && let Some(lack) = self.system.lacks(kind, &looked_at) {
            let missing = if lack.missing.is_empty() { Vec::new() } else { vec![Need::of_any(&lack.missing)] };
            return Some(Doubt { reason: lack.reason, missing });
        }
        let missing = self.unseen(rule);
        (!missing.is_empty()).then(|| Doubt { reason: needs::way_out(&missing), missing })
    }

    /// The only export that a rule speaks of, if the system should have it and has none. Then nothing of the rule's body matters, and
    /// it need not be compiled.
    pub(super) fn lacking_export(&self, rule: &Rule) -> Option<&'static Export> {
        let export = export::by_kind(rule.only_kind()?)?;
        (export.reach != Reach::Folder && !self.system.has(&[export.kind])).then_some(export)
    }

    /// The verdict of a rule that speaks of this export alone, which the system lacks.
    pub(super) fn without(&self, rule: &Rule, export: &'static Export) -> (Verdict, Doubt) {
        let because = |reason: String| Doubt { reason, missing: Vec::new() };
        if !self.is_for_likely(rule) {
            return (Verdict::NotEvaluated, because(self.role_not_told()));
        }
        self.asked_elsewhere.set(true);
        if let Some(reason) = self.system.elsewhere(export.kind, &[]) {
            return (Verdict::NotApplicable, because(reason));
        }
        let missing = vec![Need::of_any(&[export.kind])];
        (Verdict::NotEvaluated, Doubt { reason: needs::way_out(&missing), missing })
    }

    /// Something of a record in this line is not known, because ...
    pub(super) fn unknown(&self, rule: &Rule, file: usize, line: u64, why: &str) -> Doubt {
        let missing = match derived::by_kind(rule.source.kind) {
            Some(derived) if !derived.told_by(why).is_empty() => vec![Need::of_any(derived.told_by(why))],
            // Who follows from all systems says in words what is missing; else it is more of the same.
            Some(Derived { across: Across::Landscape(_), .. }) => {
                self.system.kind(file).map(|kind| Need::of_any(&[kind])).into_iter().collect()
            }
            _ => Vec::new(),
        };
        Doubt { reason: format!("{}, line {line}: {why}", self.system.path(file)), missing }
    }

    /// What the rule would have to look at as well before it passes anybody.
    fn unseen(&self, rule: &Rule) -> Vec<Need> {
        let Found { rules, own, all, names: _ } = self.found;
        let known = |reference: &usize| all.of.get(own).and_then(|system| system.get(reference));
        let mut missing = Vec::new();
        for seen in &rule.seen {
            let export = rules.reference(seen.within).map_or("", |reference| reference.source.kind);
            let others = seen.values_of.as_ref().and_then(known).into_iter().flat_map(KnownReference::values);
            let has = |value: &str| known(&seen.within).is_some_and(|known| known.has(value));
            let lacks = seen.values.iter().map(String::as_str).chain(others).filter(|value| !has(value));
            missing.extend(
                lacks.map(|value| Need::part(&[export], seen.missing.replace("{value}", &secret::veiled(value)))),
            );
        }
        missing
    }

    /// Why nothing is known of the last time of something that the rule asks for: no record has one.
    fn never(&self, rule: &Rule, tally: &Tally) -> Option<String> {
        let field = rule.source.fields.get(rule.latest.as_ref()?.of)?.name;
        let counts = |row: &Option<usize>| self.counts(rule, tally, *row);
        let is_never = |(per, (row, ..)): &(&String, &(Option<usize>, usize, u64))| {
            !tally.latest.contains_key(*per) && !tally.undated.contains(*per) && counts(row)
        };
        let (per, (_, file, line)) = tally.valueless.iter().find(is_never)?;
        let per = secret::veiled(per);
        Some(format!("{}, line {line}: no record of {per} has the field {field}", self.system.path(*file)))
    }

    /// What must be there is there, whatever else cannot be known.
    fn nothing_lacks(&self, rule: &Rule, tally: &Tally) -> bool {
        match rule.expect {
            Expect::Some => tally.held > 0,
            Expect::Each => {
                rule.parts.is_none() && self.rows(rule).into_iter().all(|row| tally.held_rows.contains(&row))
            }
            Expect::First => self.rows(rule).into_iter().all(|row| {
                let mut places = tally.deciding.right(row);
                places.any(|(file, line)| !self.is_damaged_up_to(file, line))
            }),
            Expect::None | Expect::All | Expect::Exactly(_) => false,
        }
    }

    /// This line or one before it could not be read as it should: it may decide otherwise.
    fn is_damaged_up_to(&self, file: usize, line: u64) -> bool {
        let mut files = self.system.files();
        let flaws = files.find(|(index, _)| *index == file).map(|(_, file)| file.judgement.flaws.as_slice());
        flaws.unwrap_or_default().iter().any(|flaw| flaw.incomplete && flaw.line <= line)
    }
}
