//! Findings as rows, for the spreadsheets of change boards and auditors: all of them, with their status, and behind them a row for each
//! thing that could not be read or checked.
//!
//! UTF-8 with a mark, so that Excel reads umlauts; CRLF and quotes as RFC 4180 has them. No line says `sep=,`: Excel would heed it and forget
//! the mark, and every other program would take it for the heading. No cell is a formula, see `text` below.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use csv::{ErrorKind, Terminator, WriterBuilder};

use super::format::Writer;
use super::gaps;
use super::{Report, concise};
use crate::terminal_text::clean;
use crate::terminal_text::runner_commands::{Kind, is_unseen};

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "csv",
    shows_source: false,
    shows_fixes: false,
    is_lines: false,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Text),
    write: |report, _, out| write(report, out),
};

/// Says that it is UTF-8.
pub(super) const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// A contract: the names stay, further ones come at the end.
const COLUMNS: [&str; 16] = [
    "severity",
    "rule",
    "system",
    "subject",
    "message",
    "help",
    "path",
    "line",
    "column",
    "references",
    "status",
    "fingerprint",
    "title",
    "reason",
    "owner",
    "until",
];

/// Excel takes so many UTF-16 units into a cell; what is more would run over into other cells, where it may be a formula.
const LONGEST_CELL: usize = 32_767;

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(MARK)?;
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS).map_err(of_output)?;
    let titles: HashMap<&str, &str> = report.rules.iter().map(|rule| (rule.id.as_str(), rule.title.as_str())).collect();
    let mut findings = report.findings.reader();
    while let Some(finding) = findings.read() {
        let title = titles.get(finding.rule.as_str()).copied().unwrap_or_default();
        let message = format!("{}{}", finding.message, concise::also(finding));
        let place = finding.place;
        let (line, column) = (number(place.line), number(place.column));
        let references = finding.references.join(", ");
        let risk = report.risk_of(finding);
        let until = risk.and_then(|risk| risk.until).map_or_else(String::new, |day| day.to_string());
        let cells = [
            finding.severity.name(),
            &finding.rule,
            &finding.system,
            &finding.subject,
            &message,
            &finding.help,
            &finding.path,
            &line,
            &column,
            &references,
            finding.status.name(),
            &finding.fingerprint,
            title,
            risk.map_or("", |risk| &risk.reason),
            risk.and_then(|risk| risk.owner.as_deref()).unwrap_or_default(),
            &until,
        ];
        rows.write_record(cells.map(|cell| text(cell).into_owned())).map_err(of_output)?;
    }
    for gap in gaps::of(report) {
        let (system, path) = (gap.about.system(), gap.about.path().unwrap_or_default());
        let (severity, message, help) = (gap.severity.name(), &gap.message, &gap.help);
        let cells = [severity, "", system, "", message, help, path, "", "", "", gap.name, "", "", "", "", ""];
        rows.write_record(cells.map(|cell| text(cell).into_owned())).map_err(of_output)?;
    }
    rows.flush()
}

/// The error as the output gave it: whether a pipe was closed makes a difference.
pub(super) fn of_output(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        // The rows have one length, and nothing else can be wrong with them.
        other => io::Error::other(format!("{other:?}")),
    }
}

/// 1-based; empty if there is none.
fn number(number: u64) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// A text that a spreadsheet shows as it is: an apostrophe stands before what it would take for a formula, and nothing is longer than a cell.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    let text = if is_formula(&text) { Cow::Owned(format!("'{text}")) } else { text };
    if text.encode_utf16().count() <= LONGEST_CELL {
        return text;
    }
    let mut length = '…'.len_utf16();
    let fits = |character: &char| {
        length += character.len_utf16();
        length <= LONGEST_CELL
    };
    let begin: String = text.chars().take_while(fits).collect();
    Cow::Owned(begin + "…")
}

