//! RFCOPTIONS of one row: put together from its columns, cut into tokens, with what is known to be missing.

use std::borrow::Cow;
use std::ops::Range;

use bstr::ByteSlice;

use crate::export::heading::Columns;
use crate::knowledge::rfc_options::{self, Token};
use crate::knowledge::secret;
use crate::layout::{Layout, Row, sap_list};

use super::OPTIONS;

const CUT: &str = "RFCOPTIONS is cut: export the list with the ALV list mode or as a spreadsheet";
const BROKEN: &str = "the row is cut or broken in RFCOPTIONS: export the list anew";
const NO_LINE_END: &str = "the file ends in RFCOPTIONS without a line end, so it may be cut: export the list again";
const NO_COLUMN: &str = "the column RFCOPTIONS (Options) is not in the list";
const NO_CONTINUATION: &str =
    "RFCOPTIONS goes on in columns that are not in the list: add RFCOPTIONT to RFCOPTIONB to it";

/// Characters that one of the table's columns holds; a fuller value goes on in the next one.
const COLUMN_LENGTH: usize = 250;

/// The tokens of a row, and the places at which text is missing between or after them.
pub(super) struct RowOptions<'r> {
    text: Cow<'r, [u8]>,
    tokens: rfc_options::Options,
    /// Where the text begins in the row's text.
    first: usize,
    /// The further columns it was put together from.
    more: Vec<Piece>,
    /// Offsets in the text at which something is missing.
    cuts: Vec<usize>,
    /// Why tokens may be missing; none if the options are whole.
    why: Option<&'static str>,
    doubled_quotes: bool,
}

struct Piece {
    /// Offset in the text.
    offset: usize,
    /// Where it begins in the row's text.
    start: usize,
}

/// What a token says.
pub(super) enum Search<'a> {
    Found(&'a Token),
    /// There is no such token, and none is missing.
    Nothing,
    /// The phrase says why.
    Unknown(&'static str),
}

impl<'r> RowOptions<'r> {
    pub(super) fn of(row: &Row<'r>, columns: &Columns, layout: &'static Layout) -> Self {
        let mut options = Self {
            text: Cow::Borrowed(b""),
            tokens: rfc_options::Options::default(),
            first: 0,
            more: Vec::new(),
            cuts: Vec::new(),
            why: None,
            doubled_quotes: false,
        };
        // Why text may be missing behind the columns so far, and a column that is missing since.
        let mut missing = columns.cell(OPTIONS.start).is_none().then_some(NO_COLUMN);
        let mut skipped = None;
        for column in OPTIONS {
            let Some(cell) = columns.cell(column) else {
                skipped = Some(NO_CONTINUATION);
                continue;
            };
            let Some(cell) = row.cells.get(cell) else {
                // The file ends before it.
                if row.cells.last().is_some_and(|last| last.ends_file) {
                    missing = missing.or(Some(NO_LINE_END));
                }
                continue;
            };
            let piece = row.raw(*cell);
            let cut = match layout {
                _ if cell.ends_file => Some(NO_LINE_END),
                _ if !cell.fills_column => None,
                layout if layout == &sap_list::LAYOUT => Some(CUT),
                _ => Some(BROKEN),
            };
            if piece.is_empty() {
                missing = missing.or(cut);
                continue;
            }
            if let Some(why) = missing.or(skipped) {
                options.cut(why);
            }
            options.append(piece, cell.start);
            options.doubled_quotes |= cell.doubled_quotes;
            skipped = None;
            let full = piece.len() >= COLUMN_LENGTH && row.charset.characters(piece) >= COLUMN_LENGTH as u64;
            let next_is_missing = column + 1 < OPTIONS.end && columns.cell(column + 1).is_none();
            missing = if full { next_is_missing.then_some(NO_CONTINUATION) } else { cut };
        }
        // The usual last comma shows that a list merely made the column as wide as its longest value.
        let whole = matches!(missing, Some(CUT | BROKEN)) && options.text.ends_with(b",");
        if let Some(why) = missing.filter(|_| !whole) {
            options.cut(why);
        }
        options.tokens = rfc_options::parse(&options.text);
        options
    }

    fn cut(&mut self, why: &'static str) {
        self.cuts.push(self.text.len());
        self.why = self.why.or(Some(why));
    }

    fn append(&mut self, piece: &'r [u8], start: usize) {
        if self.text.is_empty() {
            self.text = Cow::Borrowed(piece);
            self.first = start;
        } else {
            self.more.push(Piece { offset: self.text.len(), start });
            self.text.to_mut().extend_from_slice(piece);
        }
    }

    /// Looks for a token by its key.
    pub(super) fn search(&self, key: &[u8]) -> Search<'_> {
        match (self.tokens.last(&self.text, key), self.why) {
            (Some(token), Some(why)) if self.is_cut(token) => Search::Unknown(why),
            (Some(token), _) => Search::Found(token),
            (None, Some(why)) => Search::Unknown(why),
            (None, None) => Search::Nothing,
        }
    }

    /// All tokens.
    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens.tokens
    }

    /// The token's key.
    pub(super) fn key(&self, token: &Token) -> Option<&[u8]> {
        token.key_in(&self.text)
    }

    /// The token's value.
    pub(super) fn value(&self, token: &Token) -> Cow<'_, [u8]> {
        let raw = token.value_in(&self.text);
        if self.doubled_quotes && raw.contains_str("\"\"") {
            return Cow::Owned(raw.replace("\"\"", "\""));
        }
        Cow::Borrowed(raw)
    }

    /// Text is missing inside the token, or right next to it.
    pub(super) fn is_cut(&self, token: &Token) -> bool {
        let range = token.range();
        self.cuts.iter().any(|cut| range.start <= *cut && *cut <= range.end)
    }

    /// Why tokens may be missing; none if the options are whole.
    pub(super) fn missing(&self) -> Option<&'static str> {
        self.why
    }

    /// Where a range of the text stands in the row's text; of one that spans columns, the part in the first of them.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        self.places(range.clone()).next().unwrap_or_else(|| {
            let start = self.first + range.start;
            start..start
        })
    }

    /// The same with its parts in all columns. Nothing for an empty range.
    pub(super) fn places(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = Piece { offset: 0, start: self.first };
        let ends = self.more.iter().map(|piece| piece.offset).chain([self.text.len()]);
        let starts = std::iter::once((first.offset, first.start))
            .chain(self.more.iter().map(|piece| (piece.offset, piece.start)));
        starts.zip(ends).filter_map(move |((offset, start), end)| {
            let part = range.start.max(offset)..range.end.min(end);
            (part.start < part.end).then(|| start + (part.start - offset)..start + (part.end - offset))
        })
    }

    /// Ranges of the row's text that hold secrets.
    pub(super) fn secrets(&self) -> Vec<Range<usize>> {
        let mut secrets = self.tokens.secrets(&self.text);
        secrets.extend(secret::find(&self.text));
        secret::merge(secrets).into_iter().flat_map(|range| self.places(range)).collect()
    }

    /// The token is a secret, or part of one that holds commas.
    pub(super) fn is_secret(&self, token: &Token) -> bool {
        let range = token.range();
        self.tokens.secrets(&self.text).iter().any(|secret| secret.start < range.end && range.start < secret.end)
    }
}
