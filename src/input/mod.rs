//! Which files there are, their bytes, their encoding, and their lines.
//!
//! Nothing here knows how a file is laid out or what it means.

pub mod discover;
pub mod encoding;
pub mod lines;

pub use encoding::{Charset, Encoding};
pub use lines::Line;
