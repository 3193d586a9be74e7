use super::*;
use crate::export::testing::{Found, list, tabs};

/// The values of a field in records of this word.
fn all<'f>(found: &'f Found, record: &str, field: &str) -> Vec<&'f str> {
    let records = found.records.iter().filter(|one| one.value("record") == record);
    records.map(|one| one.value(field)).collect()
}

#[test]
fn users_are_read_under_technical_names_and_labels_of_both_languages() {
    for heading in [
        "MANDT\tBNAME\tUSTYP\tUFLAG\tGLTGV\tGLTGB\tCLASS",
        "Client\tUser Name\tUser Type\tUser Lock Status\tValid From\tValid To\tUser Master Maintenance: User Group",
        "Mandant\tBenutzername\tBenutzertyp\tStatus der Benutzersperre\tGültig von\tGültig bis\tBenutzerstammpflege: Benutzergruppe",
        "Mandant\tBenutzer\tTyp\tSperre\tGültig von\tGültig bis\tGruppe",
    ] {
        let rows = [
            heading,
            "100\tCODINTG\tC\t0\t00.00.0000\t31.12.9999\tTECH",
            heading,
            "1\tJDOE\tA\t64\t20240101\t00000000\t",
        ];
        let found = tabs(&EXPORT, &rows);
        assert_eq!(found.all("record"), ["list", "user", "user"], "{heading}");
        assert_eq!(found.all("table"), ["USR02"; 3]);
        assert_eq!(all(&found, "user", "user"), ["CODINTG", "JDOE"]);
        assert_eq!(all(&found, "user", "client"), ["100", "001"]);
        assert_eq!(all(&found, "user", "user-type"), ["communication", "dialog"]);
        assert_eq!(all(&found, "user", "lock"), ["0", "64"]);
        assert_eq!(all(&found, "user", "valid-from"), ["-", "2024-01-01"]);
        assert_eq!(all(&found, "user", "valid-to"), ["9999-12-31", "-"]);
        assert_eq!(all(&found, "user", "user-group"), ["TECH", "-"]);
        assert_eq!(all(&found, "user", "profile"), ["-", "-"]);
        assert_eq!((found.fact("part"), found.flaws.len()), (Some("USR02 100"), 0));
    }
}

#[test]
fn profiles_are_read_under_technical_names_and_labels_of_both_languages() {
    for heading in
        ["MANDT\tBNAME\tPROFILE", "BNAME\tPROFIL\tMANDT", "Client\tUser Name\tProfil", "Mandant\tBenutzername\tProfil"]
    {
        let row = if heading.starts_with('B') { "CODINTG\tSAP_ALL\t100" } else { "100\tCODINTG\tSAP_ALL" };
        let found = tabs(&EXPORT, &[heading, row]);
        assert_eq!((found.all("record"), found.all("table")), (vec!["list", "profile"], vec!["UST04"; 2]), "{heading}");
        assert_eq!(
            (all(&found, "profile", "user"), all(&found, "profile", "profile")),
            (vec!["CODINTG"], vec!["SAP_ALL"])
        );
        assert_eq!((all(&found, "profile", "user-type"), all(&found, "profile", "lock")), (vec!["-"], vec!["-"]));
        assert_eq!(found.fact("part"), Some("UST04 100"));
    }
    let titled = tabs(
        &EXPORT,
        &["Table:\t\t\tUST04", "Displayed Fields:\t2\tof\t2", "\tUser Name\tProfil", "\tCODINTG\tSAP_NEW"],
    );
    assert_eq!(all(&titled, "profile", "profile"), ["SAP_NEW"]);
}

