//! System identifiers (SIDs): the three characters that tell one SAP system from another.
//!
//! Source: SAP Note 1979280, "Reserved SAP System Identifiers (SAPSID) with Software Provisioning Manager": capital
//! letters and digits, the first one a letter, and those that no system may have.

/// No system may be called so (SAP Note 1979280, all platforms together).
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "ADD", "ADM", "ALL", "AMD", "AND", "ANY", "ARE", "ASC", "AUX", "AVG", "BIN", "BIT", "CDC", "COM", "CON", "DAA", "DBA",
    "DBM", "DBO", "DTD", "ECO", "END", "EPS", "EXE", "FAX", "FOR", "GET", "GID", "IBM", "IBQ", "INT", "KEY", "LIB", "LOG",
    "LPT", "MAP", "MAX", "MEM", "MIG", "MIN", "MON", "NET", "NIX", "NOT", "NUL", "OFF", "OLD", "OMS", "OUT", "PAD", "POP",
    "PRN", "PUT", "QMM", "RAW", "REF", "REM", "ROW", "SAP", "SET", "SGA", "SHG", "SID", "SQL", "SUM", "SYS", "TMP", "TOP",
    "TRC", "UID", "USE", "USR", "VAR",
];

/// Whether a system may be called so.
pub fn is_one(name: &str) -> bool {
    let is_character = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    name.len() == 3
        && name.bytes().all(is_character)
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && !RESERVED.contains(&name)
}

/// As [`is_one`], in small letters: folders are often called so.
pub fn is_one_in_small_letters(name: &str) -> bool {
    !name.contains(|letter: char| letter.is_ascii_uppercase()) && is_one(&name.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_has_three_characters_that_are_not_reserved() {
        for sid in ["PRD", "S4H", "Q01", "DEV"] {
            assert!(is_one(sid) && is_one_in_small_letters(&sid.to_lowercase()), "{sid}");
        }
        for other in ["SYS", "LOG", "SAP", "100", "4SH", "prd", "PR", "PROD", "PR_", "Prd", "ÄÖ", ""] {
            assert!(!is_one(other), "{other}");
        }
        assert!(!is_one_in_small_letters("log") && !is_one_in_small_letters("Prd"));
    }
}
