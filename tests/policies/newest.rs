//! A system at the newest levels that SAP's policies know: nothing fails. One thing less, and just what asks for that fails, at its cell.
//!
//! What the policies ask for is read out of their printed rules by patterns of this test, not by the program.

use std::collections::{BTreeMap, BTreeSet};

use basislint::policy::checks::{Check, Checks, Unit};
use basislint::policy::embedded;
use basislint::policy::predicate::one_line;
use regex::Regex;

use super::examples::{Said, check, cvers, cwbntcust, disp_work};

const NOTES: [&str; 4] = ["--isolated", "--policy", "sap-notes", "--policy-only"];

/// A system of today has these; that there are releases of each in one list is no matter here.
const RELEASES: [&str; 12] =
    ["758", "757", "75I", "75H", "740", "108", "107", "2011_1_731", "2020", "600", "605", "617"];

fn checks() -> Checks {
    Checks::of(embedded::by_name("sap-notes").unwrap().asked())
}

fn noncompliant(checks: &Checks, check: &Check) -> String {
    check.own[1].and_then(|question| checks.compiled.predicate(question)).map(one_line).unwrap_or_default()
}

/// The support package below which each note asks for something, by component and release: the greatest one that any part of it names.
fn levels(checks: &Checks) -> BTreeMap<(String, String), BTreeMap<String, u32>> {
    let below = Regex::new(
        r"COMPONENT = '([^']+)' and VERSION = '([^']+)' and [^=]*?SP[^=]*? (?:< '?(\d+)'?|between '?\d+'? and '?(\d+)'?)",
    )
    .unwrap();
    let mut levels: BTreeMap<(String, String), BTreeMap<String, u32>> = BTreeMap::new();
    for unit in checks.units.iter().filter(|unit| unit.note.is_some()) {
        for part in checks.parts(unit).filter(|part| &*part.store == "COMP_LEVEL") {
            for found in below.captures_iter(&noncompliant(checks, part)) {
                let number = |group: usize| found.get(group).map(|digits| digits.as_str().parse::<u32>().unwrap());
                let level = number(3).or_else(|| number(4).map(|last| last + 1)).unwrap();
                let of_release = levels.entry((found[1].to_owned(), found[2].to_owned())).or_default();
                let known = of_release.entry(unit.rule.to_string()).or_default();
                *known = level.max(*known);
            }
        }
    }
    levels.retain(|(_, release), _| RELEASES.contains(&release.as_str()));
    levels
}

/// The lists of a system at these levels, of kernel 753 at this patch, with these notes implemented.
fn judge(levels: &BTreeMap<(String, String), u32>, patch: u32, notes: &[u64]) -> Said {
    let rows: Vec<(&str, &str, String)> = levels
        .iter()
        .map(|((component, release), level)| (component.as_str(), release.as_str(), level.to_string()))
        .collect();
    let rows: Vec<(&str, &str, &str)> =
        rows.iter().map(|(component, release, level)| (*component, *release, level.as_str())).collect();
    let notes: Vec<String> = notes.iter().map(u64::to_string).collect();
    let notes: Vec<(&str, &str)> = notes.iter().map(|note| (note.as_str(), "E")).collect();
    let files = [
        ("cvers.txt", &*cvers(&rows)),
        ("notes.txt", &*cwbntcust(&notes)),
        ("kernel.txt", &*disp_work("753_REL", &patch.to_string())),
    ];
    check(&files, &NOTES)
}

fn failing(said: &Said) -> BTreeSet<String> {
    let failing = said.verdicts.iter().filter(|(_, (verdict, _))| verdict == "fail");
    failing.map(|(rule, _)| rule.clone()).collect()
}

fn newest(levels: &BTreeMap<(String, String), BTreeMap<String, u32>>) -> BTreeMap<(String, String), u32> {
    levels.iter().map(|(release, of_notes)| (release.clone(), of_notes.values().copied().max().unwrap())).collect()
}

/// Patches of kernel 753 that notes ask for.
fn patches(checks: &Checks) -> BTreeMap<String, u32> {
    let patch = Regex::new(r"^NAME = 'KERN_PATCHLEVEL' and lpad\(VALUE, 4, '0'\) < '(\d+)'$").unwrap();
    let is_753 = |check: &Check| {
        check.joins.len() == 1
            && check.joins[0].asks[1]
                .and_then(|question| checks.compiled.predicate(question))
                .is_some_and(|predicate| one_line(predicate) == "NAME = 'KERN_REL' and VALUE = '753_REL'")
    };
    let patches = checks.units.iter().filter_map(|unit| {
        let of_release = checks.parts(unit).filter(|check| is_753(check));
        let asked = of_release.filter_map(|check| patch.captures(&noncompliant(checks, check))?[1].parse().ok());
        Some((unit.rule.to_string(), asked.max()?))
    });
    patches.collect()
}

