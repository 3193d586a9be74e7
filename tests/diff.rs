//! What `basislint diff` tells: of each kind of export a planted change, and nothing else; nothing of the same exports in another layout,
//! encoding or language; whole landscapes through the command line.

mod forms;
mod landscapes;
mod planted;

use basislint::check::{self, Assigned, Content, Input, Ran, Request};
use basislint::config::Config;
use basislint::difference::{self, Change, Difference, Pair, State, What};
use basislint::landscape::System;
use basislint::rule::RuleSet;

/// Files of one system: names and what is in them.
type Files<'f> = [(&'f str, Vec<u8>)];

fn run(files: &Files<'_>) -> Ran {
    let assigned = |(name, bytes): &(&str, Vec<u8>)| {
        let path = format!("PRD/{name}");
        let (content, relative_path) = (Content::Memory(bytes.clone()), path.clone());
        Assigned {
            input: Input { content, path, relative_path, named: false, forced: None, purpose: None, store: None },
            system: 0,
        }
    };
    let (rules, config, as_of) = (RuleSet::default(), Config::default(), jiff::civil::date(2026, 11, 22));
    check::run_whole(&Request {
        files: files.iter().map(assigned).collect(),
        systems: vec![System::named("PRD")],
        inventories: true,
        jobs: Some(1),
        excerpts: false,
        ..Request::new(&rules, &config, as_of)
    })
}

/// What changed between two states of a system.
fn between(old: &Files<'_>, new: &Files<'_>) -> Difference {
    compared(&run(old), &run(new))
}

/// What changed between two states that were read.
fn compared(before: &Ran, after: &Ran) -> Difference {
    let of = |name, ran: &Ran| {
        let unread = ran.report.files.iter().find(|file| file.export.is_none());
        assert!(unread.is_none(), "{name}: {unread:?}");
    };
    of("old", before);
    of("new", after);
    let pair = Pair { old: Some("PRD".to_owned()), new: Some("PRD".to_owned()), was: None };
    difference::compare(
        &State { name: "old", report: &before.report, inventories: &before.inventories },
        &State { name: "new", report: &after.report, inventories: &after.inventories },
        &[pair],
    )
}

/// A change in one line, as the tests' data write it.
fn line(change: &Change) -> String {
    let sign = match change.what {
        What::Added => '+',
        What::Removed => '-',
        What::Changed => '~',
    };
    let of = if change.of.is_empty() { String::new() } else { format!(" ({})", change.of) };
    let mut told = format!("{sign} {} {}{of}", change.called, change.name);
    if change.what == What::Changed {
        for field in &change.fields {
            let value = |value: &Option<String>| match value {
                _ if field.is_secret => "(secret)".to_owned(),
                value => value.clone().unwrap_or_else(|| "(none)".to_owned()),
            };
            told.push_str(&format!(" | {}: {} -> {}", field.label, value(&field.old), value(&field.new)));
        }
    }
    for meaning in &change.means {
        told.push_str(&format!(" = {meaning}"));
    }
    told
}

/// All changes, and what could not be compared.
fn told(difference: &Difference) -> Vec<String> {
    let changes = difference.changes().map(|(_, _, change)| line(change));
    let exports = difference.systems.iter().flat_map(|system| &system.exports);
    let not_compared =
        exports.flat_map(|export| export.not_compared.iter().map(|why| format!("? {}: {why}", export.kind)));
    changes.chain(not_compared).collect()
}
