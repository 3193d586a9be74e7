//! Policies and their check items as a list, for people and for programs: `schemas/policies.json`.

use std::collections::BTreeSet;

use anstyle::Style;
use serde::Serialize;

use super::super::super::Terminal;
use super::super::super::paper::Paper;
use super::{Choice, ended};
use crate::policy::load::Loaded;
use crate::policy::predicate::Expression;
use crate::policy::{ConfigStore, Item, Policy, errata, stores};
use crate::report::json::{Tool, VERSION};
use crate::terminal_text::{column_width, counted};

/// Policies and their check items.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PoliciesDocument<'p> {
    /// Version of this shape, not of the tool. It changes if a field goes or means something else; fields may be added.
    version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// The policies, in the order in which they were read.
    policies: Vec<PolicyEntry<'p>>,
    /// The check items of all policies, in order.
    items: Vec<ItemEntry<'p>>,
}

/// A policy.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PolicyEntry<'p> {
    /// Its id; several files may have the same.
    id: &'p str,
    /// What it is about, in one line.
    description: &'p str,
    /// Its file; of an entry of a container, with the entry behind ` > `.
    path: &'p str,
    /// The encoding that it has, whatever it declares.
    encoding: &'static str,
    /// How many check items it has.
    items: usize,
}

/// A check item.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ItemEntry<'p> {
    /// Its id in reports: `sap:1ARFCGW/RFCGW-A_c.1`.
    id: String,
    /// Its policy.
    policy: &'p str,
    /// Its id in the policy.
    item: &'p str,
    /// It is so many-th of that id in the policy, from 1 on.
    number: u32,
    /// What it is about, in one line.
    description: &'p str,
    /// The file.
    path: &'p str,
    /// 1-based line of it.
    line: usize,
    /// 1-based column, in characters.
    column: usize,
    /// The config store that it asks.
    store: &'p str,
    /// Type of the systems, if the store says one.
    system_type: Option<&'p str>,
    /// `EXIST`, `NOT_EXIST` or `check_note`; null: row by row.
    operator: Option<&'static str>,
    /// What stands behind the operator: the field to show, or an SAP Note.
    operator_argument: Option<&'p str>,
    /// 1 to 4, as the description begins: p1 is the gravest.
    level: Option<u8>,
    /// `positive`, `negative` or `ignore`: what it says if there is no row.
    not_found: Option<&'static str>,
    /// The roles of systems that it is for.
    system_roles: Option<&'p str>,
    /// The systems that it is for.
    system_attributes: Option<&'p str>,
    /// Joined stores, in order.
    joins: Vec<&'p str>,
    /// Columns that it asks for, of all its stores: `COMP_LEVEL.SP`.
    columns: Vec<String>,
    /// Whether exports that basislint reads carry all that it asks for.
    carried: bool,
    /// The kinds of exports that carry its stores.
    exports: Vec<&'static str>,
    /// Stores and columns that no export carries.
    lacking: Vec<String>,
    /// What is wrong in its predicates, so that it cannot be evaluated.
    mistakes: Vec<String>,
    /// What SAP published wrongly in it, as far as basislint knows.
    erratum: Option<&'static str>,
}

/// What an item asks for, and who carries it.
struct Carried {
    columns: Vec<String>,
    exports: BTreeSet<&'static str>,
    lacking: Vec<String>,
}

impl Carried {
    fn of(store: &ConfigStore, item: &Item) -> Self {
        let mut carried = Self { columns: Vec::new(), exports: BTreeSet::new(), lacking: Vec::new() };
        let kind = |worded: &Option<crate::policy::Worded>| worded.as_ref().map(|worded| worded.text.clone());
        for (join, branch) in item.branches() {
            let (name, system_type) = match join {
                None => (&store.name.text, kind(&store.system_type)),
                Some(join) => (&join.store.text, kind(&join.system_type)),
            };
            let system_type = system_type.as_deref();
            let known = stores::by_name(name).filter(|known| known.carried_for(system_type));
            match known {
                None => carried.lacking.push(name.clone()),
                Some(known) => carried.exports.extend(known.export.as_deref()),
            }
            let Some(predicate) = &branch.predicate else { continue };
            predicate.expressions(&mut |expression| {
                let Expression::Column(column) = expression else { return };
                let qualified = match &column.qualifier {
                    Some(qualifier) => format!("{qualifier}.{}", column.name),
                    None => format!("{name}.{}", column.name),
                };
                if column.qualifier.is_none() && known.is_some_and(|known| !known.is_carried(&column.name, system_type))
                {
                    carried.lacking.push(qualified.clone());
                }
                carried.columns.push(qualified);
            });
        }
        for list in [&mut carried.columns, &mut carried.lacking] {
            list.sort();
            list.dedup();
        }
        carried
    }

    fn is_whole(&self) -> bool {
        self.lacking.is_empty()
    }
}

