//! What several files of one system say together.

use super::{Assigned, Content, Input, Request, run};
use crate::finding::{Finding, Verdict};
use crate::landscape::{Role, System};
use crate::policy::Config;
use crate::report::Report;
use crate::rule::judging::RuleSet;

/// Checks files of one system.
pub(super) fn check(role: Role, files: &[(&str, &str)]) -> Report {
    let rules = RuleSet::load::<&str>(&[]).unwrap();
    let name = "PRD".to_owned();
    let system = System { name, role: Some(role), tier: None, technical_user: None, expected: false };
    let assigned = |(path, text): &(&str, &str)| {
        let (path, content) = ((*path).to_owned(), Content::Memory(text.as_bytes().to_vec()));
        let input = Input { content, relative_path: path.clone(), path, named: false, forced: None };
        Assigned { input, system: 0 }
    };
    let config = Config::default();
    let files = files.iter().map(assigned).collect();
    let request = Request {
        files,
        systems: vec![system],
        jobs: Some(1),
        ..Request::new(&rules, &config, jiff::civil::date(2026, 11, 28))
    };
    run(&request).0
}

fn verdict(report: &Report, rule: &str) -> (Verdict, String) {
    let found = report.systems[0].verdicts.iter().find(|verdict| verdict.rule == rule).unwrap();
    (found.verdict, found.reason.clone())
}

fn findings(report: &Report, rule: &str) -> Vec<Finding> {
    report.findings.iter().filter(|finding| finding.rule == rule).collect()
}

fn places(finding: &Finding) -> Vec<String> {
    let own = format!("{}:{}", finding.path, finding.place.line);
    [own]
        .into_iter()
        .chain(finding.related.iter().map(|other| format!("{}:{}", other.path, other.place.line)))
        .collect()
}

/// What is said of a file.
fn notes<'r>(report: &'r Report, path: &str) -> Vec<&'r str> {
    let file = report.files.iter().find(|file| file.path == path).unwrap();
    file.notes.iter().map(|note| note.message.as_str()).collect()
}

fn rfcdes(title: &str, rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|row| format!("\t{row}\n")).collect();
    format!("{title}\n\tRFCDEST\tRFCTYPE\tRFCOPTIONS\n{rows}")
}

const SAPOSS: &str = "SAPOSS\t3\tH=/H/oss001,S=01";
const HUB: &str = "HUB\t3\tH=hub.example.test,S=01";

/// A list of SM37 whose names are as wide as their column.
fn jobs(width: usize, name: &str) -> String {
    let ruler = "-".repeat(width + 40);
    let row = |job: &str, status: &str, day: &str, time: &str| {
        format!("|{:width$.width$}|{status:10}|{day:10}|{time:10}|\n", job)
    };
    let heading = row("Job name", "Status", "Start date", "Start time");
    let jobs = row(name, "Canceled", "27.11.2026", "10:00:00");
    format!("{ruler}\n{heading}{ruler}\n{jobs}{ruler}\n")
}

#[test]
fn subject_and_fingerprint_do_not_depend_on_the_width_of_a_column() {
    for (name, widths) in [
        ("SERVICE_CONNECTION_LISTENER", [22, 26, 27, 28, 40]),
        ("REFRESH_ADMIN_DATA_FROM_SUPPORT", [28, 31, 32, 33, 40]),
    ] {
        let found = widths.map(|width| {
            let report = check(Role::SolutionManager, &[("PRD/sm37.txt", &jobs(width, name))]);
            let mut found = findings(&report, "support-job-cancelled");
            assert_eq!(found.len(), 1, "{name} {width}");
            found.remove(0)
        });
        for one in &found {
            assert_eq!(
                (one.subject.as_str(), &one.fingerprint, &one.message),
                (name, &found[0].fingerprint, &found[0].message)
            );
        }
    }
}

#[test]
fn of_two_exports_of_a_table_the_newer_one_counts_and_the_other_is_named() {
    let old = rfcdes("01.10.2026   Dynamic List Display   1", &[SAPOSS]);
    let new = rfcdes("22.11.2026   Dynamic List Display   1", &[HUB]);
    let report = check(Role::AbapDirect, &[("PRD/a.txt", &old), ("PRD/b.txt", &new)]);
    assert_eq!(findings(&report, "legacy-rfc-destination"), []);
    let note = "left aside, as of 2026-10-01: PRD/b.txt is newer, as of 2026-11-22";
    assert_eq!(notes(&report, "PRD/a.txt"), [note]);
    assert_eq!(report.files[0].reason, note);
    assert!(notes(&report, "PRD/b.txt").is_empty());
    // Verdicts rest on the file that counts.
    let evidence = report.systems[0].verdicts.iter().flat_map(|verdict| &verdict.evidence);
    assert!(evidence.clone().any(|path| path == "PRD/b.txt") && !evidence.clone().any(|path| path == "PRD/a.txt"));
}

