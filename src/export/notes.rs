//! SAP Notes and how far they are implemented: table CWBNTCUST, and the lists of the Note Assistant (SNOTE).

use crate::layout::{Flaw, Row};

use super::cell::NO_COLUMN;
use super::heading::{Column, Columns, Known, NameColumn, TableRow, may_be_cut};
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, Value, Way,
};

mod state;

/// SAP Notes of the Note Assistant (table CWBNTCUST).
pub static EXPORT: Export = Export {
    kind: "notes",
    title: "implemented SAP Notes",
    origin: "SNOTE, table CWBNTCUST",
    role_sign: None,
    is_table: true,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["CWBNTCUST", "SNOTE"],
    by_rows: Some(is_note),
    fields: FIELDS,
    key: &["note"],
    bytes: FieldBytes::NONE,
    lines: None,
    open,
    how_to_get: WAYS,
};

const NOTE: usize = 0;
const STATE: usize = 1;
const PROCESSING: usize = 2;
const TEXT: usize = 3;

/// Some labels are those that a public reader of such tables knows (offlinesec, sap_table_def.py); those of the data elements
/// CWBNTNUMM, CWBPRSTAT and CWBNTSTAT and of the SAP Note Browser are from knowledge, not looked up.
#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column::required("NUMM", &[
        "Note number", "SAP Note", "SAP Note number", "Note", "Note no.", "SAP Note no.", "Note ID", "Number of SAP Note", "Hinweisnummer",
        "SAP-Hinweis", "SAP-Hinweisnummer", "Hinweis", "Hinweisnr.", "Hinweis-Nr.", "SAP-Hinweisnr.", "Nummer des SAP-Hinweises",
    ]),
    Column::required("PRSTATUS", &[
        "Implementation State", "Impl. State", "Implementation Status", "Impl. Status", "Implem. State", "Implem. Status",
        "Implementation State of SAP Note", "Einbaustand", "Einbaustatus", "Implementierungsstand", "Implementierungsstatus", "Impl.stand",
        "Impl.status", "Implement.stand", "Implement.status",
    ])
    .or_generic(&["Status", "State", "Zustand", "Note Status", "Hinweisstatus"]),
    Column::optional("NTSTATUS", &[
        "Processing Status", "Proc. Status", "Proc. Stat.", "Process. Status", "User Status", "Bearbeitungsstatus", "Bearb. Stat.", "Bearb.status",
        "Bearbeitungsstat.", "Benutzerstatus",
    ]),
    Column::optional("STEXT", &["Short text", "Note short text", "Title", "Description", "Kurztext", "Titel", "Beschreibung"]),
];

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("note", FieldKind::Text, "number of the SAP Note without leading zeros: 2802999")
        .class(Class::Plain),
    FieldSpec::new(
        "state",
        FieldKind::Choice(state::STATES),
        "implementation state; can-be-implemented means that it is not implemented yet, cannot-be-implemented that \
                the system does not need it or has it by its Support Package",
    ),
    FieldSpec::new("processing", FieldKind::Choice(state::PROCESSINGS), "processing status that users set"),
    FieldSpec::new("short-text", FieldKind::Text, "title of the note").class(Class::Plain),
];

const WAYS: &[Way] = &[
    Way {
        title: "SE16 or SE16N, table CWBNTCUST",
        steps: &[
            "Call transaction SE16 (or SE16N) and enter the table CWBNTCUST.",
            "Leave the selection empty, clear Maximum No. of Hits (it cuts the list at 200 or 500 rows) and execute.",
            "Save the list with its heading: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet as XLSX.",
        ],
        seen: "The heading and first rows of a list saved unconverted were seen on a picture. The texts that spreadsheets show \
               for the codes come from a program that reads them.",
    },
    Way {
        title: "SNOTE, SAP Note Browser",
        steps: &[
            "Start transaction SNOTE, choose the SAP Note Browser and execute it without a selection.",
            "Save the list: List > Export > Spreadsheet, or Local File as Text with Tabs.",
        ],
        seen: "Not seen at first hand. Columns are found by their headings, in English and German.",
    },
];

const CUT: &str = "the text is cut";

