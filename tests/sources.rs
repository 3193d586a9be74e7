//! Every fact has its source: the rows of lists, and the notes, dates, numbers and menu paths in the texts of rules.
//! And the worst words stay out of what administrators read.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use basislint::cli::{CLEAN, Terminal, run};
use regex::Regex;
use toml::{Table, Value};

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let wanted = walk.filter(|entry| entry.path().extension().is_some_and(|own| own == extension));
    wanted.map(walkdir::DirEntry::into_path).collect()
}

fn read(path: &Path) -> Table {
    std::fs::read_to_string(path).unwrap().parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text<'v>(table: &'v Table, key: &str) -> &'v str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn tables<'v>(table: &'v Table, key: &str) -> impl Iterator<Item = &'v Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

/// What people read of a rule, but for its examples and sources.
fn texts(rule: &Table) -> Vec<&str> {
    let mut texts: Vec<&str> =
        ["title", "what", "why", "fix", "message", "help"].iter().map(|key| text(rule, key)).collect();
    if let Some(absent) = rule.get("absent").and_then(Value::as_table) {
        texts.extend(["message", "unknown"].iter().map(|key| text(absent, key)));
    }
    for (part, keys) in [
        ("labels", &["text"][..]),
        ("advice", &["text", "otherwise", "unknown"]),
        ("only", &["otherwise"]),
        ("severity-when", &["message"]),
        ("edit", &["because"]),
    ] {
        texts.extend(tables(rule, part).flat_map(|table| keys.iter().map(|key| text(table, key))));
    }
    texts
}

static STEP: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^\d+\. ").unwrap());
static FILLED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{[^}]*\}").unwrap());
/// A chapter of a document is a source itself.
static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(SolMan |SAP's )?checklist( for SPS \d+| of \d+)?( \(?\d[\d.]*\)?)?|[Gg]uide( \(?\d[\d.]*\)?)?")
        .unwrap()
});
static MENU: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"([\w-]+) > ([\w-]+)").unwrap());
static DATE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d{4}-\d\d-\d\d\b").unwrap());
static MONTH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d{4}-\d\d(-\d\d)?\b").unwrap());
static PACKAGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bSPS? \d+\b").unwrap());
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\w/.:-]*\d[\w.:-]*").unwrap());
static PLAIN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\d+([.:]\d+)*$").unwrap());

/// Notes, dates, numbers and menu paths of a text.
fn facts(text: &str) -> BTreeSet<String> {
    let text = STEP.replace_all(text, "");
    let text = FILLED.replace_all(&text, "");
    let text = CHAPTER.replace_all(&text, " ");
    let mut facts = BTreeSet::new();
    let mut from = 0;
    while let Some(menu) = MENU.captures_at(&text, from) {
        facts.insert(menu[0].to_owned());
        from = menu.get(2).unwrap().start();
    }
    facts.extend(DATE.find_iter(&text).map(|date| date.as_str().to_owned()));
    let text = MONTH.replace_all(&text, " ");
    facts.extend(PACKAGE.find_iter(&text).map(|package| package.as_str().to_owned()));
    let text = PACKAGE.replace_all(&text, " ");
    let numbers = NUMBER.find_iter(&text).map(|number| number.as_str().trim_end_matches(['.', ':', '-']));
    facts.extend(numbers.filter(|number| number.len() > 1 && PLAIN.is_match(number)).map(str::to_owned));
    facts
}

#[test]
fn every_note_date_number_and_menu_path_of_a_rule_has_its_source() {
    let mut without = Vec::new();
    for path in files("rules", "toml") {
        let rule = read(&path);
        if !rule.contains_key("id") {
            continue;
        }
        let sources: Vec<&Table> = tables(&rule, "sources").collect();
        for source in &sources {
            assert!(!text(source, "from").is_empty(), "{}", path.display());
        }
        let known = sources.iter().flat_map(|source| source["facts"].as_array().unwrap());
        let known: String = known.map(|fact| format!("{}\n", fact.as_str().unwrap())).collect();
        for fact in texts(&rule).into_iter().flat_map(facts) {
            if !known.contains(&fact) {
                without.push(format!("{}: {fact}", path.display()));
            }
        }
    }
    assert_eq!(without, Vec::<String>::new());
}

#[test]
fn a_note_that_was_not_read_says_so() {
    for path in files("rules", "toml") {
        for source in tables(&read(&path), "sources") {
            if text(source, "from").starts_with("SAP Note") {
                assert_eq!(source.get("read").and_then(Value::as_bool), Some(false), "{}", path.display());
            }
        }
    }
}

#[test]
fn every_row_of_a_list_has_its_source() {
    for path in files("rules/lists", "toml") {
        let list = read(&path);
        assert!(!text(&list, "source").is_empty(), "{}", path.display());
        assert!(!list.contains_key("values"), "{}: rows have a source of their own", path.display());
        for row in tables(&list, "row") {
            assert!(!text(row, "source").is_empty(), "{}: {row:?}", path.display());
        }
    }
}

/// What basislint prints for these arguments.
fn said(arguments: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal { width: 200, ..Terminal::plain(&mut out, &mut err) };
    let arguments = ["basislint"].iter().chain(arguments).map(OsString::from);
    assert_eq!(run(arguments, &mut terminal), CLEAN);
    String::from_utf8(out).unwrap()
}

