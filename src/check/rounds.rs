//! Fixes findings in memory, round after round: one fix may bring out another finding in the same line. Nothing is written here.

use std::collections::{BTreeMap, HashSet};

use super::Request;
use super::fixes::bytes;
use crate::config::Notice;
use crate::finding::Finding;
use crate::fix::{self, Fix, Lines, choose};
use crate::input::Content;
use crate::knowledge::secret;
use crate::report::Report;

/// So many rounds are made; real profiles take two or three.
const MOST_ROUNDS: usize = 12;

/// What came of it.
pub struct Fixed {
    /// By path the files that change.
    pub files: BTreeMap<String, FixedFile>,
    /// What is left: the report on the files as they are now in memory.
    pub report: Report,
    /// What there is to know of suppressions then.
    pub notices: Vec<Notice>,
    /// Fixes that were wanted, and did not correct what they were for or came to no end.
    pub in_vain: Vec<(Finding, Fix)>,
}

/// A file that changes.
#[derive(Debug)]
pub struct FixedFile {
    /// Where it is.
    pub content: Content,
    /// As it was read.
    pub before: Lines,
    /// As it is to be.
    pub after: Lines,
    /// What was done, in order.
    pub made: Vec<(Finding, Fix)>,
}

/// Fixes what `wanted` says, until nothing of it is left. `run` judges the files of a request.
pub fn fix(
    request: &mut Request<'_>,
    run: &dyn Fn(&Request<'_>) -> (Report, Vec<Notice>),
    wanted: &dyn Fn(&Finding, &Fix) -> bool,
) -> Fixed {
    request.fixes = true;
    let mut files: BTreeMap<String, FixedFile> = BTreeMap::new();
    let mut done: HashSet<[String; 4]> = HashSet::new();
    let (mut report, mut notices) = run(request);
    for _ in 0..MOST_ROUNDS {
        let (again, next): (Vec<_>, Vec<_>) =
            wanted_of(&report, wanted).into_iter().partition(|(finding, fix)| done.contains(&name(finding, fix)));
        if next.is_empty() || !make(request, next, &mut files, &mut done) {
            return Fixed { files, report, notices, in_vain: again };
        }
        (report, notices) = run(request);
    }
    let in_vain = wanted_of(&report, wanted);
    Fixed { files, report, notices, in_vain }
}

/// The findings that are to be fixed, and how.
fn wanted_of(report: &Report, wanted: &dyn Fn(&Finding, &Fix) -> bool) -> Vec<(Finding, Fix)> {
    if report.fixes.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut findings = report.findings.reader();
    while let Some(finding) = findings.read() {
        if let Some(fix) = report.fixes.of(finding).filter(|fix| wanted(finding, fix)) {
            found.push((finding.clone(), fix.clone()));
        }
    }
    found
}

/// By what a fix is known again, wherever its line has gone.
fn name(finding: &Finding, fix: &Fix) -> [String; 4] {
    [&finding.rule, &finding.path, &finding.subject, &fix.description].map(Clone::clone)
}

/// Makes what can be made at once. Returns whether anything was.
fn make(
    request: &mut Request<'_>,
    next: Vec<(Finding, Fix)>,
    files: &mut BTreeMap<String, FixedFile>,
    done: &mut HashSet<[String; 4]>,
) -> bool {
    let mut by_path: BTreeMap<String, Vec<(Finding, Fix)>> = BTreeMap::new();
    next.into_iter().for_each(|one| by_path.entry(one.0.path.clone()).or_default().push(one));
    let mut any = false;
    for (path, fixes) in by_path {
        let of_path = request.files.iter_mut().find(|file| secret::veiled_path(&file.input.path) == path.as_str());
        let Some(content) = of_path.map(|file| &mut file.input.content) else { continue };
        let now = match files.get(&path) {
            Some(file) => file.after.clone(),
            None => match bytes(content) {
                Some(bytes) => Lines::of(bytes),
                None => continue,
            },
        };
        let made: Vec<(Finding, Fix)> = choose(&fixes).made.into_iter().cloned().collect();
        let Some(bytes) = fix::edited(&now, made.iter().flat_map(|(_, fix)| &fix.edits)) else { continue };
        let old = std::mem::replace(content, Content::Memory(bytes.clone()));
        done.extend(made.iter().map(|(finding, fix)| name(finding, fix)));
        let file = files.entry(path).or_insert_with(|| FixedFile {
            content: old,
            before: now.clone(),
            after: now,
            made: Vec::new(),
        });
        file.after = Lines::of(bytes);
        file.made.extend(made);
        any = true;
    }
    any
}
