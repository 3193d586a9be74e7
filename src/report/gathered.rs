//! What many systems have in common is said once: by the names of two, and the number of the others.

use crate::terminal_text::clean;

/// Systems that are shown one by one; where there are more, those that are alike have one line.
pub(super) const MOST_SYSTEMS: usize = 20;
/// Names that all stand there.
const MOST_NAMES: usize = 3;
/// Characters of a name, in such a list.
const MOST_OF_A_NAME: usize = 20;

/// `DEV, QAS and 45 more`.
pub(super) fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| cut(&clean(name), MOST_OF_A_NAME)).collect();
    match names.as_slice() {
        [first, second, rest @ ..] if names.len() > MOST_NAMES => format!("{first}, {second} and {} more", rest.len()),
        _ => names.join(", "),
    }
}

/// The same in a column of so many characters.
pub(super) fn names_within<'n>(all: impl IntoIterator<Item = &'n str> + Clone, most: usize) -> String {
    let text = names(all.clone());
    let mut each = all.into_iter();
    let (Some(first), others) = (each.next(), each.count()) else { return text };
    match others {
        0 => cut(&clean(first), most),
        _ if text.chars().count() <= most => text,
        _ => {
            let rest = format!(" and {others} more");
            format!("{}{rest}", cut(&clean(first), most.saturating_sub(rest.len()).max(4)))
        }
    }
}

/// The text, or as much of it as there is room for.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_stand_for_many() {
        assert_eq!(names(["DEV"]), "DEV");
        assert_eq!(names(["DEV", "PRD", "QAS"]), "DEV, PRD, QAS");
        assert_eq!(names(["DEV", "PRD", "QAS", "SBX"]), "DEV, PRD and 2 more");
        assert_eq!(names(["\u{1b}[31mX"]), "\u{fffd}[31mX");
    }

    #[test]
    fn a_narrow_column_has_room_for_one_name_and_the_number() {
        assert_eq!(names_within(["DEV", "PRD"], 20), "DEV, PRD");
        assert_eq!(names_within(["S0001", "S0002", "S0003", "S0004"], 24), "S0001, S0002 and 2 more");
        assert_eq!(names_within(["S0001", "S0002", "S0003", "S0004"], 20), "S0001 and 3 more");
        assert_eq!(names_within(["a-system-with-a-long-name", "B"], 20), "a-system… and 1 more");
        assert_eq!(names_within(["a-system-with-a-long-name"], 20), "a-system-with-a-lon…");
        assert_eq!(names_within([], 20), "");
    }
}
