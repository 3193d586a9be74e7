//! The frame of a list: where the bars of its heading stand, and how the bars of a row stand to them.

use bstr::ByteSlice;

use crate::input::{Charset, count_bytes};
use crate::layout::Cell;
use crate::layout::pieces::{Pieces, bytes, is_blank, trimmed, without_padding};
use crate::limits::COLUMNS;

/// How a row's bars stand to those of the heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Every cell is there, and the row ends with a bar.
    Closed,
    /// Every cell is there, but nothing closes the last one.
    Open,
    /// Something is missing on the right.
    Short,
    /// The bars cannot be brought together with those of the heading.
    Misfit,
}

/// What a heading says of the rows below it. Columns are characters from 0 in the heading's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// Columns of all bars.
    bars: Vec<usize>,
    /// Length without the blanks behind it.
    length: usize,
    /// It ends with a bar.
    pub(super) closed: bool,
    /// The heading's first line, from 1.
    pub(super) line: u64,
    /// Physical lines of a record.
    pub(super) lines: usize,
    /// Blanks before the first bar.
    pub(super) indent: usize,
    /// Places between two bars that are the seam of two lines, not a cell.
    seams: Vec<bool>,
    /// The first cell is the box in which rows are marked.
    pub(super) selection: bool,
    titles: Vec<Vec<u8>>,
}

impl Frame {
    /// The frame of a heading; nothing if the text does not begin with a bar.
    pub(super) fn of(heading: &Pieces, charset: Charset, cells: &mut Vec<Cell>) -> Option<Self> {
        let text = without_padding(heading.text());
        let first = first_bar(text)?;
        let marks = bars_of(text, charset);
        let closed = marks.len() > 1 && text.ends_with(b"|");
        let count = marks.len() - usize::from(closed);
        if count > COLUMNS {
            return None;
        }
        let begins_line = |byte: usize| heading.segments().iter().any(|segment| segment.offset == byte);
        let seams = (0..count)
            .map(|index| match (marks.get(index), marks.get(index + 1)) {
                (Some(left), Some(right)) => left.byte + 1 == right.byte && begins_line(right.byte),
                _ => false,
            })
            .collect();
        let mut frame = Self {
            bars: marks.iter().map(|mark| mark.column).collect(),
            length: characters(text, charset),
            closed,
            line: heading.segments().first().map_or(1, |segment| segment.line),
            lines: heading.len(),
            indent: first,
            seams,
            selection: false,
            titles: Vec::new(),
        };
        frame.fit(text, charset, cells);
        frame.titles = cells.iter().map(|cell| bytes(text, *cell).to_vec()).collect();
        frame.selection =
            frame.titles.len() > 1 && frame.titles.first().is_some_and(|title| title.is_empty() || title == b"X");
        Some(frame)
    }

    /// Number of cells between the bars, the selection column and seams among them.
    fn count(&self) -> usize {
        self.seams.len()
    }

    /// Both have the same titles, so one repeats the other.
    pub(super) fn has_titles_of(&self, other: &Self) -> bool {
        self.titles == other.titles
    }

