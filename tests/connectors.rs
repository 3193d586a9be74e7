//! The checklist of document 003 on a correct set-up, one Cloud Connector with two Production Connectors: all passes; without a group of
//! files just the rules that need it cannot say, in any of the systems; and each defect makes just its rule fail. All that is data in
//! `testdata/connectors`.

use crate::systems::{CONNECTORS, judged, set_up};

#[test]
fn a_correct_set_up_passes_every_rule_that_is_for_it() {
    // The server certificate of the test tier is self-signed, which is a note there.
    assert_eq!(judged::not_clean(&CONNECTORS, &["note PC2/server.pem:1:12"]), "");
}

#[test]
fn without_a_group_of_files_just_the_rules_that_need_it_are_not_evaluated() {
    assert_eq!(set_up::wrong_without_files(&CONNECTORS), "");
}

#[test]
fn every_defect_of_the_connectors_makes_just_its_rule_fail() {
    assert_eq!(judged::not_just_its_rule(&CONNECTORS, &[]), "");
}

#[test]
fn other_set_ups_that_are_correct_pass_the_same_rules() {
    assert_eq!(set_up::wrong_in_variants(&CONNECTORS), "");
}
