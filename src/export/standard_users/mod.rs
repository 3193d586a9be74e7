//! Standard users and their passwords: report RSUSR003, for all clients of a system.
//!
//! The report says in words whether a user exists and what its password is; `status` knows the words. Where no row has a mark for a
//! lock, the icons may have been lost when the list was saved, so records come at the end of the file.

mod status;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::cell::{CUT, LONGEST_USER, NO_COLUMN, may_go_on};
use super::describe::{Entry, choice, flag, index, text};
use super::heading::is_title;
use super::moment::order_of_title;
use super::table_reader::{Heading, TableKind, TableRecord};
use super::{Class, Export, Field, FileContext, RecordSink, Value, Way};
use crate::knowledge::date::Order;
use crate::layout::Row;
use status::Status;

/// Standard users (report RSUSR003).
pub static EXPORT: Export = Export {
    names: &["RSUSR003", "Passwords of Standard Users", "Kennwörter der Standardbenutzer", "Standardbenutzer"],
    key: &["client", "user"],
    how_to_get: WAYS,
    ..Export::table::<StandardUsers>("standard-users", "standard users", "report RSUSR003")
};

/// What is over the column that tells such a list from others with users.
pub(super) const PASSWORD_STATUS: &[&str] =
    &["Password Status", "Kennwortstatus", "Passwortstatus", "Kennwort-Status", "Passwort-Status"];

/// Another one of them.
pub(super) const REASON_FOR_LOCK: &[&str] = &[
    "Reason for user lock",
    "Reason for lock",
    "Lock reason",
    "Grund der Benutzersperre",
    "Grund der Sperre",
    "Sperrgrund",
];

/// What is over the columns was not seen at first hand; names and labels are matched generously.
#[rustfmt::skip]
const TABLE: &[Entry] = &[
    text("client", "client of the user").class(Class::Plain).own()
        .column("MANDT", &["Client", "Cl.", "Clt", "Mandant", "Mdt.", "Mand."]).required(),
    text("user", "name of the user: SAP*, DDIC, SAPCPIC, TMSADM, EARLYWATCH").class(Class::User).longest(LONGEST_USER).column("BNAME", &[
        "User", "User name", "User ID", "Benutzer", "Benutzername", "Standard user", "Standardbenutzer",
    ]).required(),
    flag("existing", "the user exists in the client").own(),
    choice("password-status", status::WORDS, "changed: the user exists, and its password is none that is well known; well-known: whoever knows SAP can log on; absent if the user does not exist and nobody can log on as it")
        .column("PWDSTATUS", PASSWORD_STATUS).required(),
    flag("locked", "the user is locked; absent if it does not exist, unknown if no row of the list has a mark").own().column("LOCKED", &[
        "Lock", "User lock", "User is locked", "Lock status", "Gesperrt", "Sperre", "Benutzersperre", "Sperrstatus", "Locked?", "Gesp.",
    ]),
    text("lock-reason", "why it is locked, as the list says it")
        .column("LOCKREASON", REASON_FOR_LOCK),
    text("valid-from", "first day on which the user may log on: yyyy-mm-dd; absent if it is open").class(Class::Plain).own()
        .column("GLTGV", &["Valid from", "User valid from", "Gültig von", "Gültig ab"]),
    text("valid-to", "last day on which the user may log on: yyyy-mm-dd, 9999-12-31 for ever; absent if it is open").class(Class::Plain).own()
        .column("GLTGB", &["Valid to", "Valid through", "Valid until", "User valid to", "Gültig bis"]),
    text("user-group", "group for whoever maintains users: SUPER").class(Class::User).longest(LONGEST_GROUP)
        .column("CLASS", &["User group", "Benutzergruppe", "Group", "Gruppe"]),
];

const CLIENT: usize = index(TABLE, "client");
const USER: usize = index(TABLE, "user");
const EXISTING: usize = index(TABLE, "existing");
const STATUS: usize = index(TABLE, "password-status");
const LOCKED: usize = index(TABLE, "locked");
const REASON: usize = index(TABLE, "lock-reason");
const FROM: usize = index(TABLE, "valid-from");
const TO: usize = index(TABLE, "valid-to");
const GROUP: usize = index(TABLE, "user-group");

/// Names of groups of users have no more characters than this.
const LONGEST_GROUP: usize = 12;

/// A column of what Focused Run and others save of this report under the name of their store; its words are others.
const OF_STORE: &str = "EXISTING";

const NO_CLIENT: &str = "no client stands in the row";
const NO_MARKS: &str = "no row has a mark for locked users: the icons may have got lost when the list was saved";
const STRANGE_MARK: &str = "what stands there says neither that the user is locked nor that it is not";

const WAYS: &[Way] = &[Way {
    title: "SA38, report RSUSR003",
    steps: &[
        "Log on to any client, call transaction SA38 (or SUIM) and execute report RSUSR003: it looks at all clients.",
        "Save the list with its heading: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet; all columns, in English or German.",
        "See that the file still tells who is locked: where the icons got lost, write X into that column where a user is locked.",
        "The list names passwords that are well known: who has it knows how to log on. basislint does not show them.",
    ],
    seen: "Not seen at first hand. English texts of the password's status are in public programs; German texts, all headings and what the icons of the lock mean are from knowledge.",
}];

