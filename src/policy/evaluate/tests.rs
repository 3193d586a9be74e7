//! The traps of HANA's functions, and orders as they are meant.

use super::super::predicate::parse;
use super::super::samples::Sample;
use super::*;

fn row(cells: &[(&str, &str)]) -> Sample {
    let cells = cells.iter().map(|(column, text)| ((*column).into(), Some((*text).into())));
    Sample { cells: cells.collect() }
}

fn setting(reading: Reading) -> Setting<'static> {
    Setting { as_of: Date::constant(2026, 11, 29), tier: Some("PROD"), reading }
}

#[track_caller]
fn says(predicate: &str, cells: &[(&str, &str)]) -> Truth {
    parse(predicate).unwrap().holds(&row(cells), &setting(Reading::Literal))
}

#[track_caller]
fn holds(predicate: &str, value: &str) -> bool {
    match says(predicate, &[("VALUE", value)]) {
        Truth::True => true,
        Truth::False => false,
        absent => panic!("{absent:?}"),
    }
}

/// What it says letter by letter, and as it is meant.
#[track_caller]
fn both(predicate: &str, value: &str) -> [bool; 2] {
    let predicate = parse(predicate).unwrap();
    [Reading::Literal, Reading::AsMeant].map(|reading| {
        match predicate.holds(&row(&[("VALUE", value), ("PERC_USER", value)]), &setting(reading)) {
            Truth::True => true,
            Truth::False => false,
            absent => panic!("{absent:?}"),
        }
    })
}

#[test]
fn a_substring_from_zero_is_the_first_letters() {
    assert!(holds("substring(VALUE, 0, 4) = '2.00'", "2.00.048"));
    assert!(holds("substring(VALUE, 1, 4) = '2.00'", "2.00.048"));
    assert!(holds("substring(VALUE, -3, 4) = '2.00'", "2.00.048"));
    assert!(holds("substring(VALUE, 6) = '048'", "2.00.048"));
    assert!(holds("left(VALUE, 3) = 'Grö'", "Größe"));
}

#[test]
fn lpad_pads_on_the_left_and_cuts_on_the_right() {
    assert!(holds("lpad(VALUE, 4, '0') = '0012'", "12"));
    assert!(holds("lpad(VALUE, 4, '0') = '1234'", "12345"));
    assert!(holds("lpad(VALUE, 4, '0') = '0000'", ""));
    assert!(holds("lpad(VALUE, 5, 'ab') = 'ababx'", "x"));
}

#[test]
fn like_is_for_the_whole_text_and_respects_case() {
    for (pattern, text, fits) in [
        ("%", "", true),
        ("722%", "722_REL", true),
        ("722%", "x722", false),
        ("%TP=%", "P TP=*", true),
        ("sap", "SAP", false),
        ("S_P*", "SAP*", true),
        ("S_P", "SP", false),
        ("%a%b%", "xaxbx", true),
        ("%ab", "aab", true),
        ("[*]", "*", false),
    ] {
        assert_eq!(holds(&format!("VALUE like '{pattern}'"), text), fits, "{text} like {pattern}");
    }
}

#[test]
fn parts_of_a_text_are_found_as_hana_finds_them() {
    assert!(holds("substr_after(VALUE, 'x') = ''", "abc"));
    assert!(holds("substr_before(substr_after(VALUE, '='), ',') = '5'", "LOGIN_TIME=5,OTHER=7"));
    assert!(holds("locate(VALUE, 'b') = 2 and locate(VALUE, 'z') = 0", "abab"));
    assert!(holds("locate(VALUE, 'b', 3) = 4", "abab"));
    assert!(holds(r"replace_regexpr('\.' in VALUE with '') = '0012'", "00.12"));
    assert!(holds("substr_regexpr('([0-9]+)x' in VALUE group 1) = '12'", "ab12x"));
    assert!(holds(r"replace(VALUE, '\', '/') = 'a/b'", r"a\b"));
}

#[test]
fn a_text_compares_with_a_number_as_a_number() {
    assert!(holds("length(VALUE) >= '1'", "x"));
    assert!(holds("to_integer(VALUE) < 10", "9"));
    assert!(holds("VALUE > 9", "10"));
    assert!(holds("1 = case when VALUE > '5' then 1 else 0 end", "6"));
    assert!(holds("-2 * 3 + 10 = VALUE", "4"));
}

#[test]
fn what_is_no_number_is_not_known_and_ends_nothing_else() {
    assert_eq!(says("to_integer(VALUE) < 10", &[("VALUE", "abc")]), Truth::Unknown);
    assert_eq!(says("to_integer(VALUE) < 10", &[("VALUE", "1.5")]), Truth::Unknown);
    assert_eq!(says("NAME = 'y' and to_integer(VALUE) < 10", &[("NAME", "x"), ("VALUE", "abc")]), Truth::False);
    assert_eq!(says("VALUE like '%' or to_integer(VALUE) < 10", &[("VALUE", "abc")]), Truth::True);
}