    /// Rows are read alike below both, wherever the headings stand.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        *self == Self { line: self.line, ..other.clone() }
    }

    /// These cells of a row are the heading's titles. The selection column does not count.
    pub(super) fn is_repeated_by(&self, text: &[u8], cells: &[Cell]) -> bool {
        let skip = usize::from(self.selection);
        let Some(titles) = self.titles.get(skip..) else { return false };
        cells.len() == self.titles.len()
            && cells.iter().skip(skip).zip(titles).all(|(cell, title)| bytes(text, *cell) == title.as_slice())
    }

    /// The heading is longer than the text, so more of its row may follow.
    pub(super) fn is_longer_than(&self, text: &[u8], charset: Charset) -> bool {
        characters(without_padding(text), charset) < self.length
    }

    /// Where the bars stand, if every row is one line that begins and ends with a bar.
    pub(super) fn plain_bars(&self) -> Option<&[usize]> {
        (self.lines == 1 && self.closed && self.indent == 0).then_some(&self.bars)
    }

    /// The first cell that has a title, the selection column left out.
    pub(super) fn first_title(&self) -> Option<(usize, &[u8])> {
        let titles = self.titles.iter().skip(usize::from(self.selection)).enumerate();
        titles.map(|(cell, title)| (cell, title.as_slice())).find(|(_, title)| !title.is_empty())
    }

    /// Every bar of the heading has one at the same byte, and the text ends with the last: further bars are part of the cells.
    fn fits_bytes(&self, text: &[u8], cells: &mut Vec<Cell>) -> bool {
        let ends = self.bars.last().is_some_and(|last| last + 1 == text.len());
        if !ends || !self.closed || !self.bars.iter().all(|bar| text.get(*bar) == Some(&b'|')) {
            return false;
        }
        cells.clear();
        for (index, bars) in self.bars.windows(2).enumerate() {
            let &[left, right] = bars else { continue };
            self.add(cells, index, text, left + 1, right, !is_blank(text[right - 1]));
        }
        true
    }

    /// The short way: a row whose bars stand exactly where those of the heading do. Fills `cells` if it says yes.
    pub(super) fn fits_exactly(&self, text: &[u8], charset: Charset, cells: &mut Vec<Cell>) -> bool {
        if self.fits_bytes(text, cells) {
            return true;
        }
        cells.clear();
        // Bytes by which the text runs ahead of its characters, counted only where a bar is not found in its place.
        let (mut ahead, mut counted) = (0, 0);
        let (mut found, mut previous) = (0, 0);
        for bar in memchr::memchr_iter(b'|', text) {
            let Some(column) = self.bars.get(found) else { return false };
            if bar != column + ahead {
                if charset == Charset::Windows1252 {
                    return false;
                }
                ahead += continuation_bytes(&text[counted..bar]);
                counted = bar;
                if bar != column + ahead {
                    return false;
                }
            }
            if found > 0 {
                self.add(cells, found - 1, text, previous + 1, bar, bar > 0 && !is_blank(text[bar - 1]));
            }
            previous = bar;
            found += 1;
        }
        self.closed && found == self.bars.len() && text[previous + 1..].iter().all(|byte| is_blank(*byte))
    }

    /// Says how a row's bars stand to the frame and fills `cells` if the row is whole.
    pub(super) fn fit(&self, text: &[u8], charset: Charset, cells: &mut Vec<Cell>) -> Fit {
        if self.fits_exactly(text, charset, cells) {
            return Fit::Closed;
        }
        let text = without_padding(text);
        let marks = bars_of(text, charset);
        self.fit_in_place(text, charset, &marks, cells)
            .unwrap_or_else(|| self.fit_by_count(text, charset, &marks, cells))
    }

    /// Every bar of the heading has one below it, so further bars are part of the cells.
    fn fit_in_place(&self, text: &[u8], charset: Charset, marks: &[Mark], cells: &mut Vec<Cell>) -> Option<Fit> {
        let at = |column: &usize| marks.binary_search_by_key(column, |mark| mark.column).ok().map(|at| marks[at].byte);
        let starts: Vec<usize> = self.bars.iter().take(self.count()).map(at).collect::<Option<_>>()?;
        let last_start = *starts.last()?;
        let (end, fit) = match self.bars.last().filter(|_| self.closed) {
            Some(closing) => match at(closing) {
                Some(byte) if byte + 1 == text.len() => (byte, Fit::Closed),
                // Somebody, or some editor, took the blanks out of the last column.
                None if text.ends_with(b"|") && marks.len() == self.count() + 1 => (text.len() - 1, Fit::Closed),
                None if characters(text, charset) <= *closing => (text.len(), Fit::Open),
                _ => return None,
            },
            None if text.ends_with(b"|") && text.len() > last_start + 1 => (text.len() - 1, Fit::Closed),
            None => (text.len(), Fit::Open),
        };
        self.fill(cells, text, charset, &starts, end);
        Some(fit)
    }

    /// As many bars as the heading has, wherever they stand.
    fn fit_by_count(&self, text: &[u8], charset: Charset, marks: &[Mark], cells: &mut Vec<Cell>) -> Fit {
        let count = self.count();
        let ends = text.ends_with(b"|");
        let (end, fit) = match marks.len() {
            bars if bars == count + 1 && ends => (text.len() - 1, Fit::Closed),
            bars if bars == count && !(ends && self.closed) => (text.len(), Fit::Open),
            bars if bars <= count => return Fit::Short,
            _ => return Fit::Misfit,
        };
        let starts: Vec<usize> = marks.iter().take(count).map(|mark| mark.byte).collect();
        self.fill(cells, text, charset, &starts, end);
        fit
    }

    /// Fills `cells` for a row that does not fit: by its bars while it has too few, else by the heading's columns.
    /// Every cell that may have been cut off says so. Returns where the row went wrong.
    pub(super) fn force(&self, text: &[u8], charset: Charset, cells: &mut Vec<Cell>) -> usize {
        let text = without_padding(text);
        let marks = bars_of(text, charset);
        if marks.len() <= self.count() {
            let starts: Vec<usize> = marks.iter().map(|mark| mark.byte).collect();
            self.fill(cells, text, charset, &starts, text.len());
            let last = starts.last().copied().unwrap_or_default();
            cells.iter_mut().filter(|cell| cell.start > last).for_each(|cell| cell.fills_column = true);
            return text.len();
        }
        let mut offsets = Offsets { text, charset, byte: 0, column: 0 };
        let starts: Vec<usize> = self.bars.iter().map(|column| offsets.of(*column)).collect();
        cells.clear();
        for index in 0..self.count() {
            let start = starts.get(index).map_or(text.len(), |start| (start + 1).min(text.len()));
            let end = starts.get(index + 1).map_or(text.len(), |end| (*end).max(start));
            self.add(cells, index, text, start, end, true);
        }
        0
    }

    /// Cells that begin behind the bytes `starts`; the last of those ends at `end`.
    fn fill(&self, cells: &mut Vec<Cell>, text: &[u8], charset: Charset, starts: &[usize], end: usize) {
        cells.clear();
        for index in 0..self.count() {
            let Some(start) = starts.get(index).map(|bar| bar + 1) else {
                self.add(cells, index, text, text.len(), text.len(), false);
                continue;
            };
            let end = starts.get(index + 1).copied().unwrap_or(end).max(start);
            let full = end > start && !is_blank(text[end - 1]) && self.is_width(index, &text[start..end], charset);
            self.add(cells, index, text, start, end, full);
        }
    }

    /// The cell is as wide as its column. How wide the last column of an open heading is nobody knows.
    fn is_width(&self, index: usize, raw: &[u8], charset: Charset) -> bool {
        match (self.bars.get(index), self.bars.get(index + 1)) {
            (Some(left), Some(right)) => characters(raw, charset) == right - left - 1,
            _ => true,
        }
    }

    fn add(&self, cells: &mut Vec<Cell>, index: usize, text: &[u8], start: usize, end: usize, full: bool) {
        if !self.seams.get(index).is_some_and(|seam| *seam) {
            cells.push(Cell { fills_column: full, ..trimmed(text, start, end) });
        }
    }

    /// Every line of the block has its bars where the first one has them: they are rows, not parts of one heading.
    pub(super) fn has_rows_in(block: &Pieces, charset: Charset) -> bool {
        let mut lines = block.lines();
        let Some((number, first)) = lines.next() else { return false };
        let mut cells = Vec::new();
        let Some(frame) = Self::of(&Pieces::of(number, first), charset, &mut cells) else { return false };
        lines.all(|(_, line)| frame.fits_exactly(line, charset, &mut cells))
    }
}

