//! Runs the examples of rules: the same way of the data, from memory.

use std::collections::BTreeMap;

use super::{Assigned, Content, Input, Request, rounds, run};
use crate::config::Config;
use crate::finding::Verdict;
use crate::landscape::assign::{Assignment, FileAt, Known, assign};
use crate::landscape::{Role, System};
use crate::rule::judging::{Example, RuleSet};

/// What came of one example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleResult {
    /// Where it stands, as `file:line`.
    pub place: String,
    /// The rule.
    pub rule: String,
    /// The example's name.
    pub name: String,
    /// What is wrong with it; none if all is as it says.
    pub failure: Option<String>,
}

/// Runs all examples of all rules of the set, in order.
pub fn run_all(rules: &RuleSet) -> Vec<ExampleResult> {
    let examples = rules.examples();
    examples
        .map(|(rule, role, example)| ExampleResult {
            place: example.place.clone(),
            rule: rule.to_owned(),
            name: example.name.get_ref().clone(),
            failure: run_one(rules, (rule, role), example).err(),
        })
        .collect()
}

/// Rule, place and message of each finding in the files of the first example, whatever rule it is of.
pub(super) fn findings(rules: &RuleSet) -> Vec<(String, String, String)> {
    let Some((_, role, example)) = rules.examples().next() else { return Vec::new() };
    let config = Config::default();
    let Prepared { request, .. } = prepare(rules, &config, role, example);
    let (report, _) = run(&Request { excerpts: false, ..request });
    let place = |path: &str, line, column| format!("{path}:{line}:{column}");
    let findings = report.findings.iter();
    findings.map(|it| (it.rule.clone(), place(&it.path, it.place.line, it.place.column), it.message.clone())).collect()
}

/// What an example asks for.
struct Prepared<'r> {
    request: Request<'r>,
    /// The system of the first file.
    first: Option<String>,
}

fn prepare<'r>(rules: &'r RuleSet, config: &'r Config, role: Option<Role>, example: &Example) -> Prepared<'r> {
    let named = |name: String| System {
        role: example.roles.get(&name).copied().or(example.role).or(role),
        tier: example.tier,
        technical_user: example.technical_user.clone(),
        host: example.host.clone(),
        integration: example.integration.clone(),
        ..System::named(name)
    };
    let files: Vec<FileAt<'_>> = example.files.keys().map(|path| FileAt::of(path)).collect();
    let Assignment { systems, of, .. } = assign(
        &files,
        &Known {
            configured: &[],
            all_configured: false,
            of_file: &|_| None,
            // Files without a folder are of this system.
            whole_path: &|_| Some("PRD".to_owned()),
            asked: &[],
            unconfigured: &named,
        },
    );
    let first = of.first().and_then(|system| systems.get(*system)).map(|system| system.name.clone());
    let assigned = example.files.iter().zip(of).map(|((path, text), system)| {
        let content = Content::Memory(text.clone().into_bytes());
        let input = Input {
            content,
            path: path.clone(),
            relative_path: path.clone(),
            named: false,
            forced: None,
            purpose: None,
            store: None,
        };
        Assigned { input, system }
    });
    let files = assigned.collect();
    let as_of = jiff::civil::date(2026, 11, 22);
    let request = Request { files, systems, jobs: Some(1), ..Request::new(rules, config, as_of) };
    Prepared { request, first }
}

fn run_one(rules: &RuleSet, (rule, role): (&str, Option<Role>), example: &Example) -> Result<(), String> {
    let config = Config::default();
    let Prepared { mut request, first } = prepare(rules, &config, role, example);
    let name = example.system.clone().or(first).unwrap_or_default();
    let (report, _) = run(&request);
    if let Some(file) = report.files.iter().find(|file| file.export.is_none() && !file.is_credential) {
        return Err(format!("{} is not recognised: {}", file.path, file.reason));
    }
    let Some(system) = report.systems.iter().find(|system| system.name == name) else {
        return Err(match example.files.len() {
            0 => "it has no files".to_owned(),
            _ => format!("no file is in a folder `{name}`, the system whose verdict counts"),
        });
    };
    let verdict = system.verdicts.iter().find(|verdict| &*verdict.rule == rule).ok_or("the rule gave no verdict")?;
    let places: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == rule && finding.system == name)
        .map(|finding| format!("{}:{}:{}", finding.path, finding.place.line, finding.place.column))
        .collect();
    let expected = Verdict::from(*example.verdict.get_ref());
    if verdict.verdict != expected {
        let reason = match verdict.verdict {
            Verdict::Fail => format!(" (at {})", places.join(", ")),
            _ if verdict.reason.is_empty() => String::new(),
            _ => format!(" ({})", verdict.reason),
        };
        return Err(format!("the verdict is {}{reason}, not {}", verdict.verdict.name(), expected.name()));
    }
    if !example.at.is_empty() && places != example.at {
        return Err(format!("the findings are at {}, not at {}", places.join(", "), example.at.join(", ")));
    }
    if example.fixed.is_empty() { Ok(()) } else { compare_fixed(rule, example, &mut request) }
}

/// Fixes all findings of the rule, and compares what the files become with what the example says.
fn compare_fixed(rule: &str, example: &Example, request: &mut Request<'_>) -> Result<(), String> {
    let fixed = rounds::fix(request, &run, &|finding, _| finding.rule == rule);
    let became =
        fixed.files.iter().map(|(path, file)| (path, String::from_utf8_lossy(file.after.bytes()).into_owned()));
    let became: BTreeMap<&String, String> = became.collect();
    for (path, expected) in &example.fixed {
        match became.get(path) {
            Some(text) if text == expected => {}
            Some(text) => return Err(format!("{path} becomes\n{text}\nnot\n{expected}")),
            None => return Err(format!("{path} is not fixed")),
        }
    }
    if let Some(other) = became.keys().find(|path| !example.fixed.contains_key(**path)) {
        return Err(format!("{other} is fixed as well, and `fixed` does not say so"));
    }
    match fixed.in_vain.first() {
        Some((finding, fix)) => Err(format!(
            "the finding at {}:{} is still there after: {}",
            finding.path, finding.place.line, fix.description
        )),
        None => Ok(()),
    }
}
