use proptest::prelude::*;

use super::*;
use crate::layout::tree::testing::{Gathered, gather};
use crate::limits::{COLUMNS, TREE_VALUES};

fn read(text: &str) -> Gathered {
    gather(&LAYOUT, text.as_bytes())
}

const TRUST: &str = r#"{"trustAllBackends":false,"trustedBackends":[
  {"alias":"erp.1","subjectDN":"CN=erp01,O=Example","notAfterTimeStamp":1814249600000},
  {"alias":"crm.1","notAfterTimeStamp":"1814249600001"}
]}"#;

#[test]
fn objects_in_a_list_are_rows_with_what_is_around_them() {
    let found = read(TRUST);
    assert_eq!(found.halt, None);
    let [around, items] = found.tables.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (around.keys.as_slice(), &around.rows),
        (&["trustAllBackends".to_owned()][..], &vec![vec!["false".to_owned()]])
    );
    assert_eq!(
        items.keys,
        [
            "trustedBackends[].alias",
            "trustedBackends[].subjectDN",
            "trustedBackends[].notAfterTimeStamp",
            "trustAllBackends"
        ]
    );
    assert_eq!(
        items.rows,
        [["erp.1", "CN=erp01,O=Example", "1814249600000", "false"], ["crm.1", "", "1814249600001", "false"]]
    );
    // A text begins behind its quote, what an object lacks stands where it begins, and keys where they are first.
    assert_eq!(items.places, [[(2, 13), (2, 33), (2, 73), (1, 21)], [(3, 13), (3, 3), (3, 41), (1, 21)]]);
    assert_eq!(items.key_places, [(2, 4), (2, 20), (2, 53), (1, 2)]);
}

#[test]
fn members_of_members_and_lists_of_values_are_cells() {
    let text = r#"{"locationID":"","tunnel":{"state":"Connected","subaccountCertificate":{"notAfterTimeStamp":1}},"allowedClients":[],
        "users":["A","B"],"_links":{},"nothing":null}"#;
    let found = read(text);
    let [table] = found.tables.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        table.keys,
        [
            "locationID",
            "tunnel.state",
            "tunnel.subaccountCertificate.notAfterTimeStamp",
            "allowedClients[]",
            "users[]",
            "_links",
            "nothing"
        ]
    );
    assert_eq!(table.rows, [["", "Connected", "1", "", "A\nB", "", ""]]);
}

#[test]
fn a_list_and_one_of_its_objects_have_the_same_keys_as_lines_of_objects_have() {
    let one = r#"{"virtualHost":"erp","virtualPort":"443"}"#;
    for text in [one.to_owned(), format!("[{one}]"), format!("[{one},{one}]"), format!("{one}\n{one}\n")] {
        let found = read(&text);
        let [table] = found.tables.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (table.keys.as_slice(), found.halt),
            (&["virtualHost".to_owned(), "virtualPort".to_owned()][..], None)
        );
        assert!(table.rows.iter().all(|row| *row == ["erp", "443"]));
        assert_eq!(table.rows.len(), text.matches("erp").count());
    }
}

#[test]
fn a_file_that_is_empty_of_objects_says_so_unless_it_is_cut() {
    for (text, key) in [("[ ]", "[]"), ("HTTP/1.1 200 OK\r\n\r\n[]", "[]"), ("{}", "{}")] {
        let found = read(text);
        let [table] = found.tables.as_slice() else { panic!("{found:?}") };
        assert_eq!((table.keys.as_slice(), &table.rows), (&[key.to_owned()][..], &vec![vec![String::new()]]), "{text}");
        assert_eq!(found.halt, None);
    }
    for cut in ["[", "{"] {
        let found = read(cut);
        assert!(found.tables.is_empty() && found.halt.is_some(), "{found:?}");
    }
}

#[test]
fn lists_within_lists_have_the_keys_of_all_around() {
    let text = r#"{"subaccounts":[{"id":"a","mappings":[{"host":"x","resources":[{"path":"/"},{"path":"/sap"}]}]},{"id":"b","mappings":[]}]}"#;
    let found = read(text);
    let keys: Vec<_> = found.tables.iter().map(|table| table.keys.join(" ")).collect();
    assert_eq!(
        keys,
        [
            "subaccounts[].id subaccounts[].mappings[]",
            "subaccounts[].mappings[].host subaccounts[].id subaccounts[].mappings[]",
            "subaccounts[].mappings[].resources[].path subaccounts[].mappings[].host subaccounts[].id subaccounts[].mappings[]",
        ]
    );
    assert_eq!(found.tables[2].rows, [["/", "x", "a", ""], ["/sap", "x", "a", ""]]);
    assert_eq!(found.tables[0].rows.len(), 2);
}

#[test]
fn escapes_are_letters() {
    let found = read(r#"{"a":"\u00e4\"\\\/\n\ud83d\ude00\ud83d.","k\u00e9y":"\t b "}"#);
    assert_eq!(found.tables[0].rows, [["ä\"\\/\n😀\u{FFFD}.", "b"]]);
    assert_eq!(found.tables[0].keys, ["a", "kéy"]);
}

#[test]
fn what_curl_shows_before_the_answer_is_a_title() {
    let found = read("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"version\":\"2.19.0.2\"}");
    assert_eq!(found.titles, [(1, "HTTP/1.1 200 OK".to_owned()), (2, "Content-Type: application/json".to_owned())]);
    assert_eq!((&found.tables[0].rows, found.tables[0].places[0][0]), (&vec![vec!["2.19.0.2".to_owned()]], (4, 13)));
}

#[test]
fn every_encoding_is_read() {
    let text = "{\"host\":\"köln\",\"port\":1}";
    let utf16 = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{text}").encode_utf16().flat_map(bytes).collect()
    };
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{FEFF}{text}").into_bytes(),
        encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        utf16("\u{FEFF}", u16::to_le_bytes),
        utf16("\u{FEFF}", u16::to_be_bytes),
        utf16("", u16::to_le_bytes),
    ] {
        assert!(Json.begins(&bytes, ""));
        let found = gather(&LAYOUT, &bytes);
        assert_eq!(
            (&found.tables[0].rows, found.tables[0].places[0][1]),
            (&vec![vec!["köln".to_owned(), "1".to_owned()]], (1, 23))
        );
    }
}

