//! The landscapes under `testdata`, through the command line as a user runs it: what is found, where, and how it is told.

use std::collections::BTreeMap;
use std::ffi::OsString;

use basislint::cli::{self, Terminal};
use basislint::report::Format;
use serde_json::Value;

use crate::program;

const LANDSCAPE: &str = "testdata/landscape";
const FINDINGS: u8 = 1;

/// Stands in clear text in an RFC destination of SOL.
const PASSWORD: &str = "Zugspitze#2962";

struct Run {
    code: u8,
    out: String,
    err: String,
}

/// Runs `basislint check` in the project's folder, where cargo runs tests.
fn check(arguments: &[&str]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal::plain(&mut out, &mut err);
    let arguments = ["basislint", "check"].iter().chain(arguments).map(OsString::from);
    let code = cli::run(arguments, &mut terminal);
    Run { code, out: program::text_of(out), err: String::from_utf8(err).unwrap() }
}

/// The landscape is judged by the rules that it was made for: one that came later proves itself by its examples and its
/// defect (`testdata/readiness`), and changes no number here.
fn with_rules_of_the_landscape(arguments: &[&str]) -> Run {
    let rules = crate::contract::contract().into_iter().filter(|promise| promise.since == "0.1.0");
    let selected: Vec<String> = rules.map(|promise| format!("--select={}", promise.id)).collect();
    let selected: Vec<&str> = selected.iter().map(String::as_str).collect();
    check(&[arguments, &selected].concat())
}

fn check_landscape(more: &[&str]) -> Run {
    with_rules_of_the_landscape(&[&[LANDSCAPE, "--as-of", "2026-11-22", "--isolated"], more].concat())
}

fn report(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap()
}

fn array<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

/// Output for a snapshot, free of the version of this build.
fn steady(output: &str) -> String {
    output.replace(env!("CARGO_PKG_VERSION"), "[version]")
}

#[test]
fn pretty_is_for_people() {
    let run = check_landscape(&["--format", "pretty"]);
    insta::assert_snapshot!("landscape_pretty", steady(&run.out));
}

#[test]
fn concise_has_a_line_for_each_finding() {
    let run = check_landscape(&["--format", "concise"]);
    insta::assert_snapshot!("landscape_concise", steady(&run.out));
}

#[test]
fn json_has_it_all() {
    let run = check_landscape(&["--format", "json"]);
    insta::assert_snapshot!("landscape_json", steady(&run.out));
}

#[test]
fn sarif_is_for_code_scanning() {
    let run = check_landscape(&["--format", "sarif"]);
    let mut sarif = report(&run);
    // What rules say of themselves is long, and theirs to test.
    for rule in sarif["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        *rule = rule["id"].take();
    }
    insta::assert_snapshot!("landscape_sarif", steady(&serde_json::to_string_pretty(&sarif).unwrap()));
}

