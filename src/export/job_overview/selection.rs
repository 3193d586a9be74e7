//! What the lines above the list of SM37 say all together: when it was made, and whether it is a selection.

use jiff::civil::Date;

use super::statuses::Statuses;
use super::title::Title;
use crate::knowledge::date::{self, Moment, Order};

/// Less of the past than this leaves out jobs that run once a month.
const LEAST_DAYS: i32 = 32;

/// What titles so far have said.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) made: Made,
    /// The first and the last day that were selected.
    from: Option<Date>,
    to: Option<Date>,
    /// The statuses that were asked for.
    pub(super) statuses: Statuses,
    /// The list is known for a selection.
    is_selection: bool,
}

/// When the list was made.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Made {
    /// None: the title has no date.
    pub(super) at: Option<Moment>,
    /// How dates with two readings are to be read.
    pub(super) order: Option<Order>,
}

impl Said {
    /// Takes what a title says. The answer is why nothing is proved by what is not in the list, if that is known from now on.
    pub(super) fn take(&mut self, title: &Title<'_>) -> Option<String> {
        let why = match *title {
            Title::Made { day, time } => {
                self.made.order = date::order(day).or(self.made.order);
                self.made.at = Some(date::moment(day, time.unwrap_or("00:00:00"), self.made.order));
                self.period()
            }
            Title::Jobs(names) => {
                (names != "*").then(|| format!("only jobs named {names} were selected, so others may be missing"))
            }
            Title::Users(names) => (names != "*")
                .then(|| format!("only jobs of user {names} were selected, so those of other users are missing")),
            Title::Client(client) => (client != "*")
                .then(|| format!("only jobs of client {client} were selected, so those of other clients are missing")),
            Title::Program(names) => (names != "*")
                .then(|| format!("only jobs that run programs named {names} were selected, so others may be missing")),
            Title::From(day) => {
                self.from = self.day(day);
                self.period()
            }
            Title::To(day) => {
                self.to = self.day(day);
                self.period()
            }
        };
        let why = why.filter(|_| !self.is_selection)?;
        self.is_selection = true;
        Some(why)
    }

    /// Why the period that was selected leaves jobs out.
    fn period(&self) -> Option<String> {
        let made = match self.made.at {
            Some(Moment::At(made)) => Some(made.date()),
            _ => None,
        };
        if let (Some(made), Some(to)) = (made, self.to)
            && to < made
        {
            return Some(format!("only jobs up to {to} were selected, so later runs are missing"));
        }
        // Where no title says when the list was made, its period must be long enough by itself.
        let days = (made.or(self.to)? - self.from?).get_days();
        let period = match days {
            0 => "one day was".to_owned(),
            1 => "the last day was".to_owned(),
            _ => format!("the last {days} days were"),
        };
        (days < LEAST_DAYS).then(|| format!("only {period} selected, so jobs that run less often may be missing"))
    }

    fn day(&self, day: &str) -> Option<Date> {
        match date::moment(day, "00:00:00", self.made.order) {
            Moment::At(day) => Some(day.date()),
            _ => None,
        }
    }
}
