//! The same bytes come out for any number of threads, any size of the pieces in which files are read and any size of the
//! parts into which large ones are cut, wherever the cuts fall: into a line end, a character, a broken record.

use std::path::PathBuf;

use basislint::check::{self, Assigned, Content, Input, Portions, Request};
use basislint::config::Config;
use basislint::landscape::System;
use basislint::report::{self, Format, Options, Report};
use basislint::rule::RuleSet;

use crate::systems::RULES;

/// A job log with all that can befall one: two jobs, steps, umlauts, pages, rows that are broken or cut.
fn job_log() -> String {
    let ruler = "-".repeat(118);
    let heading = format!(
        "|{:<10}|{:<8}|{:<64}|{:<13}|{:<11}|T|",
        "Date", "Time", "Message text", "Message class", "Message no."
    );
    let row = |text: &str, class: &str, number: &str| {
        format!("|14.11.2026|02:00:01|{text:<64}|{class:<13}|{number:<11}|S|\r\n")
    };
    let head =
        |job: &str| format!("Job log overview for job:    {job} / 00012345\r\n{ruler}\r\n{heading}\r\n{ruler}\r\n");
    let mut text = head("NIGHTLY_LÖAD");
    for round in 0..6 {
        text += &row("Job gestartet", "00", "516");
        text += &row("Step 001 started (program RSCOLL00, variant X, user ID BATCH)", "00", "550");
        text += &row("Schritt läuft für Übertragung €", "00", "602");
        text += &row("Destination SAPOSS wird verwendet", "SRT_CORE", "122");
        text += &row("Destination SAPOSS_NEW nicht betroffen", "00", "602");
        text += &row("SDCC_OSS über\nzwei Zeilen", "00", "602");
        text += &row("*", "", "");
        text += &row("sapnet_rfc in kleinen Buchstaben", "00", "602");
        if round == 2 {
            text += &format!("{ruler}\r\n\r\n{}", head("OTHER_JOB"));
        }
        if round == 4 {
            text += "|14.11.2026|02:00:01|cut SAP-OSS\r\n";
        }
    }
    text + &format!("{ruler}\r\n|14.11.2026|02:0")
}

/// Table RFCDES with destinations of all kinds, a repeated heading and a record broken by a line feed.
fn rfc_destinations() -> String {
    let ruler = "-".repeat(98);
    let heading = format!("|{:<24}|RFCTYPE|{:<63}|", "RFCDEST", "RFCOPTIONS");
    let row = |name: &str, kind: &str, options: &str| format!("|{name:<24}|{kind:<7}|{options:<63}|\n");
    let mut text = format!("Table:          RFCDES\n{ruler}\n{heading}\n{ruler}\n");
    for round in 0..8 {
        text += &row("BWCLNT100", "3", "H=bw.example.test,S=00,M=100,U=RFCUSER,v=%_PWD,L=EN,");
        text += &row("SAPOSS", "3", "H=/H/router/S/3299/H/oss001,S=01,U=OSS_RFC,v=%_PWD,");
        text += &row("ZÜRICH", "3", "H=zürich.example.test,U=SÜDUSER,v=geheim,");
        text += &row("SAP-SUPPORT_PORTAL", "H", "H=apps.support.sap.com,I=443,U=S0012345678,s=Y,t=DFAULT,");
        text += &row("ELSEWHERE", "G", "H=other.example.test,U=S0012345678,v=%_PWD,");
        text += &row("FULL", "3", &"x".repeat(63));
        text += &row("BROKEN", "3", "H=a.example.test,\nU=OSS_RFC,");
        if round == 3 {
            text += &format!("{ruler}\n{heading}\n{ruler}\n");
        }
    }
    text + &ruler + "\n"
}

/// A job log without heading, in plain lines.
fn plain_log() -> String {
    let mut text = "Job Log Einträge für Job: NIGHTLY / 00012345\n".to_owned();
    for round in 0..12 {
        text += "14.11.2026 02:00:01 Job gestartet 00 516 S\n";
        text += "14.11.2026 02:00:02 Destination SAPOSS wird für den Schritt verwendet 00 602 S\n";
        text += "14.11.2026 02:00:03 Dieser Text läuft über zwei Zeilen und nennt\n                    SDCC_OSS erst in der zweiten 00 602 S\n";
        if round == 7 {
            text += "\nJob Log Einträge für Job: OTHER / 00012346\n";
        }
    }
    text
}

