//! Destinations of the Service Data Control Center: SDCCN > Goto > Settings > Task-specific > RFC destinations.

use super::describe::{Entry, flag, index, text};
use super::table_reader::TableKind;
use super::{Class, Export, FileContext, Way};

/// Destinations of SDCCN.
pub static EXPORT: Export = Export {
    names: &["SDCCN", "Service Data Control Center"],
    key: &["destination"],
    how_to_get: WAYS,
    ..Export::table::<Destinations>(
        "sdccn-destinations",
        "SDCCN destinations",
        "SDCCN, Goto > Settings > Task-specific > RFC destinations",
    )
};

struct Destinations;

impl TableKind for Destinations {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[index(TABLE, "destination")];
    const A_RECORD: &'static str = "a destination";

    fn new(_: &FileContext<'_>) -> Self {
        Self
    }
}

#[rustfmt::skip]
const TABLE: &[Entry] = &[
    text("destination", "destination that SDCCN uses: SAP-SUPPORT_PORTAL").class(Class::Destination).longest(32)
        .column("RFCDEST", &["RFC Destination", "Destination", "RFC Dest.", "RFC-Destination", "RFC-Ziel", "DESTINATION"]).required(),
    flag("master", "the system behind it is the master").blank(false)
        .or_unknown("what stands there says neither that it is the master nor that it is not")
        .column("MASTER", &["Master System", "Master?", "Master Destination", "Mastersystem", "Master-System", "IS_MASTER"]).required(),
    flag("active", "it is active; unknown if the list does not say so")
        .or_unknown("the list does not tell whether it is active")
        .column("ACTIVE", &["Aktiv", "Active?", "Status", "Activated", "Aktiviert"]),
    text("target", "system behind it, or its description")
        .column("TARGET", &["Target System", "Description", "Zielsystem", "Ziel", "Beschreibung", "Bezeichnung"]),
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
