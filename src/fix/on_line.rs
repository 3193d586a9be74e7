//! Changes of whole lines and of pieces of a line, as bytes and places of their file.

use std::ops::Range;

use super::lines::{Line, Lines};
use crate::finding::Place;

/// A piece of a file, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub bytes: Range<usize>,
    pub place: Place,
    pub text: String,
}

fn characters(text: &str) -> u64 {
    text.chars().count() as u64
}

/// Puts `text` in the place of a piece of the line with this number, and no more than differs.
pub(super) fn replaced(file: &Lines, number: u64, piece: Range<usize>, text: &str) -> Option<Change> {
    let line = file.line(number)?;
    let old = line.text.get(piece.clone())?;
    let (kept, old_middle, middle) = differing(old, text);
    let start = piece.start + kept;
    let end = start + old_middle.len();
    file.encoded(middle)?;
    Some(Change {
        bytes: file.offset(line, start)?..file.offset(line, end)?,
        place: Place {
            line: number,
            column: characters(line.text.get(..start)?) + 1,
            end_line: number,
            end_column: characters(line.text.get(..end)?) + 1,
        },
        text: middle.to_owned(),
    })
}

/// How many bytes both begin with, and what of each is not the same.
fn differing<'t>(old: &'t str, new: &'t str) -> (usize, &'t str, &'t str) {
    let same = |(left, right): &(char, char)| left == right;
    let before: usize = old.chars().zip(new.chars()).take_while(same).map(|(it, _)| it.len_utf8()).sum();
    let (old, new) = (&old[before..], &new[before..]);
    let after: usize = old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(it, _)| it.len_utf8()).sum();
    (before, &old[..old.len() - after], &new[..new.len() - after])
}

/// Takes the line with this number out, with its line end.
pub(super) fn removed(file: &Lines, number: u64) -> Option<Change> {
    let line = file.line(number)?;
    let (end_line, end_column) = if line.is_ended() { (number + 1, 1) } else { (number, characters(&line.text) + 1) };
    let place = Place { line: number, column: 1, end_line, end_column };
    Some(Change { bytes: line.bytes.start..line.end, place, text: String::new() })
}

/// Puts lines before the one with this index, or at the end of the file, which lacks its last line end then as it did.
pub(super) fn inserted(file: &Lines, index: usize, lines: &[String]) -> Option<Change> {
    let line_end = file.line_end(index);
    let text: String = lines.iter().map(|line| format!("{line}{line_end}")).collect();
    let at = |bytes: usize, line: u64, column: u64, text: String| {
        file.encoded(&text)?;
        let place = Place { line, column, end_line: line, end_column: column };
        Some(Change { bytes: bytes..bytes, place, text })
    };
    let number = |index: usize| index as u64 + 1;
    match (file.all().get(index), file.all().last()) {
        (Some(line), _) => at(line.bytes.start, number(index), 1, text),
        (None, Some(Line { text: last, end, .. })) if file.all().last().is_some_and(|line| !line.is_ended()) => {
            let text = format!("{line_end}{}", text.strip_suffix(line_end).unwrap_or(&text));
            at(*end, number(file.all().len().saturating_sub(1)), characters(last) + 1, text)
        }
        (None, _) => at(file.bytes().len(), number(file.all().len()), 1, text),
    }
}
