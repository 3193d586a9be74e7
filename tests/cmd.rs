//! Every file under `tests/cmd` is a case of the command line: files, and what each run with them says and ends with.
//!
//! To add a case, write a file with `files` and the `args` of its runs, run this with `BASISLINT_ACCEPT=1`, which writes code and output
//! where they are missing or wrong, and read them as the one who will get this answer. `[..]` in an expected line is any text, a line
//! `...` any lines; `[version]` is basislint's.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::program;

/// A case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Path and text of each file in the folder `work`, where it runs. What is above that folder is not looked at.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// One after the other, each with the same files.
    run: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    args: Vec<String>,
    code: Option<i32>,
    /// What must stand on standard output.
    out: Option<String>,
    /// What must stand on standard error.
    err: Option<String>,
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect()
}

/// What comes of a run.
fn run(folder: &Path, args: &[String]) -> Run {
    let output = program::basislint().current_dir(folder).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        Some(text.replace(concat!("basislint ", env!("CARGO_PKG_VERSION")), "basislint [version]"))
    };
    Run { args: args.to_vec(), code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Whether a text is as it should be, line by line.
fn fits(expected: &[&str], text: &[&str]) -> bool {
    match (expected, text) {
        ([], []) => true,
        (["...", expected @ ..], text) => (0..=text.len()).any(|skipped| fits(expected, &text[skipped..])),
        ([line, expected @ ..], [there, text @ ..]) => line_fits(line, there) && fits(expected, text),
        _ => false,
    }
}

fn line_fits(expected: &str, line: &str) -> bool {
    match expected.split_once("[..]") {
        None => expected == line,
        Some((begin, rest)) => line.strip_prefix(begin).is_some_and(|line| {
            let mut ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
            ends.any(|at| line_fits(rest, &line[at..]))
        }),
    }
}

fn is_as_expected(expected: Option<&str>, text: &str) -> bool {
    expected.is_some_and(|expected| fits(&expected.lines().collect::<Vec<_>>(), &text.lines().collect::<Vec<_>>()))
}

/// Checks a case; what comes of it now where that is something else.
fn check(case: &Case) -> Vec<(usize, Run)> {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("work");
    let git = (".git/HEAD".to_owned(), "ref: refs/heads/main\n".to_owned());
    for (path, text) in case.files.iter().chain([(&git.0, &git.1)]) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut wrong = Vec::new();
    for (number, expected) in case.run.iter().enumerate() {
        let mut found = run(&folder, &expected.args);
        let fine = [(&expected.out, &mut found.out), (&expected.err, &mut found.err)].map(|(expected, found)| {
            let fine = is_as_expected(expected.as_deref(), found.as_deref().unwrap_or_default());
            if fine {
                found.clone_from(expected);
            }
            fine
        });
        if fine != [true; 2] || found.code != expected.code {
            wrong.push((number, found));
        }
    }
    wrong
}

/// A case as it is written down.
fn written(comment: &str, case: &Case) -> String {
    let pretty = |table: toml::Table| toml::to_string_pretty(&table).unwrap();
    let mut text = comment.to_owned();
    if !case.files.is_empty() {
        text.push_str(&format!(
            "\n{}",
            pretty([("files".to_owned(), toml::Value::try_from(&case.files).unwrap())].into_iter().collect())
        ));
    }
    for Run { args, code, out, err } in &case.run {
        let args = toml::Value::try_from(args).unwrap();
        let said = [("out", out), ("err", err)].map(|(key, said)| {
            let said = toml::Value::from(said.as_deref().unwrap_or_default());
            pretty([(key.to_owned(), said)].into_iter().collect())
        });
        text.push_str(&format!("\n[[run]]\nargs = {args}\ncode = {}\n{}", code.unwrap_or(-1), said.concat()));
    }
    text
}

/// The comment above a case, which is no part of its data.
fn comment(text: &str) -> String {
    text.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_case_says_what_it_should_and_ends_so() {
    let accept = std::env::var_os("BASISLINT_ACCEPT").is_some_and(|value| value == "1");
    let mut complaints = String::new();
    for path in case_files() {
        let text = fs::read_to_string(&path).unwrap();
        let mut case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!comment(&text).is_empty(), "{}: begin with a comment on what it guards", path.display());
        for run in &case.run {
            // Of whatever day it is the case would be right once.
            let tells_day = run.out.as_ref().is_some_and(|out| out.contains("as of 2"));
            assert!(!tells_day || run.args.iter().any(|it| it == "--as-of"), "{}: give --as-of", path.display());
        }
        let wrong = check(&case);
        if accept && !wrong.is_empty() {
            wrong.into_iter().for_each(|(number, found)| case.run[number] = found);
            fs::write(&path, written(&comment(&text), &case)).unwrap();
            continue;
        }
        for (_, Run { args, code, out, err }) in wrong {
            complaints.push_str(&format!(
                "\n{}: basislint {}\nends with {code:?}\n--- standard output\n{}--- standard error\n{}",
                path.display(),
                args.join(" "),
                out.unwrap_or_default(),
                err.unwrap_or_default(),
            ));
        }
    }
    assert!(complaints.is_empty(), "not as expected:{complaints}");
}

#[test]
fn what_may_be_any_text_is_marked() {
    assert!(is_as_expected(Some("a [..] c\n"), "a b c\n"));
    assert!(!is_as_expected(Some("a [..] c\n"), "a b d\n"));
    assert!(is_as_expected(Some("a\n...\nd\n"), "a\nb\nc\nd\n"));
    assert!(!is_as_expected(Some("a\n...\nd\n"), "a\nb\nc\n"));
    assert!(!is_as_expected(Some("a\n"), "a\nb\n"));
    assert!(!is_as_expected(None, ""), "what is not said is not expected");
}
