//! The invented systems of `testdata/readiness`, `testdata/connectors` and `testdata/integration*`, the defects that are planted in them,
//! and tests that check them in memory. What must hold of a scene's verdicts stands in [`judged`], what of a set-up that rests on files
//! of several systems in [`set_up`].

pub mod judged;
pub mod set_up;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use basislint::check::partial::{self, Given};
use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::config::Config;
use basislint::landscape::derived::effective_parameters;
use basislint::landscape::integration::{Environment, Integration, ReverseProxy};
use basislint::landscape::stores::{Policies, Shared, asked_parameters};
use basislint::landscape::{Role, System, Tier};
use basislint::policy::checks::Checks;
use basislint::policy::embedded;
use basislint::policy::evaluate::Reading;
use basislint::report::Report;
use basislint::rule::RuleSet;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::load_without_examples(&[] as &[&Path]).unwrap());

/// Path and bytes of each file; the first folder is the system.
pub type Files = BTreeMap<String, Vec<u8>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SystemData {
    role: Role,
    tier: Tier,
    technical_user: Option<String>,
    host: Option<String>,
    #[serde(default)]
    integration: IntegrationData,
}

/// What configuration says in `[integration]`.
#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct IntegrationData {
    reverse_proxy: Option<ReverseProxy>,
    environment: Option<Environment>,
    user: Option<String>,
    roles: Option<Vec<String>>,
}

impl IntegrationData {
    fn told(&self) -> Integration {
        let Self { reverse_proxy, environment, user, roles } = self.clone();
        Integration { reverse_proxy, environment, user, roles }
    }
}

/// Systems that are clean, and what is wrong with them one defect at a time: a folder with `systems.toml`, `systems/`, `defects/` and,
/// for whole certificates that defects put in, `certificates/`.
pub struct Scene {
    pub folder: &'static str,
    pub systems: Vec<System>,
    pub files: Files,
    /// By rule.
    defects: Vec<(String, Defects)>,
    /// PEM files, by name without ending.
    certificates: BTreeMap<String, Vec<u8>>,
}

/// Systems that send data to SAP (document 001).
pub static READINESS: LazyLock<Scene> = LazyLock::new(|| Scene::load("testdata/readiness"));
/// A Cloud Connector with two Production Connectors (document 003).
pub static CONNECTORS: LazyLock<Scene> = LazyLock::new(|| Scene::load("testdata/connectors"));
/// An ERP system that Cloud Integration calls directly, all in one folder (document 004).
pub static INTEGRATION: LazyLock<Scene> = LazyLock::new(|| Scene::load("testdata/integration"));
/// The same behind a Web Dispatcher, each party in a folder of its own.
pub static DISPATCHER: LazyLock<Scene> = LazyLock::new(|| Scene::load("testdata/integration-dispatcher"));

/// `defects/<rule>.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Defects {
    /// The exports of each system without any of which the rule cannot say anything of it.
    #[serde(default)]
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
    /// Rules that cannot say anything any more.
    #[serde(default)]
    pub unsure: BTreeSet<String>,
    /// It is a note, and notes leave the verdict a pass.
    #[serde(default)]
    pub passes: bool,
    /// Changes to files.
    pub edits: Vec<Edit>,
    /// Severity and place of each finding: `error SOL/rfcdes.txt:5:2`.
    pub findings: Vec<String>,
}

/// A change to one file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub file: String,
    /// What stands in the file just once.
    #[serde(default)]
    replace: String,
    #[serde(default)]
    with: String,
    /// A file that was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Certificates of the scene that are all that the file holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificates: Option<Vec<String>>,
    /// The file is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    remove: bool,
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

impl Scene {
    fn load(folder: &'static str) -> Self {
        let known: BTreeMap<String, SystemData> = data(&format!("{folder}/systems.toml"));
        let of = |(name, data): (&String, &SystemData)| System {
            host: data.host.clone(),
            integration: data.integration.told(),
            ..system(name, Some(data.role), Some(data.tier), data.technical_user.clone())
        };
        let paths = std::fs::read_dir(format!("{folder}/defects")).unwrap();
        let mut paths: Vec<_> = paths.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let of_rule = |path: std::path::PathBuf| {
            let rule = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (rule, data(path.to_str().unwrap()))
        };
        let certificates = match Path::new(&format!("{folder}/certificates")).is_dir() {
            true => files_below(&format!("{folder}/certificates")),
            false => Files::new(),
        };
        Self {
            folder,
            systems: known.iter().map(of).collect(),
            files: files_below(&format!("{folder}/systems")),
            defects: paths.into_iter().map(of_rule).collect(),
            certificates: certificates
                .into_iter()
                .map(|(path, bytes)| (path.trim_end_matches(".pem").to_owned(), bytes))
                .collect(),
        }
    }

    /// Each defect, with the rule that finds it.
    pub fn defects(&self) -> impl Iterator<Item = (&str, &Defect)> {
        self.defects.iter().flat_map(|(rule, defects)| defects.defect.iter().map(move |defect| (rule.as_str(), defect)))
    }

