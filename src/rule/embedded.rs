//! The rules and lists that basislint comes with, as `build.rs` prepares them: an index of what any run must know of all of them, and where
//! the rest of each is. Nothing here has a pointer, so that a start has nothing to do for them, however many they become.
//!
//! Not here: what is made of them when somebody needs more (`set`, `lists`).

use super::few::Few;
use super::file::Confidence;
use crate::landscape::{Role, Tier};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A place in one of the files that lie beside the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text(u32, u32);

/// Several of them.
#[derive(Debug, Clone, Copy)]
struct Several(u32, u32);

/// What is known of an embedded rule before the rest of it is decoded and compiled.
#[derive(Debug)]
pub(crate) struct Head {
    id: Text,
    path: Text,
    area: Text,
    pub continues: bool,
    /// It has a number of days of its own.
    pub has_days: bool,
    pub asks_for_absence: bool,
    /// It looks at records of one kind alone, needs no other, and is for all systems of its roles.
    pub is_plain: bool,
    pub roles: Few<Role, { Role::ALL.len() }>,
    pub tiers: Few<Tier, { Tier::ALL.len() }>,
    confidence: Confidence,
    confidence_by_role: Few<(Role, Confidence), { Role::ALL.len() }>,
    reads: Several,
    asks: Several,
    tags: Several,
    references: Several,
    body: Text,
    text: Text,
}

/// What is known of an embedded list.
pub(crate) struct EmbeddedList {
    name: Text,
    path: Text,
    body: Text,
    text: Text,
}

/// All embedded rules, in the order of their ids; what continues a rule stands behind it.
pub(super) fn rules() -> &'static [Head] {
    RULES
}

/// All embedded lists.
pub(super) fn lists() -> &'static [EmbeddedList] {
    LISTS
}

impl Text {
    fn of(self, text: &str) -> &str {
        text.get(self.0 as usize..self.1 as usize).unwrap_or_default()
    }

    fn word(self) -> &'static str {
        self.of(WORDS)
    }

    fn body(self) -> &'static [u8] {
        BODIES.get(self.0 as usize..self.1 as usize).unwrap_or_default()
    }
}

impl Several {
    fn words(self) -> impl Iterator<Item = &'static str> + Clone {
        SEVERAL.get(self.0 as usize..self.1 as usize).unwrap_or_default().iter().map(|text| text.word())
    }
}

impl Head {
    pub fn id(&self) -> &'static str {
        self.id.word()
    }

    /// The path of its file, as complaints name it.
    pub fn path(&self) -> &'static str {
        self.path.word()
    }

    /// The folder that its file lies in.
    pub fn area(&self) -> Option<&'static str> {
        Some(self.area.word()).filter(|area| !area.is_empty())
    }

    /// The kinds of records that it looks at, that of its own first.
    pub fn reads(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.reads.words()
    }

    /// The kinds of records in which its references look for values.
    pub fn asks(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.asks.words()
    }

    pub fn tags(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.tags.words()
    }

    /// Documents and SAP Notes.
    pub fn references(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.references.words()
    }

    /// How sure its facts are for systems of a role.
    pub fn confidence(&self, role: Role) -> Confidence {
        self.confidence_by_role.iter().find(|(of, _)| *of == role).map_or(self.confidence, |(_, confidence)| confidence)
    }

    /// The rule without examples and prose, as MessagePack.
    pub fn body(&self) -> &'static [u8] {
        self.body.body()
    }

    /// Its file.
    pub fn text(&self) -> &'static str {
        self.text.of(TEXTS)
    }
}

impl EmbeddedList {
    pub fn name(&self) -> &'static str {
        self.name.word()
    }

    /// The path of its file.
    pub fn path(&self) -> &'static str {
        self.path.word()
    }

    /// The list as MessagePack.
    pub fn body(&self) -> &'static [u8] {
        self.body.body()
    }

    /// Its file.
    pub fn text(&self) -> &'static str {
        self.text.of(TEXTS)
    }
}
