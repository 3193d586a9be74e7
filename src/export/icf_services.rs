//! Services of the ICF (transaction SICF): tables ICFSERVICE and ICFSERVLOC.
//!
//! Both tables are one kind, and field `record` says what a record is. ICFSERVICE is the tree: each node has a GUID and the GUID of the
//! node above it. ICFSERVLOC says which nodes are active, by name and GUID of the node above. A URL is made of both elsewhere.

use std::ops::Range;

use super::cell::{self, CUT, LONGEST_USER, NO_COLUMN, may_go_on};
use super::describe::{Entry, choice, flag, index, text};
use super::table_reader::{Heading, TableKind, TableRecord};
use super::{Class, Export, Fact, Field, FieldBytes, FileContext, Record, RecordSink, Value, Way};
use crate::knowledge::mark;

/// Services of the ICF (tables ICFSERVICE and ICFSERVLOC).
pub static EXPORT: Export = Export {
    is_table: true,
    names: &["ICFSERVICE", "ICFSERVLOC"],
    key: &["record", "name", "parent"],
    bytes: FieldBytes { whole: Services::WHOLE, ..FieldBytes::NONE },
    how_to_get: WAYS,
    ..Export::table::<Services>("icf-services", "ICF services", "SE16, tables ICFSERVICE, ICFSERVLOC")
};

/// Words of field `record`.
pub mod records {
    /// That the list is there at all, even without a row.
    pub const LIST: &str = "list";
    /// A node of the tree (ICFSERVICE).
    pub const SERVICE: &str = "service";
    /// Whether a node is active (ICFSERVLOC).
    pub const ACTIVATION: &str = "activation";
    /// All of them.
    pub const ALL: &[&str] = &[LIST, SERVICE, ACTIVATION];
}

/// Names of services have no more characters than this (ICFNAME), and GUIDs of nodes no more than that.
const LONGEST_NAME: usize = 15;
const LONGEST_GUID: usize = 25;
/// How long other names can be was not seen; a cell that is full may be cut.
const LONGEST_ALIAS: usize = 40;

/// Names of the columns and the first label of each language are those that a public reader of such tables knows (offlinesec,
/// sap_table_def.py); the others are from knowledge, not looked up. That ICFINSTACT may stand for ICFACTIVE is assumed: in public
/// programs it is the name of a table.
#[rustfmt::skip]
const TABLE: &[Entry] = &[
    choice("record", records::ALL, "service: a node of the service tree (ICFSERVICE); activation: whether a node is active (ICFSERVLOC); list: the list itself, which is there even without a row"),
    text("table", "the table that it is from: ICFSERVICE or ICFSERVLOC").class(Class::Plain).own(),
    text("name", "name of the node: a service, a part of its path, or a virtual host such as DEFAULT_HOST").class(Class::Name).longest(LONGEST_NAME)
        .column("ICF_NAME", &["Service Name", "Service-Name", "Name of service", "Servicename", "Name des Service", "Name of an ICF service"]).required(),
    text("parent", "GUID of the node above it, letter by letter; that of a virtual host is a row of F").class(Class::Plain).longest(LONGEST_GUID)
        .column("ICFPARGUID", &["GUID of parent node", "GUID des Vater-Knotens", "GUID of the parent node", "Parent GUID", "GUID des Vaterknotens", "GUID des übergeordneten Knotens"]).required(),
    text("node", "GUID of the node, letter by letter, which the nodes below it name; that of DEFAULT_HOST is a row of zeros").class(Class::Plain).own()
        .column("ICFNODGUID", &["GUID of ICF service node", "GUID eines ICF-Service-Knotens", "GUID of node", "Node GUID", "GUID des Knotens"]),
    flag("active", "the node is active, which says nothing of the nodes above it: a blank cell is no").own()
        .column("ICFACTIVE", &["Service Activated", "Service aktiviert", "Service active", "Service aktiv", "ICFINSTACT"]).or_generic(&["Active", "Aktiv"]),
    text("alias", "other name of the service, by which it is shown").class(Class::Name).own()
        .column("ICFALTNME", &["Alternative Service Name", "Alternative Servicenamen", "Alternativer Servicename"]),
    text("logon-client", "client that the service logs on to by itself, if one is set").class(Class::Plain).own()
        .column("ICF_MANDT", &["Logon client", "Anmeldemandant"]).or_generic(&["Client", "Mandant"]),
    text("user", "user that the service logs on as by itself, if one is set").class(Class::User).own()
        .column("ICF_USER", &["Logon user", "Anmeldebenutzer"]).or_generic(&["User Name", "User", "Benutzer", "Benutzername"]),
];

