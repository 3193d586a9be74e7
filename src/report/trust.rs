//! Who trusts whom, in words that all formats share. How a format lays them out is its own file's business.

use std::collections::BTreeMap;

use super::Report;
use super::matrix;
use crate::finding::Finding;
use crate::knowledge::secret;
use crate::landscape::picture::{Hop, Need, Picture, State, Trust};
use crate::terminal_text::counted;

/// Characters of a subject that people are shown: a name of X.509 has no limit.
const MOST_OF_A_SUBJECT: usize = 160;

/// Every state, the most pressing first.
pub(super) const STATES: [State; 4] = [State::Broken, State::Unknown, State::Holds, State::Nothing];

/// The pictures of a report that have anything to show. What exports say in them has passed the net for secrets.
pub(super) fn pictures(report: &Report) -> Vec<Picture> {
    let veiled = |text: &str| secret::veiled(text).into_owned();
    let need = |need: &Need| Need { what: veiled(&need.what), why: veiled(&need.why), ..need.clone() };
    let trust = |trust: &Trust| Trust {
        subject: veiled(&trust.subject),
        needs: trust.needs.iter().map(need).collect(),
        ..trust.clone()
    };
    let hop = |hop: &Hop| Hop { trust: hop.trust.iter().map(trust).collect(), ..hop.clone() };
    let picture =
        |picture: &Picture| Picture { system: picture.system.clone(), hops: picture.hops.iter().map(hop).collect() };
    report.pictures.iter().filter(|picture| !picture.hops.is_empty()).map(picture).collect()
}

/// The words for a state.
pub(super) fn name(state: State) -> &'static str {
    match state {
        State::Broken | State::Unknown | State::Holds => in_matrix(state).name(),
        State::Nothing => "nothing to do",
    }
}

/// The state of the readiness matrix that looks the same.
pub(super) fn in_matrix(state: State) -> matrix::State {
    match state {
        State::Broken => matrix::State::Fail,
        State::Unknown => matrix::State::NotEvaluated,
        State::Holds => matrix::State::Pass,
        State::Nothing => matrix::State::NotApplicable,
    }
}

/// Whether somebody has to see to it: it is wrong, or nobody knows.
pub(super) fn is_pressing(state: State) -> bool {
    matches!(state, State::Broken | State::Unknown)
}

/// Who calls whom.
pub(super) fn title(hop: &Hop) -> String {
    format!("{} → {}", hop.from, hop.to)
}

/// The connections of a picture, and how many of them are in which state.
pub(super) fn said(picture: &Picture) -> String {
    let number = |state: State| picture.hops.iter().filter(|hop| hop.state() == state).count();
    let counts = STATES.into_iter().map(|state| (number(state), state)).filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts.map(|(number, state)| format!("{number} {}", name(state))).collect();
    format!("{} ({})", counted(picture.hops.len(), "connection"), counts.join(", "))
}

/// A subject as far as people are shown it.
pub(super) fn subject(trust: &Trust) -> String {
    match trust.subject.char_indices().nth(MOST_OF_A_SUBJECT) {
        Some((end, _)) => format!("{}…", trust.subject.get(..end).unwrap_or_default()),
        None => trust.subject.clone(),
    }
}

/// What is wrong, or why nobody knows; empty if there is nothing to say.
pub(super) fn why(need: &Need) -> &str {
    if need.why.is_empty() && is_pressing(need.state) { "no reason given" } else { &need.why }
}

/// What to do about something that is broken: what the findings of its rule say, if all of them say the same. Those of the picture's own
/// system go first, but the store that has to change may belong to another.
pub(super) fn help<'f>(
    findings: &'f BTreeMap<String, BTreeMap<String, Vec<Finding>>>,
    picture: &Picture,
    need: &Need,
) -> Option<&'f str> {
    let rule = need.rule.filter(|_| need.state == State::Broken)?;
    let own = findings.get(&picture.system).and_then(|rules| rules.get(rule));
    let everywhere = || findings.values().filter_map(|rules| rules.get(rule)).flatten();
    let mut helps = own.map_or_else(|| everywhere().collect(), |own| own.iter().collect::<Vec<_>>()).into_iter();
    let first = helps.next().map(|finding| finding.help.as_str()).filter(|help| !help.is_empty())?;
    helps.all(|finding| finding.help == first).then_some(first)
}
