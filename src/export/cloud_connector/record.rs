//! One record: what the members of a row mean, and what follows from where the answer is from.

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{self, abouts, records, sources};
use super::place::Place;
use super::shapes::{Shape, Without};
use super::values;
use crate::export::cell::{self, may_go_on};
use crate::export::{Field, Item, Record, Value};
use crate::knowledge::distinguished_name;
use crate::layout::Row;

const NOT_TOLD: &str = "the answer does not tell it";
const NOT_IN_LIST: &str = "the list of all subaccounts does not tell it: save the answer about the subaccount itself as \
                           subaccounts/REGION/SUBACCOUNT/subaccount.json";
const NOT_IN_BACKUP: &str = "the backup does not tell it";
const NO_NAMES: &str = "the answer has no list of alternative names (SAN): save the certificate itself, with \
                        -H 'Accept: application/pkix-cert'";
const WHICH_CERTIFICATE: &str = "the answer does not tell which certificate it is: save it as \
                                            systemCertificate.json, ppCaCertificate.json or uiCertificate.json";
const WHICH_SUBACCOUNT: &str = "the answer does not name its subaccount, nor does its path: save it below \
                                           subaccounts/REGION/SUBACCOUNT/";
const WHICH_SUBACCOUNT_OF_BACKUP: &str = "a file of the backup does not name its subaccount, nor does its path: keep it in \
                                          scc_config/REGION/SUBACCOUNT/";
const WHICH_MAPPING: &str = "a list of resources does not name its system mapping, nor does its path: save it as \
                                        subaccounts/REGION/SUBACCOUNT/systemMappings/HOST_PORT/resources.json";
const WHICH_MAPPING_OF_BACKUP: &str = "a file of resources does not name its system mapping, nor does its path: keep it in \
                                       scc_config/REGION/SUBACCOUNT/, with the name HOST_PORT.xml";
const WHICH_QUESTION: &str = "the Cloud Connector answered with an error, and nothing tells what was asked for: save answers \
                              under the names that `basislint exports cloud-connector` shows";

/// The members of a shape in the rows below one heading.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub shape: &'static Shape,
    /// The cell of each member.
    cells: Vec<Option<usize>>,
    /// The cell of the answer's own link.
    link: Option<usize>,
    /// The cells that hold passwords.
    passwords: Vec<usize>,
    /// The cell that is never empty.
    tells: Option<usize>,
    /// The answer lists alternative names, and there are none.
    pub has_no_names: bool,
}

impl Table {
    /// A table of this shape under these keys.
    pub fn new(shape: &'static Shape, keys: &[String]) -> Self {
        let cell = |names: &[&str]| names.iter().find_map(|name| shape.cell(keys, name));
        let is_password = |key: &String| key.to_ascii_lowercase().contains("password");
        Self {
            shape,
            cells: shape.members.iter().map(|member| cell(member.names)).collect(),
            link: shape.cell(keys, "_links.self.href"),
            passwords: (0..keys.len()).filter(|cell| keys.get(*cell).is_some_and(is_password)).collect(),
            tells: shape.needs.first().and_then(|name| shape.cell(keys, name)),
            has_no_names: shape.cell(keys, "subjectAltNames[]").is_some(),
        }
    }

    /// Where the row has the member that is never empty; none if it is empty, so that the row is something else.
    pub fn begin(&self, row: &Row<'_>) -> Option<usize> {
        let Some(tells) = self.tells else { return Some(0) };
        let cell = row.cell(tells);
        let may_be_empty = matches!(self.shape.record, records::PROXY | records::OTHER);
        (!cell.range().is_empty() || may_go_on(cell) || may_be_empty).then_some(cell.start)
    }
}

/// A record of a row.
#[derive(Clone, Copy)]
pub(super) struct Entry<'r> {
    pub row: Row<'r>,
    pub table: &'r Table,
    /// What the path of the file tells.
    pub path: &'r Place,
    /// Alternative names of a certificate, where the answer lists them.
    pub names: Option<&'r [Item]>,
}

