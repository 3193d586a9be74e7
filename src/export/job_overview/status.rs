//! The status of a run of a job: the code of table TBTCO, and the words of SM37 ([`job_status`]).

use crate::knowledge::job_status;

/// Words of the field `status`.
pub(super) const WORDS: &[&str] = &["scheduled", "released", "ready", "active", "finished", "cancelled", "suspended"];

/// The codes stand first: they are compared with their case.
const CODES: &[(&str, &str)] = &[
    ("P", "scheduled"),
    ("S", "released"),
    ("Y", "ready"),
    ("R", "active"),
    ("F", "finished"),
    ("A", "cancelled"),
    ("Z", "suspended"),
];

/// The word for a status as it stands in a list.
///
/// # Errors
/// There is none, or it is not known: the reason.
pub(super) fn word(text: &str) -> Result<&'static str, &'static str> {
    if text.is_empty() {
        return Err("the row has no status");
    }
    let code = CODES.iter().find(|(code, _)| *code == text);
    code.map(|(_, word)| *word).or_else(|| job_status::of_word(text)).ok_or(NOT_KNOWN)
}

const NOT_KNOWN: &str = "the status is a word that is not known or has two meanings, or it is cut: export table TBTCO (SE16), \
                         where it is one letter";

/// Statuses in a sentence, as SM37 calls them.
pub(super) fn listed(words: &[&str]) -> String {
    let said = |word: &&str| match *word {
        "cancelled" => "Canceled".to_owned(),
        word => word[..1].to_uppercase() + &word[1..],
    };
    let said: Vec<String> = words.iter().filter(|word| **word != "suspended").map(said).collect();
    match said.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        said => said.concat(),
    }
}

/// A run with this status has begun.
pub(super) fn has_started(word: &str) -> bool {
    matches!(word, "active" | "finished" | "cancelled")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_one_of_the_words() {
        for (text, expected) in CODES {
            assert_eq!(word(text), Ok(*expected));
            assert!(WORDS.contains(expected), "{expected}");
        }
    }

    #[test]
    fn case_counts_for_codes_only() {
        assert_eq!(word("FINISHED"), Ok("finished"));
        assert_eq!(word("Terminado"), Ok("finished"));
        assert!(word("f").is_err() && word("Fin").is_err() && word("").is_err() && word("X").is_err());
    }

    #[test]
    fn what_is_not_known_says_where_the_status_is_one_letter() {
        assert!(word("gereed").is_err_and(|why| why.contains("TBTCO")));
    }
}
