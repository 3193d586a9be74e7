//! A system's part of the page: its migration plan, what to export, and the rest of its steps.

use std::collections::BTreeMap;

use super::links::{self, Places};
use super::sign;
use super::words::{self, References};
use crate::finding::Finding;
use crate::report::matrix::{Matrix, Row, RuleState, State};
use crate::report::missing::{self, Wanted};
use crate::report::plan::{self, Advice, PlanStep};
use crate::report::summary::FindingCounts;
use crate::report::{Options, headline};
use crate::rule::Page;
use crate::terminal_text::counted;

/// Findings shown of one rule in one system.
pub(super) const MOST_FINDINGS: usize = 20;
/// Files named as evidence of a pass.
const MOST_EVIDENCE: usize = 3;

/// A system.
pub(super) struct SystemView<'r> {
    pub places: Places,
    pub name: &'r str,
    pub role: String,
    pub inferred: &'r str,
    pub said: String,
    pub counts: String,
    /// About how high it is, as the power of two of letters' heights: browsers draw it only once it is near.
    pub height: u32,
    /// In the order in which the system goes through them.
    pub plan: Vec<PlanView<'r>>,
    /// Every other step.
    pub rest: Vec<RestView<'r>>,
    pub wanted: Vec<WantedView>,
    /// Why checks could not be made that wait for no export, and which.
    pub reasons: Vec<(&'r str, Vec<(String, &'r str)>)>,
    /// Why rules have nothing to say here, each with place and id of the rules.
    pub nothing_here: Vec<(&'r str, Vec<(String, &'r str)>)>,
    /// Every check passed.
    pub passed: bool,
    /// Steps for its role that no rule checks, the first of a document with the document's name.
    pub not_checked: Vec<(StepName<'r>, String)>,
    /// What no export shows: what must be so, and the chapter that asks for it.
    pub look_yourself: Vec<(&'static str, String)>,
}

/// An open step.
pub(super) struct PlanView<'r> {
    pub place: String,
    pub step: StepName<'r>,
    /// Open findings that are told here.
    pub count: String,
    pub transactions: &'r [String],
    pub notes: &'r [u32],
    /// Later steps that ask for the same.
    pub also: Vec<String>,
    pub rules: Vec<RuleView<'r>>,
    /// Its rules that are not open.
    pub others: Vec<RestRules<'r>>,
}

/// How a step is called.
pub(super) struct StepName<'r> {
    pub class: &'static str,
    /// The place of its explanation.
    pub place: String,
    pub document: &'r str,
    pub number: &'r str,
    pub title: &'r str,
}

/// A failing rule.
pub(super) struct RuleView<'r> {
    /// Its number in the report, for filters.
    pub index: usize,
    pub place: String,
    pub page: &'r Page,
    pub class: &'static str,
    pub count: String,
    pub groups: Vec<Advice<'r>>,
    pub more: usize,
    pub accepted: usize,
    pub references: References<'r>,
}

/// A step that is not open, or is told elsewhere.
pub(super) struct RestView<'r> {
    pub place: String,
    pub step: StepName<'r>,
    pub state: &'static str,
    pub rules: Vec<RestRules<'r>>,
    /// Place, name and number of rules of steps that tell of it.
    pub elsewhere: Vec<(String, String, String)>,
}

/// Rules in one line: those of one state.
pub(super) struct RestRules<'r> {
    pub class: &'static str,
    pub sign: &'static str,
    pub state: &'static str,
    pub rules: Vec<RestRule<'r>>,
}

/// One of them.
pub(super) struct RestRule<'r> {
    pub place: String,
    pub id: &'r str,
    pub evidence: Vec<&'r str>,
}

