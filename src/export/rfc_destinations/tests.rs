use proptest::prelude::*;

use super::*;
use crate::export::testing::{self, Found, FoundRecord, TestRow, file, read_rows};
use crate::layout::{csv, sap_list, tabs};

fn list(lines: &[&[u8]]) -> Found {
    testing::list(&EXPORT, "", lines)
}

fn tabs(lines: &[&str]) -> Found {
    testing::tabs(&EXPORT, lines)
}

fn by_hand(layout: &'static Layout, rows: &[TestRow]) -> Found {
    read_rows(&EXPORT, &file("list.txt", layout), rows)
}

/// One row of RFCDEST, RFCTYPE, RFCOPTIONS whose options are whole.
fn row(kind: &str, options: &str) -> FoundRecord {
    let mut found = tabs(&["RFCDEST\tRFCTYPE\tRFCOPTIONS", &format!("DEST\t{kind}\t{options}")]);
    assert_eq!((found.records.len(), found.flaws.len(), found.headings.len()), (1, 0, 1));
    found.records.remove(0)
}

#[test]
fn indexes_of_fields_and_columns_are_where_their_names_say() {
    let name = |index: usize| FIELDS[index].name;
    let fields = [
        (field::NAME, "name"),
        (field::TYPE, "type"),
        (field::HOST, "host"),
        (field::ROUTER, "router"),
        (field::PORT, "port"),
        (field::SYSTEM_NUMBER, "system-number"),
        (field::TARGET_SYSTEM, "target-system"),
        (field::LOGON_GROUP, "logon-group"),
        (field::PATH_PREFIX, "path-prefix"),
        (field::PROGRAM, "program"),
        (field::CLIENT, "client"),
        (field::USER, "user"),
        (field::SAME_USER, "same-user"),
        (field::TLS, "tls"),
        (field::SNC, "snc"),
        (field::PSE, "pse"),
        (field::LOGON, "logon"),
        (field::PASSWORD, "password"),
        (field::GATEWAY_HOST, "gateway-host"),
        (field::GATEWAY_SERVICE, "gateway-service"),
        (field::UNKNOWN_KEYS, "unknown-keys"),
    ];
    assert_eq!(fields.len(), FIELDS.len());
    assert!(fields.iter().all(|(index, expected)| name(*index) == *expected));
    let columns = [
        (RFCDEST, "RFCDEST"),
        (RFCTYPE, "RFCTYPE"),
        (OPTIONS.start, "RFCOPTIONS"),
        (OPTIONS.end - 1, "RFCOPTIONB"),
        (RFCHOST, "RFCHOST"),
        (RFCSERVICE, "RFCSERVICE"),
        (RFCSYSID, "RFCSYSID"),
        (PFADPRE, "PFADPRE"),
        (RFCCLIENT, "RFCCLIENT"),
        (RFCUSER, "RFCUSER"),
        (RFCALIAS, "RFCALIAS"),
        (RFCAUTH, "RFCAUTH"),
        (RFCSLOGIN, "RFCSLOGIN"),
        (RFCSAMEUSR, "RFCSAMEUSR"),
        (RFCSNC, "RFCSNC"),
        (SSLAPPLIC, "SSLAPPLIC"),
        (NOCCERT, "NOCCERT"),
        (RFCGWHOST, "RFCGWHOST"),
        (RFCGWSERV, "RFCGWSERV"),
        (PORT, "PORT"),
        (TLS, "TLS"),
        (SNC, "SNC"),
    ];
    assert!(columns.iter().all(|(index, expected)| COLUMNS[*index].name == *expected));
    assert_eq!(SNC + 1, COLUMNS.len());
}

