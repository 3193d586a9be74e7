//! What is known of findings: which were there before, in a baseline or in the state that this one is compared with.
//!
//! A finding is known again by its identity and not by its place. Of one identity there may be many, so they are counted: as many as
//! there were are known, those beyond are new.

use std::collections::{BTreeSet, HashMap};

use super::reader::Walk;
use super::{Findings, Related, Status};

/// How many findings of each identity there are, by [`super::Finding::seed`].
pub type Seen = HashMap<String, u64>;

/// What one source knows.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// How many of each identity are known.
    known: Vec<u64>,
    /// Of what is in these files nothing is.
    touched: BTreeSet<String>,
}

/// Tells of one finding after the other, in order, whether it is known.
pub(super) struct Standing<'f> {
    layers: &'f [Layer],
    /// For each layer how many of each identity are left.
    left: Vec<Vec<u64>>,
}

impl<'f> Standing<'f> {
    pub fn new(layers: &'f [Layer]) -> Self {
        Self { layers, left: layers.iter().map(|layer| layer.known.clone()).collect() }
    }

    /// Whether the next finding of this identity is known, which is in this file and in others.
    pub fn is_known(&mut self, identity: usize, path: &str, related: &[Related]) -> bool {
        self.layers.iter().zip(&mut self.left).any(|(layer, left)| {
            let Some(left) = left.get_mut(identity).filter(|left| **left > 0) else { return false };
            // What several files tell is one finding, in the first of them.
            let mut paths = related.iter().map(|other| other.path.as_str()).chain([path]);
            let is_known = !paths.any(|path| layer.touched.contains(path));
            *left -= u64::from(is_known);
            is_known
        })
    }
}

impl Findings {
    /// Takes what was there before: so many findings of each identity are known from now on, those that come first, but for those in
    /// the files `touched`, or told there as well. Suppressed ones stay suppressed. It may be told several times, by several who know different ones.
    pub fn know(&mut self, seen: &Seen, touched: BTreeSet<String>) {
        let known = (0..self.identities.len()).map(|identity| seen.get(&self.seed(identity)).copied().unwrap_or(0));
        let known = known.collect();
        self.layers.push(Layer { known, touched });
        let mut counts = vec![0; self.of_wordings.len()];
        self.each_standing(|wording, _, status| counts[wording] += usize::from(status == Status::Known));
        self.of_wordings.iter_mut().zip(counts).for_each(|(alike, known)| alike.known = known);
    }

    /// Whether anybody said what was there before: without, that all are new means nothing.
    pub fn is_compared(&self) -> bool {
        !self.layers.is_empty()
    }

    /// How many findings there are of each identity, of those with a status that `counts`, in files that `counts`.
    pub fn seen(&self, counts: impl Fn(&str, Status) -> bool) -> Seen {
        let mut numbers = vec![0_u64; self.identities.len()];
        self.each_standing(|wording, path, status| {
            numbers[self.identity_of(wording)] += u64::from(counts(path, status))
        });
        let seen = numbers.into_iter().enumerate().filter(|(_, number)| *number > 0);
        seen.map(|(identity, number)| (self.seed(identity), number)).collect()
    }

    /// Drops the findings of all other systems.
    pub fn keep_systems(&mut self, keep: impl Fn(&str) -> bool) {
        let is_kept = |wording: usize| {
            let origin = self.origins.get(self.identity(self.identity_of(wording)).origin);
            origin.is_none_or(|origin| keep(&origin.system))
        };
        let kept: Vec<bool> = (0..self.of_wordings.len()).map(is_kept).collect();
        self.retain(&kept);
    }

    /// The seed of each identity, with its rule, system and subject.
    pub fn identities(&self) -> impl Iterator<Item = (String, [&str; 3])> {
        (0..self.identities.len()).map(|identity| (self.seed(identity), self.names_of(identity)))
    }

    /// Tells wording, path and status of each finding, in order.
    fn each_standing(&self, mut tell: impl FnMut(usize, &str, Status)) {
        let mut standing = Standing::new(&self.layers);
        for (run, spot) in Walk::new(self) {
            let path = &self.runs[run].path;
            let status = match self.is_suppressed(spot.wording) {
                true => Status::Suppressed,
                false
                    if standing.is_known(
                        self.identity_of(spot.wording),
                        path,
                        self.related(path, spot.place, spot.wording),
                    ) =>
                {
                    Status::Known
                }
                false => Status::New,
            };
            tell(spot.wording, path, status);
        }
    }
}
