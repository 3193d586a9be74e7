//! The one verdict on an SAP Note: is it implemented, did it come with a support package, is the system affected at all (section 5, point 6).

use super::{Bad, NoteState, Outcome, Told, item};
use crate::finding::Verdict;
use crate::policy::checks::{Check, Checks, Rows, Unit};
use crate::policy::evaluate::Setting;

const NOTES: &str = "ABAP_NOTES";

/// The verdict.
pub(super) fn of(checks: &Checks, unit: &Unit, note: u64, told: &Told<'_>, setting: &Setting<'_>) -> Outcome {
    let parts = || unit.parts.iter().filter_map(|number| Some((*number, checks.items.get(*number as usize)?)));
    let is_of_list = |check: &Check| matches!(check.rows, Rows::NoteState | Rows::NoteNeeded);
    let of_list = || parts().filter(|(_, check)| is_of_list(check));
    let by_list = of_list().next().map(|_| by_list(checks, &of_list, note, told, setting));
    let others = parts().filter(|(_, check)| !is_of_list(check));
    join(by_list.into_iter().chain(others.map(|(number, check)| item::of(checks, number, check, told, setting))))
}

/// The gravest of several verdicts: one that fails, one that nobody knows, one that passes.
fn join(parts: impl Iterator<Item = Outcome>) -> Outcome {
    let rank = |verdict: Verdict| match verdict {
        Verdict::NotApplicable => 0,
        Verdict::Pass => 1,
        Verdict::NotEvaluated => 2,
        Verdict::Fail => 3,
    };
    let both = |mut all: Outcome, mut part: Outcome| {
        if rank(part.verdict) > rank(all.verdict) {
            std::mem::swap(&mut all, &mut part);
        }
        if part.verdict == all.verdict {
            all.bad.append(&mut part.bad);
            if all.verdict == Verdict::NotEvaluated {
                part.missing.retain(|store| !all.missing.contains(store));
                all.missing.append(&mut part.missing);
            }
        }
        all
    };
    parts.reduce(both).unwrap_or_else(|| Outcome::not_applicable("no item of a policy is about it"))
}

/// What the list of notes and the software components say.
fn by_list<'c, P: Iterator<Item = (u32, &'c Check)>>(
    checks: &Checks,
    all: &dyn Fn() -> P,
    note: u64,
    told: &Told<'_>,
    setting: &Setting<'_>,
) -> Outcome {
    if all().any(|(_, check)| check.kind.is_some_and(|kind| !told.kinds.contains(&kind))) {
        return match told.kinds.is_empty() {
            true => {
                Outcome::not_evaluated("no export tells what the system is: say it in basislint.toml (type = \"abap\")")
            }
            false => Outcome::not_applicable(item::OTHER_KIND),
        };
    }
    let state = told.notes.get(&note).copied();
    if state == Some(NoteState::Implemented) {
        return Outcome { reason: "the note is implemented".into(), ..Outcome::pass() };
    }
    let components = join(
        all().filter(|(_, check)| needs(check)).map(|(number, check)| item::of(checks, number, check, told, setting)),
    );
    match components.verdict {
        Verdict::Fail => not_implemented(state, components.bad, told),
        Verdict::Pass => Outcome { reason: "it came with a support package".into(), ..Outcome::pass() },
        // Whether the system is affected is not known; if it is not implemented either, nobody knows.
        Verdict::NotEvaluated | Verdict::NotApplicable => components,
    }
}

fn needs(check: &Check) -> bool {
    check.rows == Rows::NoteNeeded
}

/// The components ask for a note of which the list does not say that it is implemented.
fn not_implemented(state: Option<NoteState>, bad: Vec<Bad>, told: &Told<'_>) -> Outcome {
    match (state, told.store(NOTES, None)) {
        (Some(NoteState::Unknown), _) => {
            Outcome::not_evaluated("the components ask for the note, and its implementation state cannot be read")
        }
        (Some(_), _) => Outcome::fail(bad),
        (None, None) => Outcome::missing(vec![NOTES.into()]),
        (None, Some(state)) => match &state.lacks {
            Some(why) => Outcome::not_evaluated(why.to_string()),
            None => Outcome::fail(bad),
        },
    }
}
