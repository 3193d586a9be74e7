//! Names of files in archives: bytes of any encoding, that may lead anywhere.

use std::borrow::Cow;

use crate::input::name::readable_bytes;
use crate::limits::ARCHIVE_PATH_BYTES;

/// What the name of a file in an archive is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A path below the archive, with `/` between folders.
    Path(String),
    /// Hidden, or what a Mac puts beside each file: passed over as below a folder.
    Hidden,
    /// No path below the archive: what is wrong with it.
    Odd(&'static str),
}

/// What a Mac puts into archives.
const MAC: &str = "__MACOSX";

/// The name in a ZIP archive. Old programs of Windows write `\` between folders.
pub(super) fn in_zip(raw: &[u8]) -> Name {
    path(&decoded(raw).replace('\\', "/"))
}

/// The name in a tar archive.
pub(super) fn in_tar(raw: &[u8]) -> Name {
    path(&readable_bytes(raw))
}

/// UTF-8 with or without the flag that says so; what is none was written in the code page of DOS, as Windows still does. (German
/// umlauts stand at the same places in its code pages 437 and 850.)
fn decoded(raw: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(raw.iter().map(|byte| in_dos(*byte)).collect()),
    }
}

/// The upper half of code page 437.
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

fn in_dos(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(upper) => DOS.chars().nth(usize::from(upper)).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn path(name: &str) -> Name {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    if name.starts_with('/') || drive {
        return Name::Odd("is absolute");
    }
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Name::Odd("leads out of the archive");
    }
    if name.contains('\0') {
        return Name::Odd("has a NUL byte");
    }
    if name.len() > ARCHIVE_PATH_BYTES {
        return Name::Odd("is longer than any path");
    }
    if parts.is_empty() {
        return Name::Odd("is none");
    }
    if parts.iter().any(|part| part.starts_with('.') || *part == MAC) {
        return Name::Hidden;
    }
    Name::Path(parts.join("/"))
}

/// What an archive is called without the ending that says how it is packed; other names are left as they are. The exports in
/// `PRD.zip` are those of PRD.
pub fn system_name(folder: &str) -> &str {
    const ENDINGS: [&str; 4] = [".tar.gz", ".tgz", ".tar", ".zip"];
    let without = |ending: &&str| {
        let (name, own) = folder.split_at_checked(folder.len().checked_sub(ending.len())?)?;
        (own.eq_ignore_ascii_case(ending) && !name.is_empty()).then_some(name)
    };
    ENDINGS.iter().find_map(without).unwrap_or(folder)
}

/// A member of a package of Cloud Integration is called so: `<32 hexadecimal digits>_content` (connectors.md a.8).
pub fn is_package_member(name: &str) -> bool {
    let digits = name.strip_suffix("_content").filter(|digits| digits.len() == 32);
    digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// In what the artifacts of Cloud Integration keep their contents (connectors.md a.8).
pub const ARTIFACT_CONTENTS: [&str; 3] = ["src", "main", "resources"];

/// The path of a file in an archive says that it belongs to an artifact or a package of Cloud Integration.
pub(super) fn is_of_integration(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    parts.windows(ARTIFACT_CONTENTS.len()).any(|parts| parts == ARTIFACT_CONTENTS)
        || parts.into_iter().any(is_package_member)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_cloud_integration_its_path_tells() {
        let member = "0123456789abcdef0123456789ABCDEF_content";
        for path in ["src/main/resources/a", "Flow/src/main/resources/parameters.prop", member, &format!("{member}/a")]
        {
            assert!(is_of_integration(path), "{path}");
        }
        for path in ["src/main/a", "main/resources/a", "a_content", &member[1..], &format!("{member}s"), "PRD/sm59.txt"]
        {
            assert!(!is_of_integration(path), "{path}");
        }
    }

    fn found(path: &str) -> Name {
        Name::Path(path.to_owned())
    }

    #[test]
    fn a_name_is_read_in_the_encoding_that_it_has() {
        assert_eq!(in_zip("PRD/prüfung.txt".as_bytes()), found("PRD/prüfung.txt"));
        assert_eq!(in_zip(b"PRD/pr\x81fung \xE1.txt"), found("PRD/prüfung ß.txt"));
        assert_eq!(in_zip(b"PRD\\sm59\\a.txt"), found("PRD/sm59/a.txt"));
        assert_eq!(in_tar(b"PRD/pr\xFCfung.txt"), found("PRD/pr\\xFCfung.txt"));
        assert_eq!(DOS.chars().count(), 128);
    }

    #[test]
    fn no_name_leads_out_of_the_archive() {
        for name in [
            "/usr/sap/a.txt",
            "C:/a.txt",
            "c:a.txt",
            "../a.txt",
            "PRD/../../a.txt",
            "..",
            "PRD/..\\a",
            "a\0b",
            "",
            "./",
        ] {
            assert!(matches!(in_zip(name.as_bytes()), Name::Odd(_)), "{name:?}");
        }
        assert!(matches!(in_zip(b"\\\\host\\share\\a.txt"), Name::Odd(_)));
        assert!(matches!(in_tar("x/".repeat(3000).as_bytes()), Name::Odd(_)));
        assert_eq!(in_tar(b"./PRD//./a.txt"), found("PRD/a.txt"));
        assert_eq!(in_tar(b"PRD/a..b.txt"), found("PRD/a..b.txt"));
    }

    #[test]
    fn what_is_hidden_below_a_folder_is_hidden_in_an_archive() {
        for name in [".DS_Store", "PRD/.git/config", "__MACOSX/PRD/._a.txt", "./.hidden"] {
            assert_eq!(in_tar(name.as_bytes()), Name::Hidden, "{name}");
        }
    }

    #[test]
    fn a_system_is_called_as_its_archive_without_the_ending() {
        for (folder, name) in [
            ("PRD.zip", "PRD"),
            ("PRD.TAR.GZ", "PRD"),
            ("prd.tgz", "prd"),
            ("PRD.tar", "PRD"),
            ("PRD", "PRD"),
            (".zip", ".zip"),
            ("ü", "ü"),
        ] {
            assert_eq!(system_name(folder), name);
        }
    }
}
