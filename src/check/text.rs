//! Reads the lines of one file: from begin to end, or a large file in parts at the same time.
//!
//! A part is read as if nothing but rows stood before it. Where that proves wrong it is read again, right behind the part
//! before, so the result is the same for any number of threads and any size of parts.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::input::Shared;
use crate::export::{Reader, RecordSink, Records};
use crate::input::blocks::Blocks;
use crate::input::long_lines::LongLines;
use crate::input::merge_marks::MergeMarks;
use crate::input::nul_bytes::Nuls;
use crate::input::{Block, Encoding, ReadAt};
use crate::layout::{Flaw, LineLayout, RowSink, pem};
use crate::limits::STREAM_BYTES;
use crate::rule::judging::FileJudge;

/// A text file that is known to be an export.
pub(super) struct TextFile<'f, 'r> {
    pub source: &'f dyn ReadAt,
    pub encoding: Encoding,
    /// Its first bytes are ASCII, so later ones decide whether it is UTF-8.
    pub undecided: bool,
    /// Its lines end with line ends, the last one too: where that lacks one the file may be cut.
    pub has_line_ends: bool,
    pub run: Shared<'r>,
    pub new_judge: &'f (dyn Fn() -> FileJudge<'r> + Sync),
}

/// So many parts are read before what was found in them is put together.
const AT_ONCE: usize = 64;

/// What a later part is read with.
type Begin = (Box<dyn LineLayout>, Box<dyn Reader>);

/// What was read of some part of a file.
struct Part<'r> {
    layout: Box<dyn LineLayout>,
    reader: Box<dyn Reader>,
    judge: FileJudge<'r>,
    lines: u64,
    /// The first bytes beyond ASCII are no UTF-8; none while there are none.
    foreign: Option<bool>,
    /// The last line so far lacks its end, and does not show that nothing can follow it.
    open: bool,
    nuls: Nuls,
    merge_marks: MergeMarks,
    long_lines: LongLines,
    /// It comes from a pipe or device that seems to have no end.
    endless: bool,
}

const NO_LINE_END: &str = "the last line has no line end: the file may be cut here";

impl<'r> TextFile<'_, 'r> {
    /// Reads the file. Gives back what rules found in it, and its encoding, now that all of it was seen.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read(
        &self,
        mut blocks: Blocks<'_>,
        layout: Box<dyn LineLayout>,
        reader: Box<dyn Reader>,
    ) -> io::Result<(FileJudge<'r>, Encoding)> {
        let mut file = Part::new(layout, reader, (self.new_judge)());
        let begun = self.read_part(&mut file, &mut blocks, 0..self.run.portions.part)?;
        let mut end = match self.later_parts(begun) {
            ranges if ranges.is_empty() => self.read_part(&mut file, &mut blocks, begun..u64::MAX)?,
            ranges => {
                drop(blocks);
                self.read_later_parts(&mut file, &ranges)?
            }
        };
        end = end.max(begun);
        let mut rows = Records { reader: file.reader.as_mut(), sink: &mut file.judge };
        file.layout.end(&mut rows);
        file.layout.look_at_end(file.lines, &mut rows);
        if self.encoding.is_utf16() && !end.is_multiple_of(2) {
            let message = "the file is cut: it ends in the middle of a character".to_owned();
            rows.flaw(Flaw { line: file.lines.max(1), column: 1, message, incomplete: true });
        }
        if let Some((line, message)) = file.merge_marks.note() {
            rows.flaw(Flaw { line, column: 1, message: message.to_owned(), incomplete: true });
        }
        if let Some((line, message)) = file.long_lines.note() {
            rows.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
        if file.endless {
            let most = STREAM_BYTES >> 20;
            let message =
                format!("this is a pipe or device, of which no more than {most} MiB are read: save it as a file");
            rows.flaw(Flaw { line: file.lines.max(1), column: 1, message, incomplete: true });
        }
        if let Some((line, column, message)) = file.nuls.note() {
            rows.flaw(Flaw { line, column, message, incomplete: false });
        }
        rows.end();
        if self.has_line_ends && file.open && !file.judge.is_incomplete() {
            let message = NO_LINE_END.to_owned();
            file.judge.flaw(Flaw { line: file.lines, column: 1, message, incomplete: true });
        }
        let foreign = file.foreign == Some(true);
        Ok((file.judge, if foreign { Encoding::Windows1252 } else { self.encoding }))
    }

    /// Reads the lines that begin in this range, and says where they end.
    fn read_part(&self, part: &mut Part<'r>, blocks: &mut Blocks<'_>, range: Range<u64>) -> io::Result<u64> {
        let Part { layout, reader, judge, lines, foreign, open, nuls, merge_marks, long_lines, endless } = part;
        let mut rows = Records { reader: reader.as_mut(), sink: judge };
        let mut visit = |block: &Block<'_>| {
            if let Some(progress) = self.run.progress {
                let width = if self.encoding.is_utf16() { 2 } else { 1 };
                progress.read(block.text.len() as u64 * width);
            }
            if self.undecided && foreign.is_none() && !block.text.is_ascii() {
                *foreign = Some(std::str::from_utf8(block.text).is_err());
            }
            *open = is_open(block.text);
            merge_marks.look(block);
            let text = nuls.blank(block);
            layout.block(&Block { text: &text, ..*block }, &mut rows)
        };
        let stop = blocks.read(self.encoding, range, *lines + 1, &mut visit)?;
        *lines = stop.next_line - 1;
        long_lines.join(blocks.take_long_lines(), 0);
        *endless |= blocks.is_endless();
        Ok(stop.offset)
    }

    /// Ranges of the file behind its first part; none if it is not worth it, or cannot be read from any place.
    fn later_parts(&self, begin: u64) -> Vec<Range<u64>> {
        let part = self.run.portions.part;
        let Some(length) = self.source.length().filter(|_| self.run.parallel && begin.is_multiple_of(2) && part > 0)
        else {
            return Vec::new();
        };
        let mut ranges: Vec<Range<u64>> = Vec::new();
        let mut start = begin;
        while start < length {
            ranges.push(start..start + part);
            start += part;
        }
        if let Some(last) = ranges.last_mut() {
            last.end = u64::MAX;
        }
        if ranges.len() > 1 { ranges } else { Vec::new() }
    }

    /// Reads parts at the same time, so many at once that memory does not follow the file's length.
    fn read_later_parts(&self, file: &mut Part<'r>, ranges: &[Range<u64>]) -> io::Result<u64> {
        let mut end = 0;
        for ranges in ranges.chunks(AT_ONCE) {
            end = self.read_at_once(file, ranges)?;
        }
        Ok(end)
    }

    fn read_at_once(&self, file: &mut Part<'r>, ranges: &[Range<u64>]) -> io::Result<u64> {
        let begins = |file: &Part<'r>| Some((file.layout.for_later_part()?, file.reader.for_later_part()?));
        let start = file.layout.for_later_part();
        let parts: Vec<_> = ranges.iter().map(|range| (range.clone(), begins(file))).collect();
        let read = |(range, begin): (Range<u64>, Option<Begin>)| {
            let Some((layout, reader)) = begin else { return Ok((range, None)) };
            let mut part = Part::new(layout, reader, (self.new_judge)().for_later_part());
            let mut blocks = Blocks::new(self.source, self.run.portions.piece);
            let end = self.read_part(&mut part, &mut blocks, range.clone())?;
            Ok((range, Some((part, end))))
        };
        let parts: io::Result<Vec<_>> = parts.into_par_iter().map(read).collect();
        let mut end = 0;
        for (range, part) in parts? {
            let joined = start.as_deref().zip(part).and_then(|(start, part)| file.join(part, start));
            end = match joined {
                Some(end) => end,
                None => self.read_part(file, &mut Blocks::new(self.source, self.run.portions.piece), range)?,
            };
        }
        Ok(end)
    }
}

