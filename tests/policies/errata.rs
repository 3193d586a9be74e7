//! The errata are for items that there are, and say of their rows what the item says once it is mended.

use std::collections::{BTreeSet, HashMap};

use basislint::policy::Branch;
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

/// What the mended item says: what cannot be told first, then any bad row, then any good one.
fn verdict(erratum: &Erratum, [compliant, noncompliant]: [&Branch; 2], example: &Example) -> &'static str {
    let parsed = |text: &Option<String>| text.as_ref().map(|text| parse(text).unwrap());
    let [good, bad] = [parsed(&erratum.compliant), parsed(&erratum.noncompliant)];
    if any(parsed(&erratum.cannot_tell).as_ref(), &example.rows) {
        return "cannot-tell";
    }
    let is_bad = any(bad.as_ref().or(noncompliant.predicate.as_deref()), &example.rows);
    let is_good = any(good.as_ref().or(compliant.predicate.as_deref()), &example.rows);
    match (is_bad, is_good) {
        (true, _) => "fail",
        (false, true) => "pass",
        (false, false) => "not-found",
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
                    let told = verdict(erratum, [&item.compliant, &item.noncompliant], example);
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
