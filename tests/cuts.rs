//! Every fixture is cut, and no verdict gets better or worse by what the cut took away.
//!
//! A file that lacks its end proves nothing by what is not in it: so no verdict becomes `pass` or `not-applicable`, and none
//! `fail`. What cannot be told from a whole file README's "Known limits" say.
//!
//! Files are cut at some bytes each. `BASISLINT_CUTS=all cargo test --test cuts -- --ignored` cuts them at every byte, which takes
//! hours; `BASISLINT_CUTS=10` at ten places of each, `BASISLINT_CUTS=all:word` takes only scenes in whose name the word stands.

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
use basislint::rule::RuleSet;
use rayon::prelude::*;
use serde::Deserialize;
use walkdir::WalkDir;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::load_without_examples(&[] as &[&Path]).unwrap());

/// Bytes of each file, by path; the first folder is the system.
type Files = BTreeMap<String, Vec<u8>>;

/// Systems with their files, and the files of them that are cut.
struct Scene {
    name: String,
    systems: Vec<System>,
    files: Files,
    cut: Vec<String>,
}

/// What was said of the systems.
struct Said {
    /// By system and rule.
    verdicts: BTreeMap<(String, String), Verdict>,
    /// System, rule and subject of each finding.
    findings: BTreeSet<(String, String, String)>,
    /// What became of each file.
    files: BTreeMap<String, String>,
}

fn check(scene: &Scene, files: &Files) -> Said {
    let system = |path: &str| {
        let folder = path.split('/').next().unwrap();
        scene.systems.iter().position(|system| system.name == folder).unwrap()
    };
    let assigned = files.iter().map(|(path, bytes)| Assigned {
        input: Input {
            content: Content::Memory(bytes.clone()),
            path: path.clone(),
            relative_path: path.clone(),
            named: false,
            forced: None,
        },
        system: system(path),
    });
    let config = Config::default();
    let request = Request {
        files: assigned.collect(),
        systems: scene.systems.clone(),
        jobs: Some(1),
        excerpts: false,
        ..Request::new(&RULES, &config, jiff::civil::date(2026, 11, 22))
    };
    let (report, _) = check::run(&request);
    let of_system = |system: &basislint::report::SystemReport| {
        let name = system.name.clone();
        let verdicts = system.verdicts.iter().map(|verdict| ((name.clone(), verdict.rule.clone()), verdict.verdict));
        verdicts.collect::<Vec<_>>()
    };
    let findings = report.findings.iter();
    Said {
        verdicts: report.systems.iter().flat_map(of_system).collect(),
        findings: findings
            .map(|finding| (finding.system.to_owned(), finding.rule.to_owned(), finding.subject.to_owned()))
            .collect(),
        files: report
            .files
            .iter()
            .map(|file| {
                let kind = file.export.unwrap_or("no export");
                (file.path.clone(), format!("{kind}, {}: {}", file.status.name(), file.reason))
            })
            .collect(),
    }
}

fn system(name: &str, role: Option<Role>, tier: Option<Tier>, technical_user: Option<String>) -> System {
    System { name: name.to_owned(), role, tier, technical_user, expected: true }
}

