//! Files that nobody would make on purpose: they are read or turned down with a reason, in bounded time, and never with a panic.

use std::fs;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::program;

const RFCDES: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\n";
const RSPARAM: &str =
    "Parameter Name,User-Defined Value,System Default Value,System Default Value(Unsubstituted Form),Comment\n";

/// What basislint says of the file, for people and for programs; the answer is its entry in the JSON report.
fn check(name: &str, bytes: impl AsRef<[u8]>) -> Value {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let mut said = Value::Null;
    for format in ["pretty", "json"] {
        let mut command = program::with_limits();
        let arguments = ["check", ".", "--isolated", "--allow-empty", "--as-of", "2026-11-22", "--format", format];
        // Far more than it takes: only a hang gets there.
        let output = command.current_dir(folder.path()).args(arguments).timeout(Duration::from_secs(120)).output();
        let output = output.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0..=2)) && errors.is_empty(), "{name}, {format}: {errors}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains(|c: char| c != '\n' && c.is_ascii_control()), "{name}, {format}");
        if format == "json" {
            said = serde_json::from_str(&text).unwrap();
        }
    }
    said["files"][0].take()
}

#[track_caller]
fn reads(name: &str, bytes: impl AsRef<[u8]>, export: &str, records: u64) {
    let file = check(name, bytes);
    assert_eq!((&file["export"], &file["records"]), (&export.into(), &records.into()), "{file}");
}

#[track_caller]
fn turns_down(name: &str, bytes: impl AsRef<[u8]>, reason: &str) {
    let file = check(name, bytes);
    assert_eq!(file["status"], "unrecognized", "{file}");
    assert!(file["reason"].as_str().unwrap().contains(reason), "{file}");
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn long_files() {
    let profile: String = (0..40_000).map(|number| format!("abc/parameter_{number} = {number}\n")).collect();
    reads("DEFAULT.PFL", format!("SAPSYSTEMNAME = PRD\n{profile}"), "profile", 40_001);
    let rows: String = (0..20_000).map(|number| format!("abc/parameter_{number},,{number},{number},x\n")).collect();
    reads("r.csv", format!("{RSPARAM}{rows}"), "profile-parameters", 20_000);
    reads("r.csv", utf16(&format!("{RSPARAM}{rows}")), "profile-parameters", 20_000);
}

#[test]
fn long_lines() {
    let long = "A".repeat(2_000_000);
    reads("DEFAULT.PFL", format!("SAPSYSTEMNAME = PRD\nssl/ciphersuites = {long}\n"), "profile", 2);
    turns_down("x.txt", &long, "no heading and no line");
    reads("r.csv", format!("{RFCDES}A,3,\"{}\"\n", "H=x,".repeat(200_000)), "rfc-destinations", 1);
    let tokens = ":HIGH".repeat(100_000);
    reads("DEFAULT.PFL", format!("SAPSYSTEMNAME = PRD\nssl/ciphersuites = 150{tokens}\n"), "profile", 2);
}

#[test]
fn wide_tables() {
    let columns: Vec<String> = (0..100_000).map(|number| format!("c{number}")).collect();
    turns_down("x.csv", format!("{}\n{}\n", columns.join(","), ",".repeat(100_000)), "no heading and no line");
    turns_down("x.txt", columns.join("\t"), "text with tabs");
    let heading = format!("{},{}", RSPARAM.trim_end(), columns[..5000].join(","));
    reads("r.csv", format!("{heading}\nabc/x,,1,1,x{}\n", ",".repeat(5000)), "profile-parameters", 1);
}

#[test]
fn many_headings_and_titles() {
    let ruler = "-".repeat(40);
    turns_down("x.txt", format!("{ruler}\n|a|b|\n").repeat(5000), "a SAP list with columns");
    turns_down("x.csv", "a;b;c;d;e;f\n".repeat(9000), "no heading and no line");
    let titles: String = (0..3000).map(|number| format!("Table:   X{number}\n")).collect();
    let file = check(
        "x.txt",
        format!("{titles}{ruler}\n|RFCDEST |RFCTYPE|RFCOPTIONS|\n{ruler}\n|A       |3      |H=x,      |\n{ruler}\n"),
    );
    assert_eq!((&file["export"], &file["records"]), (&"rfc-destinations".into(), &1.into()), "{file}");
    turns_down("x.txt", "\n".repeat(3_000_000), "empty");
}

#[test]
fn macros_without_end() {
    let chain: String = (0..2000).map(|number| format!("x/p{number} = $(x/p{0})$(x/p{0})\n", number + 1)).collect();
    reads("DEFAULT.PFL", format!("{chain}ssl/ciphersuites = $(x/p0)\n"), "profile", 2001);
    let circle = "ssl/ciphersuites = $(ssl/ciphersuites)\nssl/client_ciphersuites = $(a)\na = $(b)\nb = $(a)\n";
    reads("DEFAULT.PFL", circle, "profile", 4);
}

#[test]
fn odd_bytes() {
    let profile = "SAPSYSTEMNAME = PRD\nrdisp/mshost = app01\nlogin/min_password_lng = 8\n";
    turns_down("DEFAULT.PFL", profile.replace('\n', "\r"), "bare carriage returns");
    turns_down("x.bin", (0..=255).cycle().take(100_000).collect::<Vec<u8>>(), "binary");
    const OLD: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    for (name, bytes) in [
        ("x.xlsx", &b"PK\x03\x04 and then nothing that a workbook has"[..]),
        ("x.xlsx", b"PK"),
        ("x.xlsx", OLD),
        ("x.xls", OLD),
    ] {
        let file = check(name, bytes);
        assert_eq!(file["status"], "failed", "{file}");
    }
    for mark in [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF", b"\xFF", b"\0"] {
        turns_down("x", mark, "");
    }
    // Half a character at the end, half a pair in the middle.
    let mut odd = utf16(profile);
    odd.push(b'x');
    assert_eq!(check("DEFAULT.PFL", odd)["records"], 3);
    let mut pair = utf16("SAPSYSTEMNAME = PRD\n# ");
    pair.extend([0x00, 0xD8]);
    pair.extend("\nrdisp/mshost = app01\n".encode_utf16().flat_map(u16::to_le_bytes));
    reads("DEFAULT.PFL", pair, "profile", 2);
    // UTF-8 above, Windows-1252 below.
    let mut mixed = "SAPSYSTEMNAME = PRD\n# Prüfung\n".as_bytes().to_vec();
    mixed.extend(b"rdisp/mshost = pr\xFCf\n");
    reads("DEFAULT.PFL", mixed, "profile", 2);
}

#[test]
fn quotes_that_do_not_fit() {
    let open = check("r.csv", format!("{RFCDES}A,3,\"open\n{}", "B,3,H=x\n".repeat(20_000)));
    assert_eq!((&open["status"], &open["records"]), (&"partial".into(), &20_001.into()), "{open}");
    // The quote that closes one row's value would be the one that opens the next one's.
    let many = check("r.csv", format!("{RFCDES}{}", "A,3,\"open\n".repeat(5000)));
    assert_eq!((&many["status"], &many["records"]), (&"partial".into(), &5000.into()), "{many}");
}
