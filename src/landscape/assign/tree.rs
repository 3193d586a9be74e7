//! The folders of a run, from the top down, and which of them are systems.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::alike::Alike;
use super::{FileAt, Known, Why, artifacts};
use crate::input::archive;
use crate::knowledge::spelling::letters;
use crate::knowledge::{pse, system_id};
use crate::landscape::folders::{self, Holds};

/// Folders, each behind those around it.
pub(super) struct Tree<'f> {
    nodes: Vec<Node<'f>>,
    by_path: HashMap<&'f str, usize>,
    roots: Vec<Root>,
    by_key: HashMap<String, usize>,
}

/// One folder.
pub(super) struct Node<'f> {
    path: &'f str,
    /// Its name, without the ending of an archive; that of its whole path if the path ends without a name.
    name: Cow<'f, str>,
    /// The folder around it; none of a top: `.`, `..`, `/`.
    above: Option<usize>,
    /// It lies around what was asked for.
    is_around: bool,
    /// Names of the files that it directly holds.
    pub files: Vec<&'f str>,
    pub below: Vec<usize>,
    root: usize,
    why: Why,
    /// All that is below belongs to its system, however it is called.
    only_parts: bool,
    /// Folders below it are systems, however they are called; none if nobody asked yet.
    systems_below: Option<BTreeSet<usize>>,
}

/// A system: where it stands, so that it is one wherever a part of it lies.
struct Root {
    /// Its path, without folders for one kind of exports.
    key: String,
    sid: Option<String>,
    /// Its own folder; none if only names of servers tell it.
    node: Option<usize>,
    has_files: bool,
    /// It turned out to be a part of this one.
    is: Option<usize>,
}

impl<'f> Tree<'f> {
    /// The folders of these files.
    pub fn of(files: impl Iterator<Item = FileAt<'f>>, known: &Known<'_>) -> Self {
        let mut tree = Self { nodes: Vec::new(), by_path: HashMap::new(), roots: Vec::new(), by_key: HashMap::new() };
        for file in files {
            let node = tree.add(file.folder, known);
            tree.nodes[node].files.push(file.name);
        }
        tree.mark_around(known.asked);
        for node in 0..tree.nodes.len() {
            tree.decide(node, known);
        }
        for node in 0..tree.nodes.len() {
            let root = tree.nodes[node].root;
            tree.roots[root].has_files |= !tree.nodes[node].files.is_empty();
        }
        tree.join_servers();
        tree
    }

    /// The folder at this path.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Number of the system that a folder's files belong to.
    pub fn root_of(&self, node: usize) -> usize {
        let root = self.nodes[node].root;
        self.roots[root].is.unwrap_or(root)
    }

    /// The folder around this one.
    pub fn above(&self, node: usize) -> Option<usize> {
        self.nodes[node].above
    }

    /// A folder's name, and why its files belong to their system.
    pub fn reason(&self, node: usize) -> (&str, Why) {
        (&self.nodes[node].name, self.nodes[node].why)
    }

    /// The names of all systems, by number: that of the folder, or its path where two share one.
    pub fn names(&self) -> Vec<String> {
        let name = |root: &Root| archive::system_name(root.key.rsplit('/').next().unwrap_or(&root.key)).to_owned();
        let mut shared: HashMap<String, usize> = HashMap::new();
        let counts = |root: &&Root| root.has_files && root.is.is_none();
        self.roots.iter().filter(counts).for_each(|root| *shared.entry(name(root)).or_default() += 1);
        let named = |root: &Root| match name(root) {
            name if name.is_empty() || shared.get(&name).is_some_and(|systems| *systems > 1) => root.key.clone(),
            name => name,
        };
        self.roots.iter().map(named).collect()
    }

