use super::*;
use crate::export::testing::{Found, FoundRecord, read_whole};

const EXTERNAL: &str = include_str!("../../../testdata/cases/service-keys/cf-external.json");
const SAP: &str = include_str!("../../../testdata/cases/service-keys/key-sap-certificate.json");
const SECRET: &str = include_str!("../../../testdata/cases/service-keys/cf-secret.json");
const JOINED: &[u8] = include_bytes!("../../../testdata/cases/service-keys/key-joined-lines-utf-16.json");
const INSTANCES: &str = include_str!("../../../testdata/cases/service-keys/service_instances.json");
const BINDINGS: &str = include_str!("../../../testdata/cases/service-keys/service_credential_bindings-page.json");
const ROLES: &str = include_str!("../../../testdata/cases/service-keys/parameters.json");
const CREATION: &str = include_str!("../../../testdata/cases/service-keys/key-parameters.json");

const LEAF: &str = "52DE98AFE25A7CB1E0B7B6F8695DDF862FAE20D076AC549009773A3BBB5AB6DF";

fn try_read(path: &str, bytes: &[u8]) -> Option<Found> {
    read_whole(&EXPORT, &json::LAYOUT, path, bytes)
}

fn read(path: &str, text: &str) -> Found {
    try_read(path, text.as_bytes()).unwrap_or_else(|| panic!("{path}: {text}"))
}

fn values<'f>(record: &'f FoundRecord, fields: &[&str]) -> Vec<&'f str> {
    fields.iter().map(|field| record.value(field)).collect()
}

/// The only flaw.
fn flaw(found: &Found) -> (&str, bool) {
    let [flaw] = found.flaws.as_slice() else { panic!("{:?}", found.flaws) };
    (&flaw.message, flaw.incomplete)
}

#[test]
fn a_key_with_an_external_certificate_has_its_details_and_its_chain() {
    let found = read("x.json", EXTERNAL);
    assert_eq!(found.all("record"), ["key", "certificate", "certificate", "certificate"]);
    assert_eq!((found.all("key-type"), found.flaws.len()), (vec!["external-certificate"; 4], 0));
    let key = &found.records[0];
    let told = ["instance", "key-name", "subject-cn", "serial", "not-after", "has-secret", "self-signed", "source"];
    let expected = ["runtime", "erp", "scc1.example.test", "2002", "2028-12-31T23:59:59", "no", "no", "key"];
    assert_eq!(values(key, &told), expected);
    assert!(["pinned", "plan", "instance-guid", "key-guid"].iter().all(|field| key.is_unknown(field)));
    // What the details do not tell, the same certificate does.
    assert_eq!(values(key, &["sha256", "not-before", "ca"]), [LEAF, "2026-01-01T00:00:00", "no"]);
    assert_eq!(found.all("chain-index"), ["-", "0", "1", "2"]);
    assert_eq!(
        values(&found.records[1], &["subject-cn", "sha256", "instance", "key-name"]),
        ["scc1.example.test", LEAF, "runtime", "erp"]
    );
    assert_eq!(
        values(&found.records[3], &["subject-cn", "self-signed", "ca"]),
        ["Example Works Root CA", "yes", "yes"]
    );
    assert_eq!(found.records[1].place("subject"), "-----BEGIN CERTIFICATE-----");
    let has_der: Vec<bool> = found.records.iter().map(|record| record.der.is_some()).collect();
    assert_eq!(has_der, [false, true, true, true]);
}

#[test]
fn joined_lines_are_certificates_and_that_of_the_key_comes_first() {
    let found = try_read("CI/service-keys/runtime/erp.json", JOINED).unwrap();
    let names = ["scc1.example.test", "scc1.example.test", "Example Works Issuing CA", "Example Works Root CA"];
    assert_eq!((found.all("subject-cn"), found.all("chain-index")), (names.to_vec(), vec!["-", "0", "1", "2"]));
    assert_eq!((found.all("instance"), found.all("key-name")), (vec!["runtime"; 4], vec!["erp"; 4]));
    // Line ends as they are written in JSON, kept by who copied them.
    let escaped = EXTERNAL.replace("\\n", "\\\\n");
    assert_eq!(read("x.json", &escaped).records.len(), 4);
}

