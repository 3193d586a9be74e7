//! Suppressions: findings that somebody accepts, with a reason, and maybe until a day.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::complaint::{Complaint, nearest};
use crate::finding::{Findings, Group, Status};

/// `[[suppress]]`
#[derive(Debug, Clone)]
pub struct Suppression {
    /// Rule id.
    pub rule: String,
    /// System, whatever the case of its letters; none means all systems.
    pub system: Option<String>,
    /// What the finding is about, whatever the case of its letters; none means anything.
    pub subject: Option<String>,
    /// Why the finding is accepted; never blank.
    pub reason: String,
    /// How long.
    pub until: Until,
    pub(super) place: Place,
}

/// How long a suppression holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// Until it is deleted.
    Open,
    /// To the end of that day.
    Day(Date),
    /// The file does not say it in a way that can be read, so it does not hold.
    Malformed {
        /// How to write it.
        help: String,
    },
}

/// Where a suppression stands: the file, and its values in it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) rule: Range<usize>,
    pub(super) system: Option<Range<usize>>,
    pub(super) subject: Option<Range<usize>>,
    pub(super) until: Option<Range<usize>>,
}

/// Something to know about a suppression; the run goes on.
#[derive(Debug)]
pub struct Notice {
    /// What about it.
    pub kind: NoticeKind,
    /// A warning at its place in the configuration.
    pub complaint: Complaint,
}

/// What there is to know about a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// It holds, but matches no finding. Says little if the run saw only some of the files or rules.
    Unmatched,
    /// Its last day is over.
    Expired,
    /// Its last day cannot be read, so it does not hold.
    MalformedUntil,
}

impl Suppression {
    /// What a finding must have that it matches.
    fn key(&self) -> Key {
        let lower = |text: &Option<String>| text.as_ref().map(|text| text.to_ascii_lowercase());
        (self.rule.clone(), lower(&self.system), lower(&self.subject))
    }

    fn holds(&self, as_of: Date) -> bool {
        match &self.until {
            Until::Open => true,
            Until::Day(day) => as_of <= *day,
            Until::Malformed { .. } => false,
        }
    }

    /// The notice for a suppression that does not hold, with the number of findings that are back for that.
    fn lapsed(&self, back: usize) -> Option<Notice> {
        let place = self.place.until.clone().unwrap_or_else(|| self.place.rule.clone());
        let (label, way_out) = match back {
            0 => ("no finding is back", "delete it"),
            1 => ("its finding is back", "correct the finding and delete this, or have it accepted anew"),
            _ => ("its findings are back", "correct the findings and delete this, or have them accepted anew"),
        };
        match &self.until {
            Until::Open => None,
            Until::Day(day) => Some(Notice {
                kind: NoticeKind::Expired,
                complaint: self.warning(place, format!("this suppression expired on {day}")).label(label).help(way_out),
            }),
            Until::Malformed { help } => Some(Notice {
                kind: NoticeKind::MalformedUntil,
                complaint: self
                    .warning(place, "`until` is no date, so this suppression does not hold")
                    .label(label)
                    .help(help),
            }),
        }
    }

    /// The notice for a suppression that matches none of the findings: points at the first value that fits none.
    fn unmatched(&self, of_rules: &HashMap<&str, Vec<Group<'_>>>) -> Notice {
        let mut rest: Vec<Group<'_>> = of_rules.get(self.rule.as_str()).cloned().unwrap_or_default();
        let (mut place, mut label) = (&self.place.rule, "no finding of this rule");
        let mut near = None;
        if let (false, Some(system), Some(system_place)) = (rest.is_empty(), &self.system, &self.place.system) {
            near = nearest(system, &different(rest.iter().map(|group| group.system)));
            rest.retain(|group| group.system.eq_ignore_ascii_case(system));
            (place, label) = (system_place, "no finding of the rule in this system");
        }
        if let (false, Some(subject), Some(subject_place)) = (rest.is_empty(), &self.subject, &self.place.subject) {
            near = nearest(subject, &different(rest.iter().map(|group| group.subject)));
            (place, label) = (subject_place, "no finding of the rule about this");
        }
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "delete it if the finding is corrected".to_owned(),
        };
        let complaint = self.warning(place.clone(), "this suppression matches no finding").label(label).help(help);
        Notice { kind: NoticeKind::Unmatched, complaint }
    }

    fn warning(&self, place: Range<usize>, message: impl Into<String>) -> Complaint {
        Complaint::new(&self.place.path, &self.place.text, place, message).warning()
    }
}

