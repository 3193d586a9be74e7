//! A short run of the targets in `fuzz/` on stable Rust: the project's fixtures, then a fixed number of changes of them, the same
//! in each run. And what cargo-fuzz found, by name.
//!
//! `BASISLINT_FUZZ=50 cargo test --release --test suite fuzzing::` tries fifty times as many.

#![allow(clippy::print_stdout)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::targets::TARGETS;
use allocation_counter::measure;
use bstr::ByteSlice;

/// Numbers that look like chance, and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// What stands in exports and means something there; also cargo-fuzz's dictionary.
static WORDS: &str = include_str!("../fuzz/words.dict");

fn words() -> Vec<Vec<u8>> {
    let word = |line: &str| {
        let quoted = line.split('#').next()?.trim().strip_prefix('"')?.strip_suffix('"')?.to_owned();
        let mut pieces = quoted.split("\\x");
        let mut bytes = pieces.next()?.as_bytes().to_vec();
        for piece in pieces {
            bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap());
            bytes.extend(piece[2..].bytes());
        }
        Some(bytes)
    };
    WORDS.lines().filter_map(word).collect()
}

/// Changes an input in one place to some.
fn change(input: &mut Vec<u8>, other: &[u8], words: &[Vec<u8>], chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        let at = chance.below(input.len() + 1);
        let most = 1 << chance.below(7);
        let length = chance.below(most).min(input.len() - at);
        match chance.below(9) {
            0 if at < input.len() => input[at] ^= 1 << chance.below(8),
            1 if at < input.len() => input[at] = chance.below(256) as u8,
            2 => drop(input.drain(at..at + length)),
            3 => {
                let piece = input[at..at + length].to_vec();
                let to = chance.below(input.len() + 1);
                input.splice(to..to, piece);
            }
            4 => drop(input.splice(at..at, words[chance.below(words.len())].iter().copied())),
            5 => drop(input.splice(at..at + length, words[chance.below(words.len())].iter().copied())),
            6 => input.truncate(at.max(1)),
            7 => {
                let from = chance.below(other.len());
                let piece = &other[from..(from + chance.below(200)).min(other.len())];
                input.splice(at..at, piece.iter().copied());
            }
            _ => drop(input.splice(at..at, std::iter::repeat_n(words[chance.below(words.len())].clone(), 9).flatten())),
        }
    }
}

/// Runs a target on its seeds, and on so many changes of them.
fn run(name: &str, seeds: usize, changes: usize) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let times: usize = std::env::var("BASISLINT_FUZZ").map_or(1, |times| times.parse().unwrap());
    let corpus = (target.seeds)();
    assert!(!corpus.is_empty());
    let words = words();
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let step = corpus.len().div_ceil(seeds * times).max(1);
    let mut inputs: Vec<Vec<u8>> = corpus.iter().step_by(step).cloned().collect();
    for _ in 0..changes * times {
        let mut input = corpus[chance.below(corpus.len())].clone();
        change(&mut input, &corpus[chance.below(corpus.len())], &words, &mut chance);
        inputs.push(input);
    }
    for input in inputs {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| (target.run)(&input))) {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", input.len()));
            fs::write(&file, &input).unwrap();
            println!("the input is {}", file.display());
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn layouts_hand_out_the_same_for_any_pieces() {
    run("layouts", 1000, 600);
}

#[test]
fn exports_say_the_same_for_any_portions_and_keep_secrets() {
    run("exports", 60, 60);
}

#[test]
fn certificates_of_any_bytes_are_read_or_turned_down() {
    run("certificates", 60, 60);
}

#[test]
fn values_of_any_letters_are_read_or_turned_down() {
    run("values", 1000, 3000);
}

#[test]
fn own_files_of_any_text_are_read_or_complained_of() {
    run("own_files", 30, 30);
}

#[test]
fn archives_of_any_bytes_lead_nowhere_and_unpack_alike() {
    run("archives", 60, 600);
}

#[test]
fn what_shards_hand_on_is_refused_or_reported_whatever_somebody_changed() {
    run("partials", 3, 60);
}

#[test]
fn small_trees_are_reported_alike_in_every_format() {
    run("whole", 20, 20);
}

/// Bytes of an input that choose (what is behind them is read), and how many inputs are tried.
const CHOOSING: &[(&str, usize, usize)] =
    &[("layouts", 2, 12), ("exports", 5, 2), ("certificates", 3, 1), ("values", 1, 40)];

#[test]
fn work_grows_with_the_input_and_not_with_its_square() {
    for &(name, choosing, seeds) in CHOOSING {
        let target = TARGETS.iter().find(|target| target.name == name).unwrap();
        let corpus = (target.seeds)();
        for seed in corpus.iter().step_by(corpus.len().div_ceil(seeds)) {
            let (choice, body) = seed.split_at(choosing);
            // Memory that is asked for is counted, not time: it is the same in each run.
            let work = |times: usize| {
                let input = [choice, &body.repeat(times)].concat();
                measure(|| (target.run)(&input)).bytes_total
            };
            // What is made ready once is not counted.
            work(1);
            let times = 8192_usize.div_ceil(body.len().max(1));
            let (once, twice) = (work(times), work(2 * times));
            assert!(twice <= 3 * once + 65_536, "{name}: {once} bytes, of twice as much {twice}: {:?}", seed.as_bstr());
        }
    }
}

/// Writes the inputs with which `cargo fuzz run` begins: `cargo test --test suite fuzzing:: -- --ignored`.
#[test]
#[ignore = "writes fuzz/corpus for cargo-fuzz"]
fn seeds_for_cargo_fuzz() {
    for target in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target.name);
        fs::create_dir_all(&folder).unwrap();
        for (number, seed) in (target.seeds)().iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:04}")), seed).unwrap();
        }
    }
}
