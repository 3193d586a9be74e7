//! What is wrong in a policy, for those who write some: found without any export.
//!
//! What a predicate can and cannot be is asked of rows made from it ([`super::samples`]): where two predicates hold for one row, that row is shown. That
//! something *never* holds is said only where it follows (`contradiction`). Items with EXIST or NOT_EXIST ask otherwise, and their two predicates
//! may be the same.

mod branches;
mod ciphers;
mod contradiction;
mod ids;
mod limits;
mod notes;
mod order;
mod patterns;

use std::ops::Range;

use rayon::prelude::*;

use super::predicate::Predicate;
use super::{ConfigStore, Item, Operator, Policy, errata, stores};
use crate::finding::Severity;

/// A kind of mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// Its id.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What it is about, in one line.
    pub title: &'static str,
    /// What follows from it, and the way out.
    pub about: &'static str,
}

macro_rules! checks {
    ($($name:ident = $id:literal, $severity:ident, $title:literal, $about:literal;)*) => {
        $(pub(super) static $name: Check = Check { id: $id, severity: Severity::$severity, title: $title, about: $about };)*
        /// All kinds of mistakes, the gravest first.
        pub static CHECKS: &[&Check] = &[$(&$name),*];
    };
}

checks! {
    UNREADABLE = "unreadable-predicate", Error, "A predicate is none",
        "SAP cannot evaluate it either, or does something else than is meant. The check item says nothing.";
    EQUAL = "equal-predicates", Error, "Compliant and noncompliant are the same",
        "Each row that is wrong is right as well, and the check item can tell nothing. Without EXIST or NOT_EXIST the two must exclude each other.";
    NEVER = "never-true", Error, "A predicate can never hold",
        "No row is ever found by it. If it is noncompliant, the check item passes whatever the system has.";
    ALWAYS = "always-true", Error, "A condition always holds",
        "It looks as if it told rows apart, and does not: most often `and` stands under `not` where `or` is meant.";
    BOTH = "both-hold", Error, "Compliant and noncompliant hold for the same row",
        "SAP shows such a row as good and bad at once. Each row should be one of the two.";
    OTHER_KEY = "other-key", Error, "Compliant and noncompliant ask for different keys",
        "One of them asks for a parameter, component or combination that the other one does not know: what is wrong in it is not found, or never right.";
    OTHER_NOTE = "other-note", Warning, "The item names another SAP Note than it checks",
        "Whoever reads the result looks up the wrong note.";
    JOIN_DIFFERS = "join-differs", Warning, "joincompliant and joinnoncompliant differ",
        "The check item then asks for different systems when it looks for good rows and for bad ones. In SAP's own policies the two are always the same.";
    LIMITS_OVERLAP = "limits-overlap", Warning, "Limits overlap",
        "A support package or patch between the two limits is good and bad at once.";
    LIMITS_GAP = "limits-gap", Warning, "There is a gap between limits",
        "A support package or patch between the two limits is neither good nor bad, and the check item says nothing of it.";
    TEXT_ORDER = "text-order", Warning, "Numbers or versions are compared as texts",
        "As texts '10' comes before '9' and '2.9.1' behind '2.15.2'. Pad with lpad, or compare part by part as numbers.";
    EQUAL_WILDCARD = "wildcard-without-like", Warning, "A text with % is compared by =",
        "% means any text only behind like. Behind = it is a character, which hardly any value has.";
    LIKE_BRACKETS = "brackets-in-like", Warning, "Brackets stand in a like pattern",
        "like knows % and _ only: brackets are characters there. For a set of characters write like_regexpr.";
    DANGLING = "dangling-note", Warning, "No check item asks whether the note is implemented",
        "check_note:N belongs to an item that asks ABAP_NOTES whether note N is implemented, and this policy has none for N: only versions decide. Notes of SAP HANA are like that.";
    ONE_CIPHER_STRING = "one-cipher-string", Warning, "A cipher string is compared with one text",
        "Many cipher strings mean the same or are stricter, and all but one fail. basislint's own rules client-ciphersuites-weak and server-ciphersuites-weak read what a string means.";
    KNOWN_ERRATUM = "known-erratum", Warning, "SAP published this check item with a mistake",
        "basislint knows the mistake and evaluates what is meant, as long as the text stays as it is.";
    DEAD = "dead-alternative", Note, "An alternative can never hold",
        "The predicate says the same without it. Often a release or a limit was mistyped.";
    NEITHER = "neither-holds", Note, "Neither compliant nor noncompliant holds for a row",
        "Such a row is shown as neither good nor bad. That may be meant; often a value was forgotten.";
    UNKNOWN_STORE = "unknown-store", Note, "The config store is not known",
        "None of SAP's policies asks for it, and no export carries it. A store file of its name can (not done yet).";
    DUPLICATE = "duplicate-id", Note, "Several check items have the same id",
        "SAP takes that; reports number them, and a changed order changes the numbers.";
    DUPLICATE_POLICY = "duplicate-policy", Note, "Several policies have the same id",
        "Where both are loaded, results of one are taken for those of the other.";
    SCHEMA = "schema", Note, "SAP's schema does not take this",
        "Focused Run and Cloud ALM take it all the same, as far as SAP's own policies have it.";
}

