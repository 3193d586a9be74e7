//! Files of config stores, as SAP's security policies ask for them: what Focused Run, SAP Cloud ALM and the configuration database of SAP Solution
//! Manager save, or an auditor selects by SQL. The file's name begins with the store's, or configuration names it; the columns are those of the store.
//!
//! Every store that `policy/stores.toml` knows is read, whatever it holds. What a cell means is the policies' to know.

use std::ops::Range;

use super::cell::{may_go_on, secret_columns};
use super::{
    Class, Column, Export, Fact, Field, FieldBytes, FieldKind, FieldSpec, Item, Reach, Reader, Record, RecordSink,
    Value, Way,
};
use crate::layout::Row;
use crate::policy::stores::{self, Store};

/// Files of config stores.
pub static EXPORT: Export = Export {
    kind: "config-store",
    title: "config store",
    origin: "Focused Run, SAP Cloud ALM, CCDB of SAP Solution Manager",
    role_sign: None,
    is_table: false,
    reach: Reach::System,
    columns: COLUMNS,
    names: &[],
    by_rows: None,
    fields: FIELDS,
    key: &["store", "cells"],
    bytes: FieldBytes::NONE,
    lines: None,
    open: |file| Box::new(Rows { store: file.store.or_else(|| of_name(file.name)), forced: file.forced, list: None }),
    how_to_get: WAYS,
};

/// A table of any store may have these; which columns a store has, `stores.toml` says.
const COLUMNS: &[Column] = &[Column::optional("STORE_NAME", &[])];

const STORE: usize = 0;
const COLUMN_NAMES: usize = 1;
const CELLS: usize = 2;

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("store", FieldKind::Text, "the config store: STANDARD_USERS").class(Class::Plain),
    FieldSpec::new("columns", FieldKind::List, "the columns that the file has, in capitals").class(Class::Plain),
    FieldSpec::new(
        "cells",
        FieldKind::List,
        "what stands in them, in the same order; of a column with what must not be read there is nothing",
    )
    .class(Class::FreeText),
];

/// A table with so many of a store's columns is one of it; a store that has fewer must have all.
const AT_LEAST: usize = 2;

const WAYS: &[Way] = &[
    Way {
        title: "Focused Run or SAP Cloud ALM, Configuration and Security Analysis",
        steps: &[
            "Open the store of the system (Configuration & Security Analysis, Store Browser), with all its elements and no filter.",
            "Export the table, as CSV or XLSX.",
            "Name the file after the store, with anything behind it: STANDARD_USERS_2026.csv, or CSA_STANDARD_USERS_2026.csv.",
        ],
        seen: "Not seen at first hand. That stores have these columns is told by the policies that SAP publishes for them.",
    },
    Way {
        title: "By SQL, or by hand",
        steps: &[
            "Make a table with the columns that SAP's policies ask of the store: `basislint rules --policy sap-baseline --format json` names them.",
            "Save it as CSV or XLSX, with the names of the columns in the first line, and with all rows that there are.",
            "Name the file after the store, or name it in basislint.toml: [[export]] with kind = \"config-store\" and store = \"STANDARD_USERS\".",
        ],
        seen: "This is a form of our own.",
    },
];

/// The store that a file's name begins with, maybe behind `CSA_`: of several the longest.
pub fn of_name(name: &str) -> Option<&'static Store> {
    let name = name.to_ascii_uppercase();
    let name = name.strip_prefix("CSA_").unwrap_or(&name);
    let begins = |store: &&&str| {
        let (begin, rest) = name.split_at_checked(store.len()).unwrap_or_default();
        begin.eq_ignore_ascii_case(store) && !rest.starts_with(|letter: char| letter.is_ascii_alphanumeric())
    };
    stores::by_name(stores::NAMES.iter().filter(begins).max_by_key(|store| store.len())?)
}

struct Rows {
    store: Option<&'static Store>,
    forced: bool,
    list: Option<List>,
}

struct List {
    store: &'static Store,
    /// The columns, in capitals, by cell; none of a cell without a title, or with what must not be read.
    columns: Vec<Option<String>>,
    /// Cells that have secrets by their titles. Where the store has such a column itself it says whether there are any (BCODE = 'UNUSED').
    secret: Vec<usize>,
}

