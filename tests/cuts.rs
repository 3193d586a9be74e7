//! Every fixture is cut, and no verdict gets better or worse by what the cut took away.
//!
//! A file that lacks its end proves nothing by what is not in it: so no verdict becomes `pass` or `not-applicable`, and none
//! `fail`. What nobody can tell from a whole file is in [`LIMITS`], and in README's "Known limits".
//!
//! `cargo test` cuts each file at few bytes. `BASISLINT_CUTS=10` cuts it at ten, `BASISLINT_CUTS=all` at every byte, which takes
//! an hour (`cargo test --release --test suite cuts::`), and `BASISLINT_CUTS=all:word` or `10:word` so in the scenes in whose name the word stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use basislint::finding::Verdict;
use basislint::landscape::stores::carriers_of;
use basislint::landscape::{Role, System, Tier};
use basislint::report::{FileReport, FileStatus, Report};
use rayon::prelude::*;

use crate::systems::{self, CONNECTORS, DISPATCHER, Files, INTEGRATION, READINESS, files_below, system};

/// Bytes at which each file is cut, if nobody asks for more.
const FEW: usize = 1;

/// Says whether a wrong thing is of a kind.
type IsOf = fn(&Wrong) -> bool;

/// What of a cut nobody can tell: the words of README's "Known limits", and whether a wrong thing is of that kind.
const LIMITS: &[(&str, IsOf)] = &[
    ("looks whole if it is cut exactly between two lines", |wrong| {
        wrong.became.status == FileStatus::Read && wrong.behind_a_line
    }),
    ("a profile also behind a value that makes sense", |wrong| {
        wrong.became.status == FileStatus::Read && wrong.became.export == Some("profile")
    }),
    ("a file cut in its heading is told by its name", |wrong| wrong.became.status == FileStatus::Unrecognized),
    ("if another file has the same list whole, that one counts", |wrong| {
        wrong.became.notes.iter().any(|note| note.message.contains("is whole: what is missing here is judged there"))
    }),
    ("a trace is judged by the last start that it shows", |wrong| wrong.became.export == Some("crypto-library")),
    // The job overview says that the job was cancelled, and without it the job's log does.
    ("", |wrong| wrong.rule == "support-job-error" && wrong.became.export == Some("job-overview")),
];

/// Systems with their files, and the files of them that are cut.
struct Scene {
    name: String,
    systems: Vec<System>,
    files: Files,
    cut: Vec<String>,
    /// Who says something of them.
    by: fn(&[System], &Files) -> Report,
}

fn by_rules(systems: &[System], files: &Files) -> Report {
    systems::check(systems, files, false)
}

/// What was said of the systems.
struct Said {
    /// By system and rule.
    verdicts: BTreeMap<(String, String), Verdict>,
    /// System, rule and subject of each finding.
    findings: BTreeSet<(String, String, String)>,
    files: Vec<FileReport>,
}

fn check(scene: &Scene, files: &Files) -> Said {
    let report = (scene.by)(&scene.systems, files);
    let of_system = |system: &basislint::report::SystemReport| {
        let name = system.name.clone();
        let verdicts =
            system.verdicts.iter().map(|verdict| ((name.clone(), verdict.rule.to_string()), verdict.verdict));
        verdicts.collect::<Vec<_>>()
    };
    let findings = report.findings.iter();
    Said {
        verdicts: report.systems.iter().flat_map(of_system).collect(),
        findings: findings
            .map(|finding| (finding.system.to_owned(), finding.rule.to_owned(), finding.subject.to_owned()))
            .collect(),
        files: report.files,
    }
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
    let all = files_below("testdata/landscape");
    let scene = |name: &&str| {
        let files = of(&all, name);
        let cut = files.keys().cloned().collect();
        Scene {
            name: format!("landscape/{name}"),
            systems: vec![system(name, None, None, None)],
            files,
            cut,
            by: by_rules,
        }
    };
    ["DEV", "QAS", "SOL"].iter().map(scene).collect()
}

