use super::EXPORT;
use crate::export::LinesMatch;
use crate::export::testing::{Found, file, layout_of, read, recognise, whole_lines};
use crate::layout::text;

fn list(name: &str, lines: &[&str]) -> Found {
    read(&EXPORT, &file(name, &text::LAYOUT), whole_lines(lines).as_bytes())
}

fn secinfo(lines: &[&str]) -> Found {
    list("secinfo", &[&["#VERSION=2"], lines].concat())
}

/// Line, column and whether it leaves the file incomplete.
fn flaws(found: &Found) -> Vec<(u64, u64, bool)> {
    found.flaws.iter().map(|flaw| (flaw.line, flaw.column, flaw.incomplete)).collect()
}

#[test]
fn each_line_is_a_record_with_its_number_and_text() {
    let found =
        secinfo(&["# tp", "", "P TP=tp USER=*  HOST=local,prdhost USER-HOST=internal ", "D TP=* USER=* HOST=*"]);
    assert_eq!(found.all("file"), ["secinfo"; 4]);
    assert_eq!(found.all("line"), ["1", "2", "4", "5"]);
    assert_eq!(found.all("content"), ["version", "comment", "entry", "entry"]);
    assert_eq!(found.all("version"), ["2"; 4]);
    let text = "P TP=tp USER=*  HOST=local,prdhost USER-HOST=internal";
    assert_eq!(found.all("text"), ["#VERSION=2", "# tp", text, "D TP=* USER=* HOST=*"]);
    assert_eq!(found.all("permission"), ["-", "-", "permit", "deny"]);
    assert_eq!(found.all("program")[2..], ["tp", "*"]);
    assert_eq!(found.all("host")[2..], ["local, prdhost", "*"]);
    assert_eq!(found.all("user-host")[2..], ["internal", "-"]);
    assert_eq!(found.all("unlimited")[2..], ["user", "program, user, host, user-host"]);
    assert_eq!(found.all("reachable"), ["-", "-", "yes", "yes"]);
    let entry = &found.records[2];
    assert_eq!((entry.place("permission"), entry.place("host"), entry.place("program")), ("P", "local,prdhost", "tp"));
    assert!(found.flaws.is_empty());
}

#[test]
fn reginfo_says_who_may_register_use_and_end_a_program() {
    let lines =
        ["P TP=IGS.PRD HOST=local NO=1 ACCESS=internal,local CANCEL=local", "P TP=x", "P TP=* USER=* HOST=internal"];
    let found = list("PRD_D00_reginfo.DAT", &[&["#VERSION=2"][..], &lines].concat());
    assert_eq!(found.all("file"), ["reginfo"; 4]);
    assert_eq!(found.all("number")[1..], ["1", "-", "-"]);
    assert_eq!(found.all("access")[1..], ["internal, local", "-", "-"]);
    assert_eq!(found.all("cancel")[1..], ["local", "-", "-"]);
    assert_eq!(found.all("unlimited")[1..], ["", "host, access, cancel", "program, access, cancel"]);
    assert!(found.flaws.is_empty());
}

#[test]
fn the_message_server_has_hosts_alone_and_no_order() {
    let found =
        list("ms_acl_info", &["# servers", "HOST=prdhost, 10.1.1.0/24", "HOST= *", "HOST=10.1.0.0/255.255.0.0"]);
    assert_eq!(found.all("file"), ["ms-acl-info"; 4]);
    assert_eq!(found.all("host"), ["-", "prdhost, 10.1.1.0/24", "*", "10.1.0.0/255.255.0.0"]);
    assert_eq!(found.all("unlimited"), ["-", "", "host", ""]);
    for field in ["version", "program", "reachable", "letter"] {
        assert_eq!(found.all(field), ["-"; 4], "{field}");
    }
    assert_eq!(found.all("permission")[1..], ["permit"; 3]);
    assert!(found.flaws.is_empty());
}

