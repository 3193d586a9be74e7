//! What becomes a table, what is keyed, and that what is found by an index is what each predicate says by itself. `tests/policies` does the same with
//! SAP's policies.

use super::super::evaluate::Reading;
use super::super::reader::{Known, Read};
use super::super::samples::Sample;
use super::*;

fn compiled(store: &str, compliant: &[&str]) -> (Vec<Policy>, Compiled) {
    let items = compliant.iter().enumerate().map(|(number, text)| {
        let text = text.replace('<', "&lt;");
        format!("<checkitem id='I{number}' desc='d'><compliant>{text}</compliant><noncompliant/></checkitem>")
    });
    let items: String = items.collect();
    let text =
        format!("<targetsystem id='P' desc='d'><configstore name='{store}'>{items}</configstore></targetsystem>");
    let policies = Read::of("p.xml", text.as_bytes(), &Known::default()).policies;
    assert!(policies[0].items().all(|(_, item)| item.mistakes.is_empty()));
    let compiled = Compiled::of(&policies);
    (policies, compiled)
}

/// Numbers of the questions that do not say no, and what they say.
fn told(compiled: &Compiled, store: &str, cells: &[(&str, &str)]) -> Vec<(u32, Truth)> {
    let cells = cells.iter().map(|(column, text)| ((*column).into(), Some((*text).into())));
    let row = Sample { cells: cells.collect() };
    let setting = Setting { as_of: "2026-11-29".parse().unwrap(), tier: None, reading: Reading::Literal };
    let mut told = Vec::new();
    compiled.ask(store, &row, &setting, &mut |question, truth| told.push((question.0, truth)));
    told.sort_by_key(|(question, _)| *question);
    told
}

#[test]
fn each_different_question_is_there_once() {
    let (_, compiled) = compiled("COMP_LEVEL", &["SP = '1'", " SP =\n '1' ", "SP = ' 1'", "SP = '1'"]);
    assert_eq!(compiled.questions(), 2);
    assert_eq!(compiled.items[0].own, compiled.items[3].own);
}

/// A text that is known already is not kept. What is read after it may lie at its place, and is another question all the same.
#[test]
fn what_is_read_where_another_was_is_its_own_question() {
    let mut compiler = Compiler::default();
    for number in 0..400 {
        let texts = ["SP = '1'".to_owned(), format!("SP = '{number}' and VERSION = '1'")];
        for text in texts {
            let predicate = Arc::new(super::super::predicate::parse(&text).unwrap());
            let question = compiler.question("COMP_LEVEL", &text, &predicate);
            assert_eq!(compiler.predicates[question.index()], predicate, "{text}");
        }
    }
    assert_eq!(compiler.predicates.len(), 401);
}

#[test]
fn rows_of_a_table_are_found_by_their_whole_key() {
    let table =
        "(COMPONENT = 'ST' and VERSION = '720' and lpad(SP,4,'0') < '0022') or (COMPONENT = 'ST' and VERSION = '710')";
    let negated = "COMPONENT = 'ST' and VERSION = '720' and not (to_integer(coalesce(nullif(SP,''),'0')) < 22)";
    let (_, compiled) = compiled("COMP_LEVEL", &[table, negated, "COMPONENT = 'ST'", "SP like '%'"]);
    assert_eq!((compiled.tables(), compiled.table_rows(), compiled.asked_of_every_row()), (2, 3, 1));
    let ask = |version: &str, sp: &str| {
        told(&compiled, "comp_level", &[("COMPONENT", "ST"), ("VERSION", version), ("SP", sp)])
    };
    use Truth::{True, Unknown};
    assert_eq!(ask("720", "0019"), [(0, True), (2, True), (3, True)]);
    assert_eq!(ask("720", "22"), [(1, True), (2, True), (3, True)]);
    assert_eq!(ask("720", ""), [(0, True), (2, True), (3, True)]);
    assert_eq!(ask("710", "0099"), [(0, True), (2, True), (3, True)]);
    assert_eq!(ask("720", "abc"), [(1, Unknown), (2, True), (3, True)]);
    assert_eq!(
        told(&compiled, "COMP_LEVEL", &[("COMPONENT", "SAP_BASIS"), ("VERSION", "720"), ("SP", "1")]),
        [(3, True)]
    );
    assert_eq!(told(&compiled, "ABAP_NOTES", &[("NOTE", "1")]), []);
}

#[test]
fn of_a_key_that_nobody_knows_every_question_may_hold() {
    let (_, compiled) = compiled("COMP_LEVEL", &["COMPONENT = 'ST' and VERSION = '720'", "COMPONENT = 'XX'"]);
    assert_eq!(told(&compiled, "COMP_LEVEL", &[("COMPONENT", "ST"), ("SP", "1")]), [(0, Truth::Unknown)]);
}

#[test]
fn what_names_one_text_or_some_is_asked_of_these_only() {
    let (_, compiled) = compiled(
        "ABAP_INSTANCE_PAHI",
        &["NAME in ('a', 'b') and VALUE like 'x%'", "NAME = 'a' and (VALUE = 'x' or VALUE = 'y')", "NAME like 'a%'"],
    );
    assert_eq!(compiled.asked_of_every_row(), 0);
    let ask = |name: &str| told(&compiled, "ABAP_INSTANCE_PAHI", &[("NAME", name), ("VALUE", "x")]).len();
    assert_eq!((ask("a"), ask("b"), ask("c")), (3, 1, 0));
}

#[test]
fn what_needs_a_part_of_a_text_is_asked_once_of_rows_that_have_it() {
    let either = "NAME like 'icm/HTTP%' or NAME like 'icm/HTTP/admin_%' or NAME = 'icm/x'";
    let (_, compiled) =
        compiled("ABAP_INSTANCE_PAHI", &[either, "lpad(substr_after(NAME, 'port_'), 2, '0') > '09'", "VALUE = 'x'"]);
    assert_eq!(compiled.asked_of_every_row(), 1);
    let ask = |name: &str| told(&compiled, "ABAP_INSTANCE_PAHI", &[("NAME", name), ("VALUE", "y")]);
    assert_eq!(ask("icm/HTTP/admin_0"), [(0, Truth::True)]);
    assert_eq!(ask("icm/x"), [(0, Truth::True)]);
    assert_eq!(ask("icm/server_port_12"), [(1, Truth::True)]);
    assert_eq!(ask("other"), []);
    let of_nobody = told(&compiled, "ABAP_INSTANCE_PAHI", &[("VALUE", "y")]);
    assert_eq!(of_nobody, [(0, Truth::Unknown), (1, Truth::Unknown)]);
}