/// Nothing that a note asks for in the lists of these systems is missing.
const PATCH: u32 = 1999;

fn note_of(checks: &Checks, rule: &str) -> u64 {
    checks.units.iter().find(|unit: &&Unit| *unit.rule == *rule).unwrap().note.unwrap()
}

#[test]
fn nothing_fails_at_the_newest_levels_though_no_note_is_implemented() {
    let levels = levels(&checks());
    assert!(levels.len() > 60, "{}", levels.len());
    let said = judge(&newest(&levels), PATCH, &[1]);
    assert_eq!(failing(&said), BTreeSet::new());
    let passing = said.verdicts.values().filter(|(verdict, _)| verdict == "pass").count();
    assert!(passing > 350, "{passing}");
}

#[test]
fn one_support_package_less_and_just_the_notes_of_that_one_fail_at_its_cell() {
    let levels = levels(&checks());
    let newest = newest(&levels);
    let mut tried = 0;
    for (release, level) in newest.iter().filter(|(_, level)| **level > 0).step_by(5) {
        let mut less = newest.clone();
        less.insert(release.clone(), level - 1);
        let said = judge(&less, PATCH, &[1]);
        let of_last = levels[release].iter().filter(|(_, needed)| *needed == level);
        let expected: BTreeSet<String> = of_last.map(|(rule, _)| rule.clone()).collect();
        assert_eq!(failing(&said), expected, "{release:?} {}", level - 1);
        // CVERS has a heading, and the level stands behind the component and the release.
        let line = 2 + less.keys().position(|known| known == release).unwrap();
        let column = release.0.len() + release.1.len() + 3;
        for rule in expected {
            let place = format!("cvers.txt:{line}:{column} ");
            assert!(
                said.found(&rule).iter().any(|found| found.starts_with(&place)),
                "{place}: {:?}",
                said.found(&rule)
            );
        }
        tried += 1;
    }
    assert!(tried > 10);
}

#[test]
fn one_note_less_and_just_that_one_fails() {
    let checks = checks();
    let levels = levels(&checks);
    // Nothing came with a support package.
    let oldest: BTreeMap<(String, String), u32> = levels.keys().map(|release| (release.clone(), 0)).collect();
    let needed = failing(&judge(&oldest, PATCH, &[1]));
    let all: BTreeSet<u64> = needed.iter().map(|rule| note_of(&checks, rule)).collect();
    let all: Vec<u64> = all.into_iter().collect();
    assert!(all.len() > 150, "{}", all.len());
    // What is said of kernels, too, is not implemented by SNOTE alone; it is no matter here.
    assert_eq!(failing(&judge(&oldest, PATCH, &all)), BTreeSet::new());
    for note in all.iter().step_by(40) {
        let others: Vec<u64> = all.iter().copied().filter(|other| other != note).collect();
        let failing = failing(&judge(&oldest, PATCH, &others));
        assert_eq!(failing.iter().map(|rule| note_of(&checks, rule)).collect::<Vec<_>>(), [*note]);
    }
}

#[test]
fn one_patch_of_the_kernel_less_and_just_the_notes_of_that_one_fail_at_the_patch() {
    let patches = patches(&checks());
    let newest = patches.values().copied().max().unwrap();
    let of = |patch: u32| failing(&judge(&BTreeMap::new(), patch, &[1]));
    assert_eq!(of(newest), BTreeSet::new());
    let levels: BTreeSet<u32> = patches.values().copied().collect();
    for level in levels.into_iter().rev().take(4) {
        let expected = patches.iter().filter(|(_, needed)| **needed >= level).map(|(rule, _)| rule.clone());
        assert_eq!(of(level - 1), expected.collect(), "{level}");
    }
    let said = judge(&BTreeMap::new(), newest - 1, &[1]);
    for rule in failing(&said) {
        assert!(
            said.found(&rule).iter().any(|found| found.starts_with("kernel.txt:17:31 ")),
            "{:?}",
            said.found(&rule)
        );
    }
}
