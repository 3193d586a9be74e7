//! Tests on loading and selecting rules.

use std::path::Path;

use super::*;
use crate::rule::compile::Body;
use crate::rule::condition::{Condition, Key, Keys};
use crate::rule::stock::Stock;

const NO_FOLDERS: &[&Path] = &[];

#[test]
fn the_prepared_form_gives_the_rules_of_the_text_without_examples_and_prose() {
    let mut of_text = RuleSet::load(NO_FOLDERS).unwrap();
    assert!(of_text.rules.len() > 20, "{}", of_text.rules.len());
    for rule in of_text.change() {
        let Body { examples, page, .. } = rule.body_mut();
        assert!(!examples.is_empty() && !page.examples.is_empty(), "{}", page.id);
        examples.clear();
        page.examples.clear();
        page.sources.clear();
        page.lists.clear();
        for prose in [&mut page.what, &mut page.why, &mut page.fix] {
            assert!(!prose.is_empty(), "{}", page.id);
            prose.clear();
        }
    }
    let prepared = RuleSet::load_without_examples(NO_FOLDERS).unwrap();
    assert_eq!(prepared.rules.len(), of_text.rules.len());
    for (prepared, of_text) in prepared.rules.iter().zip(of_text.rules.iter()) {
        // Whoever could not be compiled would have nothing.
        assert_eq!(prepared.page.id, prepared.id);
        let (prepared, of_text) = (format!("{:#?}", **prepared), format!("{:#?}", **of_text));
        let differs = prepared.lines().zip(of_text.lines()).find(|(left, right)| left != right);
        assert_eq!((differs, prepared.len()), (None, of_text.len()));
    }
    assert_eq!(prepared.to_pages().to_vec(), of_text.to_pages().to_vec());
}

#[test]
fn the_index_of_embedded_rules_says_what_the_rules_say() {
    let of_text = RuleSet::load(NO_FOLDERS).unwrap();
    let prepared = RuleSet::load_without_examples(NO_FOLDERS).unwrap();
    let sorted = |mut kinds: Vec<&'static str>| {
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    };
    let told = |rule: &Rule| {
        let sure = Confidence::ALL.map(|least| Role::ALL.map(|role| rule.is_sure_for(role, least)));
        let named = (rule.tags().join(" "), rule.area().map(str::to_owned), rule.cited().join(", "));
        let systems = (rule.roles, rule.tiers, sure);
        let flags = (rule.continues, rule.has_days(), rule.days(), rule.asks_for_absence());
        format!("{}: {named:?} {systems:?} {flags:?} {:?}", rule.id, (rule.looks_at(), sorted(rule.asks())))
    };
    for (head, whole) in prepared.rules.iter().zip(of_text.rules.iter()) {
        assert_eq!(told(head), told(whole));
        let is_plain =
            whole.also.is_empty() && whole.beside.is_empty() && whole.needs.is_empty() && whole.only.is_empty();
        assert_eq!(head.only_kind(), is_plain.then_some(whole.source.kind), "{}", head.id);
        assert!(whole.references.len() < 1 << REFERENCES);
    }
    assert_eq!(format!("{:?}", prepared.to_pages().briefs()), {
        let pages = of_text.to_pages();
        let _ = pages.first();
        format!("{:?}", pages.briefs())
    });
}

#[test]
fn a_rule_is_compiled_when_somebody_asks_for_something_of_it() {
    let rules = RuleSet::load_without_examples(NO_FOLDERS).unwrap();
    let late = || rules.rules.iter().filter(|rule| !rule.is_compiled()).count();
    assert!(rules.ids().count() > 20 && rules.with_days().count() > 1 && !rules.meant("area:jobs").unwrap().is_empty());
    let about: Vec<usize> = rules.about("job-log").collect();
    assert_eq!(late(), rules.rules.len());
    assert!(rules.rules[about[0]].page.id.len() > 3);
    assert_eq!(late(), rules.rules.len() - 1);
}

#[test]
fn all_embedded_lists_can_be_read() {
    let stock = Stock::with_embedded(BTreeMap::new());
    assert!(stock.names().len() > 20);
    for name in stock.names() {
        assert!(stock.list(name).is_some_and(|list| !list.rows.is_empty()), "{name}");
    }
}

#[test]
fn globs_of_our_own_rules_need_no_automaton() {
    fn check(id: &str, condition: &Condition) {
        match condition {
            Condition::Test { test, .. } => {
                let Keys::Only(keys) = test.keys() else { return };
                for globs in keys.iter().filter_map(|key| if let Key::Globs(globs) = key { Some(globs) } else { None })
                {
                    assert!(globs.are_plain(), "{id}: {globs:?}");
                }
            }
            Condition::In { .. } => {}
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| check(id, part)),
        }
    }
    let rules = RuleSet::load(NO_FOLDERS).unwrap();
    assert!((0..DERIVED.len()).all(|number| rules.interest(number).globs.are_plain()));
    for rule in rules.rules.iter() {
        let conditions = rule.about.iter().chain(&rule.when).chain(rule.advice.iter().map(|advice| &advice.when));
        let conditions = conditions.chain(rule.only.iter().map(|only| &only.when));
        conditions.for_each(|condition| check(&rule.page.id, condition));
    }
}
