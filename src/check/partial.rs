//! What one of several programs that share a run hands on: what there is to say of its own systems, and what rules need that look at
//! several. Put together they are what one program would have said.
//!
//! Here is the content; what stands around it in a file, and who may be put together, is the command line's.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::read::{is_parallel, read_all};
use super::{Request, blank_report, fixes, policies, system_report, weigh};
use crate::config::Notice;
use crate::finding::{Findings, PackedVerdicts, RuleVerdict, UnpackedVerdicts};
use crate::fix::Fixes;
use crate::packing::{Damaged, Packed, Packer, Unpacker};
use crate::report::{FileReport, Report};
use crate::rule::judging::{Rest, Restored, Said, SystemFiles, judge_alone, judge_rest, pictures};
use crate::threads::in_pool;

/// What was made of the systems that are a program's own ([`Request::own`]).
pub struct Partial {
    /// The indexes of its systems in the request, ascending; a folder without any export is none.
    pub systems: Vec<usize>,
    /// All of it, for [`merge`].
    pub bytes: Vec<u8>,
}

/// Reads and judges what is a program's own. `why` says of a file why it belongs to its system.
pub fn of(request: &Request<'_>, why: &dyn Fn(usize) -> String) -> Partial {
    let read = read_all(request);
    let (files, mut exports) = (read.files, read.exports);
    let mut judge_all = || judge_alone(request.rules, &mut exports, request.as_of, request.excerpts);
    let (mut alone, mut findings) = if is_parallel(request) { in_pool(request.jobs, judge_all) } else { judge_all() };
    let (of_policies, told) = match &request.policies {
        Some(policies) => {
            let own: Vec<Vec<RuleVerdict>> = alone.iter().map(|alone| alone.said.verdicts.clone()).collect();
            policies::judge(request, policies, &exports, &own, &mut findings)
        }
        None => (exports.iter().map(|_| policies::Judged::default()).collect(), BTreeSet::new()),
    };
    findings.close();
    // They stand in the order of the request.
    let mut own = exports.iter().map(|system| system.system).peekable();
    let all = request.systems.iter().enumerate();
    let systems =
        all.filter_map(|(index, known)| own.next_if(|own| std::ptr::eq(*own, known)).map(|_| index)).collect();
    let mut report = Report { findings, files, ..blank_report(request, &told) };
    if request.fixes {
        report.fixes = fixes::of(request, &report);
    }
    let mut out = Packer::default();
    let own = report.files.iter().enumerate();
    let own: Vec<(usize, &FileReport)> =
        own.filter(|(index, _)| request.files.get(*index).is_some_and(|file| request.is_own(file.system))).collect();
    out.number(own.len() as u64);
    for (index, file) in own {
        index.pack(&mut out);
        file.pack(&mut out);
        out.text(&why(index));
    }
    let kinds = request.rules.kinds_across();
    let mut verdicts = PackedVerdicts::default();
    for ((system, alone), of_policies) in exports.iter().zip(alone.drain(..)).zip(of_policies) {
        alone.rest.pack(&mut out);
        system.pack(&kinds, &mut out);
        verdicts.pack(&alone.said.verdicts, &mut out);
        alone.said.unless_elsewhere.pack(&mut out);
        verdicts.pack(&of_policies.verdicts, &mut out);
        of_policies.counts.pack(&mut out);
    }
    report.findings.pack(&mut out);
    told.pack(&mut out);
    report.fixes.pack(&mut out);
    Partial { systems, bytes: out.into_bytes() }
}

/// One of the results that are put together.
#[derive(Debug)]
pub struct Given<'g> {
    /// The indexes of its systems in the request, in its own order.
    pub systems: &'g [usize],
    /// As [`Partial::bytes`].
    pub bytes: Vec<u8>,
}

/// What several programs together say.
pub struct Merged {
    /// What is to be said.
    pub report: Report,
    /// What there is to know of suppressions.
    pub notices: Vec<Notice>,
    /// For each file of the report, why it belongs to its system.
    pub why: Vec<Arc<str>>,
}

/// One system, before others are known.
struct OfSystem<'s> {
    files: SystemFiles<'s>,
    said: Said,
    of_policies: policies::Judged,
}

