//! The fast way for the common row of text with tabs and of CSV: as many cells as the heading has, and quotes around whole cells at most. Nothing
//! is searched but separators, quotes and the line's end. The plain way is `tabs` and `csv`; tests hold this one to them.

use memchr::{memchr, memchr_iter};

use super::clean_rows::{CleanRow, Form, Span};
use super::pieces::{Titled, is_blank};
use super::runs::Clean;
use crate::input::Charset;
use crate::limits::COLUMNS;

/// What a row must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Separated {
    separator: u8,
    /// Quotes mean something.
    quotes: bool,
    /// Separators in a line.
    count: usize,
    /// The first cell is empty in every line.
    leads: bool,
    /// For each column with a title the number of its cell.
    columns: Vec<usize>,
    /// The title of the first of them: the row that has it may be the heading again.
    title: Vec<u8>,
}

impl Separated {
    /// What rows below this heading look like; none if one must look at each.
    pub(super) fn below(heading: &Titled, separator: u8, quotes: bool) -> Option<Self> {
        let count = heading.count().checked_sub(1).filter(|count| (1..COLUMNS).contains(count))?;
        let leads = separator == b'\t' && heading.titled.first() == Some(&false);
        // A value in a column without a title is told of.
        let all_titled = heading.titled.iter().skip(usize::from(leads)).all(|titled| *titled);
        let title = heading.first_title().filter(|_| all_titled)?.to_vec();
        Some(Self { separator, quotes, count, leads, columns: heading.columns.clone(), title })
    }

    /// The row that begins at this byte, and where the next line begins. Nothing for whatever is not surely a row.
    fn row(&self, text: &[u8], start: usize) -> Option<(Span, usize)> {
        let rest = text.get(start..)?;
        let feed = memchr(b'\n', rest)?;
        let line = &rest[..feed];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let fits = memchr_iter(self.separator, line).count() == self.count;
        if !fits || (self.quotes && !self.has_plain_quotes(line)) {
            return None;
        }
        let span = Span { start, end: start + line.len(), shifted: 0, shift: 0 };
        let first = CleanRow::new(line, self.form(), span).padded(0);
        let is_filled = first.first().is_some_and(|byte| !is_blank(*byte));
        let is_totals = first.first() == Some(&b'*');
        let is_heading = first.first() == self.title.first() && first.trim_ascii() == self.title;
        let begins = !self.leads || line.first() == Some(&b'\t');
        (is_filled && !is_totals && !is_heading && begins).then_some((span, start + feed + 1))
    }

    /// Whether quotes stand around whole cells and nowhere else: what is in them is a value as it stands there.
    fn has_plain_quotes(&self, line: &[u8]) -> bool {
        let mut quotes = memchr_iter(b'"', line);
        while let Some(open) = quotes.next() {
            let Some(close) = quotes.next() else { return false };
            let begins = open == 0 || line.get(open - 1) == Some(&self.separator);
            let ends = line.get(close + 1).is_none_or(|byte| *byte == self.separator);
            if !begins || !ends || memchr(self.separator, &line[open + 1..close]).is_some() {
                return false;
            }
        }
        true
    }
}

impl Clean for Separated {
    fn rows(&self, text: &[u8], start: usize, _: Charset, spans: &mut Vec<Span>) -> usize {
        spans.clear();
        let mut at = start;
        while let Some((span, next)) = self.row(text, at) {
            spans.push(span);
            at = next;
        }
        at
    }

    fn form(&self) -> Form<'_> {
        Form::Separated { separator: self.separator, quotes: self.quotes, columns: &self.columns }
    }
}
