//! Which fixes of one file are made at the same time, and what its bytes become.

use std::cmp::Reverse;
use std::ops::RangeInclusive;

use super::{Edit, Fix, Lines};
use crate::finding::Finding;

/// What is fixed in one file.
#[derive(Debug, Default)]
pub struct Chosen<'f> {
    /// The findings that are fixed, and how; by line.
    pub made: Vec<&'f (Finding, Fix)>,
    /// Those whose line another one changes first: they come in the next round, if they are still there.
    pub later: Vec<&'f (Finding, Fix)>,
}

/// Chooses among the fixes of one file: of several for one line the one for the worst finding, of these the first.
pub fn choose(fixes: &[(Finding, Fix)]) -> Chosen<'_> {
    let mut by_weight: Vec<&(Finding, Fix)> = fixes.iter().collect();
    by_weight.sort_by_key(|(finding, _)| Reverse(finding.severity));
    let mut chosen = Chosen::default();
    let mut edits: Vec<&Edit> = Vec::new();
    for one in by_weight {
        let is_free = |edit: &Edit| edits.iter().all(|other| *other == edit || !meet(other, edit));
        if one.1.edits.iter().all(is_free) {
            edits.extend(&one.1.edits);
            chosen.made.push(one);
        } else {
            chosen.later.push(one);
        }
    }
    chosen.made.sort_by_key(|(finding, fix)| (fix.edits.first().map(|edit| edit.bytes.start), finding.rule.clone()));
    chosen
}

/// Whether both change a line, or one goes on behind the last line, which lacks its end, and the other takes that line out.
fn meet(one: &Edit, other: &Edit) -> bool {
    let takes_out_before = |removal: &Edit, behind: &Edit| {
        let is_behind = behind.bytes.is_empty() && behind.text.starts_with(['\r', '\n']);
        is_behind && removal.text.is_empty() && removal.bytes.end == behind.bytes.start && !removal.bytes.is_empty()
    };
    if takes_out_before(one, other) || takes_out_before(other, one) {
        return true;
    }
    match (changed_lines(one), changed_lines(other)) {
        (Some(one), Some(other)) => one.start() <= other.end() && other.start() <= one.end(),
        _ => false,
    }
}

/// The lines that an edit changes; none if it only puts lines between others.
fn changed_lines(edit: &Edit) -> Option<RangeInclusive<u64>> {
    let is_whole_lines = edit.text.ends_with('\n') || edit.text.starts_with(['\r', '\n']);
    if edit.bytes.is_empty() && is_whole_lines {
        return None;
    }
    let last = if edit.place.end_column == 1 && edit.place.end_line > edit.place.line {
        edit.place.end_line - 1
    } else {
        edit.place.end_line
    };
    Some(edit.place.line..=last)
}

/// The file's bytes after these edits, which must not meet; the same edit counts once. None if one of them is of another file.
pub fn edited<'e>(file: &Lines, edits: impl IntoIterator<Item = &'e Edit>) -> Option<Vec<u8>> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    // In one place what was first comes first.
    edits.sort_by_key(|edit| (edit.bytes.start, edit.bytes.end));
    let mut done: Vec<&Edit> = Vec::new();
    let mut bytes = Vec::with_capacity(file.bytes().len() + 256);
    let mut at = 0;
    for edit in edits {
        if done.contains(&edit) {
            continue;
        }
        bytes.extend_from_slice(file.bytes().get(at..edit.bytes.start)?);
        bytes.extend_from_slice(&file.encoded(&edit.text)?);
        at = edit.bytes.end;
        done.push(edit);
    }
    bytes.extend_from_slice(file.bytes().get(at..)?);
    Some(bytes)
}
