//! Where files are, for links in reports: on this machine, below the current folder. How a link is written is the reports' business.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// All but what an address has unencoded, and the `/` between folders.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of the file that a report names so; of its archive, if it lies in one. None if there is no such file here: it came from
/// standard input, or is called by a pseudonym.
pub(super) fn of_file(path: &str) -> Option<String> {
    let path = std::env::current_dir().ok()?.join(path);
    let file = path.ancestors().find(|path| path.exists()).filter(|path| path.is_file())?;
    address(&host(), file)
}

/// No address: no link must tell what pseudonyms hide.
pub(super) fn of_none(_: &str) -> Option<String> {
    None
}

/// `file://host/home/anna/PRD/sm59.txt`
fn address(host: &str, file: &Path) -> Option<String> {
    let parts: PathBuf = file.components().collect();
    let path = encoded(&parts)?;
    // A drive of Windows begins with no slash.
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some(format!("file://{host}{slash}{path}"))
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere not every path is text")]
fn encoded(path: &Path) -> Option<String> {
    use std::os::unix::ffi::OsStrExt;
    Some(percent_encode(path.as_os_str().as_bytes(), ENCODED).to_string())
}

#[cfg(not(unix))]
fn encoded(path: &Path) -> Option<String> {
    const DRIVE: &AsciiSet = &ENCODED.remove(b':');
    Some(percent_encode(path.to_str()?.replace('\\', "/").as_bytes(), DRIVE).to_string())
}

/// What this machine is called: a terminal may show what another one wrote, and must not open its own file of that path.
#[cfg(unix)]
fn host() -> String {
    percent_encode(rustix::system::uname().nodename().to_bytes(), ENCODED).to_string()
}

#[cfg(not(unix))]
fn host() -> String {
    String::new()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_letter_of_a_path_that_would_end_it() {
        let of = |path: &str| address("host", Path::new(path)).unwrap();
        assert_eq!(of("/home/anna/PRD/sm59.txt"), "file://host/home/anna/PRD/sm59.txt");
        assert_eq!(of("/a b/\u{1b}\\ü#?%;.txt"), "file://host/a%20b/%1B%5C%C3%BC%23%3F%25%3B.txt");
    }

    #[test]
    fn only_what_is_a_file_here_has_an_address() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        assert!(of_file(path).unwrap().ends_with("/Cargo.toml"));
        // As a file in an archive.
        assert!(of_file(&format!("{path}/PRD/sm59.txt")).unwrap().ends_with("/Cargo.toml"));
        assert_eq!(of_file(concat!(env!("CARGO_MANIFEST_DIR"), "/nothing-of-this-name")), None);
        assert_eq!(of_file(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), None);
    }
}
