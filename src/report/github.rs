//! Annotations of GitHub Actions: lines that GitHub's runner takes for commands and shows beside the files, and an ending for the log.
//!
//! The grammar is that of actions/runner (`ActionCommand.cs`) and actions/toolkit (`command.ts`):
//! `::error file=...,line=...,title=...::message`. GitHub shows no more than ten errors, ten warnings and ten notices of a step, the first
//! that come: so the worst come first, and of each severity one finding of every rule before the second of any.
//!
//! Columns count from 1, and `endColumn` stands behind the last character, as ESLint and ruff have it; GitHub's documentation does not say
//! (github/docs#40038). The runner wants columns only where a place is on one line.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::io::{self, BufWriter, Write};

use super::address::Addresses;
use super::format::Writer;
use super::gaps::{self, Gap};
use super::{Options, Report, concise, ending};
use crate::finding::{Finding, Place, Severity, Status};
use crate::terminal_text::clean;
use crate::terminal_text::runner_commands::{Disarming, Kind, disarm};

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "github",
    shows_source: false,
    shows_fixes: false,
    is_lines: true,
    is_binary: false,
    shows_pages: false,
    // It gives orders, and sees to it that they are its own.
    printed: None,
    write,
};

/// GitHub takes no longer title.
const LONGEST_TITLE: usize = 255;

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if !options.summary {
        annotate(report, options, out)?;
    }
    let mut log = BufWriter::new(Disarming::new(Kind::Text, out));
    ending::write(report, options, ending::Detail::Short, &mut log)?;
    log.flush()
}

fn annotate(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut annotations = Annotations { addresses: Addresses::of(report), out: BufWriter::new(out) };
    let gaps = if options.quiet { Vec::new() } else { gaps::of(report) };
    let found: BTreeSet<Severity> = report.findings.groups().map(|group| group.severity).collect();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        gaps.iter().filter(|gap| gap.severity == severity).try_for_each(|gap| annotations.gap(gap))?;
        if found.contains(&severity) {
            annotations.findings(report, severity, Turn::First)?;
            annotations.findings(report, severity, Turn::Others)?;
        }
    }
    annotations.out.flush()
}

/// Which findings of a rule are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The first one.
    First,
    /// All others.
    Others,
}

struct Annotations<'r, W: Write> {
    addresses: Addresses<'r>,
    out: W,
}

impl<W: Write> Annotations<'_, W> {
    /// Nothing is kept of the findings but which rules had one: there may be millions.
    fn findings(&mut self, report: &Report, severity: Severity, turn: Turn) -> io::Result<()> {
        let mut rules: HashSet<String> = HashSet::new();
        let mut findings = report.findings.reader();
        while let Some(finding) = findings.read() {
            if finding.status != Status::New || finding.severity != severity {
                continue;
            }
            let is_first = !rules.contains(&finding.rule);
            if is_first {
                rules.insert(finding.rule.clone());
            }
            if is_first == (turn == Turn::First) {
                self.finding(finding)?;
            }
        }
        Ok(())
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let file = self.addresses.get(&finding.path);
        let title = format!("{} ({})", finding.rule, finding.system);
        let also = concise::also(finding);
        self.annotation(
            finding.severity,
            &place(&file, finding.place),
            &title,
            [&finding.message, &also],
            &finding.help,
        )
    }

    fn gap(&mut self, gap: &Gap<'_>) -> io::Result<()> {
        let file = gap.about.path().map(|path| self.addresses.get(path));
        let place: Vec<(&str, String)> = file.map(|file| ("file", file)).into_iter().collect();
        let title = match gap.about.system() {
            "" => gap.name.to_owned(),
            system => format!("{} ({system})", gap.name),
        };
        self.annotation(gap.severity, &place, &title, [&gap.message, ""], &gap.help)
    }

    fn annotation(
        &mut self,
        severity: Severity,
        place: &[(&str, String)],
        title: &str,
        message: [&str; 2],
        help: &str,
    ) -> io::Result<()> {
        let command = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        write!(self.out, "::{command} ")?;
        for (key, value) in place.iter().filter(|(_, value)| !value.is_empty()) {
            write!(self.out, "{key}={},", property(value))?;
        }
        // The runner trims the end of the last one: let that be a text of ours.
        write!(self.out, "title={}::", property(&cut(title)))?;
        for part in message {
            write!(self.out, "{}", data(part))?;
        }
        if !help.is_empty() {
            write!(self.out, "%0A%0A{}", data(help))?;
        }
        writeln!(self.out)
    }
}

