//! Layouts of files that are read as a whole, since what is behind may tell how to read what is before.

use std::fmt;

use super::RowSink;

/// A layout of files that are no lines.
pub trait WholeLayout: Sync {
    /// The first bytes of a file are those of this layout. The name is a hint, never a proof.
    fn begins(&self, head: &[u8], name: &str) -> bool;
    /// So many bytes a file may have. One more is read of a longer one, so that opening it can say so.
    fn longest(&self) -> usize;
    /// Looks at a file before it is read: what can be told of it as a whole.
    ///
    /// # Errors
    /// If nothing of it can be read.
    fn open<'b>(&self, bytes: &'b [u8], name: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened>;
}

impl fmt::Debug for dyn WholeLayout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WholeLayout")
    }
}

/// A file that was opened: its rows may be read several times, to recognise it and for what they say.
pub trait OpenFile {
    /// The name of its encoding, if it is text.
    fn encoding(&self) -> Option<&'static str> {
        None
    }
    /// Hands out its rows. It ends before if the sink has enough.
    ///
    /// # Errors
    /// If the file breaks off or is not read further. All that comes before has been handed out.
    fn read(&mut self, rows: &mut dyn RowSink) -> Result<(), Halt>;
}

/// Why no row of a file can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unopened {
    /// It should have been one, but cannot be read, because ...
    Failed(String),
    /// It is none after all, but ...
    Other(String),
}

/// Where reading ended before the end, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halt {
    /// 1-based line.
    pub line: u64,
    /// 1-based column.
    pub column: u64,
    /// What is the matter, with the way out, as a phrase that can follow "line 14: ".
    pub message: String,
}
