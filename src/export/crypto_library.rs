//! The version of the SAP cryptographic library: SAPGENPSE, STRUST "Display SSF Version", and traces of the ICM.
//!
//! Only lines that name the library are read: a trace has many others, and secrets may stand in them.

use std::collections::HashSet;
use std::ops::Range;

use super::gathered::{Gathered, ascii};
use super::{
    Class, Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, RecordSink, Value,
    Way,
};
use crate::knowledge::{date, version};
use crate::layout::{Row, text};

/// Version of the cryptographic library.
pub static EXPORT: Export = Export {
    kind: "crypto-library",
    title: "cryptographic library",
    origin: "SAPGENPSE, STRUST Display SSF Version, dev_icm",
    role_sign: None,
    is_table: false,
    reach: Reach::Server,
    columns: &[],
    names: &[],
    by_rows: None,
    fields: FIELDS,
    key: &["library"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

const VERSION: usize = 0;
const LIBRARY: usize = 1;
const BUILT: usize = 2;
const PLATFORM: usize = 3;

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("version", FieldKind::Text, "version as it is printed: 8.5.14, 5.5.5C pl 40").class(Class::Plain),
    FieldSpec::new("library", FieldKind::Text, "CommonCryptoLib, or its forerunner SAPCRYPTOLIB").class(Class::Plain),
    FieldSpec::new("built", FieldKind::Text, "day on which it was built: yyyy-mm-dd").class(Class::Plain),
    FieldSpec::new("platform", FieldKind::Text, "platform: linux-gcc-4.3-x86-64, linuxx86_64_gcc43")
        .class(Class::Plain),
];

const WAYS: &[Way] = &[
    Way {
        title: "STRUST (the running application server)",
        steps: &[
            "Start transaction STRUST and choose Environment > Display SSF Version.",
            "Copy the lines of the popup into a text file.",
            "The same text comes from function module SSF_KRN_VERSION in SE37.",
        ],
        seen: "The popup was not seen at first hand; that CommonCryptoLib or SAPCRYPTOLIB stands in front of its version is \
               known from texts that quote it.",
    },
    Way {
        title: "SAPGENPSE (without SAP GUI, or SM69)",
        steps: &[
            "Log on to the application server as <sid>adm and run sapgenpse > sapgenpse.txt 2>&1.",
            "Or execute the command SAPGENPSE in SM69 (or SM49) and save the list.",
            "sapgenpse cryptinfo is read too.",
        ],
        seen: "The lines Platform and Versions were seen in a published transcript, the output of cryptinfo was not.",
    },
    Way {
        title: "Trace of the ICM",
        steps: &["Take dev_icm from the work folder of the instance (AL11, DIR_HOME; or SMICM, Goto > Trace File)."],
        seen: "The line with the version was seen in published traces.",
    },
];

/// So many lines must suffice to recognise a file that is no trace.
const HEAD: usize = 60;

const MISSING: &str = "the text does not tell it";

const UNKNOWN_LIBRARY: &str = "the system could not tell its library (LIB_ID_UNKNOWN)";

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// The library and its version.
    Library {
        name: Range<usize>,
        version: Range<usize>,
    },
    /// The library's name; its version may follow on one of the next lines.
    Name(Range<usize>),
    /// A version without the library's name.
    Version(Range<usize>),
    /// The library could not be told.
    Unknown(Range<usize>),
    Platform(Range<usize>),
    Nothing,
}

const LIBRARIES: [&str; 2] = ["CommonCryptoLib", "SAPCRYPTOLIB"];

fn find(line: &str, word: &str) -> Option<usize> {
    let first = word.as_bytes().first()?.to_ascii_lowercase();
    let starts = memchr::memchr2_iter(first, first.to_ascii_uppercase(), line.as_bytes());
    starts.into_iter().find(|at| line.get(*at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word)))
}

fn is_trace(line: &str) -> bool {
    line.starts_with("[Thr ") || line.starts_with("trc file: \"")
}

fn say(line: &str) -> Said {
    if let Some(at) = find(line, "LIB_ID_UNKNOWN") {
        return Said::Unknown(at..at + "LIB_ID_UNKNOWN".len());
    }
    let named = LIBRARIES.iter().filter_map(|name| Some((find(line, name)?, *name))).min();
    if let Some((start, name)) = named {
        // In prose the name stands anywhere.
        if !may_precede(line.get(..start).unwrap_or_default()) {
            return Said::Nothing;
        }
        let end = start + name.len();
        let after = behind_words(line, end);
        return match line.get(after..).and_then(version::crypto_library_at_start) {
            Some(length) => Said::Library { name: start..end, version: after..after + length },
            None if line.get(after..).is_some_and(|rest| rest.trim().is_empty()) => Said::Name(start..end),
            None => Said::Nothing,
        };
    }
    let start = line.len() - line.trim_start().len();
    let label = |words: &[&str]| {
        let fits = |word: &&&str| line.get(start..start + word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
        let end = start + words.iter().find(fits)?.len();
        let rest = line.get(end..)?;
        let value = rest.trim_start().strip_prefix([':', '='])?.trim();
        let at = line.len() - rest.len() + rest.find(value)?;
        (!value.is_empty()).then_some(at..at + value.len())
    };
    if let Some(at) = label(&["Versn", "Version"])
        && let Some(length) = line.get(at.clone()).and_then(version::crypto_library_at_start)
    {
        return Said::Version(at.start..at.start + length);
    }
    if let Some(at) = label(&["Platform"]) {
        // The tag in brackets says it again.
        let text = line.get(at.clone()).unwrap_or_default();
        let end = text.find(" (").map_or(at.end, |bracket| at.start + bracket);
        let end = at.start + line.get(at.start..end).unwrap_or_default().trim_end().len();
        return Said::Platform(at.start..end);
    }
    if let Some(at) = find(line, "platform tag=(") {
        let begin = at + "platform tag=(".len();
        let length = line.get(begin..).and_then(|rest| rest.find(')')).unwrap_or(0);
        return Said::Platform(begin..begin + length);
    }
    Said::Nothing
}

/// Begins of words by which a line says which version there should be, and not which there is.
const WANTED: [&str; 7] = ["requir", "recommend", "minim", "at least", "erforder", "mindest", "empf"];

/// What may stand on a line before the library: nothing, a label, the version of something else, `found`.
fn may_precede(before: &str) -> bool {
    let before = before.trim_end();
    let lower = before.to_ascii_lowercase();
    if WANTED.iter().any(|word| lower.contains(word)) {
        return false;
    }
    let ends = before.ends_with([':', ';', '=', '|', '"', '(']) || before.is_empty();
    ends || before
        .split_whitespace()
        .next_back()
        .is_some_and(|word| matches!(word, "found" | "Found" | "using" | "Loaded"))
}

/// Where `(SAPCRYPTOLIB) Version` and the like behind the library's name end.
fn behind_words(line: &str, mut at: usize) -> usize {
    const WORDS: [&str; 4] = ["(SAPCRYPTOLIB)", "Version", "Versn", "SAPCRYPTOLIB"];
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | ',' | '.' | '|'));
        at += rest.len() - trimmed.len();
        let is_next = |word: &&&str| trimmed.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
        match WORDS.iter().find(is_next) {
            Some(word) => at += word.len(),
            None => return at,
        }
    }
}

