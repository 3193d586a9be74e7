//! One rule looking at one record after the other: what it has found so far.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use jiff::civil::Date;

use super::compile::Rule;
use super::condition::{CUT, Context, Outcome, Truth, judge_all};
use super::file::{Expect, Unlisted};
use super::first::Deciding;
use super::list::{Finder, Hit};
use super::matches::{Candidate, Labels, Matches};
use super::point::{Pointed, point};
use super::speaks::Spoken;
use super::template::{Fill, Slot, row_value};
use crate::export::shown::{Known, secrets_of};
use crate::export::{Field, Onlooker, Record, Value, display, quoted};
use crate::input::Charset;
use crate::landscape::System;
use crate::layout::Row;
use crate::packing::packed;

/// What all records of a file have in common.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'s> {
    pub system: &'s System,
    pub as_of: Date,
    /// Whether reports show the source: else it need not be kept.
    pub excerpts: bool,
    /// All records of the file are kept, to be compared with another state of it, but for those in lines that both have.
    pub inventory: Option<Option<&'s HashSet<u64>>>,
    /// Is shown every record of the file; then nothing else is learnt of it.
    pub onlooker: Option<&'s dyn Onlooker>,
}

impl<'s> Setting<'s> {
    /// Records are judged, and nothing else becomes of them.
    pub fn judged(system: &'s System, as_of: Date, excerpts: bool) -> Self {
        Self { system, as_of, excerpts, inventory: None, onlooker: None }
    }
}

/// What one rule knows after some records.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub matches: Matches,
    /// Number of records that are as they must be (for `some` and `exactly`).
    pub held: u64,
    /// Rows of the list for which a record was as it must be (for `each`).
    pub held_rows: BTreeSet<usize>,
    /// For each part of the export, and each file that has records of it, the rows for which one was as it must be.
    pub parts: BTreeMap<(usize, usize), BTreeSet<usize>>,
    /// What is known of the record that decides on each row of the list (for `first`).
    pub deciding: Deciding,
    /// The greatest value for each thing of which only the last records count.
    pub latest: BTreeMap<String, String>,
    /// Things that have several last records, one of which has a day without a time: nobody knows which is the last.
    pub tied: BTreeSet<String>,
    /// Things that have a record of which it cannot be known how late it is.
    pub undated: BTreeSet<String>,
    /// Things that have a record without such a value, with the list's row and the place of the first.
    pub valueless: BTreeMap<String, (Option<usize>, usize, u64)>,
    /// Rows of the list, or 0 for the rule itself, that one of several whole files of a table has and another one lacks: which
    /// files these are.
    pub differ: BTreeMap<usize, (usize, usize)>,
    /// Number of records the rule is about.
    pub about: u64,
    /// Rows of the list that they belong to.
    pub seen_rows: BTreeSet<usize>,
    /// Whether there is something that the rule speaks of.
    pub spoken: Spoken,
    /// The first record the rule is about: the place of a finding that no single record is to blame for, and
    /// what its labels say.
    pub first: Option<Box<(usize, Pointed, Vec<String>)>>,
    /// By file, the first record of which it cannot be known: line, why.
    pub unknown: BTreeMap<usize, (u64, &'static str)>,
}

packed!(Tally {
    matches,
    held,
    held_rows,
    parts,
    deciding,
    latest,
    tied,
    undated,
    valueless,
    differ,
    about,
    seen_rows,
    spoken,
    first,
    unknown,
});

impl Tally {
    /// Whether no record meant anything to the rule.
    pub fn is_blank(&self) -> bool {
        let Self { matches, held, held_rows, parts, deciding, latest, tied, undated, valueless, differ, .. } = self;
        let Self { about, seen_rows, spoken, first, unknown, .. } = self;
        let counts_nothing = *about == 0 && *held == 0 && matches.count == 0 && first.is_none();
        let knows_nothing = unknown.is_empty() && spoken.is_blank() && deciding.is_blank() && parts.is_empty();
        let has_no_row = held_rows.is_empty() && seen_rows.is_empty() && differ.is_empty();
        let has_no_time = latest.is_empty() && tied.is_empty() && undated.is_empty() && valueless.is_empty();
        counts_nothing && knows_nothing && has_no_row && has_no_time
    }

