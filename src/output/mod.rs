//! Files that basislint writes. Nothing here knows what is written into them.
//!
//! A file is written beside the old one under a name of its own, and takes its place when it is whole: until then the old one
//! stands as it was. Whatever ends the run before that (a full disk, a signal that asks it to end) takes the half one away; only
//! a run that is killed on the spot may leave it: a hidden `.basislint-<process>-<number>.tmp`, which nobody reads. What is no
//! file (a pipe, a terminal, `/dev/null`) is written to as it stands.

mod draft;
mod drafts;
mod target;

pub use draft::Draft;
pub use target::{Target, TargetError, shown};
