//! What is said of one field of an export's records: name, type, meaning and class. Values are in `record`.

use super::Class;

/// A field of an export's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Name in rules: lower case with hyphens.
    pub name: &'static str,
    /// What values it has.
    pub kind: FieldKind,
    /// What it means, for `basislint exports` and for writers of rules.
    pub about: &'static str,
    /// What can stand in it that is nobody else's business.
    pub class: Class,
}

impl FieldSpec {
    /// A field of this name, with what it means. Anything may stand in a text until its class says more.
    pub const fn new(name: &'static str, kind: FieldKind, about: &'static str) -> Self {
        Self { name, kind, about, class: kind.class() }
    }

    /// The same field, in whose value such things stand.
    pub const fn class(self, class: Class) -> Self {
        Self { class, ..self }
    }
}

/// What values a field has; rules are checked against it when they are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text. Compared without regard to case of ASCII letters unless a rule says `case = true`.
    Text,
    /// Whole number.
    Number,
    /// Yes or no.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// S-user: compared without leading S and zeros.
    SUser,
    /// Several tokens, each with its own place and meaning.
    List,
    /// Which hosts an entry of a route permission table is for; `covers` asks it for one.
    Hosts,
    /// Which services (ports) an entry of a route permission table is for; `covers` asks it for one.
    Services,
}

impl FieldKind {
    /// What can stand in such a field if nobody says more: the widest there is.
    const fn class(self) -> Class {
        match self {
            Self::Number | Self::Flag | Self::Choice(_) => Class::Plain,
            Self::SUser => Class::User,
            Self::Hosts => Class::Host,
            Self::Text | Self::List | Self::Services => Class::FreeText,
        }
    }

    /// What people call it.
    pub fn words(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Flag => "yes or no".to_owned(),
            Self::Choice(words) => words.join(", "),
            Self::SUser => "S-user".to_owned(),
            Self::List => "list".to_owned(),
            Self::Hosts => "hosts".to_owned(),
            Self::Services => "services".to_owned(),
        }
    }
}

/// The index of the field of this name. Asked for in a `const`, a name that there is not does not compile.
pub(crate) const fn index_of(fields: &[FieldSpec], name: &str) -> usize {
    let mut index = 0;
    while !same(fields[index].name, name) {
        index += 1;
    }
    index
}

/// Two names are the same, told at compile time.
pub(super) const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}
