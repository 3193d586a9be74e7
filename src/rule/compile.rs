//! Makes rules of rule files: names become indexes, patterns are built, and every mistake is shown at its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::condition::{Condition, Pattern, Subject};
use super::file::{self, Expect, ReferenceFile, RuleFile, Scope};
use super::list::{Finder, List};
use super::page::Page;
use super::placed::Placed;
use super::source::SourceFile;
use super::template::{Slot, Template};
use super::terms::{Source, Terms, source};
use crate::complaint::Complaint;
use crate::export::{self, FieldKind};
use crate::finding::Severity;
use crate::knowledge::s_user;
use crate::landscape::{Role, Tier, parameters};

/// A rule, ready to judge.
#[derive(Debug)]
pub(crate) struct Rule {
    pub page: Page,
    pub severity_by_tier: BTreeMap<Tier, Severity>,
    pub roles: Vec<Role>,
    pub tiers: Vec<Tier>,
    pub source: Source,
    /// Export kinds without which it passes nobody.
    pub needs: Vec<&'static str>,
    pub list: Option<Arc<List>>,
    /// The field that is looked up in the list, and how.
    pub look_up: Option<(Vec<usize>, Finder)>,
    pub expect: Expect,
    pub about: Vec<Condition>,
    pub when: Vec<Condition>,
    pub message: Template,
    pub help: Template,
    pub subject: Template,
    pub labels: Vec<Label>,
    pub advice: Vec<Advice>,
    pub examples: Vec<file::Example>,
}

/// A place to point at.
#[derive(Debug)]
pub(crate) struct Label {
    /// A field; none for the word that the list was found by.
    pub field: Option<usize>,
    pub text: Option<Template>,
    /// The label is shown only where this holds.
    pub when: Option<Condition>,
}

/// A sentence that depends on the system.
#[derive(Debug)]
pub(crate) struct Advice {
    pub when: Condition,
    pub text: Template,
    pub otherwise: Option<Template>,
}

/// The values a field has in other records.
#[derive(Debug)]
pub(crate) struct Reference {
    pub source: Source,
    pub field: usize,
    pub about: Vec<Condition>,
    pub scope: Scope,
    /// Upper-case values, if no others are ever asked for: the rest need not be kept.
    pub wanted: Option<BTreeSet<String>>,
    /// Without any such record nothing is known.
    pub required: bool,
}

impl Reference {
    /// Whether anybody will ever ask for this upper-case value.
    pub fn wants(&self, value: &str) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| has_value(wanted, value))
    }
}

/// Whether an upper-case value is among others. S-users are the same with and without the leading S and zeros.
pub(crate) fn has_value(values: &BTreeSet<String>, value: &str) -> bool {
    if values.contains(value) {
        return true;
    }
    s_user::digits(value).is_some_and(|user| values.iter().any(|other| s_user::digits(other) == Some(user)))
}

/// Compiles one rule file after the other and keeps what they share.
pub(crate) struct Compiler<'c> {
    pub path: &'c str,
    pub text: &'c str,
    pub lists: &'c BTreeMap<String, Arc<List>>,
    pub references: Vec<Reference>,
    pub complaints: Vec<Complaint>,
    /// Regular expressions by their text.
    pub patterns: BTreeMap<String, Arc<Pattern>>,
    /// The rule at hand comes in prepared form: it has no examples, and was found to have no mistakes.
    pub prepared: bool,
    rule: Range<usize>,
}

impl<'c> Compiler<'c> {
    /// A compiler that knows these lists.
    pub fn new(lists: &'c BTreeMap<String, Arc<List>>) -> Self {
        Self {
            path: "",
            text: "",
            lists,
            references: Vec::new(),
            complaints: Vec::new(),
            patterns: BTreeMap::new(),
            prepared: false,
            rule: 0..0,
        }
    }

    /// A mistake in the file at hand.
    pub fn complaint(&self, span: Range<usize>, message: impl Into<String>) -> Complaint {
        Complaint::new(self.path, self.text, span, message)
    }

    /// The place of the rule's id, for mistakes that have no better one.
    pub fn rule_span(&self) -> Range<usize> {
        self.rule.clone()
    }

