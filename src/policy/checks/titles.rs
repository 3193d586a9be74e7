//! The titles of SAP Notes: they stand in comments of the policies, and nowhere else.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::super::Policy;

/// By the number of an SAP Note the component that it is for, and its title.
pub(super) type Titles = HashMap<u64, (String, String)>;

/// `[p1-CVSS 9.9] 0003747367 BC-FES-ITS - [CVE-2026-44747] Memory Corruption ... (Version 9)`, or with component and number the other way round.
static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:<!--)?[ \t]*(?:\[[^\]\n]*\][ \t]*)?(?:(?P<n1>0*[1-9]\d{5,8})[ \t]+(?P<c1>[A-Z][A-Z0-9-]+)|(?P<c2>[A-Z][A-Z0-9-]+)[ \t]+(?P<n2>0*[1-9]\d{5,8}))[ \t]+-[ \t]+(?P<title>[^\n]*)$").ok()
});

/// Behind a title: `(Version 9)`, and the end of a comment.
static ENDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:\s*(?:-->|\([Vv]ersion\s*\d+\)|[Vv]ersion\s*\d+))+\s*$").ok());

/// Those that a policy's comments tell.
pub(super) fn of(policy: &Policy) -> Titles {
    let mut titles = Titles::new();
    let (Some(line), Some(ends)) = (&*LINE, &*ENDS) else { return titles };
    for found in line.captures_iter(&policy.source.text) {
        let text = |names: [&str; 2]| names.iter().find_map(|name| found.name(name)).map(|found| found.as_str());
        let (Some(note), Some(component)) = (text(["n1", "n2"]), text(["c1", "c2"])) else { continue };
        let title = found.name("title").map_or("", |title| title.as_str());
        let title = without_cve(ends.replace(title, "").trim()).trim().to_owned();
        if let (Ok(note), false) = (note.parse(), title.is_empty()) {
            titles.entry(note).or_insert((component.to_owned(), title));
        }
    }
    titles
}

/// `[CVE-2026-44747] Memory Corruption` without what stands in brackets first.
fn without_cve(title: &str) -> &str {
    match title.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, rest)) if inside.contains("CVE") => rest,
        _ => title,
    }
}
