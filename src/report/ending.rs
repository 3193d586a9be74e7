//! The end of a run for people: what was checked, what could not be, which files were read. `pretty`, `concise` and `github` share it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::gathered::MOST_SYSTEMS;
use super::summary::{Summary, VerdictCounts};
use super::{
    FileReport, FileStatus, Options, Report, SystemReport, many_systems, missing, risks, short_matrix, short_security,
    short_trust, to_add,
};
use crate::finding::{RuleVerdict, Status, Verdict};
use crate::terminal_text::{Painted, Palette, clean, column_width, counted, wrap};

/// Files of one status that are named; the rest is counted.
const MOST_FILES: usize = 5;
/// Notes on files that are shown, and reasons for one system.
const MOST_NOTES: usize = 10;
/// Files named as evidence of a pass.
const MOST_EVIDENCE: usize = 3;
/// Before lines that belong to the one above.
const INDENT: &str = "     ";

/// How much the end says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// All of it, broken to the terminal's width.
    Full,
    /// One line for each thing.
    Short,
}

/// Writes the end of a run; with `quiet` nothing.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, options: &Options, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    if options.quiet {
        return Ok(());
    }
    let palette = Palette::new(options.color);
    let summary = Summary::of(report);
    let width = if detail == Detail::Full { options.width } else { usize::MAX };
    let ending = Ending { report, palette, width, all: options.verbose };
    if options.show_passed {
        ending.write_passed(out)?;
    }
    if options.statistics {
        ending.write_statistics(out)?;
    }
    if detail == Detail::Full && !options.verbose && report.systems.len() > MOST_SYSTEMS {
        many_systems::write(report, palette, width, out)?;
    } else {
        ending.write_systems(detail, out)?;
    }
    if detail == Detail::Full {
        to_add::write(report, options, palette, out)?;
        short_matrix::write(report, options, palette, out)?;
        short_trust::write(report, options, palette, out)?;
        short_security::write(report, options, palette, out)?;
    }
    risks::write(report, options, (palette, width), out)?;
    ending.write_files(out)?;
    if detail == Detail::Full {
        ending.write_notes(out)?;
    }
    for (number, by) in report.left_out().into_iter().filter(|(number, _)| *number > 0) {
        writeln!(out, "{} left out by {by}", counted(number, "file"))?;
    }
    if let Some((least, rules @ 1..)) = report.unsure_rules {
        writeln!(out, "{} left out, less sure than {least} (min-confidence)", counted(rules, "rule"))?;
    }
    let style = match summary.findings {
        findings if findings.error > 0 => palette.error,
        findings if findings.total() == 0 && !has_gaps(&summary) => palette.good,
        _ => palette.warning,
    };
    writeln!(out, "{}", Painted(style, last_line(&summary)))
}

/// Whether something could not be checked.
fn has_gaps(summary: &Summary) -> bool {
    summary.verdicts.not_evaluated > 0 || summary.failed + summary.no_export > 0 || summary.verdicts.wanted() == 0
}

/// The line that says it all; never all is well when something could not be checked.
pub(super) fn last_line(summary: &Summary) -> String {
    let counts = &summary.findings;
    let findings: Vec<String> = [(counts.error, "error"), (counts.warning, "warning"), (counts.note, "note")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| counted(number, word))
        .collect();
    let mut line = if findings.is_empty() { "no findings".to_owned() } else { findings.join(", ") };
    line.push_str(&summary.accepted());

    let (missed, wanted) = (summary.verdicts.not_evaluated, summary.verdicts.wanted());
    let mut gaps = Vec::new();
    if wanted == 0 && findings.is_empty() {
        line = "nothing was checked".to_owned();
        gaps.push(match (summary.files, summary.recognized) {
            (0, _) => "there are no files".to_owned(),
            (files, 0) => format!("no export that basislint knows in {}", counted(files, "file")),
            _ => "no rule is for these systems".to_owned(),
        });
    } else if missed > 0 {
        gaps.push(format!("{missed} of {} could not be made", counted(wanted, "check")));
    }
    if summary.failed > 0 {
        gaps.push(format!("{} could not be read", counted(summary.failed, "file")));
    }
    match summary.no_export {
        0 => {}
        1 => gaps.push("1 named file is no export".to_owned()),
        files => gaps.push(format!("{files} named files are no exports")),
    }
    if gaps.is_empty() {
        return line;
    }
    let joint = match wanted {
        0 if findings.is_empty() => ": ",
        _ if findings.is_empty() => ", but ",
        _ => "; ",
    };
    format!("{line}{joint}{}", gaps.join(", and "))
}

struct Ending<'a> {
    report: &'a Report,
    palette: Palette,
    width: usize,
    all: bool,
}

