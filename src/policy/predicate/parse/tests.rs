//! What the grammar takes, and the words of its mistakes.

use super::super::one_line;
use super::*;

#[track_caller]
fn reads(text: &str, expected: &str) {
    let predicate = parse(text).unwrap();
    assert_eq!(one_line(&predicate), expected);
    assert_eq!(parse(expected).as_ref(), Ok(&predicate), "what is printed reads as the same");
}

#[track_caller]
fn refuses(text: &str, at: &str, message: &str) {
    let mistake = parse(text).unwrap_err();
    let span = mistake.span.start as usize..mistake.span.end as usize;
    assert_eq!((text.get(span).unwrap(), mistake.message.as_str()), (at, message));
}

#[test]
fn and_binds_closer_than_or_and_not_looser_than_a_test() {
    reads("A = '1' or b='2' AND not C like '%'", "A = '1' or B = '2' and not C like '%'");
    reads("not lpad(SP,4,'0') between '0001' and '0005'", "not lpad(SP, 4, '0') between '0001' and '0005'");
    reads("not not (A = '1' or A = '2')", "not not (A = '1' or A = '2')");
    reads("(A = '1' or A = '2') and B = ''", "(A = '1' or A = '2') and B = ''");
}

#[test]
fn a_parenthesis_holds_conditions_or_an_expression() {
    reads("((A) = '1')", "A = '1'");
    reads("(((A = '1')))", "A = '1'");
    reads("(A + 1) * 2 >= (3)", "(A + 1) * 2 >= 3");
    reads("(A) in ('1','2')", "A in ('1', '2')");
    reads("(A) not like 'x'", "A not like 'x'");
}

#[test]
fn functions_with_patterns_and_cases_read_as_hana_writes_them() {
    reads(
        r"to_integer( REPLACE_REGEXPR ('\.' IN (COALESCE(NULLIF(SP,''),'0')) with '')) < 3",
        r"to_integer(replace_regexpr('\.' in coalesce(nullif(SP, ''), '0') with '')) < 3",
    );
    reads(
        "1 = (CASE WHEN SP > '0002' THEN (CASE WHEN 1 = 1 THEN 1 ELSE 0 END) ELSE 0 END)",
        "1 = case when SP > '0002' then case when 1 = 1 then 1 else 0 end else 0 end",
    );
    reads("SUBSTRING_REGEXPR('a' IN VALUE GROUP 2) = ''", "substr_regexpr('a' in VALUE group 2) = ''");
    reads("CD > -86400*30 || 'x'", "CD > -86400 * 30 || 'x'");
}

#[test]
fn rows_of_one_system_are_of_one_instance() {
    reads(
        "dir1.store_cim_guid = dir2.store_cim_guid and ptree.value = 'PROD'",
        "dir1.STORE = dir2.STORE and PTREE.VALUE = 'PROD'",
    );
    refuses("dir3.x = dir1.x", "dir3", "`dir3` is no table that a predicate knows");
    refuses("ptree.x = '1'", "x", "ptree has no column X");
}

#[test]
fn mistakes_are_told_at_their_place() {
    refuses("A = '1' B = '2'", "B", "`B` is not expected here");
    refuses("A = '1' and", "", "a column, a text or a number is expected here, and there is the end of the predicate");
    refuses(
        "A",
        "",
        "a comparison (=, <, like, between, in, ...) is expected here, and there is the end of the predicate",
    );
    refuses("(A = '1'", "(", "this parenthesis is not closed");
    refuses("A = '1')", ")", "this parenthesis closes none");
    refuses("lpda(A,4,'0') = '1'", "lpda", "there is no function `lpda`");
    refuses("lpad(A) = '1'", "lpad", "lpad takes 2 to 3 arguments, and there are 1");
    refuses("A like_regexpr '('", "'('", "this regular expression is not taken: unclosed group");
    refuses("A = 'x", "'", "this text has no end");
    refuses("A § 'x'", "§", "`§` begins nothing that a predicate has");
}

#[test]
fn what_stands_deep_within_each_other_ends_in_words_and_not_in_the_stack() {
    for (open, close) in [("(", ")"), ("not ", ""), ("lower(", ")"), ("- ", "")] {
        let text = format!("{}A = '1'{}", open.repeat(100_000), close.repeat(100_000));
        let message = parse(&text).unwrap_err().message;
        assert!(message.contains("within each other") || message.contains("expected"), "{open}: {message}");
    }
    let wide = vec!["A = '1'"; 100_000].join(" or ");
    assert_eq!(parse(&wide).unwrap().alternatives().len(), 100_000);
}
