//! Which files there are, where their bytes come from, their encoding, and their lines.
//!
//! Nothing here knows how a file is laid out or what it means.

pub(crate) mod address;
pub mod archive;
pub mod blocks;
mod content;
pub mod discover;
pub mod encoding;
pub mod git;
pub mod lines;
pub mod long_lines;
pub mod merge_marks;
pub mod name;
pub mod nul_bytes;
pub mod own_file;
mod place;
pub mod secrets;
mod source;
pub mod standard_input;
mod utf16;

pub use blocks::Block;
pub use content::{Closed, Content, Once};
pub(crate) use encoding::count_bytes;
pub use encoding::{Charset, Encoding};
pub use lines::Line;
pub use place::Place;
pub use source::{ReadAt, Source, Stream};
