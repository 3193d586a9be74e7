//! SAP's security policies in the page: requirements by system, and SAP Security Notes by system and note, the gravest first.

use std::cmp::Reverse;

use super::links::Places;
use super::sign;
use super::view::Found;
use crate::finding::Finding;
use crate::report::matrix::State;
use crate::report::security::{Note, OfSystem, Security, origin};

/// Notes that nobody could judge are listed up to so many.
const MOST_IN_DOUBT: usize = 200;
/// Findings of one note in one system.
const MOST_LINES: usize = 3;

/// What the page shows of them.
pub(super) struct SecurityView<'r> {
    pub origin: String,
    pub systems: Vec<SystemView<'r>>,
    pub requirements: Vec<RequirementView<'r>>,
    pub has_notes: bool,
    pub notes: Vec<NoteView<'r>>,
    /// Notes that are not listed.
    pub more: usize,
}

/// A system.
pub(super) struct SystemView<'r> {
    pub place: String,
    pub name: &'r str,
    /// What is said of its notes, in a line.
    pub notes: String,
    /// What is open of the baseline.
    pub items: Vec<ItemView<'r>>,
}

/// A finding of the baseline.
pub(super) struct ItemView<'r> {
    pub severity: &'static str,
    pub rule: &'r str,
    pub message: &'r str,
    pub place: String,
}

/// A requirement in all systems.
pub(super) struct RequirementView<'r> {
    pub name: &'r str,
    pub cells: Vec<CellView>,
}

/// A requirement in a system.
pub(super) struct CellView {
    pub class: &'static str,
    pub sign: String,
    pub label: String,
}

/// A note in a system.
pub(super) struct NoteView<'r> {
    pub class: &'static str,
    pub cvss: &'r str,
    pub system: &'r str,
    pub number: u64,
    pub title: &'r str,
    pub cve: String,
    pub state: &'static str,
    /// What is wrong and what to do; or why nobody knows.
    pub lines: Vec<String>,
}

impl<'r> SecurityView<'r> {
    /// What a page shows of it; `places` are those of the systems.
    pub fn of(security: &Security<'r>, places: &[Places], findings: &'r Found) -> Self {
        let systems = security.systems.iter().zip(places).map(|(of, places)| SystemView {
            place: places.system.clone(),
            name: &of.system.name,
            notes: of.said_of_notes(),
            items: items(of, findings),
        });
        let requirement = |(number, name): (usize, &&'r str)| RequirementView {
            name,
            cells: security.systems.iter().map(|of| cell(of, number)).collect(),
        };
        let all = security.systems.iter().flat_map(|of| of.notes.iter().map(move |note| (of, note)));
        let shown = |state: State| !matches!(state, State::Pass | State::NotApplicable | State::NotChecked);
        let mut notes: Vec<(&OfSystem<'r>, &Note<'r>)> = all.filter(|(_, note)| shown(note.state)).collect();
        notes.sort_by_key(|(of, note)| {
            (note.state, Reverse(note.score()), Reverse(note.number), of.system.name.as_str())
        });
        let known = notes.iter().filter(|(_, note)| note.state != State::NotEvaluated).count();
        let kept = notes.len().min(known + MOST_IN_DOUBT);
        let more = notes.len() - kept;
        Self {
            origin: origin(),
            systems: systems.collect(),
            requirements: security.requirements.iter().enumerate().map(requirement).collect(),
            has_notes: security.has_notes(),
            notes: notes.into_iter().take(kept).map(|(of, note)| view(of, note, findings)).collect(),
            more,
        }
    }
}

fn view<'r>(of: &OfSystem<'r>, note: &Note<'r>, findings: &'r Found) -> NoteView<'r> {
    let found = findings.get(&of.system.name).and_then(|rules| rules.get(&note.page.id));
    let mut lines: Vec<String> = Vec::new();
    for finding in found.into_iter().flatten().take(MOST_LINES) {
        let what = finding.help.split(". ").next().unwrap_or_default();
        lines.push(format!("{} ({}:{}): {what}", finding.message, finding.path, finding.place.line));
    }
    let more = found.map_or(0, Vec::len).saturating_sub(MOST_LINES);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    if lines.is_empty() {
        lines.push(note.verdict.reason.to_string());
    }
    NoteView {
        class: sign::class(note.state),
        cvss: note.policy.cvss.as_deref().unwrap_or_default(),
        system: &of.system.name,
        number: note.number,
        title: note.title(),
        cve: note.policy.cve.join(", "),
        state: match note.state {
            State::Fail | State::Note => "missing",
            state => state.name(),
        },
        lines,
    }
}

fn cell(of: &OfSystem<'_>, number: usize) -> CellView {
    let Some(cell) = of.cells.get(number).copied().flatten() else {
        let class = sign::class(State::NotApplicable);
        return CellView { class, sign: "·".to_owned(), label: "not for this system".to_owned() };
    };
    let sign = if cell.failing > 0 { cell.failing.to_string() } else { sign::plain(cell.state).to_owned() };
    let label = format!("{}: {} of {} check items fail", cell.state.name(), cell.failing, cell.items);
    CellView { class: sign::class(cell.state), sign, label }
}

/// Findings of the baseline, those of one item together.
fn items<'r>(of: &OfSystem<'r>, findings: &'r Found) -> Vec<ItemView<'r>> {
    let Some(rules) = findings.get(&of.system.name) else { return Vec::new() };
    let of_baseline = of.requirement_rules.iter().filter_map(|rule| Some((*rule, rules.get(*rule)?)));
    let item = |rule: &'r str, finding: &'r Finding| ItemView {
        severity: finding.severity.name(),
        rule,
        message: &finding.message,
        place: format!("{}:{}:{}", finding.path, finding.place.line, finding.place.column),
    };
    of_baseline.flat_map(|(rule, findings)| findings.iter().map(move |finding| item(rule, finding))).collect()
}