pub(super) fn write(loaded: &Loaded, choice: &Choice, is_json: bool, terminal: &mut Terminal<'_>) -> u8 {
    if is_json {
        let document = document(loaded, choice);
        return terminal.print_json(&document);
    }
    let mut paper = Paper::new(terminal.out_color, terminal.text_width());
    let (mut items, mut decidable, mut policies) = (0, 0, 0);
    for policy in &loaded.policies {
        let of: Vec<_> = policy.items().filter(|(_, item)| choice.takes(&policy.rule_id(item))).collect();
        if of.is_empty() && !choice.takes_all() {
            continue;
        }
        policies += 1;
        items += of.len();
        decidable += write_policy(policy, &of, &mut paper);
    }
    paper.line(&format!(
        "{}, {}; exports that basislint reads carry what {decidable} of them ask for",
        counted_policies(policies),
        counted(items, "check item"),
    ));
    ended(terminal.print(&paper.text), false)
}

pub(super) fn counted_policies(number: usize) -> String {
    if number == 1 { "1 policy".to_owned() } else { format!("{number} policies") }
}

/// Writes a policy with these items; for how many of them there are exports.
fn write_policy(policy: &Policy, items: &[(&ConfigStore, &Item)], paper: &mut Paper) -> usize {
    let id = paper.styled(Style::new().bold(), &policy.id.text);
    paper.line(&format!("{id}  {}", policy.description.text));
    let path = paper.styled(Style::new().dimmed(), &policy.source.path);
    paper.line(&format!("  {path}"));
    let ids: Vec<String> = items.iter().map(|(_, item)| policy.rule_id(item)).collect();
    let widest = column_width(ids.iter().map(String::len));
    let mut decidable = 0;
    for ((store, item), id) in items.iter().zip(&ids) {
        let carried = Carried::of(store, item);
        decidable += usize::from(carried.is_whole());
        let mut said =
            vec![item.level().map_or_else(|| "--".to_owned(), |level| format!("p{level}")), store.name.text.clone()];
        said.extend(item.operator.as_ref().map(|operator| match operator.argument() {
            Some(argument) => format!("{}:{argument}", operator.name()),
            None => operator.name().to_owned(),
        }));
        let joined: BTreeSet<&str> = item.joins.iter().map(|join| join.store.text.as_str()).collect();
        if !joined.is_empty() {
            said.push(format!("joined with {}", joined.into_iter().collect::<Vec<_>>().join(", ")));
        }
        if !item.mistakes.is_empty() {
            said.push("cannot be evaluated: a mistake is in it".to_owned());
        } else if carried.is_whole() {
            said.push(format!("from {}", carried.exports.into_iter().collect::<Vec<_>>().join(", ")));
        } else {
            said.push(format!("no export carries {}", carried.lacking.join(", ")));
        }
        paper.entry(id, widest, &said.join(" · "));
    }
    paper.line("");
    decidable
}

fn document<'p>(loaded: &'p Loaded, choice: &Choice) -> PoliciesDocument<'p> {
    let mut document = PoliciesDocument { version: VERSION, tool: Tool::OWN, policies: Vec::new(), items: Vec::new() };
    for policy in &loaded.policies {
        let before = document.items.len();
        for (store, item) in policy.items() {
            let id = policy.rule_id(item);
            if choice.takes(&id) {
                document.items.push(entry(policy, store, item, id));
            }
        }
        let items = document.items.len() - before;
        if items > 0 || choice.takes_all() {
            document.policies.push(PolicyEntry {
                id: &policy.id.text,
                description: &policy.description.text,
                path: &policy.source.path,
                encoding: policy.source.encoding.name(),
                items,
            });
        }
    }
    document
}

fn entry<'p>(policy: &'p Policy, store: &'p ConfigStore, item: &'p Item, id: String) -> ItemEntry<'p> {
    let place = policy.source.place(item.span.start);
    let carried = Carried::of(store, item);
    ItemEntry {
        id,
        policy: &policy.id.text,
        item: &item.id.text,
        number: item.number,
        description: &item.description.text,
        path: &policy.source.path,
        line: place.line,
        column: place.column,
        store: &store.name.text,
        system_type: store.system_type.as_ref().map(|worded| worded.text.as_str()),
        operator: item.operator.as_ref().map(|operator| operator.name()),
        operator_argument: item.operator.as_ref().and_then(|operator| operator.argument()),
        level: item.level(),
        not_found: item.not_found.map(|word| word.name()),
        system_roles: item.system_roles.as_ref().map(|worded| worded.text.as_str()),
        system_attributes: item.system_attributes.as_ref().map(|worded| worded.text.as_str()),
        joins: item.joins.iter().map(|join| join.store.text.as_str()).collect(),
        carried: carried.is_whole() && item.mistakes.is_empty(),
        columns: carried.columns,
        exports: carried.exports.into_iter().collect(),
        lacking: carried.lacking,
        mistakes: item.mistakes.iter().map(|mistake| mistake.message.clone()).collect(),
        erratum: errata::of(policy, store, item).map(|erratum| erratum.wrong.as_str()),
    }
}