/// A mistake at its place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind it is.
    pub check: &'static Check,
    /// The policy, by its number.
    pub policy: usize,
    /// The config store and the item in it, if it lies in one.
    pub item: Option<(usize, usize)>,
    /// Its bytes in the policy.
    pub span: Range<usize>,
    /// What is wrong, in words.
    pub message: String,
    /// The way out, if it says more than the kind does.
    pub help: Option<String>,
}

/// Looks for mistakes in policies; they come in the order of policies and places.
pub fn examine(policies: &[Policy]) -> Vec<Finding> {
    let of_policy = |(number, policy): (usize, &Policy)| {
        let mut findings = Findings { policy: number, item: None, found: Vec::new() };
        for deviation in &policy.deviations {
            findings.add(&SCHEMA, deviation.span.clone(), deviation.message.clone(), None);
        }
        ids::within(policy, &mut findings);
        notes::dangling(policy, &mut findings);
        for (store, of) in policy.stores.iter().enumerate() {
            if stores::by_name(&of.name.text).is_none() {
                let message = format!("the config store {} is in none of SAP's policies", of.name.text);
                findings.add(&UNKNOWN_STORE, of.name.span.clone(), message, None);
            }
            for (number, item) in of.items.iter().enumerate() {
                findings.item = Some((store, number));
                examine_item(policy, of, item, &mut findings);
                findings.item = None;
            }
        }
        findings.found
    };
    let mut found: Vec<Finding> = policies.par_iter().enumerate().flat_map_iter(of_policy).collect();
    let mut between = Findings { policy: 0, item: None, found: Vec::new() };
    ids::between(policies, &mut between);
    found.extend(between.found);
    found.sort_by(|left, right| {
        let key = |finding: &Finding| (finding.policy, finding.span.start, finding.check.id, finding.span.end);
        key(left).cmp(&key(right)).then_with(|| left.message.cmp(&right.message))
    });
    found
}

fn examine_item(policy: &Policy, store: &ConfigStore, item: &Item, findings: &mut Findings) {
    for mistake in &item.mistakes {
        findings.add(&UNREADABLE, mistake.span.clone(), mistake.message.clone(), mistake.help.clone());
    }
    if let Some(erratum) = errata::of(policy, store, item) {
        let message = if erratum.cannot_tell.is_some() {
            "of some rows nobody can tell what is meant"
        } else {
            "what is meant is evaluated, not what is written"
        };
        let why = format!("{} Source: {}.", erratum.wrong, erratum.source);
        findings.add(&KNOWN_ERRATUM, item.id.span.clone(), message.to_owned(), Some(why));
    }
    notes::other(item, findings);
    branches::examine(store, item, findings);
    for (join, branch) in item.branches() {
        let Some(predicate) = &branch.predicate else { continue };
        let store = join.map_or(&store.name.text, |join| &join.store.text);
        patterns::examine(predicate, branch, findings);
        ciphers::examine(predicate, branch, findings);
        order::examine(predicate, branch, store, findings);
    }
}

/// Why an item whose rows speak each for itself can tell nothing, if that is sure.
pub(super) fn cannot_tell(compliant: Option<&Predicate>, noncompliant: Option<&Predicate>) -> Option<&'static str> {
    match (compliant, noncompliant) {
        (Some(compliant), Some(noncompliant)) if compliant == noncompliant => {
            Some("what is right and what is wrong are the same")
        }
        (_, Some(noncompliant)) if contradiction::never_holds(noncompliant) => Some("what is wrong can never be found"),
        _ => None,
    }
}

/// Whether an item asks for one certain cipher string.
pub(super) fn asks_for_one_cipher_string(item: &Item) -> bool {
    let mut findings = Findings { policy: 0, item: None, found: Vec::new() };
    for branch in [&item.compliant, &item.noncompliant] {
        if let Some(predicate) = &branch.predicate {
            ciphers::examine(predicate, branch, &mut findings);
        }
    }
    !findings.found.is_empty()
}

/// What was found so far.
struct Findings {
    policy: usize,
    item: Option<(usize, usize)>,
    found: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, check: &'static Check, span: Range<usize>, message: String, help: Option<String>) {
        self.found.push(Finding { check, policy: self.policy, item: self.item, span, message, help });
    }
}

/// The two predicates ask the same on purpose, or one of them says nothing.
fn asks_by_existence(item: &Item) -> bool {
    matches!(item.operator, Some(Operator::Exist(_) | Operator::NotExist(_)))
}

#[cfg(test)]
mod tests;
