//! Output of `sapgenpse tlsinfo`: which protocol versions a cipher string enables with the library that is installed.

use std::ops::Range;

use super::gathered::{Gathered, ascii};
use super::{
    Class, Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, Item, LinesMatch, Reach, Reader, RecordSink,
    Value, Way,
};
use crate::knowledge::cipher::Version;
use crate::layout::{Flaw, Row, text};

/// Answers of `sapgenpse tlsinfo`.
pub static EXPORT: Export = Export {
    kind: "tls-info",
    title: "output of sapgenpse tlsinfo",
    origin: "SM69, SAPGENPSE",
    role_sign: None,
    is_table: false,
    reach: Reach::Server,
    columns: &[],
    names: &[],
    by_rows: None,
    fields: FIELDS,
    key: &["mode"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

const MODE: usize = 0;
const VALUE: usize = 1;
const PROTOCOLS: usize = 2;
const HIGHEST: usize = 3;

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new(
        "mode",
        FieldKind::Choice(&["server", "client"]),
        "the side that was asked for: client with option -c, for ssl/client_ciphersuites",
    ),
    FieldSpec::new("value", FieldKind::Text, "cipher string that was given, if it was printed").class(Class::Plain),
    FieldSpec::new("protocols", FieldKind::List, "what stands under Configured protocol versions, e.g. `TLS 1.2`")
        .class(Class::Plain),
    FieldSpec::new(
        "highest",
        FieldKind::Number,
        "highest of them: 10 for TLS 1.0 to 13 for TLS 1.3, 3 for SSLv3, 0 if none",
    ),
];

const WAYS: &[Way] = &[
    Way {
        title: "SM69 (or SM49)",
        steps: &[
            "Look up ssl/client_ciphersuites in RZ11.",
            "Start transaction SM69, select the command SAPGENPSE and choose Execute.",
            "Enter tlsinfo -c and the whole value as additional parameters: a value cut to three digits is another one. If SM69 complains, leave tlsinfo -c away: the command may hold it already.",
            "Save the list: List > Save > Local File as unconverted.",
        ],
        seen: "The first lines are known from a published description (Running in server mode, Configured protocol \
               versions). How the versions stand below was not seen: on the same line or one on each are taken.",
    },
    Way {
        title: "On the application server",
        steps: &[
            "Log on as <sid>adm and run sapgenpse tlsinfo -c 'VALUE' > tlsinfo.txt 2>&1. Keep the single quotes: without them the shell may take a ! in the value for its own.",
        ],
        seen: "As above.",
    },
];

const MISSING: &str = "the output does not tell it";

const CUT: &str = "the output ends within the list of protocol versions";

const UNCLEAR: &str = "what stands below the heading names no protocol version in a form that basislint knows";

/// So many lines must suffice to recognise a file.
const HEAD: usize = 60;

/// Words that say of a version that it is not enabled.
const OFF: [&str; 5] = ["disabled", "off", "not", "no", "inactive"];

/// Where what follows the heading of the versions on its line begins: a version, or nothing. Prose that quotes the heading
/// is no output of the tool.
fn heading_end(line: &str) -> Option<usize> {
    const HEADING: &str = "configured protocol versions";
    let lower = line.to_ascii_lowercase();
    let start = lower.find(HEADING)?;
    let end = start + HEADING.len();
    let (before, after) = (lower.get(..start)?, lower.get(end..)?);
    let first = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let tells = first.is_empty()
        || is_none(word)
        || OFF.contains(&word)
        || first.starts_with("tls")
        || first.starts_with("ssl");
    (tells && !before.contains(|c: char| c.is_alphanumeric())).then_some(end)
}

/// The tool's word for an empty list.
fn is_none(word: &str) -> bool {
    matches!(word, "none" | "keine")
}

/// The mode that a line names: `Running in client mode`.
fn mode(line: &str) -> Option<(&'static str, Range<usize>)> {
    let lower = line.to_ascii_lowercase();
    let start = lower.find("running in ")? + "running in ".len();
    let word =
        ["server", "client"].into_iter().find(|word| lower.get(start..).is_some_and(|it| it.starts_with(word)))?;
    Some((word, start..start + word.len()))
}

/// The command itself, where the output was copied with it: its options and its value.
fn command(line: &str) -> Option<(bool, Option<Range<usize>>)> {
    let start = line.find("tlsinfo")? + "tlsinfo".len();
    let rest = line.get(start..)?;
    let client = rest.split_whitespace().any(|word| word == "-c");
    let value = rest.split_whitespace().rfind(|word| !word.starts_with('-') && word.chars().any(char::is_alphanumeric));
    let at = value.and_then(|value| Some(start + rest.rfind(value)?)).zip(value);
    Some((client, at.map(|(at, value)| at..at + value.trim_end_matches(['"', '\'']).len())))
}

/// Protocol versions that a text names: `TLSv1.2`, `TLS 1.2`, `TLSv1`, `SSLv3`. Those it calls disabled are left out.
fn protocols(text: &str) -> Vec<(Version, Range<usize>)> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<(Version, Range<usize>)> = Vec::new();
    for (start, family) in lower.match_indices("tls").chain(lower.match_indices("ssl")) {
        let inside_word =
            lower.get(..start).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        let rest = lower.get(start + family.len()..).unwrap_or_default();
        let number = rest.trim_start_matches([' ', '_', '-']).trim_start_matches('v').trim_start_matches(' ');
        let length = number.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).unwrap_or(number.len());
        let digits = number.get(..length).unwrap_or_default().trim_end_matches(['.', '_']);
        let version = match (family, digits) {
            ("ssl", "3" | "3.0") => Version::Ssl3,
            ("tls", "1" | "1.0" | "1_0") => Version::Tls10,
            ("tls", "1.1" | "1_1") => Version::Tls11,
            ("tls", "1.2" | "1_2") => Version::Tls12,
            ("tls", "1.3" | "1_3") => Version::Tls13,
            _ => continue,
        };
        let end = lower.len() - number.len() + digits.len();
        if !inside_word {
            found.push((version, start..end));
        }
    }
    found.sort_by_key(|(_, at)| at.start);
    let ends: Vec<usize> = found.iter().skip(1).map(|(_, at)| at.start).chain([lower.len()]).collect();
    let says_off = |range: Range<usize>| {
        let mut words = lower.get(range).unwrap_or_default().split(|c: char| !c.is_alphabetic());
        words.any(|word| OFF.contains(&word))
    };
    // `disabled: TLSv1.1 TLSv1.2` is about all that follow.
    if found.first().is_some_and(|(_, first)| says_off(0..first.start)) {
        return Vec::new();
    }
    let off = |(at, until): (&Range<usize>, &usize)| says_off(at.end..*until);
    let kept: Vec<bool> = found.iter().map(|(_, at)| at).zip(&ends).map(|pair| !off(pair)).collect();
    found.into_iter().zip(kept).filter_map(|(version, kept)| kept.then_some(version)).collect()
}

