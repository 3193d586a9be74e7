//! Words that the page and the details of its systems share.

use crate::knowledge::sap_note;
use crate::report::matrix::{Row, State};
use crate::rule::Page;

/// References and the numbers of SAP Notes.
pub(super) type References<'r> = Vec<(&'r str, Option<u32>)>;

/// Role and tier.
pub(super) fn role(row: &Row<'_>) -> String {
    match &row.system.tier {
        Some(tier) => format!("{} · {tier}", row.system.role),
        None => row.system.role.clone(),
    }
}

/// How many steps of a system are in which state.
pub(super) fn said(row: &Row<'_>) -> String {
    let number = |state: State| row.cells.iter().filter(|cell| cell.state == state).count();
    let counts = State::ALL.into_iter().map(|state| (state, number(state))).filter(|(_, number)| *number > 0);
    let judged = counts.filter(|(state, _)| state.is_judged());
    let words: Vec<String> = judged.map(|(state, number)| format!("{number} {}", state.name())).collect();
    if words.is_empty() { "no step was checked".to_owned() } else { format!("steps: {}", words.join(", ")) }
}

/// Each reference, and its number if it is a SAP Note.
pub(super) fn references(page: &Page) -> References<'_> {
    page.references.iter().map(|reference| (reference.as_str(), sap_note::number(reference))).collect()
}
