//! Files that were cut before their first row, in their heading or above it: what they look like.
//!
//! Such a file shows nothing, and a report that passes it over would let the verdicts rest on what else there is. The
//! file's name or a line above the heading must name the export: a ruler alone, or the first title, is many lists'.

use std::borrow::Cow;

use super::recognise::{By, Found};
use super::{EXPORTS, Export};
use crate::layout::{Layout, csv, sap_list, tabs};

/// Headings stand below no more lines than these.
const MOST_LINES: usize = 12;

/// What is said of such a file.
pub fn reason(export: &Export) -> String {
    let (title, origin) = (export.title, export.origin);
    format!("this looks like {title} ({origin}), but it ends in the heading or above it: it is cut and shows nothing")
}

/// The export that a file without any row looks like, which no export took.
pub(super) fn export_of(name: &str, lines: &[Cow<'_, str>]) -> Option<Found> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).filter(|line| !line.trim().is_empty()).collect();
    let (last, above) = lines.split_last()?;
    if lines.len() > MOST_LINES {
        return None;
    }
    let name = name.to_lowercase();
    let titles = above.join("\n").to_lowercase();
    let named = EXPORTS.iter().copied().filter(|export| {
        let is_in = |text: &str| export.names.iter().any(|word| text.contains(&word.to_lowercase()));
        !export.columns.is_empty() && (is_in(&name) || is_in(&titles))
    });
    let looks = |export: &'static Export| {
        let (layout, columns) = head(export, last, above)?;
        Some((columns, Found { export, layout, told: true, head_only: true, by: By::CutHead, lacks: 0 }))
    };
    // The last of equals counts, and that is to be the first export.
    let found: Vec<_> = named.filter_map(looks).collect();
    found.into_iter().rev().max_by_key(|(columns, _)| *columns).map(|(_, found)| found)
}

/// The layout of a head that ends in this line, and how many of the export's columns stand in it.
fn head(export: &Export, last: &str, above: &[&str]) -> Option<(&'static Layout, usize)> {
    let is_framed = |line: &&str| line.trim_start().starts_with('|');
    let rulers = above.iter().filter(|line| sap_list::is_dashes(line.as_bytes())).count();
    if above.iter().any(is_framed) {
        return None;
    }
    if (rulers == 0 && sap_list::is_dashes(last.as_bytes())) || (rulers == 1 && is_framed(&last)) {
        return Some((&sap_list::LAYOUT, columns_in(export, last.split('|'))));
    }
    let delimiters = [('\t', &tabs::LAYOUT), (';', &csv::SEMICOLON), (',', &csv::COMMA)];
    let has = |line: &str, delimiter: char| line.contains(delimiter);
    let delimiter = delimiters.into_iter().find(|(delimiter, _)| has(last, *delimiter));
    match delimiter {
        Some((delimiter, layout)) if rulers == 0 && !above.iter().any(|line| has(line, delimiter)) => {
            let columns = columns_in(export, last.split(delimiter));
            (columns > 0).then_some((layout, columns))
        }
        // The first title, or a part of it.
        None if above.is_empty() => begins_title(export, last).then_some((&tabs::LAYOUT, 0)),
        _ => None,
    }
}

fn columns_in<'l>(export: &Export, cells: impl Iterator<Item = &'l str>) -> usize {
    cells.filter(|cell| export.columns.iter().any(|column| column.is_called(cell.trim().trim_matches('"')))).count()
}

fn begins_title(export: &Export, text: &str) -> bool {
    let text = text.trim().trim_matches('"');
    !text.is_empty() && export.columns.iter().any(|column| column.is_begun_by(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, text: &str) -> Option<&'static str> {
        let lines: Vec<Cow<'_, str>> = text.lines().map(Cow::Borrowed).collect();
        export_of(name, &lines).map(|found| found.export.kind)
    }

    #[test]
    fn a_list_that_ends_in_its_frame_is_what_its_name_or_title_says() {
        assert_eq!(kind("rfcdes.txt", "22.11.2026  List\n-------"), Some("rfc-destinations"));
        assert_eq!(kind("a.txt", "Active Services\n----------------\n|No|Log  |Serv"), Some("icm-services"));
        assert_eq!(kind("a.txt", "22.11.2026  List\n-------"), None, "nobody says what it is");
        assert_eq!(kind("rfcdes.txt", "-----\n|A|B|\n-----\n"), None, "a list with a heading of its own");
    }

    #[test]
    fn a_table_that_ends_in_its_heading_is_what_its_name_says() {
        assert_eq!(kind("sdccn_migrate.csv", "Task ID,T"), Some("sdccn-tasks"));
        assert_eq!(kind("sdccn_migrate.csv", "Tas"), Some("sdccn-tasks"));
        assert_eq!(kind("todo.csv", "Task ID,T"), None, "many lists have such a title");
        assert_eq!(kind("sdccn_notes.txt", "Nothing to do here, really"), None, "prose");
        assert_eq!(kind("rfcdes_notes.txt", "Seen by Ann\n\nAll of them were deleted"), None, "prose");
    }
}
