//! SICF_SERVICES out of ICFSERVICE and ICFSERVLOC: the active services, each with its URL, which is made of the names from the node up.
//!
//! Names are in capitals in these tables, and SAP's items write URLs as they are shown: both are compared without regard to case, and a row has the URL as
//! the item writes it. That the store has only rows with ICFACTIVE = X is said by `../shared/spec/policies.md` section 4.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Policies;
use super::derived::DerivedStore;
use super::gathered::{OfFile, UNREADABLE};
use crate::policy::checks::Checks;
use crate::policy::evaluate::Setting;

/// The store.
pub(super) const STORE: &str = "SICF_SERVICES";

/// The URLs that items ask for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// By their small letters.
    urls: BTreeMap<String, Vec<String>>,
    segments: BTreeSet<String>,
    last: BTreeSet<String>,
    /// Something else is asked of them: all are kept.
    all: bool,
}

impl Asked {
    pub fn of(checks: &Checks) -> Self {
        let mut asked = Self::default();
        let of_store = checks.items.iter().filter(|check| check.store.eq_ignore_ascii_case(STORE));
        for question in of_store.flat_map(|check| check.own).flatten() {
            let Some(predicate) = checks.compiled.predicate(question) else { continue };
            for alternative in predicate.alternatives() {
                let urls: Vec<&str> =
                    alternative.equalities().filter(|(column, _)| &***column == "URL").map(|(_, url)| url).collect();
                asked.all |= urls.is_empty();
                urls.into_iter().for_each(|url| asked.add(url));
            }
        }
        asked
    }

    fn add(&mut self, url: &str) {
        let small = url.to_ascii_lowercase();
        let segments: Vec<&str> = small.split('/').filter(|segment| !segment.is_empty()).collect();
        self.last.extend(segments.last().map(|last| (*last).to_owned()));
        self.segments.extend(segments.into_iter().map(str::to_owned));
        let spellings = self.urls.entry(small).or_default();
        if !spellings.iter().any(|known| known == url) {
            spellings.push(url.to_owned());
        }
    }

    /// Whether a node of this name may be part of a URL that is asked for. Hosts are on the way to all of them.
    pub fn has_segment(&self, name: &str) -> bool {
        self.all || self.segments.contains(&name.to_ascii_lowercase())
    }

    /// Whether a URL that is asked for may end with it.
    pub fn is_last(&self, name: &str) -> bool {
        self.all || self.last.contains(&name.to_ascii_lowercase())
    }
}

/// A path has no more nodes than this: one that leads back to itself would never end.
const DEEPEST: usize = 64;

const BOTH: &str = "the services need both tables, ICFSERVICE and ICFSERVLOC";

/// The store of a system, if a file tells of it.
pub(super) fn of(
    how: (&Policies, &Setting<'_>),
    files: &[(usize, &OfFile, Option<&Arc<str>>)],
) -> Option<DerivedStore> {
    let has = |table: &str| files.iter().any(|(_, file, _)| file.tables.contains(table));
    let of_services: Vec<usize> = files
        .iter()
        .filter(|(_, file, _)| file.tables.iter().any(|it| it.starts_with("ICFSERV")))
        .map(|it| it.0)
        .collect();
    if of_services.is_empty() {
        return None;
    }
    let lacks = if has("ICFSERVICE") && has("ICFSERVLOC") {
        let all = || files.iter().filter(|it| of_services.contains(&it.0));
        let is_unreadable = all().any(|(_, file, _)| file.has_unreadable);
        all().find_map(|(.., lacks)| lacks.cloned()).or_else(|| is_unreadable.then(|| UNREADABLE.into()))
    } else {
        Some(BOTH.into())
    };
    let mut store = DerivedStore::new(STORE, of_services, lacks);
    let nodes: BTreeMap<&str, (&str, &str)> = files
        .iter()
        .flat_map(|(_, file, _)| &file.nodes)
        .map(|[name, parent, node]| (&**node, (&**name, &**parent)))
        .collect();
    for (index, file, _) in files {
        for ([name, parent], is_active, row) in &file.activations {
            if *is_active == Some(false) {
                continue;
            }
            let url = url(&nodes, name, parent);
            let spellings = how.0.services().urls.get(&url).cloned().unwrap_or_else(|| vec![url]);
            for url in spellings {
                let kept = row.with("URL", &url);
                let mut of_store = kept.as_row();
                of_store.may_be_absent = is_active.is_none();
                store.ask(how, &of_store, &mut || (*index, kept.clone()));
            }
        }
    }
    Some(store)
}

/// The path of a service in small letters, `/sap/bc/echo/`: up to where no node is known, which is the host.
fn url(nodes: &BTreeMap<&str, (&str, &str)>, name: &str, parent: &str) -> String {
    let mut names = vec![name];
    let mut above = parent;
    while let Some((name, parent)) = nodes.get(above).filter(|_| names.len() < DEEPEST) {
        names.push(name);
        above = parent;
    }
    let path: String = names.iter().rev().map(|name| format!("/{}", name.to_ascii_lowercase())).collect();
    path + "/"
}
