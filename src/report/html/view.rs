//! What the template shows, but for the systems' details.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::board::Board;
use super::details::SystemView;
use super::links::{self, Places};
use super::pages::{self, ExportView, Files, RuleView};
use super::picture::{Bars, Scale, Tile};
use super::risks::{self, RiskView};
use super::security::SecurityView;
use super::trust::{self, PictureView};
use super::words::{role, said};
use super::{SCRIPT, STYLE, digest, sign};
use crate::export::EXPORTS;
use crate::finding::Finding;
use crate::landscape::{Role, Tier};
use crate::report::headline::{self, Readiness};
use crate::report::matrix::{Matrix, Row, State};
use crate::report::summary::Summary;
use crate::report::{Options, Report};
use crate::terminal_text::counted;

/// Findings by system and rule.
pub(super) type Found = BTreeMap<String, BTreeMap<String, Vec<Finding>>>;

/// Systems that a step names; the rest is counted.
const MOST_SYSTEMS: usize = 12;

/// Places that the page itself takes.
const OWN: [&str; 46] = [
    "top",
    "theme",
    "print",
    "everything",
    "filtered",
    "picture",
    "picture-title",
    "filters",
    "search",
    "role",
    "tier",
    "step",
    "state",
    "only-open",
    "clear",
    "shown",
    "found",
    "found-title",
    "found-systems",
    "found-rules",
    "found-elsewhere",
    "unlisted",
    "matrix",
    "matrix-title",
    "cursor",
    "nothing",
    "trust",
    "trust-title",
    "systems",
    "systems-title",
    "baseline",
    "baseline-title",
    "notes",
    "notes-title",
    "notes-search",
    "notes-shown",
    "files",
    "files-title",
    "steps",
    "steps-title",
    "rules",
    "rules-title",
    "exports",
    "exports-title",
    "risks",
    "risks-title",
];

/// The page.
#[derive(Template)]
#[template(path = "report.html", config = "src/report/html/askama.toml")]
pub(super) struct Page<'r> {
    style: &'static str,
    script: &'static str,
    style_digest: String,
    script_digest: String,
    version: &'static str,
    as_of: String,
    verdict: String,
    summary: String,
    files: String,
    left_out: Vec<String>,
    figures: Vec<Figure>,
    states: [StateView; 7],
    scale: Scale,
    tiles: Vec<TileView<'r>>,
    bars: Option<Bars>,
    roles: Vec<&'static str>,
    tiers: Vec<&'static str>,
    documents: Vec<Document<'r>>,
    steps: Vec<StepView<'r>>,
    rows: Vec<RowView<'r>>,
    pictures: Vec<PictureView<'r>>,
    systems: Vec<SystemView<'r>>,
    security: Option<SecurityView<'r>>,
    risks: Vec<RiskView<'r>>,
    rules: Vec<RuleView<'r>>,
    exports: Vec<ExportView>,
    files_read: Files<'r>,
    board: Board<'r>,
    /// There are so many systems that each says nothing that is told of all elsewhere.
    brief: bool,
}

/// A number to look at first.
struct Figure {
    class: &'static str,
    number: usize,
    label: String,
}

struct StateView {
    class: &'static str,
    sign: &'static str,
    name: &'static str,
    meaning: &'static str,
}

struct TileView<'r> {
    places: Places,
    name: &'r str,
    role: String,
    said: String,
    tile: Tile,
}

struct Document<'r> {
    name: &'r str,
    title: &'r str,
    edition: &'r str,
    /// Columns.
    steps: usize,
    first: usize,
}

struct StepView<'r> {
    place: String,
    number: &'r str,
    title: &'r str,
    task: &'r str,
    places: &'r [String],
    notes: &'r [u32],
    /// It is the first of its document.
    begins: bool,
    rules: Vec<(String, &'r str)>,
    counts: Vec<(&'static str, &'static str, usize)>,
    open: Vec<(String, &'r str)>,
    more: usize,
}

struct RowView<'r> {
    places: Places,
    name: &'r str,
    role: &'r str,
    tier: &'r str,
    /// The letter of each step's state.
    states: String,
    /// Numbers of the rules that are open, and of those that could not be evaluated.
    rules: String,
    doubt: String,
    open: bool,
    cells: Vec<CellView>,
}

struct CellView {
    class: &'static str,
    sign: String,
    label: String,
    /// Where it is told; empty if there is nothing to tell.
    place: String,
    in_doubt: bool,
    begins: bool,
}

