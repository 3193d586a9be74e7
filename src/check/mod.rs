//! The main job: files in, report out. Puts the parts together and decides nothing of its own.

pub mod examples;
mod file;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::landscape::{RoleEvidence, System, infer_role};
use crate::policy::{self, Config, Notice};
use crate::report::{FileStatus, Report, SystemReport};
use crate::rule::Verdict;
use crate::rule::judging::{JudgedFile, RuleSet, Setting, SystemFiles, judge};

pub use file::{Content, Input};

/// A file, and the system it belongs to.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The file.
    pub input: Input,
    /// Index of its system in [`Request::systems`].
    pub system: usize,
}

/// What is to be checked, and how.
pub struct Request<'r> {
    /// The files, by path.
    pub files: Vec<Assigned>,
    /// The systems they belong to, by name.
    pub systems: Vec<System>,
    /// The rules.
    pub rules: &'r RuleSet,
    /// Suppressions and severities.
    pub config: &'r Config,
    /// The date for date rules.
    pub as_of: Date,
    /// Number of threads; none means one for each processor.
    pub jobs: Option<usize>,
    /// Number of files that a .gitignore left out.
    pub ignored_files: usize,
}

/// Below this many files nothing is gained by threads.
const FEW_FILES: usize = 8;

/// Reads and judges everything.
pub fn run(request: &Request<'_>) -> (Report, Vec<Notice>) {
    let setting = |system: usize| Setting { system: &request.systems[system], as_of: request.as_of };
    let read = |(index, file): (usize, &Assigned)| file::read(&file.input, index, request.rules, setting(file.system));
    let outcomes: Vec<file::Outcome> = match request.jobs {
        Some(1) => request.files.iter().enumerate().map(read).collect(),
        None if request.files.len() < FEW_FILES => request.files.iter().enumerate().map(read).collect(),
        jobs => in_pool(jobs, || request.files.par_iter().enumerate().map(read).collect()),
    };
    let (files, mut judged): (Vec<_>, Vec<_>) =
        outcomes.into_iter().map(|outcome| (outcome.report, outcome.judged)).unzip();
    let mut tallies: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for (index, file) in judged.iter_mut().enumerate() {
        let Some(file) = file else { continue };
        let of_system = tallies.entry(request.files[index].system).or_default();
        of_system.extend(std::mem::take(&mut file.judgement.tallies));
    }
    let mut used = Vec::new();
    let mut systems = Vec::new();
    for (index, system) in request.systems.iter().enumerate() {
        let of_system = |(file, judged): (usize, &'_ Option<JudgedFile>)| {
            (request.files[file].system == index).then_some(file).filter(|_| judged.is_some())
        };
        let members: Vec<(usize, &JudgedFile)> = judged
            .iter()
            .enumerate()
            .filter_map(|(file, judged)| of_system((file, judged)).and(judged.as_ref()).map(|judged| (file, judged)))
            .collect();
        if members.is_empty() {
            continue;
        }
        let (role, inferred) = match system.role {
            Some(role) => (role, None),
            None => {
                let (role, reason) = infer_role(&role_evidence(&members));
                (role, Some(reason))
            }
        };
        used.push((system, role, inferred));
        let tallies = tallies.remove(&index).unwrap_or_default();
        systems.push(SystemFiles { system, role, files: members, tallies });
    }
    let mut findings = Vec::new();
    let mut reports = Vec::new();
    for ((verdicts, found), (system, role, inferred)) in
        judge(request.rules, systems, request.as_of).into_iter().zip(used)
    {
        findings.extend(found);
        reports.push(SystemReport {
            name: system.name.clone(),
            role: role.name().to_owned(),
            tier: system.tier.map(|tier| tier.name().to_owned()),
            inferred,
            verdicts,
        });
    }
    findings.sort_by(|left, right| {
        (&left.path, left.place, &left.rule, &left.subject).cmp(&(
            &right.path,
            right.place,
            &right.rule,
            &right.subject,
        ))
    });
    policy::weigh(&request.config.rules, &mut findings);
    let notices = policy::apply(&request.config.suppressions, &mut findings, request.as_of);
    let report = Report {
        as_of: request.as_of,
        systems: reports,
        findings,
        files,
        rules: request.rules.pages().cloned().collect(),
        ignored_files: request.ignored_files,
    };
    (report, notices)
}

fn in_pool<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build() {
        Ok(pool) => pool.install(work),
        // No threads to be had: rayon's own pool, or in the end this thread, does it.
        Err(_) => work(),
    }
}

fn role_evidence(members: &[(usize, &JudgedFile)]) -> RoleEvidence {
    let mut evidence = RoleEvidence::default();
    for (_, file) in members {
        evidence.components.extend(file.judgement.roles.components.iter().cloned());
        evidence.support_users |= file.judgement.roles.support_users;
    }
    evidence
}

/// Which `not-evaluated` verdicts count as failing.
#[derive(Debug, Clone, Default)]
pub struct Required {
    /// All rules.
    pub all: bool,
    /// These rules.
    pub rules: BTreeSet<String>,
}

/// The exit code of a run: 2 if a file that was named or forced could not be read, 1 for findings, else 0.
///
/// `fail_on` is the least severity that counts; none means that findings never count.
pub fn exit_code(report: &Report, fail_on: Option<crate::rule::Severity>, required: &Required) -> u8 {
    let unread = report.files.iter().any(|file| match file.status {
        FileStatus::Failed => true,
        FileStatus::Unrecognized => file.named,
        FileStatus::Read | FileStatus::Partial => false,
    });
    if unread {
        return 2;
    }
    let counts = |finding: &crate::report::Finding| {
        finding.status == crate::report::Status::New && fail_on.is_some_and(|least| finding.severity >= least)
    };
    let undecided = report.systems.iter().flat_map(|system| &system.verdicts).any(|verdict| {
        verdict.verdict == Verdict::NotEvaluated && (required.all || required.rules.contains(&verdict.rule))
    });
    u8::from(undecided || report.findings.iter().any(counts))
}
