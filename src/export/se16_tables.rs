//! Tables of the Data Browser (SE16) that are data, not code: `se16_tables.toml` describes them, and `build.rs` prepares it.
//!
//! All of them are one kind. Field `table` says which table a record is from, and each column is a field of the same name. What is
//! read of a table beyond the text of its cells is an export of its own: users, role assignments, services.

use std::ops::Range;

use super::cell::{self, CUT, NO_COLUMN, client, may_go_on, text};
use super::heading::{Known, NameColumn, Titles};
use super::{
    Class, Column, Columns, Export, Fact, Field, FieldBytes, FieldKind, FieldSpec, Item, Reach, Reader, Record,
    RecordSink, Value, Way,
};
use crate::layout::Row;

include!(concat!(env!("OUT_DIR"), "/se16_tables.rs"));

/// Tables that are read as they are.
pub static EXPORT: Export = Export {
    kind: "se16-table",
    title: "tables that are read as they are",
    origin: ORIGIN,
    role_sign: None,
    is_table: true,
    reach: Reach::System,
    columns: COLUMNS,
    names: NAMES,
    by_rows: None,
    fields: FIELDS,
    key: KEY,
    bytes: FieldBytes::NONE,
    lines: None,
    open: |file| Box::new(Tables { forced: file.forced, named: None, list: None }),
    how_to_get: WAYS,
};

/// Words of field `record`.
pub mod records {
    /// That the list is there at all, even without a row.
    pub const LIST: &str = "list";
    /// An entry of the table.
    pub const ENTRY: &str = "entry";
    /// Both.
    pub const ALL: &[&str] = &[LIST, ENTRY];
}

/// The fields before those of columns, as `build.rs` counts them.
const RECORD: usize = 0;
const TABLE: usize = 1;
const LACKS: usize = 2;

/// What `FIELDS` begins with.
const fn own_field(index: usize) -> FieldSpec {
    match index {
        RECORD => FieldSpec::new(
            "record",
            FieldKind::Choice(records::ALL),
            "entry: an entry of the table; list: the list itself, which is there even without a row",
        ),
        TABLE => FieldSpec::new("table", FieldKind::Text, "the table that it is from, in capitals").class(Class::Plain),
        _ => FieldSpec::new(
            "missing-columns",
            FieldKind::List,
            "of a record list: columns of the table that are known to basislint and not in the list",
        )
        .class(Class::Plain),
    }
}

/// A table, as `se16_tables.toml` describes it.
struct Described {
    name: &'static str,
    /// Its columns, and what is known of each.
    columns: &'static [Column],
    cells: &'static [CellOf],
    /// The column that is never blank, by its index.
    name_column: usize,
    /// So many columns tell it.
    at_least: usize,
    hidden: &'static [&'static str],
}

/// What is known of a column.
struct CellOf {
    /// Index of its field.
    field: usize,
    /// Most characters; 0 if nobody knows.
    longest: usize,
    /// All its values, each with the texts that stand for it; none if it can have any.
    codes: &'static [(&'static str, &'static [&'static str])],
}

/// The client in whichever table.
const CLIENT_COLUMN: &str = "MANDT";

const NO_CODE: &str = "what stands there is no value of the column that is known";

/// Reads a list of one of the tables.
struct Tables {
    /// Configuration says what it is.
    forced: bool,
    /// A title names this one.
    named: Option<&'static Described>,
    list: Option<List>,
}

/// A list whose table is known.
struct List {
    table: &'static Described,
    columns: Columns,
    names: NameColumn,
    /// Cells of columns with what must not be shown.
    secret: Vec<usize>,
}