#[test]
fn a_cell_that_the_export_lacks_is_not_known_and_an_empty_one_is_empty() {
    assert_eq!(says("VALUE like '%'", &[]), Truth::Unknown);
    assert_eq!(says("not VALUE = 'x'", &[]), Truth::Unknown);
    assert_eq!(says("coalesce(VALUE, '0') = '0'", &[]), Truth::Unknown);
    assert_eq!(says("VALUE = ''", &[("VALUE", "")]), Truth::True);
    // nullif gives NULL, which coalesce knows what to do with.
    assert_eq!(says("to_integer(coalesce(nullif(VALUE, ''), '0')) < 3", &[("VALUE", "")]), Truth::True);
    assert_eq!(says("nullif(VALUE, '') = 'x'", &[("VALUE", "")]), Truth::Null);
    assert_eq!(says("not nullif(VALUE, '') = 'x'", &[("VALUE", "")]), Truth::Null);
}

#[test]
fn today_is_the_day_that_is_asked_for() {
    let date = |predicate: &str, value: &str| holds(predicate, value);
    assert!(date("add_days(current_date, -365) > VALUE", "20251128"));
    assert!(!date("add_days(current_date, -365) > VALUE", "2025-11-29"));
    assert!(date("days_between(to_date('2026-11-01', 'YYYY-MM-DD'), current_date) = 28", ""));
    assert!(date(
        "VALUE < to_number(replace(add_days(current_date, -365), '-', '')||replace(current_time, ':', ''))",
        "20251128235959"
    ));
    let month = "to_decimal(to_varchar(add_seconds(current_utctimestamp, -86400*30), 'YYYYMMDDHH24MISS'))";
    assert!(date(&format!("VALUE > {month}"), "20261030000001"));
    assert!(!date(&format!("VALUE > {month}"), "20261030000000"));
}

#[test]
fn the_tier_of_a_system_is_known_or_it_is_not() {
    let predicate =
        parse("ptree.value = 'PROD' and ptree.hier_id = '1' and dir1.store_cim_guid = dir2.store_cim_guid").unwrap();
    let known = setting(Reading::Literal);
    assert_eq!(predicate.holds(&Sample::default(), &known), Truth::True);
    assert_eq!(predicate.holds(&Sample::default(), &Setting { tier: Some("DEV"), ..known }), Truth::False);
    assert_eq!(predicate.holds(&Sample::default(), &Setting { tier: None, ..known }), Truth::Unknown);
}

#[test]
fn versions_are_ordered_part_by_part_where_that_is_meant() {
    assert_eq!(both("substring(VALUE,0,6) >= '2.15.2'", "2.9.1"), [true, false]);
    assert_eq!(both("substring(VALUE,0,6) >= '2.15.2'", "2.15.10"), [false, true]);
    assert_eq!(both("substring(VALUE,0,5) between '1.100' and '1.199'", "1.199.5"), [true, true]);
    assert_eq!(both("substring(VALUE,0,5) between '1.100' and '1.199'", "1.38.5"), [false, false]);
    assert_eq!(both("left(VALUE,4) >= '2.15'", "2.9.1"), [true, false]);
    assert_eq!(both("VALUE >= '380.44.90'", "380.5.1"), [true, false]);
    assert_eq!(both("VALUE >= '2'", "10"), [false, true]);
    assert_eq!(both("'2' <= VALUE", "10"), [false, true]);
    assert_eq!(both("VALUE between '2' and '20'", "10"), [false, true]);
    assert_eq!(both("lpad(substr_after(VALUE, '8.5.'), 2, '0') >= '39'", "8.5.104"), [false, true]);
    assert_eq!(both("PERC_USER <= '5.00'", "10.00"), [true, false]);
    assert_eq!(both("PERC_USER <= '5.00'", "4.50"), [true, true]);
}

#[test]
fn texts_and_padded_versions_are_ordered_by_letters() {
    // Each part of these has its zeros, so that letters compare rightly, and where the text is cut in a part they alone do.
    assert_eq!(both("substring(VALUE,0,7) > '2.00.05'", "2.00.059.02"), [false, false]);
    assert_eq!(both("substring(VALUE,0,11) >= '2.00.048.03'", "2.00.048.10"), [true, true]);
    assert_eq!(both("VALUE >= 'B'", "10"), [false, false]);
    assert_eq!(both("lpad(VALUE,4,'0') >= '0010'", "abc"), [true, true]);
    assert_eq!(both("VALUE = '02'", "2"), [false, false]);
}

#[test]
fn three_values_are_joined_as_sql_joins_them() {
    use Truth::{False, Null, True, Unknown};
    for (one, other, all, any) in [
        (True, Null, Null, True),
        (False, Null, False, Null),
        (True, Unknown, Unknown, True),
        (False, Unknown, False, Unknown),
        (Null, Unknown, Unknown, Unknown),
    ] {
        assert_eq!((Truth::all([one, other]), Truth::any([one, other])), (all, any), "{one:?} {other:?}");
        assert_eq!((Truth::all([other, one]), Truth::any([other, one])), (all, any), "{other:?} {one:?}");
    }
    assert_eq!((!Null, !Unknown, !True), (Null, Unknown, False));
}