fn recognise(head: &Head<'_>) -> LinesMatch {
    let mut lines = head.lines.iter().take(HEAD).map(|line| ascii(line.as_bytes()));
    if lines.any(|line| heading_end(&line).is_some()) { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

fn open(_: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Lines::default())
}

#[derive(Default)]
struct Lines {
    placed: bool,
    run: Option<Run>,
}

/// One call of the tool.
struct Run {
    found: Gathered,
    versions: Versions,
    items: Vec<(Version, Item)>,
    /// The line that was read last of its head.
    heading: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Versions {
    Awaited,
    /// They stand on the heading's line; if nothing follows, that line may be cut.
    OnLine,
    /// They stand on the lines below the heading.
    Open,
    Read,
    /// What stands below the heading names no version in a form that is known.
    Unclear,
}

impl Run {
    fn new() -> Self {
        let found = Gathered::new(FIELDS, MISSING);
        Self { found, versions: Versions::Awaited, items: Vec::new(), heading: 1 }
    }

    fn take(&mut self, named: Vec<(Version, Range<usize>)>, shift: usize, row: &Row<'_>) {
        for (version, at) in named {
            if self.items.iter().any(|(known, _)| *known == version) {
                continue;
            }
            let offset = self.found.keep(row);
            let span = offset.map(|offset| at.start + shift + offset..at.end + shift + offset);
            let meaning = format!("{} is enabled", version.name());
            self.items.push((version, Item { text: version.name().to_owned(), span, meaning }));
        }
    }

    /// Reads a line below the heading of the versions.
    fn below(&mut self, line: &str, row: &Row<'_>) {
        match self.versions {
            Versions::OnLine => self.versions = Versions::Read,
            Versions::Open => {
                let named = protocols(line);
                // What ends the file in the middle of a line ends no list.
                let is_cut = row.cells.iter().any(|cell| cell.ends_file);
                if is_cut || !named.is_empty() || names_version(line) {
                    return self.take(named, 0, row);
                }
                // Another heading or a cipher suite ends the list.
                let text = line.trim_matches(|c: char| c.is_whitespace() || c == '|').to_ascii_lowercase();
                let is_known = !self.items.is_empty() || text.ends_with(':') || is_none(&text);
                self.versions = if is_known { Versions::Read } else { Versions::Unclear };
            }
            Versions::Awaited | Versions::Read | Versions::Unclear => {}
        }
    }

    /// Hands out what was read; `ended` if something came after the list of versions.
    fn close(mut self, ended: bool, sink: &mut dyn RecordSink) {
        let whole = match self.versions {
            Versions::Read => true,
            Versions::OnLine | Versions::Open => ended,
            Versions::Awaited | Versions::Unclear => false,
        };
        if whole {
            let highest = self.items.iter().map(|(version, item)| (*version, item.span.clone())).max_by_key(|it| it.0);
            let number = highest.as_ref().map_or(0, |(version, _)| version.times_ten());
            let place = highest.and_then(|(_, span)| span);
            let items = self.items.into_iter().map(|(_, item)| item).collect();
            self.found.settle(PROTOCOLS, Value::List(items), place.clone());
            self.found.settle(HIGHEST, Value::Number(number), place);
        } else {
            let why = if self.versions == Versions::Unclear { UNCLEAR } else { CUT };
            for field in [PROTOCOLS, HIGHEST] {
                self.found.settle(field, Value::Unknown(why), None);
            }
            sink.flaw(Flaw { line: self.heading, column: 1, message: why.to_owned(), incomplete: true });
        }
        self.found.hand(sink);
    }
}

impl Lines {
    /// The call that a line belongs to; a new one if the versions of the one before have come.
    fn run_for(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> &mut Run {
        if self.run.as_ref().is_some_and(|run| run.versions != Versions::Awaited)
            && let Some(run) = self.run.take()
        {
            run.close(true, sink);
        }
        let run = self.run.get_or_insert_with(Run::new);
        run.heading = row.line();
        run
    }
}

impl Reader for Lines {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.placed {
            self.placed = true;
            sink.heading(row);
        }
        let line = ascii(row.text);
        if let Some((client, value)) = command(&line) {
            let run = self.run_for(row, sink);
            if let Some(at) = value {
                run.found.set_part(VALUE, row, at);
            }
            if client {
                run.found.assume(MODE, Value::Text(b"client".as_slice().into()));
            }
        } else if let Some((mode, at)) = mode(&line) {
            self.run_for(row, sink).found.set_text(MODE, mode, row, at);
        } else if let Some(end) = heading_end(&line) {
            let run = self.run_for(row, sink);
            let rest = line.get(end..).unwrap_or_default();
            let named = protocols(rest);
            let is_label = rest.chars().all(|c| !c.is_alphanumeric());
            run.versions = if is_label { Versions::Open } else { Versions::OnLine };
            run.take(named, end, row);
        } else if let Some(run) = &mut self.run
            && line.chars().any(char::is_alphanumeric)
        {
            run.below(&line, row);
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        if let Some(run) = self.run.take() {
            run.close(false, sink);
        }
    }
}

/// The line is about a version, which may be disabled.
fn names_version(line: &str) -> bool {
    let words = line.split([' ', '\t', ':', '=']);
    words.filter(|word| !word.is_empty()).any(|word| {
        let word = word.to_ascii_lowercase();
        ["tlsv1", "tls1.", "sslv3", "sslv2"].iter().any(|begin| word.starts_with(begin))
    })
}

#[cfg(test)]
mod tests;