const RECORD: usize = index(TABLE, "record");
const TABLE_NAME: usize = index(TABLE, "table");
const NAME: usize = index(TABLE, "name");
const PARENT: usize = index(TABLE, "parent");
const NODE: usize = index(TABLE, "node");
const ACTIVE: usize = index(TABLE, "active");
const ALIAS: usize = index(TABLE, "alias");
const LOGON_CLIENT: usize = index(TABLE, "logon-client");
const USER: usize = index(TABLE, "user");

const STRANGE_MARK: &str = "what stands there says neither that the service is active nor that it is not";

const WAYS: &[Way] = &[
    Way {
        title: "SE16 or SE16N, table ICFSERVICE",
        steps: &[
            "Call transaction SE16 (or SE16N) and enter the table ICFSERVICE.",
            "Leave the selection empty, clear Maximum No. of Hits, and choose ICF_NAME, ICFPARGUID, ICFNODGUID, ICF_MANDT, ICF_USER and ICFALTNME alone (Settings > Format List > Choose Fields): the table has a column with passwords, ICF_PASSWD.",
            "Show the technical names (Settings > User Parameters > Field Name).",
            "Save the list with its heading: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet.",
        ],
        seen: "An unconverted list was seen in a public program's tests, made by hand after a real one; its labels come from that program too.",
    },
    Way {
        title: "SE16 or SE16N, table ICFSERVLOC",
        steps: &[
            "Enter the table ICFSERVLOC in the same way: it says which of the services are active.",
            "Leave the selection empty, clear Maximum No. of Hits, and choose ICF_NAME, ICFPARGUID and ICFACTIVE.",
            "Save the list as above. Both tables are needed: one has the tree, the other what is active.",
        ],
        seen: "An unconverted list was seen in a public program's tests, made by hand after a real one. That newer releases call the column ICFINSTACT was not seen: it is assumed.",
    },
];

/// Which of the tables a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Tree,
    Active,
}

impl Shown {
    fn of(heading: &Heading) -> Self {
        if heading.has(NODE) { Self::Tree } else { Self::Active }
    }

    fn table(self) -> &'static str {
        if self == Self::Tree { "ICFSERVICE" } else { "ICFSERVLOC" }
    }

    fn record(self) -> &'static str {
        if self == Self::Tree { records::SERVICE } else { records::ACTIVATION }
    }
}

struct Services {
    shown: Shown,
    /// Cells of columns with passwords.
    secret: Vec<usize>,
}

impl TableKind for Services {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[NAME];
    const A_RECORD: &'static str = "a name";
    const WHOLE: &'static [usize] = &[NAME, PARENT];

    fn new(_: &FileContext<'_>) -> Self {
        Self { shown: Shown::Tree, secret: Vec::new() }
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        // Handlers and texts of services stand in tables with both of the others.
        heading.has(NODE) || heading.has(ACTIVE)
    }

    fn begin(&mut self, heading: &TableRecord<'_>, first: bool, sink: &mut dyn RecordSink) {
        self.shown = Shown::of(heading.heading);
        self.secret = cell::secret_columns(heading.row);
        if first {
            sink.fact(Fact::Part(self.shown.table()));
            sink.record(&List(self.shown.table()), heading.row);
        }
    }

    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        match (index, self.shown) {
            (RECORD, shown) => Field::word(shown.record(), row.cell(NAME).map(|cell| cell.range())),
            (TABLE_NAME, shown) => Field::word(shown.table(), None),
            (ACTIVE, Shown::Active) => active(row),
            // Somebody put both tables together.
            (ACTIVE, Shown::Tree) if row.cell(ACTIVE).is_some() => active(row),
            (NODE, Shown::Tree) => row.text(NODE, LONGEST_GUID),
            (LOGON_CLIENT, Shown::Tree) => row.client(LOGON_CLIENT),
            (USER, Shown::Tree) => row.text(USER, LONGEST_USER),
            (ALIAS, Shown::Tree) => row.text(ALIAS, LONGEST_ALIAS),
            _ => Field::absent(),
        }
    }

    fn secrets(&self, row: &TableRecord<'_>) -> Vec<Range<usize>> {
        cell::filled(row.row, &self.secret)
    }

    fn for_later_part(&self, _: &Heading) -> Option<Self> {
        Some(Self { shown: self.shown, secret: self.secret.clone() })
    }
}

