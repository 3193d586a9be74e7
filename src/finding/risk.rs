//! Accepted risks: what the suppressions of a configuration say, and what each of them holds back. Types only: configuration makes them,
//! reports write them.

use jiff::civil::Date;

/// A suppression of the configuration, as far as anybody asks for it who decides or audits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// The rule, or a pattern of rules.
    pub rule: String,
    /// The system, or a pattern; all systems without.
    pub system: Option<String>,
    /// What the finding is about, or a pattern; anything without.
    pub subject: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it, if the configuration says so.
    pub owner: Option<String>,
    /// The last day, if there is one and it can be read.
    pub until: Option<Date>,
    /// What it does on the day of the run.
    pub state: RiskState,
    /// The findings that it fits; of one that does not hold those that are back for that.
    pub findings: usize,
    /// The configuration, as complaints call it.
    pub path: String,
    /// The configuration's address in a repository.
    pub address: String,
    /// 1-based line in it.
    pub line: u64,
}

impl Risk {
    /// Days that are left on that day: none on the last one, fewer than none behind it. Nothing for what has no end.
    pub fn days_left(&self, as_of: Date) -> Option<i64> {
        let until = self.until?;
        Some((until - as_of).get_days().into())
    }

    /// Whether it holds something back.
    pub fn holds(&self) -> bool {
        self.state == RiskState::Holds
    }

    /// Takes back that nothing fits it: only a part of what it may be about was looked at.
    pub fn doubt(&mut self) {
        if self.state == RiskState::Unmatched {
            self.state = RiskState::NotEvaluated;
        }
    }
}

/// What a suppression does on the day of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum RiskState {
    /// It holds findings back.
    Holds,
    /// It would hold, and no finding fits it.
    Unmatched,
    /// It would hold, and nobody knows whether a finding fits it: the check could not be made.
    NotEvaluated,
    /// Its last day is over.
    Expired,
    /// Its last day cannot be read, so it does not hold.
    #[cfg_attr(test, schemars(rename = "no-date"))]
    NoDate,
}

impl RiskState {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Unmatched => "unmatched",
            Self::NotEvaluated => "not-evaluated",
            Self::Expired => "expired",
            Self::NoDate => "no-date",
        }
    }

    /// What it means, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Unmatched => "matches no finding",
            Self::NotEvaluated => "not known: its check could not be made",
            Self::Expired => "expired",
            Self::NoDate => "does not hold: `until` is no date",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_counted_to_the_end_of_the_last_one() {
        let risk = |until| Risk {
            rule: String::new(),
            system: None,
            subject: None,
            reason: String::new(),
            owner: None,
            until,
            state: RiskState::Holds,
            findings: 1,
            path: String::new(),
            address: String::new(),
            line: 1,
        };
        let left = |until| risk(until).days_left(date(2026, 11, 22));
        assert_eq!(left(Some(date(2027, 1, 31))), Some(70));
        assert_eq!((left(Some(date(2026, 11, 22))), left(Some(date(2026, 11, 21)))), (Some(0), Some(-1)));
        assert_eq!((left(Some(date(2030, 11, 22))), left(None)), (Some(1461), None));
    }
}