    /// Adds a folder behind those around it. There may be thousands of them.
    fn add(&mut self, path: &'f str, known: &Known<'_>) -> usize {
        let mut missing = vec![path];
        let mut around = None;
        while let Some(&path) = missing.last() {
            around = self.by_path.get(path).copied();
            if around.is_some() {
                missing.pop();
                break;
            }
            match path_around(path) {
                Some(path) => missing.push(path),
                None => break,
            }
        }
        while let Some(path) = missing.pop() {
            around = Some(self.add_below(around, path, known));
        }
        around.unwrap_or_default()
    }

    /// Adds a folder in one that is there, or a top.
    fn add_below(&mut self, above: Option<usize>, path: &'f str, known: &Known<'_>) -> usize {
        let node = self.nodes.len();
        let name = match above {
            Some(above) => {
                self.nodes[above].below.push(node);
                Cow::Borrowed(archive::system_name(path.rsplit('/').next().unwrap_or(path)))
            }
            None => {
                let whole = (known.whole_path)(path).unwrap_or_else(|| path.to_owned());
                Cow::Owned(whole.rsplit('/').next().unwrap_or(&whole).to_owned())
            }
        };
        self.nodes.push(Node {
            path,
            name,
            above,
            is_around: false,
            files: Vec::new(),
            below: Vec::new(),
            root: 0,
            why: Why::Itself,
            only_parts: false,
            systems_below: None,
        });
        self.by_path.insert(path, node);
        node
    }

    fn mark_around(&mut self, asked: &[String]) {
        let nodes: HashSet<&str> = asked.iter().map(String::as_str).collect();
        for node in self.nodes.iter_mut().filter(|node| node.above.is_none()) {
            node.is_around = !nodes.contains(node.path);
        }
        for path in asked {
            let mut path = path.as_str();
            while let Some((above, _)) = path.rsplit_once('/') {
                path = above;
                if let Some(node) = self.by_path.get(path) {
                    self.nodes[*node].is_around = true;
                }
            }
        }
    }

    /// Decides on a folder; those around it are decided on.
    fn decide(&mut self, node: usize, known: &Known<'_>) {
        let Some(above) = self.nodes[node].above else { return self.decide_top(node, known) };
        let around = self.nodes[above].root;
        let name = self.nodes[node].name.clone();
        if self.nodes[above].only_parts {
            (self.nodes[node].root, self.nodes[node].why) = (around, Why::Below);
            self.nodes[node].only_parts = true;
            return;
        }
        let in_system = self.roots[around].sid.is_some() && !self.nodes[above].is_around;
        if artifacts::is_part(self, node, in_system) {
            (self.nodes[node].root, self.nodes[node].why) = (around, Why::Flows);
            self.nodes[node].only_parts = true;
            return;
        }
        if let Some(shape) = folders::shape(&name).filter(|_| !self.is_system_among_systems(above, node)) {
            self.nodes[node].only_parts = shape.holds == Holds::OnlyParts;
            self.nodes[node].why = Why::Shape(shape);
            self.nodes[node].root = match folders::system_of_server(&name).filter(|_| shape.holds == Holds::Server) {
                Some(sid) if self.roots[around].sid.as_deref() != Some(sid) => {
                    let key = self.key(self.roots[around].node.unwrap_or(above), sid);
                    self.root(key, Some(sid), None)
                }
                _ => around,
            };
            return;
        }
        if !folders::is_system(&name) && !self.is_system_below(above, node) {
            (self.nodes[node].root, self.nodes[node].why) = (around, Why::Below);
            return;
        }
        let key = self.key(above, &name);
        self.nodes[node].root = self.root(key, system_id::is_one(&name).then_some(&name), Some(node));
    }

    /// A folder of a known shape, whose name is a SID as well, beside other SIDs: `SEC` beside `PRD`. To take it for a part of the
    /// folder around them would put together what are two systems.
    fn is_system_among_systems(&self, above: usize, node: usize) -> bool {
        let is_sid = |node: &usize| system_id::is_one(&self.nodes[*node].name);
        let is_another = |other: &usize| is_sid(other) && folders::shape(&self.nodes[*other].name).is_none();
        is_sid(&node)
            && self.roots[self.nodes[above].root].sid.is_none()
            && self.nodes[above].below.iter().any(|other| *other != node && is_another(other))
    }

