//! What stands in a column that is named after a password: the password, a mask in its place, or a word for how one
//! logs on. Lists of destinations that other tools and people make fill SAP's column RFCAUTH with such words.
//!
//! The options of RFCDES, which have keys for a password, are in `rfc_options`.

/// What a cell of such a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCell {
    /// There is no password: the cell is empty, or names a way to log on without one.
    None,
    /// A mask, or a word for the secure storage.
    Stored,
    /// One logs on by a password, which stands elsewhere.
    Elsewhere,
    /// Neither a word that is known nor surely a password.
    Doubtful,
    /// The password itself.
    Clear,
}

/// Words for a password that is kept elsewhere, or is not shown. Letters and digits alone, in lower case, as all of these lists.
const STORED: &[&str] = &[
    "stored",
    "saved",
    "securestorage",
    "secstore",
    "secstorage",
    "rsecstore",
    "encrypted",
    "hashed",
    "hidden",
    "masked",
    "redacted",
    "removed",
    "confidential",
    "secret",
    "notshown",
    "pwd",
    "password",
    "gespeichert",
    "verborgen",
    "verschluesselt",
    "verschlüsselt",
    "ausgeblendet",
    "guardado",
    "guardada",
    "enregistre",
    "enregistré",
    "salvo",
];

/// Words for a logon by user and password, and for "there is one".
const BY_PASSWORD: &[&str] = &[
    "basic",
    "basicauth",
    "basicauthentication",
    "basicauthentifizierung",
    "userpassword",
    "userpwd",
    "usernamepassword",
    "useridpassword",
    "userandpassword",
    "benutzerpasswort",
    "benutzerkennwort",
    "passwordlogon",
    "digest",
    "ntlm",
    "oauth2password",
    "yes",
    "ja",
    "oui",
    "si",
    "sí",
    "sim",
    "true",
    "on",
    "set",
    "isset",
    "filled",
    "maintained",
    "available",
    "exists",
    "gesetzt",
    "gepflegt",
    "vorhanden",
    "dialog",
    "dialoglogon",
    "logonscreen",
];

/// Words for a logon without a password, and for "there is none". Those of the destinations of SAP BTP are in SAP's
/// documentation of the Destination service ("Authentication").
const WITHOUT: &[&str] = &[
    "none",
    "no",
    "nein",
    "non",
    "nao",
    "não",
    "false",
    "off",
    "null",
    "nil",
    "na",
    "notset",
    "notmaintained",
    "empty",
    "blank",
    "initial",
    "unset",
    "missing",
    "leer",
    "keine",
    "keines",
    "nichtgesetzt",
    "ninguno",
    "ninguna",
    "aucun",
    "aucune",
    "nenhum",
    "anonymous",
    "anonym",
    "nologon",
    "noauth",
    "noauthentication",
    "nopassword",
    "nouser",
    "snc",
    "tls",
    "ssl",
    "mtls",
    "x509",
    "x509certificate",
    "cert",
    "certificate",
    "clientcert",
    "clientcertificate",
    "zertifikat",
    "clientcertificateauthentication",
    "certauth",
    "saml",
    "saml2",
    "saml20",
    "samlassertion",
    "samlbearer",
    "oauth",
    "oauth2",
    "oauth20",
    "oauth2clientcredentials",
    "oauth2samlbearerassertion",
    "oauth2usertokenexchange",
    "oauth2jwtbearer",
    "oauth2authorizationcode",
    "oauth2technicaluserpropagation",
    "clientcredentials",
    "jwt",
    "token",
    "bearer",
    "bearertoken",
    "apikey",
    "openid",
    "oidc",
    "kerberos",
    "spnego",
    "gssapi",
    "ntlmsso",
    "sso",
    "sso2",
    "sapsso",
    "sapassertionsso",
    "apptoappsso",
    "assertion",
    "assertionticket",
    "assertionticketlogon",
    "ticket",
    "logonticket",
    "mysapsso2",
    "mysso2",
    "trusted",
    "trust",
    "trustedrfc",
    "trustedsystem",
    "trustrelationship",
    "vertraut",
    "currentuser",
    "sameuser",
    "aktuellerbenutzer",
    "propagation",
    "principalpropagation",
    "mutual",
    "mutualtls",
];

/// Parts of words for a way to log on: what has one of them may be such a word, of some other tool.
const PARTS: &[&str] = &[
    "auth", "cert", "x509", "saml", "oauth", "jwt", "sso", "ticket", "snc", "kerb", "spnego", "trust", "stored",
    "secstore", "password", "passwort", "kennwort", "logon", "login", "anmeld", "user", "token", "basic", "propagat",
    "assert",
];

/// Says what the cell holds.
pub fn read(cell: &str) -> PasswordCell {
    let cell = cell.trim();
    if cell.is_empty() {
        return PasswordCell::None;
    }
    let plain = plain(cell);
    let is = |words: &[&str]| words.contains(&plain.as_str());
    match plain.chars().count() {
        0 if is_stroke(cell) => PasswordCell::None,
        0 => PasswordCell::Stored,
        _ if is_mask(cell) => PasswordCell::Stored,
        // No password is so short; it is a flag, or the letter of a logon procedure.
        1 if matches!(plain.as_str(), "n" | "0") => PasswordCell::None,
        1 => PasswordCell::Elsewhere,
        _ if is(STORED) => PasswordCell::Stored,
        _ if is(BY_PASSWORD) => PasswordCell::Elsewhere,
        _ if is(WITHOUT) => PasswordCell::None,
        _ if PARTS.iter().any(|part| plain.contains(part)) || is_phrase(cell) => PasswordCell::Doubtful,
        _ => PasswordCell::Clear,
    }
}

