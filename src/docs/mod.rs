//! What is written out for people and editors of what the code and the rules say themselves: `docs/rules.md`, `docs/exports.md` and the
//! pages below them, their lines in `docs/SUMMARY.md`, the table of operators in `docs/writing-rules.md`, and `schemas/`.
//!
//! `BASISLINT_ACCEPT=1 cargo test --lib docs` writes them all; without it the same tests say what is stale. Nothing of this is in the
//! program, but for the schemas as they are written.

mod exports;
mod facts;
mod pages;
mod schemas;
mod valid;

use std::fs;

/// A text inside a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Text for Markdown, in which `<sid>` is no tag. What is between backquotes stays as it is.
fn prose(text: &str) -> String {
    let mut in_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        }
        let parts = line.split('`').enumerate();
        let escaped = parts.map(|(at, part)| if at % 2 == 0 { part.replace('<', "&lt;") } else { part.to_owned() });
        lines.push(if in_code { line.to_owned() } else { escaped.collect::<Vec<_>>().join("`") });
    }
    lines.join("\n") + if text.ends_with('\n') { "\n" } else { "" }
}

/// Writes what has changed if that is asked for, else complains of it.
fn assert_fresh(files: &[(&str, String)]) {
    let accept = std::env::var_os("BASISLINT_ACCEPT").is_some_and(|value| value == "1");
    let mut stale = Vec::new();
    for (path, text) in files {
        if fs::read_to_string(path).is_ok_and(|there| there == *text) {
            continue;
        }
        if accept {
            if let Some(folder) = std::path::Path::new(path).parent() {
                fs::create_dir_all(folder).unwrap();
            }
            fs::write(path, text).unwrap();
        } else {
            stale.push(*path);
        }
    }
    assert_eq!(
        stale, [""; 0],
        "stale: write them with `BASISLINT_ACCEPT=1 cargo test --lib docs`, and read the difference"
    );
}
