//! Assigns files to systems: as configuration says, else by the folders that hold them. Nothing else decides it.
//!
//! A system is the first folder, from the top, that is one: its name says so (a SID, what the system is for), or it holds
//! files and no folder around it is a system. Folders of a known shape ([`super::folders`]) are parts of the system
//! around them, and so are folders of any name below a system, unless there are signs that they are systems: their names,
//! or exports of the same kind beside each other. What holds integration flows alone (`artifacts`) is a part, too. Two systems taken for one are worse than one taken for two, so in doubt
//! a folder is a system of its own.
//!
//! Only paths are looked at, never what is in the files: a system must be known before its files are read.

mod alike;
mod artifacts;
mod tree;

use std::collections::HashMap;
use std::fmt::Write as _;

use super::System;
use super::folders::Shape;
use crate::knowledge::secret;
use tree::Tree;

/// A file as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub struct FileAt<'f> {
    /// The folder that directly holds it, as reports show it: `.` for the current one.
    pub folder: &'f str,
    /// Its name.
    pub name: &'f str,
}

impl<'f> FileAt<'f> {
    /// The file at this path.
    pub fn of(path: &'f str) -> Self {
        match path.rsplit_once('/') {
            Some(("", name)) => Self { folder: "/", name },
            Some((folder, name)) => Self { folder, name },
            None => Self { folder: ".", name: path },
        }
    }
}

/// What is known beside the paths of files.
pub struct Known<'k> {
    /// The systems that configuration names.
    pub configured: &'k [System],
    /// Those that nobody has a file of are systems all the same.
    pub all_configured: bool,
    /// The system that configuration gives the file with this index.
    pub of_file: &'k dyn Fn(usize) -> Option<usize>,
    /// The whole path of a folder whose last part is no name (`.`, `..`), if it has one.
    pub whole_path: &'k dyn Fn(&str) -> Option<String>,
    /// Folders that were asked for: what is above them is nobody's system.
    pub asked: &'k [String],
    /// The system of a folder that configuration does not name.
    pub unconfigured: &'k dyn Fn(String) -> System,
}

/// Which file belongs to which system.
pub struct Assignment<'f> {
    /// The systems, by name.
    pub systems: Vec<System>,
    /// For each file the index of its system.
    pub of: Vec<usize>,
    reasons: Vec<Option<usize>>,
    tree: Tree<'f>,
}

/// Why a folder's files belong to their system.
#[derive(Debug, Clone, Copy)]
enum Why {
    /// It is the system.
    Itself,
    /// It has this shape.
    Shape(&'static Shape),
    /// It lies below a system, and nothing says that it is one.
    Below,
    /// It holds an artifact or a package of Cloud Integration, and nothing else.
    Flows,
}

impl Assignment<'_> {
    /// Why the file with this index belongs to its system.
    pub fn why(&self, file: usize) -> String {
        let Some(Some(mut node)) = self.reasons.get(file).copied() else { return "as basislint.toml says".to_owned() };
        let mut told = String::new();
        loop {
            let (name, why) = self.tree.reason(node);
            let name = secret::veiled_path(name);
            let separator = if told.is_empty() { "" } else { ", " };
            let _ = match why {
                Why::Itself if told.is_empty() => write!(told, "its folder"),
                Why::Itself => return told,
                Why::Shape(shape) => write!(told, "{separator}{name} is {}", shape.what),
                Why::Flows => write!(told, "{separator}{name} holds nothing but integration flows"),
                Why::Below => write!(told, "{separator}{name} is a folder of a system"),
            };
            match self.tree.above(node) {
                Some(above) if !matches!(why, Why::Itself) => node = above,
                _ => return told,
            }
        }
    }
}

/// Gives each file its system.
pub fn assign<'f>(files: &[FileAt<'f>], known: &Known<'_>) -> Assignment<'f> {
    let configured: Vec<Option<usize>> = (0..files.len()).map(|file| (known.of_file)(file)).collect();
    let by_folder = files.iter().enumerate().filter(|(file, _)| configured[*file].is_none()).map(|(_, file)| *file);
    let tree = Tree::of(by_folder, known);
    let mut systems: Vec<System> = Vec::new();
    let mut indexes: HashMap<String, usize> = HashMap::new();
    let mut index_of = |name: &str, system: &dyn Fn() -> System| match indexes.get(name) {
        Some(index) => *index,
        None => {
            systems.push(system());
            indexes.insert(name.to_owned(), systems.len() - 1);
            systems.len() - 1
        }
    };
    let mut of_configured: Vec<Option<usize>> = vec![None; known.configured.len()];
    let mut index_of_configured = |number: usize, index_of: &mut dyn FnMut(&str, &dyn Fn() -> System) -> usize| {
        let system = &known.configured[number];
        *of_configured[number].get_or_insert_with(|| index_of(&system.name, &|| system.clone()))
    };
    if known.all_configured {
        (0..known.configured.len()).for_each(|number| _ = index_of_configured(number, &mut index_of));
    }
    let names: Vec<String> = tree.names().iter().map(|name| secret::veiled_path(name).into_owned()).collect();
    let mut of_root: Vec<Option<usize>> = vec![None; names.len()];
    let mut of = Vec::with_capacity(files.len());
    let mut reasons = Vec::with_capacity(files.len());
    for (file, configured) in files.iter().zip(configured) {
        let node = tree.find(file.folder).filter(|_| configured.is_none());
        let root = node.map(|node| tree.root_of(node));
        of.push(match (configured, root) {
            (Some(number), _) => index_of_configured(number, &mut index_of),
            (None, Some(root)) => *of_root[root].get_or_insert_with(|| {
                let name = &names[root];
                index_of(name, &|| (known.unconfigured)(name.clone()))
            }),
            // No folder is left out of the tree; its own name would do.
            (None, None) => index_of(file.folder, &|| (known.unconfigured)(file.folder.to_owned())),
        });
        reasons.push(node);
    }
    let position = sort(&mut systems);
    of.iter_mut().for_each(|system| *system = position[*system]);
    Assignment { systems, of, reasons, tree }
}

/// Sorts systems as reports list them, by name, and tells where each one went.
fn sort(systems: &mut [System]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..systems.len()).collect();
    order.sort_by(|left, right| systems[*left].name.cmp(&systems[*right].name));
    let mut position = vec![0; order.len()];
    order.iter().enumerate().for_each(|(new, old)| position[*old] = new);
    systems.sort_by(|left, right| left.name.cmp(&right.name));
    position
}

#[cfg(test)]
mod tests;
