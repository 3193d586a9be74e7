//! What rules have in common: the lists that they look records up in, and their regular expressions.
//!
//! An embedded list is decoded when the first rule names it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::condition::Pattern;
use super::embedded::{self, EmbeddedList};
use super::list::List;
use super::source::SourceFile;
use crate::complaint::Complaint;

/// The lists of a run, by name, and the expressions so far.
#[derive(Default)]
pub(crate) struct Stock {
    lists: BTreeMap<String, Arc<List>>,
    /// The embedded lists that no other takes the place of, or adds to, each as soon as it was asked for.
    late: Vec<(&'static str, OnceLock<Arc<List>>)>,
    patterns: Mutex<BTreeMap<String, Arc<Pattern>>>,
}

impl Stock {
    /// These lists, and the embedded ones.
    pub fn with_embedded(lists: BTreeMap<String, Arc<List>>) -> Self {
        let names: BTreeSet<&str> = embedded::lists().iter().map(EmbeddedList::name).collect();
        Self { late: names.into_iter().map(|name| (name, OnceLock::new())).collect(), ..Self::of(lists) }
    }

    /// These lists alone.
    pub fn of(lists: BTreeMap<String, Arc<List>>) -> Self {
        Self { lists, ..Self::default() }
    }

    /// The list of this name.
    pub fn list(&self, name: &str) -> Option<&Arc<List>> {
        let late = || {
            let (name, list) = self.late.iter().find(|(own, _)| *own == name)?;
            Some(list.get_or_init(|| decoded(name)))
        };
        self.lists.get(name).or_else(late)
    }

    /// The names of all lists, in order.
    pub fn names(&self) -> Vec<&str> {
        let late = self.late.iter().map(|(name, _)| *name);
        let mut names: Vec<&str> = self.lists.keys().map(String::as_str).chain(late).collect();
        names.sort_unstable();
        names
    }

    /// The regular expression with this text. Rules that ask for the same share the automaton.
    pub fn pattern(&self, text: &str) -> Arc<Pattern> {
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        let pattern = patterns.entry(text.to_owned());
        Arc::clone(pattern.or_insert_with_key(|text| Arc::new(Pattern::new(text))))
    }
}

/// An embedded list, of all files that add to it. A test holds that each can be read.
fn decoded(name: &str) -> Arc<List> {
    let files = embedded::lists().iter().filter(|head| head.name() == name);
    let files: Vec<SourceFile> = files.map(|head| SourceFile::of_list(head, false)).collect();
    read(&files.iter().collect::<Vec<_>>(), &mut Vec::new()).remove(name).unwrap_or_default()
}

/// Whether one of these files is, or adds to, an embedded list: then it may change what embedded rules say.
pub(super) fn changes_embedded(own: &[SourceFile]) -> bool {
    let names = own.iter().filter_map(SourceFile::list_name);
    names.into_iter().any(|name| embedded::lists().iter().any(|head| head.name() == name))
}

/// Reads the lists of these files, each of which makes one or adds to one that stands before it.
pub(super) fn read(sources: &[&SourceFile], complaints: &mut Vec<Complaint>) -> BTreeMap<String, Arc<List>> {
    let mut lists: BTreeMap<String, List> = BTreeMap::new();
    for source in sources {
        let read = source.list().and_then(|file| Ok((List::from_file(&source.path, source.text(), &file)?, file)));
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
                        let complaint = Complaint::new(&source.path, source.text(), file.list.span(), message);
                        complaints.push(complaint.help(help));
                    }
                }
            }
        }
    }
    lists.into_iter().map(|(name, list)| (name, Arc::new(list))).collect()
}
