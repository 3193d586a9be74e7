//! Files as blocks of whole lines, read in pieces from any place: the memory is that of one piece and the longest line.

use std::cell::Cell;
use std::io;
use std::ops::Range;

use memchr::{memchr, memrchr};

use super::encoding::{Charset, Encoding};
use super::lines::Line;
use super::long_lines::LongLines;
use super::source::{ReadAt, Source};
use super::utf16::{self, Order};

/// How many bytes are read at once: they stay in the processor's cache while they are judged.
pub const PIECE: usize = 64 * 1024;

/// Whole lines of a file.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// The lines with their line ends; UTF-16 has become UTF-8. Only the last line of a file can lack its end.
    pub text: &'a [u8],
    /// Number of the first line, from 1 in the part of the file that is read.
    pub first_line: u64,
    /// How the bytes are to be decoded.
    pub charset: Charset,
}

impl<'a> Block<'a> {
    /// The line that begins at this byte, and where the next one begins.
    pub fn line(&self, at: usize, number: u64) -> (Line<'a>, usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        let (text, next, terminated) = match memchr(b'\n', rest) {
            Some(end) => (&rest[..end], at + end + 1, true),
            None => (rest, self.text.len(), false),
        };
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        (Line { number, text, charset: self.charset, terminated }, next)
    }

    /// Hands out the lines one by one and says how many there are.
    pub fn for_each_line(&self, mut visit: impl FnMut(&Line<'a>)) -> u64 {
        let (mut at, mut number) = (0, self.first_line);
        while at < self.text.len() {
            let (line, next) = self.line(at, number);
            visit(&line);
            (at, number) = (next, number + 1);
        }
        number - self.first_line
    }
}

/// What a thread reads into. It is kept for the next file: new memory would cost more than the reading.
#[derive(Debug, Default)]
struct Buffers {
    /// Bytes as they stand in the file. Its length is what can be read into, not what was read.
    raw: Vec<u8>,
    /// What has become of UTF-16.
    text: Vec<u8>,
}

thread_local! {
    static BUFFERS: Cell<Buffers> = Cell::default();
}

/// More memory than this is not kept for the next file: it was needed for a line of odd length.
const MOST_KEPT: usize = 16 * PIECE;

/// Reads a file, or a part of it.
#[derive(Debug)]
pub struct Blocks<'s> {
    source: &'s dyn ReadAt,
    piece: usize,
    buffers: Buffers,
    /// Bytes of `raw` that were read.
    filled: usize,
    /// Where in the file the next byte would be read.
    offset: u64,
    /// The source has no more bytes.
    ended: bool,
    /// Those that were left out so far.
    long_lines: LongLines,
    /// The source seems to have no end.
    endless: bool,
}

/// Where reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// Byte of the file behind the last line that was read.
    pub offset: u64,
    /// Number of the line that follows.
    pub next_line: u64,
}

impl Drop for Blocks<'_> {
    fn drop(&mut self) {
        let buffers = std::mem::take(&mut self.buffers);
        if buffers.raw.len() + buffers.text.capacity() <= MOST_KEPT {
            BUFFERS.set(buffers);
        }
    }
}

impl<'s> Blocks<'s> {
    /// Begins a file that is to be read `piece` bytes at once; results do not depend on how many those are.
    pub fn new(source: &'s dyn ReadAt, piece: usize) -> Self {
        let long_lines = LongLines::default();
        let piece = long_lines.most_at_once(piece);
        Self { source, piece, buffers: BUFFERS.take(), filled: 0, offset: 0, ended: false, long_lines, endless: false }
    }

    /// The lines that were too long and are not among those that were handed out since this was asked last.
    pub fn take_long_lines(&mut self) -> LongLines {
        let none = self.long_lines.none_so_far();
        std::mem::replace(&mut self.long_lines, none)
    }

    /// The source was given up, for it has more bytes than a pipe or device may have.
    pub fn is_endless(&self) -> bool {
        self.endless
    }

    /// With another length for the longest line, for tests.
    #[cfg(test)]
    fn with_longest(source: &'s dyn ReadAt, piece: usize, longest: usize) -> Self {
        let long_lines = LongLines::beyond(longest);
        let mut blocks = Self::new(source, 1);
        (blocks.piece, blocks.long_lines) = (long_lines.most_at_once(piece), long_lines);
        blocks.buffers = Buffers::default();
        blocks
    }