const EITHER: &str = "the list does not tell whether this is the implementation state or the processing status";
const PROCESSING_ONLY: &str =
    "the list tells the processing status only, which users set: it does not prove that the note is implemented";

fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    let known = if context.forced { Known::Before } else { Known::ByHeading };
    Box::new(Notes { known, heading: None, told: false })
}

/// The number of a note, and a status that SNOTE has, or a word beside it and nothing else.
fn is_note(row: &Row<'_>, columns: &Columns, _: bool) -> bool {
    let text = |column: usize| columns.cell(column).map(|cell| row.text_of(cell)).unwrap_or_default();
    let status = text(STATE);
    let is_known = state::state(&status, false).is_some() || state::processing(&status, false).is_some();
    // A word that nobody knows is a state that is not known, in a table of notes and their states alone.
    let is_word =
        columns.count() == row.cells.len() && status.starts_with(char::is_alphabetic) && status.chars().count() > 1;
    // Notes have had five digits and more since the nineties.
    state::number(&text(NOTE)).is_some_and(|number| number.len() >= 5) && !status.is_empty() && (is_known || is_word)
}

struct Notes {
    known: Known,
    heading: Option<Heading>,
    /// A state that is not known was reported.
    told: bool,
}

struct Heading {
    names: NameColumn,
    columns: Columns,
}

struct Note<'r> {
    table: TableRow<'r>,
}

impl Note<'_> {
    /// The only status has a title that says neither which one it is.
    fn is_any_status(&self) -> bool {
        let label = self.table.columns.label(STATE);
        label.is_some_and(|label| COLUMNS[STATE].generic.contains(&label)) && self.table.cell(PROCESSING).is_none()
    }

    /// The implementation state or the processing status, whichever has this text.
    fn either(&self, index: usize) -> Field<'_> {
        let Some(cell) = self.table.cell(STATE) else { return Field::unknown(NO_COLUMN) };
        let text = self.table.row.charset.decode(self.table.row.raw(cell));
        let of = if index == STATE { state::state } else { state::processing };
        let other = if index == STATE { state::processing } else { state::state };
        let value = match (of(&text, cell.fills_column), other(&text, cell.fills_column)) {
            (Some(word), None) => return Field::word(word, Some(cell.range())),
            (None, Some(_)) if index == STATE => Value::Unknown(PROCESSING_ONLY),
            (None, Some(_)) => Value::Unknown(NO_COLUMN),
            _ => Value::Unknown(EITHER),
        };
        Field { value, span: Some(cell.range()) }
    }

    fn meaning(&self, column: usize, of: fn(&str, bool) -> Option<&'static str>, unknown: &'static str) -> Field<'_> {
        let Some(cell) = self.table.cell(column) else { return Field::unknown(NO_COLUMN) };
        let text = self.table.row.charset.decode(self.table.row.raw(cell));
        match of(&text, cell.fills_column) {
            Some(word) => Field::word(word, Some(cell.range())),
            None if cell.fills_column => Field { value: Value::Unknown(CUT), span: Some(cell.range()) },
            None => Field { value: Value::Unknown(unknown), span: Some(cell.range()) },
        }
    }
}

impl Record for Note<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            NOTE => {
                let Some(cell) = self.table.cell(NOTE) else { return Field::unknown(NO_COLUMN) };
                let text = self.table.row.charset.decode(self.table.row.raw(cell));
                let value = match state::number(&text) {
                    _ if text.len() != 10 && may_be_cut(self.table.row, cell) => Value::Unknown(CUT),
                    Some(number) => Value::Text(number.into_bytes().into()),
                    None => Value::Unknown("this is no number of a note"),
                };
                Field { value, span: Some(cell.range()) }
            }
            STATE | PROCESSING if self.is_any_status() => self.either(index),
            STATE => self.meaning(STATE, state::state, "the implementation state is none that basislint knows: export table CWBNTCUST (SE16) with its codes, not their texts"),
            PROCESSING => {
                self.meaning(PROCESSING, state::processing, "the processing status is none that basislint knows: export table CWBNTCUST (SE16) with its codes, not their texts")
            }
            TEXT => {
                self.table.cell(TEXT).map_or_else(|| Field::unknown(NO_COLUMN), |cell| Field::of(self.table.row, cell))
            }
            _ => Field::absent(),
        }
    }
}