impl<'r> Page<'r> {
    pub fn of(
        report: &'r Report,
        matrix: &'r Matrix<'r>,
        places: &'r [Places],
        (findings, security): (&'r Found, Option<SecurityView<'r>>),
        options: &Options,
    ) -> Self {
        let summary = Summary::of(report);
        let exports = pages::exports(matrix);
        let files_read = pages::files(report);
        let board = Board::of(matrix, &summary, &files_read, exports.len());
        let with_places = || matrix.rows.iter().zip(places);
        let scale = Scale::of(matrix.rows.len());
        let tile = |(row, places): (&'r Row<'r>, &Places)| TileView {
            places: places.clone(),
            name: &row.system.name,
            role: role(row),
            said: said(row),
            tile: Tile::of(matrix, row, scale),
        };
        Self {
            style: STYLE,
            script: SCRIPT,
            style_digest: digest(STYLE),
            script_digest: digest(SCRIPT),
            version: env!("CARGO_PKG_VERSION"),
            as_of: report.as_of.to_string(),
            verdict: headline::systems(matrix),
            summary: headline::findings(&summary),
            files: headline::files(report),
            left_out: left_out(report),
            figures: figures(matrix, &summary),
            states: State::ALL.map(|state| StateView {
                class: sign::class(state),
                sign: sign::plain(state),
                name: state.name(),
                meaning: state.meaning(),
            }),
            scale,
            tiles: with_places().map(tile).collect(),
            bars: (matrix.rows.len() > 1).then(|| Bars::of(matrix)),
            roles: Role::ALL
                .map(Role::name)
                .into_iter()
                .filter(|role| matrix.rows.iter().any(|row| row.system.role == *role))
                .collect(),
            tiers: Tier::ALL
                .map(Tier::name)
                .into_iter()
                .filter(|tier| matrix.rows.iter().any(|row| row.system.tier.as_deref() == Some(*tier)))
                .collect(),
            documents: documents(matrix),
            rows: with_places().map(|(row, places)| row_view(matrix, row, places)).collect(),
            systems: with_places()
                .map(|(row, places)| SystemView::of(matrix, row, places, findings.get(&row.system.name), options))
                .collect(),
            pictures: trust::pictures(report, matrix, places, findings),
            steps: steps_with_systems(steps(matrix), matrix, places),
            security,
            risks: risks::views(report, matrix),
            rules: pages::rules(matrix),
            exports,
            files_read,
            brief: board.is_brief,
            board,
        }
    }
}

/// Where each system stands in the page.
pub(super) fn places(matrix: &Matrix<'_>) -> Vec<Places> {
    let mut taken: BTreeSet<String> = OWN.map(str::to_owned).into();
    taken.extend(matrix.columns.iter().map(|column| links::step(&links::step_key(column.checklist, column.step))));
    taken.extend(matrix.rules().iter().map(|page| links::rule(&page.id)));
    taken.extend(EXPORTS.iter().map(|export| links::export(export.kind)));
    links::of_systems(matrix, taken)
}

/// What was left out, and by what.
fn left_out(report: &Report) -> Vec<String> {
    let files = report.left_out().into_iter().filter(|(number, _)| *number > 0);
    let mut told: Vec<String> = files.map(|(number, by)| format!("{number} left out by {by}")).collect();
    if let Some((least, rules @ 1..)) = report.unsure_rules {
        told.push(format!("{} left out, less sure than {least}", counted(rules, "rule")));
    }
    told
}

fn figures(matrix: &Matrix<'_>, summary: &Summary) -> Vec<Figure> {
    let Readiness { passed, in_doubt, open } = Readiness::of(matrix);
    let plural = |number: usize, one: &str, many: &str| if number == 1 { one.to_owned() } else { many.to_owned() };
    let figure = |class, number, label| Figure { class, number, label };
    let not_evaluated = summary.verdicts.not_evaluated;
    let findings = summary.findings;
    vec![
        figure("p", passed, plural(passed, "system passes every check", "systems pass every check")),
        figure("f", open, plural(open, "system with open steps", "systems with open steps")),
        figure("q", in_doubt, plural(in_doubt, "system not checked in full", "systems not checked in full")),
        figure("f", findings.error, plural(findings.error, "error", "errors")),
        figure("n", findings.warning, plural(findings.warning, "warning", "warnings")),
        figure("n", findings.note, plural(findings.note, "note", "notes")),
        figure("q", not_evaluated, plural(not_evaluated, "check not evaluated", "checks not evaluated")),
    ]
}

