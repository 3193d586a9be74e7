//! The rules of a run: embedded ones and those of `--rules` folders, read, checked, selected.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::Page;
use super::asked::AskedNames;
use super::compile::{Compiler, Reference, Rule};
use super::file::{self, ListFile, RuleFile};
use super::list::List;
use crate::complaint::Complaint;
use crate::landscape::Role;
use crate::landscape::parameters::Asked;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// All rules of a run, by id.
#[derive(Debug, Default)]
pub struct RuleSet {
    pub(crate) rules: Vec<Rule>,
    pub(crate) references: Vec<Reference>,
    pub(crate) asked: Asked,
}

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

/// A rule or list file before it is checked.
struct Source {
    path: String,
    text: String,
}

impl RuleSet {
    /// Loads the embedded rules and those of further folders.
    ///
    /// # Errors
    /// A folder that cannot be read; every mistake of every file.
    pub fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, RuleError> {
        let mut sources = embedded();
        for folder in folders {
            sources.extend(read_folder(folder.as_ref())?);
        }
        Self::compile(&sources)
    }

    /// Loads only the rules of one folder, on top of the embedded lists, for `rules test DIR`.
    ///
    /// A list of the folder takes the place of the embedded one of its name, so that the project can test its own rules.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_folder(folder: &Path) -> Result<Self, RuleError> {
        let own = read_folder(folder)?;
        let replaced: Vec<ListHead> = own.iter().filter_map(ListHead::of).filter(|head| !head.extend).collect();
        let mut sources = embedded();
        sources.retain(|source| {
            ListHead::of(source).is_some_and(|head| !replaced.iter().any(|own| own.list == head.list))
        });
        sources.extend(own);
        Self::compile(&sources)
    }

    fn compile(sources: &[Source]) -> Result<Self, RuleError> {
        let mut complaints = Vec::new();
        let lists = read_lists(sources, &mut complaints);
        let mut compiler = Compiler::new(&lists);
        let mut rules: Vec<Rule> = Vec::new();
        let mut paths: BTreeMap<String, &str> = BTreeMap::new();
        let mut asked = AskedNames::default();
        for source in sources.iter().filter(|source| !is_list(&source.text)) {
            let file: RuleFile = match toml::from_str(&source.text) {
                Ok(file) => file,
                Err(error) => {
                    complaints.push(rule_mistake(source, &error));
                    continue;
                }
            };
            let id = file.id.clone();
            asked.add(&file, &lists);
            if let Some(rule) = compiler.rule(&source.path, &source.text, file) {
                if let Some(other) = paths.insert(rule.page.id.clone(), source.path.as_str()) {
                    let message = format!("there is another rule `{}`, in {other}", id.get_ref());
                    let complaint = Complaint::new(&source.path, &source.text, id.span(), message);
                    complaints.push(complaint.help("rename this one; to turn a rule off use --ignore"));
                    continue;
                }
                rules.push(rule);
            }
        }
        complaints.append(&mut compiler.complaints);
        if !complaints.is_empty() {
            return Err(RuleError::Mistakes(complaints));
        }
        let references = compiler.references;
        rules.sort_by(|left, right| left.page.id.cmp(&right.page.id));
        Ok(Self { rules, references, asked: asked.build() })
    }

    /// Keeps the rules that are selected (all if nothing is) and not ignored.
    ///
    /// # Errors
    /// The name of a rule that there is not, with the nearest one that there is.
    pub fn select(&mut self, selected: &[String], ignored: &[String]) -> Result<(), UnknownRule> {
        let ids: Vec<&str> = self.ids().collect();
        for name in selected.iter().chain(ignored) {
            if !ids.contains(&name.as_str()) {
                let near = crate::complaint::nearest(name, &ids).map(str::to_owned);
                return Err(UnknownRule { name: name.clone(), near });
            }
        }
        self.rules.retain(|rule| {
            let id = &rule.page.id;
            (selected.is_empty() || selected.contains(id)) && !ignored.contains(id)
        });
        Ok(())
    }

    /// Ids of all rules, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.page.id.as_str())
    }

    /// Pages of all rules, in order.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.rules.iter().map(|rule| &rule.page)
    }

    /// Examples of all rules, each with its rule's id.
    pub(crate) fn examples(&self) -> impl Iterator<Item = (&str, &file::Example)> {
        self.rules.iter().flat_map(|rule| rule.examples.iter().map(|example| (rule.page.id.as_str(), example)))
    }

    /// The first role that a rule is for: what its examples take if they name none.
    pub(crate) fn first_role(&self, id: &str) -> Option<Role> {
        self.rules.iter().find(|rule| rule.page.id == id)?.roles.first().copied()
    }

    /// Indexes of the rules about records of this kind.
    pub(crate) fn about(&self, kind: &str) -> impl Iterator<Item = usize> {
        self.rules.iter().enumerate().filter(move |(_, rule)| rule.source.kind == kind).map(|(index, _)| index)
    }

    /// Indexes of the references to records of this kind.
    pub(crate) fn references_to(&self, kind: &str) -> impl Iterator<Item = usize> {
        let of_kind = move |(_, reference): &(usize, &Reference)| reference.source.kind == kind;
        self.references.iter().enumerate().filter(of_kind).map(|(index, _)| index)
    }
}

