//! The readiness matrix: what becomes of each step of SAP's documents in each system.
//!
//! Pure: it knows the report and the checklists, and nothing of how a matrix is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::summary::FindingCounts;
use super::{Report, SystemReport};
use crate::finding::{RuleVerdict, Severity, Status, Verdict};
use crate::knowledge::checklist::{self, Checklist, Step};
use crate::rule::{Brief, Page, Pages};

/// What is said of a step, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Something is wrong: there are errors or warnings.
    Fail,
    /// There are notes, and nothing worse.
    Note,
    /// An export is missing or not whole.
    NotEvaluated,
    /// All that is wrong is accepted: suppressed by configuration, or known before. It is not open.
    Accepted,
    /// All that could be checked is well, and something that the step is about was looked at.
    Pass,
    /// It is not for this role or tier, or nothing that it is about is there.
    NotApplicable,
    /// There is no rule for it.
    NotChecked,
}

impl State {
    /// Every state, the most pressing first.
    pub const ALL: [Self; 7] =
        [Self::Fail, Self::Note, Self::NotEvaluated, Self::Accepted, Self::Pass, Self::NotApplicable, Self::NotChecked];

    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Note => "notes only",
            Self::NotEvaluated => "not evaluated",
            Self::Accepted => "accepted",
            Self::Pass => "pass",
            Self::NotApplicable => "not applicable",
            Self::NotChecked => "no rule",
        }
    }

    /// What it means, in a sentence without its full stop.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Fail => "there are errors or warnings",
            Self::Note => "there are notes and nothing worse",
            Self::NotEvaluated => "an export is missing, or not whole",
            Self::Accepted => "all findings are suppressed by configuration, or were known before",
            Self::Pass => "every check passed",
            Self::NotApplicable => "not for this role or tier, or nothing of it here",
            Self::NotChecked => "no rule checks it",
        }
    }

    /// Something is to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Fail | Self::Note)
    }

    /// A rule said something of it.
    pub fn is_judged(self) -> bool {
        !matches!(self, Self::NotApplicable | Self::NotChecked)
    }
}

/// Systems against steps.
#[derive(Debug)]
pub struct Matrix<'r> {
    /// All steps of all checklists that are some system's business, in order.
    pub columns: Vec<Column>,
    /// One for each system, in the report's order.
    pub rows: Vec<Row<'r>>,
    /// How many rules there are.
    number: usize,
    pages: &'r Pages,
}

/// A step and the rules that belong to it.
#[derive(Debug)]
pub struct Column {
    /// The document.
    pub checklist: &'static Checklist,
    /// The step.
    pub step: &'static Step,
    /// Indexes of the rules.
    pub rules: Vec<usize>,
}

/// A system.
#[derive(Debug)]
pub struct Row<'r> {
    /// The system.
    pub system: &'r SystemReport,
    /// What each rule says of it, by the index of the rule.
    pub outcomes: Vec<RuleState<'r>>,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// What a rule says of a system.
#[derive(Debug, Clone, Copy)]
pub struct RuleState<'r> {
    /// Its verdict; none if it was not asked.
    pub verdict: Option<&'r RuleVerdict>,
    /// What follows from verdict and findings.
    pub state: State,
    /// Open findings.
    pub counts: FindingCounts,
    /// Findings that are suppressed, or known before.
    pub accepted: usize,
}

/// A step in a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The most pressing state of its rules.
    pub state: State,
    /// Some of its rules could not be evaluated, whatever its state is.
    pub in_doubt: bool,
    /// Open findings.
    pub counts: FindingCounts,
    /// Findings that are suppressed, or known before.
    pub accepted: usize,
}

/// Open findings and accepted ones by system and rule, of the rules of which this says that they count.
pub(super) fn numbers<'r>(
    report: &'r Report,
    counts: &dyn Fn(&str) -> bool,
) -> BTreeMap<(&'r str, &'r str), (FindingCounts, usize)> {
    let mut numbers: BTreeMap<(&str, &str), (FindingCounts, usize)> = BTreeMap::new();
    for group in report.findings.groups().filter(|group| counts(group.rule)) {
        let (counts, accepted) = numbers.entry((group.system, group.rule)).or_default();
        *match (group.status, group.severity) {
            (Status::Suppressed | Status::Known, _) => accepted,
            (Status::New, Severity::Error) => &mut counts.error,
            (Status::New, Severity::Warning) => &mut counts.warning,
            (Status::New, Severity::Note) => &mut counts.note,
        } += group.count;
    }
    numbers
}