fn recognise(head: &Head<'_>) -> LinesMatch {
    let lines = || head.lines.iter().map(|line| ascii(line.as_bytes())).filter(|line| !line.trim().is_empty());
    // A ruler stands above the first line of a trace.
    let trace = lines().take(2).any(|line| is_trace(&line));
    if trace && head.name.to_ascii_lowercase().ends_with(".old") {
        return LinesMatch::Akin("the trace of an earlier start, which does not tell what runs today".to_owned());
    }
    let mut named = false;
    for line in lines().take(if trace { usize::MAX } else { HEAD }) {
        match say(&line) {
            Said::Library { .. } | Said::Unknown(_) => return LinesMatch::Yes(&text::LAYOUT),
            Said::Name(_) => named = true,
            Said::Version(_) if named => return LinesMatch::Yes(&text::LAYOUT),
            Said::Version(_) | Said::Platform(_) | Said::Nothing => {}
        }
    }
    LinesMatch::No
}

fn open(_: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Lines::default())
}

/// What belongs to one library stands on lines so near to each other.
const NEAR: u64 = 12;

#[derive(Default)]
struct Lines {
    placed: bool,
    /// A library of which the version has not come yet, and the line of what came last.
    open: Option<(Gathered, u64)>,
    /// The last library of a trace: each start of the ICM writes its own.
    last: Option<Gathered>,
    /// Versions that were handed out: they are often printed twice.
    handed: HashSet<Vec<u8>>,
}

impl Lines {
    /// The library that earlier lines began, or a new one.
    fn take_open(&mut self, row: &Row<'_>) -> Gathered {
        let near = self.open.take().filter(|(_, line)| row.line() - line <= NEAR);
        near.map_or_else(|| Gathered::new(FIELDS, MISSING), |(found, _)| found)
    }

    fn hand(&mut self, found: Gathered, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if is_trace(&ascii(row.text)) {
            self.last = Some(found);
            return;
        }
        if let Value::Text(version) = found.value(VERSION)
            && !self.handed.insert(version.to_vec())
        {
            return;
        }
        found.hand(sink);
    }

    fn version(mut found: Gathered, row: &Row<'_>, at: Range<usize>) -> Gathered {
        let line = ascii(row.text);
        let brackets = line.match_indices('(').map(|(open, _)| open + 1).filter(|open| *open >= at.end);
        for open in brackets {
            let text = line.get(open..).and_then(|rest| rest.split(')').next()).unwrap_or_default();
            if let Some((day, _)) = date::parse_compiled(text) {
                found.set_text(BUILT, date::show(day, None), row, open..open + text.len());
                break;
            }
        }
        found.set_part(VERSION, row, at);
        found
    }
}

impl Reader for Lines {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.placed {
            self.placed = true;
            sink.heading(row);
        }
        match say(&ascii(row.text)) {
            Said::Nothing => {}
            Said::Library { name, version } => {
                let mut found = self.take_open(row);
                found.set_part(LIBRARY, row, name);
                self.hand(Self::version(found, row, version), row, sink);
            }
            Said::Name(name) => {
                let mut found = self.take_open(row);
                found.set_part(LIBRARY, row, name);
                self.open = Some((found, row.line()));
            }
            Said::Version(version) => {
                let found = self.take_open(row);
                if found.is_known(LIBRARY) {
                    self.hand(Self::version(found, row, version), row, sink);
                }
            }
            Said::Unknown(at) => {
                let mut found = self.take_open(row);
                for field in [VERSION, LIBRARY] {
                    found.set(field, Value::Unknown(UNKNOWN_LIBRARY), row, at.clone());
                }
                self.hand(found, row, sink);
            }
            Said::Platform(at) => {
                let mut found = self.take_open(row);
                found.set_part(PLATFORM, row, at);
                self.open = Some((found, row.line()));
            }
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        if let Some(last) = self.last.take() {
            last.hand(sink);
        }
    }
}

#[cfg(test)]
mod tests;
