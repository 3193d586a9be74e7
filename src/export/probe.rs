//! Offers the rows of a table to the exports until one of them knows its heading, and weighs where several do.
//!
//! A table whose heading could stand over many lists is told by the row below it. What a table that nobody knows comes
//! near to is told by [`super::near`].

use super::heading::{Columns, Known, Titles};
use super::near;
use super::recognise::{By, Found};
use super::{EXPORTS, Export, FileContext, Reader, Record, RecordSink, other_files};
use crate::knowledge::secret;
use crate::layout::{Flaw, KeptRow, Layout, Row, RowSink};

/// Offers every possible heading to the exports until one takes it.
pub struct TableProbe<'p> {
    context: FileContext<'p>,
    candidates: Vec<Candidate>,
    /// The file's name, in small letters.
    file: String,
    /// The first titles, in small letters, and how many there are.
    titles: (String, usize),
    /// What readers must see before their first heading, and whether it was offered as one.
    seen: Vec<(KeptRow, bool)>,
    /// The table's name, from a title of SE16.
    table: Option<String>,
    /// The first row that looked like a heading.
    heading: Option<KeptRow>,
    /// Candidates for which the last row was a heading if the next one is of theirs, by their index.
    pending: Vec<(usize, Columns)>,
    found: Option<Found>,
}

/// More lines than these above a heading are no titles.
const MOST_TITLES: usize = 40;

/// When there are more rows than these before a heading, all readers see the rest as it comes.
const MOST_SEEN: usize = 64;

/// Kinds that know headings without columns that they require elsewhere, but with some of them. A test holds that there are no others.
const HAVE_OTHER_HEADINGS: &[&str] = &["job-log"];

/// An export that could take a heading.
struct Candidate {
    export: &'static Export,
    /// Just as in reading proper it sees all rows before. Begun when the first heading comes that may be its own.
    reader: Option<Box<dyn Reader>>,
}

impl Candidate {
    fn is_called(&self, table: &str) -> bool {
        self.export.names.iter().any(|name| name.eq_ignore_ascii_case(table))
    }

    /// Whether a heading with these titles may be its own: no reader takes one that lacks what its export requires.
    fn may_be_under(&self, titles: &Titles) -> bool {
        let Export { kind, columns, .. } = self.export;
        match HAVE_OTHER_HEADINGS.contains(kind) {
            true => titles.may_have_any(columns),
            false => titles.may_have_required(columns),
        }
    }

    /// Its reader, after all that was seen so far.
    fn reader(&mut self, context: &FileContext<'_>, seen: &[(KeptRow, bool)]) -> &mut dyn Reader {
        self.reader
            .get_or_insert_with(|| {
                let mut reader = (self.export.open)(context);
                for (row, offered) in seen {
                    show(reader.as_mut(), &row.row(), *offered);
                }
                reader
            })
            .as_mut()
    }
}

/// Shows a reader a title, or a heading that is nobody's.
fn show(reader: &mut dyn Reader, row: &Row<'_>, offered: bool) {
    match offered {
        true => _ = reader.heading(row, &mut NoRecords),
        false => reader.title(row, &mut NoRecords),
    }
}

impl<'p> TableProbe<'p> {
    /// A probe of a file that is laid out so.
    pub(super) fn new(layout: &'static Layout, path: &'p str, exports: &[&'static Export], forced: bool) -> Self {
        let context = FileContext::new(path, layout, forced);
        let file = context.name.to_lowercase();
        let tables = exports.iter().filter(|export| !export.columns.is_empty());
        Self {
            context,
            candidates: tables.map(|export| Candidate { export, reader: None }).collect(),
            file,
            titles: (String::new(), 0),
            seen: Vec::new(),
            table: None,
            heading: None,
            pending: Vec::new(),
            found: None,
        }
    }

    /// The export that took a heading.
    pub fn found(&self) -> Option<Found> {
        self.found
    }

    pub(super) fn layout(&self) -> &'static Layout {
        self.context.layout
    }

