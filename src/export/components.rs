//! Software components: table CVERS with a heading, lists copied from System > Status, answers of sapcontrol.
//!
//! R3trans logs are not read.

use crate::layout::{Row, key_value, text};

use super::heading::{Column, Columns, Known, NameColumn, may_be_cut};
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, RoleSign,
    Value, Way,
};

mod line;
mod lines;
mod whole;

use whole::Seen;

/// Software components (table CVERS).
pub static EXPORT: Export = Export {
    kind: "components",
    title: "software components",
    origin: "SE16, table CVERS",
    role_sign: Some(RoleSign::Components { component: COMPONENT, release: RELEASE, level: EXTRELEASE }),
    is_table: true,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["CVERS"],
    by_rows: Some(is_component),
    fields: FIELDS,
    key: &["component"],
    bytes: FieldBytes::NONE,
    lines: Some(lines::recognise),
    open,
    how_to_get: WAYS,
};

const COMPONENT: usize = 0;
const RELEASE: usize = 1;
const EXTRELEASE: usize = 2;

const NO_LEVEL: &str = "this is no Support Package level: it has digits alone";

/// The component under which the Support Package Manager is a record.
const SPAM: &str = "SPAM";

/// The labels of data element SAPPATCHLV are from its dictionary page (sapdatasheet.org). Those of DLVUNIT, SAPRELEASE and
/// RELC_TYPE, of System > Status and of tables that people make are from knowledge, not looked up.
#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column::required("COMPONENT", &[
        "Software Component", "Component", "Softw. Component", "Softw.Component", "Software Comp.", "SW Component", "Component Name",
        "Software Component Name", "Softwarekomponente", "Softw.komponente", "Softwarekomp.", "Softw.komp.", "Komponente", "SW-Komponente",
    ]),
    Column::required("RELEASE", &["SAP Release", "SAP-Release", "Component Release", "Comp. Release", "Rel.", "Software Release", "Komponentenrelease"])
        .or_generic(&["Version"]),
    Column::required("EXTRELEASE", &[
        "SP-Level", "SP Level", "Support Package Level", "SAP Patch Level", "Patch Lvl", "Patch Lvl.", "Patch Level", "Level",
        "Ext. Release", "External Release", "SP Number", "SP No.", "Supp. Package Level", "Support Package Lvl", "SP-Stand",
        "Support-Package-Level", "Support-Package-Stand", "Supp.-Package-Level", "Patchlevel", "SAP-Patchlevel", "SAP-Patch-Level",
        "Patch-Level", "Patchstand", "SAP-Patchstand", "Externes Release", "Ext. Rel.",
    ]),
    Column::optional("COMP_TYPE", &["Component Type", "Comp. Type", "CompType", "Component Type Values", "Komponententyp", "Komp.typ", "Komp.-Typ"]),
];

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new(
        "component",
        FieldKind::Text,
        "software component, such as SAP_BASIS; SPAM for the Support Package Manager",
    )
    .class(Class::Name),
    FieldSpec::new("release", FieldKind::Text, "release, such as 740 or 2008_1_710").class(Class::Plain),
    FieldSpec::new("level", FieldKind::Text, "Support Package level, with its leading zeros").class(Class::Plain),
];

const WAYS: &[Way] = &[
    Way {
        title: "SE16 or SE16N, table CVERS",
        steps: &[
            "Call transaction SE16 (or SE16N) and enter the table CVERS.",
            "Leave the selection empty, clear Maximum No. of Hits and execute.",
            "Save the list with its heading: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet as XLSX.",
        ],
        seen: "The columns and their values were seen in rows of an R3trans log. A file saved by SE16 was not seen.",
    },
    Way {
        title: "sapcontrol (without SAP GUI)",
        steps: &[
            "Log on to the application server as <sid>adm.",
            "Run sapcontrol -nr NN -function ABAPGetComponentList > components.txt; NN is the number of a dialog instance that runs.",
            "What it prints with -format script is read as well.",
        ],
        seen: "That component, release and level come first is known from programs that read such answers; a file was not seen.",
    },
    Way {
        title: "System > Status, Installed Software (a look, no proof)",
        steps: &[
            "Choose System > Status and the details of the component version.",
            "Mark all rows, copy them and paste them into a text file. SAP GUI may copy only a part: what is missing then proves nothing.",
            "For the version of SPAM add its title line: Support Package Manager - Version 7.50/0070.",
        ],
        seen: "Rows copied so were seen in a picture, with tabs and without a heading. A title of SPAM was not seen.",
    },
];

