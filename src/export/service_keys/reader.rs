//! Reads the rows of an answer: service keys and the certificates in them, lists, parameters.

use super::chain::Chain;
use super::fields::{self, key_types, records, sources};
use super::place::{About, Place, parameter};
use super::record::{Made, NO_DETAILS, NOT_PINNED, NOT_TOLD, key_type, text};
use super::shapes::{self, Shape};
use crate::export::cell::may_go_on;
use crate::export::{FileContext, Reader, RecordSink, Value};
use crate::layout::{Flaw, Row};

const ERROR: &str = "Cloud Foundry answered with an error, which is no empty list: what was asked for is not known. Correct its \
                     cause, and ask again";
const GOES_ON: &str = "the list goes on with another page: fetch the address in pagination.next as well, and save the answer \
                       beside this one under another name";
const NO_TYPE: &str = "the service key has neither a client secret nor a certificate that basislint knows, or both";
const NEW_TYPE: &str = "basislint does not know this type of service key";
const NO_ROLES: &str = "the parameters do not tell it";
const CUT: &str = "the file is cut before it";

pub(super) fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    let place = Place::of_path(context.place);
    Box::new(Answer { place, table: None, list: None, goes_on: false, is_error: false })
}

/// A heading: its keys, and where they stand.
struct Table {
    shape: Shape,
    keys: Vec<String>,
    places: Vec<(u64, u64)>,
}

impl Table {
    fn cell(&self, prefix: &str, names: &[&str]) -> Option<usize> {
        let is_one = |key: &String| key.strip_prefix(prefix).is_some_and(|name| names.contains(&name));
        self.keys.iter().position(is_one)
    }

    /// Where a key stands.
    fn place(&self, cell: usize) -> (u64, u64) {
        self.places.get(cell).copied().unwrap_or((1, 1))
    }
}

/// A member of a row.
struct Told {
    text: String,
    place: (u64, u64),
    is_cut: bool,
}

fn told(row: &Row<'_>, cell: Option<usize>) -> Option<Told> {
    let at = cell?;
    let cell = row.cell(at);
    let told = Told { text: row.text_of(at), place: row.position(cell.start), is_cut: may_go_on(cell) };
    (!told.text.is_empty() || told.is_cut).then_some(told)
}

/// Somebody has taken a secret out of the file: `***`, `<removed>`.
fn is_masked(secret: &str) -> bool {
    let is_mask = |letter: char| !letter.is_alphanumeric() || matches!(letter, 'x' | 'X');
    let lower = secret.to_ascii_lowercase();
    secret.chars().all(is_mask)
        || (secret.starts_with('<') && secret.ends_with('>'))
        || ["redacted", "removed", "masked", "hidden"]
            .contains(&lower.trim_matches(|letter: char| !letter.is_alphanumeric()))
}

/// Says whether there is a secret in one of these cells, and points at its key: the secret itself is not looked at any further.
fn point_at_secret(made: &mut Made, table: &Table, row: &Row<'_>, cells: &[Option<usize>]) {
    let is_secret = |cell: &usize| told(row, Some(*cell)).is_some_and(|told| !is_masked(&told.text));
    if let Some(cell) = cells.iter().copied().flatten().find(is_secret) {
        let name = table.keys.get(cell).and_then(|key| key.rsplit('.').next()).unwrap_or_default();
        let span = made.show(name, table.place(cell));
        return made.set(fields::HAS_SECRET, Value::Flag(true), Some(span));
    }
    let is_cut = row.cells.iter().any(|cell| may_go_on(*cell));
    made.set(fields::HAS_SECRET, if is_cut { Value::Unknown(CUT) } else { Value::Flag(false) }, None);
}

struct Answer {
    place: Place,
    table: Option<Table>,
    /// The list, at its first row.
    list: Option<Made>,
    goes_on: bool,
    is_error: bool,
}

