//! What the cells of USR02 mean: codes, and the texts that spreadsheets show in their place.

use crate::export::cell::{self, may_go_on};
use crate::export::table_reader::TableRecord;
use crate::export::{Field, Value};
use crate::layout::Cell;

/// Types of users, as field `user-type` calls them.
pub(super) const TYPES: &[&str] = &["dialog", "system", "communication", "reference", "service"];

/// Codes of USTYP, and how the texts of their types begin in English and in German, in small letters.
const CODES: &[(&str, &[&str], &str)] = &[
    ("A", &["dialog"], "dialog"),
    ("B", &["system"], "system"),
    ("C", &["commun", "kommun"], "communication"),
    ("L", &["refer"], "reference"),
    ("S", &["servi"], "service"),
];

/// Code versions of hashes of passwords, as field `code-version` calls them.
pub(super) const CODES_OF_HASHES: &[&str] = &["A", "B", "C", "D", "E", "F", "G", "H", "I", "X"];

/// What texts of CODVN say before their letter, and for which letter they need none; from knowledge, not looked up.
const BEFORE_CODE: &[&str] = &["code version ", "codeversion ", "code vers. "];
const DEACTIVATED: &[&str] = &["password deactivated", "passwort deaktiviert", "kennwort deaktiviert"];

const NO_TYPE: &str = "the user's type is neither dialog, system, communication, reference nor service";
const NO_CODE: &str = "what stands there is no code version of hashes of passwords";
const NO_LOCK: &str = "what stands there says neither that the user is locked nor that it is not";

/// The type of a user.
pub(super) fn user_type(row: &TableRecord<'_>, cell: Cell) -> Field<'static> {
    let text = row.row.charset.decode(&row.row.unquoted(cell)).trim().to_lowercase();
    let is_code = |code: &str| text.eq_ignore_ascii_case(code);
    // `B System`: the code, and its text behind it.
    let words =
        text.split_once(' ').filter(|(code, _)| code.len() == 1).map_or(text.as_str(), |(_, words)| words.trim());
    let begins = |starts: &[&str]| starts.iter().any(|start| words.starts_with(start));
    let known = CODES.iter().find(|(code, starts, _)| is_code(code) || begins(starts));
    let value = match known {
        Some((.., word)) => Value::Text(word.as_bytes().into()),
        None if text.is_empty() && may_go_on(cell) => Value::Unknown(cell::CUT),
        None => Value::Unknown(NO_TYPE),
    };
    Field { value, span: Some(row.place(cell)) }
}

/// Which hashes of a password a user has: a letter, or the text that spreadsheets show in its place.
pub(super) fn code_version(row: &TableRecord<'_>, cell: Cell) -> Field<'static> {
    let text = row.row.charset.decode(&row.row.unquoted(cell)).trim().to_lowercase();
    let rest = BEFORE_CODE.iter().find_map(|before| text.strip_prefix(before)).unwrap_or(&text);
    // `I`, `I (three hashes)`, and no word that begins with such a letter.
    let first = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let known = CODES_OF_HASHES.iter().find(|code| code.eq_ignore_ascii_case(first));
    let is_deactivated = DEACTIVATED.iter().any(|words| text.starts_with(words));
    let value = match known.or(is_deactivated.then_some(&"X")) {
        Some(code) => Value::Text(code.as_bytes().into()),
        None if may_go_on(cell) => Value::Unknown(cell::CUT),
        None if text.is_empty() => Value::Absent,
        None => Value::Unknown(NO_CODE),
    };
    Field { value, span: Some(row.place(cell)) }
}

/// The locks of a user.
pub(super) fn lock(row: &TableRecord<'_>, cell: Cell) -> Field<'static> {
    /// UFLAG has no more digits.
    const DIGITS: usize = 3;
    let text = row.row.charset.decode(&row.row.unquoted(cell)).trim().to_lowercase();
    let value = match text.parse() {
        Ok(number) if text.len() >= DIGITS || !may_go_on(cell) => Value::Number(number),
        _ if may_go_on(cell) => Value::Unknown(cell::CUT),
        _ => lock_of_text(&text).map_or(Value::Unknown(NO_LOCK), Value::Number),
    };
    Field { value, span: Some(row.place(cell)) }
}

/// The number behind a text of UFLAG. The texts are from knowledge, not looked up, so their words tell.
fn lock_of_text(text: &str) -> Option<i64> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["not locked", "nicht gesperrt", "unlocked", "entsperrt"]) {
        return Some(0);
    }
    let is_lock = has(&["lock", "gesperrt", "sperre"]);
    let kinds: [(&[&str], i64); 3] = [
        (&["incorrect", "failed", "wrong", "falsch", "fehlgeschlagen"], 128),
        (&["global", "central", "zentral"], 32),
        (&["local", "lokal", "administrator"], 64),
    ];
    kinds.into_iter().find(|(words, _)| is_lock && has(words)).map(|(_, number)| number)
}
