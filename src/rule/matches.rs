//! The matches of one rule, packed: there may be millions, and most of those that stay open are none in the end.

use std::borrow::Cow;
use std::ops::Range;

use bstr::ByteSlice;

use super::compile::Rule;
use super::condition::{Condition, Context, Outcome, Truth};
use super::point::{Pointed, place_and_token, point};
use super::wording::{Coder, Labelled, Weight, Wording, fields};
use crate::export::shown::{Known, secrets_of};
use crate::export::{CUT_MARK, Field, Value, display, quoted};
use crate::finding::spots::{Shown, Spots};
use crate::finding::unique::Unique;
use crate::knowledge::secret;
use crate::layout::Row;
use crate::packing::{Damaged, Packed, Packer, Unpacker};

/// Records that are findings, or will be if what is open turns out so.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// In the order of the records.
    pub runs: Vec<FileMatches>,
    /// How many they are.
    pub count: u64,
    /// There only while matches are made.
    maker: Option<Box<Maker>>,
}

/// Matches in one file.
#[derive(Debug, Default)]
pub(crate) struct FileMatches {
    /// Index of the file in the run.
    pub file: usize,
    pub spots: Spots,
    wordings: Unique,
    /// Why something is not known, as wordings say it.
    reasons: Vec<&'static str>,
    /// No more matches come.
    closed: bool,
}

impl Packed for Matches {
    fn pack(&self, out: &mut Packer) {
        let Self { runs, count, maker: _ } = self;
        runs.pack(out);
        count.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok(Self { runs: Packed::unpack(from)?, count: Packed::unpack(from)?, maker: None })
    }
}

impl Packed for FileMatches {
    fn pack(&self, out: &mut Packer) {
        let Self { file, spots, wordings, reasons, closed: _ } = self;
        file.pack(out);
        spots.pack(out);
        wordings.pack(out);
        reasons.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let matches = Self {
            file: Packed::unpack(from)?,
            spots: Packed::unpack(from)?,
            wordings: Packed::unpack(from)?,
            reasons: Packed::unpack(from)?,
            closed: true,
        };
        if matches.spots.are_sound(matches.wordings.len()) { Ok(matches) } else { Err(Damaged) }
    }
}

impl FileMatches {
    /// The number of wordings: those of the spots are below it, numbered by their first spots.
    pub fn wordings(&self) -> usize {
        self.wordings.len()
    }

