//! Judges the records of one file while it is read, and keeps only what rules need of them.

mod references;

use std::borrow::Cow;
use std::collections::HashSet;

use super::beside::Mapped;
use super::compile::Rule;
use super::cut_row::CutRow;
use super::point::{Pointed, point};
use super::screen::{Screen, Screens};
use super::set::RuleSet;
use super::tally::{Setting, Tally};
use crate::export::head::HeadLines;
use crate::export::shown::{Known, secrets_in};
use crate::export::taken::Titles;
use crate::export::{Export, Fact, Record, RecordSink, Selection};
use crate::knowledge::secret;
use crate::landscape::collect::FileCollection;
use crate::landscape::inventory::line_hash;
use crate::landscape::stores;
use crate::layout::{Flaw, Layout, Row, profile};
use crate::redact::{Own, Words};

pub(crate) use references::ReferenceValues;

/// So many flaws of one file are kept.
const MOST_FLAWS: usize = 100;

/// What a file gave.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    pub records: u64,
    /// Of the rules of the set that some record meant something to.
    pub tallies: Vec<(usize, Box<Tally>)>,
    /// Values of each reference that this export can have.
    pub references: Vec<(usize, ReferenceValues)>,
    /// What is kept of it for what follows from several files.
    pub collection: FileCollection,
    /// Where to point at for what is missing in this file.
    pub heading: Option<Pointed>,
    pub flaws: Vec<Flaw>,
    /// What the list was narrowed to, and the flaw that says so.
    pub selections: Vec<(Selection, Flaw)>,
    /// When the file was made, as the lines above its records say.
    pub titles: Titles,
    /// The part of a table that the file shows; none if it does not tell.
    pub part: Option<String>,
    /// The instance that the whole file is of; empty if it does not tell.
    pub instance: String,
    /// What a profile is for; empty if the file does not tell.
    pub level: &'static str,
    /// The names in its records, if they are asked for.
    pub words: Words,
}

impl Judgement {
    /// Why nothing is proved to this rule by what is not in the file.
    pub fn lacks_for(&self, rule: &Rule) -> Option<&Flaw> {
        let suffices = |flaw: &Flaw| {
            let told = self.selections.iter().filter(|(_, of)| of == flaw);
            told.into_iter().any(|(selection, _)| rule.suffices(selection))
        };
        self.flaws.iter().find(|flaw| flaw.incomplete && !suffices(flaw))
    }

    /// Number of records that are findings, or may become some.
    pub fn matches(&self) -> u64 {
        self.tallies.iter().map(|(_, tally)| tally.matches.count).sum()
    }
}

/// The sink that an export's reader hands its records to.
pub(crate) struct FileJudge<'r> {
    rules: &'r RuleSet,
    names: Option<&'r Own>,
    setting: Setting<'r>,
    file: usize,
    export: &'static Export,
    layout: &'static Layout,
    judgement: Judgement,
    /// One for each rule about the export, made when a record means something to it: there may be thousands of rules and of files.
    tallies: Vec<(usize, Option<Box<Tally>>)>,
    /// What the rule at hand makes of a record while it has none.
    fresh: Tally,
    /// Knows which records need not be looked at; none if all must be.
    screen: Option<&'r Screen<'r>>,
    /// Lines whose records nobody asks for: another state has them as well.
    common: Option<&'r HashSet<u64>>,
    /// One sees where the export ends, even if no record stands in it.
    end_seen: bool,
    /// What lines outside of the table say of how much of it is there, and the rows that there are.
    head: HeadLines,
    title_is_read: bool,
    rows: u64,
    /// Where in the block the words stand that some rule may speak of, and how many of them are behind us.
    hits: Vec<usize>,
    past: usize,
    /// Lines of the file stand before those that are read here.
    later_part: bool,
}

impl<'r> FileJudge<'r> {
    /// A judge for the file with this index, which is this export in this layout.
    pub fn new(
        screens: &'r Screens<'r>,
        setting: Setting<'r>,
        file: usize,
        (export, layout): (&'static Export, &'static Layout),
    ) -> Self {
        let rules = screens.rules;
        let kind = export.kind;
        // Who compares has had all else told before.
        let collection = match setting.inventory {
            Some(_) => FileCollection::inventory(export),
            None if setting.onlooker.is_some() => FileCollection::default(),
            None => {
                let stores =
                    screens.policies.and_then(|of| stores::collector(of, export, (setting.system, setting.as_of)));
                FileCollection::new(export, file, &|number| rules.interest(number), setting.system, stores)
            }
        };
        let judgement = Judgement {
            references: rules
                .references_to(kind)
                .map(|(reference, _)| (reference, ReferenceValues::default()))
                .collect(),
            collection,
            ..Judgement::default()
        };
        Self {
            rules,
            names: screens.names,
            setting,
            file,
            export,
            layout,
            judgement,
            tallies: rules.about(kind).map(|rule| (rule, None)).collect(),
            fresh: Tally::default(),
            screen: screens.of(export).filter(|_| setting.inventory.is_none() && setting.onlooker.is_none()),
            common: setting.inventory.flatten(),
            end_seen: false,
            head: HeadLines::default(),
            title_is_read: false,
            rows: 0,
            hits: Vec::new(),
            past: 0,
            later_part: false,
        }
    }