#[test]
fn explain_shows_where_the_facts_come_from_and_what_was_not_read() {
    let page = said(&["explain", "required-note-missing"]);
    assert!(page.contains("SAP Note 2744825, known by SolMan checklist 2.13 (not read): 2744825"), "{page}");
    assert!(page.contains("2802999: SolMan checklist 2.13: with ST-PI 740 SP11 only"), "{page}");
}

#[test]
fn explain_names_the_editions_whose_numbers_it_cites() {
    let checklist = "SolMan checklist: SAP Solution Manager 7.2 SPS 11, 2023-01-27";
    let guide = "Support Backbone Update guide: version 1.1, 2019-08-19; a version 1.2.4 of 2020-05-05";
    let page = said(&["explain", "support-user-missing"]);
    assert!(page.contains(checklist) && page.contains(guide), "{page}");
    // What cites neither names neither.
    let page = said(&["explain", "inline-password"]);
    assert!(!page.contains(checklist) && !page.contains(guide), "{page}");
}

#[test]
fn what_has_a_security_severity_is_a_matter_of_security_and_nothing_else() {
    for path in files("rules", "toml") {
        let rule = read(&path);
        let tags: Vec<&str> =
            rule.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let has_score = rule.contains_key("security-severity");
        assert_eq!(has_score, tags.contains(&"security"), "{}", path.display());
    }
}

#[test]
fn facts_are_found_in_texts() {
    let found = |text: &str| facts(text).into_iter().collect::<Vec<_>>();
    assert_eq!(
        found("1. STRUST, PSE > Save as > File; kernel 7.22 patch 401 (SAP Note 2133909), since 2020-11-30."),
        ["2020-11-30", "2133909", "401", "7.22", "PSE > Save", "as > File"]
    );
    assert_eq!(found("SolMan checklist 2.4 and SM59; {row.port} of H, SP 8"), ["SP 8"]);
    assert!(found("150:PFS:HIGH::EC_P256 is no plain number").is_empty());
}

/// Words that a reader whose English is his second language reads twice, and what is said instead.
const WORDS: [(&str, &str); 15] = [
    (r"\bmend(s|ed|ing)?\b", "correct, fix"),
    (r"\bway out\b", "solution"),
    (r"\b[Ee]xchange (the|it|libsapcrypto|kernel)\b", "replace, update"),
    (r"\bimport the answer\b", "import the certificate request response"),
    (r"\bcreate a request\b", "generate a certificate request (CSR)"),
    (
        r"\b(its|expired|another|public|the same) authorit(y|ies)\b|\broot of the authority\b",
        "certification authority (CA)",
    ),
    (r"\bplanned runs\b", "scheduled or released jobs"),
    (r"\bSAP shipped for everybody\b", "generic user"),
    (r"\bSSL client PSE \((Standard|Anonymous)\)", "SSL client SSL Client (Standard), as STRUST shows it"),
    (r"\blets? broken encryption through\b", "allows weak cipher suites"),
    (r"\bout of the house\b", "allows an outbound connection"),
    (r"\bis no good\b", "is not valid"),
    (r"\btook over\b", "replaces it"),
    (r"\bare not sure to get\b", "do not enable"),
    (r"\blearned to\b", "is enabled to"),
];

#[test]
fn the_worst_words_stay_out_of_what_administrators_read() {
    let words: Vec<(Regex, &str)> =
        WORDS.iter().map(|(pattern, better)| (Regex::new(&format!("(?i){pattern}")).unwrap(), *better)).collect();
    let mut bad = Vec::new();
    let mut look = |place: &str, text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (pattern, better) in &words {
            if let Some(found) = pattern.find(&text) {
                bad.push(format!("{place}: {}: better {better}", found.as_str()));
            }
        }
    };
    for path in files("rules", "toml").into_iter().chain(files("src/knowledge/checklists", "toml")) {
        let file = read(&path);
        let place = path.display().to_string();
        texts(&file).into_iter().for_each(|text| look(&place, text));
        for row in tables(&file, "row").chain(tables(&file, "step")) {
            row.values().filter_map(Value::as_str).for_each(|text| look(&place, text));
        }
    }
    // The pages of rules and exports are made of what is looked at by itself, and of examples: those are SAP's words.
    let is_made = |path: &PathBuf| path.starts_with("docs/rules") || path.starts_with("docs/exports");
    let pages = files("docs", "md").into_iter().filter(|path| !is_made(path));
    for path in pages.chain([PathBuf::from("README.md")]) {
        look(&path.display().to_string(), &std::fs::read_to_string(path).unwrap());
    }
    let manifest = read(Path::new("Cargo.toml"));
    look("Cargo.toml", text(manifest["package"].as_table().unwrap(), "description"));
    for page in files("src/report/html", "html").into_iter().chain(files("src/report/html", "js")) {
        look(&page.display().to_string(), &std::fs::read_to_string(page).unwrap());
    }
    for arguments in
        [&["--help"][..], &["check", "--help"], &["explain", "--help"], &["rules", "--help"], &["exports", "--help"]]
    {
        look(&arguments.join(" "), &said(arguments));
    }
    for export in basislint::export::EXPORTS {
        look(export.kind, &said(&["exports", export.kind]));
    }
    assert_eq!(bad, Vec::<String>::new());
}
