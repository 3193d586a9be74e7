//! The picture of a landscape: each system a tile with a shape for each step, and a bar for each step over all systems.
//!
//! Shapes differ, so that nobody needs to tell red from green: a failing step is a full square, a passed one a disc.

use std::fmt::Write;

use super::sign;
use crate::report::matrix::{Matrix, Row, State};

/// Up to so many systems have tiles with the steps' numbers in them.
const FEW: usize = 4;
/// Up to so many systems have tiles of middle size.
const SOME: usize = 40;

/// How tiles are drawn, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    /// Steps side by side.
    across: usize,
    /// From one step to the next.
    pub pitch: usize,
    /// Space between two steps.
    gap: usize,
    /// The steps' numbers are shown.
    pub numbered: bool,
    /// A word for the style sheet.
    pub name: &'static str,
}

impl Scale {
    pub fn of(systems: usize) -> Self {
        if systems <= FEW {
            // As wide as a telephone shows them without making the numbers smaller.
            Self { across: 7, pitch: 42, gap: 4, numbered: true, name: "few" }
        } else if systems <= SOME {
            Self { across: 7, pitch: 15, gap: 3, numbered: false, name: "some" }
        } else {
            Self { across: 7, pitch: 8, gap: 2, numbered: false, name: "many" }
        }
    }

    fn size(self) -> f64 {
        (self.pitch - self.gap) as f64
    }
}

/// All shapes of one kind in a tile.
pub(super) struct Shape {
    pub class: &'static str,
    /// SVG path.
    pub path: String,
}

/// What is written on a step in a large tile.
pub(super) struct Caption {
    pub class: &'static str,
    pub x: usize,
    /// Base lines of number and sign.
    pub upper: usize,
    pub lower: usize,
    pub number: String,
    pub sign: String,
    pub title: String,
}

/// The drawing of a system.
pub(super) struct Tile {
    pub width: usize,
    pub height: usize,
    pub shapes: Vec<Shape>,
    pub captions: Vec<Caption>,
}

impl Tile {
    pub fn of(matrix: &Matrix<'_>, row: &Row<'_>, scale: Scale) -> Self {
        let places = places(matrix, scale.across);
        let mut shapes: Vec<Shape> = Vec::new();
        let mut captions = Vec::new();
        for state in State::ALL {
            let mut path = String::new();
            for (index, cell) in row.cells.iter().enumerate().filter(|(_, cell)| cell.state == state) {
                let (across, down) = places[index];
                let (x, y) = (across * scale.pitch, down * scale.pitch);
                if !scale.numbered {
                    draw(&mut path, state, x as f64, y as f64, scale.size());
                    continue;
                }
                draw(&mut path, State::Fail, x as f64, y as f64, scale.size());
                let column = &matrix.columns[index];
                let number = if column.step.number.is_empty() {
                    column.checklist.key.clone()
                } else {
                    column.step.number.clone()
                };
                captions.push(Caption {
                    class: sign::class(state),
                    x: x + (scale.pitch - scale.gap) / 2,
                    upper: y + 13,
                    lower: y + scale.pitch - scale.gap - 8,
                    number,
                    sign: sign::text(cell),
                    title: format!("{} {}: {}", column.step.number, column.step.title, state.name()),
                });
            }
            if !path.is_empty() {
                shapes.push(Shape { class: sign::class(state), path });
            }
        }
        let down = places.iter().map(|(_, down)| down + 1).max().unwrap_or(1);
        let width = scale.across.min(matrix.columns.len().max(1)) * scale.pitch - scale.gap;
        Self { width, height: down * scale.pitch - scale.gap, shapes, captions }
    }
}

/// Column and line of each step in a tile: a document with several steps begins a line.
fn places(matrix: &Matrix<'_>, most: usize) -> Vec<(usize, usize)> {
    let (mut across, mut down) = (0, 0);
    let mut places: Vec<(usize, usize)> = Vec::with_capacity(matrix.columns.len());
    for (index, column) in matrix.columns.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| matrix.columns[before].checklist);
        let begins =
            before.is_some_and(|before| before.key != column.checklist.key && column.checklist.steps.len() > 1);
        if across == most || begins && across > 0 {
            (across, down) = (0, down + 1);
        }
        places.push((across, down));
        across += 1;
    }
    places
}