/// Whether a text stands in the place of a value that is not shown: `****`, `xxxx`, `<hidden>`, `ab***`.
pub fn is_mask(text: &str) -> bool {
    let text = text.trim();
    let inner = |begin, end| text.strip_prefix(begin).and_then(|text: &str| text.strip_suffix(end));
    let bracketed = [('<', '>'), ('[', ']'), ('{', '}'), ('%', '%')];
    text.chars().all(|c| !c.is_alphanumeric())
        || (text.len() > 1 && text.chars().all(|c| matches!(c, 'x' | 'X')))
        || text.eq_ignore_ascii_case("%_PWD")
        || text.contains("***")
        || bracketed.iter().any(|(begin, end)| inner(*begin, *end).is_some_and(|inner| !inner.is_empty()))
}

/// Whether a cell of such a column may be shown: it is empty, a mask, one letter, or a word that is known.
pub fn is_harmless(cell: &str) -> bool {
    let plain = plain(cell);
    plain.chars().count() == 1
        || is_plain_mask(cell.as_bytes())
        || [STORED, BY_PASSWORD, WITHOUT].iter().any(|words| words.contains(&plain.as_str()))
}

/// Whether nothing but a mask stands there, so that it may be shown: `ab***` stands for a password and tells of it.
pub fn is_plain_mask(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let text = text.trim();
    let inner = |begin, end| text.strip_prefix(begin).and_then(|text: &str| text.strip_suffix(end));
    let bracketed = [('<', '>'), ('[', ']'), ('{', '}'), ('%', '%'), ('(', ')')];
    text.chars().all(|c| matches!(c, '*' | '#' | '\u{2022}' | '\u{25cf}' | '-' | '.' | '_' | '?'))
        || (text.len() > 1 && text.chars().all(|c| matches!(c, 'x' | 'X')))
        || text.eq_ignore_ascii_case("%_PWD")
        || bracketed
            .iter()
            .any(|(begin, end)| inner(*begin, *end).is_some_and(|inner| STORED.contains(&plain(inner).as_str())))
}

fn plain(cell: &str) -> String {
    cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A hyphen or the like: nothing is there.
fn is_stroke(cell: &str) -> bool {
    cell.chars().all(|c| matches!(c, '-' | '–' | '—' | '/'))
}

/// Several words of letters alone, as no password is likely to be.
fn is_phrase(cell: &str) -> bool {
    let words: Vec<&str> = cell.split([' ', '_', '/', '+', '&', '-']).collect();
    words.len() > 1 && words.iter().all(|word| !word.is_empty() && word.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_how_one_logs_on_are_no_passwords() {
        for word in ["NONE", "none", "N", "0", "-", "", "SNC", "X509", "X.509", "SAML", "SAML 2.0", "SSO", "Trusted"] {
            assert_eq!(read(word), PasswordCell::None, "{word}");
        }
        for word in ["OAuth2ClientCredentials", "No Authentication", "client certificate", "Logon-Ticket"] {
            assert_eq!(read(word), PasswordCell::None, "{word}");
        }
        for word in ["BASIC", "Basic Authentication", "User/Password", "Y", "X", "1", "yes", "JA", "Sí", "set", "B"] {
            assert_eq!(read(word), PasswordCell::Elsewhere, "{word}");
        }
    }

    #[test]
    fn masks_stand_for_a_password() {
        let masks = [
            "********",
            "•••••",
            "##",
            "xxxx",
            "XXXXXXXX",
            "%_PWD",
            "%PWD%",
            "<hidden>",
            "[redacted]",
            "g***",
            "STORED",
        ];
        for mask in masks {
            assert_eq!(read(mask), PasswordCell::Stored, "{mask}");
        }
    }

    #[test]
    fn a_mask_with_letters_of_the_password_is_not_shown() {
        for shown in ["********", "•••••", "%_PWD", "%PWD%", "<hidden>", "[redacted]", "xxxx", "SNC", "B", "-", ""]
        {
            assert!(is_harmless(shown), "{shown}");
        }
        for hidden in ["ge***", "<geheim>", "[geheim]", "%geheim%", "Basic123", "CPIC", "!§$%"] {
            assert!(!is_harmless(hidden), "{hidden}");
        }
    }

    #[test]
    fn what_is_no_such_word_is_the_password_and_what_may_be_one_is_doubtful() {
        for password in ["CPIC", "geheim", "Init1234", "Herbst-2026", "a!b§c", "12345678", "Xx12"] {
            assert_eq!(read(password), PasswordCell::Clear, "{password}");
        }
        for doubtful in ["MTLS_CERT_V2", "Basic123", "mail flow", "SAP_GUI", "useradmin"] {
            assert_eq!(read(doubtful), PasswordCell::Doubtful, "{doubtful}");
        }
    }
}
