//! One rule looking at one record after the other: what it has found so far.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use super::compile::{Label, Rule};
use super::condition::{Context, Outcome, Truth, judge_all};
use super::file::Expect;
use super::list::Hit;
use super::point::{Pointed, point};
use super::template::{Fill, Slot, row_value};
use crate::export::{Field, Record, Value, display};
use crate::input::Charset;
use crate::knowledge::secret;
use crate::landscape::System;
use crate::layout::Row;

/// What all records of a file have in common.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'s> {
    pub system: &'s System,
    pub as_of: Date,
}

/// A record that is a finding, or will be one if what is open turns out so.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    /// Index of the file in the run.
    pub file: usize,
    pub pointed: Pointed,
    /// One text for each of the pointed spans.
    pub labels: Vec<String>,
    pub subject: String,
    pub message: String,
    pub help: String,
    /// Sentences before the help: when, then, otherwise.
    pub advice: Vec<(Outcome, String, Option<String>)>,
    pub outcome: Outcome,
}

/// What one rule knows after some records.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub matches: Vec<Match>,
    /// Number of records that are as they must be (for `some` and `exactly`).
    pub held: u64,
    /// Rows of the list for which a record was as it must be (for `each`).
    pub held_rows: BTreeSet<usize>,
    /// Number of records the rule is about.
    pub about: u64,
    /// The first record the rule is about: the place of a finding that no single record is to blame for, and
    /// what its labels say.
    pub first: Option<(usize, Pointed, Vec<String>)>,
    /// The first record of which it cannot be known: file, line, why.
    pub unknown: Option<(usize, u64, &'static str)>,
}

impl Tally {
    /// Takes what another part of the system's files gave; `other` comes after.
    pub fn add(&mut self, other: Self) {
        self.matches.extend(other.matches);
        self.held += other.held;
        self.held_rows.extend(other.held_rows);
        self.about += other.about;
        self.first = self.first.take().or(other.first);
        self.unknown = self.unknown.or(other.unknown);
    }

    /// All records lie this many lines further down in their file.
    pub fn move_down(&mut self, lines: u64) {
        let first = self.first.iter_mut().map(|(_, pointed, _)| pointed);
        self.matches
            .iter_mut()
            .map(|found| &mut found.pointed)
            .chain(first)
            .for_each(|pointed| pointed.move_down(lines));
        if let Some((_, line, _)) = &mut self.unknown {
            *line += lines;
        }
    }

    /// Looks at one record.
    pub fn look(&mut self, rule: &Rule, setting: Setting<'_>, file: usize, record: &dyn Record, row: &Row<'_>) {
        let mut hit = None;
        if let Some((fields, finder)) = &rule.look_up {
            let mut unknown = None;
            hit = fields.iter().find_map(|field| match record.field(*field) {
                Field { value: Value::Text(text), span } => Some(place_of(finder.find(&text)?, span, text.len())),
                Field { value: Value::Unknown(why), .. } => {
                    unknown = unknown.or(Some(why));
                    None
                }
                _ => None,
            });
            match (&hit, unknown) {
                (Some(_), _) => {}
                (None, Some(why)) => return self.note_unknown(file, row, why),
                (None, None) => return,
            }
        }
        let context = Context {
            record,
            charset: row.charset,
            list: rule.list.as_deref(),
            row: hit.as_ref().map(|(row, _)| *row),
            technical_user: setting.system.technical_user.as_deref(),
            as_of: setting.as_of,
        };
        match judge_all(&rule.about, &context) {
            Outcome::Decided(Truth::False) => return,
            Outcome::Decided(Truth::Unknown(why)) => return self.note_unknown(file, row, why),
            _ => {}
        }
        self.about += 1;
        let outcome = judge_all(&rule.when, &context);
        let filler = Filler { context, setting, hit: hit.clone() };
        match rule.expect {
            Expect::None => match outcome {
                Outcome::Decided(Truth::False) => {}
                Outcome::Decided(Truth::Unknown(why)) => self.note_unknown(file, row, why),
                outcome => self.matches.push(filler.make_match(rule, file, row, outcome)),
            },
            Expect::All => match outcome {
                Outcome::Decided(Truth::True) => {}
                Outcome::Decided(Truth::Unknown(why)) => self.note_unknown(file, row, why),
                outcome => self.matches.push(filler.make_match(rule, file, row, outcome)),
            },
            Expect::Some | Expect::Exactly(_) | Expect::Each => {
                if self.first.is_none() && rule.expect != Expect::Each {
                    let (pointed, labels) = filler.point(rule, row);
                    self.first = Some((file, pointed, labels));
                }
                match outcome {
                    Outcome::Decided(Truth::True) => {
                        self.held += 1;
                        self.held_rows.extend(context.row);
                    }
                    Outcome::Decided(Truth::Unknown(why)) => self.note_unknown(file, row, why),
                    _ => {}
                }
            }
        }
    }

    fn note_unknown(&mut self, file: usize, row: &Row<'_>, why: &'static str) {
        self.unknown.get_or_insert_with(|| (file, row.line(), why));
    }
}