/// Whether a spreadsheet may take it for a formula: some look behind blanks, and some take the wide forms of East Asia for the same.
fn is_formula(text: &str) -> bool {
    const BEGINS: [char; 8] = ['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
    let is_unseen = |character: &char| is_unseen(*character) || *character == char::REPLACEMENT_CHARACTER;
    text.chars().find(|character| !is_unseen(character)).is_some_and(|first| BEGINS.contains(&first))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{FileStatus, Format, sample};
    use super::*;
    use crate::finding::{Finding, Status};

    fn written(report: &Report) -> Vec<u8> {
        let mut out = Vec::new();
        super::super::write(Format::Csv, report, &sample::options(), &mut out).unwrap();
        out
    }

    /// The rows as the csv crate reads them, each with the names of its columns.
    fn rows(bytes: &[u8]) -> Vec<HashMap<String, String>> {
        let mut reader = ::csv::Reader::from_reader(bytes);
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS, "the mark is no part of the heading");
        reader.deserialize().map(Result::unwrap).collect()
    }

    fn with(finding: Finding) -> Report {
        Report { findings: vec![finding].into(), ..sample::report() }
    }

    fn one() -> Finding {
        sample::report().findings.iter().find(|finding| finding.rule == sample::RFC).unwrap()
    }

    #[test]
    fn all_findings_are_rows_whatever_their_status_and_so_are_gaps() {
        let mut report = sample::report();
        report.files[0].status = FileStatus::Failed;
        let rows = rows(&written(&report));
        let of = |status: &str| rows.iter().filter(|row| row["status"] == status).count();
        assert_eq!((of("new"), of("suppressed")), (18, 1));
        assert_eq!((of("failed"), of("partial"), of("not-evaluated")), (1, 1, 2));
        assert_eq!(rows.len(), 18 + 1 + 4);
        let row = rows.iter().find(|row| row["rule"] == sample::RFC && row["status"] == "new").unwrap();
        let cells = COLUMNS.map(|column| row[column].as_str());
        let expected = [
            "error",
            "legacy-rfc-destination",
            "PRD",
            "SAPOSS",
            "SAPOSS still calls SAP by RFC",
            "SAP-SUPPORT_PORTAL exists here and serves the same use. Deactivate SAPOSS in SM59, watch the jobs of SM_SM2B for a week, \
             then delete it.",
            "PRD/sm59_rfcdes.txt",
            "6",
            "4",
            "SAP Note 2923799, SolMan checklist 2.10",
            "new",
        ];
        assert_eq!(cells[..11], expected);
        assert_eq!(row["title"], "A destination still calls SAP by RFC");
    }

    #[test]
    fn excel_is_told_that_it_is_utf_8_and_lines_end_as_it_likes() {
        let bytes = written(&sample::report());
        assert!(bytes.starts_with(b"\xEF\xBB\xBFseverity,rule,"));
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.lines().all(|line| !line.contains('\r')) && text.matches("\r\n").count() == text.lines().count());
        assert!(text.contains("Prüfliste"));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for formula in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\u{FF1D}1",
            "\u{FF0B}1",
            "\u{FF0D}1",
            "\u{FF20}x",
            "  =1",
            "\u{A0}=1",
            "\u{FEFF}=1",
            "\u{200B}@x",
            "\u{0}=1",
        ] {
            let cell = text(formula);
            assert_eq!(cell.strip_prefix('\''), Some(&*clean(formula)), "{formula:?}");
        }
        for harmless in ["", "SAPOSS", "a=1", "150:PFS", "'=1", "1-2", "\u{2014}x", "   "] {
            assert_eq!(text(harmless), harmless);
        }
    }

    #[test]
    fn nothing_runs_over_into_another_cell() {
        let long = format!("{}=1+1", "x".repeat(LONGEST_CELL));
        let cell = text(&long);
        assert_eq!((cell.chars().count(), cell.chars().last()), (LONGEST_CELL, Some('…')));
        let wide = "\u{1F600}".repeat(LONGEST_CELL);
        assert!(text(&wide).encode_utf16().count() <= LONGEST_CELL);
        let just = "x".repeat(LONGEST_CELL);
        assert_eq!(text(&just), just);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_cell_by_cell(
            message in "[=+@'\",;\r\n\t a\u{FF1D}-]{0,8}", subject in "\\PC{0,8}", path in "[,\"'=/ ü]{1,8}",
        ) {
            let finding = Finding { message, subject, path, status: Status::Suppressed, ..one() };
            let rows = rows(&written(&with(finding.clone())));
            let row = rows.iter().find(|row| row["status"] == "suppressed").unwrap();
            for (cell, said) in [("message", &finding.message), ("subject", &finding.subject), ("path", &finding.path)] {
                let said = clean(said);
                let shown = row[cell].as_str();
                let plain = if is_formula(&said) { shown.strip_prefix('\'').unwrap() } else { shown };
                prop_assert_eq!(plain, &said);
                prop_assert!(!is_formula(shown));
            }
        }
    }
}
