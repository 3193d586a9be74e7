//! The program as every test starts it: nothing that the surroundings say of colours and CIs reaches it, so that tests come out alike on a
//! laptop and in GitHub Actions.

// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Variables of the environment that change what is printed.
const SURROUNDINGS: [&str; 6] =
    ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "FORCE_HYPERLINK", "GITHUB_ACTIONS"];

/// Where the program is.
pub fn path() -> PathBuf {
    assert_cmd::cargo::cargo_bin("basislint")
}

/// The program.
pub fn basislint() -> Command {
    anywhere(Command::new(path()))
}

/// The program, with time limits and texts for standard input.
pub fn with_limits() -> assert_cmd::Command {
    assert_cmd::Command::from_std(basislint())
}

/// A shell in which `$B` is the program.
pub fn shell(name: &str) -> Command {
    let mut shell = Command::new(name);
    shell.env("B", path());
    anywhere(shell)
}

/// A report as a text to look for words in: of a workbook all its parts.
pub fn text_of(bytes: Vec<u8>) -> String {
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes).unwrap();
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for index in 0..archive.len() {
        std::io::Read::read_to_string(&mut archive.by_index(index).unwrap(), &mut text).unwrap();
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn anywhere(mut command: Command) -> Command {
    for name in SURROUNDINGS {
        command.env_remove(name);
    }
    command
}

#[test]
fn every_test_starts_the_program_away_from_its_surroundings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for file in walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path()) {
        let is_other = file.extension().is_some_and(|extension| extension == "rs") && !file.ends_with("program.rs");
        let text = if is_other { fs::read_to_string(&file).unwrap() } else { String::new() };
        assert!(!text.contains("cargo_bin"), "{} starts it by itself: use program::basislint", file.display());
    }
}
