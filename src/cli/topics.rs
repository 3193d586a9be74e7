//! What `basislint explain` says of anything but a rule: roles, tiers, verdicts, exports, and the steps of SAP's documents.

use std::collections::BTreeMap;

use super::exports;
use super::paper::Paper;
use crate::complaint::nearest;
use crate::finding::Verdict;
use crate::knowledge::checklist::{self, Checklist, Step};
use crate::landscape::{Role, Tier};
use crate::rule::Page;
use crate::terminal_text::{clean, column_width, counted};

/// Writes a page.
type Write = fn(&mut Paper, &[&Page]);

/// Words that are pages of their own.
const TOPICS: &[(&str, Write)] = &[("roles", roles), ("tiers", tiers), ("verdicts", verdicts), ("steps", steps)];

/// Writes the page of whatever is called so.
///
/// # Errors
/// Nothing is; the sentence says what may be meant.
pub(super) fn explain(paper: &mut Paper, asked: &str, pages: &[&Page]) -> Result<(), String> {
    let word = asked.to_lowercase();
    if let Some((_, write)) = TOPICS.iter().find(|(name, _)| *name == word || name.trim_end_matches('s') == word) {
        write(paper, pages);
        return Ok(());
    }
    if let Some(verdict) = Verdict::ALL.into_iter().find(|verdict| verdict.name() == word) {
        paper.heading(verdict.name());
        paper.paragraph("  ", verdict.about());
        return Ok(());
    }
    if let Some(role) = Role::by_name(&word) {
        role_page(paper, role, pages);
        return Ok(());
    }
    if let Some(tier) = Tier::by_name(&word) {
        paper.heading(tier.name());
        paper.paragraph("  ", tier.about());
        return Ok(());
    }
    if let Ok(found) = exports::find(asked) {
        found.iter().for_each(|export| exports::describe(paper, export, pages, found.len() == 1));
        return Ok(());
    }
    let found = steps_called(asked);
    if found.is_empty() {
        return Err(unknown(asked, pages));
    }
    let rules = rules_by_step(pages);
    found.into_iter().for_each(|(list, step)| step_page(paper, list, step, &rules));
    Ok(())
}

/// What somebody may have meant.
fn unknown(asked: &str, pages: &[&Page]) -> String {
    let kinds = crate::export::EXPORTS.iter().map(|export| export.kind);
    let topics = TOPICS.iter().map(|(name, _)| *name);
    let words: Vec<&str> = pages.iter().map(|page| page.id.as_str()).chain(topics).chain(kinds).collect();
    let near = nearest(asked, &words).map_or_else(
        || "`basislint rules` lists the rules; roles, tiers, verdicts, steps, an export (rfc-destinations, SM59) and a step (2.10) have pages, too".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    format!("there is no rule `{}`, and nothing else of that name; {near}", clean(asked))
}

fn roles(paper: &mut Paper, pages: &[&Page]) {
    paper.heading("Roles: what a system is for");
    paper.paragraph(
        "  ",
        "Rules say which roles they are for. `role` under [[system]] in basislint.toml gives a system its role; without, its exports tell \
         it, best the software components (table CVERS), and the report says why it took the role. `basislint init` proposes one for each system.",
    );
    paper.line("");
    let widest = column_width(Role::ALL.iter().map(|role| role.name().len()));
    for role in Role::ALL {
        let checks = counted(rules_for(role, pages).count(), "rule");
        paper.entry(role.name(), widest, &format!("{} ({checks})", role.about()));
    }
}

fn role_page(paper: &mut Paper, role: Role, pages: &[&Page]) {
    paper.heading(role.name());
    paper.paragraph("  ", role.about());
    let rules: Vec<&str> = rules_for(role, pages).map(|page| page.id.as_str()).collect();
    paper.paragraph("  ", &format!("{}: {}", counted(rules.len(), "rule"), rules.join(", ")));
}

fn rules_for<'p>(role: Role, pages: &[&'p Page]) -> impl Iterator<Item = &'p Page> {
    pages.iter().copied().filter(move |page| page.is_for(role))
}

fn tiers(paper: &mut Paper, _: &[&Page]) {
    paper.heading("Tiers: how much depends on a system");
    paper.paragraph(
        "  ",
        "`tier` under [[system]] in basislint.toml. Some rules are for some tiers only, or weigh less in some. Without it every rule \
         applies at its full severity, and what depends on the tier alone is not evaluated.",
    );
    paper.line("");
    let widest = column_width(Tier::ALL.iter().map(|tier| tier.name().len()));
    Tier::ALL.iter().for_each(|tier| paper.entry(tier.name(), widest, tier.about()));
}

fn verdicts(paper: &mut Paper, _: &[&Page]) {
    paper.heading("Verdicts: what a rule says of a system");
    paper.paragraph("  ", "Every rule says one of these of every system. Silence is never taken for health.");
    paper.line("");
    let widest = column_width(Verdict::ALL.iter().map(|verdict| verdict.name().len()));
    Verdict::ALL.iter().for_each(|verdict| paper.entry(verdict.name(), widest, verdict.about()));
}

