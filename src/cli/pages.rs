//! `basislint explain`: what basislint knows, for reading. Not here: the list of rules (`rules`), exports (`exports`), and pages of anything but
//! rules (`topics`).

use std::collections::HashSet;

use super::pages_json::{self, PageFormat};
use super::paper::{Paper, severity};
use super::{ExplainArguments, FAILED, Terminal, check_items, configuration, topics};
use crate::knowledge::checklist;
use crate::policy::checks::Checks;
use crate::rule::{Page, PageExample, pem_shortened};
use crate::terminal_text::clean;

pub(super) fn explain(arguments: &ExplainArguments, terminal: &mut Terminal<'_>) -> u8 {
    let asked = arguments.what.join(" ");
    if Checks::is_named(&asked) {
        let mut paper = Paper::new(terminal.out_color, terminal.text_width());
        let place = arguments.configuration.find(terminal);
        let told = place.and_then(|place| check_items::explain(&mut paper, &asked, arguments, place, terminal));
        return if told.is_ok() { terminal.print(&paper.text) } else { FAILED };
    }
    let read = arguments.configuration.find(terminal).and_then(|place| {
        let (rules, _) = configuration::read(place, &arguments.rules, &|_| true, None, terminal)?;
        Ok(rules)
    });
    let Ok(rules) = read else { return FAILED };
    let page = rules.pages().find(|page| page.id == asked);
    if arguments.format == PageFormat::Json {
        return match page {
            Some(page) => terminal.print(&pages_json::explained(page)),
            None => terminal.fail(&format!("JSON is for the pages of rules, and there is no rule `{}`", clean(&asked))),
        };
    }
    let mut paper = Paper::new(terminal.out_color, terminal.text_width());
    match page {
        Some(page) => explain_page(&mut paper, page),
        None => {
            let pages: Vec<&Page> = rules.pages().collect();
            if let Err(why) = topics::explain(&mut paper, &asked, &pages) {
                return terminal.fail(&why);
            }
        }
    }
    terminal.print(&paper.text)
}

fn explain_page(paper: &mut Paper, page: &Page) {
    paper.heading(&format!("{}: {}", page.id, page.title));
    let tiers = if page.tiers.is_empty() { "all".to_owned() } else { page.tiers.join(", ") };
    let word = severity(paper, page.severity);
    let mut confidence = page.confidence.clone();
    for (role, other) in &page.confidence_by_role {
        confidence.push_str(&format!(", {other} for {role}"));
    }
    let security = match page.security_severity.as_str() {
        "" => "no matter of security".to_owned(),
        score => format!("security severity {score}"),
    };
    paper.line(&format!("severity {word} · confidence {confidence} · {security}"));
    paper.paragraph("roles    ", &page.roles.join(", "));
    paper.paragraph("tiers    ", &tiers);
    paper.paragraph("exports  ", &page.exports.join(" or "));
    for (title, text) in [("What", &page.what), ("Why", &page.why), ("Solution", &page.fix)] {
        paper.line("");
        paper.heading(title);
        prose(paper, text);
    }
    explain_fixes(paper, page);
    for part in &page.continued {
        paper.line("");
        paper.heading(&format!("For {}", part.roles.join(", ")));
        paper.paragraph("exports  ", &part.exports.join(" or "));
        for text in [&part.what, &part.why, &part.fix] {
            paper.line("");
            prose(paper, text);
        }
    }
    paper.line("");
    paper.heading("References");
    for reference in &page.references {
        paper.paragraph("  ", reference);
    }
    explain_editions(paper, page);
    explain_sources(paper, page);
    page.continued.iter().for_each(|part| explain_sources(paper, part));
    let of_parts = page.continued.iter().flat_map(|part| &part.examples);
    explain_examples(paper, page.examples.iter().chain(of_parts));
}

/// What `basislint fix` does, and why it asks before or not.
fn explain_fixes(paper: &mut Paper, page: &Page) {
    if page.remedies.is_empty() {
        return;
    }
    paper.line("");
    paper.heading("basislint fix");
    for remedy in &page.remedies {
        let safe = if remedy.safe { "safe" } else { "with --unsafe only" };
        paper.paragraph("  ", &format!("{} ({safe}: {})", remedy.words(), remedy.because));
    }
}

/// The examples, each file once: what another one before had just so is only named.
fn explain_examples<'p>(paper: &mut Paper, examples: impl Iterator<Item = &'p PageExample>) {
    let mut shown: HashSet<&(String, String)> = HashSet::new();
    for example in examples {
        paper.line("");
        paper.heading(&format!("Example ({}): {}", example.verdict.name(), example.name));
        let (known, new): (Vec<_>, Vec<_>) = example.files.iter().partition(|file| shown.contains(file));
        for file @ (path, text) in new {
            shown.insert(file);
            paper.line(&format!("  {path}"));
            pem_shortened(text).for_each(|line| paper.line(&format!("    {line}")));
        }
        if !known.is_empty() {
            let names: Vec<&str> = known.iter().map(|(path, _)| path.as_str()).collect();
            paper.paragraph("  as above: ", &names.join(", "));
        }
    }
}

/// Which editions of SAP's documents the step and chapter numbers on the page are those of.
fn explain_editions(paper: &mut Paper, page: &Page) {
    let of_lists = page.lists.iter().flat_map(|list| {
        let rows = list.rows.iter().map(|(_, source)| source);
        [&list.about, &list.source].into_iter().chain(rows)
    });
    let sources = page.sources.iter().map(|source| &source.from);
    let texts: Vec<&String> = page.references.iter().chain(sources).chain(of_lists).collect();
    let is_cited = |names: &[String]| names.iter().any(|name| texts.iter().any(|text| text.contains(name.as_str())));
    let numbered = checklist::all().iter().filter(|document| document.steps.iter().any(|step| !step.number.is_empty()));
    for document in numbered.filter(|document| is_cited(&document.cited_as)) {
        paper.paragraph("  ", &format!("{}: {}", document.name(), document.edition));
    }
}

/// Where each fact comes from: those of the rule's texts, and the rows of its lists.
fn explain_sources(paper: &mut Paper, page: &Page) {
    if page.sources.is_empty() && page.lists.is_empty() {
        return;
    }
    paper.line("");
    paper.heading("Sources");
    for source in &page.sources {
        let unread = if source.read { "" } else { " (not read)" };
        paper.paragraph("  ", &format!("{}{unread}: {}", source.from, source.facts.join(" · ")));
    }
    for list in &page.lists {
        paper.line("");
        paper.heading(&format!("List {}", list.name));
        paper.paragraph("  ", &format!("{}. Source: {}", list.about.trim_end_matches('.'), list.source));
        for (row, source) in &list.rows {
            let source = if source.is_empty() { String::new() } else { format!(": {source}") };
            paper.paragraph("    ", &format!("{row}{source}"));
        }
    }
}

/// Text of a rule: paragraphs between empty lines, and numbered steps, each of which begins a line.
fn prose(paper: &mut Paper, text: &str) {
    for paragraph in text.split("\n\n") {
        let (mut first, mut words) = ("  ".to_owned(), String::new());
        for line in paragraph.lines() {
            let step = line.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
            match step {
                Some((number, step)) => {
                    if !words.is_empty() {
                        paper.paragraph(&first, &words);
                    }
                    (first, words) = (format!("  {number}. "), step.to_owned());
                }
                None => {
                    words.push(' ');
                    words.push_str(line);
                }
            }
        }
        paper.paragraph(&first, &words);
    }
}
