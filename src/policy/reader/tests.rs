//! Policies as SAP writes them, with all that is odd in them, and mistakes.

use super::super::{NotFound, Operator};
use super::*;
use crate::complaint;

fn read(text: &str) -> Read {
    Read::of("own.xml", text.as_bytes(), &Known::default())
}

#[track_caller]
fn policy(text: &str) -> Policy {
    let mut read = read(text);
    assert!(read.mistakes.is_empty(), "{:?}", read.mistakes);
    read.policies.pop().unwrap()
}

/// The mistakes as people see them.
fn mistakes(text: &str) -> String {
    complaint::render(&read(text).mistakes, false, 100)
}

const POLICY: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<targetsystem desc="Our gateway" id="OWN1" multisql="Yes" version="0000">
  <!-- kept -->
  <configstore name="ABAP_INSTANCE_PAHI" sci_id="" SYSTEM_TYPE="ABAP">
    <checkitem desc="[p1-CRITICAL] monitor" id="GW-1" not_found="ignore" operator="">
      <compliant>NAME = 'gw/monitor' <!-- 2 is open --> and VALUE &lt; '2'</compliant>
      <noncompliant/>
      <joinstore name="COMP_LEVEL" no_data_found="Yes" not_in_output="Yes">
        <joincompliant>COMPONENT = 'SAP_BASIS'</joincompliant>
        <joinnoncompliant>COMPONENT = 'SAP_BASIS'</joinnoncompliant>
      </joinstore>
    </checkitem>
    <!-- <checkitem id="old" desc="x"><compliant/></checkitem> -->
    <checkitem desc="again" id="GW-1" operator="not_exist:value">
      <compliant><![CDATA[NAME = 'gw/monitor']]></compliant>
      <noncompliant>NAME = 'gw/monitor'</noncompliant>
    </checkitem>
  </configstore>
</targetsystem>
"#;

#[test]
fn a_policy_is_read_with_all_that_is_odd_in_those_of_sap() {
    let policy = policy(POLICY);
    assert_eq!((policy.id.text.as_str(), policy.description.text.as_str()), ("OWN1", "Our gateway"));
    let store = &policy.stores[0];
    assert_eq!(
        (store.name.text.as_str(), store.system_type.as_ref().unwrap().text.as_str()),
        ("ABAP_INSTANCE_PAHI", "ABAP")
    );
    let [first, second] = store.items.as_slice() else { panic!("{store:?}") };
    assert_eq!((first.level(), first.not_found, &first.operator), (Some(1), Some(NotFound::Ignore), &None));
    assert!(first.noncompliant.predicate.is_none());
    assert!(first.joins[0].no_data_found && first.joins[0].not_in_output);
    assert_eq!([policy.rule_id(first), policy.rule_id(second)], ["sap:OWN1/GW-1", "sap:OWN1/GW-1#2"]);
    let Some(Operator::NotExist(Some(field))) = &second.operator else { panic!() };
    assert_eq!(field.text, "VALUE");
    assert!(second.compliant.predicate == second.noncompliant.predicate);
    // What SAP's schema would not take: version, the empty sci_id, SYSTEM_TYPE, ignore, the empty operator.
    assert_eq!(policy.deviations.len(), 5, "{:?}", policy.deviations);
}

#[test]
fn each_letter_of_a_predicate_has_its_place_in_the_file() {
    let policy = policy(POLICY);
    let item = &policy.stores[0].items[0];
    let text = &item.compliant.characters.text;
    let at = |needle: &str| {
        policy.source.place(item.compliant.characters.at(u32::try_from(text.find(needle).unwrap()).unwrap()))
    };
    assert_eq!((at("NAME").line, at("NAME").column), (6, 18));
    assert_eq!((at("VALUE").line, at("VALUE").column), (6, 61));
    assert_eq!((at("<").line, at("<").column), (6, 67));
    assert_eq!((at("'2'").line, at("'2'").column), (6, 72));
    assert!(
        policy.source.slice(&item.span).starts_with("<checkitem desc=\"[p1")
            && policy.source.slice(&item.span).ends_with("</checkitem>")
    );
}