    /// A folder around all others is a system if nothing else is: what lies in it directly is its own. If it is a part of one
    /// itself, it has that one's name.
    fn decide_top(&mut self, node: usize, known: &Known<'_>) {
        let path = self.nodes[node].path;
        let whole = (known.whole_path)(path).unwrap_or_else(|| path.to_owned());
        let mut key = whole.as_str();
        while let Some((around, _)) = key.rsplit_once('/').filter(|(around, name)| {
            let system = around.rsplit('/').next().unwrap_or_default();
            pse::by_name(name).is_some() || (folders::shape(name).is_some() && is_part_of_system(around, system))
        }) {
            key = if around.is_empty() { "/" } else { around };
        }
        let name = key.rsplit('/').next().unwrap_or(key);
        let sid = system_id::is_one(name).then(|| name.to_owned());
        self.nodes[node].root = self.root(key.to_owned(), sid.as_deref(), Some(node));
    }

    /// Number of the system with this key.
    fn root(&mut self, key: String, sid: Option<&str>, node: Option<usize>) -> usize {
        if let Some(root) = self.by_key.get(&key) {
            self.roots[*root].node = self.roots[*root].node.or(node);
            return *root;
        }
        self.by_key.insert(key.clone(), self.roots.len());
        self.roots.push(Root { key, sid: sid.map(str::to_owned), node, has_files: false, is: None });
        self.roots.len() - 1
    }

    /// Where a system of this name stands: in the folder `above`, or in that around it if it is one for a kind of exports, a
    /// server or the like.
    fn key(&self, mut above: usize, name: &str) -> String {
        let is_passed_by = |node: &Node<'_>| matches!(node.why, Why::Shape(shape) if !matches!(shape.holds, Holds::State | Holds::OnlyParts));
        while let Some(next) = self.nodes[above].above.filter(|_| is_passed_by(&self.nodes[above])) {
            above = next;
        }
        match self.nodes[above].path {
            "." => name.to_owned(),
            path => format!("{}/{name}", path.trim_end_matches('/')),
        }
    }

    /// Whether a folder of any name, in the folder `above`, is a system of its own.
    fn is_system_below(&mut self, above: usize, node: usize) -> bool {
        let root = &self.roots[self.nodes[above].root];
        let Some(home) = root.node.filter(|home| self.is_system(*home, root.sid.as_deref())) else { return true };
        let sid = root.sid.clone();
        if self.nodes[above].systems_below.is_none() {
            let found = self.find_systems_below(above, home, sid.as_deref());
            self.nodes[above].systems_below = Some(found);
        }
        self.nodes[above].systems_below.as_ref().is_some_and(|systems| systems.contains(&node))
    }

    /// The folder is surely a system, so what is below it may be a part of it: its name is a SID, or an export lies in it.
    fn is_system(&self, node: usize, sid: Option<&str>) -> bool {
        let Node { is_around, files, .. } = &self.nodes[node];
        (sid.is_some() && !is_around) || files.iter().any(|file| Alike::is_export(file))
    }

    /// The folders of any name in a folder of a system that are systems of their own.
    fn find_systems_below(&self, above: usize, home: usize, sid: Option<&str>) -> BTreeSet<usize> {
        let below = &self.nodes[above].below;
        let others = |node: &&usize| {
            let name = self.nodes[**node].name.as_ref();
            let is_part = folders::shape(name).is_some() || artifacts::is_part(self, **node, sid.is_some());
            !is_part && !sid.is_some_and(|sid| is_named_after(name, sid))
        };
        let others: Vec<usize> = below.iter().filter(others).copied().collect();
        let says_so = |node: &usize| {
            let name = self.nodes[*node].name.as_ref();
            folders::is_system(name) || folders::system_in(name).is_some_and(|other| Some(other) != sid)
        };
        // Beside systems all are systems.
        if others.iter().any(says_so) {
            return others.into_iter().collect();
        }
        let servers = sid.map_or_else(HashSet::new, |_| self.numbered(&others));
        let others = others.into_iter().filter(|node| !servers.contains(node));
        Alike::new(sid.is_some()).find(self, home, others.collect())
    }

