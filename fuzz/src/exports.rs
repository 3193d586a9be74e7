//! One file, told by `recognise` or said to be some export, and judged by rules that quote and label every field.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use basislint::check::Portions;
use basislint::export::{EXPORTS, Export};
use basislint::landscape::derived::DERIVED;
use basislint::report::Format;
use basislint::rule::RuleSet;

use super::checked::{File, assert_places, assert_reports, check, portions, written};
use super::given::Given;
use super::{fixtures, nosy, planted};

/// The rules about each kind and what follows from it: those about all take much longer than one small file.
static RULES: LazyLock<BTreeMap<&str, RuleSet>> = LazyLock::new(|| {
    let rules = |export: &&'static Export| {
        let derived = DERIVED.iter().filter(|derived| derived.sees(export).is_some()).map(|derived| derived.kind);
        (export.kind, nosy::rules(&derived.chain([export.kind]).collect::<Vec<_>>()))
    };
    EXPORTS.iter().map(rules).collect()
});

/// Reads files, and finds nothing.
static NO_RULES: LazyLock<RuleSet> = LazyLock::new(RuleSet::default);

/// Names that tell something of a file.
const NAMES: &[&str] = &[
    "export.txt",
    "export.csv",
    "DEFAULT.PFL",
    "PRD_D00_prdhost",
    "saprouttab",
    "secinfo",
    "ms_acl_info",
    "dev_icm",
    "export.xlsx",
    "rfcdes.txt",
    "tbtco.csv",
    "joblog.txt",
    "cvers.txt",
    "status.txt",
    "ProdConMainService_2026.11.20.csv",
    "audit-log_2026-11-20.csv",
    "parameters.prop",
];

/// The file as these bytes say, with a secret in it in most cases, and how it is to be read.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    let name = *given.pick(NAMES);
    let (forced, cut, form, place) = (given.byte(), given.byte(), given.byte(), given.byte());
    let forced: Option<&'static Export> = EXPORTS.get(usize::from(forced).wrapping_sub(1)).copied();
    let bytes = given.rest();
    if planted::is_told(bytes) {
        return;
    }
    let bytes = planted::plant(bytes, form, place).unwrap_or_else(|| bytes.to_vec());
    let files = [File { path: format!("PRD/{name}"), bytes, forced }];
    let kind = check(&NO_RULES, &files, Portions::default(), 1).files[0].export;
    hold(kind.and_then(|kind| RULES.get(kind)).unwrap_or(&NO_RULES), &files, cut);
}

/// What must hold of files whatever the rules.
pub fn hold(rules: &RuleSet, files: &[File], cut: u8) {
    let whole = check(rules, files, Portions::default(), 1);
    assert_places(&whole, files);
    // A report of each form: all formats are tried by `whole`.
    assert_reports(&whole, &[Format::Pretty, Format::Json, Format::Sarif]);
    // Threads are dear, so most runs go without.
    let jobs = if cut % 8 == 7 { 3 } else { 2 };
    let in_parts = check(rules, files, portions(cut), jobs);
    assert_eq!(written(Format::Json, &whole), written(Format::Json, &in_parts), "portions of {cut}, {jobs} threads");
    assert_eq!(
        written(Format::Pretty, &whole),
        written(Format::Pretty, &in_parts),
        "portions of {cut}, {jobs} threads"
    );
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let mut turn = 0_u8;
    for kind in fixtures::kinds() {
        let number = EXPORTS.iter().position(|export| export.kind == kind).map_or(0, |index| index as u8 + 1);
        for (name, bytes) in fixtures::cases(&kind, 3072) {
            let known = NAMES.iter().position(|known| name.ends_with(known));
            let index = known.unwrap_or_else(|| match name.rsplit_once('.') {
                Some((_, "csv")) => 1,
                Some((_, "xlsx")) => 6,
                _ => 0,
            });
            turn = turn.wrapping_add(7);
            let forced = if turn.is_multiple_of(3) { number } else { 0 };
            let mut seed = vec![index as u8, forced, turn, turn / 3, turn.wrapping_mul(5)];
            seed.extend(bytes);
            seeds.push(seed);
        }
    }
    seeds
}
