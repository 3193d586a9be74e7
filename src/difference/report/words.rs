//! What every format for people says of a difference: whether it got worse, in a sentence; numbers; the words for a change.

use super::Options;
use crate::difference::{
    Change, Difference, ExportDifference, FieldChange, Outcome, Presence, SystemDifference, VerdictChange, What,
};
use crate::finding::Verdict;
use crate::terminal_text::counted;

/// Whether anything got worse, in a sentence.
pub(super) fn verdict(difference: &Difference, options: &Options) -> &'static str {
    match difference.outcome(options.fail_on) {
        Outcome::NotCompared => "Nothing could be compared: no system is in both states",
        Outcome::Worse
            if difference.agreed.as_ref().is_some_and(|agreed| !agreed.is_kept()) && !is_worse(difference, options) =>
        {
            "Nothing gets worse, but not all is as agreed"
        }
        Outcome::Worse => "Something gets worse",
        Outcome::NotWorse if difference.is_empty() => "Nothing changed",
        Outcome::NotWorse => "Nothing gets worse",
    }
}

fn is_worse(difference: &Difference, options: &Options) -> bool {
    let worse = |system: &SystemDifference| {
        let least = options.fail_on;
        system.presence == Presence::Removed
            || !system.verdicts.lost.is_empty()
            || system.verdicts.new_findings.iter().any(|it| least.is_some_and(|least| it.severity >= least))
    };
    options.fail_on.is_some() && difference.systems.iter().any(worse)
}

/// The numbers of a whole difference, for one line.
pub(super) fn numbers(difference: &Difference) -> Vec<String> {
    let systems = &difference.systems;
    let sum = |of: &dyn Fn(&SystemDifference) -> usize| systems.iter().map(of).sum::<usize>();
    let changes = sum(&|system| system.exports.iter().map(|export| export.changes.len()).sum());
    let with_changes = systems.iter().filter(|system| system.exports.iter().any(|it| !it.changes.is_empty())).count();
    let mut told = vec![format!("{} in {}", counted(changes, "change"), counted(with_changes, "system"))];
    told.extend(of_findings(
        sum(&|system| system.verdicts.new_findings.len()),
        sum(&|system| system.verdicts.gone_findings.len()),
    ));
    let lost = sum(&|system| system.verdicts.lost.len());
    if lost > 0 {
        told.push(format!("{} can no longer be made", counted(lost, "check")));
    }
    if let Some(agreed) = &difference.agreed {
        told.push(format!("{} as agreed", agreed.happened));
        told.push(format!("{} not agreed", agreed.not_agreed));
        told.push(format!("{} agreed and did not happen", agreed.missing.len()));
    }
    told
}

/// New and gone findings.
pub(super) fn of_findings(new: usize, gone: usize) -> Vec<String> {
    let mut told = Vec::new();
    if new > 0 {
        told.push(counted(new, "new finding"));
    }
    if gone > 0 {
        let (findings, are) = (counted(gone, "finding"), if gone == 1 { "is" } else { "are" });
        told.push(format!("{findings} {are} gone"));
    }
    told
}

/// What is said of a system as a whole; nothing if it is in both states and as it was.
pub(super) fn presence(system: &SystemDifference, difference: &Difference) -> Option<String> {
    match system.presence {
        Presence::Added => Some(format!("only in {}: there is nothing to compare it with", difference.new)),
        Presence::Removed => Some(format!("no longer in {}: nothing shows how it is", difference.new)),
        Presence::Both => system.old_name.as_ref().map(|old| format!("called {old} in {}", difference.old)),
    }
}

/// `RFC destination SAPOSS`, with the instance where there are several.
pub(super) fn about(change: &Change) -> String {
    let of = if change.of.is_empty() { String::new() } else { format!(" ({})", change.of) };
    if change.name == change.called {
        return format!("{}{of}", change.called);
    }
    format!("{} {}{of}", change.called, change.name)
}

/// The sign of a change.
pub(super) fn sign(what: What) -> char {
    match what {
        What::Added => '+',
        What::Removed => '-',
        What::Changed => '~',
    }
}

/// The value of a field on one side.
pub(super) fn value(value: Option<&str>, field: &FieldChange) -> String {
    match value {
        _ if field.is_secret => "not shown".to_owned(),
        None => "none".to_owned(),
        Some(value) => value.to_owned(),
    }
}

/// Where the thing stands, in the later state if it is there.
pub(super) fn place(change: &Change) -> Option<String> {
    let spot = change.new_place.as_ref().or(change.old_place.as_ref())?;
    Some(format!("{}:{}", spot.path, spot.line))
}

/// Whether it was agreed, in words; nothing if nobody said what was.
pub(super) fn agreed(change: &Change) -> Option<&'static str> {
    change.agreed.map(|agreed| if agreed { "agreed" } else { "not agreed" })
}

/// A verdict change in words: `was pass`.
pub(super) fn was(change: &VerdictChange) -> String {
    change.before.map_or_else(|| "not asked before".to_owned(), |before| format!("was {}", before.name()))
}

/// What to add so that a check can be made again.
pub(super) fn way_back(change: &VerdictChange) -> String {
    match change.missing.as_slice() {
        [] => change.reason.clone(),
        missing => format!("add {}", missing.join(", ")),
    }
}

/// The groups of verdicts that changed, the most pressing first: a heading, the changes, and what to say of each.
pub(super) fn groups(system: &SystemDifference) -> Vec<(&'static str, Vec<(&VerdictChange, String)>)> {
    let verdicts = &system.verdicts;
    let all = |changes: &'_ [VerdictChange], say: fn(&VerdictChange) -> String| -> Vec<(usize, String)> {
        changes.iter().enumerate().map(|(index, change)| (index, say(change))).collect()
    };
    let passing = |change: &VerdictChange| match change.after {
        Some(Verdict::Pass) => "passes".to_owned(),
        _ => "does not apply any more".to_owned(),
    };
    let of = [
        ("newly failing", &verdicts.failing, all(&verdicts.failing, was)),
        ("no longer evaluated", &verdicts.lost, all(&verdicts.lost, way_back)),
        ("newly passing", &verdicts.passing, all(&verdicts.passing, passing)),
        ("evaluated now", &verdicts.judged, all(&verdicts.judged, |_| "passes".to_owned())),
    ];
    let with = of.into_iter().filter(|(_, changes, _)| !changes.is_empty());
    with.map(|(heading, changes, said)| {
        (heading, said.into_iter().filter_map(|(index, said)| Some((changes.get(index)?, said))).collect())
    })
    .collect()
}

/// Exports in which something is to be told, those with changes first.
pub(super) fn with_changes(system: &SystemDifference) -> impl Iterator<Item = &ExportDifference> {
    system.exports.iter().filter(|export| !export.changes.is_empty())
}

/// What could not be compared: the export, and why.
pub(super) fn not_compared(system: &SystemDifference) -> impl Iterator<Item = (&str, &str)> {
    system.exports.iter().flat_map(|export| export.not_compared.iter().map(|why| (export.title.as_str(), why.as_str())))
}
