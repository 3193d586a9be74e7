//! The keys that a rule file lacks: all at once, each table's at its place. serde tells of the first one only.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{SourceFile, file};
use crate::complaint::{Complaint, nearest};

/// The keys that a rule must have, by the tables that they stand in; `""` is the rule itself. In the order in which people write them.
const REQUIRED: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "id",
            "title",
            "severity",
            "confidence",
            "roles",
            "what",
            "why",
            "fix",
            "references",
            "subject",
            "message",
            "help",
            "select",
        ],
    ),
    ("select", &["export"]),
    ("select.beside", &["export"]),
    ("only", &["when", "otherwise"]),
    ("severity-by-row", &["row", "severity"]),
    ("severity-when", &["when", "severity"]),
    ("labels", &["field"]),
    ("advice", &["text"]),
    ("edit", &["change", "safe", "because"]),
    ("sources", &["from", "facts"]),
    ("examples", &["name", "verdict", "files"]),
];

/// The mistake that ended the reading of a rule, and all that the file lacks, in its order.
pub(super) fn with(source: &SourceFile, mistake: Complaint) -> Vec<Complaint> {
    let text = source.text();
    let Ok(root) = DeTable::parse(text) else { return vec![mistake] };
    let message = mistake.to_string();
    // What is misspelt is not missing as well.
    let misspelt = message.starts_with("unknown key").then(|| mistake.excerpt().to_owned());
    // Nobody knows what a file should have that is no rule.
    if misspelt.as_deref().is_some_and(|key| file::LIST_KEYS.contains(&key)) {
        return vec![mistake];
    }
    let mut complaints = Vec::new();
    for (way, keys) in REQUIRED {
        for (table, place) in tables(root.get_ref(), way) {
            let mut missing: Vec<&str> = keys.iter().copied().filter(|key| !table.contains_key(*key)).collect();
            // Without examples it does not load either.
            if way.is_empty() && !table.contains_key("examples") {
                missing.push("examples");
            }
            if let Some(near) = misspelt.as_deref().and_then(|word| nearest(word, &missing)) {
                missing.retain(|key| *key != near);
            }
            if !missing.is_empty() {
                complaints.push(complaint(source, place, &missing));
            }
        }
    }
    if !message.ends_with(" is missing") || complaints.is_empty() {
        complaints.push(mistake);
    }
    complaints.sort_by_key(Complaint::start);
    complaints
}

fn complaint(source: &SourceFile, place: Option<Range<usize>>, missing: &[&str]) -> Complaint {
    let names: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
    let (message, label, help) = match names.as_slice() {
        [name] => {
            let help = format!("add `{} = ...`", missing.join(""));
            (format!("{name} is missing"), "it belongs here", help)
        }
        [others @ .., last] => {
            let help = "`basislint rules new ID` writes a rule that has them".to_owned();
            (format!("{} and {last} are missing", others.join(", ")), "they belong here", help)
        }
        [] => (String::new(), "here", String::new()),
    };
    // Keys of the rule itself stand above its tables.
    let top = 0..source.text().lines().next().unwrap_or_default().len();
    let help = if place.is_some() { help } else { format!("{help}; it stands above the first line in [brackets]") };
    let help = if place.is_none() && missing.len() > 1 { help.replace("; it stands", "; they stand") } else { help };
    Complaint::new(&source.path, source.text(), place.unwrap_or(top), message).label(label).help(help)
}

/// The tables at this way, each with its place; the rule itself has none.
fn tables<'t>(root: &'t DeTable<'t>, way: &str) -> Vec<(&'t DeTable<'t>, Option<Range<usize>>)> {
    let mut tables = vec![(root, None)];
    for key in way.split('.').filter(|key| !key.is_empty()) {
        let values = tables.iter().filter_map(|(table, _)| table.get(key));
        tables = values.flat_map(entries).collect();
    }
    tables
}

fn entries<'t>(value: &'t Spanned<DeValue<'t>>) -> Vec<(&'t DeTable<'t>, Option<Range<usize>>)> {
    match value.get_ref() {
        DeValue::Table(table) => vec![(table, Some(value.span()))],
        DeValue::Array(values) => {
            let table = |value: &'t Spanned<DeValue<'t>>| Some((value.get_ref().as_table()?, Some(value.span())));
            values.iter().filter_map(table).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::*;

    #[test]
    fn the_keys_are_those_that_the_schema_asks_for() {
        let schema: Value = serde_json::from_str(&fs::read_to_string("schemas/rule.json").unwrap()).unwrap();
        let in_schema = |of: &Value| -> Vec<String> {
            let required = of["required"].as_array().into_iter().flatten().map(|key| key.as_str().unwrap().to_owned());
            let mut required: Vec<String> = required.collect();
            required.sort();
            required
        };
        let kinds = [
            ("select", "Select"),
            ("select.beside", "BesideFile"),
            ("only", "Only"),
            ("severity-by-row", "SeverityByRow"),
            ("severity-when", "SeverityWhen"),
            ("labels", "LabelFile"),
            ("advice", "Advice"),
            ("edit", "EditFile"),
            ("sources", "Sources"),
            ("examples", "Example"),
        ];
        for (way, keys) in REQUIRED {
            let of = kinds.iter().find(|(at, _)| at == way).map_or(&schema, |(_, kind)| &schema["$defs"][kind]);
            let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            keys.sort();
            assert_eq!(keys, in_schema(of), "{way}");
        }
    }

    fn said(text: &str) -> Vec<(usize, String)> {
        let path = "r.toml".into();
        let source = SourceFile { path, area: None, form: super::super::Form::Text(text.to_owned().into()) };
        source.rule().unwrap_err().iter().map(|complaint| (complaint.line(), complaint.to_string())).collect()
    }

    #[test]
    fn all_that_a_rule_lacks_is_told_at_once() {
        let text = "id = \"x\"\nseverity = \"error\"\nroles = []\nfix = \"\"\nreferences = []\nsubject = \"\"\nhelp = \"\"\n\
                    message = \"\"\n[select]\n[[examples]]\nname = \"one\"\n";
        assert_eq!(
            said(text),
            [
                (1, "`title`, `confidence`, `what` and `why` are missing".to_owned()),
                (9, "`export` is missing".to_owned()),
                (10, "`verdict` and `files` are missing".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_misspelt_is_told_beside_what_is_missing_and_is_not_missing_itself() {
        let text = "id = \"x\"\ntitel = \"\"\nseverity = \"error\"\nconfidence = \"high\"\nroles = []\nwhat = \"\"\nfix = \"\"\n\
                    references = []\nsubject = \"\"\nhelp = \"\"\nmessage = \"\"\nselect = { export = \"components\" }\n";
        assert_eq!(
            said(text),
            [(1, "`why` and `examples` are missing".to_owned()), (2, "unknown key `titel`".to_owned())]
        );
    }
}
