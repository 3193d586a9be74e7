//! How fast lines become rows and cells: input and layout alone, no export and no rule.

#![allow(missing_docs, reason = "criterion's macros make public items")]

#[allow(dead_code, reason = "other targets use the rest")]
mod corpus;

use std::hint::black_box;
use std::time::Duration;

use basislint::input::Encoding;
use basislint::input::blocks::for_each_block;
use basislint::layout::{Flaw, Layout, Row, RowSink, csv, profile, sap_list, tabs};
use corpus::exports::{self, JobLog, Names, Profile, ProfileParameters};
use corpus::file::{self, Until};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Takes the first line with several cells for the heading, as a table's is.
#[derive(Default)]
struct Cells {
    number: usize,
}

impl RowSink for Cells {
    fn title(&mut self, _row: &Row<'_>) {}

    fn heading(&mut self, row: &Row<'_>) -> bool {
        row.cells.len() > 3
    }

    fn row(&mut self, row: &Row<'_>) {
        self.number += row.cells.len();
    }

    fn flaw(&mut self, _flaw: Flaw) {}
}

fn count_cells(bytes: &[u8], encoding: Encoding, layout: &Layout) -> usize {
    let mut cells = Cells::default();
    if let Some(mut reader) = layout.lines() {
        for_each_block(bytes, encoding, &mut |block| reader.block(block, &mut cells));
        reader.end(&mut cells);
    }
    cells.number
}

fn layouts(criterion: &mut Criterion) {
    let parameters =
        |layout| file::bytes(&mut ProfileParameters::new(1, "SYA", layout), file::Encoding::Utf8, Until::Rows(2000));
    let job_log = |encoding| file::bytes(&mut JobLog::new(2, "SYA", Names::None), encoding, Until::Rows(3000));
    let profile = file::bytes(&mut Profile::new(3, "SYA"), file::Encoding::Utf8, Until::Rows(10_000));
    let cases = [
        ("sap list, utf-8", job_log(file::Encoding::Utf8), Encoding::Utf8, &sap_list::LAYOUT),
        ("sap list, windows-1252", job_log(file::Encoding::Windows1252), Encoding::Windows1252, &sap_list::LAYOUT),
        ("sap list, utf-16le", job_log(file::Encoding::Utf16LeBom), Encoding::Utf16LeBom, &sap_list::LAYOUT),
        ("text with tabs", parameters(exports::Layout::Tabs), Encoding::Utf8, &tabs::LAYOUT),
        ("csv", parameters(exports::Layout::Csv), Encoding::Utf8, &csv::SEMICOLON),
        ("profile", profile, Encoding::Utf8, &profile::LAYOUT),
    ];
    let mut group = criterion.benchmark_group("layouts");
    for (name, bytes, encoding, layout) in &cases {
        // A heading that is not taken would make this a bench of nothing.
        assert!(count_cells(bytes, *encoding, layout) > 4000, "{name} has no rows");
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(*name, |bencher| bencher.iter(|| count_cells(black_box(bytes), *encoding, layout)));
    }
    group.finish();
}

fn only_lines(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lines");
    for (name, written, encoding) in [
        ("utf-8", file::Encoding::Utf8, Encoding::Utf8),
        ("utf-16le", file::Encoding::Utf16LeBom, Encoding::Utf16LeBom),
    ] {
        let bytes = file::bytes(&mut JobLog::new(2, "SYA", Names::None), written, Until::Rows(3000));
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut number = 0;
                for_each_block(black_box(bytes.as_slice()), encoding, &mut |block| {
                    block.for_each_line(|line| number = line.number)
                });
                number
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = layouts, only_lines
}
criterion_main!(benches);