    /// Compiles a rule. Nothing comes back if it has mistakes; they are in `complaints`.
    pub fn rule(&mut self, source: &'c SourceFile, mut file: RuleFile) -> Option<Rule> {
        (self.path, self.text, self.rule) = (&source.path, source.text(), file.id.span());
        self.prepared = source.is_prepared();
        let before = self.complaints.len();
        self.check_id(&file.id);
        if file.roles.is_empty() {
            let complaint = self.complaint(self.rule_span(), "`roles` is empty, so the rule is for no system");
            self.complaints
                .push(complaint.help(format!("one or several of: {}", Role::ALL.map(Role::name).join(", "))));
        }
        let source = self.source(&file.select.export);
        let list = file.select.table.as_ref().map(|name| self.list(name).cloned());
        let (source, list) = match (source, list) {
            (Some(source), None) => (source, None),
            (Some(source), Some(Some(list))) => (source, Some(list)),
            _ => return None,
        };
        let terms = Terms { source, list: list.as_deref() };
        let look_up = self.look_up(&file.select, list.as_ref(), terms);
        if file.expect == Expect::Each && look_up.is_none() {
            let complaint =
                self.complaint(self.rule_span(), "`expect = \"each\"` needs a list: each row of which one?");
            self.complaints.push(complaint.help("give `table` and `field` under [select]"));
        }
        let about = self.decided_at_once(self.rule_span(), |compiler| compiler.conditions(&file.about, terms));
        let references = self.references.len();
        let when = self.conditions(&file.when, terms);
        if self.references.len() > references && !matches!(file.expect, Expect::None | Expect::All) {
            let complaint = self.complaint(self.rule_span(), "`in` and `not-in` cannot be counted");
            self.complaints.push(complaint.help("use them with `expect = \"none\"` or `\"all\"`"));
        }
        let message = self.template(&file.message, terms);
        let help = self.template(&file.help, terms);
        let subject = self.template(&file.subject, terms);
        for (text, template) in [(&file.message, &message), (&file.help, &help), (&file.subject, &subject)] {
            self.check_filled(
                text,
                template.as_ref(),
                file.expect,
                look_up.as_ref().and_then(|(fields, _)| fields.first().copied()),
            );
        }
        let labels = file.labels.iter().filter_map(|label| self.label(label, terms)).collect();
        let advice = file.advice.iter().filter_map(|advice| self.advice(advice, terms)).collect();
        let needs = file.select.needs.iter().filter_map(|kind| Some(self.source(kind)?.kind)).collect();
        self.check_page(&file);
        if self.complaints.len() > before {
            self.complaints[before..].sort_by_key(Complaint::start);
            return None;
        }
        for example in &mut file.examples {
            let before = self.text.get(..example.name.span().start).unwrap_or_default();
            example.place = format!("{}:{}", self.path, before.matches('\n').count() + 1);
        }
        Some(Rule {
            page: Page::of(&mut file, source),
            severity_by_tier: file.severity_by_tier,
            roles: file.roles,
            tiers: file.tiers,
            source,
            needs,
            list,
            look_up,
            expect: file.expect,
            about,
            when,
            message: message?,
            help: help?,
            subject: subject?,
            labels,
            advice,
            examples: file.examples,
        })
    }