    /// The first bytes of the file: at least this many if it has them.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn head(&mut self, length: usize) -> io::Result<&[u8]> {
        while self.filled < length && self.fill()? {}
        Ok(&self.buffers.raw[..self.filled])
    }

    /// Reads the next piece behind what is there. Says no at the end.
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.source.seems_endless(self.offset) {
            (self.ended, self.endless) = (true, true);
            return Ok(false);
        }
        let raw = &mut self.buffers.raw;
        if raw.is_empty() {
            // Memory that comes zeroed costs nothing until it is read into.
            *raw = vec![0; self.piece];
        } else if raw.len() == self.filled {
            raw.resize(self.filled + self.piece, 0);
        }
        let end = raw.len().min(self.filled + self.piece);
        let read = self.source.read_at(&mut self.buffers.raw[self.filled..end], self.offset)?;
        self.filled += read;
        self.offset += read as u64;
        self.ended = read == 0;
        Ok(read > 0)
    }

    /// Leaves out the first bytes of what is there.
    fn skip(&mut self, bytes: usize) {
        self.buffers.raw.copy_within(bytes..self.filled, 0);
        self.filled -= bytes;
    }

    /// Hands out the lines that begin in this range of the file's bytes. `visit` says how many lines a block has.
    ///
    /// Ranges must begin and end at even bytes behind the byte order mark; those that meet share no line and leave none out.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read(
        &mut self,
        encoding: Encoding,
        range: Range<u64>,
        first_line: u64,
        visit: &mut dyn FnMut(&Block<'_>) -> u64,
    ) -> io::Result<Stop> {
        let order = encoding.order();
        let width = if order.is_some() { 2 } else { 1 };
        if range.start == 0 {
            self.head(encoding.mark_length())?;
            self.skip(encoding.mark_length().min(self.filled));
        } else if range.start != self.position() {
            // A line begins behind a line end: the one before the range is looked for as well.
            (self.filled, self.offset, self.ended) = (0, range.start - width, false);
            loop {
                match line_end(&self.buffers.raw[..self.filled], order) {
                    Some(end) => break self.skip(end),
                    None => self.skip(self.filled / 2 * 2),
                }
                // Where one line goes over the whole range none begins in it.
                if self.position() >= range.end || !self.fill()? {
                    self.filled = 0;
                    break;
                }
            }
        }
        let mut lines = Lines { charset: encoding.charset(), next_line: first_line, visit };
        match order {
            Some(order) => self.read_utf16(order, range.end, &mut lines)?,
            None => self.read_bytes(range.end, &mut lines)?,
        }
        Ok(Stop { offset: self.position(), next_line: lines.next_line })
    }

    /// Where in the file the bytes stand that are next.
    fn position(&self) -> u64 {
        self.offset - self.filled as u64
    }

    /// Where in `raw` the last line ends that begins before byte `end` of the file, if it has been read so far.
    fn last_end(&self, end: u64, from: usize, order: Option<Order>) -> Option<usize> {
        let width = if order.is_some() { 2 } else { 1 };
        let last_byte = usize::try_from((end - width).saturating_sub(self.position())).ok()?;
        let from = from.max(last_byte);
        line_end(self.buffers.raw.get(from..self.filled)?, order).map(|at| from + at)
    }

    fn read_bytes(&mut self, end: u64, lines: &mut Lines<'_>) -> io::Result<()> {
        // Up to here there is no line end in what is left over.
        let mut searched = 0;
        while self.long_lines.passing || self.position() < end {
            let text = &self.buffers.raw[..self.filled];
            let left_out = self.long_lines.leave_out(text, searched, &mut lines.next_line);
            if left_out > 0 {
                self.skip(left_out);
                searched = 0;
                if self.position() >= end && !self.long_lines.passing {
                    return Ok(());
                }
            }
            let raw = &self.buffers.raw;
            if let Some(cut) = self.last_end(end, searched, None) {
                lines.hand_out(&raw[..cut]);
                self.skip(cut);
                return Ok(());
            }
            if let Some(last) = memrchr(b'\n', &raw[searched..self.filled]) {
                let cut = searched + last + 1;
                lines.hand_out(&raw[..cut]);
                self.skip(cut);
            }
            searched = self.filled;
            if !self.fill()? {
                lines.hand_out(&self.buffers.raw[..self.filled]);
                self.filled = 0;
                lines.next_line += u64::from(self.long_lines.end());
                return Ok(());
            }
        }
        Ok(())
    }

    fn read_utf16(&mut self, order: Order, end: u64, lines: &mut Lines<'_>) -> io::Result<()> {
        let mut text = std::mem::take(&mut self.buffers.text);
        text.clear();
        let mut searched = 0;
        let mut last = self.position() >= end;
        while !last {
            let cut = self.last_end(end, 0, Some(order));
            let used = utf16::append(&self.buffers.raw[..cut.unwrap_or(self.filled)], order, &mut text);
            self.skip(used);
            let ended = cut.is_none() && !self.fill()?;
            last = cut.is_some() || ended;
            if ended && self.filled > 0 {
                text.extend_from_slice("\u{FFFD}".as_bytes());
                self.filled = 0;
            }
            let left_out = self.long_lines.leave_out(&text, searched, &mut lines.next_line);
            if left_out > 0 {
                text.drain(..left_out);
                searched = 0;
            }
            if ended {
                lines.next_line += u64::from(self.long_lines.end());
            }
            let whole =
                if last { Some(text.len()) } else { memrchr(b'\n', &text[searched..]).map(|at| searched + at + 1) };
            if let Some(whole) = whole {
                lines.hand_out(&text[..whole]);
                text.drain(..whole);
            }
            searched = text.len();
        }
        self.buffers.text = text;
        Ok(())
    }
}

