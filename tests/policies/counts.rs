//! What is in SAP's policies, counted twice: here by what basislint reads, and in `counts.py`, which shares nothing with it, by expat and regular expressions.
//! `python3 tests/policies/counts.py FOLDER` wrote the two files beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use basislint::policy::Policy;
use basislint::policy::predicate::Expression;
use serde_json::{Value, json};

use super::{loaded, repository, samples};

/// The counts that both make.
fn counted(policies: &[Policy]) -> Value {
    let mut by: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    let mut add =
        |what: &'static str, name: &str| *by.entry(what).or_default().entry(name.to_owned()).or_default() += 1;
    let (mut items, mut predicates, mut empty, mut joins, mut with_joins) = (0, 0, 0, 0, 0);
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for (store, item) in policies.iter().flat_map(Policy::items) {
        items += 1;
        joins += item.joins.len();
        with_joins += usize::from(!item.joins.is_empty());
        add("items_by_store", &store.name.text);
        add(
            "items_by_operator",
            &item.operator.as_ref().map_or(String::new(), |operator| operator.name().to_uppercase()),
        );
        item.joins.iter().for_each(|join| add("joins_by_store", &join.store.text));
        for (_, branch) in item.branches() {
            let Some(predicate) = &branch.predicate else {
                empty += 1;
                continue;
            };
            predicates += 1;
            texts.insert(branch.characters.collapsed());
            let mut functions: BTreeSet<String> = BTreeSet::new();
            predicate.expressions(&mut |expression| {
                let name = match expression {
                    Expression::Call(function, _) => function.name(),
                    Expression::ReplaceRegexpr(..) => "replace_regexpr",
                    Expression::SubstrRegexpr(..) => "substr_regexpr",
                    _ => return,
                };
                add("function_calls", name);
                functions.insert(name.to_owned());
            });
            functions.iter().for_each(|function| add("predicates_by_function", function));
        }
    }
    json!({
        "policies": policies.len(), "items": items, "predicates": predicates, "empty_predicates": empty,
        "different_predicate_texts": texts.len(), "joins": joins, "items_with_joins": with_joins, "parse_errors": [],
        "items_by_store": by.get("items_by_store"), "items_by_operator": by.get("items_by_operator"),
        "joins_by_store": by.get("joins_by_store").cloned().unwrap_or_default(),
        "predicates_by_function": by.get("predicates_by_function"), "function_calls": by.get("function_calls"),
    })
}

#[track_caller]
fn equals_the_second_count(folder: &Path, expected: &str) {
    let loaded = loaded(folder);
    let (packed, plain): (Vec<Policy>, Vec<Policy>) =
        loaded.policies.into_iter().partition(|policy| policy.source.path.contains(" > "));
    let expected: Value = serde_json::from_str(expected).unwrap();
    assert_eq!((loaded.files, loaded.containers), (count(&expected, "files"), count(&expected, "containers")));
    for (own, expected) in [(counted(&plain), &expected), (counted(&packed), &expected["in_containers"])] {
        for (name, count) in own.as_object().unwrap() {
            assert_eq!(*count, expected[name], "{name}");
        }
    }
}

fn count(counts: &Value, name: &str) -> usize {
    usize::try_from(counts[name].as_u64().unwrap()).unwrap()
}

#[test]
fn the_samples_have_what_a_second_independent_count_finds() {
    if let Some(folder) = samples() {
        equals_the_second_count(&folder, include_str!("samples.json"));
    }
}

#[test]
fn the_whole_repository_has_what_a_second_independent_count_finds() {
    if let Some(folder) = repository() {
        equals_the_second_count(&folder, include_str!("repository.json"));
    }
}
