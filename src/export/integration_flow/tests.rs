//! Reads files of flows and of parameters as they are written by hand.

use super::super::testing::{self, FoundRecord, file};
use super::*;
use crate::layout::Flaw;

const HEAD: &str = "<?xml version='1.0' encoding='UTF-8'?><bpmn2:definitions xmlns:bpmn2='b' xmlns:ifl='i' id='D'>\
                    <bpmn2:collaboration id='C' name='Default'>\n";
const TAIL: &str = "</bpmn2:collaboration><bpmn2:process id='P'/></bpmn2:definitions>";

fn properties(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(key, value)| format!("<ifl:property><key>{key}</key><value>{value}</value></ifl:property>\n"));
    format!("<bpmn2:extensionElements>{}</bpmn2:extensionElements>", pairs.collect::<String>())
}

fn channel(name: &str, source: &str, target: &str, pairs: &[(&str, &str)]) -> String {
    let attributes = format!("id='{name}' name='{name}' sourceRef='{source}' targetRef='{target}'");
    format!("<bpmn2:messageFlow {attributes}>\n{}</bpmn2:messageFlow>", properties(pairs))
}

fn participant(id: &str, name: &str) -> String {
    format!("<bpmn2:participant id='{id}' name='{name}'>{}</bpmn2:participant>", properties(&[("ifl:type", "x")]))
}

/// What a flow's file gives, and where each record begins.
struct Read {
    records: Vec<FoundRecord>,
    flaws: Vec<Flaw>,
}

fn read(bytes: &[u8]) -> Read {
    let found = testing::read_with(&EXPORT, &file("Orders.iflw", &xml::LAYOUT), |rows| {
        let mut open = xml::LAYOUT.whole().unwrap().open(bytes, "").unwrap();
        if let Err(halt) = open.read(rows) {
            rows.flaw(Flaw { line: halt.line, column: halt.column, message: halt.message, incomplete: true });
        }
    });
    Read { records: found.records, flaws: found.flaws }
}

fn values<'r>(read: &'r Read, fields: &[&str]) -> Vec<Vec<&'r str>> {
    read.records.iter().map(|record| fields.iter().map(|field| record.value(field)).collect()).collect()
}

#[test]
fn each_adapter_has_names_of_its_own_for_the_same_things() {
    let sender =
        |name: &str, pairs: &[(&str, &str)]| channel(name, "S", "x", &[&[("direction", "Sender")], pairs].concat());
    let receiver =
        |name: &str, pairs: &[(&str, &str)]| channel(name, "x", "R", &[&[("direction", "Receiver")], pairs].concat());
    let channels = [
        sender(
            "1",
            &[("ComponentType", "HTTPS"), ("urlPath", "/a"), ("senderAuthType", "RoleBased"), ("userRole", "r")],
        ),
        sender("2", &[("ComponentType", "ODataSender"), ("authentication", "certificate"), ("senderAuthType", "")]),
        receiver(
            "3",
            &[
                ("ComponentType", "HTTP"),
                ("httpAddressWithoutQuery", "https://h.example.test"),
                ("authenticationMethod", "Client Certificate"),
                ("privateKeyAlias", "k"),
                ("locationID", "l"),
                ("proxyType", "sapcc"),
            ],
        ),
        receiver(
            "4",
            &[
                ("ComponentType", "SOAP"),
                ("address", "{{URL}}"),
                ("authentication", "Client Certificate"),
                ("location_id", "l2"),
            ],
        ),
        receiver(
            "5",
            &[
                ("ComponentType", "HCIOData"),
                ("authenticationMethod", "{{Auth &amp; more}}"),
                ("odataCertAuthPrivateKeyAlias", "k2"),
                ("scc_location_id", "l3"),
            ],
        ),
        receiver(
            "6",
            &[("ComponentType", "XI"), ("AuthenticationType", "ClientCertificate"), ("userRole", "none of its")],
        ),
    ];
    let text = [HEAD, &channels.concat(), &participant("S", "ERP"), &participant("R", "C4C"), TAIL].concat();
    let read = read(text.as_bytes());
    let fields = [
        "channel",
        "direction",
        "adapter",
        "participant",
        "address",
        "authorization",
        "user-role",
        "key-alias",
        "location-id",
        "proxy-type",
    ];
    assert_eq!(
        values(&read, &fields),
        [
            vec!["-"; 10],
            vec!["1", "sender", "HTTPS", "ERP", "/a", "RoleBased", "r", "-", "-", "-"],
            vec!["2", "sender", "ODataSender", "ERP", "-", "certificate", "-", "-", "-", "-"],
            vec![
                "3",
                "receiver",
                "HTTP",
                "C4C",
                "https://h.example.test",
                "Client Certificate",
                "-",
                "k",
                "l",
                "sapcc"
            ],
            vec!["4", "receiver", "SOAP", "C4C", "{{URL}}", "Client Certificate", "-", "-", "l2", "-"],
            vec!["5", "receiver", "HCIOData", "C4C", "-", "{{Auth & more}}", "-", "k2", "l3", "-"],
            vec!["6", "receiver", "XI", "C4C", "-", "ClientCertificate", "-", "-", "-", "-"],
        ]
    );
    assert_eq!(values(&read, &["record", "flow"])[..2], [["flow", "Orders"], ["channel", "Orders"]]);
    assert!(read.flaws.is_empty());
    assert_eq!(read.records[3].place("key-alias"), "k");
}

