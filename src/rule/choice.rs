//! Which rules a word on the command line means: a rule's id, a pattern of ids, an area, a tag.
//!
//! Not here: what becomes of the others (`set`).

use std::collections::BTreeSet;

use crate::complaint::nearest;
use crate::names::{GlobMistake, Globs};

/// The letters that make a word a pattern.
const SIGNS: [char; 4] = ['*', '?', '[', '{'];
const AREA: &str = "area:";
const TAG: &str = "tag:";

/// A word that means no rules.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRule {
    /// Nothing is called so.
    #[error("there is no {what} `{word}`{}", .near.as_ref().map_or(String::new(), |near| format!("; did you mean `{near}`?")))]
    Nothing {
        /// What it should be.
        what: &'static str,
        /// The word.
        word: String,
        /// The one that is likely meant.
        near: Option<String>,
    },
    /// It is a pattern, and fits nothing.
    #[error("no {what} fits `{word}`; `basislint rules` lists all rules")]
    Unfit {
        /// What it should fit.
        what: &'static str,
        /// The pattern.
        word: String,
    },
    /// It is a pattern that cannot be read.
    #[error("malformed pattern `{word}`: {why}")]
    Malformed {
        /// The pattern.
        word: String,
        /// What is wrong with it.
        why: String,
    },
    /// An area and a tag of this name have different rules.
    #[error("`{word}` is an area and a tag of different rules: write area:{word} ({area}) or tag:{word} ({tag})")]
    Ambiguous {
        /// The word.
        word: String,
        /// Number of rules in the area.
        area: usize,
        /// Number of rules with the tag.
        tag: usize,
    },
}

/// By what a rule is called.
pub(super) struct Named<'p> {
    pub id: &'p str,
    pub areas: Vec<&'p str>,
    pub tags: Vec<&'p str>,
}

/// The ids of the rules that a word means, in order; at least one. A rule's id goes first.
pub(super) fn meant<'p>(word: &str, rules: &[Named<'p>]) -> Result<Vec<&'p str>, UnknownRule> {
    let ids = |fits: &dyn Fn(&Named<'p>) -> bool| -> Vec<&'p str> {
        rules.iter().filter(|rule| fits(rule)).map(|rule| rule.id).collect()
    };
    let exact = ids(&|rule| rule.id == word);
    if !exact.is_empty() {
        return Ok(exact);
    }
    type Names = for<'a, 'p> fn(&'a Named<'p>) -> &'a [&'p str];
    let areas: Names = |rule| &rule.areas;
    let tags: Names = |rule| &rule.tags;
    for (prefix, what, names) in [(AREA, "area", areas), (TAG, "tag", tags)] {
        let Some(name) = word.strip_prefix(prefix) else { continue };
        let fits = matcher(name)?;
        let found = ids(&|rule| names(rule).iter().any(|own| fits(own)));
        if !found.is_empty() {
            return Ok(found);
        }
        if is_pattern(name) {
            return Err(UnknownRule::Unfit { what, word: name.to_owned() });
        }
        let all: BTreeSet<&str> = rules.iter().flat_map(|rule| names(rule)).copied().collect();
        let all: Vec<&str> = all.into_iter().collect();
        let near = nearest(name, &all).map(|near| format!("{prefix}{near}"));
        return Err(UnknownRule::Nothing { what, word: name.to_owned(), near });
    }
    if is_pattern(word) {
        let fits = matcher(word)?;
        let found = ids(&|rule| fits(rule.id));
        let unfit = || UnknownRule::Unfit { what: "rule", word: word.to_owned() };
        return if found.is_empty() { Err(unfit()) } else { Ok(found) };
    }
    let has = |names: &[&str]| names.contains(&word);
    let (area, tag) = (ids(&|rule| has(&rule.areas)), ids(&|rule| has(&rule.tags)));
    match (area.as_slice(), tag.as_slice()) {
        ([], []) => Err(nothing(word, rules)),
        ([], _) => Ok(tag),
        (_, []) => Ok(area),
        _ if area == tag => Ok(area),
        _ => Err(UnknownRule::Ambiguous { word: word.to_owned(), area: area.len(), tag: tag.len() }),
    }
}

