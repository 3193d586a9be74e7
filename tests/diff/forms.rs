//! The same export in another form has not changed.

use std::collections::BTreeMap;

use basislint::export::{EXPORTS, by_kind};
use basislint::report::FileStatus;

use super::{between, run, told};
use crate::fingerprints::{FIXTURES, headings, table};
use crate::tables::{Table, forms, separated};

#[test]
fn a_table_is_the_same_in_every_layout_encoding_order_and_language_of_its_heading() {
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (kind, files) in FIXTURES.iter().filter(|(kind, _)| !matches!(**kind, "connector-log" | "integration-log")) {
        let (kind, export) = (*kind, by_kind(kind).unwrap());
        let tables = files.iter().filter_map(|(path, bytes)| Some((path, table(std::str::from_utf8(bytes).ok()?)?)));
        for (path, table) in tables.take(4) {
            // One fixture of a kind is enough, if it is a table in all its forms.
            if compared.get(kind).copied().unwrap_or(0) > 18 {
                continue;
            }
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let name = format!("{stem}.csv");
            let first = vec![(name.as_str(), separated(&table, ',').into_bytes())];
            let before = run(&first);
            if before.report.files[0].export != Some(kind) {
                continue;
            }
            let mut others = if compared.contains_key(kind) { Vec::new() } else { forms(&table) };
            let reversed: Table = table[..1].iter().chain(table[1..].iter().rev()).cloned().collect();
            others.push(("reverse".to_owned(), "other table.csv".to_owned(), separated(&reversed, ',').into_bytes()));
            for heading in headings(export, &table[0]).into_iter().take(4) {
                let form = format!("heading {heading:?}");
                let table: Table = std::iter::once(heading).chain(table[1..].iter().cloned()).collect();
                others.push((form, "table.txt".to_owned(), separated(&table, '\t').into_bytes()));
            }
            for (form, name, bytes) in others {
                let name = name.replace("table", &stem);
                let other = vec![(name.as_str(), bytes)];
                // What is not read whole says of itself that it is not.
                let after = run(&other);
                let file = &after.report.files[0];
                if file.export != Some(kind) || file.status != FileStatus::Read {
                    continue;
                }
                *compared.entry(kind).or_default() += 1;
                let told = told(&super::compared(&before, &after));
                if !told.is_empty() {
                    wrong.push(format!("{} as {form}: {told:.3?}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    // A file of a config store is known by its name, which is another one here.
    let no_tables = ["config-store", "kernel", "saprouttab", "trust-store"];
    let tables = EXPORTS.iter().filter(|export| !export.columns.is_empty() && !no_tables.contains(&export.kind));
    let few: Vec<&str> =
        tables.map(|export| export.kind).filter(|kind| compared.get(kind).copied().unwrap_or(0) < 10).collect();
    assert!(few.is_empty(), "compared too seldom: {few:?} {compared:?}");
}

#[test]
fn any_text_is_the_same_in_another_encoding_and_under_another_name() {
    // The name of a flow is that of its file.
    for files in FIXTURES.iter().filter(|(kind, _)| **kind != "integration-flow").map(|(_, files)| files) {
        let texts = files.iter().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)));
        for (path, text) in texts.take(2) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let first = vec![(name.as_str(), text.as_bytes().to_vec())];
            let windows = text.replace("\r\n", "\n").replace('\n', "\r\n");
            let utf16 = "\u{feff}".encode_utf16().chain(windows.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            let renamed = format!("2026-11-28 {name}");
            for (name, bytes) in
                [(&name, utf16), (&name, windows.clone().into_bytes()), (&renamed, text.as_bytes().to_vec())]
            {
                let other = vec![(name.as_str(), bytes)];
                let kinds = [&first, &other].map(|files| run(files).report.files[0].export);
                if kinds[0].is_some() && kinds[0] == kinds[1] {
                    assert_eq!(told(&between(&first, &other)), Vec::<String>::new(), "{} {name}", path.display());
                }
            }
        }
    }
}