#[test]
fn details_of_another_certificate_are_not_mixed_with_that_in_the_key() {
    let found = read("x.json", &EXTERNAL.replace("0x2002", "0xABCD1234"));
    let key = &found.records[0];
    assert_eq!(values(key, &["serial", "subject-cn"]), ["ABCD1234", "scc1.example.test"]);
    assert!(key.is_unknown("sha256") && key.is_unknown("not-before"));
}

#[test]
fn secrets_are_in_no_record_and_no_row_and_are_pointed_at_by_their_keys() {
    for (text, kind, name) in [(SECRET, "client-secret", "clientsecret"), (SAP, "sap-certificate", "key")] {
        assert!(text.contains("geheim"));
        let found = read("x.json", text);
        let key = &found.records[0];
        assert_eq!((key.value("key-type"), key.value("has-secret"), key.place("has-secret")), (kind, "yes", name));
        for record in &found.records {
            assert!(
                !record.shown().contains("geheim") && !record.shown().contains("PRIVATE") && record.secrets.is_empty()
            );
        }
        assert!(!found.headings.concat().contains("geheim") && found.flaws.is_empty());
    }
    let in_chain = SAP
        .replace(
            "\"certificate\": \"",
            "\"certificate\": \"-----BEGIN PRIVATE KEY-----\\ngeheim\\n-----END PRIVATE KEY-----\\n",
        )
        .replace("\"key\"", "\"k\"");
    let found = read("x.json", &in_chain);
    let key = &found.records[0];
    assert_eq!(values(key, &["key-type", "has-secret"]), ["sap-certificate", "yes"]);
    assert_eq!((key.place("has-secret"), found.records.len(), found.flaws.len()), ("certificate", 2, 0));
    // Cut inside the secret.
    let cut = &SECRET[..SECRET.find("-of-nobody").unwrap()];
    let found = read("CI/service-keys/runtime/x.json", cut);
    assert_eq!(found.records[0].value("has-secret"), "yes");
    assert!(found.flaws.iter().all(|flaw| !flaw.message.contains("geheim")) && flaw(&found).1);
}

#[test]
fn a_key_whose_secret_was_taken_out_has_none() {
    for mask in ["***", "<removed>", "xxxxxxxx", "REDACTED", "..."] {
        let found = read("x.json", &SECRET.replace("Zx9Qy7-geheim-of-nobody$1", mask));
        assert_eq!(values(&found.records[0], &["key-type", "has-secret"]), ["client-secret", "no"], "{mask}");
    }
    let found = read("x.json", &SECRET.replace("Zx9Qy7-geheim-of-nobody$1", "xX1"));
    assert_eq!(found.records[0].value("has-secret"), "yes");
    assert_eq!(values(&found.records[0], &["subject", "sha256", "not-after"]), ["-"; 3]);
}

#[test]
fn lists_name_instances_and_keys() {
    let found = read("x.json", INSTANCES);
    assert_eq!(found.all("record"), ["instance", "instance", "list"]);
    assert_eq!(
        (found.all("instance"), found.all("plan")[..2].to_vec()),
        (vec!["runtime", "runtime-b", "-"], vec!["integration-flow"; 2])
    );
    assert_eq!(
        (found.records[1].value("instance-guid"), found.all("source")),
        ("00000002-0000-4000-8000-000000000000", vec!["instances"; 3])
    );
    let unfiltered = read("x.json", &INSTANCES.replace("service_plan_names=integration-flow", "page=1"));
    assert!(unfiltered.records[0].is_unknown("plan"));

    let found = read("x.json", BINDINGS);
    assert_eq!((found.all("record"), found.all("key-name")), (vec!["key", "key", "list"], vec!["erp", "c4c", "-"]));
    let key = &found.records[0];
    assert_eq!(key.value("instance-guid"), "00000001-0000-4000-8000-000000000000");
    assert!(
        ["key-type", "subject", "sha256", "has-secret", "pinned", "instance"].iter().all(|field| key.is_unknown(field))
    );
    assert!(flaw(&found).1 && flaw(&found).0.contains("pagination.next"));

    let empty = include_str!("../../../testdata/cases/service-keys/service_instances-empty.json");
    let found = read("service_instances.json", empty);
    assert_eq!((found.all("record"), found.all("source"), found.flaws.len()), (vec!["list"], vec!["instances"], 0));
    assert!(try_read("answer.json", empty.as_bytes()).is_none(), "any list of Cloud Foundry may be empty");
}