impl<'r> Part<'r> {
    fn new(layout: Box<dyn LineLayout>, reader: Box<dyn Reader>, judge: FileJudge<'r>) -> Self {
        Self {
            layout,
            reader,
            judge,
            lines: 0,
            foreign: None,
            open: false,
            nuls: Nuls::default(),
            merge_marks: MergeMarks::default(),
            long_lines: LongLines::default(),
            endless: false,
        }
    }

    /// Takes what was read of the next part, unless it would have been read otherwise behind this one. Says where it ends.
    fn join(&mut self, (mut next, end): (Part<'r>, u64), start: &dyn LineLayout) -> Option<u64> {
        // No line begins in a part that the last line of the one before reaches through: all stays as it was.
        if next.lines == 0 {
            return Some(end);
        }
        // What is open at the end of the part knows its lines by their numbers in the part.
        let fits = self.layout.is_like(start) && next.layout.is_like(start);
        if !fits || !next.reader.follow(self.reader.as_ref()) {
            return None;
        }
        self.judge.join(next.judge, self.lines);
        self.nuls.join(next.nuls, self.lines);
        self.merge_marks.join(next.merge_marks, self.lines);
        self.long_lines.join(next.long_lines, self.lines);
        (self.layout, self.reader) = (next.layout, next.reader);
        self.lines += next.lines;
        self.foreign = self.foreign.or(next.foreign);
        self.open = next.open;
        Some(end)
    }
}

/// The last line of a block lacks its end. DOS marks the end of a file by a byte, an END line ends a certificate, and a
/// prompt what was copied from a terminal.
fn is_open(text: &[u8]) -> bool {
    let last = memchr::memrchr(b'\n', text).map_or(text, |end| &text[end + 1..]);
    !(last.is_empty() || last == b"\x1A" || pem::ends_block(last) || is_prompt(last))
}

/// `prdhost:prdadm 12> `, `[prdadm@prdhost ~]$ `
fn is_prompt(line: &[u8]) -> bool {
    let is_of_prompt = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:@/~[]() ".contains(byte);
    let Some((last, before)) = line.trim_ascii_end().split_last() else { return false };
    b">$#%".contains(last) && before.iter().all(is_of_prompt) && before.iter().any(|byte| b":@".contains(byte))
}
