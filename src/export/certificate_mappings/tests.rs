use super::*;
use crate::export::recognise::{self, Whole};
use crate::export::testing::{Found, file, list, read_with, tabs};
use crate::layout::Layout;

/// The values of a field in all records but that of the list.
fn all<'f>(found: &'f Found, field: &str) -> Vec<&'f str> {
    found.records.iter().filter(|one| one.value("record") != "list").map(|one| one.value(field)).collect()
}

#[test]
fn usrextid_is_read_under_technical_names() {
    let found = tabs(
        &EXPORT,
        &[
            "Table:\t\t\tUSREXTID",
            "MANDT\tTYPE\tEXTIDHASH\tSEQNO\tEXTID\tBNAME\tSTATUS\tISSUER\tSERIAL",
            "100\tDN\t6F1A\t000\tCN=ci.example.test, O=Example, C=DE\tCODINTG\tX\tCN=Example CA, C=DE\t0A:1B",
            "100\tDN\t6F1B\t001\tCN=old.example.test,O=Example,C=DE\tCODINTG\t\t\t",
        ],
    );
    assert_eq!(found.all("record"), ["list", "external-id", "external-id"]);
    assert_eq!(found.all("table"), ["USREXTID"; 3]);
    for (field, values) in [
        ("client", ["100", "100"]),
        ("type", ["DN", "DN"]),
        ("user", ["CODINTG", "CODINTG"]),
        ("sequence", ["0", "1"]),
        ("subject", ["CN=ci.example.test, O=Example, C=DE", "CN=old.example.test,O=Example,C=DE"]),
        ("issuer", ["CN=Example CA, C=DE", "-"]),
        ("serial", ["A1B", "-"]),
        ("active", ["yes", "no"]),
        ("in-sap-form", ["yes", "no"]),
        ("issuer-filter", ["-", "-"]),
    ] {
        assert_eq!(all(&found, field), values, "{field}");
    }
    assert_eq!((found.fact("part"), found.flaws.len()), (Some("USREXTID 100"), 0));
}

#[test]
fn the_view_is_read_under_english_and_german_headings() {
    let row = "|6F1A2B3C4D5E6F70   |CN=a, O=Example, C=DE |CODINTG |X   |000    |";
    for heading in [
        "|Hash val.for Ext.ID|External ID           |User    |Act.|Seq. No|",
        "|Hashwert           |Externe ID            |Benutzer|Akt.|Lfd.Nr |",
    ] {
        let found = list(&EXPORT, "", &[heading.as_bytes(), row.as_bytes()]);
        assert_eq!(all(&found, "subject"), ["CN=a, O=Example, C=DE"], "{heading}");
        assert_eq!(
            (all(&found, "user"), all(&found, "active"), all(&found, "sequence")),
            (vec!["CODINTG"], vec!["yes"], vec!["0"])
        );
        assert!(found.records[1].is_unknown("type") && found.records[1].is_unknown("client"));
        assert!(found.records[1].is_unknown("issuer") && found.records[1].is_unknown("serial"));
    }
}

#[test]
fn a_name_that_is_cut_or_kept_as_a_hash_makes_the_list_incomplete() {
    let heading: &[u8] = b"|BNAME  |EXTID       |STATUS|";
    let found = list(&EXPORT, "", &[heading, b"|CODINTG|CN=a, O=Exam|X     |", b"|JDOE   |CN=b        |X     |"]);
    assert_eq!(all(&found, "subject"), ["CN=a, O=Exam...", "CN=b"]);
    assert!(found.records[1].is_unknown("in-sap-form"));
    assert_eq!((found.flaws.len(), found.flaws[0].incomplete, found.flaws[0].column), (1, true, 10));
    let found = list(&EXPORT, "", &[heading, b"|CODINTG|CN=a,O=Examp|X     |"]);
    assert_eq!(all(&found, "in-sap-form"), ["no"], "what is wrong at the begin stays wrong");

    let found = tabs(&EXPORT, &["Hash val.for Ext.ID\tExternal ID\tUser\tAct.\tSeq. No", "6F1A2B\t\tCODINTG\tX\t000"]);
    assert!(found.records[1].value("subject").contains("only its hash"), "{}", found.records[1].value("subject"));
    assert!(found.records[1].is_unknown("in-sap-form"));
    assert_eq!((found.flaws.len(), found.flaws[0].incomplete), (1, true));

    // SAP GUI cuts cells at such lengths whatever the list is saved as.
    let long = format!("CN={}", "a".repeat(125));
    let found = tabs(&EXPORT, &["BNAME\tEXTID\tSTATUS", &format!("CODINTG\t{long}\tX")]);
    assert_eq!((all(&found, "subject"), found.flaws.len()), (vec![format!("{long}...").as_str()], 1));
}