#[test]
fn an_abap_connection_through_routers_is_taken_apart_without_its_passwords() {
    let options = "H=/H/10.1.1.5/S/3299/W/geheim/H/203.0.113.9/S/3299/H/oss001,S=01,I=OSS,N=1_PUBLIC,M=001,U=OSS_RFC,v=CPIC,s=Y,L=EN,";
    let found = row("3", options);
    assert_eq!(found.value("name"), "DEST");
    assert_eq!(found.value("type"), "3");
    assert_eq!((found.value("host"), found.place("host")), ("oss001", "oss001"));
    assert_eq!(found.value("router"), "/H/10.1.1.5/S/3299/W/****/H/203.0.113.9/S/3299");
    assert_eq!((found.value("system-number"), found.value("target-system")), ("01", "OSS"));
    assert_eq!((found.value("logon-group"), found.place("logon-group")), ("1_PUBLIC", "1_PUBLIC"));
    assert_eq!((found.value("client"), found.value("user"), found.value("snc")), ("001", "OSS_RFC", "yes"));
    assert_eq!((found.value("logon"), found.place("logon")), ("basic", "OSS_RFC"));
    assert_eq!((found.value("password"), found.place("password")), ("clear", "CPIC"));
    for other in ["port", "path-prefix", "program", "tls", "same-user", "pse", "gateway-host"] {
        assert_eq!(found.value(other), "-", "{other}");
    }
    assert_eq!(found.value("unknown-keys"), "");
    assert_eq!(found.secrets, ["geheim", "CPIC"]);
    assert!(!found.shown().contains("geheim") && !found.shown().contains("CPIC"), "{}", found.shown());
}

#[test]
fn an_http_destination_has_port_prefix_pse_and_the_standard_port_is_absent() {
    let real = "H=api.example.test,W=Y,B=N,C=N,E=N,T=N,K=Y,Q=A,s=Y,u=N,1=00,q=0,b=N,k=N,F=0      0000,j=N,t=DFAULT,";
    let found = row("G", real);
    assert_eq!((found.value("host"), found.value("port"), found.value("path-prefix")), ("api.example.test", "-", "-"));
    assert_eq!((found.value("tls"), found.place("tls"), found.value("pse")), ("yes", "Y", "DFAULT"));
    assert_eq!((found.value("same-user"), found.value("user"), found.value("password")), ("no", "-", "none"));
    assert_eq!((found.value("snc"), found.value("target-system"), found.value("unknown-keys")), ("-", "-", ""));

    let found = row("G", "H=ads.example.test,I= 050300,N=/Config?style=rpc,D=ADSUSER,v=%_PWD,Q=B,s=N,T=N");
    assert_eq!((found.value("port"), found.place("port")), ("50300", "50300"));
    assert_eq!((found.value("path-prefix"), found.value("user")), ("/Config?style=rpc", "ADSUSER"));
    assert_eq!((found.value("logon"), found.value("password"), found.value("tls")), ("basic", "stored", "no"));
    assert_eq!(found.secrets, [""; 0]);

    let found = row("H", "H=/H/10.1.1.5/S/3299/H/apps.example.test/S/443,U=S0012345678,M=001,");
    assert_eq!((found.value("host"), found.value("port")), ("apps.example.test", "443"));
    assert_eq!((found.value("user"), found.value("logon")), ("S0012345678", "basic"));
}

#[test]
fn a_tcp_ip_connection_has_program_and_gateway() {
    let found = row("T", "H=%%RFCSERVER%%,G=localhost,g=3388,N=CATCH_ME,J=X,n=ABC,p=001,5=1100,7=6041,s=Y");
    assert_eq!((found.value("host"), found.value("program")), ("%%RFCSERVER%%", "CATCH_ME"));
    assert_eq!((found.value("gateway-host"), found.value("gateway-service")), ("localhost", "3388"));
    assert_eq!((found.value("snc"), found.value("tls"), found.value("logon")), ("yes", "-", "-"));
    assert_eq!(row("T", "a=REGISTERED,g=sapgw00,").value("program"), "REGISTERED");
    assert_eq!(row("G", "G=proxy.example.test,g=8080,H=h").value("gateway-host"), "-");
}