/// The clean systems, and each defect in them: of those only the files that were changed are cut.
fn readiness() -> Vec<Scene> {
    let (known, all) = (&READINESS.systems, &READINESS.files);
    let scene = |system: &System| {
        let files = of(all, &system.name);
        let cut = files.keys().cloned().collect();
        Scene { name: format!("readiness/{}", system.name), systems: vec![system.clone()], files, cut, by: by_rules }
    };
    let mut scenes: Vec<Scene> = known.iter().map(scene).collect();
    for (rule, defect) in READINESS.defects() {
        let name = format!("defect/{rule}, {}", defect.name);
        let files = READINESS.edited(&defect.edits, &name);
        let cut: BTreeSet<String> = defect.edits.iter().map(|edit| edit.file.clone()).collect();
        // What one system has is compared with what others have.
        let compares = rule.ends_with("-elsewhere") || rule.ends_with("-shared");
        let is_in =
            |system: &&System| compares || cut.iter().any(|path| path.starts_with(&format!("{}/", system.name)));
        let systems: Vec<System> = known.iter().filter(is_in).cloned().collect();
        let files = systems.iter().flat_map(|system| of(&files, &system.name)).collect();
        scenes.push(Scene { name, systems, files, cut: cut.into_iter().collect(), by: by_rules });
    }
    scenes
}

/// The correct set-ups of connectors and integrations: what one system has is judged by what the others have.
fn set_ups() -> Vec<Scene> {
    let scene = |(name, of): (&str, &systems::Scene)| {
        let (systems, files) = (of.systems.clone(), of.files.clone());
        // What both set-ups of an integration have is cut in one of them.
        let is_cut = |path: &&String| name != "dispatcher" || path.starts_with("WDP/");
        let cut = files.keys().filter(is_cut).cloned().collect();
        Scene { name: name.to_owned(), systems, cut, files, by: by_rules }
    };
    [("connectors", &*CONNECTORS), ("integration", &*INTEGRATION), ("dispatcher", &*DISPATCHER)].map(scene).into()
}

/// Each case for itself, as the only file of a Solution Manager.
fn cases() -> Vec<Scene> {
    let all = files_below("testdata/cases");
    let cases = all.into_iter().filter(|(path, _)| !path.ends_with(".expected") && !path.starts_with("no-export/"));
    let scene = |(path, bytes): (String, Vec<u8>)| {
        let (_, name) = path.split_once('/').unwrap();
        let file = format!("SYS/{name}");
        Scene {
            name: format!("case/{path}"),
            systems: vec![system("SYS", Some(Role::SolutionManager), Some(Tier::Production), None)],
            files: Files::from([(file.clone(), bytes)]),
            cut: vec![file],
            by: by_rules,
        }
    };
    cases.map(scene).collect()
}

/// The same, asked by SAP's policies: each file of an export that carries a config store, alone and in the landscape.
fn policies() -> Vec<Scene> {
    let carries = |scene: &Scene| {
        let kind = scene.name.split('/').nth(1).unwrap_or_default();
        scene.name.starts_with("landscape/") || carriers_of(kind).next().is_some() || kind == "profile-parameters"
    };
    let scenes = landscape().into_iter().chain(cases()).filter(carries);
    scenes
        .map(|scene| Scene { name: format!("policies/{}", scene.name), by: systems::check_policies, ..scene })
        .collect()
}

/// One thing that a cut must not do.
struct Wrong {
    rule: String,
    what: String,
    /// What became of the file that was cut.
    became: FileReport,
    /// It was cut behind the end of a line.
    behind_a_line: bool,
    at: usize,
}

