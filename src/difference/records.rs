//! Compares the records of two states of a system, kind by kind: what is new, gone, or otherwise.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::scopes::{self, Scope};
use super::{Change, ExportDifference, FieldChange, Pair, Presence, Spot, State, What, consequences, values};
use crate::export::{EXPORTS, Export, Reach};
use crate::knowledge::comparison::{self, Compare, Comparison};
use crate::landscape::inventory::{FileInventory, Held, HeldValue};
use crate::terminal_text::counted;

/// A record and the file it stands in.
type At<'s> = (&'s FileInventory, &'s Held);

/// So many records are named that nobody knows to be new or gone.
const NAMED: usize = 5;

/// Compares all exports of a system.
pub(super) fn compare(old: &State<'_>, new: &State<'_>, pair: &Pair) -> Vec<ExportDifference> {
    if pair.presence() != Presence::Both {
        return Vec::new();
    }
    EXPORTS.iter().filter_map(|export| of_export(export, old, new, pair)).collect()
}

fn of_export(export: &'static Export, old: &State<'_>, new: &State<'_>, pair: &Pair) -> Option<ExportDifference> {
    fn files<'s>(state: &'s State<'_>, name: Option<&str>, kind: &str) -> Vec<&'s FileInventory> {
        let is_its = |file: &&FileInventory| file.inventory.export.kind == kind && state.system_of(file) == name;
        state.inventories.iter().filter(is_its).collect()
    }
    let has = |state: &State<'_>, name: Option<&str>| {
        let files = state.report.files.iter();
        files.into_iter().any(|file| file.export == Some(export.kind) && file.system.as_deref() == name)
    };
    let is_there = (has(old, pair.old.as_deref()), has(new, pair.new.as_deref()));
    let presence = match is_there {
        (false, false) => return None,
        (true, true) => Presence::Both,
        (false, true) => Presence::Added,
        (true, false) => Presence::Removed,
    };
    let mut difference = ExportDifference {
        kind: export.kind,
        title: format!("{} ({})", export.title, export.origin),
        presence,
        changes: Vec::new(),
        not_compared: Vec::new(),
    };
    // Of what is there by its name alone nothing is missing where there is none.
    if presence != Presence::Both && export.reach != Reach::Folder {
        let (has, lacks) = if presence == Presence::Added { (new.name, old.name) } else { (old.name, new.name) };
        let why = format!("{has} has it and {lacks} does not: what changed there is not known");
        difference.not_compared.push(why);
        return Some(difference);
    }
    let (ours, theirs) = (files(old, pair.old.as_deref(), export.kind), files(new, pair.new.as_deref(), export.kind));
    let default = Comparison::default();
    let words = comparison::of(export.kind).unwrap_or(&default);
    let scopes = scopes::of(ours, theirs);
    let is_one = scopes.len() == 1;
    for mut scope in scopes {
        if is_one && export.reach != Reach::Server {
            scope.of.clear();
        }
        Comparing { export, words, scope: &scope, names: (old.name, new.name) }.compare(&mut difference);
    }
    if export.kind == "saprouttab" {
        consequences::fold_routes(&mut difference.changes);
    }
    difference.changes.sort_by(|one, other| {
        (&one.called, &one.name, &one.of, one.what).cmp(&(&other.called, &other.name, &other.of, other.what))
    });
    Some(difference)
}

struct Comparing<'c, 's> {
    export: &'static Export,
    words: &'c Comparison,
    scope: &'c Scope<'s>,
    /// What the two states are called.
    names: (&'c str, &'c str),
}

/// How much of a key counts.
#[derive(Clone, Copy)]
enum Key {
    /// All of it.
    Whole,
    /// Without what only keeps several of one thing apart.
    WithoutApart,
    /// Without what SAP translates.
    WithoutWords,
}

/// Records by their key.
type ByKey<'s> = BTreeMap<Vec<String>, Vec<At<'s>>>;

