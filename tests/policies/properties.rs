//! What holds of any predicate and row.

use basislint::policy::evaluate::{Reading, Setting, Truth};
use basislint::policy::predicate::{one_line, parse};
use basislint::policy::samples::{Sample, around};
use proptest::prelude::*;

fn setting(reading: Reading) -> Setting<'static> {
    Setting { as_of: "2026-11-29".parse().unwrap(), tier: Some("PROD"), reading }
}

/// Texts of predicates.
fn predicates() -> impl Strategy<Value = String> {
    let text = prop_oneof!["[0-9]{1,4}", "[a-c]{0,2}", "[0-9]\\.[0-9]{1,2}", Just("SAP_BASIS".to_owned())]
        .prop_map(|text: String| format!("'{text}'"));
    let column = prop_oneof![Just("A"), Just("B"), Just("C")];
    let expression = prop_oneof![
        column.clone().prop_map(str::to_owned),
        column.clone().prop_map(|column| format!("lpad({column}, 4, '0')")),
        column.clone().prop_map(|column| format!("substring({column}, 0, 3)")),
        column.clone().prop_map(|column| format!("coalesce(nullif({column}, ''), '0')")),
        column.clone().prop_map(|column| format!("replace_regexpr('\\.' in {column} with '')")),
    ];
    let sign = prop_oneof![Just("="), Just("!="), Just("<"), Just("<="), Just(">"), Just(">=")];
    let test = prop_oneof![
        (expression.clone(), sign, text.clone()).prop_map(|(left, sign, right)| format!("{left} {sign} {right}")),
        (expression.clone(), text.clone(), text.clone())
            .prop_map(|(left, low, high)| format!("{left} between {low} and {high}")),
        (expression.clone(), text.clone(), text)
            .prop_map(|(left, one, other)| format!("{left} not in ({one}, {other})")),
        (column.clone(), "[a%_]{1,3}").prop_map(|(column, pattern)| format!("{column} like '{pattern}'")),
        (column.clone(), "\\^?[a-c0-9]{1,2}")
            .prop_map(|(column, pattern)| format!("{column} like_regexpr '{pattern}'")),
        (column, 0..9_i32).prop_map(|(column, number)| format!("to_integer({column}) >= {number}")),
    ];
    test.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not {part}")),
        ]
    })
}

fn rows() -> impl Strategy<Value = Vec<Sample>> {
    let cell = prop_oneof![
        4 => "[0-9]{0,5}".prop_map(|text| Some(Some(text))),
        3 => prop_oneof!["[a-c]{0,2}", "[0-9]\\.[0-9]{1,2}", Just("SAP_BASIS".to_owned())].prop_map(|text| Some(Some(text))),
        1 => Just(Some(None)),
        1 => Just(None),
    ];
    let row = proptest::collection::vec(cell, 3).prop_map(|cells| {
        let mut row = Sample::default();
        for (column, cell) in ["A", "B", "C"].into_iter().zip(cells) {
            if let Some(cell) = cell {
                row.cells.insert(column.into(), cell.map(|text| text.into_boxed_str()));
            }
        }
        row
    });
    proptest::collection::vec(row, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_printed_reads_as_the_same(text in predicates()) {
        let predicate = parse(&text).unwrap();
        prop_assert_eq!(parse(&one_line(&predicate)).unwrap(), predicate);
    }

    #[test]
    fn twice_not_is_nothing(text in predicates(), rows in rows()) {
        let (plain, twice) = (parse(&text).unwrap(), parse(&format!("not (not ({text}))")).unwrap());
        for row in &rows {
            for reading in [Reading::Literal, Reading::AsMeant] {
                prop_assert_eq!(plain.holds(row, &setting(reading)), twice.holds(row, &setting(reading)));
            }
        }
    }

    /// A cell that nobody knows leaves only what holds for every text that it may have.
    #[test]
    fn what_is_not_known_never_makes_sure(text in predicates(), rows in rows(), other in "[0-9a-c.]{0,4}") {
        let predicate = parse(&text).unwrap();
        for row in &rows {
            for column in row.cells.keys() {
                let mut cut = row.clone();
                cut.cells.remove(column);
                let mut changed = row.clone();
                changed.cells.insert(column.clone(), Some(other.clone().into_boxed_str()));
                let setting = setting(Reading::Literal);
                let told = predicate.holds(&cut, &setting);
                if told == Truth::True || told == Truth::False {
                    prop_assert_eq!(predicate.holds(row, &setting), told);
                    prop_assert_eq!(predicate.holds(&changed, &setting), told);
                }
            }
        }
    }

    #[test]
    fn any_text_is_a_predicate_or_a_mistake_at_a_place_in_it(text in "[ -~äé'()\n]{0,80}") {
        if let Err(mistake) = parse(&text) {
            prop_assert!(mistake.span.start <= mistake.span.end && mistake.span.end as usize <= text.len() + 1, "{:?}", mistake);
            prop_assert!(text.is_char_boundary(mistake.span.start as usize));
        }
    }

    #[test]
    fn rows_around_a_predicate_know_all_its_columns(text in predicates()) {
        let predicate = parse(&text).unwrap();
        for row in around(&[&predicate], 20) {
            prop_assert!(predicate.columns().iter().all(|column| row.cells.contains_key(&column.name)));
        }
    }
}
