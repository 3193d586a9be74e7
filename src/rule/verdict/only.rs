//! For which systems a rule, or a row of its list, is: what `only` asks of other records.

use super::SystemJudge;
use super::doubt::Doubt;
use crate::export::needs;
use crate::export::{Field, Record, Value};
use crate::input::Charset;
use crate::rule::compile::{Only, Rule};
use crate::rule::condition::{Context, Outcome, Truth};

/// Stands for the record that is not there: it tells nothing.
struct NoRecord;

impl Record for NoRecord {
    fn field(&self, _index: usize) -> Field<'_> {
        Field { value: Value::Unknown("there is no record"), span: None }
    }
}

impl SystemJudge<'_> {
    /// Whether the rule is for such systems at all: the reason why it is not, or what keeps one from knowing.
    pub(super) fn is_for_such<'r>(&self, rule: &'r Rule) -> Result<Option<Doubt>, &'r str> {
        let find = |reference, values: &[String]| self.found.find(reference, values);
        let mut unsure = None;
        for only in self.asked_of_it(rule).filter(|only| only.row.is_none()) {
            let outcome = only.when.judge(&self.context(rule, None));
            match outcome.resolve(&find) {
                Truth::True => {}
                Truth::False => return Err(&only.otherwise),
                Truth::Unknown(_) if only.judge_if_unknown => {}
                Truth::Unknown(why) => unsure = Some(self.lacking(&outcome, why)),
            }
        }
        Ok(unsure)
    }

    /// What the rule asks of systems of this role.
    fn asked_of_it<'r>(&self, rule: &'r Rule) -> impl Iterator<Item = &'r Only> + use<'r> {
        let role = self.system.role;
        rule.only.iter().filter(move |only| only.roles.is_empty() || only.roles.contains(&role))
    }

    /// Whether a row of the list is for such systems, with what keeps one from knowing.
    pub(super) fn is_row_for_such(&self, rule: &Rule, row: usize) -> (Truth, Option<Doubt>) {
        let find = |reference, values: &[String]| self.found.find(reference, values);
        for only in self.asked_of_it(rule).filter(|only| only.row == Some(row)) {
            let outcome = only.when.judge(&self.context(rule, None));
            match outcome.resolve(&find) {
                Truth::True => {}
                Truth::Unknown(_) if only.judge_if_unknown => {}
                Truth::Unknown(why) => return (Truth::Unknown(why), Some(self.lacking(&outcome, why))),
                Truth::False => return (Truth::False, None),
            }
        }
        (Truth::True, None)
    }

    /// What an undecided condition lacks.
    fn lacking(&self, outcome: &Outcome, why: &str) -> Doubt {
        let mut missing = Vec::new();
        self.found.missing(outcome, &mut missing);
        missing.dedup();
        let reason = match missing.as_slice() {
            [] => self.found.unsure(outcome).unwrap_or_else(|| why.to_owned()),
            missing => needs::way_out(missing),
        };
        Doubt { reason, missing }
    }

    /// What conditions may look at where there is no record.
    pub(super) fn context<'c>(&'c self, rule: &'c Rule, row: Option<usize>) -> Context<'c> {
        Context {
            record: &NoRecord,
            charset: Charset::Utf8,
            list: rule.list.as_deref(),
            row,
            technical_user: self.system.system.technical_user.as_deref(),
            as_of: self.as_of,
            days: rule.days(),
        }
    }
}
