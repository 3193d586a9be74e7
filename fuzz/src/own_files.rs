//! What users write for basislint: configuration, rules and lists. Mistakes are complaints at places of the file, which can be
//! drawn; what has none can be worked with.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use basislint::check::Portions;
use basislint::complaint::{self, Complaint};
use basislint::config::edit::{self, EditError, Wanted};
use basislint::config::{Config, Known, OwnRuleFolders};
use basislint::export::{EXPORTS, KINDS_NOT_READ_YET};
use basislint::rule::{RuleError, RuleSet};

use super::checked::{File, check, check_with, embedded, written};
use super::fixtures;
use super::given::Given;
use basislint::report::Format;

static RULES: LazyLock<RuleSet> = LazyLock::new(embedded);

/// In it some rules find something.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let rfcdes = "RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,\"H=/H/r/S/3299/H/oss001,S=01,U=OSS_RFC,v=geheim,\"\nX,3,H=h\n";
    let profile = "SAPSYSTEMNAME = PRD\nssl/ciphersuites = 801:PFS:HIGH::EC_P256:EC_HIGH\nx/y = 1\n";
    [("PRD/rfcdes.csv", rfcdes), ("PRD/DEFAULT.PFL", profile)]
        .map(|(path, text)| File { path: path.to_owned(), bytes: text.into(), forced: None })
        .into()
});

/// Which of the three, then its text.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    match given.byte() % 2 {
        0 => config(&given.text()),
        _ => rule_or_list(given.rest()),
    }
}

fn config(text: &str) {
    let ids: Vec<&str> = RULES.ids().collect();
    let kinds: Vec<&'static str> = EXPORTS.iter().map(|export| export.kind).collect();
    let with_days: Vec<&str> = RULES.with_days().collect();
    let known = Known {
        rules: &ids,
        rules_with_days: &with_days,
        exports: &kinds,
        exports_not_read_yet: KINDS_NOT_READ_YET,
        formats: &["sarif", "html"],
    };
    match Config::parse("basislint.toml", PathBuf::from("/nowhere"), text, &known) {
        Err(complaints) => {
            assert!(!complaints.is_empty());
            assert_drawn(&complaints, text);
        }
        Ok(config) => {
            // It holds its result to what was there.
            let edited = edit::suppress(text, &WANTED, &known);
            assert!(edited.is_ok() || matches!(edited, Err(EditError::ByHand(_))), "{edited:?}");
            let _ = (config.system_of("/nowhere/PRD/x".as_ref()), config.kind_of("/nowhere/PRD/x".as_ref()));
            let _ = config.exclude.unused(&config.excluding("/nowhere/PRD/x".as_ref()).into_iter().collect());
            // What is read first is read alike.
            assert!(OwnRuleFolders::read("basislint.toml", text).is_ok());
            if text.contains("suppress") || text.contains("rule") {
                let report = check_with(&RULES, &config, &FILES, Portions::default(), 1);
                let _ = written(Format::Json, &report);
            }
        }
    }
}

fn rule_or_list(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.toml"), bytes).unwrap();
    match RuleSet::load_folder(folder.path()) {
        Err(RuleError::Mistakes(complaints)) => {
            assert!(!complaints.is_empty());
            assert_drawn(&complaints, &String::from_utf8_lossy(bytes));
        }
        Err(RuleError::Unreadable { reason, .. }) => assert!(!reason.is_empty()),
        Ok(rules) => {
            let report = check(&rules, &FILES, Portions::default(), 1);
            let _ = (written(Format::Json, &report), written(Format::Html, &report));
        }
    }
}

fn assert_drawn(complaints: &[Complaint], text: &str) {
    let lines = text.split('\n').count();
    for complaint in complaints {
        assert!(complaint.start() <= text.len() && (1..=lines).contains(&complaint.line()), "{complaint:?}");
        assert!(complaint.column() > 0 && !complaint.to_string().is_empty());
        let _ = complaint.excerpt();
    }
    for width in [0, 40, 120] {
        let drawn = complaint::render(complaints, false, width);
        assert!(!drawn.contains(|c: char| c != '\n' && c.is_control()), "{drawn:?}");
    }
}

static WANTED: LazyLock<Wanted> = LazyLock::new(|| Wanted {
    rule: "legacy-rfc-destination".to_owned(),
    system: Some("PRD".to_owned()),
    subject: Some("SAPOSS".to_owned()),
    reason: "until the move".to_owned(),
    owner: Some("Basis".to_owned()),
    until: None,
});

const CONFIG: &str = r#"as-of = "2026-11-22"
min-confidence = "medium"
exclude = ["old/**", "*.bak"]
output = ["sarif=basislint.sarif", "html=reports/readiness.html"]
[[system]]
name = "PRD"
files = ["PRD/**"]
role = "abap-direct"
tier = "production"
[[export]]
kind = "job-log"
files = ["**/*.log"]
[system.integration]
reverse-proxy = "none"
[integration]
environment = "neo"
user = "CODINTG"
roles = ["Z_INTEGRATION"]
[integration.certificates]
ci-client = ["ci/*.cer"]
[rule.client-ciphersuites-outdated]
severity = "note"
[[suppress]]
rule = "legacy-rfc-destination"
system = "PRD"
subject = "SAPOSS"
reason = "until the move"
until = "2027-01-31"
[[suppress]]
rule = "{legacy,client}-*"
system = "P?D"
subject = "[!a-c]*[*]"
reason = "as well"
"#;

/// Suppressions in the other form.
const LIST: &str = r#"suppress = [ # accepted
    { rule = "legacy-rfc-destination", system = "PRD", subject = "SAPOSS", until = 2027-01-31, reason = 'x' }, # why
]
"#;

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = [CONFIG, LIST].map(|text| [&[0], text.as_bytes()].concat()).into();
    let root = fixtures::root();
    let mut add = |kind: u8, path: PathBuf| {
        if let Ok(bytes) = fs::read(path) {
            seeds.push([&[kind], &bytes[..]].concat());
        }
    };
    add(0, root.join("testdata/landscape-configured/basislint.toml"));
    for folder in ["testdata/rules", "rules", "rules/lists"] {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        paths.into_iter().for_each(|path| add(1, path));
    }
    seeds
}
