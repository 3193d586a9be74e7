//! Users and their profiles: tables USR02 and UST04. Their roles are in `role_assignments`, their S-users in `support_users`.
//!
//! Both tables are one kind, and field `record` says what a record is. USR02 has hashes of passwords (`hashes`): they are never read,
//! kept or shown, and that a list has them is a record of its own.

mod hashes;
#[cfg(test)]
mod tests;
mod values;

use std::ops::Range;

use super::cell::{LONGEST_USER, NO_COLUMN};
use super::describe::{Entry, choice, index, number, text};
use super::heading::is_title;
use super::moment::order_of_title;
use super::table_reader::{ClientTold, Heading, TableKind, TableRecord};
use super::{Class, Export, Fact, Field, FieldBytes, FileContext, Record, RecordSink, Way, standard_users};
use crate::knowledge::date::Order;
use crate::layout::{Flaw, Row};
use hashes::Hashes;

/// Users (tables USR02 and UST04).
pub static EXPORT: Export = Export {
    is_table: true,
    names: &["USR02", "UST04"],
    key: &["record", "client", "user", "profile"],
    bytes: FieldBytes { whole: Users::WHOLE, ..FieldBytes::NONE },
    how_to_get: WAYS,
    ..Export::table::<Users>("users", "users", "SE16, tables USR02, UST04")
};

/// Words of field `record`.
pub mod records {
    /// That the list is there at all, even without a row.
    pub const LIST: &str = "list";
    /// A user (USR02).
    pub const USER: &str = "user";
    /// A profile of a user (UST04).
    pub const PROFILE: &str = "profile";
    /// That the list holds hashes of passwords.
    pub const HASHES: &str = "hashes";
    /// All of them.
    pub const ALL: &[&str] = &[LIST, USER, PROFILE, HASHES];
}

/// Names of the columns and some labels are those that a public reader of such tables knows (offlinesec, sap_table_def.py); the other
/// labels are from knowledge, not looked up.
#[rustfmt::skip]
const TABLE: &[Entry] = &[
    choice("record", records::ALL, "user: a user (USR02); profile: a profile of a user (UST04); list: the list itself, which is there even without a row; hashes: the list holds hashes of passwords"),
    text("table", "the table that it is from: USR02 or UST04").class(Class::Plain).own(),
    text("client", "client of the user").class(Class::Plain).own()
        .column("MANDT", &["Client", "Cl.", "Clt", "Mandant", "Mdt."]),
    text("user", "name of the user").class(Class::User).longest(LONGEST_USER).column("BNAME", &[
        "User name", "User", "User ID", "Benutzername", "Benutzer", "Name des Benutzers", "User name in user master record", "Benutzername im Benutzerstammsatz",
    ]).required(),
    choice("user-type", values::TYPES, "type of the user: A, B, C, L and S of USTYP")
        .column("USTYP", &["User type", "Benutzertyp"]).or_generic(&["Type", "Typ"]),
    number("lock", "locks of the user (UFLAG), 0 if there is none: 32 and 64 by the administrator, centrally and in this system, 128 by wrong passwords").own().column("UFLAG", &[
        "User lock status", "User lock", "Lock status", "Status der Benutzersperre", "Benutzersperre", "Sperrstatus",
    ]).or_generic(&["Lock", "Locked", "Sperre", "Gesperrt", "User status"]),
    text("valid-from", "first day on which the user may log on: yyyy-mm-dd; absent if it is open").class(Class::Plain).own().column("GLTGV", &[
        "Valid from", "User valid from", "Validity start", "Gültig von", "Gültig ab", "Benutzer gültig ab",
    ]),
    text("valid-to", "last day on which the user may log on: yyyy-mm-dd, 9999-12-31 for ever; absent if it is open").class(Class::Plain).own().column("GLTGB", &[
        "Valid to", "Valid through", "Valid until", "User valid to", "Validity end", "Gültig bis", "Benutzer gültig bis",
    ]),
    text("user-group", "group for whoever maintains users (CLASS)").class(Class::User).own().column("CLASS", &[
        "User group", "User master maintenance: User group", "Benutzergruppe", "Benutzerstammpflege: Benutzergruppe",
    ]).or_generic(&["Group", "Gruppe"]),
    choice("code-version", values::CODES_OF_HASHES, "which hashes of the password there are (CODVN), and none of them: A to E the oldest (BCODE), F PASSCODE, G both, H PWDSALTEDHASH alone, I all three, X none, for the password is deactivated")
        .column("CODVN", &[
        "Code version", "Code vers.", "Codeversion", "Code Vers. of Password Hash Algorithm (New Systems)",
        "Code Version of Password Hash Algorithm (New Systems)", "Code Version of Password Hash Algorithm",
        "Codeversion des Passwort-Hash-Algorithmus (neue Systeme)", "Codeversion des Kennwort-Hash-Algorithmus (neue Systeme)",
        "Codeversion des Kennwort-Hashalgorithmus (neue Systeme)", "Codeversion des Passwort-Hashalgorithmus",
    ]),
    text("profile", "authorization profile of the user").class(Class::Name).own().column("PROFILE", &[
        "PROFIL", "Profile name", "Profilname", "Berechtigungsprofil",
    ]),
    text("hash-column", "of a record hashes: the columns with hashes of passwords, with a comma between them").class(Class::Plain).own(),
];