    fn form(&self) -> &'static str {
        self.context.layout.called
    }

    /// What the table comes near to, if it does, and what it lacks.
    pub fn near(&self) -> Option<String> {
        let heading = self.heading.as_ref().map(KeptRow::row);
        let owner = self.table.as_ref().and_then(|table| {
            Some((table.as_str(), self.candidates.iter().find(|candidate| candidate.is_called(table))?.export))
        });
        if let (Some((table, export)), Some(heading)) = (owner, &heading) {
            return Some(near::lacking(self.form(), Some(table), export, heading));
        }
        if self.table.is_some() {
            return None;
        }
        let candidates = self.candidates.iter().map(|candidate| (candidate.export, self.is_named(candidate.export)));
        near::describe(self.form(), candidates, &heading?)
    }

    /// Each export that the table comes near to, and what it lacks, the nearest first.
    pub(super) fn misses(&self) -> Vec<String> {
        let Some(heading) = self.heading.as_ref().map(KeptRow::row) else { return Vec::new() };
        let candidates = self.candidates.iter().map(|candidate| (candidate.export, self.is_named(candidate.export)));
        near::all(self.form(), candidates, &heading)
    }

    /// What the table seems to be, for people.
    pub fn describe(&self) -> Option<String> {
        if let Some(near) = self.near() {
            return Some(near);
        }
        let form = self.form();
        match (&self.table, &self.heading) {
            (Some(table), _) => Some(other_files::table(form, table)),
            (None, Some(heading)) => {
                let titles = titles_of(&heading.row());
                let columns = shown(&titles).take(4).collect::<Vec<_>>().join(", ");
                let more = if titles.len() > 4 { ", ..." } else { "" };
                Some(format!("{form} with columns that no export has: {columns}{more}"))
            }
            (None, None) => None,
        }
    }

    /// Of several exports that know the heading the one that a title names, else the one that knows more of it.
    fn best(&self, knowing: &[usize], row: &Row<'_>) -> Option<usize> {
        let [first, others @ ..] = knowing else { return None };
        if others.is_empty() {
            return Some(*first);
        }
        let weight = |index: &usize| {
            let export = self.candidates.get(*index)?.export;
            let columns = Columns::some_of(export.columns, row).count();
            Some((self.is_titled(export), columns, self.is_named(export)))
        };
        // The last of equals counts, and that is to be the first export.
        knowing.iter().rev().max_by_key(|index| weight(index)).copied()
    }

    /// A title names the export.
    fn is_titled(&self, export: &Export) -> bool {
        export.names.iter().any(|name| self.titles.0.contains(&name.to_lowercase()))
    }

    /// A title or the file's name names the export.
    fn is_named(&self, export: &Export) -> bool {
        self.is_titled(export) || export.names.iter().any(|name| self.file.contains(&name.to_lowercase()))
    }

    /// Keeps a row for readers that are not begun yet, and shows it to those that are, but for those that were asked.
    fn note(&mut self, row: &Row<'_>, offered: bool, asked: &[usize]) {
        let all_begun = self.seen.len() >= MOST_SEEN;
        for (index, candidate) in self.candidates.iter_mut().enumerate() {
            if all_begun {
                candidate.reader(&self.context, &self.seen);
            }
            if let Some(reader) = candidate.reader.as_deref_mut().filter(|_| !asked.contains(&index)) {
                show(reader, row, offered);
            }
        }
        if !all_begun {
            self.seen.push((KeptRow::of(row), offered));
        }
    }

    fn take(&mut self, index: usize, told: bool, heading: Option<&Row<'_>>) {
        let Some(candidate) = self.candidates.get(index) else { return };
        let export = candidate.export;
        let by = match told {
            _ if self.context.forced => By::Configuration,
            true => By::Rows,
            _ if self.is_titled(export) => By::HeadingAndTitle,
            _ if self.is_named(export) => By::HeadingAndName,
            _ => By::Heading,
        };
        let lacks = heading.map_or(0, |row| {
            let columns = Columns::some_of(export.columns, row);
            let lacking = (0..export.columns.len().min(128)).filter(|column| columns.cell(*column).is_none());
            lacking.fold(0, |lacks, column| lacks | 1 << column)
        });
        let told = told || self.context.forced;
        self.found = Some(Found { export, layout: self.context.layout, told, head_only: false, by, lacks });
    }

    /// The rows below a heading that could stand over many lists tell, or the first of them does not.
    fn look_at_rows(&mut self, row: &Row<'_>) {
        let is_of = |(index, columns): &&(usize, Columns)| {
            let export = self.candidates[*index].export;
            export.by_rows.is_some_and(|is_of| is_of(row, columns, self.is_named(export)))
        };
        if let Some((index, _)) = self.pending.iter().find(is_of) {
            return self.take(*index, true, None);
        }
        self.pending.clear();
        if !is_heading(row) {
            return;
        }
        for (index, candidate) in self.candidates.iter().enumerate() {
            if candidate.export.by_rows.is_some()
                && let Some(columns) = Columns::find_in(candidate.export.columns, row, Known::Before)
            {
                self.pending.push((index, columns));
            }
        }
    }
}

/// Titles as they may be shown. What was taken for a heading may be anything: titles are words, or known; and beside a secret, which
/// may go on in the next cell, nothing is a title but what is known for one.
fn shown(titles: &[String]) -> impl Iterator<Item = &str> {
    let is_plain = |title: &str| secret::find(title.as_bytes()).is_empty() && !title.contains('=');
    let all_plain = titles.iter().all(|title| is_plain(title));
    let is_known = |title: &str| {
        let mut columns = EXPORTS.iter().flat_map(|export| export.columns);
        columns.any(|column| column.is_called(title)) || secret::is_secret_column(title)
    };
    titles.iter().map(move |title| {
        let is_title = is_known(title) || all_plain && secret::odd_words(title.as_bytes()).is_empty();
        if is_title && is_plain(title) { title.as_str() } else { "****" }
    })
}

