//! What a change means: the words of its kind and fields, and what only its values tell (versions, certificates, cipher strings).

use std::cmp::Ordering;

use super::{Change, FieldChange, What, parameters};
use crate::knowledge::comparison::Comparison;
use crate::knowledge::version::compare_versions;

/// What is known of the two records beside what is told of them.
pub(super) struct Aside {
    /// The word that says what kind of record it is.
    pub by: String,
    /// The name of a profile parameter.
    pub parameter: String,
    /// What of certificates tells one from its successor.
    pub certificate: Option<Renewal>,
}

/// A certificate and that which takes its place.
pub(super) struct Renewal {
    pub serial: (String, String),
    pub sha256: (String, String),
    pub key: (String, String),
    pub not_after: (String, String),
    pub issuer: (String, String),
}

impl Renewal {
    /// Another certificate has taken the place of the first.
    fn is_another(&self) -> bool {
        [&self.serial, &self.sha256].into_iter().any(Self::is_other)
    }

    /// The same, where neither serial number nor fingerprint is told.
    fn may_be_another(&self) -> bool {
        self.is_another() || (self.serial.1.is_empty() && self.sha256.1.is_empty() && Self::is_other(&self.not_after))
    }

    fn is_other((old, new): &(String, String)) -> bool {
        !old.is_empty() && !new.is_empty() && !old.eq_ignore_ascii_case(new)
    }
}

impl Aside {
    /// Something is otherwise that is never told by itself.
    pub fn is_other(&self) -> bool {
        self.certificate.as_ref().is_some_and(Renewal::is_another)
    }
}

/// Adds to a change what it means.
pub(super) fn of(kind: &str, words: &Comparison, aside: &Aside, change: &mut Change) {
    let mut means = match kind {
        "profile" | "profile-parameters" => of_parameter(aside, change),
        "components" => of_versions(change, &["release", "level"], "raised", "lowered"),
        "kernel" => of_versions(change, &["release", "patch"], "raised", "lowered"),
        "crypto-library" => of_versions(change, &["version"], "raised", "lowered"),
        "notes" => of_note(change),
        "saprouttab" => of_route(change),
        "tls-info" => of_tls_info(change),
        _ => Vec::new(),
    };
    if let Some(renewal) = aside.certificate.as_ref().filter(|_| change.what == What::Changed) {
        means.extend(of_certificate(renewal, change));
    }
    let called = words.of.get(&aside.by);
    let general = match change.what {
        What::Added => called.and_then(|it| it.added.as_ref()).or(words.added.as_ref()),
        What::Removed => called.and_then(|it| it.removed.as_ref()).or(words.removed.as_ref()),
        What::Changed => None,
    };
    if means.is_empty() {
        means.extend(general.cloned());
    }
    if change.what == What::Changed {
        let is_alone = change.fields.len() == 1;
        means.extend(change.fields.iter().filter_map(|field| of_field(words, field, is_alone)));
    }
    means.dedup();
    change.means = means;
}

/// What the change of one field means. What comes or goes with others is explained by them.
fn of_field(words: &Comparison, field: &FieldChange, is_alone: bool) -> Option<String> {
    let known = words.fields.get(field.field)?;
    let told = match (field.old.as_deref(), field.new.as_deref()) {
        (_, Some("yes")) if known.on.is_some() => known.on.as_ref(),
        (_, Some("no")) if known.off.is_some() => known.off.as_ref(),
        (None, Some(_)) => known.set.as_ref().or(known.means.as_ref().filter(|_| is_alone)),
        (Some(_), None) => known.gone.as_ref().or(known.means.as_ref().filter(|_| is_alone)),
        _ => known.means.as_ref(),
    };
    told.cloned()
}

fn values<'c>(change: &'c Change, field: &str) -> Option<(Option<&'c str>, Option<&'c str>)> {
    let found = change.fields.iter().find(|it| it.field == field)?;
    Some((found.old.as_deref(), found.new.as_deref()))
}

fn of_parameter(aside: &Aside, change: &Change) -> Vec<String> {
    match values(change, "value") {
        Some((old, new)) if !change.fields.iter().any(|it| it.is_secret) => {
            parameters::effects(&aside.parameter, old, new)
        }
        _ => Vec::new(),
    }
}