#[test]
fn the_user_of_each_type_is_found_under_its_own_key() {
    assert_eq!(row("G", "U=FIRST,D=SECOND").value("user"), "SECOND");
    assert_eq!(row("H", "U=FIRST,D=SECOND").value("user"), "FIRST");
    assert_eq!(row("G", "U=ONLY").value("user"), "ONLY");
    assert_eq!(row("H", "U=%_LOG01%,D=SECOND").value("user"), "SECOND");
    assert_eq!(row("3", "U=%_LOG01%,D=N").value("user"), "-");
    assert_eq!(row("3", "U=%_LOG01%").value("logon"), "none");
    let nobody = row("H", "H=h,U=%_LOG01%,s=Y");
    assert_eq!((nobody.value("user"), nobody.place("user")), ("-", "%_LOG01%"));
}

#[test]
fn the_logon_procedure_is_judged_by_all_that_decides_it() {
    let logon = |kind: &str, options: &str| row(kind, options).value("logon").to_owned();
    assert_eq!(logon("3", "Q=Y,[=ABC,^=0020123456,"), "trusted");
    assert_eq!(logon("G", "Q=A,s=Y,t=DFAULT"), "certificate");
    assert_eq!(logon("G", "Q=A,s=Y,t=ANONYM"), "none");
    assert_eq!(logon("G", "Q=A,s=Y,t=DFAULT,/=Y"), "none");
    assert_eq!(logon("G", "Q=A,t=DFAULT"), "none");
    assert_eq!(logon("3", "Q=A,s=Y"), "none");
    assert_eq!(logon("H", "H=h"), "none");
    assert!(logon("H", "Q=Z").starts_with('?'));
    assert_eq!(logon("L", "Q=B"), "-");
}

#[test]
fn passwords_in_clear_are_told_from_what_stands_for_them_and_never_shown() {
    let password = |options: &str| row("3", options).value("password").to_owned();
    assert_eq!(password("v=%_PWD"), "stored");
    assert_eq!(password("V=********"), "stored");
    assert_eq!(password("P=%PWD%"), "stored");
    assert_eq!(password("v="), "none");
    assert_eq!(password("H=h"), "none");
    assert_eq!(password("v=%_PWD,P=Init1234"), "clear");

    let found = row("3", "H=h,v=ge,heim,Zz=rest,M=100,N=/x?password=secret1,U=a");
    assert_eq!(found.secrets, ["ge,heim,Zz=rest,M=100,N=/x?password=secret1,U=a"]);
    assert_eq!(found.value("unknown-keys"), "");
    assert_eq!(found.value("logon-group"), "/x?password=****");
    assert_eq!(row("G", "H=/H/r/W/o,ne/H/h,I=443").secrets, ["o,ne/H/h,I=443"]);
    assert!(!row("T", "G=/H/r/W/two/H/gw,g=1").shown().contains("two"));
}

#[test]
fn odd_values_are_unknown_and_odd_keys_are_listed() {
    let found = row("G", "s=maybe,LB=ON,H=h,ä=1");
    assert!(found.is_unknown("tls"));
    assert!(row("G", "H=h,s=X").is_unknown("tls"), "X is for decoded columns; the options have Y");
    assert_eq!((found.value("unknown-keys"), found.place("unknown-keys")), ("LB, ä", "LB"));
}

const HEADING: &[u8] = b"|RFCDEST |RFCTYPE|RFCOPTIONS               |";

#[test]
fn a_cut_cell_makes_unknown_what_was_not_seen() {
    let found = list(&[HEADING, b"|DEST    |G      |H=a.example.test,s=Y,I=44|"]);
    let found = &found.records[0];
    assert_eq!((found.value("host"), found.value("tls")), ("a.example.test", "yes"));
    for cut in ["port", "pse", "path-prefix", "user", "password", "same-user", "client", "logon", "unknown-keys"] {
        assert!(found.value(cut).starts_with("?RFCOPTIONS is cut"), "{cut}: {}", found.value(cut));
    }
    // What the type does not have, it does not have in the part that is cut off either.
    assert_eq!(found.value("system-number"), "-");
}

