//! Runs `check` on files in memory, and holds its report against them.

use std::path::PathBuf;

use basislint::check::{self, Assigned, Content, Input, Portions, Request};
use basislint::config::Config;
use basislint::export::Export;
use basislint::landscape::System;
use basislint::report::{self, FileReport, Format, Options, Report};
use basislint::rule::RuleSet;

use super::planted::SECRET;

/// A file, with its system's folder in its path.
#[derive(Clone)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
    pub forced: Option<&'static Export>,
}

/// All embedded rules.
pub fn embedded() -> RuleSet {
    RuleSet::load_without_examples::<PathBuf>(&[]).unwrap()
}

/// What is said of these files.
pub fn check(rules: &RuleSet, files: &[File], portions: Portions, jobs: usize) -> Report {
    check_with(rules, &Config::default(), files, portions, jobs)
}

/// The same with a configuration.
pub fn check_with(rules: &RuleSet, config: &Config, files: &[File], portions: Portions, jobs: usize) -> Report {
    check::run(&Request { portions, jobs: Some(jobs), ..request(rules, config, files) }).0
}

/// What asks for a check of these files.
pub fn request<'r>(rules: &'r RuleSet, config: &'r Config, files: &[File]) -> Request<'r> {
    let folder = |file: &File| file.path.split('/').next().unwrap_or_default().to_owned();
    let mut names: Vec<String> = files.iter().map(folder).collect();
    names.sort();
    names.dedup();
    let assigned = |file: &File| Assigned {
        system: names.binary_search(&folder(file)).unwrap(),
        input: Input {
            content: Content::Memory(file.bytes.clone()),
            path: file.path.clone(),
            relative_path: file.path.clone(),
            named: false,
            forced: file.forced,
            purpose: None,
            store: None,
        },
    };
    let files = files.iter().map(assigned).collect();
    let systems = names.iter().map(System::named).collect();
    let as_of = jiff::civil::date(2026, 11, 22);
    Request { files, systems, jobs: Some(1), ..Request::new(rules, config, as_of) }
}

/// The report in this format, with all that it can show.
pub fn written(format: Format, report: &Report) -> String {
    let options = Options { width: 100, show_passed: true, statistics: true, verbose: true, ..Options::default() };
    let mut out = Vec::new();
    report::write(format, report, &options, &mut out).unwrap();
    if format.is_binary() { unpacked(out) } else { String::from_utf8(out).unwrap() }
}

/// All parts of a workbook, one behind the other.
fn unpacked(bytes: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for index in 0..archive.len() {
        std::io::Read::read_to_string(&mut archive.by_index(index).unwrap(), &mut text).unwrap();
    }
    text
}

/// Portions that cut everywhere, as this byte says.
pub fn portions(byte: u8) -> Portions {
    let (piece, part) = (usize::from(byte & 15) + 1, u64::from(byte >> 4) * 34 + 34);
    Portions { piece: piece * piece, part }
}

/// Every report is of its format, orders nobody about, and keeps the secret.
pub fn assert_reports(report: &Report, formats: &[Format]) {
    for &format in formats {
        let text = written(format, report);
        if let Some(at) = text.find(SECRET) {
            let around: String = text[..at].chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
            panic!("{} tells the secret: {around}{SECRET}", format.name());
        }
        match format {
            Format::Json | Format::Sarif | Format::Gitlab => {
                serde_json::from_str::<serde_json::Value>(&text).unwrap();
            }
            Format::Jsonl => text.lines().for_each(|line| {
                serde_json::from_str::<serde_json::Value>(line).unwrap();
            }),
            // What the others are well formed by, `tests/formats.rs` reads.
            _ => {}
        }
        // Programs get what stands in the file.
        let for_programs = matches!(format, Format::Json | Format::Jsonl | Format::Sarif | Format::Gitlab);
        // Spreadsheets want both at the end of a row.
        let text = if format == Format::Csv { text.replace("\r\n", "\n") } else { text };
        let is_order =
            |c: char| c != '\n' && if for_programs { c.is_ascii_control() && c != '\x7F' } else { c.is_control() };
        assert!(!text.contains(is_order), "{} holds a control character", format.name());
    }
}

/// Places are places of the files, and labels lie in their excerpts, on the boundaries of characters.
pub fn assert_places(report: &Report, files: &[File]) {
    let lengths: Vec<_> = files.iter().map(|file| lengths(&file.bytes, of(report, &file.path))).collect();
    for (file, lengths) in files.iter().zip(&lengths) {
        for note in &of(report, &file.path).notes {
            let Some(lengths) = lengths else { continue };
            let length = index(note.line).and_then(|line| lengths.get(line));
            let inside = length.is_some_and(|length| (1..=(*length).max(1)).contains(&note.column));
            assert!(inside, "{}:{} in {length:?}: {}", note.line, note.column, note.message);
        }
    }
    for finding in report.findings.iter() {
        for label in &finding.labels {
            let text = &finding.excerpt.text;
            assert!(text.get(label.start..label.end).is_some(), "{label:?} of {text:?}");
        }
        assert!(!finding.excerpt.text.contains('\n'), "{:?}", finding.excerpt.text);
        let Some(file) = files.iter().position(|file| file.path == finding.path) else {
            panic!("{} is no file of ours", finding.path)
        };
        let (place, Some(lengths)) = (finding.place, &lengths[file]) else { continue };
        assert!((place.line, place.column) <= (place.end_line, place.end_column), "{place:?}");
        for (line, column) in [(place.line, place.column), (place.end_line, place.end_column)] {
            let length = index(line).and_then(|line| lengths.get(line));
            let inside = length.is_some_and(|length| (1..=*length + 1).contains(&column));
            // A whole file is meant: 0 stands for its first line.
            assert!(inside || line == 0, "{place:?} in {length:?}: {} {}", finding.rule, finding.message);
        }
    }
}

fn index(line: u64) -> Option<usize> {
    usize::try_from(line.checked_sub(1)?).ok()
}

fn of<'r>(report: &'r Report, path: &str) -> &'r FileReport {
    report.files.iter().find(|file| file.path == path).unwrap()
}

/// The most characters that each line of a file may be said to have; none of what has no lines of text.
fn lengths(bytes: &[u8], file: &FileReport) -> Option<Vec<u64>> {
    if matches!(file.layout, None | Some("xlsx" | "der")) {
        return None;
    }
    let text;
    let bytes = match (file.encoding?, bytes) {
        ("utf-16le", _) => {
            text = encoding_rs::UTF_16LE.decode(bytes).0.into_owned();
            text.as_bytes()
        }
        ("utf-16be", _) => {
            text = encoding_rs::UTF_16BE.decode(bytes).0.into_owned();
            text.as_bytes()
        }
        ("utf-8-bom", [_, _, _, rest @ ..]) => rest,
        _ => bytes,
    };
    // What is no UTF-8 is read as Windows-1252, a piece at a time: never more characters than bytes.
    let of_bytes = file.encoding == Some("windows-1252");
    let length = |line: &[u8]| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let text = std::str::from_utf8(line).ok().filter(|_| !of_bytes);
        text.map_or(line.len(), |line| line.chars().count()) as u64
    };
    Some(bytes.split(|byte| *byte == b'\n').map(length).collect())
}