impl Answer {
    fn key(&self, table: &Table, prefix: &str, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let cell = |name: &str| table.cell(prefix, &[name]);
        let mut made = Made::new(records::KEY, sources::KEY);
        made.placed(&self.place);
        made.unknown(&[fields::PLAN], NOT_TOLD);
        made.unknown(&[fields::PINNED], NOT_PINNED);
        // The first key stands for the record.
        let first = table.keys.iter().position(|key| key.starts_with(prefix)).unwrap_or(0);
        made.show("oauth", table.place(first));
        let (secret, private) = (told(row, cell("clientsecret")), told(row, cell("key")));
        let certificate = told(row, cell("certificate"));
        let chain = certificate.as_ref().map(|told| Chain::of(&told.text, told.is_cut)).unwrap_or_default();
        let details = [
            (fields::SUBJECT, "certificatedetails.subjectdn"),
            (fields::ISSUER, "certificatedetails.issuerdn"),
            (fields::SERIAL, "certificatedetails.serialnumber"),
            (fields::NOT_AFTER, "certificatedetails.validuntil"),
        ];
        let has_details = details.iter().any(|(_, name)| told(row, cell(name)).is_some());
        let has_private = private.is_some() || chain.has_key;
        // Behind where the row is cut there may be more.
        let is_cut = row.cells.iter().any(|cell| may_go_on(*cell));
        let kind = match (secret.is_some(), certificate.is_some() || has_details, has_private) {
            _ if is_cut => Err(CUT),
            (true, false, false) => Ok(key_types::SECRET),
            (false, _, true) => Ok(key_types::SAP),
            (false, true, false) => Ok(key_types::EXTERNAL),
            _ => Err(NO_TYPE),
        };
        made.set(fields::KEY_TYPE, kind.map_or_else(Value::Unknown, text), None);
        if kind == Ok(key_types::SECRET) {
            made.set(fields::PINNED, Value::Absent, None);
        }
        for (field, name) in details {
            match told(row, cell(name)) {
                Some(told) if told.is_cut => made.unknown(&[field], CUT),
                Some(told) => made.tell(field, &told.text, told.place),
                None => {}
            }
        }
        let at = certificate.as_ref().map(|told| told.place);
        let leaf = chain.certificates.first().zip(at).map(|(leaf, at)| (leaf, made.show(PEM, at)));
        if kind != Ok(key_types::SECRET) {
            made.conclude(leaf);
        }
        let secrets = [cell("clientsecret"), cell("key"), cell("certificate").filter(|_| chain.has_key)];
        point_at_secret(&mut made, table, row, &secrets);
        sink.record(&made, &made.row());
        if let Some(told) = &certificate {
            self.certificates(&chain, told, (sources::KEY, kind.ok()), sink);
        }
    }

    fn certificates(
        &self,
        chain: &Chain,
        told: &Told,
        (source, kind): (&'static str, Option<&'static str>),
        sink: &mut dyn RecordSink,
    ) {
        for (index, certificate) in chain.certificates.iter().enumerate() {
            let mut made = Made::new(records::CERTIFICATE, source);
            made.placed(&self.place);
            made.unknown(&[fields::PLAN], NOT_TOLD);
            made.unknown(&[fields::PINNED], NOT_PINNED);
            made.set(fields::KEY_TYPE, kind.map_or(Value::Unknown(NO_TYPE), text), None);
            let span = made.show(PEM, told.place);
            made.is(certificate, index, &span);
            sink.record(&made, &made.row());
        }
        let mut at = Made::default();
        at.show(PEM, told.place);
        for flaw in &chain.flaws {
            sink.flaw(Flaw::at(&at.row(), 0, flaw, true));
        }
    }

    fn key_parameters(&self, table: &Table, prefix: &str, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let mut made = Made::new(records::PARAMETERS, sources::KEY_PARAMETERS);
        made.placed(&self.place);
        made.unknown(&[fields::PLAN, fields::KEY_TYPE], NOT_TOLD);
        made.unknown(&[fields::PINNED], NOT_PINNED);
        if let Some(told) = told(row, table.cell(prefix, shapes::KEY_TYPE)) {
            let span = made.show(&told.text, told.place);
            let kind = key_type(&told.text).filter(|_| !told.is_cut);
            made.set(fields::KEY_TYPE, kind.map_or(Value::Unknown(NEW_TYPE), text), Some(span));
        }
        if let Some(told) = told(row, table.cell(prefix, shapes::PIN)) {
            let flag = told.text.parse().map_or(Value::Unknown(NOT_PINNED), Value::Flag);
            let span = made.show(&told.text, told.place);
            made.set(fields::PINNED, flag, Some(span));
        }
        sink.record(&made, &made.row());
        if let Some(told) = told(row, table.cell(prefix, shapes::X509)) {
            let chain = Chain::of(&told.text, told.is_cut);
            self.certificates(&chain, &told, (sources::KEY_PARAMETERS, Some(key_types::EXTERNAL)), sink);
        }
    }

    fn instance_parameters(&self, table: &Table, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let mut made = Made::new(records::PARAMETERS, sources::INSTANCE_PARAMETERS);
        made.placed(&self.place);
        made.set(fields::KEY_NAME, Value::Absent, None);
        made.set(fields::KEY_GUID, Value::Absent, None);
        made.unknown(&[fields::PLAN], NOT_TOLD);
        for (field, names) in [(fields::ROLES, shapes::ROLES), (fields::GRANT_TYPES, shapes::GRANT_TYPES)] {
            let Some(at) = table.cell("", names) else {
                made.unknown(&[field], NO_ROLES);
                continue;
            };
            let (cell, values) = (row.cell(at), row.text_of(at));
            let place = row.position(cell.start);
            if may_go_on(cell) {
                made.unknown(&[field], CUT);
            } else {
                made.list(field, &values.split('\n').filter(|value| !value.is_empty()).collect::<Vec<_>>(), place);
            }
        }
        sink.record(&made, &made.row());
    }