#[test]
fn options_of_a_broken_row_are_unknown_in_every_layout() {
    let row = TestRow::of("DEST\tH\tH=a.example").with_cell(2, |options| options.fills_column = true);
    let rows = [TestRow::of("RFCDEST\tRFCTYPE\tRFCOPTIONS"), row];
    for layout in [&sap_list::LAYOUT, &tabs::LAYOUT, &csv::COMMA] {
        let found = by_hand(layout, &rows);
        for field in ["host", "tls", "user"] {
            assert!(found.records[0].value(field).starts_with('?'), "{layout:?} {field}");
        }
    }
}

#[test]
fn a_cell_that_ends_with_a_comma_or_before_its_column_is_whole() {
    let found = list(&[
        HEADING,
        b"|DEST    |G      |H=a.example.test,s=Y,I=4,|",
        b"|DEST    |G      |H=a.example.test,s=Y,I=4 |",
    ]);
    for found in &found.records {
        assert_eq!((found.value("port"), found.value("password"), found.value("pse")), ("4", "none", "-"));
    }
}

#[test]
fn a_password_cut_in_the_middle_is_clear_if_it_cannot_be_the_sign_for_a_stored_one() {
    let found = list(&[
        HEADING,
        b"|DEST    |3      |H=host.example.test,v=%_P|",
        b"|DEST    |3      |H=host.example.test,v=Ini|",
    ]);
    assert!(found.records[0].is_unknown("password"));
    assert_eq!(found.records[1].value("password"), "clear");
    assert_eq!(found.records[1].secrets, ["Ini"]);
}

#[test]
fn continuation_columns_are_put_together_in_their_order_whatever_theirs_in_the_file() {
    let found = tabs(&[
        "RFCOPTIONU\tRFCDEST\tRFCTYPE\tRFCOPTIONS\tRFCOPTIONT",
        "ERS,v=geheim\tDEST\tG\tH=a.exam\tple.test,s=Y,D=US",
    ]);
    let found = &found.records[0];
    assert_eq!((found.value("host"), found.place("host")), ("a.example.test", "a.exam"));
    assert_eq!((found.value("user"), found.place("user")), ("USERS", "US"));
    assert_eq!((found.value("password"), found.place("password")), ("clear", "geheim"));
    assert_eq!((found.value("tls"), found.place("tls"), found.value("pse")), ("yes", "Y", "-"));
    // A password may hold a tab, so nobody knows where this one ends.
    assert_eq!(found.secrets, ["geheim\tDEST\tG\tH=a.exam\tple.test,s=Y,D=US"]);
}

#[test]
fn a_router_password_over_two_columns_is_secret_in_both() {
    let found = tabs(&["RFCDEST\tRFCTYPE\tRFCOPTIONS\tRFCOPTIONT", "DEST\t3\tH=/H/r/W/gehe\tim/H/oss001,S=01"]);
    assert_eq!(found.records[0].secrets, ["gehe", "im"]);
    assert_eq!(found.records[0].value("host"), "oss001");
    assert_eq!(found.records[0].value("router"), "/H/r/W/****");
}

#[test]
fn labels_that_repeat_are_the_continuation_columns() {
    let found = tabs(&["Destination\tVerbindungstyp\tOptionen\tOptionen", "DEST\t3\tH=oss0\t01,S=01"]);
    assert_eq!((found.records[0].value("host"), found.records[0].value("system-number")), ("oss001", "01"));
}

