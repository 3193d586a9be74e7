//! A small tree through the whole of `check`, by all rules, in every format.

use std::sync::LazyLock;

use basislint::check::Portions;
use basislint::report::Format;
use basislint::rule::RuleSet;

use super::checked::{File, assert_places, assert_reports, check, embedded, portions, written};
use super::given::Given;
use super::{fixtures, planted};

static RULES: LazyLock<RuleSet> = LazyLock::new(embedded);

/// Stands above each file, before its path.
const FILE: &[u8] = b"\n== FILE ";

/// More files than this are left out.
const MOST_FILES: usize = 8;

/// How files are read, a secret, then the files, each below a line with its path.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    let (cut, form, place) = (given.byte(), given.byte(), given.byte());
    if planted::is_told(given.rest()) {
        return;
    }
    let files = files(given.rest(), form, place);
    let whole = check(&RULES, &files, Portions::default(), 1);
    assert_places(&whole, &files);
    assert_reports(&whole, Format::all());
    let in_parts = check(&RULES, &files, portions(cut), 1 + usize::from(cut % 4));
    for format in [Format::Json, Format::Pretty] {
        assert_eq!(written(format, &whole), written(format, &in_parts), "portions of {cut}");
    }
}

fn files(mut bytes: &[u8], form: u8, place: u8) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let next = |bytes: &[u8]| bytes.windows(FILE.len()).position(|window| window == FILE);
    while let Some(at) = next(bytes).filter(|_| files.len() < MOST_FILES) {
        bytes = &bytes[at + FILE.len()..];
        let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
        let path = String::from_utf8_lossy(&bytes[..end]).into_owned();
        bytes = &bytes[(end + 1).min(bytes.len())..];
        let content = &bytes[..next(bytes).unwrap_or(bytes.len())];
        let content =
            planted::plant(content, form.wrapping_add(files.len() as u8), place).unwrap_or_else(|| content.to_vec());
        // Paths are those of files below the folder that is checked, and each is there once.
        let is_path =
            path.split('/').all(|part| !matches!(part, "" | "." | "..")) && path.contains('/') && !path.contains('\0');
        if is_path && files.iter().all(|file| file.path != path) {
            files.push(File { path, bytes: content, forced: None });
        }
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let all: Vec<(String, String, Vec<u8>)> = fixtures::kinds()
        .into_iter()
        .flat_map(|kind| fixtures::cases(&kind, 1500).into_iter().map(move |(name, bytes)| (kind.clone(), name, bytes)))
        .collect();
    // Neighbours are of one kind, so every n-th is taken: trees of several kinds.
    let trees = all.len().div_ceil(4);
    for tree in 0..trees {
        let mut seed = vec![tree as u8, (tree * 3) as u8, (tree * 5) as u8];
        for (number, (_, name, bytes)) in all.iter().skip(tree).step_by(trees).enumerate() {
            let system = if number == 3 { "DEV" } else { "PRD" };
            seed.extend(FILE);
            seed.extend(format!("{system}/{name}\n").bytes());
            seed.extend(bytes);
        }
        seeds.push(seed);
    }
    seeds
}
