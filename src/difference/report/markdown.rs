//! The difference for a ticket: what a change manager decides on. Nothing that an export says becomes markup.

use std::io::{self, Write};

use super::{Options, words};
use crate::difference::{Change, Difference, SystemDifference, What};
use crate::finding::Finding;
use crate::report::markdown::{code, text};

/// Changes that are shown of one kind of export in one system.
const MOST_CHANGES: usize = 50;
/// Findings that are shown of one system.
const MOST_FINDINGS: usize = 20;

pub(super) fn write(difference: &Difference, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match difference.agreed.as_ref().map(|agreed| agreed.title.as_str()).filter(|title| !title.is_empty()) {
        Some(title) => writeln!(out, "# {}: what changes\n", text(title))?,
        None => writeln!(out, "# What changes\n")?,
    }
    writeln!(out, "**{}.** {}.\n", words::verdict(difference, options), words::numbers(difference).join(", "))?;
    writeln!(out, "Compared: {} with {}, as of {}.\n", code(&difference.old), code(&difference.new), difference.as_of)?;
    if let Some(agreed) = difference.agreed.as_ref().filter(|agreed| !agreed.missing.is_empty()) {
        writeln!(out, "## Agreed, and did not happen\n")?;
        for (place, words) in &agreed.missing {
            writeln!(out, "- {} ({})", text(words), code(place))?;
        }
        writeln!(out)?;
    }
    for system in &difference.systems {
        write_system(system, difference, options, out)?;
    }
    Ok(())
}

fn write_system(
    system: &SystemDifference,
    difference: &Difference,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let presence = words::presence(system, difference);
    let is_same =
        presence.is_none() && system.exports.is_empty() && system.verdicts.is_empty() && system.roles.is_none();
    if is_same {
        return Ok(());
    }
    writeln!(out, "## {}\n", text(&system.name))?;
    if let Some(presence) = presence {
        writeln!(out, "{}.\n", text(&presence))?;
    }
    if let Some((before, after)) = &system.roles {
        writeln!(out, "It counts as {} now, and as {} before.\n", text(after), text(before))?;
    }
    for export in words::with_changes(system) {
        writeln!(out, "### {}\n", text(&export.title))?;
        let is_agreed_told = difference.agreed.is_some();
        let most = if options.verbose { usize::MAX } else { MOST_CHANGES };
        let head = if is_agreed_told {
            "| | agreed | what | before | after | what it means |"
        } else {
            "| | what | before | after | what it means |"
        };
        writeln!(out, "{head}")?;
        writeln!(out, "{}", if is_agreed_told { "|---|---|---|---|---|---|" } else { "|---|---|---|---|---|" })?;
        for change in export.changes.iter().take(most) {
            write_change(change, out)?;
        }
        if let more @ 1.. = export.changes.len().saturating_sub(most) {
            writeln!(out, "\nAnd {more} more.")?;
        }
        writeln!(out)?;
    }
    write_checks(system, options, out)?;
    let mut not_compared = words::not_compared(system).peekable();
    if not_compared.peek().is_some() {
        writeln!(out, "### Not compared\n")?;
        for (title, why) in not_compared {
            writeln!(out, "- {}: {}", text(title), text(why))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_change(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let labelled = |value: &dyn Fn(&crate::difference::FieldChange) -> Option<String>| {
        let told = change.fields.iter().filter_map(|field| {
            let value = value(field)?;
            // A bar ends a cell even where it stands in code.
            Some(format!("{}: {}", text(&field.label), code(&value).replace('|', "\\|")))
        });
        told.collect::<Vec<_>>().join("<br>")
    };
    let of = |field: &crate::difference::FieldChange, value: Option<&str>| match value {
        _ if field.is_secret => Some("not shown".to_owned()),
        None if change.what == What::Changed => Some("none".to_owned()),
        None => None,
        Some(value) => Some(value.to_owned()),
    };
    let before = labelled(&|field| of(field, field.old.as_deref()).filter(|_| change.what != What::Added));
    let after = labelled(&|field| of(field, field.new.as_deref()).filter(|_| change.what != What::Removed));
    let mut means: Vec<String> = change.means.iter().map(|meaning| text(meaning)).collect();
    means.extend(
        change.breaks.iter().map(|(rule, severity)| format!("**{} now found: {}**", severity.name(), code(rule))),
    );
    means.extend(change.mends.iter().map(|rule| format!("no longer found: {}", code(rule))));
    let agreed = words::agreed(change).map_or_else(String::new, |agreed| match agreed {
        "not agreed" => "**not agreed** | ".to_owned(),
        agreed => format!("{agreed} | "),
    });
    writeln!(
        out,
        "| {} | {agreed}{} | {before} | {after} | {} |",
        change.what.name(),
        text(&words::about(change)),
        means.join("<br>")
    )
}

fn write_checks(system: &SystemDifference, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let verdicts = &system.verdicts;
    if verdicts.is_empty() {
        return Ok(());
    }
    writeln!(out, "### What it does to the checks\n")?;
    for (heading, changes) in words::groups(system) {
        for (change, said) in changes {
            writeln!(out, "- {heading}: {} ({})", code(&change.rule), text(&said))?;
        }
    }
    write_findings("new finding", &verdicts.new_findings, options, out)?;
    write_findings("finding gone", &verdicts.gone_findings, options, out)?;
    if verdicts.withdrawn > 0 {
        writeln!(out, "- what went with a check that can no longer be made is not shown to be corrected")?;
    }
    writeln!(out)?;
    if !system.steps.is_empty() {
        writeln!(out, "| step of SAP's documents | before | after |\n|---|---|---|")?;
        for step in &system.steps {
            let name = format!("{}, {}", step.document, step.step);
            writeln!(out, "| {} | {} | {} |", text(&name), step.before.name(), step.after.name())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_findings(heading: &str, findings: &[Finding], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let most = if options.verbose { usize::MAX } else { MOST_FINDINGS };
    for finding in findings.iter().take(most) {
        let place = format!("{}:{}", finding.path, finding.place.line);
        let (severity, rule) = (finding.severity.name(), code(&finding.rule));
        writeln!(out, "- {heading}: {severity} {rule}: {} ({})", text(&finding.message), code(&place))?;
    }
    match findings.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "- {heading}: and {more} more"),
    }
}
