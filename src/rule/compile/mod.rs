//! Makes rules of rule files: names become indexes, patterns are built, and every mistake is shown at its place.

mod condition;
mod edit;
mod page;
mod reference;
mod rule;
mod select;
mod texts;

use std::ops::Range;
use std::sync::Arc;

use super::beside::Beside;
use super::condition::{Condition, Subject};
use super::desk::Desk;
use super::file::{self, Expect, RuleFile};
use super::list::{Finder, List};
use super::page::Page;
use super::placed::Placed;
use super::source::SourceFile;
use super::speaks::SpeaksOf;
use super::stock::Stock;
use super::terms::{RecordSource, Terms, source};
use crate::complaint::Complaint;
use crate::export::{self, FieldSpec};
use crate::landscape::Role;
use crate::landscape::derived::DERIVED;

pub(crate) use super::late::Rule;
pub(crate) use reference::Reference;
pub(crate) use rule::{Absent, Advice, Body, Label, Latest, Limits, Narrowed, Only, Part, Parts, Seen, SeverityWhen};

/// References are numbered through all rules: so many bits of a number are those of one rule.
pub(crate) const REFERENCES: u32 = 16;

/// Compiles one rule file after the other.
pub(crate) struct Compiler<'c> {
    pub desk: Desk<'c>,
    /// The references of the rule at hand, and the number of its first one.
    references: Vec<Reference>,
    first_reference: usize,
    /// The rule at hand knows parts of its export.
    has_parts: bool,
    rule: Range<usize>,
}

impl<'c> Compiler<'c> {
    /// A compiler that knows these lists.
    pub fn new(stock: &'c Stock) -> Self {
        Self { desk: Desk::new(stock), references: Vec::new(), first_reference: 0, has_parts: false, rule: 0..0 }
    }

    /// A mistake in the file at hand.
    fn complaint(&self, span: Range<usize>, message: impl Into<String>) -> Complaint {
        self.desk.complaint(span, message)
    }

    /// The place of the rule's id, for mistakes that have no better one.
    fn rule_span(&self) -> Range<usize> {
        self.rule.clone()
    }

