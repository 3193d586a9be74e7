//! The invented systems of `testdata/readiness` and the defects that are planted in them, for tests that check systems
//! in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::config::Config;
use basislint::landscape::{Role, System, Tier};
use basislint::report::Report;
use basislint::rule::RuleSet;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::load_without_examples(&[] as &[&Path]).unwrap());

/// Path and bytes of each file; the first folder is the system.
pub type Files = BTreeMap<String, Vec<u8>>;

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
    /// The exports of each system without any of which the rule cannot say anything of it.
    needs: BTreeMap<String, BTreeSet<String>>,
    defect: Vec<Defect>,
}

/// One thing that is wrong.
// Not every test asks what a defect makes of the verdicts.
#[allow(dead_code)]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    pub name: String,
    /// Rules that cannot but fail as well.
    #[serde(default)]
    pub also: BTreeSet<String>,
    /// Why they cannot.
    #[serde(default)]
    pub because: String,
    /// Rules that have nothing left to speak of.
    #[serde(default)]
    pub silences: BTreeSet<String>,
    /// Changes to files.
    pub edits: Vec<Edit>,
    /// Severity and place of each finding: `error SOL/rfcdes.txt:5:2`.
    pub findings: Vec<String>,
}

/// A change to one file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub file: String,
    /// What stands in the file just once.
    #[serde(default)]
    replace: String,
    #[serde(default)]
    with: String,
    /// A file that was not there.
    text: Option<String>,
}

pub fn data<T: DeserializeOwned>(path: &str) -> T {
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files below a folder.
pub fn files_below(root: &str) -> Files {
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = files.map(|entry| {
        let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        (path, std::fs::read(entry.path()).unwrap())
    });
    named.collect()
}

/// A system as configuration would name it.
pub fn system(name: &str, role: Option<Role>, tier: Option<Tier>, technical_user: Option<String>) -> System {
    System { role, tier, technical_user, expected: true, ..System::named(name) }
}

/// The systems that are clean, and their files.
pub fn clean() -> (Vec<System>, Files) {
    let known: BTreeMap<String, SystemData> = data("testdata/readiness/systems.toml");
    let of = |(name, data): (&String, &SystemData)| {
        system(name, Some(data.role), Some(data.tier), data.technical_user.clone())
    };
    (known.iter().map(of).collect(), files_below("testdata/readiness/systems"))
}

/// What `defects` says of each rule.
static BY_RULE: LazyLock<Vec<(String, Defects)>> = LazyLock::new(|| {
    let paths = std::fs::read_dir("testdata/readiness/defects").unwrap();
    let mut paths: Vec<_> = paths.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let of_rule = |path: std::path::PathBuf| {
        let rule = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (rule, data(path.to_str().unwrap()))
    };
    paths.into_iter().map(of_rule).collect()
});

/// Each defect, with the rule that finds it.
pub fn defects() -> Vec<(&'static str, &'static Defect)> {
    let of_rule =
        |(rule, defects): &'static (String, Defects)| defects.defect.iter().map(move |defect| (rule.as_str(), defect));
    BY_RULE.iter().flat_map(of_rule).collect()
}

/// The rules that cannot say anything of a system without an export.
pub fn needing(system: &str, kind: &str) -> BTreeSet<String> {
    let needs = |defects: &Defects| defects.needs.get(system).is_some_and(|kinds| kinds.contains(kind));
    BY_RULE.iter().filter(|(_, defects)| needs(defects)).map(|(rule, _)| rule.clone()).collect()
}

/// The clean files with one thing wrong.
pub fn edited(files: &Files, defect: &Defect, name: &str) -> Files {
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

/// Checks the files of these systems as of the day on which they were exported.
pub fn check(systems: &[System], files: &Files, excerpts: bool) -> Report {
    let of_system = |path: &str| {
        let folder = path.split('/').next().unwrap();
        systems.iter().position(|system| system.name == folder).unwrap()
    };
    let assigned = files.iter().map(|(path, bytes)| Assigned {
        input: Input {
            content: Content::Memory(bytes.clone()),
            path: path.clone(),
            relative_path: path.clone(),
            named: false,
            forced: None,
        },
        system: of_system(path),
    });
    let config = Config::default();
    let as_of = jiff::civil::date(2026, 11, 22);
    let (files, systems) = (assigned.collect(), systems.to_vec());
    check::run(&Request { files, systems, jobs: Some(1), excerpts, ..Request::new(&RULES, &config, as_of) }).0
}
