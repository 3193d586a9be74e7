//! The README shows what the program really prints, and its two commands are those that are run here and in `.ci/run`.

use std::ffi::OsString;
use std::path::PathBuf;

use basislint::cli::{FINDINGS, Terminal, run};
use basislint::config::{Config, Known};
use basislint::export::EXPORTS;
use basislint::report::Format;
use basislint::rule::RuleSet;
use regex::Regex;

use crate::contract::contract;

fn readme() -> String {
    std::fs::read_to_string("README.md").unwrap()
}

fn block<'t>(text: &'t str, language: &str, number: usize) -> &'t str {
    let fence = format!("```{language}\n");
    text.split(&fence).nth(number + 1).and_then(|rest| rest.split("```").next()).unwrap()
}

/// Numbers of checks change with every rule that comes, and prove nothing here: one number is as good as another there.
fn is_alike(shown: &str, line: &str) -> bool {
    let counts = Regex::new(r" *[0-9]+ +(pass|fail|checks? not evaluated|not evaluated|of [0-9]+ checks)").unwrap();
    let uncounted = |line: &str| counts.replace_all(line, " N $1").replace(|c: char| c.is_ascii_digit(), "");
    shown == line || (counts.is_match(line) && uncounted(shown) == uncounted(line))
}

#[test]
fn the_output_in_the_readme_is_what_the_main_job_prints() {
    let readme = readme();
    let command = block(&readme, "sh", 0).trim();
    let arguments = command.strip_prefix("cargo run --release -- ").unwrap();
    // A rule of a later version may ask for what the landscape lacks; README shows what this one prints when it is released.
    let later = contract().into_iter().filter(|promise| promise.since != env!("CARGO_PKG_VERSION"));
    let later = later.flat_map(|promise| ["--ignore".to_owned(), promise.id]);
    let arguments =
        ["basislint"].into_iter().chain(arguments.split(' ')).map(str::to_owned).chain(later).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal::plain(&mut out, &mut err);
    assert_eq!(run(arguments, &mut terminal), FINDINGS);
    let printed = String::from_utf8(out).unwrap();
    let mut printed = printed.lines();
    for line in block(&readme, "text", 0).lines().filter(|line| *line != "...") {
        assert!(printed.any(|shown| is_alike(shown, line)), "not printed, or not in this order: {line}");
    }
}

#[test]
fn the_readme_has_two_commands_to_begin_with() {
    let readme = readme();
    assert_eq!(block(&readme, "sh", 0).trim(), "cargo run --release -- check testdata/landscape");
    assert_eq!(block(&readme, "sh", 1).trim(), "cargo test");
}

#[test]
fn the_configuration_in_the_readme_has_no_mistake() {
    let rules = RuleSet::load(&[] as &[&str]).unwrap();
    let ids: Vec<&str> = rules.ids().collect();
    let kinds: Vec<&'static str> = EXPORTS.iter().map(|export| export.kind).collect();
    let with_days: Vec<&str> = rules.with_days().collect();
    let formats: Vec<&'static str> = Format::names().collect();
    let known = Known {
        rules: &ids,
        rules_with_days: &with_days,
        exports: &kinds,
        exports_not_read_yet: &[],
        formats: &formats,
    };
    let config = Config::parse("README.md", PathBuf::from("."), block(&readme(), "toml", 0), &known);
    assert!(config.is_ok(), "{:?}", config.err());
}
