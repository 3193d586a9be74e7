//! Edits as bytes: every encoding and line end stays; what meets in a line waits; a difference is what patch takes.

use proptest::prelude::*;

use super::*;
use crate::finding::{Excerpt, Severity};
use crate::input::Encoding;
use crate::knowledge::cipher;
use crate::rule::Change;

/// Text in an encoding, with its mark.
fn bytes(text: &str, encoding: Encoding) -> Vec<u8> {
    let units = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Encoding::Utf16LeBom => [b"\xFF\xFE".to_vec(), units(u16::to_le_bytes)].concat(),
        Encoding::Utf16BeBom => [b"\xFE\xFF".to_vec(), units(u16::to_be_bytes)].concat(),
        Encoding::Utf16Le => units(u16::to_le_bytes),
        Encoding::Utf16Be => units(u16::to_be_bytes),
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}

const ENCODINGS: [Encoding; 7] = [
    Encoding::Utf8,
    Encoding::Utf8Bom,
    Encoding::Utf16LeBom,
    Encoding::Utf16BeBom,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
    Encoding::Windows1252,
];

fn finding(subject: &str, line: u64, severity: Severity) -> Finding {
    Finding {
        rule: "a-rule".to_owned(),
        severity,
        system: "PRD".to_owned(),
        subject: subject.to_owned(),
        message: String::new(),
        help: String::new(),
        path: "PRD/DEFAULT.PFL".to_owned(),
        place: Place { line, column: 1, end_line: line, end_column: 2 },
        excerpt: Excerpt::default(),
        related: Vec::new(),
        labels: Vec::new(),
        references: Default::default(),
        fingerprint: String::new(),
        seed: String::new(),
        status: Status::New,
        risk: None,
    }
}

fn remedy(change: Change) -> Remedy {
    Remedy {
        change,
        only_parameters: Vec::new(),
        only_values: Vec::new(),
        safe: true,
        because: "of the test".to_owned(),
    }
}

/// What a remedy makes of a file that is found wrong in this line.
fn fixed(file: &Lines, kind: &str, subject: &str, line: u64, change: Change) -> Option<Vec<u8>> {
    let site = Site { file, kind, profiles: &|| vec![std::rc::Rc::new(file.clone())] };
    let fix = of(&finding(subject, line, Severity::Error), &[remedy(change)], &site)?;
    edited(file, &fix.edits)
}

const SNI: &str = "ssl/client_sni_enabled";

/// The text after the change, in every encoding and with every line end.
#[track_caller]
fn assert_becomes(before: &str, (subject, line): (&str, u64), change: &Change, after: &str) {
    for line_end in ["\n", "\r\n"] {
        for encoding in ENCODINGS {
            let of = |text: &str| bytes(&text.replace('\n', line_end), encoding);
            let file = Lines::of(of(before));
            let became = fixed(&file, "profile", subject, line, change.clone());
            assert_eq!(became, Some(of(after)), "{encoding:?} {line_end:?}: {before}");
        }
    }
}

#[test]
fn a_value_is_set_and_nothing_else_is_touched_in_any_encoding() {
    let to_true = Change::Value("TRUE".to_owned());
    let (before, after) =
        ("# für\nx = ä\n  ssl/client_sni_enabled  =\tFALSE  \n", "# für\nx = ä\n  ssl/client_sni_enabled  =\tTRUE  \n");
    assert_becomes(before, (SNI, 3), &to_true, after);
    assert_becomes("# für\nssl/client_sni_enabled =", (SNI, 2), &to_true, "# für\nssl/client_sni_enabled = TRUE");
    assert_becomes("# für\nssl/client_sni_enabled = 0", (SNI, 2), &to_true, "# für\nssl/client_sni_enabled = TRUE");
}

