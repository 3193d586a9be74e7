//! The procedure by which Note Assistant downloads SAP Notes: what report RCWB_SNOTE_DWNLD_PROC_CONFIG shows, copied as text.
//!
//! Not seen at first hand: three options of which one is marked, or a line that names the procedure. One record comes of it.

use std::ops::Range;

use nom::Offset;

use crate::knowledge::note_download::{PROCEDURES, procedure};
use crate::layout::{Flaw, KeptRow, Row, text};

use super::decoded::Decoded;
use super::heading;
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Record,
    RecordSink,
};
use super::{Value, Way};

#[cfg(test)]
mod tests;

/// Settings of Note Assistant (report RCWB_SNOTE_DWNLD_PROC_CONFIG).
pub static EXPORT: Export = Export {
    kind: "note-settings",
    title: "Note Assistant settings",
    origin: "SA38, report RCWB_SNOTE_DWNLD_PROC_CONFIG",
    role_sign: None,
    is_table: false,
    reach: Reach::System,
    columns: &[],
    names: &[],
    by_rows: None,
    fields: FIELDS,
    key: &[],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new(
        "procedure",
        FieldKind::Choice(PROCEDURES),
        "how Note Assistant downloads SAP Notes; unknown if no option is marked, or several are",
    ),
    FieldSpec::new(
        "destination",
        FieldKind::Text,
        "the RFC or HTTP destination that the settings name; absent if they name none",
    )
    .class(Class::Destination),
];

const WAYS: &[Way] = &[Way {
    title: "SA38, report RCWB_SNOTE_DWNLD_PROC_CONFIG",
    steps: &[
        "Call transaction SA38 and execute the report RCWB_SNOTE_DWNLD_PROC_CONFIG.",
        "Write what it shows into a text file: a line RCWB_SNOTE_DWNLD_PROC_CONFIG, then the three options, each on its own line, with (X) before the marked one and ( ) before the others.",
        "Instead of the options a line such as \"Procedure: Download Service Application\" will do. Add a line \"RFC destination: NAME\" if one is shown.",
    ],
    seen: "Not seen at first hand: the report's screen cannot be saved as a list. SAP's documents name its options RFC, HTTP and Download Service Application.",
}];

/// Parts of titles that name the report, in lower case.
const TITLES: &[&str] = &[
    "rcwb_snote_dwnld_proc_config",
    "procedure for downloading sap note",
    "verfahren zum herunterladen von sap-hinweis",
    "verfahren für das herunterladen von sap-hinweis",
    "verfahren zum download von sap-hinweis",
];

const PROCEDURE_LABELS: &[&str] = &[
    "Procedure",
    "Download Procedure",
    "Selected Procedure",
    "Procedure for Downloading SAP Note",
    "Procedure for Downloading SAP Notes",
    "Verfahren",
    "Downloadverfahren",
    "Download-Verfahren",
    "Ausgewähltes Verfahren",
    "Verfahren zum Herunterladen",
    "Verfahren zum Herunterladen von SAP-Hinweisen",
];

const DESTINATION_LABELS: &[&str] = &[
    "Destination",
    "RFC Destination",
    "HTTP Destination",
    "HTTP-Destination",
    "RFC-Destination",
    "RFC-Verbindung",
    "Ziel",
];

/// What the name of an option begins with, in lower case.
const OPTIONS: &[&str] =
    &["remote function call", "rfc", "http", "download service", "download-service", "downloadservice"];

/// The text of an option has no more characters than these.
const LONGEST_OPTION: usize = 60;
/// What the report shows has no more lines than these.
const MOST_LINES: usize = 60;

/// What stands before or behind a marked option, and before others.
const MARKED: &[&str] = &[
    "(x)",
    "[x]",
    "(*)",
    "(o)",
    "(•)",
    "(●)",
    "x",
    "●",
    "◉",
    "⦿",
    "•",
    "☑",
    "☒",
    "yes",
    "ja",
    "selected",
    "ausgewählt",
];
const UNMARKED: &[&str] = &["( )", "()", "[ ]", "[]", "(_)", "○", "◯", "☐", "-", "no", "nein"];

