use super::*;
use crate::export::testing::{Found, TestRow, file, list, read, read_rows, tabs, whole_lines};
use crate::layout::tabs;

fn forced(lines: &[&str]) -> Found {
    let file = FileContext { forced: true, ..file("list.txt", &tabs::LAYOUT) };
    read(&EXPORT, &file, whole_lines(lines).as_bytes())
}

fn by_hand<const ROWS: usize>(lines: [&str; ROWS]) -> Found {
    read_rows(&EXPORT, &file("list.txt", &tabs::LAYOUT), &lines.map(TestRow::of))
}

fn users(found: &Found) -> Vec<(&str, &str, &str)> {
    let all = found.records.iter();
    all.map(|found| (found.value("user"), found.value("contact"), found.value("state"))).collect()
}

#[test]
fn user_and_contact_person_are_enough_in_either_language() {
    for heading in ["User\tContact Person", "Benutzer\tAnsprechpartner", "Benutzername\tS-User"] {
        let found = by_hand([heading, "SM_SM2B\t0001234567", heading, "\t", "SAPSUPPORT\tS0001234568"]);
        let expected = [("SM_SM2B", "0001234567", "ok"), ("SAPSUPPORT", "S0001234568", "ok")];
        assert_eq!((found.headings.len(), users(&found)), (1, expected.to_vec()), "{heading}");
        assert!(found.records[0].is_unknown("customer"));
    }
    let found = tabs(&EXPORT, &["Contact Person\tSAP Customer Number\tUser", "1234567\t0000012345\tSM_SM2B"]);
    assert_eq!(users(&found), [("SM_SM2B", "1234567", "ok")]);
    assert_eq!(found.records[0].value("customer"), "0000012345");
    for heading in ["BNAME\tCONTACT\tKUNNR", "USER\tCONTACT_PERSON\tSAP_CUSTOMER_NUMBER"] {
        let found = tabs(&EXPORT, &[heading, "SM_SM2B\t0001234567\t0000012345"]);
        assert_eq!(users(&found), [("SM_SM2B", "0001234567", "ok")], "{heading}");
        assert_eq!(found.records[0].value("customer"), "0000012345", "{heading}");
    }
}

#[test]
fn blank_malformed_and_double_entries_are_told_apart() {
    let found = tabs(
        &EXPORT,
        &[
            "User\tContact Person",
            "SOLMAN_ADMIN\t",
            "SM_SM2B\tMILLER",
            "SAPSUPPORT\t0001234567",
            "sapsupport\t0001234568",
            "\t0001234567",
        ],
    );
    assert_eq!(found.all("state"), ["blank", "malformed", "ok", "duplicate"]);
    assert_eq!((found.records[1].place("state"), found.records[3].place("state")), ("MILLER", "sapsupport"));
    assert_eq!((found.flaws.len(), found.flaws[0].incomplete), (1, false));
}

#[test]
fn the_same_user_in_another_client_is_no_duplicate() {
    let found = tabs(
        &EXPORT,
        &[
            "Cl.\tUser\tContact Person\tSAP Customer Number",
            "100\tSM_SM2B\t0001234567\t0000123456",
            "200\tSM_SM2B\t0001234567\t0000123456",
            "200\tSM_SM2B\t0001234568\t0000123456",
        ],
    );
    assert_eq!(found.all("state"), ["ok", "ok", "duplicate"]);
    let heading = "Cl.\tUser\tContact Person\tSAP Customer Number";
    let rows = ["1\tSM_SM2B\t0001234567\t0000123456", "001\tSM_SM2B\t0001234567\t0000123456"];
    let found = tabs(&EXPORT, &[heading, rows[0], rows[1]]);
    assert_eq!((found.all("state"), found.fact("part")), (vec!["ok", "duplicate"], Some("001")));
}

#[test]
fn the_same_user_for_another_customer_number_is_no_duplicate() {
    let found = tabs(
        &EXPORT,
        &[
            "User\tContact Person\tSAP Customer Number",
            "SM_SM2B\t0001234567\t0000123456",
            "SM_SM2B\t0001234568\t0000654321",
            "SM_SM2B\t0001234569\t",
            "sm_sm2b\t0001234560\t654321",
        ],
    );
    assert_eq!(found.all("state"), ["ok", "ok", "ok", "duplicate"]);
    assert_eq!(found.records[3].place("state"), "sm_sm2b");
}

#[test]
fn without_the_whole_customer_number_nobody_knows_whether_it_is_a_double() {
    let cut: [&[u8]; 4] = [
        b"|User   |S-User    |KUNNR|",
        b"|SM_SM2B|0001234567|00001|",
        b"|SM_SM2B|0001234568|00002|",
        b"|SM_SM2B|0001234569|00001|",
    ];
    assert_eq!(list(&EXPORT, "", &cut).all("state"), ["ok", "ok", "several"]);
    // Which column is the customer number is not known under a heading of one's own.
    let row = "SM_SM2B\t0001234567\t0000123456";
    let own = forced(&["ONE\tTWO\tTHREE", row, "SM_SM2B\t0001234568\t0000654321", row]);
    assert_eq!(own.all("state"), ["ok", "several", "duplicate"]);
}