#[test]
fn what_is_not_known_is_a_mistake_at_its_place_with_what_was_meant() {
    let mut said = String::new();
    for (from, to) in [
        ("<configstore ", "<configstor "),
        ("not_found=\"ignore\"", "notfound=\"ignore\""),
        ("not_found=\"ignore\"", "not_found=\"ignored\""),
        ("<compliant>NAME", "<complaint>NAME"),
        ("operator=\"not_exist:value\"", "operator=\"not_exits\""),
        ("<noncompliant/>", ""),
        (" id=\"OWN1\"", ""),
        ("</targetsystem>", ""),
        ("desc=\"again\"", "desc=\"again\" desc=\"twice\""),
    ] {
        let text = POLICY.replacen(from, to, 1);
        assert_ne!(text, POLICY, "{from}");
        said.push_str(&format!("{from} -> {to}\n{}\n", mistakes(&text)));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn a_mistake_in_one_item_leaves_the_others() {
    let policy = policy(&POLICY.replacen("and VALUE &lt; '2'", "and VALEU &lt; '2' and", 1));
    let [first, second] = policy.stores[0].items.as_slice() else { panic!() };
    assert_eq!(first.mistakes.len(), 1);
    assert!(first.mistakes[0].message.contains("is expected here"));
    assert!(second.mistakes.is_empty() && second.compliant.predicate.is_some());
}

#[test]
fn a_column_that_a_known_store_does_not_have_is_a_mistake_and_an_unknown_store_is_none() {
    let wrong = POLICY.replacen("and VALUE &lt; '2'", "and 'VALEU' = VALEU", 1);
    let of = policy(&wrong);
    let mistake = &of.stores[0].items[0].mistakes[0];
    assert_eq!(mistake.message, "the config store ABAP_INSTANCE_PAHI has no column VALEU");
    assert_eq!(mistake.help.as_deref(), Some("did you mean `VALUE`?"));
    assert_eq!(of.source.place(mistake.span.start).column, 71, "the column, not the text");
    let unknown = policy(&wrong.replace("ABAP_INSTANCE_PAHI", "OUR_STORE"));
    assert!(unknown.stores[0].items[0].mistakes.is_empty());
}

#[test]
fn a_text_between_elements_says_nothing_and_is_told() {
    let policy = policy(&POLICY.replacen("operator=\"\">", "operator=\"\">>", 1));
    assert!(policy.deviations.iter().any(|deviation| deviation.message.contains("between elements")));
}

#[test]
fn a_policy_may_be_in_any_encoding_whatever_it_declares() {
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(POLICY.replace("Our", "Unser \u{fc}").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    // Windows-1252 has the letters of Europe where Unicode has them.
    let narrow =
        POLICY.replace("Our", "Unser \u{fc}").chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    for bytes in [wide, narrow] {
        let read = Read::of("own.xml", bytes, &Known::default());
        assert_eq!(read.policies[0].description.text, "Unser \u{fc} gateway");
    }
    let read = Read::of("own.xml", POLICY.replace("utf-8", "utf-16").as_bytes(), &Known::default());
    assert_eq!(read.remarks, ["own.xml: declares to be utf-16, is utf-8, and is read as that"]);
}

#[test]
fn policies_of_a_container_are_read_with_where_they_are() {
    use base64ct::Encoding;
    let encoded = |text: &str| base64ct::Base64::encode_string(text.as_bytes());
    let wrapped = |text: &str| {
        encoded(text)
            .as_bytes()
            .chunks(76)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let document = format!(
        "<asx:abap><asx:values><PACK_POL><POLICY_ID>OWN1</POLICY_ID><DEF_XDATA>{}</DEF_XDATA></PACK_POL></asx:values></asx:abap>",
        wrapped(POLICY)
    );
    let entry = |kind: &str| {
        format!(
            "<item><ENTRY_TYPE>{kind}</ENTRY_TYPE><ENTRY_ID>OWN1 [0000]</ENTRY_ID><ENTRY_XDATA>{}</ENTRY_XDATA></item>",
            wrapped(&document)
        )
    };
    let container = format!(
        "<?xml version=\"1.0\"?><asx:abap version=\"1.0\"><asx:values><COVA_CONT><CONT_TS>1</CONT_TS><T_CONT_ENTRY>{}{}</T_CONT_ENTRY></COVA_CONT></asx:values></asx:abap>",
        entry("CPOL"),
        entry("POL")
    );
    let read = Read::of("all.xml", container.as_bytes(), &Known::default());
    assert!(read.is_container && read.mistakes.is_empty(), "{:?}", read.mistakes);
    let [policy] = read.policies.as_slice() else { panic!("a list of policies is none") };
    assert_eq!(policy.source.path, "all.xml > OWN1 [0000]");
    assert_eq!(policy.source.place(policy.stores[0].items[0].span.start).line, 5);
}
