//! One record, made of what may be shown of a row: the values of `clientsecret`, `key` and certificates are never in it, nor in
//! the row that is handed out with it.

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{self, FIELDS, key_types};
use super::place::Place;
use crate::export::certificates::Certificate;
use crate::export::{Field, Item, Record, Value};
use crate::knowledge::{certificate, distinguished_name};
use crate::layout::Row;
use crate::layout::written::Written;

pub(super) const NOT_TOLD: &str = "the export does not tell it";
pub(super) const NO_DETAILS: &str = "the list of service keys tells their names only: save what cf service-key INSTANCE KEY \
                                     prints as service-keys/INSTANCE/KEY.json";
pub(super) const NOT_PINNED: &str = "the export does not tell whether the certificate is pinned, as it is by default";
const NO_DETAIL: &str = "certificatedetails does not tell it, nor is the certificate in the service key";
const NO_TIME: &str = "this is no time in a form that basislint knows";
const NO_SERIAL: &str = "this is no serial number in hexadecimal digits";
const NO_NAME: &str = "subject or issuer is no distinguished name";
const WHICH_INSTANCE: &str = "the export does not tell of which service instance it is: save it as \
                              service-keys/INSTANCE/KEY.json, parameters as service-instances/GUID/parameters.json";

/// A text, as a value that a record owns.
pub(super) fn text(text: impl Into<String>) -> Value<'static> {
    let text = text.into();
    if text.is_empty() { Value::Absent } else { Value::Text(Cow::Owned(text.into_bytes())) }
}

/// A record and its row.
#[derive(Default)]
pub(super) struct Made {
    values: Vec<(Value<'static>, Option<Range<usize>>)>,
    row: Written,
    der: Option<Vec<u8>>,
}

impl Made {
    /// A record of which nothing is known but what it is and where it is from.
    pub fn new(record: &'static str, source: &'static str) -> Self {
        let mut made = Self { values: vec![(Value::Absent, None); FIELDS.len()], ..Self::default() };
        made.set(fields::RECORD, text(record), None);
        made.set(fields::SOURCE, text(source), None);
        made
    }

    pub fn set(&mut self, field: usize, value: Value<'static>, span: Option<Range<usize>>) {
        if let Some(slot) = self.values.get_mut(field) {
            *slot = (value, span);
        }
    }

    /// Sets fields to unknown.
    pub fn unknown(&mut self, fields: &[usize], why: &'static str) {
        fields.iter().for_each(|field| self.set(*field, Value::Unknown(why), None));
    }

    /// What the path tells. The instance is unknown where it does not.
    pub fn placed(&mut self, place: &Place) {
        let told = [
            (fields::INSTANCE, &place.instance),
            (fields::INSTANCE_GUID, &place.instance_guid),
            (fields::KEY_NAME, &place.key_name),
            (fields::KEY_GUID, &place.key_guid),
        ];
        for (field, told) in told {
            let value = told.as_ref().map_or(Value::Unknown(NOT_TOLD), text);
            self.set(field, value, None);
        }
        if place.instance.is_none() && place.instance_guid.is_none() {
            self.unknown(&[fields::INSTANCE, fields::INSTANCE_GUID], WHICH_INSTANCE);
        }
    }

    /// Shows a text that stands at this line and column.
    pub fn show(&mut self, shown: &str, (line, column): (u64, u64)) -> Range<usize> {
        let cell = self.row.write([shown], line, column);
        self.row.push(cell);
        cell.range()
    }

    /// Shows the values of a list that begins at this line and column.
    pub fn list(&mut self, field: usize, values: &[&str], (line, column): (u64, u64)) {
        let cell = self.row.write(values.iter().copied(), line, column);
        self.row.push(cell);
        let mut start = cell.start;
        let items = values.iter().map(|value| {
            let span = start..start + value.len();
            // One line end stands between two values.
            start = span.end + 1;
            Item { text: (*value).to_owned(), span: Some(span), meaning: String::new() }
        });
        let items = items.collect();
        self.set(field, Value::List(items), Some(cell.range()));
    }

