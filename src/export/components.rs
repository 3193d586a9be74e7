//! Software components: table CVERS with a heading.
//!
//! The clipboard form of System > Status and R3trans logs, which have none, are not read.

use crate::layout::Row;

use super::heading::{Column, Columns, NameColumn};
use super::{Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reader, Record, RecordSink, Way};

/// Software components (table CVERS).
pub static EXPORT: Export = Export {
    kind: "components",
    title: "software components",
    origin: "SE16, table CVERS",
    columns: COLUMNS,
    fields: FIELDS,
    bytes: FieldBytes::NONE,
    lines: None,
    open,
    how_to_get: HOW_TO_GET,
};

const COMPONENT: usize = 0;
const RELEASE: usize = 1;
const EXTRELEASE: usize = 2;

const COLUMNS: &[Column] = &[
    Column {
        name: "COMPONENT",
        labels: &[
            "Software Component",
            "Component",
            "Softw. Component",
            "Softwarekomponente",
            "Softw.komponente",
            "Komponente",
        ],
        required: true,
    },
    Column { name: "RELEASE", labels: &["Release", "Component Release", "Rel."], required: true },
    Column {
        name: "EXTRELEASE",
        labels: &[
            "SP-Level",
            "SP Level",
            "Support Package Level",
            "Patch Level",
            "Level",
            "Ext. Release",
            "External Release",
            "SP-Stand",
            "Support-Package-Level",
            "Support-Package-Stand",
            "Patchlevel",
            "Externes Release",
        ],
        required: true,
    },
    Column { name: "COMP_TYPE", labels: &["Component Type", "Comp. Type", "Komponententyp"], required: false },
];

const FIELDS: &[FieldSpec] = &[
    FieldSpec { name: "component", kind: FieldKind::Text, about: "software component, such as SAP_BASIS" },
    FieldSpec { name: "release", kind: FieldKind::Text, about: "release, such as 740 or 2008_1_710" },
    FieldSpec { name: "level", kind: FieldKind::Text, about: "Support Package level, with its leading zeros" },
];

const HOW_TO_GET: &[Way] = &[Way {
    title: "SE16 or SE16N, table CVERS",
    steps: &[
        "Call transaction SE16 (or SE16N) and enter the table CVERS.",
        "Leave the selection empty, clear Maximum No. of Hits and execute.",
        "Save the list with its heading: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet as XLSX.",
        "Do not copy the list of System > Status: it has no heading, and SAP GUI may copy only a part of it.",
    ],
    seen: "The columns and their values were seen in rows of an R3trans log. A file saved by SE16 was not seen.",
}];

fn open(_context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Components { heading: None })
}

struct Components {
    heading: Option<Heading>,
}

struct Heading {
    names: NameColumn,
    /// Cells of component, release and level: the same order as that of the fields.
    cells: [usize; 3],
}

struct Component<'r> {
    row: &'r Row<'r>,
    cells: [usize; 3],
}

impl Record for Component<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let Some(cell) = self.cells.get(index) else { return Field::absent() };
        Field::of(self.row, self.row.cell(*cell))
    }
}

impl Reader for Components {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        let [Some(component), Some(release), Some(level)] = [COMPONENT, RELEASE, EXTRELEASE].map(|it| columns.cell(it))
        else {
            return false;
        };
        self.heading = Some(Heading { names: NameColumn::under(row, component), cells: [component, release, level] });
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(heading) = &self.heading else { return };
        if heading.names.has_record(row, "a software component", sink) {
            sink.record(&Component { row, cells: heading.cells }, row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{TestRow, file, read_rows, tabs};
    use crate::layout::Layout;

    #[test]
    fn components_are_read_under_technical_names_and_labels() {
        for heading in [
            "COMPONENT\tRELEASE\tEXTRELEASE\tCOMP_TYPE",
            "Component\tRelease\tSP-Level\tSupport Package",
            "Softwarekomponente\tRelease\tSP-Stand\tKomponententyp",
        ] {
            let rows = [heading, "ST-PI\t2008_1_710\t0013\tN", "\t\t\t", heading, "X4CORE\t106\t\tR"];
            let found = read_rows(&EXPORT, &file("list.txt", Layout::Tabs), &rows.map(TestRow::of));
            assert_eq!((found.headings.len(), found.records.len(), found.flaws.len()), (1, 2, 0), "{heading}");
            let (one, two) = (&found.records[0], &found.records[1]);
            assert_eq!(
                (one.value("component"), one.value("release"), one.value("level")),
                ("ST-PI", "2008_1_710", "0013")
            );
            assert_eq!((two.value("component"), two.value("level"), one.place("level")), ("X4CORE", "-", "0013"));
        }
    }

    #[test]
    fn a_row_without_a_component_is_reported() {
        let found = tabs(&EXPORT, &["COMPONENT\tRELEASE\tEXTRELEASE", "\t740\t0010"]);
        assert_eq!((found.records.len(), found.flaws.len()), (0, 1));
    }

    #[test]
    fn headings_of_other_tables_are_not_taken() {
        for other in [
            "MANDT\tBNAME\tUFLAG\tTRDAT",
            "NUMM\tNTSTATUS\tPRSTATUS\tCWBUSER\tREQID",
            "RFCDEST\tRFCTYPE\tRFCOPTIONS",
            "Component\tRelease\tDescription",
        ] {
            assert!(tabs(&EXPORT, &[other, "a\tb\tc\td"]).headings.is_empty(), "{other}");
        }
    }
}
