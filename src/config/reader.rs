//! Reads the text of `basislint.toml`: collects every mistake at its place instead of stopping at the first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use globset::GlobSet;
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::pattern::{Mistake, Patterns};
use super::settings::{Config, ExportConfig, Known, SystemConfig, SystemPlace};
use crate::complaint::Complaint;
use crate::landscape::{Role, Tier};
use crate::policy::checks::SystemKind;
use crate::policy::stores::{self, Store};

mod dates;
mod files;
mod integration;
mod policies;
mod rules;
mod suppressions;

use dates::{date, date_help};

/// Whoever has more mistakes than these corrects the first ones first.
const MOST_COMPLAINTS: usize = 200;
const TOP_KEYS: &[&str] = &[
    "as-of",
    "rules",
    "policies",
    "min-confidence",
    "exclude",
    "output",
    "system",
    "export",
    "integration",
    "policy",
    "rule",
    "suppress",
];
/// Those of them that are no sections: they stand above the first one.
const ABOVE_SECTIONS: &[&str] = &["as-of", "rules", "policies", "min-confidence", "exclude", "output"];
const SYSTEM_KEYS: &[&str] = &["name", "role", "tier", "type", "files", "technical-user", "host", "integration"];
const EXPORT_KEYS: &[&str] = &["files", "kind", "store"];

/// Reads one file.
pub struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    known: &'a Known<'a>,
    complaints: Vec<Complaint>,
}

/// A table and where it begins.
struct Section<'t> {
    /// As users write it: `[[system]]`.
    header: &'static str,
    place: Range<usize>,
    table: &'t DeTable<'t>,
}

impl<'t> Section<'t> {
    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }
}

/// A text that is not blank.
struct Word<'t> {
    text: &'t str,
    place: Range<usize>,
}

impl<'a> Reader<'a> {
    /// A reader of `text`; `path` is what complaints show.
    pub fn new(path: &'a str, text: &'a str, known: &'a Known<'a>) -> Self {
        Self { path, text, known, complaints: Vec::new() }
    }

    /// What the file says, without its path and folder; or its mistakes, in the file's order.
    pub fn config(mut self) -> Result<Config, Vec<Complaint>> {
        let root = self.root()?;
        self.unknown_keys(&root, TOP_KEYS);
        let config = Config {
            as_of: self.as_of(&root),
            systems: self.systems(&root),
            exports: self.exports(&root),
            integration: self.integration(&root, integration::OF_ALL),
            min_confidence: self.min_confidence(&root),
            exclude: self.exclude(&root),
            outputs: self.outputs(&root),
            policies: self.policies(&root),
            policy: self.policy(&root),
            rules: self.rules(&root),
            suppressions: self.suppressions(&root),
            ..Config::default()
        };
        if self.complaints.is_empty() {
            return Ok(config);
        }
        self.complaints.sort_by_key(Complaint::start);
        if self.complaints.len() > MOST_COMPLAINTS {
            let more = self.complaints.len() - MOST_COMPLAINTS;
            self.complaints.truncate(MOST_COMPLAINTS);
            let place = self.complaints.last().map_or(0, Complaint::start);
            self.complaints.push(Complaint::new(
                self.path,
                self.text,
                place..place,
                format!("and {more} mistakes more"),
            ));
        }
        Err(self.complaints)
    }

