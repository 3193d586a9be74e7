//! Columns that hold secrets in whatever list they stand: nobody reads them, and nobody shows them.
//!
//! Two exceptions are looked at for whether there is a password, and never shown: RFCAUTH of RFC destinations, where it is told
//! from a word for how one logs on (`password_column`), and the route password of a SAProuter's table.
//!
//! Sources: table USR02 and its kin USH02, USRPWDHISTORY and the view VUSR02_PWD (SAP Note 1484692 names them and their
//! fields BCODE, PASSCODE, PWDSALTEDHASH, OCOD1 to OCOD5), ICFSERVICE and ICF_SERVLET (ICF_PASSWD), RSECTAB (DATA), table
//! DBCON (PASSWORD), VSCAN and OA2C_CLIENT (CLIENT_SECRET), and the labels that people give such columns.

use super::speaks_of_secret;

/// Technical names that do not speak of a secret.
const NAMES: &[&str] = &[
    "BCODE",
    "PASSCODE",
    "PWDSALTEDHASH",
    "PWDHISTORY",
    "OCOD1",
    "OCOD2",
    "OCOD3",
    "OCOD4",
    "OCOD5",
    "OCODE",
    "CODVN_HASH",
    "HASH",
    "HASHES",
    "HASHWERT",
    "HASH VALUE",
    "PWHASH",
    "NTHASH",
    "LMHASH",
    "SALT",
    "SALTED",
    "RSECDATA",
    "EXTIDHASH",
    "PSEPIN",
    "PIN",
    "PUK",
    "CVV",
    "SECRET",
    "SHAREDSECRET",
    "KEYVALUE",
    "PRIVKEY",
    "PRIVATE KEY",
    "SEED",
    "OTP SECRET",
    "ENCODED",
];

/// How labels of CODVN of USR02 begin, in small letters without blanks and dots: one letter that says by which algorithm a hash was made.
const CODE_VERSIONS: &[&str] =
    &["codeversionofpasswordhashalg", "codeversofpasswordhashalg", "codeversiondespasswort", "codeversiondeskennwort"];

/// How labels begin that speak of what SAP calls an authorization, and of no header of a request: CCNOCLIIND of table T000.
const AUTHORIZATIONS: &[&str] = &["maintenanceauthorization"];

/// The title names the algorithm of hashes and none of them: `Code Version of Password Hash Algorithm (New Systems)`.
pub fn is_code_version(title: &str) -> bool {
    let letters = letters(title);
    CODE_VERSIONS.iter().any(|begin| letters.starts_with(begin))
        && !letters.contains("value")
        && !letters.contains("wert")
}

/// The title of a column says that secrets stand in it.
pub fn is_secret_column(title: &str) -> bool {
    let title = title.trim();
    let is_authorization = || AUTHORIZATIONS.iter().any(|begin| letters(title).starts_with(begin));
    if is_code_version(title) || is_authorization() {
        return false;
    }
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(title))
        || title.to_ascii_uppercase().split([' ', '_', '-', '.']).any(|word| word == "HASH" || word == "BCODE")
        || speaks_of_secret(title.replace(' ', "_").as_bytes())
}

fn letters(title: &str) -> String {
    title.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_secrets_are_known_in_whatever_list() {
        for title in [
            "BCODE",
            "Passcode",
            "PWDSALTEDHASH",
            "PASSWORD",
            "Kennwort",
            "Password Hash",
            "Hash-Wert",
            "CLIENT_SECRET",
        ] {
            assert!(is_secret_column(title), "{title}");
        }
        for title in [
            "Code Version of Password Hash Algorithm (New Systems)",
            "Codeversion des Passwort-Hash-Algorithmus (neue Systeme)",
            "CODVN",
            "Maintenance authorization for objects in all clients",
        ] {
            assert!(!is_secret_column(title), "{title}");
        }
        assert!(is_secret_column("Authorization"));
        assert!(is_secret_column("Code Version of Password Hash Algorithm: Hash Value"));
        for title in ["User", "RFCOPTIONS", "PWDCHGDATE", "Password status", "Host", "Description", "Key"] {
            assert!(!is_secret_column(title), "{title}");
        }
    }
}