#[test]
fn the_old_syntax_permits_and_its_passwords_are_never_shown() {
    let lines = [
        "USER=mueller, HOST=hw1, TP=test;",
        "USER=hugo, PWD=geheim, USER-HOST=hw2, HOST=hw1, TP=prog;",
        "# PWD=geheim",
    ];
    let found = list("secinfo", &lines);
    assert_eq!(found.all("version"), ["1"; 3]);
    assert_eq!(found.all("permission"), ["permit", "permit", "-"]);
    assert_eq!(found.all("letter"), ["-"; 3]);
    assert_eq!(found.all("has-password"), ["no", "yes", "-"]);
    assert_eq!(found.all("text")[1..], ["USER=hugo, PWD=***, USER-HOST=hw2, HOST=hw1, TP=prog;", "# PWD=***"]);
    assert_eq!(found.secrets(), [&[] as &[String], &["geheim".to_owned()], &["geheim".to_owned()]]);
    assert!(found.records.iter().all(|record| !record.shown().contains("geheim")));
}

#[test]
fn version_2_must_be_the_very_first_line() {
    for line in ["#version=2", "# VERSION=2", " #VERSION=2"] {
        let found = list("reginfo", &[line, "P TP=x HOST=local", "D TP=y"]);
        assert_eq!((found.all("version")[0], found.all("content")[0]), ("1", "comment"), "{line}");
        assert_eq!(found.flaws.len(), 1, "{line}");
        assert_eq!(found.all("permission")[1], "permit");
        assert!(found.records[2].is_unknown("permission"));
    }
    let found = list("reginfo", &["# ours", "#VERSION=2", "P TP=x HOST=local"]);
    assert_eq!((found.all("version")[2], flaws(&found)), ("1", vec![(2, 1, false)]));
}

#[test]
fn an_entry_behind_one_that_decides_on_all_of_it_is_not_reached() {
    let found = secinfo(&["P TP=tp USER=* HOST=local", "D TP=* USER=* HOST=*", "P TP=* USER=* HOST=* USER-HOST=*"]);
    assert_eq!(found.all("reachable")[1..], ["yes", "yes", "no"]);
    let found = list("reginfo", &["#VERSION=2", "D TP=* HOST=10.1.1.1", "P TP=* HOST=*"]);
    assert_eq!(found.all("reachable")[1..], ["yes", "yes"]);
}

#[test]
fn malformed_lines_leave_the_list_incomplete_and_strange_words_do_not() {
    let found = secinfo(&[
        "TP=x USER=* HOST=local",
        "P TP=x USER=* HOST=local ACCESS=*",
        "P TP=x USER=* HOST=lo cal",
        "P TP=x Host=local USER=a",
        "P TP=x USER=* HOST=a?b",
        "P TP=x USER=* HOST=local # why",
        "P TP=x HOST=local # why",
        "permit everything",
    ]);
    let wanted = [
        (2, 1, true),
        (3, 26, true),
        (4, 23, true),
        (5, 8, false),
        (6, 20, false),
        (7, 26, false),
        (8, 1, false),
        (9, 1, true),
    ];
    assert_eq!(flaws(&found), wanted);
    let malformed = found.all("content").iter().filter(|content| **content == "malformed").count();
    assert_eq!((found.records.len(), malformed), (9, 4));
    assert_eq!(
        flaws(&list("ms_acl_info", &["P HOST=a", "HOST=b TP=c", "prdhost"])),
        [(1, 1, true), (2, 8, true), (3, 1, true)]
    );
}

#[test]
fn a_last_line_without_its_end_is_not_judged() {
    let file = file("reginfo", &text::LAYOUT);
    let whole = read(&EXPORT, &file, b"#VERSION=2\nP TP=x HOST=prdhost\n");
    assert_eq!((whole.records.len(), whole.flaws.len()), (2, 0));
    let cut = read(&EXPORT, &file, b"#VERSION=2\nP TP=x HOST=prdho");
    assert_eq!((cut.records.len(), flaws(&cut)), (1, vec![(2, 17, true)]));
}

