//! A policy out of its elements: `targetsystem` and its `configstore`s.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::source::Source;
use super::super::{ConfigStore, Deviation, Policy};
use super::Known;
use super::elements::{Elements, Mistake, Next, Tag};
use super::item::{self, Attributes};
use super::schema;

/// Reads the policy of a text.
///
/// # Errors
/// The first mistake that lies in no item.
pub(super) fn read(source: Arc<Source>, known: &Known) -> Result<Policy, Mistake> {
    let mut elements = Elements::new(&source);
    let root = match elements.next()? {
        Next::Tag(tag) => tag,
        Next::End(_) => {
            let begin = elements.stray.first().map_or(0..0, |stray| stray.start..stray.start + 1);
            let mistake = source.complaint(begin, "this is no policy: there is no element targetsystem in it");
            return Err(Box::new(mistake.help("SAP's policies are XML, as Focused Run and Cloud ALM save them")));
        }
    };
    if root.name != "targetsystem" {
        return Err(elements.unknown("element", root.name, root.span.clone(), &["targetsystem", "asx:abap"]));
    }
    let mut deviations = Vec::new();
    let attributes = Attributes::of(&root, schema::POLICY, &elements, &mut deviations)?;
    let (id, description) = (attributes.required("id"), attributes.required("desc"));
    let mut stores = Vec::new();
    loop {
        match elements.next()? {
            Next::Tag(tag) if tag.name == "configstore" => {
                stores.push(store(&tag, &mut elements, known, &mut deviations)?)
            }
            Next::Tag(tag) => {
                return Err(elements.unknown("element", tag.name, tag.span, &["configstore"]));
            }
            Next::End(_) => break,
        }
    }
    match elements.next()? {
        Next::End(_) => {}
        Next::Tag(tag) => {
            let message = format!("the policy has ended, and another element `{}` begins", tag.name);
            return Err(elements.mistake(tag.span, message));
        }
    }
    deviations.extend(std::mem::take(&mut elements.stray).into_iter().map(|span| Deviation {
        span,
        message: "a text stands between elements here, where it says nothing: put it into a comment".to_owned(),
    }));
    drop(elements);
    if stores.is_empty() {
        deviations.push(Deviation { span: root.span, message: "a policy has at least one configstore".to_owned() });
    }
    let mut policy = Policy { source, id, description, stores, deviations, is_named: false };
    number(&mut policy);
    Ok(policy)
}

fn store(
    tag: &Tag<'_>,
    elements: &mut Elements<'_>,
    known: &Known,
    deviations: &mut Vec<Deviation>,
) -> Result<ConfigStore, Mistake> {
    let attributes = Attributes::of(tag, schema::STORE, elements, deviations)?;
    let mut store = ConfigStore {
        name: attributes.required("name"),
        system_type: attributes.filled("system_type"),
        items: Vec::new(),
    };
    loop {
        match elements.next()? {
            Next::Tag(tag) if tag.name == "checkitem" => {
                store.items.push(item::read(&tag, &store.name.text, known, elements, deviations)?);
            }
            Next::Tag(tag) => return Err(elements.unknown("element", tag.name, tag.span, &["checkitem"])),
            Next::End(_) => break,
        }
    }
    if store.items.is_empty() {
        let message = "a configstore has at least one checkitem".to_owned();
        deviations.push(Deviation { span: tag.span.clone(), message });
    }
    Ok(store)
}

/// Numbers the items that have the id of another one, in order: what reports name them by stays the same for one file.
fn number(policy: &mut Policy) {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for item in policy.stores.iter_mut().flat_map(|store| &mut store.items) {
        let count = counts.entry(item.id.text.clone()).or_default();
        *count += 1;
        item.number = *count;
    }
}