const RECORD: usize = index(TABLE, "record");
const TABLE_NAME: usize = index(TABLE, "table");
const CLIENT: usize = index(TABLE, "client");
const USER: usize = index(TABLE, "user");
const TYPE: usize = index(TABLE, "user-type");
const LOCK: usize = index(TABLE, "lock");
const FROM: usize = index(TABLE, "valid-from");
const TO: usize = index(TABLE, "valid-to");
const GROUP: usize = index(TABLE, "user-group");
const CODE: usize = index(TABLE, "code-version");
const PROFILE: usize = index(TABLE, "profile");
const HASH_COLUMN: usize = index(TABLE, "hash-column");

/// A column of table USH02, which keeps what was changed of users and when.
const CHANGED: &str = "MODDA";

/// Columns of reports that select users (SUIM); the table has no such names.
const FULL_NAMES: &[&str] = &["NAME_TEXT", "Full name", "Complete name", "Vollständiger Name"];

const WAYS: &[Way] = &[
    Way {
        title: "SE16 or SE16N, table USR02, without the hashes of passwords",
        steps: &[
            "Log on to the client that the user is in, call transaction SE16 (or SE16N) and enter the table USR02.",
            "Leave the selection empty, clear Maximum No. of Hits, and choose these columns alone (Settings > Format List > Choose Fields): BNAME, USTYP, UFLAG, GLTGV, GLTGB, CLASS, CODVN.",
            "CODVN is one letter that says which kinds of hashes a user has: it is none itself, and gives nothing away.",
            "Never export BCODE, PASSCODE, PWDSALTEDHASH and OCOD1 to OCOD5: they hold hashes of passwords, and whoever has them can find weak passwords. basislint shows none of them, and says so if they are there.",
            "Save the list with its heading: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet.",
        ],
        seen: "The heading of a list with tabs was seen in a public program's tests; labels come from a program that reads such tables.",
    },
    Way {
        title: "SE16 or SE16N, table UST04",
        steps: &[
            "In the same client call transaction SE16 (or SE16N) and enter the table UST04.",
            "Leave the selection empty, clear Maximum No. of Hits and execute.",
            "Save the list with its heading and the columns BNAME and PROFILE, as above; a title \"Table: UST04\" helps to tell it.",
        ],
        seen: "The names of the columns are known from programs that read the table. A file was not seen.",
    },
];

const BY_SELECTION: &str = "a list of users with their full names is none of table USR02, but of a report that selects users: others may \
                            be there";

/// Which of the tables a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Users,
    Profiles,
}

impl Shown {
    fn of(heading: &Heading) -> Self {
        if heading.has(TYPE) || heading.has(CODE) || has_telling(heading, LOCK) { Self::Users } else { Self::Profiles }
    }

    fn table(self) -> &'static str {
        if self == Self::Users { "USR02" } else { "UST04" }
    }

    fn record(self) -> &'static str {
        if self == Self::Users { records::USER } else { records::PROFILE }
    }

    /// Its rows can tell this.
    fn tells(self, field: usize) -> bool {
        match field {
            CLIENT | USER => true,
            PROFILE => self == Self::Profiles,
            TYPE | LOCK | FROM | TO | GROUP | CODE => self == Self::Users,
            _ => false,
        }
    }
}

/// The list has this column, under a label that does not stand over many lists.
fn has_telling(heading: &Heading, entry: usize) -> bool {
    let column = TABLE.get(entry).and_then(|entry| entry.column);
    heading.label(entry).is_some_and(|label| column.is_some_and(|column| !column.generic.contains(&label)))
}

struct Users {
    shown: Shown,
    /// What stands first in dates that could be read both ways, if a title tells.
    order: Option<Order>,
    hashes: Hashes,
    client: ClientTold,
    /// The file is known for such a list, by configuration or a title.
    forced: bool,
    /// Titles in the last heading.
    titles: usize,
    /// It is one of table USH02.
    is_history: bool,
    /// It tells of users what reports tell, as RSUSR003 does of standard users.
    is_report: bool,
    /// Where it has the full names of users.
    full_name: Option<usize>,
}

impl TableKind for Users {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[USER];
    const A_RECORD: &'static str = "a user";
    const WHOLE: &'static [usize] = &[USER];

    fn new(file: &FileContext<'_>) -> Self {
        Self {
            shown: Shown::Users,
            order: None,
            hashes: Hashes::default(),
            client: ClientTold::default(),
            forced: file.forced,
            titles: 0,
            is_history: false,
            is_report: false,
            full_name: None,
        }
    }

    fn title(&mut self, row: &Row<'_>) {
        self.order = order_of_title(row).or(self.order);
        self.forced |= is_title_of_one(&row.charset.decode(row.text));
    }

