//! Takes suppressions that do nothing any more out of the text of a `basislint.toml`. All else stays as it is, byte for byte: but for the
//! comment lines right above a suppression, which are about it, and one blank line that set it apart.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::edit::{EditError, line_start};
use super::reader::Reader;
use super::settings::Known;
use super::suppress::Suppression;

/// A suppression that does nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// Its index in the configuration.
    pub suppression: usize,
    /// Nothing is lost with it. Not so if its finding is back, for whoever accepts that anew wants its reason, or if it may only
    /// be misspelt.
    pub safe: bool,
}

/// The text without these suppressions, by their indexes.
///
/// # Errors
/// The text has mistakes, or is written in a way that we cannot change and be sure.
pub fn without(text: &str, indexes: &[usize], known: &Known<'_>) -> Result<String, EditError> {
    let before = suppressions(text, known)?;
    let is_kept = |index: &usize| !indexes.contains(index);
    let by_hand = || EditError::ByHand("take the suppressions out that the warnings name".to_owned());
    let ranges = ranges(text, indexes).ok_or_else(by_hand)?;
    let mut edited = text.to_owned();
    for range in ranges.into_iter().rev() {
        edited.replace_range(range, "");
    }
    let after = suppressions(&edited, known).map_err(|_| by_hand())?;
    let kept = before.iter().enumerate().filter(|(index, _)| is_kept(index)).map(|(_, it)| it.described());
    if kept.eq(after.iter().map(Suppression::described)) { Ok(edited) } else { Err(by_hand()) }
}

fn suppressions(text: &str, known: &Known<'_>) -> Result<Vec<Suppression>, EditError> {
    Ok(Reader::new("", text, known).config().map_err(EditError::Malformed)?.suppressions)
}

/// What goes, in order and apart from each other.
fn ranges(text: &str, indexes: &[usize]) -> Option<Vec<Range<usize>>> {
    let root = DeTable::parse(text).ok()?.into_inner();
    let list = root.get("suppress")?.get_ref().as_array()?;
    let mut ranges = Vec::new();
    for index in indexes {
        let entry = list.get(*index)?;
        let is_inline = text.get(entry.span())?.starts_with('{');
        ranges.push(if is_inline { in_list(text, entry.span())? } else { section(text, entry)? });
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    Some(apart)
}

/// A `[[suppress]]` with its keys, the comments right above it, and the blank line behind it: before it, if it is the last.
fn section(text: &str, entry: &Spanned<DeValue<'_>>) -> Option<Range<usize>> {
    let table = entry.get_ref().as_table()?;
    let first = table.iter().map(|(key, _)| key.span().start).min()?;
    let last = table.iter().map(|(_, value)| value.span().end).max()?;
    let mut start = line_start(text, first);
    while !line_at(text, start).trim_start().starts_with("[[") {
        start = before(text, start)?;
    }
    start = with_comments(text, start);
    let mut end = line_end(text, last);
    if line_at(text, end).trim().is_empty() && end < text.len() {
        end = line_end(text, end);
    } else if end == text.len()
        && let Some(above) = before(text, start)
        && line_at(text, above).trim().is_empty()
    {
        start = above;
    }
    Some(start..end)
}

/// A table in braces with the comma that goes with it, and its line if nothing else stands there.
fn in_list(text: &str, entry: Range<usize>) -> Option<Range<usize>> {
    let behind = text.get(entry.end..)?;
    let (mut start, mut end) = (entry.start, entry.end);
    if let Some(rest) = behind.trim_start_matches([' ', '\t']).strip_prefix(',') {
        end = text.len() - rest.len();
    } else {
        let ahead = text.get(..start)?.trim_end();
        if ahead.ends_with(',') && text.get(ahead.len()..start)?.trim().is_empty() {
            start = ahead.len() - 1;
        }
    }
    let of_line = line_start(text, start);
    let rest = text.get(end..line_end(text, end))?;
    let is_alone =
        text.get(of_line..start)?.trim().is_empty() && (rest.trim().is_empty() || rest.trim().starts_with('#'));
    if is_alone && start == entry.start {
        return Some(with_comments(text, of_line)..line_end(text, end));
    }
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    Some(start..if start == entry.start { end + blanks } else { end })
}

/// Where the comment lines begin that stand right above this line.
fn with_comments(text: &str, mut start: usize) -> usize {
    while let Some(above) = before(text, start)
        && line_at(text, above).trim_start_matches('\u{FEFF}').trim_start().starts_with('#')
    {
        // The mark at the begin of the file is no part of the comment.
        start = if line_at(text, above).starts_with('\u{FEFF}') { above + '\u{FEFF}'.len_utf8() } else { above };
        if start != above {
            break;
        }
    }
    start
}

/// Where the line above begins.
fn before(text: &str, start: usize) -> Option<usize> {
    Some(line_start(text, start.checked_sub(1)?))
}

/// The line that begins here, with its end.
fn line_at(text: &str, start: usize) -> &str {
    text.get(start..line_end(text, start)).unwrap_or_default()
}

/// One past the end of the line that this place is in.
fn line_end(text: &str, place: usize) -> usize {
    text.get(place..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| place + at + 1)
}
