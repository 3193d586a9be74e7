//! A rule's page: what people read of a rule, the same for `explain`, SARIF and the list of rules.

use std::mem::take;

use super::file::{Confidence, RuleFile};
use super::placed::Placed;
use super::remedy::Remedy;
use super::stock::Stock;
use super::terms::RecordSource;
use crate::finding::{Severity, Verdict};
use crate::landscape::Role;

/// What a rule's page says; the same for `explain`, SARIF and the list of rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Rule id.
    pub id: String,
    /// One line.
    pub title: String,
    /// Severity, before any configuration.
    pub severity: Severity,
    /// How sure the facts behind the rule are: `high`, `medium` or `low`.
    pub confidence: String,
    /// How sure they are for systems of some roles, if that differs.
    pub confidence_by_role: Vec<(String, String)>,
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
    /// How to correct it.
    pub fix: String,
    /// How its findings are fixed in files that people write by hand.
    pub remedies: Vec<Remedy>,
    /// Where the facts come from, as people cite them: `SAP Note 2923799`, `SolMan checklist 2.10`.
    pub references: Vec<String>,
    /// Words to filter by: `support-backbone`, `tls`.
    pub tags: Vec<String>,
    /// The folders that its files lie in: `rfc-destinations`. None for a rule of a team's own that lies in no folder of its own.
    pub areas: Vec<String>,
    /// It passes because nothing of the kind is there, and not because something was found right.
    pub asks_for_absence: bool,
    /// GitHub's `security-severity`, 0.0 to 10.0, as text; empty if the rule is no matter of security.
    pub security_severity: String,
    /// The same for findings of some severities, where it differs.
    pub security_severity_by_severity: Vec<(Severity, String)>,
    /// Where the facts of its texts and conditions come from. Rules that only judge do not have them.
    pub sources: Vec<PageSource>,
    /// The lists it looks records up in, with the source of each row. Rules that only judge do not have them.
    pub lists: Vec<PageList>,
    /// Title and text of each example, with the verdict it must give.
    pub examples: Vec<PageExample>,
    /// What it asks of systems of further roles.
    pub continued: Vec<Page>,
    /// For a check item of a policy of SAP's: which one, and what SAP says of it.
    pub policy: Option<PagePolicy>,
}

/// What is known of a check item of a policy of SAP's, beside what there is of rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PagePolicy {
    /// The policy.
    pub policy: String,
    /// The requirement of the SAP Security Baseline that it is part of.
    pub requirement: Option<String>,
    /// The SAP Note that it is about.
    pub note: Option<u64>,
    /// 1 to 4, the gravest first.
    pub level: Option<u8>,
    /// The CVSS score: `9.9`.
    pub cvss: Option<String>,
    /// CVE numbers.
    pub cve: Vec<String>,
}

/// Where facts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSource {
    /// Document and section, SAP Note, or public page.
    pub from: String,
    /// It was read, and not only its title or what others quote of it.
    pub read: bool,
    /// What comes from there.
    pub facts: Vec<String>,
}

/// A list that a rule looks records up in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageList {
    /// The list's name.
    pub name: String,
    /// What it holds.
    pub about: String,
    /// Where it comes from as a whole.
    pub source: String,
    /// Each row's name, and where that row comes from if the list says so.
    pub rows: Vec<(String, String)>,
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

/// The lines of a text; of the letters of a certificate nobody reads more than that they are there.
pub fn pem_shortened(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    let mut is_first = false;
    text.lines().filter_map(move |line| {
        let is_edge = line.starts_with("-----");
        if is_edge {
            (inside, is_first) = (line.starts_with("-----BEGIN"), true);
            return Some(line);
        }
        let is_shown = !inside || take(&mut is_first);
        is_shown.then_some(if inside { "..." } else { line })
    })
}

impl Page {
    /// Whether it needs an export of this kind, alone or beside others, or would do with it.
    pub fn needs(&self, kind: &str) -> bool {
        let needs = |page: &Self| page.exports.iter().any(|export| export == kind);
        needs(self) || self.continued.iter().any(needs)
    }

    /// Whether it is for systems of this role.
    pub fn is_for(&self, role: Role) -> bool {
        let is_for = |page: &Self| page.roles.iter().any(|name| name == role.name());
        is_for(self) || self.continued.iter().any(is_for)
    }

