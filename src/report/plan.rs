//! The migration plan of a system: its steps in the order of the documents, each rule told once.

use std::collections::BTreeMap;

use super::matrix::{Matrix, Row, State};
use crate::finding::Finding;
use crate::knowledge::checklist::{self, Checklist, LookYourself};

/// What is told of a step in a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlanStep {
    /// The column.
    pub column: usize,
    /// Rules that are told here.
    pub rules: Vec<usize>,
    /// Rules that belong to it as well and are told at an earlier step: the columns, and the rules that are told there.
    pub elsewhere: BTreeMap<usize, Vec<usize>>,
}

impl PlanStep {
    /// Whether something that is told here is open.
    pub fn is_open(&self, row: &Row<'_>) -> bool {
        self.rules.iter().any(|&rule| row.outcomes[rule].state.is_open())
    }

    /// Whether it asks for something open that is told at another step.
    pub fn asks_for_open_of(&self, other: &Self, row: &Row<'_>) -> bool {
        let rules = self.elsewhere.get(&other.column);
        rules.is_some_and(|rules| rules.iter().any(|&rule| row.outcomes[rule].state.is_open()))
    }
}

/// Every step that a rule judged, in the order in which the system goes through them.
pub(super) fn steps(matrix: &Matrix<'_>, row: &Row<'_>) -> Vec<PlanStep> {
    let mut home: BTreeMap<usize, usize> = BTreeMap::new();
    let order = matrix.order(&row.system.role);
    let judged = order.into_iter().filter(|&column| row.cells[column].state.is_judged());
    let mut steps: Vec<PlanStep> = Vec::new();
    for column in judged {
        let mut step = PlanStep { column, rules: Vec::new(), elsewhere: BTreeMap::new() };
        let rules = matrix.rules_of(column, &row.system.role).into_iter();
        for rule in rules.filter(|&rule| row.outcomes[rule].state.is_judged()) {
            match *home.entry(rule).or_insert(column) {
                own if own == column => step.rules.push(rule),
                other => step.elsewhere.entry(other).or_default().push(rule),
            }
        }
        // The most pressing first; rules are by name otherwise.
        step.rules.sort_by_key(|&rule| row.outcomes[rule].state);
        steps.push(step);
    }
    steps
}

/// Steps for the system's role that no rule checks, in its order.
pub(super) fn not_checked(matrix: &Matrix<'_>, row: &Row<'_>) -> Vec<usize> {
    let order = matrix.order(&row.system.role).into_iter();
    order.filter(|&column| row.cells[column].state == State::NotChecked).collect()
}

/// What no export of the system shows: name of the document, and each chapter with what somebody has to look at.
pub(crate) fn look_yourself(role: &str) -> Vec<(&'static Checklist, &'static LookYourself)> {
    let items = |list: &'static Checklist| list.look_yourself_for(role).map(move |item| (list, item));
    checklist::all().iter().flat_map(items).collect()
}

/// Findings with one help, in order.
#[derive(Debug)]
pub(super) struct Advice<'f> {
    /// What to do; may be empty. It is that of the first finding.
    pub help: &'f str,
    /// What the others are about, if their help says the same of another subject.
    pub same_for: Vec<&'f str>,
    /// Those it is for.
    pub findings: Vec<&'f Finding>,
}

/// Findings by their help, so that it is given once.
pub(super) fn advice(findings: &[Finding]) -> Vec<Advice<'_>> {
    let mut groups: Vec<(String, Advice<'_>)> = Vec::new();
    for finding in findings {
        let without_subject = match finding.subject.as_str() {
            "" => finding.help.clone(),
            subject => finding.help.replace(subject, "\0"),
        };
        match groups.iter_mut().find(|(known, _)| *known == without_subject) {
            None => {
                let advice = Advice { help: &finding.help, same_for: Vec::new(), findings: vec![finding] };
                groups.push((without_subject, advice));
            }
            Some((_, group)) => {
                if finding.help != group.help && !group.same_for.contains(&finding.subject.as_str()) {
                    group.same_for.push(&finding.subject);
                }
                group.findings.push(finding);
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_rule_is_told_once_at_the_first_step_it_belongs_to() {
        let mut report = sample::report();
        for page in &mut report.rules {
            page.references =
                ["Support Backbone Update guide 2.1.5", "SolMan checklist 2.10"].map(str::to_owned).into();
        }
        let matrix = Matrix::of(&report);
        let told = |row: &Row<'_>| {
            let steps = steps(&matrix, row);
            let name = |column: usize| matrix.columns[column].step.number.as_str();
            let [first, second] = steps.as_slice() else { panic!("{steps:?}") };
            assert!(second.rules.is_empty() && !second.is_open(row));
            assert_eq!(second.elsewhere[&first.column].len(), first.rules.len());
            (name(first.column), name(second.column), first.rules.len())
        };
        assert_eq!(told(&matrix.rows[1]), ("2.10", "2.1.5", 4), "a Solution Manager");
        assert_eq!(told(&matrix.rows[2]), ("2.1.5", "2.10", 5), "an ABAP system");
    }

    #[test]
    fn the_most_pressing_rules_of_a_step_come_first() {
        let report = sample::report();
        let matrix = Matrix::of(&report);
        for row in &matrix.rows {
            for step in steps(&matrix, row) {
                assert!(step.rules.is_sorted_by_key(|&rule| row.outcomes[rule].state));
            }
        }
    }

    #[test]
    fn the_same_help_is_given_once() {
        let template = sample::report().findings.iter().next().unwrap();
        let finding = |subject: &str, help: &str| Finding {
            subject: subject.to_owned(),
            help: help.to_owned(),
            ..template.clone()
        };
        let findings = [
            finding("SAPOSS", "Delete SAPOSS."),
            finding("SDCC_OSS", "Run SDCCN."),
            finding("SAP-OSS", "Delete SAP-OSS."),
            finding("SAP-OSS", "Delete SAP-OSS."),
            finding("SAPNET_RFC", "Run SDCCN."),
            finding("", ""),
        ];
        let groups = advice(&findings);
        let told: Vec<_> =
            groups.iter().map(|group| (group.help, group.same_for.as_slice(), group.findings.len())).collect();
        let expected: [(&str, &[&str], usize); 3] =
            [("Delete SAPOSS.", &["SAP-OSS"], 3), ("Run SDCCN.", &[], 2), ("", &[], 1)];
        assert_eq!(told, expected);
    }
}
