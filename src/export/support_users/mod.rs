//! Support users: table AISUSER, which gives users of SAP Solution Manager their S-user.
//!
//! The technical names of its columns are not public. A list is taken for AISUSER if all its columns have the labels of
//! AISUSER, or if it says `Table: AISUSER` (or configuration does); then any heading will do, and the first row that leaves
//! no doubt tells which column is which.
//!
//! Where BAdI AI_SDK_SP_RFC_RP is active there is a column for the SAP customer number, and a user may have one S-user for
//! each (consolut.com, SOLMAN_VAR_AISUSER): only an entry with the same number is a double.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use crate::knowledge::s_user;
use crate::layout::{Flaw, Layout, Row, sap_list};

use super::cell::client_text;
use super::heading::{Column, Columns};
use super::{
    Class, Export, Fact, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink,
    RoleSign, Value, Way,
};

/// Support users (table AISUSER).
pub static EXPORT: Export = Export {
    kind: "support-users",
    title: "support users",
    origin: "transaction AISUSER, table AISUSER",
    role_sign: Some(RoleSign::SupportUsers),
    is_table: true,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["AISUSER"],
    by_rows: None,
    fields: FIELDS,
    key: &["user"],
    bytes: FieldBytes::NONE,
    lines: None,
    open,
    how_to_get: WAYS,
};

const TABLE: &str = "AISUSER";

const USER: usize = 0;
const CONTACT: usize = 1;
const CUSTOMER: usize = 2;
const CLIENT: usize = 3;

const COLUMNS: &[Column] = &[
    Column::required(
        "User",
        &[
            "User Name",
            "User ID",
            "SAP User",
            "Benutzer",
            "Benutzername",
            "SAP-Benutzer",
            "BNAME",
            "UNAME",
            "USER_NAME",
        ],
    ),
    Column::required(
        "Contact Person",
        &[
            "CONTACT_PERSON",
            "Contact Pers.",
            "Contact",
            "S-User",
            "S-User Number",
            "Ansprechpartner",
            "Ansprechpartn.",
            "Ansprechp.",
            "S-Benutzer",
        ],
    ),
    Column::optional(
        "SAP Customer Number",
        &[
            "SAP_CUSTOMER_NUMBER",
            "CUSTOMER_NUMBER",
            "KUNNR",
            "Customer Number",
            "SAP Customer No.",
            "Customer No.",
            "SAP-Kundennummer",
            "Kundennummer",
            "Kundennr.",
        ],
    ),
    CLIENT_LABELS,
];

const CLIENT_LABELS: Column = Column::optional("MANDT", &["Client", "Cl.", "Clt", "Mandant", "Mdt."]);

/// The client alone, to be found under a heading that is unknown otherwise.
const CLIENT_COLUMN: &[Column] = &[CLIENT_LABELS];

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("user", FieldKind::Text, "user of SAP Solution Manager").class(Class::User),
    FieldSpec::new("contact", FieldKind::SUser, "its S-user (contact person), as it stands in the table"),
    FieldSpec::new("customer", FieldKind::Text, "SAP customer number, if the list has it").class(Class::Customer),
    FieldSpec::new(
        "state",
        FieldKind::Choice(&["ok", "blank", "malformed", "duplicate", "several"]),
        "whether the contact person is an S-user number; duplicate: client, user and SAP customer number are those of an entry further up; several: the user has one further up, and whether its customer number is another one cannot be told",
    ),
];

const WAYS: &[Way] = &[
    Way {
        title: "SE16, table AISUSER",
        steps: &[
            "In SAP Solution Manager call transaction SE16 in the productive client and enter the table AISUSER.",
            "Leave the selection empty, clear Maximum No. of Hits and execute.",
            "Save the list with System > List > Save > Local File, unconverted or as Text with Tabs, and keep the line \"Table: AISUSER\" at its top: by this line basislint knows the table even under headings it has not met.",
        ],
        seen: "Not seen at first hand. The technical names of the columns are not public; SAP's documentation names User, Contact Person and SAP Customer Number.",
    },
    Way {
        title: "Transaction AISUSER, or SE16N, to a spreadsheet",
        steps: &[
            "Call transaction AISUSER (or SE16N for the table AISUSER) and show all entries.",
            "Export them to a spreadsheet (XLSX) with the columns User and Contact Person, and SAP Customer Number if it is there.",
            "If basislint does not recognise the file, name it in basislint.toml under [[export]] with kind = \"support-users\".",
        ],
        seen: "Not seen at first hand. Excel may drop leading zeros of S-user numbers; basislint reads them all the same.",
    },
];

/// The name in `Table: NAME` or `Tabelle: NAME`.
fn table_name(title: &str) -> Option<&str> {
    let mut words = title.split_whitespace();
    let label = words.next()?;
    let is_label = label.eq_ignore_ascii_case("Table:") || label.eq_ignore_ascii_case("Tabelle:");
    words.next().filter(|_| is_label)
}

fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    let named = if context.forced { Named::AiSuser } else { Named::Nothing };
    let forced = context.forced;
    Box::new(SupportUsers {
        layout: context.layout,
        forced,
        named,
        title: Vec::new(),
        columns: None,
        seen: HashMap::new(),
    })
}

const NO_CUSTOMER: &str = "the column SAP Customer Number is not in the list";
const CUT: &str = "the S-user number may be cut: it fills its column and has less than ten digits";

const ROW_CUT: &str = "the row is cut before the S-user number";

/// What the file says it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Nothing,
    AiSuser,
    OtherTable,
}

/// What is known of the columns.
enum Found {
    /// Where they stand.
    Cells(Cells),
    /// The heading is unknown and no row has decided yet.
    Undecided {
        /// The columns that may be user and contact person: all but the client.
        candidates: Vec<usize>,
        client: Option<usize>,
    },
}

/// Where the columns stand.
#[derive(Clone, Copy)]
struct Cells {
    user: usize,
    contact: usize,
    customer: Option<usize>,
    client: Option<usize>,
    /// There are other columns, and nobody knows what is in them.
    has_others: bool,
}

/// What tells one entry of a user from another.
struct Entry {
    /// SAP customer number without leading zeros, empty if there is no such column; none if another column may be it.
    customer: Option<Vec<u8>>,
    /// The list may cut that number.
    is_cut: bool,
    /// All values of the row.
    values: Vec<Vec<u8>>,
}

impl Entry {
    fn of(row: &Row<'_>, cells: Cells, may_be_cut: bool) -> Self {
        let number = |cell| row.value(cell).iter().copied().skip_while(|byte| *byte == b'0').collect();
        let no_column = (!cells.has_others).then(Vec::new);
        let is_cut = may_be_cut && cells.customer.is_some_and(|cell| is_cut(row, cell));
        let values = (0..row.cells.len()).map(|cell| row.value(cell).to_ascii_uppercase()).collect();
        Self { customer: cells.customer.map(number).or(no_column), is_cut, values }
    }

    /// Whether two entries of a user have the same customer number; none if that is not known.
    fn is_double_of(&self, other: &Self) -> Option<bool> {
        match (&self.customer, &other.customer) {
            (Some(own), Some(other)) if own != other => Some(false),
            (Some(_), Some(_)) if !self.is_cut => Some(true),
            _ => (self.values == other.values).then_some(true),
        }
    }
}

struct SupportUsers {
    layout: &'static Layout,
    forced: bool,
    named: Named,
    /// The heading's text; long lists repeat it on every page.
    title: Vec<u8>,
    columns: Option<Found>,
    /// The entries so far, by client and user.
    seen: HashMap<(String, Vec<u8>), Vec<Entry>>,
}

impl SupportUsers {
    /// Takes note of the table's name, if the row is the title that tells it.
    fn is_named_by(&mut self, row: &Row<'_>) -> bool {
        let text = row.charset.decode(row.text);
        let Some(table) = table_name(&text) else { return false };
        if !self.forced {
            self.named = if table == TABLE { Named::AiSuser } else { Named::OtherTable };
        }
        true
    }

    /// Finds the columns under a heading with the known labels. Unless the file says what it is, others are not allowed:
    /// many lists have a user and a contact person.
    fn known_heading(&self, row: &Row<'_>) -> Option<Found> {
        let columns = Columns::find(COLUMNS, row)?;
        let ours: Vec<usize> = (0..COLUMNS.len()).filter_map(|column| columns.cell(column)).collect();
        let others = (0..row.cells.len()).any(|cell| !ours.contains(&cell) && !row.value(cell).is_empty());
        if others && self.named != Named::AiSuser {
            return None;
        }
        Some(Found::Cells(Cells {
            user: columns.cell(USER)?,
            contact: columns.cell(CONTACT)?,
            customer: columns.cell(CUSTOMER),
            client: columns.cell(CLIENT),
            has_others: others,
        }))
    }

    /// Takes a row of words for the heading, where the file says that it is AISUSER.
    fn unknown_heading(&self, row: &Row<'_>) -> Option<Found> {
        let is_word = |title: &str| {
            title.chars().any(char::is_alphabetic)
                && !title.starts_with('"')
                && !title.ends_with(':')
                && !s_user::is_s_user(title)
        };
        let titles: Vec<String> = (0..row.cells.len()).map(|cell| row.text_of(cell)).collect();
        let titled: Vec<usize> = (0..titles.len()).filter(|cell| !titles[*cell].is_empty()).collect();
        if self.named != Named::AiSuser || titled.len() < 2 || !titled.iter().all(|cell| is_word(&titles[*cell])) {
            return None;
        }
        let client = Columns::find(CLIENT_COLUMN, row).and_then(|columns| columns.cell(0));
        let candidates = titled.into_iter().filter(|cell| Some(*cell) != client).collect();
        Some(Found::Undecided { candidates, client })
    }