/// RFC destinations as values between this separator, or as text with tabs.
fn separated(separator: char) -> String {
    let line = |cells: [&str; 3]| {
        let quoted =
            |cell: &str| if separator == ',' && cell.contains(',') { format!("\"{cell}\"") } else { cell.to_owned() };
        cells.map(quoted).join(&separator.to_string()) + "\n"
    };
    let mut text = line(["RFCDEST", "RFCTYPE", "RFCOPTIONS"]);
    for round in 0..10 {
        text += &line(["BWCLNT100", "3", "H=bw.example.test,S=00,M=100,U=RFCUSER,v=%_PWD,"]);
        text += &line(["SAPOSS", "3", "H=/H/router/S/3299/H/oss001,S=01,U=OSS_RFC,v=%_PWD,"]);
        text += &line(["ZÜRICH", "3", "H=zürich.example.test,U=SÜDUSER,v=geheim,"]);
        if separator == ',' && round % 3 == 0 {
            text += "BROKEN,3,\"H=a.example.test,\nU=OSS_RFC,\"\n";
        }
    }
    text
}

/// Table TBTCO, where dates are told by the title, and names may be cut.
fn jobs() -> String {
    let ruler = "-".repeat(79);
    let line = |cells: [&str; 7]| {
        let [job, count, status, day, time, user, end] = cells;
        format!("|{job:<22}|{count:<8}|{status:<6}|{day:<10}|{time:<8}|{user:<12}|{end}\r\n")
    };
    let heading = line(["JOBNAME", "JOBCOUNT", "STATUS", "STRTDATE", "STRTTIME", "SDLUNAME", ""]);
    let mut text = format!("11/22/2026  Jobs\r\n{ruler}\r\n{heading}{ruler}\r\n");
    for round in 0..8 {
        text += &line(["NIGHTLY_LOAD", "02000100", "F", "11/09/2026", "02:00:00", "BATCH", ""]);
        text += &line(["SM:SELFDIAGNOSIS", "02000200", "A", "11/09/2026", "03:00:00", "SM_SM2B", ""]);
        text += &line(["ÜBERTRAGUNG", "02000300", "F", "11/09/2026", "02:00:00", "MÜLLER", ""]);
        text += &line(["SM:REFRESH_RFCDEST", "02000400", "S", "00/00/0000", "00:00:00", "ADMIN", ""]);
        text += &line(["SM:SELFDIAGNOSIS_SEND_", "02000500", "A", "11/09/2026", "02:00:00", "SM_SM2B", ""]);
        text += &line(["", "02000600", "F", "11/09/2026", "02:00:00", "BATCH", ""]);
        text += &line(["*", "", "", "", "", "", ""]);
        if round == 3 {
            text += &format!("{ruler}\r\n22/11/2026  Jobs\r\n{ruler}\r\n{heading}{ruler}\r\n");
        }
    }
    text + &ruler + "\r\n"
}

/// Table TBTCP, with the outdated program between others.
fn steps() -> String {
    let line = |job: &str, step: &str, program: &str| format!("|{job:<12}|02000100|{step:<9}|{program:<30}|\n");
    let ruler = "-".repeat(64);
    let heading = "|JOBNAME     |JOBCOUNT|STEPCOUNT|PROGNAME                      |\n";
    let mut text = format!("{ruler}\n{heading}{ruler}\n");
    for _ in 0..8 {
        text += &line("NIGHTLY", "1", "RSCOLL00");
        text += &line("CRM", "1", "AI_CRM_IM_UPDATE_FROM_SAP");
        text += &line("CRM", "2", "AI_CRM_IM_UPDATE_FROM_SAP_WS");
        text += &line("FULL", "1", &"X".repeat(30));
        text += &line("", "", "RSCOLL00");
    }
    text + &ruler + "\n"
}

fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |mark: bool, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    vec![
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-8-bom", format!("\u{FEFF}{text}").into_bytes()),
        ("windows-1252", encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
        ("utf-16le", utf16(true, u16::to_le_bytes)),
        ("utf-16le without mark", utf16(false, u16::to_le_bytes)),
        ("utf-16be", utf16(true, u16::to_be_bytes)),
    ]
}

fn check(rules: &RuleSet, files: &[(&str, &[u8])], portions: Portions, jobs: usize) -> Report {
    let config = Config::default();
    let assigned = |(path, bytes): &(&str, &[u8])| {
        let content = Content::Memory(bytes.to_vec());
        let (path, relative_path) = ((*path).to_owned(), (*path).to_owned());
        Assigned {
            input: Input { content, path, relative_path, named: false, forced: None, purpose: None, store: None },
            system: 0,
        }
    };
    let request = Request {
        files: files.iter().map(assigned).collect(),
        // There also if no file is.
        systems: vec![System { expected: true, ..System::named("PRD") }],
        jobs: Some(jobs),
        portions,
        ..Request::new(rules, &config, jiff::civil::date(2026, 11, 22))
    };
    check::run(&request).0
}

fn written(report: &Report, jobs: usize) -> String {
    let mut out = Vec::new();
    // Pretty shows the source as well.
    for format in [Format::Json, Format::Pretty] {
        let options = Options {
            width: 100,
            show_passed: true,
            statistics: true,
            verbose: true,
            threads: jobs > 1,
            ..Options::default()
        };
        report::write(format, report, &options, &mut out).unwrap();
    }
    String::from_utf8(out).unwrap()
}