fn nothing(word: &str, rules: &[Named<'_>]) -> UnknownRule {
    let words = rules.iter().flat_map(|rule| [&rule.id].into_iter().chain(&rule.areas).chain(&rule.tags));
    let words: BTreeSet<&str> = words.copied().collect();
    let words: Vec<&str> = words.into_iter().collect();
    let near = nearest(word, &words).map(str::to_owned);
    UnknownRule::Nothing { what: "rule, area or tag", word: word.to_owned(), near }
}

fn is_pattern(word: &str) -> bool {
    word.contains(SIGNS)
}

/// Whether a text is this word, or fits it.
fn matcher(word: &str) -> Result<impl Fn(&str) -> bool, UnknownRule> {
    let malformed = |why| UnknownRule::Malformed { word: word.to_owned(), why };
    let globs = is_pattern(word).then(|| Globs::new(vec![word.to_owned()])).transpose();
    let globs = globs.map_err(|mistake| match mistake {
        GlobMistake::Malformed(_, why) | GlobMistake::Unusable(why) => malformed(why),
    })?;
    let word = word.to_owned();
    Ok(move |text: &str| globs.as_ref().map_or(text == word, |globs| globs.is_match(text)))
}

#[cfg(test)]
mod tests {
    use super::super::RuleSet;

    fn meant_by(word: &str) -> Result<Vec<String>, String> {
        let rules = RuleSet::load_without_examples::<&str>(&[]).unwrap();
        match rules.meant(word) {
            Ok(ids) => Ok(ids.into_iter().map(str::to_owned).collect()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn a_word_is_an_id_a_pattern_of_ids_an_area_or_a_tag() {
        assert_eq!(meant_by("obsolete-job").unwrap(), ["obsolete-job"]);
        assert_eq!(meant_by("support-job-{error,overdue}").unwrap(), ["support-job-error", "support-job-overdue"]);
        let jobs = meant_by("area:jobs").unwrap();
        assert!(jobs.contains(&"obsolete-job".to_owned()) && !jobs.contains(&"legacy-rfc-destination".to_owned()));
        assert_eq!(meant_by("jobs").unwrap(), jobs, "area and tag have the same rules");
        assert!(meant_by("tag:*users").unwrap().len() > meant_by("tag:users").unwrap().len());
        assert_eq!(meant_by("passwords").unwrap(), ["inline-password"], "a tag alone");
    }

    #[test]
    fn a_rule_of_several_areas_is_in_each_of_them() {
        for area in ["certificates", "connectors", "integration"] {
            assert!(meant_by(&format!("area:{area}")).unwrap().contains(&"certificate-expired".to_owned()), "{area}");
        }
    }

    #[test]
    fn a_word_that_means_nothing_or_two_things_is_told_with_the_way_out() {
        let said = |word: &str| meant_by(word).unwrap_err();
        assert_eq!(
            said("obsolete-jobs"),
            "there is no rule, area or tag `obsolete-jobs`; did you mean `obsolete-job`?"
        );
        assert_eq!(said("area:job"), "there is no area `job`; did you mean `area:jobs`?");
        assert_eq!(said("tag:certs"), "there is no tag `certs`; did you mean `tag:certificates`?");
        assert_eq!(said("qq*"), "no rule fits `qq*`; `basislint rules` lists all rules");
        assert_eq!(said("tag:qq*"), "no tag fits `qq*`; `basislint rules` lists all rules");
        assert!(said("job-[").starts_with("malformed pattern `job-[`: "));
        let ambiguous = said("certificates");
        assert!(
            ambiguous.starts_with("`certificates` is an area and a tag of different rules: write area:certificates (")
        );
    }
}
