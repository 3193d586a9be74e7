//! The difference for people at a terminal: each change with what it means, then what it does to the checks.

use std::io::{self, Write};

use super::{Options, words};
use crate::difference::{Change, Difference, SystemDifference, What};
use crate::finding::Finding;
use crate::terminal_text::{Painted, Palette, clean, clean_lines, wrap};

/// Changes that are shown of one kind of export in one system.
const MOST_CHANGES: usize = 20;
/// Findings that are shown of one system.
const MOST_FINDINGS: usize = 10;

struct Page<'o> {
    palette: Palette,
    width: usize,
    options: &'o Options,
    out: &'o mut dyn Write,
}

pub(super) fn write(difference: &Difference, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(options.color);
    let mut page = Page { palette, width: options.width.max(40), options, out };
    for system in &difference.systems {
        page.system(system, difference)?;
    }
    page.ending(difference)
}

impl Page<'_> {
    /// Text with so many blanks before each line.
    fn block(&mut self, indent: usize, text: &str) -> io::Result<()> {
        for line in wrap(&clean_lines(text), self.width.saturating_sub(indent).max(20)) {
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    fn system(&mut self, system: &SystemDifference, difference: &Difference) -> io::Result<()> {
        let presence = words::presence(system, difference);
        let verdicts = &system.verdicts;
        if presence.is_none() && system.exports.is_empty() && verdicts.is_empty() && system.roles.is_none() {
            return Ok(());
        }
        let strong = self.palette.strong;
        writeln!(self.out, "{}", Painted(strong, format_args!("── {} ──", clean(&system.name))))?;
        if let Some(presence) = presence {
            self.block(0, &presence)?;
        }
        if let Some((before, after)) = &system.roles {
            self.block(0, &format!("counts as {after} now, and as {before} before"))?;
        }
        writeln!(self.out)?;
        for export in words::with_changes(system) {
            writeln!(self.out, "{}", Painted(strong, clean(&export.title)))?;
            let most = if self.options.verbose { usize::MAX } else { MOST_CHANGES };
            for change in export.changes.iter().take(most) {
                self.change(change)?;
            }
            if let more @ 1.. = export.changes.len().saturating_sub(most) {
                writeln!(self.out, "  and {more} more (--verbose lists all)")?;
            }
            writeln!(self.out)?;
        }
        self.checks(system)?;
        let mut not_compared = words::not_compared(system).peekable();
        if not_compared.peek().is_some() {
            writeln!(self.out, "{}", Painted(strong, "Not compared"))?;
            for (title, why) in not_compared {
                self.block(2, &format!("{title}: {why}"))?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn change(&mut self, change: &Change) -> io::Result<()> {
        let style = match change.what {
            What::Added => self.palette.good,
            What::Removed => self.palette.error,
            What::Changed => self.palette.warning,
        };
        let sign = Painted(style, words::sign(change.what));
        let about = words::about(change);
        let place = words::place(change).map(|place| format!("  {}", clean(&place))).unwrap_or_default();
        let agreed = match words::agreed(change) {
            Some("not agreed") => format!("  {}", Painted(self.palette.error, "NOT AGREED")),
            Some(agreed) => format!("  {agreed}"),
            None => String::new(),
        };
        writeln!(
            self.out,
            "  {sign} {}{agreed}{}",
            Painted(self.palette.strong, clean(&about)),
            Painted(self.palette.note, place)
        )?;
        for field in &change.fields {
            let (old, new) = (words::value(field.old.as_deref(), field), words::value(field.new.as_deref(), field));
            let told = match change.what {
                What::Changed if field.is_secret => format!("{}: changed; neither value is shown", field.label),
                What::Changed => format!("{}: {old} → {new}", field.label),
                What::Added => format!("{}: {new}", field.label),
                What::Removed => format!("{}: {old}", field.label),
            };
            self.block(6, &told)?;
        }
        for meaning in &change.means {
            self.block(6, &format!("= {meaning}"))?;
        }
        for (rule, severity) in &change.breaks {
            let told = format!("{} now found here: {}", severity.name(), clean(rule));
            writeln!(self.out, "      {}", Painted(self.palette.severity(*severity), told))?;
        }
        if !change.mends.is_empty() {
            self.block(6, &format!("no longer found here: {}", change.mends.join(", ")))?;
        }
        Ok(())
    }

    fn checks(&mut self, system: &SystemDifference) -> io::Result<()> {
        let verdicts = &system.verdicts;
        if verdicts.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "{}", Painted(self.palette.strong, "Checks"))?;
        for (heading, changes) in words::groups(system) {
            for (change, said) in changes {
                self.block(2, &format!("{heading}: {} ({said})", change.rule))?;
            }
        }
        self.findings("new finding", &verdicts.new_findings)?;
        self.findings("finding gone", &verdicts.gone_findings)?;
        if verdicts.withdrawn > 0 {
            let told = "what went with a check that can no longer be made is not shown to be corrected";
            self.block(2, told)?;
        }
        for step in &system.steps {
            self.block(
                2,
                &format!("{}, {}: {} → {}", step.document, step.step, step.before.name(), step.after.name()),
            )?;
        }
        writeln!(self.out)
    }

    fn findings(&mut self, heading: &str, findings: &[Finding]) -> io::Result<()> {
        let most = if self.options.verbose { usize::MAX } else { MOST_FINDINGS };
        for finding in findings.iter().take(most) {
            let head = format!("{}[{}]", finding.severity.name(), finding.rule);
            let place = format!("{}:{}:{}", finding.path, finding.place.line, finding.place.column);
            self.block(2, &format!("{heading}: {head} {} ({place})", finding.message))?;
        }
        match findings.len().saturating_sub(most) {
            0 => Ok(()),
            more => writeln!(self.out, "  {heading}: and {more} more (--verbose lists all)"),
        }
    }

    fn ending(&mut self, difference: &Difference) -> io::Result<()> {
        if let Some(agreed) = &difference.agreed {
            for (place, words) in &agreed.missing {
                let told = format!("agreed and did not happen: {words} ({place})");
                writeln!(self.out, "{}", Painted(self.palette.error, clean(&told)))?;
            }
        }
        let verdict = words::verdict(difference, self.options);
        let style = if verdict.starts_with("Nothing") { self.palette.good } else { self.palette.error };
        writeln!(self.out, "{}: {}.", Painted(style, verdict), words::numbers(difference).join(", "))?;
        let told = format!("Compared: {} with {}, as of {}.", difference.old, difference.new, difference.as_of);
        self.block(0, &told)
    }
}
