//! A check item out of its elements: what it asks, of which rows, beside which other stores.

use std::sync::Arc;

use super::super::predicate::{self, Expression};
use super::super::source::Characters;
use super::super::stores;
use super::super::{Branch, Deviation, Item, Join, Mistake as ItemMistake, NotFound, Operator, Worded};
use super::Known;
use super::elements::{Attribute, Elements, Mistake, Next, Tag};
use super::schema::{self, KnownAttribute, Values};
use crate::complaint::suggestion;

/// The attributes of a tag, each a known one with a value that it may have.
pub(super) struct Attributes<'t, 's>(&'t Tag<'s>);

impl<'t, 's> Attributes<'t, 's> {
    /// Checks them.
    ///
    /// # Errors
    /// One that is not known, a value that is not, one that must be there and is not.
    pub fn of(
        tag: &'t Tag<'s>,
        known: &[KnownAttribute],
        elements: &Elements<'_>,
        deviations: &mut Vec<Deviation>,
    ) -> Result<Self, Mistake> {
        for attribute in &tag.attributes {
            // Namespaces and where the schema lies.
            if attribute.name.contains(':') || attribute.name == "xmlns" {
                continue;
            }
            let Some(found) = known.iter().find(|known| known.name.eq_ignore_ascii_case(attribute.name)) else {
                let names: Vec<&str> = known.iter().map(|known| known.name).collect();
                return Err(elements.unknown("attribute", attribute.name, attribute.span.clone(), &names));
            };
            check(attribute, found, elements)?;
            deviations.extend(deviation(attribute, found).map(|message| Deviation {
                span: if attribute.value.is_empty() { attribute.span.clone() } else { attribute.value_span.clone() },
                message,
            }));
        }
        for needed in known.iter().filter(|known| known.is_required) {
            if tag.attribute(needed.name).is_none_or(|attribute| attribute.value.trim().is_empty()) {
                let message = format!("{} needs the attribute `{}`", tag.name, needed.name);
                return Err(elements.mistake(tag.span.clone(), message));
            }
        }
        Ok(Self(tag))
    }

    /// One that is surely there.
    pub fn required(&self, name: &str) -> Worded {
        self.worded(name).unwrap_or_default()
    }

    fn worded(&self, name: &str) -> Option<Worded> {
        let attribute = self.0.attribute(name)?;
        Some(Worded { text: attribute.value.trim().to_owned(), span: attribute.value_span.clone() })
    }

    /// One that is there and not empty.
    pub fn filled(&self, name: &str) -> Option<Worded> {
        self.worded(name).filter(|worded| !worded.text.is_empty())
    }

    fn is(&self, name: &str, word: &str) -> bool {
        self.0.attribute(name).is_some_and(|attribute| attribute.value.trim().eq_ignore_ascii_case(word))
    }
}

fn check(attribute: &Attribute<'_>, known: &KnownAttribute, elements: &Elements<'_>) -> Result<(), Mistake> {
    let value = attribute.value.trim();
    let unknown = |words: &[&str]| {
        elements.unknown(&format!("value of `{}`:", known.name), value, attribute.value_span.clone(), words)
    };
    match known.values {
        Values::Any => Ok(()),
        Values::Words(..) if value.is_empty() => Ok(()),
        Values::Words(words, _) if words.iter().any(|word| word.eq_ignore_ascii_case(value)) => Ok(()),
        Values::Words(words, _) => Err(unknown(words)),
        Values::Operator if value.is_empty() || operator(value, attribute).is_some() => Ok(()),
        Values::Operator => {
            let words = ["EXIST", "EXIST:FIELD", "NOT_EXIST", "NOT_EXIST:FIELD", "check_note", "check_note:0123456789"];
            Err(unknown(&words))
        }
    }
}

/// What SAP's own schema would not take.
fn deviation(attribute: &Attribute<'_>, known: &KnownAttribute) -> Option<String> {
    let (name, value) = (attribute.name, attribute.value.as_ref());
    let of_schema = "SAP's schema csa_policy.xsd";
    if !known.in_schema {
        return Some(format!("{of_schema} has no attribute `{name}` here"));
    }
    if name != known.name {
        return Some(format!("{of_schema} writes the attribute `{name}` as `{}`", known.name));
    }
    if value.is_empty() && known.longest != usize::MAX
        || value.is_empty() && matches!(known.values, Values::Operator | Values::Words(..))
    {
        return Some(format!("{of_schema} takes no empty `{name}`: leave it out"));
    }
    if value.chars().count() > known.longest {
        return Some(format!(
            "{of_schema} takes {} characters in `{name}`, and this has {}",
            known.longest,
            value.chars().count()
        ));
    }
    match known.values {
        Values::Words(words, of_schema_words) => {
            let allowed = words.get(..of_schema_words).unwrap_or_default();
            (!allowed.contains(&value))
                .then(|| format!("{of_schema} does not know `{name}=\"{value}\"`: it takes {}", allowed.join(" and ")))
        }
        Values::Any | Values::Operator => None,
    }
}