/// Where it is, as far as the runner takes it.
fn place(file: &str, place: Place) -> Vec<(&'static str, String)> {
    let Place { line, column, end_line, end_column } = place;
    let mut properties = vec![("file", file.to_owned())];
    if line > 0 {
        properties.push(("line", line.to_string()));
        properties.push(("endLine", end_line.max(line).to_string()));
    }
    if line > 0 && end_line == line && column > 0 && end_column >= column {
        properties.push(("col", column.to_string()));
        properties.push(("endColumn", end_column.to_string()));
    }
    properties
}

fn cut(title: &str) -> Cow<'_, str> {
    match title.char_indices().nth(LONGEST_TITLE) {
        None => Cow::Borrowed(title),
        Some(_) => Cow::Owned(title.chars().take(LONGEST_TITLE - 1).chain(['…']).collect()),
    }
}

/// A text that is no order, wherever GitHub shows it: the runner writes messages into the log, which knows `##[...]`.
fn harmless(text: &str) -> String {
    disarm(&clean(text)).into_owned()
}

/// The message of a command.
fn data(text: &str) -> String {
    harmless(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::{FileStatus, Format, sample};
    use super::*;

    /// A line that the runner obeys: the command, its properties, its data.
    #[derive(Debug)]
    struct Command {
        name: String,
        properties: BTreeMap<String, String>,
        data: String,
    }

    /// What actions/runner makes of a line of output: `TryParseV2`, and `TryParse` for the old form.
    fn obeyed(line: &str) -> Option<Command> {
        const COMMANDS: [&str; 8] =
            ["error", "warning", "notice", "debug", "add-mask", "stop-commands", "set-output", "group"];
        let unescaped = |text: &str, escapes: &[(&str, &str)]| {
            escapes.iter().fold(text.to_owned(), |text, (escape, character)| text.replace(escape, character))
        };
        let parsed = |info: &str, between: char, data: String, escapes: &[(&str, &str)]| {
            let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
            let pairs = properties.trim().split(between).filter_map(|pair| pair.split_once('='));
            let pairs = pairs.map(|(key, value)| (key.to_owned(), value.trim_start_matches('=')));
            let properties = pairs.filter(|(_, value)| !value.is_empty());
            let properties = properties.map(|(key, value)| (key, unescaped(value, escapes))).collect();
            COMMANDS.contains(&name).then(|| Command { name: name.to_owned(), properties, data })
        };
        if let Some((info, data)) = line.trim_start().strip_prefix("::").and_then(|rest| rest.split_once("::")) {
            let data = unescaped(data, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]);
            let escapes = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
            if let Some(command) = parsed(info, ',', data, &escapes) {
                return Some(command);
            }
        }
        let (info, data) = line.split_once("##[").and_then(|(_, rest)| rest.split_once(']'))?;
        parsed(info, ';', data.to_owned(), &[])
    }

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        super::super::write(Format::Github, report, &sample::options(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn commands(text: &str) -> Vec<Command> {
        text.split(['\n', '\r']).filter_map(obeyed).collect()
    }

    fn with(finding: Finding) -> Report {
        Report { findings: vec![finding].into(), files: Vec::new(), systems: Vec::new(), ..sample::report() }
    }

    fn one() -> Finding {
        sample::report().findings.iter().find(|finding| finding.rule == sample::RFC).unwrap()
    }

    #[test]
    fn the_worst_comes_first_and_each_rule_before_the_second_of_any() {
        let mut report = sample::report();
        report.files[0].status = FileStatus::Failed;
        let commands = commands(&written(&report));
        let severities: Vec<&str> = commands.iter().map(|command| command.name.as_str()).collect();
        let mut sorted = severities.clone();
        sorted.sort_by_key(|name| ["error", "warning", "notice"].iter().position(|known| known == name));
        assert_eq!(severities, sorted);
        let titles: Vec<&str> = commands.iter().map(|command| command.properties["title"].as_str()).collect();
        let begin = ["failed (DEV)", "legacy-rfc-destination (PRD)", "client-ciphersuites-outdated (QAS)"];
        assert_eq!(titles[..3], begin);
        // 14 errors, 3 warnings and a note that count; a file that failed, one that was read in part, two systems with gaps.
        assert_eq!(commands.len(), 18 + 4);
    }

    #[test]
    fn a_place_is_told_as_the_runner_takes_it() {
        let place_of = |place: Place| {
            let commands = commands(&written(&with(Finding { place, ..one() })));
            let found = commands.into_iter().find(|command| command.properties.contains_key("file")).unwrap();
            ["line", "endLine", "col", "endColumn"].map(|key| found.properties.get(key).cloned().unwrap_or_default())
        };
        let place = |line, column, end_line, end_column| Place { line, column, end_line, end_column };
        assert_eq!(place_of(place(6, 4, 6, 10)), ["6", "6", "4", "10"]);
        assert_eq!(place_of(place(6, 4, 8, 2)), ["6", "8", "", ""], "on two lines");
        assert_eq!(place_of(place(6, 4, 6, 3)), ["6", "6", "", ""], "the runner would drop both");
        assert_eq!(place_of(place(0, 0, 0, 0)), [""; 4], "a whole file");
    }

    #[test]
    fn the_log_ends_with_what_was_not_checked_and_orders_nothing() {
        let mut report = sample::report();
        report.systems[0].name = "::stop-commands::x".to_owned();
        report.systems[1].name = "##[group]x".to_owned();
        let text = written(&report);
        let log: Vec<&str> = text.lines().filter(|line| !line.starts_with("::")).collect();
        assert_eq!(log.last().unwrap().split("; ").last(), Some("5 of 12 checks could not be made"));
        assert!(log.iter().all(|line| obeyed(line).is_none()), "{log:?}");
        assert!(!text.contains("##["), "{text}");
    }

    #[test]
    fn a_title_is_no_longer_than_github_takes_it() {
        let report = with(Finding { system: "x".repeat(300), ..one() });
        let commands = commands(&written(&report));
        let finding = commands.iter().find(|command| command.properties.contains_key("file")).unwrap();
        assert_eq!(finding.properties["title"].chars().count(), LONGEST_TITLE);
    }

    /// Pieces of orders, of escapes, and of what is neither.
    const HOSTILE: &str = "(::|##\\[|\\]|error|stop-commands|add-mask|%0A|%250A|%25|%3A|%|,|=|:|;|\n|\r|\u{1b}\\[1m|\u{85}|\u{2028}| |ü|a){0,12}";

    proptest! {
        #[test]
        fn what_is_written_is_one_order_of_ours_and_says_what_it_should(
            message in HOSTILE, help in HOSTILE, rule in HOSTILE, system in HOSTILE, path in HOSTILE,
        ) {
            let finding = Finding { message, help, rule, system, path: format!("x{path}"), ..one() };
            let report = with(finding.clone());
            let text = written(&report);
            let lines: Vec<&str> = text.split(['\n', '\r', '\u{85}', '\u{2028}']).collect();
            // The annotations are the first lines: nothing was checked, and the finding.
            let (annotations, rest) = lines.split_at(lines.iter().take_while(|line| line.starts_with("::")).count());
            prop_assert!(rest.iter().all(|line| obeyed(line).is_none()), "{:?}", rest);
            let commands: Vec<Command> = annotations.iter().filter_map(|line| obeyed(line)).collect();
            prop_assert_eq!(commands.len(), annotations.len());
            let ours: Vec<&Command> = commands.iter().filter(|command| command.properties.contains_key("file")).collect();
            prop_assert_eq!(ours.len(), 1);
            prop_assert_eq!(&ours[0].name, "error");
            let title = format!("{} ({})", finding.rule, finding.system);
            let title = harmless(&title);
            prop_assert_eq!(&ours[0].properties["title"], title.trim_start_matches('='));
            prop_assert_eq!(&ours[0].properties["file"], &harmless(&Addresses::of(&report).get(&finding.path)));
            let help = if finding.help.is_empty() { String::new() } else { format!("\n\n{}", harmless(&finding.help)) };
            prop_assert_eq!(&ours[0].data, &format!("{}{help}", harmless(&finding.message)));
        }
    }
}
