//! Makes export files for benches and measurements: the same bytes on every machine and in every run.
//!
//! All hosts, users, jobs and systems are invented. `exports` says what stands in a file, `file` in which encoding and
//! how much of it, `folders` which files make a landscape. What the rules must find in them is counted on the way.

pub mod exports;
pub mod file;
pub mod folders;
pub mod random;