impl<'s> Comparing<'s, 's> {
    fn compare(&self, difference: &mut ExportDifference) {
        if self.scope.old.is_empty() != self.scope.new.is_empty() && self.export.reach != Reach::Folder {
            let (old, new) = self.names;
            let (has, lacks) = if self.scope.old.is_empty() { (new, old) } else { (old, new) };
            let of = if self.scope.of.is_empty() { "a part of it" } else { self.scope.of.as_str() };
            difference
                .not_compared
                .push(format!("{has} has {of} and {lacks} does not: what changed there is not known"));
            return;
        }
        // What both have has not changed, and need not be taken apart unless something else of its kind has.
        let hashes = |files: &[&FileInventory]| -> HashSet<u64> {
            files.iter().flat_map(|file| file.inventory.hashes()).copied().collect()
        };
        let (ours, theirs) = (hashes(&self.scope.old), hashes(&self.scope.new));
        let is_common = |hash: u64| ours.contains(&hash) && theirs.contains(&hash);
        let only = |files: &[&'s FileInventory]| records(files, &|hash| !is_common(hash));
        let (old_only, new_only) = (only(&self.scope.old), only(&self.scope.new));
        let common;
        let (mut old, mut new) = (self.by_key(&old_only, Key::Whole), self.by_key(&new_only, Key::Whole));
        if old.is_empty() && new.is_empty() {
            return;
        }
        let is_matched = old.len() == new.len() && old.keys().all(|key| new.contains_key(key));
        if !is_matched {
            common = records(&self.scope.new, &is_common);
            let shared = self.by_key(&common, Key::Whole);
            // A key with words of SAP's is another one in each language.
            let is_foreign = shared.is_empty() && old.keys().all(|key| !new.contains_key(key));
            if is_foreign && !old.is_empty() && !new.is_empty() {
                old = self.by_key(&old_only, Key::WithoutWords);
                new = self.by_key(&new_only, Key::WithoutWords);
            }
            // Of a thing with several records some may be gone, and the thing is there all the same.
            for (key, records) in shared {
                if old.contains_key(&key) || new.contains_key(&key) {
                    old.entry(key.clone()).or_default().extend(&records);
                    new.entry(key).or_default().extend(&records);
                }
            }
        }
        let is_other_language = self.is_other_language(&old, &new);
        let mut changed = Vec::new();
        let both: Vec<Vec<String>> = old.keys().filter(|key| new.contains_key(*key)).cloned().collect();
        for key in both {
            if let (Some(old), Some(new)) = (old.remove(&key), new.remove(&key)) {
                changed.push((old, new));
            }
        }
        changed.extend(self.known_again(&mut old, &mut new));
        for (old, new) in &changed {
            difference.changes.extend(self.changed(old, new, is_other_language));
        }
        let lacks = |files: &[&FileInventory]| files.iter().find_map(|file| file.lacks.clone());
        for (records, other, what) in
            [(old, lacks(&self.scope.new), What::Removed), (new, lacks(&self.scope.old), What::Added)]
        {
            match other {
                None => difference.changes.extend(records.values().filter_map(|of| self.alone(of, what))),
                Some(why) => difference.not_compared.extend(self.unsure(&records, what, &why)),
            }
        }
    }

    /// Whether the words of the record say that it is no thing.
    fn is_ignored(&self, record: &Held) -> bool {
        let by = self.words.by.as_deref().and_then(|by| self.value(record, by));
        let only_if = self.words.only_if.as_deref().and_then(|field| self.value(record, field));
        by.is_some_and(|by| self.words.ignore.iter().any(|word| *word == by.shown()))
            || only_if == Some(&HeldValue::Flag(false))
    }

    fn value<'r>(&self, record: &'r Held, field: &str) -> Option<&'r HeldValue> {
        let index = self.export.fields.iter().position(|spec| spec.name == field)?;
        record.values.get(index)
    }

    fn key_fields(&self) -> Vec<&'s str> {
        match self.words.key.as_slice() {
            [] => self.export.key.to_vec(),
            key => key.iter().map(String::as_str).collect(),
        }
    }

    fn key(&self, record: &Held, which: Key) -> Vec<String> {
        let part = |name: &str| {
            let compare = self.words.compare(name);
            let spec = self.export.fields.iter().find(|spec| spec.name == name)?;
            let is_part = match which {
                Key::Whole => true,
                Key::WithoutApart => compare != Compare::Apart,
                Key::WithoutWords => compare != Compare::Wording,
            };
            is_part.then(|| values::key_of(spec, compare, self.value(record, name).unwrap_or(&HeldValue::Unknown)))
        };
        let own = self.key_fields().into_iter().filter_map(part);
        own.chain([record.instance.to_lowercase()]).collect()
    }

    fn by_key<'r>(&self, records: &'r [(&'r FileInventory, Held)], which: Key) -> ByKey<'r> {
        let mut by_key = ByKey::new();
        for (file, record) in records.iter().filter(|(_, record)| !self.is_ignored(record)) {
            by_key.entry(self.key(record, which)).or_default().push((file, record));
        }
        by_key
    }

    /// Whether most of what SAP translates is otherwise: then it is another language, and no change.
    fn is_other_language(&self, old: &ByKey<'_>, new: &ByKey<'_>) -> bool {
        let wordings = self.export.fields.iter().enumerate();
        let wordings = wordings.filter(|(_, spec)| self.words.compare(spec.name) == Compare::Wording);
        fn at<'r>(records: &[At<'r>], index: usize) -> Vec<&'r HeldValue> {
            let values = records.iter().filter_map(|(_, record)| record.values.get(index));
            values.filter(|value| value.is_there()).collect()
        }
        let (mut same, mut other) = (0, 0);
        for (index, spec) in wordings {
            for (key, ours) in old {
                let Some(theirs) = new.get(key) else { continue };
                let (ours, theirs) = (at(ours, index), at(theirs, index));
                let lacking = values::lacking(spec, Compare::Wording, &ours, &theirs).len();
                other += lacking;
                same += ours.len().saturating_sub(lacking);
            }
        }
        other > same && other > 1
    }

    /// Pairs what differs in parts of its key alone that only keep several of one thing apart.
    fn known_again<'r>(&self, old: &mut ByKey<'r>, new: &mut ByKey<'r>) -> Vec<(Vec<At<'r>>, Vec<At<'r>>)> {
        if !self.key_fields().iter().any(|field| self.words.compare(field) == Compare::Apart) {
            return Vec::new();
        }
        let subject = |record: &Held| self.value(record, "subject").map(|value| value.shown().to_lowercase());
        // Of certificates the subject must be the same, but for the only own one of a PSE.
        let is_only = |record: &Held| {
            let entry = self.value(record, "entry").map(HeldValue::shown);
            self.value(record, "subject").is_none() || entry.as_deref() == Some("own")
        };
        let loose = |record: &Held, with_subject: bool| {
            let mut key = self.key(record, Key::WithoutApart);
            key.extend(subject(record).filter(|_| with_subject));
            key
        };
        let mut again = Vec::new();
        for with_subject in [true, false] {
            let sort = |of: &ByKey<'r>| {
                let mut groups: BTreeMap<Vec<String>, Vec<Vec<String>>> = BTreeMap::new();
                for (key, records) in of {
                    if let Some((_, record)) = records.first().filter(|(_, record)| with_subject || is_only(record)) {
                        groups.entry(loose(record, with_subject)).or_default().push(key.clone());
                    }
                }
                groups
            };
            let theirs = sort(new);
            for (group, ours) in sort(old) {
                if let ([one], Some([other])) = (ours.as_slice(), theirs.get(&group).map(Vec::as_slice))
                    && let (Some(ours), Some(theirs)) = (old.remove(one), new.remove(other))
                {
                    again.push((ours, theirs));
                }
            }
        }
        again
    }

    fn changed(&self, old: &[At<'_>], new: &[At<'_>], is_other_language: bool) -> Option<Change> {
        let (first, now) = (old.first()?, new.first()?);
        let mut fields: Vec<FieldChange> = Vec::new();
        for (index, spec) in self.export.fields.iter().enumerate() {
            let compare = self.words.compare(spec.name);
            let is_left_out = compare.is_left_out()
                || compare == Compare::Aside
                || (compare == Compare::Wording && is_other_language)
                || (compare == Compare::Apart && self.words.fields.get(spec.name).is_some_and(|it| it.label.is_none()));
            if is_left_out {
                continue;
            }
            let of = |records: &[At<'_>]| {
                records.iter().filter_map(|(_, record)| record.values.get(index).cloned()).collect::<Vec<_>>()
            };
            let (ours, theirs) = (of(old), of(new));
            let (ours, theirs): (Vec<_>, Vec<_>) = (ours.iter().collect(), theirs.iter().collect());
            fields.extend(values::change(spec, self.words, &ours, &theirs));
        }
        let aside = self.aside(first.1, now.1);
        if fields.is_empty() && !aside.is_other() {
            return None;
        }
        let mut change = self.told(What::Changed, now, fields);
        change.old_place = Some(spot(first));
        change.new_place = Some(spot(now));
        consequences::of(self.export.kind, self.words, &aside, &mut change);
        Some(change)
    }

    fn alone(&self, of: &[At<'_>], what: What) -> Option<Change> {
        let first = of.first()?;
        let fields = self.export.fields.iter().enumerate().filter_map(|(index, spec)| {
            let compare = self.words.compare(spec.name);
            if compare.is_left_out() || matches!(compare, Compare::Aside | Compare::Apart) {
                return None;
            }
            let value = first.1.values.get(index).filter(|value| value.is_there())?;
            // What names it stands above.
            let is_name = self.name_fields().contains(&spec.name) || self.words.by.as_deref() == Some(spec.name);
            let (shown, is_secret) = value.told();
            if shown.is_empty() {
                return None;
            }
            let (old, new) = if what == What::Added { (None, Some(shown)) } else { (Some(shown), None) };
            let label = self.words.label(spec.name).to_owned();
            (!is_name).then_some(FieldChange { field: spec.name, label, old, new, is_secret })
        });
        let mut change = self.told(what, first, fields.collect());
        let place = Some(spot(first));
        if what == What::Added {
            change.new_place = place
        } else {
            change.old_place = place
        }
        consequences::of(self.export.kind, self.words, &self.aside(first.1, first.1), &mut change);
        Some(change)
    }

    fn name_fields(&self) -> Vec<&'s str> {
        match self.words.named_by.as_slice() {
            [] => self.key_fields(),
            named => named.iter().map(String::as_str).collect(),
        }
    }

    fn name(&self, record: &Held) -> String {
        let parts = self.name_fields().into_iter().filter_map(|field| {
            let (text, _) = self.value(record, field)?.told();
            (!text.is_empty()).then_some(text)
        });
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() { self.export.title.to_owned() } else { parts.join(" ") }
    }

    fn told(&self, what: What, of: &At<'_>, fields: Vec<FieldChange>) -> Change {
        let (_, record) = of;
        let by = self.words.by.as_deref().and_then(|by| self.value(record, by)).map(HeldValue::shown);
        let called = by.and_then(|by| self.words.of.get(&by)).map(|it| it.called.clone());
        let instance = if record.instance.is_empty() { &self.scope.of } else { &record.instance };
        let of = if self.export.reach == Reach::Server { instance.clone() } else { self.scope.of.clone() };
        Change {
            what,
            called: called.unwrap_or_else(|| self.words.record.clone()),
            name: self.name(record),
            of,
            fields,
            means: Vec::new(),
            old_place: None,
            new_place: None,
            breaks: Vec::new(),
            mends: Vec::new(),
            agreed: None,
        }
    }

    fn aside(&self, old: &Held, new: &Held) -> consequences::Aside {
        let of = |record: &Held, field: &str| self.value(record, field).map(HeldValue::shown).unwrap_or_default();
        let by = self.words.by.as_deref().map(|by| of(new, by)).unwrap_or_default();
        let both = |field: &str| (of(old, field), of(new, field));
        let of_certificate = self.export.fields.iter().any(|spec| spec.name == "not-after");
        consequences::Aside {
            by,
            parameter: if self.export.fields.iter().any(|spec| spec.name == "name") {
                of(new, "name")
            } else {
                String::new()
            },
            certificate: of_certificate.then(|| consequences::Renewal {
                serial: both("serial"),
                sha256: both("sha256"),
                key: both("key-identity"),
                not_after: both("not-after"),
                issuer: both("issuer"),
            }),
        }
    }

    /// What is in one state, and may be in the part of the other that was not exported.
    fn unsure(&self, records: &ByKey<'_>, what: What, why: &str) -> Option<String> {
        let names: BTreeSet<String> =
            records.values().filter_map(|of| of.first()).map(|(_, record)| self.name(record)).collect();
        if names.is_empty() {
            return None;
        }
        let (has, lacks) =
            if what == What::Added { (self.names.1, self.names.0) } else { (self.names.0, self.names.1) };
        let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
        let more = names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let number = counted(names.len(), "record");
        Some(format!(
            "{number} of {has} not found in {lacks}, which may have them all the same ({why}): {}{more}",
            shown.join(", ")
        ))
    }
}

/// The records of these files with such hashes, each with its file.
fn records<'s>(files: &[&'s FileInventory], is_asked: &dyn Fn(u64) -> bool) -> Vec<(&'s FileInventory, Held)> {
    files.iter().flat_map(|file| file.inventory.records(is_asked).into_iter().map(|record| (*file, record))).collect()
}

fn spot((file, record): &At<'_>) -> Spot {
    Spot { path: file.path.clone(), line: record.line, column: record.column }
}
