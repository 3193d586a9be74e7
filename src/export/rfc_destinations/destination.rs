//! What a row of RFC destinations means: one method for each kind of field.
//!
//! A value comes from its token in RFCOPTIONS or, where the list has it, from SAP's decoded column. Tokens change their
//! meaning with the connection type. The letters are those of SAP's own reports (SAP-samples/security-services-tools,
//! zcheck_note_3089413 and zrfc_statrecs_summary) and of public rows.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use crate::export::cell::with_all_digits;
use crate::export::heading::Columns;
use crate::export::{Field, Item, Record, Value};
use crate::knowledge::password_column::{self, PasswordCell};
use crate::knowledge::rfc_options::{self, Password, Token};
use crate::knowledge::{mark, router, secret};
use crate::layout::{Layout, Row};

use super::connection_type::code_of;
use super::options::{RowOptions, Search};
use super::{
    NOCCERT, PFADPRE, PORT, RFCALIAS, RFCAUTH, RFCCLIENT, RFCDEST, RFCGWHOST, RFCGWSERV, RFCHOST, RFCSAMEUSR,
    RFCSERVICE, RFCSLOGIN, RFCSNC, RFCSYSID, RFCTYPE, RFCUSER, SNC, SSLAPPLIC, TLS, field,
};

const NO_TYPE: &str = "the column RFCTYPE (Connection Type) is not in the list";
const EMPTY_TYPE: &str = "the connection type of this row is empty";
const ODD_TYPE: &str = "basislint does not know this connection type: export technical values";
const ODD_FLAG: &str = "basislint does not know this value: neither Y nor N";
const ODD_LOGON: &str = "basislint does not know this logon procedure";

const DOUBTFUL_PASSWORD: &str = "what stands in the column of the password may be one, or say how the destination logs on: basislint does not show it";
const PASSWORD_ELSEWHERE: &str =
    "the list says how the destination logs on, not where its password is: export the column RFCOPTIONS (Options)";

const UNKNOWN_KEY: &str = "no key of RFCOPTIONS that basislint knows";

/// Where a value stands: under a key of RFCOPTIONS or in a decoded column.
struct Source {
    key: &'static [u8],
    column: usize,
}

const HOST: Source = Source { key: b"H", column: RFCHOST };
const SERVICE: Source = Source { key: b"S", column: RFCSERVICE };
const SYSTEM_OR_PORT: Source = Source { key: b"I", column: RFCSYSID };
const PREFIX: Source = Source { key: b"N", column: PFADPRE };
const CLIENT: Source = Source { key: b"M", column: RFCCLIENT };
const USER: Source = Source { key: b"U", column: RFCUSER };
const HTTP_USER: Source = Source { key: b"D", column: RFCALIAS };
const LOGON: Source = Source { key: b"Q", column: RFCSLOGIN };
const SAME_USER: Source = Source { key: b"u", column: RFCSAMEUSR };
const SECURE: Source = Source { key: b"s", column: RFCSNC };
const PSE: Source = Source { key: b"t", column: SSLAPPLIC };
const NO_CERTIFICATE: Source = Source { key: b"/", column: NOCCERT };
const GATEWAY_HOST: Source = Source { key: b"G", column: RFCGWHOST };
const GATEWAY_SERVICE: Source = Source { key: b"g", column: RFCGWSERV };
/// Second place of a TCP/IP connection's program; SAP's decoded form has no column for it.
const REGISTERED_PROGRAM: Source = Source { key: b"a", column: usize::MAX };

/// One row. Name and type cost nothing; RFCOPTIONS is cut into tokens when the first field needs it.
pub(super) struct Destination<'r> {
    row: &'r Row<'r>,
    columns: &'r Columns,
    layout: &'static Layout,
    options: OnceCell<RowOptions<'r>>,
}