    /// Makes the page of a rule whose records come from `source` and `also`, and takes from the file what nobody else asks for.
    pub(super) fn of(
        file: &mut RuleFile,
        source: RecordSource,
        also: &[&str],
        (stock, prepared): (&Stock, bool),
        (asks_for_absence, area): (bool, Option<&str>),
    ) -> Self {
        let score = |score: &Placed<f64>| format!("{:.1}", score.get_ref());
        let lists = if prepared { Vec::new() } else { lists_of(file, stock) };
        let by_severity =
            file.severity_when.iter().filter_map(|when| Some((when.severity, score(when.security_severity.as_ref()?))));
        let security_severity_by_severity = by_severity.collect();
        let by_role = file.confidence_by_role.iter();
        let confidence_by_role =
            by_role.map(|(role, confidence)| (role.name().to_owned(), confidence.name().to_owned())).collect();
        Self {
            id: file.id.get_ref().clone(),
            title: take(&mut file.title),
            severity: file.severity,
            confidence: file.confidence.name().to_owned(),
            confidence_by_role,
            roles: file.roles.iter().map(|role| role.name().to_owned()).collect(),
            tiers: file.tiers.iter().map(|tier| tier.name().to_owned()).collect(),
            exports: source.exports.iter().chain(also).map(|kind| (*kind).to_owned()).collect(),
            what: file.what.trim().to_owned(),
            why: file.why.trim().to_owned(),
            fix: file.fix.trim().to_owned(),
            // The mistakes in them were told when the rule was compiled.
            remedies: file.edit.iter().filter_map(|edit| Remedy::of(edit).ok()).collect(),
            references: take(&mut file.references),
            tags: take(&mut file.tags),
            areas: area.map(str::to_owned).into_iter().collect(),
            asks_for_absence,
            security_severity: file.security_severity.as_ref().map(score).unwrap_or_default(),
            security_severity_by_severity,
            sources: take(&mut file.sources)
                .into_iter()
                .map(|source| PageSource { from: source.from, read: source.read, facts: source.facts })
                .collect(),
            lists,
            examples: file
                .examples
                .iter()
                .map(|example| PageExample {
                    name: example.name.get_ref().clone(),
                    verdict: (*example.verdict.get_ref()).into(),
                    files: example.files.clone().into_iter().collect(),
                })
                .collect(),
            continued: Vec::new(),
            policy: None,
        }
    }

    /// Whether the facts are at least so sure for systems of this role.
    pub fn is_sure_for(&self, role: Role, least: Confidence) -> bool {
        let by_role = self.confidence_by_role.iter().find(|(of, _)| of == role.name()).map(|(_, word)| word);
        let word = by_role.unwrap_or(&self.confidence);
        Confidence::ALL.into_iter().filter(|confidence| *confidence <= least).any(|it| it.name() == word)
    }

    /// Takes what the rule asks of systems of further roles.
    pub(super) fn continue_with(&mut self, page: Self) {
        let add = |own: &mut Vec<String>, more: &[String]| {
            let new: Vec<String> = more.iter().filter(|text| !own.contains(text)).cloned().collect();
            own.extend(new);
        };
        add(&mut self.roles, &page.roles);
        add(&mut self.references, &page.references);
        add(&mut self.tags, &page.tags);
        add(&mut self.areas, &page.areas);
        let new: Vec<Remedy> = page.remedies.iter().filter(|it| !self.remedies.contains(it)).cloned().collect();
        self.remedies.extend(new);
        self.continued.push(page);
    }
}

/// The lists that a rule names, each once, in the order in which it names them.
fn lists_of(file: &RuleFile, stock: &Stock) -> Vec<PageList> {
    let mut names: Vec<&str> = file.select.table.iter().map(|table| table.get_ref().as_str()).collect();
    file.about.iter().chain(&file.when).for_each(|condition| condition.lists(&mut names));
    let mut pages: Vec<PageList> = Vec::new();
    for name in names {
        let known = pages.iter().any(|page| page.name == name);
        if let Some(list) = stock.list(name).filter(|_| !known) {
            pages.push(PageList {
                name: name.to_owned(),
                about: list.about.clone(),
                source: list.source.clone(),
                rows: list.sources().collect(),
            });
        }
    }
    pages
}
