//! How fast SAP's values are understood: RFCOPTIONS and cipher strings.

#![allow(missing_docs, reason = "criterion's macros make public items")]

#[allow(dead_code, reason = "other targets use the rest")]
mod corpus;

use std::hint::black_box;
use std::time::Duration;

use basislint::knowledge::{cipher, rfc_options};
use corpus::exports::{Names, RfcDestinations};
use corpus::file::{self, Encoding, Until};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn options(criterion: &mut Criterion) {
    let list = file::bytes(&mut RfcDestinations::new(1, "SYA", Names::None), Encoding::Utf8, Until::Rows(1000));
    let values: Vec<&[u8]> = list
        .split(|byte| *byte == b'\n')
        .filter_map(|line| line.split(|byte| *byte == b'|').nth(3))
        .map(|value| value.trim_ascii_end())
        .collect();
    let mut group = criterion.benchmark_group("values");
    group.throughput(Throughput::Bytes(values.iter().map(|value| value.len() as u64).sum()));
    group.bench_function("RFCOPTIONS", |bencher| {
        bencher.iter(|| values.iter().map(|value| rfc_options::parse(black_box(value)).tokens.len()).sum::<usize>());
    });
    group.finish();
}

fn cipher_strings(criterion: &mut Criterion) {
    const VALUES: [&str; 6] = [
        "150:PFS:HIGH::EC_P256:EC_HIGH",
        "150:PFS:HIGH:MEDIUM:+e3DES::EC_P256:EC_HIGH",
        "135:PFS:HIGH::EC_P256:EC_HIGH",
        "918:PFS:HIGH:!mRC4:!3DES:-LOW:EXPORT",
        "HIGH:MEDIUM:+e3DES",
        "545:TLS_ECDHE_RSA_WITH_AES256_GCM_SHA384:eAES256:-SHA1:!aNULL",
    ];
    let mut group = criterion.benchmark_group("values");
    group.throughput(Throughput::Bytes(VALUES.iter().map(|value| value.len() as u64).sum()));
    group.bench_function("cipher strings", |bencher| {
        bencher.iter(|| VALUES.iter().for_each(|value| _ = black_box(cipher::decode(black_box(value)))));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = options, cipher_strings
}
criterion_main!(benches);
