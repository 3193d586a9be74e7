use super::schema::{ProductionConnectorFile, SettingsTable};
use super::{EXPORT, FIELDS, fields, keys};
use crate::export::recognise::{self, Whole};
use crate::export::testing::{Found, file, read_with};
use crate::layout::{Flaw, toml};

fn read(text: &str) -> Found {
    let whole = toml::LAYOUT.whole().unwrap();
    let mut open = whole.open(text.as_bytes(), "").unwrap();
    read_with(&EXPORT, &file("production-connector.toml", &toml::LAYOUT), |rows| {
        if let Err(halt) = open.read(rows) {
            rows.flaw(Flaw { line: halt.line, column: halt.column, message: halt.message, incomplete: true });
        }
    })
}

const WHOLE: &str = r#"
[production-connector]
name = "PLANT1"
host = "pc1.plant.example.test"
port = 50060
proxy = ""
public-key = true
revocation-check = "none"
server-certificate-sha1 = "01:23 4567 89ab cdef 0123 4567 89ab cdef 0123 4567"

[[production-connector.user]]
id = "plant.admin@example.test"
roles = ["Administrator", "PCoConfigurator"]
[[production-connector.user-group]]
name = "SAP_Technical_UG"
roles = ["Data Reader"]
"#;

fn flaws(text: &str) -> Vec<(u64, u64, String)> {
    read(text).flaws.into_iter().map(|flaw| (flaw.line, flaw.column, flaw.message)).collect()
}

#[test]
fn settings_users_and_groups_are_records_at_their_places() {
    let found = read(WHOLE);
    assert_eq!(found.flaws, []);
    assert_eq!(found.all("record"), ["user", "user-group", "settings"]);
    let [user, group, settings] = found.records.as_slice() else { panic!() };
    assert_eq!((user.value("id"), user.value("roles")), ("plant.admin@example.test", "Administrator, PCoConfigurator"));
    assert_eq!((group.value("name"), group.value("id"), group.value("host")), ("SAP_Technical_UG", "-", "-"));
    assert_eq!(
        (settings.value("port"), settings.value("port-text"), settings.place("host")),
        ("50060", "50060", "pc1.plant.example.test")
    );
    assert_eq!(settings.value("server-certificate-sha1"), "0123456789ABCDEF0123456789ABCDEF01234567");
    assert_eq!((settings.value("users"), settings.value("user-groups"), settings.value("id")), ("1", "1", "-"));
}

#[test]
fn what_is_empty_is_told_and_what_is_not_there_is_unknown() {
    let found = read(WHOLE);
    let settings = found.records.last().unwrap();
    assert_eq!((settings.value("proxy"), settings.value("proxy-set")), ("-", "no"));
    assert!(settings.value("location-id").contains("Configure Production Connectivity > Cloud Connector"));
    let found = read("[production-connector]\n");
    let settings = found.records.last().unwrap();
    for name in ["proxy", "proxy-set", "users", "user-groups", "port", "port-text", "name"] {
        assert!(settings.is_unknown(name), "{name}");
    }
    assert_eq!(read("[production-connector]\nuser = []\n").records[0].value("users"), "0");
}

#[test]
fn keys_that_nobody_knows_are_told_with_the_one_that_is_meant() {
    assert_eq!(
        flaws("[production-connector]\nlocationid = \"A\"\n"),
        [(2, 1, "unknown key `locationid`: did you mean `location-id`?".to_owned())]
    );
    let first = |text: &str| flaws(text).remove(0).2;
    assert!(first("[production-connector]\n[[production-connector.user]]\nrole = [\"A\"]\n").contains("`roles`"));
    assert!(first("[production-connector]\n[production-connector.user]\nid = \"A\"\n").contains("two brackets"));
    assert!(first("[[production-connector]]\nname = \"A\"\n").contains("one bracket"));
    assert!(first("[production-connector]\n[other]\nkey = 1\n").contains("only what stands below"));
    assert!(first("[production-connector]\nxyz = 1\n").contains("keys of [production-connector] are: name, host"));
}

#[test]
fn values_of_the_wrong_kind_are_told_and_say_nothing() {
    for (line, words, field) in [
        ("port = \"50060\"", "a number without quotes", "port"),
        ("port = 0x10", "a port", "port"),
        ("host = 5", "a text in quotes", "host"),
        ("proxy = false", "a text in quotes", "proxy-set"),
        ("public-key = \"yes\"", "true or false", "public-key"),
        ("revocation-check = \"never\"", "one of \"none\", \"online\", \"offline\"", "revocation-check"),
        ("cloud-certificate-sha1 = \"0123\"", "40 hexadecimal digits", "cloud-certificate-sha1"),
    ] {
        let text = format!("[production-connector]\n{line}\n");
        let found = read(&text);
        assert!(found.flaws[0].incomplete && found.flaws[0].message.contains(words), "{line}: {:?}", found.flaws);
        assert!(found.records[0].is_unknown(field), "{line}");
    }
    let found = read("[production-connector]\n[[production-connector.user]]\nroles = \"Administrator\"\n");
    assert!(found.flaws[0].message.contains("a list of texts") && found.records[0].is_unknown("roles"));
}

#[test]
fn a_number_that_the_end_may_have_cut_is_unknown() {
    assert!(read("[production-connector]\nport = 5006").records[0].is_unknown("port"));
    assert_eq!(read("[production-connector]\nport = 5006\n").records[0].value("port"), "5006");
    let found = read("[production-connector]\nport = 5006\nhost = \"pc1.pla");
    assert!(found.flaws[0].incomplete && found.records[0].is_unknown("host"));
}

#[test]
fn only_toml_with_its_table_is_taken() {
    let is_ours = |text: &str| {
        let mut open = toml::LAYOUT.whole().unwrap().open(text.as_bytes(), "").unwrap();
        let found = recognise::whole("production-connector.toml", &toml::LAYOUT, open.as_mut(), None);
        matches!(found, Whole::Export(found) if found.export.kind == "production-connector")
    };
    assert!(is_ours(WHOLE) && is_ours("[production-connector]\n") && is_ours("[[production-connector.user]]\n"));
    assert!(!is_ours("[[system]]\nname = \"PRD\"\n") && !is_ours("[production-connectors]\nname = 1\n"));
}

#[test]
fn each_key_has_a_field_of_its_name_and_the_schema_has_all_of_them() {
    let names = |group: &keys::Group| group.keys.iter().map(|key| (key.name, key.field)).collect::<Vec<_>>();
    for group in [&keys::SETTINGS, &keys::USER, &keys::USER_GROUP] {
        for (name, field) in names(group) {
            assert_eq!(FIELDS[field].name, name);
        }
    }
    for (field, name) in [
        (fields::RECORD, "record"),
        (fields::PORT_TEXT, "port-text"),
        (fields::PROXY_SET, "proxy-set"),
        (fields::USERS, "users"),
        (fields::USER_GROUPS, "user-groups"),
    ] {
        assert_eq!(FIELDS[field].name, name);
    }
    let properties = |schema: schemars::Schema| {
        let mut keys: Vec<String> = schema.as_value()["properties"].as_object().unwrap().keys().cloned().collect();
        keys.sort_unstable();
        keys
    };
    let mut expected: Vec<&str> = names(&keys::SETTINGS).into_iter().map(|(name, _)| name).collect();
    expected.extend(["user", "user-group"]);
    expected.sort_unstable();
    assert_eq!(properties(schemars::schema_for!(SettingsTable)), expected);
    assert_eq!(properties(schemars::schema_for!(ProductionConnectorFile)), ["production-connector"]);
}