impl<'r> Matrix<'r> {
    /// Puts verdicts and findings in their cells.
    pub fn of(report: &'r Report) -> Self {
        let rules = report.rules.briefs();
        let columns = columns(report, &rules);
        let numbers = numbers(report, &|_| true);
        let row = |system: &'r SystemReport| {
            let verdicts: BTreeMap<&str, &RuleVerdict> =
                system.verdicts.iter().map(|verdict| (&*verdict.rule, verdict)).collect();
            let outcome = |rule: &Brief<'_>| {
                let (counts, accepted) = numbers.get(&(system.name.as_str(), rule.id)).copied().unwrap_or_default();
                let verdict = verdicts.get(rule.id).copied();
                RuleState { verdict, state: state(verdict, &counts, accepted), counts, accepted }
            };
            let outcomes: Vec<RuleState<'r>> = rules.iter().map(outcome).collect();
            let cells = cells(&columns, &rules, &outcomes, &system.role);
            Row { system, outcomes, cells }
        };
        let rows = report.systems.iter().map(row).collect();
        Self { columns, rows, number: rules.len(), pages: &report.rules }
    }

    /// The pages of the report's rules, which most who show a matrix do without.
    pub fn rules(&self) -> &'r [Page] {
        self.pages.of_rules()
    }

    /// The rules that belong to a step in a system of a role. What cites no step of a document that concerns it has its place
    /// in the last one.
    pub fn rules_of(&self, column: usize, role: &str) -> Vec<usize> {
        rules_of(&self.columns, column, self.number, role)
    }

    /// Whether a rule judged anything anywhere.
    pub fn has_verdicts(&self) -> bool {
        self.rows.iter().any(|row| row.cells.iter().any(|cell| cell.state.is_judged()))
    }

    /// Columns in the order in which a system of this role goes through them: the documents written for it first, and
    /// what is in no document last.
    pub fn order(&self, role: &str) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.columns.len()).collect();
        order.sort_by_key(|&index| {
            let checklist = self.columns[index].checklist;
            (checklist.roles.is_empty(), !checklist.is_for(role))
        });
        order
    }
}

impl Row<'_> {
    /// Whether something is to be done.
    pub fn is_open(&self) -> bool {
        self.cells.iter().any(|cell| cell.state.is_open())
    }

    /// Whether something could not be evaluated.
    pub fn is_in_doubt(&self) -> bool {
        self.cells.iter().any(|cell| cell.in_doubt)
    }

    /// Open findings.
    pub fn counts(&self) -> FindingCounts {
        self.outcomes.iter().fold(FindingCounts::default(), |sum, outcome| sum.and(&outcome.counts))
    }
}

