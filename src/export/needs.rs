//! What administrators call the exports that somebody needs.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::EXPORTS;
use crate::finding::Need;

/// What an administrator calls these exports, any of which would do: `RFC destinations (SM59)`.
pub fn titles(kinds: &[&str]) -> String {
    // Thousands of systems lack the same ones.
    static TITLES: LazyLock<HashMap<&str, String>> = LazyLock::new(|| {
        EXPORTS.iter().map(|export| (export.kind, format!("{} ({})", export.title, export.origin))).collect()
    });
    let title = |kind: &&str| TITLES.get(kind).map_or_else(|| (*kind).to_owned(), Clone::clone);
    kinds.iter().map(title).collect::<Vec<_>>().join(" or ")
}

/// What is needed, in words: `RFC destinations (SM59) of the other systems`.
pub fn words(need: &Need) -> String {
    let Need { any_of, of } = need;
    [titles(any_of), of.clone()].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What to do about it: `add RFC destinations (SM59), Job overview (SM37)`.
pub fn way_out(needs: &[Need]) -> String {
    format!("add {}", needs.iter().map(words).collect::<Vec<_>>().join(", "))
}
