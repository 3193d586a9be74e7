//! The baseline: findings that were there when somebody began, and do not count as long as they become no more.
//!
//! One line of JSON for each identity, sorted, so that a diff of the file reads as what was accepted and what was corrected. How a
//! baseline is made anew stands in [`super::rebase`].

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::settings::{self, Config, ConfigError};
use crate::complaint::{Complaint, clean};
use crate::finding::{Seen, Severity};
use crate::input::own_file::{self, BASELINE};
use crate::limits::BASELINE_BYTES;

/// Findings that are known, by identity.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The file as it was found or named.
    pub path: String,
    /// In the file's order.
    pub entries: Vec<Entry>,
    /// For each entry its 1-based line.
    pub lines: Vec<usize>,
}

/// So many findings of one identity are known. The file has its fields in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Rule id.
    pub rule: String,
    /// System.
    pub system: String,
    /// What they are about.
    pub subject: String,
    /// Their [`crate::finding::Finding::seed`]: what they are known by. All else is for people.
    pub fingerprint: String,
    /// How many.
    pub count: u64,
    /// How bad the worst of them was.
    pub severity: Severity,
    /// What the first of them said.
    pub message: String,
}

/// Why there is no baseline to work with.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file could not be read.
    #[error("the baseline {} cannot be read: {source}", clean(&path.to_string_lossy()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The first mistakes, in the file's order.
    #[error("the baseline has mistakes: correct them, or write it anew with `basislint baseline write`")]
    Malformed(Vec<Complaint>),
}

/// So many mistakes are told: a file of another kind has one in each line.
const MOST_MISTAKES: usize = 10;
/// Hex digits of a fingerprint.
const FINGERPRINT_DIGITS: usize = 32;

impl Baseline {
    /// Where the baseline is: beside the configuration, or, where there is none, looked for as a configuration is. None if there is none.
    ///
    /// # Errors
    /// What has the name there is no file, or cannot be looked at.
    pub fn find(config: &Config, start: &Path) -> Result<Option<PathBuf>, BaselineError> {
        if config.path.is_some() {
            let beside = config.folder.join(BASELINE);
            return Ok(beside.symlink_metadata().is_ok().then_some(beside));
        }
        settings::find(start, BASELINE).map_err(|error| match error {
            ConfigError::Unreadable { path, source } => BaselineError::Unreadable { path, source },
            ConfigError::NoFile { path, what } => {
                BaselineError::Unreadable { path, source: io::Error::other(format!("it is {what}")) }
            }
            ConfigError::Malformed(complaints) => BaselineError::Malformed(complaints),
        })
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// The file cannot be read, or has mistakes.
    pub fn load(path: &Path) -> Result<Self, BaselineError> {
        let unreadable = |source| BaselineError::Unreadable { path: path.to_owned(), source };
        let bytes = own_file::read_up_to(path, BASELINE_BYTES).map_err(unreadable)?;
        Self::of_bytes(&path.to_string_lossy(), &bytes)
    }

    /// Reads the bytes of a baseline; `path` is what complaints show.
    ///
    /// # Errors
    /// It has mistakes.
    pub fn of_bytes(path: &str, bytes: &[u8]) -> Result<Self, BaselineError> {
        let text = String::from_utf8_lossy(bytes);
        if let Err(error) = std::str::from_utf8(bytes) {
            let place = error.valid_up_to()..error.valid_up_to() + char::REPLACEMENT_CHARACTER.len_utf8();
            let mistake = Complaint::new(path, &text, place, "the baseline is not UTF-8");
            return Err(BaselineError::Malformed(vec![mistake.label("not UTF-8 from here").help(WRITE_ANEW)]));
        }
        let mut reader = Reader { path, text: &text, seen: HashMap::new(), mistakes: Vec::new() };
        let mut baseline = Self { path: path.to_owned(), ..Self::default() };
        let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        for (number, line) in text.get(at..).unwrap_or_default().split_inclusive('\n').enumerate() {
            let content = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            if !content.is_empty()
                && let Some(entry) = reader.entry(content, start, number + 1)
            {
                baseline.entries.push(entry);
                baseline.lines.push(number + 1);
            }
            at += line.len();
            if reader.mistakes.len() == MOST_MISTAKES {
                break;
            }
        }
        if reader.mistakes.is_empty() { Ok(baseline) } else { Err(BaselineError::Malformed(reader.mistakes)) }
    }

    /// How many findings are known, by identity.
    pub fn seen(&self) -> Seen {
        self.entries.iter().map(|entry| (entry.fingerprint.clone(), entry.count)).collect()
    }

    /// The file's text: a line for each entry, sorted by its bytes.
    ///
    /// # Errors
    /// None that could happen: every entry is text and numbers.
    pub fn text(&self) -> serde_json::Result<String> {
        let mut lines = self.entries.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
        lines.sort_unstable();
        Ok(lines.into_iter().map(|line| line + "\n").collect())
    }
}

struct Reader<'t> {
    path: &'t str,
    text: &'t str,
    /// The line of each fingerprint.
    seen: HashMap<String, usize>,
    mistakes: Vec<Complaint>,
}

impl Reader<'_> {
    /// The entry in a line, whose content begins at this byte of the file.
    fn entry(&mut self, line: &str, start: usize, number: usize) -> Option<Entry> {
        let whole = start..start + line.len();
        if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
            let help = "take the lines of both sides and delete the marks; of two lines with one fingerprint keep the larger count";
            self.mistake(whole, "a merge of the baseline is not finished", "left behind by git", help);
            return None;
        }
        let entry: Entry = match serde_json::from_str(line) {
            Ok(entry) => entry,
            Err(error) => {
                let at = (start + error.column().saturating_sub(1)).min(whole.end.saturating_sub(1)).max(start);
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                self.mistake(at..at + 1, &format!("no line of a baseline: {message}"), "here", WRITE_ANEW);
                return None;
            }
        };
        let place = |value: &str| line.find(value).map_or(whole.clone(), |at| start + at..start + at + value.len());
        let is_fingerprint = entry.fingerprint.len() == FINGERPRINT_DIGITS
            && entry.fingerprint.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_fingerprint {
            let place = place(&format!("\"{}\"", entry.fingerprint));
            self.mistake(place, "no fingerprint", "32 hex digits in small letters", WRITE_ANEW);
            return None;
        }
        if entry.count == 0 {
            let help = "delete the line, or `basislint baseline prune`";
            self.mistake(place("\"count\""), "nothing is known by this line", "`count` is at least 1", help);
            return None;
        }
        if let Some(first) = self.seen.insert(entry.fingerprint.clone(), number) {
            let message = format!("this fingerprint stands in line {first} already");
            let help = "keep one of the lines, with the larger count";
            self.mistake(place(&entry.fingerprint), &message, "a second time", help);
            return None;
        }
        Some(entry)
    }

    fn mistake(&mut self, place: Range<usize>, message: &str, label: &str, help: &str) {
        self.mistakes.push(Complaint::new(self.path, self.text, place, message).label(label).help(help));
    }
}

const WRITE_ANEW: &str = "lines are written by `basislint baseline write`; whoever edits one keeps its form";
