//! What the template shows, but for the systems' details.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::details::SystemView;
use super::links::{self, Places};
use super::picture::{Bars, Scale, Tile};
use super::risks::{self, RiskView};
use super::trust::{self, PictureView};
use super::words::{References, references, role, said};
use super::{SCRIPT, STYLE, digest, sign};
use crate::export::{EXPORTS, Export};
use crate::finding::Finding;
use crate::landscape::{Role, Tier};
use crate::report::headline::{self, Readiness};
use crate::report::matrix::{Matrix, Row, State};
use crate::report::summary::Summary;
use crate::report::{FileReport, Options, Report, missing};
use crate::rule::Page as RulePage;
use crate::terminal_text::counted;

/// Findings by system and rule.
pub(super) type Found = BTreeMap<String, BTreeMap<String, Vec<Finding>>>;

/// Systems that a step names; the rest is counted.
const MOST_SYSTEMS: usize = 12;

/// Places that the page itself takes.
const OWN: [&str; 24] = [
    "top",
    "picture",
    "filters",
    "matrix",
    "systems",
    "files",
    "steps",
    "rules",
    "exports",
    "theme",
    "search",
    "role",
    "tier",
    "step",
    "state",
    "only-open",
    "clear",
    "shown",
    "cursor",
    "nothing",
    "trust",
    "trust-title",
    "risks",
    "risks-title",
];

/// Files that are named; the rest is counted.
const MOST_FILES: usize = 50;

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
    ignored: usize,
    troubled: Vec<&'r FileReport>,
    more_troubled: usize,
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
    risks: Vec<RiskView<'r>>,
    rules: Vec<RuleView<'r>>,
    exports: Vec<ExportView>,
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
    label: String,
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
    /// Numbers of the rules that are open or could not be evaluated.
    rules: String,
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

struct RuleView<'r> {
    page: &'r RulePage,
    place: String,
    steps: Vec<(String, String)>,
    references: References<'r>,
    open: usize,
}

struct ExportView {
    export: &'static Export,
    place: String,
    /// Systems that lack it.
    systems: usize,
}

impl<'r> Page<'r> {
    pub fn of(report: &'r Report, matrix: &'r Matrix<'r>, findings: &'r Found, options: &Options) -> Self {
        let summary = Summary::of(report);
        let steps = steps(matrix);
        let mut taken: BTreeSet<String> = OWN.map(str::to_owned).into();
        taken.extend(steps.iter().map(|step| step.place.clone()));
        taken.extend(matrix.rules.iter().map(|page| links::rule(&page.id)));
        taken.extend(EXPORTS.iter().map(|export| links::export(export.kind)));
        let places = links::of_systems(matrix, taken);
        let with_places = || matrix.rows.iter().zip(&places);
        let troubled = headline::troubled(report);
        let scale = Scale::of(matrix.rows.len());
        let tile = |(row, places): (&'r Row<'r>, &Places)| TileView {
            places: places.clone(),
            name: &row.system.name,
            role: role(row),
            label: format!("{}: {}", row.system.name, said(row)),
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
            ignored: report.ignored_files,
            more_troubled: troubled.len().saturating_sub(MOST_FILES),
            troubled: troubled.into_iter().take(MOST_FILES).collect(),
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
            pictures: trust::pictures(report, matrix, &places, findings),
            steps: steps_with_systems(steps, matrix, &places),
            risks: risks::views(report, matrix),
            rules: rules(matrix),
            exports: exports(matrix),
        }
    }
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
        let rule = |&rule: &usize| (links::rule(&matrix.rules[rule].id), matrix.rules[rule].id.as_str());
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
    let pressing = |state: State| state.is_open() || state == State::NotEvaluated;
    let rules = row.outcomes.iter().enumerate().filter(|(_, outcome)| pressing(outcome.state));
    let cell = |(index, cell): (usize, &crate::report::matrix::Cell)| {
        let in_doubt = cell.in_doubt && cell.state != State::NotEvaluated;
        let mut label = cell.state.name().to_owned();
        match (cell.counts.total(), cell.accepted) {
            (0, 0) => {}
            (0, accepted) => label.push_str(&format!(", {}", counted(accepted, "finding"))),
            (number, _) => label.push_str(&format!(", {}", counted(number, "finding"))),
        }
        if in_doubt {
            label.push_str(", not evaluated in part");
        }
        CellView {
            class: sign::class(cell.state),
            sign: sign::text(cell),
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
        rules: rules.map(|(index, _)| index.to_string()).collect::<Vec<_>>().join(" "),
        open: row.is_open(),
        cells: row.cells.iter().enumerate().map(cell).collect(),
    }
}

fn rules<'r>(matrix: &Matrix<'r>) -> Vec<RuleView<'r>> {
    let view = |(index, page): (usize, &'r RulePage)| {
        let own = matrix.columns.iter().filter(|column| column.rules.contains(&index));
        let step = |column: &crate::report::matrix::Column| {
            let name = format!("{} {}", column.checklist.name(), column.step.number);
            (links::step(&links::step_key(column.checklist, column.step)), name.trim_end().to_owned())
        };
        RuleView {
            page,
            place: links::rule(&page.id),
            steps: own.map(step).collect(),
            references: references(page),
            open: matrix.rows.iter().filter(|row| row.outcomes[index].state.is_open()).count(),
        }
    };
    matrix.rules.iter().enumerate().map(view).collect()
}

/// The exports that some system lacks, those that most lack first.
fn exports(matrix: &Matrix<'_>) -> Vec<ExportView> {
    let mut systems: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &matrix.rows {
        let lacks: BTreeSet<&str> =
            missing::wanted(row.system).into_iter().flat_map(|wanted| wanted.need.any_of.iter().copied()).collect();
        lacks.into_iter().for_each(|kind| *systems.entry(kind).or_default() += 1);
    }
    let view = |export: &&'static Export| {
        let systems = systems.get(export.kind).copied()?;
        Some(ExportView { export, place: links::export(export.kind), systems })
    };
    let mut exports: Vec<ExportView> = EXPORTS.iter().filter_map(view).collect();
    exports.sort_by_key(|export| std::cmp::Reverse(export.systems));
    exports
}