impl Ending<'_> {
    fn write_passed(&self, out: &mut dyn Write) -> io::Result<()> {
        for system in &self.report.systems {
            let passed = || system.verdicts.iter().filter(|verdict| verdict.verdict == Verdict::Pass);
            let head = format!("{}: {} passed", clean(&system.name), counted(passed().count(), "check"));
            writeln!(out, "{}", Painted(self.palette.strong, head))?;
            let longest = column_width(passed().map(|verdict| clean(&verdict.rule).chars().count()));
            for verdict in passed() {
                let line = format!("  {:longest$}  {}", clean(&verdict.rule), self.evidence(verdict));
                writeln!(out, "{}", line.trim_end())?;
            }
            writeln!(out)?;
            self.write_nothing_here(system, out)?;
        }
        Ok(())
    }

    /// The checks that met nothing of what they speak of, and why.
    fn write_nothing_here(&self, system: &SystemReport, out: &mut dyn Write) -> io::Result<()> {
        let nothing = missing::nothing_here(system);
        let number = nothing.values().map(Vec::len).sum();
        if number > 0 {
            let head =
                format!("{}: {} not applicable, nothing of it here", clean(&system.name), counted(number, "check"));
            writeln!(out, "{}", Painted(self.palette.strong, head))?;
            for (reason, rules) in nothing {
                writeln!(out, "  {}: {}", clean(reason), clean(&rules.join(", ")))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// What a pass rests on: files, and the reason if there is one.
    fn evidence(&self, verdict: &RuleVerdict) -> String {
        let most = self.most(MOST_EVIDENCE);
        let mut evidence: Vec<_> = verdict.evidence.iter().take(most).map(|path| clean(path).into_owned()).collect();
        if verdict.evidence.len() > most {
            evidence.push(format!("{} more", verdict.evidence.len() - most));
        }
        let mut line = evidence.join(", ");
        if !verdict.reason.is_empty() {
            line.push_str(&format!(" ({})", clean(&verdict.reason)));
        }
        line
    }

    fn write_statistics(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for group in self.report.findings.groups().filter(|group| group.status == Status::New) {
            *numbers.entry(group.rule).or_default() += group.count;
        }
        if numbers.is_empty() {
            return Ok(());
        }
        let mut rows: Vec<(&str, usize)> = numbers.into_iter().collect();
        rows.sort_by_key(|(_, number)| Reverse(*number));
        let digits = rows.iter().map(|(_, number)| number.to_string().len()).max().unwrap_or(0);
        writeln!(out, "{}", Painted(self.palette.strong, "findings by rule"))?;
        for (rule, number) in rows {
            writeln!(out, "  {number:>digits$}  {}", clean(rule))?;
        }
        writeln!(out)
    }

    fn write_systems(&self, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
        let rows: Vec<(String, String, VerdictCounts)> = self
            .report
            .systems
            .iter()
            .map(|system| (name(system), role(system), VerdictCounts::of(&system.verdicts)))
            .collect();
        let widest = |width: fn(&(String, String, VerdictCounts)) -> usize| column_width(rows.iter().map(width));
        let names = widest(|(name, ..)| name.chars().count());
        let roles = widest(|(_, role, _)| role.chars().count());
        // At least two digits each, so that small landscapes align from run to run.
        let passes = widest(|(.., counts)| counts.pass.to_string().len()).max(2);
        let fails = widest(|(.., counts)| counts.fail.to_string().len()).max(2);
        let missed = widest(|(.., counts)| counts.not_evaluated.to_string().len()).max(2);
        let Palette { good, error, warning, strong, .. } = self.palette;
        let mut best = missing::BestWords::default();

        for (system, (name, role, counts)) in self.report.systems.iter().zip(&rows) {
            let lit = |number: usize, style| if number > 0 { style } else { anstyle::Style::new() };
            let pass = Painted(lit(counts.pass, good), format_args!("{:>passes$} pass", counts.pass));
            let fail = Painted(lit(counts.fail, error), format_args!("{:>fails$} fail", counts.fail));
            let not_evaluated = format_args!("{:>missed$} not evaluated", counts.not_evaluated);
            let not_evaluated = Painted(lit(counts.not_evaluated, warning), not_evaluated);
            let name = Painted(strong, format_args!("{name:names$}"));
            write!(out, "{name}  {role:roles$}  {pass}  {fail}  {not_evaluated}")?;
            match if detail == Detail::Short { best.of(system) } else { "" } {
                "" => writeln!(out)?,
                words => writeln!(out, ": {}", clean(words))?,
            }
            if detail == Detail::Full {
                self.write_reasons(system, out)?;
            }
        }
        Ok(())
    }

    /// Why the role was taken, and why checks could not be made that wait for no export.
    fn write_reasons(&self, system: &SystemReport, out: &mut dyn Write) -> io::Result<()> {
        if let Some(inferred) = &system.inferred {
            self.write_below(&format!("role assumed: {}", clean(inferred)), out)?;
        }
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for verdict in missing::not_evaluated(system).filter(|verdict| verdict.missing.is_empty()) {
            *reasons.entry(&verdict.reason).or_default() += 1;
        }
        let most = self.most(MOST_NOTES);
        for (reason, number) in reasons.iter().take(most) {
            let reason = if reason.is_empty() { "no reason given" } else { reason };
            self.write_below(&format!("{} not evaluated: {}", counted(*number, "check"), clean(reason)), out)?;
        }
        if reasons.len() > most {
            self.write_below(&format!("{} more", counted(reasons.len() - most, "reason")), out)?;
        }
        Ok(())
    }

    /// `27 files: 25 read, 1 partial (PRD/aisuser.txt: cut in line 14), 1 no export (README.md: ...)`; several files of a status get lines below.
    fn write_files(&self, out: &mut dyn Write) -> io::Result<()> {
        const STATUSES: [(FileStatus, &str); 4] = [
            (FileStatus::Read, "read"),
            (FileStatus::Partial, "partial"),
            (FileStatus::Failed, "could not be read"),
            (FileStatus::Unrecognized, "no export"),
        ];
        let mut parts = Vec::new();
        let mut below = Vec::new();
        for (status, word) in STATUSES {
            let files: Vec<&FileReport> = self.report.files.iter().filter(|file| file.status == status).collect();
            match files.as_slice() {
                [] => {}
                _ if status == FileStatus::Read => {
                    parts.push(format!("{} {word}", files.len()));
                    let aside: Vec<_> = files.iter().filter(|file| !file.reason.is_empty()).collect();
                    let most = self.most(MOST_FILES);
                    below.extend(aside.iter().take(most).map(|file| path_and_reason(file)));
                    if aside.len() > most {
                        below.push(format!("{} more left aside", aside.len() - most));
                    }
                }
                [file] => parts.push(format!("1 {word} ({})", path_and_reason(file))),
                _ => {
                    parts.push(format!("{} {word}", files.len()));
                    let most = self.most(MOST_FILES);
                    below.extend(files.iter().take(most).map(|file| format!("{word}: {}", path_and_reason(file))));
                    if files.len() > most {
                        below.push(format!("{word}: {} more", files.len() - most));
                    }
                }
            }
        }
        let count = counted(self.report.files.len(), "file");
        let line = if parts.is_empty() { count } else { format!("{count}: {}", parts.join(", ")) };
        for (index, line) in wrap(&line, self.width.saturating_sub(INDENT.len())).iter().enumerate() {
            writeln!(out, "{}{line}", if index == 0 { "" } else { INDENT })?;
        }
        below.iter().try_for_each(|line| self.write_below(line, out))
    }

    fn write_notes(&self, out: &mut dyn Write) -> io::Result<()> {
        let notes = || self.report.files.iter().flat_map(|file| file.notes.iter().map(move |note| (file, note)));
        let most = self.most(MOST_NOTES);
        for (file, note) in notes().take(most) {
            let word = Painted(self.palette.note, "note:");
            writeln!(out, "{}:{}:{} {word} {}", clean(&file.path), note.line, note.column, clean(&note.message))?;
        }
        match notes().count() {
            number if number > most => {
                writeln!(out, "{} on files not shown; --format json lists all", counted(number - most, "note"))
            }
            _ => Ok(()),
        }
    }

    fn write_below(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        write_below(text, self.width, out)
    }

    fn most(&self, most: usize) -> usize {
        if self.all { usize::MAX } else { most }
    }
}

/// Writes lines that belong to the one above.
pub(super) fn write_below(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for (index, line) in wrap(text, width.saturating_sub(INDENT.len() + 2)).iter().enumerate() {
        let indent = if index == 0 { INDENT.len() } else { INDENT.len() + 2 };
        writeln!(out, "{:indent$}{line}", "")?;
    }
    Ok(())
}

fn name(system: &SystemReport) -> String {
    clean(&system.name).into_owned()
}

pub(super) fn role(system: &SystemReport) -> String {
    match &system.tier {
        Some(tier) => format!("{} · {}", clean(&system.role), clean(tier)),
        None => clean(&system.role).into_owned(),
    }
}

fn path_and_reason(file: &FileReport) -> String {
    match file.reason.as_str() {
        "" => clean(&file.path).into_owned(),
        reason => format!("{}: {}", clean(&file.path), clean(reason)),
    }
}