impl List {
    /// The table whose columns stand in a heading: of several the one of which most do.
    fn find(row: &Row<'_>, named: Option<&'static Described>, forced: bool) -> Option<Self> {
        let known = if forced || named.is_some() { Known::Before } else { Known::ByHeading };
        let titles = Titles::of(row);
        let of = |table: &'static Described| {
            let columns = Columns::find_under(table.columns, &titles, known)?;
            let is_enough = known == Known::Before || columns.count() >= table.at_least;
            let name = columns.cell(table.name_column).filter(|_| is_enough)?;
            Some((columns.count(), table, columns, name))
        };
        let found = TABLES.iter().filter(|table| named.is_none_or(|named| named.name == table.name)).filter_map(of);
        // The last of equals counts, and that is to be the first table.
        let found: Vec<_> = found.collect();
        let (_, table, columns, name) = found.into_iter().rev().max_by_key(|(count, ..)| *count)?;
        let is_hidden = |cell: &usize| table.hidden.iter().any(|title| title.eq_ignore_ascii_case(&row.text_of(*cell)));
        let mut secret = cell::secret_columns(row);
        secret.extend((0..row.cells.len()).filter(is_hidden));
        Some(Self { table, columns, names: NameColumn::under(row, name), secret })
    }
}

impl Reader for Tables {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        let title = row.charset.decode(row.text);
        let mut words = title.split(|c: char| !c.is_ascii_alphanumeric() && !"_/".contains(c));
        self.named = words.find_map(|word| TABLES.iter().find(|table| table.name == word)).or(self.named);
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(list) = List::find(row, self.named, self.forced) else { return false };
        sink.heading(row);
        if self.list.is_none() {
            sink.fact(Fact::Part(list.table.name));
            sink.record(&Whole(&list), row);
        }
        self.list = Some(list);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(list) = &self.list else { return };
        let name = list.table.columns.get(list.table.name_column).map_or("", |column| column.name);
        if list.names.has_record(row, name, sink) {
            sink.record(&Entry { list, row }, row);
        }
    }
}

/// An entry of a table.
struct Entry<'r> {
    list: &'r List,
    row: &'r Row<'r>,
}

impl Record for Entry<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let table = self.list.table;
        match index {
            RECORD => Field::word(records::ENTRY, None),
            TABLE => Field::word(table.name, None),
            _ => match table.cells.iter().position(|of| of.field == index) {
                Some(column) => self.cell(column, &table.cells[column]),
                None => Field::absent(),
            },
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        cell::filled(self.row, &self.list.secret)
    }
}

impl Entry<'_> {
    fn cell(&self, column: usize, of: &CellOf) -> Field<'_> {
        let Some(at) = self.list.columns.cell(column) else { return Field::unknown(NO_COLUMN) };
        if self.list.table.columns.get(column).is_some_and(|column| column.name == CLIENT_COLUMN) {
            return client(self.row, at);
        }
        if of.codes.is_empty() {
            return text(self.row, at, of.longest);
        }
        let cell = self.row.cell(at);
        let text = self.row.charset.decode(&self.row.unquoted(cell)).trim().to_lowercase();
        let is = |known: &str| known.to_lowercase() == text;
        // A code is whole where it stands; a blank cell and a text are cut where the cell is full.
        let code = of.codes.iter().find(|(code, _)| !code.is_empty() && is(code));
        let code =
            code.or_else(|| of.codes.iter().find(|(code, texts)| is(code) || texts.iter().any(|known| is(known))));
        let value = match code {
            Some((code, _)) if !code.is_empty() => Value::Text(code.as_bytes().into()),
            _ if may_go_on(cell) => Value::Unknown(CUT),
            Some(_) => Value::Absent,
            None => Value::Unknown(NO_CODE),
        };
        Field { value, span: Some(cell.range()) }
    }
}

/// What there is to say of a list as such.
struct Whole<'l>(&'l List);

