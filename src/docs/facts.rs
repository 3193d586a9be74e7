//! The tables of `basislint facts` in `docs/facts.md`, between two marks; what stands around them is written by hand.

use std::fmt::Write;
use std::fs;

use super::{assert_fresh, cell};
use crate::facts::tables::{VERSION, tables};

const PATH: &str = "docs/facts.md";
const BEGIN: &str = "<!-- tables: written by `BASISLINT_ACCEPT=1 cargo test --lib docs` -->\n";
const END: &str = "<!-- end of tables -->\n";

#[test]
fn the_tables_are_documented() {
    let mut text = String::new();
    writeln!(text, "Version of the schema: {VERSION}.").unwrap();
    let of_file = tables().iter().find(|table| table.name == "rfc-destinations").unwrap();
    let common: Vec<&str> = of_file.columns.iter().take(11).map(|column| column.name.as_str()).collect();
    writeln!(text, "\n### Every table of exports\n\n| column | type | meaning |\n|---|---|---|").unwrap();
    let is_common = |name: &str| common.contains(&name) || name.ends_with("_columns");
    for column in of_file.columns.iter().filter(|column| is_common(&column.name)) {
        writeln!(text, "| `{}` | {} | {} |", column.name, column.kind.name(), cell(&column.about)).unwrap();
    }
    for table in tables() {
        let is_said = !table.columns.iter().any(|column| column.name == "unknown_columns");
        writeln!(text, "\n### {}\n\n{}.\n\n| column | type | meaning |\n|---|---|---|", table.name, cell(&table.about))
            .unwrap();
        for column in table.columns.iter().filter(|column| is_said || !is_common(&column.name)) {
            writeln!(text, "| `{}` | {} | {} |", column.name, column.kind.name(), cell(&column.about)).unwrap();
        }
    }
    let page = fs::read_to_string(PATH).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    assert_fresh(&[(PATH, format!("{before}{BEGIN}{text}{END}{after}"))]);
}
