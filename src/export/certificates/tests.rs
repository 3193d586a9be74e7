//! Tests of both exports.

use proptest::prelude::*;

use super::*;
use crate::export::testing::{Found, file, layout_of, read, read_with, table};
use crate::knowledge::issued::{Issued, issued};
use crate::layout::testing::sample;
use crate::layout::{RowSink, der, pem, sap_list, text};

const ROOT: &[u8] = include_bytes!("../../../testdata/cases/certificate/root.crt");
const CHAIN: &[u8] = include_bytes!("../../../testdata/cases/certificate/chain-of-three.pem");
const CHAIN_P7B: &[u8] = include_bytes!("../../../testdata/cases/certificate/chain.p7b");
const CHAIN_P7C: &[u8] = include_bytes!("../../../testdata/cases/certificate/chain.p7c");
const INTERMEDIATE: &[u8] = include_bytes!("../../../testdata/cases/certificate/intermediate.cer");
const TWO: &[u8] = include_bytes!("../../../testdata/cases/trust-store/maintain-pk-two.txt");
const ONE: &[u8] = include_bytes!("../../../testdata/cases/trust-store/maintain-pk-one.txt");
const OWN: &[u8] = include_bytes!("../../../testdata/cases/trust-store/get-my-name-and-list.txt");

const G2: &str = "CB3CCBB76031E5E0138F8DD39A23F9DE47FFC35E43C1144CEA27D46A5AB1CB5F";
const G2_KEY: &str =
    "33AF1E6A711A9A0BB2864B11D09FAE5 C=US, CN=DigiCert Global Root G2, O=DigiCert Inc, OU=www.digicert.com";

fn pem_file(export: &'static Export, path: &str, bytes: &[u8]) -> Found {
    read(export, &file(path, &pem::LAYOUT), bytes)
}

fn der_file(export: &'static Export, path: &str, bytes: &[u8]) -> Found {
    read_with(export, &file(path, &der::LAYOUT), |rows: &mut dyn RowSink| der::read(bytes, rows))
}

fn text_file(export: &'static Export, bytes: &[u8]) -> Found {
    read(export, &file("output.txt", &text::LAYOUT), bytes)
}

/// All values of all records but where they were read from.
fn values(found: &Found) -> Vec<Vec<&str>> {
    let names = || fields::FIELDS.iter().map(|field| field.name).filter(|name| *name != "file-kind");
    found.records.iter().map(|record| names().map(|name| record.value(name)).collect()).collect()
}

#[test]
fn a_certificate_is_the_same_in_pem_der_and_pkcs_7() {
    let pem = pem_file(&CERTIFICATE, "chain.pem", CHAIN);
    assert_eq!((pem.records.len(), pem.flaws.len()), (3, 0));
    assert_eq!(values(&pem).len(), 3);
    for list in [pem_file(&CERTIFICATE, "chain.p7b", CHAIN_P7B), der_file(&CERTIFICATE, "chain.p7c", CHAIN_P7C)] {
        let (mut sorted, mut expected) = (values(&list), values(&pem));
        sorted.sort();
        expected.sort();
        assert_eq!(sorted, expected);
        assert_eq!(list.all("file-kind"), ["pkcs7"; 3]);
    }
    assert_eq!(values(&der_file(&CERTIFICATE, "i.cer", INTERMEDIATE))[0], values(&pem)[1]);
}

#[test]
fn a_certificate_is_handed_out_as_it_is_signed_wherever_it_was_read_from() {
    use sha2::Digest;
    let files = [
        pem_file(&CERTIFICATE, "chain.pem", CHAIN),
        pem_file(&CERTIFICATE, "chain.p7b", CHAIN_P7B),
        der_file(&CERTIFICATE, "chain.p7c", CHAIN_P7C),
        der_file(&CERTIFICATE, "i.cer", INTERMEDIATE),
    ];
    for record in files.iter().flat_map(|found| &found.records) {
        let der = record.der.as_deref().unwrap();
        let print = sha2::Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        assert_eq!(print, record.value("sha256"));
    }
    // What only describes certificates has none, nor has a list as such.
    assert!(text_file(&TRUST_STORE, TWO).records.iter().all(|record| record.der.is_none()));
    let list = pem_file(&TRUST_STORE, "SAPSSLC/chain.pem", CHAIN);
    assert_eq!(list.records.iter().filter(|record| record.der.is_some()).count(), 3);
}

