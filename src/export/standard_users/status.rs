//! What report RSUSR003 says in words of a standard user: whether it exists, whether its password is well known, whether it is locked.
//!
//! SAP's policies ask store STANDARD_USERS for `PASSWORD_STATUS = 'CHANGED'`, `EXISTING = 'X'` and `LOCKED = 'X'`, and for no other word.
//! The English texts are in public programs that were made after the report; the German ones are from knowledge, so their words tell.

use crate::knowledge::mark;

/// The user exists, and its password is none of those that everybody knows.
pub(super) const CHANGED: &str = "changed";
/// Whoever knows SAP can log on.
pub(super) const WELL_KNOWN: &str = "well-known";
/// Words of field `password-status`.
pub(super) const WORDS: &[&str] = &[CHANGED, WELL_KNOWN];

/// Why both are unknown.
pub(super) const STRANGE: &str = "what the list says of the user's password is not known to basislint";

const EXISTS_NOT: &[&str] =
    &["does not exist", "not existing", "existiert nicht", "nicht vorhanden", "ist nicht angelegt", "nicht angelegt"];
/// Of SAP* alone: a user that is not there, and for which the kernel has a password.
const LOGON_POSSIBLE: &[&str] = &["logon possible", "anmeldung möglich", "anmelden möglich", "anmeldung ist möglich"];
const LOGON_IMPOSSIBLE: &[&str] =
    &["logon not possible", "anmeldung nicht möglich", "anmelden nicht möglich", "anmeldung ist nicht möglich"];
const TRIVIAL_NOT: &[&str] = &["not trivial", "nicht trivial"];
const KNOWN: &[&str] = &["well known", "well-known", "allgemein bekannt", "ist bekannt", "bekannt"];
const KNOWN_NOT: &[&str] = &["not well known", "not well-known", "nicht allgemein bekannt"];
/// Nobody says whether everybody knows it.
const UNKNOWN: &[&str] = &["unknown", "unbekannt", "nicht bekannt"];
const EXISTS: &[&str] = &["exists", "existiert", "vorhanden"];

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Status {
    /// The user is there.
    pub(super) existing: Option<bool>,
    /// One of [`WORDS`].
    pub(super) word: Option<&'static str>,
    /// What would tell of the password may be cut off.
    pub(super) is_cut: bool,
}

impl Status {
    /// What a text says. A cut one that says no more than that a user is not there may have gone on: somebody can log on as it.
    pub(super) fn of(text: &str, may_go_on: bool) -> Self {
        let text = text.trim().to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        // "Exists; a password does not exist."
        if has(EXISTS_NOT) && !text.starts_with("exists") {
            let word = has(LOGON_POSSIBLE).then_some(WELL_KNOWN);
            let says_more = word.is_some() || has(LOGON_IMPOSSIBLE);
            return Self { existing: Some(false), word, is_cut: may_go_on && !says_more };
        }
        if has(TRIVIAL_NOT) || has(KNOWN_NOT) {
            return Self { existing: Some(true), word: Some(CHANGED), is_cut: false };
        }
        if has(KNOWN) && !has(UNKNOWN) {
            return Self { existing: Some(true), word: Some(WELL_KNOWN), is_cut: false };
        }
        Self {
            existing: EXISTS.iter().any(|word| text.starts_with(word)).then_some(true),
            word: None,
            is_cut: may_go_on,
        }
    }
}

impl Status {
    /// The text may name the password: it is not understood, or says that everybody knows it.
    pub(super) fn may_name_password(self) -> bool {
        self.word.map_or(self.existing != Some(false), |word| word != CHANGED)
    }
}

/// The icons of an open and of a closed padlock.
const UNLOCKED_ICON: &str = "@07";
const LOCKED_ICON: &str = "@06";

/// What stands in the column of the lock, or as the reason of one: an icon, a mark, a number of USR02 or words.
pub(super) fn locked(text: &str) -> Option<bool> {
    let text = text.trim().to_lowercase();
    let is_icon = |icon: &str| text.strip_prefix(icon).is_some_and(|rest| rest.starts_with(['@', '\\']));
    if is_icon(LOCKED_ICON) || is_icon(UNLOCKED_ICON) {
        return Some(is_icon(LOCKED_ICON));
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["not locked", "unlocked", "nicht gesperrt", "entsperrt", "no lock", "keine sperre"]) {
        return Some(false);
    }
    if has(&["lock", "gesperrt", "sperre"]) {
        return Some(true);
    }
    text.parse().map(|locks: u32| locks != 0).ok().or_else(|| mark::read(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_both_languages_are_understood_and_others_are_not() {
        let of = |text: &str| {
            let status = Status::of(text, false);
            (status.existing, status.word)
        };
        for text in [
            "Exists; Password not trivial.",
            "Exists. Password not trivial",
            "Existiert; Kennwort nicht trivial",
            "Vorhanden; Passwort nicht trivial.",
        ] {
            assert_eq!(of(text), (Some(true), Some(CHANGED)), "{text}");
        }
        for text in [
            "Password 06071992 well known.",
            "Password ADMIN well known. See SAP Note 29276",
            "Kennwort 19920706 ist allgemein bekannt",
            "Passwort SUPPORT bekannt",
        ] {
            assert_eq!(of(text), (Some(true), Some(WELL_KNOWN)), "{text}");
        }
        for text in [
            "Does not exist.",
            "Does not exist. Logon not possible. See SAP Note 2383",
            "Existiert nicht",
            "Nicht vorhanden.",
        ] {
            assert_eq!(of(text), (Some(false), None), "{text}");
        }
        for text in [
            "Does not exist.Logon possible with p/w PASS. See Note 2383",
            "Existiert nicht; Anmeldung möglich mit Kennwort PASS. Siehe Hinweis 2383",
        ] {
            assert_eq!(of(text), (Some(false), Some(WELL_KNOWN)), "{text}");
        }
        let of_cut = |text: &str| Status::of(text, true);
        assert!(of_cut("Does not exist.").is_cut && !of_cut("Does not exist. Logon not possible").is_cut);
        assert_eq!(of_cut("Exists; Password not trivia").word, None);
        for text in ["Exists; password deactivated", "Exists; password does not exist", "Existiert; kein Kennwort"] {
            assert_eq!(of(text), (Some(true), None), "{text}");
        }
        for text in [
            "",
            "CHANGED?",
            "Salted hash, check RSUSR003",
            "Mot de passe non trivial",
            "Password",
            "Kennwort unbekannt",
        ] {
            assert_eq!(of(text), (None, None), "{text}");
        }
    }

    #[test]
    fn locks_are_icons_marks_numbers_and_words() {
        for text in [
            "@06@",
            "@06\\QLocked@",
            "X",
            "64",
            "Locked by administrator",
            "Gesperrt",
            "Sperre durch Falschanmeldungen",
        ] {
            assert_eq!(locked(text), Some(true), "{text}");
        }
        for text in ["@07@", "@07\\QNot locked@", "0", "Not locked", "nicht gesperrt", "Keine Sperre", "no"] {
            assert_eq!(locked(text), Some(false), "{text}");
        }
        for text in ["", "@09@", "@0699@", "perhaps"] {
            assert_eq!(locked(text), None, "{text}");
        }
    }
}
