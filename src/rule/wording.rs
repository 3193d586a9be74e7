//! What a match says, but for its place: all that alike matches share, coded to few bytes and filled in later.
//!
//! Only what differs from match to match is kept of a text: the values of the fields that it names.

use super::compile::Rule;
use super::condition::{Outcome, Relation, Truth};
use super::template::{Fill, Slot, Template, row_value};
use crate::coding::{Coded, push_number, push_optional, push_text};
use crate::landscape::System;

/// What decides whether a match is a finding, and how bad it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weight {
    /// The list's row.
    pub row: Option<usize>,
    /// Index of the rule's own severity for such records.
    pub severity: Option<usize>,
    pub outcome: Outcome,
}

/// What a match says, decoded: its [`Weight`], and more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    pub row: Option<usize>,
    pub severity: Option<usize>,
    pub outcome: Outcome,
    /// Whether the sentences before the help apply.
    pub advice: Vec<Outcome>,
    /// The values of [`fields`], as texts show them.
    pub values: Vec<Option<String>>,
    /// Keeps the subject apart from others, if a secret is masked in it.
    pub mark: Option<String>,
    /// What the place says, passwords masked: a part of the finding's identity.
    pub token: String,
    /// Empty unless reports show the source.
    pub labels: Vec<Labelled>,
}

/// A label that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Labelled {
    /// Index of the rule's label; none if the place is the row's begin.
    pub label: Option<usize>,
    /// What is said of the place if the rule's label does not say it.
    pub meaning: String,
}

impl Labelled {
    /// Its text.
    pub fn text(&self, rule: &Rule, values: &dyn Fill) -> Vec<String> {
        let label = self.label.and_then(|label| rule.labels.get(label));
        let template = label.and_then(|label| label.text.as_ref());
        template.map_or_else(|| vec![self.meaning.clone()], |text| text.pieces(values))
    }
}

/// The fields that a rule's texts name, or tell which records are the last ones or the same, in ascending order.
pub(crate) fn fields(rule: &Rule) -> Vec<usize> {
    let advice =
        rule.advice.iter().flat_map(|advice| [Some(&advice.text), advice.otherwise.as_ref(), advice.unknown.as_ref()]);
    let messages = rule.severity_when.iter().map(|severity| severity.message.as_ref());
    let labels = rule.labels.iter().map(|label| label.text.as_ref());
    let texts =
        [&rule.subject, &rule.message, &rule.help].map(Some).into_iter().chain(advice).chain(labels).chain(messages);
    let mut fields: Vec<usize> = texts.flatten().flat_map(Template::fields).collect();
    fields.extend(rule.same);
    fields.extend(rule.latest.iter().flat_map(|latest| [latest.of, latest.per]));
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// Codes a wording, part after part, in the order of [`Wording`]'s fields.
pub(crate) struct Coder<'c> {
    pub out: &'c mut Vec<u8>,
    /// Reasons that were coded before: they are text of this program.
    pub reasons: &'c mut Vec<&'static str>,
}