    /// Takes what another part of the system's files gave; `other` comes after.
    ///
    /// If it is a part of the same file whose lines were counted from its own begin, so many `lines_before` stand before it.
    pub fn add(&mut self, mut other: Self, lines_before: u64) {
        if let Some(first) = &mut other.first {
            first.1.move_down(lines_before);
        }
        self.matches.add(other.matches, lines_before);
        self.held += other.held;
        self.held_rows.extend(other.held_rows);
        for (part, rows) in other.parts {
            self.parts.entry(part).or_default().extend(rows);
        }
        self.deciding.add(other.deciding, lines_before);
        for (per, of) in other.latest {
            let tied = other.tied.contains(&per);
            let counts = self.note_latest(per.clone(), of);
            if tied && counts {
                self.tied.insert(per);
            }
        }
        self.undated.extend(other.undated);
        for (per, (of, file, line)) in other.valueless {
            self.valueless.entry(per).or_insert((of, file, line + lines_before));
        }
        self.about += other.about;
        self.seen_rows.extend(other.seen_rows);
        self.spoken.add(other.spoken, lines_before);
        self.first = self.first.take().or(other.first);
        for (file, (line, why)) in other.unknown {
            self.unknown.entry(file).or_insert((line + lines_before, why));
        }
    }

    /// Says that no more records come, which frees what looking at them took.
    pub fn close(&mut self) {
        self.matches.close();
    }

    /// Looks at one record.
    pub fn look(&mut self, rule: &Rule, setting: Setting<'_>, file: usize, record: &dyn Record, row: &Row<'_>) {
        let Some(part) = self.part(rule, file, record, row) else { return };
        let mut context = Context {
            record,
            charset: row.charset,
            list: rule.list.as_deref(),
            row: None,
            technical_user: setting.system.technical_user.as_deref(),
            as_of: setting.as_of,
            days: rule.days(),
        };
        self.spoken.look(rule, &context, file, row.line());
        if rule.expect == Expect::First {
            return self.look_for_each_row(rule, setting, file, &mut context, row);
        }
        let mut word = None;
        if let Some((fields, finder)) = &rule.look_up {
            match find(finder, fields, record) {
                Ok(Some((row, place))) => (context.row, word) = (Some(row), place),
                Ok(None) if rule.unlisted == Unlisted::Fine => return,
                Ok(None) => {
                    if judge_all(&rule.about, &context) != Outcome::Decided(Truth::False) {
                        self.note_unknown(file, row, UNLISTED);
                    }
                    return;
                }
                Err(why) => return self.note_unknown(file, row, why),
            }
        }
        match judge_all(&rule.about, &context) {
            Outcome::Decided(Truth::False) => return,
            Outcome::Decided(Truth::Unknown(why)) => return self.note_unknown(file, row, why),
            _ => {}
        }
        if !self.may_be_last(rule, file, &context, row) {
            return;
        }
        self.about += 1;
        self.seen_rows.extend(context.row);
        let outcome = judge_all(&rule.when, &context);
        let candidate =
            Candidate { rule, context: &context, file, row, word: word.as_ref(), excerpts: setting.excerpts };
        match rule.expect {
            Expect::None => match outcome {
                Outcome::Decided(Truth::False) => {}
                Outcome::Decided(Truth::Unknown(why)) => self.note_unknown(file, row, why),
                outcome => self.matches.push(&candidate, &outcome),
            },
            Expect::All => match outcome {
                Outcome::Decided(Truth::True) => {}
                Outcome::Decided(Truth::Unknown(why)) => self.note_unknown(file, row, why),
                outcome => self.matches.push(&candidate, &outcome),
            },
            Expect::Some | Expect::Exactly(_) | Expect::Each | Expect::First => {
                if self.first.is_none() && rule.expect != Expect::Each {
                    self.first = Some(Box::new(first(&candidate, setting)));
                }
                match outcome {
                    Outcome::Decided(Truth::True) => {
                        self.held += 1;
                        self.held_rows.extend(context.row);
                        if rule.parts.is_some() {
                            self.parts.entry((part, file)).or_default().extend(context.row);
                        }
                    }
                    Outcome::Decided(Truth::Unknown(why)) => self.note_unknown(file, row, why),
                    _ => {}
                }
            }
        }
    }