#[test]
fn lines_go_and_come_as_their_neighbours_are() {
    let add = Change::Add(SNI.to_owned(), "TRUE".to_owned());
    assert_becomes("# für\nx = y\n", (SNI, 1), &add, "# für\nx = y\nssl/client_sni_enabled = TRUE\n");
    assert_becomes("# für\nx = y", (SNI, 1), &add, "# für\nx = y\nssl/client_sni_enabled = TRUE");
    assert_becomes("# für\nx = y\nz = ü\n", ("x", 2), &Change::RemoveLine, "# für\nz = ü\n");
    assert_becomes("# für\nx = y", ("x", 2), &Change::RemoveLine, "# für\n");
    let port = Change::AddNumbered("icm/server_port_".to_owned(), "PROT=HTTPS,PORT=443$$".to_owned());
    assert_becomes(
        "# für\nicm/server_port_0 = PROT=HTTP,PORT=80$$\nx = y\n",
        ("icm/server_port", 2),
        &port,
        "# für\nicm/server_port_0 = PROT=HTTP,PORT=80$$\nicm/server_port_1 = PROT=HTTPS,PORT=443$$\nx = y\n",
    );
    assert_becomes(
        "# für\nicm/server_port_0 = PROT=HTTPS, PORT=0, TIMEOUT=60\n",
        ("icm/server_port", 1),
        &port,
        "# für\nicm/server_port_0 = PROT=HTTPS, PORT=443$$, TIMEOUT=60\n",
    );
}

#[test]
fn nothing_is_done_where_the_finding_speaks_of_another_line() {
    let file =
        Lines::of(b"SAPSYSTEMNAME = PRD\nssl/client_ciphersuites = $(CIPHERS):MEDIUM\nssl/x = \xC3\x28\n".to_vec());
    let done = |subject: &str, line, change| fixed(&file, "profile", subject, line, change);
    let value = || Change::Value("TRUE".to_owned());
    // A parameter that is set nowhere is told at the first line.
    assert_eq!(done(SNI, 1, value()), None);
    assert_eq!(done("SAPSYSTEMNAME", 9, value()), None);
    assert_eq!(
        done("ssl/client_ciphersuites", 2, Change::Ciphers(cipher::Change::Outdated(Some(150)))),
        None,
        "a macro"
    );
    assert_eq!(done("SAPSYSTEMNAME", 1, Change::Value("PRD".to_owned())), None, "as it is");
    assert_eq!(done(SNI, 1, Change::Add("SAPSYSTEMNAME".to_owned(), "X".to_owned())), None);
    assert_eq!(fixed(&file, "rfc-destinations", "SAPSYSTEMNAME", 1, value()), None, "never an export");
}

#[test]
fn a_route_stands_above_the_line_that_denies_it_and_above_what_is_said_of_that() {
    let permit = Change::Permit { port: "443".to_owned(), sources_of: vec!["*.example.test".to_owned()] };
    let fixed = |text: &str| {
        let file = Lines::of(text.as_bytes().to_vec());
        let changed = fixed(&file, "saprouttab", "new.example.test", 1, permit.clone());
        changed.map(|bytes| String::from_utf8(bytes).unwrap())
    };
    let table = "P\t10.1.1.*\ta.example.test\t443\nP 10.1.2.* b.example.test 443 secret\n# the rest\nD * * *\n";
    let expected = "P\t10.1.1.*\ta.example.test\t443\nP 10.1.2.* b.example.test 443 secret\nP\t10.1.1.*\tnew.example.test\t443\n\
                    P\t10.1.2.*\tnew.example.test\t443\n# the rest\nD * * *\n";
    assert_eq!(fixed(table).as_deref(), Some(expected));
    let open_end = fixed("P 10.1.1.* a.example.test 443").unwrap();
    assert_eq!(open_end, "P 10.1.1.* a.example.test 443\nP 10.1.1.* new.example.test 443");
    // Nothing tells whose connections are meant.
    assert_eq!(fixed("D * * *\n"), None);
    assert_eq!(fixed("P 10.1.1.* host.example.org 443\nKP \"p:CN=a\" a.example.test 443\n"), None);
}

fn replacing(line: u64, columns: (u64, u64), bytes: Range<usize>, text: &str) -> Fix {
    let place = Place { line, column: columns.0, end_line: line, end_column: columns.1 };
    let edit = Edit { path: "PRD/DEFAULT.PFL".to_owned(), bytes, place, text: text.to_owned() };
    Fix { safe: true, description: text.to_owned(), because: String::new(), edits: vec![edit] }
}