#[test]
fn the_direction_follows_from_the_participant_and_else_is_unknown() {
    let pairs = [("ComponentType", "AS4"), ("address", "/a"), ("senderAuthType", "RoleBased")];
    let text = [
        HEAD,
        &participant("S", "ERP"),
        &channel("1", "S", "x", &pairs),
        &channel("2", "x", "S", &pairs),
        &channel("3", "x", "y", &pairs),
        &channel("no channel", "S", "x", &[("Description", "x")]),
        TAIL,
    ];
    let read = read(text.concat().as_bytes());
    let fields = ["channel", "direction", "address", "authorization"];
    let found = values(&read, &fields);
    assert_eq!(found[1..3], [["1", "sender", "/a", "RoleBased"], ["2", "receiver", "/a", "-"]]);
    assert_eq!((found.len(), found[3][0]), (4, "3"));
    assert!(found[3][1..].iter().all(|value| value.starts_with('?')), "{found:?}");
}

#[test]
fn of_a_cut_file_nothing_is_absent_that_may_stand_behind_the_cut() {
    let pairs = [("ComponentType", "HTTP"), ("direction", "Receiver"), ("privateKeyAlias", "erp_client")];
    let whole =
        [HEAD, &participant("R", "ERP"), &channel("1", "x", "R", &pairs), &channel("2", "x", "R", &pairs), TAIL]
            .concat();
    let mut whole_ones = 0;
    for end in whole.find("name='2'").unwrap()..whole.len() {
        let read = read(&whole.as_bytes()[..end]);
        assert!(read.flaws.iter().any(|flaw| flaw.incomplete), "{end}");
        let channels: Vec<_> = read.records.iter().filter(|record| record.value("record") == "channel").collect();
        assert_eq!(channels[0].value("key-alias"), "erp_client", "{end}");
        for field in ["key-alias", "authorization", "location-id"] {
            // Until something of it is seen the last one is that before it.
            let last = channels.last().unwrap();
            let value = last.value(field);
            let is_known = field == "key-alias" && value == "erp_client";
            assert!(is_known || value.starts_with('?') || value.ends_with("..."), "{end} {field}: {value}");
            whole_ones += usize::from(is_known && channels.len() == 2);
        }
    }
    assert!(whole_ones > 0);
}

#[test]
fn utf_16_and_one_line_change_places_and_no_values() {
    let pairs = [("ComponentType", "HTTPS"), ("direction", "Sender"), ("urlPath", "/aufträge")];
    let text = [HEAD, &participant("S", "Süd"), &channel("Ä", "S", "x", &pairs), TAIL].concat();
    let utf16: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let expected = read(text.as_bytes());
    for bytes in [utf16, text.replace('\n', "").into_bytes()] {
        let read = read(&bytes);
        let fields = ["record", "channel", "address", "participant"];
        assert_eq!(values(&read, &fields), values(&expected, &fields));
        assert_eq!(read.records[1].place("address"), "/aufträge");
    }
}

#[test]
fn a_document_type_ends_reading() {
    let text = HEAD.replace("<bpmn2:definitions", "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><bpmn2:definitions");
    let read = read([&text, TAIL].concat().as_bytes());
    assert!(read.records.is_empty() && read.flaws[0].message.contains("document type"));
}

#[test]
fn process_definitions_of_others_are_none() {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<String>>();
    assert!(flow::is_of_flow(&keys(&["property/key", "property/value", "messageFlow/@id"])));
    assert!(flow::is_of_flow(&keys(&["property/key", "property/value", "collaboration/@id"])));
    for others in [
        &["property/@name", "property/@value", "messageFlow/@id"][..],
        &["property/key", "property/value", "process/@id"],
    ] {
        assert!(!flow::is_of_flow(&keys(others)), "{others:?}");
    }
}

fn parameters(path: &str, text: &str) -> testing::Found {
    testing::read(&EXPORT, &file(path, &properties::LAYOUT), text.as_bytes())
}

#[test]
fn parameters_are_read_and_know_their_artifact() {
    let text = "#Sat Nov 28\nSubject\\ DN=CN\\=a,\\\n  O\\=S\\u00F6hne\nPage\\ Size=\n";
    for (path, artifact) in [
        ("CPI/Orders.zip/src/main/resources/parameters.prop", "Orders"),
        ("CPI/0123456789abcdef0123456789abcdef_content/src/main/resources/parameters.prop", "-"),
        ("src/main/resources/parameters.prop", "-"),
        ("CPI/parameters.prop", "-"),
    ] {
        let found = parameters(path, text);
        let shown: Vec<_> = ["record", "flow", "name", "value"].iter().map(|field| found.all(field)).collect();
        assert_eq!(
            shown,
            [["parameter"; 2], [artifact; 2], ["Subject DN", "Page Size"], ["CN=a,O=Söhne", "-"]],
            "{path}"
        );
    }
}

#[test]
fn passwords_among_parameters_are_hidden() {
    let found = parameters("parameters.prop", "C4C\\ Password=Geheim-1\nclient_secret=s\nTimeout=60\n");
    assert_eq!(found.secrets(), [&["Geheim-1".to_owned()][..], &["s".to_owned()], &[]]);
}

#[test]
fn files_of_parameters_are_known_by_their_names() {
    for (name, is_one) in
        [("parameters.prop", true), ("My_PARAMETERS.prop", true), ("metainfo.prop", false), ("a.properties", false)]
    {
        assert_eq!(testing::layout_of(&EXPORT, name, "a=b\n").is_some(), is_one, "{name}");
    }
}
