//! Named lists and tables: facts that rules share, as data with a source.

mod file;
mod finder;

use toml::Value;

use crate::complaint::Complaint;

pub(crate) use file::ListFile;
pub(crate) use finder::{Finder, Hit, LookUp, is_whole_word};

/// A list, ready to be looked up.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    /// What it is, and where it comes from: for the pages of rules.
    pub about: String,
    pub source: String,
    /// Column names; the key is the first.
    pub columns: Vec<String>,
    /// Cells by row and column. A cell may hold several values.
    pub rows: Vec<Vec<Vec<String>>>,
}

impl List {
    /// Makes a list of a file; `text` is the file's text, for complaints.
    pub fn from_file(path: &str, text: &str, file: &ListFile) -> Result<Self, Box<Complaint>> {
        let whole = file.list.span();
        let key = match (&file.key, file.values.is_empty()) {
            (None, _) => "value".to_owned(),
            (Some(key), true) => key.get_ref().clone(),
            (Some(key), false) => {
                let complaint =
                    Complaint::new(path, text, key.span(), "a list has either `values` or a `key` and rows");
                return Err(Box::new(complaint.help("remove `key`, or write the values as rows")));
            }
        };
        if file.values.is_empty() && file.row.is_empty() {
            let complaint = Complaint::new(path, text, whole, "this list is empty");
            return Err(Box::new(complaint.help("give it `values` or rows")));
        }
        let (about, source) = (file.about.trim().to_owned(), file.source.trim().to_owned());
        let mut list = Self { about, source, columns: vec![key.clone()], rows: Vec::new() };
        for value in &file.values {
            list.rows.push(vec![vec![value.clone()]]);
        }
        for row in &file.row {
            let fail = |message: String| Box::new(Complaint::new(path, text, row.span(), message));
            if !row.get_ref().contains_key(&key) {
                return Err(fail(format!("this row has no `{key}`, the list's key")));
            }
            let mut cells = vec![Vec::new(); list.columns.len()];
            for (column, value) in row.get_ref() {
                let values =
                    strings(value).ok_or_else(|| fail(format!("`{column}` is neither text nor a list of texts")))?;
                let index = list.columns.iter().position(|known| known == column).unwrap_or_else(|| {
                    list.columns.push(column.clone());
                    cells.push(Vec::new());
                    list.columns.len() - 1
                });
                cells[index] = values;
            }
            list.rows.push(cells);
        }
        let width = list.columns.len();
        for row in &mut list.rows {
            row.resize(width, Vec::new());
        }
        Ok(list)
    }

    /// Adds the rows of another list; columns it does not have stay empty.
    pub fn extend(&mut self, other: &Self) {
        for column in &other.columns {
            if !self.columns.contains(column) {
                self.columns.push(column.clone());
            }
        }
        for row in &other.rows {
            let cell =
                |name: &String| other.columns.iter().position(|column| column == name).map(|index| row[index].clone());
            // The key columns of two lists are the same column, whatever they are called.
            let mut cells: Vec<_> = self.columns.iter().map(|name| cell(name).unwrap_or_default()).collect();
            cells[0].clone_from(&row[0]);
            self.rows.push(cells);
        }
        let width = self.columns.len();
        for row in &mut self.rows {
            row.resize(width, Vec::new());
        }
    }

    /// The values of a cell.
    pub fn cell(&self, row: usize, column: usize) -> &[String] {
        self.rows.get(row).and_then(|cells| cells.get(column)).map_or(&[], Vec::as_slice)
    }

    /// The row with this key.
    pub fn row_of(&self, key: &str) -> Option<usize> {
        self.keys().find(|(_, known)| *known == key).map(|(row, _)| row)
    }

    /// What people call each row (its `name`, else its key), and its `source`.
    pub fn sources(&self) -> impl Iterator<Item = (String, String)> {
        let column = |name: &str| self.columns.iter().position(|column| column == name);
        let (name, source) = (column("name").unwrap_or(0), column("source"));
        (0..self.rows.len()).map(move |row| {
            let source = source.map_or(&[][..], |source| self.cell(row, source));
            (self.cell(row, name).join(", "), source.join("; "))
        })
    }

    /// The key of a row that begins with this text, in the list's own spelling.
    pub fn key_of(&self, row: usize, begin: &[u8]) -> Option<&str> {
        let begins = |key: &&String| key.as_bytes().get(..begin.len()).is_some_and(|it| it.eq_ignore_ascii_case(begin));
        self.cell(row, 0).iter().filter(begins).min_by_key(|key| key.len()).map(String::as_str)
    }

    /// The keys, with the row each belongs to.
    fn keys(&self) -> impl Iterator<Item = (usize, &str)> {
        self.rows.iter().enumerate().flat_map(|(index, cells)| cells[0].iter().map(move |key| (index, key.as_str())))
    }
}

/// Text, or a list of texts; whole numbers count as text.
pub(crate) fn strings(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Integer(number) => Some(vec![number.to_string()]),
        Value::Boolean(flag) => Some(vec![flag.to_string()]),
        Value::Array(values) => values.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}
