use super::EXPORT;
use crate::export::testing::{Found, file, layout_of, read, whole_lines};
use crate::layout::text;

fn table(lines: &[&str]) -> Found {
    read(&EXPORT, &file("saprouttab", &text::LAYOUT), whole_lines(lines).as_bytes())
}

#[test]
fn missing_fields_mean_any_and_point_at_the_kind() {
    let found = table(&["# routes", "", "P 10.1.1.* apps.example.test 443", "D host3", "S*,0 * host6"]);
    assert_eq!(found.headings, ["# routes"]);
    assert_eq!(found.all("action"), ["permit", "deny", "permit-sap-protocol"]);
    assert_eq!(found.all("kind"), ["P", "D", "S"]);
    assert_eq!(found.all("source"), ["10.1.1.*", "host3", "*"]);
    assert_eq!(found.all("destination"), ["apps.example.test", "*", "host6"]);
    assert_eq!(found.all("service"), ["443", "*", "*"]);
    assert_eq!(found.all("limit-after"), ["-", "-", "0"]);
    assert_eq!(found.all("limit-before"), ["-", "-", "-"]);
    let deny = &found.records[1];
    assert_eq!((deny.place("destination"), deny.place("source")), ("D", "host3"));
    assert!(found.flaws.is_empty());
}

#[test]
fn lines_with_snc_have_a_partner_and_no_source() {
    let found = table(&["KT \"p:CN=router, O=Example\" 10.9.9.9 3299", "KP \"p:CN=router, O=Example\" * 3200", "KS *"]);
    assert_eq!(found.all("action"), ["snc-partner", "permit", "permit-sap-protocol"]);
    assert_eq!(found.all("snc-name"), ["p:CN=router, O=Example", "p:CN=router, O=Example", "*"]);
    assert_eq!(found.all("source"), ["-", "-", "-"]);
    assert_eq!(found.all("destination"), ["10.9.9.9", "*", "*"]);
    assert_eq!(found.all("reachable"), ["-", "yes", "yes"]);
    assert_eq!(found.all("open"), ["no", "no", "no"]);
}

#[test]
fn passwords_are_known_to_be_there_and_never_shown() {
    let found = table(&[
        "P host4 host5 * pass",
        "P * * * *",
        "P * host 3200 two words # why",
        "P * host 3201 #perhaps",
        "KP \"p:CN=a\" * * pass2",
    ]);
    assert_eq!(found.all("has-password")[..3], ["yes", "no", "yes"]);
    assert!(found.records[3].is_unknown("has-password"));
    assert_eq!(found.all("has-password")[4], "yes");
    let secrets: Vec<&[String]> = found.secrets();
    assert_eq!(secrets, [["pass"], ["*"], ["two words"], ["#perhaps"], ["pass2"]]);
    for record in &found.records {
        for secret in ["pass\n", "two words", "#perhaps", "pass2"] {
            assert!(!record.shown().contains(secret), "{}", record.shown());
        }
    }
}

#[test]
fn an_open_route_has_no_password_and_no_condition() {
    let open = |line| table(&[line]).records[0].value("open").to_owned();
    for line in ["P * * *", "P *", "S * * *", "P * * 0.65535", "P *.*.*.* 0.0.0.0/0 *", "P0,1 * * *", "P * * * *"] {
        assert_eq!(open(line), "yes", "{line}");
    }
    for line in ["D * * *", "P * * * pass", "P * * 3200.3299", "P 10.*.*.* * *", "KP * * *", "P * host *"] {
        assert_eq!(open(line), "no", "{line}");
    }
    assert!(open("P * * * #maybe").starts_with('?'));
}

#[test]
fn a_line_behind_one_that_decides_on_all_of_it_is_not_reached() {
    let found = table(&["P 10.1.1.* apps.example.test 443", "D * * *", "P * * *"]);
    assert_eq!(found.all("reachable"), ["yes", "yes", "no"]);
}

#[test]
fn inline_comments_are_kept_and_noted_once() {
    let found = table(&["P * host 3200 # dispatcher", "D  *  *  *  # all else", "# a line of its own"]);
    assert_eq!(found.all("comment"), ["dispatcher", "all else"]);
    assert_eq!(found.all("has-password"), ["no", "no"]);
    let places: Vec<_> = found.flaws.iter().map(|flaw| (flaw.line, flaw.column, flaw.incomplete)).collect();
    assert_eq!(places, [(1, 15, false)]);
}

#[test]
fn malformed_lines_leave_the_table_incomplete_and_strange_words_do_not() {
    let found = table(&["permit * * 443", "P0 * *", "P 300.1.2.3 a/b ?", "KP \"open * *"]);
    let places: Vec<_> = found.flaws.iter().map(|flaw| (flaw.line, flaw.column, flaw.incomplete)).collect();
    assert_eq!(places, [(1, 1, true), (2, 2, true), (3, 3, false), (3, 13, false), (3, 17, false), (4, 4, true)]);
    assert_eq!(found.records.len(), 1);
}

#[test]
fn a_table_is_told_by_its_lines() {
    for text in [
        "P * * 3200.3298\n",
        "# routes\n\nD host1 host2 serviceX\nP 155.56.*.* 155.56.*.*\n",
        "P0,1 * 192.168.1.1 3200 password # SID dispatcher\n",
        "KT \"p:CN=router, OU=SAProuter\" 10.1.2.3 3299\n",
        "P host4 host5 443\nP host4 host5 444\nP host6 host5 444\nP host4 host5 445\nbroken\n",
    ] {
        assert_eq!(layout_of(&EXPORT, "x.txt", text), Some(&text::LAYOUT), "{text}");
    }
}

#[test]
fn a_name_helps_where_lines_leave_doubt() {
    for text in ["P host1 host2 service\n", "D host3\nbroken line\n", "# nothing is permitted yet\n"] {
        assert_eq!(layout_of(&EXPORT, "saprouttab", text), Some(&text::LAYOUT), "{text}");
        assert_eq!(layout_of(&EXPORT, "notes.txt", text), None, "{text}");
    }
}

#[test]
fn other_texts_are_not_taken() {
    for text in [
        "Dear colleagues,\nS is for sugar\n",
        "S is for sugar\nP is for pepper\nD is for dill\n",
        "P\nS\nD\n",
        "D\tsrc/main.rs\nD\tREADME.md\n",
        "D  old.txt\nP  new.txt\n",
        "#!/bin/sh\nP=443\nping -c 1 10.1.2.3\n",
        "[section]\nP = 10.1.2.3\n",
        "PORT 443\n",
        "P 443 people came and nobody knew * what for\n",
        "D-Day was on 1944\nP 12\n",
        "",
        "\n\n",
        "# Title\n\nS 1: a list\n",
    ] {
        assert_eq!(layout_of(&EXPORT, "notes.txt", text), None, "{text}");
    }
}

#[test]
fn fields_that_the_end_of_the_file_may_have_taken_are_not_any() {
    let whole = read(&EXPORT, &file("saprouttab", &text::LAYOUT), b"P 10.1.1.* apps.example.test 443\nP * \n");
    assert_eq!((whole.all("destination")[1], whole.flaws.len()), ("*", 0));
    let cut = read(&EXPORT, &file("saprouttab", &text::LAYOUT), b"P 10.1.1.* apps.example.test 443\nP * ");
    assert_eq!((cut.records.len(), cut.flaws.len()), (1, 1));
    assert!(cut.flaws[0].incomplete);
}
