//! The list of accepted risks by itself, as `basislint risks` writes it: for people, and as JSON and CSV.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use jiff::civil::Date;
use serde::Serialize;

use super::super::Report;
use super::super::csv::{MARK, of_output, text};
use super::super::json::risk::{JsonRisk, risk as in_json};
use super::super::json::{Tool, VERSION};
use super::{about, by_end, end};
use crate::finding::{Risk, RiskState};
use crate::terminal_text::runner_commands::disarm;
use crate::terminal_text::{Painted, Palette, clean, counted, wrap};

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Pretty,
    /// For programs.
    Json,
    /// For spreadsheets: a row for each.
    Csv,
}

/// The list as `--format json` has it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Document<'a> {
    /// Version of this shape, not of the tool. It changes if a field goes or means something else; fields may be added.
    version: u32,
    /// The program that wrote the list.
    tool: Tool,
    /// The day that dates were judged by: `2026-11-22`.
    as_of: String,
    /// What the configuration accepts; what runs out next comes first, what has no end last.
    accepted_risks: Vec<JsonRisk<'a>>,
}

const COLUMNS: [&str; 11] =
    ["rule", "system", "subject", "reason", "owner", "until", "days_left", "state", "findings", "path", "line"];

/// Writes the list of a report's risks.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(
    report: &Report,
    format: Format,
    (color, width): (bool, usize),
    out: &mut dyn Write,
) -> io::Result<()> {
    let risks = by_end(&report.risks);
    match format {
        Format::Pretty => out.write_all(disarm(&pretty(&risks, report.as_of, Palette::new(color), width)).as_bytes()),
        Format::Json => {
            let accepted_risks = risks.into_iter().map(|risk| in_json(risk, report.as_of)).collect();
            let as_of = report.as_of.to_string();
            let document = Document { version: VERSION, tool: Tool::OWN, as_of, accepted_risks };
            serde_json::to_writer_pretty(&mut *out, &document)?;
            writeln!(out)
        }
        Format::Csv => write_csv(&risks, report.as_of, out),
    }
}

fn pretty(risks: &[&Risk], as_of: Date, palette: Palette, width: usize) -> String {
    let mut written = format!("Accepted risks, as of {as_of}\n");
    for risk in risks {
        let head = format!("{}:{}: {}", risk.path, risk.line, about(risk));
        written.push_str(&format!("\n{}\n", Painted(palette.strong, clean(&head))));
        let owner = risk.owner.as_ref().map_or_else(|| "no owner".to_owned(), |owner| format!("owner {owner}"));
        for line in [format!("{}; {}; {owner}", end(risk, as_of), does(risk)), risk.reason.clone()] {
            for (index, line) in wrap(&clean(&line), width.saturating_sub(6)).iter().enumerate() {
                written.push_str(&format!("{}{line}\n", if index == 0 { "    " } else { "      " }));
            }
        }
    }
    format!("{written}\n{}\n", sum(risks, as_of))
}

/// `holds back 2 findings`
fn does(risk: &Risk) -> String {
    match (risk.state, risk.findings) {
        (RiskState::Holds, findings) => format!("holds back {}", counted(findings, "finding")),
        (state @ (RiskState::Expired | RiskState::NoDate), 0) => format!("{}, and no finding is back", state.meaning()),
        (state @ (RiskState::Expired | RiskState::NoDate), findings) => {
            let are = if findings == 1 { "is" } else { "are" };
            format!("{}, and {} {are} back", state.meaning(), counted(findings, "finding"))
        }
        (state, _) => state.meaning().to_owned(),
    }
}

