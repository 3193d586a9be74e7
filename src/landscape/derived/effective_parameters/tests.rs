use super::*;
use crate::export::display;
use crate::input::Charset;
use crate::layout::KeptRow;
use crate::names::Globs;

const CIPHERS: &str = "ssl/client_ciphersuites";
const WEAK: &str = "150:HIGH:MEDIUM";
const GOOD: &str = "150:PFS:HIGH::EC_P256:EC_HIGH";

fn asked() -> Interest {
    let globs = Globs::new(vec!["ssl/*".to_owned(), "icm/*".to_owned()]).unwrap();
    Interest::new(vec![CIPHERS.to_owned()], globs, false)
}

/// A parameter as a file states it; empty text is no value.
pub(super) fn statement((name, value): &(&str, &str)) -> Statement {
    Statement {
        name: (*name).to_owned(),
        value: (!value.is_empty()).then(|| (*value).to_owned()),
        system_default: false,
        unknown: None,
        open: false,
        name_span: None,
        value_span: None,
        row: KeptRow::default(),
        secrets: Vec::new(),
        harmless: Vec::new(),
    }
}

fn file(index: usize, profile: bool, level: &str, entries: &[(&str, &str)]) -> ParameterFile {
    let mut values = ProfileValues::default();
    entries.iter().for_each(|(name, value)| values.add(name, value));
    ParameterFile {
        file: index,
        profile,
        level: level.to_owned(),
        instance: None,
        whole: true,
        heading: KeptRow::default(),
        statements: entries.iter().filter(|(name, _)| asked().wants(name)).map(statement).collect(),
        values,
        services: None,
    }
}

fn default(entries: &[(&str, &str)]) -> ParameterFile {
    file(0, true, "default", entries)
}

fn instance(entries: &[(&str, &str)]) -> ParameterFile {
    file(1, true, "instance", entries)
}

fn runtime(entries: &[(&str, &str)]) -> ParameterFile {
    file(2, false, "", entries)
}

/// File, name, value (`-` unset, `?` unknown) and difference (likewise) of every effective parameter.
fn effective(files: &[ParameterFile]) -> Vec<(usize, String, String, String)> {
    let files: Vec<&ParameterFile> = files.iter().collect();
    let field = |record: &EffectiveParameter<'_>, name: &str| {
        let index = FIELDS.iter().position(|field| field.name == name).unwrap();
        match record.field(index).value {
            Value::Unknown(_) => "?".to_owned(),
            value => display(&value, Charset::Utf8).unwrap_or_else(|| "-".to_owned()),
        }
    };
    derive(&files, &asked())
        .iter()
        .map(|record| (record.file, field(record, "name"), field(record, "value"), field(record, "difference")))
        .collect()
}

fn row(file: usize, name: &str, value: &str, difference: &str) -> (usize, String, String, String) {
    (file, name.to_owned(), value.to_owned(), difference.to_owned())
}

#[test]
fn an_instance_profile_goes_before_the_default_profile() {
    let found = effective(&[default(&[(CIPHERS, WEAK)]), instance(&[(CIPHERS, GOOD)])]);
    assert_eq!(found, [row(1, CIPHERS, GOOD, "overrides the default profile, which sets 150:HIGH:MEDIUM")]);
}

#[test]
fn the_default_is_in_effect_for_an_instance_that_leaves_it_alone() {
    let found = effective(&[default(&[(CIPHERS, WEAK)]), instance(&[("rdisp/wp_no_dia", "5")])]);
    assert_eq!(found, [row(0, CIPHERS, WEAK, "?")]);
}

#[test]
fn a_value_that_profile_and_running_system_share_is_told_once_at_the_profile() {
    let found = effective(&[default(&[(CIPHERS, GOOD)]), runtime(&[(CIPHERS, GOOD)])]);
    assert_eq!(found, [row(0, CIPHERS, GOOD, "-")]);
}

#[test]
fn a_profile_that_was_changed_since_the_start_differs_from_the_running_system() {
    let found = effective(&[default(&[(CIPHERS, GOOD)]), runtime(&[(CIPHERS, WEAK)])]);
    assert_eq!(found, [row(0, CIPHERS, GOOD, "the running system has 150:HIGH:MEDIUM"), row(2, CIPHERS, WEAK, "-")]);
}

#[test]
fn another_instances_list_says_nothing_of_this_profile() {
    let mut profile = instance(&[(CIPHERS, GOOD)]);
    profile.instance = Some("D00".to_owned());
    let mut list = runtime(&[(CIPHERS, WEAK)]);
    list.instance = Some("D01".to_owned());
    assert_eq!(effective(&[profile, list])[0], row(1, CIPHERS, GOOD, "?"));
}

#[test]
fn macros_are_filled_in_from_both_profiles_and_the_instance_number_from_the_instances_name() {
    let port = "icm/server_port_0";
    let found = effective(&[
        default(&[("PROTO", "HTTPS"), (CIPHERS, GOOD)]),
        instance(&[("INSTANCE_NAME", "DVEBMGS07"), (port, "PROT=$(PROTO),PORT=443$$")]),
    ]);
    assert!(found.contains(&row(1, port, "PROT=HTTPS,PORT=44307", "?")), "{found:?}");
}

