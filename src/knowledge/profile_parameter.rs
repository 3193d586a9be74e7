//! What the name of a profile parameter tells: its area, whether it is SAP's at all, and whether its value is secret.
//!
//! Names are bytes, as they stand in exports; SAP's are ASCII.

use std::ops::Range;

use bstr::ByteSlice;

use super::{icm, secret};

/// What stands before the first `/` of SAP's parameters. The order has no meaning.
#[rustfmt::skip]
pub const AREAS: &[&str] = &[
    "abap", "alert", "auth", "bdc", "dbms", "dbs", "dynp", "em", "enq", "enque", "exe", "gw", "http", "icf", "icm",
    "igs", "ipc", "is", "itsp", "j2ee", "jstartup", "login", "ms", "nlsui", "rdisp", "rec", "rfc", "rsau", "rsdb",
    "rsec", "rslg", "rspo", "rstr", "rsts", "rtbb", "sap", "sapgui", "service", "snc", "spnego", "ssf", "ssl", "stat",
    "system", "vmcj", "wdisp", "zcsa", "ztta",
];

/// Parameters without area that only SAP's profiles have.
#[rustfmt::skip]
const TYPICAL: &[&str] = &[
    "SAPSYSTEMNAME", "SAPSYSTEM", "INSTANCE_NAME", "SAPGLOBALHOST", "SAPLOCALHOST", "SAPLOCALHOSTFULL", "SAPFQDN",
    "SAPDBHOST", "SAPPROFILE", "SAPPROFILE_IN_EFFECT", "SAPARGV", "PHYS_MEMSIZE", "FN_AUDIT", "OS_UNICODE", "FT_EXE",
    "FT_DAT", "DIR_ATRA", "DIR_AUDIT", "DIR_BINARY", "DIR_CCMS", "DIR_CLIENT_ORAHOME", "DIR_CT_RUN", "DIR_DATA",
    "DIR_DBMS", "DIR_EPS_ROOT", "DIR_EXECUTABLE", "DIR_EXE_ROOT", "DIR_GLOBAL", "DIR_HOME", "DIR_ICMAN_ROOT",
    "DIR_INSTALL", "DIR_INSTANCE", "DIR_LANGTEXT", "DIR_LIBRARY", "DIR_LOGGING", "DIR_ORAHOME", "DIR_PAGING",
    "DIR_PERF", "DIR_PROFILE", "DIR_PROTOKOLLE", "DIR_PUT", "DIR_ROLL", "DIR_SAPUSERS", "DIR_SEP", "DIR_SETUPS",
    "DIR_SORTTMP", "DIR_TEMP", "DIR_TRANS",
];

/// Parameters of the start section that two digits follow.
const NUMBERED: &[&str] = &["SETENV_", "Start_Program_", "Restart_Program_", "Stop_Program_", "Execute_"];

/// Words in the name of a parameter, or of a part of its value, that is a password.
const SECRET: &[&[u8]] = &[b"password", b"passwd", b"passphrase", b"pwd"];

/// The part before the first `/`, without what stands in brackets: `icm` for `icm[J2EE]/enable_icmadm`.
pub fn area(name: &[u8]) -> Option<&[u8]> {
    // Areas are short, so searching for more than one byte at a time would not pay.
    let place = |text: &[u8], wanted| text.iter().position(|byte| *byte == wanted);
    let before = &name[..place(name, b'/')?];
    let area = &before[..place(before, b'[').unwrap_or(before.len())];
    (!area.is_empty()).then_some(area)
}

/// [`AREAS`] as numbers, which every row of a long list is compared to.
const AREA_NUMBERS: [u64; AREAS.len()] = {
    let mut numbers = [0; AREAS.len()];
    let mut at = 0;
    while at < AREAS.len() {
        numbers[at] = number(AREAS[at].as_bytes());
        at += 1;
    }
    numbers
};

/// An area as a number that is the same in upper and lower case; 0 for what is too long to be one.
const fn number(area: &[u8]) -> u64 {
    let mut number = 0;
    let mut at = 0;
    while at < area.len() {
        if at == 8 || area[at] == 0 {
            return 0;
        }
        number = number << 8 | area[at].to_ascii_lowercase() as u64;
        at += 1;
    }
    number
}

/// Where the parameter's area stands in [`AREAS`].
pub fn known_area(name: &[u8]) -> Option<usize> {
    let number = number(area(name)?);
    AREA_NUMBERS.iter().position(|known| *known == number)
}

/// The name is one that SAP's profiles have and hardly any other file.
pub fn is_typical(name: &[u8]) -> bool {
    let numbered = |prefix: &&str| {
        name.split_at_checked(prefix.len()).is_some_and(|(start, number)| {
            start.eq_ignore_ascii_case(prefix.as_bytes()) && number.len() == 2 && number.iter().all(u8::is_ascii_digit)
        })
    };
    known_area(name).is_some()
        || TYPICAL.iter().any(|typical| typical.as_bytes().eq_ignore_ascii_case(name))
        || NUMBERED.iter().any(numbered)
}