impl List {
    fn find(row: &Row<'_>, store: Option<&'static Store>, forced: bool) -> Option<Self> {
        if store.is_none() && !forced {
            return None;
        }
        let secret = secret_columns(row);
        let title = |cell: usize| {
            let title = row.text_of(cell).trim().trim_start_matches('\u{FEFF}').to_ascii_uppercase();
            (!title.is_empty()).then_some(title)
        };
        let mut columns: Vec<Option<String>> = (0..row.cells.len()).map(title).collect();
        let count = |store: &Store| columns.iter().flatten().filter(|title| store.has(title)).count();
        let is_of = |store: &&'static Store| count(store) >= AT_LEAST.min(store.columns.len());
        let store = match store {
            Some(store) => Some(store).filter(is_of),
            // Configuration says that it is one, and not which: the probe of a file does not know more.
            None if forced => stores::all().iter().filter(is_of).max_by_key(|store| count(store)),
            None => None,
        };
        let store = store?;
        for cell in &secret {
            if let Some(title) = columns.get_mut(*cell) {
                title.take_if(|title| !store.has(title));
            }
        }
        Some(Self { store, columns, secret })
    }
}

impl Reader for Rows {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(list) = List::find(row, self.store, self.forced) else { return false };
        sink.heading(row);
        if self.list.is_none() {
            sink.fact(Fact::Part(&list.store.name));
        }
        self.list = Some(list);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(list) = &self.list else { return };
        if row.cells.iter().any(|cell| !cell.range().is_empty()) {
            sink.record(&Entry { list, row }, row);
        }
    }
}

struct Entry<'r> {
    list: &'r List,
    row: &'r Row<'r>,
}

impl Entry<'_> {
    fn items(&self, text: impl Fn(usize, &str) -> String) -> Value<'static> {
        let named = self.list.columns.iter().enumerate().filter_map(|(cell, title)| Some((cell, title.as_deref()?)));
        Value::List(
            named
                .map(|(cell, title)| {
                    let at = self.row.cell(cell);
                    // A cell that is full may be cut: nobody knows what stands in it. Nor does anybody look at a secret.
                    let is_secret = self.has_secret(cell);
                    let meaning = if may_go_on(at) || is_secret { CUT.to_owned() } else { String::new() };
                    let text = if is_secret { String::new() } else { text(cell, title) };
                    Item { text, span: Some(at.range()), meaning }
                })
                .collect(),
        )
    }
}

/// Words that say whether there is a secret.
const WORDS: [&str; 4] = ["", "USED", "UNUSED", "X"];

impl Entry<'_> {
    fn has_secret(&self, cell: usize) -> bool {
        let text = || self.row.text_of(cell).trim().to_ascii_uppercase();
        self.list.secret.contains(&cell) && !WORDS.contains(&text().as_str())
    }
}

/// What is said of a cell whose text is cut.
pub const CUT: &str = "cut";

impl Record for Entry<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let value = match index {
            STORE => return Field::word(&self.list.store.name, None),
            COLUMN_NAMES => self.items(|_, title| title.to_owned()),
            CELLS => self.items(|cell, _| self.row.text_of(cell)),
            _ => return Field::absent(),
        };
        Field { value, span: None }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        let secret: Vec<usize> = self.list.secret.iter().copied().filter(|cell| self.has_secret(*cell)).collect();
        super::cell::filled(self.row, &secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{file, read};
    use crate::layout::csv;

    fn stores(name: &str, text: &str) -> Vec<String> {
        let found = read(&EXPORT, &file(name, &csv::COMMA), text.as_bytes());
        found.all("store").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_named_after_a_store_with_its_columns_is_one() {
        let text = "CLIENT,USERNAME,EXISTING,PASSWORD_STATUS,LOCKED,USERGROUP\n000,DDIC,X,CHANGED,,SUPER\n";
        for name in ["STANDARD_USERS.csv", "standard_users_PRD.csv", "CSA_STANDARD_USERS-2026.csv"] {
            assert_eq!(stores(name, text), ["STANDARD_USERS"], "{name}");
        }
        assert_eq!(stores("STANDARD_USERSX.csv", text), [""; 0]);
        assert_eq!(stores("STANDARD_USERS.csv", "A,B\n1,2\n"), [""; 0]);
    }

    #[test]
    fn of_stores_that_begin_alike_the_longest_name_counts() {
        assert_eq!(
            of_name("AUDIT_CONFIGURATION_SLOT_PRD.csv").map(|store| store.name.as_str()),
            Some("AUDIT_CONFIGURATION_SLOT")
        );
        assert_eq!(of_name("AUDIT_CONFIGURATION.xlsx").map(|store| store.name.as_str()), Some("AUDIT_CONFIGURATION"));
        assert!(of_name("notes.csv").is_none());
    }
}
