//! Tests of answers of `sapgenpse tlsinfo`.

use super::*;
use crate::export::testing::{Found, file, layout_of, read};
use crate::layout::text;

fn lines(text: &str) -> Found {
    assert_eq!(layout_of(&EXPORT, "x.txt", text), Some(&text::LAYOUT), "{text}");
    read(&EXPORT, &file("x.txt", &text::LAYOUT), text.as_bytes())
}

const SUITES: &str = "Enabled cipher suites:\n  TLS_ECDHE_RSA_WITH_AES128_GCM_SHA256\n";

#[test]
fn versions_stand_on_the_line_of_the_heading_or_below_it() {
    for text in [
        "Running in client mode\nConfigured protocol versions: TLSv1.0, TLSv1.1, TLSv1.2\n",
        "Running in client mode\nConfigured protocol versions:\n TLSv1.0\n TLSv1.1\n TLSv1.2\n\n",
        "Running in client mode\nConfigured protocol versions\n----\n TLS 1.0 TLS 1.1 TLS 1.2\n",
        "Running in client mode\nConfigured protocol versions:\n * TLSv1\n * TLSv1_1\n * TLSv1.2: enabled\n * TLSv1.3: disabled\n",
        "running in CLIENT mode\nConfigured Protocol Versions: TLS1.0 TLS1.1 TLS1.2 (TLSv1.3 not supported)\n",
    ] {
        let found = lines(&format!("{text}{SUITES}"));
        assert_eq!((found.records.len(), found.flaws.len()), (1, 0), "{text}");
        let run = &found.records[0];
        assert_eq!(run.value("mode"), "client", "{text}");
        assert_eq!((run.value("protocols"), run.value("highest")), ("TLS 1.0, TLS 1.1, TLS 1.2", "12"), "{text}");
    }
}

#[test]
fn the_command_tells_value_and_mode() {
    let found = lines(
        "prdhost:prdadm 3> sapgenpse tlsinfo -c 150:PFS:HIGH::EC_P256:EC_HIGH\nPlease enter PIN:\nConfigured protocol versions: SSLv3 TLSv1.0\nx\n",
    );
    let run = &found.records[0];
    assert_eq!((run.value("value"), run.value("mode")), ("150:PFS:HIGH::EC_P256:EC_HIGH", "client"));
    assert_eq!((run.value("highest"), run.place("highest")), ("10", "TLSv1.0"));
}

#[test]
fn several_runs_in_a_file_are_several_records() {
    let found = lines(
        "Running in server mode\nConfigured protocol versions: TLSv1.2\nRunning in client mode\nConfigured protocol versions:\nTLSv1.3\nx\n",
    );
    assert_eq!((found.all("mode"), found.all("highest")), (vec!["server", "client"], vec!["12", "13"]));
}

#[test]
fn no_version_at_all_is_known_and_a_list_that_breaks_off_is_not() {
    let found = lines("Running in client mode\nConfigured protocol versions:\nEnabled cipher suites:\n");
    assert_eq!((found.records[0].value("highest"), found.flaws.len()), ("0", 0));
    for text in [
        "Running in client mode\nConfigured protocol versions:\n",
        "Configured protocol versions:\nTLSv1.0\n",
        "Configured protocol versions:\nTLSv1.0\nTLS",
    ] {
        let found = lines(text);
        assert!(found.records[0].is_unknown("highest") && found.records[0].is_unknown("protocols"), "{text}");
        assert_eq!(found.flaws.iter().filter(|flaw| flaw.incomplete).count(), 1, "{text}");
    }
}

#[test]
fn a_list_on_the_last_line_of_the_file_may_be_cut() {
    for text in ["Configured protocol versions: TLSv1.0, TLSv1.", "Configured protocol versions: SSLv3\n"] {
        let found = lines(text);
        assert!(found.records[0].is_unknown("highest") && found.flaws[0].incomplete, "{text}");
    }
}

#[test]
fn what_names_no_known_version_is_unknown_and_not_none() {
    let found = lines(&format!("Configured protocol versions:\n  0303\n{SUITES}"));
    assert!(found.records[0].is_unknown("highest"));
    let found = lines(&format!("Configured protocol versions:\n  none\n{SUITES}"));
    assert_eq!(found.all("highest"), ["0"]);
}

#[test]
fn versions_behind_a_word_that_disables_them_are_not_enabled() {
    let found =
        lines(&format!("Configured protocol versions:\n disabled: TLSv1.1 TLSv1.2\n enabled: TLSv1.0\n{SUITES}"));
    assert_eq!(found.all("protocols"), ["TLS 1.0"]);
}

#[test]
fn prose_about_the_output_is_not_the_output() {
    for text in [
        "Please look for TLSv1.2 under Configured protocol versions: TLSv1.1 is enough.\n",
        "Configured protocol versions must show TLSv1.1 or higher.\n",
    ] {
        assert_eq!(layout_of(&EXPORT, "mail.txt", text), None, "{text}");
    }
}

#[test]
fn cipher_suites_are_no_versions() {
    assert_eq!(protocols("TLS_RSA_WITH_AES_128_CBC_SHA MYTLSv1.2 TLS_FALLBACK_SCSV SSL 2.0 TLSv1.22"), []);
}
