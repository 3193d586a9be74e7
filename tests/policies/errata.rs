//! The errata are for items that there are, and say of their rows what the item says once it is mended.

use std::collections::{BTreeSet, HashMap};

use basislint::policy::errata::{self, Erratum, Example};
use basislint::policy::evaluate::{Reading, Setting, Truth};
use basislint::policy::predicate::{Predicate, parse};
use basislint::policy::samples::Sample;

use super::{folders, loaded, repository};

fn any(predicate: Option<&Predicate>, rows: &[HashMap<String, String>]) -> bool {
    let setting = Setting { as_of: "2026-11-29".parse().unwrap(), tier: Some("PROD"), reading: Reading::AsMeant };
    rows.iter().any(|row| {
        let cells = row.iter().map(|(column, text)| (column.as_str().into(), Some(text.as_str().into())));
        let sample = Sample { cells: cells.collect() };
        predicate.is_some_and(|predicate| match predicate.holds(&sample, &setting) {
            Truth::Unknown => panic!("a column is missing: {row:?}"),
            truth => truth == Truth::True,
        })
    })
}

/// What the mended item says of rows: which cannot be told first, then any bad row, then any good one. `own` are its predicates as they were published.
fn verdict(erratum: &Erratum, own: [Option<&Predicate>; 2], example: &Example) -> &'static str {
    let parsed = |text: &str| Some(text).filter(|text| !text.trim().is_empty()).map(|text| parse(text).unwrap());
    let says = |mended: &Option<String>, own: Option<&Predicate>| match mended {
        Some(text) => any(parsed(text).as_ref(), &example.rows),
        None => any(own, &example.rows),
    };
    for join in &erratum.joins {
        let rows = example.joined.get(&join.store).map_or(&[][..], Vec::as_slice);
        if !any(parsed(&join.compliant).as_ref(), rows) {
            return "not-applicable";
        }
    }
    if says(&erratum.cannot_tell, None) {
        return "cannot-tell";
    }
    match (says(&erratum.noncompliant, own[1]), says(&erratum.compliant, own[0])) {
        (true, _) => "fail",
        (false, true) => "pass",
        (false, false) => "not-found",
    }
}

#[test]
fn each_erratum_that_mends_says_what_its_rows_expect() {
    // What only says which rows cannot be told needs the item's own predicates: the test below has them.
    let is_mended = |erratum: &&Erratum| erratum.compliant.is_some() || erratum.noncompliant.is_some();
    for erratum in errata::all() {
        let tried = erratum.example.iter().filter(|example| is_mended(&erratum) || example.verdict == "cannot-tell");
        for example in tried {
            let name = format!("{}/{} {}", erratum.policy, erratum.item, erratum.store);
            assert_eq!(verdict(erratum, [None, None], example), example.verdict, "{name}: {:?}", example.rows);
        }
    }
}

#[test]
fn each_erratum_is_for_an_item_and_says_of_rows_what_they_expect() {
    for folder in folders() {
        let loaded = loaded(&folder);
        let mut used: BTreeSet<&str> = BTreeSet::new();
        for policy in &loaded.policies {
            for (store, item) in policy.items() {
                let Some(erratum) = errata::of(policy, store, item) else { continue };
                assert_eq!(
                    (&erratum.policy, &erratum.item, &erratum.store),
                    (&policy.id.text, &item.id.text, &store.name.text)
                );
                used.insert(&erratum.sha256);
                for example in &erratum.example {
                    let own = [&item.compliant, &item.noncompliant].map(|branch| branch.predicate.as_deref());
                    let told = verdict(erratum, own, example);
                    assert_eq!(told, example.verdict, "{} {:?}", policy.rule_id(item), example.rows);
                }
            }
        }
        if Some(&folder) == repository().as_ref() {
            let unused = errata::all().iter().filter(|erratum| !used.contains(erratum.sha256.as_str()));
            assert_eq!(unused.map(|erratum| &erratum.item).collect::<Vec<_>>(), Vec::<&String>::new());
        }
        assert!(used.len() > 25, "{}", used.len());
    }
}
