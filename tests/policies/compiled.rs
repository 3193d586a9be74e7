//! Thousands of questions at once say what each says by itself.

use std::collections::BTreeMap;

use basislint::policy::compiled::{Compiled, Question};
use basislint::policy::evaluate::{Reading, Setting, Truth};
use basislint::policy::samples::{Sample, around};

use super::{folders, loaded};

/// Questions of one store are asked of so many rows.
const ROWS: usize = 400;

#[test]
fn what_an_index_finds_is_what_each_predicate_says() {
    for folder in folders() {
        let loaded = loaded(&folder);
        let compiled = Compiled::of(&loaded.policies);
        let mut questions: BTreeMap<String, Vec<Question>> = BTreeMap::new();
        for item in &compiled.items {
            let store = &loaded.policies[item.policy].stores[item.store];
            let joins = &store.items[item.item].joins;
            let own = std::iter::once((&store.name.text, item.own));
            for (store, both) in own.chain(joins.iter().map(|join| &join.store.text).zip(item.joins.iter().copied())) {
                questions.entry(store.to_ascii_uppercase()).or_default().extend(both.into_iter().flatten());
            }
        }
        let mut told = 0;
        for (store, questions) in &mut questions {
            questions.sort();
            questions.dedup();
            for reading in [Reading::Literal, Reading::AsMeant] {
                let setting = Setting { as_of: "2026-11-29".parse().unwrap(), tier: None, reading };
                for row in rows(&compiled, questions) {
                    let mut found: BTreeMap<Question, Truth> = BTreeMap::new();
                    compiled.ask(store, &row, &setting, &mut |question, truth| {
                        assert!(found.insert(question, truth).is_none(), "each question answers once");
                    });
                    for question in &*questions {
                        let own = compiled.predicate(*question).unwrap().holds(&row, &setting);
                        let indexed = found.get(question).copied().unwrap_or(Truth::False);
                        assert_eq!(indexed, own, "{store}, {row}, {reading:?}: {:?}", compiled.predicate(*question));
                        assert_eq!(
                            compiled.holds(store, *question, &row, &setting),
                            own,
                            "{store}, {row}, {reading:?}"
                        );
                        told += 1;
                    }
                }
            }
        }
        assert!(told > 100_000, "{told}");
    }
}

/// Rows around some of the questions, and some of them with a cell that nobody knows.
fn rows(compiled: &Compiled, questions: &[Question]) -> Vec<Sample> {
    let step = (questions.len() / 40).max(1);
    let mut rows: Vec<Sample> = Vec::new();
    for question in questions.iter().step_by(step) {
        let mut of: Vec<Sample> = around(&[compiled.predicate(*question).unwrap()], 12);
        of.truncate(12);
        rows.extend(of);
    }
    rows.truncate(ROWS);
    let cut = rows.iter().step_by(7).filter_map(|row| {
        let mut row = row.clone();
        let column = row.cells.keys().nth(row.cells.len() / 2).cloned()?;
        row.cells.remove(&column);
        Some(row)
    });
    let cut: Vec<Sample> = cut.collect();
    rows.extend(cut);
    rows
}