    /// The number of the part that the record belongs to; none if it is no part that counts.
    fn part(&mut self, rule: &Rule, file: usize, record: &dyn Record, row: &Row<'_>) -> Option<usize> {
        let Some(parts) = &rule.parts else { return Some(0) };
        let field = record.field(parts.field);
        match &field.value {
            Value::Unknown(why) => {
                self.note_unknown(file, row, why);
                None
            }
            value => {
                let value = display(value, row.charset)?;
                let part = parts.of.iter().position(|part| part.value.eq_ignore_ascii_case(&value))?;
                self.parts.entry((part, file)).or_default();
                Some(part)
            }
        }
    }

    /// Asks of every row of the list whether this record decides on it.
    fn look_for_each_row(
        &mut self,
        rule: &Rule,
        setting: Setting<'_>,
        file: usize,
        context: &mut Context<'_>,
        row: &Row<'_>,
    ) {
        self.about += 1;
        for number in 0..rule.list.as_ref().map_or(0, |list| list.rows.len()) {
            context.row = Some(number);
            let open = self.deciding.is_open(file, number);
            if open && self.deciding.look(rule, file, number, context, row.line()) {
                let candidate = Candidate { rule, context, file, row, word: None, excerpts: setting.excerpts };
                self.matches.push(&candidate, &Outcome::Decided(Truth::True));
            }
        }
    }

    /// Notes how late the record is, if only the last ones count. It does not count at all if it has no such value.
    fn may_be_last(&mut self, rule: &Rule, file: usize, context: &Context<'_>, row: &Row<'_>) -> bool {
        let Some(latest) = &rule.latest else { return true };
        let per = match context.row {
            Some(row) => row_value(context.list, Some(row), 0),
            None => display(&context.record.field(latest.per).value, context.charset),
        };
        let field = context.record.field(latest.of);
        if let Value::Unknown(why) = field.value {
            self.note_unknown(file, row, why);
            self.undated.extend(per);
            return false;
        }
        match (per, display(&field.value, context.charset)) {
            (Some(per), Some(of)) => self.note_latest(per, of),
            (_, None) if latest.or_without => true,
            (Some(per), None) => {
                self.valueless.entry(per).or_insert((context.row, file, row.line()));
                false
            }
            (None, _) => false,
        }
    }

    /// Whether nothing surely later is known.
    fn note_latest(&mut self, per: String, of: String) -> bool {
        match self.latest.get_mut(&per) {
            Some(known) => match later(&of, known) {
                Later::Surely => {
                    *known = of;
                    self.tied.remove(&per);
                    true
                }
                Later::Same => true,
                Later::Maybe => {
                    if of.len() > known.len() {
                        *known = of;
                    }
                    self.tied.insert(per);
                    true
                }
                Later::Not => false,
            },
            None => {
                self.latest.insert(per, of);
                true
            }
        }
    }

    fn note_unknown(&mut self, file: usize, row: &Row<'_>, why: &'static str) {
        self.unknown.entry(file).or_insert_with(|| (row.line(), why));
    }
}

/// How a time is to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Later {
    Surely,
    Same,
    /// One of them is a day, and the other one a moment of that day.
    Maybe,
    Not,
}

/// How a time, `2026-11-14T09:00:00` or the day alone, is to another one.
pub(super) fn later(of: &str, than: &str) -> Later {
    if of == than {
        return Later::Same;
    }
    let is_day = |day: &str, moment: &str| moment.strip_prefix(day).is_some_and(|rest| rest.starts_with('T'));
    match is_day(of, than) || is_day(than, of) {
        true => Later::Maybe,
        false if of > than => Later::Surely,
        false => Later::Not,
    }
}

const UNLISTED: &str = "the rule's table has no row for it, so it cannot be judged";

/// A row of the list, and where the word stands that it was found by.
type RowAndWord = (usize, Option<Range<usize>>);

