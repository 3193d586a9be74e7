//! Single lines of a file.

use super::blocks::{Blocks, PIECE};
use super::encoding::{Charset, Encoding};
use super::source::Source;

/// One line of a file, without its line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// 1-based number.
    pub number: u64,
    /// The bytes, in `charset`, without CR LF or LF.
    pub text: &'a [u8],
    /// How the bytes are to be decoded.
    pub charset: Charset,
    /// The line had a line end; only the last line of a file can lack it.
    pub terminated: bool,
}

/// Hands out every line of bytes in memory. UTF-16 is turned into UTF-8 on the way.
pub fn for_each_line(bytes: &[u8], encoding: Encoding, visit: &mut dyn FnMut(&Line<'_>)) {
    let source = Source::Memory(bytes);
    let blocks = &mut Blocks::new(&source, PIECE.min(bytes.len()));
    // Reading from memory cannot fail.
    let _ = blocks.read(encoding, 0..u64::MAX, 1, &mut |block| block.for_each_line(|line| visit(line)));
}