    /// Folders whose names differ in numbers only, as those of application servers do.
    fn numbered(&self, nodes: &[usize]) -> HashSet<usize> {
        let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
        for node in nodes {
            let name = letters(&self.nodes[*node].name);
            let word: String = name.chars().filter(|letter| !letter.is_ascii_digit()).collect();
            if word.len() < name.len() && !word.is_empty() {
                alike.entry(word).or_default().push(*node);
            }
        }
        alike.into_values().filter(|nodes| nodes.len() > 1).flatten().collect()
    }

    /// The names of all files in a folder and in those below it.
    pub fn files_below(&self, node: usize) -> Vec<&'f str> {
        let (mut files, mut open) = (Vec::new(), vec![node]);
        while let Some(node) = open.pop() {
            files.extend(&self.nodes[node].files);
            open.extend(&self.nodes[node].below);
        }
        files
    }

    /// A folder's name, without the ending of an archive.
    pub fn name(&self, node: usize) -> &str {
        &self.nodes[node].name
    }

    /// The folder is called as archives are.
    pub fn is_archive(&self, node: usize) -> bool {
        self.nodes[node].above.is_some() && !self.nodes[node].path.ends_with(&*self.nodes[node].name)
    }

    /// Somebody asked for just this folder: what is around it is nobody's system.
    pub fn is_asked(&self, node: usize) -> bool {
        self.nodes[node].above.is_some_and(|above| self.nodes[above].is_around)
    }

    /// The folders that a folder directly holds.
    pub fn below(&self, node: usize) -> &[usize] {
        &self.nodes[node].below
    }

    /// The names of the files that a folder directly holds.
    pub fn files_in(&self, node: usize) -> &[&'f str] {
        &self.nodes[node].files
    }

    /// Where only the names of servers tell systems, and all tell the same one, its exports beside these folders are its own.
    fn join_servers(&mut self) {
        let mut told: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for node in &self.nodes {
            let around = node.above.map_or(node.root, |above| self.nodes[above].root);
            if around != node.root && matches!(node.why, Why::Shape(_)) {
                told.entry(around).or_default().insert(node.root);
            }
        }
        for (around, systems) in told {
            let mut only = systems.iter().copied();
            if let (Some(system), None) = (only.next(), only.next())
                && self.roots[around].sid.is_none()
                && self.roots[around].has_files
                && self.roots[system].node.is_none()
            {
                self.roots[system].is = Some(around);
            }
        }
    }
}

/// The path of the folder around this one; none if that has no name here.
fn path_around(path: &str) -> Option<&str> {
    let last = path.rsplit('/').next().unwrap_or(path);
    if matches!(last, "" | "." | "..") || last.ends_with(':') {
        return None;
    }
    Some(match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((around, _)) => around,
        None => ".",
    })
}

/// The name has the SID in it: `sapprd01`, `PRD_100`.
fn is_named_after(name: &str, sid: &str) -> bool {
    name.to_ascii_uppercase().contains(sid)
}

/// Some folder around is named after a system, with only parts of it in between.
fn is_part_of_system(around: &str, name: &str) -> bool {
    if folders::is_system(name) {
        return true;
    }
    folders::shape(name).is_some()
        && around
            .rsplit_once('/')
            .is_some_and(|(around, _)| is_part_of_system(around, around.rsplit('/').next().unwrap_or_default()))
}
