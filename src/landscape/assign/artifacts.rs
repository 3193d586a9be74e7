//! Folders and archives that hold integration flows of Cloud Integration and nothing else: they are called after a flow or a package,
//! and belong to the system in whose folder they lie. How artifacts are laid out: connectors.md a.8.

use super::tree::Tree;
use crate::input::archive::{ARTIFACT_CONTENTS, is_package_member};
use crate::knowledge::system_id;

/// What stands beside an artifact's contents.
const MANIFEST: &str = "META-INF";

/// Endings of files that lie directly in an artifact or a package.
const BESIDE: [&str; 5] = [".prop", ".propdef", ".cnt", ".md", ".info"];

/// Whether the folder is a part of what it lies in, because of what is in it.
///
/// An archive with an artifact or a package is one, whatever it is called, but for a SID where no system is around; so is a folder of a
/// surely known system. Elsewhere an unpacked artifact may be all that there is of a tenant.
pub(super) fn is_part(tree: &Tree<'_>, node: usize, is_in_system: bool) -> bool {
    if is_contents(tree, node) {
        return true;
    }
    let name = tree.name(node);
    let may_be = if tree.is_archive(node) { is_in_system || !system_id::is_one(name) } else { is_in_system };
    may_be && !tree.is_asked(node) && is_artifact(tree, node)
}

/// `src`, with `main/resources` in it.
fn is_contents(tree: &Tree<'_>, node: usize) -> bool {
    let [outer, inner @ ..] = ARTIFACT_CONTENTS;
    let mut open = vec![node];
    for name in inner {
        open =
            open.iter().flat_map(|node| tree.below(*node)).filter(|node| tree.name(**node) == name).copied().collect();
    }
    tree.name(node) == outer && !open.is_empty()
}

/// An artifact, or a package of artifacts, and nothing else is in it.
fn is_artifact(tree: &Tree<'_>, node: usize) -> bool {
    let is_of_it = |node: &usize| is_package_member(tree.name(*node)) || is_contents(tree, *node);
    let below = tree.below(node);
    let may_be_beside = |file: &&str| BESIDE.iter().any(|ending| file.to_ascii_lowercase().ends_with(ending));
    below.iter().any(is_of_it)
        && below.iter().all(|node| is_of_it(node) || tree.name(*node).eq_ignore_ascii_case(MANIFEST))
        && tree.files_in(node).iter().all(may_be_beside)
}
