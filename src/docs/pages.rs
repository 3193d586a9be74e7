//! `docs/rules.md`, `docs/exports.md` and the table of operators, as the rules and the code have them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::assert_fresh;
use crate::export::{EXPORTS, Export, FieldSpec};
use crate::landscape::derived::DERIVED;
use crate::rule::written::Operator;
use crate::rule::{Page, RuleSet};

const WRITING_RULES: &str = "docs/writing-rules.md";
const BEGIN: &str = "<!-- operators: written by BASISLINT_ACCEPT=1 cargo test --lib docs -->\n";
const END: &str = "<!-- end of operators -->\n";

/// A text inside a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Where each embedded rule stands, by its id.
fn places() -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new("rules").into_iter().map(|entry| entry.unwrap().into_path());
    let place = |path: std::path::PathBuf| {
        let file: toml::Table = fs::read_to_string(&path).ok()?.parse().ok()?;
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        Some((file.get("id")?.as_str()?.to_owned(), parts.join("/")))
    };
    files.filter_map(place).collect()
}

/// All rules, by the folder they stand in.
fn rules() -> String {
    let rules = RuleSet::load::<&Path>(&[]).unwrap();
    let places = places();
    let mut areas: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for page in rules.pages() {
        areas.entry(places[&page.id].split('/').nth(1).unwrap()).or_default().push(page);
    }
    let mut text = "# Rules\n\nWritten from the rules themselves; `basislint explain RULE` shows one as a page. What a rule is for, and what it \
                    rests on, stands in its file.\n"
        .to_owned();
    for (area, pages) in areas {
        let area = area.replace('-', " ");
        write!(text, "\n## {area}\n\n| rule | severity | says | of | needs | cites |\n|---|---|---|---|---|---|\n")
            .unwrap();
        for page in pages {
            let cells = [
                format!("[{}](../{})", page.id, places[&page.id]),
                page.severity.name().to_owned(),
                cell(&page.title),
                page.roles.join(", "),
                page.exports.join(" or "),
                cell(&page.references.join(" · ")),
            ];
            writeln!(text, "| {} |", cells.join(" | ")).unwrap();
        }
    }
    text
}

fn fields(text: &mut String, fields: &[FieldSpec]) {
    text.push_str("\n| field | is | meaning |\n|---|---|---|\n");
    for field in fields {
        writeln!(text, "| `{}` | {} | {} |", field.name, field.kind.words(), cell(field.about)).unwrap();
    }
}

fn export(text: &mut String, export: &Export) {
    write!(text, "\n## {}\n\n{} ({}).\n", export.kind, export.title, export.origin).unwrap();
    for way in export.how_to_get {
        write!(text, "\n**{}**\n\n", way.title).unwrap();
        for (number, step) in way.steps.iter().enumerate() {
            writeln!(text, "{}. {step}", number + 1).unwrap();
        }
        write!(text, "\nHow sure: {}\n", way.seen).unwrap();
    }
    fields(text, export.fields);
}

/// All exports: how to get each, and its fields.
fn exports() -> String {
    let mut text = "# Exports\n\nWritten from the code; `basislint exports KIND` shows one. Content decides what a file is; names do not \
                    matter.\n"
        .to_owned();
    EXPORTS.iter().for_each(|of| export(&mut text, of));
    for derived in DERIVED {
        write!(text, "\n## {}\n\nWhat follows from {} together.\n", derived.kind, derived.from.join(" and ")).unwrap();
        fields(&mut text, derived.fields);
    }
    text
}

/// `docs/writing-rules.md` with the table of operators as it is.
fn writing_rules() -> String {
    let there = fs::read_to_string(WRITING_RULES).unwrap();
    let (before, rest) = there.split_once(BEGIN).expect("no mark for operators");
    let (_, after) = rest.split_once(END).expect("no end of operators");
    let mut table = "| operator | asks |\n|---|---|\n".to_owned();
    for operator in Operator::all() {
        let keys: Vec<String> = operator.keys().map(|key| format!("`{key}`")).collect();
        writeln!(table, "| {} | {} |", keys.join(", "), cell(operator.about)).unwrap();
    }
    format!("{before}{BEGIN}{table}{END}{after}")
}

#[test]
fn the_pages_are_those_of_the_rules_and_the_code() {
    let pages = [("docs/rules.md", rules()), ("docs/exports.md", exports()), (WRITING_RULES, writing_rules())];
    assert_fresh(&pages);
}
