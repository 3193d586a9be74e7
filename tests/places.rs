//! Places that reports name are places of the file: notes and findings point inside their line, and what SARIF calls the
//! context of a place holds the place.
//!
//! Every fixture is looked at, whole and cut.

use std::fs;
use std::path::Path;

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::config::Config;
use basislint::landscape::System;
use basislint::report::{self, Format, Options, Report};
use rayon::prelude::*;
use serde_json::Value;
use walkdir::WalkDir;

use crate::systems::RULES;

/// Places at which each file is cut.
const CUTS: usize = 4;

fn check(path: &str, bytes: &[u8]) -> Report {
    let input = Input {
        content: Content::Memory(bytes.to_vec()),
        path: path.to_owned(),
        relative_path: path.to_owned(),
        named: false,
        forced: None,
        purpose: None,
        store: None,
    };
    let system = System::named("PRD");
    let config = Config::default();
    let request = Request {
        files: vec![Assigned { input, system: 0 }],
        systems: vec![system],
        jobs: Some(1),
        ..Request::new(&RULES, &config, jiff::civil::date(2026, 11, 22))
    };
    check::run(&request).0
}

/// Number of characters of each line; none of what has no lines of text.
fn lines(bytes: &[u8], report: &Report) -> Option<Vec<u64>> {
    let file = &report.files[0];
    if matches!(file.layout, Some("xlsx" | "der")) {
        return None;
    }
    let text = match file.encoding? {
        "utf-16le" => encoding_rs::UTF_16LE.decode(bytes).0.into_owned(),
        "utf-16be" => encoding_rs::UTF_16BE.decode(bytes).0.into_owned(),
        "windows-1252" => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
        _ => encoding_rs::UTF_8.decode(bytes).0.into_owned(),
    };
    Some(text.split('\n').map(|line| line.trim_end_matches('\r').chars().count() as u64).collect())
}

/// The region's begin and end; what it does not say is the begin and the end of its lines.
fn region(region: &Value) -> ((u64, u64), (u64, u64)) {
    let number = |key: &str| region[key].as_u64();
    let start = number("startLine").unwrap();
    let end = number("endLine").unwrap_or(start);
    ((start, number("startColumn").unwrap_or(1)), (end, number("endColumn").unwrap_or(u64::MAX)))
}

/// What is wrong with the places in the report.
fn mistakes(path: &str, bytes: &[u8]) -> Vec<String> {
    let mut report = check(path, bytes);
    report.rules = Default::default();
    let mut mistakes = Vec::new();
    if let Some(lines) = lines(bytes, &report) {
        for note in &report.files[0].notes {
            let length = usize::try_from(note.line - 1).ok().and_then(|index| lines.get(index));
            if note.column == 0 || length.is_none_or(|length| note.column > (*length).max(1)) {
                mistakes.push(format!("{}:{} in {length:?}: {}", note.line, note.column, note.message));
            }
        }
        for finding in report.findings.iter().filter(|finding| finding.path == path) {
            let place = finding.place;
            let length = |line: u64| lines.get(usize::try_from(line - 1).unwrap()).copied().unwrap_or(0);
            if place.column > length(place.line) + 1 || place.end_column > length(place.end_line) + 1 {
                mistakes.push(format!("{place:?}: {}", finding.message));
            }
        }
    }
    if report.findings.iter().all(|finding| finding.place.column == 0) {
        return mistakes;
    }
    let mut sarif = Vec::new();
    report::write(Format::Sarif, &report, &Options::default(), &mut sarif).unwrap();
    let log: Value = serde_json::from_slice(&sarif).unwrap();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        if place["contextRegion"].is_null() {
            continue;
        }
        let (own, context) = (region(&place["region"]), region(&place["contextRegion"]));
        if context == own || context.0 > own.0 || context.1 < own.1 {
            mistakes.push(format!("{} does not hold {}", place["contextRegion"], place["region"]));
        }
    }
    mistakes
}

#[test]
fn notes_and_findings_point_inside_their_lines_and_contexts_hold_their_places() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let files: Vec<_> = ["cases", "landscape"]
        .iter()
        .flat_map(|folder| WalkDir::new(root.join(folder)))
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file() && !entry.file_name().to_string_lossy().ends_with(".expected"))
        .map(|entry| entry.into_path())
        .collect();
    assert!(files.len() > 300, "{}", files.len());
    let mistakes: Vec<String> = files
        .par_iter()
        .flat_map_iter(|file| {
            let bytes = fs::read(file).unwrap();
            let name = format!("PRD/{}", file.file_name().unwrap().to_string_lossy());
            let cuts: Vec<usize> = (1..=CUTS).map(|cut| bytes.len() * cut / CUTS).collect();
            let of_cut = |cut: usize| {
                let mistakes = mistakes(&name, &bytes[..cut]);
                mistakes
                    .into_iter()
                    .map(|mistake| format!("{} cut at {cut}: {mistake}", file.display()))
                    .collect::<Vec<_>>()
            };
            cuts.into_iter().flat_map(of_cut).collect::<Vec<_>>()
        })
        .collect();
    assert!(mistakes.is_empty(), "{} mistakes:\n{}", mistakes.len(), mistakes.join("\n"));
}
