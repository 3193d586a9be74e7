//! Mistakes in policies: for people as miette shows places, as JSON (`schemas/policy-lint.json`), as SARIF.

use serde::Serialize;
use serde_json::{Value, json};

use super::super::super::Terminal;
use super::super::super::paper::Paper;
use super::listed::counted_policies;
use super::{Choice, Format, ended};
use crate::complaint;
use crate::finding::Severity;
use crate::policy::Policy;
use crate::policy::lint::{CHECKS, Finding, examine};
use crate::policy::load::Loaded;
use crate::report::json::{Tool, VERSION};
use crate::report::sarif;
use crate::terminal_text::counted;

/// Mistakes in policies.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LintDocument<'p> {
    /// Version of this shape, not of the tool. It changes if a field goes or means something else; fields may be added.
    version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// How many policies were examined.
    policies: usize,
    /// How many check items they have.
    items: usize,
    /// What is wrong, in the order of policies and places.
    findings: Vec<Entry<'p>>,
}

/// A mistake.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry<'p> {
    /// What kind it is: `both-hold`.
    check: &'static str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// What the kind is about.
    title: &'static str,
    /// What is wrong here.
    message: &'p str,
    /// What follows from it, and the way out.
    help: String,
    /// The policy.
    policy: &'p str,
    /// The check item as reports name it, if it lies in one.
    item: Option<String>,
    /// The file.
    path: &'p str,
    /// 1-based line.
    line: usize,
    /// 1-based column, in characters.
    column: usize,
    /// 1-based line of its end.
    end_line: usize,
    /// 1-based column behind its end.
    end_column: usize,
}

pub(super) fn write(loaded: &Loaded, choice: &Choice, format: Format, terminal: &mut Terminal<'_>) -> u8 {
    let found: Vec<Finding> = examine(&loaded.policies)
        .into_iter()
        .filter(|finding| choice.takes_all() || id(&loaded.policies, finding).is_some_and(|id| choice.takes(&id)))
        .collect();
    let findings = || found.iter().filter_map(|finding| entry(&loaded.policies, finding)).collect::<Vec<_>>();
    let items = loaded.policies.iter().map(|policy| policy.items().count()).sum();
    let written = match format {
        Format::Json => {
            let (version, tool, policies) = (VERSION, Tool::OWN, loaded.policies.len());
            terminal.print_json(&LintDocument { version, tool, policies, items, findings: findings() })
        }
        Format::Sarif => terminal.print_json(&sarif_log(&findings())),
        Format::Pretty => pretty(loaded, &found, items, terminal),
    };
    ended(written, !found.is_empty())
}

/// The item of a finding, as reports name it.
fn id(policies: &[Policy], finding: &Finding) -> Option<String> {
    let policy = policies.get(finding.policy)?;
    let (store, item) = finding.item?;
    Some(policy.rule_id(policy.stores.get(store)?.items.get(item)?))
}

fn entry<'p>(policies: &'p [Policy], finding: &'p Finding) -> Option<Entry<'p>> {
    let policy = policies.get(finding.policy)?;
    let (begin, end) = (policy.source.place(finding.span.start), policy.source.place(finding.span.end));
    Some(Entry {
        check: finding.check.id,
        severity: finding.check.severity.name(),
        title: finding.check.title,
        message: &finding.message,
        help: help(finding),
        policy: &policy.id.text,
        item: id(policies, finding),
        path: &policy.source.path,
        line: begin.line,
        column: begin.column,
        end_line: end.line,
        end_column: end.column,
    })
}

fn help(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{} {}", sentence(help), finding.check.about),
        None => finding.check.about.to_owned(),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map_or_else(String::new, |first| first.to_uppercase().collect());
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// Errors and warnings at their places; of notes, which are many, how many of which kind, unless there is nothing else.
fn pretty(loaded: &Loaded, found: &[Finding], items: usize, terminal: &mut Terminal<'_>) -> u8 {
    let is_shown = |finding: &&Finding| finding.check.severity != Severity::Note || loaded.policies.len() == 1;
    let complaints = found.iter().filter(is_shown).filter_map(|finding| {
        let policy = loaded.policies.get(finding.policy)?;
        let item = id(&loaded.policies, finding).unwrap_or_else(|| format!("sap:{}", policy.id.text));
        let message = format!("{item}: {} [{}]", finding.check.title, finding.check.id);
        let complaint =
            policy.source.complaint(finding.span.clone(), message).label(&*finding.message).help(help(finding));
        Some(match finding.check.severity {
            Severity::Error => complaint,
            Severity::Warning => complaint.warning(),
            Severity::Note => complaint.note(),
        })
    });
    let complaints: Vec<_> = complaints.collect();
    let mut text = complaint::render(&complaints, terminal.out_color, terminal.text_width());
    let mut paper = Paper::new(terminal.out_color, terminal.text_width());
    let hidden: Vec<&Finding> = found.iter().filter(|finding| !is_shown(finding)).collect();
    for check in CHECKS {
        let number = hidden.iter().filter(|finding| finding.check == *check).count();
        if number > 0 {
            paper.entry(check.id, 16, &format!("{number} times: {}", check.title));
        }
    }
    if !hidden.is_empty() {
        paper.line("  `--format json` shows each; a policy by itself shows its own\n");
    }
    let number = |severity: Severity| found.iter().filter(|finding| finding.check.severity == severity).count();
    let counts =
        [Severity::Error, Severity::Warning, Severity::Note].map(|severity| counted(number(severity), severity.name()));
    paper.line(&format!(
        "{} in {}, {}",
        counts.join(", "),
        counted_policies(loaded.policies.len()),
        counted(items, "check item")
    ));
    text.push_str(&paper.text);
    terminal.print(&text)
}

fn sarif_log(findings: &[Entry<'_>]) -> Value {
    let used = CHECKS.iter().filter(|check| findings.iter().any(|finding| finding.check == check.id));
    let rules: Vec<Value> = used
        .clone()
        .map(|check| {
            json!({
                "id": check.id,
                "shortDescription": { "text": check.title },
                "fullDescription": { "text": check.about },
                "defaultConfiguration": { "level": check.severity.name() },
            })
        })
        .collect();
    let ids: Vec<&str> = used.map(|check| check.id).collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let region = json!({
                "startLine": finding.line, "startColumn": finding.column,
                "endLine": finding.end_line, "endColumn": finding.end_column,
            });
            let logical = finding.item.clone().unwrap_or_else(|| format!("sap:{}", finding.policy));
            // An entry of a container has no place in the file that holds it.
            let (file, entry) =
                finding.path.split_once(" > ").map_or((finding.path, None), |(file, entry)| (file, Some(entry)));
            let mut physical = json!({ "artifactLocation": { "uri": sarif::uri_of(file), "uriBaseId": "%SRCROOT%" } });
            if entry.is_none() {
                physical["region"] = region;
            }
            json!({
                "ruleId": finding.check,
                "ruleIndex": ids.iter().position(|id| *id == finding.check),
                "level": finding.severity,
                "message": { "text": sarif::plain_text(&format!("{logical}: {}", finding.message)) },
                "locations": [{
                    "physicalLocation": physical,
                    "logicalLocations": [{ "fullyQualifiedName": logical, "kind": "object" }],
                }],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "automationDetails": { "id": "basislint/policy-lint/" },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}
