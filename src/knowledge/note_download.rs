//! How Note Assistant downloads SAP Notes, as texts tell it: by which procedure, and whether a note is signed.
//!
//! The texts of SAP's own logs were not seen at first hand: these are derived from its documents.

/// The procedures, as rules name them.
pub const PROCEDURES: &[&str] = &["rfc", "http", "download-service"];

/// The one procedure that a text names, in English or German; none if it names none or several.
///
/// `HTTPS` is `http`, and so is a destination whose name begins with `SAP-SUPPORT_`: SM59 calls those RFC destinations, too.
pub fn procedure(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let word = |word: &str| names_word(&lower, word);
    let service = ["download service", "download-service", "downloadservice", "download_service"];
    let by_service = service.iter().any(|name| lower.contains(name));
    let new = lower.contains("sap-support_");
    let by_http = new || word("http") || word("https");
    let by_rfc = !new && (word("rfc") || lower.contains("remote function call"));
    match (by_service, by_http, by_rfc) {
        (true, _, false) => Some("download-service"),
        (false, true, false) => Some("http"),
        (false, false, true) => Some("rfc"),
        _ => None,
    }
}

/// What a line of a note's log says of its digital signature: whether it has a valid one; none if it says nothing.
///
/// Titles of notes speak of signatures as well ("Download of digitally signed note"), and say nothing.
pub fn is_signed(text: &str) -> Option<bool> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(UNSIGNED) || (has(SIGNATURE) && (has(BAD) || has(GOOD) && has(NEGATION))) {
        return Some(false);
    }
    let ends = lower.trim_end_matches(['.', '!', ' ']);
    let signed = has(SIGNED) || (has(SIGNATURE) && has(GOOD)) || SIGNED_AT_END.iter().any(|end| ends.ends_with(end));
    signed.then_some(true)
}

const UNSIGNED: &[&str] = &[
    "not digitally signed",
    "not signed",
    "unsigned",
    "without digital signature",
    "without a digital signature",
    "no digital signature",
    "digitally signed: no",
    "nicht digital signiert",
    "nicht signiert",
    "unsigniert",
    "ohne digitale signatur",
    "keine digitale signatur",
    "digital signiert: nein",
];
const SIGNED: &[&str] = &[
    "is digitally signed",
    "was digitally signed",
    "has been digitally signed",
    "digitally signed: yes",
    "digitally signed: x",
    "ist digital signiert",
    "wurde digital signiert",
    "digital signiert: ja",
    "digital signiert: x",
];
const SIGNED_AT_END: &[&str] = &["digitally signed", "digital signiert"];
const SIGNATURE: &[&str] = &["digital signature", "digitale signatur", "digitalen signatur"];
const BAD: &[&str] = &[
    "invalid",
    "not valid",
    "failed",
    "could not",
    "cannot",
    "missing",
    "ungültig",
    "nicht gültig",
    "fehlgeschlagen",
    "konnte nicht",
    "fehlt",
    "error",
    "expired",
    "abgelaufen",
];
const GOOD: &[&str] =
    &["valid", "verified", "successful", "checked", "gültig", "erfolgreich", "geprüft", "verifiziert"];

/// What turns a good word around.
const NEGATION: &[&str] = &["not ", "n't ", "nicht ", "unsuccess", "unverified", "unchecked", "ungeprüft"];

fn names_word(text: &str, word: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + word.len()..).and_then(|behind| behind.chars().next());
        !is_letter(before) && !is_letter(behind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_one_procedure_or_none() {
        for (text, expected) in [
            ("HTTP Protocol", Some("http")),
            ("HTTP-Protokoll", Some("http")),
            ("via HTTPS", Some("http")),
            ("Remote Function Call (RFC)", Some("rfc")),
            ("RFC-Verbindung", Some("rfc")),
            ("Download Service Application", Some("download-service")),
            ("Download-Service-Anwendung", Some("download-service")),
            ("Download Service (HTTP)", Some("download-service")),
            ("RFC or HTTP", None),
            ("RFC destination SAPOSS", Some("rfc")),
            ("RFC destination SAP-SUPPORT_NOTE_DOWNLOAD", Some("http")),
            ("RFC_READ_TABLE", None),
            ("http_proxy", None),
            ("", None),
        ] {
            assert_eq!(procedure(text), expected, "{text}");
            assert!(expected.is_none_or(|word| PROCEDURES.contains(&word)));
        }
    }

    #[test]
    fn a_line_tells_of_a_signature_or_nothing() {
        for (text, expected) in [
            ("SAP Note is digitally signed", Some(true)),
            ("SAP Note is not digitally signed", Some(false)),
            ("Digital signature of SAP Note 0002508268 verified successfully", Some(true)),
            ("Digital signature could not be verified", Some(false)),
            ("Digital signature verification unsuccessful for SAP Note 0002508268", Some(false)),
            ("Digital signature of SAP Note 0002508268 not verified", Some(false)),
            ("Digitale Signatur wurde nicht geprüft", Some(false)),
            ("Digitale Signatur ungeprüft", Some(false)),
            ("SAP-Hinweis ist digital signiert", Some(true)),
            ("SAP-Hinweis ist nicht digital signiert", Some(false)),
            ("Die digitale Signatur ist ungültig", Some(false)),
            ("Download of digitally signed note - changes to configuration report", None),
            ("Note 0002508268 version 5 downloaded via HTTP", None),
        ] {
            assert_eq!(is_signed(text), expected, "{text}");
        }
    }
}
