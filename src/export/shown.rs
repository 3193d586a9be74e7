//! What of a row a finding may show: what its labels point at, and what the reader of the export has understood and knows to
//! be harmless. Every other cell, value and word is masked. Nothing is hunted for in what is left, for nothing is left.
//!
//! Values that texts quote pass `export::quoted`. The words for secrets are in `knowledge::secret`.

use std::ops::Range;

use super::{Field, FieldSpec, Record, Value};
use crate::knowledge::secret;
use crate::layout::Row;

/// Fields that hold free text, in whatever export: nobody can say that all of it is harmless. Where no label points at one,
/// only its ordinary words are shown.
const FREE: &[&str] =
    &["text", "comment", "message", "message-variables", "short-text", "value", "difference", "pse-title"];

/// The one of them that rules compare with values elsewhere: what a parameter is set to.
const COMPARED: &str = "value";

/// Whether texts of a field are read by people, and compared with nothing.
pub(crate) fn is_for_people(spec: &FieldSpec) -> bool {
    (FREE.contains(&spec.name) || spec.name == "description") && spec.name != COMPARED
}

/// What of a row is known, as ranges of its text.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Shown as it stands, but for secrets.
    harmless: Vec<Range<usize>>,
    /// Free text: its ordinary words are shown.
    free: Vec<Range<usize>>,
    /// What labels point at, and the free text around it.
    pointed: Vec<Range<usize>>,
}

/// What is done with a byte of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Unknown,
    Words,
    Shown,
}

impl Known {
    /// What is known of a record's row; `pointed` is what labels point at.
    pub fn of(record: &dyn Record, fields: &[FieldSpec], pointed: &[Range<usize>]) -> Self {
        let mut known = Self { pointed: pointed.to_vec(), harmless: record.harmless(), free: Vec::new() };
        for (index, spec) in fields.iter().enumerate() {
            let Field { value, span } = record.field(index);
            match value {
                Value::Unknown(_) | Value::Absent => {}
                Value::List(items) => known.harmless.extend(items.into_iter().filter_map(|item| item.span)),
                _ if FREE.contains(&spec.name) => {
                    let Some(span) = span else { continue };
                    // What a label points into is shown whole.
                    if pointed.iter().any(|label| label.start < span.end && span.start < label.end) {
                        known.pointed.push(span);
                    } else if !known.harmless.iter().any(|range| range.start <= span.start && span.end <= range.end) {
                        known.free.push(span);
                    }
                }
                _ => known.harmless.extend(span),
            }
        }
        known
    }

    /// What is known of a row of which some cells are.
    pub fn of_cells(cells: &[Range<usize>], pointed: &[Range<usize>]) -> Self {
        Self { harmless: cells.to_vec(), free: Vec::new(), pointed: pointed.to_vec() }
    }

    /// All of a row.
    #[cfg(test)]
    pub fn all(row: &Row<'_>) -> Self {
        Self { harmless: vec![Range { start: 0, end: row.text.len() }], ..Self::default() }
    }

    /// What is known of a heading: the titles that are ordinary words, and those that a label points at.
    pub fn of_heading(row: &Row<'_>, titles: impl Fn(&str) -> bool) -> Self {
        let cells = row.cells.iter().filter(|cell| !cell.range().is_empty());
        let (harmless, free) = cells.partition::<Vec<_>, _>(|cell| titles(&row.charset.decode(row.raw(**cell))));
        let ranges = |cells: Vec<&crate::layout::Cell>| cells.into_iter().map(|cell| cell.range()).collect();
        Self { harmless: ranges(harmless), free: ranges(free), pointed: Vec::new() }
    }

    /// What is masked of a piece of the row beside its secrets, as ranges of the piece, in order.
    pub fn masks(&self, row: &Row<'_>, piece: &Range<usize>) -> Vec<Range<usize>> {
        let text = row.text.get(piece.clone()).unwrap_or_default();
        // Of a line that is no row of a table the reader knows the form, so its words are those of the form.
        let rest = if row.cells.len() > 1 { Level::Unknown } else { Level::Words };
        let mut levels = vec![rest; text.len()];
        let each = [(&self.harmless, Level::Shown), (&self.free, Level::Words), (&self.pointed, Level::Shown)];
        for (ranges, level) in each {
            for range in ranges {
                let (start, end) = (range.start.max(piece.start), range.end.min(piece.end));
                if start < end {
                    levels[start - piece.start..end - piece.start].fill(level);
                }
            }
        }
        let mut ends: Vec<usize> = row.cells.iter().flat_map(|cell| [cell.start, cell.end]).collect();
        ends.retain(|end| piece.contains(end));
        ends.iter_mut().for_each(|end| *end -= piece.start);
        ends.sort_unstable();
        let mut masks = Vec::new();
        let mut at = 0;
        while let Some(level) = levels.get(at) {
            let run = levels[at..].iter().take_while(|next| *next == level).count();
            let range = at..at + run;
            match level {
                Level::Shown => {}
                Level::Words => {
                    let words = secret::odd_words(&text[range.clone()]);
                    masks.extend(words.into_iter().map(|word| at + word.start..at + word.end));
                }
                Level::Unknown => mask_cells(text, &range, &ends, &mut masks),
            }
            at += run;
        }
        masks
    }
}

/// Masks what stands in a stretch of which nothing is known, cell by cell: blanks, bars and other signs between cells stay.
fn mask_cells(text: &[u8], range: &Range<usize>, ends: &[usize], masks: &mut Vec<Range<usize>>) {
    let first = ends.partition_point(|end| *end <= range.start);
    let inner = ends[first..].iter().copied().take_while(|end| *end < range.end);
    let mut start = range.start;
    for end in inner.chain([range.end]) {
        let is_sign = |byte: &u8| b" \t|,;\"'=:\r\n".contains(byte);
        let part = &text[start..end];
        let before = part.iter().take_while(|byte| is_sign(byte)).count();
        let after = part[before..].iter().rev().take_while(|byte| is_sign(byte)).count();
        let left = start + before..end - after;
        // One letter, a day, a time: too short to be a secret, or of a form that none has.
        if !left.is_empty() && !secret::is_bare(&text[left.clone()]) {
            masks.push(left);
        }
        start = end;
    }
}

/// Secrets of a row: what its record knows of them, and what looks like one in a cell; in order, without overlaps.
pub(crate) fn secrets_of(record: &dyn Record, row: &Row<'_>) -> Vec<Range<usize>> {
    let mut found = record.secrets();
    found.extend(secrets_in(row));
    secret::merge(found)
}

/// What looks like a secret in a row.
pub(crate) fn secrets_in(row: &Row<'_>) -> Vec<Range<usize>> {
    let last = row.cells.iter().map(|cell| cell.end).max().unwrap_or(0);
    let is_behind = row.text.get(last..).is_some_and(|tail| tail.iter().any(u8::is_ascii_alphanumeric));
    // Where values stand behind the heading's last column, nobody knows which cell a value is of.
    if row.cells.len() <= 1 || is_behind {
        return secret::find(row.text);
    }
    let of_cell = |cell: &crate::layout::Cell| {
        let cell = *cell;
        secret::find(row.raw(cell)).into_iter().map(move |part| cell.part(part))
    };
    let mut found: Vec<Range<usize>> = row.cells.iter().flat_map(of_cell).collect();
    found.extend(secret::find_options(row.text));
    secret::merge(found)
}