#[test]
fn a_list_of_one_server_in_a_folder_of_a_pse_is_that_pses() {
    for path in ["SAPSSLC/chain.pem", "SAPSSLC/app1/chain.pem", "PRD/SAPSSLC/2026-11/app2/chain.pem"] {
        let found = pem_file(&TRUST_STORE, path, CHAIN);
        assert!(found.all("pse").iter().all(|pse| *pse == "DFAULT"), "{path}");
    }
}

#[test]
fn the_fields_of_a_certificate_are_what_it_says() {
    let found = pem_file(&CERTIFICATE, "root.crt", ROOT);
    let root = &found.records[0];
    for (field, value) in [
        ("entry", "file"),
        ("pse", "-"),
        ("subject", r#"CN=Example Root CA, O="Example, Inc.", C=DE"#),
        ("subject-cn", "Example Root CA"),
        ("serial", "A1B2C3D4E5F60718293A4B5C6D7E8F9"),
        ("subject-serial", "A1B2C3D4E5F60718293A4B5C6D7E8F9 C=DE, CN=Example Root CA, O=Example, Inc."),
        ("not-before", "2016-01-01T00:00:00"),
        ("not-after", "2046-01-01T00:00:01"),
        ("self-signed", "yes"),
        ("ca", "yes"),
        ("key", "RSA 2048"),
        ("signature", "sha256WithRSAEncryption"),
        ("file-kind", "pem"),
    ] {
        assert_eq!(root.value(field), value, "{field}");
    }
    assert_eq!(root.place("subject"), "CERTIFICATE");
    let leaf = &pem_file(&CERTIFICATE, "chain.pem", CHAIN).records[0];
    assert_eq!((leaf.value("self-signed"), leaf.value("ca")), ("no", "no"));
    assert_eq!(leaf.value("issuer"), "CN=Example Intermediate CA, O=Müller & Söhne, C=DE");
    let intermediate = &der_file(&CERTIFICATE, "i.cer", INTERMEDIATE).records[0];
    assert_eq!((intermediate.value("key"), intermediate.value("serial")), ("EC 384", "F1E2D3C4"));
    assert_eq!(intermediate.place("not-after"), "2026-12-10T00:00:00", "bytes are shown as a line for people");
}

#[test]
fn files_in_a_folder_named_after_a_pse_are_its_trust_store() {
    for (path, pse) in [
        ("PRD/SAPSSLC/root.crt", "DFAULT"),
        ("PRD/SSL client (Anonymous)/root.crt", "ANONYM"),
        ("PRD/SAPSSLA.pem", "ANONYM"),
        ("PRD/SAPSSLSUPP/a.pem", "SUPP"),
    ] {
        let found = pem_file(&TRUST_STORE, path, ROOT);
        assert_eq!(found.all("entry"), ["store", "trusted"], "{path}");
        assert_eq!((found.all("pse"), found.all("list-of")), (vec![pse; 2], vec![pse; 2]), "{path}");
        assert_eq!(found.all("own-of"), ["-"; 2], "{path}");
    }
}

#[test]
fn a_certificate_list_of_sapgenpse_is_read_with_and_without_element_lines() {
    let two = text_file(&TRUST_STORE, TWO);
    assert_eq!(two.all("entry"), ["store", "trusted", "trusted"]);
    assert_eq!(two.all("pse"), ["DFAULT"; 3]);
    let one = text_file(&TRUST_STORE, ONE);
    assert_eq!(one.all("entry"), ["store", "trusted"]);
    for (record, found) in [(2, &two), (1, &one)] {
        let record = &found.records[record];
        assert_eq!(record.value("sha256"), G2);
        assert_eq!(record.value("ski"), "4E2254201895E6E36EE60FFAFAB912ED06178F39");
        assert_eq!(
            (record.value("identity"), record.value("key-identity")),
            (record.value("sha256"), record.value("ski"))
        );
        assert_eq!(record.value("subject-serial"), G2_KEY);
        assert_eq!(record.value("not-after"), "2038-01-15T12:00:00", "local time is printed beside UTC");
        assert_eq!((record.value("self-signed"), record.value("ca"), record.value("key")), ("yes", "yes", "RSA 2048"));
        assert_eq!(record.place("subject-cn"), "CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US");
        assert_eq!(record.place("not-after"), "Fri Jan 15 13:00:00 2038 (380115120000Z)");
    }
}

#[test]
fn the_own_certificate_is_none_of_the_certificate_list() {
    let found = text_file(&TRUST_STORE, OWN);
    assert_eq!(found.all("entry"), ["own", "chain", "chain", "store", "trusted", "trusted"]);
    assert_eq!(found.all("own-of"), ["DFAULT", "-", "-", "-", "-", "-"]);
    assert_eq!(found.all("list-of"), ["-", "-", "-", "DFAULT", "DFAULT", "DFAULT"]);
    let own = &found.records[0];
    assert_eq!((own.value("self-signed"), own.value("not-after")), ("no", "2027-03-11T13:00:57"));
    assert!(own.is_unknown("sha256") && own.is_unknown("ski") && own.is_unknown("ca"));
    assert_eq!(own.value("serial"), "A20160311130057");
    assert_eq!(found.flaws.len(), 0);
}

#[test]
fn an_empty_certificate_list_is_known_to_be_empty() {
    let found = text_file(&TRUST_STORE, b" maintain_pk for PSE \"/sec/SAPSSLA.pse\"\nPKList:\n");
    assert_eq!((found.all("entry"), found.all("list-of"), found.flaws.len()), (vec!["store"], vec!["ANONYM"], 0));
}

#[test]
fn two_pses_in_one_output_are_told_apart() {
    let found =
        text_file(&TRUST_STORE, &[ONE, String::from_utf8_lossy(ONE).replace("SAPSSLC", "SAPSSLA").as_bytes()].concat());
    assert_eq!(found.all("list-of"), ["DFAULT", "DFAULT", "ANONYM", "ANONYM"]);
}

#[test]
fn what_is_damaged_in_the_output_is_unknown() {
    let damaged = include_bytes!("../../../testdata/cases/trust-store/maintain-pk-damaged.txt");
    let found = text_file(&TRUST_STORE, damaged);
    let record = &found.records[2];
    for field in ["sha256", "serial", "not-after"] {
        assert!(record.is_unknown(field), "{field}: {}", record.value(field));
    }
    assert_eq!(record.value("ski"), "4E2254201895E6E36EE60FFAFAB912ED06178F39");
}

#[test]
fn a_cut_output_is_incomplete_wherever_it_is_cut() {
    let text = String::from_utf8_lossy(TWO);
    let second = text.find(" Element #2").unwrap();
    for (at, _) in text.match_indices('\n').filter(|(at, _)| *at > second) {
        let cut = &text[..at];
        let last_line = cut.lines().next_back().unwrap();
        let whole = last_line.contains("SHA256");
        let found = text_file(&TRUST_STORE, cut.as_bytes());
        assert_eq!(found.flaws.iter().any(|flaw| flaw.incomplete), !whole, "{last_line}");
    }
}

const LIST: [&[&str]; 2] = [
    &["Owner", "Issuer", "Serial Number", "Valid From", "Valid To", "Checksum (SHA1)"],
    &["CN=A, C=DE", "CN=A, C=DE", "00:0A", "01.08.2013", "15.01.2038", "AB:CD"],
];

#[test]
fn a_list_is_a_trust_store_only_if_it_says_of_which_pse() {
    let title: &[&str] = &["SSL client SSL Client (Anonymous)"];
    let found = table(&TRUST_STORE, &[title, LIST[0], LIST[1]]);
    assert_eq!((found.all("entry"), found.all("list-of")), (vec!["store", "trusted"], vec!["ANONYM"; 2]));
    assert_eq!(found.records[1].value("not-after"), "2038-01-15");
    assert_eq!(found.records[1].value("subject-serial"), "A C=DE, CN=A");
    assert!(found.records[1].is_unknown("sha256"));
    let by_subject = [found.records[1].value("identity"), found.records[1].value("key-identity")];
    assert_eq!(by_subject, ["A C=DE, CN=A", "-"], "what is not printed does not keep a certificate from being told");
    assert!(table(&TRUST_STORE, &LIST).headings.is_empty());
    assert_eq!(table(&CERTIFICATE, &LIST).all("entry"), ["file"]);
}

#[test]
fn a_list_of_licences_is_no_list_of_certificates() {
    let rows: [&[&str]; 2] = [&["Owner", "Serial Number", "Valid To"], &["Miller", "4711", "01.01.2020"]];
    assert!(table(&CERTIFICATE, &rows).headings.is_empty());
}

#[test]
fn headings_of_other_tables_are_not_taken() {
    for other in [
        ["Owner", "Object", "Valid To", "Description"],
        ["Subject", "Issuer", "Date", "Text"],
        ["Role", "User", "Start date", "Valid To"],
    ] {
        for export in [&TRUST_STORE, &CERTIFICATE] {
            assert!(table(export, &[&other, &["a", "b", "c", "d"]]).headings.is_empty(), "{other:?}");
        }
    }
}

#[test]
fn a_german_list_in_windows_1252_keeps_its_umlauts() {
    let bytes = include_bytes!("../../../testdata/cases/trust-store/list-german-windows-1252.txt");
    let found = read(&TRUST_STORE, &file("list.txt", &sap_list::LAYOUT), bytes);
    assert_eq!(found.all("pse"), ["DFAULT", "ANONYM"]);
    assert_eq!(found.records[1].value("subject-cn"), "Müller & Söhne CA");
}

#[test]
fn a_list_of_what_expires_soon_does_not_tell_what_a_pse_lacks() {
    let by_column: &[&str] = &["PSE", "Owner", "Issuer", "Valid To"];
    let row: &[&str] = &["SSL client SSL Client (Standard)", "CN=A", "CN=A", "01.12.2026"];
    let title: &[&str] = &["SSF_ALERT_CERTEXPIRE: SSL client SSL Client (Standard)"];
    for found in [table(&TRUST_STORE, &[by_column, row]), table(&TRUST_STORE, &[title, LIST[0], LIST[1]])] {
        assert_eq!((found.all("entry"), found.all("pse")), (vec!["trusted"], vec!["DFAULT"]));
        assert!(found.records[0].is_unknown("list-of"));
    }
}

#[test]
fn a_certificate_with_an_empty_cell_for_its_end_may_have_expired() {
    let title: &[&str] = &["SSL client SSL Client (Standard)"];
    let row: &[&str] = &["CN=A", "", "0A", "", "", ""];
    let found = table(&TRUST_STORE, &[title, LIST[0], row]);
    assert!(
        ["not-after", "not-before", "issuer", "self-signed"].iter().all(|field| found.records[1].is_unknown(field))
    );
}

#[test]
fn a_whole_date_that_fills_its_column_is_not_cut() {
    let ruler = "-".repeat(48);
    for (date, whole) in [("15.01.2038", true), ("15.01.20", false)] {
        let list = format!(
            "{ruler}\n|Owner   |Issuer  |{:width$}|\n{ruler}\n|CN=A    |CN=B    |{date}|\n{ruler}\n",
            "Valid To",
            width = date.len()
        );
        let found = read(&TRUST_STORE, &file("SAPSSLC.txt", &sap_list::LAYOUT), list.as_bytes());
        assert_eq!(found.records[1].is_unknown("not-after"), !whole, "{date}");
    }
}

#[test]
fn a_list_with_only_a_heading_is_no_empty_certificate_list() {
    let title: &[&str] = &["SSL client SSL Client (Anonymous)"];
    let found = table(&TRUST_STORE, &[title, LIST[0]]);
    assert_eq!((found.headings.len(), found.records.len()), (1, 0));
}

#[test]
fn an_output_that_ends_with_an_error_is_incomplete() {
    let found = text_file(&TRUST_STORE, &[ONE, b"ERROR in maintain_pk: (0x0e00) cannot go on\n"].concat());
    assert!(found.flaws.iter().any(|flaw| flaw.incomplete));
}

#[test]
fn copied_fields_are_a_certificate() {
    for (name, bytes, not_after) in [
        (
            "English",
            &include_bytes!("../../../testdata/cases/certificate/strust-detail.txt")[..],
            "2026-11-01T00:00:00",
        ),
        (
            "German",
            include_bytes!("../../../testdata/cases/certificate/strust-detail-german-windows-1252.txt"),
            "2026-12-01",
        ),
    ] {
        let found = text_file(&CERTIFICATE, bytes);
        let record = &found.records[0];
        assert_eq!((record.value("serial"), record.value("not-after")), ("77", not_after), "{name}");
        assert_eq!((record.value("subject-cn"), record.value("self-signed")), ("prd.example.test", "no"), "{name}");
    }
}

const PC1: &[u8] = include_bytes!("../../../testdata/cases/certificate/server-with-extensions.pem");
const BARE: &[u8] = include_bytes!("../../../testdata/cases/certificate/without-extensions.pem");

#[test]
fn extensions_are_told_one_by_one_and_absent_if_they_are_not_there() {
    let found = pem_file(&CERTIFICATE, "pc1.pem", PC1);
    let server = &found.records[0];
    for (field, value) in [
        ("version", "3"),
        ("key-usage", "digitalSignature, keyEncipherment, dataEncipherment"),
        ("extended-key-usage", "serverAuth"),
        ("host-names", "pc1.plant.example.test"),
        ("revocation-list", "no"),
        ("store", "-"),
        ("use", "-"),
    ] {
        assert_eq!(server.value(field), value, "{field}");
    }
    assert_eq!((server.value("aki").len(), server.place("key-usage")), (40, "CERTIFICATE"));
    let found = pem_file(&CERTIFICATE, "old.pem", BARE);
    let bare = &found.records[0];
    assert_eq!(bare.value("version"), "1");
    for field in ["key-usage", "extended-key-usage", "host-names", "aki", "ski"] {
        assert_eq!(bare.value(field), "-", "{field}");
    }
    assert_eq!(bare.value("revocation-list"), "no");
}

#[test]
fn a_damaged_extension_is_unknown_and_not_absent() {
    let found = pem_file(&CERTIFICATE, "pc1.pem", PC1);
    let der = found.records[0].der.as_deref().unwrap();
    for (id, field) in [(15, "key-usage"), (37, "extended-key-usage"), (17, "host-names"), (35, "aki"), (14, "ski")] {
        let mut changed = der.to_vec();
        let id = [0x06, 0x03, 0x55, 0x1D, id];
        let at = changed.windows(5).position(|window| window == id).unwrap() + 5;
        // Behind the identifier: maybe that it is critical, then the octets with the value.
        let value = if changed[at] == 1 { at + 5 } else { at + 2 };
        changed[value] = 0x05;
        let found = der_file(&CERTIFICATE, "a.cer", &changed);
        assert!(found.records[0].is_unknown(field), "{field}: {}", found.records[0].value(field));
    }
}

#[test]
fn a_certificate_in_a_store_says_in_which() {
    let found = pem_file(&CERTIFICATE, "PLANT/ProdCon/CertificateStores/CloudServicesHost/Trusted/certs/a.pem", PC1);
    let record = &found.records[0];
    assert_eq!((record.value("store"), record.value("store-of")), ("trusted", "ProdCon"));
    assert_eq!(record.value("store-folder"), r"CertificateStores\CloudServicesHost\Trusted");
    let found = pem_file(&CERTIFICATE, "scc/systemCertificate.pem", PC1);
    assert_eq!(found.all("use"), ["system-certificate"]);
}

#[test]
fn printed_extensions_are_read_and_what_is_not_printed_is_not_there() {
    let found = text_file(&TRUST_STORE, OWN);
    let usages = found.all("key-usage");
    assert!(usages.contains(&"digitalSignature, keyCertSign, cRLSign"), "{usages:?}");
    // What get_my_name prints has no extensions at all.
    let own = found.records.iter().find(|record| record.value("entry") == "own").unwrap();
    assert!(own.is_unknown("key-usage") && own.is_unknown("host-names") && own.is_unknown("version"));
    let odd = String::from_utf8_lossy(OWN).replace("keyCertSign", "keyEverything");
    assert!(
        text_file(&TRUST_STORE, odd.as_bytes())
            .records
            .iter()
            .all(|record| record.value("key-usage") == "-" || record.is_unknown("key-usage"))
    );
}

#[test]
fn files_are_told_by_their_lines() {
    let pem = "text\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert_eq!(layout_of(&CERTIFICATE, "a.txt", pem), Some(&pem::LAYOUT));
    assert_eq!(layout_of(&TRUST_STORE, "a.txt", pem), None);
    assert_eq!(layout_of(&TRUST_STORE, "SAPSSLC.txt", pem), Some(&pem::LAYOUT));
    assert_eq!(layout_of(&TRUST_STORE, "a", &String::from_utf8_lossy(OWN)), Some(&text::LAYOUT));
    let key = format!("{pem}-----BEGIN PRIVATE KEY-----\n");
    for other in [
        key.as_str(),
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n",
        "Subject: Re: certificates\nTo: a@example.test\nValid: 1\n",
        "From: 1\nTo: 2\nSubject: CN=x\n",
        "----------\n|a|\n----------\n",
    ] {
        for export in [&TRUST_STORE, &CERTIFICATE] {
            assert_eq!(layout_of(export, "SAPSSLC.txt", other), None, "{other}");
        }
    }
}

#[test]
fn many_certificates_in_a_file_are_all_read() {
    let found = pem_file(&TRUST_STORE, "SAPSSLC.pem", &ROOT.repeat(1_000));
    assert_eq!((found.records.len(), found.flaws.len()), (1_001, 0));
}

/// Real roots: file, serial number, SHA-256 fingerprint, SHA-1 fingerprint (semantics.md 2.5).
const ROOTS: &[(&str, &str, &str, &str)] = &[
    (
        "DigiCert_Global_Root_CA",
        "83BE056904246B1A1756AC95991C74A",
        "4348A0E9444C78CB265E058D5E8944B4D84F9662BD26DB257F8934A443C70161",
        "A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436",
    ),
    ("DigiCert_Global_Root_G2", "33AF1E6A711A9A0BB2864B11D09FAE5", G2, "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4"),
    (
        "DigiCert_Global_Root_G3",
        "55556BCF25EA43535C3A40FD5AB4572",
        "31AD6648F8104138C738F39EA4320133393E3A18CC02296EF97C2AC9EF6731D0",
        "7E04DE896A3E666D00E687D33FFAD93BE83D349E",
    ),
    (
        "DigiCert_High_Assurance_EV_Root_CA",
        "2AC5C266A0B409B8F0B79F2AE462577",
        "7431E5F4C3C1CE4690774F0B61E05440883BA9A01ED00BA6ABD7806ED3B118CF",
        "5FB7EE0633E259DBAD0C4C9AE6D38F1A61C7DC25",
    ),
    (
        "DigiCert_TLS_RSA4096_Root_G5",
        "8F9B478A8FA7EDA6A333789DE7CCF8A",
        "371A00DC0533B3721A7EEB40E8419E70799D2B0A0F2C1D80693165F7CEC4AD75",
        "A78849DC5D7C758C8CDE399856B3AAD0B2A57135",
    ),
    (
        "VeriSign_Class3_Public_Primary_G5",
        "18DAD19E267DE8BB4A2158CDCC6B3B4A",
        "9ACFAB7E43C8D880D06B262A94DEEEE4B4659989C3D0CAF19BAF6405E41AB7DF",
        "4EB6D578499B1CCF5F581EAD56BE3D9B6744A5E5",
    ),
];

#[test]
fn real_roots_have_the_fingerprints_that_are_known_of_them_and_verify_with_their_own_keys() {
    for (name, serial, sha256, sha1) in ROOTS {
        let Some(bytes) = sample(&format!("semantics/roots/{name}.crt")) else { return };
        let found = pem_file(&CERTIFICATE, "root.crt", &bytes);
        let root = &found.records[0];
        assert_eq!((root.value("serial"), root.value("sha256"), root.value("sha1")), (*serial, *sha256, *sha1));
        let der = root.der.as_deref().unwrap();
        assert_eq!(issued(der, der), Issued::Yes, "{name}");
        if *sha256 == G2 {
            assert_eq!(root.value("subject-serial"), G2_KEY);
            assert_eq!(root.value("ski"), "4E2254201895E6E36EE60FFAFAB912ED06178F39");
        }
    }
}

proptest! {
    #[test]
    fn no_change_of_a_byte_makes_it_panic(at in 0usize..800, byte: u8, cut in 0usize..1200) {
        let mut bytes = INTERMEDIATE.to_vec();
        if let Some(changed) = bytes.get_mut(at) {
            *changed = byte;
        }
        bytes.truncate(cut);
        der_file(&CERTIFICATE, "a.cer", &bytes);
        let mut list = CHAIN_P7C.to_vec();
        list[at] = byte;
        der_file(&CERTIFICATE, "a.p7c", &list);
        x509::read(&list, &mut |_| {});
    }

    #[test]
    fn no_text_makes_it_panic(text in "(Subject|Issuer|PKList|Version|Serial Number|Valid|: |\"|=|,|\n|\\(|Z|[0-9]{1,14}|-----BEGIN CERTIFICATE-----\n|é){0,20}") {
        text_file(&TRUST_STORE, text.as_bytes());
        text_file(&CERTIFICATE, text.as_bytes());
        pem_file(&CERTIFICATE, "a.pem", text.as_bytes());
    }
}