/// A rule was named that there is not.
#[derive(Debug, thiserror::Error)]
#[error("there is no rule `{name}`{}", .near.as_ref().map_or(String::new(), |near| format!("; did you mean `{near}`?")))]
pub struct UnknownRule {
    name: String,
    near: Option<String>,
}

fn embedded() -> Vec<Source> {
    let mut sources = Vec::new();
    let mut folders = vec![&EMBEDDED];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = format!("rules/{}", file.path().display());
            if let (true, Some(text)) = (path.ends_with(".toml"), file.contents_utf8()) {
                sources.push(Source { path, text: text.to_owned() });
            }
        }
    }
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    sources
}

fn read_folder(folder: &Path) -> Result<Vec<Source>, RuleError> {
    let unreadable = |path: &Path, reason: String| RuleError::Unreadable { path: path.display().to_string(), reason };
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
            let bytes = std::fs::read(path).map_err(|error| unreadable(path, error.to_string()))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| unreadable(path, "it is not UTF-8: save it as UTF-8".to_owned()))?;
            sources.push(Source { path: path.display().to_string(), text });
        }
    }
    if sources.is_empty() {
        return Err(unreadable(folder, "there is no .toml file in it".to_owned()));
    }
    Ok(sources)
}

/// What tells which list a file makes or adds to.
#[derive(serde::Deserialize)]
struct ListHead {
    list: String,
    #[serde(default)]
    extend: bool,
}

impl ListHead {
    /// The head of a list file; nothing for rules, and for lists that cannot be read: they are complained of later.
    fn of(source: &Source) -> Option<Self> {
        if is_list(&source.text) { toml::from_str(&source.text).ok() } else { None }
    }
}

/// A list file is known by its `list = "name"`, which stands above the first table. What a rule's examples say below does not count.
fn is_list(text: &str) -> bool {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut top = text.lines().take_while(|line| !line.trim_start().starts_with('['));
    top.any(|line| line.split('=').next().is_some_and(|key| key.trim() == "list"))
}

/// A mistake in the TOML of a rule, with a hint for the one that everybody makes.
fn rule_mistake(source: &Source, error: &toml::de::Error) -> Complaint {
    let complaint = Complaint::from_toml(&source.path, &source.text, error);
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

fn read_lists(sources: &[Source], complaints: &mut Vec<Complaint>) -> BTreeMap<String, Arc<List>> {
    let mut lists: BTreeMap<String, List> = BTreeMap::new();
    for source in sources.iter().filter(|source| is_list(&source.text)) {
        let read = toml::from_str::<ListFile>(&source.text)
            .map_err(|error| Box::new(Complaint::from_toml(&source.path, &source.text, &error)))
            .and_then(|file| Ok((List::from_file(&source.path, &source.text, &file)?, file)));
        match read {
            Err(complaint) => complaints.push(*complaint),
            Ok((list, file)) => {
                let name = file.list.get_ref();
                match (lists.get_mut(name), file.extend) {
                    (None, false) => {
                        lists.insert(name.clone(), list);
                    }
                    (Some(known), true) => known.extend(&list),
                    (found, _) => {
                        let (message, help) = match found {
                            Some(_) => ("there is another list of this name", "to add to it write `extend = true`"),
                            None => ("there is no list of this name to extend", "remove `extend = true`"),
                        };
                        let complaint = Complaint::new(&source.path, &source.text, file.list.span(), message);
                        complaints.push(complaint.help(help));
                    }
                }
            }
        }
    }
    lists.into_iter().map(|(name, list)| (name, Arc::new(list))).collect()
}
