//! Pseudonyms in a difference: every text of it that is not basislint's own.

use super::{
    Change, Difference, ExportDifference, FieldChange, Spot, SystemDifference, VerdictChange, Verdicts, agreed,
};
use crate::redact::Redactor;

impl Difference {
    /// Puts pseudonyms in the place of names in all that it says.
    pub fn redact(&mut self, redactor: &Redactor) {
        // What is taken apart here names every field, so a new one is not forgotten.
        let Self { old, new, as_of: _, systems, agreed, rules: _, unread } = self;
        for name in [old, new] {
            *name = redactor.path(name);
        }
        systems.iter_mut().for_each(|system| redact_system(system, redactor));
        if let Some(agreed::Outcome { title, happened: _, not_agreed: _, missing }) = agreed {
            redactor.change(title);
            for (place, words) in missing {
                *place = redactor.path(place);
                redactor.change(words);
            }
        }
        for (path, why) in unread {
            *path = redactor.path(path);
            redactor.change(why);
        }
    }
}

fn redact_system(system: &mut SystemDifference, redactor: &Redactor) {
    let SystemDifference { name, old_name, presence: _, roles: _, exports, verdicts, steps: _ } = system;
    [name].into_iter().chain(old_name).for_each(|text| redactor.change(text));
    for ExportDifference { kind: _, title: _, presence: _, changes, not_compared } in exports {
        not_compared.iter_mut().for_each(|text| redactor.change(text));
        changes.iter_mut().for_each(|change| redact_change(change, redactor));
    }
    let Verdicts { failing, passing, lost, judged, new_findings, gone_findings, withdrawn: _ } = verdicts;
    for VerdictChange { rule: _, before: _, after: _, reason, missing } in
        failing.iter_mut().chain(passing).chain(lost).chain(judged)
    {
        [reason].into_iter().chain(missing).for_each(|text| redactor.change(text));
    }
    new_findings.iter_mut().chain(gone_findings).for_each(|finding| finding.redact(redactor));
}

fn redact_change(change: &mut Change, redactor: &Redactor) {
    let Change { what: _, called: _, name, of, fields, means, old_place, new_place, breaks: _, mends: _, agreed: _ } =
        change;
    [name, of].into_iter().chain(means).for_each(|text| redactor.change(text));
    for FieldChange { field: _, label: _, old, new, is_secret: _ } in fields {
        old.iter_mut().chain(new).for_each(|text| redactor.change(text));
    }
    for Spot { path, line: _, column: _ } in old_place.iter_mut().chain(new_place) {
        *path = redactor.path(path);
    }
}