fn compare(file: &str, at: usize, before: &[u8], whole: &Said, cut: &Said) -> Vec<Wrong> {
    let became = cut.files.iter().find(|report| report.path == file).unwrap();
    let ends: [&[u8]; 3] = [b"\n", b"\n\0", b"\0\n"];
    let wrong = |rule: &str, what: String| Wrong {
        rule: rule.to_owned(),
        what,
        became: became.clone(),
        behind_a_line: ends.iter().any(|end| before.ends_with(end)),
        at,
    };
    let mut wrongs = Vec::new();
    // A file that is cut already ends in a row that nobody can read, which may be in doubt for what it is; a second cut takes that
    // row away, and no fact with it.
    let was_cut = whole.files.iter().any(|report| report.path == file && report.status == FileStatus::Partial);
    let is_doubt = |before: Verdict| was_cut && before == Verdict::NotEvaluated;
    // Check items that are not for a system are not listed.
    let of = |said: &Said, key: &(String, String)| said.verdicts.get(key).copied().unwrap_or(Verdict::NotApplicable);
    let keys: BTreeSet<&(String, String)> = cut.verdicts.keys().chain(whole.verdicts.keys()).collect();
    for key in keys {
        let (before, now) = (of(whole, key), of(cut, key));
        if now != before && now != Verdict::NotEvaluated && !is_doubt(before) {
            wrongs.push(wrong(&key.1, format!("{} becomes {}", before.name(), now.name())));
        }
    }
    for (_, rule, subject) in cut.findings.difference(&whole.findings) {
        wrongs.push(wrong(rule, format!("new finding of {subject:?}")));
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

/// Cuts every file of the scene: how many cuts were made, and what went wrong, file by file.
fn cut(scene: &Scene, budget: Option<usize>) -> (usize, Vec<(String, Wrong)>) {
    let whole = check(scene, &scene.files);
    let of_file = |file: &String| {
        let file = file.clone();
        places(scene.files[&file].len(), budget).into_iter().map(move |at| (file.clone(), at))
    };
    let cuts: Vec<(String, usize)> = scene.cut.iter().flat_map(of_file).collect();
    let made = cuts.len();
    let wrongs = cuts.into_par_iter().flat_map_iter(|(file, at)| {
        let mut files = scene.files.clone();
        files.get_mut(&file).unwrap().truncate(at);
        let said = check(scene, &files);
        compare(&file, at, &scene.files[&file][..at], &whole, &said).into_iter().map(move |wrong| (file.clone(), wrong))
    });
    (made, wrongs.collect())
}

#[test]
fn what_a_cut_takes_away_changes_no_verdict_but_to_not_evaluated() {
    let wish = std::env::var("BASISLINT_CUTS").unwrap_or_default();
    let (budget, word) = match wish.split_once(':') {
        Some((budget, word)) => (budget.parse().ok(), word),
        None if wish == "all" => (None, ""),
        None => (Some(wish.parse().unwrap_or(FEW)), ""),
    };
    let scenes: Vec<Scene> =
        landscape().into_iter().chain(readiness()).chain(set_ups()).chain(cases()).chain(policies()).collect();
    let mut text = String::new();
    let (mut made, mut bad, mut known) = (0, BTreeSet::new(), BTreeMap::<&str, BTreeSet<String>>::new());
    for scene in scenes.iter().filter(|scene| scene.name.contains(word)) {
        let (cuts, wrongs) = cut(scene, budget);
        made += cuts;
        let mut told: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
        for (file, wrong) in &wrongs {
            let place = format!("{}, {file} at {}", scene.name, wrong.at);
            if let Some((limit, _)) = LIMITS.iter().find(|(_, is_of)| is_of(wrong)) {
                known.entry(limit).or_default().insert(place);
                continue;
            }
            bad.insert(place);
            let at = told.entry((file, &wrong.rule, &wrong.what)).or_default();
            at.push(wrong.at);
            if let [first] = at[..] {
                let before = String::from_utf8_lossy(&scene.files[file][first.saturating_sub(40)..first]).into_owned();
                let became = &wrong.became;
                writeln!(text, "{file} ({:?}, {}: {}): {before:?}", became.export, became.status.name(), became.reason)
                    .unwrap();
            }
        }
        for ((file, rule, what), at) in told {
            writeln!(text, "{}: {file}: {rule} {what}: at {at:?}", scene.name).unwrap();
        }
    }
    let known: Vec<String> = known.iter().map(|(limit, places)| format!("{} {limit}", places.len())).collect();
    let summary = format!("{made} cuts, {} wrong, within the limits: {}", bad.len(), known.join("; "));
    // For those who ask for more than the few.
    if !wish.is_empty() {
        std::fs::write("target/cuts.txt", format!("{summary}\n{text}")).unwrap();
    }
    assert!(bad.is_empty(), "{summary}\n{text}");
}

#[test]
fn the_limits_of_cuts_stand_in_the_readme() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let words = readme.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for (limit, _) in LIMITS {
        assert!(words.contains(limit), "README does not say: {limit}");
    }
}
