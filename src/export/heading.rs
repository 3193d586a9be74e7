//! Finds an export's columns by their headings: technical names, English and German labels, never a position.

use crate::layout::{Cell, CleanRow, Flaw, Row};

use super::RecordSink;

/// A column of an export's table form.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Technical name, as SE16 shows it with technical names switched on.
    pub name: &'static str,
    /// Every label it was seen or documented under, English and German, short and long.
    pub labels: &'static [&'static str],
    /// Labels that stand over many lists, such as `Type`: they count where the other columns tell which list it is.
    pub generic: &'static [&'static str],
    /// Without this column the table is not this export.
    pub required: bool,
}

impl Column {
    /// A column without which the table is not this export.
    pub const fn required(name: &'static str, labels: &'static [&'static str]) -> Self {
        Self { name, labels, generic: &[], required: true }
    }

    /// A column that the table may lack.
    pub const fn optional(name: &'static str, labels: &'static [&'static str]) -> Self {
        Self { name, labels, generic: &[], required: false }
    }

    /// The same column with these labels, which stand over many lists.
    pub const fn or_generic(self, generic: &'static [&'static str]) -> Self {
        Self { generic, ..self }
    }

    /// Technical name and labels that tell the column.
    fn telling(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.labels.iter().copied())
    }

    /// A title is this column's name or one of its labels.
    pub fn is_called(&self, title: &str) -> bool {
        let letters = normalise(title);
        let mut labels = self.telling().chain(self.generic.iter().copied());
        !letters.is_empty() && labels.any(|label| is_label(&letters, label))
    }

    /// Its technical name or one of the labels that tell it begins with this text, letter by letter.
    pub fn is_begun_by(&self, text: &str) -> bool {
        let begins = |label: &str| label.get(..text.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(text));
        self.telling().any(begins)
    }

    /// A title is one of this column's, or may be, if its table is known.
    fn is_titled(&self, title: &Title) -> bool {
        self.telling().chain(self.generic.iter().copied()).any(|label| title.is(label))
    }
}

/// How sure it is that a table is an export's before its heading is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The heading alone tells.
    ByHeading,
    /// Configuration, a title or the rows below told: labels that stand over many lists suffice.
    Before,
}

/// Where an export's columns stand in one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    cells: Vec<Option<usize>>,
    /// The label under which each column was found.
    labels: Vec<Option<&'static str>>,
}

/// A title in a heading, as labels are compared with it.
struct Title {
    letters: String,
    /// It fills its column: the rest of it may be cut off.
    fills: bool,
    /// Another title of the list fills its column: all are cut alike, and a blank may follow this one.
    beside_cut: bool,
}

/// A title that is cut although it does not fill its column has as many letters as this.
const SHORTEST_BESIDE_CUT: usize = 8;

/// It lacks no more letters than these.
const MOST_LACKING_BESIDE_CUT: usize = 2;

/// Fewer letters than these tell no label of which the rest is cut off.
const SHORTEST_CUT: usize = 4;

impl Title {
    fn is(&self, label: &str) -> bool {
        is_label(&self.letters, label)
    }

    /// It may be the begin of this label: most of it must be there.
    fn begins(&self, label: &str) -> bool {
        let most = match (self.fills, self.beside_cut) {
            (true, _) if self.letters.len() >= SHORTEST_CUT => self.letters.len(),
            (false, true) if self.letters.len() >= SHORTEST_BESIDE_CUT => MOST_LACKING_BESIDE_CUT,
            _ => return false,
        };
        let mut rest = letters(label);
        self.letters.chars().all(|c| rest.next() == Some(c)) && rest.count() <= most
    }
}

impl Columns {
    /// The cell that holds the export's column with this index, if the file has it.
    pub fn cell(&self, column: usize) -> Option<usize> {
        self.cells.get(column).copied().flatten()
    }