fn documents<'r>(matrix: &Matrix<'r>) -> Vec<Document<'r>> {
    let mut documents: Vec<Document<'_>> = Vec::new();
    for (index, column) in matrix.columns.iter().enumerate() {
        match documents.last_mut() {
            Some(last) if last.name == column.checklist.name() => last.steps += 1,
            _ => documents.push(Document {
                name: column.checklist.name(),
                title: &column.checklist.title,
                edition: &column.checklist.edition,
                steps: 1,
                first: index,
            }),
        }
    }
    documents
}

fn begins(matrix: &Matrix<'_>, index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| matrix.columns[before].checklist);
    before.is_none_or(|before| before.key != matrix.columns[index].checklist.key)
}

fn steps<'r>(matrix: &Matrix<'r>) -> Vec<StepView<'r>> {
    let view = |(index, column): (usize, &crate::report::matrix::Column)| {
        let key = links::step_key(column.checklist, column.step);
        let number = |state: State| matrix.rows.iter().filter(|row| row.cells[index].state == state).count();
        let counts = State::ALL.into_iter().map(|state| (sign::class(state), state.name(), number(state)));
        let rule = |&rule: &usize| (links::rule(&matrix.rules()[rule].id), matrix.rules()[rule].id.as_str());
        StepView {
            place: links::step(&key),
            number: &column.step.number,
            title: &column.step.title,
            task: &column.step.task,
            places: &column.step.places,
            notes: &column.step.notes,
            begins: begins(matrix, index),
            rules: column.rules.iter().map(rule).collect(),
            counts: counts.filter(|(_, _, number)| *number > 0).collect(),
            open: Vec::new(),
            more: 0,
        }
    };
    matrix.columns.iter().enumerate().map(view).collect()
}

/// Names the systems in which a step is open.
fn steps_with_systems<'r>(mut steps: Vec<StepView<'r>>, matrix: &Matrix<'r>, places: &[Places]) -> Vec<StepView<'r>> {
    for (index, step) in steps.iter_mut().enumerate() {
        let open = || matrix.rows.iter().zip(places).filter(|(row, _)| row.cells[index].state.is_open());
        let shown = open().take(MOST_SYSTEMS);
        step.open = shown.map(|(row, places)| (places.steps[index].clone(), row.system.name.as_str())).collect();
        step.more = open().count() - step.open.len();
    }
    steps
}

fn row_view<'r>(matrix: &Matrix<'r>, row: &Row<'r>, places: &Places) -> RowView<'r> {
    let numbers = |fits: fn(State) -> bool| {
        let rules = row.outcomes.iter().enumerate().filter(|(_, outcome)| fits(outcome.state));
        rules.map(|(index, _)| index.to_string()).collect::<Vec<_>>().join(" ")
    };
    let cell = |(index, cell): (usize, &crate::report::matrix::Cell)| {
        let in_doubt = cell.in_doubt && cell.state != State::NotEvaluated;
        let sign = sign::text(cell);
        let mut label = cell.state.name().to_owned();
        match (cell.counts.total(), cell.accepted) {
            (0, 0) => {}
            (0, accepted) => label.push_str(&format!(", {}", counted(accepted, "finding"))),
            // Who says what stands there to a computer must be understood.
            (number, _) if sign.ends_with('+') => label.push_str(&format!(", {sign} findings, in all {number}")),
            (number, _) => label.push_str(&format!(", {}", counted(number, "finding"))),
        }
        if in_doubt {
            label.push_str(", not evaluated in part");
        }
        CellView {
            class: sign::class(cell.state),
            sign,
            label,
            place: if cell.state.is_judged() { places.steps[index].clone() } else { String::new() },
            in_doubt,
            begins: begins(matrix, index),
        }
    };
    RowView {
        places: places.clone(),
        name: &row.system.name,
        role: &row.system.role,
        tier: row.system.tier.as_deref().unwrap_or_default(),
        states: row.cells.iter().map(|cell| sign::class(cell.state)).collect(),
        rules: numbers(State::is_open),
        doubt: numbers(|state| state == State::NotEvaluated),
        open: row.is_open(),
        cells: row.cells.iter().enumerate().map(cell).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_page_itself_is_taken_before_systems_are_named() {
        let templates = [
            include_str!("report.html"),
            include_str!("risks.html"),
            include_str!("security.html"),
            include_str!("trust.html"),
        ];
        let ids = templates.iter().flat_map(|template| template.split(" id=\"").skip(1));
        let ids = ids.map(|rest| rest.split('"').next().unwrap_or_default()).filter(|id| !id.contains("{{"));
        let ids: BTreeSet<&str> = ids.collect();
        assert_eq!(ids, BTreeSet::from(OWN));
    }
}
