//! One record: what the members of an answer mean, and what follows from where it is from.

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{self, entry_kinds, owners, records};
use super::place::{Place, entry_in, keystore_in, of_hex};
use super::shapes::Table;
use crate::export::cell::{self, may_go_on};
use crate::export::{Field, Record, Value};
use crate::knowledge::spelling::letters;
use crate::knowledge::{certificate, distinguished_name};
use crate::layout::{KeptRow, Row};

const NOT_TOLD: &str = "the answer does not tell it";
const NO_TIME: &str = "this is no time in a form that basislint knows";
const NO_SERIAL: &str = "this is no serial number in hexadecimal digits";
const NO_FINGERPRINT: &str = "this is no fingerprint, or a part of one";
const NO_NUMBER: &str = "this is no number";
const NO_KIND: &str = "basislint does not know this type of entry";
const NO_OWNER: &str = "the answer does not tell whose the entry is, in words that basislint knows";
const NO_NAME: &str = "subject or issuer is no distinguished name";
const WHICH_ENTRY: &str = "the answer does not tell of which entry the chain is, nor does its path: save it as \
                           ChainCertificates/HEXALIAS.json";
const NO_NEXT: &str = "the address of the next page does not tell how many entries stand before it";

/// A record of a row.
pub(super) struct Entry<'r> {
    pub row: Row<'r>,
    pub table: &'r Table,
    /// What the path of the file tells.
    pub place: &'r Place,
}

type Read = Result<Value<'static>, &'static str>;

fn text(text: impl Into<String>) -> Value<'static> {
    Value::Text(Cow::Owned(text.into().into_bytes()))
}

fn owned<'f>(content: impl Into<String>, span: Option<Range<usize>>) -> Field<'f> {
    Field { value: text(content), span }
}

impl<'r> Entry<'r> {
    /// It is a certificate of a chain.
    pub fn is_chain(&self) -> bool {
        self.table.is_chain || self.address().is_some_and(|(address, _)| address.contains("/ChainCertificates"))
    }

    fn told(&self, cell: Option<usize>) -> Option<(String, Option<Range<usize>>)> {
        let cell = self.row.cell(cell?);
        let text = self.row.charset.decode(self.row.raw(cell)).into_owned();
        (!text.is_empty() && !may_go_on(cell)).then(|| (text, Some(cell.range())))
    }

    fn address(&self) -> Option<(String, Option<Range<usize>>)> {
        self.told(self.table.address)
    }

    /// What only entries with a certificate have is absent in others.
    fn has_certificate(&self) -> bool {
        let kind = self.told(self.table.cell(fields::ENTRY_KIND)).map(|(kind, _)| entry_kind(&kind));
        self.is_chain() || !matches!(kind, Some(Ok(entry_kinds::SSH_KEY | entry_kinds::OTHER)))
    }

