//! `docs/rules.md` with a page for each rule, and the table of operators, as the rules and the code have them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{assert_fresh, cell, exports, prose};
use crate::export::EXPORTS;
use crate::report::rule_page;
use crate::rule::written::Operator;
use crate::rule::{Page, RuleSet, pem_shortened};

const WRITING_RULES: &str = "docs/writing-rules.md";
const BEGIN: &str = "<!-- operators: written by BASISLINT_ACCEPT=1 cargo test --lib docs -->\n";
const END: &str = "<!-- end of operators -->\n";

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
                format!("[{0}](rules/{0}.md)", page.id),
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

/// The page of a rule, with a link to its file.
fn rule(page: &Page, place: &str) -> String {
    let tiers = if page.tiers.is_empty() { "all".to_owned() } else { page.tiers.join(", ") };
    let head = format!(
        "`{}` · {} · confidence {}\n\nFor {} (tiers: {tiers}). Needs {}. Its file: [{place}](../../{place}).\n",
        page.id,
        page.severity.name(),
        page.confidence,
        page.roles.join(", "),
        exports_linked(&page.exports),
    );
    let mut text = prose(&rule_page::markdown(&shortened(page)));
    // Behind the title.
    let behind = text.find('\n').map_or(text.len(), |at| at + 1);
    text.insert_str(behind, &format!("\n{head}"));
    for part in &page.continued {
        write!(text, "\n## For {}\n\nNeeds {}.\n", part.roles.join(", "), exports_linked(&part.exports)).unwrap();
        for paragraph in [&part.what, &part.why, &part.fix] {
            write!(text, "\n{}\n", prose(paragraph.trim())).unwrap();
        }
    }
    text
}

/// The page with certificates in its examples cut down to what anybody reads of them.
fn shortened(page: &Page) -> Page {
    let mut page = page.clone();
    let texts = page.examples.iter_mut().flat_map(|example| &mut example.files).map(|(_, text)| text);
    texts.for_each(|text| *text = pem_shortened(text).collect::<Vec<_>>().join("\n"));
    page
}

fn exports_linked(kinds: &[String]) -> String {
    let kinds = kinds.iter().map(|kind| format!("[{kind}](../exports/{kind}.md)"));
    kinds.collect::<Vec<_>>().join(" or ")
}

/// Every page: its path and its text.
fn pages() -> Vec<(String, String)> {
    let set = RuleSet::load::<&Path>(&[]).unwrap();
    let (places, all) = (places(), set.pages().collect::<Vec<_>>());
    let of_rules = all.iter().map(|page| (format!("docs/rules/{}.md", page.id), rule(page, &places[&page.id])));
    let of_exports = EXPORTS.iter().map(|of| (format!("docs/exports/{}.md", of.kind), exports::page(of, &all)));
    let mut pages: Vec<(String, String)> = of_rules.chain(of_exports).collect();
    pages.push(("docs/rules.md".to_owned(), rules()));
    pages.push(("docs/exports.md".to_owned(), exports::index(&all)));
    pages.push((WRITING_RULES.to_owned(), writing_rules()));
    pages.push(("docs/SUMMARY.md".to_owned(), summary(&all)));
    pages
}

/// `docs/SUMMARY.md` with a line for each export and each rule where its marks stand.
fn summary(all: &[&Page]) -> String {
    let there = fs::read_to_string("docs/SUMMARY.md").unwrap();
    let mut text = String::new();
    for line in there.lines().filter(|line| !line.starts_with("    - ")) {
        text.push_str(line);
        text.push('\n');
        if line.ends_with("(exports.md)") {
            EXPORTS.iter().for_each(|of| writeln!(text, "    - [{0}](exports/{0}.md)", of.kind).unwrap());
        } else if line.ends_with("(rules.md)") {
            all.iter().for_each(|page| writeln!(text, "    - [{0}](rules/{0}.md)", page.id).unwrap());
        }
    }
    text
}

#[test]
fn no_page_is_left_of_what_is_gone() {
    let pages = pages();
    for folder in ["docs/rules", "docs/exports"] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy());
            assert!(
                pages.iter().any(|(known, _)| *known == path),
                "delete {path}: nothing of that name is there any more"
            );
        }
    }
}

#[test]
fn every_document_is_in_the_table_of_contents() {
    let summary = fs::read_to_string("docs/SUMMARY.md").unwrap();
    for entry in fs::read_dir("docs").unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let is_listed = summary.contains(&format!("]({name})"));
        assert!(is_listed || !name.ends_with(".md") || name == "SUMMARY.md", "docs/SUMMARY.md lacks {name}");
    }
}

#[test]
fn the_pages_are_those_of_the_rules_and_the_code() {
    let pages = pages();
    assert_fresh(&pages.iter().map(|(path, text)| (path.as_str(), text.clone())).collect::<Vec<_>>());
}
