//! Which files there are, their bytes, their encoding, and their lines.
//!
//! Nothing here knows how a file is laid out or what it means.

mod address;
pub mod blocks;
pub mod discover;
pub mod encoding;
pub mod lines;
pub mod long_lines;
pub mod name;
pub mod nul;
pub mod own_file;
mod place;
mod source;
mod utf16;

pub use blocks::Block;
pub(crate) use encoding::count_bytes;
pub use encoding::{Charset, Encoding};
pub use lines::Line;
pub use place::Place;
pub use source::Source;