    /// A member's value as it stands there.
    fn raw(&self, field: usize) -> Field<'r> {
        let Some(at) = self.table.cell(field) else { return Field::unknown(NOT_TOLD) };
        let found = cell::text(&self.row, at, usize::MAX);
        let may_lack = matches!(field, fields::KEYSTORE | fields::STATUS | fields::VALIDITY | fields::SIGNATURE);
        match found.value {
            Value::Absent if !may_lack && self.has_certificate() => Field { value: Value::Unknown(NOT_TOLD), ..found },
            _ => found,
        }
    }

    /// What is made of a member's value, or why nothing can be.
    fn made(&self, field: usize, make: impl FnOnce(&str) -> Read) -> Field<'r> {
        match self.raw(field) {
            Field { value: Value::Text(text), span } => {
                let value = make(&String::from_utf8_lossy(&text)).unwrap_or_else(Value::Unknown);
                Field { value, span }
            }
            other => other,
        }
    }

    fn alias(&self) -> Field<'r> {
        if self.is_chain() {
            return Field::absent();
        }
        match self.raw(fields::ALIAS) {
            Field { value: Value::Unknown(_), .. } => {
                self.made(fields::HEXALIAS, |digits| of_hex(digits).map(text).ok_or(NOT_TOLD))
            }
            found => found,
        }
    }

    /// The entry whose chain it is: what is around it or its own key tells, then its address, then the path.
    fn chain_of(&self) -> Field<'r> {
        if !self.is_chain() {
            return Field::absent();
        }
        let of_key = |cell: Option<usize>| {
            let (digits, span) = self.told(cell)?;
            Some(owned(of_hex(&digits)?, span))
        };
        let of_address = || {
            let (address, span) = self.address()?;
            Some(owned(entry_in(&address)?, span))
        };
        of_key(self.table.entry_around)
            .or_else(|| of_key(self.table.cell(fields::HEXALIAS)))
            .or_else(of_address)
            .or_else(|| self.place.chain_of.as_ref().map(|alias| owned(alias, None)))
            .unwrap_or(Field::unknown(WHICH_ENTRY))
    }

    fn keystore(&self) -> Field<'r> {
        let own = self.told(self.table.cell(fields::KEYSTORE)).or_else(|| self.told(self.table.keystore_around));
        let of_address = |address: Option<(String, Option<Range<usize>>)>| {
            let (address, span) = address?;
            Some((keystore_in(&address)?.to_owned(), span))
        };
        own.or_else(|| of_address(self.address()))
            .or_else(|| of_address(self.told(self.table.next)))
            .map(|(keystore, span)| owned(keystore, span))
            .or_else(|| self.place.keystore.map(|keystore| Field::word(keystore, None)))
            .unwrap_or(Field::absent())
    }

    fn entry_kind(&self) -> Field<'r> {
        if self.is_chain() {
            return Field::absent();
        }
        self.made(fields::ENTRY_KIND, |kind| entry_kind(kind).map(text))
    }

    /// Whose it is; SAP's own entries are called after it.
    fn owner(&self) -> Field<'r> {
        if self.is_chain() {
            return Field::absent();
        }
        let told = self.told(self.table.cell(fields::OWNER));
        let owner = told.as_ref().and_then(|(owner, _)| owner_of(owner));
        match (owner, told, self.alias()) {
            (Some(owner), Some((_, span)), _) => Field::word(owner, span),
            (_, _, Field { value: Value::Text(alias), span }) if alias.starts_with(b"sap_") => {
                Field::word(owners::SAP, span)
            }
            _ => Field::unknown(NO_OWNER),
        }
    }

    fn key(&self) -> Field<'r> {
        self.made(fields::KEY, |kind| {
            let size = self.told(self.table.key_size).map(|(size, _)| size).filter(|size| size != "0");
            let known = certificate::key(kind).unwrap_or_else(|| kind.to_owned());
            Ok(text(match size {
                Some(size) => format!("{known} {size}"),
                None => known,
            }))
        })
    }

    fn subject_cn(&self) -> Field<'r> {
        self.made(fields::SUBJECT, |subject| {
            Ok(text(distinguished_name::common_name(subject).unwrap_or_else(|| subject.to_owned())))
        })
    }

    fn self_signed(&self) -> Field<'r> {
        let Field { value: Value::Text(subject), .. } = self.raw(fields::SUBJECT) else {
            return self.raw(fields::SUBJECT);
        };
        let form = |name: &str| distinguished_name::normal_form(name).ok_or(NO_NAME);
        self.made(fields::ISSUER, |issuer| Ok(Value::Flag(form(issuer)? == form(&String::from_utf8_lossy(&subject))?)))
    }
}

/// What an entry is: the words of the screen and those of the interface differ in case and signs.
fn entry_kind(kind: &str) -> Result<&'static str, &'static str> {
    let word = letters(kind);
    match () {
        () if word.contains("ssh") => Ok(entry_kinds::SSH_KEY),
        () if word.contains("keypair") || word.contains("privatekey") => Ok(entry_kinds::KEY_PAIR),
        () if word.contains("certificate") => Ok(entry_kinds::CERTIFICATE),
        () if word.contains("secretkey") => Ok(entry_kinds::OTHER),
        () => Err(NO_KIND),
    }
}

fn owner_of(owner: &str) -> Option<&'static str> {
    match letters(owner).as_str() {
        "sap" => Some(owners::SAP),
        "tenantadministrator" | "tenantadmin" | "tenant" => Some(owners::TENANT),
        _ => None,
    }
}