#[test]
fn a_missing_continuation_column_is_noticed() {
    let full = format!("H=a.example.test,{},", "x=1,".repeat(58));
    assert_eq!(full.len(), 250);
    let found = row("G", &full);
    assert_eq!(found.value("host"), "a.example.test");
    assert!(found.value("tls").contains("RFCOPTIONT"), "{}", found.value("tls"));

    let with = tabs(&["RFCDEST\tRFCTYPE\tRFCOPTIONS\tRFCOPTIONT", &format!("DEST\tG\t{full}\t")]);
    assert_eq!(with.records[0].value("tls"), "-");

    let gap = tabs(&["RFCDEST\tRFCTYPE\tRFCOPTIONS\tRFCOPTIONU", "DEST\tG\tH=a.exam\tple.test,s=Y,I=1,"]);
    assert!(gap.records[0].is_unknown("host") && gap.records[0].is_unknown("pse"));
    assert_eq!(gap.records[0].value("port"), "1");
}

#[test]
fn a_column_cut_before_the_next_one_does_not_join_what_does_not_belong_together() {
    let found = list(&[b"|RFCDEST|RFCTYPE|RFCOPTIONS|RFCOPTIONT|", b"|DEST   |G      |H=apps.exa|t=DFAULT, |"]);
    let found = &found.records[0];
    assert!(found.is_unknown("host") && found.is_unknown("pse") && found.is_unknown("tls"));
}

#[test]
fn missing_columns_are_unknown_not_absent() {
    let found = tabs(&["RFCDEST\tRFCOPTIONS", "DEST\tH=h,I=443,s=Y,U=USER1,t=DFAULT,v=%_PWD"]);
    let found = &found.records[0];
    for unknown in ["type", "port", "tls", "snc", "target-system", "logon", "program"] {
        assert!(found.value(unknown).starts_with("?the column RFCTYPE"), "{unknown}");
    }
    assert_eq!((found.value("host"), found.value("user"), found.value("pse")), ("h", "USER1", "DFAULT"));
    assert_eq!(found.value("password"), "stored");

    let found = tabs(&["RFCDEST\tRFCTYPE", "DEST\t3"]);
    let found = &found.records[0];
    assert_eq!((found.value("type"), found.value("tls"), found.value("name")), ("3", "-", "DEST"));
    for unknown in ["host", "user", "snc", "password", "unknown-keys", "logon"] {
        assert!(found.value(unknown).starts_with("?the column RFCOPTIONS"), "{unknown}");
    }
}

#[test]
fn decoded_columns_stand_in_for_options() {
    let found = tabs(&[
        "RFCDEST\tRFCTYPE\tRFCHOST\tRFCSERVICE\tRFCSYSID\tPFADPRE\tRFCCLIENT\tRFCUSER\tRFCAUTH\tRFCSLOGIN\tRFCSNC\tSSLAPPLIC",
        "ONE\t3 ABAP connection\t/H/r/W/geheim/H/oss001\t01\tOSS\tEWA\t1\tOSS_RFC\t********\t\t\t",
        "TWO\tG\tapps.example.test\t\t443\t/parcel/\t\t<same user>\tInit1\tB\tX\tDFAULT",
    ]);
    let one = &found.records[0];
    assert_eq!((one.value("type"), one.value("host"), one.value("router")), ("3", "oss001", "/H/r/W/****"));
    assert_eq!(
        (one.value("system-number"), one.value("target-system"), one.value("logon-group")),
        ("01", "OSS", "EWA")
    );
    assert_eq!((one.value("user"), one.value("password"), one.value("snc")), ("OSS_RFC", "stored", "-"));
    assert_eq!((one.value("client"), one.place("client")), ("001", "1"), "a spreadsheet left out zeros");
    assert_eq!((one.value("logon"), one.place("logon")), ("basic", "OSS_RFC"));
    assert!(one.is_unknown("gateway-host") && one.is_unknown("same-user"));
    assert_eq!(one.secrets, ["geheim"]);
    let two = &found.records[1];
    assert_eq!((two.value("port"), two.value("path-prefix"), two.value("tls")), ("443", "/parcel/", "yes"));
    assert_eq!((two.value("password"), two.value("logon")), ("clear", "basic"));
    assert!(two.is_unknown("user"), "RFCALIAS is not in the list");
    assert_eq!(two.secrets, ["Init1"]);
}

