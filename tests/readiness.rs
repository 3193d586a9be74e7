//! The whole checklist on clean systems: all passes; without an export just the rules that need it cannot say; and each
//! defect makes just its rule fail. The systems, the defects and what needs what are data in `testdata/readiness`.

// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::finding::Verdict;
use basislint::landscape::{Role, System, Tier};
use basislint::policy::Config;
use basislint::report::Report;
use basislint::rule::RuleSet;
use serde::Deserialize;
use serde::de::DeserializeOwned;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::load_without_examples(&[] as &[&Path]).unwrap());

/// Path and bytes of each file; the first folder is the system.
type Files = BTreeMap<String, Vec<u8>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SystemData {
    role: Role,
    tier: Tier,
    technical_user: Option<String>,
}

/// `defects/<rule>.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Defects {
    defect: Vec<Defect>,
}

/// One thing that is wrong.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Defect {
    name: String,
    /// Rules that cannot but fail as well.
    #[serde(default)]
    also: BTreeSet<String>,
    /// Why they cannot.
    #[serde(default)]
    because: String,
    /// Rules that have nothing left to speak of.
    #[serde(default)]
    silences: BTreeSet<String>,
    /// Changes to files.
    edits: Vec<Edit>,
    /// Severity and place of each finding: `error SOL/rfcdes.txt:5:2`.
    findings: Vec<String>,
}

/// A change to one file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    /// What stands in the file just once.
    #[serde(default)]
    replace: String,
    #[serde(default)]
    with: String,
    /// A file that was not there.
    text: Option<String>,
}