    /// The name or label under which the column with this index stands there.
    pub fn label(&self, column: usize) -> Option<&'static str> {
        self.labels.get(column).copied().flatten()
    }

    /// How many of the export's columns are there.
    pub fn count(&self) -> usize {
        self.cells.iter().flatten().count()
    }

    /// Finds `columns` in a row that may be a heading. Nothing if a required one is missing.
    ///
    /// Where a label occurs twice the first cell counts; a cell serves one column only, technical names before labels,
    /// those before labels that stand over many lists. A title that fills its column and begins labels of one
    /// column is that column's.
    pub fn find(columns: &[Column], row: &Row<'_>) -> Option<Self> {
        Self::find_in(columns, row, Known::ByHeading)
    }

    /// The same for a table that may be known already.
    pub fn find_in(columns: &[Column], row: &Row<'_>, known: Known) -> Option<Self> {
        Self::find_titles(columns, &titles(row), known)
    }

    /// The same of titles that are asked for several tables.
    pub fn find_under(columns: &[Column], titles: &Titles, known: Known) -> Option<Self> {
        Self::find_titles(columns, &titles.all, known)
    }

    /// The columns that stand in a row, whether or not a required one is missing.
    pub fn some_of(columns: &[Column], row: &Row<'_>) -> Self {
        Self::assign(columns, &titles(row), Known::ByHeading)
    }

    fn find_titles(columns: &[Column], titles: &[Title], known: Known) -> Option<Self> {
        // Nearly every row that is offered is no heading: the required columns alone tell.
        let mut required = columns.iter().filter(|column| column.required);
        let may_be_there = |column: &Column| {
            let fits = |label: &str| titles.iter().any(|title| title.is(label) || title.begins(label));
            column.telling().any(fits) || (known == Known::Before && column.generic.iter().any(|label| fits(label)))
        };
        if !required.all(may_be_there) {
            return None;
        }
        let found = Self::assign(columns, titles, known);
        let is_there = |(column, label): (&Column, &Option<&'static str>)| {
            let is_generic = |label: &str| column.generic.contains(&label);
            !column.required || label.is_some_and(|label| known == Known::Before || !is_generic(label))
        };
        columns.iter().zip(&found.labels).all(is_there).then_some(found)
    }

    fn assign(columns: &[Column], titles: &[Title], known: Known) -> Self {
        let mut taken = vec![false; titles.len()];
        let mut found = Self { cells: vec![None; columns.len()], labels: vec![None; columns.len()] };
        let mut claim = |found: &mut Self, column: usize, label: &'static str, fits: &dyn Fn(&Title) -> bool| {
            if found.cells[column].is_some() {
                return;
            }
            let free = titles.iter().zip(&taken).position(|(title, taken)| !taken && fits(title));
            if let Some(cell) = free {
                taken[cell] = true;
                found.cells[column] = Some(cell);
                found.labels[column] = Some(label);
            }
        };
        for (index, column) in columns.iter().enumerate() {
            claim(&mut found, index, column.name, &|title| title.is(column.name));
        }
        for (index, column) in columns.iter().enumerate() {
            for label in column.labels {
                claim(&mut found, index, label, &|title| title.is(label));
            }
        }
        if titles.iter().any(|title| title.fills) {
            for (index, column) in columns.iter().enumerate() {
                for label in column.telling() {
                    claim(&mut found, index, label, &|title| title.begins(label) && is_of_one_column(title, columns));
                }
            }
        }
        for (index, column) in
            columns.iter().enumerate().filter(|(_, column)| known == Known::Before || !column.required)
        {
            for label in column.generic {
                claim(&mut found, index, label, &|title| title.is(label));
            }
        }
        found
    }
}

/// A title that is whole is no cut one, and one that begins labels of several columns is of none.
fn is_of_one_column(title: &Title, columns: &[Column]) -> bool {
    let begun = columns.iter().filter(|column| column.telling().any(|label| title.begins(label)));
    begun.count() == 1 && !columns.iter().any(|column| column.is_titled(title))
}

fn titles(row: &Row<'_>) -> Vec<Title> {
    let fills = |cell: &Cell| cell.fills_column && cell.start < cell.end;
    let beside_cut = row.cells.iter().any(fills);
    let title = |cell: &Cell| Title {
        letters: normalise(&row.charset.decode(&row.unquoted(*cell))),
        fills: fills(cell),
        beside_cut,
    };
    row.cells.iter().map(title).collect()
}

/// The titles of a row that may be a heading, made ready to be asked for the columns of many exports.
pub struct Titles {
    all: Vec<Title>,
    /// For each ASCII letter and digit whether a title begins with it.
    initials: [bool; 128],
}

impl Titles {
    /// The titles in this row.
    pub fn of(row: &Row<'_>) -> Self {
        let all = titles(row);
        let mut initials = [false; 128];
        for letter in all.iter().filter_map(|title| title.letters.bytes().next()) {
            if let Some(is_initial) = initials.get_mut(usize::from(letter)) {
                *is_initial = true;
            }
        }
        Self { all, initials }
    }

