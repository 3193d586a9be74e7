//! Every predicate says of rows around it what SQLite says.

use std::collections::BTreeSet;

use basislint::policy::evaluate::{Reading, Setting, Truth};
use basislint::policy::predicate::Predicate;
use basislint::policy::samples::{Sample, around, names};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{folders, loaded, repository, sql};

/// Rows for one predicate: those of the longest are a share of what there could be.
const ROWS: usize = 60;

fn setting() -> Setting<'static> {
    Setting { as_of: sql::TODAY.parse().unwrap(), tier: Some(sql::TIER), reading: Reading::Literal }
}

/// What SQLite says of rows.
fn asked(database: &Connection, predicate: &Predicate, rows: &[Sample]) -> Vec<Truth> {
    let columns = names(predicate);
    let named: Vec<String> =
        columns.iter().enumerate().map(|(at, name)| format!("?{} AS \"{name}\"", at + 1)).collect();
    let from = if named.is_empty() { String::new() } else { format!(" FROM (SELECT {})", named.join(", ")) };
    let statement = format!("SELECT {}{from}", sql::of(predicate));
    let mut statement = database.prepare(&statement).unwrap_or_else(|error| panic!("{error}: {statement}"));
    let ask = |row: &Sample| {
        let cells = columns.iter().map(|column| match row.cells.get(column) {
            Some(Some(text)) => Value::Text(text.to_string()),
            _ => Value::Null,
        });
        let said: Option<bool> = statement.query_row(params_from_iter(cells), |row| row.get(0)).unwrap();
        said.map_or(Truth::Null, Truth::of)
    };
    rows.iter().map(ask).collect()
}

/// The rows, and the first of them with each cell NULL.
fn rows(predicate: &Predicate, most: usize) -> Vec<Sample> {
    let mut rows = around(&[predicate], most);
    rows.truncate(most);
    let nulls = rows.first().cloned().into_iter().flat_map(|row| {
        let columns: Vec<_> = row.cells.keys().cloned().collect();
        columns.into_iter().map(move |column| {
            let mut row = row.clone();
            row.cells.insert(column, None);
            row
        })
    });
    let nulls: Vec<Sample> = nulls.collect();
    rows.extend(nulls);
    rows
}

#[test]
fn every_predicate_says_of_a_row_what_sqlite_says() {
    let database = sql::database();
    for folder in folders() {
        let loaded = loaded(&folder);
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let (mut told, mut differing) = (0, Vec::new());
        let items = loaded.policies.iter().flat_map(|policy| policy.items());
        for (_, branch) in items.flat_map(|(_, item)| item.branches()) {
            let Some(predicate) = &branch.predicate else { continue };
            let text = branch.characters.collapsed();
            // A row of another store is no row here.
            let is_joined = predicate
                .columns()
                .iter()
                .any(|column| column.qualifier.as_deref().is_some_and(|name| name.starts_with('S')));
            if is_joined || !seen.insert(text.clone()) {
                continue;
            }
            let rows = rows(predicate, ROWS);
            let others = asked(&database, predicate, &rows);
            for (row, other) in rows.iter().zip(others) {
                // What cannot be converted is NULL for the one and not known to the other.
                let own = match predicate.holds(row, &setting()) {
                    Truth::Unknown => Truth::Null,
                    own => own,
                };
                told += 1;
                if own != other {
                    differing.push(format!(
                        "{row}: {own:?}, SQLite {other:?}: {}",
                        text.chars().take(300).collect::<String>()
                    ));
                }
            }
        }
        assert!(
            differing.is_empty(),
            "{} of {told} differ, such as\n{}",
            differing.len(),
            differing.iter().take(5).cloned().collect::<Vec<_>>().join("\n")
        );
        // The tests would say nothing if they had nothing to say it of.
        let least = if Some(&folder) == repository().as_ref() { 100_000 } else { 20_000 };
        assert!(told > least, "{told}");
    }
}