#[test]
fn where_dates_do_not_tell_both_tables_count_and_it_is_said() {
    for (one, other) in [("Table: RFCDES", "Table: RFCDES"), ("22.11.2026 List", "22.11.2026 08:00:00 List")] {
        let (first, second) = (rfcdes(one, &[SAPOSS]), rfcdes(other, &[HUB]));
        let report = check(Role::AbapDirect, &[("PRD/a.txt", &first), ("PRD/b.txt", &second)]);
        assert_eq!(findings(&report, "legacy-rfc-destination").len(), 1, "{one}");
        let note = "PRD/a.txt shows the same table, and their dates do not tell which of them is newer: both count";
        assert_eq!(notes(&report, "PRD/b.txt"), [note]);
    }
}

#[test]
fn one_fact_in_two_exports_is_one_finding_at_the_whole_table() {
    let cvers = "COMPONENT\tRELEASE\tEXTRELEASE\nSAP_BASIS\t740\t0020\nST-PI\t740\t0002\n";
    let status = "SAP_BASIS\t740\t0020\tSAPKB74020\tBasis\nST-PI\t740\t0002\tSAPK-74002INSTPI\tTools\n";
    for files in [[("PRD/a.txt", cvers), ("PRD/b.txt", status)], [("PRD/b.txt", cvers), ("PRD/a.txt", status)]] {
        let found = findings(&check(Role::AbapDirect, &files), "st-pi-version");
        assert_eq!(found.len(), 1);
        assert_eq!(places(&found[0]), [format!("{}:3", files[0].0), format!("{}:2", files[1].0)]);
    }
    // Two levels are two facts.
    let other = status.replace("0002\t", "0003\t");
    let report = check(Role::AbapDirect, &[("PRD/a.txt", cvers), ("PRD/b.txt", &other)]);
    assert_eq!(findings(&report, "st-pi-version").len(), 2);
}

#[test]
fn one_expired_certificate_is_one_finding_wherever_it_stands() {
    let list = |pse: &str, serial: &str| {
        format!(
            " maintain_pk for PSE \"/usr/sap/PRD/D00/sec/{pse}.pse\"\nPKList:\n Element #1:\n  Version:  3\n  Subject:  \
             CN=S0012345678, O=Example\n  Issuer:  CN=Example CA, O=Example\n  Serial Number:  {serial}\n  Validity not \
             before:  Fri Jan  1 00:00:00 2016 (160101000000Z)\n  Validity not after:  Thu Jan  1 00:00:00 2026 \
             (260101000000Z)\n  Signature algorithm:  sha256WithRsaEncryption (1.2)\n"
        )
    };
    let copied = "Subject: CN=S0012345678, O=Example\nIssuer: CN=Example CA, O=Example\nSerial Number: 0A1B\nValid from: \
                  01.01.2016 00:00:00 to 01.01.2026 00:00:00\n";
    let (standard, anonymous) = (list("SAPSSLC", "0A:1B"), list("SAPSSLA", "0A:1B"));
    let files = [("PRD/a.txt", copied), ("PRD/b.txt", &standard), ("PRD/c.txt", &anonymous)];
    let report = check(Role::AbapDirect, &files);
    let found = findings(&report, "certificate-expired");
    assert_eq!(found.iter().map(places).collect::<Vec<_>>(), [["PRD/b.txt:5", "PRD/a.txt:1", "PRD/c.txt:5"]]);
    // Another serial number is another certificate.
    let renewed = list("SAPSSLA", "0A:1C");
    let report = check(Role::AbapDirect, &[("PRD/b.txt", &standard), ("PRD/c.txt", &renewed)]);
    assert_eq!(findings(&report, "certificate-expired").len(), 2);
}

#[test]
fn a_file_that_is_cut_takes_nothing_from_the_whole_one() {
    let whole = rfcdes("Table: RFCDES", &[HUB]);
    let cut = rfcdes("Table: RFCDES", &[HUB, "SAP"]);
    let report = check(Role::AbapDirect, &[("PRD/a.txt", &whole), ("PRD/b.txt", cut.trim_end())]);
    assert_eq!(verdict(&report, "legacy-rfc-destination"), (Verdict::Pass, String::new()));
    assert_eq!(notes(&report, "PRD/b.txt")[0], "PRD/a.txt is whole: what is missing here is judged there");
    let alone = check(Role::AbapDirect, &[("PRD/b.txt", cut.trim_end())]);
    assert_eq!(verdict(&alone, "legacy-rfc-destination").0, Verdict::NotEvaluated);
    // What is in it counts all the same.
    let cut = rfcdes("Table: RFCDES", &[SAPOSS, "SAP"]);
    let report = check(Role::AbapDirect, &[("PRD/a.txt", &whole), ("PRD/b.txt", cut.trim_end())]);
    assert_eq!(findings(&report, "legacy-rfc-destination").len(), 1);
}
