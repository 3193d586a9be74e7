//! Makes conditions of what a rule file says, and complains where that makes no sense.

use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::{Spanned, Value};

use super::test::{Operand, Test};
use super::{Condition, Subject};
use crate::export::{FieldKind, FieldSpec};
use crate::rule::compile::Compiler;
use crate::rule::file::{self, LookUp};
use crate::rule::list::{Finder, strings};

/// What a condition may speak of: the fields of the records, and the columns of the list's row.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'t> {
    pub export: &'t str,
    pub fields: &'static [FieldSpec],
    pub columns: &'t [String],
}

impl Terms<'_> {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<(usize, FieldKind)> {
        let index = self.fields.iter().position(|field| field.name == name)?;
        Some((index, self.fields[index].kind))
    }

    /// The column of the list's row that `row.column` means.
    pub fn column(&self, name: &str) -> Option<usize> {
        let name = name.strip_prefix("row.")?;
        self.columns.iter().position(|column| column == name)
    }
}

/// What a condition is about, as far as operators care.
#[derive(Clone, Copy)]
enum Kind {
    Field(FieldKind),
    Column,
    Fixed,
}

impl Compiler<'_> {
    /// Compiles a list of conditions; mistakes are noted, and the condition left out.
    pub(crate) fn conditions(&mut self, conditions: &[file::Condition], terms: Terms<'_>) -> Vec<Condition> {
        conditions.iter().filter_map(|condition| self.condition(condition, terms)).collect()
    }

    /// Compiles one condition.
    pub(crate) fn condition(&mut self, condition: &file::Condition, terms: Terms<'_>) -> Option<Condition> {
        if let Some(parts) = &condition.any {
            return Some(Condition::Any(self.conditions(parts, terms)));
        }
        if let Some(parts) = &condition.all {
            return Some(Condition::All(self.conditions(parts, terms)));
        }
        let (subject, kind, place) = self.subject(condition, terms)?;
        self.operator(condition, subject, kind, &place, terms)
    }

    fn subject(&mut self, condition: &file::Condition, terms: Terms<'_>) -> Option<(Subject, Kind, Spanned<String>)> {
        match (&condition.field, &condition.value) {
            (Some(name), None) => {
                if let Some((index, kind)) = terms.field(name.get_ref()) {
                    return Some((Subject::Field(index), Kind::Field(kind), name.clone()));
                }
                if let Some(column) = terms.column(name.get_ref()) {
                    return Some((Subject::Row(column), Kind::Column, name.clone()));
                }
                self.unknown_field(name, terms);
                None
            }
            (None, Some(value)) => Some((Subject::Fixed(value.get_ref().clone()), Kind::Fixed, value.clone())),
            _ => {
                let complaint = self.complaint(self.rule_span(), "a condition needs `field`, `value`, `any` or `all`");
                self.complaints.push(complaint);
                None
            }
        }
    }

    /// Complains of a field that the export does not have.
    pub(crate) fn unknown_field(&mut self, name: &Spanned<String>, terms: Terms<'_>) {
        let columns = terms.columns.iter().map(|column| format!("row.{column}")).collect::<Vec<_>>();
        let candidates = terms.fields.iter().map(|field| field.name).chain(columns.iter().map(String::as_str));
        let complaint = self
            .complaint(name.span(), format!("{} has no field `{}`", terms.export, name.get_ref()))
            .suggest(name.get_ref(), candidates);
        self.complaints.push(complaint);
    }

    fn operator(
        &mut self,
        condition: &file::Condition,
        subject: Subject,
        kind: Kind,
        place: &Spanned<String>,
        terms: Terms<'_>,
    ) -> Option<Condition> {
        let mut found: Vec<Option<Condition>> = Vec::new();
        let mut test = |test: Option<Test>, negated: bool| {
            found.push(test.map(|test| Condition::Test { subject: subject.clone(), test, negated }));
        };
        for (value, negated) in [(&condition.equals, false), (&condition.not_equals, true)] {
            if let Some(value) = value {
                test(self.equals(value, kind, terms), negated);
            }
        }
        for (name, negated) in [(&condition.in_list, false), (&condition.not_in_list, true)] {
            if let Some(name) = name {
                test(self.in_list(name, kind), negated);
            }
        }
        for (value, negated) in [(&condition.glob, false), (&condition.not_glob, true)] {
            if let Some(value) = value {
                test(
                    self.text_only(kind, value.span(), "glob").and_then(|()| self.globs(value)).map(Test::Glob),
                    negated,
                );
            }
        }
        for (value, negated) in [(&condition.matches, false), (&condition.not_matches, true)] {
            if let Some(value) = value {
                test(self.text_only(kind, value.span(), "matches").and_then(|()| self.regex(value)), negated);
            }
        }
        if let Some(value) = &condition.at_least {
            test(self.number_only(kind, value.span()).map(|()| Test::AtLeast(*value.get_ref())), false);
        }
        if let Some(value) = &condition.below {
            test(self.number_only(kind, value.span()).map(|()| Test::Below(*value.get_ref())), false);
        }
        if let Some(value) = &condition.version_at_least {
            let version = Test::VersionAtLeast(value.get_ref().clone());
            test(self.text_only(kind, value.span(), "version-at-least").map(|()| version), false);
        }
        if let Some(value) = &condition.version_below {
            let version = Test::VersionBelow(value.get_ref().clone());
            test(self.text_only(kind, value.span(), "version-below").map(|()| version), false);
        }
        if let Some(value) = &condition.older_than_days {
            let days = Test::OlderThanDays(*value.get_ref());
            test(self.text_only(kind, value.span(), "older-than-days").map(|()| days), false);
        }
        if let Some(value) = &condition.includes {
            test(self.includes(value, kind), false);
        }
        if let Some(value) = &condition.present {
            test(Some(Test::Present), !*value.get_ref());
        }
        for (reference, negated) in [(&condition.within, false), (&condition.not_in, true)] {
            if let Some(reference) = reference {
                let reference = self.reference(reference.get_ref());
                let subject = subject.clone();
                found.push(reference.map(|reference| Condition::In { subject, reference, negated }));
            }
        }
        match found.len() {
            1 => found.pop().flatten(),
            0 => {
                let complaint = self.complaint(place.span(), "this condition asks nothing of the field");
                self.complaints
                    .push(complaint.help("add an operator such as `equals`, `in-list`, `glob` or `present`"));
                None
            }
            _ => {
                let complaint = self.complaint(place.span(), "this condition has more than one operator");
                self.complaints.push(complaint.help("write one condition for each; all must hold"));
                None
            }
        }
    }

    fn equals(&mut self, value: &Spanned<Value>, kind: Kind, terms: Terms<'_>) -> Option<Test> {
        let wrong = |compiler: &mut Self, wanted: &str| {
            let complaint = compiler.complaint(value.span(), format!("the field is {wanted}"));
            compiler.complaints.push(complaint.label(format!("this must be {wanted}")));
            None
        };
        match (kind, value.get_ref()) {
            (Kind::Field(FieldKind::Flag), Value::Boolean(_)) | (Kind::Field(FieldKind::Number), Value::Integer(_)) => {
            }
            (Kind::Field(FieldKind::Flag), _) => return wrong(self, "true or false"),
            (Kind::Field(FieldKind::Number), _) => return wrong(self, "a whole number"),
            (Kind::Field(FieldKind::List), _) => return wrong(self, "a list: ask with `includes` or `present`"),
            (_, Value::Boolean(_) | Value::Integer(_)) => return wrong(self, "text"),
            _ => {}
        }
        let Some(texts) = strings(value.get_ref()) else { return wrong(self, "text or a list of texts") };
        if let Kind::Field(FieldKind::Choice(choices)) = kind {
            let never = |text: &&String| !choices.contains(&text.as_str()) && !text.starts_with('{');
            if let Some(text) = texts.iter().find(never) {
                let complaint = self.complaint(value.span(), format!("the field is never `{text}`"));
                self.complaints.push(complaint.suggest(text, choices.iter().copied()));
                return None;
            }
        }
        let mut operands = Vec::new();
        for text in texts {
            operands.push(match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
                None => Operand::Fixed(text),
                Some("system.technical-user") => Operand::TechnicalUser,
                Some(name) => match terms.column(name) {
                    Some(column) => Operand::Row(column),
                    None => {
                        let columns: Vec<String> = terms.columns.iter().map(|column| format!("row.{column}")).collect();
                        let known = columns.iter().map(String::as_str).chain(["system.technical-user"]);
                        let complaint = self.complaint(value.span(), format!("`{{{name}}}` is not known here"));
                        self.complaints.push(complaint.suggest(name, known));
                        return None;
                    }
                },
            });
        }
        // The technical communication user is an S-user, however it is written in configuration.
        let s_user = operands.iter().any(|operand| matches!(operand, Operand::TechnicalUser));
        Some(match kind {
            Kind::Field(FieldKind::SUser) => Test::SameUser(operands),
            _ if s_user => Test::SameUser(operands),
            _ => Test::Equals(operands),
        })
    }

    fn in_list(&mut self, name: &Spanned<String>, kind: Kind) -> Option<Test> {
        self.text_only(kind, name.span(), "in-list")?;
        let list = self.list(name)?;
        match Finder::new(list, LookUp::Equals) {
            Ok(finder) => Some(Test::InList(Arc::new(finder))),
            Err(error) => {
                let complaint = self.complaint(name.span(), error.to_string());
                self.complaints.push(complaint);
                None
            }
        }
    }

    /// Compiles one glob or several.
    fn globs(&mut self, value: &Spanned<Value>) -> Option<GlobSet> {
        let Some(patterns) = strings(value.get_ref()) else {
            let complaint = self.complaint(value.span(), "a glob is text, or a list of texts");
            self.complaints.push(complaint);
            return None;
        };
        let mut set = GlobSetBuilder::new();
        for pattern in &patterns {
            // Names such as `icm/server_port_0` are no paths: `*` may run over `/`.
            match GlobBuilder::new(pattern).literal_separator(false).case_insensitive(true).build() {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => {
                    let complaint = self.complaint(value.span(), format!("`{pattern}`: {}", error.kind()));
                    self.complaints.push(complaint);
                    return None;
                }
            }
        }
        set.build().ok()
    }

    fn regex(&mut self, value: &Spanned<String>) -> Option<Test> {
        match regex::bytes::RegexBuilder::new(value.get_ref()).size_limit(1 << 20).build() {
            Ok(regex) => Some(Test::Matches(regex)),
            Err(error) => {
                let text = error.to_string();
                let reason = text.lines().last().unwrap_or("malformed").trim_start_matches("error: ").to_owned();
                let complaint =
                    self.complaint(value.span(), format!("this regular expression cannot be read: {reason}"));
                self.complaints.push(complaint);
                None
            }
        }
    }

    fn includes(&mut self, value: &Spanned<Value>, kind: Kind) -> Option<Test> {
        match (kind, strings(value.get_ref())) {
            (Kind::Field(FieldKind::List), Some(texts)) => Some(Test::Includes(texts)),
            _ => {
                let complaint = self.complaint(value.span(), "`includes` asks a list field for a text");
                self.complaints.push(complaint.help("other fields are asked with `equals`"));
                None
            }
        }
    }

    fn text_only(&mut self, kind: Kind, span: std::ops::Range<usize>, operator: &str) -> Option<()> {
        match kind {
            Kind::Field(FieldKind::Flag | FieldKind::Number | FieldKind::List) => {
                let complaint = self.complaint(span, format!("`{operator}` asks for text, and the field is none"));
                self.complaints.push(complaint);
                None
            }
            _ => Some(()),
        }
    }

    fn number_only(&mut self, kind: Kind, span: std::ops::Range<usize>) -> Option<()> {
        match kind {
            Kind::Field(FieldKind::Number) => Some(()),
            _ => {
                let complaint = self.complaint(span, "only number fields can be compared so");
                self.complaints.push(complaint.help("for versions there are `version-at-least` and `version-below`"));
                None
            }
        }
    }
}
