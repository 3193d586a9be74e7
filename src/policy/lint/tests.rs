//! For each kind of mistake a policy that has it and one that has not.

use std::collections::BTreeSet;

use super::super::reader::{Known, Read};
use super::*;

fn policies(texts: &[String]) -> Vec<Policy> {
    let read = |(number, text): (usize, &String)| {
        Read::of(&format!("{number}.xml"), text.as_bytes(), &Known::default()).policies
    };
    texts.iter().enumerate().flat_map(read).collect()
}

/// A policy with one item.
fn policy(store: &str, attributes: &str, compliant: &str, noncompliant: &str) -> String {
    let escaped = |text: &str| text.replace('<', "&lt;");
    format!(
        "<targetsystem id='P' desc='d'><configstore name='{store}'><checkitem id='I' desc='d' {attributes}>\n\
         <compliant>{}</compliant>\n<noncompliant>{}</noncompliant></checkitem></configstore></targetsystem>",
        escaped(compliant),
        escaped(noncompliant)
    )
}

/// Ids of checks and what they say.
fn found(texts: &[String]) -> Vec<(&'static str, String)> {
    examine(&policies(texts)).into_iter().map(|finding| (finding.check.id, finding.message)).collect()
}

#[track_caller]
fn finds(check: &str, text: &str, message: &str) {
    let found = found(&[text.to_owned()]);
    let told = found.iter().find(|(id, _)| *id == check);
    assert_eq!(told.map(|(_, message)| message.as_str()), Some(message), "{found:?}");
}

#[track_caller]
fn is_clean(text: &str) {
    assert_eq!(found(&[text.to_owned()]), []);
}

const PARAMETERS: &str = "ABAP_INSTANCE_PAHI";
const COMPONENTS: &str = "COMP_LEVEL";

#[test]
fn a_policy_that_asks_rightly_has_no_mistake() {
    is_clean(&policy(PARAMETERS, "", "NAME = 'gw/monitor' and VALUE = '1'", "NAME = 'gw/monitor' and VALUE != '1'"));
    let of = |sign: &str| format!("COMPONENT = 'ST' and VERSION = '720' and lpad(SP,4,'0') {sign} '0022'");
    is_clean(&policy(COMPONENTS, "", &of(">="), &of("<")));
    is_clean(&policy(COMPONENTS, "", &of(">="), ""));
}

#[test]
fn predicates_that_are_the_same_are_right_only_where_existence_is_asked() {
    let same = "NAME = 'snc/only_encrypted_gui' and VALUE = '1'";
    finds(
        "equal-predicates",
        &policy(PARAMETERS, "", same, &same.to_lowercase().replace("name", "NAME ")),
        "compliant and noncompliant both ask for NAME = 'snc/only_encrypted_gui' and VALUE = '1'",
    );
    is_clean(&policy(PARAMETERS, "operator='EXIST'", same, same));
    is_clean(&policy(PARAMETERS, "operator='NOT_EXIST:VALUE'", same, same));
}

#[test]
fn a_predicate_that_no_row_fulfils_is_told_and_one_that_some_text_fulfils_is_not() {
    let wrong = |noncompliant: &str| policy(PARAMETERS, "", "NAME = 'x' and VALUE = '1'", noncompliant);
    finds(
        "never-true",
        &wrong("NAME = 'x' and VALUE = '2' and VALUE = '3'"),
        "nothing can be NAME = 'x' and VALUE = '2' and VALUE = '3'",
    );
    finds(
        "never-true",
        &wrong("NAME = 'x' and lpad(VALUE,4,'0') < '0000'"),
        "nothing can be NAME = 'x' and lpad(VALUE, 4, '0') < '0000'",
    );
    finds(
        "never-true",
        &wrong("NAME = 'x' and not lpad(VALUE,4,'0') between '0000' and '9999'"),
        "nothing can be NAME = 'x' and not lpad(VALUE, 4, '0') between '0000' and '9999'",
    );
    finds(
        "never-true",
        &wrong("NAME like 'port_1' and NAME like 'port_2'"),
        "nothing can be NAME like 'port_1' and NAME like 'port_2'",
    );
    finds(
        "never-true",
        &wrong("NAME = 'x' and VALUE in ('2', '3') and VALUE = '4'"),
        "nothing can be NAME = 'x' and VALUE in ('2', '3') and VALUE = '4'",
    );
    for right in [
        "NAME = 'x' and VALUE like '2%' and VALUE like '%3'",
        "NAME like 'port_1' and NAME like 'port%'",
        "NAME = 'x' and not lpad(VALUE,4,'0') between '0001' and '9999'",
    ] {
        assert!(!found(&[wrong(right)]).iter().any(|(id, _)| *id == "never-true"), "{right}");
    }
    // The tier of a system is any.
    let tiers = policy("GLOBAL", "", "NAME = 'x' and ptree.value != 'PROD' and ptree.hier_id = '1'", "");
    assert!(!found(&[tiers]).iter().any(|(id, _)| *id == "never-true"));
}

