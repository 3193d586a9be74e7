//! Which items are one question about an SAP Note, and which policy speaks for the note.
//!
//! SAP publishes a policy a month and does not mend older ones (issue threads of its repository): where several speak of a note, the newest counts. Those
//! of several months at once are older than any of a month.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::{Check, Head, Rows, SystemKind};

/// What there is one verdict on for each system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id in reports: that of its first item.
    pub rule: Arc<str>,
    /// The SAP Note that it is about.
    pub note: Option<u64>,
    /// The items, by their numbers.
    pub parts: Vec<u32>,
}

pub(super) struct Units {
    pub units: Vec<Unit>,
    pub notes: Vec<u64>,
    pub superseded: usize,
}

/// How new a policy is: of a month before those of several, then the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Age {
    is_of_one_month: bool,
    month: (u16, u8),
}

static MONTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^0-9])(20\d\d)[-_]?(0[1-9]|1[0-2])(?:[-_](0[1-9]|1[0-2]))?(?:$|[^0-9])").ok());

impl Age {
    /// By the id, the name of the file and what the policy says that it is about: an id was copied from the month before once, so the latest counts.
    fn of(head: &Head) -> Self {
        let file = head.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let named = [&*head.id, file, &*head.description].into_iter().filter_map(Self::named);
        // What is of several months says so in its id or its file.
        let several = named.clone().find(|age| !age.is_of_one_month);
        several.or_else(|| named.max()).unwrap_or(Self { is_of_one_month: false, month: (0, 0) })
    }

    fn named(text: &str) -> Option<Self> {
        let found = MONTH.as_ref()?.captures(text)?;
        let number = |group: usize| found.get(group)?.as_str().parse::<u16>().ok();
        let month = u8::try_from(number(2)?).ok()?;
        Some(Self { is_of_one_month: found.get(3).is_none(), month: (number(1)?, month) })
    }
}

/// Puts together what is one question.
pub(super) fn units(policies: &[Head], items: &[Check]) -> Units {
    let ages: Vec<Age> = policies.iter().map(Age::of).collect();
    let policy_of = |check: &Check| policies.get(check.policy as usize);
    let mut of_notes: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    let mut units = Vec::new();
    let unit = |note: Option<u64>, parts: Vec<u32>| {
        let of = |part: &u32| items.get(*part as usize);
        // Its number alone names the note; parts have letters behind it. What is said of ABAP names what is said of SAP HANA, too.
        let rank = |check: &&Check| {
            let is_plain = check.id.bytes().all(|byte| byte.is_ascii_digit());
            (policy_of(check).and_then(|policy| policy.kind) != Some(SystemKind::Abap), !is_plain)
        };
        let first = parts.iter().filter_map(of).min_by_key(rank)?;
        let rule = first.rule_id(policy_of(first).map_or("", |policy| &policy.id)).into();
        Some(Unit { rule, note, parts })
    };
    for (number, check) in (0..).zip(items) {
        match check.note {
            Some(note) => of_notes.entry(note).or_default().push(number),
            None => units.extend(unit(None, vec![number])),
        }
    }
    let mut superseded = 0;
    let mut notes = BTreeSet::new();
    for (note, parts) in of_notes {
        let policy = |part: &u32| items.get(*part as usize).map(|check| check.policy);
        let age = |part: &u32| policy(part).and_then(|policy| ages.get(policy as usize).copied());
        // Policies for SAP HANA say nothing of what those for ABAP do. Of several of one month the last of its name counts: others are older forms.
        let kind =
            |part: &u32| policy(part).and_then(|policy| policies.get(policy as usize)).and_then(|head| head.kind);
        let mut newest: BTreeMap<Option<SystemKind>, (Option<Age>, Option<u32>)> = BTreeMap::new();
        for part in &parts {
            let (this, known) = ((age(part), policy(part)), newest.entry(kind(part)).or_default());
            *known = (*known).max(this);
        }
        let counts: BTreeSet<Option<u32>> = newest.into_values().map(|(_, policy)| policy).collect();
        let (kept, older): (Vec<u32>, Vec<u32>) = parts.into_iter().partition(|part| counts.contains(&policy(part)));
        superseded += older.len();
        let is_asked = |part: &u32| {
            items.get(*part as usize).is_some_and(|it| matches!(it.rows, Rows::NoteState | Rows::NoteNeeded))
        };
        if kept.iter().any(is_asked) {
            notes.insert(note);
        }
        units.extend(unit(Some(note), kept));
    }
    units.sort_by(|left, right| left.rule.cmp(&right.rule));
    // Policies with one id have items with one id: each still has its own verdict.
    for number in 1..units.len() {
        let (before, at) = units.split_at_mut(number);
        let (Some(last), Some(unit)) = (before.last(), at.first_mut()) else { continue };
        if let Some(rest) = last.rule.strip_prefix(&*unit.rule).filter(|rest| rest.is_empty() || rest.starts_with('~'))
        {
            let copy: usize = rest.strip_prefix('~').and_then(|copy| copy.parse().ok()).unwrap_or(1);
            unit.rule = format!("{}~{}", unit.rule, copy + 1).into();
        }
    }
    Units { units, notes: notes.into_iter().collect(), superseded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_of_a_month_is_newer_than_one_of_several() {
        let age = |id: &str, path: &str, description: &str| {
            Age::of(&Head { id: id.into(), path: path.into(), description: description.into(), ..Head::default() })
        };
        let july = age("PatchDay_2026-07", "a/ABAP_snotes_patchday_2026-07.xml", "");
        assert!(july > age("PatchDay_2026-06", "", ""));
        assert!(july > age("SNOTES_201701-06", "ABAP_snotes_patchday_2017-01_06.xml", ""));
        assert!(age("PatchDay_2016-01", "", "") > age("PatchDay_201801-12", "", ""));
        // Its id was copied from September.
        let december = age("PatchDay_2021-09", "ABAP_snotes_patchday_2021-12.xml", "SNotes of PatchDay: 2021-12");
        assert!(december > age("PatchDay_2021-11", "", ""));
        assert!(age("2023-09_HANA", "HANASecNotes_2023-09.xml", "") > age("HPATCHDAY_2022-04", "", ""));
    }
}
