//! Changes that were planted into exports, a file of cases for each kind in `testdata/differences`. `BASISLINT_ACCEPT=1` writes what is told
//! into them: read it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use basislint::export::EXPORTS;
use toml::Value;

use super::{between, told};

struct Case {
    name: String,
    file: String,
    old: String,
    new: String,
    told: Vec<String>,
}

fn text<'v>(table: &'v toml::Table, key: &str) -> Option<&'v str> {
    table.get(key).and_then(Value::as_str)
}

/// The cases of a file: what is there before stands in it, or in the file of testdata that it names; `edits` make of it what is there after.
fn cases(table: &toml::Table) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let cases = table["case"].as_array().unwrap();
    cases
        .iter()
        .map(|case| {
            let case = case.as_table().unwrap();
            let of = text(case, "of").or_else(|| text(table, "of"));
            let written = text(case, "before").or_else(|| text(table, "before").filter(|_| text(case, "of").is_none()));
            let old = written
                .map(str::to_owned)
                .unwrap_or_else(|| String::from_utf8(fs::read(root.join(of.unwrap())).unwrap()).unwrap());
            let mut new = old.clone();
            for edit in case.get("edits").and_then(Value::as_array).into_iter().flatten() {
                let [from, to] = edit.as_array().unwrap().as_slice() else { panic!("an edit is two texts") };
                let (from, to) = (from.as_str().unwrap(), to.as_str().unwrap());
                assert_eq!(new.matches(from).count(), 1, "{of:?} {:?}: {from:?} must stand there once", case["name"]);
                new = new.replacen(from, to, 1);
            }
            let file = text(case, "file").or_else(|| text(table, "file")).map(str::to_owned);
            let file = file.unwrap_or_else(|| of.unwrap().rsplit('/').next().unwrap().to_owned());
            let told = case.get("told").and_then(Value::as_array).into_iter().flatten();
            Case {
                name: text(case, "name").unwrap().to_owned(),
                file,
                old,
                new,
                told: told.map(|line| line.as_str().unwrap().to_owned()).collect(),
            }
        })
        .collect()
}

#[test]
fn a_planted_change_is_told_as_just_that_change_with_its_consequence() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/differences");
    let is_accepted = std::env::var_os("BASISLINT_ACCEPT").is_some();
    let (mut wrong, mut kinds) = (Vec::new(), BTreeSet::new());
    for export in EXPORTS {
        let path = folder.join(format!("{}.toml", export.kind));
        let Ok(written) = fs::read_to_string(&path) else { continue };
        let mut table: toml::Table = written.parse().unwrap();
        let all = cases(&table);
        for (number, case) in all.iter().enumerate() {
            let (old, new) = (case.old.clone().into_bytes(), case.new.clone().into_bytes());
            let difference = between(&[(&case.file, old)], &[(&case.file, new)]);
            let told = told(&difference);
            if is_accepted {
                let lines = told.iter().map(|line| Value::from(line.as_str())).collect::<Vec<_>>();
                table["case"].as_array_mut().unwrap()[number]
                    .as_table_mut()
                    .unwrap()
                    .insert("told".to_owned(), lines.into());
            } else if told != case.told {
                wrong.push(format!("{} {}: {told:#?}", export.kind, case.name));
            }
            if !told.is_empty() {
                kinds.insert(export.kind);
            }
        }
        if is_accepted {
            fs::write(&path, toml::to_string_pretty(&table).unwrap()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Nothing of what is in such files is read: that one is new or gone `landscapes` tells.
    let missing: Vec<&str> = EXPORTS
        .iter()
        .map(|export| export.kind)
        .filter(|kind| !kinds.contains(kind) && *kind != "credential-files")
        .collect();
    assert!(missing.is_empty(), "no planted change: {missing:?}");
}
