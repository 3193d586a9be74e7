//! What changed between two states of the same systems, what it means, and whether anything got worse.
//!
//! Two reports and what their files hold ([`State`]) go in, a [`Difference`] comes out; `report` writes it in each format. Systems are
//! paired by what they are (`pairs`), records by the key of their kind (`records`), values by meaning (`values`); what a change means is
//! said by `consequences`, what it does to the verdicts by `verdicts`, whether it was agreed by `agreed`.
//!
//! Not here: how files are read and judged, and which two states somebody means (`cli::diff`).

pub mod agreed;
mod consequences;
pub mod pairs;
mod parameters;
mod records;
mod redacted;
pub mod report;
mod scopes;
mod values;
mod verdicts;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::finding::{Finding, Severity};
use crate::landscape::inventory::FileInventory;
use crate::report::matrix::State as StepState;
use crate::report::{FileStatus, Report};

pub use pairs::Pair;
pub use verdicts::{VerdictChange, Verdicts};

/// One state: what a run said of it, and what its files hold.
pub struct State<'s> {
    /// What people call it: a folder, an archive, a revision.
    pub name: &'s str,
    /// The report on it.
    pub report: &'s Report,
    /// What is compared of its files.
    pub inventories: &'s [FileInventory],
}

/// What changed.
#[derive(Debug)]
pub struct Difference {
    /// What the earlier state is called.
    pub old: String,
    /// What the later one is called.
    pub new: String,
    /// The date by which both were judged.
    pub as_of: Date,
    /// By name.
    pub systems: Vec<SystemDifference>,
    /// What was agreed, if somebody said so.
    pub agreed: Option<agreed::Outcome>,
    /// Titles of rules by their ids, of those that are named.
    pub rules: BTreeMap<String, String>,
    /// Files of either state that should have been read and could not, and why.
    pub unread: Vec<(String, String)>,
}

/// What changed in one system.
#[derive(Debug)]
pub struct SystemDifference {
    /// Its name, in the later state if it is there.
    pub name: String,
    /// Its name in the earlier state, if that was another one.
    pub old_name: Option<String>,
    /// Where it is.
    pub presence: Presence,
    /// Its roles, if that of the later state is another one.
    pub roles: Option<(String, String)>,
    /// By kind of export, in the order of `basislint exports`; only those of which there is something to say.
    pub exports: Vec<ExportDifference>,
    /// What became of the verdicts.
    pub verdicts: Verdicts,
    /// Steps of SAP's documents that another thing is said of: title of the document, the step, before and after.
    pub steps: Vec<StepChange>,
}

/// A step of a document of SAP's of which something else is said now.
#[derive(Debug, PartialEq, Eq)]
pub struct StepChange {
    /// The document.
    pub document: String,
    /// The step: its number, and what it is for.
    pub step: String,
    /// What was said.
    pub before: StepState,
    /// What is said.
    pub after: StepState,
}

/// Which state something is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Both.
    Both,
    /// The later one alone.
    Added,
    /// The earlier one alone.
    Removed,
}

/// What changed in the exports of one kind.
#[derive(Debug)]
pub struct ExportDifference {
    /// The kind, as JSON and configuration call it.
    pub kind: &'static str,
    /// What people call it, with where it comes from.
    pub title: String,
    /// Which state has such exports.
    pub presence: Presence,
    /// The changes, by what they are about.
    pub changes: Vec<Change>,
    /// What could not be compared, as sentences.
    pub not_compared: Vec<String>,
}

/// One thing that is new, gone, or otherwise.
#[derive(Debug, Clone)]
pub struct Change {
    /// What happened.
    pub what: What,
    /// What people call such a thing: `RFC destination`.
    pub called: String,
    /// Which one: `SAPOSS`.
    pub name: String,
    /// The instance or file that it is of, where there are several; else empty.
    pub of: String,
    /// What of it is otherwise; of what is new or gone the values that it has.
    pub fields: Vec<FieldChange>,
    /// What it means, as sentences without full stops.
    pub means: Vec<String>,
    /// Where it stood.
    pub old_place: Option<Spot>,
    /// Where it stands.
    pub new_place: Option<Spot>,
    /// Rules that find something at this place now and did not, with the severity.
    pub breaks: Vec<(String, Severity)>,
    /// Rules that found something at its old place, and find it no more.
    pub mends: Vec<String>,
    /// Whether it was agreed; none if nobody said what was.
    pub agreed: Option<bool>,
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is otherwise.
    Changed,
}