/// What a line says; places are bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    /// The report's title.
    Title,
    /// An option, and whether it is marked.
    Option(&'static str, bool, Range<usize>),
    /// The procedure by a label: none if its name is not known.
    Procedure(Option<&'static str>, Range<usize>),
    /// The destination by a label.
    Destination(Range<usize>),
    Nothing,
}

fn read(line: &str) -> Said {
    let inner = line.trim_matches(|c: char| c.is_whitespace() || c == '|');
    if inner.is_empty() || inner.len() > 4 * LONGEST_OPTION {
        return Said::Nothing;
    }
    let place = |part: &str| {
        let start = line.offset(part);
        start..start + part.len()
    };
    let (label, value) = part_at_gap(inner);
    let is = |labels: &[&str]| labels.iter().any(|known| heading::is_title(label, known));
    let is_title = |text: &str| TITLES.iter().any(|title| text.to_lowercase().contains(title));
    if !value.is_empty() && is(PROCEDURE_LABELS) {
        let named = procedure(value);
        // A title may have a date or a page number behind it.
        return if named.is_none() && is_title(label) { Said::Title } else { Said::Procedure(named, place(value)) };
    }
    if !value.is_empty() && is(DESTINATION_LABELS) {
        return Said::Destination(place(value.split_whitespace().next().unwrap_or(value)));
    }
    let (before, option) = without_mark(inner);
    let (option, behind) = part_at_gap(option);
    let lower = option.to_lowercase();
    if OPTIONS.iter().any(|begin| lower.starts_with(begin))
        && option.chars().count() <= LONGEST_OPTION
        && let Some(named) = procedure(option)
    {
        let marked = before.or_else(|| mark(behind)).unwrap_or(false);
        return Said::Option(named, marked, place(option));
    }
    if is_title(inner) { Said::Title } else { Said::Nothing }
}

/// What stands before and behind a colon, an equals sign, a bar, a tab or two blanks.
fn part_at_gap(text: &str) -> (&str, &str) {
    let gaps = [":", "=", "|", "\t", "  "];
    let Some(at) = gaps.iter().filter_map(|gap| text.find(gap)).min() else { return (text, "") };
    let (before, behind) = text.split_at(at);
    (before.trim_end(), behind.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '|')))
}

/// Parts a mark from the option behind it.
fn without_mark(text: &str) -> (Option<bool>, &str) {
    let all = MARKED.iter().map(|mark| (mark, true)).chain(UNMARKED.iter().map(|mark| (mark, false)));
    for (mark, marked) in all {
        let Some((begin, rest)) = text.split_at_checked(mark.len()) else { continue };
        let is_word = mark.ends_with(char::is_alphanumeric) || *mark == "-";
        if begin.to_lowercase() == **mark && (!is_word || rest.starts_with([' ', '\t', '|'])) {
            return (Some(marked), rest.trim_start_matches(|c: char| c.is_whitespace() || c == '|'));
        }
    }
    (None, text)
}

fn mark(text: &str) -> Option<bool> {
    let text = text.to_lowercase();
    let is = |marks: &[&str]| marks.contains(&text.as_str());
    if is(MARKED) { Some(true) } else { is(UNMARKED).then_some(false) }
}

fn recognise(head: &Head<'_>) -> LinesMatch {
    let names_download = |line: &str| {
        let lower = line.to_lowercase();
        ["download", "dwnld", "herunterladen"].iter().any(|word| lower.contains(word))
    };
    if head.lines.len() > MOST_LINES || !head.lines.iter().any(|line| names_download(line)) {
        return LinesMatch::No;
    }
    let (mut titled, mut labelled) = (false, false);
    let mut options: Vec<&str> = Vec::new();
    for line in head.lines {
        match read(line) {
            Said::Title => titled = true,
            Said::Procedure(Some(_), _) => labelled = true,
            Said::Option(option, ..) if !options.contains(&option) => options.push(option),
            Said::Procedure(None, _) | Said::Option(..) | Said::Destination(_) | Said::Nothing => {}
        }
    }
    let ours = options.len() == PROCEDURES.len() || (titled && (labelled || !options.is_empty()));
    if ours { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

fn open(_context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Settings::default())
}

#[derive(Default)]
struct Settings {
    /// The line of the settings that tells most: a chosen procedure, else an option, else any.
    line: Option<KeptRow>,
    chosen: Vec<(&'static str, Range<usize>)>,
    /// A procedure by a name that is not known.
    strange: bool,
    destination: Option<Vec<u8>>,
}

impl Reader for Settings {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if row.text.trim_ascii().is_empty() {
            return;
        }
        if self.line.is_none() {
            sink.heading(row);
            self.line = Some(KeptRow::of(row));
        }
        let decoded = Decoded::of(row);
        match read(&decoded) {
            Said::Option(option, true, place) | Said::Procedure(Some(option), place) => {
                if self.chosen.is_empty() {
                    self.line = Some(KeptRow::of(row));
                }
                self.chosen.push((option, decoded.place(place)));
            }
            Said::Procedure(None, _) => self.strange = true,
            Said::Destination(place) => {
                self.destination = row.text.get(decoded.place(place)).map(<[u8]>::to_vec);
            }
            Said::Option(..) | Said::Title | Said::Nothing => {}
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        let Some(line) = &self.line else { return };
        if self.chosen.is_empty() {
            let message = "no procedure is marked in a way that is known";
            sink.flaw(Flaw::at(&line.row(), 0, message, true));
        }
        sink.record(self, &line.row());
    }
}

impl Record for Settings {
    fn field(&self, index: usize) -> Field<'_> {
        match (index, self.chosen.as_slice()) {
            (0, [(first, place), others @ ..]) => {
                let span = Some(place.clone());
                if self.strange || others.iter().any(|(other, _)| other != first) {
                    return Field { value: Value::Unknown("several procedures are marked"), span };
                }
                Field::word(first, span)
            }
            (0, []) if self.strange => Field::unknown("the procedure has a name that is not known"),
            (0, []) => Field::unknown("no procedure is marked"),
            (1, _) => match &self.destination {
                Some(name) => Field { value: Value::Text(name.into()), span: None },
                None => Field::absent(),
            },
            _ => Field::absent(),
        }
    }
}