/// Hands out bytes in memory as blocks. `visit` says how many lines a block has.
pub fn for_each_block(bytes: &[u8], encoding: Encoding, visit: &mut dyn FnMut(&Block<'_>) -> u64) {
    let source = Source::Memory(bytes);
    // Reading from memory cannot fail.
    let _ = Blocks::new(&source, PIECE.min(bytes.len())).read(encoding, 0..u64::MAX, 1, visit);
}

/// One past the first line feed.
fn line_end(bytes: &[u8], order: Option<Order>) -> Option<usize> {
    match order {
        Some(order) => order.line_end(bytes),
        None => memchr(b'\n', bytes).map(|at| at + 1),
    }
}

struct Lines<'v> {
    charset: Charset,
    next_line: u64,
    visit: &'v mut dyn FnMut(&Block<'_>) -> u64,
}

impl Lines<'_> {
    fn hand_out(&mut self, text: &[u8]) {
        if !text.is_empty() {
            self.next_line += (self.visit)(&Block { text, first_line: self.next_line, charset: self.charset });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = Vec<(u64, String, bool)>;

    /// Lines of a part, and where it stopped.
    fn part(bytes: &[u8], encoding: Encoding, piece: usize, range: Range<u64>, first: u64) -> (Found, Stop) {
        let source = Source::Memory(bytes);
        let mut found = Vec::new();
        let mut visit = |block: &Block<'_>| {
            block.for_each_line(|line| {
                found.push((line.number, line.charset.decode(line.text).into_owned(), line.terminated));
            })
        };
        let stop = Blocks::new(&source, piece).read(encoding, range, first, &mut visit).unwrap();
        (found, stop)
    }

    const TEXT: &str = "Tabelle:\r\nSÜD\n\n\r\n\u{A0A}letzte € 𝒳";

    fn encoded() -> Vec<(Encoding, Vec<u8>)> {
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_be = [0xFE, 0xFF].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let utf8_mark = b"\xEF\xBB\xBF".iter().copied().chain(TEXT.bytes()).collect();
        vec![
            (Encoding::Utf8, TEXT.as_bytes().to_vec()),
            (Encoding::Utf8Bom, utf8_mark),
            (Encoding::Utf16Le, utf16),
            (Encoding::Utf16BeBom, utf16_be),
        ]
    }

    fn expected() -> Found {
        let lines = [("Tabelle:", true), ("SÜD", true), ("", true), ("", true), ("\u{A0A}letzte € 𝒳", false)];
        (1..).zip(lines).map(|(number, (text, terminated))| (number, text.to_owned(), terminated)).collect()
    }

    #[test]
    fn lines_are_the_same_for_every_size_of_piece_and_every_encoding() {
        for (encoding, bytes) in encoded() {
            for piece in 1..40 {
                let (found, stop) = part(&bytes, encoding, piece, 0..u64::MAX, 1);
                assert_eq!(found, expected(), "{encoding:?}, piece {piece}");
                assert_eq!(stop, Stop { offset: bytes.len() as u64, next_line: 6 });
            }
        }
    }

    #[test]
    fn parts_that_meet_share_no_line_and_leave_none_out() {
        for (encoding, bytes) in encoded() {
            let length = bytes.len() as u64;
            for cut in (4..length + 2).step_by(2) {
                for piece in 1..9 {
                    let (mut found, stop) = part(&bytes, encoding, piece, 0..cut, 1);
                    found.extend(part(&bytes, encoding, piece, cut..u64::MAX, stop.next_line).0);
                    assert_eq!(found, expected(), "{encoding:?}, piece {piece}, cut {cut}");
                }
            }
        }
    }

    #[test]
    fn lines_that_are_too_long_are_left_out_and_counted_for_every_size_of_piece_and_part() {
        let text = "ab\nxxxxxxxxxxxxxxxxxxxxx\n0123456789\nyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n\nc\nzzzzzzzzzzzz";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (encoding, bytes) in [(Encoding::Utf8, text.as_bytes().to_vec()), (Encoding::Utf16Le, utf16)] {
            let source = Source::Memory(&bytes);
            for piece in 1..24 {
                for cut in (2..bytes.len() as u64).step_by(2) {
                    let (mut found, mut long) = (Vec::new(), LongLines::beyond(10));
                    let (mut next_line, mut lines) = (1, 0);
                    for range in [0..cut, cut..u64::MAX] {
                        let mut visit = |block: &Block<'_>| {
                            block.for_each_line(|line| {
                                found.push((line.number, String::from_utf8_lossy(line.text).into_owned()));
                            })
                        };
                        let mut blocks = Blocks::with_longest(&source, piece, 10);
                        next_line = blocks.read(encoding, range, next_line, &mut visit).unwrap().next_line;
                        long.join(blocks.take_long_lines(), 0);
                        lines += 1;
                    }
                    let expected = [(1, "ab"), (3, "0123456789"), (5, ""), (6, "c")];
                    let expected = expected.map(|(line, text)| (line, text.to_owned()));
                    assert_eq!((found.as_slice(), next_line, lines), (&expected[..], 8, 2), "{piece} {cut}");
                    let (first, message) = long.note().unwrap();
                    assert_eq!((first, message.starts_with("3 lines")), (2, true), "{piece} {cut}: {message}");
                }
            }
        }
    }

    #[test]
    fn no_more_is_held_of_a_line_without_end_than_the_longest_may_have() {
        let bytes = vec![b'x'; 1 << 20];
        for encoding in [Encoding::Utf8, Encoding::Utf16Le] {
            let source = Source::Memory(&bytes);
            let mut blocks = Blocks::with_longest(&source, 512, 4096);
            blocks.read(encoding, 0..u64::MAX, 1, &mut |_| 0).unwrap();
            assert!(blocks.buffers.raw.len() + blocks.buffers.text.capacity() < 4 * 4096, "{encoding:?}");
        }
    }

    #[test]
    fn the_head_is_no_longer_than_the_file_and_is_not_lost() {
        let source = Source::Memory(b"a\nb");
        let mut blocks = Blocks::new(&source, 2);
        assert_eq!(blocks.head(100).unwrap(), b"a\nb");
        let mut text = Vec::new();
        let mut visit = |block: &Block<'_>| {
            text.extend_from_slice(block.text);
            1
        };
        blocks.read(Encoding::Utf8, 0..u64::MAX, 1, &mut visit).unwrap();
        assert_eq!(text, b"a\nb");
    }

    #[test]
    fn a_file_of_utf16_that_ends_in_a_character_shows_that_something_was_there() {
        assert_eq!(part(b"a\0b", Encoding::Utf16Le, 64, 0..u64::MAX, 1).0[0].1, "a\u{FFFD}");
    }

    #[test]
    fn a_file_that_ends_with_a_line_end_has_no_empty_last_line() {
        assert_eq!(part(b"a\r\nb\r\n", Encoding::Utf8, 64, 0..u64::MAX, 1).0.len(), 2);
        assert_eq!(part(b"", Encoding::Utf8, 64, 0..u64::MAX, 1).0.len(), 0);
    }
}