fn active<'r>(row: &TableRecord<'r>) -> Field<'r> {
    let Some(cell) = row.cell(ACTIVE) else { return Field::unknown(NO_COLUMN) };
    let text = row.decoded(ACTIVE).unwrap_or_default();
    let value = match mark::read(&text) {
        Some(active) => Value::Flag(active),
        None if !text.is_empty() => Value::Unknown(STRANGE_MARK),
        None if may_go_on(cell) => Value::Unknown(CUT),
        None => Value::Flag(false),
    };
    Field { value, span: Some(row.place(cell)) }
}

/// The record of a list as such.
struct List(&'static str);

impl Record for List {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            RECORD => Field::word(records::LIST, None),
            TABLE_NAME => Field::word(self.0, None),
            _ => Field::absent(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{file, list, read, tabs};
    use crate::layout::testing::sample;
    use crate::layout::{csv, sap_list};

    const ZEROS: &str = "0000000000000000000000000";

    #[test]
    fn the_tree_is_read_under_technical_names_and_labels_of_both_languages() {
        for heading in [
            "ICF_NAME\tICFPARGUID\tICFNODGUID\tICF_MANDT\tICF_USER\tICFALTNME",
            "Service Name\tGUID of parent node\tGUID of ICF service node\tClient\tUser Name\tAlternative Service Name",
            "Service-Name\tGUID des Vater-Knotens\tGUID eines ICF-Service-Knotens\tMandant\tBenutzer\tAlternative Servicenamen",
        ] {
            let rows = [
                heading,
                &format!("DEFAULT_HOST\tFFFFFFFFFFFFFFFFFFFFFFFFF\t{ZEROS}\t\t\t"),
                heading,
                &format!("SAP\t{ZEROS}\tDFFaEATGKMFLCDXQ04F0J7FXK\t100\tTESTUSER\tsap_alias"),
            ];
            let found = tabs(&EXPORT, &rows);
            assert_eq!(found.all("record"), ["list", "service", "service"], "{heading}");
            assert_eq!(found.all("table"), ["ICFSERVICE"; 3]);
            assert_eq!(found.all("name"), ["-", "DEFAULT_HOST", "SAP"]);
            assert_eq!(found.all("parent"), ["-", "FFFFFFFFFFFFFFFFFFFFFFFFF", ZEROS]);
            assert_eq!(found.all("node"), ["-", ZEROS, "DFFaEATGKMFLCDXQ04F0J7FXK"], "letters stay as they are");
            assert_eq!((found.all("user")[2], found.all("alias")[2]), ("TESTUSER", "sap_alias"));
            assert_eq!((found.all("logon-client")[2], found.all("active")[2]), ("100", "-"));
            assert_eq!((found.fact("part"), found.flaws.len()), (Some("ICFSERVICE"), 0));
        }
    }

    #[test]
    fn what_is_active_is_read_under_technical_names_and_labels_of_both_languages() {
        for heading in [
            "ICF_NAME\tICFPARGUID\tICFACTIVE\tICFSRVGRP",
            "ICF_NAME\tICFPARGUID\tICFINSTACT",
            "Service Name\tGUID of parent node\tService Activated",
            "Service-Name\tGUID des Vater-Knotens\tService aktiviert",
        ] {
            let found = tabs(&EXPORT, &[heading, "PING\tA1b2\tX\t", "INFO\tA1b2\t\t", "ECHO\tA1b2\tperhaps\t"]);
            assert_eq!(found.all("record"), ["list", "activation", "activation", "activation"], "{heading}");
            assert_eq!(found.all("active")[1..3], ["yes", "no"]);
            assert!(found.records[3].is_unknown("active"));
            assert_eq!((found.all("node")[1], found.fact("part")), ("-", Some("ICFSERVLOC")));
        }
    }

    #[test]
    fn what_the_list_cuts_is_not_known() {
        let found = list(&EXPORT, "", &[b"|ICF_NAME  |ICFPARGUID|ICFACTIVE|", b"|SERVICE_A1|ABCDEFGHIJ|         |"]);
        assert_eq!((found.all("name")[1], found.all("parent")[1]), ("SERVICE_A1...", "ABCDEFGHIJ..."));
        let heading: &[u8] = b"|ICF_NAME       |ICFPARGUID               |ICFNODGUID               |";
        let row: &[u8] = b"|FIFTEEN_LETTERS|DFFAEATGKMFLCDXQ04F0J7FXK|AVTHQ                    |";
        let found = list(&EXPORT, "", &[heading, row]);
        assert_eq!((found.all("name")[1], found.all("parent")[1]), ("FIFTEEN_LETTERS", "DFFAEATGKMFLCDXQ04F0J7FXK"));
        assert_eq!(found.all("node")[1], "AVTHQ");
        assert!(["alias", "user", "logon-client"].iter().all(|field| found.records[1].is_unknown(field)));
    }

    #[test]
    fn records_are_read_over_several_lines_and_in_windows_1252() {
        let ruler = "-".repeat(60);
        let text = format!(
            "Tabelle:        ICFSERVICE\n{ruler}\n|Service-Name   |GUID des Vater-Knotens   |Men\u{fc}    |\n\
             |GUID eines ICF-Service-Knotens|Alternative Servicenamen|\n{ruler}\n\
             |PING           |{ZEROS}|T\u{fc}r     |\n|AVTHQ2XBQ9WNZ3RGS4Y8D7PLK     |ping_\u{e4}                  |\n{ruler}\n"
        );
        for bytes in [text.clone().into_bytes(), text.chars().map(|c| c as u8).collect()] {
            let found = read(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &bytes);
            assert_eq!(found.all("name"), ["-", "PING"]);
            assert_eq!((found.all("node")[1], found.all("alias")[1]), ("AVTHQ2XBQ9WNZ3RGS4Y8D7PLK", "ping_\u{e4}"));
        }
        let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &utf16).all("name"), ["-", "PING"]);
        let csv = "ICF_NAME,ICFPARGUID,ICFACTIVE\nPING,DFFAE,X\n,DFFAE,X\n";
        let found = read(&EXPORT, &file("list.csv", &csv::COMMA), csv.as_bytes());
        assert_eq!((found.all("name"), found.flaws.len()), (vec!["-", "PING"], 1), "a row without a name is a flaw");
    }

    #[test]
    fn the_public_lists_are_read_whole() {
        let Some(tree) = sample("se16_unconverted/offlinesec_icfservice_1.txt") else { return };
        let found = read(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &tree);
        let names = ["-", "-GUI", "-STATEFUL", "-STATELESS", "-TRASACTIONAL", "OPTION", "SAP", "DEFAULT_HOST"];
        assert_eq!((found.all("name"), found.all("user")[2]), (names.to_vec(), "TESTUSER"));
        let nodes = [
            "6JFYX000000000",
            "0E94B000000000",
            "05X2I000000000",
            "9P1DC000000000",
            "AVTHQ000000000",
            "DFFAE000000000",
            ZEROS,
        ];
        assert_eq!(found.all("node")[1..], nodes);
        let above = ["AVTHQ000000000", "DFFAE000000000", ZEROS, "FFFFF000000000"];
        assert_eq!((&found.all("parent")[4..], found.all("alias")[3]), (&above[..], "testalias"));
        let loc = sample("se16_unconverted/offlinesec_icfservloc_1.txt").unwrap();
        let found = read(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &loc);
        assert_eq!(
            (found.all("name"), found.all("active")),
            (names[..5].to_vec(), vec!["-", "no", "yes", "yes", "yes"])
        );
        assert_eq!(found.all("parent")[1..], ["AVTHQ000000000"; 4]);
    }

    #[test]
    fn passwords_of_services_are_never_shown() {
        let heading = "ICF_NAME\tICFPARGUID\tICFNODGUID\tICF_PASSWD";
        let found = tabs(&EXPORT, &[heading, "PING\tA\tB\tgeheim", "INFO\tA\tC\t"]);
        assert_eq!(found.records[1].secrets, ["geheim"]);
        assert!(found.records[2].secrets.is_empty());
        assert!(found.records.iter().all(|record| !record.shown().contains("geheim")));
    }

    #[test]
    fn other_tables_of_services_are_not_taken() {
        for heading in [
            "ICF_NAME\tICFPARGUID\tICFORDER\tICFTYP\tICFHANDLER",
            "ICF_NAME\tICFPARGUID\tICF_LANGU\tICF_DOCU",
            "ICF_NAME\tICFNODGUID\tICFACTIVE",
            "Service Name\tClient\tUser Name\tActive",
        ] {
            assert!(tabs(&EXPORT, &[heading, "a\tb\tc\td\te"]).headings.is_empty(), "{heading}");
        }
    }
}
