//! Passwords, hashes and keys in a text: what an export's reader knows of, and what the net of `knowledge::secret` finds.

use std::ops::Range;

use super::{Form, Place};
use crate::knowledge::secret;
use crate::redact::redactor::WITHHELD;
use crate::redact::{Edit, apply};

/// The text without secrets, and how many there were.
pub(super) fn withhold(
    text: &str,
    places: &[Place],
    form: Form,
    is_fingerprint: &dyn Fn(&str) -> bool,
) -> (String, usize) {
    let mut places: Vec<&Place> = places.iter().collect();
    places.sort_by_key(|(line, columns)| (*line, columns.start));
    let mut places = places.into_iter().peekable();
    let mut changed = String::with_capacity(text.len());
    let (mut count, mut in_pem) = (0, false);
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let body = line.trim_end_matches(['\r', '\n']);
        let mut ranges = Vec::new();
        while let Some((_, columns)) = places.next_if(|(line, _)| *line <= number) {
            ranges.extend(bytes(body, columns));
        }
        // Long numbers look like keys, and some are those of certificates.
        let found = secret::find(body.as_bytes()).into_iter();
        ranges.extend(found.filter(|range| !body.get(range.clone()).is_some_and(is_fingerprint)));
        // What a certificate or a key holds is no text, and has names in it.
        let marks = body.contains("-----BEGIN ") || body.contains("-----END ");
        if in_pem && !marks && !body.trim().is_empty() {
            ranges.push(0..body.len());
        }
        if marks && form != Form::Json {
            in_pem = body.rfind("-----BEGIN ") > body.rfind("-----END ");
            ranges.extend(pem_bodies(body));
        }
        let ranges = secret::merge(ranges).into_iter().map(|range| whole_escapes(body, range, form));
        let edits: Vec<Edit> = ranges
            .filter(|range| body.get(range.clone()).is_some_and(|secret| !is_mask(secret)))
            .map(|range| Edit { range, text: WITHHELD.to_owned() })
            .collect();
        count += edits.len();
        match form {
            Form::Columns => changed.push_str(&super::columns::apply(line, &edits)),
            _ => changed.push_str(&apply(line, &edits)),
        }
    }
    (changed, count)
}

/// A mask stays, for it says that nothing can be seen, and a blank column that nothing is there.
fn is_mask(secret: &str) -> bool {
    let bare = secret.trim_matches(['"', '\'', ' ']);
    bare.starts_with("%_") || bare.chars().all(|letter| matches!(letter, '*' | '0' | '.' | '-'))
}

/// The bytes of these columns.
fn bytes(line: &str, columns: &Range<u64>) -> Option<Range<usize>> {
    let at = |column: u64| {
        let characters = usize::try_from(column).ok()?.checked_sub(1)?;
        line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(characters)
    };
    Some(at(columns.start)?..at(columns.end).unwrap_or(line.len()))
}

/// In JSON a backslash and the letter behind it are one.
fn whole_escapes(line: &str, range: Range<usize>, form: Form) -> Range<usize> {
    let before = line.get(..range.start).unwrap_or_default();
    let backslashes = before.len() - before.trim_end_matches('\\').len();
    let start = range.start + usize::from(form == Form::Json && backslashes % 2 == 1);
    start.min(range.end)..range.end
}

/// What stands between the marks of PEM in one line.
fn pem_bodies(line: &str) -> Vec<Range<usize>> {
    let bodies = line.match_indices("-----BEGIN ").filter_map(|(begin, mark)| {
        let behind = begin + mark.len();
        let body = behind + line.get(behind..)?.find("-----")? + "-----".len();
        let end = line[body..].find("-----END ").map_or(line.len(), |end| body + end);
        (!line[body..end].trim().is_empty()).then_some(body..end)
    });
    bodies.collect()
}

/// A text in which certificates and keys stand, without what is in these.
pub(super) fn without_pem(text: &str) -> String {
    if !text.contains("-----BEGIN ") {
        return text.to_owned();
    }
    withhold(text, &[], Form::Plain, &|_| false).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_by_their_places_and_by_their_form() {
        let text = "RFCDEST;OPTIONS\nX;H=a,v=geheim,\nSÜD geheim1\n";
        let (changed, count) = withhold(text, &[(3, 5..12)], Form::Plain, &|_| false);
        assert_eq!(changed, "RFCDEST;OPTIONS\nX;H=a,v=Withheld1,\nSÜD Withheld1\n");
        assert_eq!(count, 2);
        assert_eq!(withhold("X;H=a,v=%_PWD,\n", &[], Form::Plain, &|_| false).1, 0);
    }

    #[test]
    fn what_certificates_hold_goes() {
        let text = "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\nrest\n";
        assert_eq!(
            without_pem(text),
            "-----BEGIN CERTIFICATE-----\nWithheld1\nWithheld1\n-----END CERTIFICATE-----\nrest\n"
        );
        let text = r#"{"key": "\nMIIB4DCCAYagAwIBAgICEAIwCgYIKoZIzj0EAwIwRTELMAkGA1UEBhMCWFgxFjAU\n"}"#;
        let changed = withhold(text, &[], Form::Json, &|_| false).0;
        assert!(!changed.contains("DCCAYag"), "{changed}");
        assert!(serde_json::from_str::<serde_json::Value>(&changed).is_ok(), "{changed}");
    }
}
