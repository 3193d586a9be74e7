//! Opening a named pipe (FIFO) waits until somebody opens its other end, which may be never.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// Opens a file as `options` say; a FIFO for so long.
///
/// # Errors
/// What the operating system says; `why` if nobody came to the other end of a FIFO.
pub fn open(path: &Path, options: &OpenOptions, wait: Duration, why: &'static str) -> io::Result<File> {
    if !is_fifo(path) {
        return options.open(path);
    }
    let (opened, is_open) = mpsc::channel();
    let (path, options) = (path.to_owned(), options.clone());
    // Where nobody comes this thread waits until the program ends.
    std::thread::spawn(move || {
        let _ = opened.send(options.open(path));
    });
    is_open.recv_timeout(wait).unwrap_or_else(|_| Err(io::Error::new(io::ErrorKind::TimedOut, why)))
}

#[cfg(unix)]
fn is_fifo(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    path.metadata().is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_fifo(_: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[test]
    fn a_fifo_that_nobody_comes_to_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        // The threads that wait at the first two would take part in what the third is for.
        let [unwritten, unread, other] = ["unwritten", "unread", "other"].map(|name| folder.path().join(name));
        assert!(std::process::Command::new("mkfifo").args([&unwritten, &unread, &other]).status().unwrap().success());
        let error = open(&unwritten, File::options().read(true), Duration::ZERO, "nobody writes").unwrap_err();
        assert_eq!(error.to_string(), "nobody writes");
        let error = open(&unread, File::options().write(true), Duration::ZERO, "nobody reads").unwrap_err();
        assert_eq!(error.to_string(), "nobody reads");
        let writer = std::thread::spawn({
            let path = other.clone();
            move || {
                open(&path, File::options().write(true), Duration::from_secs(60), "").unwrap().write_all(b"x").unwrap()
            }
        });
        let mut text = String::new();
        open(&other, File::options().read(true), Duration::from_secs(60), "")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        writer.join().unwrap();
        assert_eq!(text, "x");
    }
}
