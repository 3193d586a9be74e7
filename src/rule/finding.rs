//! The texts of findings, from what a rule says and what a record shows.

use super::compile::{Absent, Advice, Rule};
use super::condition::{Outcome, Truth};
use super::evidence::SystemFiles;
use super::tally::MissingFiller;
use super::template::{Fill, Slot, Template};
use super::wording::{Kept, Wording};
use crate::export::CUT_MARK;
use crate::finding::Texts;
use crate::landscape::Role;

/// What is said of a record.
pub(crate) fn of_match(
    rule: &Rule,
    (system, others): (&SystemFiles<'_>, &str),
    fields: &[usize],
    wording: &Wording,
    find: &dyn Fn(usize, &[String]) -> Truth,
) -> Texts {
    let filler = Kept { rule, system: system.system, others, fields, wording };
    let help = help(rule, system.role, &wording.advice, find, &filler);
    let message = wording.severity.and_then(|index| rule.severity_when.get(index)?.message.as_ref());
    let mut subject = rule.subject.render(&Unmarked(&filler));
    if let Some(mark) = &wording.mark {
        subject.push_str(&format!(" #{mark}"));
    }
    Texts {
        subject,
        message: message.unwrap_or(&rule.message).pieces(&filler),
        help,
        labels: wording.labels.iter().map(|label| label.text(rule, &filler)).collect(),
        token: wording.token.clone(),
    }
}

/// The sentences that depend on the system, and the help behind them.
fn help(
    rule: &Rule,
    role: Role,
    advice: &[Outcome],
    find: &dyn Fn(usize, &[String]) -> Truth,
    filler: &dyn Fill,
) -> Vec<String> {
    let mut help = Vec::new();
    let for_role = |(advice, _): &(&Advice, &Outcome)| advice.roles.is_empty() || advice.roles.contains(&role);
    for (advice, when) in rule.advice.iter().zip(advice).filter(for_role) {
        let sentence: Option<&Template> = match when.resolve(find) {
            Truth::True => Some(&advice.text),
            Truth::False => advice.otherwise.as_ref(),
            Truth::Unknown(_) => advice.unknown.as_ref(),
        };
        if let Some(sentence) = sentence {
            help.extend(sentence.pieces(filler));
            help.push(" ".to_owned());
        }
    }
    help.extend(rule.help.pieces(filler));
    help
}

/// Fills in a subject: a name that fills its column is shown with a mark, for it may be cut there, but suppressions and
/// fingerprints must find it as they do in a wider column.
struct Unmarked<'f>(&'f dyn Fill);

impl Fill for Unmarked<'_> {
    fn fill(&self, slot: &Slot) -> Option<String> {
        let value = self.0.fill(slot)?;
        Some(match (slot, value.strip_suffix(CUT_MARK)) {
            (Slot::Field(_), Some(name)) => name.to_owned(),
            _ => value,
        })
    }
}

/// What is said of something that is not there.
pub(crate) fn of_missing(
    filler: &MissingFiller<'_>,
    role: Role,
    advice: &[Outcome],
    find: &dyn Fn(usize, &[String]) -> Truth,
    mut labels: Vec<String>,
) -> Texts {
    let rule = filler.rule;
    let (message, subject) = match &rule.absent {
        Some(Absent::Finding { message, subject }) => (message, subject),
        _ => (&rule.message, &rule.subject),
    };
    let subject = subject.render(filler);
    // Without labels of its own the place is the heading of a file.
    if labels.is_empty() {
        labels.push(format!("{subject} is not in this file"));
    }
    Texts {
        message: message.pieces(filler),
        help: help(rule, role, advice, find, filler),
        labels: labels.into_iter().map(|text| vec![text]).collect(),
        token: String::new(),
        subject,
    }
}
