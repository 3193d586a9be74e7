//! What a rule speaks of. A rule passes a system only if it met something of that: a pass says that something was looked
//! at and found right, and not that nothing was there to look at.
//!
//! It follows from the rule's form: its `table` and `where`, or `speaks-of` where these say what is wrong rather than
//! what it is about. A rule that asks for absence (`absent = { fine = true }`) speaks of the list as a whole.

use super::compile::{Absent, Rule};
use super::condition::{Condition, Context, Key, Keys, Outcome, Subject, Truth, judge_all};
use super::file::Expect;
use super::tally::Tally;
use crate::export::needs::titles;
use crate::landscape::{Role, Tier};
use crate::packing::packed;

/// What a rule speaks of.
#[derive(Debug, Default)]
pub(crate) enum SpeaksOf {
    /// The list itself: that nothing of the kind is in it is what the rule asks for.
    List,
    /// Every record.
    #[default]
    Records,
    /// The records that are in the rule's table and for which `where` holds.
    Found,
    /// Records for which these hold, whatever `where` says.
    Such(Vec<Condition>),
}

impl SpeaksOf {
    /// What follows from the form of a rule.
    pub fn of(such: Vec<Condition>, absent: Option<&Absent>, limited: bool) -> Self {
        match absent {
            _ if !such.is_empty() => Self::Such(such),
            Some(Absent::Fine) => Self::List,
            _ if limited => Self::Found,
            _ => Self::Records,
        }
    }
}

/// Whether a rule met what it speaks of, as far as conditions of their own say so.
#[derive(Debug, Default)]
pub(crate) struct Spoken {
    met: bool,
    /// The first record of which it cannot be known: file, line, why.
    unknown: Option<(usize, u64, &'static str)>,
}

packed!(Spoken { met, unknown });

impl Spoken {
    /// Whether nothing is known.
    pub fn is_blank(&self) -> bool {
        !self.met && self.unknown.is_none()
    }

    /// Looks at one record.
    pub fn look(&mut self, rule: &Rule, context: &Context<'_>, file: usize, line: u64) {
        let SpeaksOf::Such(conditions) = &rule.speaks_of else { return };
        match judge_all(conditions, context) {
            _ if self.met => {}
            Outcome::Decided(Truth::True) => self.met = true,
            Outcome::Decided(Truth::Unknown(why)) => {
                self.unknown.get_or_insert((file, line, why));
            }
            _ => {}
        }
    }

    /// Takes what a later part of the files gave, before which so many lines of its own file stand.
    pub fn add(&mut self, other: Self, lines_before: u64) {
        self.met |= other.met;
        let later = other.unknown.map(|(file, line, why)| (file, line + lines_before, why));
        self.unknown = self.unknown.or(later);
    }

    /// Says that what is not known of these records is known of others.
    pub fn settle(&mut self) {
        self.unknown = None;
    }

    /// Why it cannot be known whether there is anything that the rule speaks of: file, line, why.
    pub fn doubt(&self) -> Option<(usize, u64, &'static str)> {
        self.unknown.filter(|_| !self.met)
    }
}

/// The system that a rule looks at, as far as its list depends on it.
#[derive(Clone, Copy)]
pub(crate) struct Asking {
    pub role: Role,
    pub tier: Option<Tier>,
    /// Number of records in the files that the rule reads.
    pub records: u64,
}

impl Rule {
    /// The rows of the rule's list that are for such systems, as far as one knows.
    pub fn rows_for(&self, role: Role, tier: Option<Tier>) -> Vec<usize> {
        let rows = 0..self.list.as_ref().map_or(0, |list| list.rows.len());
        let is_for = |row: &usize| self.is_row_for(*row, role) && self.is_row_for_tier(*row, tier) != Some(false);
        rows.filter(is_for).collect()
    }

