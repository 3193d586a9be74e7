//! What SAP's security policies say of systems, in the two forms that people ask for: requirements of the SAP Security Baseline by system, and SAP
//! Security Notes by system. How a format lays them out is its own file's business.

use std::collections::{BTreeSet, HashMap};

use super::matrix::{State, numbers, state};
use super::{Report, SystemReport};
use crate::finding::{RuleVerdict, Verdict};
use crate::policy::embedded;
use crate::rule::{Page, PagePolicy};

/// What SAP's policies say.
pub(super) struct Security<'r> {
    /// The requirements of which some system has a verdict, by name.
    pub requirements: Vec<&'r str>,
    /// One for each system, in the report's order.
    pub systems: Vec<OfSystem<'r>>,
}

/// What they say of a system.
pub(super) struct OfSystem<'r> {
    pub system: &'r SystemReport,
    /// One for each requirement; none where no item is for the system.
    pub cells: Vec<Option<Cell>>,
    /// Notes that say something, the gravest first.
    pub notes: Vec<Note<'r>>,
    /// How many requirements' items are in which state.
    pub items: Counts,
    /// The items of requirements that are open, by id.
    pub requirement_rules: Vec<&'r str>,
}

/// A requirement in a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    /// The most pressing state of its items.
    pub state: State,
    /// Items that fail.
    pub failing: usize,
    /// All items that say something.
    pub items: usize,
}

/// An SAP Note in a system.
pub(super) struct Note<'r> {
    pub number: u64,
    /// The page of its check items.
    pub page: &'r Page,
    pub policy: &'r PagePolicy,
    pub verdict: &'r RuleVerdict,
    pub state: State,
}

/// Verdicts by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub pass: usize,
    pub fail: usize,
    pub not_evaluated: usize,
    /// They fail, and somebody accepted it.
    pub accepted: usize,
}

impl Counts {
    fn add(&mut self, state: State) {
        *match state {
            State::Fail | State::Note => &mut self.fail,
            State::Accepted => &mut self.accepted,
            State::NotEvaluated => &mut self.not_evaluated,
            _ => &mut self.pass,
        } += 1;
    }
}

impl<'r> Note<'r> {
    /// Its title, without its number.
    pub fn title(&self) -> &'r str {
        let prefix = format!("SAP Note {}: ", self.number);
        self.page.title.strip_prefix(&prefix).unwrap_or(&self.page.title)
    }

    /// The CVSS score in tenths, for sorting.
    pub fn score(&self) -> u32 {
        let cvss = self.policy.cvss.as_deref().unwrap_or_default().replace('.', "");
        cvss.parse().unwrap_or(match self.policy.level {
            Some(1) => 90,
            Some(2) => 70,
            Some(3) => 40,
            _ => 0,
        })
    }
}

impl<'r> Security<'r> {
    /// What a report says; none if no policies took part.
    pub fn of(report: &'r Report) -> Option<Self> {
        if report.check_items == 0 {
            return None;
        }
        let pages: HashMap<&str, &Page> =
            report.rules.of_policies().iter().map(|page| (page.id.as_str(), page)).collect();
        let numbers = numbers(report, &|rule| pages.contains_key(rule));
        let state_of = |system: &SystemReport, verdict: &RuleVerdict| {
            let (counts, accepted) = numbers.get(&(system.name.as_str(), &*verdict.rule)).copied().unwrap_or_default();
            state(Some(verdict), &counts, accepted)
        };
        let requirement = |page: &'r Page| page.policy.as_ref().and_then(|policy| policy.requirement.as_deref());
        let names: BTreeSet<&str> = pages.values().filter_map(|page| requirement(page)).collect();
        let requirements: Vec<&'r str> = names.into_iter().collect();
        let of_system = |system: &'r SystemReport| {
            let (mut cells, mut notes, mut items) = (vec![None; requirements.len()], Vec::new(), Counts::default());
            let mut requirement_rules = Vec::new();
            for verdict in &system.verdicts {
                let Some(page) = pages.get(&*verdict.rule).copied() else { continue };
                let Some(policy) = &page.policy else { continue };
                let state = state_of(system, verdict);
                match (policy.note, requirement(page)) {
                    (Some(number), _) => notes.push(Note { number, page, policy, verdict, state }),
                    (None, Some(name)) => {
                        items.add(state);
                        if state.is_open() {
                            requirement_rules.push(page.id.as_str());
                        }
                        let Ok(at) = requirements.binary_search(&name) else { continue };
                        let cell: &mut Cell = cells[at].get_or_insert(Cell { state, failing: 0, items: 0 });
                        cell.state = cell.state.min(state);
                        cell.items += 1;
                        cell.failing += usize::from(verdict.verdict == Verdict::Fail);
                    }
                    (None, None) => {}
                }
            }
            notes.sort_by_key(|note| (note.state, std::cmp::Reverse(note.score()), std::cmp::Reverse(note.number)));
            OfSystem { system, cells, notes, items, requirement_rules }
        };
        let systems = report.systems.iter().map(of_system).collect();
        Some(Self { requirements, systems })
    }

    /// Some system has a verdict on a requirement.
    pub fn has_requirements(&self) -> bool {
        !self.requirements.is_empty()
    }

    /// Some system has a verdict on a note.
    pub fn has_notes(&self) -> bool {
        self.systems.iter().any(|of| !of.notes.is_empty())
    }
}

impl OfSystem<'_> {
    /// Notes by what is said of them.
    pub fn note_counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.notes.iter().for_each(|note| counts.add(note.state));
        counts
    }

    /// `12 of 163 SAP Notes are missing (worst CVSS 9.9), 3 not evaluated`
    pub fn said_of_notes(&self) -> String {
        let counts = self.note_counts();
        let missing = |note: &&Note<'_>| matches!(note.state, State::Fail | State::Note);
        let worst = self.notes.iter().filter(missing).filter_map(|note| note.policy.cvss.as_deref()).next();
        let mut said = match counts.fail {
            0 => "no SAP Security Note is missing".to_owned(),
            1 => "1 SAP Security Note is missing".to_owned(),
            many => format!("{many} SAP Security Notes are missing"),
        };
        if let Some(cvss) = worst {
            said.push_str(&format!(", worst CVSS {cvss}"));
        }
        for (number, words) in [
            (counts.accepted, "accepted"),
            (counts.not_evaluated, "not evaluated"),
            (counts.pass, "there, or not needed"),
        ] {
            if number > 0 {
                said.push_str(&format!(", {number} {words}"));
            }
        }
        said
    }
}

/// What these verdicts are.
pub(super) fn origin() -> String {
    format!(
        "SAP's published policies, evaluated by basislint: no statement of SAP. Those that basislint comes with are of {}",
        embedded::DATE
    )
}