    /// What decides on the matches with this wording.
    pub fn weight(&self, number: usize) -> Weight {
        Wording::weight(self.wordings.get(number), &self.reasons)
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
    pub fn add(&mut self, mut other: Self, lines_before: u64) {
        self.maker = None;
        other.close();
        other.runs.iter_mut().for_each(|run| run.spots.move_down(lines_before));
        self.runs.append(&mut other.runs);
        self.count += other.count;
    }

    pub fn push(&mut self, candidate: &Candidate<'_>, outcome: &Outcome) {
        let Candidate { rule, context, file, row, excerpts, .. } = *candidate;
        let maker = self.maker.get_or_insert_with(|| Box::new(Maker { fields: fields(rule), ..Maker::default() }));
        if self.runs.last().is_none_or(|run| run.closed || run.file != file) {
            self.runs.last_mut().into_iter().for_each(FileMatches::close);
            self.runs.push(FileMatches { file, ..FileMatches::default() });
        }
        let Some(run) = self.runs.last_mut() else { return };
        self.count += 1;
        let secrets = secrets_of(context.record, row);
        let Maker { fields, coded, labels } = maker.as_mut();
        coded.clear();
        let mut coder = Coder { out: coded, reasons: &mut run.reasons };
        let holds = |condition: &Condition| condition.judge(context) == Outcome::Decided(Truth::True);
        coder.row(context.row, rule.severity_when.iter().position(|severity| holds(&severity.when)));
        coder.outcome(outcome);
        rule.advice.iter().for_each(|advice| coder.outcome(&advice.when.judge(context)));
        let mut masked = Vec::new();
        for index in fields.iter() {
            let field = context.record.field(*index);
            match known_name(candidate, *index, &field) {
                Some(name) => coder.value(Some(name)),
                None => {
                    let hidden = context.record.hides(*index);
                    let value = quoted(&field, context.charset, &secrets, hidden);
                    if value.as_deref().is_some_and(|value| value.as_bytes().contains_str(secret::MASK)) {
                        masked.push(*index);
                    }
                    coder.value(value.as_deref());
                }
            }
        }
        coder.value(mark(candidate, &masked).as_deref());
        labels.find(candidate);
        let own = labels.own_value(candidate, &secrets);
        if !excerpts {
            let (place, token) = place_and_token(row, &secrets, &labels.spans);
            coder.token(own.as_deref().unwrap_or(&token));
            return run.spots.push(run.wordings.add(coded), &place, None);
        }
        let shown = Known::of(context.record, rule.source.fields, &labels.pointed());
        let pointed = point(row, &secrets, &labels.spans, &shown);
        coder.token(own.as_deref().unwrap_or(&pointed.token));
        let visible = pointed.labels.iter().zip(&labels.labels).filter(|(range, _)| range.is_some());
        visible.for_each(|(_, label)| coder.label(label));
        let Pointed { place, excerpt, labels, .. } = pointed;
        let source = Shown { excerpt, labels: labels.into_iter().flatten().collect() };
        run.spots.push(run.wordings.add(coded), &place, Some(&source));
    }

    /// Says that no more matches come.
    pub fn close(&mut self) {
        self.maker = None;
        self.runs.iter_mut().for_each(FileMatches::close);
        self.runs.shrink_to_fit();
    }
}

impl FileMatches {
    fn close(&mut self) {
        if self.closed {
            return;
        }
        self.wordings.close();
        self.spots.close();
        self.closed = true;
    }
}

impl Labels {
    /// Finds the labels that are shown. The first is the finding's own place; without any it is the row's begin.
    pub fn find(&mut self, candidate: &Candidate<'_>) {
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

    /// What the finding's own place says whatever the layout and the language of the list: the value of the field that is pointed at,
    /// secrets masked, and nothing of a place that is the whole row. None if it is a word, or one of several: these stand as they are.
    fn own_value<'m>(&self, candidate: &Candidate<'m>, secrets: &[Range<usize>]) -> Option<Cow<'m, str>> {
        let Candidate { rule, context, .. } = *candidate;
        let Some(label) = self.labels.first()?.label else { return Some(Cow::Borrowed("")) };
        let index = rule.labels.get(label)?.field?;
        let field = context.record.field(index);
        if matches!(field.value, Value::List(_)) {
            return None;
        }
        if let Some(name) = known_name(candidate, index, &field) {
            return Some(Cow::Borrowed(name));
        }
        let value = quoted(&field, context.charset, secrets, context.record.hides(index)).unwrap_or_default();
        // Of a value that fills its column nobody knows whether it is cut there.
        Some(Cow::Owned(value.strip_suffix(CUT_MARK).unwrap_or(&value).to_owned()))
    }

    fn push(&mut self, span: &Range<usize>, label: Option<usize>, meaning: &str) {
        if !self.spans.contains(span) {
            self.spans.push(span.clone());
            self.labels.push(Labelled { label, meaning: secret::veiled(meaning).into_owned() });
        }
    }

    /// What the rule's own labels point at. The begin of a row, where no label has a place, points at nothing.
    pub fn pointed(&self) -> Vec<Range<usize>> {
        let labelled = self.spans.iter().zip(&self.labels).filter(|(_, of)| of.label.is_some());
        labelled.map(|(span, _)| span.clone()).collect()
    }
}

/// The whole of a name that did not fit its column, if the rule's list knows it: it is the same in a wider column.
fn known_name<'m>(candidate: &Candidate<'m>, index: usize, field: &Field<'_>) -> Option<&'m str> {
    let Candidate { rule, context, .. } = *candidate;
    let Value::Cut(begin) = &field.value else { return None };
    let (fields, finder) = rule.look_up.as_ref()?;
    let is_looked_up = finder.is_exact() && fields.contains(&index);
    rule.list.as_deref().filter(|_| is_looked_up)?.key_of(context.row?, begin)
}

