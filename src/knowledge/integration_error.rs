//! Texts in logs that tell why a message between SAP Cloud for Customer, SAP Cloud Integration and ERP or CRM did not arrive.
//!
//! Source: connectors.md, b.4, those that are told elsewhere than in a Cloud Connector. What they mean, and where each is known from, says
//! `rules/lists/connector-log-errors.toml`; a test holds the two together.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// The texts, with single blanks; the case of letters does not matter.
pub const TEXTS: &[&str] = &[
    "intermediary is NOT trusted",
    "Reject untrusted forwarded certificate",
    "no trust relationship to intermediary specified",
    "client did not sent any cert",
    "Client did not send any certificate",
    "SSSLERR_PEER_CERT_UNTRUSTED",
    "ICM_HTTP_SSL_ERROR",
    "ICM_SSL_HTTP_ERROR",
    "ICM_HTTP_CONNECTION_BROKEN",
    "ICM_HTTP_CONNECTION_REFUSED",
    "ICM_HTTP_HOST_UNKNOWN",
    "ICM_HTTP_UNAUTHORIZED",
    "Unauthorized (401)",
    "Service-Ping-Fehler",
    "Service Ping ERROR",
    "not contained in the accepted subjectAndIssuers list of the integration flow",
    "Multiple clones found for certificate",
    "Error resolving master by certificate",
    "unable to find valid certification path to requested target",
    "403 Forbidden",
    "HTTP response code 403",
];

/// None if they could not be looked for; a test sees that they can.
static FINDER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(TEXTS).ok());

/// Whether one of the texts stands in this one, however many blanks are between its words. A tab is none: it ends a cell.
pub fn is_in(text: &str) -> bool {
    let Some(finder) = FINDER.as_ref() else { return false };
    // Most lines need no copy.
    finder.is_match(text) || (text.contains("  ") && finder.is_match(&single_blanks(text)))
}

fn single_blanks(text: &str) -> String {
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_are_those_of_the_list() {
        let list: toml::Table = include_str!("../../rules/lists/connector-log-errors.toml").parse().unwrap();
        let rows = list["row"].as_array().unwrap().iter();
        let texts = rows.filter(|row| row["at"].as_str() == Some("integration")).flat_map(|row| match &row["text"] {
            toml::Value::Array(texts) => texts.iter().map(|text| text.as_str().unwrap()).collect(),
            text => vec![text.as_str().unwrap()],
        });
        assert_eq!(texts.collect::<Vec<_>>(), TEXTS);
    }

    #[test]
    fn texts_are_found_whatever_their_letters_and_blanks() {
        assert!(TEXTS.iter().all(|text| is_in(&format!("x {} y", text.to_uppercase()))));
        assert!(is_in("HTTP   Response  code 403 "));
        assert!(!is_in("") && !is_in("HTTP response code 200") && !is_in("ICM_HTTP"));
        assert!(!is_in("Web Service\tPing Error"));
    }
}
