//! What files hold, as tables: one for each kind of export, and what a report says of them, for whoever asks questions of many systems in SQL.
//!
//! | file | what it answers |
//! |---|---|
//! | [`tables`] | which tables there are, and which columns each has |
//! | `meaning` | which fields are days, moments, versions, cipher strings |
//! | [`cell`] | what a value is in a column |
//! | `rows` | a record as a row |
//! | `said` | findings, verdicts, files and systems as rows |
//! | [`folder`] | where tables go, and under which names |
//! | `writer` | how a table is written; `csv`, `jsonl` and `parquet` each in its own way |
//! | [`write`](mod@write) | all of it, file by file |
//!
//! A row is written when its record is read: memory does not follow the number of records. What is read, and what of it is a secret, was
//! settled before.

pub mod cell;
mod csv;
pub mod folder;
mod jsonl;
mod meaning;
#[cfg(feature = "parquet")]
mod parquet;
mod rows;
mod said;
pub mod tables;
pub mod write;
mod writer;

pub use writer::Format;