/// What keeps two subjects apart that look the same because a secret is masked in both.
fn mark(candidate: &Candidate<'_>, masked: &[usize]) -> Option<String> {
    let Candidate { rule, context, .. } = *candidate;
    let subject: Vec<usize> = rule.subject.fields().filter(|_| !masked.is_empty()).collect();
    if !subject.iter().any(|field| masked.contains(field)) {
        return None;
    }
    let value = |field: &usize| display(&context.record.field(*field).value, context.charset).unwrap_or_default();
    let values: Vec<String> = subject.iter().map(value).collect();
    Some(secret::short_hash(values.iter().map(String::as_bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Record;
    use crate::finding::Place;
    use crate::finding::spots::KeptSource;
    use crate::input::Charset;
    use crate::landscape::System;
    use crate::layout::Segment;
    use crate::rule::judging::{RuleSet, Setting};
    use crate::rule::tally::Tally;

    /// A message of a job log: its text is its only field.
    struct Message<'a>(&'a [u8]);

    impl Record for Message<'_> {
        fn field(&self, index: usize) -> Field<'_> {
            if index == 0 { Field::text(self.0, 0..self.0.len()) } else { Field::absent() }
        }
    }

    fn look(tally: &mut Tally, file: usize, line: u64, text: &str) {
        let rules = RuleSet::load(&[] as &[&str]).unwrap();
        let rule = rules.rules.iter().find(|rule| rule.page.id == "fallback-usage").unwrap();
        let name = "PRD".to_owned();
        let system = System::named(name);
        let segments = [Segment { offset: 0, line, column: 1, one_column: false }];
        let row = Row { text: text.as_bytes(), cells: &[], segments: &segments, charset: Charset::Utf8 };
        let setting = Setting::judged(&system, jiff::civil::date(2026, 11, 22), line.is_multiple_of(2));
        tally.look(rule, setting, file, &Message(text.as_bytes()), &row);
    }

    fn all(tally: &Tally) -> Vec<(usize, Place, Option<Shown>, String)> {
        let of_run = |run: &FileMatches| {
            let rules = RuleSet::load(&[] as &[&str]).unwrap();
            let rule = rules.rules.iter().find(|rule| rule.page.id == "fallback-usage").unwrap();
            let spots = run.spots.iter().map(|spot| {
                let token = run.wording(spot.wording, rule, &fields(rule)).token;
                (run.file, spot.place, spot.source.map(KeptSource::shown), token)
            });
            spots.collect::<Vec<_>>()
        };
        tally.matches.runs.iter().flat_map(of_run).collect()
    }

    #[test]
    fn a_later_part_of_a_file_is_what_it_would_be_in_the_whole() {
        let texts = ["für SAPOSS", "via SAP-OSS", "nothing", "SDCC_OSS?", "für saposs", "via SAP-OSS"];
        let (mut whole, mut parts, mut last) = (Tally::default(), Tally::default(), Tally::default());
        for (line, text) in (1..).zip(texts) {
            look(&mut whole, 3, line, text);
            match line {
                1..=2 => look(&mut parts, 3, line, text),
                _ => look(&mut last, 3, line - 2, text),
            }
        }
        parts.add(last, 2);
        // Another file is another one, and what comes later is not mixed up with what was put together before.
        let mut other = Tally::default();
        look(&mut other, 4, 1, "SAPOSS");
        parts.add(other, 0);
        look(&mut whole, 4, 1, "SAPOSS");
        for tally in [&mut whole, &mut parts] {
            look(tally, 4, 2, "SAPOSS");
        }
        assert_eq!(all(&parts), all(&whole));
        let tokens: Vec<_> = all(&whole).into_iter().map(|(file, place, _, token)| (file, place.line, token)).collect();
        let expected = [(3, 1, "SAPOSS"), (3, 2, "SAP-OSS"), (3, 4, "SDCC_OSS"), (3, 5, "saposs"), (3, 6, "SAP-OSS")];
        let expected = expected.into_iter().chain([(4, 1, "SAPOSS"), (4, 2, "SAPOSS")]);
        assert!(tokens.into_iter().eq(expected.map(|(file, line, token)| (file, line, token.to_owned()))));
    }

    #[test]
    fn what_no_match_shows_moves_down_too() {
        let pointed = || {
            let segments = [Segment { offset: 0, line: 5, column: 1, one_column: false }];
            let row = Row { text: b"User", cells: &[], segments: &segments, charset: Charset::Utf8 };
            point(&row, &[], std::slice::from_ref(&(0..4)), &Known::default())
        };
        let part = || Tally {
            first: Some(Box::new((1, pointed(), Vec::new()))),
            unknown: [(1, (6, "the value is cut"))].into(),
            ..Tally::default()
        };
        let mut tally = Tally::default();
        tally.add(part(), 10);
        tally.add(part(), 100);
        let first = &tally.first.unwrap().1;
        assert_eq!((first.place.line, first.place.end_line, first.excerpt.line), (15, 15, 15));
        assert_eq!(tally.unknown, [(1, (16, "the value is cut"))].into());
    }
}