/// Which way versions went; the first that differs decides.
fn of_versions(change: &Change, fields: &[&str], up: &str, down: &str) -> Vec<String> {
    if change.what != What::Changed {
        return Vec::new();
    }
    let both = fields.iter().filter_map(|field| Some((field, values(change, field)?)));
    for (_, (old, new)) in both {
        if let (Some(old), Some(new)) = (old, new) {
            return match compare_versions(old, new) {
                Ordering::Less => vec![up.to_owned()],
                Ordering::Greater => vec![format!("{down}: corrections that came since are no longer there")],
                Ordering::Equal => continue,
            };
        }
    }
    Vec::new()
}

fn of_note(change: &Change) -> Vec<String> {
    let state = values(change, "state");
    let told = match (change.what, state) {
        (What::Added | What::Changed, Some((_, Some("implemented")))) => "its corrections are in the system now",
        (What::Changed, Some((Some("implemented"), Some("obsolete")))) => {
            "it is obsolete: its corrections came with a Support Package"
        }
        (What::Changed, Some((Some("implemented"), _))) => "its corrections are no longer whole in the system",
        (What::Removed, Some((Some("implemented"), _))) => {
            "nothing shows any more that its corrections are in the system"
        }
        (What::Added, Some((_, Some("can-be-implemented")))) => "it was downloaded, and is not implemented",
        _ => return Vec::new(),
    };
    vec![told.to_owned()]
}

fn of_route(change: &Change) -> Vec<String> {
    let kind = change.name.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    let (allows, denies) = (matches!(kind.as_str(), "P" | "S" | "KP" | "KS"), matches!(kind.as_str(), "D" | "KD"));
    let told = match change.what {
        What::Added if allows => "this route is opened, unless an earlier line denies it",
        What::Added if denies => "this route is closed, unless an earlier line permits it",
        What::Removed if allows => "this route is closed, unless another line permits it",
        What::Removed if denies => "this route is no longer denied: a later line may permit it",
        _ => return Vec::new(),
    };
    vec![told.to_owned()]
}

/// Lines that lost or gained their effect by a line that is new or gone are what that one means, and no changes of their own.
pub(super) fn fold_routes(changes: &mut Vec<Change>) {
    let is_effect =
        |change: &Change| change.what == What::Changed && change.fields.iter().all(|it| it.field == "reachable");
    let (effects, mut own): (Vec<Change>, Vec<Change>) = std::mem::take(changes).into_iter().partition(is_effect);
    let [only] = own.as_mut_slice() else {
        own.extend(effects);
        *changes = own;
        return;
    };
    for (now, words) in [("no", "without effect from now on"), ("yes", "in effect from now on")] {
        let names = effects.iter().filter(|it| values(it, "reachable").is_some_and(|(_, new)| new == Some(now)));
        let names: Vec<&str> = names.map(|change| change.name.as_str()).collect();
        if !names.is_empty() {
            only.means.push(format!("{words}: {}", names.join("; ")));
        }
    }
    *changes = own;
}

fn of_tls_info(change: &Change) -> Vec<String> {
    match values(change, "value") {
        Some((old, new)) if change.what == What::Changed => parameters::of_ciphers(old, new),
        _ => Vec::new(),
    }
}

fn of_certificate(renewal: &Renewal, change: &Change) -> Vec<String> {
    if !renewal.may_be_another() {
        return Vec::new();
    }
    let mut told = vec!["another certificate takes its place".to_owned()];
    let (before, after) = &renewal.not_after;
    if !before.is_empty() && !after.is_empty() {
        let day = |moment: &str| moment.get(..10).unwrap_or(moment).to_owned();
        told.push(match day(before).cmp(&day(after)) {
            Ordering::Less => format!("valid until {} instead of {}", day(after), day(before)),
            Ordering::Equal => format!("valid until {} as before", day(after)),
            Ordering::Greater => format!("valid until {} only, instead of {}", day(after), day(before)),
        });
    }
    told.push(match &renewal.key {
        (old, new) if old.is_empty() || new.is_empty() => "whether the key is the same is not known".to_owned(),
        (old, new) if old == new => "the key is the same".to_owned(),
        _ => "with a new key".to_owned(),
    });
    let is_other_issuer = change.fields.iter().any(|field| field.field == "issuer");
    told.push(match is_other_issuer {
        true => "from another issuer: whoever trusts only the old one trusts it no more".to_owned(),
        false if renewal.issuer.1.is_empty() => return told,
        false => "from the same issuer".to_owned(),
    });
    told
}