/// Many things have components with versions: a component of SAP's is named in capitals, and its level is a number of
/// digits.
fn is_component(row: &Row<'_>, columns: &Columns, _: bool) -> bool {
    let text = |column: usize| columns.cell(column).map(|cell| row.text_of(cell)).unwrap_or_default();
    let (component, release, level) = (text(COMPONENT), text(RELEASE), text(EXTRELEASE));
    let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "_-/".contains(c);
    // Under the other labels the heading tells, or it is an answer of sapcontrol.
    columns.label(RELEASE) == Some("Version")
        && component.len() >= 2
        && component.starts_with(|c: char| c.is_ascii_uppercase() || c == '/')
        && component.chars().all(is_name)
        && release.len() >= 3
        && release.chars().all(is_name)
        && level.len() >= 2
        && level.bytes().all(|byte| byte.is_ascii_digit())
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    let known = if file.forced { Known::Before } else { Known::ByHeading };
    match file.layout {
        layout if layout == &text::LAYOUT => Box::new(lines::Pasted::default()),
        layout if layout == &key_value::LAYOUT => Box::new(lines::Answers::new()),
        _ => Box::new(Components { known, heading: None, is_answer: false, seen: Seen::default() }),
    }
}

struct Components {
    known: Known,
    heading: Option<Heading>,
    /// It is an answer of sapcontrol, whose texts may have commas: no table.
    is_answer: bool,
    seen: Seen,
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
        let cell = self.row.cell(*cell);
        let field = Field::of(self.row, cell);
        // Compared as versions, letters would be newer than every number.
        if index == EXTRELEASE && matches!(&field.value, Value::Text(text) if !text.iter().all(u8::is_ascii_digit)) {
            return Field { value: Value::Unknown(NO_LEVEL), ..field };
        }
        if !may_be_cut(self.row, cell) {
            return field;
        }
        let value = match field.value {
            // Levels have four digits or ten; ten characters are all that a release can have, 30 a component.
            Value::Text(text) if index == COMPONENT && text.len() >= 30 => Value::Text(text),
            Value::Text(text) if text.len() == 10 || (index == EXTRELEASE && text.len() == 4) => Value::Text(text),
            Value::Text(text) => Value::Cut(text),
            _ => Value::Unknown("the row is cut before it"),
        };
        Field { value, ..field }
    }
}