fn data<T: DeserializeOwned>(path: &str) -> T {
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn clean_files() -> Files {
    let root = Path::new("testdata/readiness/systems");
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = files.map(|entry| {
        let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        (path, std::fs::read(entry.path()).unwrap())
    });
    named.collect()
}

fn check(files: &Files) -> Report {
    let data: BTreeMap<String, SystemData> = data("testdata/readiness/systems.toml");
    let names: Vec<&String> = data.keys().collect();
    let systems = data.iter().map(|(name, data)| System {
        name: name.clone(),
        role: Some(data.role),
        tier: Some(data.tier),
        technical_user: data.technical_user.clone(),
        expected: true,
    });
    let systems = systems.collect();
    let assigned = files.iter().map(|(path, bytes)| Assigned {
        input: Input {
            content: Content::Memory(bytes.clone()),
            path: path.clone(),
            relative_path: path.clone(),
            named: false,
            forced: None,
        },
        system: names.iter().position(|name| path.starts_with(&format!("{name}/"))).unwrap(),
    });
    let config = Config::default();
    let as_of = jiff::civil::date(2026, 11, 22);
    let files = assigned.collect();
    check::run(&Request { files, systems, jobs: Some(1), ..Request::new(&RULES, &config, as_of) }).0
}

/// System and rule, and what the rule says.
fn verdicts(report: &Report) -> BTreeMap<(String, String), (Verdict, String)> {
    let of_system = |system: &basislint::report::SystemReport| {
        let name = system.name.clone();
        let verdicts = system.verdicts.iter();
        verdicts
            .map(|verdict| ((name.clone(), verdict.rule.clone()), (verdict.verdict, verdict.reason.clone())))
            .collect::<Vec<_>>()
    };
    report.systems.iter().flat_map(of_system).collect()
}

#[test]
fn clean_systems_with_every_export_pass_every_rule_that_is_for_them() {
    let files = clean_files();
    let report = check(&files);
    let mut wrong = String::new();
    for file in report.files.iter().filter(|file| file.status.name() != "read" || !file.notes.is_empty()) {
        writeln!(wrong, "{} is {}: {} {:?}", file.path, file.status.name(), file.reason, file.notes).unwrap();
    }
    for finding in report.findings.iter() {
        writeln!(wrong, "{}:{}: {}", finding.path, finding.place.line, finding.message).unwrap();
    }
    for ((system, rule), (verdict, reason)) in verdicts(&report) {
        if !matches!(verdict, Verdict::Pass | Verdict::NotApplicable) {
            writeln!(wrong, "{system}: {rule} is {}: {reason}", verdict.name()).unwrap();
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn without_an_export_just_the_rules_that_need_it_are_not_evaluated() {
    let files = clean_files();
    let report = check(&files);
    let clean = verdicts(&report);
    let needs: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = data("testdata/readiness/needs.toml");
    let mut wrong = String::new();
    for system in &report.systems {
        let of_system = || report.files.iter().filter(|file| file.system.as_ref() == Some(&system.name));
        let kinds: BTreeSet<&str> = of_system().filter_map(|file| file.export).collect();
        let known: BTreeSet<&str> = needs[&system.name].keys().map(String::as_str).collect();
        assert_eq!(kinds, known, "the exports of {} and those that needs.toml names", system.name);
        for kind in kinds {
            let mut rest = files.clone();
            of_system().filter(|file| file.export == Some(kind)).for_each(|file| {
                rest.remove(&file.path);
            });
            let mut changed = BTreeSet::new();
            for (key, (verdict, reason)) in verdicts(&check(&rest)) {
                if verdict == clean[&key].0 {
                    continue;
                }
                if verdict != Verdict::NotEvaluated || reason.is_empty() || key.0 != system.name {
                    writeln!(wrong, "{} without {kind}: {key:?} is {}: {reason}", system.name, verdict.name()).unwrap();
                }
                changed.insert(key.1);
            }
            let expected = &needs[&system.name][kind];
            for rule in changed.difference(expected) {
                writeln!(wrong, "{} without {kind}: {rule} changed, and should not have", system.name).unwrap();
            }
            for rule in expected.difference(&changed) {
                writeln!(wrong, "{} without {kind}: {rule} did not change", system.name).unwrap();
            }
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn every_defect_makes_just_its_rule_fail() {
    let files = clean_files();
    let clean = verdicts(&check(&files));
    let mut wrong = String::new();
    let mut planted: BTreeSet<String> = BTreeSet::new();
    let mut paths: Vec<_> =
        std::fs::read_dir("testdata/readiness/defects").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let rule = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let defects: Defects = data(path.to_str().unwrap());
        for defect in &defects.defect {
            let name = format!("{rule}, {}", defect.name);
            let report = check(&edited(&files, defect, &name));
            for file in report.files.iter().filter(|file| file.export.is_none()) {
                writeln!(wrong, "{name}: {} is {}", file.path, file.reason).unwrap();
            }
            assert_eq!(defect.also.is_empty(), defect.because.is_empty(), "{name}: `also` needs a reason");
            let (mut failed, mut silent) = (BTreeSet::new(), BTreeSet::new());
            for (key, (verdict, reason)) in verdicts(&report) {
                let may_fail = key.1 == rule || defect.also.contains(&key.1);
                if verdict == Verdict::Fail && may_fail {
                    failed.insert(key.1);
                } else if defect.silences.contains(&key.1) && verdict == Verdict::NotApplicable {
                    silent.insert(key.1);
                } else if verdict != clean[&key].0 {
                    writeln!(wrong, "{name}: {key:?} is {}: {reason}", verdict.name()).unwrap();
                }
            }
            // A rule that was not applicable before is silent in any case.
            if silent != defect.silences {
                writeln!(wrong, "{name}: only {silent:?} have nothing to speak of").unwrap();
            }
            if failed.len() != defect.also.len() + 1 {
                writeln!(wrong, "{name}: only {failed:?} fail").unwrap();
            }
            let findings: Vec<String> = report
                .findings
                .iter()
                .map(|finding| {
                    let place = finding.place;
                    format!("{} {}:{}:{}", finding.severity.name(), finding.path, place.line, place.column)
                })
                .collect();
            if findings != defect.findings {
                writeln!(wrong, "{name}: the findings are {findings:?}").unwrap();
            }
        }
        planted.insert(rule);
    }
    let rules: BTreeSet<String> = RULES.ids().map(str::to_owned).collect();
    assert_eq!(wrong, "");
    assert_eq!(planted, rules, "the rules that defects are planted for, and all rules");
}

/// The clean files with one thing wrong.
fn edited(files: &Files, defect: &Defect, name: &str) -> Files {
    let mut files = files.clone();
    for Edit { file, replace, with, text } in &defect.edits {
        if let Some(text) = text {
            assert!(files.insert(file.clone(), text.clone().into_bytes()).is_none(), "{name}: {file} is there");
            continue;
        }
        let before = String::from_utf8(files[file].clone()).unwrap();
        assert_eq!(before.matches(replace.as_str()).count(), 1, "{name}: `{replace}` in {file}");
        files.insert(file.clone(), before.replace(replace.as_str(), with).into_bytes());
    }
    files
}

/// What rules speak of, and names of the same length that nobody speaks of.
const STRANGERS: [(&str, &str); 9] = [
    ("SAP-SUPPORT_", "ZAP-SUPPORT_"),
    ("SAP_SUPPORT_HUB_CONFIG", "ZAP_SUPPORT_HUB_CONFIG"),
    ("LP_SISE_SUPPORTHUB", "LP_ZISE_SUPPORTHUB"),
    ("SM:", "ZM:"),
    ("REFRESH_ADMIN_DATA", "ZEFRESH_ADMIN_DATA"),
    ("SEND_SYSTEM_RELATION", "ZEND_SYSTEM_RELATION"),
    ("SERVICE_CONNECTION", "ZERVICE_CONNECTION"),
    ("SDCC_OSS", "ZDCC_OSS"),
    ("SAPOSS", "ZAPOSS"),
];

/// Rules of a Solution Manager that have nothing to speak of where all that they know has another name.
const SILENT: [&str; 12] = [
    "logical-port-failing",
    "note-assistant-generic-user",
    "support-destination-host",
    "support-destination-path",
    "support-destination-tls",
    "support-destination-type",
    "support-destination-user",
    "support-job-cancelled",
    "support-job-overdue",
    "support-job-user",
    "task-list-failed",
    "technical-user-shared",
];

#[test]
fn no_rule_passes_what_it_does_not_speak_of() {
    let mut files = clean_files();
    files.retain(|path, _| path.starts_with("SOL/"));
    for text in files.values_mut() {
        let known = String::from_utf8(text.clone()).unwrap();
        *text = STRANGERS.iter().fold(known, |text, (known, other)| text.replace(known, other)).into_bytes();
    }
    let verdicts = verdicts(&check(&files));
    for rule in SILENT {
        let (verdict, reason) = &verdicts[&("SOL".to_owned(), rule.to_owned())];
        assert_eq!(*verdict, Verdict::NotApplicable, "{rule}: {reason}");
        assert!(!reason.is_empty() && !reason.starts_with("not for"), "{rule}: {reason}");
    }
}