    /// The rules that cannot say anything of a system without an export.
    pub fn needing(&self, system: &str, kind: &str) -> BTreeSet<String> {
        let needs = |defects: &Defects| defects.needs.get(system).is_some_and(|kinds| kinds.contains(kind));
        self.defects.iter().filter(|(_, defects)| needs(defects)).map(|(rule, _)| rule.clone()).collect()
    }

    /// The rules that are for a role of these systems.
    pub fn rules(&self) -> BTreeSet<String> {
        let is_here = |role: &String| self.systems.iter().any(|system| system.role.unwrap().name() == role);
        let pages = RULES.pages().filter(|page| page.roles.is_empty() || page.roles.iter().any(is_here));
        pages.map(|page| page.id.clone()).collect()
    }

    /// The clean files with these changes.
    pub fn edited(&self, edits: &[Edit], name: &str) -> Files {
        let mut files = self.files.clone();
        for edit in edits {
            let file = &edit.file;
            if let Some(text) = &edit.text {
                assert!(files.insert(file.clone(), text.clone().into_bytes()).is_none(), "{name}: {file} is there");
            } else if let Some(names) = &edit.certificates {
                let bytes = names.iter().flat_map(|name| self.certificates[name].iter().copied()).collect();
                files.insert(file.clone(), bytes);
            } else if edit.remove {
                assert!(files.remove(file).is_some(), "{name}: there is no {file}");
            } else {
                let before = String::from_utf8(files[file].clone()).unwrap();
                let count = before.matches(edit.replace.as_str()).count();
                assert_eq!(count, 1, "{name}: `{}` in {file}", edit.replace);
                files.insert(file.clone(), before.replace(edit.replace.as_str(), &edit.with).into_bytes());
            }
        }
        files
    }

    /// Checks files of these systems.
    pub fn check(&self, files: &Files) -> Report {
        check(&self.systems, files, true)
    }
}

/// The policies that basislint comes with.
static POLICIES: LazyLock<Shared> =
    LazyLock::new(|| Shared::new(Policies::new(Checks::of(embedded::all()), Reading::AsMeant)));

/// No rule, and the parameters that policies ask for.
static NO_RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let mut rules = RuleSet::load_without_examples(&[] as &[&Path]).unwrap();
    rules.clear();
    let interest = asked_parameters(&POLICIES.checks).unwrap();
    rules.ask_beside(effective_parameters::DERIVED.kind, interest);
    rules
});

/// Checks the files of these systems as of the day on which they were exported.
pub fn check(systems: &[System], files: &Files, excerpts: bool) -> Report {
    checked(systems, files, |request| Request { excerpts, ..request })
}

/// Asks the policies that basislint comes with, and no rule.
pub fn check_policies(systems: &[System], files: &Files) -> Report {
    checked(systems, files, |request| Request {
        excerpts: false,
        rules: &NO_RULES,
        policies: Some(Shared::clone(&POLICIES)),
        ..request
    })
}

/// Checks files of these systems in several shards and puts what they say together; `shard` has for each system the one that it is of. The
/// other report is that of one check. `harm` may change what a shard hands on.
pub fn check_in_shards(
    systems: &[System],
    files: &Files,
    shard: &[usize],
    harm: &dyn Fn(usize, Vec<u8>) -> Vec<u8>,
) -> (Report, Result<Report, usize>) {
    let config = Config::default();
    let request = || request(systems, files, &RULES, &config);
    let one = check::run(&Request { fixes: true, ..request() }).0;
    let of_shard = |number: usize| {
        let own = Some(shard.iter().map(|of| *of == number).collect());
        let made = partial::of(&Request { own, fixes: true, ..request() }, &|_| String::new());
        (made.systems, harm(number, made.bytes))
    };
    let count = shard.iter().max().map_or(1, |last| last + 1);
    let made: Vec<(Vec<usize>, Vec<u8>)> = (0..count).map(of_shard).collect();
    let given: Vec<Given<'_>> = made.iter().map(|(systems, bytes)| Given { systems, bytes: bytes.clone() }).collect();
    let merged = partial::merge(&Request { files: Vec::new(), ..request() }, given);
    (one, merged.map(|merged| merged.report).map_err(|(number, _)| number))
}

fn checked(systems: &[System], files: &Files, ask: impl FnOnce(Request<'_>) -> Request<'_>) -> Report {
    let config = Config::default();
    check::run(&ask(request(systems, files, &RULES, &config))).0
}

fn request<'r>(systems: &[System], files: &Files, rules: &'r RuleSet, config: &'r Config) -> Request<'r> {
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
            // As `[[export]]` and `[integration.certificates]` do it in configuration.
            forced: path.contains("/integration-log/").then(|| basislint::export::by_kind("integration-log")).flatten(),
            purpose: None,
            store: None,
        },
        system: of_system(path),
    });
    let as_of = jiff::civil::date(2026, 11, 22);
    let (files, systems) = (assigned.collect(), systems.to_vec());
    Request { files, systems, jobs: Some(1), ..Request::new(rules, config, as_of) }
}