impl Reader for Notes {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find_in(COLUMNS, row, self.known) else { return false };
        let Some(note) = columns.cell(NOTE) else { return false };
        self.heading = Some(Heading { names: NameColumn::under(row, note), columns });
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(heading) = &self.heading else { return };
        if !heading.names.has_record(row, "a note number", sink) {
            return;
        }
        let note = Note { table: TableRow { row, columns: &heading.columns } };
        for column in [NOTE, STATE] {
            if let Field { value: Value::Unknown(why), span: Some(at) } = note.field(column)
                && !self.told
                && why != CUT
            {
                self.told = true;
                sink.flaw(Flaw::at(row, at.start, why, false));
            }
        }
        sink.record(&note, row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{list, table, tabs};

    #[test]
    fn codes_of_the_table_are_understood() {
        let found = list(
            &EXPORT,
            "Table:          CWBNTCUST",
            &[
                b"|X|NUMM      |NTSTATUS  |PRSTATUS  |CWBUSER     |REQID |",
                b"| |0002802999|A         |E         |ADMIN       |      |",
                b"| |0002744825|N         |N         |            |      |",
                b"| |0002928430|R         |-         |            |      |",
                b"| |0002830316|I         |O         |            |      |",
                b"| |0000111111|          |          |            |      |",
            ],
        );
        assert_eq!(found.all("note"), ["2802999", "2744825", "2928430", "2830316", "111111"]);
        assert_eq!(
            found.all("state"),
            ["implemented", "can-be-implemented", "cannot-be-implemented", "obsolete", "undefined"]
        );
        assert_eq!(found.all("processing"), ["finished", "new", "not-relevant", "in-process", "undefined"]);
        assert_eq!(found.records[0].place("state"), "E");
        assert!(found.records[0].is_unknown("short-text") && found.flaws.is_empty());
    }

    #[test]
    fn texts_of_spreadsheets_are_understood_in_english_and_german() {
        for (heading, implemented, not, done) in [
            (
                "Note number\tProcessing Status\tImplementation State",
                "Completely implemented",
                "Can be implemented",
                "Finished",
            ),
            ("Hinweisnummer\tBearb. Stat.\tEinbaustand", "vollständig eingebaut", "einbaubar", "erledigt"),
            (
                "SAP-Hinweis\tBearbeitungsstatus\tImplementierungsstatus",
                "Vollständig implementiert",
                "Kann implementiert werden",
                "Erledigt",
            ),
        ] {
            let rows = [format!("2802999\t{done}\t{implemented}"), format!("2744825\t{done}\t{not}")];
            let found = tabs(&EXPORT, &[heading, rows[0].as_str(), rows[1].as_str()]);
            assert_eq!(found.all("state"), ["implemented", "can-be-implemented"], "{heading}");
            assert_eq!(found.all("processing"), ["finished", "finished"], "{heading}");
        }
    }

    #[test]
    fn a_list_of_snote_has_short_texts() {
        let heading = ["Note", "Short text", "Implementation State", "Processing Status"];
        let found =
            table(&EXPORT, &[&heading, &["2928430", "Open R/3 connection", "Incompletely implemented", "In process"]]);
        assert_eq!(found.records[0].shown(), "2928430\nincompletely-implemented\nin-process\nOpen R/3 connection");
    }

    #[test]
    fn what_is_no_number_or_no_state_is_unknown_and_reported_once() {
        let rows = ["NUMM\tPRSTATUS", "23.10.7323\tE", "2802999\tperhaps", "2744825\tperhaps"];
        let found = tabs(&EXPORT, &rows);
        assert!(found.records[0].is_unknown("note") && found.records[1].is_unknown("state"));
        assert_eq!((found.flaws.len(), found.flaws[0].line), (1, 2));
    }

    #[test]
    fn headings_of_other_tables_are_not_taken() {
        for other in ["COMPONENT\tRELEASE\tEXTRELEASE", "Note\tVersion\tUser", "NUMM\tNTSTATUS\tCWBUSER"] {
            assert!(tabs(&EXPORT, &[other, "a\tb\tc"]).headings.is_empty(), "{other}");
        }
    }
}
