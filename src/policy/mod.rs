//! SAP's security policies: read, understood, evaluated over rows, examined for mistakes.
//!
//! What SAP publishes for Focused Run and Cloud ALM (repository SAP-samples/frun-csa-policies-best-practices, Apache-2.0), and what customers write in the
//! same form. A policy is about config stores; which exports carry those, `stores` says, and nothing else here knows of exports, rules or reports.
//!
//! | module | what it answers |
//! |---|---|
//! | [`source`] | which text, which encoding, which place |
//! | [`reader`] | which policies and check items are in a file |
//! | [`predicate`] | what an item asks: the grammar |
//! | [`evaluate`] | what a predicate says of a row |
//! | [`compiled`] | the same for thousands of items at once |
//! | [`checks`] | which items count in a run, and what belongs together |
//! | [`verdict`] | what they say of a system |
//! | [`stores`] | which columns a config store has, which export carries it |
//! | [`errata`] | what SAP's own items get wrong, and what is meant |
//! | [`lint`] | what is wrong in a policy |

pub mod checks;
pub mod compiled;
pub mod embedded;
pub mod errata;
pub mod evaluate;
pub mod lint;
pub mod load;
pub mod predicate;
pub mod reader;
pub mod samples;
pub mod source;
pub mod stores;
pub mod verdict;
pub mod wanted;

use std::ops::Range;
use std::sync::Arc;

use predicate::Predicate;
use source::{Characters, Source};

/// A policy: `targetsystem`.
#[derive(Debug)]
pub struct Policy {
    /// Its text.
    pub source: Arc<Source>,
    /// Its id. Several files may have the same.
    pub id: Worded,
    /// What it is about, in one line.
    pub description: Worded,
    /// The config stores that it asks.
    pub stores: Vec<ConfigStore>,
    /// What SAP's schema would not take, and is taken here.
    pub deviations: Vec<Deviation>,
    /// Somebody named its file, not a folder around it.
    pub is_named: bool,
}

/// A text of an attribute, and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Worded {
    /// The text, without blanks around it.
    pub text: String,
    /// Its bytes in the policy.
    pub span: Range<usize>,
}

/// Items about one config store: `configstore`.
#[derive(Debug)]
pub struct ConfigStore {
    /// Its name.
    pub name: Worded,
    /// The type of the systems that it is about: `ABAP`, `JAVA`.
    pub system_type: Option<Worded>,
    /// The items, in order.
    pub items: Vec<Item>,
}

/// A check item.
#[derive(Debug)]
pub struct Item {
    /// Its id. Items of one policy may have the same.
    pub id: Worded,
    /// It is so many-th of this id in its policy, from 1 on.
    pub number: u32,
    /// What it is about, in one line.
    pub description: Worded,
    /// How its rows make a verdict, if not row by row.
    pub operator: Option<Operator>,
    /// What it says if no row is good or bad.
    pub not_found: Option<NotFound>,
    /// The roles of systems that it is for.
    pub system_roles: Option<Worded>,
    /// The systems that it is for: `DB_TENANT:TRUE`.
    pub system_attributes: Option<Worded>,
    /// What holds of a row that is as it must be.
    pub compliant: Branch,
    /// What holds of a row that is not.
    pub noncompliant: Branch,
    /// Other stores that must have a row of some kind.
    pub joins: Vec<Join>,
    /// All of it, from `<checkitem` to behind `</checkitem>`.
    pub span: Range<usize>,
    /// Why it cannot be evaluated.
    pub mistakes: Vec<Mistake>,
}

/// A predicate where it stands.
#[derive(Debug, Clone, Default)]
pub struct Branch {
    /// None if there is nothing, or it is none.
    pub predicate: Option<Arc<Predicate>>,
    /// As it is written.
    pub characters: Characters,
}

/// Another config store that must have a row: `joinstore`.
#[derive(Debug)]
pub struct Join {
    /// Its name.
    pub store: Worded,
    /// The type of its systems.
    pub system_type: Option<Worded>,
    /// The row that must be there beside `compliant`.
    pub compliant: Branch,
    /// The row that must be there beside `noncompliant`.
    pub noncompliant: Branch,
    /// SAP shows a line if there is no such row.
    pub no_data_found: bool,
    /// SAP does not show the row.
    pub not_in_output: bool,
}

/// How the rows of an item make its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operator {
    /// One row must be compliant; the field is the one to show.
    Exist(Option<Worded>),
    /// No row may be noncompliant.
    NotExist(Option<Worded>),
    /// It is about an SAP Note: the one in its predicate, or this one.
    CheckNote(Option<String>),
}

/// What an item says if no row is good or bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum NotFound {
    /// That is well.
    Positive,
    /// That is not.
    Negative,
    /// Nothing.
    Ignore,
}

impl NotFound {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Ignore => "ignore",
        }
    }
}

/// Why an item cannot be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where in the policy, in bytes.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

/// What SAP's schema would not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Where in the policy, in bytes.
    pub span: Range<usize>,
    /// What the schema says.
    pub message: String,
}

impl Policy {
    /// All items with their stores, in order.
    pub fn items(&self) -> impl Iterator<Item = (&ConfigStore, &Item)> {
        self.stores.iter().flat_map(|store| store.items.iter().map(move |item| (store, item)))
    }

    /// The id of an item as reports write it: `sap:1ARFCGW/RFCGW-A_c.1`, with `#2` for the second one of that id.
    pub fn rule_id(&self, item: &Item) -> String {
        let id = format!("sap:{}/{}", self.id.text, item.id.text);
        if item.number > 1 { format!("{id}#{}", item.number) } else { id }
    }
}

impl Item {
    /// The predicates of its own store, then those of its joins, with the store that each is about: none of its own.
    pub fn branches(&self) -> impl Iterator<Item = (Option<&Join>, &Branch)> {
        let own = [&self.compliant, &self.noncompliant].map(|branch| (None, branch));
        let joined =
            self.joins.iter().flat_map(|join| [(Some(join), &join.compliant), (Some(join), &join.noncompliant)]);
        own.into_iter().chain(joined)
    }

    /// How grave it is, by what its description begins with: `[p1-CRITICAL]`, `[p3-CVSS 5.4]`.
    pub fn level(&self) -> Option<u8> {
        let digit = self.description.text.trim_start().strip_prefix("[p")?.chars().next()?;
        digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).filter(|level| (1..=4).contains(level))
    }
}

impl Operator {
    /// Its word, as SAP's policies write it most often.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Exist(_) => "EXIST",
            Self::NotExist(_) => "NOT_EXIST",
            Self::CheckNote(_) => "check_note",
        }
    }

    /// What stands behind its colon.
    pub fn argument(&self) -> Option<&str> {
        match self {
            Self::Exist(field) | Self::NotExist(field) => field.as_ref().map(|field| field.text.as_str()),
            Self::CheckNote(note) => note.as_deref(),
        }
    }
}