#[test]
fn parameters_tell_roles_and_how_a_key_was_created() {
    let guid = "0b24bd1e-5a4f-4b43-8a63-b2b0e0a7a6f0";
    let found = read(&format!("CI/service-instances/{guid}/parameters.json"), ROLES);
    let [record] = found.records.as_slice() else { panic!() };
    let told = ["record", "source", "roles", "grant-types", "instance-guid", "key-name"];
    let expected = ["parameters", "instance-parameters", "ESBMessaging.send, OwnRole", "client_credentials", guid, "-"];
    assert_eq!(values(record, &told), expected);
    let found = read("x.json", r#"{"roles":[],"redirect-uris":[]}"#);
    assert_eq!(found.records[0].value("roles"), "");
    assert!(found.records[0].is_unknown("grant-types") && found.records[0].is_unknown("instance"));

    let found = read("CI/service-keys/runtime/erp-parameters.json", CREATION);
    assert_eq!(found.all("record"), ["parameters", "certificate"]);
    let told = ["source", "key-type", "pinned", "instance", "key-name"];
    assert_eq!(values(&found.records[0], &told), ["key-parameters", "external-certificate", "no", "runtime", "erp"]);
    assert_eq!(values(&found.records[1], &["source", "sha256", "chain-index"]), ["key-parameters", LEAF, "0"]);
    for (pin, pinned) in
        [("pinCertificate\": true", "yes"), ("pin_certificate\": \"true\"", "yes"), ("pin-certificate\": false", "no")]
    {
        let found = read("x.json", &CREATION.replace("pin-certificate\": false", pin));
        assert_eq!(found.records[0].value("pinned"), pinned, "{pin}");
    }
    let found = read("x.json", r#"{"key-type":"certificate","validity":365,"key-length":2048}"#);
    assert_eq!(found.records[0].value("key-type"), "sap-certificate");
    assert!(found.records[0].is_unknown("pinned"));
}

#[test]
fn what_is_cut_malformed_or_an_error_is_said_and_proves_nothing() {
    let found = read("x.json", include_str!("../../../testdata/cases/service-keys/cf-cut.json"));
    assert!(flaw(&found).1 && flaw(&found).0.contains("cut here"));
    // The certificate that is cut is not taken for a damaged one.
    assert_eq!(found.all("record"), ["key", "certificate", "certificate"]);
    let found = read("x.json", include_str!("../../../testdata/cases/service-keys/key-malformed.json"));
    assert!(found.flaws.iter().any(|flaw| flaw.incomplete && flaw.message.contains("no JSON from here on")));
    let found = read("x.json", include_str!("../../../testdata/cases/service-keys/key-damaged-certificate.json"));
    assert!(flaw(&found).1 && found.all("record") == ["key"] && found.records[0].value("serial") == "2002");
    let error = include_str!("../../../testdata/cases/service-keys/service_instances-error.json");
    let found = read("service_instances.json", error);
    assert!(found.records.is_empty() && flaw(&found).1 && flaw(&found).0.contains("answered with an error"));
    assert!(try_read("answer.json", error.as_bytes()).is_none());
}

#[test]
fn what_is_akin_is_not_taken() {
    for (path, text) in [
        ("package.json", r#"{"name":"x","version":"1","type":"module","dependencies":{}}"#),
        ("key.json", r#"{"clientid":"a","clientsecret":"b","uaa":{"url":"https://x"}}"#),
        ("settings.json", r#"{"oauth":{"clientid":"a"}}"#),
        ("policy.json", r#"{"roles":["a"],"users":["b"]}"#),
        ("subaccounts.json", r#"[{"regionHost":"cf.example.test","subaccount":"a","locationID":""}]"#),
        (
            "spaces.json",
            r#"{"resources":[{"guid":"a","name":"b","relationships":{"organization":{"data":{"guid":"c"}}}}]}"#,
        ),
    ] {
        assert!(try_read(path, text.as_bytes()).is_none(), "{path}");
    }
}