impl What {
    /// The word for it in reports and in files of agreed changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A field of a thing, before and after. Secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name.
    pub field: &'static str,
    /// What SAP's screen calls it.
    pub label: String,
    /// What it was; none if there was nothing.
    pub old: Option<String>,
    /// What it is; none if there is nothing.
    pub new: Option<String>,
    /// Something else stands there, and neither is shown: it is a secret.
    pub is_secret: bool,
}

/// A place in a file of one of the states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, as reports show it.
    pub path: String,
    /// 1-based.
    pub line: u64,
    /// 1-based.
    pub column: u64,
}

/// How bad a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing got worse.
    NotWorse,
    /// Something did.
    Worse,
    /// The states could not be compared.
    NotCompared,
}

/// Compares two states. `pairs` says which system of the one is which of the other.
pub fn compare(old: &State<'_>, new: &State<'_>, pairs: &[Pair]) -> Difference {
    let findings = verdicts::Findings::between(old.report, new.report);
    let steps = verdicts::Steps::of(old.report, new.report);
    let mut systems: Vec<SystemDifference> = pairs
        .iter()
        .map(|pair| {
            let mut exports = records::compare(old, new, pair);
            findings.note_at(&mut exports, pair);
            exports.retain(|export| {
                !(export.presence == Presence::Both && export.changes.is_empty() && export.not_compared.is_empty())
            });
            SystemDifference {
                name: pair.name().to_owned(),
                old_name: pair.was.clone(),
                presence: pair.presence(),
                roles: verdicts::roles(old.report, new.report, pair),
                exports,
                verdicts: Verdicts::of(old.report, new.report, pair, &findings),
                steps: steps.of_system(pair),
            }
        })
        .collect();
    systems.sort_by(|one, other| one.name.cmp(&other.name));
    let unread = |report: &Report| {
        let failed = report.files.iter().filter(|file| file.status == FileStatus::Failed);
        failed.map(|file| (file.path.clone(), file.reason.clone())).collect::<Vec<_>>()
    };
    let titles = new.report.rules.iter().map(|rule| (rule.id.to_string(), rule.title.to_string())).collect();
    Difference {
        old: old.name.to_owned(),
        new: new.name.to_owned(),
        as_of: new.report.as_of,
        systems,
        agreed: None,
        rules: titles,
        unread: unread(old.report).into_iter().chain(unread(new.report)).collect(),
    }
}

impl Difference {
    /// All changes, with the system and the kind of each.
    pub fn changes(&self) -> impl Iterator<Item = (&SystemDifference, &ExportDifference, &Change)> {
        self.systems.iter().flat_map(|system| {
            system
                .exports
                .iter()
                .flat_map(move |export| export.changes.iter().map(move |change| (system, export, change)))
        })
    }

    /// All findings that are new, by system.
    pub fn new_findings(&self) -> impl Iterator<Item = &Finding> {
        self.systems.iter().flat_map(|system| &system.verdicts.new_findings)
    }

    /// Nothing changed: no record, no verdict, no finding, and all was compared.
    pub fn is_empty(&self) -> bool {
        self.systems.iter().all(|system| {
            system.presence == Presence::Both
                && system.exports.is_empty()
                && system.roles.is_none()
                && system.verdicts.is_empty()
        })
    }

    /// Whether anything got worse: there is a new finding of at least this severity (none: of any counts none), a check can no longer be
    /// made, a system is gone, or something was not agreed.
    pub fn outcome(&self, fail_on: Option<Severity>) -> Outcome {
        if !self.systems.iter().any(|system| system.presence == Presence::Both) {
            return Outcome::NotCompared;
        }
        let is_worse = |system: &SystemDifference| {
            system.presence == Presence::Removed
                || !system.verdicts.lost.is_empty()
                || system.verdicts.new_findings.iter().any(|it| fail_on.is_some_and(|least| it.severity >= least))
        };
        let is_unagreed = self.agreed.as_ref().is_some_and(|agreed| !agreed.is_kept());
        if is_unagreed || (fail_on.is_some() && self.systems.iter().any(is_worse)) {
            return Outcome::Worse;
        }
        Outcome::NotWorse
    }
}
