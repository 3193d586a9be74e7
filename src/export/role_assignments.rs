//! Which user has which role: table AGR_USERS. What is in a role is not exported.

use super::cell::LONGEST_USER;
use super::describe::{Entry, index, text};
use super::moment::order_of_title;
use super::table_reader::{ClientTold, Heading, TableKind, TableRecord};
use super::{Class, Export, Field, FieldBytes, FileContext, RecordSink, Way};
use crate::knowledge::date::Order;
use crate::layout::Row;

/// Role assignments (table AGR_USERS).
pub static EXPORT: Export = Export {
    is_table: true,
    names: &["AGR_USERS"],
    key: &["client", "role", "user", "valid-from", "valid-to"],
    bytes: FieldBytes { whole: Assignments::WHOLE, ..FieldBytes::NONE },
    how_to_get: WAYS,
    ..Export::table::<Assignments>("role-assignments", "role assignments", "SE16, table AGR_USERS")
};

/// Names of the columns and some labels are those that a public reader of such tables knows (offlinesec, sap_table_def.py); the other
/// labels are from knowledge, not looked up.
#[rustfmt::skip]
const TABLE: &[Entry] = &[
    text("client", "client that it holds for").class(Class::Plain).client()
        .column("MANDT", &["Client", "Cl.", "Clt", "Mandant", "Mdt."]),
    text("role", "the role").class(Class::Name).longest(30).column("AGR_NAME", &[
        "Role", "Role name", "Name of role", "Single role", "Rolle", "Rollenname", "Name der Rolle", "Einzelrolle",
    ]).required(),
    text("user", "user that has it").class(Class::User).longest(LONGEST_USER).column("UNAME", &[
        "User name", "User", "User ID", "User name in user master record", "Benutzername", "Benutzer", "Benutzername im Benutzerstammsatz",
    ]).required(),
    text("valid-from", "first day on which the user has it: yyyy-mm-dd; absent if it is open").class(Class::Plain).own().column("FROM_DAT", &[
        "Valid from", "Start date", "Date of validity", "Validity start", "Beginndatum", "Startdatum", "Gültig von", "Gültig ab",
        "Datum der Gültigkeit", "Beginn",
    ]),
    text("valid-to", "last day on which the user has it: yyyy-mm-dd, 9999-12-31 for ever; absent if it is open").class(Class::Plain).own().column("TO_DAT", &[
        "Valid to", "End date", "Valid until", "Validity end", "Enddatum", "Gültig bis", "Ende",
    ]),
];

const CLIENT: usize = index(TABLE, "client");
const ROLE: usize = index(TABLE, "role");
const USER: usize = index(TABLE, "user");
const FROM: usize = index(TABLE, "valid-from");
const TO: usize = index(TABLE, "valid-to");

const WAYS: &[Way] = &[Way {
    title: "SE16 or SE16N, table AGR_USERS",
    steps: &[
        "Log on to the client that the integration user is in, call transaction SE16 (or SE16N) and enter the table AGR_USERS.",
        "Leave the selection empty, clear Maximum No. of Hits and execute: a selection by user says nothing of others.",
        "Save the list with its heading: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet.",
        "AGR_NAME, UNAME, FROM_DAT and TO_DAT are read; the dates tell whether the role still holds.",
    ],
    seen: "The columns and some labels come from a program that reads such tables. A file was not seen.",
}];

struct Assignments {
    /// What stands first in dates that could be read both ways, if a title tells.
    order: Option<Order>,
    client: ClientTold,
}

impl TableKind for Assignments {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[USER];
    const A_RECORD: &'static str = "a user";
    const WHOLE: &'static [usize] = &[USER, ROLE];

    fn new(_: &FileContext<'_>) -> Self {
        Self { order: None, client: ClientTold::default() }
    }

    fn title(&mut self, row: &Row<'_>) {
        self.order = order_of_title(row).or(self.order);
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        // Roles and users stand together in many lists, mostly without a time in which they hold.
        heading.label(ROLE) == Some("AGR_NAME") || (heading.has(FROM) && heading.has(TO))
    }

    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        let is_record = row.has_name(Self::A_RECORD, sink);
        if is_record {
            self.client.by(row, (None, CLIENT), sink);
        }
        is_record
    }

    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        row.day(index, self.order)
    }

    fn for_later_part(&self, _: &Heading) -> Option<Self> {
        Some(Self { ..*self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{list, tabs};

    #[test]
    fn assignments_are_read_under_technical_names_and_labels_of_both_languages() {
        for heading in [
            "MANDT\tAGR_NAME\tUNAME\tFROM_DAT\tTO_DAT\tEXCLUDE\tCHANGE_DAT\tCOL_FLAG",
            "Cl.\tRole\tUser Name\tStart date\tEnd date\tExclude\tChanged on\tFlag",
            "Mandant\tRolle\tBenutzername\tBeginndatum\tEnddatum\tAusschluss\tGeändert am\tKennzeichen",
        ] {
            let rows = [
                heading,
                "100\tSAP_SD_COD_INTEGRATION\tCODINTG\t01.02.2024\t31.12.9999\t\t00.00.0000\t",
                heading,
                "100\tZ_ANYTHING\tCODINTG\t00000000\t20261130\t\t\t",
            ];
            let found = tabs(&EXPORT, &rows);
            assert_eq!(found.all("role"), ["SAP_SD_COD_INTEGRATION", "Z_ANYTHING"], "{heading}");
            assert_eq!((found.all("user"), found.all("client")), (vec!["CODINTG"; 2], vec!["100"; 2]));
            assert_eq!(found.all("valid-from"), ["2024-02-01", "-"]);
            assert_eq!(found.all("valid-to"), ["9999-12-31", "2026-11-30"]);
            assert_eq!(found.fact("part"), Some("100"));
        }
    }

    #[test]
    fn what_the_list_cuts_or_lacks_is_not_known() {
        let found = list(&EXPORT, "", &[b"|AGR_NAME  |UNAME |", b"|SAP_SD_COD|CODINT|", b"|Z_A       |COD   |"]);
        assert_eq!(found.all("role"), ["SAP_SD_COD...", "Z_A"]);
        assert_eq!(found.all("user"), ["CODINT...", "COD"]);
        assert!(found.records[0].is_unknown("client") && found.records[0].is_unknown("valid-to"));
    }

    #[test]
    fn a_date_that_may_be_swapped_is_read_as_the_title_writes_dates() {
        let heading = "AGR_NAME\tUNAME\tFROM_DAT\tTO_DAT";
        let row = "Z_A\tCODINTG\t01/02/2024\t12/31/9999";
        let found = tabs(&EXPORT, &[heading, row]);
        assert!(found.records[0].is_unknown("valid-from"));
        assert_eq!(found.all("valid-to"), ["9999-12-31"]);
        let found = tabs(&EXPORT, &["11/22/2026          Dynamic List Display                    1", heading, row]);
        assert_eq!(found.all("valid-from"), ["2024-01-02"]);
    }

    #[test]
    fn other_lists_with_roles_and_users_are_not_taken() {
        for heading in [
            "Role\tUser\tText",
            "Role\tUser Name\tStart date",
            "AGR_NAME\tPROFILE\tPTEXT",
            "MANDT\tUNAME\tFROM_DAT\tTO_DAT",
        ] {
            assert!(tabs(&EXPORT, &[heading, "a\tb\tc\td"]).headings.is_empty(), "{heading}");
        }
    }
}