impl Coder<'_> {
    /// The list's row, and the index of a severity.
    pub fn row(&mut self, row: Option<usize>, severity: Option<usize>) {
        for index in [row, severity] {
            push_number(self.out, index.map_or(0, |index| index as u64 + 1));
        }
    }

    pub fn outcome(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Decided(Truth::False) => self.out.push(FALSE),
            Outcome::Decided(Truth::True) => self.out.push(TRUE),
            Outcome::Decided(Truth::Unknown(why)) => {
                let reason = self.reasons.iter().position(|reason| reason == why).unwrap_or_else(|| {
                    self.reasons.push(why);
                    self.reasons.len() - 1
                });
                self.out.push(UNKNOWN);
                push_number(self.out, reason as u64);
            }
            Outcome::In { reference, values, relation } => {
                self.out.push(match relation {
                    Relation::Some => IN,
                    Relation::None => NOT_IN,
                    Relation::Every => ALL_IN,
                });
                push_number(self.out, *reference as u64);
                push_number(self.out, values.len() as u64);
                values.iter().for_each(|value| push_text(self.out, value.as_bytes()));
            }
            Outcome::All(parts) | Outcome::Any(parts) => {
                self.out.push(if matches!(outcome, Outcome::All(_)) { ALL } else { ANY });
                push_number(self.out, parts.len() as u64);
                parts.iter().for_each(|part| self.outcome(part));
            }
        }
    }

    pub fn value(&mut self, value: Option<&str>) {
        push_optional(self.out, value.map(str::as_bytes));
    }

    pub fn token(&mut self, token: &str) {
        push_text(self.out, token.as_bytes());
    }

    pub fn label(&mut self, label: &Labelled) {
        push_number(self.out, label.label.map_or(0, |label| label as u64 + 1));
        push_text(self.out, label.meaning.as_bytes());
    }
}

const FALSE: u8 = 0;
const TRUE: u8 = 1;
const UNKNOWN: u8 = 2;
const IN: u8 = 3;
const NOT_IN: u8 = 4;
const ALL: u8 = 5;
const ANY: u8 = 6;
const ALL_IN: u8 = 7;

/// Conditions within conditions that are decoded: more than TOML nests.
const DEPTH: usize = 128;

fn decode_outcome(coded: &mut Coded<'_>, reasons: &[&'static str]) -> Outcome {
    decode_within(coded, reasons, DEPTH)
}

fn decode_within(coded: &mut Coded<'_>, reasons: &[&'static str], depth: usize) -> Outcome {
    let kind = coded.number() as u8;
    match kind {
        FALSE => Outcome::Decided(Truth::False),
        TRUE => Outcome::Decided(Truth::True),
        IN | NOT_IN | ALL_IN => {
            let reference = coded.index();
            let count = coded.count();
            let relation = match kind {
                IN => Relation::Some,
                NOT_IN => Relation::None,
                _ => Relation::Every,
            };
            Outcome::In { reference, values: (0..count).map(|_| coded.text()).collect(), relation }
        }
        ALL | ANY => {
            let Some(depth) = depth.checked_sub(1) else { return Outcome::Decided(Truth::Unknown("")) };
            let count = coded.count();
            let parts = (0..count).map(|_| decode_within(coded, reasons, depth)).collect();
            if kind == ALL { Outcome::All(parts) } else { Outcome::Any(parts) }
        }
        _ => Outcome::Decided(Truth::Unknown(reasons.get(coded.index()).copied().unwrap_or_default())),
    }
}

fn decode_weight(coded: &mut Coded<'_>, reasons: &[&'static str]) -> Weight {
    let (row, severity) = (coded.index().checked_sub(1), coded.index().checked_sub(1));
    Weight { row, severity, outcome: decode_outcome(coded, reasons) }
}

