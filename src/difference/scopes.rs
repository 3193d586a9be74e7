//! Which files of the two states speak of the same: of the same part of a table, the same application server, or simply the system.

use std::collections::BTreeMap;

use crate::export::Reach;
use crate::landscape::inventory::FileInventory;

/// Files of one kind, of both states, that speak of the same.
#[derive(Default)]
pub(super) struct Scope<'s> {
    /// The instance, server or part, if there are several; else empty.
    pub of: String,
    /// The files of the earlier state.
    pub old: Vec<&'s FileInventory>,
    /// Those of the later one.
    pub new: Vec<&'s FileInventory>,
}

/// What a file is of: level and instance of a profile, instance of a list, part of a table.
fn told(file: &FileInventory) -> String {
    let inventory = &file.inventory;
    let words = match inventory.export.reach {
        Reach::Server => [inventory.level.as_str(), inventory.instance.as_str()],
        Reach::System => [file.part.as_deref().unwrap_or_default(), ""],
        Reach::Own | Reach::Single | Reach::Folder => ["", ""],
    };
    words.join(" ").trim().to_owned()
}

/// Puts files of one kind together by what they speak of.
pub(super) fn of<'s>(old: Vec<&'s FileInventory>, new: Vec<&'s FileInventory>) -> Vec<Scope<'s>> {
    let mut scopes: BTreeMap<String, Scope<'s>> = BTreeMap::new();
    for (files, is_old) in [(old, true), (new, false)] {
        for file in files {
            let scope = scopes.entry(told(file)).or_default();
            if is_old { scope.old.push(file) } else { scope.new.push(file) }
        }
    }
    scopes.into_iter().flat_map(|(of, scope)| by_server(Scope { of, ..scope })).collect()
}

/// Takes the files of several servers apart that do not say of which one they are.
fn by_server(mut scope: Scope<'_>) -> Vec<Scope<'_>> {
    let is_of_server =
        |file: &&FileInventory| file.inventory.export.reach == Reach::Server && !is_certificate_of_its_own(file);
    let several = scope.old.len() > 1 || scope.new.len() > 1;
    if !several || !scope.old.iter().chain(&scope.new).all(is_of_server) {
        return vec![scope];
    }
    let mut apart: Vec<Scope<'_>> = Vec::new();
    for file in std::mem::take(&mut scope.old) {
        let of = name(&file.path).to_owned();
        let same_name = scope.new.iter().position(|other| name(&other.path).eq_ignore_ascii_case(&of));
        let is_same = |other: &&FileInventory| other.inventory.hashes() == file.inventory.hashes();
        let with = same_name.or_else(|| scope.new.iter().position(is_same));
        let new = with.map(|at| scope.new.remove(at)).into_iter().collect();
        apart.push(Scope { of, old: vec![file], new });
    }
    for file in std::mem::take(&mut scope.new) {
        // One that is left on each side is the same server, whatever its file is called.
        let lonely = apart.iter().filter(|other| other.new.is_empty()).count();
        match apart.iter_mut().find(|other| lonely == 1 && other.new.is_empty()) {
            Some(other) => other.new.push(file),
            None => apart.push(Scope { of: name(&file.path).to_owned(), old: Vec::new(), new: vec![file] }),
        }
    }
    apart
}

/// Files with one certificate each: the folder is one store.
fn is_certificate_of_its_own(file: &FileInventory) -> bool {
    let ending = file.path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(ending.as_str(), "pem" | "crt" | "cer" | "der" | "p7b" | "p7c")
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
