//! `basislint explain sap:...`: the page of a check item of SAP's policies, or of all that is said of one SAP Note.

use super::Terminal;
use super::configuration::{self, Configuration};
use super::paper::{Paper, severity};
use super::policies::PolicyArguments;
use super::terminal::Told;
use super::{ExplainArguments, RuleFolders};
use crate::config::Config;
use crate::export::{self, needs};
use crate::finding::Severity;
use crate::policy::checks::{Check, Checks, Rows, Unit};
use crate::policy::embedded;
use crate::policy::predicate::one_line;
use crate::policy::stores;

/// Predicates are shown up to so many characters.
const LONGEST: usize = 1200;

/// Writes the page.
///
/// # Errors
/// There is none of that id; it has been said.
pub(super) fn explain(
    paper: &mut Paper,
    asked: &str,
    arguments: &ExplainArguments,
    place: Option<Configuration>,
    terminal: &mut Terminal<'_>,
) -> Result<(), Told> {
    let (_, config) = configuration::read(place, &RuleFolders::default(), &|_| false, None, terminal)?;
    let checks = all(arguments, &config, terminal)?;
    let meant = checks.meant(asked).map_err(|error| terminal.give_up(&error))?;
    let units: Vec<&Unit> = meant.iter().filter_map(|number| checks.units.get(*number)).collect();
    match units.as_slice() {
        [unit] => page(paper, &checks, unit),
        many => {
            paper.heading(&format!("{} check items", many.len()));
            for unit in many {
                let title = checks.parts(unit).next().map_or("", |check| &check.title);
                paper.paragraph(&format!("  {}  ", unit.rule), title);
            }
        }
    }
    Ok(())
}

/// The items of all policies that may be meant: those that were named, those of the configuration, and those that basislint comes with.
fn all(arguments: &ExplainArguments, config: &Config, terminal: &mut Terminal<'_>) -> Result<Checks, Told> {
    let own = PolicyArguments { policies: arguments.policies.clone(), ..PolicyArguments::default() };
    let named = own.asked(config, terminal)?.unwrap_or_default();
    Ok(Checks::of(embedded::all().and(named)))
}

fn page(paper: &mut Paper, checks: &Checks, unit: &Unit) {
    let parts: Vec<&Check> = checks.parts(unit).collect();
    let Some(first) = parts.first() else { return };
    let title = match unit.note {
        Some(note) => format!("{}: SAP Note {note}: {}", unit.rule, first.title),
        None => format!("{}: {}", unit.rule, first.title),
    };
    paper.heading(&title);
    let level = parts.iter().filter_map(|check| check.level).min();
    let word = severity(
        paper,
        match level {
            Some(1 | 2) => Severity::Error,
            Some(4) => Severity::Note,
            _ => Severity::Warning,
        },
    );
    let cvss = parts.iter().filter_map(|check| check.cvss).max();
    let mut facts = vec![format!("severity {word}")];
    facts.extend(level.map(|level| format!("level {level}")));
    facts.extend(cvss.map(|tenths| format!("CVSS {}.{}", tenths / 10, tenths % 10)));
    let mut cve: Vec<&str> = parts.iter().flat_map(|check| check.cve.iter().map(|cve| &**cve)).collect();
    cve.sort_unstable();
    cve.dedup();
    facts.extend((!cve.is_empty()).then(|| cve.join(", ")));
    paper.line(&facts.join(" · "));
    let policy = checks.policy_of(first);
    paper.paragraph("policy   ", &format!("{}: {} ({})", policy.id, policy.description, policy.path));
    if unit.note.is_none() {
        paper.paragraph("requires ", &format!("{} of the SAP Security Baseline", first.requirement()));
    }
    paper.paragraph("systems  ", first.kind.map_or("any", |kind| kind.called()));
    for check in &parts {
        part(paper, checks, check, parts.len() > 1);
    }
    paper.line("");
    paper.paragraph(
        "",
        "SAP's published policies, evaluated by basislint: no statement of SAP. docs/policies.md says what these verdicts are, and what they are not.",
    );
}

/// One item: what it asks, of which store, and what is mended in it.
fn part(paper: &mut Paper, checks: &Checks, check: &Check, is_one_of_several: bool) {
    paper.line("");
    let id = check.rule_id(&checks.policy_of(check).id);
    let heading =
        if is_one_of_several { format!("{id} ({})", check.store) } else { format!("Config store {}", check.store) };
    paper.heading(&heading);
    let title = stores::by_name(&check.store).map_or("", |store| store.title.as_str());
    paper.paragraph("  store      ", &format!("{} {title}", check.store));
    paper.paragraph("  export     ", &exports(&check.store));
    let rows = match &check.rows {
        Rows::Each => "each row for itself",
        Rows::Exist(_) => "one row must be compliant (EXIST)",
        Rows::NotExist(_) => "no row may be noncompliant (NOT_EXIST)",
        Rows::NoteState => "whether the note is implemented (check_note)",
        Rows::NoteNeeded => "whether the note is needed (check_note)",
    };
    paper.paragraph("  rows       ", rows);
    for (word, question) in [("compliant", check.own[0]), ("noncompliant", check.own[1])] {
        if let Some(predicate) = question.and_then(|question| checks.compiled.predicate(question)) {
            paper.paragraph(&format!("  {word:<12} "), &shortened(&one_line(predicate)));
        }
    }
    for join in &check.joins {
        if let Some(predicate) = join.asks[0].and_then(|question| checks.compiled.predicate(question)) {
            paper.paragraph(&format!("  only with a row in {}  ", join.store), &shortened(&one_line(predicate)));
        }
    }
    if !check.system_roles.is_empty() {
        paper.paragraph("  tiers      ", &check.system_roles.join(", "));
    }
    for (word, text) in [("erratum", &check.mended), ("cannot tell", &check.says_nothing)] {
        if let Some(text) = text {
            paper.paragraph(&format!("  {word:<10} "), text);
        }
    }
}

/// The exports that carry a store.
fn exports(store: &str) -> String {
    match stores::by_name(store).and_then(|store| export::by_kind(store.export.as_deref()?)) {
        Some(export) => format!("{}, or a file named {store}.csv", needs::titles(&[export.kind])),
        None => format!("a file named {store}.csv (`basislint exports config-store`)"),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