/// A bar of a text: its byte, and its column in characters from 0.
#[derive(Debug, Clone, Copy)]
struct Mark {
    byte: usize,
    column: usize,
}

fn bars_of(text: &[u8], charset: Charset) -> Vec<Mark> {
    let mut offset = 0;
    let mut column = 0;
    memchr::memchr_iter(b'|', text)
        .map(|byte| {
            column += characters(&text[offset..byte], charset);
            offset = byte;
            Mark { byte, column }
        })
        .collect()
}

/// Finds the bytes of ascending columns.
struct Offsets<'a> {
    text: &'a [u8],
    charset: Charset,
    byte: usize,
    column: usize,
}

impl Offsets<'_> {
    fn of(&mut self, column: usize) -> usize {
        let rest = &self.text[self.byte..];
        let ahead = column.saturating_sub(self.column);
        let bytes = match self.charset {
            Charset::Windows1252 => ahead.min(rest.len()),
            Charset::Utf8 => rest.char_indices().nth(ahead).map_or(rest.len(), |(start, _, _)| start),
        };
        self.byte += bytes;
        self.column += ahead;
        self.byte
    }
}

fn characters(text: &[u8], charset: Charset) -> usize {
    match charset {
        Charset::Windows1252 => text.len(),
        Charset::Utf8 => text.len() - continuation_bytes(text),
    }
}

/// Bytes of UTF-8 that begin no character.
pub(super) fn continuation_bytes(text: &[u8]) -> usize {
    count_bytes(text, |byte| byte & 0xC0 == 0x80)
}

/// Where the first bar stands, if nothing but blanks stands before it.
pub(super) fn first_bar(text: &[u8]) -> Option<usize> {
    let first = text.iter().position(|byte| *byte != b' ')?;
    (text[first] == b'|').then_some(first)
}

/// A line drawn across the list: dashes, maybe with crosses or bars where columns meet, or of box drawing characters.
pub(super) fn is_ruler(text: &[u8]) -> bool {
    let text = text.trim_with(is_padding);
    match text.first() {
        Some(b'-' | b'=') => text.len() >= 3 && text.iter().all(|byte| b"-=+|".contains(byte)),
        Some(b'+' | b'|') => {
            text.get(1).is_some_and(|byte| *byte == b'-' || *byte == b'=')
                && text.iter().all(|byte| b"-=+|".contains(byte))
                && text.iter().filter(|byte| **byte == b'-' || **byte == b'=').count() >= 3
        }
        Some(0xE2) => text.chars().all(|c| ('\u{2500}'..='\u{257F}').contains(&c)) && text.chars().count() >= 3,
        _ => false,
    }
}

/// What is left of a ruler that was broken over two lines.
pub(super) fn is_end_of_ruler(text: &[u8]) -> bool {
    let text = text.trim_with(is_padding);
    !text.is_empty() && text.iter().all(|byte| *byte == b'-')
}

fn is_padding(c: char) -> bool {
    c == ' ' || c == '\t'
}
