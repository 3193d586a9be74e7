//! Single lines of a file.

use super::encoding::Charset;

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