/// It has a subaccount.
fn of_subaccount(about: Option<&str>) -> bool {
    matches!(
        about,
        Some(
            abouts::SUBACCOUNT
                | abouts::CORRUPTED
                | abouts::SUBACCOUNT_CERTIFICATE
                | abouts::MONITORING_SUBACCOUNTS
                | abouts::MAPPINGS
        )
    ) || of_mapping(about)
}

/// It has a system mapping.
fn of_mapping(about: Option<&str>) -> bool {
    matches!(about, Some(abouts::MAPPING | abouts::RESOURCES | abouts::RESOURCE))
}

/// What the place tells in this field.
fn placed(place: &Place, field: usize) -> Option<&str> {
    match field {
        fields::REGION => place.region.as_deref(),
        fields::SUBACCOUNT => place.subaccount.as_deref(),
        fields::VIRTUAL_HOST => place.mapping.as_ref().map(|(host, _)| host.as_str()),
        fields::VIRTUAL_PORT => place.mapping.as_ref().map(|(_, port)| port.as_str()),
        _ => None,
    }
}

/// Why a field is unknown that the place should tell; none if what it is about has no such thing.
fn unplaced(about: Option<&str>, field: usize, source: &str) -> Option<&'static str> {
    let is_backup = source == sources::BACKUP;
    match field {
        fields::REGION | fields::SUBACCOUNT => {
            let why = if is_backup { WHICH_SUBACCOUNT_OF_BACKUP } else { WHICH_SUBACCOUNT };
            of_subaccount(about).then_some(why)
        }
        fields::VIRTUAL_HOST | fields::VIRTUAL_PORT => {
            let why = if is_backup { WHICH_MAPPING_OF_BACKUP } else { WHICH_MAPPING };
            of_mapping(about).then_some(why)
        }
        _ => None,
    }
}

/// What of these fields' values says that nobody knows where the answer is from.
pub(super) fn unplaced_in(record: &dyn Record) -> Option<&'static str> {
    [fields::ABOUT, fields::VIRTUAL_HOST, fields::REGION].into_iter().find_map(|field| {
        match record.field(field).value {
            Value::Unknown(why) if WHICH.contains(&why) => Some(why),
            _ => None,
        }
    })
}

fn owned<'f>(text: impl Into<String>, span: Option<Range<usize>>) -> Field<'f> {
    Field { value: Value::Text(Cow::Owned(text.into().into_bytes())), span }
}

