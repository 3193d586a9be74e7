//! One record: a certificate, or a certificate list as such.

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{
    COUNT, ENTRY, FILE_KIND, IDENTITY, ISSUER, KEY_IDENTITY, LIST_OF, NOT_BEFORE, OF_PLACE, OWN_OF, PSE, PSE_TITLE,
    SELF_SIGNED, SERIAL, SHA256, SKI, SUBJECT, SUBJECT_CN, SUBJECT_SERIAL,
};
use crate::export::{Field, Item, Record, Value};
use crate::knowledge::{certificate, distinguished_name as name, pse};

/// A value that the record owns, for most are made of what stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Unknown(&'static str),
    Absent,
    Text(String),
    Flag(bool),
    Number(i64),
    /// Tokens and what they mean.
    List(Vec<(String, String)>),
}

impl Content {
    /// The value of a field; `span` is where it stands.
    pub(super) fn value(&self, span: Option<&Range<usize>>) -> Value<'_> {
        match self {
            Self::Unknown(why) => Value::Unknown(why),
            Self::Absent => Value::Absent,
            Self::Text(text) => Value::Text(Cow::Borrowed(text.as_bytes())),
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Number(number) => Value::Number(*number),
            Self::List(tokens) => {
                let item = |(text, meaning): &(String, String)| Item {
                    text: text.clone(),
                    span: span.cloned(),
                    meaning: meaning.clone(),
                };
                Value::List(tokens.iter().map(item).collect())
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Slot {
    content: Content,
    span: Option<Range<usize>>,
}

/// A record. Its row's text is UTF-8.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    slots: [Slot; COUNT],
    der: Option<Vec<u8>>,
}

impl Entry {
    /// A certificate of which nothing is known yet, for this reason.
    pub(super) fn new(file_kind: &'static str, unknown: &'static str) -> Self {
        let slot = Slot { content: Content::Unknown(unknown), span: None };
        let mut entry = Self { slots: [const { Slot { content: Content::Absent, span: None } }; COUNT], der: None };
        entry.slots[SUBJECT..].fill(slot);
        entry.clear(&OF_PLACE);
        entry.set(FILE_KIND, Content::Text(file_kind.to_owned()), None);
        entry
    }

    /// A certificate list as such.
    pub(super) fn store(file_kind: &'static str, pse: Option<&str>, place: Range<usize>) -> Self {
        let mut entry = Self::new(file_kind, "");
        entry.clear(&Vec::from_iter((SUBJECT..COUNT).filter(|field| *field != FILE_KIND)));
        entry.belongs("store", pse, Some(place));
        entry
    }

    fn clear(&mut self, fields: &[usize]) {
        fields.iter().for_each(|field| self.set(*field, Content::Absent, None));
    }

    pub(super) fn set(&mut self, field: usize, content: Content, span: Option<Range<usize>>) {
        if let Some(slot) = self.slots.get_mut(field) {
            let content = match content {
                Content::Text(text) if text.is_empty() => Content::Absent,
                content => content,
            };
            *slot = Slot { content, span };
        }
    }

    /// The certificate itself is at hand, as DER.
    pub(super) fn is(&mut self, der: Vec<u8>) {
        self.der = Some(der);
    }

    pub(super) fn text(&mut self, field: usize, text: impl Into<String>, span: Range<usize>) {
        self.set(field, Content::Text(text.into()), Some(span));
    }

    /// The value if there is one; else why there is none.
    pub(super) fn text_or(&mut self, field: usize, text: Option<String>, why: &'static str, span: Range<usize>) {
        let content = text.map_or(Content::Unknown(why), Content::Text);
        self.set(field, content, Some(span));
    }

    /// Says of which PSE the record is, and what it is there.
    pub(super) fn belongs(&mut self, entry: &'static str, pse: Option<&str>, span: Option<Range<usize>>) {
        self.set(ENTRY, Content::Text(entry.to_owned()), span.clone());
        let id = match pse {
            Some(pse) => Content::Text(pse.to_owned()),
            None if entry == "file" => Content::Absent,
            None => {
                Content::Unknown("the export does not say of which PSE it is: name its file or folder after the PSE")
            }
        };
        if let Some(pse) = pse {
            self.set(PSE_TITLE, Content::Text(pse::title(pse)), span.clone());
        }
        match entry {
            "trusted" | "store" => self.set(LIST_OF, id.clone(), span.clone()),
            "own" => self.set(OWN_OF, id.clone(), span.clone()),
            _ => {}
        }
        self.set(PSE, id, span);
    }

    /// Whether there is a value.
    pub(super) fn has(&self, field: usize) -> bool {
        self.slots.get(field).is_some_and(|slot| !matches!(slot.content, Content::Unknown(_) | Content::Absent))
    }

    /// Where the value stands.
    pub(super) fn place(&self, field: usize) -> Option<Range<usize>> {
        self.slots.get(field).and_then(|slot| slot.span.clone())
    }

    fn known(&self, field: usize) -> Option<(&str, Option<Range<usize>>)> {
        match self.slots.get(field) {
            Some(Slot { content: Content::Text(text), span }) => Some((text, span.clone())),
            _ => None,
        }
    }

    /// Fills in what follows from the other fields.
    pub(super) fn conclude(&mut self) {
        self.conclude_names();
        let fields = [SHA256, SUBJECT_SERIAL];
        if let Some(slot) = fields.iter().find(|field| self.has(**field)).and_then(|field| self.slots.get(*field)) {
            self.slots[IDENTITY] = slot.clone();
        }
        let ski = self.slots.get(SKI).filter(|_| self.has(SKI)).cloned();
        self.slots[KEY_IDENTITY] = ski.unwrap_or(Slot { content: Content::Absent, span: None });
    }

    fn conclude_names(&mut self) {
        let Some((subject, span)) = self.known(SUBJECT).map(|(text, span)| (text.to_owned(), span)) else { return };
        if !self.has(SUBJECT_CN) {
            let common = name::common_name(&subject).unwrap_or_else(|| subject.clone());
            self.set(SUBJECT_CN, Content::Text(common), span.clone());
        }
        let serial = self.known(SERIAL).map(|(text, _)| text.to_owned());
        if let Some(key) = serial.and_then(|serial| name::subject_serial(&subject, &serial))
            && !self.has(SUBJECT_SERIAL)
        {
            self.set(SUBJECT_SERIAL, Content::Text(key), span);
        }
        if let Some((issuer, span)) = self.known(ISSUER)
            && let (Some(issuer), Some(subject)) = (name::normal_form(issuer), name::normal_form(&subject))
        {
            let (same, span) = (issuer.eq_ignore_ascii_case(&subject), span.clone());
            self.set(SELF_SIGNED, Content::Flag(same), span);
        }
    }

    /// Fills in the two ends of validity from a list: date, and maybe time.
    pub(super) fn list_time(&mut self, field: usize, text: &str, span: Range<usize>) {
        debug_assert!(field >= NOT_BEFORE);
        match certificate::list_time(text) {
            Ok(time) => self.text(field, time, span),
            Err(why) => self.set(field, Content::Unknown(why), Some(span)),
        }
    }
}

impl Record for Entry {
    fn field(&self, index: usize) -> Field<'_> {
        let Some(slot) = self.slots.get(index) else { return Field::absent() };
        Field { value: slot.content.value(slot.span.as_ref()), span: slot.span.clone() }
    }

    fn der(&self) -> Option<&[u8]> {
        self.der.as_deref()
    }
}