#[test]
fn what_is_cut_gives_what_was_there_and_says_what_may_be_missing() {
    for (cut, rows, unknown, column) in [
        (r#"[{"a":"1","b":"2"},{"a":"3","#, 2, 1, 28),
        (r#"[{"a":"1","b":"2"},{"a":"3"#, 2, 2, 26),
        (r#"[{"a":"1","b":"2"},{"a":3"#, 2, 2, 25),
        (r#"[{"a":"1","b":"2"},{"a":"3\u00"#, 2, 2, 30),
        (r#"[{"a":"1","b":"2"},"#, 1, 0, 19),
        (r#"[{"a":"1","b":"2"},{"a"#, 2, 2, 22),
        (r#"[{"a":"1","b":"2"},{"a":"3"}"#, 2, 0, 28),
    ] {
        let found = read(cut);
        let table = &found.tables[0];
        assert_eq!(table.rows.len(), rows, "{cut}");
        assert_eq!(table.cut[rows - 1].iter().filter(|cut| **cut).count(), unknown, "{cut}: {table:?}");
        assert_eq!(found.halt.map(|halt| (halt.line, halt.column)), Some((1, column)), "{cut}");
    }
}

#[test]
fn what_is_malformed_is_read_up_to_there() {
    for (text, place) in [
        ("{\"a\":1}\n{\"a\":2,}", (2, 8)),
        ("{\"a\":1}\n{\"a\" 2}", (2, 6)),
        ("{\"a\":1}\n{\"a\":tru}", (2, 6)),
        ("{\"a\":1}\n{\"a\":\"\n\"}", (2, 6)),
        ("{\"a\":1}\n{\"a\":\"\\x9999999999999\"}", (2, 7)),
        ("{\"a\":1}\nand so on", (2, 1)),
    ] {
        let found = read(text);
        assert_eq!(found.tables[0].rows[0], ["1"], "{text}");
        let halt = found.halt.unwrap();
        assert!(
            (halt.line, halt.column) == place && halt.message.starts_with("this is no JSON from here on"),
            "{text}: {halt:?}"
        );
    }
}

#[test]
fn nothing_deeper_wider_or_longer_than_anybody_exports_is_read() {
    let says = |text: &str, what: &str| {
        let found = read(text);
        let said = found.halt.map(|halt| halt.message).or_else(|| Some(found.flaws.first()?.message.clone()));
        assert!(said.as_ref().is_some_and(|said| said.contains(what)), "{said:?}");
    };
    says(&"{\"a\":[".repeat(100_000), "more than 64 deep");
    says(&format!("[{}{{}}]", "{},".repeat(TREE_VALUES)), "values");
    let wide: Vec<String> = (0..=COLUMNS).map(|key| format!("\"k{key}\":1")).collect();
    says(&format!("{{{}}}", wide.join(",")), "more than 1024 keys");
    says(&format!("{{\"{}\":1}}", "k".repeat(2000)), "keys");
    let long = "x".repeat(1 << 20);
    says(&format!("{{\"a\":\"{long}\",\"b\":[{}{{\"c\":1}}]}}", "{\"c\":1},".repeat(100)), "repeats more text");
}

#[test]
fn only_objects_and_lists_of_them_begin_so() {
    for (text, is) in [
        ("{}", true),
        (" \n{ \"a\"", true),
        ("[]", true),
        ("[ {\"a\":1}", true),
        ("[Thr 0001] x", false),
        ("[section]\na=1", false),
        ("[1] text", false),
        ("{a}", false),
        ("text {\"a\"", false),
        ("", false),
    ] {
        assert_eq!(Json.begins(text.as_bytes(), "x.json"), is, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_without_panic(text in r#"(\{|\}|\[|\]|,|:|"|\\|\\u|a|1|-|true|é|\n| ){0,60}"#) {
        let _ = read(&text);
    }

    #[test]
    fn every_value_is_read_where_it_stands(values in prop::collection::vec("[a-zäß\"\\\\\n ]{1,9}", 1..9)) {
        let object: serde_json::Map<String, serde_json::Value> =
            values.iter().enumerate().map(|(key, value)| (format!("k{key}"), value.clone().into())).collect();
        let text = serde_json::to_string_pretty(&object).unwrap();
        let found = read(&text);
        let expected: Vec<String> = values.iter().map(|value| value.trim().to_owned()).collect();
        prop_assert_eq!(&found.tables[0].rows, &vec![expected]);
        for (value, (line, column)) in values.iter().zip(&found.tables[0].places[0]) {
            let line = text.lines().nth(*line as usize - 1).unwrap();
            let rest: String = line.chars().skip(*column as usize - 1).collect();
            let escaped = serde_json::to_string(value).unwrap();
            prop_assert!(rest.starts_with(escaped.trim_matches('"').split('\\').next().unwrap_or_default()), "{} {}", rest, escaped);
        }
    }
}
