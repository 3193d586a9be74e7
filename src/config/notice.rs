//! What there is to say of suppressions that do not do what their authors may think: each at its place, in their order.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jiff::civil::Date;

use super::edit::quoted;
use super::matching::Index;
use super::name::{Name, exactly};
use super::prune::Stale;
use super::suppress::{Suppression, Until};
use crate::complaint::{Complaint, nearest};
use crate::finding::{Findings, Group, Status};

/// Something to know about a suppression; the run goes on.
#[derive(Debug)]
pub struct Notice {
    /// What about it.
    pub kind: NoticeKind,
    /// It is sure only if all files and all rules took part: in other runs it may be that its finding was not looked for.
    pub of_whole_run: bool,
    /// A warning at its place in the configuration.
    pub complaint: Complaint,
    /// The suppression, if it does nothing any more.
    pub stale: Option<Stale>,
    /// So many suppressions are told of by this alone.
    pub others: usize,
}

impl Notice {
    fn of(kind: NoticeKind, of_whole_run: bool, complaint: Complaint) -> Self {
        Self { kind, of_whole_run, complaint, stale: None, others: 0 }
    }
}

/// What there is to know about a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// It holds, but matches no finding.
    Unmatched,
    /// Its last day is over.
    Expired,
    /// Its last day cannot be read, so it does not hold.
    MalformedUntil,
    /// Its subject is that of a finding, and as a pattern fits others too.
    Wider,
}

/// What became of the suppressions that name the same.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Matched<'s> {
    pub holds: bool,
    /// Their subject, if it is a pattern.
    pub pattern: Option<&'s Name>,
    /// Findings.
    pub findings: usize,
    /// Findings that nothing holds back.
    pub back: usize,
    /// There are findings whose subject is the text of the pattern.
    as_text: bool,
    /// Findings with another subject.
    as_pattern: usize,
}

impl Matched<'_> {
    /// Findings that they fit.
    pub fn count(&mut self, group: &Group<'_>) {
        self.findings += group.count;
        // Another suppression may still hold some of them back.
        self.back += if group.status == Status::New { group.count } else { 0 };
        match self.pattern {
            Some(pattern) if pattern.is_text(group.subject) => self.as_text = true,
            Some(_) => self.as_pattern += group.count,
            None => {}
        }
    }

    /// Whether they fit any.
    pub fn is_matched(&self) -> bool {
        self.findings > 0
    }

    fn is_wider(&self) -> bool {
        self.as_text && self.as_pattern > 0
    }
}

/// The checks that could not be made: by rule the systems.
#[derive(Debug, Clone, Default)]
pub struct Open<'v>(HashMap<&'v str, Vec<&'v str>>);

impl<'v> Open<'v> {
    /// Rule and system of each.
    pub fn of(checks: impl Iterator<Item = (&'v str, &'v str)>) -> Self {
        let mut open: HashMap<&str, Vec<&str>> = HashMap::new();
        checks.for_each(|(rule, system)| open.entry(rule).or_default().push(system));
        Self(open)
    }

    /// Whether what a suppression names may be among them.
    pub(super) fn fits(&self, suppression: &Suppression) -> bool {
        let has = |systems: &[&str]| {
            suppression.system.as_ref().is_none_or(|name| systems.iter().any(|system| name.fits(system)))
        };
        if !suppression.rule.is_pattern() {
            return self.0.get(suppression.rule.text()).is_some_and(|systems| has(systems));
        }
        self.0.iter().any(|(rule, systems)| suppression.rule.fits(rule) && has(systems))
    }
}

/// So many suppressions that do not do what they should are told one by one.
const MOST_NOTICES: usize = 100;

