//! What the policies that basislint comes with say of files that carry config stores: of each store in several layouts, whole, cut and selected.
//!
//! `testdata/policies` has a folder for each store, and in that one for each case; `testdata/cases` has more layouts of the exports, each file alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use basislint::finding::Verdict;
use basislint::landscape::System;
use basislint::landscape::stores::carriers_of;
use basislint::policy::checks::{SystemKind, kind_of_store};
use basislint::policy::stores;
use basislint::report::{Report, SystemReport};

use crate::systems::{self, Files, files_below, system};

/// Ids are written out up to so many.
const MOST: usize = 24;

fn said(report: &SystemReport, verdict: Verdict) -> String {
    let of_verdict = report.verdicts.iter().filter(|of| of.verdict == verdict);
    let ids: Vec<&str> = of_verdict.map(|of| of.rule.strip_prefix("sap:").unwrap()).collect();
    match ids.len() {
        0 => String::new(),
        many if many > MOST => format!("    {}: {many} items\n", verdict.name()),
        _ => format!("    {}: {}\n", verdict.name(), ids.join(", ")),
    }
}

fn both(report: &Report) -> String {
    [Verdict::Fail, Verdict::Pass].map(|verdict| said(&report.systems[0], verdict)).concat()
}

/// A system that is known to be of this kind.
fn of_kind(kind: SystemKind) -> System {
    System { kind: Some(kind), ..system("SYS", None, None, None) }
}

#[test]
fn each_file_is_said_what_its_rows_show() {
    let mut of_kinds: BTreeMap<String, String> = BTreeMap::new();
    for (path, bytes) in files_below("testdata/cases") {
        let (kind, name) = path.split_once('/').unwrap();
        // Profile parameters are taken together over several files before they are a store.
        let carries = carriers_of(kind).next().is_some() || kind == "profile-parameters";
        if name.ends_with(".expected") || !carries {
            continue;
        }
        let files = Files::from([(format!("SYS/{name}"), bytes)]);
        let report = systems::check_policies(&[of_kind(SystemKind::Abap)], &files);
        let text = of_kinds.entry(kind.to_owned()).or_default();
        write!(text, "{name}: {}\n{}", report.files[0].status.name(), both(&report)).unwrap();
    }
    for (kind, text) in &of_kinds {
        insta::assert_snapshot!(format!("files_of_{}", kind.replace('-', "_")), text);
    }
    assert_eq!(of_kinds.len(), 12, "{:?}", of_kinds.keys());
}

/// The kind of systems that have a store.
fn kind_of(store: &str) -> SystemKind {
    kind_of_store(store).unwrap_or(if store == "Parameters" { SystemKind::Java } else { SystemKind::Abap })
}

/// The cases of a store, each with its files.
fn cases() -> BTreeMap<String, BTreeMap<String, Files>> {
    let mut cases: BTreeMap<String, BTreeMap<String, Files>> = BTreeMap::new();
    for (path, bytes) in files_below("testdata/policies") {
        let mut parts = path.splitn(3, '/').map(str::to_owned);
        let (store, case, name) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        cases.entry(store).or_default().entry(case).or_default().insert(format!("SYS/{name}"), bytes);
    }
    cases
}

#[test]
fn each_store_is_judged_in_several_layouts_and_what_is_cut_or_selected_is_not_called_right() {
    let cases = cases();
    let mut text = String::new();
    for (store, cases) in &cases {
        writeln!(text, "{store}").unwrap();
        let kind = kind_of(store);
        let mut failing: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (case, files) in cases {
            let report = systems::check_policies(&[of_kind(kind)], files);
            write!(
                text,
                "  {case}: {}\n{}",
                report.files.iter().map(|file| file.status.name()).collect::<Vec<_>>().join(", "),
                both(&report)
            )
            .unwrap();
            let of = |verdict: Verdict| {
                let of_verdict = report.systems[0].verdicts.iter().filter(move |of| of.verdict == verdict);
                of_verdict.map(|of| of.rule.to_string()).collect::<BTreeSet<_>>()
            };
            if case.ends_with("selected") || case.ends_with("cut") {
                let passing = of(Verdict::Pass);
                let wrong: Vec<_> = failing.values().flatten().filter(|rule| passing.contains(*rule)).collect();
                assert!(wrong.is_empty(), "{store}/{case}: {wrong:?}");
            } else {
                failing.insert(case, of(Verdict::Fail));
            }
        }
    }
    // A text as SAP's program writes it cannot be selected from, and a list of access control is one.
    let no_selection = ["CRYPTOLIB", "SAP_KERNEL", "SAP_ITSAMOperatingSystem", "STANDARD_USERS", "Parameters"];
    let no_selection = |store: &str| no_selection.contains(&store) || store.ends_with("INFO");
    for (store, cases) in &cases {
        let layouts = cases.keys().filter(|case| !case.ends_with("cut") && !case.ends_with("selected"));
        let twins = |end: &str| cases.keys().any(|case| case.ends_with(end));
        let is_table = !no_selection(store);
        assert!(layouts.count() > 2, "{store} in two layouts, and as a file of its own");
        assert!(twins("cut") || is_table && twins("selected"), "{store}: no twin that is cut");
        assert!(twins("selected") || !is_table, "{store}: no twin that is selected");
    }
    insta::assert_snapshot!("stores", text);
    let carried = stores::all().iter().filter(|store| store.export.is_some()).map(|store| store.name.clone());
    assert_eq!(carried.collect::<BTreeSet<_>>(), cases.into_keys().collect());
}

/// The rules that pass in the one system of these files.
fn passing(kind: SystemKind, files: &Files) -> BTreeSet<String> {
    let report = systems::check_policies(&[of_kind(kind)], files);
    let passing = report.systems[0].verdicts.iter().filter(|of| of.verdict == Verdict::Pass);
    passing.map(|of| of.rule.to_string()).collect()
}

#[test]
fn what_is_cut_in_the_middle_of_a_line_or_taken_away_makes_nothing_pass() {
    let mut wrong = Vec::new();
    for (store, cases) in cases() {
        let kind = kind_of(&store);
        for (case, files) in cases {
            let before = passing(kind, &files);
            for (path, bytes) in files.iter().filter(|(_, bytes)| bytes.len() > 30) {
                let is_between = |at: &usize| !matches!(bytes[*at], b'\r' | b'\n' | b'-');
                let cut = (bytes.len() * 2 / 3..bytes.len()).find(is_between).unwrap();
                let mut without = files.clone();
                without.remove(path);
                let mut with_cut = files.clone();
                with_cut.insert(path.clone(), bytes[..cut].to_vec());
                for (what, files) in [("cut", with_cut), ("taken away", without)] {
                    let new: Vec<String> = passing(kind, &files).difference(&before).cloned().collect();
                    if !new.is_empty() {
                        wrong.push(format!("{store}/{case}: {path} {what}: {new:?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