#[test]
fn a_column_of_the_password_may_say_how_one_logs_on_and_what_is_doubtful_is_never_shown() {
    let password = |rest: &str, auth: &str| {
        let options = if rest.is_empty() { "" } else { "\tH=h,v=%_PWD," };
        let found = tabs(&[&format!("RFCDEST\tRFCTYPE\tRFCAUTH{rest}"), &format!("DEST\t3\t{auth}{options}")]);
        let found = &found.records[0];
        (found.value("password").chars().take(8).collect::<String>(), found.secrets.len())
    };
    let expected = |value: &str, secrets: usize| (value.to_owned(), secrets);
    for word in ["STORED", "********"] {
        assert_eq!(password("", word), expected("stored", 0), "{word}");
    }
    for word in ["NONE", "SNC", "X509", "SAML", "N", ""] {
        assert_eq!(password("", word), expected("none", 0), "{word}");
    }
    for word in ["BASIC", "Y"] {
        assert_eq!(password("", word), expected("?the lis", 0), "{word}");
        assert_eq!(password("\tRFCOPTIONS", word), expected("stored", 0), "{word}");
    }
    assert_eq!(password("", "LOGON_VIA_GATE"), expected("?what st", 1));
    assert_eq!(password("\tRFCOPTIONS", "CPIC"), expected("clear", 1));
}

#[test]
fn types_shown_as_texts_are_their_codes_only_if_certain() {
    let kind = |text: &str| row(text, "").value("type").to_owned();
    for (text, code) in [
        ("h", "H"),
        ("ABAP connection", "3"),
        ("Connection to ABAP System", "3"),
        ("Verbindung zum ABAP-System (R/3)", "3"),
        ("HTTP Connection to ABAP System", "H"),
        ("HTTP-Verbindung zu externem Server", "G"),
        ("TCP/IP-Verbindung", "T"),
        ("Interne Verbindung", "I"),
        ("Logical Destination", "L"),
        ("Verbindung über ABAP-Treiber", "X"),
        ("WebSocket RFC", "W"),
        ("G HTTP connection to ext. server", "G"),
    ] {
        assert_eq!(kind(text), code, "{text}");
    }
    for text in ["HTTP", "Something else", "TCP/IP to ABAP", "", "Höher"] {
        assert!(kind(text).starts_with('?'), "{text}");
    }
}

#[test]
fn windows_1252_is_read_by_bytes_and_decoded_for_people() {
    let found = list(&[
        b"|RFC-Destination|Verbindungstyp|Optionen        |",
        b"|Z\xDCRICH         |3             |H=h,U=S\xDCD,\xC4\xC4=1, |",
    ]);
    let found = &found.records[0];
    assert_eq!((found.value("name"), found.value("user"), found.value("unknown-keys")), ("ZÜRICH", "SÜD", "ÄÄ"));
}

#[test]
fn doubled_quotes_are_one_quote_in_a_value() {
    let row = TestRow::of("DEST\tG\tH=h,N=/a\"\"b").with_cell(2, |options| options.doubled_quotes = true);
    let rows = [TestRow::of("RFCDEST\tRFCTYPE\tRFCOPTIONS"), row];
    let found = by_hand(&csv::SEMICOLON, &rows);
    assert_eq!(found.records[0].value("path-prefix"), "/a\"b");
}

#[test]
fn rows_without_a_name_are_left_out_and_reported_unless_they_are_empty() {
    let heading = "RFCDEST\tRFCTYPE\tRFCOPTIONS";
    let rows = [heading, "\t\t", "\t3\tH=h", heading, "DEST\t3\t", "\t\tof June"];
    let found = by_hand(&tabs::LAYOUT, &rows.map(TestRow::of));
    assert_eq!(found.records.len(), 1);
    // Of a destination without a name nobody knows which it is; a word alone is a remark.
    let flaws: Vec<_> = found.flaws.iter().map(|flaw| (flaw.line, flaw.incomplete)).collect();
    assert_eq!(flaws, [(3, true), (6, false)]);
}

