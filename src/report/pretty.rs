//! The format for people at a terminal: each finding at its place in the source, with the way out, by system.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::format::Writer;
use super::snippet::Draughtsman;
use super::{Options, Report, ending, links, worst};
use crate::finding::{Finding, Status};
use crate::terminal_text::runner_commands::Kind;
use crate::terminal_text::{Painted, Palette, clean, clean_lines, counted, fill, wrap};

/// Findings shown of one rule in one system.
const MOST_OF_A_RULE: usize = 10;
/// Findings shown in all.
const MOST: usize = 100;
/// Rules of which findings are not shown, one by one; those of the rest are counted together.
const MOST_CUT: usize = 20;
/// "  help: " and "  see:  ".
const INDENT: usize = 8;

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "pretty",
    shows_source: true,
    shows_fixes: false,
    is_lines: true,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Text),
    write: |report, options, out| write(report, &Options { width: options.width.max(40), ..*options }, out),
};

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if !options.summary {
        write_findings(report, options, out)?;
    }
    ending::write(report, options, ending::Detail::Full, out)
}

fn write_findings(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(options.color);
    let draughtsman = Draughtsman::new(options);
    let choice = Choice::of(report, options.verbose);
    let mut system = None;
    for finding in &choice.shown {
        if report.systems.len() > 1 && system != Some(&finding.system) {
            system = Some(&finding.system);
            writeln!(out, "{}\n", Painted(palette.strong, format_args!("── {} ──", clean(&finding.system))))?;
        }
        write_finding(finding, &draughtsman, palette, options, out)?;
    }
    choice.write_cut(palette, options.width, out)
}

fn write_finding(
    finding: &Finding,
    draughtsman: &Draughtsman,
    palette: Palette,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let head = format_args!("{}[{}]", finding.severity.name(), clean(&finding.rule));
    let head = Painted(palette.severity(finding.severity), head);
    writeln!(out, "{head}: {}", Painted(palette.strong, clean(&finding.message)))?;
    write!(out, "{}", draughtsman.draw(finding)?)?;

    let width = options.width.saturating_sub(INDENT);
    let explain = format!("basislint explain {}", finding.rule);
    let see: Vec<_> = finding.references.iter().chain([&explain]).map(|reference| clean(reference)).collect();
    let also: Vec<_> = finding.places_beside().iter().map(|place| clean(place).into_owned()).collect();
    write_block(Painted(palette.note, "  also: "), &fill(also.iter().map(String::as_str), ", ", width), out)?;
    let help = links::with_notes(wrap(&clean_lines(&finding.help), width), options);
    write_block(Painted(palette.note, "  help: "), &help, out)?;
    let see = links::with_notes(fill(see.iter().map(AsRef::as_ref), " · ", width), options);
    write_block(Painted(palette.note, "  see:  "), &see, out)?;
    writeln!(out)
}

/// Writes lines with a heading of [`INDENT`] characters before the first; nothing if there are none.
fn write_block(heading: Painted<&str>, lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    let Some((first, rest)) = lines.split_first() else { return Ok(()) };
    writeln!(out, "{heading}{first}")?;
    rest.iter().try_for_each(|line| writeln!(out, "{:INDENT$}{line}", ""))
}

/// The findings that are shown, in order, and what is not shown of them.
struct Choice<'a> {
    shown: Vec<Finding>,
    /// By rule: how many more, in which systems.
    cut: BTreeMap<&'a str, (usize, BTreeSet<&'a str>)>,
}

impl<'a> Choice<'a> {
    fn of(report: &'a Report, all: bool) -> Self {
        let mut shown: Vec<Finding> = if all {
            report.findings.iter().filter(|finding| finding.status == Status::New).collect()
        } else {
            worst::of_each_rule(&report.findings, MOST_OF_A_RULE)
                .into_values()
                .flat_map(BTreeMap::into_values)
                .flatten()
                .collect()
        };
        let mut cut = BTreeMap::new();
        if !all {
            // No warning takes the place of an error in a system further down.
            shown.sort_by_cached_key(worst::order_of);
            shown.sort_by_key(|finding| Reverse(finding.severity));
            shown.truncate(MOST);
            let mut numbers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for group in report.findings.groups().filter(|group| group.status == Status::New) {
                *numbers.entry((group.rule, group.system)).or_default() += group.count;
            }
            for ((rule, system), number) in numbers {
                let is_shown = |finding: &&Finding| finding.rule == rule && finding.system == system;
                let dropped = number - shown.iter().filter(is_shown).count();
                if dropped > 0 {
                    let (number, systems) = cut.entry(rule).or_insert_with(|| (0, BTreeSet::new()));
                    *number += dropped;
                    systems.insert(system);
                }
            }
        }
        shown.sort_by_cached_key(worst::order_of);
        Self { shown, cut }
    }

    fn write_cut(&self, palette: Palette, width: usize, out: &mut dyn Write) -> io::Result<()> {
        if self.cut.is_empty() {
            return Ok(());
        }
        let total: usize = self.cut.values().map(|(number, _)| number).sum();
        let number = format!("{} not shown", counted(total, "more finding"));
        writeln!(out, "{}; --format concise and --format json list all:", Painted(palette.strong, number))?;
        let digits = self.cut.values().map(|(number, _)| number.to_string().len()).max().unwrap_or(0);
        let mut rules: Vec<(&&str, &(usize, BTreeSet<&str>))> = self.cut.iter().collect();
        if rules.len() > MOST_CUT {
            rules.sort_by_key(|(_, (number, _))| Reverse(*number));
        }
        for (rule, (number, systems)) in rules.iter().take(MOST_CUT) {
            let place = match systems.len() {
                1..=3 => fill(systems.iter().copied(), ", ", usize::MAX).concat(),
                many => counted(many, "system"),
            };
            let line = format!("{number:>digits$} of {} in {}", clean(rule), clean(&place));
            for line in wrap(&line, width.saturating_sub(2)) {
                writeln!(out, "  {line}")?;
            }
        }
        if let Some(rest @ [_, ..]) = rules.get(MOST_CUT..) {
            let number: usize = rest.iter().map(|(_, (number, _))| number).sum();
            writeln!(
                out,
                "  {number:>digits$} of {}; --statistics counts all by rule",
                counted(rest.len(), "other rule")
            )?;
        }
        writeln!(out)
    }
}