/// An export to add.
pub(super) struct WantedView {
    pub name: String,
    /// Place and kind of the exports that it names.
    pub exports: Vec<(String, &'static str)>,
    pub checks: String,
}

impl<'r> SystemView<'r> {
    pub fn of(
        matrix: &'r Matrix<'r>,
        row: &'r Row<'r>,
        places: &Places,
        findings: Option<&'r BTreeMap<String, Vec<Finding>>>,
        options: &Options,
    ) -> Self {
        let steps = plan::steps(matrix, row);
        let builder = Builder { matrix, row, places, findings, with_evidence: options.show_passed };
        let (open, rest): (Vec<&PlanStep>, Vec<&PlanStep>) = steps.iter().partition(|step| step.is_open(row));
        let mut reasons: BTreeMap<&str, Vec<(String, &str)>> = BTreeMap::new();
        for verdict in missing::not_evaluated(row.system).filter(|verdict| verdict.missing.is_empty()) {
            let reason = if verdict.reason.is_empty() { "no reason given" } else { &verdict.reason };
            reasons.entry(reason).or_default().push((links::rule(&verdict.rule), &verdict.rule));
        }
        let wanted = |Wanted { need, name, rules, alone: _ }: Wanted<'r>| WantedView {
            name,
            exports: need.any_of.iter().map(|&kind| (links::export(kind), kind)).collect(),
            checks: counted(rules.len(), "check"),
        };
        let nothing_here = missing::nothing_here(row.system)
            .into_iter()
            .map(|(reason, rules)| (reason, rules.into_iter().map(|rule| (links::rule(rule), rule)).collect()));
        let plan: Vec<PlanView<'_>> = open.into_iter().map(|step| builder.open(step, &steps)).collect();
        Self {
            places: places.clone(),
            height: height(&plan),
            name: &row.system.name,
            role: words::role(row),
            inferred: row.system.inferred.as_deref().unwrap_or_default(),
            said: words::said(row),
            counts: headline::counts(&row.counts()),
            plan,
            rest: rest.into_iter().map(|step| builder.rest(step)).collect(),
            wanted: missing::wanted(row.system).into_iter().map(wanted).collect(),
            reasons: reasons.into_iter().collect(),
            nothing_here: nothing_here.collect(),
            passed: !row.is_open() && !row.is_in_doubt(),
            not_checked: builder.not_checked(),
            look_yourself: plan::look_yourself(&row.system.role)
                .into_iter()
                .map(|(list, item)| (item.text.as_str(), format!("{} {}", list.name(), item.step)))
                .collect(),
        }
    }
}

fn height(plan: &[PlanView<'_>]) -> u32 {
    let of_rule = |rule: &RuleView<'_>| {
        let findings: usize = rule.groups.iter().map(|group| group.findings.len()).sum();
        3 + 2 * findings + 2 * rule.groups.len()
    };
    let of_step = |step: &PlanView<'_>| 6 + step.rules.iter().map(of_rule).sum::<usize>();
    let letters = 14 + plan.iter().map(of_step).sum::<usize>();
    letters.ilog2().clamp(3, 9)
}

struct Builder<'r, 'p> {
    matrix: &'r Matrix<'r>,
    row: &'r Row<'r>,
    places: &'p Places,
    findings: Option<&'r BTreeMap<String, Vec<Finding>>>,
    with_evidence: bool,
}