#[test]
fn headings_of_other_tables_are_not_taken() {
    for other in [
        "MANDT\tBNAME\tUFLAG\tTRDAT\tLTIME\tPWDSALTEDHASH",
        "NUMM\tNTSTATUS\tPRSTATUS\tCWBUSER\tREQID",
        "ICF_NAME\tICFPARGUID\tICFNODGUID\tICF_USER\tICFALTNME",
        "Destination\tStatus\tDescription",
        "COMPONENT\tRELEASE\tEXTRELEASE\tCOMP_TYPE",
        "Parameter Name\tUser-Defined Value\tSystem Default Value",
        "User\tContact Person",
        "",
    ] {
        let found = tabs(&[other, "a\tb\tc"]);
        assert_eq!((found.headings.len(), found.records.len()), (0, 0), "{other}");
    }
}

proptest! {
    #[test]
    fn no_row_panics_and_every_place_is_inside_it(
        kind in "[3GHTWILX]", one in "[HSIMUDvVPQst/=,%_WNY|a-c ]{0,40}", two in "[HvPW/=,a-c]{0,40}",
        cut in any::<[bool; 2]>(),
    ) {
        // Spans are checked by the sink, for each field.
        let row = TestRow::of(&format!("DEST\t{kind}\t{}\t{two}", one.trim()))
            .with_cell(2, |options| options.fills_column = cut[0])
            .with_cell(3, |options| options.fills_column = cut[1]);
        by_hand(&sap_list::LAYOUT, &[TestRow::of("RFCDEST\tRFCTYPE\tRFCOPTIONS\tRFCOPTIONT"), row]);
    }

    #[test]
    fn a_clear_password_is_in_no_field(kind in "[3GHTW]", key in "[vVP]", password in "z[xz0-9]{5,11}") {
        let found = row(&kind, &format!("H=/H/r/W/{password}/H/h,{key}={password},{password},I=443,s=Y"));
        prop_assert!(!found.shown().contains(&password));
        prop_assert_eq!(&found.secrets, &[password.clone(), format!("{password},{password},I=443")]);
    }
}

#[test]
fn a_table_that_people_made_tells_tls_and_snc_apart() {
    let rows = "DESTINATION,TYPE,HOST,PORT,USER,TLS,SNC\nPORTAL,G,a.example.test,443,U,1,0\nERP,3,b,,V,0,yes\n";
    let context = FileContext::new("d.csv", &csv::COMMA, true);
    let found = testing::read(&EXPORT, &context, rows.as_bytes());
    assert_eq!((found.all("tls"), found.all("snc")), (vec!["yes", "-"], vec!["-", "yes"]));
    assert_eq!((found.all("port")[0], found.all("user")), ("443", vec!["U", "V"]));
    let rows = "RFCDEST,RFCTYPE,RFCHOST,RFCUSER,SNC\nPORTAL,G,a,U,0\n";
    let found = testing::read(&EXPORT, &context, rows.as_bytes());
    assert!(found.records[0].is_unknown("tls"), "a column for SNC says nothing of TLS");
}

#[test]
fn options_at_the_end_of_a_file_without_a_line_end_are_not_known_to_be_whole() {
    let ends =
        ["DEST\tG\tH=a.example.test,", "DEST\tG\tH=a.example.test,D=X,", "DEST\tG\t", "DEST\tG", "DEST\tG\tH=a.exa"];
    for end in ends {
        let text = format!("RFCDEST\tRFCTYPE\tRFCOPTIONS\n{end}");
        let found = testing::read(&EXPORT, &file("rfcdes.txt", &tabs::LAYOUT), text.as_bytes());
        assert!(found.records[0].is_unknown("tls"), "{end:?}");
        let found = testing::read(&EXPORT, &file("rfcdes.txt", &tabs::LAYOUT), format!("{text}\n").as_bytes());
        assert!(!end.contains("H=") || !found.records[0].is_unknown("tls"), "{end:?}");
    }
}
