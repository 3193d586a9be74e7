//! What is compared of each export when two states of a system are: what people call its records and fields, which fields say when or how
//! rather than what, and what a change means. The words are data (`words.toml`, `parameters.toml`).
//!
//! Not here: how values are compared, and what is decoded from them (cipher strings, versions).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What is known of one kind of export.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Comparison {
    /// What people call a record.
    pub record: String,
    /// Fields that take the place of the export's own key; empty if that is good.
    pub key: Vec<String>,
    /// Fields that name a record to people; empty for those of the key.
    pub named_by: Vec<String>,
    /// The field whose words tell different things apart.
    pub by: Option<String>,
    /// Words of that field whose records are no things: the list itself.
    pub ignore: Vec<String>,
    /// Records in which this field is no are not compared.
    pub only_if: Option<String>,
    /// What it means that a record is new.
    pub added: Option<String>,
    /// What it means that one is gone.
    pub removed: Option<String>,
    /// Fields of which something is to be said.
    pub fields: BTreeMap<String, FieldComparison>,
    /// What is said otherwise of records with such a word in the field `by`.
    pub of: BTreeMap<String, Called>,
}

/// What is said of some records of a kind.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Called {
    /// What people call such a record.
    pub called: String,
    /// What it means that one is new.
    pub added: Option<String>,
    /// What it means that one is gone.
    pub removed: Option<String>,
}

/// What is known of one field.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldComparison {
    /// The word of SAP's screen; none if the field's own name is it.
    pub label: Option<String>,
    /// How it is compared.
    pub compare: Compare,
    /// What a change means.
    pub means: Option<String>,
    /// What it means that it is yes now.
    pub on: Option<String>,
    /// What it means that it is no now.
    pub off: Option<String>,
    /// What it means that there is a value now, and there was none.
    pub set: Option<String>,
    /// What it means that there is no value any more.
    pub gone: Option<String>,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compare {
    /// A difference is a change.
    #[default]
    Value,
    /// It says when, or which run: never compared.
    Moment,
    /// Text that SAP translates: compared where both states are in the same language.
    Wording,
    /// It follows from other fields, the layout or the file: never compared.
    Derived,
    /// It is part of the key only to keep several of one thing apart.
    Apart,
    /// It says how runs ended; those that have not ended do not count.
    States,
    /// It serves what is said of other fields, and is never told by itself.
    Aside,
}

impl Compare {
    /// Nobody ever asks for its value, unless it is part of a key.
    pub fn is_left_out(self) -> bool {
        matches!(self, Self::Moment | Self::Derived)
    }
}

/// What a change of a profile parameter enables or disables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    name: String,
    /// What it means that it is on now.
    pub on: Option<String>,
    /// What it means that it is off now.
    pub off: Option<String>,
    /// What any other change means.
    pub means: Option<String>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Default, Deserialize)]
struct Effects {
    parameter: Vec<Effect>,
}

const EFFECTS: &str = include_str!("parameters.toml");

/// What is known of a profile parameter; none of most.
pub fn of_parameter(name: &str) -> Option<&'static Effect> {
    static ALL: LazyLock<Effects> = LazyLock::new(|| toml::from_str(EFFECTS).unwrap_or_default());
    ALL.parameter.iter().find(|effect| match effect.name.strip_suffix('*') {
        Some(begin) => name.get(..begin.len()).is_some_and(|own| own.eq_ignore_ascii_case(begin)),
        None => effect.name.eq_ignore_ascii_case(name),
    })
}

const WORDS: &str = include_str!("words.toml");

static COMPARISONS: LazyLock<BTreeMap<String, Comparison>> =
    LazyLock::new(|| toml::from_str(WORDS).unwrap_or_default());

/// What is known of an export of this kind; none of one that nobody described.
pub fn of(kind: &str) -> Option<&'static Comparison> {
    COMPARISONS.get(kind)
}

impl Comparison {
    /// Whether this field decides on what is compared, so that it is kept whatever else is said of it.
    pub fn asks(&self, field: &str) -> bool {
        [&self.by, &self.only_if].into_iter().any(|own| own.as_deref() == Some(field))
    }

    /// How a field is compared.
    pub fn compare(&self, field: &str) -> Compare {
        self.fields.get(field).map_or(Compare::Value, |field| field.compare)
    }

    /// What people call a field.
    pub fn label<'f>(&'f self, field: &'f str) -> &'f str {
        self.fields.get(field).and_then(|it| it.label.as_deref()).unwrap_or(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::EXPORTS;

    #[test]
    fn effects_of_parameters_are_said_once_and_in_words() {
        let effects: Effects = toml::from_str(EFFECTS).unwrap();
        for effect in &effects.parameter {
            assert!(std::ptr::eq(
                of_parameter(&effect.name).unwrap(),
                of_parameter(&effect.name.to_lowercase()).unwrap()
            ));
            assert!(effect.means.is_some() || (effect.on.is_some() && effect.off.is_some()), "{}", effect.name);
        }
        assert!(of_parameter("icm/trusted_reverse_proxy_0").is_some() && of_parameter("rdisp/mshost").is_none());
    }

    #[test]
    fn every_export_is_described_and_nothing_else() {
        let described: BTreeMap<String, Comparison> = toml::from_str(WORDS).unwrap();
        let mut kinds: Vec<&str> = EXPORTS.iter().map(|export| export.kind).collect();
        kinds.sort_unstable();
        assert_eq!(described.keys().map(String::as_str).collect::<Vec<_>>(), kinds);
    }

    #[test]
    fn fields_are_those_of_the_export_and_some_of_them_tell_records_apart() {
        for export in EXPORTS {
            let comparison = of(export.kind).unwrap();
            let fields: Vec<&str> = export.fields.iter().map(|field| field.name).collect();
            let named =
                comparison.fields.keys().chain(&comparison.key).chain(&comparison.named_by).chain(&comparison.by);
            let named = named.chain(&comparison.only_if);
            for field in named {
                assert!(fields.contains(&field.as_str()), "{}: there is no field {field}", export.kind);
            }
            let own: Vec<String> = export.key.iter().map(|key| (*key).to_owned()).collect();
            let key = if comparison.key.is_empty() { &own } else { &comparison.key };
            let moments = key.iter().filter(|key| comparison.compare(key) == Compare::Moment);
            assert_eq!(moments.count(), 0, "{}: a moment is no key", export.kind);
            let words = comparison.by.as_ref().map(|by| {
                let field = export.fields.iter().find(|field| field.name == by).unwrap();
                let crate::export::FieldKind::Choice(words) = field.kind else { panic!("{} {by}", export.kind) };
                words
            });
            for word in comparison.of.keys().chain(&comparison.ignore) {
                assert!(words.is_some_and(|words| words.contains(&word.as_str())), "{} {word}", export.kind);
            }
        }
    }
}