/// The value of the parameter is a secret. `login/` holds the rules for passwords, not passwords.
pub fn is_secret(name: &[u8]) -> bool {
    secret::speaks_of_secret(name)
}

/// The parameter is one of SAP's whose values are settings, not secrets nor commands and variables of somebody's own.
pub fn is_setting(name: &[u8]) -> bool {
    let is_typical = || TYPICAL.iter().any(|typical| typical.as_bytes().eq_ignore_ascii_case(name));
    (known_area(name).is_some() || is_typical()) && !is_secret(name)
}

/// Parts of a text that are passwords: what follows `PASSWORD=` and the like.
///
/// A password may hold any character, so it ends only before a comma with another `NAME=` behind it, or with the text.
pub fn secret_parts(text: &[u8]) -> Vec<Range<usize>> {
    // Most texts end here: a value stands behind one of these.
    if memchr::memchr2(b'=', b':', text).is_none() {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(key_end) = SECRET.iter().filter_map(|word| Some(lower[from..].find(word)? + word.len())).min() {
        from += key_end;
        let rest = &lower[from..];
        let rest = rest.trim_start_with(|c| c.is_ascii_alphanumeric() || c == '_');
        let rest = rest.trim_start_with(|c| matches!(c, ' ' | '\t' | '"' | '\''));
        let Some(rest) = rest.strip_prefix(b"=").or_else(|| rest.strip_prefix(b":")) else { continue };
        let rest = rest.trim_ascii_start();
        let start = text.len() - rest.len();
        let end = start + rest.find_iter(",").find(|comma| begins_option(&rest[comma + 1..])).unwrap_or(rest.len());
        if start < end {
            parts.push(start..end);
        }
        from = end;
    }
    parts
}

fn begins_option(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let after = text.trim_start_with(|c| c.is_ascii_alphanumeric() || c == '_');
    after.len() < text.len() && after.starts_with(b"=")
}

/// Range of the cipher string in the value of a parameter that has one.
pub fn cipher_string(name: &str, value: &str) -> Option<Range<usize>> {
    match name.to_ascii_lowercase().as_str() {
        "ssl/ciphersuites" | "ssl/client_ciphersuites" => Some(0..value.len()),
        name if name.starts_with("icm/ssl_config_") => icm::ssl_config(value).ciphers.map(|piece| piece.range),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hidden(text: &str) -> Vec<&str> {
        secret_parts(text.as_bytes()).into_iter().map(|part| &text[part]).collect()
    }

    #[test]
    fn the_area_stands_before_the_first_slash_and_the_bracket() {
        assert_eq!(area(b"icm/HTTPS/client_sni_enabled"), Some(&b"icm"[..]));
        assert_eq!(area(b"icm[J2EE]/enable_icmadm"), Some(&b"icm"[..]));
        assert_eq!(area(b"SAPSYSTEM"), None);
        assert_eq!(area(b"/x"), None);
    }

    #[test]
    fn every_area_is_found_whatever_its_case() {
        for (index, known) in AREAS.iter().enumerate() {
            for name in [format!("{known}/x"), format!("{}[J2EE]/x", known.to_ascii_uppercase())] {
                assert_eq!(known_area(name.as_bytes()), Some(index), "{name}");
            }
        }
        for other in ["foo/bar", "jstartups/x", "ic/x", "\0em/x", "/x"] {
            assert_eq!(known_area(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn typical_names_are_those_of_profiles() {
        for name in ["SAPSYSTEMNAME", "sapsystem", "rdisp/mshost", "SETENV_05", "Start_Program_01", "DIR_LIBRARY"] {
            assert!(is_typical(name.as_bytes()), "{name}");
        }
        for name in ["PROT", "DB_HOST", "SETENV_XX", "DIR_UPLOADS", "foo/bar", "Execute_", "PATH"] {
            assert!(!is_typical(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn policies_on_passwords_are_no_passwords() {
        assert!(is_secret(b"dbs/xyz/Password"));
        assert!(is_secret(b"icm/x_pwd"));
        assert!(!is_secret(b"login/min_password_lng"));
        assert!(!is_secret(b"rdisp/mshost"));
    }

    #[test]
    fn passwords_inside_values_are_found_whole() {
        assert_eq!(hidden("ENCRYPT=TRUE,PASSWORD=se;c ret,=x,TIMEOUT=3"), ["se;c ret,=x"]);
        assert_eq!(hidden("DB_PASSWD = abc"), ["abc"]);
        assert_eq!(hidden("pwd=a,Passphrase: b c"), ["a,Passphrase: b c"]);
        assert_eq!(hidden("PASSWORD=,X=1"), [""; 0]);
        assert_eq!(hidden("no password here"), [""; 0]);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(pass|word|pwd|[=, :a/\\[ü]){0,20}") {
            let _ = (area(text.as_bytes()), is_typical(text.as_bytes()), is_secret(text.as_bytes()));
            for part in secret_parts(text.as_bytes()) {
                prop_assert!(part.start < part.end && part.end <= text.len());
            }
        }
    }
}
