//! The page of an export: how to get it, what it unlocks, its fields for rules.

use crate::cli::paper::Paper;
use crate::export::{Export, FieldSpec, menus};
use crate::landscape::derived::DERIVED;
use crate::rule::Page;
use crate::terminal_text::counted;

use super::index::unlocked;

/// Says of the German names how sure they are.
const GERMAN: &str = "German names of menus are those that users of German systems write of; they differ by release. Where a list is saved, \
                      unconverted is \"unkonvertiert\", Text with Tabs \"Text mit Tabulatoren\", Spreadsheet \"Tabellenkalkulation\".";

/// Writes it.
pub(in crate::cli) fn describe(paper: &mut Paper, export: &Export, pages: &[&Page], with_fields: bool) {
    paper.heading(&format!("{}: {} ({})", export.kind, export.title, export.origin));
    let rules = unlocked(export, pages);
    if !rules.is_empty() {
        let names: Vec<&str> = rules.iter().map(|page| page.id.as_str()).collect();
        let needs = if names.len() == 1 { "needs" } else { "need" };
        paper.paragraph("  ", &format!("{} {needs} it: {}", counted(names.len(), "check"), names.join(", ")));
    }
    let mut german = false;
    for way in export.how_to_get {
        paper.paragraph("  ", way.title);
        for (number, step) in way.steps.iter().enumerate() {
            paper.paragraph(&format!("    {}. ", number + 1), step);
        }
        let menus = menus::german_line(way);
        if !menus.is_empty() {
            german = true;
            paper.paragraph("    In German: ", &menus);
        }
        paper.paragraph("    How sure: ", way.seen);
    }
    if with_fields {
        if german {
            paper.paragraph("  ", GERMAN);
        }
        fields(paper, "Fields for rules", export.fields);
        for derived in DERIVED.iter().filter(|derived| derived.from.contains(&export.kind)) {
            fields(paper, &format!("Fields of {}", derived.title), derived.fields);
        }
    }
    paper.line("");
}

fn fields(paper: &mut Paper, title: &str, fields: &[FieldSpec]) {
    paper.line("");
    paper.heading(title);
    let widest = fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
    for field in fields {
        paper.entry(field.name, widest, &format!("{} ({})", field.about, field.kind.words()));
    }
}
