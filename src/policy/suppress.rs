//! Suppressions: findings that somebody accepts, with a reason, and maybe until a day.

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
    fn matches(&self, group: &Group<'_>) -> bool {
        let same =
            |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(is));
        self.rule == group.rule && same(&self.system, group.system) && same(&self.subject, group.subject)
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
    fn unmatched(&self, findings: &Findings) -> Notice {
        let mut rest: Vec<Group<'_>> = findings.groups_in_order().filter(|group| group.rule == self.rule).collect();
        let (mut place, mut label) = (&self.place.rule, "no finding of this rule");
        let mut near = None;
        if let (false, Some(system), Some(system_place)) = (rest.is_empty(), &self.system, &self.place.system) {
            let systems: Vec<&str> = rest.iter().map(|group| group.system).collect();
            near = nearest(system, &systems);
            rest.retain(|group| group.system.eq_ignore_ascii_case(system));
            (place, label) = (system_place, "no finding of the rule in this system");
        }
        if let (false, Some(subject), Some(subject_place)) = (rest.is_empty(), &self.subject, &self.place.subject) {
            let subjects: Vec<&str> = rest.iter().map(|group| group.subject).collect();
            near = nearest(subject, &subjects);
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

/// Marks the findings that suppressions hold back on that day, and says which suppressions do not do what their authors
/// may think, in the order of the suppressions.
pub fn apply(suppressions: &[Suppression], findings: &mut Findings, as_of: Date) -> Vec<Notice> {
    for suppression in suppressions.iter().filter(|suppression| suppression.holds(as_of)) {
        findings.set_status(Status::Suppressed, |group| suppression.matches(group));
    }
    let notice = |suppression: &Suppression| {
        let mut matched = findings.groups().filter(|group| suppression.matches(group)).peekable();
        if !suppression.holds(as_of) {
            // Another suppression may still hold some of them back.
            let back = matched.filter(|group| group.status == Status::New);
            suppression.lapsed(back.map(|group| group.count).sum())
        } else if matched.peek().is_none() {
            Some(suppression.unmatched(findings))
        } else {
            None
        }
    };
    suppressions.iter().filter_map(notice).collect()
}
