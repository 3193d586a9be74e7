//! A rule's page: what people read of a rule, the same for `explain`, SARIF and the list of rules.

use std::mem::take;

use super::compile::Compiler;
use super::file::RuleFile;
use super::terms::Source;
use crate::finding::{Severity, Verdict};

/// What a rule's page says; the same for `explain`, SARIF and the list of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Rule id.
    pub id: String,
    /// One line.
    pub title: String,
    /// Severity, before any configuration.
    pub severity: Severity,
    /// How sure the facts behind the rule are: `high`, `medium` or `low`.
    pub confidence: String,
    /// Roles it is for.
    pub roles: Vec<String>,
    /// Tiers it is for; empty means all.
    pub tiers: Vec<String>,
    /// Export kinds it needs.
    pub exports: Vec<String>,
    /// What is wrong.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub fix: String,
    /// Where the facts come from, as people cite them: `SAP Note 2923799`, `SolMan checklist 2.10`.
    pub references: Vec<String>,
    /// Words to filter by, e.g. the checklist's area: `rfc-destinations`, `tls`.
    pub tags: Vec<String>,
    /// It passes because nothing of the kind is there, and not because something was found right.
    pub asks_for_absence: bool,
    /// GitHub's `security-severity`, 0.0 to 10.0, as text.
    pub security_severity: String,
    /// Title and text of each example, with the verdict it must give.
    pub examples: Vec<PageExample>,
}

/// An example on a rule's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageExample {
    /// What it shows.
    pub name: String,
    /// The verdict it must give.
    pub verdict: Verdict,
    /// File name and text, as given in the rule file.
    pub files: Vec<(String, String)>,
}

impl Compiler<'_> {
    /// Complains of what a page lacks.
    pub(super) fn check_page(&mut self, file: &RuleFile) {
        if let Some(score) = &file.security_severity
            && !(0.0..=10.0).contains(score.get_ref())
        {
            let complaint = self.complaint(score.span(), "a security severity lies between 0.0 and 10.0");
            self.complaints.push(complaint);
        }
        if self.prepared {
            return;
        }
        for wanted in [Verdict::Fail, Verdict::Pass] {
            if !file.examples.iter().any(|example| Verdict::from(*example.verdict.get_ref()) == wanted) {
                let message = format!("no example says `verdict = \"{}\"`", wanted.name());
                let complaint = self.complaint(file.id.span(), message);
                self.complaints.push(complaint.help("every rule has an [[examples]] that fails and one that passes"));
            }
        }
    }
}

impl Page {
    /// Makes the page of a rule whose records come from `source` and `also`, and takes from the file what nobody else asks for.
    pub(super) fn of(file: &mut RuleFile, source: Source, also: &[&str], asks_for_absence: bool) -> Self {
        let security_severity = file.security_severity.as_ref().map_or(
            match file.severity {
                Severity::Error => 7.0,
                Severity::Warning => 4.0,
                Severity::Note => 1.0,
            },
            |score| *score.get_ref(),
        );
        Self {
            id: file.id.get_ref().clone(),
            title: take(&mut file.title),
            severity: file.severity,
            confidence: file.confidence.name().to_owned(),
            roles: file.roles.iter().map(|role| role.name().to_owned()).collect(),
            tiers: file.tiers.iter().map(|tier| tier.name().to_owned()).collect(),
            exports: source.exports.iter().chain(also).map(|kind| (*kind).to_owned()).collect(),
            what: file.what.trim().to_owned(),
            why: file.why.trim().to_owned(),
            fix: file.fix.trim().to_owned(),
            references: take(&mut file.references),
            tags: take(&mut file.tags),
            asks_for_absence,
            security_severity: format!("{security_severity:.1}"),
            examples: file
                .examples
                .iter()
                .map(|example| PageExample {
                    name: example.name.get_ref().clone(),
                    verdict: (*example.verdict.get_ref()).into(),
                    files: example.files.clone().into_iter().collect(),
                })
                .collect(),
        }
    }
}
