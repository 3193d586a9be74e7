//! What `basislint fix` says: differences and what was written on standard output, what is left on standard error.

use anstyle::{AnsiColor, Style};

use super::{Change, FixArguments, Left, Terminal};
use crate::complaint::clean;
use crate::config::{Notice, NoticeKind};
use crate::finding::Finding;
use crate::fix::{Fix, difference};
use crate::knowledge::secret;
use crate::terminal_text::counted;

/// So many things that are not done are named.
const MOST: usize = 10;

/// `PRD/DEFAULT.PFL:3: set ssl/client_sni_enabled = TRUE [client-sni-disabled]`
pub(super) fn made(finding: &Finding, fix: &Fix) -> String {
    let line = fix.edits.first().map_or(finding.place.line, |edit| edit.place.line);
    format!("{}:{line}: {} [{}]", finding.path, fix.description, finding.rule)
}

/// `basislint.toml:12: take out the suppression that matches no finding`
pub(super) fn suppression(notice: &Notice) -> String {
    let what = match notice.kind {
        NoticeKind::Expired => "that has expired",
        _ => "that matches no finding",
    };
    format!("{}:{}: take out the suppression {what}", notice.complaint.path(), notice.complaint.line())
}

/// Prints the difference of each file. Returns the exit code.
pub(super) fn differences(changes: &[Change], terminal: &mut Terminal<'_>) -> u8 {
    let mut text = String::new();
    let mut masked = Vec::new();
    for change in changes {
        match difference(&change.shown, &change.before, &change.after, change.kind) {
            Some(difference) => {
                text.push_str(&colored(&difference.text, terminal.out_color));
                if !difference.applies {
                    masked.push(change.shown.as_str());
                }
            }
            None => {
                let shown = clean(&change.shown);
                text.push_str(&format!(
                    "{shown} is UTF-16, of which patch takes no difference; --write does this in it:\n"
                ));
                change.made.iter().for_each(|made| text.push_str(&format!("  {}\n", line(made))));
            }
        }
    }
    let code = terminal.print(&text);
    for path in masked {
        terminal.say(&format!(
            "{path}: what may be secret or cannot be shown is masked in the difference, so patch does not take it: --write does"
        ));
    }
    code
}

fn colored(difference: &str, color: bool) -> String {
    if !color {
        return difference.to_owned();
    }
    let style = |line: &str| match line.as_bytes() {
        [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => Style::new().bold(),
        [b'@', ..] => AnsiColor::Cyan.on_default(),
        [b'-', ..] => AnsiColor::Red.on_default(),
        [b'+', ..] => AnsiColor::Green.on_default(),
        _ => Style::new(),
    };
    let colored = |line: &str| {
        let style = style(line);
        format!("{style}{line}{style:#}\n")
    };
    difference.split_terminator('\n').map(colored).collect()
}

/// What was done in the files that are written.
pub(super) fn written(changes: &[&Change]) -> String {
    changes.iter().flat_map(|change| &change.made).map(|made| format!("{}\n", line(made))).collect()
}

/// A line for a terminal that cannot be more than one.
fn line(text: &str) -> String {
    clean(&secret::veiled_path(text))
}

/// What remains to be done in SAP.
pub(super) fn advise(written: &[&Change], terminal: &mut Terminal<'_>) {
    if written.iter().any(|change| change.is_of_sap) {
        terminal.say(
            "what is written here takes effect in SAP when the same is done there: RZ10 for profiles, with a restart in a maintenance \
             window; `saprouter -n` for route permission tables",
        );
    }
}

/// Says what is fixed or could be, and what is left.
pub(super) fn left(arguments: &FixArguments, count: usize, files: usize, left: &Left, terminal: &mut Terminal<'_>) {
    let list = |lines: &[String], terminal: &mut Terminal<'_>| {
        lines.iter().take(MOST).for_each(|line| terminal.say(&format!("  {line}")));
        if let more @ 1.. = lines.len().saturating_sub(MOST) {
            terminal.say(&format!("  and {more} more"));
        }
    };
    match (count, arguments.write) {
        (0, _) => terminal.say("nothing to fix"),
        (_, true) => {}
        (_, false) => {
            terminal.say(&format!("{} in {}: --write makes them", counted(count, "edit"), counted(files, "file")))
        }
    }
    if !left.in_vain.is_empty() {
        terminal.say(&format!("{} did not correct what they are for:", counted(left.in_vain.len(), "edit")));
        list(&left.in_vain, terminal);
    }
    if !left.unsafe_ones.is_empty() {
        let (edits, are) =
            (counted(left.unsafe_ones.len(), "edit"), if left.unsafe_ones.len() == 1 { "is" } else { "are" });
        terminal.say(&format!("{edits} {are} not safe, and made with --unsafe only:"));
        list(&left.unsafe_ones, terminal);
    }
    if left.in_archives > 0 {
        let findings = counted(left.in_archives, "finding");
        terminal.say(&format!("{findings} in archives, which are not written to: unpack them"));
    }
    if left.without > 0 {
        terminal.say(&format!("{} that no edit of a file fixes: `basislint check`", counted(left.without, "finding")));
    }
}
