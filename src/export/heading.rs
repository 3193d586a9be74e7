//! Finds an export's columns by their headings: technical names, English and German labels, never a position.

use crate::layout::{Cell, CleanRow, Flaw, Row};

use super::RecordSink;

/// A column of an export's table form.
#[derive(Debug)]
pub struct Column {
    /// Technical name, as SE16 shows it with technical names switched on.
    pub name: &'static str,
    /// Every label it was seen or documented under, English and German, short and long.
    pub labels: &'static [&'static str],
    /// Without this column the table is not this export.
    pub required: bool,
}

/// Where an export's columns stand in one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    cells: Vec<Option<usize>>,
}

impl Columns {
    /// The cell that holds the export's column with this index, if the file has it.
    pub fn cell(&self, column: usize) -> Option<usize> {
        self.cells.get(column).copied().flatten()
    }

    /// Finds `columns` in a row that may be a heading. Nothing if a required one is missing.
    ///
    /// Where a label occurs twice the first cell counts; a cell serves one column only, technical names before labels.
    pub fn find(columns: &[Column], row: &Row<'_>) -> Option<Self> {
        let title = |cell| normalise(&row.charset.decode(&row.value(cell)));
        let titles: Vec<String> = (0..row.cells.len()).map(title).collect();
        Self::find_titles(columns, &titles)
    }

    fn find_titles(columns: &[Column], titles: &[String]) -> Option<Self> {
        // Nearly every row that is offered is no heading: the required columns alone tell.
        let named = |label: &str| titles.iter().any(|title| is_label(title, label));
        let mut required = columns.iter().filter(|column| column.required);
        if !required.all(|column| named(column.name) || column.labels.iter().any(|label| named(label))) {
            return None;
        }
        let mut taken = vec![false; titles.len()];
        let mut cells = vec![None; columns.len()];
        let mut claim = |cells: &mut Vec<Option<usize>>, column: usize, label: &str| {
            let free = titles.iter().zip(&taken).position(|(title, taken)| !taken && is_label(title, label));
            if let Some(cell) = free {
                taken[cell] = true;
                cells[column] = Some(cell);
            }
        };
        for (index, column) in columns.iter().enumerate() {
            claim(&mut cells, index, column.name);
        }
        for (index, column) in columns.iter().enumerate() {
            for label in column.labels {
                if cells[index].is_none() {
                    claim(&mut cells, index, label);
                }
            }
        }
        let complete = columns.iter().zip(&cells).all(|(column, cell)| cell.is_some() || !column.required);
        complete.then_some(Self { cells })
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

    /// The row is a record, neither blank nor the heading again. One without `name` is a flaw, and left out.
    pub fn has_record(&self, row: &Row<'_>, name: &str, sink: &mut dyn RecordSink) -> bool {
        let value = row.value(self.cell);
        if value.is_empty() && row.cells.iter().any(|cell| cell.start < cell.end) {
            let message = format!("a row without {name} was left out");
            sink.flaw(Flaw::at(row, row.cell(self.cell).start, &message, false));
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

/// Headings are compared without regard to case, blanks, dots and colons: `Message no.` is `message no`.
fn normalise(title: &str) -> String {
    letters(title).collect()
}

fn letters(title: &str) -> impl Iterator<Item = char> {
    title.chars().filter(|c| c.is_alphanumeric() || *c == '_').flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column { name: "RFCDEST", labels: &["RFC Destination", "Destination"], required: true },
        Column { name: "RFCTYPE", labels: &["Connection Type", "Verbindungstyp"], required: false },
    ];

    fn find(titles: &[&str]) -> Option<Columns> {
        Columns::find_titles(COLUMNS, &titles.iter().map(|title| normalise(title)).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_found_in_any_order_and_language() {
        let columns = find(&["VERBINDUNGSTYP", "RFC-Destination"]).unwrap();
        assert_eq!((columns.cell(0), columns.cell(1)), (Some(1), Some(0)));
    }

    #[test]
    fn a_missing_required_column_is_no_match_and_a_missing_other_one_is_none() {
        assert_eq!(find(&["Connection Type"]), None);
        assert_eq!(find(&["Destination"]).unwrap().cell(1), None);
    }

    #[test]
    fn of_two_equal_titles_the_first_counts() {
        assert_eq!(find(&["Status", "Destination", "Destination"]).unwrap().cell(0), Some(1));
    }
}