/// The list's row, and where the word stands in the row's text.
fn place_of(hit: Hit, field: Option<Range<usize>>, length: usize) -> (usize, Option<Range<usize>>) {
    let part = |span: Range<usize>| span.start + hit.start..span.start + hit.end;
    // A value that is not written in one piece is pointed at as a whole.
    let place = field.map(|span| if span.len() == length { part(span) } else { span });
    (hit.row, place)
}

/// Fills in the texts of one record's finding.
struct Filler<'f> {
    context: Context<'f>,
    setting: Setting<'f>,
    hit: Option<(usize, Option<Range<usize>>)>,
}

impl Fill for Filler<'_> {
    fn fill(&self, slot: &Slot) -> Option<String> {
        match slot {
            Slot::Field(field) => self.shown(&self.context.record.field(*field)),
            Slot::Row(column) => row_value(self.context.list, self.context.row, *column),
            Slot::System => Some(self.setting.system.name.clone()),
            Slot::TechnicalUser => self.setting.system.technical_user.clone(),
            // The list's own spelling of the word that was found.
            Slot::Match => row_value(self.context.list, self.context.row, 0),
        }
    }
}

impl Filler<'_> {
    /// A value as texts may show it: rules may ask about passwords, but never quote them.
    fn shown(&self, field: &Field<'_>) -> Option<String> {
        let charset = self.context.charset;
        let text = display(&field.value, charset)?;
        let Some(span) = &field.span else { return Some(text) };
        let mut secrets = self.context.record.secrets();
        secrets.retain(|secret| secret.start < span.end && span.start < secret.end);
        if secrets.is_empty() {
            return Some(text);
        }
        let within =
            |secret: &Range<usize>| secret.start.max(span.start) - span.start..secret.end.min(span.end) - span.start;
        Some(match &field.value {
            Value::Text(bytes) if bytes.len() == span.len() => {
                let secrets: Vec<_> = secrets.iter().map(within).collect();
                charset.decode(&secret::mask(bytes, &secrets)).into_owned()
            }
            // Made of what stands there, nobody knows of which part.
            _ => String::from_utf8_lossy(secret::MASK).into_owned(),
        })
    }

    fn make_match(&self, rule: &Rule, file: usize, row: &Row<'_>, outcome: Outcome) -> Match {
        let (pointed, labels) = self.point(rule, row);
        let advice = rule.advice.iter().map(|advice| {
            let otherwise = advice.otherwise.as_ref().map(|text| text.render(self));
            (advice.when.judge(&self.context), advice.text.render(self), otherwise)
        });
        Match {
            file,
            pointed,
            labels,
            subject: rule.subject.render(self),
            message: rule.message.render(self),
            help: rule.help.render(self),
            advice: advice.collect(),
            outcome,
        }
    }

    /// The places of the rule's labels. The first that has one is the finding's own; without any it is the row's begin.
    fn point(&self, rule: &Rule, row: &Row<'_>) -> (Pointed, Vec<String>) {
        let mut spans = Vec::new();
        let mut texts = Vec::new();
        let shown = |label: &&Label| match &label.when {
            Some(when) => when.judge(&self.context) == Outcome::Decided(Truth::True),
            None => true,
        };
        for label in rule.labels.iter().filter(shown) {
            for (span, text) in self.label(label) {
                if !spans.contains(&span) {
                    spans.push(span);
                    texts.push(text);
                }
            }
        }
        if spans.is_empty() {
            let start = row.text.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
            spans.push(start..row.text.trim_ascii_end().len().max(start));
            texts.push(String::new());
        }
        (point(row, &self.context.record.secrets(), &spans), texts)
    }

    fn label(&self, label: &Label) -> Vec<(Range<usize>, String)> {
        let text = |own: &str| label.text.as_ref().map_or_else(|| own.to_owned(), |text| text.render(self));
        let Some(field) = label.field else {
            let place = self.hit.as_ref().and_then(|(_, place)| place.clone());
            return place.map(|span| (span, text(""))).into_iter().collect();
        };
        let field = self.context.record.field(field);
        match field.value {
            Value::List(items) => {
                items.into_iter().filter_map(|item| Some((item.span?, text(&item.meaning)))).collect()
            }
            _ => field.span.map(|span| (span, text(""))).into_iter().collect(),
        }
    }
}

/// Fills in the texts of a finding that no record is to blame for: something is missing.
pub(crate) struct MissingFiller<'f> {
    pub rule: &'f Rule,
    pub row: Option<usize>,
    pub system: &'f System,
}

impl Fill for MissingFiller<'_> {
    fn fill(&self, slot: &Slot) -> Option<String> {
        match slot {
            Slot::Row(column) => row_value(self.rule.list.as_deref(), self.row, *column),
            Slot::Match => row_value(self.rule.list.as_deref(), self.row, 0),
            Slot::System => Some(self.system.name.clone()),
            Slot::TechnicalUser => self.system.technical_user.clone(),
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
