//! Pseudonyms in a line with columns of a fixed width: what a pseudonym is shorter or longer than the name is made up for by the blanks
//! that pad its cell.

use crate::redact::Edit;

/// The line with these edits, its columns where they were as far as there is room.
pub(super) fn apply(line: &str, edits: &[Edit]) -> String {
    let mut changed = String::with_capacity(line.len());
    // Characters that are too many (above zero) or too few so far.
    let mut debt: isize = 0;
    let mut at = 0;
    for edit in edits {
        copy(line.get(at..edit.range.start).unwrap_or_default(), &mut debt, &mut changed);
        let old = line.get(edit.range.clone()).unwrap_or_default();
        debt += edit.text.chars().count() as isize - old.chars().count() as isize;
        changed.push_str(&edit.text);
        at = edit.range.end;
    }
    copy(line.get(at..).unwrap_or_default(), &mut debt, &mut changed);
    changed
}

/// Copies what stands between two edits. Debts are paid where a cell ends: at a bar, or where several blanks stand.
fn copy(text: &str, debt: &mut isize, changed: &mut String) {
    let mut rest = text;
    while *debt != 0 && !rest.is_empty() {
        let Some(end) = rest.find([' ', '|', '\u{2502}']) else { break };
        let (before, behind) = rest.split_at(end);
        changed.push_str(before);
        let blanks = behind.len() - behind.trim_start_matches(' ').len();
        let after = &behind[blanks..];
        let ends_cell = after.starts_with(['|', '\u{2502}']);
        if ends_cell || blanks > 1 {
            // A blank stays between two cells that nothing else parts.
            let fewest = usize::from(!ends_cell);
            let wanted = (blanks as isize - *debt).max(fewest as isize) as usize;
            *debt -= blanks as isize - wanted as isize;
            changed.push_str(&" ".repeat(wanted));
        } else {
            changed.push_str(&" ".repeat(blanks));
        }
        let bar = usize::from(ends_cell) * after.chars().next().map_or(0, char::len_utf8);
        changed.push_str(&after[..bar]);
        rest = &after[bar..];
    }
    changed.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(line: &str, old: &str, new: &str) -> Edit {
        let start = line.find(old).unwrap();
        Edit { range: start..start + old.len(), text: new.to_owned() }
    }

    #[test]
    fn blanks_make_up_for_the_length_of_a_pseudonym() {
        let line = "|8.8.8.8     |3  |x|";
        assert_eq!(apply(line, &[edit(line, "8.8.8.8", "192.0.2.1")]), "|192.0.2.1   |3  |x|");
        let line = "|geheimgeheim|3  |x|";
        assert_eq!(apply(line, &[edit(line, "geheimgeheim", "Withheld1")]), "|Withheld1   |3  |x|");
        let line = "|8.8.8.8|3     |";
        assert_eq!(apply(line, &[edit(line, "8.8.8.8", "192.0.2.1")]), "|192.0.2.1|3   |", "the next cell has room");
        let line = "a 8.8.8.8   b c\n";
        assert_eq!(apply(line, &[edit(line, "8.8.8.8", "192.0.2.1")]), "a 192.0.2.1 b c\n");
    }
}