/// `check_note:0002142551`
fn operator(value: &str, attribute: &Attribute<'_>) -> Option<Operator> {
    let (word, rest) = value.split_once(':').map_or((value, None), |(word, rest)| (word, Some(rest)));
    let field = || -> Option<Option<Worded>> {
        let Some(rest) = rest else { return Some(None) };
        let is_field = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_field.then(|| Some(Worded { text: rest.to_ascii_uppercase(), span: attribute.value_span.clone() }))
    };
    match word.to_ascii_lowercase().as_str() {
        "exist" => field().map(Operator::Exist),
        "not_exist" => field().map(Operator::NotExist),
        "check_note" => match rest {
            None => Some(Operator::CheckNote(None)),
            Some(note) => {
                let is_note = note.len() == 10 && note.bytes().all(|byte| byte.is_ascii_digit());
                is_note.then(|| Operator::CheckNote(Some(note.to_owned())))
            }
        },
        _ => None,
    }
}

/// Reads a check item. What is wrong in its predicates is its own matter; what is wrong around them ends the file.
///
/// # Errors
/// The first mistake of the latter kind.
pub(super) fn read(
    tag: &Tag<'_>,
    store: &str,
    known: &Known,
    elements: &mut Elements<'_>,
    deviations: &mut Vec<Deviation>,
) -> Result<Item, Mistake> {
    let attributes = Attributes::of(tag, schema::ITEM, elements, deviations)?;
    let operator_attribute = tag.attribute("operator");
    let not_found = attributes.filled("not_found").map(|word| match word.text.to_ascii_lowercase().as_str() {
        "positive" => NotFound::Positive,
        "ignore" => NotFound::Ignore,
        _ => NotFound::Negative,
    });
    let mut item = Item {
        id: attributes.required("id"),
        number: 1,
        description: attributes.required("desc"),
        operator: operator_attribute.and_then(|attribute| operator(attribute.value.trim(), attribute)),
        not_found,
        system_roles: attributes.filled("system_roles"),
        system_attributes: attributes.filled("system_attributes"),
        compliant: Branch::default(),
        noncompliant: Branch::default(),
        joins: Vec::new(),
        span: tag.at..tag.span.end,
        mistakes: Vec::new(),
    };
    let mut there: Vec<&'static str> = Vec::new();
    loop {
        match elements.next()? {
            Next::End(end) => {
                item.span.end = end;
                break;
            }
            Next::Tag(inner) => {
                let name = one_of(&inner, schema::ITEM_ELEMENTS, &mut there, "joinstore", elements)?;
                match name {
                    "joinstore" => item.joins.push(join(&inner, known, elements, deviations, &mut item.mistakes)?),
                    "compliant" => item.compliant = branch(&inner, known, elements, store, &mut item.mistakes)?,
                    "noncompliant" => item.noncompliant = branch(&inner, known, elements, store, &mut item.mistakes)?,
                    _ => drop(elements.characters(name)?),
                }
            }
        }
    }
    needs(&["compliant", "noncompliant"], &there, tag, elements)?;
    if let (Some(Operator::Exist(Some(field)) | Operator::NotExist(Some(field))), Some(known)) =
        (&item.operator, stores::by_name(store))
        && !known.has(&field.text)
    {
        item.mistakes.push(unknown_column(&field.text, field.span.clone(), known));
    }
    Ok(item)
}

/// The name of an element, if it is one of these and there for the first time; `often` may be there again.
fn one_of(
    tag: &Tag<'_>,
    names: &[&'static str],
    there: &mut Vec<&'static str>,
    often: &str,
    elements: &Elements<'_>,
) -> Result<&'static str, Mistake> {
    let Some(name) = names.iter().find(|name| **name == tag.name) else {
        return Err(elements.unknown("element", tag.name, tag.span.clone(), names));
    };
    if there.contains(name) && *name != often {
        return Err(elements.mistake(tag.span.clone(), format!("`{name}` is there twice")));
    }
    there.push(name);
    Ok(name)
}

