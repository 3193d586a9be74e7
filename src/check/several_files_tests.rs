//! What several files of one system say together.

use super::{Assigned, Content, Input, Request, run};
use crate::config::Config;
use crate::finding::{Finding, Verdict};
use crate::landscape::{Role, System};
use crate::report::Report;
use crate::rule::judging::RuleSet;

/// Checks files of one system.
pub(super) fn check(role: Role, files: &[(&str, &str)]) -> Report {
    let rules = RuleSet::load::<&str>(&[]).unwrap();
    let name = "PRD".to_owned();
    let system = System { role: Some(role), ..System::named(name) };
    let assigned = |(path, text): &(&str, &str)| {
        let (path, content) = ((*path).to_owned(), Content::Memory(text.as_bytes().to_vec()));
        let input = Input {
            content,
            relative_path: path.clone(),
            path,
            named: false,
            forced: None,
            purpose: None,
            store: None,
        };
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
    let found = report.systems[0].verdicts.iter().find(|verdict| &*verdict.rule == rule).unwrap();
    (found.verdict, found.reason.to_string())
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
    let evidence = report.systems[0].verdicts.iter().flat_map(|verdict| verdict.evidence.iter());
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

const GOOD: [&str; 3] = [
    "SAP-SUPPORT_PORTAL\tH\tH=apps.support.sap.com,s=Y,t=DFAULT",
    "SAP-SUPPORT_PARCELBOX\tG\tH=documents.support.sap.com,N=/parcel/,s=Y,t=DFAULT",
    "SAP-SUPPORT_NOTE_DOWNLOAD\tG\tH=notesdownloads.sap.com,s=Y,t=DFAULT",
];

#[test]
fn what_one_of_two_tables_lacks_whose_dates_do_not_tell_is_not_there_for_sure() {
    let rule = "missing-support-destination";
    let (whole, less) = (rfcdes("Table: RFCDES", &GOOD), rfcdes("Table: RFCDES", &GOOD[..2]));
    for files in [[("PRD/a.txt", &*whole), ("PRD/b.txt", &*less)], [("PRD/b.txt", &*less), ("PRD/a.txt", &*whole)]] {
        let reason = "PRD/a.txt has what PRD/b.txt lacks, and their dates do not tell which of them is newer";
        assert_eq!(verdict(&check(Role::AbapDirect, &files), rule), (Verdict::NotEvaluated, reason.to_owned()));
    }
    let report = check(Role::AbapDirect, &[("PRD/a.txt", &whole), ("PRD/b.txt", &whole)]);
    assert_eq!(verdict(&report, rule).0, Verdict::Pass);
    // What both lack is missing.
    let other = rfcdes("Table: RFCDES", &GOOD[1..2]);
    let report = check(Role::AbapDirect, &[("PRD/a.txt", &less), ("PRD/b.txt", &other)]);
    let found = findings(&report, rule);
    assert_eq!(found.iter().map(|it| it.subject.as_str()).collect::<Vec<_>>(), ["SAP-SUPPORT_NOTE_DOWNLOAD"]);
}

#[test]
fn nothing_is_right_by_what_one_of_two_tables_lacks_whose_dates_do_not_tell() {
    // A component that only one list has.
    let cvers =
        |st_pi: &str| format!("COMPONENT\tRELEASE\tEXTRELEASE\nSAP_BASIS\t750\t0022\nSAP_ABA\t750\t0022\n{st_pi}");
    let (with, without) = (cvers("ST-PI\t740\t0026\n"), cvers(""));
    let report = check(Role::AbapDirect, &[("PRD/a.txt", &with), ("PRD/b.txt", &without)]);
    assert_eq!(verdict(&report, "st-pi-version").0, Verdict::NotEvaluated);
    let report = check(Role::AbapDirect, &[("PRD/a.txt", &with), ("PRD/b.txt", &with)]);
    assert_eq!(verdict(&report, "st-pi-version").0, Verdict::Pass);
    // SAP Notes that make up for an old Support Package.
    let old = "COMPONENT\tRELEASE\tEXTRELEASE\nSAP_BASIS\t750\t0004\nSAP_ABA\t750\t0004\n";
    let notes = |note: &str| format!("NUMM\tNTSTATUS\tPRSTATUS\n{note}\tA\tE\n");
    let (enabling, others) = (notes("0002576306"), notes("0000111111"));
    let of = |one: &str, other: &str| {
        let files = [("PRD/a.txt", old), ("PRD/n.txt", one), ("PRD/o.txt", other)];
        verdict(&check(Role::AbapDirect, &files), "signed-notes-support")
    };
    let reason = "PRD/n.txt has what PRD/o.txt lacks, and their dates do not tell which of them is newer";
    assert_eq!(of(&enabling, &others), (Verdict::NotEvaluated, reason.to_owned()));
    assert_eq!(of(&enabling, &enabling).0, Verdict::Pass);
    assert_eq!(of(&others, &others).0, Verdict::Fail);
}

#[test]
fn one_cancelled_run_in_two_forms_of_the_list_is_one_finding() {
    let table =
        "JOBNAME,JOBCOUNT,STATUS,SDLUNAME,STRTDATE,STRTTIME\nSM:SELFDIAGNOSIS,00000012,A,SM_SM2B,27.11.2026,10:00:00\n";
    let list = jobs(32, "SM:SELFDIAGNOSIS");
    let report = check(Role::SolutionManager, &[("PRD/a.csv", table), ("PRD/b.txt", &list)]);
    let found = findings(&report, "support-job-cancelled");
    assert_eq!(found.iter().map(places).collect::<Vec<_>>(), [["PRD/a.csv:2", "PRD/b.txt:4"]]);
    // Another start is another run.
    let other = table.replace("10:00:00", "11:00:00");
    let report = check(Role::SolutionManager, &[("PRD/a.csv", &other), ("PRD/b.txt", &list)]);
    assert_eq!(findings(&report, "support-job-cancelled").len(), 2);
}

#[test]
fn one_client_certificate_is_one_finding_however_many_destinations_log_on_with_it() {
    let own = "Opening PSE \"/usr/sap/PRD/D00/sec/SAPSSLC.pse\"...\nPSE (v2) open ok.\n\nMY Certificate:\n\
               ----------------------------------------------------------------------------\nSubject               :   \
               CN=S0012345678, O=Example\nIssuer                :   CN=Example CA, O=Example\nSerialno: 0A:20\nKeyInfo : RSA, \
               2048-bit\nValidity  -  NotBefore:   Fri Mar 11 14:00:57 2016 (160311130057Z)\n              NotAfter:   Fri \
               Jan  1 01:00:01 2038 (260311130057Z)\n\
               ----------------------------------------------------------------------------\n";
    let rows = GOOD.map(|row| row.replace(",s=Y", ",Q=A,s=Y"));
    let list = rfcdes("Table: RFCDES", &rows.each_ref().map(String::as_str));
    let report = check(Role::AbapDirect, &[("PRD/own.txt", own), ("PRD/a.txt", &list)]);
    let found = findings(&report, "technical-user-certificate");
    assert_eq!(found.iter().map(places).collect::<Vec<_>>(), [["PRD/a.txt:3", "PRD/a.txt:4", "PRD/a.txt:5"]]);
}

#[test]
fn a_list_without_certificates_tells_of_none() {
    let empty = " maintain_pk for PSE \"/usr/sap/PRD/D00/sec/SAPSSLC.pse\"\nPKList:\n";
    let report = check(Role::AbapDirect, &[("PRD/a.txt", empty)]);
    for rule in ["certificate-expired", "certificate-expiring"] {
        assert_eq!(verdict(&report, rule), (Verdict::NotApplicable, "no certificate here".to_owned()), "{rule}");
    }
    assert_eq!(verdict(&report, "missing-root-certificate").0, Verdict::Fail);
}

#[test]
fn a_component_in_a_list_that_is_not_whole_counts_as_it_stands_once() {
    let status = "SAP_BASIS\t750\t0022\tSAPK-75022INSAPBASIS\tBasis\nST-PI\t740\t0026\tSAPK-74026INSTPI\tTools\n";
    let of = |rule: &str, files: &[(&str, &str)]| verdict(&check(Role::AbapDirect, files), rule).0;
    assert_eq!(of("st-pi-version", &[("PRD/b.txt", status)]), Verdict::Pass);
    assert_eq!(of("tci-support", &[("PRD/b.txt", status)]), Verdict::Pass);
    // What is not in it may be installed.
    assert_eq!(of("st-a-pi-version", &[("PRD/b.txt", status)]), Verdict::NotEvaluated);
    assert_eq!(of("tci-support", &[("PRD/b.txt", &status.replace("SAP_BASIS", "SAP_ABA"))]), Verdict::NotEvaluated);
    // SP10 will do unless the system is a Solution Manager, which the list does not tell.
    assert_eq!(of("st-pi-version", &[("PRD/b.txt", &status.replace("0026", "0010"))]), Verdict::NotEvaluated);
    // The title line of SPAM counts beside a copy.
    let old = status.replace("0022", "0004");
    let title = format!("{old}Support Package Manager - Version 7.50/0070\n");
    let numbers = ["2536585", "2606986", "2615270", "2569813", "1995550", "2408383"];
    let notes: String = numbers.iter().map(|note| format!("000{note}\tA\tE\n")).collect();
    let notes = format!("NUMM\tNTSTATUS\tPRSTATUS\n{notes}");
    assert_eq!(of("tci-support", &[("PRD/b.txt", &title), ("PRD/n.txt", &notes)]), Verdict::Pass);
    assert_eq!(
        of("tci-support", &[("PRD/b.txt", &title.replace("0070", "0069")), ("PRD/n.txt", &notes)]),
        Verdict::NotEvaluated
    );
}
