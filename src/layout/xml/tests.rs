use proptest::prelude::*;

use super::*;
use crate::layout::tree::testing::{Gathered, Table, gather};

fn read(text: &str) -> Gathered {
    gather(&LAYOUT, text.as_bytes())
}

fn table<'g>(found: &'g Gathered, key: &str) -> &'g Table {
    let table = found.tables.iter().find(|table| table.keys.first().is_some_and(|first| first == key));
    table.unwrap_or_else(|| panic!("no table begins with {key}: {found:?}"))
}

const FLOW: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<bpmn2:definitions xmlns:bpmn2="http://example.test/BPMN" xmlns:ifl="http://example.test/Ifl" id="Definitions_1">
  <bpmn2:collaboration id="C1">
    <bpmn2:messageFlow id="M1" name="SOAP" sourceRef="P1">
      <bpmn2:extensionElements>
        <ifl:property><key>direction</key><value>Sender</value></ifl:property>
        <ifl:property>
          <key>senderAuthType</key>
          <value/>
        </ifl:property>
      </bpmn2:extensionElements>
    </bpmn2:messageFlow>
  </bpmn2:collaboration>
</bpmn2:definitions>
"#;

#[test]
fn elements_are_rows_of_attributes_and_texts_with_what_is_around_them() {
    let found = read(FLOW);
    assert_eq!(found.halt, None);
    let properties = table(&found, "property/key");
    assert_eq!(
        properties.keys,
        [
            "property/key",
            "property/value",
            "messageFlow/@id",
            "messageFlow/@name",
            "messageFlow/@sourceRef",
            "collaboration/@id",
            "definitions/@id"
        ]
    );
    assert_eq!(
        properties.rows,
        [
            ["direction", "Sender", "M1", "SOAP", "P1", "C1", "Definitions_1"],
            ["senderAuthType", "", "M1", "SOAP", "P1", "C1", "Definitions_1"]
        ]
    );
    assert_eq!(properties.places[0][..3], [(6, 28), (6, 50), (4, 28)]);
    // An element without text stands where it begins.
    assert_eq!(properties.places[1][..2], [(8, 16), (9, 11)]);
    assert_eq!(table(&found, "messageFlow/@id").rows, [["M1", "SOAP", "P1", "C1", "Definitions_1"]]);
}

#[test]
fn an_element_with_attributes_and_text_is_a_row_and_a_cell_of_the_one_around() {
    let text = "<entry><properties><Alias>a</Alias><KeySize m:type='Edm.Int32'>2048</KeySize><link href='x'/></properties></entry>";
    let found = read(text);
    let properties = table(&found, "properties/Alias");
    assert_eq!(
        (properties.keys.as_slice(), properties.rows.as_slice()),
        (
            &["properties/Alias".to_owned(), "properties/KeySize".to_owned()][..],
            &[vec!["a".to_owned(), "2048".to_owned()]][..]
        )
    );
    assert_eq!(table(&found, "KeySize/@type").rows, [["Edm.Int32", "2048", "a", "2048"]]);
    let repeated = read("<row><cell>A</cell><cell>B</cell></row>");
    assert_eq!(repeated.tables[0].rows, [["A\nB"]]);
}

#[test]
fn references_and_character_data_are_text() {
    let found = read("<a><b>CN=x &amp; y&#228;&undefined;<![CDATA[<z>]]> &</b><c d='&lt;&quot;'/></a>");
    assert_eq!(found.tables[0].rows, [["CN=x & yä&undefined;<z> &"]]);
    assert_eq!(table(&found, "c/@d").rows, [["<\"", "CN=x & yä&undefined;<z> &"]]);
}

#[test]
fn the_declared_encoding_counts_where_bytes_leave_a_choice() {
    let text = |name: &str| format!("<?xml version='1.0' encoding='{name}'?><a><b>łódź Köln</b></a>");
    let latin2 = encoding_rs::ISO_8859_2.encode(&text("ISO-8859-2")).0.into_owned();
    let utf16: Vec<u8> = format!("\u{FEFF}{}", text("UTF-16")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text("UTF-8").into_bytes(), text("ISO-8859-1").into_bytes(), latin2, utf16] {
        assert!(Xml.begins(&bytes, ""));
        assert_eq!(gather(&LAYOUT, &bytes).tables[0].rows, [["łódź Köln"]]);
    }
    let declared_wrongly = b"<?xml version='1.0' encoding='utf-8'?><a><b>K\xF6ln</b></a>";
    assert_eq!(gather(&LAYOUT, declared_wrongly).tables[0].rows, [["Köln"]]);
}

#[test]
fn what_is_cut_or_malformed_gives_what_was_there() {
    for (text, rows, cut, message) in [
        ("<a><b>1</b><b>2", 1, 1, "the file is cut here"),
        ("<a x='1'><b>1</b>\n<c>", 1, 0, "the file is cut here"),
        ("<a><b>1</b></c></a>", 1, 0, "this is no XML from here on"),
        ("<a><b>1</b><c", 1, 0, "this is no XML from here on"),
    ] {
        let found = read(text);
        assert_eq!(found.tables[0].rows.len(), rows, "{text}");
        assert_eq!(found.tables[0].cut.concat().iter().filter(|cut| **cut).count(), cut, "{text}");
        assert!(found.halt.as_ref().is_some_and(|halt| halt.message.starts_with(message)), "{text}: {:?}", found.halt);
    }
}

#[test]
fn document_types_and_depths_are_refused() {
    let bomb = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><a><b>&lol2;</b></a>";
    let outside = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>";
    for text in [bomb, outside] {
        let found = read(text);
        assert!(found.tables.is_empty() && found.halt.unwrap().message.contains("document type"), "{text}");
    }
    let deep = read(&"<a>".repeat(100_000));
    assert!(deep.halt.unwrap().message.contains("more than 64 deep"));
    let wide: String = (0..200_000).map(|number| format!(" a{number}='1'")).collect();
    assert!(read(&format!("<a{wide}/>")).halt.unwrap().message.contains("keys"));
}

#[test]
fn pages_and_text_are_no_xml() {
    for (text, is) in [
        ("<?xml version='1.0'?><a/>", true),
        ("\u{FEFF}<a/>", true),
        ("<html><body>", false),
        ("<!DOCTYPE HTML>", false),
        ("<123>", false),
        ("a<b/>", false),
    ] {
        assert_eq!(Xml.begins(text.as_bytes(), "x.xml"), is, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_without_panic(text in r"(<a>|</a>|<b x='1'>|</b>|<c/>|&amp;|&x;|&|<!\[CDATA\[|\]\]>|<!--|-->|<\?|text|ä| |\n|<|>){0,40}") {
        let _ = read(&text);
    }
}
