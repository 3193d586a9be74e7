//! The lines that two texts have in common: whoever compares lists of which a few rows changed need not take the others apart.

use std::collections::{HashMap, HashSet};
use std::io;

use crate::export::Export;
use crate::input::blocks::{Blocks, PIECE};
use crate::input::{Content, Encoding};
use crate::landscape::inventory::line_hash;

/// Lines by their hashes.
pub type Lines = HashSet<u64>;

/// Longer files have too many lines to know them all.
const LONGEST: u64 = 64 << 20;
/// So many bytes tell the encoding.
const HEAD: usize = 64 << 10;

/// Whether the rows of this export stand for themselves, each for another record: what is the same line in two lists is the same record.
pub fn suits(export: &Export) -> bool {
    !export.bytes.whole.is_empty() && !matches!(export.kind, "job-log" | "job-overview")
}

/// The lines of which both texts have as many; none if they cannot be had.
pub fn of(one: &Content, other: &Content) -> Option<Lines> {
    let (ours, theirs) = (lines(one).ok()??, lines(other).ok()??);
    Some(ours.into_iter().filter(|(line, number)| theirs.get(line) == Some(number)).map(|(line, _)| line).collect())
}

fn lines(content: &Content) -> io::Result<Option<HashMap<u64, u32>>> {
    if !matches!(content, Content::Disk(_) | Content::Memory(_)) || content.size() > LONGEST {
        return Ok(None);
    }
    let source = content.open()?;
    let mut blocks = Blocks::new(&source, PIECE);
    let head = blocks.head(HEAD)?;
    let encoding = Encoding::detect(head, head.len() < HEAD);
    let mut lines: HashMap<u64, u32> = HashMap::new();
    blocks.read(encoding, 0..u64::MAX, 1, &mut |block| {
        let mut number = 0;
        for line in block.text.split(|byte| *byte == b'\n') {
            *lines.entry(line_hash(line)).or_default() += 1;
            number += 1;
        }
        number
    })?;
    Ok(Some(lines))
}
