//! Rows of which a layout need not say more than where their cells are: each on one line, with nothing in it that means more than a cell.
//!
//! Which rows are such is for the layouts to say (`sap_list::clean`, `separated`).

use memchr::memchr_iter;

use super::pieces::{is_blank, without_padding};

/// Clean rows of a block that follow each other.
#[derive(Debug, Clone, Copy)]
pub struct CleanRows<'a> {
    text: &'a [u8],
    form: Form<'a>,
    spans: &'a [Span],
}

/// A clean row, with its cells as they stand in the line.
#[derive(Debug, Clone, Copy)]
pub struct CleanRow<'a> {
    /// The line, without its end.
    line: &'a [u8],
    form: Form<'a>,
    span: Span,
}

/// Where the cells of clean rows are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form<'a> {
    /// Between bars, in columns that may be too narrow for them.
    Bars {
        /// Where the bars stand: characters from the begin of the line, which are bytes where all is ASCII.
        bars: &'a [usize],
        /// Cells on the left that are left out: the box in which rows are marked.
        left_out: usize,
    },
    /// Between separators, each as long as it is.
    Separated {
        /// What stands between two cells, and in none.
        separator: u8,
        /// Some cells may have quotes around them, and none within.
        quotes: bool,
        /// For each cell of a row its number in the line.
        columns: &'a [usize],
    },
}

/// Where a clean row stands in its block, without its line end, and where its bars do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
    /// From this bar on all bars stand `shift` bytes further right: the cell before has characters of several bytes.
    pub shifted: usize,
    pub shift: usize,
}

impl<'a> CleanRows<'a> {
    pub(super) fn new(text: &'a [u8], form: Form<'a>, spans: &'a [Span]) -> Self {
        Self { text, form, spans }
    }

    /// Where the first of them begins in its block.
    pub fn start(&self) -> usize {
        self.spans.first().map_or(self.text.len(), |span| span.start)
    }

    /// The rows.
    pub fn iter(&self) -> impl Iterator<Item = CleanRow<'a>> {
        let Self { text, form, spans } = *self;
        spans.iter().map(move |span| CleanRow::new(text.get(span.start..span.end).unwrap_or_default(), form, *span))
    }
}

impl<'a> CleanRow<'a> {
    pub(super) fn new(line: &'a [u8], form: Form<'a>, span: Span) -> Self {
        Self { line, form, span }
    }

    /// The cell with the blanks that pad it. Empty for a cell that the row does not have.
    #[inline]
    pub fn padded(&self, cell: usize) -> &'a [u8] {
        match self.form {
            Form::Bars { bars, left_out } => {
                let cell = cell + left_out;
                let (Some(left), Some(right)) = (bars.get(cell), bars.get(cell + 1)) else { return b"" };
                let shift = |bar: usize| if bar >= self.span.shifted { self.span.shift } else { 0 };
                self.line.get(left + shift(cell) + 1..right + shift(cell + 1)).unwrap_or_default()
            }
            Form::Separated { separator, quotes, columns } => {
                let Some(number) = columns.get(cell).copied() else { return b"" };
                let mut ends = memchr_iter(separator, self.line).chain([self.line.len()]);
                let start = match number.checked_sub(1) {
                    Some(before) => ends.nth(before).map_or(self.line.len(), |end| end + 1),
                    None => 0,
                };
                let cell = ends.next().and_then(|end| self.line.get(start..end)).unwrap_or_default();
                match cell {
                    [b'"', inner @ .., b'"'] if quotes => inner,
                    _ => cell,
                }
            }
        }
    }

    /// The cell without the blanks that pad it.
    pub fn trimmed(&self, cell: usize) -> &'a [u8] {
        let padded = self.padded(cell);
        let start = padded.iter().position(|byte| !is_blank(*byte)).unwrap_or(padded.len());
        without_padding(&padded[start..])
    }

    /// Whether more may have stood in a cell than its column has room for.
    pub fn has_columns(&self) -> bool {
        matches!(self.form, Form::Bars { .. })
    }

    /// Where the line ends in its block.
    pub fn end(&self) -> usize {
        self.span.end
    }
}
