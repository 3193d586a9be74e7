//! The texts of a rule: messages with fields to fill in, labels under the source line, sentences of advice.

use std::ops::Range;

use super::{Absent, Advice, Compiler, Label, Only};
use crate::rule::condition::Condition;
use crate::rule::file::{self, Expect};
use crate::rule::placed::Placed;
use crate::rule::template::{Slot, Template};
use crate::rule::terms::{RecordSource, Terms};

impl Compiler<'_> {
    pub(super) fn template(&mut self, text: &Placed<String>, terms: Terms<'_>) -> Option<Template> {
        let (has_days, has_parts) = (self.desk.has_days, self.has_parts);
        let resolve = |name: &str| match name {
            "system" => Some(Slot::System),
            "system.technical-user" => Some(Slot::TechnicalUser),
            "other-systems" => Some(Slot::OtherSystems),
            "days" if has_days => Some(Slot::Days),
            "part" if has_parts => Some(Slot::Part),
            // The word of the list, so there must be a list.
            "match" => (!terms.columns().is_empty()).then_some(Slot::Match),
            _ => terms.field(name).map(|(field, _)| Slot::Field(field)).or_else(|| terms.column(name).map(Slot::Row)),
        };
        match Template::parse(text.get_ref(), &resolve) {
            Ok(template) => Some(template),
            Err(name) => {
                let span = self.inner_span(text, &name);
                let complaint = if name.contains(['{', '}']) {
                    let complaint = self.complaint(span, "this brace has no partner, or there is nothing in between");
                    complaint.help("a value is filled in for {name}; a brace itself is written {{ or }}")
                } else {
                    let rows: Vec<String> = terms.columns().iter().map(|column| format!("row.{column}")).collect();
                    let fields = terms.source.fields.iter().map(|field| field.name);
                    let fixed = ["system", "system.technical-user", "match"];
                    let fixed = &fixed[..if terms.columns().is_empty() { 2 } else { 3 }];
                    let known = fields.chain(rows.iter().map(String::as_str)).chain(fixed.iter().copied());
                    self.complaint(span, format!("`{name}` cannot be filled in")).suggest(&name, known)
                };
                self.desk.complaints.push(complaint);
                None
            }
        }
    }

    /// The texts of a rule's findings.
    pub(super) fn filled<const TEXTS: usize>(
        &mut self,
        texts: [&Placed<String>; TEXTS],
        expect: Expect,
        key: Option<usize>,
        terms: Terms<'_>,
    ) -> [Option<Template>; TEXTS] {
        let templates = texts.map(|text| self.template(text, terms));
        for (text, template) in texts.into_iter().zip(&templates) {
            self.check_filled(text, template.as_ref(), expect, key);
        }
        templates
    }

    /// A finding that says that something is missing has no record to fill values in from.
    fn check_filled(&mut self, text: &Placed<String>, template: Option<&Template>, expect: Expect, key: Option<usize>) {
        let known = |slot: &Slot| match (expect, slot) {
            (_, Slot::System | Slot::TechnicalUser | Slot::Days | Slot::Text(_)) => true,
            (Expect::Each | Expect::First | Expect::Some | Expect::Exactly(_), Slot::OtherSystems) => false,
            (Expect::None | Expect::All, _) => true,
            // The record that should be there for a row would have the row's key.
            (Expect::Each, Slot::Field(field)) => Some(*field) == key,
            (Expect::Each | Expect::First, Slot::Row(_) | Slot::Match) | (Expect::Each, Slot::Part) => true,
            // A record that decides has fields; without one `absent` says what is missing.
            (Expect::First, Slot::Field(_)) => true,
            (Expect::First, Slot::Part) | (Expect::Some | Expect::Exactly(_), _) => false,
        };
        if template.is_some_and(|template| !template.can_be_filled(&known)) {
            let message = "this finding says what is missing, so there is no record to fill values in from";
            let complaint = self.complaint(text.span(), message);
            self.desk.complaints.push(complaint.help(match expect {
                Expect::Each | Expect::First => "fill in columns of the list: {row.COLUMN}",
                _ => "write out what is missing; {system} is the system's name",
            }));
        }
    }

    /// The place of a word inside a text of the rule file, or of the text if it is written with escapes.
    fn inner_span(&self, text: &Placed<String>, word: &str) -> Range<usize> {
        let whole = text.span();
        let written = self.desk.text.get(whole.clone()).unwrap_or_default();
        // The word as it stands in the braces, and not the same letters somewhere before.
        let found = ["{", "|"].iter().find_map(|before| Some(written.find(&format!("{before}{word}"))? + 1));
        match found.or_else(|| written.find(word)) {
            Some(at) => whole.start + at..whole.start + at + word.len(),
            None => whole,
        }
    }

    pub(super) fn label(&mut self, label: &file::LabelFile, terms: Terms<'_>) -> Option<Label> {
        let field = match label.field.get_ref().as_str() {
            "match" if terms.columns().is_empty() => {
                let complaint =
                    self.complaint(label.field.span(), "`match` is the word found in a list, and there is none");
                self.desk.complaints.push(complaint.help("give `table` and `field` under [select], or name a field"));
                return None;
            }
            "match" => None,
            name => match terms.field(name) {
                Some((field, _)) => Some(field),
                None => {
                    self.desk.unknown_field(label.field.get_ref(), &label.field, terms);
                    return None;
                }
            },
        };
        let text = match &label.text {
            Some(text) => Some(self.template(text, terms)?),
            None => None,
        };
        let when = match &label.when {
            Some(when) => Some(self.decided_at_once(label.field.span(), |compiler| compiler.condition(when, terms))?),
            None => None,
        };
        Some(Label { field, text, when })
    }

    pub(super) fn advice(&mut self, advice: &file::Advice, terms: Terms<'_>) -> Option<Advice> {
        let when = match &advice.when {
            Some(when) => self.condition(when, terms)?,
            None => Condition::All(Vec::new()),
        };
        let otherwise = match &advice.otherwise {
            Some(text) => Some(self.template(text, terms)?),
            None => None,
        };
        let unknown = match &advice.unknown {
            Some(text) => Some(self.template(text, terms)?),
            None => None,
        };
        let text = self.template(&advice.text, terms)?;
        Some(Advice { roles: advice.roles.clone(), when, text, otherwise, unknown })
    }

    /// The row of the rule's table with this key; complains if there is none.
    pub(super) fn row(&mut self, key: &Placed<String>, terms: Terms<'_>) -> Option<usize> {
        let found = terms.list.and_then(|list| list.row_of(key.get_ref()));
        if found.is_none() {
            let message = format!("the rule's table has no row `{}`", key.get_ref());
            let complaint = self.complaint(key.span(), message);
            self.desk.complaints.push(complaint);
        }
        found
    }

    /// What must be true of a system; no record of the rule is at hand to ask.
    pub(super) fn only(&mut self, only: &file::Only, terms: Terms<'_>) -> Option<Only> {
        let row = match &only.row {
            None => None,
            Some(key) => Some(self.row(key, terms)?),
        };
        let terms = Terms { source: RecordSource { fields: &[], ..terms.source }, list: None };
        let when = self.condition(&only.when, terms)?;
        let (roles, otherwise) = (only.roles.clone(), only.otherwise.get_ref().clone());
        Some(Only { roles, row, judge_if_unknown: only.judge_if_unknown, when, otherwise })
    }

    /// What is said if there is nothing that the rule is about, or no record decides on a row.
    pub(super) fn absent(&mut self, absent: &file::Absent, expect: Expect, terms: Terms<'_>) -> Option<Absent> {
        let expect = match expect {
            Expect::None | Expect::All => Expect::Some,
            Expect::First => Expect::Each,
            _ => {
                let complaint = self.complaint(self.rule_span(), "this rule says in `message` what is missing");
                self.desk.complaints.push(complaint.help("`absent` is for `expect` \"none\", \"all\" and \"first\""));
                return None;
            }
        };
        let file::Absent { message, subject, unknown, fine, not_applicable } = absent;
        let (message, subject) = match (message, subject, unknown, fine, not_applicable) {
            (Some(message), Some(subject), None, None, None) => (message, subject),
            (None, None, Some(reason), None, None) if expect == Expect::Some => {
                return Some(Absent::Unknown(reason.get_ref().clone()));
            }
            (None, None, None, Some(fine), None) if expect == Expect::Some && *fine.get_ref() => {
                return Some(Absent::Fine);
            }
            (None, None, None, None, Some(reason)) if expect == Expect::Some => {
                return Some(Absent::NotApplicable(reason.get_ref().clone()));
            }
            _ => {
                let message = "`absent` is one of: a finding, not known, fine, not applicable";
                let complaint = self.complaint(self.rule_span(), message);
                let help = "write `absent = { message = \"...\", subject = \"...\" }`, `{ unknown = \"...\" }`, \
                            `{ fine = true }` or `{ not-applicable = \"...\" }` (with \"first\" only a finding)";
                self.desk.complaints.push(complaint.help(help));
                return None;
            }
        };
        let [message, subject] = self.filled([message, subject], expect, None, terms);
        Some(Absent::Finding { message: message?, subject: subject? })
    }
}
