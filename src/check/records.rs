//! Reads files once more, each from begin to end, for somebody who wants to see every record and none of what rules say of it.
//!
//! Not here: what becomes of the records.

use std::io;

use sha2::{Digest, Sha256};

use super::input::Shared;
use super::{Portions, Progress, Request, file};
use crate::export::Onlooker;
use crate::input::archive::Unpacked;
use crate::input::{ReadAt, Source};
use crate::report::FileReport;
use crate::rule::RuleSet;
use crate::rule::judging::{Screens, Setting};

/// So many bytes are hashed at once.
const PIECE: usize = 64 << 10;

/// The files of a run, by their indexes.
pub struct Again<'a> {
    /// The run.
    pub request: &'a Request<'a>,
    /// What was unpacked of them.
    pub unpacked: &'a Unpacked,
    /// Counts records.
    pub progress: Option<&'a Progress>,
}

impl Again<'_> {
    fn open(&self, index: usize) -> io::Result<Source<'_>> {
        self.unpacked.open(index).unwrap_or_else(|| match self.request.files.get(index) {
            Some(file) => file.input.content.open(),
            None => Err(io::Error::other("it is not among the files any more")),
        })
    }

    /// Shows the onlooker all records of a file, in the order of its lines, and says what became of it.
    pub fn show(&self, index: usize, onlooker: &dyn Onlooker) -> FileReport {
        let Self { request, progress, .. } = *self;
        let file = request.files.get(index);
        let Some((file, system)) = file.and_then(|file| Some((file, request.systems.get(file.system)?))) else {
            return FileReport::unread(String::new(), String::new());
        };
        let rules = RuleSet::default();
        let screens = Screens::new(&rules);
        let run = Shared { screens: &screens, portions: Portions::default(), parallel: false, progress, kinds: None };
        let setting = Setting { onlooker: Some(onlooker), ..Setting::judged(system, request.as_of, false) };
        let report = file::read_as(&file.input, || self.open(index), 0, run, setting).report;
        if let Some(progress) = progress {
            progress.end_file(report.records);
        }
        report
    }

    /// The SHA-256 of a file's bytes, as 64 hexadecimal digits in small letters.
    ///
    /// # Errors
    /// What the operating system says, and what is wrong with an archive that holds it.
    pub fn sha256(&self, index: usize) -> io::Result<String> {
        let source = self.open(index)?;
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
}
