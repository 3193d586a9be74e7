//! Rule and list files before anybody checked them: those that basislint comes with, and those of users' folders.
//!
//! The embedded ones come in two forms. Their text has all that is in it. Their prepared form (`build.rs` makes it)
//! lacks the examples, and reads in a fraction of the time: it is what a run needs that only judges.

mod lacking;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::embedded::{self, EmbeddedList, Head};
use super::file::{self, RuleFile};
use super::list::ListFile;
use crate::complaint::Complaint;
use crate::input::own_file;

/// Why rules could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// A folder or file could not be read.
    #[error("cannot read rules from {path}: {reason}")]
    Unreadable {
        /// What was to be read.
        path: String,
        /// What the operating system says.
        reason: String,
    },
    /// Files have mistakes.
    #[error("{} in rule files", if .0.len() == 1 { "a mistake".to_owned() } else { format!("{} mistakes", .0.len()) })]
    Mistakes(Vec<Complaint>),
}

/// Where a team's own rules and lists are.
#[derive(Debug, Clone)]
pub enum OwnRules {
    /// In a folder on the disk.
    Folder(PathBuf),
    /// Where a folder is as git has it.
    Texts {
        /// The folder.
        folder: PathBuf,
        /// Path and text of each file below it.
        files: Vec<(String, String)>,
    },
}

impl OwnRules {
    /// The folder.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Folder(folder) | Self::Texts { folder, .. } => folder,
        }
    }
}

/// A rule or list file before it is checked.
pub(super) struct SourceFile {
    pub path: Cow<'static, str>,
    /// The folder of rules that it lies in, if it is not the only one.
    area: Option<Cow<'static, str>>,
    form: Form,
}

enum Form {
    Text(Cow<'static, str>),
    Prepared { list: bool, bytes: &'static [u8] },
}

/// What tells which list a file makes or adds to.
#[derive(serde::Deserialize)]
struct ListHead {
    list: String,
    #[serde(default)]
    extend: bool,
}

impl SourceFile {
    /// The file of an embedded rule.
    pub fn of_rule(head: &'static Head, with_text: bool) -> Self {
        let form = match with_text {
            true => Form::Text(Cow::Borrowed(head.text())),
            false => Form::Prepared { list: false, bytes: head.body() },
        };
        Self { path: Cow::Borrowed(head.path()), area: head.area().map(Cow::Borrowed), form }
    }

    /// The file of an embedded list.
    pub fn of_list(head: &'static EmbeddedList, with_text: bool) -> Self {
        let form = match with_text {
            true => Form::Text(Cow::Borrowed(head.text())),
            false => Form::Prepared { list: true, bytes: head.body() },
        };
        Self { path: Cow::Borrowed(head.path()), area: None, form }
    }

    /// The file's text, for complaints. There is none in prepared form, nor anything to complain of.
    pub fn text(&self) -> &str {
        match &self.form {
            Form::Text(text) => text,
            Form::Prepared { .. } => "",
        }
    }

    /// The area that a rule in it belongs to: the folder that it lies in.
    pub fn area(&self) -> Option<&str> {
        self.area.as_deref()
    }

    /// Whether examples and places were left out.
    pub fn is_prepared(&self) -> bool {
        matches!(self.form, Form::Prepared { .. })
    }

    /// A list file is known by its `list = "name"`, which stands above the first table. What a rule's examples say below does not count.
    pub fn is_list(&self) -> bool {
        let text = match &self.form {
            Form::Text(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text),
            Form::Prepared { list, .. } => return *list,
        };
        let mut top = text.lines().take_while(|line| !line.trim_start().starts_with('['));
        top.any(|line| line.split('=').next().is_some_and(|key| key.trim() == "list"))
    }

    /// The list of the rule ids that a folder promises to keep, as ours has one, is known by its tables `[[contract]]`: nothing to
    /// load.
    fn is_contract(&self) -> bool {
        let first = self.text().lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        first == Some("[[contract]]")
    }

    /// What the file says as a rule.
    ///
    /// # Errors
    /// Its mistakes: the first one in what it says, and all that it does not say.
    pub fn rule(&self) -> Result<RuleFile, Vec<Complaint>> {
        self.read(|error| Box::new(rule_mistake(self, error))).map_err(|mistake| lacking::with(self, *mistake))
    }

    /// What the file says as a list.
    pub fn list(&self) -> Result<ListFile, Box<Complaint>> {
        self.read(|error| Box::new(Complaint::from_toml(&self.path, self.text(), error)))
    }

    fn read<T: DeserializeOwned>(
        &self,
        mistake: impl FnOnce(&toml::de::Error) -> Box<Complaint>,
    ) -> Result<T, Box<Complaint>> {
        match &self.form {
            Form::Text(text) => toml::from_str(text).map_err(|error| mistake(&error)),
            Form::Prepared { bytes, .. } => rmp_serde::from_slice(bytes)
                .map_err(|error| Box::new(Complaint::new(&self.path, "", 0..0, error.to_string()))),
        }
    }

    /// The name of the list that the file makes or adds to, if it is one that can be read.
    pub fn list_name(&self) -> Option<String> {
        self.list_head().map(|head| head.list)
    }

    /// The head of a list file; nothing for rules, and for lists that cannot be read: they are complained of later.
    fn list_head(&self) -> Option<ListHead> {
        match &self.form {
            Form::Text(text) if self.is_list() => toml::from_str(text).ok(),
            Form::Prepared { list: true, bytes } => rmp_serde::from_slice(bytes).ok(),
            Form::Text(_) | Form::Prepared { .. } => None,
        }
    }
}

/// What of a rule or list file is said to people, and nothing that a record could hold.
const PROSE: &[&str] = &[
    "title",
    "what",
    "why",
    "fix",
    "message",
    "help",
    "text",
    "labels",
    "about",
    "reason",
    "note",
    "meaning",
    "solution",
    "advice",
    "cve",
    "use",
    "references",
    "matches",
    "not-matches",
];

/// The texts that the rules and lists which come with basislint look for: names of SAP's, and words for how something is.
pub(crate) fn looked_for() -> BTreeSet<String> {
    fn collect(value: &serde_json::Value, texts: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::String(text) if text.len() < 400 && !text.contains('{') => {
                texts.insert(text.clone());
            }
            serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
            serde_json::Value::Object(table) => {
                let told = table
                    .iter()
                    .filter(|(key, value)| value.is_array() || value.is_object() || !PROSE.contains(&key.as_str()));
                told.filter(|(key, _)| *key != "references").for_each(|(_, value)| collect(value, texts));
            }
            _ => {}
        }
    }
    let mut texts = BTreeSet::new();
    let rules = embedded::rules().iter().map(Head::body);
    for bytes in rules.chain(embedded::lists().iter().map(EmbeddedList::body)) {
        if let Ok(value) = rmp_serde::from_slice::<serde_json::Value>(bytes) {
            collect(&value, &mut texts);
        }
    }
    texts
}

/// The embedded rules and then the lists, as text or in prepared form. The rules are in the order of the index.
pub(super) fn embedded(with_text: bool) -> Vec<SourceFile> {
    let rules = embedded::rules().iter().map(|head| SourceFile::of_rule(head, with_text));
    rules.chain(embedded::lists().iter().map(|head| SourceFile::of_list(head, with_text))).collect()
}

/// The embedded lists except those that a folder has itself, by path.
pub(super) fn embedded_lists_beside(own: &[SourceFile]) -> Vec<SourceFile> {
    let replaced: Vec<ListHead> = own.iter().filter_map(SourceFile::list_head).filter(|head| !head.extend).collect();
    let lists = embedded::lists().iter().filter(|head| !replaced.iter().any(|own| own.list == head.name()));
    lists.map(|head| SourceFile::of_list(head, true)).collect()
}

/// The rules and lists of a team.
pub(super) fn of(own: &OwnRules) -> Result<Vec<SourceFile>, RuleError> {
    match own {
        OwnRules::Folder(folder) => of_folder(folder),
        OwnRules::Texts { folder, files } => {
            let files = files.iter().map(|(path, text)| source(folder, Path::new(path), text.clone()));
            not_empty(folder, files.collect())
        }
    }
}

/// The rules and lists of a folder and of those in it, by name.
pub(super) fn of_folder(folder: &Path) -> Result<Vec<SourceFile>, RuleError> {
    let mut sources = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            let reason = match error.io_error() {
                Some(reason) if reason.kind() == std::io::ErrorKind::NotFound => "there is no such folder".to_owned(),
                Some(reason) => reason.to_string(),
                None => error.to_string(),
            };
            unreadable(&path, reason)
        })?;
        let path = entry.path();
        if entry.file_type().is_file() && path.extension().is_some_and(|extension| extension == "toml") {
            let bytes = own_file::read(path).map_err(|error| unreadable(path, error.to_string()))?;
            let text = String::from_utf8(bytes).map_err(|_| unreadable(path, NOT_UTF_8.to_owned()))?;
            sources.push(source(folder, path, text));
        }
    }
    not_empty(folder, sources)
}