impl Reader for Components {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        self.is_answer |= row.text.trim_ascii() == lines::FUNCTION.as_bytes();
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        if self.is_answer {
            return false;
        }
        let Some(columns) = Columns::find_in(COLUMNS, row, self.known) else { return false };
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
            self.seen.component(&row.value(heading.cells[COMPONENT]), row.line());
            sink.record(&Component { row, cells: heading.cells }, row);
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.seen.end(sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{TestRow, file, layout_of, read, read_rows, tabs};

    #[test]
    fn components_are_read_under_technical_names_and_labels() {
        for heading in [
            "COMPONENT\tRELEASE\tEXTRELEASE\tCOMP_TYPE",
            "Component\tRelease\tSP-Level\tSupport Package",
            "Softwarekomponente\tRelease\tSP-Stand\tKomponententyp",
        ] {
            let rows = [heading, "SAP_BASIS\t731\t0013\tN", "\t\t\t", heading, "X4CORE\t106\t\tR"];
            let found = read_rows(&EXPORT, &file("list.txt", &crate::layout::tabs::LAYOUT), &rows.map(TestRow::of));
            assert_eq!((found.headings.len(), found.records.len(), found.flaws.len()), (1, 2, 0), "{heading}");
            let (one, two) = (&found.records[0], &found.records[1]);
            assert_eq!(
                (one.value("component"), one.value("release"), one.value("level")),
                ("SAP_BASIS", "731", "0013")
            );
            assert_eq!((two.value("component"), two.value("level"), one.place("level")), ("X4CORE", "-", "0013"));
        }
    }

    #[test]
    fn what_is_cut_is_no_release_and_no_level() {
        let ruler = "-".repeat(35);
        let begin =
            format!("{ruler}\n|COMPONENT  |RELEASE   |EXTRELEASE|\n{ruler}\n|SAP_BASIS  |740       |0020      |\n");
        for (row, component, release, level) in [
            ("|ST-PI      |2008_1_710|0000000020|", "ST-PI", "2008_1_710", "0000000020"),
            ("|ST-PI      |2008_1_710|0020      |", "ST-PI", "2008_1_710", "0020"),
            ("|ST-PI      |740       |00", "ST-PI", "740", "00..."),
            ("|ST-PI      |74", "ST-PI", "74...", "?the row is cut before it"),
            ("|ST", "ST...", "?the row is cut before it", "?the row is cut before it"),
        ] {
            let found =
                read(&EXPORT, &file("x.txt", &crate::layout::sap_list::LAYOUT), format!("{begin}{row}").as_bytes());
            let found = &found.records[1];
            let shown = (found.value("component"), found.value("release"), found.value("level"));
            assert_eq!(shown, (component, release, level), "{row}");
        }
    }

    #[test]
    fn a_list_of_an_abap_system_without_sap_basis_is_a_selection() {
        for (rows, incomplete) in
            [(["ST-PI\t740\t0010", "ZX\t1\t0"], 1), (["ST-PI\t740\t0010", "SAP_BASIS\t750\t0"], 0)]
        {
            let found = tabs(&EXPORT, &["COMPONENT\tRELEASE\tEXTRELEASE", rows[0], rows[1]]);
            assert_eq!(found.flaws.iter().filter(|flaw| flaw.incomplete).count(), incomplete, "{rows:?}");
        }
    }

    #[test]
    fn sap_basis_alone_is_a_selection() {
        let found = tabs(&EXPORT, &["COMPONENT\tRELEASE\tEXTRELEASE", "SAP_BASIS\t740\t0020", "\t\t"]);
        assert_eq!((found.records.len(), found.flaws.iter().filter(|flaw| flaw.incomplete).count()), (1, 1));
    }

    #[test]
    fn a_level_with_letters_is_unknown_and_not_newer_than_every_number() {
        let found = tabs(&EXPORT, &["COMPONENT\tRELEASE\tEXTRELEASE", "SAP_BASIS\t740\tSP09", "ST-PI\t740\t-"]);
        assert!(found.records.iter().all(|record| record.is_unknown("level")));
    }

    #[test]
    fn a_row_without_a_component_is_reported() {
        let found = tabs(&EXPORT, &["COMPONENT\tRELEASE\tEXTRELEASE", "\t740\t0010"]);
        assert_eq!((found.records.len(), found.flaws.len()), (0, 1));
    }

    #[test]
    fn a_list_copied_from_system_status_is_read_and_proves_nothing_by_what_is_missing() {
        let text = "SAP_BASIS\t731\t0019\tSAPKB73119\tSAP Basis Component\nST-PI\t2008_1_710\t0013\tSAPKITLREM\tTools\n\
                    Not all data was added to the clipboard\nSupport Package Manager - Version 7.31/0070\n";
        assert_eq!(layout_of(&EXPORT, "x.txt", text), Some(&text::LAYOUT));
        let found = read(&EXPORT, &file("x.txt", &text::LAYOUT), text.as_bytes());
        assert_eq!(found.all("component"), ["SAP_BASIS", "ST-PI", "SPAM"]);
        assert_eq!(found.all("release"), ["731", "2008_1_710", "7.31"]);
        assert_eq!(found.all("level"), ["0019", "0013", "0070"]);
        assert_eq!(found.records[1].place("level"), "0013");
        assert_eq!(found.flaws.iter().filter(|flaw| flaw.incomplete).count(), 1);
    }

    #[test]
    fn a_list_with_blanks_and_a_heading_in_another_order_is_read() {
        let text = "* Software Component  Release  Support Package       Support Package Level  Description\n\
                    * SAP_BASIS           750      SAPK-75020INSAPBASIS  0020                   SAP Basis Component\n\
                    * ST-PI               740      -                     0000                   Tools\n";
        assert_eq!(layout_of(&EXPORT, "x.txt", text), Some(&text::LAYOUT));
        let found = read(&EXPORT, &file("x.txt", &text::LAYOUT), text.as_bytes());
        assert_eq!((found.all("component"), found.all("level")), (vec!["SAP_BASIS", "ST-PI"], vec!["0020", "0000"]));
    }

    #[test]
    fn answers_of_sapcontrol_are_read_and_failures_reported() {
        let head = "\n22.11.2026 08:00:00\nABAPGetComponentList\n";
        let rows = "OK\ncomponent, release, patchlevel, componenttype, description\nSAP_BASIS, 754, 0002, SAPK-75402INSAPBASIS, SAP Basis\nSAP_UI, 754, 0003, SAPK-75403INSAPUI, User Interface\n";
        let script = "OK\n0 component: SAP_BASIS\n0 release: 754\n0 patchlevel: 0002\n0 componenttype: S\n0 description: B: C\n\
                      1 component: SAP_UI\n1 release: 754\n1 patchlevel: 0003\n1 componenttype: S\n1 description: UI\n";
        let three = "OK\ncomponent, release, patchlevel\nSAP_BASIS, 754, 0002\nSAP_UI, 754, 0003\n";
        for (rows, records, incomplete) in [
            (script.to_owned(), 2, 0),
            (script.replace('\n', "\r\n"), 2, 0),
            (script.replace("1 componenttype: S\n1 description: UI\n", ""), 2, 1),
            (script.replace("1 patchlevel: 0003\n1 componenttype: S\n1 description: UI\n", "1 patchlevel: 00"), 2, 2),
            (three.to_owned(), 2, 0),
            (format!("{rows}ST-PI, 740, 0010"), 2, 1),
            (rows.to_owned(), 2, 0),
            (format!("{rows}ST-PI, 740, 00"), 2, 1),
            (format!("{rows}\nprdhost:prdadm 4>"), 2, 0),
            ("FAIL: DpAttachStartService failed\n".to_owned(), 0, 1),
        ] {
            let text = format!("{head}{rows}");
            assert_eq!(layout_of(&EXPORT, "x.txt", &text), Some(&key_value::LAYOUT));
            let found = read(&EXPORT, &file("x.txt", &key_value::LAYOUT), text.as_bytes());
            let flaws = found.flaws.iter().filter(|flaw| flaw.incomplete).count();
            assert_eq!((found.records.len(), flaws), (records, incomplete), "{rows}");
        }
    }

    #[test]
    fn other_texts_are_no_list_of_components() {
        for text in [
            "",
            "Dear all,\nSAP_BASIS is at 731 SP 19.\n",
            "4 ETW000 ** 102 ** EA-HR                         608       0095      N\n",
            "P  10.1.2.3  host  3200\nS  *  *  3299\n",
            "SAP_BASIS\t731\n",
            "PARIS\t12\t2024\tsome\nROME\t13\t2025\tother\n",
        ] {
            assert_eq!(layout_of(&EXPORT, "notes.txt", text), None, "{text}");
        }
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
