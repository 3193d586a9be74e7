//! All exports at a glance: where each comes from, and how many checks need it.

use std::cmp::Reverse;

use serde::Serialize;

use crate::cli::Terminal;
use crate::cli::paper::Paper;
use crate::export::{EXPORTS, Export, KINDS_NOT_READ_YET, menus};
use crate::landscape::Role;
use crate::rule::Page;
use crate::terminal_text::{column_width, counted};

/// So many are named to start with.
const TO_START_WITH: usize = 5;

/// The rules that need an export, alone or beside others, or would do with it.
pub(super) fn unlocked<'p>(export: &Export, pages: &[&'p Page]) -> Vec<&'p Page> {
    pages.iter().copied().filter(|page| page.needs(export.kind)).collect()
}

/// The exports that answer most rules of an ABAP system, each counted without those that one before it answers.
fn to_start_with(pages: &[&Page]) -> Vec<&'static Export> {
    let abap = [Role::SolutionManager, Role::AbapDirect].map(Role::name);
    let is_for_abap = |page: &&&Page| page.roles.iter().any(|role| abap.contains(&role.as_str()));
    let mut open: Vec<&Page> = pages.iter().filter(is_for_abap).copied().collect();
    let mut chosen: Vec<&Export> = Vec::new();
    while chosen.len() < TO_START_WITH {
        // Of several that answer as many the first.
        let best = EXPORTS.iter().copied().rev().max_by_key(|export| unlocked(export, &open).len());
        let Some(best) = best.filter(|best| !unlocked(best, &open).is_empty()) else { break };
        let answered: Vec<&str> = unlocked(best, &open).iter().map(|page| page.id.as_str()).collect();
        open.retain(|page| !answered.contains(&page.id.as_str()));
        chosen.push(best);
    }
    chosen
}

/// Writes the index.
pub(super) fn write(paper: &mut Paper, pages: &[&Page]) {
    let first = to_start_with(pages);
    let widest = column_width(EXPORTS.iter().map(|export| export.kind.len()));
    let of = |export: &&Export| {
        let checks = match unlocked(export, pages).len() {
            0 => String::new(),
            number => format!(": {}", counted(number, "check")),
        };
        format!("{} ({}){checks}", export.title, export.origin)
    };
    paper.heading("Start with these five (of an ABAP system)");
    first.iter().for_each(|export| paper.entry(export.kind, widest, &of(export)));
    paper.line("");
    paper.heading("All others");
    let others = EXPORTS.iter().filter(|export| first.iter().all(|other| other.kind != export.kind));
    let mut others: Vec<_> = others.collect();
    others.sort_by_key(|export| Reverse(unlocked(export, pages).len()));
    others.into_iter().for_each(|export| paper.entry(export.kind, widest, &of(export)));
    paper.line("");
    paper.paragraph(
        "",
        "A number says how many checks need the export. Content decides what a file is; names do not matter.",
    );
    if !KINDS_NOT_READ_YET.is_empty() {
        paper.paragraph("", &format!("Not read yet: {}.", KINDS_NOT_READ_YET.join(", ")));
    }
    for (command, what) in [
        ("basislint exports KIND", "how to get it out of SAP, step by step (--all: how to get every one)"),
        ("basislint exports --missing PATH", "what a folder lacks, the best first"),
    ] {
        paper.entry(command, "basislint exports --missing PATH".len(), what);
    }
}

#[derive(Serialize)]
struct JsonIndex<'a> {
    version: u32,
    exports: Vec<JsonExport<'a>>,
}

#[derive(Serialize)]
struct JsonExport<'a> {
    kind: &'static str,
    title: &'static str,
    origin: &'static str,
    /// The place among those to start with, from 1.
    start_with: Option<usize>,
    rules: Vec<&'a str>,
    how_to_get: Vec<JsonWay>,
}

#[derive(Serialize)]
struct JsonWay {
    title: &'static str,
    steps: &'static [&'static str],
    in_german: String,
    how_sure: &'static str,
}

/// Prints what is known of these, for programs.
pub(super) fn print_json(exports: &[&Export], pages: &[&Page], terminal: &mut Terminal<'_>) -> u8 {
    let first = to_start_with(pages);
    let way = |way: &'static crate::export::Way| JsonWay {
        title: way.title,
        steps: way.steps,
        in_german: menus::german_line(way),
        how_sure: way.seen,
    };
    let export = |export: &&Export| JsonExport {
        kind: export.kind,
        title: export.title,
        origin: export.origin,
        start_with: first.iter().position(|other| other.kind == export.kind).map(|at| at + 1),
        rules: unlocked(export, pages).iter().map(|page| page.id.as_str()).collect(),
        how_to_get: export.how_to_get.iter().map(way).collect(),
    };
    terminal.print_json(&JsonIndex { version: 1, exports: exports.iter().map(export).collect() })
}