/// The rules that say something else of these files than of none: the others wait for exports that are not there, whatever the portions.
fn speaking(files: &[(&str, &[u8])]) -> RuleSet {
    let said = |files| {
        let report = check(&RULES, files, Portions::default(), 1);
        let verdicts = report.systems[0].verdicts.iter();
        verdicts.map(|it| (it.rule.to_string(), it.verdict, it.reason.to_string())).collect::<Vec<_>>()
    };
    let (with, without) = (said(files), said(&[]));
    let speaking = with.iter().zip(&without).filter(|(with, without)| with != without);
    let ids: Vec<String> = speaking.map(|((id, ..), _)| id.clone()).collect();
    let mut rules = RuleSet::load_without_examples::<PathBuf>(&[]).unwrap();
    rules.select(&ids, &[]).unwrap();
    rules
}

/// Checks that nothing changes for these sizes. All rules judge the first of them, the rules that speak of the files all.
fn assert_same_for(files: &[(&str, &[u8])], pieces: &[usize], parts: &[u64]) {
    let speaking = speaking(files);
    for (rules, pieces, parts) in [(&*RULES, &pieces[..1], &parts[..1]), (&speaking, pieces, parts)] {
        let whole = check(rules, files, Portions::default(), 1);
        assert!(!whole.findings.is_empty(), "there is something to find");
        let whole = written(&whole, 1);
        for &piece in pieces {
            for &part in parts {
                for jobs in [1, 2, 8] {
                    let found = written(&check(rules, files, Portions { piece, part }, jobs), jobs);
                    assert!(found == whole, "piece {piece}, part {part}, jobs {jobs}, files {:?}", files[0].0);
                }
            }
        }
    }
}

#[test]
fn results_do_not_depend_on_pieces_that_cut_characters_and_line_ends() {
    let (log, list) = (job_log(), rfc_destinations());
    for ((_, log), (_, list)) in encodings(&log).iter().zip(encodings(&list)) {
        assert_same_for(&[("PRD/joblog.txt", log), ("PRD/rfcdes.txt", &list)], &[1, 2, 3, 5, 64], &[1 << 20]);
    }
}

#[test]
fn results_do_not_depend_on_parts_that_are_read_at_the_same_time() {
    let (log, list) = (job_log(), rfc_destinations());
    let parts: Vec<u64> = (4..40).step_by(18).chain((700..940).step_by(24)).chain([1000, 1500, 2222, 3000]).collect();
    for ((_, log), (_, list)) in encodings(&log).iter().zip(encodings(&list)) {
        assert_same_for(&[("PRD/joblog.txt", log), ("PRD/rfcdes.txt", &list)], &[97], &parts);
    }
}

#[test]
fn results_do_not_depend_on_parts_of_files_without_a_frame() {
    let cut = separated('\t') + "SAPOSS_CUT\t3\tH=oss001,S=01,N=1_PUB";
    let texts = [plain_log(), separated(','), separated('\t'), cut];
    let names = ["PRD/joblog.txt", "PRD/rfcdes.csv", "PRD/rfcdes.txt", "PRD/cut.txt"];
    let files: Vec<(&str, &[u8])> = names.into_iter().zip(texts.iter().map(String::as_bytes)).collect();
    assert_same_for(&files, &[1, 2, 97], &(100..600).step_by(34).chain([1 << 20]).collect::<Vec<_>>());
}

#[test]
fn results_do_not_depend_on_parts_of_lists_of_jobs() {
    let manager = "COMPONENT,RELEASE,EXTRELEASE\nST,720,0011\n";
    let (jobs, steps) = (jobs(), steps());
    let parts: Vec<u64> = (60..200).step_by(34).chain([400, 700, 1111, 1 << 20]).collect();
    for ((_, jobs), (_, steps)) in encodings(&jobs).iter().zip(encodings(&steps)).take(3) {
        let files =
            [("PRD/cvers.csv", manager.as_bytes()), ("PRD/tbtco.txt", jobs.as_slice()), ("PRD/tbtcp.txt", &steps)];
        assert_same_for(&files, &[2, 97], &parts);
    }
}

#[test]
fn a_last_line_without_its_end_is_cut_also_where_it_reaches_through_the_last_parts() {
    let log = plain_log() + "14.11.2026 02:00:04 Destination SAPOSS wird verwendet " + &"x".repeat(400);
    let list = rfc_destinations().trim_end().trim_end_matches('-').to_owned() + "|" + &"y".repeat(400);
    for files in [[("PRD/joblog.txt", log.as_bytes())], [("PRD/rfcdes.txt", list.as_bytes())]] {
        assert_same_for(&files, &[97], &[34, 100, 170, 200, 334]);
    }
}