impl Wording {
    /// Decodes the begin alone: most that are open turn out to be no finding, and nobody asks for the rest of them.
    pub fn weight(bytes: &[u8], reasons: &[&'static str]) -> Weight {
        decode_weight(&mut Coded(bytes), reasons)
    }

    /// Decodes what a [`Coder`] coded, with so many sentences of advice and fields.
    pub fn decode(bytes: &[u8], reasons: &[&'static str], advice: usize, fields: usize) -> Self {
        let mut coded = Coded(bytes);
        let coded = &mut coded;
        let Weight { row, severity, outcome } = decode_weight(coded, reasons);
        let advice = (0..advice).map(|_| decode_outcome(coded, reasons)).collect();
        let values = (0..fields).map(|_| coded.optional()).collect();
        let mark = coded.optional();
        let token = coded.text();
        let mut labels = Vec::new();
        while !coded.is_empty() {
            labels.push(Labelled { label: coded.index().checked_sub(1), meaning: coded.text() });
        }
        Self { row, severity, outcome, advice, values, mark, token, labels }
    }
}

/// Fills in the texts of a match that was kept.
pub(crate) struct Kept<'k> {
    pub rule: &'k Rule,
    pub system: &'k System,
    /// The names of the other systems that have the same value.
    pub others: &'k str,
    /// Those of the rule.
    pub fields: &'k [usize],
    pub wording: &'k Wording,
}

impl Fill for Kept<'_> {
    fn fill(&self, slot: &Slot) -> Option<String> {
        match slot {
            Slot::Field(field) => {
                let index = self.fields.binary_search(field).ok()?;
                self.wording.values.get(index)?.clone()
            }
            Slot::Row(column) => row_value(self.rule.list.as_deref(), self.wording.row, *column),
            Slot::System => Some(self.system.name.clone()),
            Slot::TechnicalUser => self.system.technical_user.clone(),
            Slot::Days => self.rule.days().map(|days| days.to_string()),
            Slot::Part | Slot::Text(_) => None,
            Slot::OtherSystems => (!self.others.is_empty()).then(|| self.others.to_owned()),
            // The list's own spelling of the word that was found.
            Slot::Match => row_value(self.rule.list.as_deref(), self.wording.row, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn truth() -> impl Strategy<Value = Truth> {
        let reasons = prop_oneof![Just("the value is cut"), Just("the column is missing")];
        prop_oneof![Just(Truth::True), Just(Truth::False), reasons.prop_map(Truth::Unknown)]
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        let relation = prop_oneof![Just(Relation::Some), Just(Relation::None), Just(Relation::Every)];
        let open = (0_usize..300, vec("\\PC{0,9}", 0..3), relation)
            .prop_map(|(reference, values, relation)| Outcome::In { reference, values, relation });
        let leaf = prop_oneof![truth().prop_map(Outcome::Decided), open];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![vec(inner.clone(), 0..3).prop_map(Outcome::All), vec(inner, 0..3).prop_map(Outcome::Any)]
        })
    }

    fn wording() -> impl Strategy<Value = Wording> {
        let label = (option::of(0_usize..9), "\\PC{0,9}").prop_map(|(label, meaning)| Labelled { label, meaning });
        let values = vec(option::of("\\PC{0,9}"), 0..4);
        let row = (option::of(0_usize..300), option::of(0_usize..3));
        let texts = (option::of("[0-9a-f]{6}"), "\\PC{0,9}");
        (row, outcome(), vec(outcome(), 0..3), values, texts, vec(label, 0..4)).prop_map(
            |((row, severity), outcome, advice, values, (mark, token), labels)| Wording {
                row,
                severity,
                outcome,
                advice,
                values,
                mark,
                token,
                labels,
            },
        )
    }

    proptest! {
        #[test]
        fn wordings_come_back_as_they_were(wordings in vec(wording(), 1..4)) {
            let mut reasons = Vec::new();
            let mut coded = Vec::new();
            for wording in &wordings {
                let mut out = Vec::new();
                let mut coder = Coder { out: &mut out, reasons: &mut reasons };
                coder.row(wording.row, wording.severity);
                coder.outcome(&wording.outcome);
                wording.advice.iter().for_each(|outcome| coder.outcome(outcome));
                wording.values.iter().for_each(|value| coder.value(value.as_deref()));
                coder.value(wording.mark.as_deref());
                coder.token(&wording.token);
                wording.labels.iter().for_each(|label| coder.label(label));
                coded.push(out);
            }
            for (wording, coded) in wordings.iter().zip(&coded) {
                let decoded = Wording::decode(coded, &reasons, wording.advice.len(), wording.values.len());
                prop_assert_eq!(&decoded, wording);
                let Wording { row, severity, outcome, .. } = decoded;
                prop_assert_eq!(Wording::weight(coded, &reasons), Weight { row, severity, outcome });
            }
        }
    }
}