#[test]
fn of_two_fixes_for_one_line_the_worse_finding_goes_first() {
    let fixes = [
        (finding("a", 1, Severity::Note), replacing(1, (1, 2), 0..1, "A")),
        (finding("b", 1, Severity::Error), replacing(1, (3, 4), 2..3, "B")),
        (finding("c", 2, Severity::Note), replacing(2, (1, 2), 6..7, "C")),
        // Whole lines between others meet nothing, and the same edit is made once.
        (finding("d", 1, Severity::Note), replacing(1, (1, 1), 0..0, "new\n")),
        (finding("e", 1, Severity::Note), replacing(1, (1, 1), 0..0, "new\n")),
    ];
    let chosen = choose(&fixes);
    let subjects =
        |list: &[&(Finding, Fix)]| list.iter().map(|(finding, _)| finding.subject.clone()).collect::<Vec<_>>();
    assert_eq!(
        (subjects(&chosen.made), subjects(&chosen.later)),
        (vec!["d".into(), "e".into(), "b".into(), "c".into()], vec!["a".into()])
    );
    let file = Lines::of(b"a b c\nd\n".to_vec());
    let became = edited(&file, chosen.made.iter().flat_map(|(_, fix)| &fix.edits)).unwrap();
    assert_eq!(String::from_utf8(became).unwrap(), "new\na B c\nC\n");
}

fn shown(before: &[u8], after: &[u8]) -> Option<(String, bool)> {
    let [before, after] = [before, after].map(|bytes| Lines::of(bytes.to_vec()));
    difference("PRD/DEFAULT.PFL", &before, &after, Showable::Profile).map(|it| (it.text, it.applies))
}

#[test]
fn a_difference_shows_three_lines_around_a_change_unless_they_may_hold_a_secret() {
    let text = |value: &str| {
        format!(
            "SAPSYSTEMNAME = PRD\nicm/a = 1\nicm/b = 2\nicm/c = 3\nssl/x = {value}\r\nicm/d = 4\nicm/e_pwd = Kennwort1\nicm/f = 6"
        )
    };
    let (before, after) = (text("FALSE"), text("TRUE"));
    let expected = "--- a/PRD/DEFAULT.PFL\n+++ b/PRD/DEFAULT.PFL\n@@ -4,3 +4,3 @@\n icm/c = 3\n-ssl/x = FALSE\r\n+ssl/x = TRUE\r\n icm/d = 4\n";
    assert_eq!(shown(before.as_bytes(), after.as_bytes()), Some((expected.to_owned(), true)));
    let last = shown(b"icm/a = 1\nssl/x = 0", b"icm/a = 1\nssl/x = 1").unwrap();
    let expected = "@@ -1,2 +1,2 @@\n icm/a = 1\n-ssl/x = 0\n\\ No newline at end of file\n+ssl/x = 1\n\\ No newline at end of file\n";
    assert!(last.0.ends_with(expected), "{}", last.0);
}

#[test]
fn a_secret_or_a_control_character_in_a_changed_line_is_for_reading_only() {
    let (text, applies) =
        shown(b"ssl/x = PROT=A,PASSWORD=Kennwort1\n", b"ssl/x = PROT=B,PASSWORD=Kennwort1\n").unwrap();
    assert!(!applies && !text.contains("Kennwort1") && text.contains("+ssl/x = PROT=B"), "{text}");
    let (text, applies) = shown(b"ssl/x = a\x1B[31m\n", b"ssl/x = b\x1B[31m\n").unwrap();
    assert!(!applies && !text.contains('\x1B'), "{text}");
    assert_eq!(shown(&bytes("ssl/x = 1\n", Encoding::Utf16LeBom), &bytes("ssl/x = 2\n", Encoding::Utf16LeBom)), None);
}

proptest! {
    #[test]
    fn any_bytes_have_lines_that_are_all_of_them(bytes in prop::collection::vec(prop::sample::select(&b"a =\r\n\0\xFF\xFE\xC3\xA4"[..]), 0..40)) {
        let file = Lines::of(bytes.clone());
        let mark = file.encoding().mark_length().min(bytes.len());
        let mut at = mark;
        for (number, line) in (1..).zip(file.all()) {
            prop_assert!(line.bytes.start == at && line.bytes.end <= line.end && line.end <= bytes.len());
            at = line.end;
            let _ = file.line(number);
        }
        prop_assert_eq!(at, bytes.len());
        prop_assert_eq!(edited(&file, &[]), Some(bytes));
    }
}
