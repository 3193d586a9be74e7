//! Who trusts whom, at the end of a run: a line for each connection with a sign for each of its two certificates, and below them
//! what is wrong, or not known.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::gathered::MOST_SYSTEMS;
use super::short_matrix::sign;
use super::{Options, Report, matrix, trust};
use crate::landscape::picture::{Hop, Picture, State, Trust};
use crate::terminal_text::{Painted, Palette, clean, counted, fill, wrap};

/// Pictures that are shown; the rest is counted.
const MOST_PICTURES: usize = 5;
/// ... and where there are many systems.
const MOST_OF_MANY: usize = 2;
/// Reasons of one picture, the broken ones not counted.
const MOST_REASONS: usize = 10;
/// ... and where there are many systems; the broken ones are counted then, too.
const MOST_REASONS_OF_MANY: usize = 3;
/// Before what belongs to the table above.
const INDENT: usize = 5;
/// Whose certificate: that of who calls, and that of who is called.
const HEADS: &str = "client  server  certificate";
const BEFORE_TITLE: usize = INDENT + "client  server  ".len() + 1;

/// Writes a table for each integration, with an empty line behind; nothing if there is none.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, options: &Options, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let pictures = trust::pictures(report);
    let mut shown: Vec<(usize, &Picture)> = pictures.iter().enumerate().collect();
    if !options.verbose {
        let worst = |picture: &Picture| picture.hops.iter().map(Hop::state).max();
        shown.sort_by_key(|(_, picture)| Reverse(worst(picture)));
        shown.truncate(if are_many(report) { MOST_OF_MANY } else { MOST_PICTURES });
        shown.sort_by_key(|(index, _)| *index);
    }
    for (_, picture) in &shown {
        let (broken, reasons) = match (options.verbose, are_many(report)) {
            (true, _) => (usize::MAX, usize::MAX),
            (false, false) => (usize::MAX, MOST_REASONS),
            (false, true) => (MOST_REASONS_OF_MANY, MOST_REASONS_OF_MANY),
        };
        Short { picture, options, palette, broken, reasons }.write(out)?;
    }
    match pictures.len() - shown.len() {
        0 => Ok(()),
        more => {
            writeln!(out, "who trusts whom in {}: --verbose and --format html show it\n", counted(more, "more system"))
        }
    }
}

fn are_many(report: &Report) -> bool {
    report.systems.len() > MOST_SYSTEMS
}

struct Short<'p> {
    picture: &'p Picture,
    options: &'p Options,
    palette: Palette,
    /// Broken needs that are told.
    broken: usize,
    /// Reasons why something is not known that are told.
    reasons: usize,
}

impl Short<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let heading = format!("who trusts whom, {}: {}", clean(&self.picture.system), trust::said(self.picture));
        for line in wrap(&heading, self.options.width) {
            writeln!(out, "{}", Painted(self.palette.strong, line))?;
        }
        writeln!(out, "{:INDENT$}{HEADS}", "")?;
        for hop in &self.picture.hops {
            self.write_hop(hop, out)?;
        }
        self.write_legend(out)?;
        self.write_reasons(out)?;
        writeln!(out)
    }

    fn write_hop(&self, hop: &Hop, out: &mut dyn Write) -> io::Result<()> {
        let [client, server] = of_both_sides(hop).map(|state| self.sign(state));
        let room = self.options.width.saturating_sub(BEFORE_TITLE);
        for (index, line) in wrap(&trust::title(hop), room).iter().enumerate() {
            match index {
                // Each sign stands below the last letter of its heading.
                0 => writeln!(out, "{:10}{client}{:7}{server}   {line}", "", "")?,
                _ => writeln!(out, "{:BEFORE_TITLE$}{line}", "")?,
            }
        }
        Ok(())
    }

    fn sign(&self, state: Option<State>) -> Painted<char> {
        let style = match state {
            Some(State::Broken) => self.palette.error,
            Some(State::Unknown) => self.palette.warning,
            Some(State::Holds) => self.palette.good,
            Some(State::Nothing) | None => anstyle::Style::new(),
        };
        Painted(style, plain(state))
    }

    /// All that is broken, then what nobody knows, by its reason.
    fn write_reasons(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
        let mut broken = 0_usize;
        for trust in self.picture.hops.iter().flat_map(|hop| &hop.trust) {
            for need in &trust.needs {
                match need.state {
                    State::Broken => {
                        broken += 1;
                        if broken > self.broken {
                            continue;
                        }
                        let rule = need.rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
                        let text = format!(
                            "{} must trust {}'s {}; needed: {}; but: {}{rule}",
                            trust.trusted_by,
                            trust.shown_by,
                            trust.shows.trim_start_matches("its "),
                            clean(&need.what),
                            clean(trust::why(need))
                        );
                        self.write_reason(State::Broken, &text, out)?;
                    }
                    State::Unknown => *unknown.entry(trust::why(need)).or_default() += 1,
                    State::Holds | State::Nothing => {}
                }
            }
        }
        let not_told = broken.saturating_sub(self.broken);
        if not_told > 0 {
            let needs = if not_told == 1 { "need is" } else { "needs are" };
            writeln!(out, "{:INDENT$}{not_told} more {needs} broken; --verbose shows all", "")?;
        }
        let most = self.reasons;
        for (why, number) in unknown.iter().take(most) {
            let times = if *number > 1 { format!("{number} times ") } else { String::new() };
            self.write_reason(State::Unknown, &format!("{times}not evaluated: {}", clean(why)), out)?;
        }
        match unknown.len().saturating_sub(most) {
            0 => Ok(()),
            more => writeln!(out, "{:INDENT$}{}", "", counted(more, "more reason")),
        }
    }

    fn write_reason(&self, state: State, text: &str, out: &mut dyn Write) -> io::Result<()> {
        for (index, line) in wrap(text, self.options.width.saturating_sub(INDENT + 2)).iter().enumerate() {
            match index {
                0 => writeln!(out, "{:INDENT$}{} {line}", "", self.sign(Some(state)))?,
                _ => writeln!(out, "{:1$}{line}", "", INDENT + 2)?,
            }
        }
        Ok(())
    }

    /// Explains the signs that occur.
    fn write_legend(&self, out: &mut dyn Write) -> io::Result<()> {
        let is_used = |state: &Option<State>| self.picture.hops.iter().flat_map(of_both_sides).any(|it| it == *state);
        let used = trust::STATES.into_iter().map(Some).chain([None]).filter(is_used);
        let words: Vec<String> =
            used.map(|state| format!("{} {}", plain(state), state.map_or("none is shown", trust::name))).collect();
        let lines = fill(words.iter().map(String::as_str), " · ", self.options.width.saturating_sub(INDENT));
        lines.iter().try_for_each(|line| writeln!(out, "{:INDENT$}{line}", ""))
    }
}

/// The state of the certificates that the caller shows, and of those that the called one shows; none if it shows none.
fn of_both_sides(hop: &Hop) -> [Option<State>; 2] {
    [true, false].map(|of_caller| {
        let shown = hop.trust.iter().filter(|trust| (trust.shown_by == hop.from) == of_caller);
        shown.map(Trust::state).max()
    })
}

fn plain(state: Option<State>) -> char {
    sign(state.map_or(matrix::State::NotChecked, trust::in_matrix))
}
