//! Who trusts whom: a line for each connection, and a table of what each certificate needs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{code, plain, text};
use crate::finding::Finding;
use crate::landscape::picture::{Hop, Need, Picture, Trust};
use crate::report::{Report, trust};

/// A table of more lines is folded.
const MOST_LINES: usize = 12;

/// Writes a part for each integration; nothing if there is none. `findings` are by system and rule.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(
    report: &Report,
    findings: &BTreeMap<String, BTreeMap<String, Vec<Finding>>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let pictures = trust::pictures(report);
    if !pictures.is_empty() {
        writeln!(out, "## Who trusts whom\n")?;
    }
    for picture in &pictures {
        writeln!(out, "### {}\n\n{}.\n", text(&picture.system), trust::said(picture))?;
        for hop in &picture.hops {
            let state = hop.state();
            writeln!(out, "- {} {}: {}", plain(trust::in_matrix(state)), text(&trust::title(hop)), trust::name(state))?;
        }
        writeln!(out)?;
        let lines: usize = picture.hops.iter().flat_map(|hop| &hop.trust).map(|trust| trust.needs.len().max(1)).sum();
        let is_long = lines > MOST_LINES;
        if is_long {
            // No text of an export stands in markup, where no backslash would disarm it.
            writeln!(out, "<details>\n<summary>What each certificate needs</summary>\n")?;
        }
        writeln!(out, "| connection | is shown | must be so | state | why, and what to do |\n|---|---|---|---|---|")?;
        for hop in &picture.hops {
            hop.trust.iter().try_for_each(|trust| write_trust(picture, hop, trust, findings, out))?;
        }
        writeln!(out)?;
        if is_long {
            writeln!(out, "</details>\n")?;
        }
    }
    Ok(())
}

fn write_trust(
    picture: &Picture,
    hop: &Hop,
    trust: &Trust,
    findings: &BTreeMap<String, BTreeMap<String, Vec<Finding>>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let subject = match trust::subject(trust) {
        subject if subject.is_empty() => String::new(),
        subject => format!(" {}", text(&subject)),
    };
    let shown = format!("{} shows {} to {}{subject}", trust.shown_by, trust.shows, trust.trusted_by);
    let nothing = Need { what: "–".to_owned(), state: trust.state(), why: String::new(), rule: None };
    let needs = if trust.needs.is_empty() { std::slice::from_ref(&nothing) } else { &trust.needs };
    for (index, need) in needs.iter().enumerate() {
        // What several lines share stands in the first.
        let [title, shown] = if index == 0 { [text(&trust::title(hop)), shown.clone()] } else { Default::default() };
        let state = format!("{} {}", plain(trust::in_matrix(need.state)), trust::name(need.state));
        let rule = need.rule.filter(|_| trust::is_pressing(need.state)).map(|rule| format!(" ({})", code(rule)));
        let why = trust::why(need);
        let to_do = match trust::help(findings, picture, need) {
            Some(help) => format!("{}. {}", text(why.trim_end_matches('.')), text(help)),
            None => text(why),
        };
        writeln!(out, "| {title} | {shown} | {} | {state} | {to_do}{} |", text(&need.what), rule.unwrap_or_default())?;
    }
    Ok(())
}
