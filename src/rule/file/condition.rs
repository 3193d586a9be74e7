//! What a rule file asks of records: conditions, and references to other records. Which operators there are is said in `operator`.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use toml::Value;

use crate::rule::operator::{Build, Operator};
use crate::rule::placed::Placed;

/// A condition: a field (or a fixed value) and one operator, or a group.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    /// A field of the record, or `row.column` of the list.
    pub field: Option<Placed<String>>,
    /// A fixed value instead of a field, for `in` and `not-in`.
    pub value: Option<Placed<String>>,
    /// What is asked, with one operator if the rule makes sense.
    pub asks: Vec<Ask>,
    /// The field with the date that ages are counted from; where it is absent, and without it: `--as-of`.
    pub as_of_field: Option<Placed<String>>,
    pub any: Option<Vec<Condition>>,
    pub all: Option<Vec<Condition>>,
}

/// An operator, or its opposite, and what stands behind its key.
#[derive(Debug)]
pub(crate) struct Ask {
    pub operator: &'static Operator,
    pub negated: bool,
    pub worth: Worth,
}

/// What stands behind the key of an operator.
#[derive(Debug)]
pub(crate) enum Worth {
    Text(Placed<String>),
    Value(Placed<Value>),
    Flag(Placed<bool>),
    Reference(Placed<ReferenceFile>),
}

impl Worth {
    /// Where it stands.
    pub fn span(&self) -> Range<usize> {
        match self {
            Self::Text(text) => text.span(),
            Self::Value(value) => value.span(),
            Self::Flag(flag) => flag.span(),
            Self::Reference(reference) => reference.span(),
        }
    }
}

impl Condition {
    /// The places of all that it says for itself, groups left out.
    pub fn places(&self) -> Vec<Range<usize>> {
        let texts = [&self.field, &self.value, &self.as_of_field].into_iter().flatten().map(Placed::span);
        texts.chain(self.asks.iter().map(|ask| ask.worth.span())).collect()
    }

    /// The names of the lists that it looks into, those of its parts and of its references included.
    pub fn lists<'c>(&'c self, names: &mut Vec<&'c str>) {
        for ask in &self.asks {
            match (&ask.operator.build, &ask.worth) {
                (Build::List(_), Worth::Text(name)) => names.push(name.get_ref()),
                (_, Worth::Reference(reference)) => {
                    reference.get_ref().about.iter().for_each(|condition| condition.lists(names));
                }
                _ => {}
            }
        }
        [&self.any, &self.all].into_iter().flatten().flatten().for_each(|part| part.lists(names));
    }
}

/// A key of a condition.
enum Key {
    Field,
    Value,
    AsOfField,
    Any,
    All,
    Operator(&'static Operator, bool),
}

/// All keys, for those who misspell one.
static KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let operators = Operator::all().flat_map(Operator::keys);
    ["field", "value"].into_iter().chain(operators).chain(["as-of-field", "any", "all"]).collect()
});

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl Visitor<'_> for Keys {
            type Value = Key;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a key of a condition")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
                Ok(match key {
                    "field" => Key::Field,
                    "value" => Key::Value,
                    "as-of-field" => Key::AsOfField,
                    "any" => Key::Any,
                    "all" => Key::All,
                    _ => match Operator::by_key(key) {
                        Some((operator, negated)) => Key::Operator(operator, negated),
                        None => return Err(E::unknown_field(key, &KEYS)),
                    },
                })
            }
        }
        deserializer.deserialize_identifier(Keys)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Conditions;
        impl<'de> Visitor<'de> for Conditions {
            type Value = Condition;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("struct Condition")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Condition, A::Error> {
                let mut condition = Condition::default();
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::Field => condition.field = Some(map.next_value()?),
                        Key::Value => condition.value = Some(map.next_value()?),
                        Key::AsOfField => condition.as_of_field = Some(map.next_value()?),
                        Key::Any => condition.any = Some(map.next_value()?),
                        Key::All => condition.all = Some(map.next_value()?),
                        Key::Operator(operator, negated) => {
                            let worth = match operator.build {
                                Build::Text(_) | Build::List(_) => Worth::Text(map.next_value()?),
                                Build::Texts(_) | Build::Value(_) | Build::Number(_) => Worth::Value(map.next_value()?),
                                Build::Flag(_) => Worth::Flag(map.next_value()?),
                                Build::Reference(_) => Worth::Reference(map.next_value()?),
                            };
                            condition.asks.push(Ask { operator, negated, worth });
                        }
                    }
                }
                Ok(condition)
            }
        }
        // A struct to the outside: so the parsers say what they say of the others.
        deserializer.deserialize_struct("Condition", &KEYS, Conditions)
    }
}

/// The values that a field has in other records of the system, or of the other systems.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ReferenceFile {
    /// The export with the other records.
    pub export: Placed<String>,
    /// Their field.
    pub field: Placed<String>,
    /// Which records.
    #[serde(default, rename = "where")]
    pub about: Vec<Condition>,
    /// Whose records.
    #[serde(default)]
    pub scope: Scope,
    /// A value that no record has at all, whatever `where` says, was not exported: nothing is known of it.
    #[serde(default)]
    pub listed: bool,
    /// A value has one record at most, as a software component: where it was seen, it does not matter what else the export lacks.
    #[serde(default)]
    pub once: bool,
    /// Only what is there counts: an export that is not here, or not whole, has no other values than those seen.
    #[serde(default)]
    pub optional: bool,
    /// There must be such a record, as SAP_BASIS in every system: an export without one is a selection and tells nothing.
    #[serde(default)]
    pub required: bool,
}

/// Whose records a reference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scope {
    /// The same system's.
    #[default]
    System,
    /// Those of all other systems of the run.
    OtherSystems,
}
