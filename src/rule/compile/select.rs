//! Which records a rule looks at: the table they are looked up in, the parts an export comes in, the last records.

use std::sync::Arc;

use super::{Absent, Compiler, Latest, Limits, Narrowed, Part, Parts};
use crate::export::FieldKind;
use crate::finding::Severity;
use crate::landscape::{Role, Tier, derived};
use crate::rule::condition::{Condition, Key, Keys};
use crate::rule::file::{self, Expect};
use crate::rule::list::{Finder, List, strings};
use crate::rule::placed::Placed;
use crate::rule::speaks::SpeaksOf;
use crate::rule::terms::{RecordSource, Terms};

impl Compiler<'_> {
    pub(super) fn look_up(
        &mut self,
        select: &file::Select,
        list: Option<&Arc<List>>,
        terms: Terms<'_>,
    ) -> Option<(Vec<usize>, Finder)> {
        let place = select.field.as_ref().map(Placed::span).or_else(|| select.or_field.as_ref().map(Placed::span));
        if let (None, Some(place)) = (&select.table, place) {
            let complaint = self.complaint(place, "in which list is this field to be looked up?");
            self.desk.complaints.push(complaint.help("add `table = \"...\"`, or remove `field`"));
        }
        let (list, table) = (list?, select.table.as_ref()?);
        let Some(name) = &select.field else {
            let complaint = self.complaint(table.span(), "which field is to be looked up in this list?");
            self.desk.complaints.push(complaint.help("add `field = \"...\"`"));
            return None;
        };
        let mut fields = vec![self.look_up_field(name.get_ref(), name, terms)?];
        if let Some(others) = &select.or_field {
            for other in strings(others.get_ref()).unwrap_or_default() {
                fields.push(self.look_up_field(&other, others, terms)?);
            }
        }
        match Finder::new(Arc::clone(list), select.by) {
            Ok(finder) => Some((fields, finder)),
            Err(error) => {
                let complaint = self.complaint(table.span(), error);
                self.desk.complaints.push(complaint);
                None
            }
        }
    }

    /// A field whose value can be a key.
    fn look_up_field<T>(&mut self, name: &str, place: &Placed<T>, terms: Terms<'_>) -> Option<usize> {
        let (field, kind) = self.field(name, place, terms)?;
        if !matches!(kind, FieldKind::Text | FieldKind::Choice(_) | FieldKind::SUser) {
            let complaint = self.complaint(place.span(), "only text can be looked up in a list");
            let texts =
                terms.source.fields.iter().filter(|field| matches!(field.kind, FieldKind::Text | FieldKind::Choice(_)));
            let texts: Vec<&str> = texts.map(|field| field.name).collect();
            self.desk.complaints.push(complaint.help(format!("one of: {}", texts.join(", "))));
            return None;
        }
        Some(field)
    }

    /// A field of the export; complains if it has none of this name.
    pub(super) fn field<T>(&mut self, name: &str, place: &Placed<T>, terms: Terms<'_>) -> Option<(usize, FieldKind)> {
        let found = terms.field(name);
        if found.is_none() {
            self.desk.unknown_field(name, place, terms);
        }
        found
    }

    /// The parts of an export.
    pub(super) fn parts(&mut self, file: &file::RuleFile, terms: Terms<'_>) -> Option<Parts> {
        let parts = file.select.parts.as_ref()?;
        if file.expect != Expect::Each {
            let complaint = self.complaint(parts.field.span(), "parts are for rules that expect `each` row of a list");
            self.desk.complaints.push(complaint.help("write `expect = \"each\"`, or remove `parts`"));
            return None;
        }
        let (field, _) = self.field(parts.field.get_ref(), &parts.field, terms)?;
        let of = parts.of.iter().map(|part| Part {
            value: part.value.clone(),
            title: part.title.clone(),
            roles: part.roles.clone(),
        });
        Some(Parts { field, of: of.collect() })
    }

    /// The fields that tell which records are the last ones.
    pub(super) fn latest(&mut self, file: &file::RuleFile, terms: Terms<'_>) -> Option<Latest> {
        let latest = file.select.latest.as_ref()?;
        if !matches!(file.expect, Expect::None | Expect::All) {
            let complaint = self.complaint(latest.of.span(), "the last records cannot be counted");
            self.desk.complaints.push(complaint.help("use `latest` with `expect = \"none\"` or `\"all\"`"));
            return None;
        }
        let (of, _) = self.field(latest.of.get_ref(), &latest.of, terms)?;
        let (per, _) = self.field(latest.per.get_ref(), &latest.per, terms)?;
        Some(Latest { of, per, or_without: latest.or_without })
    }

    /// The values to which a list may have been narrowed.
    pub(super) fn narrowed(&mut self, file: &file::RuleFile, terms: Terms<'_>) -> Option<Narrowed> {
        let narrowed = file.select.narrowed.as_ref()?;
        self.field(narrowed.by.get_ref(), &narrowed.by, terms)?;
        Some(Narrowed { by: narrowed.by.get_ref().clone(), to: narrowed.to.clone() })
    }

    /// What the rule speaks of.
    pub(super) fn speaks_of(
        &mut self,
        file: &file::RuleFile,
        absent: Option<&Absent>,
        source: RecordSource,
    ) -> SpeaksOf {
        let such = self.decided_at_once(self.rule_span(), |compiler| {
            // Whether a record has a row in the table is no matter here.
            compiler.conditions(&file.speaks_of, Terms { source, list: None })
        });
        let message = match file.expect {
            _ if such.is_empty() => None,
            Expect::None | Expect::All if matches!(absent, None | Some(Absent::NotApplicable(_))) => None,
            Expect::None | Expect::All => Some("`absent` says already what it is if there is nothing to speak of"),
            _ => Some("this rule speaks of what must be there"),
        };
        if let Some(message) = message {
            let complaint = self.complaint(self.rule_span(), message);
            self.desk.complaints.push(complaint.help("remove `speaks-of`"));
        }
        SpeaksOf::of(such, absent, file.select.table.is_some() || !file.about.is_empty())
    }

    /// What the rows of the rule's list say of systems and severities.
    pub(super) fn limits(&mut self, table: Option<&Placed<String>>, list: Option<&List>) -> Vec<Limits> {
        let (Some(table), Some(list)) = (table, list) else { return Vec::new() };
        let column = |name: &str| list.columns.iter().position(|column| column == name);
        let columns = ["roles", "tiers", "severity"].map(column);
        let by_tier = Tier::ALL.map(|tier| (tier, column(&format!("severity-{}", tier.name()))));
        if columns == [None; 3] && by_tier.iter().all(|(_, column)| column.is_none()) {
            return Vec::new();
        }
        let mut wrong = Vec::new();
        let mut limits = Vec::with_capacity(list.rows.len());
        for row in 0..list.rows.len() {
            let cell = |column: Option<usize>| column.map_or(&[][..], |column| list.cell(row, column));
            let [roles, tiers, severity] = columns.map(cell);
            limits.push(Limits {
                roles: known(roles, Role::by_name, &mut wrong),
                tiers: known(tiers, Tier::by_name, &mut wrong),
                severity: known(severity, Severity::by_name, &mut wrong).pop(),
                severity_by_tier: by_tier
                    .iter()
                    .filter_map(|(tier, column)| {
                        Some((*tier, known(cell(*column), Severity::by_name, &mut wrong).pop()?))
                    })
                    .collect(),
            });
        }
        if let Some(word) = wrong.first() {
            let message = format!("`{word}` in this list is no role, tier or severity");
            let complaint = self.complaint(table.span(), message);
            let help = "the columns `roles`, `tiers`, `severity` and `severity-TIER` of a rule's table say for which systems a row counts, and how bad it is";
            self.desk.complaints.push(complaint.help(help));
        }
        limits
    }
}

/// The words that are known; the others are noted.
fn known<T>(words: &[String], by_name: fn(&str) -> Option<T>, wrong: &mut Vec<String>) -> Vec<T> {
    let read = |word: &String| {
        let known = by_name(word);
        if known.is_none() {
            wrong.push(word.clone());
        }
        known
    };
    words.iter().filter_map(read).collect()
}

/// The exports from which the records follow that a rule is about, if they are derived ones: of some, more exports tell.
pub(super) fn exports_of(source: RecordSource, about: &[Condition]) -> &'static [&'static str] {
    let Some(derived) = derived::by_kind(source.kind) else { return source.exports };
    let Keys::Only(keys) = Condition::keys_of_all(about, derived.asked_by) else { return source.exports };
    let told = |key: &Key<'_>| match key {
        Key::Text(text) => vec![derived.sources_of(text)],
        Key::Globs(globs) => globs.patterns().map(|pattern| derived.sources_of(pattern)).collect(),
        Key::Pattern(_) | Key::Listed(_) => vec![source.exports],
    };
    let mut told: Vec<_> = keys.iter().flat_map(told).collect();
    told.dedup();
    match told.as_slice() {
        [only] => only,
        // Not all of its records are told of by more.
        _ => source.exports,
    }
}