/// The first of these names, each once: whoever misspelt one of thousands looks for it otherwise.
fn different<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(*name)).take(MOST_NAMES).collect()
}

const MOST_NAMES: usize = 1000;

/// Rule, system and subject of a suppression, the latter two in small letters; none for any.
type Key = (String, Option<String>, Option<String>);

/// The keys of the suppressions that match a finding.
fn keys(group: &Group<'_>) -> [Key; 4] {
    let (system, subject) = (group.system.to_ascii_lowercase(), group.subject.to_ascii_lowercase());
    let key =
        |system: Option<&String>, subject: Option<&String>| (group.rule.to_owned(), system.cloned(), subject.cloned());
    [key(Some(&system), Some(&subject)), key(Some(&system), None), key(None, Some(&subject)), key(None, None)]
}

/// What became of the suppressions with a key.
#[derive(Default)]
struct Matched {
    holds: bool,
    matched: bool,
    /// Findings that nothing holds back.
    back: usize,
}

/// So many suppressions that do not do what they should are told one by one.
const MOST_NOTICES: usize = 100;

/// Marks the findings that suppressions hold back on that day, and says which suppressions do not do what their authors
/// may think, in the order of the suppressions.
pub fn apply(suppressions: &[Suppression], findings: &mut Findings, as_of: Date) -> Vec<Notice> {
    if suppressions.is_empty() {
        return Vec::new();
    }
    let mut by_key: HashMap<Key, Matched> = HashMap::new();
    for suppression in suppressions {
        by_key.entry(suppression.key()).or_default().holds |= suppression.holds(as_of);
    }
    let rules: HashSet<&str> = suppressions.iter().map(|suppression| suppression.rule.as_str()).collect();
    let holds = |key: &Key| by_key.get(key).is_some_and(|matched| matched.holds);
    findings.suppress(|group| rules.contains(group.rule) && keys(group).iter().any(holds));
    for group in findings.groups().filter(|group| rules.contains(group.rule)) {
        for key in keys(&group) {
            let Some(matched) = by_key.get_mut(&key) else { continue };
            matched.matched = true;
            // Another suppression may still hold some of them back.
            matched.back += if group.status == Status::New { group.count } else { 0 };
        }
    }
    let mut of_rules: HashMap<&str, Vec<Group<'_>>> = HashMap::new();
    if by_key.values().any(|matched| !matched.matched) {
        let groups = findings.groups_in_order().filter(|group| rules.contains(group.rule));
        groups.for_each(|group| of_rules.entry(group.rule).or_default().push(group));
    }
    let mut notices: Vec<Notice> = Vec::new();
    let mut untold: Vec<(NoticeKind, usize, &Suppression)> = Vec::new();
    for suppression in suppressions {
        let Some(matched) = by_key.get(&suppression.key()) else { continue };
        let kind = match &suppression.until {
            _ if suppression.holds(as_of) && matched.matched => continue,
            _ if suppression.holds(as_of) => NoticeKind::Unmatched,
            Until::Malformed { .. } => NoticeKind::MalformedUntil,
            Until::Open | Until::Day(_) => NoticeKind::Expired,
        };
        if notices.iter().filter(|notice| notice.kind == kind).count() < MOST_NOTICES {
            notices.extend(match kind {
                NoticeKind::Unmatched => Some(suppression.unmatched(&of_rules)),
                _ => suppression.lapsed(matched.back),
            });
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
        };
        let message = format!("{number} suppressions from here on {what} as well");
        Notice { kind, complaint: first.warning(first.place.rule.clone(), message).label("the first of them") }
    }));
    notices
}