impl<'r> Entry<'r> {
    /// What it is about: what its shape says, else its link or its path.
    pub fn about(&self) -> Option<&'static str> {
        let shape = self.table.shape;
        shape.about.or_else(|| self.link().0.about.filter(|about| fits(shape, about))).or_else(|| {
            let about = self.path.about?;
            fits(shape, about).then_some(about)
        })
    }

    /// What the file is about if this is its only record, or one of several.
    pub fn about_of_answer(&self, rows: usize) -> Option<&'static str> {
        let shape = self.table.shape;
        let (list, one) = (shape.answer.or_else(|| self.about()), shape.answer_of_one);
        let is_list = rows > 1 || (list.is_some() && self.path.about == list);
        if is_list { list } else { one.or(list) }
    }

    /// What the answer's own link tells, and where it stands.
    fn link(&self) -> (Place, Option<Range<usize>>) {
        let Some(link) = self.table.link else { return Default::default() };
        (Place::of_link(&self.row.text_of(link)), Some(self.row.cell(link).range()))
    }

    /// A member's value as it stands there.
    fn raw(&self, field: usize) -> Field<'r> {
        let shape = self.table.shape;
        let members = shape.members.iter().zip(&self.table.cells);
        let Some((member, cell)) = members.into_iter().find(|(member, _)| member.field == field) else {
            return Field::absent();
        };
        let text = cell.map_or_else(Field::absent, |cell| cell::text(&self.row, cell, usize::MAX));
        match (&text.value, member.without) {
            (Value::Absent, Without::Unknown) => {
                let why = match shape.answer {
                    Some(abouts::SUBACCOUNTS) => NOT_IN_LIST,
                    _ if shape.is_of_backup() => NOT_IN_BACKUP,
                    _ => NOT_TOLD,
                };
                Field { value: Value::Unknown(why), span: text.span }
            }
            _ => text,
        }
    }

    /// A member's value as text, with its place; else why there is none.
    fn text(&self, field: usize) -> Result<(String, Option<Range<usize>>), Field<'r>> {
        match self.raw(field) {
            Field { value: Value::Text(text), span } => Ok((String::from_utf8_lossy(&text).into_owned(), span)),
            other => Err(other),
        }
    }

    /// What is made of a member's value, or why nothing can be.
    fn made(&self, field: usize, make: impl FnOnce(&str) -> Result<Value<'static>, &'static str>) -> Field<'r> {
        match self.text(field) {
            Ok((text, span)) => Field { value: make(&text).unwrap_or_else(Value::Unknown), span },
            Err(field) => field,
        }
    }

    /// What its own members, its link or the path tell.
    fn place(&self, field: usize) -> Field<'r> {
        let own = self.raw(field);
        if matches!(own.value, Value::Text(_)) {
            return own;
        }
        let (link, span) = self.link();
        if let Some(text) = placed(&link, field) {
            return owned(text, span);
        }
        let about = self.about();
        if let Some(text) = placed(self.path, field) {
            return owned(text, None);
        }
        match unplaced(about, field, self.table.shape.source) {
            Some(why) => Field::unknown(why),
            None if about.is_none() && self.table.shape.record == records::ERROR => Field::unknown(WHICH_QUESTION),
            None => own,
        }
    }

    fn subject_cn(&self) -> Field<'r> {
        self.made(fields::SUBJECT, |subject| {
            let common = distinguished_name::common_name(subject).unwrap_or_else(|| subject.to_owned());
            Ok(Value::Text(Cow::Owned(common.into_bytes())))
        })
    }

    fn subject_serial(&self) -> Field<'r> {
        let serial = match self.field_of(fields::SERIAL).value {
            Value::Text(serial) => String::from_utf8_lossy(&serial).into_owned(),
            value => return Field { value, span: None },
        };
        self.made(fields::SUBJECT, |subject| {
            let key = distinguished_name::subject_serial(subject, &serial).ok_or(values::NO_NAME)?;
            Ok(Value::Text(Cow::Owned(key.into_bytes())))
        })
    }

    fn host_names(&self) -> Field<'r> {
        match self.names {
            Some(names) => Field { value: Value::List(names.to_vec()), span: self.raw(fields::SUBJECT).span },
            None if self.table.shape.record == records::CERTIFICATE => Field::unknown(NO_NAMES),
            None => Field::absent(),
        }
    }

    fn field_of(&self, index: usize) -> Field<'r> {
        let shape = self.table.shape;
        let backup = shape.is_of_backup();
        match index {
            fields::RECORD => Field::word(shape.record, None),
            fields::ABOUT => match self.about() {
                Some(about) => Field::word(about, None),
                None if shape.record == records::ERROR => Field::unknown(WHICH_QUESTION),
                None => Field::unknown(WHICH_CERTIFICATE),
            },
            fields::SOURCE => Field::word(shape.source, None),
            fields::REGION | fields::SUBACCOUNT | fields::VIRTUAL_HOST | fields::VIRTUAL_PORT => self.place(index),
            fields::RENEWAL | fields::ENABLED | fields::WEBSOCKET | fields::TRUST_ALL => self.made(index, values::flag),
            // A wildcard of the backup takes all sub-paths in.
            fields::EXACT if backup => self.made(index, |text| values::flag(text).map(values::opposite)),
            fields::EXACT => self.made(index, values::flag),
            fields::ENABLED_RESOURCES | fields::TOTAL_RESOURCES => self.made(index, values::number),
            fields::PROTOCOL => self.made(index, |text| values::protocol(text, backup)),
            fields::BACKEND => self.made(index, |text| values::backend(text, backup)),
            fields::AUTHENTICATION => self.made(index, |text| values::authentication(text, backup)),
            fields::HOST_IN_HEADER => self.made(index, values::host_in_header),
            fields::NOT_BEFORE | fields::NOT_AFTER => self.made(index, values::time),
            fields::SERIAL => self.made(index, values::serial),
            fields::SUBJECT_CN => self.subject_cn(),
            fields::SUBJECT_SERIAL => self.subject_serial(),
            fields::HOST_NAMES => self.host_names(),
            _ => self.raw(index),
        }
    }

    /// The record that says that there was an answer; `rows` is how many such rows the file has.
    pub fn answer(&self, rows: usize) -> Answer {
        let about = self.about_of_answer(rows);
        let known = |field| match self.field_of(field).value {
            Value::Text(text) => Some(String::from_utf8_lossy(&text).into_owned()),
            _ => None,
        };
        let pair = |has: bool, one, other| if has { (known(one), known(other)) } else { (None, None) };
        let of_mapping = of_mapping(about);
        let has_place =
            of_subaccount(about) && !matches!(about, Some(abouts::CORRUPTED | abouts::MONITORING_SUBACCOUNTS));
        let (region, subaccount) = pair(has_place, fields::REGION, fields::SUBACCOUNT);
        let (host, port) = pair(of_mapping, fields::VIRTUAL_HOST, fields::VIRTUAL_PORT);
        let mut answer = Answer::at(self.path, about, self.table.shape.source);
        answer.place.region = region.or(answer.place.region);
        answer.place.subaccount = subaccount.or(answer.place.subaccount);
        answer.place.mapping = host.zip(port).or(answer.place.mapping);
        answer
    }
}

