//! What a change request names (`--expect FILE`): which changes were agreed, which were not, and which did not happen.

use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;
use toml::Spanned;

use super::{Change, Difference, FieldChange};
use crate::complaint::Complaint;
use crate::export;

/// The changes that were agreed.
#[derive(Debug)]
pub struct Agreed {
    /// What the change is called, for instance its number.
    title: String,
    path: String,
    changes: Vec<Entry>,
}

/// One of them.
#[derive(Debug)]
struct Entry {
    line: usize,
    words: String,
    system: Option<GlobMatcher>,
    export: Option<&'static str>,
    record: Option<GlobMatcher>,
    what: Option<String>,
    field: Option<String>,
    from: Option<GlobMatcher>,
    to: Option<GlobMatcher>,
}

/// What became of what was agreed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What the change is called.
    pub title: String,
    /// Number of changes that were agreed, and happened.
    pub happened: usize,
    /// Number of changes that nobody agreed to.
    pub not_agreed: usize,
    /// What was agreed and did not happen: place in the file, and words.
    pub missing: Vec<(String, String)>,
}

impl Outcome {
    /// All that was agreed happened, and nothing else.
    pub fn is_kept(&self) -> bool {
        self.not_agreed == 0 && self.missing.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    title: String,
    #[serde(default)]
    change: Vec<Spanned<Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    system: Option<Spanned<String>>,
    export: Option<Spanned<String>>,
    record: Option<Spanned<String>>,
    what: Option<Spanned<String>>,
    field: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    to: Option<Spanned<String>>,
}

const WHATS: [&str; 3] = ["added", "removed", "changed"];

impl Agreed {
    /// Reads the text of such a file; `path` is what complaints show.
    ///
    /// # Errors
    /// Every mistake at its place.
    pub fn parse(path: &str, text: &str) -> Result<Self, Vec<Complaint>> {
        let file: File = toml::from_str(text).map_err(|error| vec![Complaint::from_toml(path, text, &error)])?;
        let mut complaints = Vec::new();
        let at = |spanned: &Spanned<String>, message: String| Complaint::new(path, text, spanned.span(), message);
        let mut glob = |key: &Option<Spanned<String>>| {
            let spanned = key.as_ref()?;
            let glob = GlobBuilder::new(spanned.get_ref()).case_insensitive(true).literal_separator(false).build();
            match glob {
                Ok(glob) => Some(glob.compile_matcher()),
                Err(error) => {
                    let help = "`*` is any text, `?` one character; write `[*]` for the character itself";
                    complaints.push(at(spanned, error.to_string()).help(help));
                    None
                }
            }
        };
        let globs: Vec<_> = file
            .change
            .iter()
            .map(|table| {
                let table = table.get_ref();
                (glob(&table.system), glob(&table.record), glob(&table.from), glob(&table.to))
            })
            .collect();
        let mut changes = Vec::new();
        for (spanned, (system, record, from, to)) in file.change.iter().zip(globs) {
            let table = spanned.get_ref();
            let kind = table.export.as_ref().and_then(|kind| {
                let known = export::by_kind(kind.get_ref());
                if known.is_none() {
                    let kinds = export::EXPORTS.iter().map(|export| export.kind);
                    complaints
                        .push(at(kind, "there is no export of this kind".to_owned()).suggest(kind.get_ref(), kinds));
                }
                known
            });
            if let Some(what) = table.what.as_ref().filter(|what| !WHATS.contains(&what.get_ref().as_str())) {
                complaints
                    .push(at(what, "`what` is added, removed or changed".to_owned()).suggest(what.get_ref(), WHATS));
            }
            if let Some(field) = &table.field {
                match kind {
                    Some(kind) if !kind.fields.iter().any(|spec| spec.name == field.get_ref()) => {
                        let message = format!("{} has no such field", kind.kind);
                        let names = kind.fields.iter().map(|spec| spec.name);
                        complaints.push(at(field, message).suggest(field.get_ref(), names));
                    }
                    None if table.export.is_none() => {
                        complaints.push(at(field, "a field needs the `export` that has it".to_owned()));
                    }
                    _ => {}
                }
            }
            let before = text.get(..spanned.span().start).unwrap_or_default();
            let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
            changes.push(Entry {
                line,
                words: words(table),
                system,
                export: kind.map(|kind| kind.kind),
                record,
                what: table.what.as_ref().map(|what| what.get_ref().clone()),
                field: table.field.as_ref().map(|field| field.get_ref().clone()),
                from,
                to,
            });
        }
        if complaints.is_empty() {
            return Ok(Self { title: file.title, path: path.to_owned(), changes });
        }
        complaints.sort_by_key(Complaint::start);
        Err(complaints)
    }

