//! Reads files once more, each from begin to end, for somebody who wants to see every record and none of what rules say of it.
//!
//! Not here: what becomes of the records.

use std::io;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::input::Shared;
use super::{Assigned, Portions, Progress, file};
use crate::export::Onlooker;
use crate::input::{Content, ReadAt};
use crate::landscape::System;
use crate::report::FileReport;
use crate::rule::RuleSet;
use crate::rule::judging::{Screens, Setting};

/// So many bytes are hashed at once.
const PIECE: usize = 64 << 10;

/// Shows the onlooker all records of a file, in the order of its lines, and says what became of it. Progress counts its records.
pub fn show(
    assigned: &Assigned,
    system: &System,
    as_of: Date,
    onlooker: &dyn Onlooker,
    progress: Option<&Progress>,
) -> FileReport {
    let rules = RuleSet::default();
    let screens = Screens::new(&rules);
    let run = Shared { screens: &screens, portions: Portions::default(), parallel: false, progress, kinds: None };
    let setting = Setting { onlooker: Some(onlooker), ..Setting::judged(system, as_of, false) };
    let report = file::read(&assigned.input, 0, run, setting).report;
    if let Some(progress) = progress {
        progress.end_file(report.records);
    }
    report
}

/// The SHA-256 of a file's bytes, as 64 hexadecimal digits in small letters.
///
/// # Errors
/// What the operating system says, and what is wrong with an archive that holds it.
pub fn sha256(content: &Content) -> io::Result<String> {
    let source = content.open()?;
    let (mut hasher, mut piece, mut at) = (Sha256::new(), vec![0; PIECE], 0);
    loop {
        let read = source.read_at(&mut piece, at)?;
        if read == 0 {
            break;
        }
        hasher.update(piece.get(..read).unwrap_or_default());
        at += read as u64;
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
