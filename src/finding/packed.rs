//! Findings, verdicts and what they are made of as bytes of a partial result. Whoever reads them back holds them to what this program would
//! have written: numbers that lead somewhere, labels inside of the source that they are about.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
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

/// What many systems hear of a rule, whatever the files are that it rests on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Words {
    rule: Arc<str>,
    verdict: Verdict,
    reason: Arc<str>,
}

packed!(Words { rule, verdict, reason });

/// Writes what many verdicts share once.
#[derive(Default)]
pub(crate) struct PackedVerdicts {
    words: HashMap<Words, u64>,
    missing: HashMap<Arc<Vec<Need>>, u64>,
    evidence: HashMap<Arc<Vec<String>>, u64>,
}

impl PackedVerdicts {
    pub fn pack(&mut self, verdicts: &[RuleVerdict], out: &mut Packer) {
        out.number(verdicts.len() as u64);
        for RuleVerdict { rule, verdict, reason, missing, evidence } in verdicts {
            let (rule, reason) = (Arc::clone(rule), Arc::clone(reason));
            once(&mut self.words, Words { rule, verdict: *verdict, reason }, out);
            once(&mut self.missing, Arc::clone(missing), out);
            once(&mut self.evidence, Arc::clone(evidence), out);
        }
    }
}

/// The number of what was written before; else the next number, and it.
fn once<T: Packed + Eq + Hash>(known: &mut HashMap<T, u64>, what: T, out: &mut Packer) {
    if let Some(number) = known.get(&what) {
        return out.number(*number);
    }
    let number = known.len() as u64;
    out.number(number);
    what.pack(out);
    known.insert(what, number);
}

/// Reads what [`PackedVerdicts`] wrote.
#[derive(Default)]
pub(crate) struct UnpackedVerdicts {
    words: Vec<Words>,
    missing: Vec<Arc<Vec<Need>>>,
    evidence: Vec<Arc<Vec<String>>>,
}

impl UnpackedVerdicts {
    /// With room for so many more, which belong between them.
    pub fn unpack(&mut self, more: usize, from: &mut Unpacker<'_>) -> Result<Vec<RuleVerdict>, Damaged> {
        from.list_with_room(more, |from| {
            let Words { rule, verdict, reason } = once_more(&mut self.words, from)?;
            let (missing, evidence) = (once_more(&mut self.missing, from)?, once_more(&mut self.evidence, from)?);
            Ok(RuleVerdict { rule, verdict, reason, missing, evidence })
        })
    }
}

fn once_more<T: Packed + Clone>(known: &mut Vec<T>, from: &mut Unpacker<'_>) -> Result<T, Damaged> {
    let number: usize = Packed::unpack(from)?;
    if number == known.len() {
        known.push(Packed::unpack(from)?);
    }
    known.get(number).cloned().ok_or(Damaged)
}

impl Packed for Findings {
    fn pack(&self, out: &mut Packer) {
        // What is known of them, and how many there are of each, whoever reads them finds out.
        let Self { texts, origins, of_rules: _, identities, wordings, of_wordings: _, layers: _, .. } = self;
        texts.pack(out);
        let mut lists = HashMap::new();
        out.number(origins.len() as u64);
        for Origin { rule, severity, system, references } in origins {
            rule.pack(out);
            severity.pack(out);
            system.pack(out);
            once(&mut lists, Arc::clone(references), out);
        }
        identities.pack(out);
        wordings.pack(out);
        self.runs.pack(out);
        self.related.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let mut findings = Self { texts: Packed::unpack(from)?, ..Self::default() };
        let mut lists = Vec::new();
        for number in 0..from.count()? {
            let (rule, severity, system) = (Packed::unpack(from)?, Packed::unpack(from)?, Packed::unpack(from)?);
            let references = once_more(&mut lists, from)?;
            if findings.origin(Origin { rule, severity, system, references }) != number {
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
            origin.is_none_or(|origin| !of.contains(&(&*origin.rule, &*origin.system)))
        };
        let kept: Vec<bool> = (0..self.of_wordings.len()).map(is_kept).collect();
        self.retain(&kept);
    }
}