#[test]
fn a_number_that_fills_a_narrow_column_may_be_cut() {
    let found = list(
        &EXPORT,
        "",
        &[b"|User        |S-User|", b"|SM_SM2B     |000123|", b"|J\xDCRGEN      |MILLER|", b"|SAPSUPPORT  |12345 |"],
    );
    assert!(found.records[0].is_unknown("contact") && found.records[0].is_unknown("state"));
    assert_eq!((found.records[1].value("user"), found.records[1].value("state")), ("J\u{dc}RGEN", "malformed"));
    assert_eq!(found.records[2].value("state"), "ok");
    let full = list(&EXPORT, "", &[b"|User        |S-User    |", b"|SM_SM2B     |0001234567|"]);
    assert_eq!(full.records[0].value("state"), "ok");
}

#[test]
fn under_the_tables_name_any_heading_will_do() {
    for title in ["Table:\t\t\tAISUSER", "Tabelle:        AISUSER"] {
        let rows = ["ZCL\tZONE\tZTWO\tZTHREE", "001\tSM_SM2B\t0001234567\t0000054321", "002\tSM_SM2B\t\t"];
        let expected = [("SM_SM2B", "0001234567", "ok"), ("SM_SM2B", "-", "blank")];
        assert_eq!(users(&tabs(&EXPORT, &[&[title], &rows[..]].concat())), expected, "{title}");
        // In a list with bars the title is never offered as a heading.
        let rows: [&[u8]; 3] = [
            b"|ZCL|ZONE   |ZTWO      |ZTHREE    |",
            b"|001|SM_SM2B|0001234567|0000054321|",
            b"|002|SM_SM2B|          |          |",
        ];
        assert_eq!(users(&list(&EXPORT, title, &rows)), expected, "{title}");
    }
    assert!(tabs(&EXPORT, &["ZONE\tZTWO", "SM_SM2B\t0001234567"]).headings.is_empty());
    let found = forced(&["MANDT\tSUSER\tUSERNAME", "100\t0001234567\tSM_SM2B"]);
    assert_eq!(users(&found), [("SM_SM2B", "0001234567", "ok")]);
}

#[test]
fn the_user_may_be_called_like_an_s_user_and_the_first_contact_be_blank() {
    let found = forced(&["ONE\tTWO", "S0001234567\t", "S0001234568\t0001234568"]);
    assert_eq!(users(&found), [("S0001234567", "-", "blank"), ("S0001234568", "0001234568", "ok")]);
}

#[test]
fn a_customer_number_is_never_taken_for_the_contact_person() {
    let found = forced(&["ONE\tTWO\tTHREE", "SOLMAN_ADMIN\t\t0000054321", "SM_SM2B\t0001234567\t0000054321"]);
    assert_eq!(users(&found), [("SM_SM2B", "0001234567", "ok")]);
    assert_eq!((found.flaws.len(), found.flaws[0].incomplete), (1, true));
}

#[test]
fn title_lines_are_no_headings() {
    let preamble = "Displayed Fields:\t\t\t2\tof\t3";
    assert_eq!(tabs(&EXPORT, &["Table:\tAISUSER", preamble, "a\tb"]).headings, ["a\tb"]);
    assert_eq!(forced(&["SM_SM2B\tS0001234567", "a\tb"]).headings, ["a\tb"]);
    // A layout may offer the title as a heading.
    assert_eq!(by_hand(["Table:\t\tAISUSER", "ONE\tTWO"]).headings, ["ONE\tTWO"]);
}

#[test]
fn other_lists_of_users_are_not_taken() {
    for other in [
        "MANDT\tBNAME\tUFLAG\tTRDAT\tLTIME\tPWDSALTEDHASH",
        "Client\tUser Name\tUser Lock Status",
        "User\tContact Person\tDepartment",
        "User\tRole\tStart date",
        "NUMM\tNTSTATUS\tPRSTATUS\tCWBUSER\tREQID",
        "ICF_NAME\tICFPARGUID\tICFNODGUID\tICF_USER\tICFALTNME",
        "RFCDEST\tRFCTYPE\tRFCOPTIONS",
    ] {
        assert!(tabs(&EXPORT, &[other, "a\tb\tc\td"]).headings.is_empty(), "{other}");
    }
    let rows: [&[u8]; 2] = [b"|User   |Contact Person|", b"|SM_SM2B|0001234567    |"];
    assert!(list(&EXPORT, "Table:\tUSR02", &rows).headings.is_empty());
}