#[test]
fn types_are_read_from_codes_and_from_texts() {
    let type_of = |text: &str| {
        let found = tabs(&EXPORT, &["BNAME\tUSTYP", &format!("U\t{text}")]);
        all(&found, "user", "user-type")[0].to_owned()
    };
    for (word, texts) in [
        ("dialog", &["A", "a", "Dialog", "Dialogbenutzer", "A Dialog"][..]),
        ("system", &["B", "System", "System User", "Systembenutzer"]),
        ("communication", &["C", "Communication", "Communications Data", "Kommunikation", "C Kommunikation"]),
        ("reference", &["L", "Reference", "Referenz", "Referenzbenutzer"]),
        ("service", &["S", "Service"]),
    ] {
        for text in texts {
            assert_eq!(type_of(text), word, "{text}");
        }
    }
    for text in ["", "D", "X", "Interactive"] {
        assert!(type_of(text).starts_with("?the user's type is neither"), "{text}: {}", type_of(text));
    }
}

#[test]
fn locks_are_read_from_numbers_and_from_texts() {
    for (text, lock) in [
        ("0", "0"),
        ("  192", "192"),
        ("Not locked", "0"),
        ("nicht gesperrt", "0"),
        ("Locked globally by administrator", "32"),
        ("lokal durch Administrator gesperrt", "64"),
        ("Locked due to incorrect logons", "128"),
    ] {
        let found = tabs(&EXPORT, &["BNAME\tUSTYP\tUFLAG", &format!("U\tB\t{text}")]);
        assert_eq!(all(&found, "user", "lock"), [lock], "{text}");
    }
    for text in ["", "locked", "maybe"] {
        let found = tabs(&EXPORT, &["BNAME\tUSTYP\tUFLAG", &format!("U\tB\t{text}")]);
        assert!(found.records[1].is_unknown("lock"), "{text}");
    }
}

#[test]
fn code_versions_are_read_from_letters_and_from_texts_and_are_no_hashes() {
    for label in [
        "CODVN",
        "Code version",
        "Codeversion",
        "Code Vers. of Password Hash Algorithm (New Systems)",
        "Code Version of Password Hash Algorithm (New Systems)",
        "Codeversion des Kennwort-Hash-Algorithmus (neue Systeme)",
    ] {
        let heading = format!("MANDT\tBNAME\tUSTYP\t{label}");
        let found = tabs(&EXPORT, &[&heading, "100\tJDOE\tA\tH", "100\tDDIC\tA\t"]);
        assert_eq!(found.all("record"), ["list", "user", "user"], "{label}");
        assert_eq!(all(&found, "user", "code-version"), ["H", "-"], "{label}");
        assert!(found.secrets().iter().all(|secrets| secrets.is_empty()), "{label}");
        assert_eq!(found.records[1].place("code-version"), "H");
    }
    for (text, code) in [
        ("b", "B"),
        ("X", "X"),
        ("Code Version I = Code Versions B + F + H (three hash values)", "I"),
        ("Codeversion G (zwei Hashwerte)", "G"),
        ("Password deactivated", "X"),
        ("Kennwort deaktiviert", "X"),
    ] {
        let found = tabs(&EXPORT, &["BNAME\tCODVN", &format!("U\t{text}")]);
        assert_eq!(all(&found, "user", "code-version"), [code], "{text}");
    }
    for text in ["Z", "Any text", "HH", "1"] {
        let found = tabs(&EXPORT, &["BNAME\tCODVN", &format!("U\t{text}")]);
        assert!(found.records[1].is_unknown("code-version"), "{text}");
    }
    let found = list(&EXPORT, "", &[b"|BNAME |USTYP|", b"|JDOE  |A    |"]);
    assert!(found.records[1].is_unknown("code-version"), "no column");
    assert_eq!(all(&tabs(&EXPORT, &["MANDT\tBNAME\tPROFILE", "100\tU\tP"]), "profile", "code-version"), ["-"]);
}

#[test]
fn what_the_list_cuts_or_lacks_is_not_known() {
    let found = list(&EXPORT, "", &[b"|BNAME |USTYP|UFLAG|", b"|CODINT|B    |0    |", b"|COD   |S    |12800|"]);
    assert_eq!(all(&found, "user", "user"), ["CODINT...", "COD"]);
    assert_eq!(all(&found, "user", "lock"), ["0", "12800"]);
    assert!(["client", "valid-to", "user-group"].iter().all(|field| found.records[1].is_unknown(field)));
    let found = list(&EXPORT, "", &[b"|USTYP|BNAME |UFLAG|GLTGB   |", b"|B    |COD   |"]);
    assert!(found.records.last().is_none_or(|record| record.value("record") == "list" || record.is_unknown("lock")));
}