/// Puts the results of several programs together. The request has the systems of all of them, and no files.
///
/// # Errors
/// The content of one, by its number, is not what [`of`] wrote.
pub fn merge(request: &Request<'_>, given: Vec<Given<'_>>) -> Result<Merged, (usize, Damaged)> {
    // The bytes of each go when all is made of them.
    let parts: Vec<Result<Part<'_>, Damaged>> = match request.jobs {
        Some(1) => given.into_iter().map(|given| Part::unpack(request, &given)).collect(),
        jobs => in_pool(jobs, || given.into_par_iter().map(|given| Part::unpack(request, &given)).collect()),
    };
    let parts = parts.into_iter().enumerate().map(|(number, part)| part.map_err(|damaged| (number, damaged)));
    let parts: Vec<Part<'_>> = parts.collect::<Result<_, _>>()?;
    let (mut all_files, mut all_systems, mut all_findings) = (Vec::new(), Vec::new(), Vec::new());
    let (mut told, mut fixes) = (BTreeSet::new(), Fixes::default());
    for part in parts {
        all_files.push(part.files);
        all_systems.push(part.systems);
        all_findings.push(part.findings);
        told.extend(part.told);
        fixes.extend([part.fixes]);
    }
    let count = request.systems.len();
    let (mut exports, mut said, mut of_policies) =
        (Vec::with_capacity(count), Vec::with_capacity(count), Vec::with_capacity(count));
    in_order(all_systems, |OfSystem { files, said: of_system, of_policies: policies }| {
        exports.push(files);
        said.push(of_system);
        of_policies.push(policies);
    })?;
    let count = all_files.iter().map(Vec::len).sum();
    let (mut files, mut why) = (Vec::with_capacity(count), Vec::with_capacity(count));
    in_order(all_files, |(file, reason)| {
        files.push(file);
        why.push(reason);
    })?;
    let judge_all = || judge_rest(request.rules, &mut exports, said, request.as_of);
    let Rest { verdicts, findings: found, taken_back } =
        if request.jobs == Some(1) { judge_all() } else { in_pool(request.jobs, judge_all) };
    let taken_back: HashSet<(&str, &str)> =
        taken_back.iter().filter_map(|(index, rule)| Some((&**rule, exports.get(*index)?.name()))).collect();
    let mut findings = Findings::default();
    for mut one in all_findings {
        one.drop_of(&taken_back);
        findings.append(one);
    }
    findings.append(found);
    findings.close();
    let known = exports.iter().zip(verdicts).zip(of_policies);
    let mut report = Report {
        systems: known.map(|((known, verdicts), of_policies)| system_report(known, verdicts, of_policies)).collect(),
        pictures: pictures(&exports),
        findings,
        files,
        fixes,
        ..blank_report(request, &told)
    };
    let notices = weigh(request, &mut report);
    // The program ends soon, and taking it apart takes longer than anything of it is worth.
    std::mem::forget(exports);
    Ok(Merged { report, notices, why })
}

/// Takes what several programs say of things that all of them number alike, in the order of the numbers: from 0 on, each of which one of
/// them speaks of, in ascending order.
fn in_order<T>(all: Vec<Vec<(usize, T)>>, mut take: impl FnMut(T)) -> Result<(), (usize, Damaged)> {
    let mut lists: Vec<_> = all.into_iter().map(|list| list.into_iter().peekable()).collect();
    let first = |(number, list): (usize, &mut std::iter::Peekable<std::vec::IntoIter<(usize, T)>>)| {
        list.peek().map(|(index, _)| Reverse((*index, number)))
    };
    let mut next: BinaryHeap<Reverse<(usize, usize)>> = lists.iter_mut().enumerate().filter_map(first).collect();
    let mut expected = 0;
    while let Some(Reverse((index, number))) = next.pop() {
        let list = lists.get_mut(number).filter(|_| index == expected).ok_or((number, Damaged))?;
        if let Some((_, what)) = list.next() {
            take(what);
        }
        next.extend(list.peek().map(|(index, _)| Reverse((*index, number))));
        expected += 1;
    }
    Ok(())
}

/// What one program handed on.
struct Part<'s> {
    /// By their numbers, with the reasons why they belong to their systems.
    files: Vec<(usize, (FileReport, Arc<str>))>,
    /// By their numbers.
    systems: Vec<(usize, OfSystem<'s>)>,
    findings: Findings,
    told: BTreeSet<usize>,
    fixes: Fixes,
}

impl<'s> Part<'s> {
    fn unpack(request: &'s Request<'_>, given: &Given<'_>) -> Result<Self, Damaged> {
        let mut from = Unpacker::new(&given.bytes);
        let from = &mut from;
        let files = Packed::unpack(from)?;
        let mut verdicts = UnpackedVerdicts::default();
        let mut systems = Vec::with_capacity(given.systems.len());
        for index in given.systems {
            let system = request.systems.get(*index).ok_or(Damaged)?;
            let restored = Restored::unpack(from)?;
            let files = SystemFiles::unpack(system, restored, from)?;
            let open = files.open_rules().len();
            let said = Said { verdicts: verdicts.unpack(open, from)?, unless_elsewhere: Packed::unpack(from)? };
            let of_policies = policies::Judged { verdicts: verdicts.unpack(0, from)?, counts: Packed::unpack(from)? };
            systems.push((*index, OfSystem { files, said, of_policies }));
        }
        let (findings, told, fixes) = (Packed::unpack(from)?, Packed::unpack(from)?, Packed::unpack(from)?);
        if !from.is_at_end() {
            return Err(Damaged);
        }
        Ok(Self { files, systems, findings, told, fixes })
    }
}