#[test]
fn a_negation_that_excludes_nothing_and_an_alternative_that_is_no_way_out_are_told() {
    let always =
        policy(PARAMETERS, "", "NAME = 'x' and VALUE = '2'", "NAME = 'x' and not (VALUE = '2' and VALUE = '3')");
    finds("always-true", &always, "not (VALUE = '2' and VALUE = '3') holds for every row");
    finds("both-hold", &always, "both hold for a row with NAME 'x', VALUE '2'");
    let dead = policy(PARAMETERS, "", "NAME = 'x' or (NAME = 'y' and NAME = 'z')", "");
    finds("dead-alternative", &dead, "this alternative can never hold: NAME = 'y' and NAME = 'z'");
    is_clean(&policy(PARAMETERS, "", "NAME = 'x' and not (VALUE = '2' or VALUE = '3')", ""));
}

#[test]
fn limits_of_one_key_meet() {
    let of = |good: &str, bad: &str| {
        let row = |limit: &str| format!("COMPONENT = 'ST' and VERSION = '720' and lpad(SP,4,'0') {limit}");
        policy(COMPONENTS, "", &row(good), &row(bad))
    };
    finds(
        "limits-overlap",
        &of(">= '0020'", "< '0022'"),
        "both hold for a row with COMPONENT 'ST', VERSION '720', SP '0020', and 1 more",
    );
    finds(
        "limits-gap",
        &of(">= '0022'", "< '0020'"),
        "neither holds for a row with COMPONENT 'ST', VERSION '720', SP '0020', and 1 more",
    );
    let negated = "COMPONENT = 'ST' and VERSION = '720' and not (to_integer(SP) < 5)";
    let bad = "COMPONENT = 'ST' and VERSION = '720' and to_integer(SP) < 6";
    finds(
        "limits-overlap",
        &policy(COMPONENTS, "", negated, bad),
        "both hold for a row with COMPONENT 'ST', VERSION '720', SP '5'",
    );
}

#[test]
fn both_predicates_know_the_same_keys() {
    let row = |version: &str, sign: &str| {
        format!("COMPONENT = 'ST' and VERSION = '{version}' and lpad(SP,4,'0') {sign} '0022'")
    };
    finds(
        "other-key",
        &policy(COMPONENTS, "", &row("720", ">="), &row("710", "<")),
        "only compliant asks for COMPONENT 'ST', VERSION '720'; only noncompliant for COMPONENT 'ST', VERSION '710'",
    );
    finds(
        "other-key",
        &policy(
            "AUTH_COMB_USER",
            "",
            "COMB_ID = 'A1' and RC like '0%' and USER like '%'",
            "COMB_ID = 'A' and RC like '4%'",
        ),
        "compliant asks for COMB_ID 'A1', noncompliant for 'A'",
    );
}

#[test]
fn a_row_that_is_neither_is_told() {
    finds(
        "neither-holds",
        &policy(PARAMETERS, "", "NAME = 'x' and VALUE = 'ON'", "NAME = 'x' and VALUE = 'OFF'"),
        "neither holds for a row with NAME 'x', VALUE ''",
    );
}

#[test]
fn numbers_and_versions_compared_as_texts_are_told_with_a_value_that_comes_out_wrong() {
    let of = |compliant: &str| policy(PARAMETERS, "", &format!("NAME = 'x' and {compliant}"), "");
    finds(
        "text-order",
        &of("substring(VALUE,0,6) >= '2.15.2'"),
        "as texts '2.15.10' and '2.15.2' compare otherwise than as numbers, and >= compares texts here",
    );
    finds(
        "text-order",
        &of("VALUE >= '2'"),
        "as texts '10' and '2' compare otherwise than as numbers, and >= compares texts here",
    );
    finds(
        "text-order",
        &of("lpad(VALUE,2,'0') >= '39'"),
        "as texts '100' and '39' compare otherwise than as numbers, and >= compares texts here",
    );
    for right in [
        "lpad(VALUE,4,'0') >= '0022'",
        "to_integer(VALUE) >= 2",
        "VALUE >= 'B'",
        "length(VALUE) >= '1'",
        "VALUE >= '0022'",
        "substring(VALUE,0,11) >= '2.00.048.03'",
    ] {
        is_clean(&of(right));
    }
}

