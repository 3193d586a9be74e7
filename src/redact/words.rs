//! The names that stand in the exports, by the classes of the fields in which they stand.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::ops::Range;

use super::own::HostIs;
use super::{Kind, Own, sweep};
use crate::export::{Class, Export, Field, Record, Value};
use crate::knowledge::{distinguished_name, s_user};
use crate::layout::Row;

/// Names by their spelling in small letters.
#[derive(Debug, Clone, Default)]
pub struct Words {
    names: BTreeMap<String, Known>,
    /// Values of SAP's words and of versions, as far as they look like an address or a password.
    plain: BTreeSet<String>,
    /// Places of secrets: line, first column, column behind the last, all of them 1-based and in characters.
    secrets: Vec<(u64, Range<u64>)>,
}

/// What is known of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub kind: Kind,
    /// As it stood there first.
    pub spelling: String,
}

/// A longer word of letters is no word of SAP's.
const LONGEST_WORD: usize = 40;

/// Shorter secrets are found by their places alone.
const SHORTEST_SECRET: usize = 4;

impl Words {
    /// Takes what another file gave; its secrets stand so many lines further down.
    pub fn join(&mut self, other: Self, lines: u64) {
        for (name, known) in other.names {
            self.insert(name, known);
        }
        self.plain.extend(other.plain);
        self.secrets.extend(other.secrets.into_iter().map(|(line, columns)| (line + lines, columns)));
    }

    /// The same without the places of secrets, which are those of one file.
    pub fn take_secrets(&mut self) -> Vec<(u64, Range<u64>)> {
        std::mem::take(&mut self.secrets)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &Known)> {
        let is_shown = |name: &str, known: &Known| known.kind == Kind::Secret && self.plain.contains(name);
        self.names
            .iter()
            .map(|(name, known)| (name.as_str(), known))
            .filter(move |(name, known)| !is_shown(name, known))
    }

    pub(super) fn names_get(&self, name: &str) -> Option<&Known> {
        self.names.get(name).filter(|known| known.kind != Kind::Secret || !self.plain.contains(name))
    }

    pub(super) fn is_plain(&self, text: &str) -> bool {
        self.plain.contains(text)
    }

    fn insert(&mut self, name: String, known: Known) {
        match self.names.entry(name) {
            Entry::Vacant(free) => {
                free.insert(known);
            }
            Entry::Occupied(mut taken) if (known.kind, &known.spelling) < (taken.get().kind, &taken.get().spelling) => {
                taken.insert(known);
            }
            Entry::Occupied(_) => {}
        }
    }

    fn add(&mut self, text: &str, kind: Kind) {
        // Texts are looked through line by line.
        if text.contains('\n') {
            return text.lines().for_each(|line| self.add(line, kind));
        }
        let text = text.trim();
        // Wherever an S-user stands, it is one.
        let digits = text.strip_prefix(['S', 's']).filter(|digits| digits.len() == 10).and_then(s_user::digits);
        if let Some(digits) = digits {
            self.insert(digits.to_owned(), Known { kind: Kind::SUser, spelling: text.to_owned() });
        } else if !text.is_empty() {
            self.insert(text.to_lowercase(), Known { kind, spelling: text.to_owned() });
        }
    }

