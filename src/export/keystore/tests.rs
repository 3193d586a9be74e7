use super::*;
use crate::export::testing::{Found, read_whole};

const LIST: &str = include_str!("../../../testdata/cases/keystore/KeystoreEntries.json");
const ATOM: &str = include_str!("../../../testdata/cases/keystore/KeystoreEntries.xml");
const CHAIN: &str = include_str!("../../../testdata/cases/keystore/ChainCertificates.json");
const PAGE: &str = include_str!("../../../testdata/cases/keystore/KeystoreEntries-page.json");
const UTF_16: &[u8] = include_bytes!("../../../testdata/cases/keystore/Keystores_expanded-utf-16.json");

fn try_read(path: &str, bytes: &[u8]) -> Option<Found> {
    let layout = if path.ends_with("xml") { &xml::LAYOUT } else { &json::LAYOUT };
    read_whole(&EXPORT, layout, path, bytes)
}

fn read(path: &str, text: &str) -> Found {
    try_read(path, text.as_bytes()).unwrap_or_else(|| panic!("{path}: {text}"))
}

fn values<'f>(found: &'f Found, record: usize, fields: &[&str]) -> Vec<&'f str> {
    fields.iter().map(|field| found.records[record].value(field)).collect()
}

/// The only flaw.
fn flaw(found: &Found) -> (&str, bool) {
    let [flaw] = found.flaws.as_slice() else { panic!("{:?}", found.flaws) };
    (&flaw.message, flaw.incomplete)
}

#[test]
fn entries_are_read_from_json_and_from_atom_alike() {
    for (path, text) in [("answer.json", LIST), ("answer.xml", ATOM)] {
        let found = read(path, text);
        assert_eq!(found.all("record"), ["entry", "entry", "entry", "entry", "entry", "list"], "{path}");
        let kinds = ["key-pair", "key-pair", "certificate", "certificate", "ssh-key", "-"];
        assert_eq!((found.all("entry-kind"), found.flaws.len()), (kinds.to_vec(), 0), "{path}");
        assert_eq!(found.all("owner")[..2], ["sap", "tenant-administrator"], "{path}");
        let told = [
            ("alias", "erp_client"),
            ("hexalias", "6572705F636C69656E74"),
            ("keystore", "-"),
            ("status", "Active"),
            ("validity", "Valid"),
            ("subject", "CN=erp-client.example.test,O=Example Works,C=XX"),
            ("subject-cn", "erp-client.example.test"),
            ("issuer", "CN=Example Works Issuing CA,O=Example Works,C=XX"),
            ("serial", "2002"),
            ("sha256", "52DE98AFE25A7CB1E0B7B6F8695DDF862FAE20D076AC549009773A3BBB5AB6DF"),
            ("not-before", "2026-01-01T00:00:00"),
            ("not-after", "2028-12-31T23:59:59"),
            ("key", "RSA 2048"),
            ("signature", "SHA256withRSA"),
            ("self-signed", "no"),
            ("chain-of", "-"),
            ("chain-index", "-"),
            ("count", "-"),
        ];
        for (field, value) in told {
            assert_eq!(found.records[1].value(field), value, "{path} {field}");
        }
        assert_eq!(found.records[2].value("self-signed"), "yes");
        // Not all of a certificate is told of this one; a key for SSH has none.
        assert!(found.records[3].is_unknown("sha256"), "{path}");
        assert_eq!(values(&found, 4, &["subject", "not-after", "serial", "self-signed"]), ["-"; 4], "{path}");
        assert_eq!(values(&found, 5, &["count", "goes-on-at", "alias", "chain-of"]), ["5", "-", "-", "-"], "{path}");
    }
}

