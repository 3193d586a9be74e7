//! What there is to say of the rule behind a finding, for whoever reads the finding alone: its title, how sure it is, and the steps of
//! SAP's documents that it belongs to in a system of that role.

use std::collections::{BTreeSet, HashMap};

use super::Report;
use crate::finding::Finding;
use crate::knowledge::checklist::{self, Checklist, Step};
use crate::rule::{Page, PagePolicy};

/// What is said of a rule in systems of a role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fact<'r> {
    pub title: &'r str,
    /// `high`, `medium` or `low`.
    pub confidence: &'r str,
    /// For a check item of SAP's policies, what is known of that.
    pub policy: Option<&'r PagePolicy>,
    /// `SolMan checklist 2.10`, as references cite them: that of the migration plan first.
    pub steps: Vec<String>,
}

/// The facts on all rules of a report.
pub(crate) struct Facts<'r> {
    /// By system.
    roles: HashMap<&'r str, &'r str>,
    /// By role and rule.
    facts: HashMap<&'r str, HashMap<&'r str, Fact<'r>>>,
    nothing: Fact<'r>,
}

impl<'r> Facts<'r> {
    pub fn of(report: &'r Report) -> Self {
        let roles: HashMap<&str, &str> =
            report.systems.iter().map(|system| (system.name.as_str(), system.role.as_str())).collect();
        // What is found in a system that is not there has no role.
        let different: BTreeSet<&str> = roles.values().copied().chain([""]).collect();
        let of_role = |role: &'r str| {
            let facts = report.rules.iter().map(|page| (page.id.as_str(), fact(page, role)));
            (role, facts.collect())
        };
        Self { facts: different.into_iter().map(of_role).collect(), roles, nothing: Fact::default() }
    }

    /// What there is to say of a finding's rule; nothing of one that was not loaded.
    pub fn on(&self, finding: &Finding) -> &Fact<'r> {
        let role = self.roles.get(finding.system.as_str()).copied().unwrap_or_default();
        let facts = self.facts.get(role).and_then(|of_role| of_role.get(finding.rule.as_str()));
        facts.unwrap_or(&self.nothing)
    }
}

fn fact<'r>(page: &'r Page, role: &str) -> Fact<'r> {
    let of_role = page.confidence_by_role.iter().find(|(own, _)| own == role);
    Fact {
        title: &page.title,
        confidence: of_role.map_or(&page.confidence, |(_, confidence)| confidence),
        policy: page.policy.as_ref(),
        // The steps are those of documents that say nothing of SAP's policies.
        steps: if page.policy.is_some() {
            Vec::new()
        } else {
            steps(page, role).into_iter().map(|(list, step)| list.cite(step)).collect()
        },
    }
}

/// In the order in which a system of the role goes through them. What cites no step of a document that concerns it belongs to the last one.
fn steps(page: &Page, role: &str) -> Vec<(&'static Checklist, &'static Step)> {
    let lists = checklist::all();
    let cited = checklist::steps_of(&page.references).into_iter();
    let step = |(list, step): (usize, usize)| {
        let list = lists.get(list)?;
        Some((list, list.steps.get(step)?))
    };
    let mut steps: Vec<_> = cited.filter_map(step).filter(|(list, _)| list.concerns(role)).collect();
    if steps.is_empty() {
        steps.extend(lists.last().and_then(|list| Some((list, list.steps.first()?))));
    }
    steps.sort_by_key(|(list, _)| (list.roles.is_empty(), !list.is_for(role)));
    steps
}

#[cfg(test)]
mod tests {
    use super::super::matrix::Matrix;
    use super::super::{plan, sample};
    use super::*;

    #[test]
    fn the_first_step_is_that_of_the_migration_plan() {
        let mut report = sample::report();
        for page in &mut report.rules {
            page.references = ["Support Backbone Update guide 2.1.5", "SolMan checklist 2.10", "SAP Note 1"]
                .map(str::to_owned)
                .into();
        }
        report.rules[0].references = vec!["SAP Note 1".to_owned()];
        let (facts, matrix) = (Facts::of(&report), Matrix::of(&report));
        for finding in report.findings.iter() {
            let row = matrix.rows.iter().find(|row| row.system.name == finding.system).unwrap();
            let rule = report.rules.iter().position(|page| page.id == finding.rule).unwrap();
            let home = plan::steps(&matrix, row).into_iter().find(|step| step.rules.contains(&rule));
            // A verdict that is no fail has no place in the plan.
            let Some(home) = home else { continue };
            let column = &matrix.columns[home.column];
            assert_eq!(facts.on(&finding).steps[0], column.checklist.cite(column.step), "{finding:?}");
        }
        let of = |system: &str, rule: &str| {
            let finding = report.findings.iter().find(|it| it.system == system && it.rule == rule).unwrap();
            facts.on(&finding).clone()
        };
        assert_eq!(of("PRD", sample::RFC).steps, ["SolMan checklist 2.10", "Support Backbone Update guide 2.1.5"]);
        assert_eq!(of("QAS", sample::RFC).steps, ["Support Backbone Update guide 2.1.5", "SolMan checklist 2.10"]);
        assert_eq!(of("PRD", sample::CIPHERS).steps, ["beyond SAP's documents"]);
    }

    #[test]
    fn how_sure_a_rule_is_depends_on_the_role() {
        let mut report = sample::report();
        let page = report.rules.iter_mut().find(|page| page.id == sample::RFC).unwrap();
        page.confidence_by_role = vec![("abap-direct".to_owned(), "low".to_owned())];
        let facts = Facts::of(&report);
        let of = |system: &str| {
            let finding = report.findings.iter().find(|it| it.system == system && it.rule == sample::RFC).unwrap();
            facts.on(&finding).confidence
        };
        assert_eq!((of("PRD"), of("QAS")), ("high", "low"));
    }

    #[test]
    fn of_a_rule_that_is_not_there_nothing_is_said() {
        let report = sample::report();
        let finding = Finding { rule: "gone".to_owned(), ..report.findings.iter().next().unwrap() };
        assert_eq!(*Facts::of(&report).on(&finding), Fact::default());
    }
}
