//! Part of `build.rs`: makes constants of `se16_tables.toml`, for `se16_tables.rs` to include.
//!
//! The mistakes of whoever writes the file are told here, when the crate is built; nothing of it is left to do when basislint starts.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use toml::{Table, Value};

use super::{Mistake, flag, tables, text, texts, variant};

/// Fields that `se16_tables.rs` has before those of columns.
const OWN_FIELDS: usize = 3;

/// A column of any table; tables with a column of the same name share it.
struct Column {
    name: String,
    about: String,
    class: String,
    labels: Vec<String>,
    generic: Vec<String>,
}

/// Writes the constants.
pub fn write(source: &Path, target: &Path) -> Result<(), Mistake> {
    println!("cargo:rerun-if-changed={}", source.display());
    println!("cargo:rerun-if-changed=build/se16_tables.rs");
    let file: Table = fs::read_to_string(source)?.parse().map_err(|error| format!("{}: {error}", source.display()))?;
    let mut all: Vec<Column> = Vec::new();
    let (mut described, mut ways, mut key, mut names) = (String::new(), String::new(), Vec::new(), Vec::new());
    for table in tables(&file, "table") {
        let name = text(table, "name");
        let wrong = |what: String| format!("{}: table {name}: {what}", source.display());
        known(table, &["name", "title", "key", "at-least", "hidden", "steps", "seen", "column"]).map_err(wrong)?;
        if names.contains(&name) {
            return Err(wrong("it is there twice".to_owned()).into());
        }
        names.push(name);
        let own: Vec<&Table> = tables(table, "column").collect();
        let key_columns = texts(table, "key");
        let index_of = |wanted: &String| own.iter().position(|column| text(column, "name") == *wanted);
        let first =
            key_columns.first().and_then(index_of).ok_or_else(|| wrong("no `key`, or no such column".to_owned()))?;
        for column in &key_columns {
            index_of(column).ok_or_else(|| wrong(format!("no column {column}")))?;
            if !key.contains(&field(column)) {
                key.push(field(column));
            }
        }
        let at_least = table.get("at-least").and_then(Value::as_integer).unwrap_or_default();
        let required = own.iter().filter(|column| flag(column, "required")).count();
        if required < 2 || (at_least as usize) < required {
            return Err(wrong("two columns at least are required, and `at-least` is no less".to_owned()).into());
        }
        let (mut columns, mut cells) = (String::new(), String::new());
        for column in &own {
            let place = place(&mut all, column).map_err(wrong)?;
            writeln!(columns, "        {},", code(&read(column), flag(column, "required")))?;
            let longest = column.get("longest").and_then(Value::as_integer).unwrap_or_default();
            let codes: Vec<String> = tables(column, "codes")
                .map(|code| format!("({:?}, &{:?})", text(code, "code"), texts(code, "texts")))
                .collect();
            writeln!(
                cells,
                "        CellOf {{ field: {}, longest: {longest}, codes: &[{}] }},",
                place + OWN_FIELDS,
                codes.join(", ")
            )?;
        }
        writeln!(
            described,
            "    Described {{ name: {name:?}, name_column: {first}, at_least: {at_least}, hidden: &{:?}, columns: &[\n{columns}    ], \
             cells: &[\n{cells}    ] }},",
            texts(table, "hidden"),
        )?;
        writeln!(ways, "    {},", way(table, &own))?;
    }
    let mut fields: String = (0..OWN_FIELDS).map(|index| format!("    own_field({index}),\n")).collect();
    let mut columns = String::new();
    for column in &all {
        writeln!(
            fields,
            "    FieldSpec::new({:?}, FieldKind::Text, {:?}).class({}),",
            field(&column.name),
            column.about,
            variant("Class", &column.class)
        )?;
        writeln!(columns, "    {},", code(column, false))?;
    }
    let origin = format!("SE16, tables {}", names.join(", "));
    let key: Vec<String> = ["record", "table"].map(str::to_owned).into_iter().chain(key).collect();
    let written = format!(
        "static TABLES: &[Described] = &[\n{described}];\nconst FIELDS: &[FieldSpec] = &[\n{fields}];\nconst COLUMNS: &[Column] = \
         &[\n{columns}];\nconst WAYS: &[Way] = &[\n{ways}];\nconst KEY: &[&str] = &{key:?};\nconst NAMES: &[&str] = &{names:?};\n\
         const ORIGIN: &str = {origin:?};\n"
    );
    Ok(fs::write(target.join("se16_tables.rs"), written)?)
}

/// The field of a column: `TLICENSE_NR` is `tlicense-nr`.
fn field(column: &str) -> String {
    column.to_lowercase().replace('_', "-")
}

fn read(column: &Table) -> Column {
    Column {
        name: text(column, "name").to_owned(),
        about: text(column, "about").to_owned(),
        class: text(column, "class").to_owned(),
        labels: texts(column, "labels"),
        generic: texts(column, "generic"),
    }
}

/// Where a column is among all of them; those of the same name are one, with the labels of both.
fn place(all: &mut Vec<Column>, column: &Table) -> Result<usize, String> {
    known(column, &["name", "about", "class", "longest", "required", "labels", "generic", "codes"])?;
    let column = read(column);
    if column.name.is_empty() || column.about.is_empty() || column.class.is_empty() {
        return Err(format!("column {:?} needs name, about and class", column.name));
    }
    if let Some(index) = all.iter().position(|other| other.name == column.name) {
        let other = &mut all[index];
        if (&other.about, &other.class) != (&column.about, &column.class) {
            return Err(format!("column {} is described in other words by another table", column.name));
        }
        for label in column.labels.into_iter().filter(|label| !other.labels.contains(label)).collect::<Vec<_>>() {
            other.labels.push(label);
        }
        return Ok(index);
    }
    all.push(column);
    Ok(all.len() - 1)
}

/// A column as Rust has it.
fn code(column: &Column, required: bool) -> String {
    let Column { name, labels, generic, .. } = column;
    format!("Column {{ name: {name:?}, labels: &{labels:?}, generic: &{generic:?}, required: {required} }}")
}

/// How to get a table out of SAP.
fn way(table: &Table, columns: &[&Table]) -> String {
    let (name, title) = (text(table, "name"), text(table, "title"));
    let columns: Vec<&str> = columns.iter().map(|column| text(column, "name")).collect();
    let mut steps = vec![
        format!("Call transaction SE16 (or SE16N) and enter the table {name} ({title})."),
        format!(
            "Leave the selection empty, clear Maximum No. of Hits, and see that these columns are shown: {}.",
            columns.join(", ")
        ),
    ];
    steps.extend(texts(table, "steps"));
    steps.push(
        "Save the list with its heading: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet; technical names (Settings > User Parameters > Field Name) are read best."
            .to_owned(),
    );
    format!(
        "Way {{ title: {:?}, steps: &{steps:?}, seen: {:?} }}",
        format!("SE16 or SE16N, table {name}"),
        text(table, "seen")
    )
}

/// Keys that nobody reads are slips.
fn known(table: &Table, keys: &[&str]) -> Result<(), String> {
    let keys: BTreeSet<&str> = keys.iter().copied().collect();
    match table.keys().find(|key| !keys.contains(key.as_str())) {
        Some(key) => Err(format!("no key is called {key:?}")),
        None => Ok(()),
    }
}
