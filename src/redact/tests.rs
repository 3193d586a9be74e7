use std::sync::Arc;

use super::{Edit, Key, Kind, Own, Redactor, Words, apply};
use crate::export::Class;
use crate::rule::RuleSet;

/// A redactor that knows these values of fields of these classes.
fn redactor(values: &[(Class, &str)]) -> Redactor {
    let own = Arc::new(Own::new(&RuleSet::looked_for()));
    let mut words = Words::default();
    for (class, value) in values {
        words.value(&own, *class, "field", value);
    }
    Redactor::new(own, words, None).unwrap()
}

#[test]
fn a_name_is_one_word_wherever_it_stands_and_whatever_its_letters() {
    let redactor = redactor(&[(Class::User, "ZMILLER"), (Class::Host, "zmiller.acme.example")]);
    let text = redactor.text("User zmiller on ZMILLER, Zmiller_OLD: zmiller.acme.example");
    assert_eq!(text, "User u000001 on U000001, U000001_OLD: u000001.h001.example");
}

#[test]
fn names_that_are_parts_of_each_other_or_of_words_are_told_apart() {
    let redactor = redactor(&[(Class::User, "ABLE"), (Class::User, "ABLEBODY"), (Class::System, "ABL")]);
    let text = redactor.text("ABLE ABLEBODY ABL ABLES able-bodied TABLE");
    assert_eq!(text, "U001 U0000001 X01 ABLES u001-bodied TABLE");
}

#[test]
fn an_s_user_is_one_in_all_its_forms() {
    let redactor = redactor(&[(Class::User, "0001234567")]);
    assert_eq!(redactor.text("S0001234567"), "S9000000001");
    assert_eq!(redactor.text("1234567"), "9000000001");
    assert_eq!(redactor.text("users S0001234567, 0001234567"), "users S9000000001, 9000000001");
    assert_eq!(redactor.text("S0099999999 is another one"), "S9000000002 is another one");
}

#[test]
fn hosts_keep_their_labels_so_that_domains_still_cover_them() {
    let redactor = redactor(&[
        (Class::Host, "erp1.acme.example"),
        (Class::Host, "*.acme.example"),
        (Class::Host, "tenant7.it-cpi001.cfapps.eu10.hana.ondemand.com"),
    ]);
    let (host, pattern) = (redactor.text("erp1.acme.example"), redactor.text("*.acme.example"));
    assert_eq!(pattern.strip_prefix('*'), host.get(4..));
    assert!(!host.contains("acme") && host.len() == "erp1.acme.example".len(), "{host}");
    let tenant = redactor.text("tenant7.it-cpi001.cfapps.eu10.hana.ondemand.com");
    assert!(tenant.ends_with(".it-cpi001.cfapps.eu10.hana.ondemand.com") && !tenant.contains("tenant7"), "{tenant}");
}

#[test]
fn saps_own_names_stay() {
    let own = [
        "SAPOSS",
        "SAP-SUPPORT_PORTAL",
        "apps.support.sap.com",
        "OSS_RFC",
        "DDIC",
        "SAP_BASIS",
        "194.39.131.34",
        "localhost",
        "127.0.0.1",
    ];
    let classes = [
        Class::Destination,
        Class::Destination,
        Class::Host,
        Class::User,
        Class::User,
        Class::Name,
        Class::Host,
        Class::Host,
        Class::Host,
    ];
    let values: Vec<_> = classes.into_iter().zip(own).collect();
    let redactor = redactor(&values);
    for name in own {
        assert_eq!(redactor.text(name), name);
        assert_eq!(redactor.text(&format!("a text with {name}, and more")), format!("a text with {name}, and more"));
    }
    assert!(redactor.is_empty());
}

#[test]
fn ordinary_words_are_names_only_as_they_are_written_in_the_field() {
    let redactor = redactor(&[
        (Class::User, "SUPPORTER"),
        (Class::Destination, "Certificates"),
        (Class::Destination, "destinations"),
    ]);
    assert_eq!(redactor.text("destinations"), "d00000000001", "the whole value is the name");
    let sentence = "certificates of these destinations are valid";
    assert_eq!(redactor.text(sentence), sentence);
}

#[test]
fn subjects_keep_their_attributes_and_the_country() {
    let redactor = redactor(&[(Class::Subject, "CN=portal.acme.example, OU=\"Works, North\", O=Acme AG, C=DE")]);
    let text = redactor.text("CN=portal.acme.example, OU=\"Works, North\", O=Acme AG, C=DE").into_owned();
    assert!(text.starts_with("CN=h00001.h") || text.starts_with("CN=h"), "{text}");
    assert!(
        text.ends_with(", C=DE") && text.contains("OU=\"O") && !text.contains("Acme") && !text.contains("Works"),
        "{text}"
    );
}

#[test]
fn aliases_in_hexadecimal_digits_follow_their_names() {
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02X}")).collect::<String>();
    let redactor = redactor(&[(Class::Name, "works_key"), (Class::Name, &hex("works_key"))]);
    let name = redactor.text("works_key").into_owned();
    assert_eq!(redactor.text(&hex("works_key")), hex(&name));
}

#[test]
fn parts_of_paths_are_names_in_small_letters_too() {
    let redactor = redactor(&[(Class::System, "PRD"), (Class::Host, "erp1.acme.example")]);
    assert_eq!(redactor.path("exports/prd/PRD_D00_erp1.txt"), "exports/x01/X01_D00_h002.txt");
    assert_eq!(redactor.text("/usr/sap/PRD/SYS and prd/x"), "/usr/sap/X01/SYS and x01/x");
}

#[test]
fn systems_and_hosts_are_found_in_the_names_that_sap_makes_of_them() {
    let redactor = redactor(&[]);
    for (name, gone) in [
        ("SM_PRDCLNT100_READ", "PRD"),
        ("SOLMANPRD100", "PRD"),
        ("PRD_D00_kolibri", "kolibri"),
        ("PRD_ASCS01_kolibri.bak", "kolibri"),
        ("rsparam_kolibri_PRD_00.csv", "kolibri"),
        ("kolibri_PRD_00", "kolibri"),
    ] {
        let text = redactor.text(name);
        assert!(!text.contains(gone) && text.len() == name.len(), "{name}: {text}");
    }
    for name in ["TBD_D0_kolibri", "a_plain_name_00"] {
        assert_eq!(redactor.text(name), name);
    }
}

#[test]
fn labels_move_with_what_they_point_at() {
    let text = "H=erp.example.com,U=X";
    let edits = [Edit { range: 2..17, text: "host".to_owned() }];
    assert_eq!(apply(text, &edits), "H=host,U=X");
    assert_eq!((Edit::moved(&edits, 2, false), Edit::moved(&edits, 17, true)), (2, 6));
    assert_eq!((Edit::moved(&edits, 18, false), Edit::moved(&edits, 21, true)), (7, 10));
    assert_eq!(
        (Edit::moved(&edits, 5, false), Edit::moved(&edits, 9, true)),
        (2, 6),
        "a part of the name is all of it"
    );
}

#[test]
fn a_key_makes_the_same_word_whatever_other_names_there_are() {
    let own = Arc::new(Own::new(&RuleSet::looked_for()));
    let key = || Key::of(b"0123456789abcdef");
    let made = |names: &[&str]| {
        let mut words = Words::default();
        names.iter().for_each(|name| words.name(&own, Kind::User, name));
        Redactor::new(Arc::clone(&own), words, key()).unwrap().text("ZMILLER").into_owned()
    };
    assert_eq!(made(&["ZMILLER"]), made(&["AAA", "ZMILLER", "ZZZ"]));
}