/// The list's row that a record belongs to: of the fields in which there is one the first with the lowest rank.
fn find(finder: &Finder, fields: &[usize], record: &dyn Record) -> Result<Option<RowAndWord>, &'static str> {
    let mut unknown = None;
    let mut lowest: Option<(u8, RowAndWord)> = None;
    for field in fields {
        let field = record.field(*field);
        let within = |text: &[u8], cut| {
            let (rank, hit) = finder.find_lowest(text, cut)?;
            Some((rank, place_of(hit, field.span.clone(), text.len())))
        };
        let found = match &field.value {
            Value::Text(text) => within(text, false),
            // A word that ends where the text is cut may be a longer one.
            Value::Cut(text) if !finder.is_exact() => within(text, true),
            Value::Cut(text) => match finder.find_cut(text.trim_ascii_end()) {
                Ok(row) => row.map(|row| (finder.rank(row), (row, field.span.clone()))),
                Err(_) => {
                    unknown = unknown.or(Some(CUT));
                    None
                }
            },
            Value::Unknown(why) => {
                unknown = unknown.or(Some(why));
                None
            }
            _ => None,
        };
        lowest = match (lowest, found) {
            (Some(known), Some(found)) if found.0 < known.0 => Some(found),
            (known, found) => known.or(found),
        };
    }
    match (lowest, unknown) {
        (None, Some(why)) => Err(why),
        (found, _) => Ok(found.map(|(_, found)| found)),
    }
}

/// The list's row, and where the word stands in the row's text.
fn place_of(hit: Hit, field: Option<Range<usize>>, length: usize) -> RowAndWord {
    let part = |span: Range<usize>| span.start + hit.start..span.start + hit.end;
    // A value that is not written in one piece is pointed at as a whole.
    let place = field.map(|span| if span.len() == length { part(span) } else { span });
    (hit.row, place)
}

/// The place of a finding that no single record is to blame for, and what its labels say.
fn first(candidate: &Candidate<'_>, setting: Setting<'_>) -> (usize, Pointed, Vec<String>) {
    let Candidate { rule, context, file, row, .. } = *candidate;
    let mut labels = Labels::default();
    labels.find(candidate);
    let filler = Filler { context, setting, secrets: secrets_of(context.record, row) };
    let texts = labels.labels.iter().map(|label| label.text(rule, &filler).concat());
    let known = Known::of(context.record, rule.source.fields, &labels.pointed());
    (file, point(row, &secrets_of(context.record, row), &labels.spans, &known), texts.collect())
}

/// Fills in texts with what a record says.
struct Filler<'f> {
    context: &'f Context<'f>,
    setting: Setting<'f>,
    /// Those of the row.
    secrets: Vec<Range<usize>>,
}

impl Fill for Filler<'_> {
    fn fill(&self, slot: &Slot) -> Option<String> {
        let Context { record, charset, list, row, .. } = *self.context;
        match slot {
            Slot::Field(index) => {
                let hidden = record.hides(*index);
                Some(quoted(&record.field(*index), charset, &self.secrets, hidden)?.into_owned())
            }
            Slot::Row(column) => row_value(list, row, *column),
            Slot::System => Some(self.setting.system.name.clone()),
            Slot::TechnicalUser => self.setting.system.technical_user.clone(),
            Slot::Days => self.context.days.map(|days| days.to_string()),
            Slot::Part | Slot::OtherSystems | Slot::Text(_) => None,
            // The list's own spelling of the word that was found.
            Slot::Match => row_value(list, row, 0),
        }
    }
}

/// Fills in the texts of a finding that no record is to blame for: something is missing.
pub(crate) struct MissingFiller<'f> {
    pub rule: &'f Rule,
    pub row: Option<usize>,
    /// Number of the part of the export that lacks it.
    pub part: usize,
    pub system: &'f System,
}

impl Fill for MissingFiller<'_> {
    fn fill(&self, slot: &Slot) -> Option<String> {
        match slot {
            Slot::Row(column) => row_value(self.rule.list.as_deref(), self.row, *column),
            Slot::Match => row_value(self.rule.list.as_deref(), self.row, 0),
            Slot::System => Some(self.system.name.clone()),
            Slot::TechnicalUser => self.system.technical_user.clone(),
            Slot::Days => self.rule.days().map(|days| days.to_string()),
            Slot::OtherSystems | Slot::Text(_) => None,
            Slot::Part => Some(self.rule.parts.as_ref()?.of.get(self.part)?.title.clone()),
            // The field by which records are looked up would have been the key.
            Slot::Field(field) => match &self.rule.look_up {
                Some((keys, _)) if keys.first() == Some(field) => row_value(self.rule.list.as_deref(), self.row, 0),
                _ => None,
            },
        }
    }
}

/// The value of a reference's field, as references compare them.
pub(crate) fn reference_value(field: &Field<'_>, charset: Charset) -> Option<String> {
    display(&field.value, charset).map(|text| text.to_ascii_uppercase())
}