#[test]
fn an_external_id_that_is_no_name_has_no_form() {
    let found = tabs(&EXPORT, &["TYPE\tBNAME\tEXTID\tSTATUS", "LD\tJDOE\tjdoe\t?"]);
    assert!(found.records[1].is_unknown("in-sap-form") && found.records[1].is_unknown("active"));
    assert_eq!((all(&found, "type"), found.flaws.len()), (vec!["LD"], 0));
}

#[test]
fn rules_and_explicit_mappings_are_told_by_their_columns() {
    let rules = tabs(
        &EXPORT,
        &[
            "CLIENT\tCERTINDEX\tSUBJECTFH\tISSUERFH\tLOGONWITH\tCERTENTRY\tCERTATTRIBUTE\tSUBJECTFLT\tISSUERFLT",
            "100\t1\t6F\t6E\tA\tS\tCN\tO=Example\tCN=Example CA, C=DE",
        ],
    );
    let values = [
        "record",
        "client",
        "sequence",
        "logon-with",
        "cert-entry",
        "cert-attribute",
        "subject-filter",
        "issuer-filter",
        "user",
    ];
    let values = values.map(|field| rules.records[1].value(field));
    assert_eq!(values, ["rule", "100", "1", "A", "S", "CN", "O=Example", "CN=Example CA, C=DE", "-"]);
    assert_eq!((rules.records[1].value("subject"), rules.records[1].value("active")), ("-", "-"));

    let explicit = tabs(
        &EXPORT,
        &[
            "MANDT\tSUBJECTH\tISSUERH\tBNAME\tSUBJECT\tISSUER\tCREATED_BY\tCREATED_ON",
            "100\t6F\t6E\tCODINTG\tCN=ci.example.test, C=DE\tCN=Example CA, C=DE\tJDOE\t20260101",
        ],
    );
    let values = ["record", "table", "user", "subject", "issuer", "in-sap-form", "active", "type"];
    let values = values.map(|field| explicit.records[1].value(field));
    let expected =
        ["explicit", "USRCERTMAP", "CODINTG", "CN=ci.example.test, C=DE", "CN=Example CA, C=DE", "yes", "-", "-"];
    assert_eq!(values, expected);
    assert_eq!(
        tabs(&EXPORT, &["MANDT\tBNAME\tSUBJECT\tISSUER"]).all("table"),
        ["USRCERTMAP"],
        "a list without rows is there"
    );
}

#[test]
fn other_lists_with_names_and_users_are_not_taken() {
    for heading in [
        "External ID\tUser\tText",
        "External ID\tUser\tStatus",
        "User\tSubject\tIssuer",
        "SUBJECT\tISSUER\tSERIAL\tVALID_TO",
        "EXTID\tSTATUS\tTYPE",
        "MANDT\tBNAME\tUSTYP",
    ] {
        assert!(tabs(&EXPORT, &[heading, "a\tb\tc\td"]).headings.is_empty(), "{heading}");
    }
}

const CERTIFICATE: &str = include_str!("../../../testdata/cases/certificate/without-extensions.pem");

