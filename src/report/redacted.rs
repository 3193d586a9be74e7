//! Pseudonyms in a report: every text of it that is not basislint's own. Formats see no other report, so none of them can forget it.

use std::sync::Arc;

use super::{FileReport, Report, SystemReport};
use crate::finding::{Need, Risk, RuleVerdict};
use crate::fix::Fixes;
use crate::landscape::picture::{self, Hop, Picture, Trust};
use crate::redact::Redactor;

/// Puts pseudonyms in the place of names in all that a report says.
pub fn redact(report: &mut Report, redactor: &Arc<Redactor>) {
    // What is taken apart here names every field, so a new one is not forgotten.
    let Report {
        as_of: _,
        systems,
        pictures,
        findings,
        absent,
        risks,
        fixes,
        files,
        rules: _,
        check_items: _,
        ignored_files: _,
        excluded_files: _,
        unsure_rules: _,
        may_be_empty: _,
        asked,
        category,
    } = report;
    systems.iter_mut().for_each(|system| redact_system(system, redactor));
    pictures.iter_mut().for_each(|picture| redact_picture(picture, redactor));
    files.iter_mut().for_each(|file| redact_file(file, redactor));
    *asked = redactor.path(asked);
    *category = redactor.path(category);
    findings.redact(redactor);
    absent.iter_mut().for_each(|finding| finding.redact(redactor));
    risks.iter_mut().for_each(|risk| redact_risk(risk, redactor));
    // Edits are for the very bytes of a file, which this report does not show.
    *fixes = Fixes::default();
}

fn redact_system(system: &mut SystemReport, redactor: &Redactor) {
    let SystemReport { name, role: _, tier: _, inferred, role_in_doubt: _, stack: _, verdicts, policy: _ } = system;
    redactor.change(name);
    inferred.iter_mut().for_each(|text| redactor.change(text));
    for RuleVerdict { rule: _, verdict: _, reason, missing, evidence } in verdicts {
        *reason = redactor.text(reason).into();
        let needs = missing.iter().map(|need| Need { of: redactor.text(&need.of).into_owned(), ..need.clone() });
        *missing = Arc::new(needs.collect());
        *evidence = Arc::new(evidence.iter().map(|path| redactor.path(path)).collect());
    }
}

fn redact_risk(risk: &mut Risk, redactor: &Redactor) {
    let Risk { rule: _, system, subject, reason, owner, until: _, state: _, findings: _, path, address, line: _ } =
        risk;
    [system, subject, owner].into_iter().flatten().chain([reason]).for_each(|text| redactor.change(text));
    for path in [path, address] {
        *path = redactor.path(path);
    }
}

fn redact_picture(picture: &mut Picture, redactor: &Redactor) {
    let Picture { system, hops } = picture;
    redactor.change(system);
    for Hop { from: _, to: _, trust } in hops {
        for Trust { shown_by: _, shows: _, subject, trusted_by: _, needs } in trust {
            redactor.change(subject);
            for picture::Need { what, state: _, why, rule: _ } in needs {
                redactor.change(what);
                redactor.change(why);
            }
        }
    }
}

fn redact_file(file: &mut FileReport, redactor: &Redactor) {
    let FileReport { path, relative_path, system, reason, notes, near, instance, .. } = file;
    for path in [path, relative_path] {
        *path = redactor.path(path);
    }
    for text in [reason, instance].into_iter().chain(system).chain(near) {
        redactor.change(text);
    }
    notes.iter_mut().for_each(|note| redactor.change(&mut note.message));
}