#[test]
fn other_encodings_are_read() {
    let cp1252 = b"#VERSION=2\n# f\xfcr alle\nP TP=pr\xfcf USER=* HOST=local\n";
    let found = read(&EXPORT, &file("secinfo", &text::LAYOUT), cp1252);
    assert_eq!((found.all("text")[1], found.all("program")[2]), ("# f\u{fc}r alle", "pr\u{fc}f"));
    let utf16: Vec<u8> =
        "\u{feff}#VERSION=2\r\nP TP=x USER=* HOST=local\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = read(&EXPORT, &file("secinfo", &text::LAYOUT), &utf16);
    assert_eq!(found.all("content"), ["version", "entry"]);
    assert_eq!(found.all("text")[1], "P TP=x USER=* HOST=local");
}

#[test]
fn without_a_name_the_first_entry_tells_the_list() {
    let kinds =
        |lines: &[&str]| list("x.txt", lines).all("file").iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>();
    assert_eq!(kinds(&["# a", "P TP=x USER=*", "P TP=x"]), ["secinfo"; 3]);
    assert_eq!(kinds(&["#VERSION=2", "P TP=x"]), ["reginfo"; 2]);
    assert_eq!(kinds(&["HOST=a"]), ["ms-acl-info"]);
    let found = list("x.txt", &["# a", "broken"]);
    assert!(found.records.iter().all(|record| record.is_unknown("file")));
}

#[test]
fn lists_are_told_by_their_lines_and_a_name_helps() {
    for text in [
        "#VERSION=2\nP TP=* USER=* HOST=local\n",
        "USER=mueller, HOST=hw1414, TP=test;\n",
        "# x\nP TP=cpict4\nD TP=*\n",
        "TP=foo HOST=*.example.test NO=1\nTP=bar ACCESS=local\nbroken\n",
    ] {
        assert_eq!(layout_of(&EXPORT, "x.txt", text), Some(&text::LAYOUT), "{text}");
    }
    for (name, text) in [
        ("ms_acl_info", "HOST=prdhost\n"),
        ("MS_ACL_INFO.DAT", "HOST=*\n# all\n"),
        ("secinfo", "#VERSION=2\n# nothing yet\n"),
        ("secinfo", "#VERSION=2\nP TP=x HOSTS=a\n"),
        ("ms_acl_info", "HOST=prdhost\nprdapp\n"),
        ("PRD_sec_info.txt", "P TP=x\nbroken\nbroken\n"),
        ("reg-info", "P HOST=x\n"),
    ] {
        assert_eq!(layout_of(&EXPORT, name, text), Some(&text::LAYOUT), "{name}");
        assert_eq!(layout_of(&EXPORT, "notes.txt", text), None, "{name}");
    }
}

#[test]
fn other_texts_are_not_taken() {
    for text in [
        "HOST=db.example.test\nUSER=app\nTP=1\n",
        "export HOST=db\nP=1\n",
        "P * * 3200\nD * * *\n",
        "P\nD\n",
        "tp pf=TP_DOMAIN_PRD.PFL\n",
        "Dear colleagues,\nP TP=* USER=* HOST=* is what we should not have.\nPlease mend it.\n",
        "permit 10.1.2.0/24\ndeny 0.0.0.0/0\n",
        "# VERSION=2\n",
        "",
    ] {
        assert_eq!(layout_of(&EXPORT, "notes.txt", text), None, "{text}");
    }
    assert_eq!(layout_of(&EXPORT, "secinfo.sh", "#!/bin/sh\necho start\ncp a b\n"), None);
    assert_eq!(layout_of(&EXPORT, "ms_acl_info.sh", "#!/bin/sh\nHOST=a\necho $HOST\nls\n"), None);
    assert!(matches!(recognise(&EXPORT, "prxyinfo", "#VERSION=2\nP SOURCE=local DEST=*\n"), LinesMatch::Akin(_)));
}