/// Rule, file, line, column, and what stands there. In a workbook the column is that of the cell.
#[rustfmt::skip]
const EXPECTED: &[(&str, &str, u64, u64, &str)] = &[
    ("support-destination-host", "QAS/RFC destinations.xlsx", 7, 4, ""),
    ("support-destination-tls", "QAS/RFC destinations.xlsx", 7, 1, ""),
    ("support-destination-path", "QAS/RFC destinations.xlsx", 8, 4, ""),
    ("technical-user-shared", "QAS/RFC destinations.xlsx", 9, 4, ""),
    ("crypto-library-security", "QAS/dev_icm", 8, 40, "8.4.31"),
    ("crypto-library-version", "QAS/dev_icm", 8, 40, "8.4.31"),
    ("support-job-error", "QAS/joblog_sdccn.txt", 6, 44, "407 Proxy Authentication Required"),
    ("https-service-missing", "QAS/rsparam.csv", 6, 1, "icm/server_port_0"),
    ("server-ciphersuites-weak", "QAS/rsparam.csv", 14, 31, "eRC4"),
    ("ciphersuites-malformed", "QAS/rsparam.csv", 15, 42, "HIHG"),
    ("client-ciphersuites-weak", "QAS/rsparam.csv", 15, 38, "LOW"),
    ("client-tls-legacy-version", "QAS/rsparam.csv", 15, 25, "918"),
    ("st-pi-version", "QAS/system_status_components.txt", 4, 11, "0009"),
    ("client-ciphersuites-outdated", "SOL/DEFAULT.PFL", 17, 40, "MEDIUM"),
    ("client-tls-legacy-version", "SOL/DEFAULT.PFL", 17, 27, "150"),
    ("parameter-not-effective", "SOL/DEFAULT.PFL", 18, 20, "545:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH"),
    ("client-sni-disabled", "SOL/DEFAULT.PFL", 19, 26, "FALSE"),
    ("missing-root-certificate", "SOL/SAPSSLC_maintain_pk.txt", 1, 1, " maintain_pk for PSE"),
    ("certificate-expired", "SOL/SAPSSLC_maintain_pk.txt", 41, 39, "CN=Example Meldewesen CA"),
    ("http-service-active", "SOL/SOL_D00_solhost", 14, 26, "HTTP"),
    ("support-user-missing", "SOL/aisuser.txt", 4, 2, "Benutzer"),
    ("support-user-technical", "SOL/aisuser.txt", 7, 10, "0012300871"),
    ("support-user-malformed", "SOL/aisuser.txt", 10, 9, "beantragt"),
    ("support-user-malformed", "SOL/aisuser.txt", 11, 2, "BECKERM"),
    ("solution-manager-level", "SOL/cvers.txt", 10, 46, "0006"),
    ("st-pi-version", "SOL/cvers.txt", 12, 46, "0008"),
    ("kernel-security", "SOL/disp+work.txt", 22, 31, "1300"),
    ("support-job-error", "SOL/joblog_REFRESH_ADMIN_DATA.txt", 5, 56, "401 Unauthorized"),
    ("fallback-usage", "SOL/joblog_REFRESH_ADMIN_DATA.txt", 6, 45, "SAPOSS"),
    ("fallback-usage", "SOL/joblog_SELFDIAGNOSIS.txt", 9, 39, "SAP-OSS"),
    ("note-download-procedure", "SOL/rcwb_snote_dwnld_proc_config.txt", 2, 2, "Remote Function Call (RFC)"),
    ("saprouter-backbone-route", "SOL/saprouttab.txt", 13, 1, "S"),
    ("saprouter-open-route", "SOL/saprouttab.txt", 13, 1, "S"),
    ("sdccn-destination-missing", "SOL/sdccn_rfc_ziele.csv", 2, 1, "SDCC_OSS;"),
    ("sdccn-legacy-destination", "SOL/sdccn_rfc_ziele.csv", 2, 1, "SDCC_OSS;"),
    ("missing-support-job", "SOL/sm37_jobuebersicht.txt", 5, 2, "Job "),
    ("support-job-cancelled", "SOL/sm37_jobuebersicht.txt", 18, 64, "Abgebrochen"),
    ("support-job-overdue", "SOL/sm37_jobuebersicht.txt", 20, 76, "06.09.2026"),
    ("support-job-user", "SOL/sm37_jobuebersicht.txt", 26, 50, "BECKERM"),
    ("obsolete-job", "SOL/sm37_jobuebersicht.txt", 27, 2, "SM:UPLOAD SYSTEM DATA"),
    ("missing-support-destination", "SOL/sm59_rfcdes.txt", 4, 4, "RFC-Destination"),
    ("inline-password", "SOL/sm59_rfcdes.txt", 13, 87, PASSWORD),
    ("generic-support-user", "SOL/sm59_rfcdes.txt", 14, 137, "OSS_RFC"),
    ("legacy-rfc-target", "SOL/sm59_rfcdes.txt", 14, 100, "oss001"),
    ("fallback-destination-alive", "SOL/sm59_rfcdes.txt", 15, 4, "SAP-OSS"),
    ("legacy-rfc-destination", "SOL/sm59_rfcdes.txt", 15, 4, "SAP-OSS"),
    ("fallback-destination-alive", "SOL/sm59_rfcdes.txt", 16, 4, "SAP-OSS-LIST-001"),
    ("legacy-rfc-destination", "SOL/sm59_rfcdes.txt", 16, 4, "SAP-OSS-LIST-001"),
    ("support-destination-type", "SOL/sm59_rfcdes.txt", 17, 27, "H"),
    ("support-destination-path", "SOL/sm59_rfcdes.txt", 25, 108, "/sap/bc/bsp/svt/sapping"),
    ("technical-user-shared", "SOL/sm59_rfcdes.txt", 25, 140, "S0012300871"),
    ("fallback-destination-alive", "SOL/sm59_rfcdes.txt", 28, 4, "SAPNET_RFC"),
    ("generic-support-user", "SOL/sm59_rfcdes.txt", 28, 132, "OSS_RFC"),
    ("legacy-rfc-destination", "SOL/sm59_rfcdes.txt", 28, 4, "SAPNET_RFC"),
    ("fallback-destination-alive", "SOL/sm59_rfcdes.txt", 29, 4, "SAPOSS"),
    ("generic-support-user", "SOL/sm59_rfcdes.txt", 29, 137, "OSS_RFC"),
    ("legacy-rfc-destination", "SOL/sm59_rfcdes.txt", 29, 4, "SAPOSS"),
    ("fallback-destination-alive", "SOL/sm59_rfcdes.txt", 31, 4, "SDCC_OSS"),
    ("generic-support-user", "SOL/sm59_rfcdes.txt", 31, 132, "ST14_RTCC"),
    ("legacy-rfc-destination", "SOL/sm59_rfcdes.txt", 31, 4, "SDCC_OSS"),
    ("technical-user-elsewhere", "SOL/sm59_rfcdes.txt", 49, 72, "S0012300871"),
];