    fn state(&mut self, row: &Row<'_>, cells: Cells) -> Result<&'static str, &'static str> {
        let client = cells.client.map(|cell| client_text(row, cell)).unwrap_or_default();
        let entry = Entry::of(row, cells, self.layout == &sap_list::LAYOUT);
        let before = self.seen.entry((client, row.value(cells.user).to_ascii_uppercase())).or_default();
        let doubles: Vec<Option<bool>> = before.iter().map(|other| entry.is_double_of(other)).collect();
        before.push(entry);
        let contact = row.value(cells.contact);
        if contact.is_empty() {
            let cut = row.cell(cells.contact).fills_column;
            return if cut { Err(ROW_CUT) } else { Ok("blank") };
        }
        let may_be_cut = self.layout == &sap_list::LAYOUT || row.cell(cells.contact).ends_file;
        if may_be_cut && is_cut(row, cells.contact) {
            return Err(CUT);
        }
        if !s_user::is_s_user(&row.charset.decode(&contact)) {
            return Ok("malformed");
        }
        Ok(match doubles.as_slice() {
            doubles if doubles.contains(&Some(true)) => "duplicate",
            doubles if doubles.contains(&None) => "several",
            _ => "ok",
        })
    }
}

/// A number that fills its column is whole only if it has all ten digits.
fn is_cut(row: &Row<'_>, cell: usize) -> bool {
    let value = row.value(cell);
    let digits = value.strip_prefix(b"S").unwrap_or(&value);
    let fills = row.cell(cell).fills_column;
    fills && digits.len() < 10 && digits.iter().all(u8::is_ascii_digit)
}

/// Tells user and contact person by the values of a row that leaves no doubt. The documented order is user, contact
/// person, customer number; the latter looks like an S-user too, so the contact person must stand next to the user.
fn decide(row: &Row<'_>, candidates: &[usize], client: Option<usize>) -> Option<Cells> {
    let value = |cell: usize| row.text_of(cell);
    let (client, candidates) = match candidates {
        [first, rest @ ..] if client.is_none() && is_client(&value(*first)) => (Some(*first), rest),
        _ => (client, candidates),
    };
    let [first, second, others @ ..] = candidates else { return None };
    let (one, two) = (value(*first), value(*second));
    if one.is_empty() {
        return None;
    }
    let (user, contact) = if s_user::is_s_user(&two) {
        (*first, *second)
    } else if s_user::is_s_user(&one) && one.starts_with(|c: char| c.is_ascii_digit()) && !two.is_empty() {
        (*second, *first)
    } else if others.is_empty() {
        (*first, *second)
    } else {
        return None;
    };
    Some(Cells { user, contact, customer: None, client, has_others: !others.is_empty() })
}

fn is_client(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Reader for SupportUsers {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        self.is_named_by(row);
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        if self.is_named_by(row) || self.named == Named::OtherTable {
            return false;
        }
        self.columns = self.known_heading(row).or_else(|| self.unknown_heading(row));
        if self.columns.is_none() {
            return false;
        }
        self.title = row.text.to_vec();
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if row.cells.iter().all(|cell| cell.start == cell.end) || *row.text == *self.title {
            return;
        }
        let cells = match &self.columns {
            None => return,
            Some(Found::Cells(cells)) => *cells,
            Some(Found::Undecided { candidates, client }) => {
                let Some(cells) = decide(row, candidates, *client) else {
                    let message = "this row does not tell which column is the user and which the S-user";
                    return sink.flaw(Flaw::at(row, row.cell(0).start, message, true));
                };
                self.columns = Some(Found::Cells(cells));
                cells
            }
        };
        if row.value(cells.user).is_empty() {
            let start = row.cell(cells.user).start;
            return sink.flaw(Flaw::at(row, start, "a row without a user was left out", false));
        }
        // Each client has entries of its own.
        if let Some(client) = cells.client.filter(|_| self.seen.is_empty()) {
            sink.fact(Fact::Part(&client_text(row, client)));
        }
        let state = self.state(row, cells);
        sink.record(&SupportUser { row, cells, state }, row);
    }
}

struct SupportUser<'r> {
    row: &'r Row<'r>,
    cells: Cells,
    state: Result<&'static str, &'static str>,
}

impl SupportUser<'_> {
    fn range(&self, cell: usize) -> Range<usize> {
        self.row.cell(cell).range()
    }

    fn text(&self, cell: usize) -> Field<'_> {
        Field::of(self.row, self.row.cell(cell))
    }
}

impl Record for SupportUser<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let contact = Some(self.range(self.cells.contact));
        match (index, self.state) {
            (0, _) => self.text(self.cells.user),
            (1 | 3, Err(why)) => Field { value: Value::Unknown(why), span: contact },
            (1, Ok(_)) => self.text(self.cells.contact),
            (2, _) => self.cells.customer.map_or(Field::unknown(NO_CUSTOMER), |cell| self.text(cell)),
            (3, Ok(state @ ("duplicate" | "several"))) => Field::word(state, Some(self.range(self.cells.user))),
            (3, Ok(state)) => Field::word(state, contact),
            _ => Field::absent(),
        }
    }
}