/// Adds the shape of a state to a path.
fn draw(path: &mut String, state: State, x: f64, y: f64, size: f64) {
    let half = size / 2.0;
    let disc = |path: &mut String, radius: f64| {
        let (left, middle, twice) = (round(x + half - radius), round(y + half), round(radius * 2.0));
        let radius = round(radius);
        write!(path, "M{left} {middle}a{radius} {radius} 0 1 0 {twice} 0a{radius} {radius} 0 1 0 -{twice} 0z")
    };
    // Writing to a string cannot fail.
    let _ = match state {
        State::Fail => write!(path, "M{x} {y}h{size}v{size}h-{size}z"),
        State::Note => write!(path, "M{} {y}l{half} {size}h-{size}z", round(x + half)),
        State::NotEvaluated => {
            let (inset, inner) = (round(size * 0.12), round(size * 0.76));
            write!(path, "M{} {}h{inner}v{inner}h-{inner}z", round(x + inset), round(y + inset))
        }
        State::Accepted => {
            write!(path, "M{} {y}l{half} {half}l-{half} {half}l-{half} -{half}z", round(x + half))
        }
        State::Pass => disc(path, size * 0.42),
        State::NotApplicable => disc(path, size * 0.14),
        State::NotChecked => disc(path, size * 0.08),
    };
}

/// Two digits are more than a screen shows.
fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// Pixels of the bars.
const BAR: usize = 28;
const BAR_PITCH: usize = 37;
const BAR_HEIGHT: usize = 96;
const BETWEEN_DOCUMENTS: usize = 22;
/// Above the bars stand the documents' names.
const BAR_TOP: usize = 26;
/// Below them the steps' numbers, upright.
const BAR_FOOT: usize = 52;

/// A part of a bar: the systems in which a step has a state.
pub(super) struct Part {
    pub class: &'static str,
    pub y: String,
    pub height: String,
}

/// All systems at one step.
pub(super) struct Bar {
    /// Column.
    pub column: usize,
    pub x: usize,
    pub middle: usize,
    pub number: String,
    pub label: String,
    pub parts: Vec<Part>,
    /// Systems in which the step is open; empty if there are none.
    pub open: String,
}

/// The bars of all steps.
pub(super) struct Bars {
    pub width: usize,
    pub height: usize,
    pub bar: usize,
    pub top: usize,
    pub bottom: usize,
    pub foot: usize,
    /// Name and left end of each document.
    pub documents: Vec<(String, usize)>,
    pub bars: Vec<Bar>,
}

impl Bars {
    pub fn of(matrix: &Matrix<'_>) -> Self {
        let (mut bars, mut documents): (Vec<Bar>, Vec<(String, usize)>) = (Vec::new(), Vec::new());
        let mut x = 0;
        let mut last = "";
        for (index, column) in matrix.columns.iter().enumerate() {
            if last != column.checklist.key {
                x += if last.is_empty() { 0 } else { BETWEEN_DOCUMENTS };
                last = &column.checklist.key;
                // Above a single bar there is no room for a name.
                if column.checklist.steps.len() > 1 {
                    documents.push((column.checklist.name().to_owned(), x));
                }
            }
            bars.push(bar(matrix, index, x));
            x += BAR_PITCH;
        }
        let bottom = BAR_TOP + BAR_HEIGHT;
        let height = bottom + BAR_FOOT;
        Self { width: x, height, bar: BAR, top: BAR_TOP, bottom, foot: bottom + 8, documents, bars }
    }
}

fn bar(matrix: &Matrix<'_>, index: usize, x: usize) -> Bar {
    let column = &matrix.columns[index];
    let numbers =
        State::ALL.map(|state| (state, matrix.rows.iter().filter(|row| row.cells[index].state == state).count()));
    let all = matrix.rows.len().max(1) as f64;
    let mut bottom = (BAR_TOP + BAR_HEIGHT) as f64;
    let mut parts = Vec::new();
    for (state, number) in numbers.into_iter().filter(|(state, number)| *number > 0 && state.is_judged()) {
        let height = BAR_HEIGHT as f64 * number as f64 / all;
        bottom -= height;
        parts.push(Part { class: sign::class(state), y: round(bottom).to_string(), height: round(height).to_string() });
    }
    let said: Vec<String> = numbers
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(state, number)| format!("{} {number}", state.name()))
        .collect();
    let open: usize = numbers.into_iter().filter(|(state, _)| state.is_open()).map(|(_, number)| number).sum();
    let number = if column.step.number.is_empty() { column.checklist.key.clone() } else { column.step.number.clone() };
    Bar {
        column: index,
        x,
        middle: x + BAR / 2,
        number,
        label: format!("{}, {}: {}", column.checklist.cite(column.step), column.step.title, said.join(", ")),
        parts,
        open: if open > 0 { open.to_string() } else { String::new() },
    }
}