struct StandardUsers {
    /// The file is known for such a list, by configuration or a title.
    forced: bool,
    /// Titles in the last heading.
    titles: usize,
    /// What stands first in dates that could be read both ways, if a title tells.
    order: Option<Order>,
    /// The last heading is that of a store.
    is_store: bool,
    /// Some row says that its user is locked.
    marked: bool,
}

impl TableKind for StandardUsers {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[USER];
    const A_RECORD: &'static str = "a user";
    const AT_THE_END: bool = true;

    fn new(file: &FileContext<'_>) -> Self {
        Self { forced: file.forced, titles: 0, order: None, is_store: false, marked: false }
    }

    fn title(&mut self, row: &Row<'_>) {
        self.order = order_of_title(row).or(self.order);
        let title = row.charset.decode(row.text);
        self.forced |= EXPORT.names.iter().any(|name| title.contains(name));
    }

    fn offered(&mut self, row: &Row<'_>) {
        self.titles = row.cells.iter().filter(|cell| !cell.range().is_empty()).count();
        self.is_store = (0..row.cells.len()).any(|cell| is_title(&row.text_of(cell), OF_STORE));
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        // A list of others may tell of passwords beside what it is about.
        let is_alone = self.titles == 3;
        let has_more = [LOCKED, REASON, FROM, TO, GROUP].into_iter().any(|entry| heading.has(entry));
        self.forced || (!self.is_store && (is_alone || has_more))
    }

    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        let is_record = row.has_name(Self::A_RECORD, sink);
        self.marked |= is_record && row.decoded(LOCKED).and_then(|text| status::locked(&text)) == Some(true);
        is_record
    }

    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        match index {
            CLIENT => match row.client(CLIENT) {
                Field { value: Value::Absent, span } => Field { value: Value::Unknown(NO_CLIENT), span },
                field => field,
            },
            EXISTING => about(row, |status| status.existing.map_or(Value::Unknown(status::STRANGE), Value::Flag)),
            STATUS => about(row, |status| match (status.word, status.existing) {
                (Some(word), _) => Value::Text(word.as_bytes().into()),
                (None, Some(false)) if !status.is_cut => Value::Absent,
                _ => Value::Unknown(status::STRANGE),
            }),
            LOCKED => self.locked(row),
            _ => row.day(index, self.order),
        }
    }

    fn secrets(&self, row: &TableRecord<'_>) -> Vec<Range<usize>> {
        let may_name = status(row).is_some_and(Status::may_name_password);
        let place = row.cell(STATUS).filter(|_| may_name).map(|cell| cell.range());
        place.filter(|range| !range.is_empty()).into_iter().collect()
    }
}

/// What the list says of a user, if it has a column for it.
fn status(row: &TableRecord<'_>) -> Option<Status> {
    let cell = row.cell(STATUS)?;
    let text = row.decoded(STATUS).unwrap_or_default();
    Some(Status::of(&text, may_go_on(cell)))
}

fn about<'r>(row: &TableRecord<'r>, value: impl FnOnce(Status) -> Value<'static>) -> Field<'r> {
    let (Some(cell), Some(status)) = (row.cell(STATUS), status(row)) else { return Field::unknown(NO_COLUMN) };
    let value = match value(status) {
        Value::Unknown(_) if may_go_on(cell) => Value::Unknown(CUT),
        value => value,
    };
    // What stands at the place of a value is shown beside it.
    let shown = row.cell(USER).filter(|_| status.may_name_password());
    Field { value, span: Some(shown.map_or_else(|| row.place(cell), |user| user.range())) }
}

impl StandardUsers {
    fn locked<'r>(&self, row: &TableRecord<'r>) -> Field<'r> {
        if status(row).is_some_and(|status| status.existing == Some(false)) {
            return Field { value: Value::Absent, span: row.cell(USER).map(|cell| cell.range()) };
        }
        let Some(cell) = row.cell(LOCKED) else { return self.locked_by_reason(row) };
        let text = row.decoded(LOCKED).unwrap_or_default();
        let value = match status::locked(&text) {
            Some(locked) => Value::Flag(locked),
            None if may_go_on(cell) => Value::Unknown(CUT),
            None if !text.is_empty() => Value::Unknown(STRANGE_MARK),
            None if row.has(REASON) => return self.locked_by_reason(row),
            None if self.marked => Value::Flag(false),
            None => Value::Unknown(NO_MARKS),
        };
        Field { value, span: Some(row.place(cell)) }
    }

    /// A reason for a lock says that there is one, whatever became of the icon.
    fn locked_by_reason<'r>(&self, row: &TableRecord<'r>) -> Field<'r> {
        let Some(cell) = row.cell(REASON) else { return Field::unknown(NO_COLUMN) };
        let text = row.decoded(REASON).unwrap_or_default();
        let value = match status::locked(&text) {
            Some(locked) => Value::Flag(locked),
            None if text.is_empty() => Value::Unknown(NO_MARKS),
            None => Value::Unknown(STRANGE_MARK),
        };
        Field { value, span: Some(row.place(cell)) }
    }
}
