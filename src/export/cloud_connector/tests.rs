use super::*;
use crate::export::recognise::{self, Whole};
use crate::export::testing::{Found, file, layout_of, read as read_lines, read_with};
use crate::layout::Layout;

/// Reads a file as the Cloud Connector's; none if it is not recognised.
fn try_read(layout: &'static Layout, path: &str, text: &str) -> Option<Found> {
    let mut opened = layout.whole().unwrap().open(text.as_bytes(), path).ok().unwrap();
    match recognise::whole(path, layout, opened.as_mut(), None) {
        Whole::Export(found) if found.export.kind == EXPORT.kind => {}
        _ => return None,
    }
    Some(read_with(&EXPORT, &file(path, layout), |rows| _ = opened.read(rows)))
}

fn read(path: &str, text: &str) -> Found {
    let layout = if text.starts_with('<') { &xml::LAYOUT } else { &json::LAYOUT };
    try_read(layout, path, text).unwrap_or_else(|| panic!("{path}: {text}"))
}

/// The values of these fields, of the record with this index.
fn values<'f>(found: &'f Found, record: usize, fields: &[&str]) -> Vec<&'f str> {
    fields.iter().map(|field| found.records[record].value(field)).collect()
}

const SUBACCOUNT: &str = "SCC/subaccounts/cf.eu10.example.test/a-1";

const MAPPING: &str = r#"{"virtualHost":"prodconccms","virtualPort":"50066","localHost":"pc1.example.test","localPort":"50060",
    "creationDate":"1771323471326","protocol":"HTTPS","backendType":"otherSAPsys","hostInHeader":"virtual","totalResourcesCount":2,
    "enabledResourcesCount":1,"authenticationMode":"NONE","description":"","allowedClients":[],"_links":{"self":{"href":"https://x/path"}}}"#;

#[test]
fn a_list_of_mappings_is_placed_by_its_path_or_by_its_links() {
    let found = read(&format!("{SUBACCOUNT}/systemMappings.json"), &format!("[{MAPPING}]"));
    assert_eq!(found.all("record"), ["mapping", "answer"]);
    assert_eq!(found.all("about"), ["mapping", "mappings"]);
    assert_eq!((found.all("region"), found.all("subaccount")), (vec!["cf.eu10.example.test"; 2], vec!["a-1"; 2]));
    assert_eq!((found.all("virtual-host"), found.flaws.len()), (vec!["prodconccms", "-"], 0));
    let fields = [
        "local-host",
        "local-port",
        "protocol",
        "backend",
        "authentication",
        "host-in-header",
        "sid",
        "enabled-resources",
        "total-resources",
        "tunnel",
        "source",
    ];
    let expected = ["pc1.example.test", "50060", "HTTPS", "otherSAPsys", "NONE", "VIRTUAL", "-", "1", "2", "-", "rest"];
    assert_eq!(values(&found, 0, &fields), expected);
    let linked =
        MAPPING.replace("x/path", "x/api/v1/configuration/subaccounts/cf.eu11/b-2/systemMappings/prodconccms:50066");
    let found = read("SCC/mappings.json", &format!("[{linked}]"));
    assert_eq!(values(&found, 1, &["about", "region", "subaccount"]), ["mappings", "cf.eu11", "b-2"]);
}

#[test]
fn what_cannot_be_placed_is_read_and_says_how_to_save_it() {
    let found = read("SCC/answer.json", &format!("[{MAPPING}]"));
    assert!(found.records.iter().all(|record| record.is_unknown("region") && record.is_unknown("subaccount")));
    // One mapping may be all that was asked for.
    assert_eq!(found.all("about"), ["mapping", "mapping"]);
    let [flaw] = found.flaws.as_slice() else { panic!("{:?}", found.flaws) };
    assert!(!flaw.incomplete && flaw.message.contains("subaccounts/REGION/SUBACCOUNT/"), "{flaw:?}");
    let two = read("SCC/answer.json", &format!("[{MAPPING},{MAPPING}]"));
    assert_eq!(two.all("about"), ["mapping", "mapping", "mappings"]);
    let found = read("SCC/answer.json", RESOURCES);
    assert!(found.records[0].is_unknown("virtual-host") && found.flaws[0].message.contains("HOST_PORT/resources.json"));
}