/// A value before it is judged.
enum Raw<'a> {
    /// Never empty.
    Text(Cow<'a, [u8]>, Origin),
    Absent,
    Unknown(&'static str),
}

/// Where a value begins.
#[derive(Clone, Copy)]
enum Origin {
    /// Offset in the options' text.
    Options(usize),
    /// Offset in the row's text.
    Row(usize),
}

/// Letters of a destination's name (SE11, data element RFCDEST: CHAR 32).
const LONGEST_NAME: u64 = 32;

const CUT_ROW: &str = "the row is cut before it, or in it";

impl<'r> Destination<'r> {
    pub(super) fn new(row: &'r Row<'r>, columns: &'r Columns, layout: &'static Layout) -> Self {
        Self { row, columns, layout, options: OnceCell::new() }
    }

    fn options(&self) -> &RowOptions<'r> {
        self.options.get_or_init(|| RowOptions::of(self.row, self.columns, self.layout))
    }

    /// A column's value and its place; none if the list has no such column.
    fn cell(&self, column: usize) -> Option<(Cow<'r, [u8]>, Range<usize>)> {
        let cell = self.row.cell(self.columns.cell(column)?);
        Some((self.row.unquoted(cell), cell.range()))
    }

    fn raw(&self, source: &Source) -> Raw<'_> {
        let missing = match self.options().search(source.key) {
            Search::Found(token) => {
                let value = self.options().value(token);
                if !value.is_empty() {
                    return Raw::Text(value, Origin::Options(token.value.start));
                }
                Raw::Absent
            }
            Search::Nothing => Raw::Absent,
            Search::Unknown(why) => Raw::Unknown(why),
        };
        let cut = self.columns.cell(source.column).map(|cell| self.row.cell(cell)).filter(|cell| cell.fills_column);
        match self.cell(source.column) {
            // A file that ends in this row, or in this very cell.
            Some((value, _)) if cut.is_some_and(|cell| cell.ends_file || value.is_empty()) => Raw::Unknown(CUT_ROW),
            Some((value, _)) if value.is_empty() => Raw::Absent,
            Some((value, range)) => Raw::Text(value, Origin::Row(range.start)),
            None => missing,
        }
    }

    /// The destination's name; one that fills a column too narrow for every name may be longer.
    fn name(&self) -> Field<'_> {
        let Some((name, range)) = self.cell(RFCDEST) else { return Field::absent() };
        let fills = self.columns.cell(RFCDEST).is_some_and(|cell| self.row.cell(cell).fills_column);
        if fills && !name.is_empty() && self.row.charset.characters(&name) < LONGEST_NAME {
            return Field { value: Value::Cut(name), span: Some(range) };
        }
        Field::text(name, range)
    }

    /// Where a part of a value stands in the row's text.
    fn place(&self, origin: Origin, part: Range<usize>) -> Range<usize> {
        match origin {
            Origin::Options(start) => self.options().place(start + part.start..start + part.end),
            Origin::Row(start) => start + part.start..start + part.end,
        }
    }

    fn text(&self, source: &Source) -> Field<'_> {
        match self.raw(source) {
            Raw::Text(text, origin) => {
                let whole = 0..text.len();
                self.part(text, origin, whole)
            }
            Raw::Absent => Field::absent(),
            Raw::Unknown(why) => Field::unknown(why),
        }
    }

    /// A part of a value. Whatever is in it, no password is shown.
    fn part<'a>(&self, text: Cow<'a, [u8]>, origin: Origin, part: Range<usize>) -> Field<'a> {
        let span = self.place(origin, part.clone());
        let secrets = secret::find(&text);
        if !secrets.is_empty() {
            let inside: Vec<_> = secrets
                .into_iter()
                .map(|secret| secret.start.max(part.start)..secret.end.min(part.end))
                .filter(|secret| secret.start < secret.end)
                .map(|secret| secret.start - part.start..secret.end - part.start)
                .collect();
            let shown = text.get(part).unwrap_or_default();
            return Field::text(secret::mask(shown, &inside).into_owned(), span);
        }
        match text {
            Cow::Borrowed(text) => Field::text(text.get(part).unwrap_or_default(), span),
            Cow::Owned(text) => Field::text(text.get(part).unwrap_or_default().to_vec(), span),
        }
    }

    /// The code of the connection type, or why it is not known.
    fn code(&self) -> Result<u8, &'static str> {
        let (text, _) = self.cell(RFCTYPE).ok_or(NO_TYPE)?;
        match *text {
            [] => Err(EMPTY_TYPE),
            [code] => Ok(code.to_ascii_uppercase()),
            _ => code_of(&self.row.charset.decode(&text)).ok_or(ODD_TYPE),
        }
    }

    fn connection_type(&self) -> Field<'_> {
        let span = self.cell(RFCTYPE).map(|(_, range)| range);
        match (self.code(), self.cell(RFCTYPE)) {
            (Ok(code), Some((text, range))) if *text == [code] => Field::text(text, range),
            (Ok(code), Some((_, range))) => Field::text(vec![code], range),
            (Err(why), _) => Field { value: Value::Unknown(why), span },
            (Ok(_), None) => Field::unknown(NO_TYPE),
        }
    }

    /// A field that only some connection types have.
    fn only<'a>(&'a self, types: &[u8], field: impl FnOnce() -> Field<'a>) -> Field<'a> {
        match self.code() {
            Ok(code) if types.contains(&code) => field(),
            Ok(_) => Field::absent(),
            Err(why) => Field::unknown(why),
        }
    }

    fn route(&self, part: impl FnOnce(router::Route) -> Option<Range<usize>>) -> Field<'_> {
        match self.raw(&HOST) {
            Raw::Text(text, origin) => match part(router::split(&text)) {
                Some(part) => self.part(text, origin, part),
                None => Field::absent(),
            },
            Raw::Absent => Field::absent(),
            Raw::Unknown(why) => Field::unknown(why),
        }
    }

    fn port(&self) -> Field<'_> {
        if let Some((port, range)) = self.cell(PORT).filter(|(port, _)| !port.is_empty()) {
            let part = significant(&port);
            return self.part(port, Origin::Row(range.start), part);
        }
        match self.code() {
            Ok(b'G' | b'H' | b'W') => match self.raw(&SYSTEM_OR_PORT) {
                Raw::Text(text, origin) => {
                    let part = significant(&text);
                    self.part(text, origin, part)
                }
                Raw::Absent => self.route(|route| route.service),
                Raw::Unknown(why) => Field::unknown(why),
            },
            Ok(_) => self.route(|route| route.service),
            Err(why) => Field::unknown(why),
        }
    }

    fn program(&self) -> Field<'_> {
        match self.text(&PREFIX) {
            Field { value: Value::Absent, .. } => self.text(&REGISTERED_PROGRAM),
            field => field,
        }
    }

    fn user(&self) -> Field<'_> {
        let (sources, otherwise): (&[&Source], Field<'_>) = match self.code() {
            Ok(b'G') => (&[&HTTP_USER, &USER], Field::absent()),
            Ok(b'H') => (&[&USER, &HTTP_USER], Field::absent()),
            Ok(_) => (&[&USER], Field::absent()),
            Err(why) => (&[&USER], Field::unknown(why)),
        };
        let (mut missing, mut stands_for_none) = (None, None);
        for source in sources {
            match self.raw(source) {
                Raw::Text(text, origin) if is_no_user(&text) => {
                    stands_for_none.get_or_insert(self.place(origin, 0..text.len()));
                }
                Raw::Text(text, origin) => {
                    let whole = 0..text.len();
                    return self.part(text, origin, whole);
                }
                Raw::Absent => {}
                Raw::Unknown(why) => missing = Some(why),
            }
        }
        match missing {
            Some(why) => Field::unknown(why),
            None => Field { span: stands_for_none, ..otherwise },
        }
    }

    fn flag(&self, source: &Source) -> Field<'_> {
        match self.raw(source) {
            Raw::Text(text, origin) => {
                let span = Some(self.place(origin, 0..text.len()));
                // A decoded column has ABAP's X, or what people write; the options of RFCDES know Y and N alone.
                let flag = match (&*text, origin) {
                    ([b'Y'], _) => Some(true),
                    ([b'N'], _) => Some(false),
                    (_, Origin::Row(_)) => mark::read(&self.row.charset.decode(&text)),
                    (_, Origin::Options(_)) => None,
                };
                Field { value: flag.map_or(Value::Unknown(ODD_FLAG), Value::Flag), span }
            }
            Raw::Absent => Field::absent(),
            Raw::Unknown(why) => Field::unknown(why),
        }
    }

    /// TLS or SNC, from its own column where a table has one, else from the one that SAP has for both.
    fn secure(&self, column: usize) -> Field<'_> {
        self.flag(&if self.columns.cell(column).is_some() { Source { key: b"s", column } } else { SECURE })
    }

    fn logon(&self) -> Field<'_> {
        match self.raw(&LOGON) {
            Raw::Text(text, origin) => {
                let span = Some(self.place(origin, 0..text.len()));
                match *text {
                    [b'B'] => Field::word("basic", span),
                    [b'Y'] => Field::word("trusted", span),
                    [b'A'] => self.without_user(span),
                    _ => Field { value: Value::Unknown(ODD_LOGON), span },
                }
            }
            Raw::Absent => match self.user() {
                Field { value: Value::Text(_), span } => Field::word("basic", span),
                Field { value: Value::Unknown(why), .. } => Field::unknown(why),
                _ => Field::word("none", None),
            },
            Raw::Unknown(why) => Field::unknown(why),
        }
    }

    /// `Q=A`: no user. Over TLS a PSE that is not anonymous can still present its certificate, unless that is forbidden.
    fn without_user(&self, span: Option<Range<usize>>) -> Field<'_> {
        let pse = self.raw(&PSE);
        let anonymous = matches!(&pse, Raw::Text(pse, _) if pse.eq_ignore_ascii_case(b"ANONYM"));
        let (tls, forbidden) = (self.secure(TLS).value, self.flag(&NO_CERTIFICATE).value);
        let http = matches!(self.code(), Ok(b'G' | b'H' | b'W'));
        if !http || anonymous || forbidden == Value::Flag(true) || matches!(tls, Value::Absent | Value::Flag(false)) {
            return Field::word("none", span);
        }
        match (tls, forbidden, pse) {
            (Value::Unknown(why), _, _) | (_, Value::Unknown(why), _) | (_, _, Raw::Unknown(why)) => {
                Field::unknown(why)
            }
            _ => Field::word("certificate", span),
        }
    }

    fn password(&self) -> Field<'_> {
        let options = self.options();
        let mut found = Field::word("none", None);
        let mut missing = options.missing();
        for token in options.tokens() {
            if !options.key(token).is_some_and(rfc_options::is_password_key) {
                continue;
            }
            let value = options.value(token);
            let password = if options.is_cut(token) {
                rfc_options::cut_password(&value)
            } else {
                missing = None;
                Some(rfc_options::password(&value))
            };
            let span = options.place(token.value.clone());
            match password {
                Some(Password::Clear) => return Field::word("clear", Some(span)),
                Some(Password::Stored) => found = Field::word("stored", Some(span)),
                Some(Password::None) | None => {}
            }
        }
        let Some((cell, range)) = self.password_cell() else { return missing.map_or(found, Field::unknown) };
        match cell {
            PasswordCell::Clear => Field::word("clear", Some(range)),
            PasswordCell::Doubtful => Field { value: Value::Unknown(DOUBTFUL_PASSWORD), span: Some(range) },
            PasswordCell::Stored if found.span.is_none() => Field::word("stored", Some(range)),
            PasswordCell::Elsewhere if missing.is_some() => {
                Field { value: Value::Unknown(PASSWORD_ELSEWHERE), span: Some(range) }
            }
            _ => found,
        }
    }

    /// What the column that SAP names after the password holds; none if the list has no such column.
    fn password_cell(&self) -> Option<(PasswordCell, Range<usize>)> {
        let (value, range) = self.cell(RFCAUTH)?;
        Some((password_column::read(&self.row.charset.decode(&value)), range))
    }

    fn unknown_keys(&self) -> Field<'_> {
        let options = self.options();
        let mut items = Vec::new();
        for token in options.tokens() {
            let (Some(key), Some(range)) = (options.key(token), token.key.clone()) else { continue };
            if rfc_options::is_known_key(key) || options.is_cut(token) || options.is_secret(token) {
                continue;
            }
            items.push(Item {
                text: self.row.charset.decode(key).into_owned(),
                span: Some(options.place(range)),
                meaning: UNKNOWN_KEY.to_owned(),
            });
        }
        match options.missing() {
            Some(why) if items.is_empty() => Field::unknown(why),
            _ => Field { span: items.first().and_then(|item| item.span.clone()), value: Value::List(items) },
        }
    }
}