fn steps(paper: &mut Paper, pages: &[&Page]) {
    let rules = rules_by_step(pages);
    for list in checklist::all() {
        paper.heading(&format!("{}: {} ({})", list.name(), list.title, list.edition));
        let widest = column_width(list.steps.iter().map(|step| step.number.len()));
        for step in &list.steps {
            let checks = match rules.get(&list.cite(step)).map_or(0, Vec::len) {
                0 => "no export shows it".to_owned(),
                number => counted(number, "check"),
            };
            paper.entry(&step.number, widest, &format!("{} ({checks})", step.title));
        }
        paper.line("");
    }
    paper.paragraph(
        "",
        "`basislint explain 2.10` shows a step, with the document's name in front where several have it.",
    );
}

/// The steps that somebody means: by number, or by document and number as references cite them. A document alone is all its steps.
fn steps_called(asked: &str) -> Vec<(&'static Checklist, &'static Step)> {
    let asked = asked.trim().to_lowercase();
    let named = |list: &Checklist| {
        let names = list.cited_as.iter().chain([&list.key]).map(|name| name.to_lowercase());
        let rests = names.filter_map(|name| asked.strip_prefix(&name).map(|rest| rest.trim().to_owned()));
        rests.min_by_key(String::len)
    };
    let documents: Vec<_> = checklist::all().iter().filter_map(|list| Some((list, named(list)?))).collect();
    // The longest name is meant: one document's may begin as another's does.
    let shortest = documents.iter().map(|(_, rest)| rest.len()).min();
    let is_meant = |step: &Step, number: &str| number.is_empty() || step.number.eq_ignore_ascii_case(number);
    let of = |list: &'static Checklist, number: &str| {
        list.steps.iter().filter(|step| is_meant(step, number)).map(|step| (list, step)).collect::<Vec<_>>()
    };
    match shortest {
        Some(shortest) => {
            let meant = documents.iter().filter(|(_, rest)| rest.len() == shortest);
            meant.flat_map(|(list, rest)| of(list, rest)).collect()
        }
        None if asked.is_empty() => Vec::new(),
        None => checklist::all().iter().flat_map(|list| of(list, &asked)).collect(),
    }
}

/// The rules by the step that they belong to, as references cite it.
fn rules_by_step<'p>(pages: &[&'p Page]) -> BTreeMap<String, Vec<&'p Page>> {
    let mut rules: BTreeMap<String, Vec<&Page>> = BTreeMap::new();
    for &page in pages {
        for (list, step) in checklist::steps_of(&page.references) {
            if let Some((list, step)) = checklist::all().get(list).and_then(|list| Some((list, list.steps.get(step)?)))
            {
                rules.entry(list.cite(step)).or_default().push(page);
            }
        }
    }
    rules
}

fn step_page(paper: &mut Paper, list: &Checklist, step: &Step, rules: &BTreeMap<String, Vec<&Page>>) {
    let name = list.cite(step);
    paper.heading(&format!("{name}: {}", step.title));
    paper.paragraph("  ", &step.task);
    if !step.places.is_empty() {
        paper.paragraph("  where      ", &step.places.join(", "));
    }
    if !step.notes.is_empty() {
        let notes: Vec<String> = step.notes.iter().map(u32::to_string).collect();
        paper.paragraph("  SAP Notes  ", &notes.join(", "));
    }
    paper.paragraph("  edition    ", &list.edition);
    let rules = rules.get(&name).map_or(&[][..], Vec::as_slice);
    if rules.is_empty() {
        paper.paragraph("  ", "No export shows it: look yourself.");
    }
    let widest = column_width(rules.iter().map(|page| page.id.len()));
    for page in rules {
        paper.entry(&page.id, widest, &format!("{} (needs {})", page.title, page.exports.join(" or ")));
    }
    for item in list.look_yourself.iter().filter(|item| item.step == step.number) {
        paper.paragraph("  look yourself: ", &item.text);
    }
    paper.line("");
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::rule::RuleSet;

    fn page(asked: &str) -> Result<String, String> {
        let rules = RuleSet::load_without_examples::<&Path>(&[]).unwrap();
        let pages: Vec<&Page> = rules.pages().collect();
        let mut paper = Paper::new(false, 100);
        explain(&mut paper, asked, &pages).map(|()| paper.text)
    }

    #[test]
    fn a_step_is_found_by_its_number_and_by_its_document() {
        let all = page("2.10").unwrap();
        assert!(all.starts_with("SolMan checklist 2.10: "), "{all}");
        assert!(all.contains("  technical-user-missing ") || all.contains("legacy-rfc-destination"), "{all}");
        assert_eq!(page("solman checklist 2.10").unwrap().matches("SolMan checklist 2.").count(), 1);
        assert!(page("SolMan checklist").unwrap().matches("SolMan checklist 2.").count() >= 13);
    }

    #[test]
    fn roles_tiers_verdicts_and_exports_have_pages() {
        for (asked, says) in [
            ("roles", "production-connector"),
            ("role", "abap-managed"),
            ("tiers", "sandbox"),
            ("verdicts", "not-evaluated"),
            ("not-applicable", "not-applicable"),
            ("solution-manager", "SAP Solution Manager 7.2"),
            ("rfc-destinations", "SE16"),
            ("sm59", "rfc-destinations: "),
        ] {
            let page = page(asked).unwrap();
            assert!(page.contains(says), "{asked}: {page}");
        }
    }

    #[test]
    fn what_is_misspelt_is_guessed_among_all_that_has_a_page() {
        assert!(page("verdict5").unwrap_err().contains("did you mean `verdicts`?"));
        assert!(page("rfc-destination").unwrap_err().contains("did you mean `rfc-destinations`?"));
        assert!(page("qqqq").unwrap_err().contains("have pages"));
    }
}