/// What there is to say of all of them.
pub(super) fn of(
    suppressions: &[Suppression],
    index: &Index<'_>,
    matched: &[Matched<'_>],
    findings: &Findings,
    (as_of, open): (Date, &Open<'_>),
) -> Vec<Notice> {
    let seen = Seen::of(findings, |rule| index.has_rule(rule), matched.iter().any(|matched| !matched.is_matched()));
    let mut notices: Vec<Notice> = Vec::new();
    let mut untold: Vec<(NoticeKind, usize, &Suppression)> = Vec::new();
    for (at, (suppression, number)) in suppressions.iter().zip(index.numbers()).enumerate() {
        let Some(matched) = matched.get(*number) else { continue };
        let kind = match &suppression.until {
            _ if suppression.holds(as_of) && matched.is_wider() => NoticeKind::Wider,
            _ if suppression.holds(as_of) && matched.is_matched() => continue,
            // Nobody knows whether its finding is still there.
            _ if suppression.holds(as_of) && open.fits(suppression) => continue,
            _ if suppression.holds(as_of) => NoticeKind::Unmatched,
            Until::Malformed { .. } => NoticeKind::MalformedUntil,
            Until::Open | Until::Day(_) => NoticeKind::Expired,
        };
        if notices.iter().filter(|notice| notice.kind == kind).count() < MOST_NOTICES {
            let notice = match kind {
                NoticeKind::Unmatched => Some(unmatched(suppression, &seen)),
                NoticeKind::Wider => wider(suppression, matched.as_pattern),
                NoticeKind::Expired | NoticeKind::MalformedUntil => lapsed(suppression, matched.back),
            };
            // Each is made without knowing which of them it is about.
            let place = |stale: Stale| Stale { suppression: at, ..stale };
            notices.extend(notice.map(|notice| Notice { stale: notice.stale.map(place), ..notice }));
        } else if let Some((_, number, _)) = untold.iter_mut().find(|(of, ..)| *of == kind) {
            *number += 1;
        } else {
            untold.push((kind, 1, suppression));
        }
    }
    notices.extend(untold.into_iter().map(|(kind, number, first)| {
        let what = match kind {
            NoticeKind::Unmatched => "match no finding",
            NoticeKind::Expired => "have expired",
            NoticeKind::MalformedUntil => "do not hold, for `until` is no date",
            NoticeKind::Wider => "are the subject of a finding and fit others too",
        };
        let message = format!("{number} suppressions from here on {what} as well");
        let complaint = warning(first, first.place.rule.clone(), message).label("the first of them");
        Notice { others: number, ..Notice::of(kind, kind == NoticeKind::Unmatched, complaint) }
    }));
    notices
}

/// The notice for a suppression that does not hold, with the number of findings that are back for that.
fn lapsed(suppression: &Suppression, back: usize) -> Option<Notice> {
    let place = suppression.place.until.clone().unwrap_or_else(|| suppression.place.rule.clone());
    let (label, way_out) = match back {
        0 => ("no finding is back", "delete it"),
        1 => ("its finding is back", "correct the finding and delete this, or have it accepted anew"),
        _ => ("its findings are back", "correct the findings and delete this, or have them accepted anew"),
    };
    let (kind, message, help) = match &suppression.until {
        Until::Open => return None,
        Until::Day(day) => (NoticeKind::Expired, format!("this suppression expired on {day}"), way_out),
        Until::Malformed { help } => {
            let message = "`until` is no date, so this suppression does not hold".to_owned();
            (NoticeKind::MalformedUntil, message, help.as_str())
        }
    };
    let complaint = warning(suppression, place, message).label(label).help(help);
    // A date that nobody can read is wrong whatever was looked at.
    let stale = (kind == NoticeKind::Expired).then_some(Stale { suppression: 0, safe: back == 0 });
    Some(Notice { stale, ..Notice::of(kind, kind == NoticeKind::Expired && back == 0, complaint) })
}

/// The notice for a suppression whose subject may be meant as it stands, and fits others as a pattern.
fn wider(suppression: &Suppression, others: usize) -> Option<Notice> {
    let (subject, place) = (suppression.subject.as_ref()?, suppression.place.subject.clone()?);
    let message = "this is the subject of a finding, and a pattern that fits others".to_owned();
    let findings = if others == 1 { "1 other finding".to_owned() } else { format!("{others} other findings") };
    let mut help = format!("write {} for that subject alone", quoted(&exactly(subject.text())));
    if subject.text().contains('*') {
        help.push_str(", or `**` instead of `*` if the pattern is meant");
    }
    let complaint = warning(suppression, place, message).label(format!("suppresses {findings} as well")).help(help);
    Some(Notice::of(NoticeKind::Wider, false, complaint))
}

/// The notice for a suppression that matches none of the findings: points at the first value that fits none.
fn unmatched(suppression: &Suppression, seen: &Seen<'_>) -> Notice {
    let mut rest: Vec<&OfSystem<'_>> = seen.of_rules(&suppression.rule);
    let (mut place, mut label) = (&suppression.place.rule, "no finding of this rule");
    let mut near = None;
    if let (false, Some(system), Some(system_place)) = (rest.is_empty(), &suppression.system, &suppression.place.system)
    {
        near = nearest(system.text(), &different(rest.iter().map(|seen| seen.system)));
        rest.retain(|seen| system.fits(seen.system));
        (place, label) = (system_place, "no finding of the rule in this system");
    }
    if let (false, Some(subject), Some(subject_place)) =
        (rest.is_empty(), &suppression.subject, &suppression.place.subject)
    {
        near = nearest(subject.text(), &different(rest.iter().flat_map(|seen| seen.subjects.iter().copied())));
        (place, label) = (subject_place, "no finding of the rule about this");
    }
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "delete it if the finding is corrected".to_owned(),
    };
    let complaint = warning(suppression, place.clone(), "this suppression matches no finding").label(label).help(help);
    let stale = Some(Stale { suppression: 0, safe: near.is_none() });
    Notice { stale, ..Notice::of(NoticeKind::Unmatched, true, complaint) }
}

fn warning(suppression: &Suppression, place: Range<usize>, message: impl Into<String>) -> Complaint {
    Complaint::new(&suppression.place.path, &suppression.place.text, place, message).warning()
}

/// The first of these names, each once: whoever misspelt one of thousands looks for it otherwise.
fn different<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(*name)).take(MOST_NAMES).collect()
}