impl Record for Whole<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let List { table, columns, .. } = self.0;
        match index {
            RECORD => Field::word(records::LIST, None),
            TABLE => Field::word(table.name, None),
            LACKS => {
                let lacking = table.columns.iter().enumerate().filter(|(index, _)| columns.cell(*index).is_none());
                let item = |column: &Column| Item {
                    text: column.name.to_owned(),
                    span: None,
                    meaning: "not in the list".to_owned(),
                };
                Field { value: Value::List(lacking.map(|(_, column)| item(column)).collect()), span: None }
            }
            _ => Field::absent(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::FileContext;
    use crate::export::testing::{Found, file, list, read, tabs};
    use crate::layout::{csv, sap_list, tabs};

    fn entries<'f>(found: &'f Found, field: &str) -> Vec<&'f str> {
        let entries = found.records.iter().filter(|record| record.value("record") == records::ENTRY);
        entries.map(|record| record.value(field)).collect()
    }

    #[test]
    fn every_column_of_every_table_has_its_field() {
        for table in TABLES {
            assert_eq!(table.columns.len(), table.cells.len(), "{}", table.name);
            for (column, of) in table.columns.iter().zip(table.cells) {
                let field = FIELDS.get(of.field).unwrap();
                assert_eq!(field.name, column.name.to_lowercase().replace('_', "-"));
                assert!(COLUMNS.iter().any(|all| all.name == column.name));
            }
        }
        assert_eq!(NAMES, ["TDDAT", "T000", "RFCSYSACL"]);
    }

    #[test]
    fn groups_of_tables_are_read_under_technical_names_and_labels_of_both_languages() {
        for heading in ["TABNAME\tCCLASS", "Table Name\tAuthorization Group", "Tabellenname\tBerechtigungsgruppe"] {
            let found = tabs(&EXPORT, &[heading, "USR02\tSC", heading, "T000\t&NC&", "ZTABLE\t"]);
            assert_eq!(found.all("record"), ["list", "entry", "entry", "entry"], "{heading}");
            assert_eq!(found.all("table"), ["TDDAT"; 4]);
            assert_eq!(entries(&found, "tabname"), ["USR02", "T000", "ZTABLE"]);
            assert_eq!(entries(&found, "cclass"), ["SC", "&NC&", "-"]);
            assert_eq!((found.records[1].place("cclass"), entries(&found, "mandt")[0]), ("SC", "-"));
            assert_eq!((found.fact("part"), found.all("missing-columns")[0]), (Some("TDDAT"), ""));
        }
        let titled = tabs(&EXPORT, &["Table:\t\t\tTDDAT", "\tTable\tAuth. Group", "\tUSR02\tSC"]);
        assert_eq!(entries(&titled, "tabname"), ["USR02"]);
    }

    #[test]
    fn clients_are_read_with_their_codes_and_with_the_texts_of_codes() {
        let found = tabs(
            &EXPORT,
            &[
                "MANDT\tMTEXT\tCCCATEGORY\tCCCORACTIV\tCCNOCLIIND\tCCCOPYLOCK",
                "000\tSAP AG\tS\t\t\t",
                "100\tSales\tP\t2\t3\tX",
                "200\tTest\tQ\t9\t3\tL",
            ],
        );
        assert_eq!(entries(&found, "mandt"), ["000", "100", "200"]);
        assert_eq!(entries(&found, "cccategory")[..2], ["S", "P"]);
        assert_eq!(entries(&found, "cccoractiv")[..2], ["-", "2"]);
        assert_eq!(
            (entries(&found, "ccnocliind"), entries(&found, "cccopylock")),
            (vec!["-", "3", "3"], vec!["-", "X", "L"])
        );
        assert!(found.records[3].is_unknown("cccategory") && found.records[3].is_unknown("cccoractiv"));
        assert!(found.records[1].is_unknown("logsys"), "the list has no such column");
        assert_eq!(found.all("missing-columns")[0], "LOGSYS");
        let heading = "Mandant\tMandantenbezeichnung\tRolle des Mandanten\tÄnderungen und Transporte für mandantenabhängige Objekte";
        let row = "0\tVertrieb\tProduktiv\tÄnderungen ohne automatische Aufzeichnung";
        let found = tabs(&EXPORT, &[heading, row]);
        assert_eq!(entries(&found, "mandt"), ["000"], "a spreadsheet left out zeros");
        assert_eq!((entries(&found, "cccategory"), entries(&found, "cccoractiv")), (vec!["P"], vec!["-"]));
        assert!(found.records[1].is_unknown("cccopylock"));
    }

    #[test]
    fn trusted_systems_are_read_without_their_keys() {
        let heading = "RFCSYSID\tTLICENSE_NR\tRFCTRUSTSY\tRFCDEST\tRFCTCDCHK\tRFCSNC\tRFCSLOPT\tRFCSECKEY";
        let found = tabs(&EXPORT, &[heading, "DEV\t0020001234\tPRD\tDEV_TRUST\tX\t\tVERSION=3\tgeheim"]);
        assert_eq!((entries(&found, "rfcsysid"), entries(&found, "tlicense-nr")), (vec!["DEV"], vec!["0020001234"]));
        assert_eq!((entries(&found, "rfcslopt"), entries(&found, "rfcsnc")), (vec!["VERSION=3"], vec!["-"]));
        assert_eq!(found.records[1].secrets, ["geheim"]);
        let found = tabs(&EXPORT, &["Trusted system\tTrusting system\tRFC Destination", "DEV\tPRD\tDEV_TRUST"]);
        assert_eq!((entries(&found, "rfctrustsy"), found.fact("part")), (vec!["PRD"], Some("RFCSYSACL")));
        assert_eq!(found.all("missing-columns")[0], "TLICENSE_NR, RFCTCDCHK, RFCSNC, RFCSLOPT");
    }

    #[test]
    fn lists_are_read_in_other_layouts_and_encodings_and_what_is_cut_is_not_known() {
        let found = list(&EXPORT, "", &[b"|TABNAME |CCL|", b"|USRACLEX|SC |", b"|T000    |SUPE|"]);
        assert!(found.headings.is_empty(), "no such column");
        let found = list(&EXPORT, "", &[b"|TABNAME |CCLASS|", b"|USRACLEX|SC    |", b"|T000    |SS    |"]);
        assert_eq!(
            (entries(&found, "tabname"), entries(&found, "cclass")),
            (vec!["USRACLEX...", "T000"], vec!["SC", "SS"])
        );
        let ruler = "-".repeat(40);
        let text = format!(
            "Tabelle:        T000\n{ruler}\n|Mandant|Rolle des Mandanten|Geändert |\n{ruler}\n|100    |P                  |          |\n{ruler}\n"
        );
        let windows: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [text.into_bytes(), windows, utf16] {
            let found = read(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &bytes);
            assert_eq!((entries(&found, "mandt"), entries(&found, "cccategory")), (vec!["100"], vec!["P"]));
        }
        let text = "TABNAME,CCLASS\nUSR02,SC\n,SC\n";
        let found = read(&EXPORT, &file("list.csv", &csv::COMMA), text.as_bytes());
        assert_eq!((entries(&found, "tabname"), found.flaws.len()), (vec!["USR02"], 1));
    }

    #[test]
    fn configuration_may_say_what_a_list_is() {
        let forced = FileContext { forced: true, ..file("list.txt", &tabs::LAYOUT) };
        let found = read(&EXPORT, &forced, b"Table\tAuthorization Group\nUSR02\tSC\n");
        assert_eq!((entries(&found, "tabname"), entries(&found, "cclass")), (vec!["USR02"], vec!["SC"]));
        let found = read(&EXPORT, &forced, b"Client\tRole\n100\tP\n");
        assert_eq!((entries(&found, "mandt"), entries(&found, "cccategory")), (vec!["100"], vec!["P"]));
    }

    #[test]
    fn other_lists_with_such_columns_are_not_taken() {
        for heading in [
            "MANDT\tMTEXT\tORT01",
            "MANDT\tCCCATEGORY",
            "Client\tRole\tUser",
            "TABNAME\tDDTEXT",
            "RFCSYSID\tRFCDEST",
            "Table\tAuthorization Group",
        ] {
            assert!(tabs(&EXPORT, &[heading, "a\tb\tc"]).headings.is_empty(), "{heading}");
        }
    }
}
