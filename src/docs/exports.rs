//! `docs/exports.md` and a page for each export, as the code has them.

use std::fmt::Write as _;

use super::{cell, prose};
use crate::export::{EXPORTS, Export, FieldSpec, menus};
use crate::landscape::derived::DERIVED;
use crate::rule::Page;

/// The page of an export.
pub(super) fn page(export: &Export, rules: &[&Page]) -> String {
    let mut text = format!("# {}\n\n{} ({}).\n", export.kind, export.title, prose(export.origin));
    let needing = rules.iter().filter(|page| page.needs(export.kind));
    let needing: Vec<String> = needing.map(|page| format!("[{0}](../rules/{0}.md)", page.id)).collect();
    if !needing.is_empty() {
        write!(text, "\nNeeded by {}.\n", needing.join(", ")).unwrap();
    }
    for way in export.how_to_get {
        write!(text, "\n## {}\n\n", prose(way.title)).unwrap();
        for (number, step) in way.steps.iter().enumerate() {
            writeln!(text, "{}. {}", number + 1, prose(step)).unwrap();
        }
        let german = menus::german_line(way);
        if !german.is_empty() {
            write!(text, "\nIn German: {german}\n").unwrap();
        }
        write!(text, "\nHow sure: {}\n", prose(way.seen)).unwrap();
    }
    text.push_str("\n## Fields for rules\n");
    fields(&mut text, export.fields);
    text
}

/// All exports, and the kinds that follow from several.
pub(super) fn index(rules: &[&Page]) -> String {
    let mut text = "# Exports\n\nWritten from the code; `basislint exports KIND` shows one, `basislint exports --missing PATH` says which a folder lacks. \
                    Content decides what a file is; names do not matter.\n\n| export | is | from | checks that need it |\n|---|---|---|---|\n"
        .to_owned();
    for export in EXPORTS {
        let number = rules.iter().filter(|page| page.needs(export.kind)).count();
        let (title, origin) = (cell(export.title), prose(&cell(export.origin)));
        writeln!(text, "| [{0}](exports/{0}.md) | {title} | {origin} | {number} |", export.kind).unwrap();
    }
    for derived in DERIVED {
        write!(text, "\n## {}\n\nWhat follows from {} together.\n", derived.kind, derived.from.join(" and ")).unwrap();
        fields(&mut text, derived.fields);
    }
    text
}

fn fields(text: &mut String, fields: &[FieldSpec]) {
    text.push_str("\n| field | is | meaning |\n|---|---|---|\n");
    for field in fields {
        writeln!(text, "| `{}` | {} | {} |", field.name, field.kind.words(), prose(&cell(field.about))).unwrap();
    }
}
