//! The status of a run of a job: the code of table TBTCO, and the texts of SM37 in English and German.

/// Words of the field `status`.
pub(super) const WORDS: &[&str] = &["scheduled", "released", "ready", "active", "finished", "cancelled", "suspended"];

/// The codes stand first: they are compared with their case.
const CODES: &[(&[u8], &str)] = &[
    (b"P", "scheduled"),
    (b"S", "released"),
    (b"Y", "ready"),
    (b"R", "active"),
    (b"F", "finished"),
    (b"A", "cancelled"),
    (b"Z", "suspended"),
];

const TEXTS: &[(&[u8], &str)] = &[
    (b"scheduled", "scheduled"),
    (b"geplant", "scheduled"),
    (b"eingeplant", "scheduled"),
    (b"released", "released"),
    (b"freigegeben", "released"),
    (b"ready", "ready"),
    (b"bereit", "ready"),
    (b"active", "active"),
    (b"aktiv", "active"),
    (b"running", "active"),
    (b"finished", "finished"),
    (b"completed", "finished"),
    (b"fertig", "finished"),
    (b"beendet", "finished"),
    (b"canceled", "cancelled"),
    (b"cancelled", "cancelled"),
    (b"abgebrochen", "cancelled"),
    (b"released/suspended", "suspended"),
    (b"released/susp.", "suspended"),
    (b"suspended", "suspended"),
    (b"freigegeben/suspendiert", "suspended"),
    (b"suspendiert", "suspended"),
];

/// The word for a status as it stands in a list.
///
/// # Errors
/// There is none, or it is not known: the reason.
pub(super) fn word(text: &[u8]) -> Result<&'static str, &'static str> {
    if text.is_empty() {
        return Err("the row has no status");
    }
    let code = CODES.iter().find(|(code, _)| *code == text);
    let found = code.or_else(|| TEXTS.iter().find(|(known, _)| known.eq_ignore_ascii_case(text)));
    found.map(|(_, word)| *word).ok_or("the status is a word that is not known, or it is cut")
}

/// The status whose text begins with this, if just one does: the boxes of SM37 are short of room (`Sched.`).
pub(super) fn shortened(text: &str) -> Option<&'static str> {
    let begins = |known: &[u8]| {
        known.get(..text.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(text.as_bytes()))
            && !known.contains(&b'/')
    };
    let mut found = TEXTS.iter().filter(|(known, _)| begins(known)).map(|(_, word)| *word);
    let first = found.next()?;
    found.all(|word| word == first).then_some(first)
}

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
    fn every_code_and_text_is_one_of_the_words() {
        for (text, expected) in CODES.iter().chain(TEXTS) {
            assert_eq!(word(text), Ok(*expected));
            assert!(WORDS.contains(expected), "{expected}");
        }
    }

    #[test]
    fn case_counts_for_codes_only() {
        assert_eq!(word(b"FINISHED"), Ok("finished"));
        assert!(word(b"f").is_err() && word(b"Fin").is_err() && word(b"").is_err() && word(b"X").is_err());
    }
}
