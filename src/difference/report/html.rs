//! The difference as one file for browsers: before and after side by side, a filter, and a print without it. The page (`page.html`,
//! `page.css`, `page.js`) asks nobody for anything; without scripts it is a plain document.

use std::io::{self, Write};

use askama::Template;

use super::{Options, words};
use crate::difference::{Change, Difference, SystemDifference, What};
use crate::finding::Finding;
use crate::report::html::digest;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

#[derive(Template)]
#[template(path = "page.html", config = "src/difference/report/askama.toml")]
struct Page<'d> {
    style: &'static str,
    script: &'static str,
    style_digest: String,
    script_digest: String,
    version: &'static str,
    title: String,
    old: &'d str,
    new: &'d str,
    as_of: String,
    verdict: &'static str,
    is_good: bool,
    numbers: String,
    missing: &'d [(String, String)],
    systems: Vec<SystemView<'d>>,
}

struct SystemView<'d> {
    name: &'d str,
    place: String,
    presence: Option<String>,
    roles: Option<String>,
    numbers: String,
    exports: Vec<ExportView<'d>>,
    checks: Vec<(&'static str, &'d str, String)>,
    new_findings: Vec<FindingView<'d>>,
    gone_findings: Vec<FindingView<'d>>,
    withdrawn: bool,
    steps: Vec<(String, &'static str, &'static str)>,
    not_compared: Vec<(&'d str, &'d str)>,
}

struct ExportView<'d> {
    title: &'d str,
    changes: Vec<ChangeView<'d>>,
}

struct ChangeView<'d> {
    class: &'static str,
    sign: char,
    what: &'static str,
    about: String,
    place: String,
    agreed: Option<&'static str>,
    fields: Vec<FieldView<'d>>,
    means: &'d [String],
    breaks: Vec<(&'d str, &'static str)>,
    mends: &'d [String],
}

struct FieldView<'d> {
    label: &'d str,
    old: String,
    new: String,
}

struct FindingView<'d> {
    severity: &'static str,
    rule: &'d str,
    message: &'d str,
    place: String,
}

pub(super) fn write(difference: &Difference, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let verdict = words::verdict(difference, options);
    let told = difference.agreed.as_ref();
    let title = told.map(|agreed| agreed.title.as_str()).filter(|title| !title.is_empty());
    let page = Page {
        style: STYLE,
        script: SCRIPT,
        style_digest: digest(STYLE),
        script_digest: digest(SCRIPT),
        version: env!("CARGO_PKG_VERSION"),
        title: title.map_or_else(|| "What changes".to_owned(), |title| format!("{title}: what changes")),
        old: &difference.old,
        new: &difference.new,
        as_of: difference.as_of.to_string(),
        verdict,
        is_good: verdict.starts_with("Nothing gets worse") || verdict == "Nothing changed",
        numbers: words::numbers(difference).join(", "),
        missing: told.map_or(&[][..], |agreed| &agreed.missing),
        systems: difference
            .systems
            .iter()
            .enumerate()
            .filter_map(|(index, system)| SystemView::of(index, system, difference))
            .collect(),
    };
    let mut out = io::BufWriter::new(out);
    page.write_into(&mut out)?;
    out.flush()
}

impl<'d> SystemView<'d> {
    fn of(index: usize, system: &'d SystemDifference, difference: &Difference) -> Option<Self> {
        let verdicts = &system.verdicts;
        let presence = words::presence(system, difference);
        if presence.is_none() && system.exports.is_empty() && verdicts.is_empty() && system.roles.is_none() {
            return None;
        }
        let changes = words::with_changes(system).map(|export| export.changes.len()).sum::<usize>();
        let mut numbers = vec![crate::terminal_text::counted(changes, "change")];
        numbers.extend(words::of_findings(verdicts.new_findings.len(), verdicts.gone_findings.len()));
        let checks = words::groups(system).into_iter().flat_map(|(heading, changes)| {
            changes.into_iter().map(move |(change, said)| (heading, change.rule.as_str(), said)).collect::<Vec<_>>()
        });
        let step = |step: &crate::difference::StepChange| {
            (format!("{}, {}", step.document, step.step), step.before.name(), step.after.name())
        };
        Some(Self {
            name: &system.name,
            place: format!("system-{index}"),
            presence,
            roles: system
                .roles
                .as_ref()
                .map(|(before, after)| format!("It counts as {after} now, and as {before} before")),
            numbers: numbers.join(", "),
            exports: words::with_changes(system)
                .map(|export| ExportView {
                    title: &export.title,
                    changes: export.changes.iter().map(ChangeView::of).collect(),
                })
                .collect(),
            checks: checks.collect(),
            new_findings: verdicts.new_findings.iter().map(FindingView::of).collect(),
            gone_findings: verdicts.gone_findings.iter().map(FindingView::of).collect(),
            withdrawn: verdicts.withdrawn > 0,
            steps: system.steps.iter().map(step).collect(),
            not_compared: words::not_compared(system).collect(),
        })
    }
}

impl<'d> ChangeView<'d> {
    fn of(change: &'d Change) -> Self {
        let fields = change.fields.iter().map(|field| FieldView {
            label: &field.label,
            old: if change.what == What::Added { String::new() } else { words::value(field.old.as_deref(), field) },
            new: if change.what == What::Removed { String::new() } else { words::value(field.new.as_deref(), field) },
        });
        Self {
            class: change.what.name(),
            sign: words::sign(change.what),
            what: change.what.name(),
            about: words::about(change),
            place: words::place(change).unwrap_or_default(),
            agreed: words::agreed(change),
            fields: fields.collect(),
            means: &change.means,
            breaks: change.breaks.iter().map(|(rule, severity)| (rule.as_str(), severity.name())).collect(),
            mends: &change.mends,
        }
    }
}

impl<'d> FindingView<'d> {
    fn of(finding: &'d Finding) -> Self {
        Self {
            severity: finding.severity.name(),
            rule: &finding.rule,
            message: &finding.message,
            place: format!("{}:{}", finding.path, finding.place.line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_cannot_end_their_elements() {
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</") && !SCRIPT.contains("<!--"));
    }
}