    /// The whole file, or the mistake in its TOML.
    fn root(&self) -> Result<DeTable<'a>, Vec<Complaint>> {
        DeTable::parse(self.text).map(Spanned::into_inner).map_err(|error| {
            let complaint = self.no_toml(&error);
            // Tables of that name are the older form of [rule.<rule>].
            let has_folders = self
                .text
                .lines()
                .any(|line| line.strip_prefix("rules").is_some_and(|rest| rest.trim_start().starts_with('=')));
            let is_rules = has_folders && complaint.excerpt().starts_with("rules");
            vec![if is_rules {
                complaint
                    .help("`rules` is the list of folders here: write [rule.<rule>] for severity and days of a rule")
            } else {
                complaint
            }]
        })
    }

    fn as_of(&mut self, root: &DeTable<'_>) -> Option<Date> {
        let value = root.get("as-of")?;
        let date = date(value.get_ref());
        if date.is_none() {
            let complaint = self.at(value.span(), "`as-of` is no date").help(date_help(value.get_ref()));
            self.complaints.push(complaint);
        }
        date
    }

    fn systems(&mut self, root: &DeTable<'_>) -> Vec<SystemConfig> {
        // Of thousands of systems hardly one is a second one, and a complaint looks at the whole text.
        let mut first: HashMap<String, Range<usize>> = HashMap::new();
        let mut systems = Vec::new();
        let (path, text): (Arc<str>, Arc<str>) = (self.path.into(), self.text.into());
        for section in self.sections(root, "system", "[[system]]") {
            self.unknown_keys(section.table, SYSTEM_KEYS);
            let name = self.required_word(&section, "name", "give the system its name, e.g. name = \"PRD\"");
            if let Some(name) = &name {
                match first.entry(name.text.to_ascii_lowercase()) {
                    Entry::Vacant(entry) => _ = entry.insert(name.place.clone()),
                    Entry::Occupied(entry) => {
                        let complaint =
                            self.at(name.place.clone(), format!("a second system is called `{}`", name.text));
                        let line = self.at(entry.get().clone(), "").line();
                        self.complaints.push(complaint.help(format!(
                            "the first one is in line {line}; add these files to it, or choose another name"
                        )));
                    }
                }
            }
            let role = self.choice(&section, "role", &Role::ALL, Role::name);
            let tier = self.choice(&section, "tier", &Tier::ALL, Tier::name);
            let kind = self.choice(&section, "type", &SystemKind::ALL, SystemKind::name);
            let technical_user = self.word(&section, "technical-user").map(|user| user.text.to_owned());
            let host = self.word(&section, "host").map(|host| host.text.to_owned());
            let integration = self.integration(section.table, integration::OF_SYSTEM);
            let files = self.files(&section);
            if let (Some(name), Some((files, folders))) = (name, files) {
                let name = name.text.to_owned();
                let at = section.get("files").map_or(section.place.clone(), Spanned::span);
                let place = SystemPlace { path: Arc::clone(&path), text: Arc::clone(&text), files: at };
                systems.push(SystemConfig {
                    name,
                    role,
                    tier,
                    kind,
                    technical_user,
                    host,
                    integration,
                    files,
                    folders,
                    place,
                });
            }
        }
        systems
    }

    fn exports(&mut self, root: &DeTable<'_>) -> Vec<ExportConfig> {
        let mut exports = Vec::new();
        for section in self.sections(root, "export", "[[export]]") {
            self.unknown_keys(section.table, EXPORT_KEYS);
            let files = self.files(&section);
            let kind = self.required_word(&section, "kind", "say what the files are, e.g. kind = \"support-users\"");
            let store = self.store(&section);
            if let (Some(kind), Some((files, _))) = (kind.and_then(|kind| self.kind(&kind)), files) {
                exports.push(ExportConfig { kind, store, files });
            }
        }
        exports
    }

    /// The config store that files are.
    fn store(&mut self, section: &Section<'_>) -> Option<&'static Store> {
        let word = self.word(section, "store")?;
        let store = stores::by_name(word.text);
        if store.is_none() {
            let names = stores::all().iter().map(|store| store.name.as_str());
            let complaint =
                self.at(word.place, format!("unknown config store `{}`", word.text)).suggest(word.text, names);
            self.complaints.push(complaint);
        }
        store
    }

    fn kind(&mut self, word: &Word<'_>) -> Option<&'static str> {
        let known = self.known;
        let kind = known.exports.iter().find(|kind| **kind == word.text).copied();
        if kind.is_none() {
            let complaint = if known.exports_not_read_yet.contains(&word.text) {
                self.at(word.place.clone(), format!("exports of kind `{}` are not read yet", word.text))
                    .label("a name for later")
                    .help("delete this section; `basislint exports` lists what is read")
            } else {
                self.at(word.place.clone(), format!("unknown export kind `{}`", word.text))
                    .suggest(word.text, known.exports.iter().copied())
            };
            self.complaints.push(complaint);
        }
        kind
    }

    fn mistake(&mut self, place: Range<usize>, Mistake { message, help }: Mistake) {
        let complaint = self.at(place, message).help(help);
        self.complaints.push(complaint);
    }

    /// The patterns under `files`, if there is nothing to complain of.
    fn files(&mut self, section: &Section<'_>) -> Option<(GlobSet, Option<Vec<String>>)> {
        let help = "say which files: files = [\"prd/**\"]";
        let Some(value) = section.get("files") else {
            self.missing(section, "files", help);
            return None;
        };
        self.patterns("files", help, value)
    }

    /// The patterns in the list under `key`, and the first folders of what they mean; `help` is the way out if there are none.
    fn patterns(
        &mut self,
        key: &str,
        help: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<(GlobSet, Option<Vec<String>>)> {
        let mut patterns = Patterns::default();
        for Word { text, place } in self.texts(key, "patterns", "[\"prd/**\"]", help, value)? {
            if let Err(mistake) = patterns.add(text) {
                self.mistake(place, mistake);
            }
        }
        match patterns.compile() {
            Ok(files) => Some((files, patterns.folders())),
            Err(message) => {
                self.complaints.push(self.at(value.span(), message));
                None
            }
        }
    }

    /// The texts in the list under `key`; what they are, and an example, for complaints. They may be blank.
    fn texts<'t>(
        &mut self,
        key: &str,
        what: &str,
        example: &str,
        help: &str,
        value: &'t Spanned<DeValue<'t>>,
    ) -> Option<Vec<Word<'t>>> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(key, &format!("a list of {what}, e.g. {example}"), value);
            return None;
        };
        if list.is_empty() {
            let complaint = self.at(value.span(), format!("`{key}` is empty")).help(help);
            self.complaints.push(complaint);
        }
        let mut texts = Vec::new();
        for entry in list.iter() {
            match entry.get_ref().as_str() {
                Some(text) => texts.push(Word { text, place: entry.span() }),
                None => self.wrong_type(key, &format!("a list of {what} in quotes"), entry),
            }
        }
        Some(texts)
    }

    /// The section of that name, of which there is one at most. Something else of that name is a mistake.
    fn table<'t>(&mut self, around: &'t DeTable<'t>, key: &str, header: &'static str) -> Option<Section<'t>> {
        let value = around.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(key, &format!("one section {header}"), value);
        }
        Some(Section { header, place: value.span(), table: table? })
    }

    /// The sections of that name. Other things of that name are mistakes.
    fn sections<'t>(&mut self, root: &'t DeTable<'t>, key: &str, header: &'static str) -> Vec<Section<'t>> {
        let Some(value) = root.get(key) else { return Vec::new() };
        let entries: Vec<&Spanned<DeValue<'t>>> = match value.get_ref() {
            DeValue::Array(entries) => entries.iter().collect(),
            DeValue::Table(_) => {
                let complaint = self
                    .at(value.span(), format!("`{key}` can stand more than once"))
                    .help(format!("write {header} with two brackets"));
                self.complaints.push(complaint);
                vec![value]
            }
            _ => vec![value],
        };
        let mut sections = Vec::new();
        for entry in entries {
            match entry.get_ref() {
                DeValue::Table(table) => sections.push(Section { header, place: entry.span(), table }),
                _ => self.wrong_type(key, &format!("{header} sections"), entry),
            }
        }
        sections
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>, keys: &[&str]) {
        for key in table.keys().filter(|key| !keys.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            let complaint = self.at(key.span(), format!("unknown key `{name}`"));
            // A plain key behind a section header belongs to that section, wherever its author thought it to be.
            let complaint = if ABOVE_SECTIONS.contains(&name.as_ref()) {
                complaint.help(format!("`{name}` stands at the top of the file, before the first section"))
            } else {
                complaint.suggest(name, keys.iter().copied())
            };
            self.complaints.push(complaint);
        }
    }

    /// The text under `key`; complains if it is no text or blank.
    fn word<'t>(&mut self, section: &Section<'t>, key: &str) -> Option<Word<'t>> {
        let value = section.get(key)?;
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(Word { text, place: value.span() }),
            Some(_) => {
                self.complaints.push(self.at(value.span(), format!("`{key}` is empty")));
                None
            }
            None => {
                self.wrong_type(key, "text in quotes", value);
                None
            }
        }
    }

    fn required_word<'t>(&mut self, section: &Section<'t>, key: &str, help: &str) -> Option<Word<'t>> {
        if section.get(key).is_none() {
            self.missing(section, key, help);
        }
        self.word(section, key)
    }

    /// One of the words that `name` gives.
    fn choice<T: Copy>(
        &mut self,
        section: &Section<'_>,
        key: &str,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let word = self.word(section, key)?;
        let choice = all.iter().copied().find(|choice| name(*choice) == word.text);
        if choice.is_none() {
            let complaint = self
                .at(word.place, format!("unknown {key} `{}`", word.text))
                .suggest(word.text, all.iter().copied().map(name));
            self.complaints.push(complaint);
        }
        choice
    }

    fn missing(&mut self, section: &Section<'_>, key: &str, help: &str) {
        let message = format!("this {} has no `{key}`", section.header);
        self.complaints.push(self.at(section.place.clone(), message).help(help));
    }

    fn wrong_type(&mut self, key: &str, wanted: &str, value: &Spanned<DeValue<'_>>) {
        let is = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let complaint = self.at(value.span(), format!("`{key}` must be {wanted}")).label(format!("this is {is}"));
        self.complaints.push(complaint);
    }

    fn at(&self, place: Range<usize>, message: impl Into<String>) -> Complaint {
        // Of the others only their number is told.
        let text = if self.complaints.len() < MOST_COMPLAINTS { self.text } else { "" };
        Complaint::new(self.path, text, place, message)
    }
}