/// Reads an answer; none if it is not recognised.
fn answer(name: &str, text: &str) -> Option<Found> {
    let layout: &'static Layout = if text.starts_with('<') { &xml::LAYOUT } else { &json::LAYOUT };
    let mut opened = layout.whole().unwrap().open(text.as_bytes(), name).ok().unwrap();
    match recognise::whole(name, layout, opened.as_mut(), None) {
        Whole::Export(found) if found.export.kind == EXPORT.kind => {
            Some(read_with(&EXPORT, &file(name, layout), |rows| {
                let _ = opened.read(rows);
            }))
        }
        Whole::Export(_) | Whole::Halted(_) | Whole::Report | Whole::Unknown(_) => None,
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64ct::Encoding;
    base64ct::Base64::encode_string(bytes)
}

fn entry(certificate: &str) -> String {
    format!(
        r#"{{"__metadata":{{"id":"x"}},"Id":"1","User":"myuser","Certificate":"{certificate}","ValidUntil":"1747094340000"}}"#
    )
}

#[test]
fn mappings_of_a_tenant_are_read_with_their_certificates() {
    let joined = CERTIFICATE.replace(['\n', '\r'], "");
    let der = joined.split("-----").nth(2).unwrap();
    for certificate in [base64(CERTIFICATE.as_bytes()), base64(joined.as_bytes()), der.to_owned()] {
        let entry = entry(&certificate);
        let xml = format!(
            "<feed xmlns='a' xmlns:m='m' xmlns:d='d'><entry><content><m:properties><d:Id>1</d:Id><d:User>myuser</d:User>\
             <d:Certificate>{certificate}</d:Certificate><d:ValidUntil>1747094340000</d:ValidUntil></m:properties></content></entry></feed>"
        );
        for text in [format!(r#"{{"d":{{"results":[{entry}]}}}}"#), format!(r#"{{"d":{entry}}}"#), xml] {
            let found = answer("answer", &text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.all("record"), found.flaws.len()), (vec!["list", "tenant"], 0), "{text}");
            assert_eq!(
                (all(&found, "user"), all(&found, "valid-until")),
                (vec!["myuser"], vec!["2025-05-12T23:59:00"])
            );
            let record = &found.records[1];
            assert!(record.value("subject").contains("CN="), "{}", record.value("subject"));
            assert!(["issuer", "serial", "not-before", "not-after"].iter().all(|field| !record.is_unknown(field)));
            assert_eq!((record.value("sha256").len(), record.place("sha256")), (64, "myuser"));
            assert!(record.der.is_some());
        }
    }
}

#[test]
fn an_answer_that_goes_on_or_holds_no_certificate_is_incomplete() {
    let entry = entry(&base64(CERTIFICATE.as_bytes()));
    let found =
        answer("a", &format!(r#"{{"d":{{"results":[{entry}],"__next":"https://x.example.test/?$skiptoken=1"}}}}"#))
            .unwrap();
    assert_eq!((found.flaws.len(), found.flaws[0].incomplete), (1, true));
    assert!(found.flaws[0].message.contains("goes on"));
    let xml = "<feed><link rel='self' href='a'/><link rel='next' href='b'/><entry><content><properties><Id>1</Id><User>u</User>\
               <Certificate>LS0tLS1C .... S0t</Certificate></properties></content></entry></feed>";
    let found = answer("a", xml).unwrap();
    let messages: Vec<&str> = found.flaws.iter().map(|flaw| flaw.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages.iter().any(|message| message.contains("goes on")));
    assert!(messages.iter().any(|message| message.contains("no certificate, or a damaged one")));
    assert!(found.records[1].is_unknown("subject") && found.records[1].der.is_none());
}

#[test]
fn no_mappings_are_known_by_the_name_of_the_file_alone() {
    let empty = r#"{"d":{"results":[]}}"#;
    assert_eq!(answer("PRD/CertificateUserMappings.json", empty).unwrap().all("record"), ["list"]);
    assert!(answer("PRD/answer.json", empty).is_none());
    for other in [r#"{"d":{"results":[{"Hexalias":"61","Alias":"a"}]}}"#, r#"{"User":"a","Certificate":"b"}"#] {
        assert!(answer("CertificateUserMapping.json", other).is_none(), "{other}");
    }
}
