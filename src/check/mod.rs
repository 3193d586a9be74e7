//! The main job: files in, report out. Puts the parts together and decides nothing of its own.

pub mod change;
mod common_lines;
pub mod examples;
mod file;
mod fixes;
mod in_turn;
mod input;
mod lfs;
pub mod model;
pub mod partial;
mod policies;
mod progress;
mod read;
pub mod records;
mod request;
pub mod rounds;
pub mod shard;
mod text;
pub mod unlike;
mod whole;

#[cfg(test)]
mod several_files_tests;

use std::collections::BTreeSet;

use crate::config::{self, Notice, Open};
use crate::finding::{Findings, Group, RuleVerdict, Severity, Status, Verdict};
use crate::fix::Fixes;
use crate::report::summary::is_unread;
use crate::report::{FileStatus, Report, SystemReport};
use crate::rule::judging::{SystemFiles, judge, pictures};
use crate::threads::in_pool;

pub use crate::input::Content;
pub use file::{is_no_text, is_nothing_or_report};
pub use input::Input;
pub use progress::{Progress, Reading};
use read::{Read, is_parallel, read_all};
pub use request::{Assigned, Names, Portions, Ran, Request};

/// Reads and judges everything.
pub fn run(request: &Request<'_>) -> (Report, Vec<Notice>) {
    let Ran { report, notices, .. } = run_whole(request);
    (report, notices)
}

/// As [`run`].
pub fn run_whole(request: &Request<'_>) -> Ran {
    let Read { files, mut exports, passed, names } = read_all(request);
    let mut judge_all = || judge(request.rules, &mut exports, request.as_of, request.excerpts);
    let (verdicts, mut findings) = if is_parallel(request) { in_pool(request.jobs, judge_all) } else { judge_all() };
    let (of_policies, told) = match &request.policies {
        Some(policies) => policies::judge(request, policies, &exports, &verdicts, &mut findings),
        None => (exports.iter().map(|_| policies::Judged::default()).collect(), BTreeSet::new()),
    };
    findings.close();
    let inventories = exports.iter_mut().flat_map(SystemFiles::take_inventories).collect();
    let mut pictures = pictures(&exports);
    pictures.retain(|picture| exports.iter().any(|known| known.system.name == picture.system && !known.is_neighbour));
    let judged = exports.iter().zip(verdicts).zip(of_policies).filter(|((known, _), _)| !known.is_neighbour);
    let systems = judged.map(|((known, verdicts), of_policies)| system_report(known, verdicts, of_policies)).collect();
    let mut report = Report { systems, pictures, findings, files, ..blank_report(request, &told) };
    // What of a neighbour could not be read keeps rules across systems from being judged here.
    let mut of_neighbours = request.files.iter().map(|file| request.is_neighbour(file.system));
    report.files.retain(|file| !of_neighbours.next().unwrap_or(false) || file.status == FileStatus::Failed);
    let notices = weigh(request, &mut report);
    if request.fixes {
        report.fixes = fixes::of(request, &report);
    }
    Ran { report, notices, passed, inventories, names }
}

/// What a report says of one system.
fn system_report(
    known: &SystemFiles<'_>,
    mut verdicts: Vec<RuleVerdict>,
    of_policies: policies::Judged,
) -> SystemReport {
    verdicts.extend(of_policies.verdicts);
    SystemReport {
        name: known.system.name.clone(),
        role: known.role.name().to_owned(),
        tier: known.system.tier.map(|tier| tier.name().to_owned()),
        inferred: known.inferred.clone(),
        role_in_doubt: known.roles.len() > 1,
        stack: known.stack,
        verdicts,
        policy: of_policies.counts,
    }
}

/// A report in which nothing is found yet; `told` are the check items of policies that said something.
fn blank_report(request: &Request<'_>, told: &BTreeSet<usize>) -> Report {
    let policy_pages = request.policies.as_ref().map_or_else(Vec::new, |policies| policies::pages(policies, told));
    Report {
        as_of: request.as_of,
        systems: Vec::new(),
        pictures: Vec::new(),
        findings: Findings::default(),
        absent: Vec::new(),
        risks: Vec::new(),
        files: Vec::new(),
        rules: request.rules.to_pages().and(policy_pages),
        check_items: request.policies.as_ref().map_or(0, |policies| policies.checks.units.len()),
        ignored_files: request.ignored_files,
        excluded_files: request.excluded_files,
        unsure_rules: request.rules.unsure().map(|(least, rules)| (least.name(), rules)),
        may_be_empty: request.may_be_empty,
        asked: request.asked.clone(),
        category: request.category.clone(),
        fixes: Fixes::default(),
    }
}

/// Weighs what was found as the configuration says.
fn weigh(request: &Request<'_>, report: &mut Report) -> Vec<Notice> {
    let Report { systems, findings, risks, .. } = report;
    config::weigh(&request.config.rules, findings);
    let open = systems.iter().flat_map(|system| {
        let open = system.verdicts.iter().filter(|it| it.verdict == Verdict::NotEvaluated);
        open.map(|it| (&*it.rule, system.name.as_str()))
    });
    let suppressions = &request.config.suppressions;
    let open = if suppressions.is_empty() { Open::default() } else { Open::of(open) };
    let applied = config::apply(suppressions, findings, request.as_of, &open);
    *risks = applied.risks;
    if let Some(baseline) = &request.config.baseline {
        findings.know(&baseline.seen(), BTreeSet::new());
    }
    applied.notices
}

/// Which `not-evaluated` verdicts count as failing.
#[derive(Debug, Clone, Default)]
pub struct Required {
    /// All rules.
    pub all: bool,
    /// These rules.
    pub rules: BTreeSet<String>,
}

/// The exit code of a run: 2 if a file that was named or forced could not be read or nothing was checked, 1 for findings,
/// else 0.
///
/// `fail_on` is the least severity that counts; none means that findings never count.
pub fn exit_code(report: &Report, fail_on: Option<Severity>, required: &Required) -> u8 {
    if report.files.iter().any(is_unread) || report.in_vain().is_some() {
        return 2;
    }
    let counts = |group: Group<'_>| group.status == Status::New && fail_on.is_some_and(|least| group.severity >= least);
    u8::from(required.is_missed(report) || report.findings.groups().any(counts))
}

impl Required {
    /// Whether it must have been possible to make the check of this rule.
    fn asks_for(&self, rule: &str) -> bool {
        self.all || self.rules.contains(rule)
    }

    /// Whether a rule of these could not be evaluated on some system, or was on none.
    pub fn is_missed(&self, report: &Report) -> bool {
        let verdicts = || report.systems.iter().flat_map(|system| &system.verdicts);
        let undecided =
            |verdict: &RuleVerdict| verdict.verdict == Verdict::NotEvaluated && self.asks_for(&verdict.rule);
        verdicts().any(undecided) || self.names_unasked(report) || (self.all && verdicts().next().is_none())
    }

    /// Whether a rule that is named was asked of no system.
    fn names_unasked(&self, report: &Report) -> bool {
        let verdicts = || report.systems.iter().flat_map(|system| &system.verdicts);
        self.rules.iter().any(|rule| !verdicts().any(|verdict| *verdict.rule == **rule))
    }
}