    /// Takes the names of a record.
    pub fn record(&mut self, own: &Own, export: &'static Export, record: &dyn Record, row: &Row<'_>) {
        let text = |field: &Field<'_>| match &field.value {
            Value::Text(text) | Value::Cut(text) => vec![row.charset.decode(text).into_owned()],
            Value::List(items) => items.iter().map(|item| item.text.clone()).collect(),
            Value::Unknown(_) | Value::Absent | Value::Number(_) | Value::Flag(_) => Vec::new(),
        };
        let mut parameter = None;
        for (index, spec) in export.fields.iter().enumerate() {
            let field = record.field(index);
            if record.hides(index) {
                text(&field).iter().for_each(|secret| self.secret(own, secret));
                field.span.iter().for_each(|span| self.secret_at(row, span));
                continue;
            }
            for value in text(&field) {
                if spec.name == "name" && spec.class == Class::Plain {
                    parameter = own.parameter(&value);
                }
                match parameter.filter(|_| spec.class == Class::Secret) {
                    Some(kind) => self.value_of_kind(own, kind, &value),
                    None => self.value(own, spec.class, spec.name, &value),
                }
            }
        }
        for span in record.secrets() {
            self.secret(own, &row.charset.decode(row.text.get(span.clone()).unwrap_or_default()));
            self.secret_at(row, &span);
        }
    }

    fn secret(&mut self, own: &Own, text: &str) {
        let text = text.trim().trim_matches('"');
        // A mask hides nothing, and a column of zeros says that there is nothing.
        let is_mask = text.chars().all(|letter| matches!(letter, '*' | 'x' | 'X' | '0' | '%' | '.'));
        if text.chars().count() >= SHORTEST_SECRET && !is_mask && !text.starts_with("%_") && !own.is_made_of_words(text)
        {
            self.add(text, Kind::Secret);
        }
    }

    fn secret_at(&mut self, row: &Row<'_>, span: &Range<usize>) {
        let (start, end) = (row.character(span.start), row.character(span.end));
        if start.0 == end.0 && start.1 < end.1 {
            self.secrets.push((start.0, start.1..end.1));
        }
    }

    fn value_of_kind(&mut self, own: &Own, kind: Kind, value: &str) {
        // Values may be made of other parameters.
        if value.contains('$') {
            return self.free(own, value);
        }
        match kind {
            Kind::Host => self.host(own, value),
            Kind::Subject => self.subject(own, value),
            kind => self.name(own, kind, value),
        }
    }

    /// Takes the names of a value of this class; `field` is the field's name.
    pub fn value(&mut self, own: &Own, class: Class, field: &str, value: &str) {
        match class {
            Class::Plain => {
                let looks_so = |word: &str| word.parse::<IpAddr>().is_ok();
                let words = value.split(|letter: char| letter.is_whitespace() || ",;()".contains(letter));
                self.plain.extend(words.filter(|word| looks_so(word)).map(str::to_owned));
                if value.len() < LONGEST_WORD && value.chars().all(char::is_alphabetic) {
                    self.plain.insert(value.to_lowercase());
                }
            }
            Class::Host => self.host(own, value),
            Class::Address => self.address(own, value),
            Class::Path => self.path(own, value),
            Class::User => self.user(own, value),
            Class::Customer => match value.trim().bytes().all(|byte| byte.is_ascii_digit()) {
                true => self.add(value.trim().trim_start_matches('0'), Kind::Digits),
                false => self.name(own, Kind::Name, value),
            },
            Class::System => self.name(own, Kind::System, value),
            Class::Destination if field == "program" && value.contains(['/', '\\']) => {
                self.path(own, &value.replace('\\', "/"));
            }
            Class::Destination => self.name(own, Kind::Destination, value),
            Class::Name if own.is_repository(field) && !is_customers(value) => self.free(own, value),
            Class::Name => self.name(own, Kind::Name, value),
            Class::Subject => self.subject(own, value),
            Class::Fingerprint => self.fingerprint(own, value),
            Class::Secret | Class::FreeText => self.free(own, value),
        }
    }

    /// Takes a name that stands alone.
    pub fn name(&mut self, own: &Own, kind: Kind, value: &str) {
        let value = value.trim();
        // What stands for a parameter is no name.
        if value.contains("{{") || value.contains("${") || value.contains("$(") {
            return self.free(own, value);
        }
        let is_own = if kind == Kind::User { own.is_own_user(value) } else { own.is_own(value) };
        if is_own || value == "*" || value.chars().count() > 200 {
            return;
        }
        if is_guid(value) {
            return self.add(value, Kind::Hex);
        }
        if sweep::looks_like_host(own, value) {
            return self.host(own, value);
        }
        if value.contains('=') && distinguished_name::parse(value).is_some() {
            return self.subject(own, value);
        }
        // Patterns stand for several names.
        if value.contains(['*', '?']) {
            return value
                .split(['*', '?'])
                .filter(|part| part.chars().count() > 2)
                .for_each(|part| self.name(own, kind, part));
        }
        self.add(value, kind);
        self.free(own, value);
    }

    fn user(&mut self, own: &Own, value: &str) {
        let value = value.trim();
        if own.is_own_user(value) {
            return;
        }
        match s_user::digits(value) {
            Some(digits) if digits.len() >= 5 => self.add(digits, Kind::SUser),
            _ if value.contains('@') => self.free(own, value),
            _ => {
                self.name(own, Kind::User, value);
                // The parts of a person's name.
                let parts = value.split(|letter: char| letter.is_whitespace() || ",;\\".contains(letter));
                let is_name = |part: &&str| part.chars().count() > 3 && !own.is_ordinary(&part.to_lowercase());
                parts.filter(is_name).for_each(|part| self.name(own, Kind::User, part));
            }
        }
    }

    /// Takes a host, and the labels that it is made of.
    pub fn host(&mut self, own: &Own, value: &str) {
        let value = value.trim().trim_end_matches('.');
        if value.contains(['/', ':', ' ', ',', '@']) && value.parse::<IpAddr>().is_err() {
            return self.address(own, value);
        }
        if value.parse::<IpAddr>().is_ok() || sweep::is_v4_pattern(value) {
            return;
        }
        match own.host_is(value) {
            HostIs::Own => {}
            _ if own.is_own(value) => {}
            HostIs::Tenant => {
                self.add(value, Kind::Host);
                value.split('.').take(1).for_each(|label| self.label(own, label));
            }
            HostIs::Foreign => {
                let labels: Vec<&str> = value.split('.').collect();
                if labels.len() > 1 {
                    self.add(value, Kind::Host);
                }
                let names = if labels.len() > 1 { labels.len() - 1 } else { 1 };
                for (index, label) in labels.iter().take(names).enumerate() {
                    // Labels of domains are words of any language.
                    if index == 0 || label.chars().count() > 3 {
                        self.label(own, label);
                    }
                }
            }
        }
    }

    fn label(&mut self, own: &Own, label: &str) {
        if !own.is_own_label(label) && !own.is_own(label) {
            self.add(label, Kind::Label);
        }
    }

    fn address(&mut self, own: &Own, value: &str) {
        self.free(own, value);
        let is_inside = |letter: char| letter.is_alphanumeric() || "._-*".contains(letter);
        let (scheme, rest) = value.split_once("://").unwrap_or(("", value));
        let rest = if scheme.is_empty() { rest } else { rest.split(['/', '?']).next().unwrap_or_default() };
        for word in rest.split(|letter: char| !is_inside(letter)) {
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            if word.len() > 1 && !is_number && word.contains(|letter: char| letter.is_alphabetic()) {
                self.host(own, word);
            }
        }
        if !scheme.is_empty() {
            let path = value.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
            path.iter().for_each(|(_, path)| self.path(own, path));
        }
    }

    fn path(&mut self, own: &Own, value: &str) {
        self.free(own, value);
        for part in value.split(['/', '\\', '?', '&', '=', '#', ';', ':']) {
            let has_letter = part.contains(|letter: char| letter.is_alphabetic());
            let name = part.split_once('.').filter(|(_, rest)| rest.len() < 6).map_or(part, |(name, _)| name);
            if has_letter && name.chars().count() > 1 && !own.is_own_part(part) && !own.is_own_part(name) {
                self.name(own, Kind::Path, name);
            }
        }
    }

    fn subject(&mut self, own: &Own, value: &str) {
        // Names of SNC have a letter in front, and a serial number may stand before a subject.
        let bare =
            value.trim().strip_prefix("p:").or_else(|| value.trim().strip_prefix("p/secude:")).unwrap_or(value.trim());
        let attributes = distinguished_name::parse(bare).or_else(|| {
            bare.split_once(' ').and_then(|(serial, rest)| {
                let attributes = distinguished_name::parse(rest)?;
                self.fingerprint(own, serial);
                Some(attributes)
            })
        });
        let Some(attributes) = attributes else {
            return if bare.contains('@') { self.free(own, bare) } else { self.name(own, Kind::Subject, bare) };
        };
        for (kind, value) in attributes {
            if own.is_own_attribute(&kind, &value) {
                continue;
            }
            match kind.as_str() {
                "UID" => self.user(own, &value),
                "CN" if s_user::is_s_user(&value) => self.user(own, &value),
                // Its last part may be cut.
                _ => self.name(own, Kind::Subject, &value),
            }
        }
    }

    fn fingerprint(&mut self, own: &Own, value: &str) {
        let value = value.trim();
        let hex: String = value.chars().filter(|letter| !": -".contains(*letter)).collect();
        let hex = hex.strip_prefix("0x").or_else(|| hex.strip_prefix("0X")).unwrap_or(&hex);
        if own.is_own(value) || sweep::is_own_number(own, hex) {
            return;
        }
        if hex.len() >= 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.add(value, Kind::Hex);
            self.add(hex, Kind::Hex);
            let trimmed = hex.trim_start_matches('0');
            if trimmed.len() >= 6 {
                self.add(trimmed, Kind::Hex);
            }
        } else if hex.len() >= 6 {
            self.subject(own, value);
        }
    }

    /// Takes the hosts and the like that stand in any text.
    pub fn free(&mut self, own: &Own, text: &str) {
        for found in sweep::find(own, text) {
            let word = &text[found.range];
            match found.kind {
                Kind::Host => self.host(own, word),
                Kind::SUser => self.add(s_user::digits(word).unwrap_or(word), Kind::SUser),
                Kind::Mail => {
                    let (local, host) = word.split_once('@').unwrap_or((word, ""));
                    self.name(own, Kind::User, local);
                    self.host(own, host);
                }
                Kind::Ip => {}
                Kind::Hex => self.add(word, Kind::Hex),
                kind => self.name(own, kind, word),
            }
        }
    }

    /// Takes the names in a configuration: whatever stands in quotes and is no word of basislint's.
    pub fn configuration(&mut self, own: &Own, text: &str) {
        for line in text.lines() {
            let key = line.split('=').next().unwrap_or_default().trim().trim_start_matches('#').trim();
            let Some((_, value)) = line.split_once('=') else { continue };
            for quoted in value.split(['"', '\'']).skip(1).step_by(2) {
                match key {
                    "reason" | "as-of" | "until" | "role" | "tier" | "severity" | "kind" | "rule" | "rules"
                    | "min-confidence" | "exclude" | "output" => self.free(own, quoted),
                    "technical-user" | "user" => self.user(own, quoted),
                    "host" => self.host(own, quoted),
                    "name" | "system" => self.name(own, Kind::System, quoted),
                    "subject" | "owner" => self.name(own, Kind::Name, quoted),
                    _ if quoted.contains(['/', '*']) => self.free(own, quoted),
                    // Nobody knows what a key that is misspelt would say.
                    _ => self.name(own, Kind::Name, quoted),
                }
            }
        }
    }
}

/// `2b5c34c2-1f2d-4a57-9d0a-6c8f2f9c1e11`
fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Whether an object of the repository is a customer's: SAP Note 16466.
fn is_customers(name: &str) -> bool {
    name.trim().starts_with(['Z', 'Y', 'z', 'y', '/'])
}