const RESOURCES: &str = r#"[{"id":"/cloudservices","enabled":true,"exactMatchOnly":false,"websocketUpgradeAllowed":false,"creationDate":"1","description":"","_links":{}},
    {"id":"/x","enabled":false,"exactMatchOnly":true,"websocketUpgradeAllowed":true,"_links":{}}]"#;

#[test]
fn resources_have_the_host_and_port_of_their_mapping() {
    for name in ["prodconccms_50066", "prodconccms:50066", "prodconccms-50066"] {
        let found = read(&format!("{SUBACCOUNT}/systemMappings/{name}/resources.json"), RESOURCES);
        assert_eq!(found.all("record"), ["resource", "resource", "answer"]);
        assert_eq!(found.all("virtual-host"), ["prodconccms"; 3]);
        assert_eq!((found.all("virtual-port"), found.all("subaccount")), (vec!["50066"; 3], vec!["a-1"; 3]));
        assert_eq!(
            values(&found, 0, &["path", "enabled", "exact", "websocket"]),
            ["/cloudservices", "yes", "no", "no"]
        );
        assert_eq!(values(&found, 1, &["path", "enabled", "exact", "websocket"]), ["/x", "no", "yes", "yes"]);
    }
}

#[test]
fn an_empty_list_is_an_answer_where_its_path_says_of_what() {
    for (path, about) in [
        (format!("{SUBACCOUNT}/systemMappings.json"), "mappings"),
        (format!("{SUBACCOUNT}/systemMappings/a_1/resources.json"), "resources"),
        ("SCC/corrupted.json".to_owned(), "corrupted"),
        ("SCC/subaccounts.json".to_owned(), "subaccounts"),
    ] {
        let found = read(&path, "[ ]");
        assert_eq!((found.all("record"), found.all("about"), found.flaws.len()), (vec!["answer"], vec![about], 0));
        // What is cut proves nothing.
        assert!(try_read(&json::LAYOUT, &path, "[").is_none() && try_read(&json::LAYOUT, &path, "{}").is_none());
    }
    assert!(try_read(&json::LAYOUT, "SCC/answer.json", "[]").is_none());
    let unplaced = read("SCC/systemMappings.json", "[]");
    assert!(unplaced.records[0].is_unknown("region") && unplaced.flaws.len() == 1);
}