/// How many there are of each kind, and when the next one runs out.
fn sum(risks: &[&Risk], as_of: Date) -> String {
    const ALL: [(RiskState, &str); 5] = [
        (RiskState::Holds, "in force"),
        (RiskState::Expired, "expired"),
        (RiskState::NoDate, "without a date that can be read"),
        (RiskState::Unmatched, "without a finding"),
        (RiskState::NotEvaluated, "not known"),
    ];
    if risks.is_empty() {
        return "no risk is accepted: the configuration suppresses nothing".to_owned();
    }
    let number = |(state, word)| (risks.iter().filter(|risk| risk.state == state).count(), word);
    let numbers = ALL.map(number).into_iter().filter(|(number, _)| *number > 0);
    let numbers: Vec<String> = numbers.map(|(number, name)| format!("{number} {name}")).collect();
    let next = risks.iter().find(|risk| risk.days_left(as_of).is_some_and(|left| left >= 0));
    let next = next.map_or(String::new(), |risk| format!("; the next one holds {}", end(risk, as_of)));
    format!("{}: {}{next}", counted(risks.len(), "accepted risk"), numbers.join(", "))
}

fn write_csv(risks: &[&Risk], as_of: Date, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(MARK)?;
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS).map_err(of_output)?;
    for risk in risks {
        let until = risk.until.map_or_else(String::new, |day| day.to_string());
        let cells = [
            text(&risk.rule).into_owned(),
            text(risk.system.as_deref().unwrap_or_default()).into_owned(),
            text(risk.subject.as_deref().unwrap_or_default()).into_owned(),
            text(&risk.reason).into_owned(),
            text(risk.owner.as_deref().unwrap_or_default()).into_owned(),
            until,
            risk.days_left(as_of).map_or_else(String::new, |left| left.to_string()),
            risk.state.name().to_owned(),
            risk.findings.to_string(),
            text(&risk.path).into_owned(),
            risk.line.to_string(),
        ];
        rows.write_record(cells).map_err(of_output)?;
    }
    rows.flush()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use serde_json::Value;

    use super::super::super::sample;
    use super::*;

    fn written(report: &Report, format: Format) -> String {
        let mut out = Vec::new();
        write(report, format, (false, 100), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn people_read_what_runs_out_next_first() {
        insta::assert_snapshot!("risks", written(&sample::report(), Format::Pretty));
    }

    #[test]
    fn where_nothing_is_accepted_that_is_said() {
        let report = Report { risks: Vec::new(), ..sample::report() };
        let said = "Accepted risks, as of 2026-11-22\n\nno risk is accepted: the configuration suppresses nothing\n";
        assert_eq!(written(&report, Format::Pretty), said);
    }

    #[test]
    fn programs_get_the_same_in_the_same_order() {
        let report = sample::report();
        let value: Value = serde_json::from_str(&written(&report, Format::Json)).unwrap();
        assert_eq!((&value["version"], &value["as_of"]), (&1.into(), &"2026-11-22".into()));
        let risks = value["accepted_risks"].as_array().unwrap();
        let holds = serde_json::json!({
            "rule": "legacy-rfc-destination", "system": "PRD", "subject": "SAPOSS", "reason": "kept inactive until the audit",
            "owner": "Basis team", "until": "2027-01-31", "days_left": 70, "state": "holds", "findings": 1,
            "path": "basislint.toml", "line": 12
        });
        assert_eq!((risks.len(), &risks[1]), (3, &holds));
        let text = written(&report, Format::Csv);
        let mut rows = ::csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        assert_eq!(rows.headers().unwrap(), COLUMNS.as_slice());
        for (row, risk) in rows.records().map(Result::unwrap).zip(risks) {
            for (column, cell) in COLUMNS.iter().zip(&row) {
                let expected = match &risk[*column] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                // No cell is a formula.
                assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), expected, "{column}");
                assert!(!cell.starts_with('=') || *column == "days_left", "{cell}");
            }
        }
    }

    #[test]
    fn basislint_knows_each_of_them_again() {
        for risks in [sample::risks(), Vec::new()] {
            let report = Report { risks, ..sample::report() };
            for format in [Format::Pretty, Format::Json, Format::Csv] {
                let text = written(&report, format);
                let lines: Vec<Cow<'_, str>> = text.lines().map(Cow::Borrowed).collect();
                assert!(crate::export::reports::is_own(&lines), "{format:?}: {text}");
            }
        }
    }
}