impl<'r> Builder<'r, '_> {
    fn step(&self, column: usize) -> StepName<'r> {
        let known = &self.matrix.columns[column];
        StepName {
            class: sign::class(self.row.cells[column].state),
            place: links::step(&links::step_key(known.checklist, known.step)),
            document: known.checklist.name(),
            number: &known.step.number,
            title: &known.step.title,
        }
    }

    fn name(&self, column: usize) -> String {
        let step = self.step(column);
        format!("{} {}", step.document, step.number).trim_end().to_owned()
    }

    fn not_checked(&self) -> Vec<(StepName<'r>, String)> {
        let steps = plan::not_checked(self.matrix, self.row).into_iter().map(|column| self.step(column));
        let mut last = "";
        let name = |step: StepName<'r>| {
            let before = std::mem::replace(&mut last, step.document);
            let joint = if step.number.is_empty() { "" } else { " " };
            let document = if before == last { String::new() } else { format!("{last}{joint}") };
            (step, document)
        };
        steps.map(name).collect()
    }

    fn open(&self, step: &PlanStep, steps: &[PlanStep]) -> PlanView<'r> {
        let about = self.matrix.columns[step.column].step;
        let also = steps.iter().filter(|other| other.asks_for_open_of(step, self.row));
        let (open, others): (Vec<usize>, Vec<usize>) =
            step.rules.iter().partition(|&&rule| self.row.outcomes[rule].state.is_open());
        let counts = open.iter().map(|&rule| self.row.outcomes[rule].counts);
        let counts = counts.fold(FindingCounts::default(), |sum, counts| sum.and(&counts));
        PlanView {
            count: headline::counts(&counts),
            place: self.places.steps[step.column].clone(),
            step: self.step(step.column),
            transactions: &about.places,
            notes: &about.notes,
            also: also.map(|other| self.name(other.column)).collect(),
            rules: open.into_iter().map(|rule| self.rule(rule)).collect(),
            others: self.rest_rules(&others),
        }
    }

    fn rule(&self, index: usize) -> RuleView<'r> {
        let page = &self.matrix.rules()[index];
        let RuleState { state, counts, accepted, .. } = self.row.outcomes[index];
        let findings: &'r [Finding] =
            self.findings.and_then(|findings| findings.get(&page.id)).map_or(&[], Vec::as_slice);
        RuleView {
            index,
            place: links::rule(&page.id),
            page,
            class: sign::class(state),
            count: headline::counts(&counts),
            more: counts.total().saturating_sub(findings.len()),
            accepted,
            groups: plan::advice(findings),
            references: words::references(page),
        }
    }

    /// Rules, which are in the order of their states, by state.
    fn rest_rules(&self, rules: &[usize]) -> Vec<RestRules<'r>> {
        let state = |rule: usize| self.row.outcomes[rule].state;
        let alike = rules.chunk_by(|&left, &right| state(left) == state(right));
        let view = |rules: &[usize]| {
            let state = rules.first().map_or(State::NotChecked, |&rule| state(rule));
            RestRules {
                class: sign::class(state),
                sign: sign::plain(state),
                state: state.name(),
                rules: rules.iter().map(|&rule| self.rest_rule(rule)).collect(),
            }
        };
        alike.map(view).collect()
    }

    fn rest_rule(&self, rule: usize) -> RestRule<'r> {
        let verdict = self.row.outcomes[rule].verdict;
        let id = self.matrix.rules()[rule].id.as_str();
        let evidence = verdict.filter(|_| self.with_evidence).map_or(&[][..], |verdict| &verdict.evidence);
        RestRule {
            place: links::rule(id),
            id,
            evidence: evidence.iter().take(MOST_EVIDENCE).map(String::as_str).collect(),
        }
    }

    fn rest(&self, step: &PlanStep) -> RestView<'r> {
        let elsewhere = |(&column, rules): (&usize, &Vec<usize>)| {
            (self.places.steps[column].clone(), self.name(column), counted(rules.len(), "rule"))
        };
        RestView {
            place: self.places.steps[step.column].clone(),
            step: self.step(step.column),
            state: self.row.cells[step.column].state.name(),
            rules: self.rest_rules(&step.rules),
            elsewhere: step.elsewhere.iter().map(elsewhere).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_plan_has_the_open_steps_and_the_rest_all_others() {
        let report = sample::report();
        let matrix = Matrix::of(&report);
        let findings = crate::report::worst::of_each_rule(&report.findings, MOST_FINDINGS);
        let places = links::of_systems(&matrix, Default::default());
        for (row, places) in matrix.rows.iter().zip(&places) {
            let view = SystemView::of(&matrix, row, places, findings.get(&row.system.name), &sample::options());
            let judged = row.cells.iter().filter(|cell| cell.state.is_judged()).count();
            assert_eq!(view.plan.len() + view.rest.len(), judged, "{}", view.name);
            assert_eq!(view.plan.is_empty(), !row.is_open());
            let rules = row.outcomes.iter().filter(|outcome| outcome.state.is_open()).count();
            assert_eq!(view.plan.iter().map(|step| step.rules.len()).sum::<usize>(), rules);
        }
    }

    #[test]
    fn passed_rules_name_their_evidence_on_request() {
        let report = sample::report();
        let matrix = Matrix::of(&report);
        let places = links::of_systems(&matrix, Default::default());
        let evidence = |show_passed: bool| {
            let options = Options { show_passed, ..sample::options() };
            let view = SystemView::of(&matrix, &matrix.rows[0], &places[0], None, &options);
            let rules = view.rest.iter().flat_map(|step| &step.rules);
            let passed = rules.filter(|rules| rules.state == State::Pass.name()).flat_map(|passed| &passed.rules);
            passed.map(|rule| rule.evidence.len()).sum::<usize>()
        };
        assert_eq!((evidence(false), evidence(true)), (0, 5));
    }
}