const WHICH: [&str; 6] = [
    WHICH_CERTIFICATE,
    WHICH_SUBACCOUNT,
    WHICH_SUBACCOUNT_OF_BACKUP,
    WHICH_MAPPING,
    WHICH_MAPPING_OF_BACKUP,
    WHICH_QUESTION,
];

/// What the place says can be said of rows of this shape.
fn fits(shape: &Shape, about: &str) -> bool {
    let is_certificate = matches!(about, abouts::SYSTEM_CERTIFICATE | abouts::CA_CERTIFICATE | abouts::UI_CERTIFICATE);
    shape.record == records::ERROR || (shape.record == records::CERTIFICATE && is_certificate)
}

impl Record for Entry<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        self.field_of(index)
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        self.table.passwords.iter().map(|cell| self.row.cell(*cell).range()).collect()
    }
}

/// The record that says of a file that it is an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    about: Option<&'static str>,
    source: &'static str,
    place: Place,
}

impl Answer {
    /// An answer of which the path tells the place.
    pub fn at(path: &Place, about: Option<&'static str>, source: &'static str) -> Self {
        Self { about, source, place: path.clone() }
    }
}

impl Record for Answer {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            fields::RECORD => Field::word(records::ANSWER, None),
            fields::ABOUT => self.about.map_or(Field::unknown(WHICH_CERTIFICATE), |about| Field::word(about, None)),
            fields::SOURCE => Field::word(self.source, None),
            _ => match placed(&self.place, index) {
                Some(text) => owned(text, None),
                None => match (self.about, unplaced(self.about, index, self.source)) {
                    (Some(abouts::CORRUPTED | abouts::MONITORING_SUBACCOUNTS), _) | (_, None) => Field::absent(),
                    (_, Some(why)) => Field::unknown(why),
                },
            },
        }
    }
}