#[test]
fn a_port_with_an_unexplained_macro_still_has_its_protocol() {
    let files = [instance(&[("icm/server_port_0", "PROT=HTTPS,PORT=443$$,HOST=$(NOWHERE)")])];
    let files: Vec<&ParameterFile> = files.iter().collect();
    let records = derive(&files, &asked());
    let value = |name: &str| {
        let index = FIELDS.iter().position(|field| field.name == name).unwrap();
        records[0].field(index).value
    };
    assert_eq!(value("protocol"), Value::Text(b"HTTPS".as_slice().into()));
    assert_eq!(value("port"), Value::Text(b"443$$".as_slice().into()));
    assert!(matches!(value("value"), Value::Unknown(_)));
}

#[test]
fn only_what_the_files_prove_counts_as_not_set() {
    let other = [("rdisp/wp_no_dia", "5")];
    assert_eq!(effective(&[runtime(&other)]), [row(2, CIPHERS, "-", "-")]);
    assert_eq!(effective(&[default(&other), instance(&other)]), [row(0, CIPHERS, "-", "-")]);
    // The instance profile may set it.
    assert_eq!(effective(&[default(&other)]), [row(0, CIPHERS, "?", "?")]);
    let cut = |file| ParameterFile { whole: false, ..file };
    assert_eq!(effective(&[cut(default(&other)), instance(&other)]), [row(0, CIPHERS, "?", "?")]);
    assert_eq!(effective(&[default(&other), cut(instance(&other))]), [row(0, CIPHERS, "?", "?")]);
    // The default profile may set it.
    assert_eq!(effective(&[instance(&other)]), [row(1, CIPHERS, "?", "?")]);
    // A selection of parameters proves nothing.
    let mut selection = runtime(&other);
    selection.whole = false;
    assert_eq!(effective(&[selection]), [row(2, CIPHERS, "?", "?")]);
    // A copy or a start profile is in effect nowhere.
    assert_eq!(effective(&[file(0, true, "copy", &[(CIPHERS, GOOD)])]), []);
}

#[test]
fn each_application_server_is_asked_for_what_it_lacks() {
    let other = [("rdisp/wp_no_dia", "5")];
    let server =
        |file: ParameterFile, index, name: &str| ParameterFile { file: index, instance: Some(name.to_owned()), ..file };
    let first = || server(instance(&[(CIPHERS, GOOD)]), 1, "D00");
    let second = || server(instance(&other), 3, "D01");
    let unset = row(3, CIPHERS, "-", "-");
    assert_eq!(effective(&[default(&other), first(), second()])[1..], [unset]);
    // The default profile may set it for the second one.
    assert_eq!(effective(&[first(), second()])[1..], [row(3, CIPHERS, "?", "?")]);
    // What runs there is known.
    let runs = |name| server(runtime(&[(CIPHERS, GOOD)]), 4, name);
    assert_eq!(effective(&[second(), runs("D01")]), [row(4, CIPHERS, GOOD, "?")]);
    assert_eq!(effective(&[second(), runs("D00")])[1..], [row(3, CIPHERS, "?", "?")]);
}

#[test]
fn profiles_of_a_web_dispatcher_are_in_effect_on_no_abap_system() {
    let weak = [(CIPHERS, WEAK)];
    let dispatcher = || file(3, true, "web-dispatcher", &weak);
    assert_eq!(effective(&[dispatcher()]), []);
    // Its default profile is its own, but beside an ABAP system's profiles it is theirs.
    assert_eq!(effective(&[default(&weak), dispatcher()]), []);
    assert_eq!(effective(&[default(&weak), dispatcher(), instance(&[])])[0].0, 0);
    assert_eq!(effective(&[default(&weak), file(3, true, "central-services", &weak)]), [row(0, CIPHERS, WEAK, "?")]);
    let mut answer = runtime(&weak);
    answer.instance = Some("W00".to_owned());
    assert_eq!(effective(&[answer]), []);
}

#[test]
fn a_default_of_the_kernel_needs_no_number_but_has_to_make_sense() {
    let flaws = |value: &str| {
        let default = Statement { system_default: true, ..statement(&(CIPHERS, value)) };
        let list = ParameterFile { statements: std::iter::once(default).collect(), ..runtime(&[]) };
        let files = [&list];
        let records = derive(&files, &asked());
        let index = FIELDS.iter().position(|field| field.name == "cipher-flaws").unwrap();
        display(&records[0].field(index).value, Charset::Utf8).unwrap_or_default()
    };
    assert_eq!(flaws("PFS:HIGH::EC_P256:EC_HIGH"), "");
    assert!(flaws("PFS:HIHG::EC_P256:EC_HIGH").contains("HIHG"));
}

#[test]
fn two_lines_for_one_parameter_are_both_judged() {
    // Which of them SAP takes was never seen at first hand; to judge one only might call the wrong one fine.
    let found = effective(&[default(&[(CIPHERS, WEAK), (CIPHERS, GOOD)])]);
    assert_eq!(found, [row(0, CIPHERS, WEAK, "?"), row(0, CIPHERS, GOOD, "?")]);
}