    /// Why the rule has nothing to say of a system of which it found nothing wrong; none if it met what it speaks of.
    pub fn nothing_of_it(&self, tally: &Tally, asking: Asking) -> Option<String> {
        let rows = self.rows_for(asking.role, asking.tier);
        match self.expect {
            Expect::Each | Expect::First => {
                let asks = !rows.is_empty() && !self.parts_for(asking.role).is_empty();
                let tier = asking.tier.map_or(String::new(), |tier| format!(" and the tier {}", tier.name()));
                return (!asks).then(|| format!("asks for nothing of the role {}{tier}", asking.role.name()));
            }
            Expect::Some | Expect::Exactly(_) => return None,
            Expect::None | Expect::All => {}
        }
        let met = match &self.speaks_of {
            SpeaksOf::List => true,
            SpeaksOf::Records => asking.records > 0,
            SpeaksOf::Found if self.look_up.is_some() => tally.seen_rows.iter().any(|row| rows.contains(row)),
            SpeaksOf::Found => tally.about > 0,
            SpeaksOf::Such(_) => tally.spoken.met,
        };
        (!met).then(|| self.nothing(&rows))
    }

    /// Whether no other record can matter, if those that the rule speaks of stand once in a list.
    pub fn has_seen_all(&self, tally: &Tally, rows: &[usize]) -> bool {
        match &self.speaks_of {
            SpeaksOf::Such(_) => tally.spoken.met,
            _ if self.look_up.is_some() => rows.iter().all(|row| tally.seen_rows.contains(row)),
            _ => tally.about > 0,
        }
    }

    /// The reason, in the rule's own words or made from what it asks for.
    fn nothing(&self, rows: &[usize]) -> String {
        let keys = || {
            let keys = rows.iter().flat_map(|row| self.list.as_deref().map_or(&[][..], |list| list.cell(*row, 0)));
            either(&keys.map(String::as_str).collect::<Vec<_>>())
        };
        if let Some(Absent::NotApplicable(reason)) = &self.absent {
            return reason.replace("{keys}", &keys());
        }
        let name = |field: usize| self.source.fields.get(field).map_or("", |field| field.name);
        let by_table =
            self.look_up.iter().filter_map(|(fields, _)| Some(format!("{} {}", name(*fields.first()?), keys())));
        let conditions = match &self.speaks_of {
            SpeaksOf::Such(conditions) => conditions,
            _ => &self.about,
        };
        let by_conditions = conditions.iter().filter_map(|condition| words(condition, &name));
        let wanted: Vec<String> = by_table.chain(by_conditions).collect();
        let exports = titles(&self.reads());
        match wanted.as_slice() {
            [] => format!("nothing that the rule speaks of is in {exports}"),
            wanted => format!("{exports}: nothing with {}", wanted.join(" and ")),
        }
    }
}

/// What a condition asks for, as words; none if it is not said in a few.
fn words<'r>(condition: &Condition, name: &impl Fn(usize) -> &'r str) -> Option<String> {
    let Condition::Test { subject: Subject::Field(field), test, negated: false } = condition else { return None };
    if test.asks_for_presence() {
        return Some(format!("a {}", name(*field)));
    }
    let Keys::Only(keys) = test.keys() else { return None };
    let mut values: Vec<String> = Vec::new();
    for key in keys {
        match key {
            Key::Text(text) => values.push(text.to_owned()),
            Key::Listed(finder) => values.extend(finder.keys().map(|key| String::from_utf8_lossy(key).into_owned())),
            Key::Globs(globs) => values.extend(globs.patterns().map(str::to_owned)),
            Key::Pattern(_) => return None,
        }
    }
    Some(format!("{} {}", name(*field), either(&values.iter().map(String::as_str).collect::<Vec<_>>())))
}

/// So many values are named; the others are counted.
const NAMED: usize = 4;

/// Values of which any would do, as people write them.
fn either(values: &[&str]) -> String {
    match values {
        [] => String::new(),
        [only] => (*only).to_owned(),
        values if values.len() > NAMED => {
            let others = values.len() - (NAMED - 1);
            format!("{} or one of {others} others", values[..NAMED - 1].join(", "))
        }
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_values_are_counted() {
        assert_eq!(either(&["A", "B", "C", "D"]), "A, B, C or D");
        assert_eq!(either(&["A", "B", "C", "D", "E"]), "A, B, C or one of 2 others");
        assert_eq!((either(&["A"]), either(&[])), ("A".to_owned(), String::new()));
    }
}
