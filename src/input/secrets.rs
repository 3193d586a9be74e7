//! What is never opened: files whose names say that they hold private keys or passwords (semantics.md 4.2). They are listed, with
//! this reason, wherever they lie. This is the only list of them.

/// Why a file is never opened.
pub const REASON: &str = "may hold private keys or passwords: not opened";

/// How the names of such files end, in small letters, and what these files are.
const ENDINGS: &[(&str, &str)] = &[
    (".p12", "certificates with their private keys, PKCS#12"),
    (".pfx", "the same, as Windows calls it"),
    (".pse", "a Personal Security Environment: the private key of an SAP server"),
    (".jks", "a Java keystore"),
    (".key", "a private key"),
    ("cred_v2", "the passwords of the PSEs, as sapgenpse seclogin stores them"),
    ("ssfs_scc.dat", "the secure store of the Cloud Connector"),
];

/// Whether the file of this name is never opened. What is packed alone is as secret as it was.
pub fn is_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let unpacked = lower.strip_suffix(".gz").unwrap_or(&lower);
    ENDINGS.iter().any(|(ending, _)| unpacked.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_by_their_names_packed_or_not() {
        for name in ["SAPSSLC.pse", "KEYSTORE.JKS", "cred_v2", "client.p12.gz", "ssfs_scc.dat"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["pse.txt", "SAPSSLC.pse.txt", "keys.txt", "notes.gz"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
