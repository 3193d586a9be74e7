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