    fn offered(&mut self, row: &Row<'_>) {
        let cell = |titles: &[&str]| {
            (0..row.cells.len()).find(|cell| titles.iter().any(|title| is_title(&row.text_of(*cell), title)))
        };
        self.titles = row.cells.iter().filter(|cell| !cell.range().is_empty()).count();
        self.is_history = cell(&[CHANGED]).is_some();
        self.is_report = [standard_users::PASSWORD_STATUS, standard_users::REASON_FOR_LOCK]
            .into_iter()
            .any(|titles| cell(titles).is_some());
        self.full_name = cell(FULL_NAMES);
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        // `Type` and `Locked` stand over many lists, and so do names of profiles.
        let is_telling = has_telling(heading, TYPE) || has_telling(heading, LOCK) || heading.has(CODE);
        let own = [TYPE, LOCK, FROM, TO, GROUP, CODE].into_iter().filter(|entry| heading.has(*entry)).count();
        let is_named = self.forced || heading.label(USER) == Some("BNAME");
        let of_users = if is_telling { is_named || own >= 2 } else { heading.has(TYPE) && own >= 3 };
        let is_alone = heading.has(CLIENT) && self.titles == 3;
        let of_profiles = heading.has(PROFILE) && !heading.has(TYPE) && !heading.has(CODE) && (is_named || is_alone);
        // Reports that select users tell their types as well, RSUSR003 does not.
        let is_of_standard_users = self.is_report && !heading.has(TYPE) && !heading.has(CODE);
        !self.is_history && !is_of_standard_users && (of_users || of_profiles)
    }

    fn begin(&mut self, heading: &TableRecord<'_>, first: bool, sink: &mut dyn RecordSink) {
        self.shown = Shown::of(heading.heading);
        self.hashes.begin(heading.row);
        if !first {
            return;
        }
        sink.fact(Fact::Part(self.shown.table()));
        sink.record(&OfList { record: records::LIST, table: self.shown.table(), columns: None }, heading.row);
        if let Some(cell) = self.full_name.filter(|_| self.shown == Shown::Users) {
            sink.flaw(Flaw::at(heading.row, heading.row.cell(cell).start, BY_SELECTION, true));
        }
    }

    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        if !row.has_name(Self::A_RECORD, sink) {
            return false;
        }
        self.client.by(row, (Some(self.shown.table()), CLIENT), sink);
        if let Some((heading, names, place)) = self.hashes.first_seen_in(row.row) {
            let message = format!(
                "{names} holds hashes of passwords, by which weak ones can be found: remove the file from the folder and from its \
                 history, and export table USR02 without such columns"
            );
            sink.flaw(Flaw::at(&heading.row(), place.start, &message, false));
            let columns = Some((names.as_str(), place));
            sink.record(&OfList { record: records::HASHES, table: self.shown.table(), columns }, &heading.row());
        }
        true
    }

    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        match index {
            RECORD => Field::word(self.shown.record(), row.cell(USER).map(|cell| cell.range())),
            TABLE_NAME => Field::word(self.shown.table(), None),
            _ if !self.shown.tells(index) => Field::absent(),
            TYPE => row.cell(TYPE).map_or_else(|| Field::unknown(NO_COLUMN), |cell| values::user_type(row, cell)),
            LOCK => row.cell(LOCK).map_or_else(|| Field::unknown(NO_COLUMN), |cell| values::lock(row, cell)),
            CODE => row.cell(CODE).map_or_else(|| Field::unknown(NO_COLUMN), |cell| values::code_version(row, cell)),
            FROM | TO => row.day(index, self.order),
            CLIENT => row.client(index),
            _ => row.text(index, LONGEST_NAME),
        }
    }

    fn secrets(&self, row: &TableRecord<'_>) -> Vec<Range<usize>> {
        self.hashes.secrets(row.row)
    }

    fn for_later_part(&self, _: &Heading) -> Option<Self> {
        // The first row with a hash is still to be found.
        (!self.hashes.may_come()).then(|| Self { hashes: self.hashes.for_later_part(), ..*self })
    }
}

/// Names of profiles and of groups of users have no more characters than this.
const LONGEST_NAME: usize = 12;

/// A title names one of the tables.
fn is_title_of_one(title: &str) -> bool {
    title.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| ["USR02", "UST04"].contains(&word))
}

/// What there is to say of a list as such.
struct OfList<'l> {
    record: &'static str,
    table: &'static str,
    /// The columns with hashes, and where the first of them stands.
    columns: Option<(&'l str, Range<usize>)>,
}

impl Record for OfList<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match (index, &self.columns) {
            (RECORD, columns) => Field::word(self.record, columns.as_ref().map(|(_, place)| place.clone())),
            (TABLE_NAME, _) => Field::word(self.table, None),
            (HASH_COLUMN, Some((names, place))) => Field::text(names.as_bytes(), place.clone()),
            _ => Field::absent(),
        }
    }
}
