//! The checklist of document 004 on correct set-ups, once direct and once through a Web Dispatcher: all passes; without a group of files just
//! the rules that need it cannot say, in any of the systems; each defect makes just its rule fail; and what is correct in another way
//! passes too. All that is data in `testdata/integration` and `testdata/integration-dispatcher`.

use std::collections::BTreeSet;

use crate::systems::{DISPATCHER, INTEGRATION, READINESS, Scene, judged, set_up};

/// What is wrong in either of them.
fn in_both(wrong: impl Fn(&Scene) -> String) -> String {
    [&*INTEGRATION, &*DISPATCHER].map(wrong).concat()
}

#[test]
fn correct_set_ups_pass_every_rule_that_is_for_them() {
    assert_eq!(in_both(|scene| judged::not_clean(scene, &[])), "");
}

#[test]
fn without_a_group_of_files_just_the_rules_that_need_it_are_not_evaluated() {
    assert_eq!(in_both(set_up::wrong_without_files), "");
}

#[test]
fn every_defect_of_an_integration_makes_just_its_rule_fail() {
    // Rules on TLS, RFC destinations and SAProuter are for every ABAP system: their defects are planted in those.
    let elsewhere = [&*INTEGRATION, &*DISPATCHER, &*READINESS];
    assert_eq!(in_both(|scene| judged::not_just_its_rule(scene, &elsewhere)), "");
}

#[test]
fn other_set_ups_that_are_correct_pass_the_same_rules() {
    assert_eq!(in_both(set_up::wrong_in_variants), "");
}

#[test]
fn every_trouble_of_the_page_has_a_case_that_plants_it() {
    let page = std::fs::read_to_string("docs/integration.md").unwrap();
    let (_, troubles) = page.split_once("| trouble | rule | case |").unwrap();
    let rows = troubles.lines().skip(2).take_while(|line| line.starts_with('|'));
    let planted: BTreeSet<(String, String)> = [&INTEGRATION, &DISPATCHER]
        .iter()
        .flat_map(|scene| scene.defects())
        .map(|(rule, defect)| (rule.to_owned(), defect.name.clone()))
        .collect();
    let told = rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        (cells[2].trim_matches('`').to_owned(), cells[3].to_owned())
    });
    let missing: Vec<_> = told.filter(|case| !planted.contains(case)).collect();
    assert_eq!(missing, []);
}
