//! The matches of one rule, packed: there may be millions, and most of those that stay open are none in the end.

use std::borrow::Cow;
use std::ops::Range;

use super::compile::Rule;
use super::condition::{Context, Outcome};
use super::point::{Pointed, place_and_token, point};
use super::wording::{Labelled, Wording, code_outcome, fields};
use crate::export::{Field, Value, display};
use crate::finding::coding::{push_number, push_optional, push_text};
use crate::finding::spots::{Source, Spots};
use crate::finding::unique::Unique;
use crate::input::Charset;
use crate::knowledge::secret;
use crate::layout::Row;

/// Records that are findings, or will be if what is open turns out so.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// In the order of the records.
    pub runs: Vec<Run>,
    /// There only while matches are made.
    maker: Option<Box<Maker>>,
}

/// Matches in one file.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// Index of the file in the run.
    pub file: usize,
    pub spots: Spots,
    wordings: Unique,
    /// Why something is not known, as wordings say it.
    reasons: Vec<&'static str>,
    /// No more matches come.
    closed: bool,
}

impl Run {
    /// The number of wordings: those of the spots are below it, numbered by their first spots.
    pub fn wordings(&self) -> usize {
        self.wordings.len()
    }

    /// What the matches with this wording say; `fields` are those of the rule.
    pub fn wording(&self, number: usize, rule: &Rule, fields: &[usize]) -> Wording {
        Wording::decode(self.wordings.get(number), &self.reasons, rule.advice.len(), fields.len())
    }
}

/// A match before it is packed.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'m> {
    pub rule: &'m Rule,
    pub context: &'m Context<'m>,
    /// Index of the file in the run.
    pub file: usize,
    pub row: &'m Row<'m>,
    /// Where the word stands that the list was found by.
    pub word: Option<&'m Range<usize>>,
    /// Whether reports show the source.
    pub excerpts: bool,
}

/// What is used again from match to match.
#[derive(Debug, Default)]
struct Maker {
    /// Those of the rule.
    fields: Vec<usize>,
    coded: Vec<u8>,
    labels: Labels,
}

/// The places of a rule's labels, and what is said of them.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub spans: Vec<Range<usize>>,
    pub labels: Vec<Labelled>,
}

impl Matches {
    /// Takes what another part of the system's files gave, or a later part of the same file that `lines_before` lines
    /// stand before.
    pub fn add(&mut self, other: Self, lines_before: u64) {
        self.maker = None;
        self.runs.extend(other.runs.into_iter().map(|mut run| {
            run.close();
            run.spots.move_down(lines_before);
            run
        }));
    }

    pub fn push(&mut self, candidate: &Candidate<'_>, outcome: &Outcome) {
        let Candidate { rule, context, file, row, excerpts, .. } = *candidate;
        let maker = self.maker.get_or_insert_with(|| Box::new(Maker { fields: fields(rule), ..Maker::default() }));
        if self.runs.last().is_none_or(|run| run.closed || run.file != file) {
            self.runs.last_mut().into_iter().for_each(Run::close);
            self.runs.push(Run { file, ..Run::default() });
        }
        let Some(run) = self.runs.last_mut() else { return };
        let secrets = context.record.secrets();
        let Maker { fields, coded, labels } = maker.as_mut();
        coded.clear();
        push_number(coded, context.row.map_or(0, |row| row as u64 + 1));
        code_outcome(outcome, &mut run.reasons, coded);
        for advice in &rule.advice {
            code_outcome(&advice.when.judge(context), &mut run.reasons, coded);
        }
        for field in fields {
            let field = context.record.field(*field);
            push_optional(coded, shown(&field, context.charset, &secrets).as_ref().map(|text| text.as_bytes()));
        }
        labels.find(candidate);
        if excerpts {
            let pointed = point(row, &secrets, &labels.spans);
            push_text(coded, pointed.token().as_bytes());
            let visible = pointed.labels.iter().zip(&labels.labels).filter(|(range, _)| range.is_some());
            visible.for_each(|(_, label)| label.code(coded));
            let Pointed { place, excerpt, labels } = pointed;
            let source = Source { excerpt, labels: labels.into_iter().flatten().collect() };
            run.spots.push(run.wordings.add(coded), &place, Some(&source));
        } else {
            let (place, token) = place_and_token(row, &secrets, &labels.spans);
            push_text(coded, token.as_bytes());
            run.spots.push(run.wordings.add(coded), &place, None);
        }
    }
}

impl Run {
    fn close(&mut self) {
        self.wordings.close();
        self.spots.close();
        self.closed = true;
    }
}

impl Labels {
    /// Finds the labels that are shown. The first is the finding's own place; without any it is the row's begin.
    pub fn find(&mut self, candidate: &Candidate<'_>) {
        use super::condition::Truth;
        self.spans.clear();
        self.labels.clear();
        let Candidate { rule, context, row, word, .. } = *candidate;
        for (index, label) in rule.labels.iter().enumerate() {
            let when = label.when.as_ref();
            if when.is_some_and(|when| when.judge(context) != Outcome::Decided(Truth::True)) {
                continue;
            }
            let Some(field) = label.field else {
                word.into_iter().for_each(|span| self.push(span, Some(index), ""));
                continue;
            };
            let field = context.record.field(field);
            match &field.value {
                Value::List(items) => {
                    for item in items {
                        item.span.iter().for_each(|span| self.push(span, Some(index), &item.meaning));
                    }
                }
                _ => field.span.iter().for_each(|span| self.push(span, Some(index), "")),
            }
        }
        if self.spans.is_empty() {
            let start = row.text.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
            self.push(&(start..row.text.trim_ascii_end().len().max(start)), None, "");
        }
    }

    fn push(&mut self, span: &Range<usize>, label: Option<usize>, meaning: &str) {
        if !self.spans.contains(span) {
            self.spans.push(span.clone());
            self.labels.push(Labelled { label, meaning: meaning.to_owned() });
        }
    }
}

/// A value as texts may show it: rules may ask about passwords, but never quote them.
pub(super) fn shown<'f>(field: &'f Field<'_>, charset: Charset, secrets: &[Range<usize>]) -> Option<Cow<'f, str>> {
    let text = match &field.value {
        Value::Text(text) => charset.decode(text),
        value => Cow::Owned(display(value, charset)?),
    };
    let Some(span) = &field.span else { return Some(text) };
    let overlaps = |secret: &&Range<usize>| secret.start < span.end && span.start < secret.end;
    let mut secrets = secrets.iter().filter(overlaps).peekable();
    if secrets.peek().is_none() {
        return Some(text);
    }
    let within =
        |secret: &Range<usize>| secret.start.max(span.start) - span.start..secret.end.min(span.end) - span.start;
    Some(match &field.value {
        Value::Text(bytes) if bytes.len() == span.len() => {
            let secrets: Vec<_> = secrets.map(within).collect();
            Cow::Owned(charset.decode(&secret::mask(bytes, &secrets)).into_owned())
        }
        // Made of what stands there, nobody knows of which part.
        _ => String::from_utf8_lossy(secret::MASK),
    })
}
