//! Findings, verdicts and what they are made of as bytes of a partial result. Whoever reads them back holds them to what this program would
//! have written: numbers that lead somewhere, labels inside of the source that they are about.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::findings::{Alike, FLAGS, Findings, NO_FINDING, Origin, RuleInFile};
use super::{Excerpt, Need, Place, Related, RuleVerdict, Severity, Verdict};
use crate::coding::Coded;
use crate::export;
use crate::packing::{Damaged, Packed, Packer, Unpacker, packed, packed_as_one_of};

packed_as_one_of!(Severity, [Severity::Note, Severity::Warning, Severity::Error]);
packed_as_one_of!(Verdict, Verdict::ALL);
packed!(Place { line, column, end_line, end_column });
packed!(Excerpt { line, column, text });
packed!(Related { path, place });
packed!(Origin { rule, severity, system, references });
packed!(RuleInFile { path, rule, spots, wordings });

impl Packed for Need {
    fn pack(&self, out: &mut Packer) {
        let Self { any_of, of } = self;
        any_of.pack(out);
        of.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let kinds: Vec<&'static str> = Packed::unpack(from)?;
        let any_of = kinds.into_iter().map(|kind| export::by_kind(kind).map(|export| export.kind).ok_or(Damaged));
        Ok(Self { any_of: any_of.collect::<Result<_, _>>()?, of: Packed::unpack(from)? })
    }
}

/// Writes what many verdicts share once.
#[derive(Default)]
pub(crate) struct PackedVerdicts {
    missing: BTreeMap<*const Vec<Need>, u64>,
    evidence: BTreeMap<*const Vec<String>, u64>,
}

impl PackedVerdicts {
    pub fn pack(&mut self, verdict: &RuleVerdict, out: &mut Packer) {
        let RuleVerdict { rule, verdict, reason, missing, evidence } = verdict;
        out.text(rule);
        verdict.pack(out);
        out.text(reason);
        shared(&mut self.missing, missing, out);
        shared(&mut self.evidence, evidence, out);
    }
}

/// The number of what was written before; else the next number, and it.
fn shared<T: Packed>(known: &mut BTreeMap<*const Vec<T>, u64>, list: &Arc<Vec<T>>, out: &mut Packer) {
    let next = known.len() as u64;
    let number = *known.entry(Arc::as_ptr(list)).or_insert(next);
    out.number(number);
    if number == next {
        list.pack(out);
    }
}

/// Reads what [`PackedVerdicts`] wrote.
#[derive(Default)]
pub(crate) struct UnpackedVerdicts {
    missing: Vec<Arc<Vec<Need>>>,
    evidence: Vec<Arc<Vec<String>>>,
}

impl UnpackedVerdicts {
    pub fn unpack(&mut self, from: &mut Unpacker<'_>) -> Result<RuleVerdict, Damaged> {
        Ok(RuleVerdict {
            rule: from.text()?,
            verdict: Packed::unpack(from)?,
            reason: from.text()?,
            missing: shared_again(&mut self.missing, from)?,
            evidence: shared_again(&mut self.evidence, from)?,
        })
    }
}

fn shared_again<T: Packed>(known: &mut Vec<Arc<Vec<T>>>, from: &mut Unpacker<'_>) -> Result<Arc<Vec<T>>, Damaged> {
    let number: usize = Packed::unpack(from)?;
    if number == known.len() {
        known.push(Arc::new(Packed::unpack(from)?));
    }
    known.get(number).cloned().ok_or(Damaged)
}

impl Packed for Findings {
    fn pack(&self, out: &mut Packer) {
        // What is known of them, and how many there are of each, whoever reads them finds out.
        let Self { texts, origins, of_rules: _, identities, wordings, of_wordings: _, layers: _, .. } = self;
        texts.pack(out);
        origins.pack(out);
        identities.pack(out);
        wordings.pack(out);
        self.runs.pack(out);
        self.related.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let mut findings = Self { texts: Packed::unpack(from)?, ..Self::default() };
        for origin in Vec::<Origin>::unpack(from)? {
            let expected = findings.origins.len();
            if findings.origin(origin) != expected {
                return Err(Damaged);
            }
        }
        findings.identities = Packed::unpack(from)?;
        findings.wordings = Packed::unpack(from)?;
        if !findings.is_sound() {
            return Err(Damaged);
        }
        findings.of_wordings = vec![Alike::default(); findings.wordings.len()];
        for run in Vec::<RuleInFile>::unpack(from)? {
            let leads = |wording: &usize| *wording == NO_FINDING || *wording < findings.wordings.len();
            if !run.wordings.iter().all(leads) || !run.spots.are_sound(run.wordings.len()) {
                return Err(Damaged);
            }
            for spot in run.spots() {
                findings.of_wordings[spot.wording].count += 1;
                findings.len += 1;
            }
            findings.runs.push(run);
        }
        findings.related = Packed::unpack(from)?;
        Ok(findings)
    }
}

impl Findings {
    /// Whether all numbers lead somewhere.
    fn is_sound(&self) -> bool {
        let is_text = |number: usize| number < self.texts.len() && std::str::from_utf8(self.texts.get(number)).is_ok();
        let identities = (0..self.identities.len()).all(|number| {
            let mut coded = Coded(self.identities.get(number));
            let origin = (coded.number() >> FLAGS) as usize;
            origin < self.origins.len() && is_text(coded.index()) && is_text(coded.index()) && coded.is_empty()
        });
        let wordings = (0..self.wordings.len()).all(|number| {
            let mut coded = Coded(self.wordings.get(number));
            let leads = coded.index() < self.identities.len() && coded.index() < self.origins.len();
            let mut lists = 0;
            while !coded.is_empty() {
                lists += 1;
                let pieces = coded.number();
                if pieces > coded.0.len() as u64 || !(0..pieces).all(|_| is_text(coded.index())) {
                    return false;
                }
            }
            leads && lists >= 2
        });
        identities && wordings
    }

    /// Drops the findings of these rules in these systems.
    pub(crate) fn drop_of(&mut self, of: &HashSet<(&str, &str)>) {
        if of.is_empty() {
            return;
        }
        let is_kept = |wording: usize| {
            let origin = self.origins.get(self.identity(self.identity_of(wording)).origin);
            origin.is_none_or(|origin| !of.contains(&(origin.rule.as_str(), origin.system.as_str())))
        };
        let kept: Vec<bool> = (0..self.of_wordings.len()).map(is_kept).collect();
        self.retain(&kept);
    }
}
