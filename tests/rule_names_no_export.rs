//! The engine that judges rules knows no export by name: what is special about a kind stands with the kind, in `export` or in
//! `landscape`. Rules themselves are TOML, and name what they are about.

use std::fs;
use std::path::{Path, PathBuf};

use basislint::export::{EXPORTS, KINDS_NOT_READ_YET};
use basislint::landscape::derived::DERIVED;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn no_source_of_the_rule_engine_names_an_export() {
    let kinds: Vec<&str> = EXPORTS
        .iter()
        .map(|export| export.kind)
        .chain(DERIVED.iter().map(|derived| derived.kind))
        .chain(KINDS_NOT_READ_YET.iter().copied())
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&folder.join("rule"))
        .into_iter()
        .chain([folder.join("rule.rs")].into_iter().filter(|path| path.exists()));
    let mut named = Vec::new();
    let mut looked_at = 0;
    for path in files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")) {
        let is_tests =
            path.file_name().is_some_and(|name| name == "tests.rs") || path.iter().any(|folder| folder == "tests");
        if is_tests {
            continue;
        }
        looked_at += 1;
        let text = fs::read_to_string(&path).unwrap();
        // Tests of a file stand at its end.
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for kind in kinds.iter().filter(|kind| line.contains(&format!("\"{kind}\""))) {
                named.push(format!("{}:{}: {kind}", path.display(), number + 1));
            }
        }
    }
    assert!(looked_at > 20, "{looked_at}");
    assert_eq!(named, Vec::<String>::new());
}