#[test]
fn hashes_are_named_and_never_shown() {
    let heading = "MANDT\tBNAME\tBCODE\tUSTYP\tPASSCODE\tKennwort-Hashwert";
    let empty = "100\tSAP*\t0000000000000000\tA\t0000000000000000000000000000000000000000\t";
    let full = "100\tJDOE\tA1B2C3D4E5F60718\tA\t*****\t{x-issha, 1024}SGFzaEhhc2g=";
    let found = tabs(&EXPORT, &[heading, empty, full, full]);
    assert_eq!(found.all("record"), ["list", "user", "hashes", "user", "user"]);
    assert_eq!(found.all("hash-column"), ["-", "-", "BCODE, PASSCODE, Kennwort-Hashwert", "-", "-"]);
    assert_eq!(found.records[2].place("hash-column"), "BCODE", "it stands in the heading");
    assert_eq!(found.records[3].secrets, ["A1B2C3D4E5F60718", "*****", "{x-issha, 1024}SGFzaEhhc2g="]);
    assert!(found.records.iter().all(|record| !record.shown().contains("A1B2") && !record.shown().contains("SGFz")));
    let found = tabs(&EXPORT, &[heading, empty]);
    assert_eq!(found.all("record"), ["list", "user"], "a column of zeros gives nothing away");
    let found = tabs(&EXPORT, &["BNAME\tUSTYP\tPWDINITIAL\tPWDCHGDATE", "JDOE\tA\t1\t01.01.2026"]);
    assert_eq!(found.all("record"), ["list", "user"], "that a password is initial is no hash");
}

#[test]
fn a_list_of_locks_without_types_is_one_of_users() {
    let heading = "\tMANDT\tBNAME\tUFLAG\tTRDAT\tLTIME\tPWDSALTEDHASH";
    let row = "\t100\tJDOE\t0\t17.11.2025\t11:10:44\t{x-isSHA512, 15000}QUJDREVG";
    let found = tabs(&EXPORT, &["Table:\t\t\tUSR02", "Displayed Fields:\t\t\t6\tof\t44", "", heading, row]);
    assert_eq!((found.all("record"), found.all("table")), (vec!["list", "hashes", "user"], vec!["USR02"; 3]));
    assert!(found.records[2].is_unknown("user-type"));
    assert_eq!((all(&found, "user", "lock"), all(&found, "user", "profile")), (vec!["0"], vec!["-"]));
}

#[test]
fn a_list_without_rows_is_there_all_the_same() {
    assert_eq!(tabs(&EXPORT, &["MANDT\tBNAME\tPROFILE"]).all("record"), ["list"]);
}

#[test]
fn a_report_that_selects_users_does_not_show_all() {
    let found = tabs(&EXPORT, &["User\tFull Name\tUser Type\tValid from", "JDOE\tJane Doe\tDialog\t"]);
    assert_eq!((found.flaws.len(), found.flaws[0].incomplete, found.flaws[0].column), (1, true, 6));
}

#[test]
fn other_lists_with_users_are_not_taken() {
    for heading in [
        "MANDT\tBNAME",
        "User\tType\tText",
        "User Name\tProfil",
        "User\tProfile\tText",
        "Client\tUser\tProfile\tText",
        "User\tContact Person\tUser type",
        "MANDT\tBNAME\tMODDA\tMODTI\tUSTYP\tUFLAG",
        "AGR_NAME\tUNAME\tFROM_DAT\tTO_DAT",
        "MANDT\tBNAME\tEXTID\tSTATUS",
    ] {
        assert!(tabs(&EXPORT, &[heading, "a\tb\tc\td\te\tf"]).headings.is_empty(), "{heading}");
    }
}
