//! Findings of some systems and those of others put together: what is kept once in each of them is kept once in both.

use super::findings::{Alike, FLAGS, Findings, NO_FINDING};
use crate::coding::{Coded, push_number};

impl Findings {
    /// Takes findings that nobody has closed, of systems of which none are here yet. All is numbered as if they had been added one by one.
    pub(crate) fn append(&mut self, other: Self) {
        let Self { texts, origins, identities, wordings, of_wordings, runs, related, .. } = other;
        let texts: Vec<usize> = (0..texts.len()).map(|number| self.texts.add(texts.get(number))).collect();
        let origins: Vec<usize> = origins.into_iter().map(|origin| self.origin(origin)).collect();
        let of = |numbers: &[usize], number: usize| numbers.get(number).copied().unwrap_or_default() as u64;
        let mut coded = Vec::new();
        let identities: Vec<usize> = (0..identities.len())
            .map(|number| {
                let mut read = Coded(identities.get(number));
                let origin = read.number();
                coded.clear();
                push_number(
                    &mut coded,
                    of(&origins, (origin >> FLAGS) as usize) << FLAGS | origin & ((1 << FLAGS) - 1),
                );
                (0..2).for_each(|_| push_number(&mut coded, of(&texts, read.index())));
                self.identities.add(&coded)
            })
            .collect();
        let wordings: Vec<usize> = (0..wordings.len())
            .map(|number| {
                let mut read = Coded(wordings.get(number));
                coded.clear();
                push_number(&mut coded, of(&identities, read.index()));
                push_number(&mut coded, of(&origins, read.index()));
                while !read.is_empty() {
                    let pieces = read.number();
                    push_number(&mut coded, pieces);
                    (0..pieces).for_each(|_| push_number(&mut coded, of(&texts, read.index())));
                }
                self.wordings.add(&coded)
            })
            .collect();
        self.of_wordings.resize(self.wordings.len(), Alike::default());
        for (number, alike) in wordings.iter().zip(of_wordings) {
            self.of_wordings[*number].count += alike.count;
            self.len += alike.count;
        }
        for mut run in runs {
            let kept = run.wordings.iter_mut().filter(|wording| **wording != NO_FINDING);
            kept.for_each(|wording| *wording = wordings.get(*wording).copied().unwrap_or(NO_FINDING));
            self.runs.push(run);
        }
        for (path, places) in related {
            for ((place, wording), others) in places {
                let wording = wordings.get(wording).copied().unwrap_or(NO_FINDING);
                others.into_iter().for_each(|other| self.relate(&path, place, wording, other));
            }
        }
    }
}