    fn check_id(&mut self, id: &Placed<String>) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.get_ref().is_empty() || !id.get_ref().chars().all(fits) {
            let complaint = self.complaint(id.span(), "a rule id has lower-case letters, digits and hyphens only");
            self.complaints.push(complaint.help("e.g. \"our-gateway-is-open\""));
        }
    }

    fn source(&mut self, kind: &Placed<String>) -> Option<Source> {
        let name = kind.get_ref().as_str();
        let found = source(name);
        if found.is_none() {
            let known = export::EXPORTS.iter().map(|export| export.kind).chain([parameters::KIND]);
            let complaint = if export::KINDS_NOT_READ_YET.contains(&name) {
                let complaint = self.complaint(kind.span(), format!("basislint does not read the export `{name}` yet"));
                complaint.help("`basislint exports` lists what it reads")
            } else {
                self.complaint(kind.span(), format!("unknown export `{name}`")).suggest(name, known)
            };
            self.complaints.push(complaint);
        }
        found
    }

    /// The list of this name; complains if there is none.
    pub fn list(&mut self, name: &Placed<String>) -> Option<&'c Arc<List>> {
        let found = self.lists.get(name.get_ref());
        if found.is_none() {
            let known = self.lists.keys().map(String::as_str);
            let complaint = self
                .complaint(name.span(), format!("there is no list `{}`", name.get_ref()))
                .suggest(name.get_ref(), known);
            self.complaints.push(complaint);
        }
        found
    }

    fn look_up(
        &mut self,
        select: &file::Select,
        list: Option<&Arc<List>>,
        terms: Terms<'_>,
    ) -> Option<(Vec<usize>, Finder)> {
        if let (None, Some(field)) = (&select.table, select.field.as_ref().or(select.or_field.as_ref())) {
            let complaint = self.complaint(field.span(), "in which list is this field to be looked up?");
            self.complaints.push(complaint.help("add `table = \"...\"`, or remove `field`"));
        }
        let (list, table) = (list?, select.table.as_ref()?);
        let Some(name) = &select.field else {
            let complaint = self.complaint(table.span(), "which field is to be looked up in this list?");
            self.complaints.push(complaint.help("add `field = \"...\"`"));
            return None;
        };
        let fields = [Some(name), select.or_field.as_ref()].into_iter().flatten();
        let fields: Vec<usize> = fields.map(|name| self.look_up_field(name, terms)).collect::<Option<_>>()?;
        match Finder::new(Arc::clone(list), select.by) {
            Ok(finder) => Some((fields, finder)),
            Err(error) => {
                let complaint = self.complaint(table.span(), error);
                self.complaints.push(complaint);
                None
            }
        }
    }

    /// A field whose value can be a key.
    fn look_up_field(&mut self, name: &Placed<String>, terms: Terms<'_>) -> Option<usize> {
        let Some((field, kind)) = terms.field(name.get_ref()) else {
            self.unknown_field(name, terms);
            return None;
        };
        if matches!(kind, FieldKind::Flag | FieldKind::Number | FieldKind::List) {
            let complaint = self.complaint(name.span(), "only text can be looked up in a list");
            let texts =
                terms.source.fields.iter().filter(|field| matches!(field.kind, FieldKind::Text | FieldKind::Choice(_)));
            let texts: Vec<&str> = texts.map(|field| field.name).collect();
            self.complaints.push(complaint.help(format!("one of: {}", texts.join(", "))));
            return None;
        }
        Some(field)
    }

    fn template(&mut self, text: &Placed<String>, terms: Terms<'_>) -> Option<Template> {
        let resolve = |name: &str| match name {
            "system" => Some(Slot::System),
            "system.technical-user" => Some(Slot::TechnicalUser),
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
                self.complaints.push(complaint);
                None
            }
        }
    }

    /// A finding that says that something is missing has no record to fill values in from.
    fn check_filled(&mut self, text: &Placed<String>, template: Option<&Template>, expect: Expect, key: Option<usize>) {
        let known = |slot: &Slot| match (expect, slot) {
            (Expect::None | Expect::All, _) | (_, Slot::System | Slot::TechnicalUser) => true,
            // The record that should be there for a row would have the row's key.
            (Expect::Each, Slot::Field(field)) => Some(*field) == key,
            (Expect::Each, Slot::Row(_) | Slot::Match) => true,
            (Expect::Some | Expect::Exactly(_), _) => false,
        };
        if template.is_some_and(|template| !template.can_be_filled(&known)) {
            let message = "this finding says what is missing, so there is no record to fill values in from";
            let complaint = self.complaint(text.span(), message);
            self.complaints.push(complaint.help(match expect {
                Expect::Each => "fill in columns of the list: {row.COLUMN}",
                _ => "write out what is missing; {system} is the system's name",
            }));
        }
    }

    /// The place of a word inside a text of the rule file, or of the text if it is written with escapes.
    fn inner_span(&self, text: &Placed<String>, word: &str) -> Range<usize> {
        let whole = text.span();
        let written = self.text.get(whole.clone()).unwrap_or_default();
        // The word as it stands in the braces, and not the same letters somewhere before.
        let found = ["{", "|"].iter().find_map(|before| Some(written.find(&format!("{before}{word}"))? + 1));
        match found.or_else(|| written.find(word)) {
            Some(at) => whole.start + at..whole.start + at + word.len(),
            None => whole,
        }
    }

    fn label(&mut self, label: &file::LabelFile, terms: Terms<'_>) -> Option<Label> {
        let field = match label.field.get_ref().as_str() {
            "match" if terms.columns().is_empty() => {
                let complaint =
                    self.complaint(label.field.span(), "`match` is the word found in a list, and there is none");
                self.complaints.push(complaint.help("give `table` and `field` under [select], or name a field"));
                return None;
            }
            "match" => None,
            name => match terms.field(name) {
                Some((field, _)) => Some(field),
                None => {
                    self.unknown_field(&label.field, terms);
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

    /// Compiles conditions that must not wait for other records.
    fn decided_at_once<T>(&mut self, place: Range<usize>, compile: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.references.len();
        let compiled = compile(self);
        if self.references.len() > before {
            let complaint = self.complaint(place, "`in` and `not-in` are not possible here");
            self.complaints.push(complaint.help("write them under [[when]]"));
        }
        compiled
    }

    fn advice(&mut self, advice: &file::Advice, terms: Terms<'_>) -> Option<Advice> {
        let when = self.condition(&advice.when, terms)?;
        let otherwise = match &advice.otherwise {
            Some(text) => Some(self.template(text, terms)?),
            None => None,
        };
        Some(Advice { when, text: self.template(&advice.text, terms)?, otherwise })
    }

    /// Compiles a reference to which `subject` is compared, and returns its index.
    pub fn reference(&mut self, file: &ReferenceFile, subject: &Subject, asking: Terms<'_>) -> Option<usize> {
        let source = self.source(&file.export)?;
        let terms = Terms { source, list: None };
        let Some((field, _)) = terms.field(file.field.get_ref()) else {
            self.unknown_field(&file.field, terms);
            return None;
        };
        let before = self.references.len();
        let about = self.conditions(&file.about, terms);
        if self.references.len() > before {
            let complaint = self.complaint(file.export.span(), "a reference cannot rest on another reference");
            self.complaints.push(complaint);
            return None;
        }
        let upper = |text: &String| text.to_ascii_uppercase();
        let wanted = match subject {
            Subject::Field(_) => None,
            Subject::Fixed(text) => Some(BTreeSet::from([upper(text)])),
            Subject::Row(column) => asking
                .list
                .map(|list| (0..list.rows.len()).flat_map(|row| list.cell(row, *column)).map(upper).collect()),
        };
        let (scope, required) = (file.scope, file.required);
        self.references.push(Reference { source, field, about, scope, wanted, required });
        Some(before)
    }
}