#[test]
fn an_empty_keystore_is_a_list() {
    for (path, text) in [
        ("KeystoreEntries.json", r#"{"d":{"results":[]}}"#),
        ("KeystoreEntries.json", r#"{"value":[]}"#),
        ("x.json", r#"{"d":{"Name":"system","Entries":{"results":[]}}}"#),
        ("KeystoreEntries.xml", include_str!("../../../testdata/cases/keystore/KeystoreEntries-empty.xml")),
    ] {
        let Some(found) = try_read(path, text.as_bytes()) else { panic!("{text}") };
        assert_eq!(
            (found.all("record"), found.all("count"), found.flaws.len()),
            (vec!["list"], vec!["0"], 0),
            "{text}"
        );
    }
    // Any service may answer so.
    assert!(try_read("answer.json", br#"{"d":{"results":[]}}"#).is_none());
}

#[test]
fn a_page_that_goes_on_is_not_whole() {
    let found = read("KeystoreEntries.json", PAGE);
    assert_eq!(values(&found, 2, &["record", "count", "goes-on-at"]), ["list", "2", "2"]);
    let (message, incomplete) = flaw(&found);
    assert!(incomplete && message.contains("__next") && message.contains("KeystoreEntries-2.json"), "{message}");
    let found = read("x.xml", include_str!("../../../testdata/cases/keystore/KeystoreEntries-page.xml"));
    assert_eq!((found.all("goes-on-at"), flaw(&found).1), (vec!["-", "1"], true));
    let found = read("x.json", &PAGE.replace("$skiptoken=2", "$skiptoken=opaque"));
    assert!(found.records[2].is_unknown("goes-on-at"));
    let last = PAGE.replace(r#""https://tenant.it-cpi.example.test/api/v1/KeystoreEntries?$skiptoken=2""#, "null");
    assert_eq!(read("x.json", &last).flaws, []);
}

#[test]
fn one_entry_is_not_the_keystore() {
    let entry = include_str!("../../../testdata/cases/keystore/entry.json");
    let found = read("entry.json", entry);
    assert_eq!((found.all("record"), found.all("alias")), (vec!["entry"], vec!["erp_client"]));
    assert!(flaw(&found).1 && flaw(&found).0.contains("/api/v1/KeystoreEntries"));
    // What SAP's documentation shows: no namespaces, and something left out.
    let found = read("x.xml", include_str!("../../../testdata/cases/keystore/entry-fragment.xml"));
    assert_eq!(values(&found, 0, &["alias", "key", "not-after"]), ["erp_client", "RSA 2048", "2028-12-31T23:59:59"]);
    assert!(
        ["entry-kind", "owner", "subject", "serial", "status"].iter().all(|field| found.records[0].is_unknown(field))
    );
}

#[test]
fn a_keystore_with_its_entries_tells_its_name() {
    let found = try_read("x.json", UTF_16).unwrap();
    assert_eq!((found.all("keystore"), found.all("record")), (vec!["system"; 3], vec!["entry", "entry", "list"]));
    let found = read("KeystoreEntries_KeyRenewal.json", LIST);
    assert_eq!(found.all("keystore"), ["KeyRenewal"; 6]);
}

#[test]
fn chains_are_of_the_entry_that_their_key_address_or_path_tells() {
    let found = read("x.json", CHAIN);
    assert_eq!(
        (found.all("record"), found.all("chain-of")),
        (vec!["chain", "chain", "chain", "list"], vec!["erp_client"; 4])
    );
    assert_eq!((found.all("chain-index"), found.all("alias")), (vec!["0", "1", "2", "-"], vec!["-"; 4]));
    assert_eq!((found.all("entry-kind"), found.all("owner")), (vec!["-"; 4], vec!["-"; 4]));
    let anonymous = CHAIN.replace(r#""Hexalias": "6572705F636C69656E74""#, r#""Hexalias": """#);
    let addressed = anonymous
        .replace("ChainCertificates(Hexalias='6572705F636C69656E74',", "KeystoreEntries('6162')/ChainCertificates(");
    assert_eq!(read("x.json", &addressed).all("chain-of"), ["ab"; 4]);
    let lost = anonymous.replace("6572705F636C69656E74", "");
    assert_eq!(read("CI/ChainCertificates/6263.json", &lost).all("chain-of"), ["bc"; 4]);
    let found = read("x.json", &lost);
    assert!(found.records.iter().all(|record| record.is_unknown("chain-of")));
    assert!(flaw(&found).0.contains("ChainCertificates/HEXALIAS.json") && !flaw(&found).1);
    // An entry with its chain in it.
    let expanded = r#"{"d":{"results":[{"Hexalias":"6162","Alias":"ab","Type":"Key Pair","ChainCertificates":{"results":[
        {"Hexalias":"6162","Index":0,"SubjectDN":"CN=a","IssuerDN":"CN=a"}]}}]}}"#;
    let found = read("x.json", expanded);
    assert_eq!(found.all("record"), ["entry", "chain", "list"]);
    assert_eq!(values(&found, 2, &["count", "chain-of"]), ["1", "-"]);
    // A key pair without a chain.
    let found = read("CI/ChainCertificates/6263.json", r#"{"d":{"results":[]}}"#);
    assert_eq!(values(&found, 0, &["record", "count", "chain-of"]), ["list", "0", "bc"]);
}

#[test]
fn other_spellings_of_words_and_values_mean_the_same() {
    let entry = |members: &str| format!(r#"{{"value":[{{"Hexalias":"6162",{members}}}]}}"#);
    for (members, field, value) in [
        (r#""Type":"KEY_PAIR""#, "entry-kind", "key-pair"),
        (r#""Type":"keyPair""#, "entry-kind", "key-pair"),
        (r#""EntryType":"CERTIFICATE""#, "entry-kind", "certificate"),
        (r#""Type":"SshKey""#, "entry-kind", "ssh-key"),
        (r#""Type":"Secret Key""#, "entry-kind", "other"),
        (r#""Owner":"TENANT_ADMINISTRATOR""#, "owner", "tenant-administrator"),
        (r#""Owner":"sap""#, "owner", "sap"),
        (r#""Alias":"sap_x""#, "owner", "sap"),
        (r#""Alias":"sap_x","Owner":"Tenant Administrator""#, "owner", "tenant-administrator"),
        (r#""Status":"Active""#, "alias", "ab"),
        (r#""SerialNumber":"0x00AB:cd""#, "serial", "?this is no serial number in hexadecimal digits"),
        (r#""SerialNumber":"00ab:cd""#, "serial", "?this is no serial number in hexadecimal digits"),
        (r#""SerialNumber":"00:ab:cd""#, "serial", "ABCD"),
        (r#""ValidNotAfter":"2019-10-04T00:00:00""#, "not-after", "2019-10-04T00:00:00"),
        (r#""KeyType":"EC","KeySize":256"#, "key", "EC 256"),
        (r#""KeyType":"EC","KeySize":0"#, "key", "EC"),
    ] {
        assert_eq!(read("x.json", &entry(members)).records[0].value(field), value, "{members}");
    }
    for (members, field) in [
        (r#""Type":"Something New""#, "entry-kind"),
        (r#""Type":"""#, "entry-kind"),
        (r#""Owner":"Custom""#, "owner"),
        (r#""ValidNotAfter":"soon""#, "not-after"),
        (r#""FingerprintSha256":"AB:CD""#, "sha256"),
    ] {
        assert!(read("x.json", &entry(members)).records[0].is_unknown(field), "{members}");
    }
}

#[test]
fn what_is_cut_malformed_or_an_error_is_said_and_proves_nothing() {
    let cut = include_str!("../../../testdata/cases/keystore/KeystoreEntries-cut.json");
    let found = read("x.json", cut);
    assert_eq!(found.all("record"), ["entry", "entry", "entry", "list"]);
    assert!(flaw(&found).1 && found.records[2].is_unknown("owner"));
    let found = read("x.json", include_str!("../../../testdata/cases/keystore/KeystoreEntries-malformed.json"));
    assert!(flaw(&found).1 && flaw(&found).0.contains("no JSON from here on"));
    for (path, text) in [
        ("KeystoreEntries.json", include_str!("../../../testdata/cases/keystore/KeystoreEntries-error.json")),
        (
            "KeystoreEntries.xml",
            r#"<error xmlns="x"><code>Forbidden</code><message xml:lang="en">no</message></error>"#,
        ),
    ] {
        let found = read(path, text);
        assert!(found.records.is_empty() && flaw(&found).1 && flaw(&found).0.contains("no empty keystore"), "{path}");
    }
}

#[test]
fn what_is_akin_is_not_taken() {
    for (path, text) in [
        ("KeystoreEntries.json", r#"{"name":"keystore","version":"1.0.0"}"#),
        (
            "truststore.json",
            r#"{"trustAllBackends":false,"trustedBackends":[{"alias":"a","subjectDN":"CN=a","issuer":"CN=b"}]}"#,
        ),
        ("answer.json", r#"{"error":{"code":"x","message":{"lang":"en","value":"y"}}}"#),
        ("history.json", r#"{"d":{"results":[{"Hexalias":"6162","Alias":"ab","ActiveUntil":"/Date(1)/"}]}}"#),
        (
            "CertificateUserMappings.xml",
            "<properties><Id>a</Id><User>u</User><Certificate>x</Certificate></properties>",
        ),
    ] {
        assert!(try_read(path, text.as_bytes()).is_none(), "{path}");
    }
}
