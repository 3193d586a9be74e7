//! How fast files in memory are checked with all rules: the whole way from bytes to findings, on one thread.

#![allow(missing_docs, reason = "criterion's macros make public items")]

#[allow(dead_code, reason = "other targets use the rest")]
mod corpus;

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::config::Config;
use basislint::landscape::System;
use basislint::rule::RuleSet;
use corpus::exports::{Export, JobLog, Layout, Names, Profile, ProfileParameters, RfcDestinations};
use corpus::file::{self, Encoding, Until};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn checks(criterion: &mut Criterion) {
    let rules = match RuleSet::load::<PathBuf>(&[]) {
        Ok(rules) => rules,
        Err(error) => {
            assert!(error.to_string().is_empty(), "the rules have mistakes: {error}");
            return;
        }
    };
    let mut cases: Vec<(&str, Box<dyn Export>, Encoding, u64)> = Vec::new();
    for (name, names) in [
        ("job log, clean", Names::None),
        ("job log, as usual", Names::Few),
        ("job log, a near miss in every row", Names::Near),
        ("job log, every row wrong", Names::Legacy),
    ] {
        cases.push((name, Box::new(JobLog::new(1, "SYA", names)), Encoding::Utf8, 3000));
    }
    for (name, names) in [
        ("RFC destinations, clean", Names::None),
        ("RFC destinations, as usual", Names::Few),
        ("RFC destinations, a near miss in every row", Names::Near),
        ("RFC destinations, every row wrong", Names::Legacy),
    ] {
        cases.push((name, Box::new(RfcDestinations::new(1, "SYA", names)), Encoding::Utf8, 1500));
    }
    let job_log = JobLog::new(1, "SYA", Names::None);
    cases.push(("job log, clean, utf-16le", Box::new(job_log), Encoding::Utf16LeBom, 3000));
    let parameters = ProfileParameters::new(1, "SYA", Layout::SapList);
    cases.push(("profile parameters", Box::new(parameters), Encoding::Windows1252, 1500));
    cases.push(("profile", Box::new(Profile::new(1, "SYA")), Encoding::Utf8, 180));

    let mut group = criterion.benchmark_group("check");
    for (name, export, encoding, rows) in &mut cases {
        let bytes = file::bytes(export.as_mut(), *encoding, Until::Rows(*rows));
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        let config = Config::default();
        let request = in_memory(bytes, &rules, &config);
        let records = check::run(&request).0.files.iter().map(|file| file.records).sum::<u64>();
        // A file that is not recognised is read fast indeed.
        assert_eq!(records, *rows, "{name}");
        group.bench_function(*name, |bencher| bencher.iter(|| check::run(black_box(&request))));
    }
    group.finish();
}

fn in_memory<'r>(bytes: Vec<u8>, rules: &'r RuleSet, config: &'r Config) -> Request<'r> {
    let path = "SYA/export.txt".to_owned();
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
    let system = System::named("SYA");
    Request {
        files: vec![Assigned { input, system: 0 }],
        systems: vec![system],
        jobs: Some(1),
        ..Request::new(rules, config, jiff::civil::date(2026, 11, 22))
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = checks
}
criterion_main!(benches);
