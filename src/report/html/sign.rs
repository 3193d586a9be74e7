//! The signs of states, for eyes and for the style sheet.

use crate::report::matrix::{Cell, State};

/// Findings that are counted in a cell; from there on there are many.
const MOST: usize = 99;

/// The class in the style sheet, and the letter in the script.
pub(super) fn class(state: State) -> &'static str {
    match state {
        State::Fail => "f",
        State::Note => "n",
        State::NotEvaluated => "q",
        State::Accepted => "s",
        State::Pass => "p",
        State::NotApplicable => "a",
        State::NotChecked => "x",
    }
}

/// What stands in a cell: the number of findings, or a sign.
pub(super) fn text(cell: &Cell) -> String {
    match (cell.state, cell.counts.total()) {
        (State::Fail, number @ 1..=MOST) => number.to_string(),
        (State::Fail, 0) => "✕".to_owned(),
        (State::Fail, _) => format!("{MOST}+"),
        (state, _) => plain(state).to_owned(),
    }
}

/// The sign of a state by itself.
pub(super) fn plain(state: State) -> &'static str {
    match state {
        State::Fail => "✕",
        State::Note => "i",
        State::NotEvaluated => "?",
        State::Accepted => "○",
        State::Pass => "✓",
        State::NotApplicable => "·",
        State::NotChecked => "–",
    }
}