fn columns(report: &Report, rules: &[Brief<'_>]) -> Vec<Column> {
    let lists = checklist::all();
    let steps = lists.iter().flat_map(|checklist| checklist.steps.iter().map(move |step| (checklist, step)));
    let mut columns: Vec<Column> =
        steps.map(|(checklist, step)| Column { checklist, step, rules: Vec::new() }).collect();
    let before = |list: usize| lists.iter().take(list).map(|checklist| checklist.steps.len()).sum::<usize>();
    for (number, rule) in rules.iter().enumerate() {
        for (list, step) in checklist::steps_of(&rule.references) {
            if let Some(column) = columns.get_mut(before(list) + step) {
                column.rules.push(number);
            }
        }
    }
    let concerns_somebody = |list: &Checklist| report.systems.iter().any(|system| list.concerns(&system.role));
    let concerned: BTreeSet<&str> =
        lists.iter().filter(|list| concerns_somebody(list)).map(|list| list.key.as_str()).collect();
    let is_for_nobody = report.systems.is_empty();
    columns.retain(|column| {
        concerned.contains(column.checklist.key.as_str()) || (is_for_nobody && !column.checklist.own_systems)
    });
    columns
}

fn rules_of(columns: &[Column], index: usize, count: usize, role: &str) -> Vec<usize> {
    let Some(column) = columns.get(index).filter(|column| column.checklist.concerns(role)) else { return Vec::new() };
    if index + 1 < columns.len() {
        return column.rules.clone();
    }
    let others = columns.iter().take(index).filter(|column| column.checklist.concerns(role));
    let placed: BTreeSet<usize> = others.flat_map(|column| column.rules.iter().copied()).collect();
    let belongs = |rule: &usize| column.rules.contains(rule) || !placed.contains(rule);
    (0..count).filter(belongs).collect()
}

/// What follows from a verdict and its findings.
pub(super) fn state(verdict: Option<&RuleVerdict>, counts: &FindingCounts, accepted: usize) -> State {
    match verdict.map(|verdict| verdict.verdict) {
        None => State::NotChecked,
        Some(Verdict::NotApplicable) => State::NotApplicable,
        Some(Verdict::Pass) => State::Pass,
        Some(Verdict::NotEvaluated) => State::NotEvaluated,
        Some(Verdict::Fail) => match counts {
            FindingCounts { error: 0, warning: 0, note: 0 } if accepted > 0 => State::Accepted,
            FindingCounts { error: 0, warning: 0, note: 1.. } => State::Note,
            _ => State::Fail,
        },
    }
}

fn cells(columns: &[Column], rules: &[Brief<'_>], outcomes: &[RuleState<'_>], role: &str) -> Vec<Cell> {
    let is_for_others = |column: &Column| column.checklist.is_step_for_others(column.step, role);
    let rules_in: Vec<Vec<usize>> =
        (0..columns.len()).map(|index| rules_of(columns, index, rules.len(), role)).collect();
    let own: BTreeSet<usize> = columns
        .iter()
        .zip(&rules_in)
        .filter(|(column, _)| !is_for_others(column))
        .flat_map(|(_, rules)| rules.iter().copied())
        .collect();
    let cell = |(column, rules_in): (&Column, &Vec<usize>)| {
        // In a chapter for other systems only what has no place of its own is told.
        let skipped = |rule: &usize| is_for_others(column) && own.contains(rule);
        let own = rules_in.iter().filter(|rule| !skipped(rule));
        let outcomes = own.filter_map(|&rule| {
            let looked = column.step.asks_for_absence || rules.get(rule).is_none_or(|rule| !rule.asks_for_absence);
            Some((outcomes.get(rule)?, looked))
        });
        join(outcomes).unwrap_or_else(|| {
            let is_for_it = column.checklist.concerns(role) && column.checklist.is_step_for(column.step, role);
            let state = if is_for_it { State::NotChecked } else { State::NotApplicable };
            Cell { state, in_doubt: false, counts: FindingCounts::default(), accepted: 0 }
        })
    };
    columns.iter().zip(&rules_in).map(cell).collect()
}

/// What several rules say together; none if no rule was asked.
///
/// With each stands whether its pass means that something was looked at which the step is about: that nothing wrong is
/// there makes no step green if nothing else of it is there either.
fn join<'o>(outcomes: impl Iterator<Item = (&'o RuleState<'o>, bool)>) -> Option<Cell> {
    let cells = outcomes.filter(|(outcome, _)| outcome.verdict.is_some()).map(|(outcome, looked)| Cell {
        state: if outcome.state == State::Pass && !looked { State::NotApplicable } else { outcome.state },
        in_doubt: outcome.state == State::NotEvaluated,
        counts: outcome.counts,
        accepted: outcome.accepted,
    });
    cells.reduce(|left, right| Cell {
        state: left.state.min(right.state),
        in_doubt: left.in_doubt || right.in_doubt,
        counts: left.counts.and(&right.counts),
        accepted: left.accepted + right.accepted,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::sample;
    use super::*;
    use crate::finding::{Finding, Findings};

    /// A system with one rule of these references for each verdict, and its findings.
    fn report(verdicts: &[(Verdict, &str)], findings: &[(usize, Severity, Status)]) -> Report {
        let base = sample::report();
        let template = base.findings.iter().next().unwrap();
        let id = |number: usize| format!("rule-{number}");
        let page = |(number, (_, reference)): (usize, &(Verdict, &str))| Page {
            id: id(number),
            references: vec![(*reference).to_owned()],
            ..base.rules[0].clone()
        };
        let rules = verdicts.iter().enumerate().map(page).collect::<Vec<_>>().into();
        let verdict = |(number, (verdict, _)): (usize, &(Verdict, &str))| RuleVerdict {
            rule: id(number).into(),
            verdict: *verdict,
            reason: "".into(),
            missing: Arc::default(),
            evidence: Arc::default(),
        };
        let verdicts = verdicts.iter().enumerate().map(verdict).collect();
        let systems = vec![SystemReport { verdicts, ..base.systems[1].clone() }];
        let finding = |&(number, severity, status): &(usize, Severity, Status)| Finding {
            rule: id(number),
            system: "PRD".to_owned(),
            severity,
            status,
            ..template.clone()
        };
        let findings = Findings::from(findings.iter().map(finding).collect::<Vec<_>>());
        Report { systems, findings, rules, ..base }
    }

    fn cell_of(report: &Report, number: &str) -> Cell {
        let matrix = Matrix::of(report);
        let column = matrix.columns.iter().position(|column| column.step.number == number).unwrap();
        matrix.rows[0].cells[column]
    }

    fn state_of(verdicts: &[Verdict], findings: &[(usize, Severity, Status)]) -> State {
        let verdicts: Vec<_> = verdicts.iter().map(|verdict| (*verdict, "SolMan checklist 2.8.1")).collect();
        cell_of(&report(&verdicts, findings), "2.8").state
    }

    #[test]
    fn a_step_fails_if_one_of_its_rules_fails() {
        use Verdict::{Fail, NotApplicable, NotEvaluated, Pass};
        let error = [(0, Severity::Error, Status::New)];
        assert_eq!(state_of(&[Fail, NotEvaluated, Pass, NotApplicable], &error), State::Fail);
        assert_eq!(state_of(&[Pass, NotEvaluated, NotApplicable], &[]), State::NotEvaluated);
        assert_eq!(state_of(&[NotApplicable, Pass], &[]), State::Pass);
        assert_eq!(state_of(&[NotApplicable], &[]), State::NotApplicable);
    }

    #[test]
    fn that_nothing_wrong_is_there_makes_no_step_green_that_asks_for_something() {
        let state = |step: &str, rules: &[Verdict]| {
            let reference = format!("SolMan checklist {step}");
            let verdicts: Vec<_> = rules.iter().map(|verdict| (*verdict, reference.as_str())).collect();
            let mut report = report(&verdicts, &[]);
            report.rules[0].asks_for_absence = true;
            cell_of(&report, step).state
        };
        use Verdict::{NotApplicable, NotEvaluated, Pass};
        assert_eq!(state("2.1", &[Pass, NotApplicable]), State::NotApplicable);
        assert_eq!(state("2.1", &[Pass, Pass]), State::Pass);
        assert_eq!(state("2.1", &[Pass, NotEvaluated]), State::NotEvaluated);
        assert_eq!(state("2.10", &[Pass, NotApplicable]), State::Pass, "old destinations must be gone");
    }

    #[test]
    fn a_step_that_fails_by_notes_or_by_suppressed_findings_alone_is_told_apart() {
        use Verdict::{Fail, NotEvaluated, Pass};
        let note = (0, Severity::Note, Status::New);
        let suppressed = (0, Severity::Error, Status::Suppressed);
        assert_eq!(state_of(&[Fail, Pass], &[note]), State::Note);
        assert_eq!(state_of(&[Fail, Pass], &[suppressed, note]), State::Note);
        assert_eq!(state_of(&[Fail, Pass], &[suppressed]), State::Accepted);
        // What is suppressed is not open, and hides nothing.
        assert_eq!(state_of(&[Fail, NotEvaluated], &[suppressed]), State::NotEvaluated);
        assert!(!State::Accepted.is_open() && State::Note.is_open());
    }

    #[test]
    fn a_failing_step_still_says_that_something_could_not_be_evaluated() {
        let verdicts = [(Verdict::Fail, "SolMan checklist 2.4"), (Verdict::NotEvaluated, "SolMan checklist 2.4")];
        let cell = cell_of(&report(&verdicts, &[(0, Severity::Warning, Status::New)]), "2.4");
        assert_eq!((cell.state, cell.in_doubt), (State::Fail, true));
        assert_eq!(cell.counts, FindingCounts { error: 0, warning: 1, note: 0 });
    }

    #[test]
    fn a_step_without_rules_is_not_checked_or_not_for_the_role() {
        let report = report(&[(Verdict::Pass, "SolMan checklist 2.4")], &[]);
        assert_eq!(cell_of(&report, "2.3").state, State::NotChecked);
        assert_eq!(cell_of(&report, "6.1").state, State::NotApplicable);
    }

    #[test]
    fn a_chapter_for_other_systems_tells_only_what_is_told_nowhere_else() {
        let error = [(0, Severity::Error, Status::New)];
        let mut report = report(&[(Verdict::Fail, "Support Backbone Update guide 6.1")], &error);
        assert_eq!(cell_of(&report, "6.1").state, State::Fail, "no finding may get lost");
        report.rules[0].references.push("Support Backbone Update guide 5.2".to_owned());
        assert_eq!(cell_of(&report, "6.1").state, State::NotApplicable);
        assert_eq!(cell_of(&report, "5.2").state, State::Fail);
    }

    #[test]
    fn a_system_goes_through_the_documents_written_for_it_first() {
        let report = report(&[], &[]);
        let matrix = Matrix::of(&report);
        let keys = |role: &str| {
            let mut keys: Vec<&str> =
                matrix.order(role).into_iter().map(|index| matrix.columns[index].checklist.key.as_str()).collect();
            keys.dedup();
            keys
        };
        assert_eq!(keys("solution-manager"), ["checklist", "guide", "page", "beyond"]);
        assert_eq!(keys("abap-direct"), ["guide", "page", "checklist", "beyond"]);
    }

    #[test]
    fn a_document_is_shown_for_its_systems_and_what_cites_others_has_a_place_in_the_last_one() {
        use Verdict::{NotApplicable, Pass};
        let verdicts = [(Pass, "SolMan checklist 2.4"), (NotApplicable, "Production Connector guide 7.2.3")];
        let mut report = report(&verdicts, &[]);
        let keys = |report: &Report| {
            let mut keys: Vec<String> =
                Matrix::of(report).columns.iter().map(|column| column.checklist.key.clone()).collect();
            keys.dedup();
            keys
        };
        assert_eq!(keys(&report), ["checklist", "guide", "page", "beyond"]);
        report.systems[0].role = "cloud-connector".to_owned();
        assert_eq!(keys(&report), ["connector", "beyond"]);
        let matrix = Matrix::of(&report);
        assert_eq!(matrix.rows[0].cells.last().map(|cell| cell.state), Some(State::Pass));
        assert_eq!(matrix.rules_of(matrix.columns.len() - 1, "cloud-connector"), [0]);
        assert_eq!(cell_of(&report, "7.2.3").state, State::NotApplicable);
    }

    #[test]
    fn every_embedded_rule_stands_in_the_matrix() {
        let rules = crate::rule::RuleSet::load_without_examples(&[] as &[&str]).unwrap();
        let pages = rules.to_pages();
        let base = sample::report();
        let of = |role: &str| SystemReport { role: role.to_owned(), ..base.systems[0].clone() };
        let others = ["cloud-connector", "integration"].map(of);
        let systems = base.systems.iter().cloned().chain(others).collect();
        let report = Report { rules: pages.clone(), systems, ..base };
        let columns = columns(&report, &pages.briefs());
        for (number, page) in pages.iter().enumerate() {
            let own: Vec<_> = columns.iter().filter(|column| column.rules.contains(&number)).collect();
            assert!(!own.is_empty(), "{}", page.id);
            // A misprinted chapter must not send a rule beyond the documents.
            for reference in &page.references {
                let cites = own.iter().any(|column| reference.starts_with(column.checklist.name()));
                let is_document = checklist::all().iter().any(|list| reference.starts_with(list.name()));
                assert_eq!(cites, is_document, "{}: {reference}", page.id);
            }
        }
    }
}