fn titles_of(row: &Row<'_>) -> Vec<String> {
    (0..row.cells.len()).map(|cell| row.text_of(cell)).filter(|title| !title.is_empty()).collect()
}

/// Every cell is a word. Titles have cells too, with numbers and dates among them.
fn is_heading(row: &Row<'_>) -> bool {
    let titles = titles_of(row);
    titles.len() >= 2 && titles.iter().all(|title| title.starts_with(char::is_alphabetic) && !title.ends_with(':'))
}

impl RowSink for TableProbe<'_> {
    fn title(&mut self, row: &Row<'_>) {
        let text = row.charset.decode(row.text);
        if self.titles.1 < MOST_TITLES {
            self.titles.0.push_str(&text.to_lowercase());
            self.titles.0.push('\n');
        }
        self.titles.1 += 1;
        self.note(row, false, &[]);
        if self.table.is_none() {
            self.table = table_name(&text);
        }
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        if self.found.is_some() {
            return true;
        }
        // The name of a table that one of the exports is tells that it is none of the others.
        let forced = self.context.forced;
        let table = self.table.as_deref().filter(|_| !forced);
        let owned = table.filter(|table| self.candidates.iter().any(|candidate| candidate.is_called(table)));
        let titles = Titles::of(row);
        let may_take = |candidate: &Candidate| match owned {
            Some(table) => candidate.is_called(table),
            None => forced || candidate.may_be_under(&titles) || self.is_named(candidate.export),
        };
        let asked: Vec<usize> =
            (0..).zip(&self.candidates).filter(|(_, it)| may_take(it)).map(|(index, _)| index).collect();
        let mut knowing = asked.clone();
        knowing.retain(|index| {
            let reader = self.candidates[*index].reader(&self.context, &self.seen);
            reader.heading(row, &mut NoRecords)
        });
        if knowing.is_empty() {
            self.note(row, true, &asked);
        }
        match self.best(&knowing, row) {
            Some(index) => self.take(index, false, Some(row)),
            None => self.look_at_rows(row),
        }
        // Of a table that is known one of its columns is heading enough.
        let names_one = |table: &str| {
            let owner = self.candidates.iter().find(|candidate| candidate.is_called(table));
            owner.is_some_and(|owner| Columns::some_of(owner.export.columns, row).count() > 0)
        };
        if self.found.is_none()
            && self.heading.is_none()
            && (is_heading(row) || self.table.as_deref().is_some_and(names_one))
        {
            self.heading = Some(KeptRow::of(row));
        }
        self.found.is_some()
    }

    fn row(&mut self, _: &Row<'_>) {}

    fn flaw(&mut self, _: Flaw) {}

    fn has_enough(&self) -> bool {
        self.found.is_some()
    }
}

/// What stands before a table's name in the languages of SAP GUI, and in the title of the Data Browser.
const TABLE_LABELS: &[&str] = &[
    "Table",
    "Tabelle",
    "Tabla",
    "Tabela",
    "Tabella",
    "Tabel",
    "Tabulka",
    "Tabuľka",
    "Tábla",
    "Táblázat",
    "Tablo",
    "Таблица",
    "表",
    "数据表",
    "テーブル",
    "테이블",
    "Data Browser: Table",
    "Data Browser: Tabelle",
    "Table to be searched",
    "Zu durchsuchende Tabelle",
];

/// `Table:          RFCDES`, `Data Browser: Table RFCDES Select Entries      12`
fn table_name(title: &str) -> Option<String> {
    let title = title.trim();
    let is_name = |name: &&str| {
        name.len() > 2
            && name.starts_with(|c: char| c.is_ascii_uppercase() || c == '/')
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "_/-".contains(c))
    };
    let first = |rest: &str| {
        let name =
            rest.split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|' | '"')).find(|it| !it.is_empty());
        name.filter(is_name).map(str::to_owned)
    };
    if let Some((label, rest)) = title.split_once(':')
        && TABLE_LABELS.contains(&label.trim_matches(|c: char| c.is_whitespace() || c == '"'))
    {
        return first(rest);
    }
    let spoken = TABLE_LABELS.iter().filter(|label| label.contains(' ')).find_map(|label| title.split_once(label));
    first(spoken?.1.trim_start_matches(':'))
}

/// A sink for readers that are only asked whether they know a heading.
struct NoRecords;

impl RecordSink for NoRecords {
    fn record(&mut self, _: &dyn Record, _: &Row<'_>) {}
    fn heading(&mut self, _: &Row<'_>) {}
    fn flaw(&mut self, _: Flaw) {}
}

#[cfg(test)]
mod tests;
