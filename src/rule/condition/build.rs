//! Makes conditions of what a rule file says, and complains where that makes no sense.

use std::ops::Range;
use std::sync::Arc;

use toml::Value;

use super::test::{Limit, Operand, Pattern, Test};
use super::{AgeKind, Condition, Relation, Subject};
use crate::export::FieldKind;
use crate::names::{GlobMistake, Globs};
use crate::rule::compile::Compiler;
use crate::rule::file::{self, LookUp};
use crate::rule::list::{Finder, strings};
use crate::rule::placed::Placed;
use crate::rule::terms::Terms;

/// What a condition is about, as far as operators care.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Field(FieldKind),
    Column,
    Fixed,
}

/// The field or fixed text that a condition asks about.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub name: &'a str,
    pub kind: Kind,
}

const TWO_CONDITIONS: &str = "write one condition for each, in braces of its own";

impl Compiler<'_> {
    /// Compiles a list of conditions; mistakes are noted, and the condition left out.
    pub(crate) fn conditions(&mut self, conditions: &[file::Condition], terms: Terms<'_>) -> Vec<Condition> {
        conditions.iter().filter_map(|condition| self.condition(condition, terms)).collect()
    }

    /// Compiles one condition.
    pub(crate) fn condition(&mut self, condition: &file::Condition, terms: Terms<'_>) -> Option<Condition> {
        let (parts, group): (_, fn(Vec<Condition>) -> Condition) = match (&condition.any, &condition.all) {
            (None, None) => {
                let (subject, kind, place) = self.subject(condition, terms)?;
                return self.operator(condition, subject, kind, &place, terms);
            }
            (Some(_), Some(_)) => {
                return self.malformed(condition, "`any` and `all` are two conditions", TWO_CONDITIONS);
            }
            (Some(parts), None) => (parts, Condition::Any),
            (None, Some(parts)) => (parts, Condition::All),
        };
        if !condition.places().is_empty() {
            return self.malformed(
                condition,
                "this stands beside `any` or `all` and would be passed over",
                TWO_CONDITIONS,
            );
        }
        if parts.is_empty() {
            return self.malformed(condition, "`any` and `all` need conditions: there are none", "write at least one");
        }
        Some(group(self.conditions(parts, terms)))
    }

    fn subject(&mut self, condition: &file::Condition, terms: Terms<'_>) -> Option<(Subject, Kind, Placed<String>)> {
        match (&condition.field, &condition.value) {
            (Some(name), None) => {
                if let Some((index, kind)) = terms.field(name.get_ref()) {
                    return Some((Subject::Field(index), Kind::Field(kind), name.clone()));
                }
                if let Some(column) = terms.column(name.get_ref()) {
                    return Some((Subject::Row(column), Kind::Column, name.clone()));
                }
                self.unknown_field(name.get_ref(), name, terms);
                None
            }
            (None, Some(value)) => Some((Subject::Fixed(value.get_ref().clone()), Kind::Fixed, value.clone())),
            (Some(_), Some(_)) => self.malformed(
                condition,
                "a condition has either `field` or `value`",
                "`field` is a field of the record, `value` a fixed text for `in` and `not-in`",
            ),
            (None, None) => self.malformed(
                condition,
                "the condition does not say what it asks about",
                "add `field = \"...\"`; `basislint exports KIND` lists the fields",
            ),
        }
    }

    /// Complains of a condition as a whole: at the first thing in it that has a place, else at the rule's id.
    fn malformed<T>(&mut self, condition: &file::Condition, message: &str, help: &str) -> Option<T> {
        let place = condition.places().into_iter().min_by_key(|place| place.start).unwrap_or_else(|| self.rule_span());
        let complaint = self.complaint(place, message);
        self.complaints.push(complaint.help(help));
        None
    }

    /// Complains of a field that the export does not have.
    pub(crate) fn unknown_field<T>(&mut self, name: &str, place: &Placed<T>, terms: Terms<'_>) {
        let columns = terms.columns().iter().map(|column| format!("row.{column}")).collect::<Vec<_>>();
        let candidates = terms.source.fields.iter().map(|field| field.name).chain(columns.iter().map(String::as_str));
        let complaint = self
            .complaint(place.span(), format!("{} has no field `{name}`", terms.source.kind))
            .suggest(name, candidates);
        self.complaints.push(complaint);
    }

    fn operator(
        &mut self,
        condition: &file::Condition,
        subject: Subject,
        kind: Kind,
        place: &Placed<String>,
        terms: Terms<'_>,
    ) -> Option<Condition> {
        let about = About { name: place.get_ref(), kind };
        let mut found: Vec<Option<Condition>> = Vec::new();
        let mut test = |test: Option<Test>, negated: bool| {
            found.push(test.map(|test| Condition::Test { subject: subject.clone(), test, negated }));
        };
        for (value, negated) in [(&condition.equals, false), (&condition.not_equals, true)] {
            if let Some(value) = value {
                test(self.equals(value, about, terms), negated);
            }
        }
        for (name, negated) in [(&condition.in_list, false), (&condition.not_in_list, true)] {
            if let Some(name) = name {
                test(self.in_list(name, about), negated);
            }
        }
        for (value, negated) in [(&condition.glob, false), (&condition.not_glob, true)] {
            if let Some(value) = value {
                test(
                    self.text_only(about, value.span(), "glob").and_then(|()| self.globs(value)).map(Test::Glob),
                    negated,
                );
            }
        }
        for (value, negated) in [(&condition.matches, false), (&condition.not_matches, true)] {
            if let Some(value) = value {
                test(self.text_only(about, value.span(), "matches").and_then(|()| self.regex(value)), negated);
            }
        }
        for (value, make) in
            [(&condition.at_least, Test::AtLeast as fn(Limit) -> Test), (&condition.below, Test::Below)]
        {
            if let Some(value) = value {
                let limit = self.number_only(about, value.span()).and_then(|()| self.limit(value, terms));
                test(limit.map(make), false);
            }
        }
        let versions = [
            (&condition.version_at_least, Test::VersionAtLeast as fn(Operand) -> Test, "version-at-least"),
            (&condition.version_below, Test::VersionBelow, "version-below"),
        ];
        for (value, make, operator) in versions {
            if let Some(value) = value {
                let version = self.text_only(about, value.span(), operator);
                test(version.and_then(|()| self.operand(value.get_ref(), value, terms)).map(make), false);
            }
        }
        let ages = [
            (&condition.older_than_days, AgeKind::OlderThanDays, "older-than-days", false),
            (&condition.not_older_than_days, AgeKind::OlderThanDays, "not-older-than-days", true),
            (&condition.older_than_hours, AgeKind::OlderThanHours, "older-than-hours", false),
            (&condition.older_than_minutes, AgeKind::OlderThanMinutes, "older-than-minutes", false),
            (&condition.within_days, AgeKind::WithinDays, "within-days", false),
        ];
        for (value, kind, operator, negated) in ages {
            if let Some(value) = value {
                let text = self.text_only(about, value.span(), operator);
                let age = text.and_then(|()| self.age(kind, value, condition.as_of_field.as_ref(), terms));
                test(age.map(Test::Age), negated);
            }
        }
        if let Some(value) = &condition.covers {
            test(self.covers(value, about, terms), false);
        }
        if let Some(value) = &condition.includes {
            test(self.includes(value, about), false);
        }
        if let Some(value) = &condition.present {
            test(Some(Test::Present), !*value.get_ref());
        }
        let references = [
            (&condition.within, Relation::Some),
            (&condition.not_in, Relation::None),
            (&condition.all_in, Relation::Every),
        ];
        for (reference, relation) in references {
            if let Some(reference) = reference {
                let reference = self.reference(reference.get_ref(), &subject, terms);
                let subject = subject.clone();
                found.push(reference.map(|reference| Condition::In { subject, reference, relation }));
            }
        }
        let has_reference = condition.within.is_some() || condition.not_in.is_some() || condition.all_in.is_some();
        let reference_only = matches!(kind, Kind::Fixed) && !has_reference;
        match found.len() {
            1 if reference_only => self.malformed(
                condition,
                "a fixed `value` says the same of every record",
                "ask it with `in` or `not-in`, or ask a `field`",
            ),
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

    fn equals(&mut self, value: &Placed<Value>, about: About<'_>, terms: Terms<'_>) -> Option<Test> {
        let name = about.name;
        let mut wrong = |is: &str, help: String| {
            let complaint = self.complaint(value.span(), format!("`{name}` is {is}"));
            self.complaints.push(complaint.label(format!("this is {}", type_of(value.get_ref()))).help(help));
            None
        };
        match (about.kind, value.get_ref()) {
            (Kind::Field(FieldKind::Flag), Value::Boolean(_)) | (Kind::Field(FieldKind::Number), Value::Integer(_)) => {
            }
            (Kind::Field(FieldKind::Flag), _) => {
                return wrong("true or false", "write true or false, without quotes".to_owned());
            }
            (Kind::Field(FieldKind::Number), _) => {
                return wrong("a number", "write a whole number, without quotes".to_owned());
            }
            (Kind::Field(FieldKind::List), _) => {
                return wrong("a list field", "ask with `includes` or `present`".to_owned());
            }
            (_, Value::Boolean(_) | Value::Integer(_) | Value::Float(_)) => {
                return wrong("text", format!("write \"{}\"", value.get_ref()));
            }
            _ => {}
        }
        let Some(texts) = strings(value.get_ref()) else {
            return wrong("text", "write a text in quotes, or several: [\"...\", \"...\"]".to_owned());
        };
        if let Kind::Field(FieldKind::Choice(choices)) = about.kind {
            let is_choice = |text: &String| choices.contains(&text.as_str()) || text.starts_with('{');
            if let Some(text) = texts.iter().find(|text| !is_choice(text)) {
                let complaint = self.complaint(value.span(), format!("`{name}` is never `{text}`"));
                self.complaints.push(complaint.suggest(text, choices.iter().copied()));
                return None;
            }
        }
        let operands: Vec<Operand> =
            texts.iter().map(|text| self.operand(text, value, terms)).collect::<Option<_>>()?;
        // The technical communication user is an S-user, however it is written in configuration.
        let s_user = operands.iter().any(|operand| matches!(operand, Operand::TechnicalUser));
        Some(match about.kind {
            Kind::Field(FieldKind::SUser) => Test::SameUser(operands),
            _ if s_user => Test::SameUser(operands),
            _ => Test::Equals(operands),
        })
    }

    fn in_list(&mut self, name: &Placed<String>, about: About<'_>) -> Option<Test> {
        self.text_only(about, name.span(), "in-list")?;
        let list = self.list(name)?;
        match Finder::new(Arc::clone(list), LookUp::Equals) {
            Ok(finder) => Some(Test::InList(Arc::new(finder))),
            Err(error) => {
                let complaint = self.complaint(name.span(), error);
                self.complaints.push(complaint);
                None
            }
        }
    }

    /// Compiles one glob or several.
    fn globs(&mut self, value: &Placed<Value>) -> Option<Globs> {
        let Some(patterns) = strings(value.get_ref()) else {
            let complaint = self.complaint(value.span(), "a glob is text, or a list of texts");
            self.complaints.push(complaint.label(format!("this is {}", type_of(value.get_ref()))));
            return None;
        };
        let (message, help) = match Globs::new(patterns) {
            Ok(globs) => return Some(globs),
            Err(GlobMistake::Malformed(pattern, reason)) => (
                format!("malformed glob `{pattern}`: {reason}"),
                "`*` is any text, `?` one character, `[ab]` one of these, `{a,b}` one of these words; `[[]` is a bracket",
            ),
            Err(GlobMistake::Unusable(reason)) => {
                (format!("this glob cannot be used: {reason}"), "write a simpler one")
            }
        };
        let complaint = self.complaint(value.span(), message);
        self.complaints.push(complaint.help(help));
        None
    }

    fn regex(&mut self, value: &Placed<String>) -> Option<Test> {
        // Rules that ask for the same share the automaton.
        let pattern = self.patterns.entry(value.get_ref().clone());
        let pattern = Arc::clone(pattern.or_insert_with_key(|text| Arc::new(Pattern::new(text))));
        if !self.prepared
            && let Err(error) = pattern.check()
        {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or("malformed").trim_start_matches("error: ").to_owned();
            let complaint = self.complaint(value.span(), format!("this regular expression cannot be read: {reason}"));
            self.complaints.push(
                complaint
                    .help("a character such as ( [ . * is taken as it is behind a backslash; write patterns in '...'"),
            );
            return None;
        }
        Some(Test::Matches(pattern))
    }

    fn includes(&mut self, value: &Placed<Value>, about: About<'_>) -> Option<Test> {
        match (about.kind, strings(value.get_ref())) {
            (Kind::Field(FieldKind::List), Some(texts)) => Some(Test::Includes(texts)),
            (Kind::Field(FieldKind::List), None) => {
                let complaint = self.complaint(value.span(), "`includes` takes a text or a list of texts");
                self.complaints.push(complaint.label(format!("this is {}", type_of(value.get_ref()))));
                None
            }
            _ => {
                let complaint = self.complaint(value.span(), format!("`{}` is no list field", about.name));
                self.complaints
                    .push(complaint.help("`includes` is for list fields; ask others with `equals` or `glob`"));
                None
            }
        }
    }

    fn text_only(&mut self, about: About<'_>, span: Range<usize>, operator: &str) -> Option<()> {
        let (is, help) = match about.kind {
            Kind::Field(FieldKind::Flag) => ("true or false", "ask with `equals = true` or `equals = false`"),
            Kind::Field(FieldKind::Number) => ("a number", "ask with `equals`, `at-least` or `below`"),
            Kind::Field(FieldKind::List) => ("a list field", "ask with `includes` or `present`"),
            Kind::Field(FieldKind::Hosts | FieldKind::Services) => {
                ("a pattern of a route permission table", "ask with `covers`")
            }
            Kind::Field(FieldKind::Text | FieldKind::Choice(_) | FieldKind::SUser) | Kind::Column | Kind::Fixed => {
                return Some(());
            }
        };
        let complaint = self.complaint(span, format!("`{}` is {is}, and `{operator}` is for text", about.name));
        self.complaints.push(complaint.help(help));
        None
    }

    /// Profile parameters are text to SAP, numbers among them.
    fn number_only(&mut self, about: About<'_>, span: Range<usize>) -> Option<()> {
        match about.kind {
            Kind::Field(FieldKind::Number | FieldKind::Text) => Some(()),
            _ => {
                let complaint = self.complaint(span, format!("`{}` is no number", about.name));
                self.complaints
                    .push(complaint.help("`at-least` and `below` compare whole numbers; for versions there are `version-at-least` and `version-below`"));
                None
            }
        }
    }
}

/// What stands there, in the words that complaints use.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}
