//! Rules as JSON, for programs: `basislint rules --format json` and `basislint explain RULE --format json`. Names of fields stay; fields may
//! be added. The schemas are written from these types: `schemas/rules.json`, `schemas/explain.json`.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde::Serialize;

use crate::knowledge::checklist;
use crate::report::json::{Tool, VERSION};
use crate::rule::Page;

/// How rules are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum PageFormat {
    /// For people.
    #[default]
    Pretty,
    /// For programs: schemas/rules.json, schemas/explain.json.
    Json,
}

/// All rules.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RulesDocument<'p> {
    /// Version of this shape, not of the tool. It changes if a field goes or means something else; fields may be added.
    version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// The rules, by id.
    rules: Vec<Entry<'p>>,
}

/// The page of a rule.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RuleDocument<'p> {
    /// Version of this shape, not of the tool. It changes if a field goes or means something else; fields may be added.
    version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// The rule.
    rule: Explained<'p>,
}

/// A rule in the list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry<'p> {
    /// Its id.
    id: &'p str,
    /// One line.
    title: &'p str,
    /// The areas it belongs to: `rfc-destinations`. None for rules of a team's own that lie in no folder of an area.
    areas: &'p [String],
    /// Words to filter by.
    tags: &'p [String],
    /// `error`, `warning` or `note`, before any configuration.
    severity: &'static str,
    /// How sure its facts are: `high`, `medium` or `low`.
    confidence: &'p str,
    /// How sure they are for systems of some roles, where that differs.
    confidence_by_role: BTreeMap<&'p str, &'p str>,
    /// GitHub's scale, `0.0` to `10.0`; null if it is no matter of security.
    security_severity: Option<&'p str>,
    /// The roles that it is for.
    roles: &'p [String],
    /// The tiers that it is for; none: all.
    tiers: &'p [String],
    /// The exports of which it needs one.
    exports: &'p [String],
    /// Documents and SAP Notes, as people cite them.
    references: &'p [String],
    /// The steps of SAP's documents that it checks.
    steps: Vec<StepOfRule>,
    /// Whether `basislint fix` has a fix for some of its findings.
    has_fix: bool,
}

/// A step of a document.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StepOfRule {
    /// The document.
    document: &'static str,
    /// The step's number; empty if the document numbers nothing.
    step: &'static str,
    /// What it is about.
    title: &'static str,
}

/// All of a rule's page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Explained<'p> {
    #[serde(flatten)]
    entry: Entry<'p>,
    #[serde(flatten)]
    says: Says<'p>,
    /// What it asks of systems of further roles.
    continued: Vec<Continued<'p>>,
    /// How `basislint fix` fixes findings of it.
    fixes: Vec<FixOfRule<'p>>,
    /// The lists that it looks records up in.
    lists: Vec<ListOfRule<'p>>,
}

/// What is said of a rule, or of what it asks of systems of further roles.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Says<'p> {
    /// What is wrong.
    what: &'p str,
    /// Why it matters.
    why: &'p str,
    /// How to correct it.
    solution: &'p str,
    /// Where its facts come from.
    sources: Vec<SourceOfRule<'p>>,
    /// Its examples.
    examples: Vec<ExampleOfRule<'p>>,
}

/// What a rule asks of systems of further roles.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Continued<'p> {
    /// The roles.
    roles: &'p [String],
    /// The exports of which it needs one.
    exports: &'p [String],
    #[serde(flatten)]
    says: Says<'p>,
}

/// A fix.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FixOfRule<'p> {
    /// What it does.
    does: String,
    /// It is done without `--unsafe`.
    safe: bool,
    /// Why it is safe, or not.
    because: &'p str,
}

/// Where facts come from.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SourceOfRule<'p> {
    /// Document and section, SAP Note, or public page.
    from: &'p str,
    /// Whether it was read, and not only its title or what others quote of it.
    read: bool,
    /// What comes from there.
    facts: &'p [String],
}

/// A list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListOfRule<'p> {
    /// Its name.
    name: &'p str,
    /// What it holds.
    about: &'p str,
    /// Where it comes from.
    source: &'p str,
    /// Its rows.
    rows: Vec<RowOfList<'p>>,
}

/// A row of a list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RowOfList<'p> {
    /// What people call it.
    name: &'p str,
    /// Where it comes from, if not from where the list does.
    source: Option<&'p str>,
}

/// An example.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExampleOfRule<'p> {
    /// What it shows.
    name: &'p str,
    /// `pass`, `fail`, `not-evaluated` or `not-applicable`.
    verdict: &'static str,
    /// Its files: text by path.
    files: BTreeMap<&'p str, &'p str>,
}

/// Rules as JSON.
pub(super) fn listed<'p>(pages: impl Iterator<Item = &'p Page>) -> String {
    text(&RulesDocument { version: VERSION, tool: Tool::OWN, rules: pages.map(entry).collect() })
}

/// A rule's page as JSON.
pub(super) fn explained(page: &Page) -> String {
    let continued = page.continued.iter();
    let continued =
        continued.map(|part| Continued { roles: &part.roles, exports: &part.exports, says: says(part) }).collect();
    let fixes = page.remedies.iter();
    let fixes = fixes.map(|it| FixOfRule { does: it.words(), safe: it.safe, because: &it.because }).collect();
    let lists = page.lists.iter().map(|list| {
        let rows = list.rows.iter().map(|(name, source)| RowOfList {
            name,
            source: Some(source.as_str()).filter(|source| !source.is_empty()),
        });
        ListOfRule { name: &list.name, about: &list.about, source: &list.source, rows: rows.collect() }
    });
    let rule = Explained { entry: entry(page), says: says(page), continued, fixes, lists: lists.collect() };
    text(&RuleDocument { version: VERSION, tool: Tool::OWN, rule })
}

fn entry(page: &Page) -> Entry<'_> {
    Entry {
        id: &page.id,
        title: &page.title,
        areas: &page.areas,
        tags: &page.tags,
        severity: page.severity.name(),
        confidence: &page.confidence,
        confidence_by_role: page.confidence_by_role.iter().map(|(role, word)| (role.as_str(), word.as_str())).collect(),
        security_severity: Some(page.security_severity.as_str()).filter(|score| !score.is_empty()),
        roles: &page.roles,
        tiers: &page.tiers,
        exports: &page.exports,
        references: &page.references,
        steps: steps(&page.references),
        has_fix: !page.remedies.is_empty(),
    }
}

fn steps(references: &[String]) -> Vec<StepOfRule> {
    let step = |(list, step): (usize, usize)| {
        let list = checklist::all().get(list)?;
        let step = list.steps.get(step)?;
        Some(StepOfRule { document: list.name(), step: &step.number, title: &step.title })
    };
    checklist::steps_of(references).into_iter().filter_map(step).collect()
}

fn says(page: &Page) -> Says<'_> {
    let sources = page.sources.iter();
    let sources =
        sources.map(|source| SourceOfRule { from: &source.from, read: source.read, facts: &source.facts }).collect();
    let examples = page.examples.iter().map(|of| ExampleOfRule {
        name: &of.name,
        verdict: of.verdict.name(),
        files: of.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect(),
    });
    Says { what: &page.what, why: &page.why, solution: &page.fix, sources, examples: examples.collect() }
}

fn text(document: &impl Serialize) -> String {
    // Writing to memory does not fail, and all keys are texts.
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    format!("{text}\n")
}