impl Record for Destination<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            field::NAME => self.name(),
            field::TYPE => self.connection_type(),
            field::HOST => self.route(|route| Some(route.host)),
            field::ROUTER => self.route(|route| Some(route.router).filter(|router| !router.is_empty())),
            field::PORT => self.port(),
            field::SYSTEM_NUMBER => self.only(b"3", || self.text(&SERVICE)),
            field::TARGET_SYSTEM => self.only(b"3", || self.text(&SYSTEM_OR_PORT)),
            field::LOGON_GROUP => self.only(b"3", || self.text(&PREFIX)),
            field::PATH_PREFIX => self.only(b"GH", || self.text(&PREFIX)),
            field::PROGRAM => self.only(b"T", || self.program()),
            field::CLIENT => with_all_digits(self.text(&CLIENT)),
            field::USER => self.user(),
            field::SAME_USER => self.flag(&SAME_USER),
            field::TLS => self.only(b"GHW", || self.secure(TLS)),
            field::SNC => self.only(b"3T", || self.secure(SNC)),
            field::PSE => self.text(&PSE),
            field::LOGON => self.only(b"3GHW", || self.logon()),
            field::PASSWORD => self.password(),
            field::GATEWAY_HOST => self.only(b"3T", || self.text(&GATEWAY_HOST)),
            field::GATEWAY_SERVICE => self.only(b"3T", || self.text(&GATEWAY_SERVICE)),
            field::UNKNOWN_KEYS => self.unknown_keys(),
            _ => Field::absent(),
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        let mut secrets = self.options().secrets();
        // What is doubtful is not shown either.
        if let Some((value, range)) = self.cell(RFCAUTH)
            && !password_column::is_harmless(&self.row.charset.decode(&value))
        {
            secrets.push(range);
        }
        secrets.extend(secret::find(self.row.text));
        secret::merge(secrets)
    }

    fn harmless(&self) -> Vec<Range<usize>> {
        let options = self.options();
        let known = |token: &&Token| options.key(token).is_some_and(rfc_options::is_known_key);
        let shown = options.tokens().iter().filter(known).flat_map(|token| {
            let key = token.key.clone().map(|key| key.start..token.value.start);
            // What the reader has no field for is shown if it is a flag; a route is understood but for its passwords, which
            // are known for secrets.
            let is_route = matches!(options.key(token), Some(b"H" | b"G"));
            let is_shown = is_route || options.value(token).len() <= 1;
            key.into_iter().chain(is_shown.then(|| token.value.clone()))
        });
        let places = shown.flat_map(|range| options.places(range).collect::<Vec<_>>());
        places.chain(self.cell(RFCHOST).map(|(_, range)| range)).collect()
    }
}

/// What stands in the place of a user where there is none, in the table and in SAP's reports.
fn is_no_user(text: &[u8]) -> bool {
    [&b"%_LOG01%"[..], b"<same user>", b"same user", b"logon screen"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A port without blanks and leading zeros.
fn significant(text: &[u8]) -> Range<usize> {
    if !text.iter().all(u8::is_ascii_digit) {
        return 0..text.len();
    }
    let zeros = text.iter().take_while(|digit| **digit == b'0').count();
    zeros.min(text.len().saturating_sub(1))..text.len()
}
