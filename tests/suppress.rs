//! `basislint suppress` and the file that it writes into: which one, and what stays of it. What it says is data: `tests/cmd/suppress*`.

// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

const ARGUMENTS: [&str; 6] = ["suppress", "legacy-rfc-destination", "--system", "QAS", "--reason", "audit"];
const SECTION: &str = "[[suppress]]\nrule = \"legacy-rfc-destination\"\nsystem = \"QAS\"\nreason = \"audit\"\n";

/// Runs the command there; its exit code, and what it says on standard output and standard error.
fn run(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = crate::program::basislint().current_dir(folder).args(ARGUMENTS).args(more).output().unwrap();
    (output.status.code(), [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat())
}

/// A folder `work/deep` to work in; `work` is the root of a git repository.
fn desk() -> TempDir {
    let desk = TempDir::new().unwrap();
    fs::create_dir_all(desk.path().join("work/.git")).unwrap();
    fs::create_dir_all(desk.path().join("work/deep")).unwrap();
    desk
}

#[test]
fn the_file_is_the_one_that_would_be_found_and_a_new_one_stands_in_the_git_root() {
    let desk = desk();
    let (work, deep) = (desk.path().join("work"), desk.path().join("work/deep"));
    fs::write(desk.path().join("basislint.toml"), "# above the root\n").unwrap();
    let (code, said) = run(&deep, &[]);
    assert_eq!((code, fs::read_to_string(work.join("basislint.toml")).unwrap().as_str()), (Some(0), SECTION), "{said}");
    assert!(said.contains("basislint.toml is new"), "{said}");
    assert_eq!(fs::read_to_string(desk.path().join("basislint.toml")).unwrap(), "# above the root\n");
    fs::write(deep.join("basislint.toml"), "# nearer\n").unwrap();
    assert_eq!(run(&deep, &[]).0, Some(0));
    assert_eq!(fs::read_to_string(deep.join("basislint.toml")).unwrap(), format!("# nearer\n\n{SECTION}"));
    assert_eq!(fs::read_to_string(work.join("basislint.toml")).unwrap(), SECTION);
}

#[test]
fn who_makes_a_new_file_above_that_of_the_exports_is_told() {
    let desk = desk();
    let work = desk.path().join("work");
    fs::write(work.join("deep/basislint.toml"), "# of the exports\n").unwrap();
    let (code, said) = run(&work, &[]);
    let warning = "warning: a check of deep goes by deep/basislint.toml, and not by this one: --config deep/basislint.toml would write there";
    assert!(code == Some(0) && said.replace('\\', "/").contains(warning), "{said}");
    let (code, said) = run(&work, &["--config", "deep/basislint.toml"]);
    assert!(code == Some(0) && !said.contains("warning"), "{said}");
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let desk = desk();
    let file = desk.path().join("work/basislint.toml");
    fs::write(&file, "\u{FEFF}# ours\r\nas-of = \"2026-11-22\"").unwrap();
    assert_eq!(run(&desk.path().join("work"), &[]).0, Some(0));
    let section = SECTION.replace('\n', "\r\n");
    let expected = format!("\u{FEFF}# ours\r\nas-of = \"2026-11-22\"\r\n\r\n{section}");
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
}

#[test]
fn a_file_that_is_wrong_or_not_utf8_stays_as_it_is() {
    let desk = desk();
    let file = desk.path().join("work/basislint.toml");
    for bytes in
        [b"as-off = 1\n".as_slice(), b"# caf\xE9\n", b"as-of = \n", b"suppress = 1\n", b"[suppress]\nrule = \"x\"\n"]
    {
        fs::write(&file, bytes).unwrap();
        let (code, said) = run(&desk.path().join("work"), &[]);
        assert_eq!((code, fs::read(&file).unwrap().as_slice()), (Some(2), bytes), "{said}");
        assert!(said.contains("basislint.toml:"), "{said}");
    }
    assert_eq!(fs::read_dir(desk.path().join("work")).unwrap().count(), 3, "no draft is left");
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_rights_stay_what_they_were() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let desk = desk();
    let (real, link) = (desk.path().join("real.toml"), desk.path().join("work/basislint.toml"));
    fs::write(&real, "# ours\n").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("../real.toml", &link).unwrap();
    assert_eq!(run(&desk.path().join("work"), &[]).0, Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), format!("# ours\n\n{SECTION}"));
    assert_eq!(fs::metadata(&real).unwrap().mode() & 0o777, 0o640);
}

#[test]
fn no_more_is_shown_of_a_secret_than_where_it_stands() {
    let desk = desk();
    let work = desk.path().join("work");
    let more = ["--subject", "U=OSS_RFC,PASSWD=Geheim4711,\u{1b}[31m", "--until", "2999-12-31"];
    let (code, said) = run(&work, &more);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("Geheim4711") && !said.contains('\u{1b}'), "{said}");
    assert!(fs::read_to_string(work.join("basislint.toml")).unwrap().contains("Geheim4711"));
}