    /// Compiles the rule with this number among those of the run. Nothing comes back if it has mistakes; they are in `complaints`.
    pub fn rule(&mut self, number: usize, source: &'c SourceFile, mut file: RuleFile) -> Option<Body> {
        self.begin(source, &file);
        self.references.clear();
        self.first_reference = number << REFERENCES;
        let before = self.desk.complaints.len();
        self.check_id(&file.id);
        self.check_roles(&file);
        let area = source.area();
        let source = self.source(&file.select.export);
        let list = file.select.table.as_ref().map(|name| self.desk.list(name).cloned());
        let (source, list) = match (source, list) {
            (Some(source), None) => (source, None),
            (Some(source), Some(Some(list))) => (source, Some(list)),
            _ => return None,
        };
        let terms = Terms { source, list: list.as_deref() };
        let look_up = self.expected_look_up(&file, list.as_ref(), terms);
        let parts = self.parts(&file, terms);
        let latest = self.latest(&file, terms);
        let narrowed = self.narrowed(&file, terms);
        let same =
            file.select.same.as_ref().and_then(|name| self.field(name.get_ref(), name, terms)).map(|(field, _)| field);
        let limits = self.limits(file.select.table.as_ref(), list.as_deref());
        let about = self.decided_at_once(self.rule_span(), |compiler| compiler.conditions(&file.about, terms));
        let source = RecordSource { exports: select::exports_of(source, &about), ..source };
        let by_row = file.severity_by_row.iter();
        let severity_by_row = by_row
            .filter_map(|by_row| Some((self.row(&by_row.row, terms)?, by_row.tiers.clone(), by_row.severity)))
            .collect();
        let only = file.only.iter().filter_map(|only| self.only(only, terms)).collect();
        let when = self.when(&file, terms);
        let severity_when = self.severity_when(&file, terms);
        if file.expect == Expect::First && file.absent.is_none() {
            let complaint = self.complaint(self.rule_span(), "nothing is said of a row that no record decides on");
            self.desk.complaints.push(complaint.help("add `absent = { message = \"...\", subject = \"...\" }`"));
        }
        let absent = file.absent.as_ref().and_then(|absent| self.absent(absent, file.expect, terms));
        let speaks_of = self.speaks_of(&file, absent.as_ref(), source);
        let key = look_up.as_ref().and_then(|(fields, _)| fields.first().copied());
        let [message, help, subject] = self.filled([&file.message, &file.help, &file.subject], file.expect, key, terms);
        let labels = file.labels.iter().filter_map(|label| self.label(label, terms)).collect();
        let advice = file.advice.iter().filter_map(|advice| self.advice(advice, terms)).collect();
        let also: Vec<_> = file.select.also.iter().filter_map(|kind| self.also(kind, source)).collect();
        let beside = file.select.beside.iter().filter_map(|beside| self.beside(beside, source)).collect();
        let needs = file.select.needs.iter().filter_map(|kind| Some(self.source(kind)?.kind)).collect();
        let each_server = file.select.each_server.as_ref().and_then(|message| self.template(message, terms));
        let seen = file.select.seen.iter().filter_map(|seen| self.seen(seen, terms)).collect();
        self.check_edits(&file, source);
        self.check_page(&file);
        if self.desk.complaints.len() > before {
            self.desk.complaints[before..].sort_by_key(Complaint::start);
            return None;
        }
        self.place_examples(&mut file);
        Some(Body {
            continues: file.continues,
            cites: Arc::new(file.references.clone()),
            notes_pass: file.notes_pass,
            page: Page::of(
                &mut file,
                source,
                &also,
                (self.desk.stock, self.desk.prepared),
                (matches!(speaks_of, SpeaksOf::List), area),
            ),
            severity_by_tier: file.severity_by_tier,
            severity_by_row,
            severity_when,
            roles: file.roles,
            tiers: file.tiers,
            source,
            references: std::mem::take(&mut self.references),
            also,
            beside,
            needs,
            list,
            look_up,
            unlisted: file.select.unlisted,
            once: file.select.once,
            each_server,
            seen,
            same,
            limits,
            parts,
            list_of: file.select.list_of.take(),
            latest,
            narrowed,
            own_days: file.days.as_ref().map(|days| *days.get_ref()),
            only,
            absent,
            speaks_of,
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

    /// Takes the file onto the desk.
    fn begin(&mut self, source: &'c SourceFile, file: &RuleFile) {
        (self.desk.path, self.desk.text, self.rule) = (&source.path, source.text(), file.id.span());
        self.desk.prepared = source.is_prepared();
        (self.desk.has_days, self.has_parts) = (file.days.is_some(), file.select.parts.is_some());
    }

    fn check_id(&mut self, id: &Placed<String>) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.get_ref().is_empty() || !id.get_ref().chars().all(fits) {
            let complaint = self.complaint(id.span(), "a rule id has lower-case letters, digits and hyphens only");
            self.desk.complaints.push(complaint.help("e.g. \"our-gateway-is-open\""));
        }
    }

    fn check_roles(&mut self, file: &RuleFile) {
        if file.roles.is_empty() {
            let complaint = self.complaint(self.rule_span(), "`roles` is empty, so the rule is for no system");
            let roles = Role::ALL.map(Role::name).join(", ");
            self.desk.complaints.push(complaint.help(format!("one or several of: {roles}")));
        }
    }

    /// The fields that are looked up in the list, if what the rule expects goes with that.
    fn expected_look_up(
        &mut self,
        file: &RuleFile,
        list: Option<&Arc<List>>,
        terms: Terms<'_>,
    ) -> Option<(Vec<usize>, Finder)> {
        let look_up = match file.expect {
            // Every row is asked for its first record, so none is looked up.
            Expect::First if file.select.field.is_none() => None,
            _ => self.look_up(&file.select, list, terms),
        };
        let lacks_list = match file.expect {
            Expect::Each => look_up.is_none(),
            Expect::First => list.is_none() || look_up.is_some(),
            _ => false,
        };
        if lacks_list {
            let message = "`expect = \"each\"` and `\"first\"` need a list: each row of which one?";
            let complaint = self.complaint(self.rule_span(), message);
            let help = "give `table` under [select], and with `each` the `field` that is looked up in it";
            self.desk.complaints.push(complaint.help(help));
        }
        look_up
    }

    fn when(&mut self, file: &RuleFile, terms: Terms<'_>) -> Vec<Condition> {
        let references = self.references.len();
        let when = self.conditions(&file.when, terms);
        if self.references.len() > references && !matches!(file.expect, Expect::None | Expect::All) {
            let complaint = self.complaint(self.rule_span(), "`in` and `not-in` cannot be counted");
            self.desk.complaints.push(complaint.help("use them with `expect = \"none\"` or `\"all\"`"));
        }
        when
    }

    fn severity_when(&mut self, file: &RuleFile, terms: Terms<'_>) -> Vec<SeverityWhen> {
        self.decided_at_once(self.rule_span(), |compiler| {
            let compiled = file.severity_when.iter().filter_map(|severity| {
                let message = severity.message.as_ref().and_then(|message| compiler.template(message, terms));
                let when = compiler.condition(&severity.when, terms)?;
                Some(SeverityWhen { when, severity: severity.severity, message })
            });
            compiled.collect()
        })
    }

    /// Says of each example where it stands.
    fn place_examples(&self, file: &mut RuleFile) {
        for example in &mut file.examples {
            let before = self.desk.text.get(..example.name.span().start).unwrap_or_default();
            example.place = format!("{}:{}", self.desk.path, before.matches('\n').count() + 1);
        }
    }

    fn source(&mut self, kind: &Placed<String>) -> Option<RecordSource> {
        let name = kind.get_ref().as_str();
        let found = source(name);
        if found.is_none() {
            let known =
                export::EXPORTS.iter().map(|export| export.kind).chain(DERIVED.iter().map(|derived| derived.kind));
            let complaint = if export::KINDS_NOT_READ_YET.contains(&name) {
                let complaint = self.complaint(kind.span(), format!("basislint does not read the export `{name}` yet"));
                complaint.help("`basislint exports` lists what it reads")
            } else {
                self.complaint(kind.span(), format!("unknown export `{name}`")).suggest(name, known)
            };
            self.desk.complaints.push(complaint);
        }
        found
    }

    /// An export with the same fields as the rule's own.
    fn also(&mut self, kind: &Placed<String>, own: RecordSource) -> Option<&'static str> {
        let other = self.source(kind)?;
        if other.fields.iter().map(|field| field.name).eq(own.fields.iter().map(|field| field.name)) {
            return Some(other.kind);
        }
        let complaint = self.complaint(kind.span(), format!("{} has other fields than {}", other.kind, own.kind));
        self.desk.complaints.push(complaint.help("write a rule of its own for it"));
        None
    }

    /// An export with other fields, and which of them are the rule's own.
    fn beside(&mut self, beside: &file::BesideFile, own: RecordSource) -> Option<Beside> {
        let other = self.source(&beside.export)?;
        let of = |source: RecordSource, name: &str| source.fields.iter().position(|field| field.name == name);
        for (name, renamed) in &beside.fields {
            let missing = if of(own, name).is_none() { Some((own, name)) } else { None };
            let renamed_to = renamed.get_ref();
            let missing = missing.or_else(|| of(other, renamed_to).is_none().then_some((other, renamed_to)));
            if let Some((source, name)) = missing {
                self.desk.unknown_field(name, renamed, Terms { source, list: None });
                return None;
            }
        }
        let field = |field: &FieldSpec| {
            let name = beside.fields.get(field.name).map_or(field.name, |renamed| renamed.get_ref().as_str());
            of(other, name)
        };
        Some(Beside { kind: other.kind, fields: own.fields.iter().map(field).collect() })
    }

    /// Values that must have been looked at.
    fn seen(&mut self, seen: &file::SeenFile, terms: Terms<'_>) -> Option<Seen> {
        // Every value is kept: which ones are asked for is known only when all files were read.
        let any = Subject::Field(0);
        let values_of = match &seen.values_of {
            Some(reference) => Some(self.reference(reference, &any, terms)?),
            None => None,
        };
        let within = self.reference(&seen.within, &any, terms)?;
        Some(Seen { values: seen.values.clone(), values_of, within, missing: seen.missing.clone() })
    }

    /// Compiles conditions that must not wait for other records.
    fn decided_at_once<T>(&mut self, place: Range<usize>, compile: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.references.len();
        let compiled = compile(self);
        if self.references.len() > before {
            let complaint = self.complaint(place, "`in` and `not-in` are not possible here");
            self.desk.complaints.push(complaint.help("write them under [[when]]"));
        }
        compiled
    }
}