    /// The same judge for a later part of the file.
    pub fn for_later_part(self) -> Self {
        Self { later_part: true, ..self }
    }

    /// Something was found that proves that the file does not hold all it should.
    pub fn is_incomplete(&self) -> bool {
        self.judgement.flaws.iter().any(|flaw| flaw.incomplete)
    }

    /// Notes that the file shows nothing of what it should.
    pub fn lacks_all(&mut self, why: String) {
        self.flaw(Flaw { line: 1, column: 1, message: why, incomplete: true });
    }

    /// Notes what the file's head says of how much of it is there, and that a file without any record shows nothing,
    /// unless one sees that it ends there: it may be cut.
    pub fn look_at_whole(&mut self) {
        if let Some((message, line)) = self.head.lacks(self.rows) {
            self.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
        self.end_seen |= self.head.is_empty();
        let is_never_empty = self.export.is_never_empty();
        if self.judgement.records == 0 && (!self.end_seen || is_never_empty) && !self.is_incomplete() {
            let message = match self.end_seen && is_never_empty {
                true => "the list has no entry, and no system is without any: it is a selection",
                false => "there is a heading, but no record under it",
            };
            let message = message.to_owned();
            let (line, column) =
                self.judgement.heading.as_ref().map_or((1, 1), |heading| (heading.place.line, heading.place.column));
            self.judgement.flaws.push(Flaw { line, column, message, incomplete: true });
        }
    }

    /// What the file gave.
    pub fn finish(mut self) -> Judgement {
        let tallies = self.tallies.into_iter().filter_map(|(rule, tally)| Some((rule, tally?)));
        self.judgement.tallies = tallies.collect();
        self.judgement.tallies.iter_mut().for_each(|(_, tally)| tally.close());
        let incomplete = self.judgement.flaws.iter().any(|flaw| flaw.incomplete);
        self.judgement.collection.close(incomplete);
        self.judgement
    }

    /// Takes what was found in the next part of the file, which begins behind this many lines.
    pub fn join(&mut self, next: Self, lines: u64) {
        self.end_seen |= next.end_seen;
        self.rows += next.rows;
        for ((_, own), (_, next)) in self.tallies.iter_mut().zip(next.tallies) {
            if let Some(next) = next {
                own.get_or_insert_default().add(*next, lines);
            }
        }
        let Judgement { records, tallies: _, references, collection, heading, flaws, words, .. } = next.judgement;
        self.judgement.words.join(words, lines);
        self.judgement.records += records;
        for ((_, own), (_, next)) in self.judgement.references.iter_mut().zip(references) {
            own.values.extend(next.values);
            own.listed.extend(next.listed);
            own.any |= next.any;
            own.unsure = own.unsure.or(next.unsure.map(|(line, why)| (line + lines, why)));
        }
        self.judgement.collection.join(collection, lines);
        if let (None, Some(mut heading)) = (&self.judgement.heading, heading) {
            heading.move_down(lines);
            self.judgement.heading = Some(heading);
        }
        for flaw in flaws {
            self.flaw(Flaw { line: flaw.line + lines, ..flaw });
        }
    }

    fn keep_flaw(&mut self, flaw: Flaw) {
        // One that proves the file incomplete is never left out for many that only are odd.
        let first_incomplete = flaw.incomplete && !self.judgement.flaws.iter().any(|flaw| flaw.incomplete);
        if self.judgement.flaws.len() < MOST_FLAWS || first_incomplete {
            self.judgement.flaws.push(flaw);
        }
    }
}

/// A flaw as reports may tell it.
fn veiled(mut flaw: Flaw) -> Flaw {
    if let Cow::Owned(veiled) = secret::veiled(&flaw.message) {
        flaw.message = veiled;
    }
    flaw
}

impl RecordSink for FileJudge<'_> {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        // A profile's last line often lacks its end, and its value tells whether it makes sense.
        let cut = CutRow::of(record, row, self.later_part).filter(|_| self.layout != &profile::LAYOUT);
        let record = cut.as_ref().map_or(record, |cut| cut as &dyn Record);
        self.judgement.records += 1;
        if let Some(onlooker) = self.setting.onlooker {
            onlooker.record(record, row);
        }
        if let Some(own) = self.names {
            self.judgement.words.record(own, self.export, record, row);
        }
        for (rule, made) in &mut self.tallies {
            let Some(rule) = self.rules.rules.get(*rule) else { continue };
            let tally = made.as_deref_mut().unwrap_or(&mut self.fresh);
            match rule.beside(self.export.kind) {
                None => tally.look(rule, self.setting, self.file, record, row),
                Some(fields) => {
                    // What is not known here keeps nobody from a pass, and what is right helps nobody to one.
                    let (about, seen_rows) = (tally.about, tally.seen_rows.clone());
                    tally.look(rule, self.setting, self.file, &Mapped { record, fields }, row);
                    tally.unknown.remove(&self.file);
                    (tally.about, tally.seen_rows) = (about, seen_rows);
                }
            }
            if made.is_none() && !self.fresh.is_blank() {
                *made = Some(Box::new(std::mem::take(&mut self.fresh)));
            }
        }
        for (reference, values) in &mut self.judgement.references {
            if let Some(reference) = self.rules.reference(*reference) {
                values.look(reference, self.setting, record, row);
            }
        }
        // A row is left out in both states, or in none.
        if self.common.is_none_or(|common| !common.contains(&line_hash(row.text))) {
            self.judgement.collection.record(record, row);
        }
    }

    fn heading(&mut self, row: &Row<'_>) {
        if self.judgement.heading.is_none() {
            // A first line that is no heading says nothing of what is missing, and may even hold a password.
            let shown = self.layout.has_heading();
            let row = &if shown { *row } else { Row { text: b"", cells: &[], ..*row } };
            let first = row.cells.iter().map(|cell| cell.range()).find(|cell| !cell.is_empty());
            let columns = self.export.columns;
            let is_title = |title: &str| columns.iter().any(|column| column.is_called(title));
            if shown {
                let titles = (0..row.cells.len()).map(|cell| row.text_of(cell));
                self.head.titles(titles, row.line(), columns, self.export.is_table);
            }
            let known = Known::of_heading(row, is_title);
            self.judgement.heading = Some(point(row, &secrets_in(row), &[first.unwrap_or(0..0)], &known));
            self.judgement.collection.heading(row);
        }
    }

    fn title(&mut self, row: &Row<'_>) {
        if self.judgement.heading.is_none() {
            self.judgement.titles.note(&row.charset.decode(row.text));
        }
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.keep_flaw(veiled(flaw));
    }

    fn head_line(&mut self, row: &Row<'_>) {
        if !self.layout.has_heading() || std::mem::take(&mut self.title_is_read) {
            return;
        }
        let (line, column) = row.character(row.cell(0).start);
        let told = self.judgement.flaws.iter().any(|flaw| flaw.incomplete && flaw.line == line);
        let text = row.charset.decode(row.text);
        if let Some(message) = self.head.take(&text, line, self.export.columns, self.export.is_table).filter(|_| !told)
        {
            self.flaw(Flaw { line, column, message, incomplete: true });
        }
    }

    fn title_is_read(&mut self) {
        self.title_is_read = true;
    }

    fn rows(&mut self, rows: usize) {
        self.rows += rows as u64;
    }

    fn selection(&mut self, selection: Selection, flaw: Flaw) {
        let flaw = veiled(flaw);
        self.judgement.selections.push((selection, flaw.clone()));
        self.keep_flaw(flaw);
    }

    fn end_seen(&mut self) {
        self.end_seen = true;
    }

    fn block(&mut self, text: &[u8]) {
        self.past = 0;
        if let Some(screen) = self.screen {
            screen.search(text, &mut self.hits);
        }
        if let Some(common) = self.common {
            self.hits.clear();
            let mut start = 0;
            for line in text.split_inclusive(|byte| *byte == b'\n') {
                if !common.contains(&line_hash(line)) {
                    self.hits.push(start);
                }
                start += line.len();
            }
        }
    }

    fn clear_to(&mut self, start: usize) -> Option<usize> {
        if self.screen.is_none() && self.common.is_none() {
            return None;
        }
        while self.hits.get(self.past).is_some_and(|hit| *hit < start) {
            self.past += 1;
        }
        Some(self.hits.get(self.past).copied().unwrap_or(usize::MAX))
    }

    fn minds(&self, field: usize, value: &[u8]) -> bool {
        self.common.is_none() && self.screen.is_none_or(|screen| screen.minds(field, value))
    }

    fn passed(&mut self, records: usize) {
        self.judgement.records += records as u64;
    }

    fn fact(&mut self, fact: Fact<'_>) {
        match fact {
            Fact::Part(part) => self.judgement.part = Some(part.to_owned()),
            Fact::Instance(instance) => instance.clone_into(&mut self.judgement.instance),
            Fact::Level(level) => self.judgement.level = level,
            // `host_PRD_00`, or the host alone.
            Fact::InstanceOfRows(instance) => {
                if let (Some(own), Some(host)) = (self.names, instance.split('_').next()) {
                    self.judgement.words.host(own, host);
                }
            }
            Fact::Whole(_) => {}
        }
        if let Some(onlooker) = self.setting.onlooker {
            onlooker.fact(&fact);
        }
        self.judgement.collection.fact(&fact);
    }
}
