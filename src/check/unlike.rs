//! What the files of two states of the same systems hold, as far as it must be compared: what is the same in both need not be taken apart.
//!
//! Two checks go in, and what their files hold where they are unlike comes out. What changed in that is for `difference`.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::common_lines::{self, Lines};
use super::{Assigned, Request, run_whole};
use crate::config::Config;
use crate::export::{self, Export};
use crate::landscape::inventory::FileInventory;
use crate::report::{FileReport, Report};
use crate::rule::judging::RuleSet;

/// One state: what was asked of it, and what was said.
#[derive(Clone, Copy)]
pub struct Checked<'c> {
    /// What was asked.
    pub request: &'c Request<'c>,
    /// What was said. Its files are those of the request.
    pub report: &'c Report,
}

/// A system by its name, and a kind of export.
type KindOf = (String, &'static str);

/// What the files of both states hold, of all kinds of which a system has a file that its other state has not. What moves from one file to
/// another is neither new nor gone: where one of a kind is unlike, all of that kind are read.
pub fn inventories(old: Checked<'_>, new: Checked<'_>) -> (Vec<FileInventory>, Vec<FileInventory>) {
    let partners = partners(old, new);
    let same = |of: fn(&Partner) -> usize| -> BTreeSet<usize> {
        partners.iter().filter(|partner| partner.is_same).map(of).collect()
    };
    let mut kinds = old.kinds_without(&same(|partner| partner.old));
    kinds.append(&mut new.kinds_without(&same(|partner| partner.new)));
    if kinds.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let read = |partner: &Partner| Some((partner.old, partner.new, common(old, new, partner)?));
    let common: Vec<(usize, usize, Arc<Lines>)> = partners.par_iter().filter_map(read).collect();
    let ours = common.iter().map(|(old, _, lines)| (*old, Arc::clone(lines))).collect();
    let theirs = common.iter().map(|(_, new, lines)| (*new, Arc::clone(lines))).collect();
    rayon::join(|| old.inventories(&kinds, &ours), || new.inventories(&kinds, &theirs))
}

/// Files of the same name in the same system, of which each state has one, by their indexes.
struct Partner {
    old: usize,
    new: usize,
    /// Both have the same bytes.
    is_same: bool,
}

fn partners(old: Checked<'_>, new: Checked<'_>) -> Vec<Partner> {
    let (ours, theirs) = (old.by_name(), new.by_name());
    let alone = ours.into_iter().filter_map(|(name, ours)| match (ours.as_slice(), theirs.get(&name)?.as_slice()) {
        ([one], [other]) => Some((*one, *other)),
        // Which of several is meant their folders tell; what lies alone is enough here.
        _ => None,
    });
    let alone: Vec<(usize, usize)> = alone.collect();
    let compare = |(one, other): (usize, usize)| {
        let (ours, theirs) = (old.request.files.get(one)?, new.request.files.get(other)?);
        let is_same = ours.input.content.is_same(&theirs.input.content);
        Some(Partner { old: one, new: other, is_same })
    };
    alone.into_par_iter().filter_map(compare).collect()
}

/// The lines that both files have, where lines are enough to know what changed.
fn common(old: Checked<'_>, new: Checked<'_>, partner: &Partner) -> Option<Arc<Lines>> {
    let (ours, theirs) = (old.report.files.get(partner.old)?, new.report.files.get(partner.new)?);
    let kind = |file: &FileReport| -> Option<&'static Export> { export::by_kind(file.export?) };
    let is_alike = kind(theirs)?.kind == kind(ours)?.kind && ours.layout == theirs.layout;
    if partner.is_same || !is_alike || !common_lines::suits(kind(ours)?) {
        return None;
    }
    let content =
        |checked: Checked<'_>, file: usize| checked.request.files.get(file).map(|it| it.input.content.clone());
    common_lines::of(&content(old, partner.old)?, &content(new, partner.new)?).map(Arc::new)
}

impl Checked<'_> {
    /// The files by their systems and their names, whatever the case of those and wherever they lie.
    fn by_name(&self) -> HashMap<(&str, String), Vec<usize>> {
        let mut by_name: HashMap<(&str, String), Vec<usize>> = HashMap::new();
        for (index, Assigned { input, system }) in self.request.files.iter().enumerate() {
            let system = self.request.systems.get(*system).map_or("", |system| system.name.as_str());
            let name = input.path.rsplit('/').next().unwrap_or_default().to_lowercase();
            by_name.entry((system, name)).or_default().push(index);
        }
        by_name
    }

    /// The kinds of all exports but these.
    fn kinds_without(&self, files: &BTreeSet<usize>) -> BTreeSet<KindOf> {
        let others = self.report.files.iter().enumerate().filter(|(index, _)| !files.contains(index));
        others.filter_map(|(_, file)| kind_of(file)).collect()
    }

    /// What all files of these kinds hold, but for these lines.
    fn inventories(&self, kinds: &BTreeSet<KindOf>, common: &HashMap<usize, Arc<Lines>>) -> Vec<FileInventory> {
        let files = self.report.files.iter().enumerate();
        let is_asked = |file: &FileReport| kind_of(file).is_some_and(|kind| kinds.contains(&kind));
        let asked: Vec<usize> = files.filter(|(_, file)| is_asked(file)).map(|(index, _)| index).collect();
        let (rules, config) = (RuleSet::default(), Config::default());
        let ran = run_whole(&Request {
            inventories: true,
            common_lines: asked.iter().map(|index| common.get(index).cloned()).collect(),
            files: asked.iter().filter_map(|index| self.request.files.get(*index).cloned()).collect(),
            systems: self.request.systems.clone(),
            jobs: self.request.jobs,
            excerpts: false,
            ..Request::new(&rules, &config, self.request.as_of)
        });
        let as_before = |held: FileInventory| Some(FileInventory { file: *asked.get(held.file)?, ..held });
        ran.inventories.into_iter().filter_map(as_before).collect()
    }
}

fn kind_of(file: &FileReport) -> Option<KindOf> {
    Some((file.system.clone()?, file.export?))
}
