//! How many check items can be decided with which exports (`../shared/spec/policies.md` section 4), by what the program knows of each item: its own store,
//! each joined store and each column must be had, of systems of the kind that it asks for.

use std::collections::BTreeSet;
use std::sync::Arc;

use basislint::policy::checks::{Asked, Check, Checks, SystemKind};
use basislint::policy::{embedded, stores};

use super::{loaded, repository};

/// Exports in the order in which administrators have them, with the stores that each brings and the systems whose stores they are.
const EXPORTS: [(&str, &[(&str, SystemKind)]); 6] = [
    ("CVERS", &[("COMP_LEVEL", SystemKind::Abap)]),
    ("CWBNTCUST", &[("ABAP_NOTES", SystemKind::Abap)]),
    ("disp+work -v", &[("SAP_KERNEL", SystemKind::Abap), ("SAP_ITSAMOperatingSystem", SystemKind::Abap)]),
    ("profile parameters", &[("ABAP_INSTANCE_PAHI", SystemKind::Abap)]),
    ("CommonCryptoLib", &[("CRYPTOLIB", SystemKind::Abap)]),
    (
        "profiles of Java and Web Dispatcher",
        &[("PARAMETERS", SystemKind::Java), ("PARAMETERS", SystemKind::WebDispatcher)],
    ),
];

/// What the specification counts by the names of stores alone, and nobody can decide with these exports: the joined store, or the item's own, is that of
/// another kind of system than the export.
const NOT_DECIDED: [(&str, &str); 8] = [
    ("sap:1JRFCGW/RFCGW-J_c.1", "the SAP_KERNEL of a Java system"),
    ("sap:1JRFCGW/RFCGW-J_c.2", "the SAP_KERNEL of a Java system"),
    ("sap:2ODISCL/DISCL-O_b.1", "the COMP_LEVEL of a Web Dispatcher"),
    ("sap:2ODISCL/DISCL-O_b.2", "the COMP_LEVEL of a Web Dispatcher"),
    ("sap:2ODISCL/DISCL-O_b.2#2", "the COMP_LEVEL of a Web Dispatcher"),
    ("sap:PatchDay_2021-08/0003057378_w", "the COMP_LEVEL of a Web Dispatcher"),
    ("sap:PatchDay_2021-09/0003080567_w", "the COMP_LEVEL of a Web Dispatcher"),
    ("sap:PatchDay_2021-09/0003051787_w", "the COMP_LEVEL of a Web Dispatcher"),
];

fn can_be_had(store: &str, kind: Option<SystemKind>, columns: &[Arc<str>], had: &[(&str, SystemKind)]) -> bool {
    let has_store =
        had.iter().any(|(name, of)| name.eq_ignore_ascii_case(store) && kind.is_none_or(|kind| kind == *of));
    let known = stores::by_name(store).map_or(&[][..], |store| store.columns.as_slice());
    has_store && columns.iter().all(|column| known.iter().any(|known| **known == **column))
}

fn is_decided(check: &Check, had: &[(&str, SystemKind)]) -> bool {
    can_be_had(&check.store, check.kind, &check.columns, had)
        && check.joins.iter().all(|join| can_be_had(&join.store, join.kind, &join.columns, had))
}

/// How many items are decided with the first of the exports, with the first two, and so on.
fn curve(checks: &Checks) -> Vec<usize> {
    let mut had = Vec::new();
    let counts = EXPORTS.iter().map(|(_, stores)| {
        had.extend_from_slice(stores);
        checks.items.iter().filter(|check| is_decided(check, &had)).count()
    });
    counts.collect()
}

#[test]
fn the_embedded_items_that_each_export_decides_are_counted() {
    let checks = Checks::of(embedded::all());
    assert_eq!((checks.items.len(), curve(&checks)), (4705, vec![2417, 3661, 4242, 4382, 4387, 4416]));
}

#[test]
fn the_items_that_each_export_decides_are_those_of_the_specification_but_for_eight() {
    let Some(repository) = repository() else { return };
    // Containers have copies of the others.
    let mut policies = loaded(&repository).policies;
    policies.retain(|policy| !policy.source.path.contains(" > "));
    let checks = Checks::of(Asked::of(&policies));
    assert_eq!(checks.items.len(), 5062);
    // Three of the eight at each step, the rest with the last.
    assert_eq!(curve(&checks), [2422 - 3, 3666 - 3, 4263 - 3, 4533 - 3, 4538 - 3, 4589 - 8]);
    let had: Vec<(&str, SystemKind)> = EXPORTS.iter().flat_map(|(_, stores)| stores.iter().copied()).collect();
    // By the names of stores alone.
    let all: Vec<(&str, SystemKind)> =
        had.iter().flat_map(|(name, _)| SystemKind::ALL.map(|kind| (*name, kind))).collect();
    let counted = checks.items.iter().filter(|check| is_decided(check, &all));
    let lacking = counted.filter(|check| !is_decided(check, &had));
    let lacking: BTreeSet<String> = lacking.map(|check| check.rule_id(&checks.policy_of(check).id)).collect();
    assert_eq!(lacking, NOT_DECIDED.iter().map(|(rule, _)| (*rule).to_owned()).collect());
}