#[test]
fn an_error_is_no_answer() {
    let path = format!("{SUBACCOUNT}/systemMappings.json");
    let error = r#"{"type":"NOT_FOUND","message":"Subaccount with value 'a-1' does not exist"}"#;
    let found = read(&path, error);
    assert_eq!((found.all("record"), found.all("error-type")), (vec!["error"], vec!["NOT_FOUND"]));
    assert_eq!(values(&found, 0, &["about", "subaccount", "virtual-host"]), ["mappings", "a-1", "-"]);
    assert!(found.flaws[0].message.contains("no empty list") && !found.flaws[0].incomplete);
    let unplaced = read("SCC/answer.json", error);
    assert!(unplaced.flaws[0].message.contains("nothing tells what was asked for"));
    assert!(["about", "region", "virtual-host"].iter().all(|field| unplaced.records[0].is_unknown(field)));
    // A line of a log has more to say.
    assert!(try_read(&json::LAYOUT, "SCC/log.json", r#"{"type":"x","message":"y","level":"info"}"#).is_none());
}

#[test]
fn a_subaccount_tells_its_tunnel_and_its_certificate() {
    let text = r#"HTTP/1.1 200 OK
Content-Type: application/json

{"autoCertRenewal":false,"tunnel":{"state":"Connected","subaccountCertificate":{"notAfterTimeStamp":1802859248000,"notBeforeTimeStamp":"1771319648000",
 "subjectDN":"CN=a-1,O=Example","issuer":"CN=Example CA","serialNumber":"0a:1b"},"user":"p.miller@example.test"},
 "regionHost":"cf.eu10.example.test","subaccount":"a-1","locationID":""}"#;
    let found = read("SCC/answer.json", text);
    assert_eq!(found.all("record"), ["subaccount", "certificate", "answer"]);
    assert_eq!(found.all("about"), ["subaccount", "subaccount-certificate", "subaccount"]);
    assert_eq!(found.all("region"), ["cf.eu10.example.test"; 3]);
    assert_eq!(
        values(&found, 0, &["location-id", "renewal", "tunnel", "tunnel-user"]),
        ["-", "no", "Connected", "p.miller@example.test"]
    );
    let fields = ["subject", "subject-cn", "issuer", "serial", "subject-serial", "not-before", "not-after"];
    assert_eq!(
        values(&found, 1, &fields),
        [
            "CN=a-1,O=Example",
            "a-1",
            "CN=Example CA",
            "A1B",
            "A1B CN=a-1, O=Example",
            "2026-02-17T09:14:08",
            "2027-02-17T10:14:08"
        ]
    );
    let list = read(
        "SCC/subaccounts.json",
        r#"[{"_links":{},"regionHost":"cf.eu10.example.test","subaccount":"a-1","locationID":"PLANTS"}]"#,
    );
    assert_eq!(list.all("about"), ["subaccount", "subaccounts"]);
    assert_eq!((list.all("location-id"), list.all("region")), (vec!["PLANTS", "-"], vec!["cf.eu10.example.test", "-"]));
    assert!(list.records[0].is_unknown("tunnel") && list.records[0].is_unknown("renewal"));
    let damaged = read("SCC/corrupted.json", r#"[{"regionHost":"cf.eu10.example.test","subaccount":"a-1"}]"#);
    assert_eq!((damaged.all("record"), damaged.all("location-id")), (vec!["corrupted", "answer"], vec!["-", "-"]));
}

const CERTIFICATE: &str = r#""subjectDN":"CN=scc.example.test,C=DE","issuer":"CN=Example CA","notAfterTimeStamp":1814939626000,"notBeforeTimeStamp":1783403026000,"serialNumber":"00:aa""#;

#[test]
fn a_certificate_is_told_by_its_name_and_has_the_alternative_names_that_are_listed() {
    for (name, about) in [
        ("systemCertificate", "system-certificate"),
        ("ppCaCertificate", "ca-certificate"),
        ("uiCertificate", "ui-certificate"),
    ] {
        let found = read(&format!("SCC/{name}.json"), &format!("{{{CERTIFICATE}}}"));
        assert_eq!((found.all("record"), found.all("about")), (vec!["certificate", "answer"], vec![about, about]));
        assert!(found.records[0].is_unknown("host-names") && found.flaws.is_empty());
    }
    let names = r#""subjectAltNames":[{"type":"DNS","value":"scc.example.test"},{"type":"IP","value":"192.0.2.1"},{"type":"DNS","value":"scc"}]"#;
    let found = read("SCC/systemCertificate.json", &format!("{{{CERTIFICATE},{names}}}"));
    assert_eq!(values(&found, 0, &["host-names", "serial", "region"]), ["scc.example.test, scc", "AA", "-"]);
    let found = read("SCC/systemCertificate.json", &format!("{{{CERTIFICATE},\"subjectAltNames\":[]}}"));
    assert_eq!(found.records[0].value("host-names"), "");
    let cut = read(
        "SCC/systemCertificate.json",
        &format!("{{{CERTIFICATE},\"subjectAltNames\":[{{\"type\":\"DNS\",\"value\":\"scc.ex"),
    );
    assert!(cut.records[0].is_unknown("host-names"));
    let unplaced = read("SCC/answer.json", &format!("{{{CERTIFICATE}}}"));
    assert!(unplaced.records[0].is_unknown("about") && unplaced.flaws[0].message.contains("uiCertificate.json"));
}

#[test]
fn a_trust_store_is_one_record_and_one_for_each_certificate() {
    let text = format!(r#"{{"trustAllBackends":false,"trustedBackends":[{{"alias":"pc1.1",{CERTIFICATE}}}]}}"#);
    let found = read("SCC/answer.json", &text);
    assert_eq!(found.all("record"), ["trust-store", "certificate", "answer"]);
    assert_eq!((found.all("about"), found.all("alias")), (vec!["trust-store"; 3], vec!["-", "pc1.1", "-"]));
    assert_eq!(found.all("trust-all"), ["no", "-", "-"]);
    let empty = read("SCC/answer.json", r#"{"trustAllBackends":true,"trustedBackends":[]}"#);
    assert_eq!((empty.all("record"), empty.all("trust-all")), (vec!["trust-store", "answer"], vec!["yes", "-"]));
}

#[test]
fn monitoring_tells_certificates_and_tunnels() {
    let text = r#"{"expired":[{"type":"subaccount","validTo":1784678400000,"subaccountName":"a-1","subaccountRegion":"cf.eu10.example.test"}],
      "expiring":[],"ok":[{"type":"UI","validTo":1827619200000,"subjectDN":"CN=scc","issuerDN":"CN=scc","serialNumber":"01"}]}"#;
    let found = read("SCC/answer.json", text);
    assert_eq!(found.all("certificate-type"), ["subaccount", "UI", "-"]);
    assert_eq!((found.all("about"), found.all("source")), (vec!["monitoring-certificates"; 3], vec!["monitoring"; 3]));
    assert_eq!((found.all("subaccount"), found.all("serial")[1]), (vec!["a-1", "-", "-"], "1"));
    let none = read("SCC/answer.json", r#"{"expired":[],"expiring":[],"ok":[]}"#);
    assert_eq!(none.all("about"), ["monitoring-certificates"; 2]);
    let text = r#"{"subaccounts":[{"tunnel":{"state":"Disconnected"},"regionHost":"cf.eu10.example.test","subaccount":"a-1"}],"version":1}"#;
    let found = read("SCC/monitoring_subaccounts.json", text);
    assert_eq!((found.all("record"), found.all("tunnel")), (vec!["subaccount", "answer"], vec!["Disconnected", "-"]));
    assert_eq!((found.all("about"), found.all("region")[1]), (vec!["monitoring-subaccounts"; 2], "-"));
}

#[test]
fn settings_are_told_by_their_keys_or_by_their_names() {
    for (path, text, record, field, value) in [
        ("SCC/version.json", r#"{"version":"2.19.0.2"}"#, "version", "version", "2.19.0.2"),
        ("SCC/a.json", r#"{"level":"ALL","cleanup":0,"logPath":"/log"}"#, "audit", "level", "ALL"),
        ("SCC/subaccounts/r/s/auditLog.json", r#"{"level":"OFF"}"#, "audit", "level", "OFF"),
        (
            "SCC/a.json",
            r#"{"host":"proxy","port":"8080","user":"scc","password":"***"}"#,
            "proxy",
            "proxy-host",
            "proxy",
        ),
        ("SCC/proxy.json", r#"{"host":"","port":""}"#, "proxy", "proxy-host", "-"),
        ("SCC/proxy.json", "{}", "proxy", "proxy-host", "-"),
        ("SCC/a.json", r#"[{"condition":"always true","subjectPattern":{"CN":"${name}"}}]"#, "pattern", "version", "-"),
        ("SCC/a.json", r#"{"sccLogLevel":"INFO","otherLogLevel":"INFO"}"#, "other", "level", "-"),
        ("SCC/a.json", r#"[{"virtualDomain":"a","internalDomain":"b"}]"#, "other", "level", "-"),
    ] {
        let found = read(path, text);
        assert_eq!((found.all("record"), found.all(field)[0]), (vec![record, "answer"], value), "{text}");
    }
    for (path, text) in [
        ("SCC/package.json", r#"{"version":"2.19.0.2"}"#),
        ("SCC/version.json", r#"{"version":"1","name":"x"}"#),
        ("SCC/a.json", r#"{"level":"ALL"}"#),
        ("SCC/a.json", r#"{"host":"a","port":"1"}"#),
        ("SCC/a.json", "{}"),
    ] {
        assert!(try_read(&json::LAYOUT, path, text).is_none(), "{path}: {text}");
    }
}

#[test]
fn passwords_are_never_shown() {
    let found = read("SCC/proxy.json", r#"{"host":"proxy","port":"8080","user":"scc","password":"geheim"}"#);
    assert_eq!((found.secrets()[0], found.all("proxy-user")[0]), (&["geheim".to_owned()][..], "scc"));
}

#[test]
fn an_answer_may_be_one_line() {
    for text in ["\"master\"", "HTTP/1.1 200 OK\nDate: x\n\n\"master\"\n"] {
        assert_eq!(layout_of(&EXPORT, "SCC/haRole.json", text), Some(&text::LAYOUT), "{text}");
        let found = read_lines(&EXPORT, &file("SCC/haRole.json", &text::LAYOUT), text.as_bytes());
        assert_eq!(
            (found.all("record"), found.all("role")),
            (vec!["high-availability", "answer"], vec!["master", "-"])
        );
    }
    let text = "method is not allowed for connector running with HA role undefined\n";
    assert_eq!(layout_of(&EXPORT, "SCC/x.txt", text), Some(&text::LAYOUT));
    let found = read_lines(&EXPORT, &file("SCC/x.txt", &text::LAYOUT), text.as_bytes());
    assert_eq!((found.all("record"), found.all("message")), (vec!["error"], vec![text.trim()]));
    assert!(found.records[0].is_unknown("about") && found.records[0].is_unknown("error-type"));
    assert!(layout_of(&EXPORT, "SCC/notes.txt", "master").is_none());
    assert!(layout_of(&EXPORT, "SCC/haRole.json", "master\nand more").is_none());
}

const BACKENDS: &str = "<?xml version='1.0'?><backends><systemMapping><virtualHost>prodconccms</virtualHost><virtualPort>50066</virtualPort>
  <internalHost>pc1.example.test</internalHost><internalPort>50060</internalPort><communicationProtocol>https</communicationProtocol>
  <backendType>otherSAPsys</backendType><authenticationMode>NONE</authenticationMode><sid/></systemMapping>
  <systemMapping><virtualHost>erp</virtualHost><virtualPort>44300</virtualPort><internalHost>erp.example.test</internalHost><internalPort>44300</internalPort>
  <authenticationMode>X509_CERTIFICATE</authenticationMode><hosts><host><name>a</name></host></hosts></systemMapping></backends>";

#[test]
fn a_backup_tells_mappings_and_resources_as_the_interface_does() {
    let folder = "SCC/scc_config/cf.eu10.example.test/a-1";
    let found = read(&format!("{folder}/backends.xml"), BACKENDS);
    assert_eq!(found.all("record"), ["mapping", "mapping", "answer"]);
    assert_eq!(
        (found.all("about")[2], found.all("source"), found.all("subaccount")),
        ("mappings", vec!["backup"; 3], vec!["a-1"; 3])
    );
    assert_eq!(
        values(&found, 0, &["virtual-host", "local-port", "protocol", "backend", "sid"]),
        ["prodconccms", "50060", "HTTPS", "otherSAPsys", "-"]
    );
    assert!(found.records[0].value("authentication").contains("does not tell whether the system certificate"));
    assert_eq!(found.records[1].value("authentication"), "X509_GENERAL");
    assert!(found.records[1].is_unknown("protocol"));
    let empty = read(&format!("{folder}/backends.xml"), "<backends></backends>");
    assert_eq!((empty.all("record"), empty.all("about")), (vec!["answer"], vec!["mappings"]));
    assert!(read(&format!("{folder}/backends.xml"), "<backends>none</backends>").records.is_empty());
    let text = "<resources><resource><resourceName>/cloudservices</resourceName><enabled>true</enabled><wildcard>true</wildcard>\
                <websocketUpgradeAllowed>false</websocketUpgradeAllowed></resource></resources>";
    let found = read(&format!("{folder}/prodconccms_50066.xml"), text);
    assert_eq!(
        (found.all("about"), found.all("virtual-host")),
        (vec!["resource", "resources"], vec!["prodconccms"; 2])
    );
    assert_eq!(values(&found, 0, &["path", "enabled", "exact", "websocket"]), ["/cloudservices", "yes", "no", "no"]);
    let text = "<commonConfigData><haRole>master</haRole><isHaActive>true</isHaActive></commonConfigData>";
    let found = read("SCC/scc_config/scc_config.ini", text);
    assert_eq!((found.all("record"), found.all("role")[0]), (vec!["high-availability", "answer"], "master"));
    assert_eq!(read("SCC/x.ini", "<a><autoSyncTrust>true</autoSyncTrust></a>").all("record"), ["other", "answer"]);
    assert!(try_read(&xml::LAYOUT, "SCC/a.xml", "<a><b>c</b></a>").is_none());
}

#[test]
fn what_is_cut_is_unknown() {
    let text = format!("[{MAPPING},{{\"virtualHost\":\"erp\",\"virtualPort\":\"443\",\"localHost\":\"er");
    let found = read(&format!("{SUBACCOUNT}/systemMappings.json"), &text);
    assert!(["local-host", "protocol", "authentication"].iter().all(|field| found.records[1].is_unknown(field)));
    assert_eq!(found.all("virtual-host")[1], "erp");
}