    /// Whether one of these columns may stand here.
    pub fn may_have_any(&self, columns: &[Column]) -> bool {
        columns.iter().any(|column| self.may_have_column(column))
    }

    /// Whether all of these columns may stand here without which a table is another one.
    pub fn may_have_required(&self, columns: &[Column]) -> bool {
        columns.iter().filter(|column| column.required).all(|column| self.may_have_column(column))
    }

    fn may_have_column(&self, column: &Column) -> bool {
        column.telling().chain(column.generic.iter().copied()).any(|label| self.may_have(label))
    }

    fn may_have(&self, label: &str) -> bool {
        // Nearly all differ in their first letter.
        let differs = label.bytes().next().is_some_and(|letter| {
            letter.is_ascii_alphanumeric() && !self.initials[usize::from(letter.to_ascii_lowercase())]
        });
        !differs && self.all.iter().any(|title| title.is(label) || title.begins(label))
    }
}

/// A row of a table, under the columns that were found.
#[derive(Debug, Clone, Copy)]
pub struct TableRow<'r> {
    /// The row.
    pub row: &'r Row<'r>,
    /// Where the export's columns stand in it.
    pub columns: &'r Columns,
}

impl TableRow<'_> {
    /// The cell of the export's column with this index, if the file has it.
    pub fn cell(&self, column: usize) -> Option<Cell> {
        self.columns.cell(column).map(|cell| self.row.cell(cell))
    }

    /// The text of a cell, decoded, without blanks around it.
    pub fn decoded(&self, cell: Cell) -> String {
        self.row.charset.decode(&self.row.unquoted(cell)).trim().to_owned()
    }
}

/// The column that names a table's records.
#[derive(Debug, Clone)]
pub struct NameColumn {
    cell: usize,
    /// What stands over the names: long lists repeat their heading on every page.
    title: Vec<u8>,
}

impl NameColumn {
    /// The names stand below this cell of the heading.
    pub fn under(heading: &Row<'_>, cell: usize) -> Self {
        Self { cell, title: heading.value(cell).into_owned() }
    }

    /// A clean row has a name, and it is not the title again.
    pub fn is_filled(&self, row: &CleanRow<'_>) -> bool {
        let first = row.padded(self.cell).first();
        first.is_some_and(|byte| *byte != b' ') && (first != self.title.first() || row.trimmed(self.cell) != self.title)
    }

    /// The title stands there again.
    pub fn is_title(&self, row: &Row<'_>) -> bool {
        *row.value(self.cell) == *self.title
    }

    /// The row is a record, neither blank nor the heading again. One without `name` is a flaw, and left out: if more than one cell of it is
    /// filled it is no remark, and nobody knows what it is a record of.
    pub fn has_record(&self, row: &Row<'_>, name: &str, sink: &mut dyn RecordSink) -> bool {
        let value = row.value(self.cell);
        let filled = || row.cells.iter().filter(|cell| cell.start < cell.end).count();
        if value.is_empty() && filled() > 0 {
            let message = format!("a row without {name} was left out");
            sink.flaw(Flaw::at(row, row.cell(self.cell).start, &message, filled() > 1));
        }
        !value.is_empty() && *value != *self.title
    }
}

/// The row may be cut in this cell, or before it: the cell fills its column, and nothing stands behind it.
pub fn may_be_cut(row: &Row<'_>, cell: Cell) -> bool {
    cell.fills_column && !row.cells.iter().any(|other| other.start >= cell.end && other.start < other.end)
}

/// A title of a file is this name or label, as [`Columns::find`] compares them.
pub fn is_title(title: &str, label: &str) -> bool {
    letters(title).eq(letters(label))
}

/// A normalised title is this label.
fn is_label(title: &str, label: &str) -> bool {
    // Most differ in their first letter.
    if let (Some(first), Some(letter)) = (title.bytes().next(), label.bytes().next())
        && letter.is_ascii_alphanumeric()
        && letter.to_ascii_lowercase() != first
    {
        return false;
    }
    letters(label).eq(title.chars())
}

/// Headings are compared by their letters and digits, whatever their case: `Message no.` is `MESSAGE_NO`.
fn normalise(title: &str) -> String {
    letters(title).collect()
}

fn letters(title: &str) -> impl Iterator<Item = char> {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests;