    /// A service instance or a service key of a list.
    fn listed(&mut self, table: &Table, prefix: &str, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let member = |name: &str| told(row, table.cell(prefix, &[name])).filter(|told| !told.is_cut);
        let is_key = member("type").is_some_and(|told| matches!(told.text.as_str(), "key" | "app"));
        let (record, source) =
            if is_key { (records::KEY, sources::KEYS) } else { (records::INSTANCE, sources::INSTANCES) };
        let mut made = Made::new(record, source);
        let begin = member("guid").or_else(|| member("name")).map_or(row.position(0), |told| told.place);
        let (name, guid) = if is_key {
            made.placed(&Place { key_name: None, key_guid: None, ..self.place.clone() });
            made.unknown(fields::OF_CERTIFICATE, NO_DETAILS);
            made.unknown(&[fields::KEY_TYPE, fields::HAS_SECRET], NO_DETAILS);
            made.unknown(&[fields::PINNED], NOT_PINNED);
            (fields::KEY_NAME, fields::KEY_GUID)
        } else {
            (fields::INSTANCE, fields::INSTANCE_GUID)
        };
        made.unknown(&[name, guid, fields::PLAN], NOT_TOLD);
        for (field, member) in [(name, member("name")), (guid, member("guid"))] {
            if let Some(told) = member {
                made.tell(field, &told.text, told.place);
            }
        }
        let query = |name: &str| {
            let told = told(row, table.cell("", &["pagination.first.href"]))?;
            Some(parameter(&told.text, name)?.to_owned())
        };
        if is_key {
            let instance = member("relationships.service_instance.data.guid").map(|told| told.text);
            if let Some(guid) = instance.or_else(|| query("service_instance_guids")) {
                made.set(fields::INSTANCE_GUID, text(guid), None);
            }
        }
        if let Some(plan) = query("service_plan_names") {
            made.set(fields::PLAN, text(plan), None);
        }
        sink.record(&made, &made.row());
        if !prefix.is_empty() {
            self.begin_list(source, begin);
        }
    }

    fn begin_list(&mut self, source: &'static str, place: (u64, u64)) {
        self.list.get_or_insert_with(|| {
            let mut list = Made::new(records::LIST, source);
            list.show("resources", place);
            list
        });
    }

    /// What is around a list: where it goes on, or that there is nothing in it.
    fn around(&mut self, table: &Table, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if let Some(next) = told(row, table.cell("", &["pagination.next.href"]))
            && !std::mem::replace(&mut self.goes_on, true)
        {
            let mut at = Made::default();
            at.show("next", next.place);
            sink.flaw(Flaw::at(&at.row(), 0, GOES_ON, true));
        }
        if let Some(empty) = table.cell("", &["resources[]"]) {
            let link = told(row, table.cell("", &["pagination.first.href"]));
            let is_of_keys = match link {
                Some(link) => link.text.contains("/service_credential_bindings"),
                None => self.place.about != Some(About::Instances),
            };
            self.begin_list(if is_of_keys { sources::KEYS } else { sources::INSTANCES }, table.place(empty));
        }
    }
}

/// What is shown of a certificate, for nobody can read the rest of it.
const PEM: &str = "-----BEGIN CERTIFICATE-----";

impl Reader for Answer {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        self.place.take_title(&row.text_of(0));
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let keys: Vec<String> = (0..row.cells.len()).map(|cell| row.text_of(cell)).collect();
        let places = row.cells.iter().map(|cell| row.position(cell.start)).collect();
        self.table = Shape::of(&keys, &self.place).map(|shape| Table { shape, keys, places });
        if self.table.is_some() {
            sink.heading(row);
        }
        self.table.is_some()
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(table) = self.table.take() else { return };
        match &table.shape {
            Shape::Key(prefix) => self.key(&table, prefix, row, sink),
            Shape::Listed(prefix) => self.listed(&table, prefix, row, sink),
            Shape::Around => self.around(&table, row, sink),
            Shape::InstanceParameters => self.instance_parameters(&table, row, sink),
            Shape::KeyParameters(prefix) => self.key_parameters(&table, prefix, row, sink),
            Shape::Error => {
                if !std::mem::replace(&mut self.is_error, true) {
                    sink.flaw(Flaw::at(row, 0, ERROR, true));
                }
            }
        }
        self.table = Some(table);
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        if let Some(list) = &self.list {
            sink.record(list, &list.row());
        }
    }
}