/// What to say of a file that is not UTF-8.
pub(crate) const NOT_UTF_8: &str = "it is not UTF-8: save it as UTF-8";

fn unreadable(path: &Path, reason: String) -> RuleError {
    RuleError::Unreadable { path: path.display().to_string(), reason }
}

fn source(folder: &Path, path: &Path, text: String) -> SourceFile {
    let below = path.strip_prefix(folder).ok();
    let first = below.filter(|below| below.iter().count() > 1).and_then(|below| below.iter().next());
    let area = first.map(|area| Cow::Owned(area.to_string_lossy().into_owned()));
    SourceFile { path: Cow::Owned(path.display().to_string()), area, form: Form::Text(Cow::Owned(text)) }
}

/// What is in a folder of rules, but for what nobody loads; something must be.
fn not_empty(folder: &Path, mut sources: Vec<SourceFile>) -> Result<Vec<SourceFile>, RuleError> {
    sources.retain(|source| !source.is_contract());
    if sources.is_empty() {
        return Err(unreadable(folder, "there is no .toml file in it".to_owned()));
    }
    Ok(sources)
}

/// A mistake in the TOML of a rule, with a hint for the one that everybody makes.
fn rule_mistake(source: &SourceFile, error: &toml::de::Error) -> Complaint {
    let complaint = Complaint::from_toml(&source.path, source.text(), error);
    let key = complaint.excerpt();
    if error.message().starts_with("unknown field") && file::TOP_KEYS.contains(&key) {
        let help =
            format!("`{key}` belongs above the first line in [brackets]: what follows such a line is part of it");
        return complaint.help(help);
    }
    if error.message().starts_with("unknown field") && file::LIST_KEYS.contains(&key) {
        return complaint.help("a file with a list begins with its name: list = \"...\"");
    }
    complaint
}
