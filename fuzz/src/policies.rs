//! SAP's policies: any bytes as a file of them, any text as a predicate. Mistakes are at places of the file; what has none is printed as what reads as
//! the same, can be compiled, examined and asked of rows.

use basislint::complaint;
use basislint::policy::compiled::Compiled;
use basislint::policy::evaluate::{Reading, Truth};
use basislint::policy::lint;
use basislint::policy::predicate::{one_line, parse};
use basislint::policy::reader::{Known, Read};
use basislint::policy::samples::{SETTING, around};

use super::given::Given;

/// Which of the two, then its text.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    match given.byte() % 2 {
        0 => file(given.rest()),
        _ => predicate(&given.text()),
    }
}

fn file(bytes: &[u8]) {
    let read = Read::of("policy.xml", bytes, &Known::default());
    let drawn = complaint::render(&read.mistakes, false, 80);
    assert!(!drawn.contains(|c: char| c != '\n' && c.is_control()), "{drawn:?}");
    for policy in &read.policies {
        for (_, item) in policy.items() {
            assert!(policy.source.slice(&item.span).starts_with("<checkitem"), "{:?}", item.span);
            for mistake in &item.mistakes {
                assert!(mistake.span.end <= policy.source.text.len() && !mistake.message.is_empty());
            }
        }
    }
    for finding in lint::examine(&read.policies) {
        let source = &read.policies[finding.policy].source;
        assert!(finding.span.start <= finding.span.end && finding.span.end <= source.text.len(), "{finding:?}");
        assert!(source.text.is_char_boundary(finding.span.start) && source.place(finding.span.start).line > 0);
    }
    let compiled = Compiled::of(&read.policies);
    for item in &compiled.items {
        let policy = &read.policies[item.policy];
        let store = &policy.stores[item.store].name.text;
        for question in item.own.into_iter().flatten() {
            let predicate = compiled.predicate(question).unwrap();
            for row in around(&[predicate], 4) {
                let mut told = Truth::False;
                compiled.ask(store, &row, &SETTING, &mut |of, truth| {
                    if of == question {
                        told = truth;
                    }
                });
                assert_eq!(told, predicate.holds(&row, &SETTING));
            }
        }
    }
}

fn predicate(text: &str) {
    match parse(text) {
        Err(mistake) => {
            assert!(mistake.span.start as usize <= text.len() && text.is_char_boundary(mistake.span.start as usize));
        }
        Ok(predicate) => {
            let printed = one_line(&predicate);
            assert_eq!(parse(&printed).as_ref(), Ok(&predicate), "{printed}");
            for row in around(&[&predicate], 8) {
                let _ =
                    [Reading::Literal, Reading::AsMeant].map(|reading| predicate.holds(&row, &SETTING.read(reading)));
            }
        }
    }
}

const POLICY: &str = r#"<?xml version="1.0" encoding="utf-16"?>
<targetsystem desc="d" id="P" multisql="Yes"><configstore name="COMP_LEVEL" sci_id="">
<checkitem desc="[p1-CVSS 9.9] Note 0001234567" id="0001234567" operator="check_note:0001234567" not_found="ignore">
<compliant>( COMPONENT = 'ST' and VERSION = '720' and not( lpad(SP,4,'0') &lt; '0022' ) ) <!-- c --> or SP like '%'</compliant>
<noncompliant>COMPONENT = 'ST' and VERSION in ('720','710') and to_integer(coalesce(nullif(SP,''),'0')) between 0 and 21</noncompliant>
<joinstore name="SAP_KERNEL" no_data_found="Yes"><joincompliant>NAME = 'KERN_REL' and VALUE like '753%'</joincompliant>
<joinnoncompliant>NAME = 'KERN_REL' and VALUE like '753%'</joinnoncompliant></joinstore>
</checkitem></configstore></targetsystem>"#;

const PREDICATES: [&str; 5] = [
    "NAME = 'x' and substring(VALUE,0,6) >= '2.15.2' or not VALUE like_regexpr '^(?!SAP).*%{Host}i'",
    r"to_integer(replace_regexpr('\.' in (coalesce(nullif(SP,''),'0')) with '')) < 3",
    "1 = (case when SP > '0002' then (case when days_between(to_date('2020-06-30','YYYY-MM-DD'),current_date) > 730 then 1 else 0 end) else 0 end)",
    "lpad(substring(VALUE, locate(VALUE, '.')+1, (ifnull(nullif(locate(VALUE, '.', 2), 0), length(VALUE)+1) - 1)), 3, '0') < '038'",
    "CD > to_decimal(to_varchar(add_seconds(current_utctimestamp,-86400*30), 'YYYYMMDDHH24MISS')) and ptree.value = 'PROD'",
];

pub fn seeds() -> Vec<Vec<u8>> {
    let predicates = PREDICATES.map(|text| [&[1], text.as_bytes()].concat());
    [[&[0], POLICY.as_bytes()].concat()].into_iter().chain(predicates).collect()
}
