//! Rows in which nothing is wrong cost no memory of their own: neither allocations nor bytes grow with their number.

use std::fmt::Write as _;
use std::sync::Once;

use allocation_counter::{AllocationInfo, measure};
use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::config::Config;
use basislint::landscape::System;

use crate::systems::RULES;

/// Both must be longer than what is read of a file to recognise it, and than the piece in which the rest is read.
const ROWS: [usize; 2] = [8_000, 16_000];

/// A job log as SAP GUI saves it unconverted. One row of `wrong_of` names a legacy destination.
fn job_log(rows: usize, wrong_of: usize) -> Vec<u8> {
    let ruler = "-".repeat(110);
    let mut text = format!("Job log overview for job:    NIGHTLY_LOAD / 00012345\r\n{ruler}\r\n");
    text.push_str("|Date      |Time    |Message text                                    |Message class|Message no.|Message type|\r\n");
    let _ = write!(text, "{ruler}\r\n");
    for row in 0..rows {
        let (minute, second) = (row / 60 % 60, row % 60);
        let wrong = row % wrong_of == wrong_of - 1;
        let message = if wrong { "Destination SAPOSS is used" } else { "Step 001 finished, 17 records processed" };
        let _ = write!(
            text,
            "|14.11.2026|02:{minute:02}:{second:02}|{message:<48}|00           |516        |S           |\r\n"
        );
    }
    let _ = write!(text, "{ruler}\r\n");
    text.into_bytes()
}

/// Table RFCDES as SE16 saves it unconverted.
fn rfc_destinations(rows: usize) -> Vec<u8> {
    let ruler = "-".repeat(120);
    let mut text =
        format!("Table:          RFCDES\r\n{ruler}\r\n|{:<32}|RFCTYPE|{:<76}|\r\n{ruler}\r\n", "RFCDEST", "RFCOPTIONS");
    for row in 0..rows {
        let name = format!("BWCLNT_{row:06}");
        let options = format!("H=host{row:05}.example.test,S=00,M=100,U=RFCUSER,v=%_PWD,L=EN,");
        let _ = write!(text, "|{name:<32}|3      |{options:<76}|\r\n");
    }
    let _ = write!(text, "{ruler}\r\n");
    text.into_bytes()
}

/// What is made once enough was searched, such as automatons of many words, is made here.
fn make_all() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| with_request(job_log(ROWS[0], 1), |request| drop(check::run(request))));
}

/// What checking these bytes costs, and how many records and findings there are in them.
fn check(bytes: Vec<u8>) -> (AllocationInfo, u64, usize) {
    make_all();
    with_request(bytes, |request| {
        // What is made once in a process, such as tables of regular expressions, is made here.
        check::run(request);
        // Other tests use the same regular expressions at the same time: whoever finds their memory in use makes some more, once.
        let run = || {
            let mut report = None;
            let info = measure(|| report = Some(check::run(request).0));
            let report = report.unwrap();
            (info, report.files[0].records, report.findings.len())
        };
        (0..4).map(|_| run()).min_by_key(|(info, ..)| (info.count_total, info.bytes_max)).unwrap()
    })
}

fn with_request<T>(bytes: Vec<u8>, run: impl FnOnce(&Request<'_>) -> T) -> T {
    let path = "PRD/export.txt".to_owned();
    let content = Content::Memory(bytes);
    let input = Input {
        content,
        path: path.clone(),
        relative_path: path,
        named: false,
        forced: None,
        purpose: None,
        store: None,
    };
    let system = System::named("PRD");
    let config = Config::default();
    let request = Request {
        files: vec![Assigned { input, system: 0 }],
        systems: vec![system],
        // Only this thread's allocations are counted.
        jobs: Some(1),
        ..Request::new(&RULES, &config, jiff::civil::date(2026, 11, 22))
    };
    run(&request)
}

/// Checks that twice the rows cost the same number of allocations, and no more memory at once.
fn assert_clean_rows_are_free(bytes: impl Fn(usize) -> Vec<u8>) {
    let [(few, few_records, few_findings), (many, many_records, many_findings)] = ROWS.map(|rows| check(bytes(rows)));
    assert_eq!([few_records, many_records], ROWS.map(|rows| rows as u64), "all rows are read");
    assert_eq!(few_findings, many_findings, "the rows are clean");
    let records = many_records - few_records;
    let more = many.count_total as i64 - few.count_total as i64;
    assert_eq!(
        more,
        0,
        "{records} clean records more cost {more} allocations more ({} for all), {:.2} per record",
        many.count_total,
        more as f64 / records as f64
    );
    assert_eq!(many.bytes_max, few.bytes_max, "clean records take no memory at once");
}

#[test]
fn clean_rows_of_a_job_log_allocate_nothing() {
    assert_clean_rows_are_free(|rows| job_log(rows, usize::MAX));
}

#[test]
fn clean_rows_of_rfc_destinations_allocate_nothing() {
    assert_clean_rows_are_free(rfc_destinations);
}

#[test]
fn rows_with_findings_are_seen_to_allocate() {
    // Were the counting broken, or done by another thread, the tests above would hold for nothing.
    let [few, many] = ROWS.map(|rows| check(job_log(rows, 100)));
    assert_eq!([few.2, many.2], ROWS.map(|rows| rows / 100), "there are findings");
    let findings = (many.2 - few.2) as u64;
    assert!(many.0.count_total > few.0.count_total + findings, "each finding allocates");
}