const MOST_NAMES: usize = 1000;

/// What findings there are, for those who look for the name that was meant.
struct Seen<'f>(Vec<OfSystem<'f>>);

/// The findings of a rule in a system.
struct OfSystem<'f> {
    rule: &'f str,
    system: &'f str,
    /// The first ones, in the findings' order.
    subjects: Vec<&'f str>,
}

impl<'f> Seen<'f> {
    /// Of the rules that somebody asks for; of none if nobody asks.
    fn of(findings: &'f Findings, is_asked: impl Fn(&str) -> bool, is_needed: bool) -> Self {
        let mut seen = Vec::new();
        if !is_needed {
            return Self(seen);
        }
        let mut places: HashMap<(&str, &str), Option<usize>> = HashMap::new();
        for Group { rule, system, subject, .. } in findings.groups_in_order() {
            let place = *places.entry((rule, system)).or_insert_with(|| {
                is_asked(rule).then(|| {
                    seen.push(OfSystem { rule, system, subjects: Vec::new() });
                    seen.len() - 1
                })
            });
            let of_system = place.and_then(|place| seen.get_mut(place));
            if let Some(OfSystem { subjects, .. }) = of_system.filter(|seen| seen.subjects.len() < MOST_NAMES)
                && subjects.last() != Some(&subject)
            {
                subjects.push(subject);
            }
        }
        Self(seen)
    }

    fn of_rules(&self, rules: &Name) -> Vec<&OfSystem<'f>> {
        self.0.iter().filter(|seen| rules.fits(seen.rule)).collect()
    }
}
