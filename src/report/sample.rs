//! A small report with something of everything, for tests: three systems, one of them clean; hosts, users and companies are invented.

mod trust;

use std::sync::Arc;

use super::{FileNote, FileReport, FileStatus, Options, PolicyCounts, Report, SystemReport};
use crate::finding::{Excerpt, Finding, Label, Need, Place, Risk, RiskState, RuleVerdict, Severity, Status, Verdict};
use crate::fix::{Edit, Fix, Fixes};
use crate::rule::{Page, PageExample};

pub(super) use trust::report_with_trust;

pub(super) const RFC: &str = "legacy-rfc-destination";
pub(super) const CIPHERS: &str = "client-ciphersuites-outdated";
pub(super) const USERS: &str = "support-user-unknown";
const JOBS: &str = "job-calls-legacy-destination";
/// A file name that tries to colour the terminal and to look like another file.
pub(super) const EVIL_PATH: &str = "QAS/\u{1b}[31mjob\u{202e}gol.txt";

pub(super) fn options() -> Options {
    Options {
        color: false,
        width: 100,
        show_passed: false,
        show_suppressed: false,
        statistics: false,
        verbose: false,
        summary: false,
        quiet: false,
        links: None,
        threads: false,
    }
}

/// A report as a text to look for words in: of a workbook all its parts.
pub(super) fn text_of(bytes: Vec<u8>) -> String {
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes).unwrap();
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for index in 0..archive.len() {
        std::io::Read::read_to_string(&mut archive.by_index(index).unwrap(), &mut text).unwrap();
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

pub(crate) fn report() -> Report {
    let mut findings = vec![ciphers(), saposs(), suppressed(), umlaut(), evil(), whole_file()];
    findings.extend((1..=12).map(numbered));
    findings.push(long_line());
    Report {
        as_of: jiff::civil::date(2026, 11, 22),
        systems: systems(),
        findings: findings.into(),
        fixes: fixes(),
        files: files(),
        rules: rules().into(),
        pictures: Vec::new(),
        absent: Vec::new(),
        risks: risks(),
        check_items: 0,
        ignored_files: 3,
        excluded_files: 0,
        unsure_rules: None,
        may_be_empty: false,
        asked: String::new(),
        category: String::new(),
    }
}

/// A finding in one line; the labels stand under the first occurrence of their words, the first label is the finding's place.
fn finding(rule: &str, severity: Severity, path: &str, line: u64, text: &str, labels: &[(&str, &str)]) -> Finding {
    let labels: Vec<Label> = labels
        .iter()
        .map(|(word, label)| {
            let start = text.find(word).unwrap();
            Label { start, end: start + word.len(), text: (*label).to_owned() }
        })
        .collect();
    let column = |byte: usize| text[..byte].chars().count() as u64 + 1;
    let (start, end) = labels.first().map_or((1, 1), |label| (column(label.start), column(label.end)));
    Finding {
        rule: rule.to_owned(),
        severity,
        system: path.split('/').next().unwrap_or_default().to_owned(),
        subject: "SAPOSS".to_owned(),
        message: "something is wrong".to_owned(),
        help: String::new(),
        path: path.to_owned(),
        place: Place { line, column: start, end_line: line, end_column: end },
        excerpt: Excerpt { line, column: 1, text: text.to_owned() },
        related: Vec::new(),
        labels,
        references: Default::default(),
        fingerprint: format!("{line:016x}"),
        seed: format!("{line:016x}"),
        status: Status::New,
        risk: None,
    }
}

fn fixes() -> Fixes {
    let mut fixes = Fixes::default();
    let place = Place { line: 12, column: 39, end_line: 12, end_column: 53 };
    let edit = Edit { path: "PRD/DEFAULT.PFL".to_owned(), bytes: 400..414, place, text: String::new() };
    let fix = Fix {
        safe: true,
        description: "set ssl/client_ciphersuites = 150:PFS:HIGH::EC_P256:EC_HIGH".to_owned(),
        because: "what is left is the value that SAP asks for".to_owned(),
        edits: vec![edit],
    };
    fixes.insert(&ciphers(), fix);
    fixes
}

fn saposs() -> Finding {
    let text = "| |SAPOSS    |3      |H=/H/10.1.1.5/S/3299/H/.../H/oss001,S=01,N=1_PUBLIC,U=OSS_RFC,...";
    let labels =
        [("SAPOSS", "leads to the support backbone that SAP closed on 2020-11-30"), ("3   ", "ABAP connection (RFC)")];
    Finding {
        message: "SAPOSS still calls SAP by RFC".to_owned(),
        help: "SAP-SUPPORT_PORTAL exists here and serves the same use. Deactivate SAPOSS in SM59, watch the jobs of SM_SM2B for a \
               week, then delete it."
            .to_owned(),
        references: vec!["SAP Note 2923799".to_owned(), "SolMan checklist 2.10".to_owned()].into(),
        ..finding(RFC, Severity::Error, "PRD/sm59_rfcdes.txt", 6, text, &labels)
    }
}

fn suppressed() -> Finding {
    let place = Place { line: 7, column: 4, end_line: 7, end_column: 10 };
    Finding { status: Status::Suppressed, risk: Some(0), place, ..saposs() }
}

/// One that holds, one that ran out, and one without an owner and an end.
pub(super) fn risks() -> Vec<Risk> {
    let holds = Risk {
        rule: RFC.to_owned(),
        system: Some("PRD".to_owned()),
        subject: Some("SAPOSS".to_owned()),
        reason: "kept inactive until the audit".to_owned(),
        owner: Some("Basis team".to_owned()),
        until: Some(jiff::civil::date(2027, 1, 31)),
        state: RiskState::Holds,
        findings: 1,
        path: "basislint.toml".to_owned(),
        address: "basislint.toml".to_owned(),
        line: 12,
    };
    let expired = Risk {
        reason: "the new kernel comes in autumn".to_owned(),
        until: Some(jiff::civil::date(2026, 10, 31)),
        state: RiskState::Expired,
        findings: 0,
        line: 19,
        ..holds.clone()
    };
    let open = Risk {
        rule: "job-*".to_owned(),
        system: None,
        subject: None,
        reason: "=1+1 jobs that nobody needs".to_owned(),
        owner: None,
        until: None,
        state: RiskState::Unmatched,
        findings: 0,
        line: 26,
        ..holds.clone()
    };
    vec![holds, expired, open]
}

fn ciphers() -> Finding {
    let text = "ssl/client_ciphersuites = 150:PFS:HIGH:MEDIUM:+e3DES::EC_P256:EC_HIGH";
    let labels = [
        ("150", "TLS 1.0, 1.1 and 1.2"),
        ("MEDIUM", "adds weaker suites"),
        ("+e3DES", "moves 3DES to the end of the list, does not remove it"),
    ];
    Finding {
        subject: "ssl/client_ciphersuites".to_owned(),
        message: "3DES and MEDIUM ciphers are still offered to SAP".to_owned(),
        help:
            "set 150:PFS:HIGH::EC_P256:EC_HIGH in the default profile (SAP Note 2781565 must be in place) and restart."
                .to_owned(),
        references: vec!["SAP Note 2781565".to_owned()].into(),
        ..finding(CIPHERS, Severity::Warning, "PRD/DEFAULT.PFL", 12, text, &labels)
    }
}

/// Characters of two bytes, a tab and a wide character stand before the place.
fn umlaut() -> Finding {
    let text = "Prüfläufe für Köln\t値\tS0009999999\taktiv";
    Finding {
        subject: "S0009999999".to_owned(),
        message: "S0009999999 is no technical communication user".to_owned(),
        help: "Enter the user of the AISUSER row for Köln in transaction AISUSER.".to_owned(),
        ..finding(USERS, Severity::Note, "PRD/Prüfliste [alt].txt", 3, text, &[("S0009999999", "a person's S-user")])
    }
}

fn evil() -> Finding {
    let text = "10:15:02 \u{1b}]0;owned\u{7}Call of \u{202e}SSOPAS\u{202c} \u{9b}2J via SAPOSS failed";
    Finding {
        message: "job ended well, \u{1b}[32mbut\u{1b}[0m its log [names](https://evil.example) SAPOSS".to_owned(),
        help: "Look\ninto the \u{202e}log\u{202c}.".to_owned(),
        ..finding(JOBS, Severity::Warning, EVIL_PATH, 40, text, &[("SAPOSS", "called \u{1b}[5mhere")])
    }
}

fn whole_file() -> Finding {
    Finding {
        message: "the profile sets no ssl/client_ciphersuites at all".to_owned(),
        help: "Set it.".to_owned(),
        excerpt: Excerpt::default(),
        labels: Vec::new(),
        place: Place { line: 1, column: 1, end_line: 1, end_column: 1 },
        ..finding(CIPHERS, Severity::Error, "QAS/DEFAULT.PFL", 1, "", &[])
    }
}

fn numbered(number: u64) -> Finding {
    let name = format!("SAPOSS_{number:03}");
    let text = format!("| |{name}|3      |H=oss001,S=01");
    Finding {
        subject: name.clone(),
        message: format!("{name} still calls SAP by RFC"),
        ..finding(RFC, Severity::Error, "QAS/rfcdes.txt", number, &text, &[(&name, "legacy destination")])
    }
}

/// A line of 1,000 characters that is shown from its 21st on.
fn long_line() -> Finding {
    let text = format!("{}U=OSS_RFC,{}Q=Y,{}", "x".repeat(500), "y".repeat(250), "z".repeat(236));
    let mut finding = finding(
        USERS,
        Severity::Warning,
        "QAS/rfcdes.txt",
        123_456,
        &text,
        &[("U=OSS_RFC", "the user that SAP has locked everywhere since the backbone was renewed"), ("Q=Y", "queued")],
    );
    finding.excerpt.column = 21;
    finding.place.column += 20;
    finding.place.end_column += 20;
    finding
}

fn verdict(rule: &str, verdict: Verdict, reason: &str, missing: &[&str], evidence: &[&str]) -> RuleVerdict {
    let owned = |list: &[&str]| Arc::new(list.iter().map(|&item| item.to_owned()).collect());
    RuleVerdict {
        rule: rule.into(),
        verdict,
        reason: reason.into(),
        missing: Arc::new(missing.iter().map(|of| Need::part(&[], *of)).collect()),
        evidence: owned(evidence),
    }
}

fn systems() -> Vec<SystemReport> {
    let components = "Software components (CVERS)";
    vec![
        SystemReport {
            name: "DEV".to_owned(),
            role: "abap-direct".to_owned(),
            tier: None,
            inferred: Some("no configuration says otherwise".to_owned()),
            role_in_doubt: false,
            stack: None,
            policy: PolicyCounts::default(),
            verdicts: vec![
                verdict(CIPHERS, Verdict::Pass, "", &[], &["DEV/1.pfl", "DEV/2.pfl", "DEV/3.pfl", "DEV/4.pfl"]),
                verdict(RFC, Verdict::Pass, "3 destinations, none of them on the list", &[], &["DEV/rfcdes.txt"]),
                verdict("support-package-old", Verdict::Pass, "", &[], &["DEV/cvers.txt"]),
                verdict(USERS, Verdict::NotApplicable, "not for this role", &[], &[]),
            ],
        },
        SystemReport {
            name: "PRD".to_owned(),
            role: "solution-manager".to_owned(),
            tier: Some("production".to_owned()),
            inferred: None,
            role_in_doubt: false,
            stack: None,
            policy: PolicyCounts::default(),
            verdicts: vec![
                verdict(CIPHERS, Verdict::Fail, "1 finding", &[], &["PRD/DEFAULT.PFL"]),
                verdict(RFC, Verdict::Fail, "1 finding", &[], &["PRD/sm59_rfcdes.txt"]),
                verdict("support-package-old", Verdict::NotEvaluated, "an export is missing", &[components], &[]),
                verdict(USERS, Verdict::NotEvaluated, "PRD/aisuser.txt is cut in line 14", &[], &["PRD/aisuser.txt"]),
            ],
        },
        SystemReport {
            name: "QAS".to_owned(),
            role: "abap-direct".to_owned(),
            tier: Some("quality".to_owned()),
            inferred: None,
            role_in_doubt: false,
            stack: None,
            policy: PolicyCounts::default(),
            verdicts: vec![
                verdict(CIPHERS, Verdict::NotEvaluated, "an export is missing", &["STRUST (SSL client Standard)"], &[]),
                verdict(JOBS, Verdict::Fail, "1 finding", &[], &[EVIL_PATH]),
                verdict(RFC, Verdict::Fail, "12 findings", &[], &["QAS/rfcdes.txt"]),
                verdict("support-package-old", Verdict::NotEvaluated, "", &["Job overview (SM37)", components], &[]),
                verdict(USERS, Verdict::NotEvaluated, "", &[components], &[]),
            ],
        },
    ]
}

fn file(path: &str, export: Option<&'static str>, status: FileStatus, reason: &str) -> FileReport {
    FileReport {
        system: export.and_then(|_| path.split('/').next()).map(str::to_owned),
        export,
        layout: export.map(|_| "text"),
        encoding: Some("utf-8"),
        records: if export.is_some() { 10 } else { 0 },
        status,
        reason: reason.to_owned(),
        ..FileReport::unread(path.to_owned(), path.to_owned())
    }
}

fn files() -> Vec<FileReport> {
    let read = |path, export| file(path, Some(export), FileStatus::Read, "");
    let mut profile = read("PRD/DEFAULT.PFL", "profile");
    profile.notes.push(FileNote { line: 30, column: 1, message: "no `=` in this line".to_owned() });
    let mut files = vec![
        read("DEV/rfcdes.txt", "rfc-destinations"),
        profile,
        read("PRD/Prüfliste [alt].txt", "support-users"),
        file("PRD/aisuser.txt", Some("support-users"), FileStatus::Partial, "cut in line 14"),
        read("PRD/sm59_rfcdes.txt", "rfc-destinations"),
        read(EVIL_PATH, "job-log"),
        read("QAS/DEFAULT.PFL", "profile"),
        read("QAS/rfcdes.txt", "rfc-destinations"),
    ];
    let reason = "no heading of an export that basislint knows";
    files.extend((1..=7).map(|number| file(&format!("notes/{number}.md"), None, FileStatus::Unrecognized, reason)));
    files
}

fn page(id: &str, severity: Severity, title: &str) -> Page {
    Page {
        id: id.to_owned(),
        title: title.to_owned(),
        severity,
        confidence: "high".to_owned(),
        confidence_by_role: Vec::new(),
        roles: vec!["solution-manager".to_owned()],
        tiers: Vec::new(),
        exports: vec!["rfc-destinations".to_owned()],
        what: "The destination leads to the old support backbone.".to_owned(),
        why: "SAP closed it.".to_owned(),
        remedies: Vec::new(),
        fix: "Use SAP-SUPPORT_PORTAL.".to_owned(),
        references: vec!["SAP Note 2923799".to_owned()],
        tags: vec!["rfc-destinations".to_owned()],
        areas: vec!["rfc-destinations".to_owned()],
        asks_for_absence: false,
        security_severity: "7.5".to_owned(),
        security_severity_by_severity: Vec::new(),
        sources: Vec::new(),
        lists: Vec::new(),
        examples: Vec::new(),
        continued: Vec::new(),
        policy: None,
    }
}

fn rules() -> Vec<Page> {
    let example = PageExample {
        name: "SAPOSS is there".to_owned(),
        verdict: Verdict::Fail,
        files: vec![("rfcdes.txt".to_owned(), "RFCDEST\tRFCTYPE\n```SAPOSS\t3\n".to_owned())],
    };
    let cite = |references: &[&str], page: Page| Page {
        references: page.references.iter().cloned().chain(references.iter().map(|&own| own.to_owned())).collect(),
        ..page
    };
    vec![
        cite(
            &["SolMan checklist 2.4"],
            Page {
                asks_for_absence: false,
                security_severity: String::new(),
                ..page(CIPHERS, Severity::Warning, "Old ciphers are offered to SAP")
            },
        ),
        cite(&["SolMan checklist 2.12"], page(JOBS, Severity::Warning, "A job calls a destination that SAP closed")),
        cite(
            &["SolMan checklist 2.10", "Support Backbone Update guide 2.1.5"],
            Page { examples: vec![example], ..page(RFC, Severity::Error, "A destination still calls SAP by RFC") },
        ),
        cite(
            &["Support Backbone Update guide 2.1.1"],
            page("support-package-old", Severity::Warning, "The support package is too old"),
        ),
        Page { confidence: "medium".to_owned(), ..page(USERS, Severity::Note, "A user may not log on") },
    ]
}
