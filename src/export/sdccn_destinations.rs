//! Destinations of the Service Data Control Center: SDCCN > Goto > Settings > Task-specific > RFC destinations.

use crate::knowledge::mark;
use crate::layout::{Cell, Row};

use super::cell::{NO_COLUMN, text};
use super::heading::{Column, Columns, NameColumn, TableRow};
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, Value, Way,
};

/// Destinations of SDCCN.
pub static EXPORT: Export = Export {
    kind: "sdccn-destinations",
    title: "SDCCN destinations",
    origin: "SDCCN, Goto > Settings > Task-specific > RFC destinations",
    role_sign: None,
    is_table: false,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["SDCCN", "Service Data Control Center"],
    by_rows: None,
    fields: FIELDS,
    key: &["destination"],
    bytes: FieldBytes::NONE,
    lines: None,
    open,
    how_to_get: WAYS,
};

const DESTINATION: usize = 0;
const MASTER: usize = 1;
const ACTIVE: usize = 2;
const TARGET: usize = 3;

const COLUMNS: &[Column] = &[
    Column::required(
        "RFCDEST",
        &["RFC Destination", "Destination", "RFC Dest.", "RFC-Destination", "RFC-Ziel", "DESTINATION"],
    ),
    Column::required(
        "MASTER",
        &["Master System", "Master?", "Master Destination", "Mastersystem", "Master-System", "IS_MASTER"],
    ),
    Column::optional("ACTIVE", &["Aktiv", "Active?", "Status", "Activated", "Aktiviert"]),
    Column::optional("TARGET", &["Target System", "Description", "Zielsystem", "Ziel", "Beschreibung", "Bezeichnung"]),
];

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("destination", FieldKind::Text, "destination that SDCCN uses: SAP-SUPPORT_PORTAL")
        .class(Class::Destination),
    FieldSpec::new("master", FieldKind::Flag, "the system behind it is the master"),
    FieldSpec::new("active", FieldKind::Flag, "it is active; unknown if the list does not say so"),
    FieldSpec::new("target", FieldKind::Text, "system behind it, or its description"),
];

const WAYS: &[Way] = &[Way {
    title: "SDCCN, Goto > Settings > Task-specific",
    steps: &[
        "Call transaction SDCCN and choose Goto > Settings > Task-specific.",
        "Open Settings for Destinations: RFC destinations (or RFC destinations of the entry Settings).",
        "Save all rows of the list, with the columns RFC Destination and Master: System > List > Save > Local File, or Export > Spreadsheet.",
        "Where the screen has no such list, write the table yourself, as CSV with the columns RFC Destination, Master, Active.",
    ],
    seen: "Not seen at first hand; the headings are matched generously.",
}];

/// The name of a destination has no more characters than this.
const LONGEST_DESTINATION: usize = 32;

const NO_MASTER: &str = "what stands there says neither that it is the master nor that it is not";
const NO_ACTIVE: &str = "the list does not tell whether it is active";

fn open(_context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Destinations { heading: None })
}

struct Destinations {
    heading: Option<(Columns, NameColumn)>,
}

impl Reader for Destinations {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        let Some(destination) = columns.cell(DESTINATION) else { return false };
        self.heading = Some((columns, NameColumn::under(row, destination)));
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some((columns, names)) = &self.heading else { return };
        if names.has_record(row, "a destination", sink) {
            sink.record(&Destination { table: TableRow { row, columns } }, row);
        }
    }
}

struct Destination<'r> {
    table: TableRow<'r>,
}

impl Destination<'_> {
    /// A box; `blank` is what it means if there is nothing in it.
    fn flag(&self, column: usize, blank: Option<bool>, unknown: &'static str) -> Field<'_> {
        let Some(cell) = self.table.cell(column) else { return Field::unknown(unknown) };
        let text = self.table.decoded(cell);
        // Nothing stands where the row is cut.
        let blank = blank.filter(|_| !cell.fills_column);
        let flag = if text.is_empty() { blank } else { mark::read(&text) };
        let value = flag.map_or(Value::Unknown(unknown), Value::Flag);
        let place = Some(cell).filter(|cell| !cell.range().is_empty()).or_else(|| self.table.cell(DESTINATION));
        Field { value, span: place.map(Cell::range) }
    }
}

impl Record for Destination<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            0 => {
                let cell = self.table.columns.cell(DESTINATION);
                cell.map_or(Field::absent(), |cell| text(self.table.row, cell, LONGEST_DESTINATION))
            }
            1 => self.flag(MASTER, Some(false), NO_MASTER),
            2 => self.flag(ACTIVE, None, NO_ACTIVE),
            3 => self.table.cell(TARGET).map_or(Field::unknown(NO_COLUMN), |cell| Field::of(self.table.row, cell)),
            _ => Field::absent(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{list, tabs};

    #[test]
    fn destinations_are_read_under_english_and_german_titles() {
        for heading in ["RFC Destination\tMaster\tActive\tDescription", "RFC-Ziel\tMastersystem\tAktiv\tZielsystem"] {
            let found = tabs(
                &EXPORT,
                &[heading, "SAP-SUPPORT_PORTAL\tX\tX\tSAP (001)", heading, "SM_SMPCLNT001_BACK\t\t@0A@\tSMP"],
            );
            assert_eq!(found.all("destination"), ["SAP-SUPPORT_PORTAL", "SM_SMPCLNT001_BACK"], "{heading}");
            assert_eq!(found.all("master"), ["yes", "no"]);
            assert_eq!(found.all("active"), ["yes", "no"]);
            assert_eq!(found.all("target"), ["SAP (001)", "SMP"]);
        }
    }

    #[test]
    fn what_the_list_does_not_have_is_unknown() {
        let found = list(&EXPORT, "", &[b"|RFC Destination|Master|", b"|SDCC_OSS       |      |"]);
        assert_eq!((found.all("destination"), found.all("master")), (vec!["SDCC_OSS"], vec!["no"]));
        assert!(found.records[0].is_unknown("active") && found.records[0].is_unknown("target"));
    }

    #[test]
    fn lists_of_rfc_destinations_without_a_master_are_not_taken() {
        for heading in ["RFCDEST\tRFCTYPE\tRFCOPTIONS", "RFC Destination\tDescription", "Destination\tMasters thesis"] {
            assert!(tabs(&EXPORT, &[heading, "a\tb\tc"]).headings.is_empty(), "{heading}");
        }
    }
}
