//! What each suppression accepts, and what it does on the day of the run: for reports, and for whoever audits.

use std::path::Path;

use jiff::civil::Date;

use super::matching::Index;
use super::name::Name;
use super::notice::{Matched, Open};
use super::suppress::{Suppression, Until};
use crate::finding::{Risk, RiskState};
use crate::input::address;
use crate::knowledge::secret;

/// One for each suppression, in their order.
pub(super) fn of(
    suppressions: &[Suppression],
    index: &Index<'_>,
    matched: &[Matched<'_>],
    (as_of, open): (Date, &Open<'_>),
) -> Vec<Risk> {
    let mut lines = Lines::default();
    let mut risk = |(suppression, number): (&Suppression, &usize)| {
        let matched = matched.get(*number).copied().unwrap_or_default();
        let holds = suppression.holds(as_of);
        let (until, state) = match &suppression.until {
            Until::Malformed { .. } => (None, RiskState::NoDate),
            Until::Day(day) if !holds => (Some(*day), RiskState::Expired),
            Until::Day(day) => (Some(*day), standing(suppression, &matched, open)),
            Until::Open => (None, standing(suppression, &matched, open)),
        };
        // All who read a report would see it.
        let veiled = |text: &str| secret::veiled(text).into_owned();
        let text = |name: &Option<Name>| name.as_ref().map(|name| veiled(name.text()));
        lines.of(suppression);
        Risk {
            rule: suppression.rule.text().to_owned(),
            system: text(&suppression.system),
            subject: text(&suppression.subject),
            reason: veiled(&suppression.reason),
            owner: suppression.owner.as_deref().map(veiled),
            until,
            state,
            findings: if holds { matched.findings } else { matched.back },
            path: suppression.place.path.to_string(),
            address: lines.address.clone(),
            line: lines.line(suppression.place.rule.start),
        }
    };
    suppressions.iter().zip(index.numbers()).map(&mut risk).collect()
}

/// What one does that holds.
fn standing(suppression: &Suppression, matched: &Matched<'_>, open: &Open<'_>) -> RiskState {
    if matched.is_matched() {
        RiskState::Holds
    } else if open.fits(suppression) {
        RiskState::NotEvaluated
    } else {
        RiskState::Unmatched
    }
}

/// Where the lines of the configuration end: there may be thousands of suppressions in it.
#[derive(Default)]
struct Lines {
    path: Option<String>,
    address: String,
    ends: Vec<usize>,
}

impl Lines {
    /// Looks at the file of a suppression; all of them are in one.
    fn of(&mut self, suppression: &Suppression) {
        let place = &suppression.place;
        if self.path.as_deref() != Some(&*place.path) {
            self.path = Some(place.path.to_string());
            self.address = address::of_file(Path::new(&*place.path));
            self.ends = memchr::memchr_iter(b'\n', place.text.as_bytes()).collect();
        }
    }

    /// The 1-based line of a place.
    fn line(&self, place: usize) -> u64 {
        self.ends.partition_point(|end| *end < place) as u64 + 1
    }
}