fn read(root: &str) -> Files {
    let files = WalkDir::new(root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = files.map(|entry| {
        let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        (path, std::fs::read(entry.path()).unwrap())
    });
    named.collect()
}

fn data<T: serde::de::DeserializeOwned>(path: &str) -> T {
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files of one system.
fn of(files: &Files, system: &str) -> Files {
    let folder = format!("{system}/");
    files
        .iter()
        .filter(|(path, _)| path.starts_with(&folder))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

/// The invented landscape, whose roles are told by its files.
fn landscape() -> Vec<Scene> {
    let all = read("testdata/landscape");
    let scene = |name: &&str| {
        let files = of(&all, name);
        let cut = files.keys().cloned().collect();
        Scene { name: format!("landscape/{name}"), systems: vec![system(name, None, None, None)], files, cut }
    };
    ["DEV", "QAS", "SOL"].iter().map(scene).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct SystemData {
    role: Role,
    tier: Tier,
    technical_user: Option<String>,
}

#[derive(Deserialize)]
struct Defects {
    defect: Vec<Defect>,
}

#[derive(Deserialize)]
struct Defect {
    name: String,
    edits: Vec<Edit>,
}

#[derive(Deserialize)]
struct Edit {
    file: String,
    #[serde(default)]
    replace: String,
    #[serde(default)]
    with: String,
    text: Option<String>,
}

/// The clean systems, and each defect in them: of those only the files that were changed are cut.
fn readiness() -> Vec<Scene> {
    let all = read("testdata/readiness/systems");
    let known: BTreeMap<String, SystemData> = data("testdata/readiness/systems.toml");
    let scene = |(name, data): (&String, &SystemData)| {
        let files = of(&all, name);
        let cut = files.keys().cloned().collect();
        let systems = vec![system(name, Some(data.role), Some(data.tier), data.technical_user.clone())];
        Scene { name: format!("readiness/{name}"), systems, files, cut }
    };
    let clean: Vec<Scene> = known.iter().map(scene).collect();
    let mut paths: Vec<_> =
        std::fs::read_dir("testdata/readiness/defects").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut scenes = Vec::new();
    for path in paths {
        let rule = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let defects: Defects = data(path.to_str().unwrap());
        for Defect { name, edits } in defects.defect {
            let mut files = all.clone();
            for Edit { file, replace, with, text } in &edits {
                let bytes = match text {
                    Some(text) => text.clone(),
                    None => String::from_utf8(files[file].clone()).unwrap().replace(replace.as_str(), with),
                };
                files.insert(file.clone(), bytes.into_bytes());
            }
            let changed: BTreeSet<&String> = edits.iter().map(|edit| &edit.file).collect();
            let mut names: Vec<&str> = changed.iter().map(|path| path.split('/').next().unwrap()).collect();
            names.dedup();
            // What one system has is compared with what others have.
            if rule.ends_with("-elsewhere") || rule.ends_with("-shared") {
                names = known.keys().map(String::as_str).collect();
            }
            let systems = names.iter().map(|name| {
                let data = &known[*name];
                system(name, Some(data.role), Some(data.tier), data.technical_user.clone())
            });
            scenes.push(Scene {
                name: format!("defect/{rule}, {name}"),
                systems: systems.collect(),
                files: names.iter().flat_map(|name| of(&files, name)).collect(),
                cut: changed.into_iter().cloned().collect(),
            });
        }
    }
    scenes.splice(0..0, clean);
    scenes
}

/// Each case for itself, as the only file of a Solution Manager.
fn cases() -> Vec<Scene> {
    let all = read("testdata/cases");
    let cases = all.into_iter().filter(|(path, _)| !path.ends_with(".expected") && !path.starts_with("no-export/"));
    let scene = |(path, bytes): (String, Vec<u8>)| {
        let (_, name) = path.split_once('/').unwrap();
        let file = format!("SYS/{name}");
        Scene {
            name: format!("case/{path}"),
            systems: vec![system("SYS", Some(Role::SolutionManager), Some(Tier::Production), None)],
            files: Files::from([(file.clone(), bytes)]),
            cut: vec![file],
        }
    };
    cases.map(scene).collect()
}

/// One thing that a cut must not do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Wrong {
    scene: String,
    file: String,
    rule: String,
    what: String,
}

fn compare(scene: &Scene, file: &str, whole: &Said, cut: &Said) -> Vec<Wrong> {
    let wrong = |(_, rule): &(String, String), what: String| Wrong {
        scene: scene.name.clone(),
        file: file.to_owned(),
        rule: rule.clone(),
        what,
    };
    let mut wrongs = Vec::new();
    for (key, now) in &cut.verdicts {
        let before = whole.verdicts[key];
        if *now != before && *now != Verdict::NotEvaluated {
            wrongs.push(wrong(key, format!("{} becomes {}", before.name(), now.name())));
        }
    }
    for (system, rule, subject) in cut.findings.difference(&whole.findings) {
        wrongs.push(wrong(&(system.clone(), rule.clone()), format!("new finding of {subject:?}")));
    }
    wrongs
}

/// Where a file is cut.
fn places(length: usize, budget: Option<usize>) -> Vec<usize> {
    match budget {
        Some(budget) if budget < length => (1..=budget).map(|n| n * length / (budget + 1)).collect(),
        _ => (1..length).collect(),
    }
}

/// The bytes of the cuts at which each wrong thing was said, what became of the file at each, and how many cuts there were.
type Cuts = (BTreeMap<Wrong, Vec<usize>>, BTreeMap<(String, usize), String>, usize);

/// Cuts every file of the scene, and says what went wrong where, and how many cuts were made.
fn cut(scene: &Scene, budget: Option<usize>) -> Cuts {
    let whole = check(scene, &scene.files);
    let jobs: Vec<(&String, usize)> = scene
        .cut
        .iter()
        .flat_map(|file| places(scene.files[file].len(), budget).into_iter().map(move |at| (file, at)))
        .collect();
    let made = jobs.len();
    let found: Vec<_> = jobs
        .into_par_iter()
        .map(|(file, at)| {
            let mut files = scene.files.clone();
            files.get_mut(file).unwrap().truncate(at);
            let said = check(scene, &files);
            (file, at, compare(scene, file, &whole, &said), said.files[file].clone())
        })
        .collect();
    let mut wrongs: BTreeMap<Wrong, Vec<usize>> = BTreeMap::new();
    let mut status = BTreeMap::new();
    for (file, at, found, became) in found {
        for wrong in found {
            status.insert((file.clone(), at), became.clone());
            wrongs.entry(wrong).or_default().push(at);
        }
    }
    (wrongs, status, made)
}

#[test]
#[ignore = "takes minutes; run it with BASISLINT_CUTS, and hold what it says against README's known limits"]
fn what_a_cut_takes_away_changes_no_verdict_but_to_not_evaluated() {
    let wish = std::env::var("BASISLINT_CUTS").unwrap_or_default();
    let (budget, word) = match wish.split_once(':') {
        Some((_, word)) => (None, word),
        None if wish == "all" => (None, ""),
        None => (Some(wish.parse().unwrap_or(12)), ""),
    };
    let scenes: Vec<Scene> = landscape().into_iter().chain(readiness()).chain(cases()).collect();
    let mut text = String::new();
    let (mut made, mut bad) = (0, 0);
    for scene in scenes.iter().filter(|scene| scene.name.contains(word)) {
        let (wrongs, status, cuts) = cut(scene, budget);
        made += cuts;
        let places: BTreeSet<(&String, usize)> =
            wrongs.iter().flat_map(|(wrong, at)| at.iter().map(move |at| (&wrong.file, *at))).collect();
        bad += places.len();
        for (Wrong { scene: name, file, rule, what }, at) in &wrongs {
            let first = at[0];
            let bytes = &scene.files[file];
            let before = String::from_utf8_lossy(&bytes[first.saturating_sub(40)..first]).into_owned();
            let became = &status[&(file.clone(), first)];
            writeln!(
                text,
                "{name}: {file}: {rule} {what}: {} cuts, first {first} of {}: {before:?} ({became})",
                at.len(),
                bytes.len()
            )
            .unwrap();
        }
    }
    assert!(bad == 0, "{bad} of {made} cuts:\n{text}");
}