fn needs(names: &[&'static str], there: &[&str], tag: &Tag<'_>, elements: &Elements<'_>) -> Result<(), Mistake> {
    match names.iter().find(|name| !there.contains(name)) {
        None => Ok(()),
        Some(lacking) => {
            let message = format!("{} needs the element `{lacking}`", tag.name);
            Err(elements.mistake(tag.span.clone(), message))
        }
    }
}

fn join(
    tag: &Tag<'_>,
    known: &Known,
    elements: &mut Elements<'_>,
    deviations: &mut Vec<Deviation>,
    mistakes: &mut Vec<ItemMistake>,
) -> Result<Join, Mistake> {
    let attributes = Attributes::of(tag, schema::JOIN, elements, deviations)?;
    if let Some(minus) = tag.attribute("minus").filter(|_| attributes.is("minus", "No")) {
        mistakes.push(ItemMistake {
            span: minus.value_span.clone(),
            message: "`minus=\"No\"` is in no policy of SAP's, and what it means is not known here".to_owned(),
            help: Some("leave it out".to_owned()),
        });
    }
    let mut join = Join {
        store: attributes.required("name"),
        system_type: attributes.filled("system_type"),
        compliant: Branch::default(),
        noncompliant: Branch::default(),
        no_data_found: attributes.is("no_data_found", "Yes"),
        not_in_output: attributes.is("not_in_output", "Yes"),
    };
    let mut there = Vec::new();
    while let Next::Tag(inner) = elements.next()? {
        match one_of(&inner, schema::JOIN_ELEMENTS, &mut there, "", elements)? {
            "joincompliant" => join.compliant = branch(&inner, known, elements, &join.store.text, mistakes)?,
            "joinnoncompliant" => join.noncompliant = branch(&inner, known, elements, &join.store.text, mistakes)?,
            name => drop(elements.characters(name)?),
        }
    }
    needs(&["joincompliant", "joinnoncompliant"], &there, tag, elements)?;
    Ok(join)
}

/// A predicate, and what is wrong in it.
fn branch(
    tag: &Tag<'_>,
    known: &Known,
    elements: &mut Elements<'_>,
    store: &str,
    mistakes: &mut Vec<ItemMistake>,
) -> Result<Branch, Mistake> {
    let characters = elements.characters(tag.name)?;
    let mut branch = Branch { predicate: None, characters };
    if branch.characters.is_blank() {
        return Ok(branch);
    }
    match known.parse(&mut branch.characters.text) {
        Ok(predicate) => {
            if let Some(store) = stores::by_name(store) {
                check_columns(&predicate, store, &branch.characters, mistakes);
            }
            branch.predicate = Some(predicate);
        }
        Err(mistake) => mistakes.push(ItemMistake {
            span: branch.characters.span(&mistake.span),
            message: mistake.message,
            help: mistake.help,
        }),
    }
    Ok(branch)
}

/// Tells of columns that a known store does not have.
fn check_columns(
    predicate: &predicate::Predicate,
    store: &stores::Store,
    characters: &Characters,
    mistakes: &mut Vec<ItemMistake>,
) {
    // All uses of a name in a predicate share it.
    let mut seen: Vec<*const str> = Vec::new();
    predicate.expressions(&mut |expression| {
        let Expression::Column(column) = expression else { return };
        let name = Arc::as_ptr(&column.name);
        if column.qualifier.is_some() || seen.iter().any(|seen| std::ptr::addr_eq(*seen, name)) {
            return;
        }
        seen.push(name);
        if store.has(&column.name) {
            return;
        }
        let begin = place_of(&characters.text, &column.name);
        let end = begin + u32::try_from(column.name.len()).unwrap_or(0);
        mistakes.push(unknown_column(&column.name, characters.span(&(begin..end)), store));
    });
}

/// Where a name stands in a predicate, outside of texts.
fn place_of(text: &str, name: &str) -> u32 {
    let (mut begin, mut is_text) = (0, false);
    let fits = |at: usize| text.get(at..at + name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name));
    let is_name = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'\'' {
            is_text = !is_text;
        }
        let ends = |at: usize| !is_name(text.as_bytes().get(at + name.len()));
        let starts = |at: usize| at == 0 || !is_name(text.as_bytes().get(at - 1));
        if !is_text && starts(at) && fits(at) && ends(at) {
            begin = at;
            break;
        }
    }
    u32::try_from(begin).unwrap_or(0)
}

fn unknown_column(column: &str, span: std::ops::Range<usize>, store: &stores::Store) -> ItemMistake {
    let names: Vec<&str> = store.all_columns().collect();
    let message = format!("the config store {} has no column {column}", store.name);
    ItemMistake { span, message, help: Some(suggestion(column, &names)) }
}