    /// Shows a text, and sets a field to what is made of it.
    pub fn tell(&mut self, field: usize, told: &str, place: (u64, u64)) {
        let value = match field {
            fields::NOT_AFTER => certificate::service_time(told).map(text).ok_or(NO_TIME),
            fields::SERIAL => certificate::serial_number(told).map(text).ok_or(NO_SERIAL),
            _ => Ok(text(told)),
        };
        let span = self.show(told, place);
        self.set(field, value.unwrap_or_else(Value::Unknown), Some(span));
    }

    /// The record is of this certificate, which stands where `span` shows.
    pub fn is(&mut self, certificate: &Certificate, index: usize, span: &Range<usize>) {
        self.fill(fields::OF_CERTIFICATE, certificate, span);
        self.set(fields::CHAIN_INDEX, Value::Number(i64::try_from(index).unwrap_or(i64::MAX)), None);
        self.der = Some(certificate.der.clone());
    }

    fn fill(&mut self, fields: &[usize], certificate: &Certificate, span: &Range<usize>) {
        for field in fields {
            let name = FIELDS.get(*field).map_or("", |spec| spec.name);
            let value = match certificate.value(name) {
                Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
                Value::Flag(flag) => Value::Flag(flag),
                Value::Unknown(why) => Value::Unknown(why),
                _ => Value::Absent,
            };
            self.set(*field, value, Some(span.clone()));
        }
    }

    fn known(&self, field: usize) -> Option<String> {
        match self.values.get(field) {
            Some((Value::Text(text), _)) => Some(String::from_utf8_lossy(text).into_owned()),
            _ => None,
        }
    }

    /// Fills in what follows from the details of a certificate, and what they do not tell from the certificate itself, if it is
    /// the one that they are of.
    pub fn conclude(&mut self, leaf: Option<(&Certificate, Range<usize>)>) {
        self.conclude_names();
        let lacks = |field: &usize| matches!(self.values.get(*field), Some((Value::Absent | Value::Unknown(_), _)));
        let lacking: Vec<usize> = fields::OF_CERTIFICATE.iter().copied().filter(lacks).collect();
        let serial = self.known(fields::SERIAL);
        if let Some((certificate, span)) = leaf {
            let is_same = match (&serial, certificate.value("serial")) {
                (Some(serial), Value::Text(of_leaf)) => serial.as_bytes() == of_leaf.as_ref(),
                _ => self.known(fields::SUBJECT).is_none(),
            };
            if is_same {
                return self.fill(&lacking, certificate, &span);
            }
        }
        // Where a value is there that nobody understands, that is the reason.
        let is_absent = |field: &usize| matches!(self.values.get(*field), Some((Value::Absent, _)));
        let absent: Vec<usize> = lacking.into_iter().filter(is_absent).collect();
        self.unknown(&absent, NO_DETAIL);
    }

    fn conclude_names(&mut self) {
        let Some(subject) = self.known(fields::SUBJECT) else { return };
        let span = self.values.get(fields::SUBJECT).and_then(|(_, span)| span.clone());
        let common = distinguished_name::common_name(&subject).unwrap_or_else(|| subject.clone());
        self.set(fields::SUBJECT_CN, text(common), span);
        let Some(issuer) = self.known(fields::ISSUER) else { return };
        let span = self.values.get(fields::ISSUER).and_then(|(_, span)| span.clone());
        let form = distinguished_name::normal_form;
        let is_same = form(&subject).zip(form(&issuer)).map(|(subject, issuer)| subject == issuer);
        self.set(fields::SELF_SIGNED, is_same.map_or(Value::Unknown(NO_NAME), Value::Flag), span);
    }

    /// The row that goes with it.
    pub fn row(&self) -> Row<'_> {
        self.row.row()
    }
}

impl Record for Made {
    fn field(&self, index: usize) -> Field<'_> {
        let Some((value, span)) = self.values.get(index) else { return Field::absent() };
        Field { value: value.clone(), span: span.clone() }
    }

    fn der(&self) -> Option<&[u8]> {
        self.der.as_deref()
    }
}

/// How a service key logs on, in the words with which one is created.
pub(super) fn key_type(word: &str) -> Option<&'static str> {
    let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    match letters.as_str() {
        "certificate" => Some(key_types::SAP),
        "certificateexternal" | "externalcertificate" => Some(key_types::EXTERNAL),
        "clientsecret" | "clientidsecret" | "secret" => Some(key_types::SECRET),
        _ => None,
    }
}