fn time(told: &str) -> Read {
    certificate::service_time(told).map(text).ok_or(NO_TIME)
}

fn fingerprint(told: &str, bytes: usize) -> Read {
    certificate::fingerprint(told, bytes).map(text).ok_or(NO_FINGERPRINT)
}

impl Record for Entry<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            fields::RECORD => Field::word(if self.is_chain() { records::CHAIN } else { records::ENTRY }, None),
            fields::KEYSTORE => self.keystore(),
            fields::ALIAS => self.alias(),
            fields::HEXALIAS => self.made(index, |digits| Ok(text(digits.to_ascii_uppercase()))),
            fields::ENTRY_KIND => self.entry_kind(),
            fields::OWNER => self.owner(),
            fields::STATUS | fields::VALIDITY if self.is_chain() => Field::absent(),
            fields::SUBJECT_CN => self.subject_cn(),
            fields::SERIAL => self.made(index, |told| certificate::serial_number(told).map(text).ok_or(NO_SERIAL)),
            fields::SHA256 => self.made(index, |told| fingerprint(told, 32)),
            fields::SHA1 => self.made(index, |told| fingerprint(told, 20)),
            fields::NOT_BEFORE | fields::NOT_AFTER => self.made(index, time),
            fields::KEY => self.key(),
            fields::CHAIN_OF => self.chain_of(),
            fields::CHAIN_INDEX if self.is_chain() => {
                self.made(index, |told| told.parse().map(Value::Number).map_err(|_| NO_NUMBER))
            }
            fields::CHAIN_INDEX | fields::GOES_ON_AT | fields::COUNT => Field::absent(),
            fields::SELF_SIGNED => self.self_signed(),
            _ => self.raw(index),
        }
    }
}

/// The record that says of a file that it is a list, at its first row.
#[derive(Debug)]
pub(super) struct List {
    pub row: KeptRow,
    pub keystore: Option<String>,
    /// It is a list of chains: of the entry of this alias, or of nobody knows which.
    pub chain_of: Option<Option<String>>,
}

impl List {
    /// The list that begins with this record.
    pub fn of(entry: &Entry<'_>) -> Self {
        let known = |field: Field<'_>| match field.value {
            Value::Text(text) => Some(String::from_utf8_lossy(&text).into_owned()),
            _ => None,
        };
        let chain_of = entry.is_chain().then(|| known(entry.chain_of()));
        Self { row: KeptRow::of(&entry.row), keystore: known(entry.keystore()), chain_of }
    }

    /// The record, once the whole file is known; `next` is the address of the next page.
    pub fn counted<'l>(&'l self, count: usize, next: Option<&'l str>) -> Counted<'l> {
        Counted { list: self, count, next }
    }
}

/// A list, and how much of it the file has.
pub(super) struct Counted<'l> {
    list: &'l List,
    count: usize,
    next: Option<&'l str>,
}

impl Record for Counted<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let number = |number| Field { value: Value::Number(number), span: None };
        match (index, &self.list.chain_of) {
            (fields::RECORD, _) => Field::word(records::LIST, None),
            (fields::KEYSTORE, _) => self.list.keystore.as_ref().map_or(Field::absent(), |told| owned(told, None)),
            (fields::CHAIN_OF, Some(None)) => Field::unknown(WHICH_ENTRY),
            (fields::CHAIN_OF, Some(Some(alias))) => owned(alias, None),
            (fields::COUNT, _) => number(i64::try_from(self.count).unwrap_or(i64::MAX)),
            (fields::GOES_ON_AT, _) => match self.next {
                Some(next) => skipped(next).map_or(Field::unknown(NO_NEXT), number),
                None => Field::absent(),
            },
            _ => Field::absent(),
        }
    }
}

/// How many entries stand before the page at this address: `$skip=100`, `$skiptoken=100`.
fn skipped(address: &str) -> Option<i64> {
    let address = address.replace("%24", "$").replace("%3D", "=").replace("%3d", "=");
    ["$skip=", "$skiptoken="].iter().find_map(|name| {
        let rest = address.split_once(name)?.1;
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        rest.get(..end)?.parse().ok()
    })
}