#[test]
fn a_cipher_string_is_compared_by_what_it_means() {
    let of = |value: &str| policy(PARAMETERS, "", &format!("NAME = 'ssl/ciphersuites' and {value}"), "");
    finds(
        "one-cipher-string",
        &of("VALUE = '135:PFS:HIGH::EC_P256:EC_HIGH'"),
        "ssl/ciphersuites is compared with one text",
    );
    is_clean(&of("VALUE like '%PFS%'"));
}

#[test]
fn wildcards_and_brackets_where_they_mean_nothing_are_told() {
    let of = |compliant: &str| policy(PARAMETERS, "", compliant, "");
    finds(
        "wildcard-without-like",
        &of("NAME = 'x' and VALUE = '722%'"),
        "VALUE = '722%' finds only a value that has the character %",
    );
    finds(
        "brackets-in-like",
        &of("NAME = 'x' and VALUE like '%HOST=[*]%'"),
        "[*] stands for itself in like '%HOST=[*]%'",
    );
    is_clean(&of("NAME = 'x' and VALUE = '%h %t'"));
    is_clean(&of("NAME = 'x' and VALUE like '722%' and VALUE like_regexpr '[*]'"));
}

#[test]
fn notes_that_items_name_and_check_are_the_same_and_there() {
    let item = |store: &str, id: &str, operator: &str, compliant: &str| {
        format!(
            "<configstore name='{store}'><checkitem id='{id}' desc='Note {id}' operator='{operator}'><compliant>{compliant}</compliant><noncompliant/></checkitem></configstore>"
        )
    };
    let of = |items: &[String]| format!("<targetsystem id='P' desc='d'>{}</targetsystem>", items.concat());
    let note = item("ABAP_NOTES", "0001234567", "check_note", "NOTE = '0001234567' and PRSTATUS = 'E'");
    let version = |id: &str, note: &str| {
        item(COMPONENTS, id, &format!("check_note:{note}"), "COMPONENT = 'ST' and VERSION = '720'")
    };
    is_clean(&of(&[note.clone(), version("0001234567", "0001234567")]));
    finds(
        "dangling-note",
        &of(&[note.clone(), version("0007654321", "0007654321")]),
        "no check item of this policy asks ABAP_NOTES for note 0007654321",
    );
    finds(
        "other-note",
        &of(&[note.clone(), version("0007654321", "0001234567")]),
        "the id says note 0007654321, and note 0001234567 is checked",
    );
    let described = note.replace("desc='Note 0001234567'", "desc='Note 0007654321'");
    finds("other-note", &of(&[described]), "the description says note 0007654321, and note 0001234567 is checked");
}

#[test]
fn joins_ids_stores_and_the_schema_are_looked_at() {
    let join = "<joinstore name='SAP_KERNEL'><joincompliant>NAME = 'a'</joincompliant><joinnoncompliant>NAME = 'b'</joinnoncompliant></joinstore></checkitem>";
    let right = policy(PARAMETERS, "", "NAME = 'x' and VALUE = '1'", "NAME = 'x' and VALUE != '1'");
    finds("join-differs", &right.replace("</checkitem>", join), "the two ask SAP_KERNEL for different rows");
    let again = "</checkitem><checkitem id='I' desc='d'><compliant>NAME = 'y'</compliant><noncompliant/></checkitem>";
    finds(
        "duplicate-id",
        &right.replace("</checkitem>", again),
        "2 check items about ABAP_INSTANCE_PAHI have the id I",
    );
    finds(
        "unknown-store",
        &right.replace(PARAMETERS, "OUR_STORE"),
        "the config store OUR_STORE is in none of SAP's policies",
    );
    finds(
        "schema",
        &right.replace("id='P'", "id='P' version='0000'"),
        "SAP's schema csa_policy.xsd has no attribute `version` here",
    );
    finds(
        "schema",
        &right.replace("id='P'", &format!("id='{}'", "P".repeat(21))),
        "SAP's schema csa_policy.xsd takes 20 characters in `id`, and this has 21",
    );
    finds(
        "unreadable-predicate",
        &policy(PARAMETERS, "", "NAME = 'x' and", ""),
        "a column, a text or a number is expected here, and there is the end of the predicate",
    );
    let twice = found(&[right.clone(), right]);
    assert_eq!(twice, [("duplicate-policy", "the policy P is in 0.xml as well".to_owned())]);
}

#[test]
fn each_kind_has_its_own_id_and_words() {
    let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(ids.len(), CHECKS.len());
    assert!(CHECKS.iter().all(|check| check.about.ends_with('.') && !check.title.ends_with('.')));
    assert!(CHECKS.is_sorted_by_key(|check| std::cmp::Reverse(check.severity)), "the gravest first");
}
