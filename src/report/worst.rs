//! Which findings are shown where not all can be: of each rule in each system the worst.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::finding::{Finding, Findings, Place, Severity, Status};

/// By system and rule the worst findings that count, at most `most` of each, in [`order`].
pub(super) fn of_each_rule(findings: &Findings, most: usize) -> BTreeMap<String, BTreeMap<String, Vec<Finding>>> {
    let mut kept: BTreeMap<String, BTreeMap<String, Vec<Finding>>> = BTreeMap::new();
    let mut reader = findings.reader();
    while let Some(finding) = reader.read() {
        if finding.status != Status::New {
            continue;
        }
        let of_system = match kept.get_mut(&finding.system) {
            Some(of_system) => of_system,
            None => kept.entry(finding.system.clone()).or_default(),
        };
        let list = match of_system.get_mut(&finding.rule) {
            Some(list) => list,
            None => of_system.entry(finding.rule.clone()).or_default(),
        };
        let key = order(finding);
        let at = list.partition_point(|known| order(known) <= key);
        if at < most {
            list.truncate(most - 1);
            list.insert(at, finding.clone());
        }
    }
    kept
}

/// By system; in a system the worst first; then as in the files.
fn order(finding: &Finding) -> (&str, Reverse<Severity>, &str, Place, &str) {
    (&finding.system, Reverse(finding.severity), &finding.path, finding.place, &finding.rule)
}

/// [`order`], for those who cannot lend.
pub(super) fn order_of(finding: &Finding) -> (String, Reverse<Severity>, String, Place, String) {
    let (system, severity, path, place, rule) = order(finding);
    (system.to_owned(), severity, path.to_owned(), place, rule.to_owned())
}
