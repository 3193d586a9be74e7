use super::*;
use crate::export::testing::{file, list, read, tabs};
use crate::layout::{csv, sap_list};

#[test]
fn users_are_read_under_labels_of_both_languages() {
    for (heading, changed, gone, known) in [
        (
            "Client\tUser\tLock\tPassword Status\tReason for user lock\tValid from\tValid to\tUser Group",
            "Exists; Password not trivial.",
            "Does not exist.",
            "Password 19920706 well known.",
        ),
        (
            "Mandant\tBenutzer\tGesperrt\tKennwortstatus\tGrund der Benutzersperre\tGültig von\tGültig bis\tBenutzergruppe",
            "Existiert; Kennwort nicht trivial.",
            "Existiert nicht.",
            "Kennwort 19920706 allgemein bekannt.",
        ),
    ] {
        let rows = [
            heading,
            &format!("000\tSAP*\t@06@\t{changed}\t\t01.01.2020\t31.12.9999\tSUPER"),
            &format!("000\tDDIC\t@07@\t{known}\t\t\t\tSUPER"),
            heading,
            &format!("100\tTMSADM\t\t{gone}\t\t\t\t"),
        ];
        let found = tabs(&EXPORT, &rows);
        assert_eq!(found.all("client"), ["000", "000", "100"], "{heading}");
        assert_eq!(found.all("user"), ["SAP*", "DDIC", "TMSADM"]);
        assert_eq!(found.all("existing"), ["yes", "yes", "no"]);
        assert_eq!(found.all("password-status"), ["changed", "well-known", "-"]);
        assert_eq!(found.all("locked"), ["yes", "no", "-"]);
        assert_eq!((found.all("valid-from")[0], found.all("valid-to")[0]), ("2020-01-01", "9999-12-31"));
        assert_eq!(found.all("user-group"), ["SUPER", "SUPER", "-"]);
        assert_eq!((found.flaws.len(), found.fact("part")), (0, None));
    }
}

#[test]
fn a_client_has_three_digits_also_where_a_spreadsheet_took_it_for_a_number() {
    let heading = "Client\tUser\tLock\tPassword Status";
    let row = |client: &str| format!("{client}\tSAP*\t\tExists; Password not trivial.");
    let found = tabs(&EXPORT, &[heading, &row("0"), &row("66"), &row("100"), &row("1A"), &row("1000")]);
    assert_eq!(found.all("client"), ["000", "066", "100", "1A", "1000"]);
    assert_eq!(found.records[1].place("client"), "66");
}

#[test]
fn what_is_not_understood_is_unknown() {
    let heading = "Client\tUser\tLock\tPassword Status";
    let found = tabs(&EXPORT, &[heading, "000\tSAP*\t\tSomething else", "\tDDIC\tperhaps\tExists; no password"]);
    for field in ["existing", "password-status", "locked", "user-group", "valid-to"] {
        assert!(found.records[0].is_unknown(field), "{field}");
    }
    assert_eq!(found.all("existing")[1], "yes");
    assert!(["client", "password-status", "locked"].iter().all(|field| found.records[1].is_unknown(field)));
}

#[test]
fn a_blank_lock_says_something_where_others_have_a_mark() {
    let read = |lock: &str| {
        let rows = [
            "Client\tUser\tLocked\tPassword Status",
            &format!("000\tSAP*\t{lock}\tExists. Password not trivial"),
            "000\tDDIC\t\tExists. Password not trivial",
        ];
        tabs(&EXPORT, &rows).records[1].value("locked").to_owned()
    };
    assert_eq!((read("X").as_str(), read("Locked").as_str()), ("no", "no"));
    assert!(read("").starts_with('?'), "the icons got lost");
    let heading = "Client\tUser\tPassword Status\tReason for user lock";
    let found = tabs(
        &EXPORT,
        &[
            heading,
            "000\tSAP*\tExists. Password not trivial\tLocked by administrator",
            "000\tDDIC\tExists. Password not trivial\t",
        ],
    );
    assert_eq!(found.all("locked")[0], "yes");
    assert!(found.records[1].is_unknown("locked"));
}

#[test]
fn passwords_that_the_list_names_are_not_shown() {
    let found = tabs(
        &EXPORT,
        &[
            "Client\tUser\tPassword Status",
            "000\tDDIC\tPassword geheim1 well known.",
            "000\tSAP*\tExists; Password not trivial.",
            "001\tSAP*\tPassword geheim2",
        ],
    );
    assert_eq!(found.records[0].secrets, ["Password geheim1 well known."]);
    assert!(found.records[1].secrets.is_empty());
    assert_eq!(found.records[2].secrets, ["Password geheim2"], "whatever it says");
    assert!(found.records.iter().all(|record| !record.shown().contains("geheim")));
    let places: Vec<&str> = found.records.iter().map(|record| record.place("password-status")).collect();
    assert_eq!(
        places,
        ["DDIC", "Exists; Password not trivial.", "SAP*"],
        "a value whose place is secret would be one itself"
    );
}

#[test]
fn lists_are_read_in_other_layouts_and_encodings_and_what_is_cut_is_not_known() {
    let heading: &[u8] = b"|Client|User    |Password Status        |";
    let found = list(
        &EXPORT,
        "Report RSUSR003",
        &[
            heading,
            b"|000   |SAP*    |Does not exist. Logon p|",
            b"|000   |EARLYWAT|Exists; Password not tr|",
            b"|000   |DDIC    |Does not exist.        |",
        ],
    );
    assert_eq!(found.all("existing"), ["no", "yes", "no"]);
    assert!(found.records[0].is_unknown("password-status") && found.records[1].is_unknown("password-status"));
    assert_eq!((found.all("user")[1], found.all("password-status")[2]), ("EARLYWAT...", "-"));
    let text = "-------------------------------------\n|Mandant|Benutzer|Kennwortstatus    |\n-------------------------------------\n\
                |000    |TÜR     |Nicht vorhanden.  |\n-------------------------------------\n";
    let windows: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), windows, utf16] {
        let found = read(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &bytes);
        assert_eq!((found.all("user"), found.all("existing")), (vec!["TÜR"], vec!["no"]));
    }
    let text = "Client;User;Password Status\n000;DDIC;Exists. Password not trivial\n000;;Does not exist.\n";
    let found = read(&EXPORT, &file("list.csv", &csv::SEMICOLON), text.as_bytes());
    assert_eq!((found.all("password-status"), found.flaws.len()), (vec!["changed"], 1));
}

#[test]
fn other_lists_with_users_are_not_taken() {
    for heading in [
        "Client\tUser\tStatus",
        "User\tContact Person\tClient\tPassword Status",
        "User\tPassword Status",
        "Client\tUser Name\tUser Type\tLocked",
        "CLIENT\tUSERNAME\tEXISTING\tPASSWORD_STATUS\tLOCKED\tUSERGROUP",
    ] {
        assert!(tabs(&EXPORT, &[heading, "a\tb\tc\td\te\tf"]).headings.is_empty(), "{heading}");
    }
}
