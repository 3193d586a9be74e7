//! Files that people write for basislint, configuration, rules and lists: short, and read as a whole.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use super::source::{ReadAt, Source};
use crate::limits::OWN_FILE_BYTES;

/// Name of the configuration that is looked for. It is no input even where it lies among the exports.
pub const CONFIGURATION: &str = "basislint.toml";

/// Name of the baseline that is looked for. It is no input either.
pub const BASELINE: &str = "basislint-baseline.jsonl";

/// Whether a file of this name is no input, wherever it lies.
pub fn is_own(name: &OsStr) -> bool {
    name == CONFIGURATION || name == BASELINE
}

/// The bytes of such a file.
///
/// # Errors
/// What the operating system says, and that it is longer than any such file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_up_to(path, OWN_FILE_BYTES)
}

/// The bytes of a file that programs write for basislint: it may be longer, but not without end.
///
/// # Errors
/// What the operating system says, and that it is longer than `most` bytes.
pub fn read_up_to(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let source = Source::open(path)?;
    // It may grow while it is read, or not say how long it is.
    let expected = source.length().unwrap_or_default().min(most);
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default());
    let mut piece = vec![0; 64 << 10];
    loop {
        let read = source.read_at(&mut piece, bytes.len() as u64)?;
        if read == 0 {
            return Ok(bytes);
        }
        bytes.extend_from_slice(piece.get(..read).unwrap_or_default());
        if bytes.len() as u64 > most {
            return Err(too_long(most));
        }
    }
}

/// It is longer than any such file, which has at most so many bytes.
pub fn too_long(most: u64) -> io::Error {
    let message = format!("it has more than {} MiB, which no such file has", most >> 20);
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_too_long_is_not_read_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("basislint.toml");
        std::fs::write(&path, "x".repeat(100)).unwrap();
        assert_eq!(read(&path).unwrap().len(), 100);
        // It takes no room on the disk.
        std::fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("more than 8 MiB"));
        assert!(read(folder.path()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_without_end_is_not_read_on() {
        assert!(read(Path::new("/dev/zero")).unwrap_err().to_string().contains("more than 8 MiB"));
    }
}
