//! What is never opened: files whose names or folders say that they hold private keys or passwords (connectors.md a.3). They are listed,
//! with this reason, wherever they lie: in folders, in archives, in git. This is the only list of them. A private key in PEM form is told
//! by its first line alone, whatever the file is called; nothing behind that line is used.

use super::place::Place;

/// Why a file is never opened.
pub const REASON: &str = "may hold private keys or passwords: not opened";

/// How the names of such files end, in small letters, and what these files are.
const ENDINGS: &[(&str, &str)] = &[
    (".p12", "certificates with their private keys, PKCS#12"),
    (".pfx", "the same, as Windows calls it"),
    (".pse", "a Personal Security Environment: the private key of an SAP server"),
    (".jks", "a Java keystore"),
    (".keystore", "the same"),
    (".key", "a private key, or that of the secure store of the Cloud Connector, SSFS_SCC.KEY"),
    ("cred_v2", "the passwords of the PSEs, as sapgenpse seclogin stores them"),
];

/// The whole names of others.
const NAMES: &[(&str, &str)] = &[("users.xml", "the users of the Cloud Connector with hashes of their passwords")];

/// How the names of secure stores begin and end: SSFS_SCC.DAT.
const STORE: (&str, &str) = ("ssfs_", ".dat");

/// Private keys lie in it, beside `certs` in the certificate stores of a Production Connector.
const FOLDER: &str = "private";

/// Whether the file at this place is never opened. What is packed alone is as secret as it was.
pub fn is_secret(place: Place<'_>) -> bool {
    let lower = place.name().to_ascii_lowercase();
    let unpacked = lower.strip_suffix(".gz").unwrap_or(&lower);
    ENDINGS.iter().any(|(ending, _)| unpacked.ends_with(ending))
        || NAMES.iter().any(|(name, _)| unpacked == *name)
        || (unpacked.starts_with(STORE.0) && unpacked.ends_with(STORE.1))
        // Not any folder above: exports may lie below a folder of this name, as all of macOS's temporary files do.
        || place.lies_in(&[FOLDER])
}

/// Whether a file that begins so is a private key in PEM form, in UTF-8 or UTF-16.
pub fn begins_as_key(head: &[u8]) -> bool {
    /// Byte order marks and blanks may stand before it.
    const BEFORE: &[u8] = b"\xEF\xBB\xBF\xFE\xFF \t\r\n";
    const LONGEST_LINE: usize = 100;
    let mut letters = head.iter().copied().filter(|byte| *byte != 0).skip_while(|byte| BEFORE.contains(byte));
    let line: Vec<u8> = letters.by_ref().take(LONGEST_LINE).take_while(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let label = line.trim_ascii_end().strip_prefix(b"-----BEGIN ").and_then(|rest| rest.strip_suffix(b"-----"));
    label.is_some_and(|label| label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_by_their_names_and_folders_packed_or_not() {
        for path in [
            "SAPSSLC.pse",
            "KEYSTORE.JKS",
            "cred_v2",
            "client.p12.gz",
            "scc_config/SSFS_SCC.DAT",
            "ssfs_scc.key",
            "config/Users.xml",
            "my.Keystore",
            "PLANT/CloudServicesHost/Trusted/Private/a.txt",
        ] {
            assert!(is_secret(Place::of(path)), "{path}");
        }
        for path in [
            "pse.txt",
            "SAPSSLC.pse.txt",
            "keys.txt",
            "notes.gz",
            "usr02_users.xml",
            "KeystoreEntries.json",
            "my_ssfs_scc.dat",
            "private.txt",
            "/private/exports/PRD/cvers.csv",
        ] {
            assert!(!is_secret(Place::of(path)), "{path}");
        }
    }

    #[test]
    fn a_private_key_is_known_by_its_first_line() {
        let key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n";
        let utf_16: Vec<u8> = format!("\u{FEFF}{key}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for head in [key.as_bytes(), b"\xEF\xBB\xBF\r\n-----BEGIN PRIVATE KEY-----", &utf_16] {
            assert!(begins_as_key(head), "{head:?}");
        }
        for head in [
            "",
            "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY",
            "-----BEGIN PUBLIC KEY-----\n",
            "text\n-----BEGIN PRIVATE KEY-----\n",
        ] {
            assert!(!begins_as_key(head.as_bytes()), "{head}");
        }
    }
}