#[test]
fn every_finding_stands_at_its_token() {
    let run = check_landscape(&["--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (FINDINGS, ""));
    let report = report(&run);
    let found: Vec<(&str, String, u64, u64)> = array(&report, "findings")
        .iter()
        .map(|finding| {
            let path = text(finding, "path").strip_prefix(LANDSCAPE).unwrap().trim_start_matches('/').to_owned();
            (text(finding, "rule"), path, finding["line"].as_u64().unwrap(), finding["column"].as_u64().unwrap())
        })
        .collect();
    let expected: Vec<(&str, String, u64, u64)> =
        EXPECTED.iter().map(|(rule, path, line, column, _)| (*rule, (*path).to_owned(), *line, *column)).collect();
    assert_eq!(found, expected);
    // The table itself is held against the files: columns count characters, in whatever encoding.
    let encodings: BTreeMap<&str, Option<&str>> =
        array(&report, "files").iter().map(|file| (text(file, "path"), file["encoding"].as_str())).collect();
    for (rule, path, line, column, token) in EXPECTED {
        let path = format!("{LANDSCAPE}/{path}");
        let Some(encoding) = encodings[path.as_str()] else { continue };
        let content = decode(&std::fs::read(&path).unwrap(), encoding);
        let line = content.lines().nth(*line as usize - 1).unwrap();
        let there: String = line.chars().skip(*column as usize - 1).collect();
        assert!(there.starts_with(token), "{rule} in {path}: {there}");
    }
}

fn decode(bytes: &[u8], encoding: &str) -> String {
    let encoding = encoding_rs::Encoding::for_label(encoding.trim_end_matches("-bom").as_bytes()).unwrap();
    encoding.decode(bytes).0.into_owned()
}

#[test]
fn what_was_not_judged_is_known() {
    let run = check_landscape(&["--format", "json"]);
    let report = report(&run);
    let mut open: Vec<(&str, &str)> = Vec::new();
    for system in array(&report, "systems") {
        let verdicts = array(system, "verdicts").iter();
        open.extend(
            verdicts
                .filter(|verdict| text(verdict, "verdict") == "not-evaluated")
                .map(|verdict| (text(system, "name"), text(verdict, "rule"))),
        );
    }
    let expected = [
        // What has no word of its own below was not exported, or waits for the role, which a list of components that is not
        // whole does not tell.
        ("QAS", "certificate-expired"),
        ("QAS", "certificate-expiring"),
        // The only job log is cut.
        ("QAS", "fallback-usage"),
        ("QAS", "focused-run-release"),
        ("QAS", "kernel-patch-level"),
        ("QAS", "kernel-security"),
        ("QAS", "logical-port-failing"),
        ("QAS", "logical-port-missing"),
        ("QAS", "missing-root-certificate"),
        ("QAS", "missing-support-job"),
        ("QAS", "note-download-procedure"),
        // The destination for it has TLS switched off.
        ("QAS", "note-download-trust"),
        ("QAS", "obsolete-job"),
        ("QAS", "outdated-job-step"),
        // What runs is exported, profile files are not.
        ("QAS", "parameter-not-effective"),
        ("QAS", "required-note-missing"),
        ("QAS", "saprouter-backbone-route"),
        ("QAS", "saprouter-legacy-route"),
        ("QAS", "saprouter-open-route"),
        ("QAS", "sdccn-destination-missing"),
        ("QAS", "sdccn-legacy-destination"),
        ("QAS", "sdccn-legacy-target"),
        ("QAS", "sdccn-not-migrated"),
        ("QAS", "solution-manager-level"),
        // The list of components was copied from System > Status, which may leave rows out.
        ("QAS", "st-a-pi-version"),
        ("QAS", "support-job-cancelled"),
        ("QAS", "support-job-overdue"),
        ("QAS", "support-job-user"),
        ("QAS", "support-user-malformed"),
        ("QAS", "support-user-missing"),
        ("QAS", "support-user-technical"),
        ("QAS", "task-list-failed"),
        ("QAS", "task-list-not-run"),
        ("QAS", "tls-protocol-configured"),
        ("QAS", "unsigned-note-download"),
        ("SOL", "crypto-library-security"),
        ("SOL", "crypto-library-version"),
        ("SOL", "logical-port-failing"),
        ("SOL", "logical-port-missing"),
        // There is no destination for it.
        ("SOL", "note-download-trust"),
        ("SOL", "outdated-job-step"),
        ("SOL", "required-note-missing"),
        ("SOL", "sdccn-legacy-target"),
        ("SOL", "sdccn-not-migrated"),
        // SAP_BASIS may have what it takes by notes, and table CWBNTCUST is not exported.
        ("SOL", "signed-notes-support"),
        ("SOL", "task-list-failed"),
        ("SOL", "task-list-not-run"),
        ("SOL", "tls-protocol-configured"),
        ("SOL", "unsigned-note-download"),
    ];
    assert_eq!(open, expected);
}

/// Rules that are for Solution Manager or Focused Run only; DEV is neither.
const OF_OTHER_ROLES: [&str; 13] = [
    "focused-run-release",
    "logical-port-failing",
    "logical-port-missing",
    "missing-support-job",
    "obsolete-job",
    "outdated-job-step",
    "solution-manager-level",
    "support-job-cancelled",
    "support-job-overdue",
    "support-job-user",
    "support-user-malformed",
    "support-user-missing",
    "support-user-technical",
];

/// DEV has no SAPOSS, and logs on to the support backbone with user and password: nothing of that to judge.
const NOTHING_OF_IT: [&str; 2] = ["note-assistant-generic-user", "technical-user-certificate"];

#[test]
fn a_clean_system_passes_everything_that_is_for_it() {
    let report = report(&check_landscape(&["--format", "json"]));
    assert!(array(&report, "findings").iter().all(|finding| text(finding, "system") != "DEV"));
    let system = array(&report, "systems").iter().find(|system| text(system, "name") == "DEV").unwrap();
    for verdict in array(system, "verdicts") {
        let (rule, verdict) = (text(verdict, "rule"), text(verdict, "verdict"));
        let is_silent = OF_OTHER_ROLES.contains(&rule) || NOTHING_OF_IT.contains(&rule);
        let expected = if is_silent { "not-applicable" } else { "pass" };
        assert_eq!(verdict, expected, "{rule}");
    }
}

#[test]
fn a_clean_folder_ends_with_success_but_owns_up_to_what_it_does_not_show() {
    let arguments = ["testdata/landscape/DEV", "--as-of", "2026-11-22", "--isolated", "--format", "concise"];
    let run = with_rules_of_the_landscape(&arguments);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    // Whether other systems use DEV's technical user cannot be seen in its own files.
    assert!(run.out.ends_with("no findings, but 1 of 51 checks could not be made\n"), "{}", run.out);
}

#[test]
fn near_misses_are_no_findings() {
    let run = check_landscape(&["--format", "json"]);
    let report = report(&run);
    let subjects: Vec<&str> = array(&report, "findings").iter().map(|finding| text(finding, "subject")).collect();
    for name in ["SAPOSS_ALT", "SDCC_OSS_DOKU", "NOWAKT", "icm/server_port_2", "ST-BCO", "ZFI_TAGESABSCHLUSS_PRÜFUNG"]
    {
        assert!(!subjects.contains(&name), "{name}");
    }
    // SAPOSS of QAS has the new form, type H.
    let of_qas = |finding: &&Value| text(finding, "system") == "QAS" && text(finding, "subject") == "SAPOSS";
    assert_eq!(array(&report, "findings").iter().find(of_qas), None);
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads() {
    for format in Format::names() {
        let one = check_landscape(&["--format", format, "--jobs", "1"]);
        for jobs in ["2", "8"] {
            let many = check_landscape(&["--format", format, "--jobs", jobs]);
            assert!(one.out == many.out && one.err == many.err && one.code == many.code, "{format}, {jobs} threads");
        }
    }
}

#[test]
fn no_output_shows_a_password() {
    let list = decode(&std::fs::read("testdata/landscape/SOL/sm59_rfcdes.txt").unwrap(), "windows-1252");
    assert!(list.contains(PASSWORD));
    for format in Format::names() {
        for more in [&[][..], &["--show-passed", "--statistics", "--verbose"], &["--quiet"]] {
            let run = check_landscape(&[&["--format", format], more].concat());
            assert!(run.out.contains("inline-password"), "{format}");
            for part in [PASSWORD, "Zugspitze", "2962"] {
                assert!(!run.out.contains(part) && !run.err.contains(part), "{format} shows {part}");
            }
        }
    }
}

#[test]
fn reports_written_to_files_are_those_of_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let file = |format: &str| folder.path().join(format);
    let outputs: Vec<String> = Format::names()
        .flat_map(|format| ["--output".to_owned(), format!("{format}={}", file(format).display())])
        .collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    check_landscape(&outputs);
    for format in Format::names() {
        let written = program::text_of(std::fs::read(file(format)).unwrap());
        assert!(written == check_landscape(&["--format", format]).out, "{format}");
    }
}

#[test]
fn configuration_gives_roles_kinds_severities_and_suppressions() {
    let run = with_rules_of_the_landscape(&["testdata/landscape-configured", "--format", "json"]);
    let report = report(&run);
    assert_eq!(run.code, FINDINGS);
    let systems: Vec<[&str; 3]> = array(&report, "systems")
        .iter()
        .map(|system| [text(system, "name"), text(system, "role"), text(system, "tier")])
        .collect();
    let expected = [
        ["ERP", "abap-managed", "production"],
        ["SBX", "abap-direct", "sandbox"],
        ["SMP", "solution-manager", "production"],
    ];
    assert_eq!(systems, expected);
    assert!(array(&report, "files").iter().all(|file| text(file, "status") == "read"), "the forced kind too");
    let findings: Vec<[&str; 5]> = array(&report, "findings")
        .iter()
        .map(|finding| ["system", "severity", "rule", "subject", "status"].map(|key| text(finding, key)))
        .collect();
    let expected = [
        ["ERP", "error", "generic-support-user", "SAPOSS", "new"],
        ["ERP", "error", "legacy-rfc-destination", "SAPOSS", "suppressed"],
        ["SBX", "warning", "https-service-missing", "icm/server_port", "new"],
        ["SMP", "warning", "client-tls-legacy-version", "ssl/client_ciphersuites", "new"],
        ["SMP", "note", "http-service-active", "icm/server_port_0", "new"],
        ["SMP", "error", "support-destination-user", "SAP-SUPPORT_PORTAL", "new"],
        ["SMP", "error", "support-user-technical", "SAPSUPPORT", "new"],
    ];
    assert_eq!(findings, expected);
    assert!(run.err.contains("this suppression expired on 2026-06-30"), "{}", run.err);
}