    /// Marks the changes that were agreed, and says what became of what was.
    pub fn mark(&self, difference: &mut Difference) {
        let mut met = vec![false; self.changes.len()];
        let mut outcome = Outcome { title: self.title.clone(), ..Outcome::default() };
        for system in &mut difference.systems {
            for export in &mut system.exports {
                for change in &mut export.changes {
                    let agreed = self.agrees(&system.name, export.kind, change, &mut met);
                    change.agreed = Some(agreed);
                    *(if agreed { &mut outcome.happened } else { &mut outcome.not_agreed }) += 1;
                }
            }
        }
        let missing = self.changes.iter().zip(met).filter(|(_, met)| !met);
        let told = missing.map(|(entry, _)| (format!("{}:{}", self.path, entry.line), entry.words.clone()));
        outcome.missing = told.collect();
        difference.agreed = Some(outcome);
    }

    /// Whether all of a change was agreed.
    fn agrees(&self, system: &str, kind: &str, change: &Change, met: &mut [bool]) -> bool {
        let about: Vec<usize> = (0..self.changes.len())
            .filter(|index| self.changes.get(*index).is_some_and(|entry| entry.is_about(system, kind, change)))
            .collect();
        let mut covers = |field: Option<&FieldChange>| {
            let mut covered = false;
            for index in &about {
                if self.changes.get(*index).is_some_and(|entry| entry.covers(change, field)) {
                    covered = true;
                    met.iter_mut().skip(*index).take(1).for_each(|met| *met = true);
                }
            }
            covered
        };
        if change.what != super::What::Changed || change.fields.is_empty() {
            return covers(None);
        }
        let mut all = true;
        for field in &change.fields {
            all &= covers(Some(field));
        }
        all
    }
}

impl Entry {
    fn is_about(&self, system: &str, kind: &str, change: &Change) -> bool {
        let fits = |glob: &Option<GlobMatcher>, text: &str| glob.as_ref().is_none_or(|glob| glob.is_match(text));
        fits(&self.system, system)
            && self.export.is_none_or(|own| own == kind)
            && fits(&self.record, &change.name)
            && self.what.as_deref().is_none_or(|what| what == change.what.name())
    }

    fn covers(&self, change: &Change, field: Option<&FieldChange>) -> bool {
        let fits = |glob: &Option<GlobMatcher>, value: Option<&str>| {
            glob.as_ref().is_none_or(|glob| glob.is_match(value.unwrap_or_default()))
        };
        match field {
            Some(field) => {
                self.field.as_deref().is_none_or(|own| own == field.field)
                    && fits(&self.from, field.old.as_deref())
                    && fits(&self.to, field.new.as_deref())
            }
            // Of what is new or gone any value may be named.
            None => {
                let named = |field: &FieldChange| self.field.as_deref().is_none_or(|own| own == field.field);
                let asks = self.field.is_some() || self.from.is_some() || self.to.is_some();
                !asks
                    || change
                        .fields
                        .iter()
                        .filter(|field| named(field))
                        .any(|field| fits(&self.from, field.old.as_deref()) && fits(&self.to, field.new.as_deref()))
            }
        }
    }
}

fn words(table: &Table) -> String {
    let keys = [
        ("system", &table.system),
        ("export", &table.export),
        ("record", &table.record),
        ("what", &table.what),
        ("field", &table.field),
        ("from", &table.from),
        ("to", &table.to),
    ];
    let told = keys.into_iter().filter_map(|(key, value)| Some(format!("{key} {}", value.as_ref()?.get_ref())));
    let told: Vec<String> = told.collect();
    if told.is_empty() { "any change".to_owned() } else { told.join(", ") }
}
