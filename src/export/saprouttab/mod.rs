//! SAProuter's route permission table (saprouttab): which connections it lets through, and to where.
//!
//! Here: fields, the way to the file, how it is recognised, and the reader. `line` takes a line apart, `covered` knows
//! which lines are never reached, and `table` reads what people made a table of. What hosts and services stand for is told by `knowledge::route_permission`.

mod covered;
mod line;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use crate::knowledge::route_permission::{is_any_host, is_any_service, is_host, is_service, is_typical};
use crate::layout::{Flaw, Row, text};

use super::heading::Columns;
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Record,
    RecordSink, Value, Way,
};
use covered::{Earlier, Scope};
use line::{Content, Entry, Kind};

/// Route permission tables (saprouttab).
pub static EXPORT: Export = Export {
    kind: "saprouttab",
    title: "route permission table",
    origin: "SAProuter, file saprouttab",
    role_sign: None,
    is_table: false,
    reach: Reach::Own,
    columns: table::COLUMNS,
    names: &["saprout", "routtab", "Route Permission"],
    by_rows: Some(table::is_entry),
    fields: FIELDS,
    key: &["kind", "source", "destination", "service", "snc-name"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

/// Indexes into [`FIELDS`].
mod field {
    pub const ACTION: usize = 0;
    pub const KIND: usize = 1;
    pub const SNC_NAME: usize = 2;
    pub const SOURCE: usize = 3;
    pub const DESTINATION: usize = 4;
    pub const SERVICE: usize = 5;
    pub const HAS_PASSWORD: usize = 6;
    pub const LIMIT_BEFORE: usize = 7;
    pub const LIMIT_AFTER: usize = 8;
    pub const OPEN: usize = 9;
    pub const REACHABLE: usize = 10;
    pub const COMMENT: usize = 11;
}

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new(
        "action",
        FieldKind::Choice(&["permit", "permit-sap-protocol", "deny", "snc-partner"]),
        "what becomes of such a connection: P and KP permit it, S and KS permit SAP's own protocol only, D and KD deny it; KT says that it must use SNC",
    ),
    FieldSpec::new(
        "kind",
        FieldKind::Choice(&["P", "S", "D", "KT", "KP", "KS", "KD"]),
        "the letters that the line begins with; those with K are for connections with SNC only",
    ),
    FieldSpec::new("snc-name", FieldKind::Text, "SNC name of the partner, of lines that begin with K; * is any")
        .class(Class::Subject),
    FieldSpec::new(
        "source",
        FieldKind::Hosts,
        "hosts that the connection comes from, or the SAProuter before; * is any; absent for lines that begin with K",
    ),
    FieldSpec::new(
        "destination",
        FieldKind::Hosts,
        "hosts that the connection goes to, or the next SAProuter; * is any",
    ),
    FieldSpec::new(
        "service",
        FieldKind::Services,
        "ports or service it goes to: a number, a range 3200.3298, a name; * is any",
    )
    .class(Class::Plain),
    FieldSpec::new("has-password", FieldKind::Flag, "the connection needs a password, which is never shown"),
    FieldSpec::new(
        "limit-before",
        FieldKind::Number,
        "SAProuters that may stand before this one on the route; absent if any number may",
    ),
    FieldSpec::new(
        "limit-after",
        FieldKind::Number,
        "SAProuters that may stand behind this one on the route; absent if any number may",
    ),
    FieldSpec::new("open", FieldKind::Flag, "P or S from any host to any host and service without a password"),
    FieldSpec::new(
        "reachable",
        FieldKind::Flag,
        "no earlier line decides on all that this one is about; absent for KT",
    ),
    FieldSpec::new("comment", FieldKind::Text, "what stands behind a # in the line"),
];

const WAYS: &[Way] = &[Way {
    title: "The file itself",
    steps: &[
        "Log on to the host of the SAProuter that the system's connections to SAP pass (SM59 shows its SAProuter string).",
        "Find the table: saprouttab in the SAProuter's working directory (Windows: <drive>:\\usr\\sap\\saprouter), or the file that the option -R names in its command line.",
        "Copy the file. In the copy replace the fifth field of each line that has one by the word PASSWORD: it is the route password in clear text. Keep a word there, so that the line is still seen to ask for one. A comment (#) is no field: leave it.",
        "Put the copy, under the name saprouttab, into the folder of every system that uses this SAProuter. Do not mail or commit the original.",
        "If several SAProuters stand on the way, their tables belong into folders of their own: the first line that fits decides, and only within its own table.",
    ],
    seen: "The examples of SAP's documentation were read, those with SNC too. How strictly SAProuter takes inline comments is not documented: it promises lines that begin with # only.",
}];

/// Six in ten lines must be entries: the table is edited by hand, and broken lines are what we are here for.
const ENTRIES_IN_TEN: usize = 6;

/// So many first lines decide whether a file may be one at all.
const FIRST_LINES: usize = 3;

fn recognise(head: &Head<'_>) -> LinesMatch {
    let name = head.name.to_ascii_lowercase();
    let named = name.contains("saprout") || name.contains("routtab");
    let lines = || head.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && !line.starts_with('#'));
    // Nearly every file that is looked at is something else.
    if !named && lines().take(FIRST_LINES).all(|line| !is_entry(line)) {
        return LinesMatch::No;
    }
    let (mut entries, mut others, mut typical) = (0, 0, named);
    for line in lines() {
        if is_entry(line) {
            entries += 1;
            typical = typical || line.split_whitespace().skip(1).any(is_typical);
        } else {
            others += 1;
        }
    }
    // A table of comments alone permits nothing, but the lines must not be of another kind.
    let only_comments = entries + others == 0 && head.lines.iter().any(|line| line.trim_start().starts_with('#'));
    let mostly = entries * 10 >= (entries + others) * if named { 1 } else { ENTRIES_IN_TEN };
    let is_table = (entries > 0 && typical && mostly) || (named && only_comments);
    if is_table { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

/// The line is an entry whose hosts and service may be some.
fn is_entry(line: &str) -> bool {
    let Content::Entry(entry) = line::parse(line.as_bytes()) else { return false };
    let fits = |field: Option<Range<usize>>, fits: fn(&str) -> bool| {
        field.is_none_or(|field| line.get(field).is_some_and(fits))
    };
    entry.surplus.is_none()
        && fits(entry.source, is_host)
        && fits(entry.destination, is_host)
        && fits(entry.service, is_service)
}

/// A line of a table, for those who put another beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route<'l> {
    /// The letters that it begins with, without limits.
    pub kind: &'static str,
    /// It is for connections with SNC; its source is a partner's SNC name then.
    pub is_snc: bool,
    /// Hosts that the connection comes from.
    pub source: &'l str,
    /// Hosts that it goes to; `*` if the line does not say.
    pub destination: &'l str,
    /// Ports or service; `*` if the line does not say.
    pub service: &'l str,
    /// There is a password in it, or what may be one.
    pub has_password: bool,
}

/// What a line permits or denies; none if it is a comment, blank, or malformed.
pub fn route(line: &str) -> Option<Route<'_>> {
    let Content::Entry(entry) = line::parse(line.as_bytes()) else { return None };
    let text = |field: &Option<Range<usize>>| field.clone().and_then(|field| line.get(field)).unwrap_or(ANY);
    Some(Route {
        kind: entry.kind.letters(),
        is_snc: entry.kind.is_snc(),
        source: text(if entry.kind.is_snc() { &entry.snc_name } else { &entry.source }),
        destination: text(&entry.destination),
        service: text(&entry.service),
        has_password: entry.password.is_some() || entry.doubtful.is_some(),
    })
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    let known = file.forced && file.layout != &text::LAYOUT;
    Box::new(Table { known, columns: None, begun: false, told_of_comment: false, earlier: Earlier::default() })
}

struct Table {
    /// It is a table with a heading, and known for one of routes.
    known: bool,
    columns: Option<Columns>,
    begun: bool,
    told_of_comment: bool,
    earlier: Earlier,
}

const SURPLUS: &str = "more words than a line has fields: the last ones are taken for a part of the password";
const NO_HOST: &str = "no host name and no address, so nobody knows for whom the line is";
const NO_SERVICE: &str = "no service name, no port and no range of ports";
const INLINE: &str = "SAP documents comments on lines of their own only: SAProuter may take this # for a password";
const MAYBE_PASSWORD: &str = "what stands behind the service may be a password or a comment";

const NO_LINE_END: &str = "the last line has no line end, so it may be cut and is not judged";
const TOO_MANY: &str = "the table has too many lines to compare them all";

impl Table {
    fn entry(&mut self, row: &Row<'_>, entry: Entry, sink: &mut dyn RecordSink) {
        let text = |field: &Option<Range<usize>>| match field {
            Some(field) => row.charset.decode(row.text.get(field.clone()).unwrap_or_default()).into_owned(),
            None => ANY.to_owned(),
        };
        let scope = Scope {
            snc_name: entry.kind.is_snc().then(|| text(&entry.snc_name)),
            source: text(&entry.source),
            destination: text(&entry.destination),
            service: text(&entry.service),
            limited: entry.before.is_some() || entry.after.is_some(),
        };
        let is_strange = |field: &Option<Range<usize>>, value: &str, fits: fn(&str) -> bool| {
            field.as_ref().filter(|_| !fits(value)).map(|field| field.start)
        };
        let strange = [
            (is_strange(&entry.source, &scope.source, is_host), NO_HOST),
            (is_strange(&entry.destination, &scope.destination, is_host), NO_HOST),
            (is_strange(&entry.service, &scope.service, is_service), NO_SERVICE),
            (entry.surplus, SURPLUS),
        ];
        for (place, message) in strange {
            if let Some(place) = place {
                sink.flaw(Flaw::at(row, place, message, false));
            }
        }
        if let Some(comment) = entry.comment.as_ref().filter(|_| !self.told_of_comment) {
            self.told_of_comment = true;
            sink.flaw(Flaw::at(row, comment.start, INLINE, false));
        }
        let any = is_any_host(&scope.source) && is_any_host(&scope.destination) && is_any_service(&scope.service);
        let open = any && matches!(entry.kind, Kind::Permit | Kind::Secure);
        let reachable = if entry.kind == Kind::SncTarget { None } else { Some(self.earlier.reaches(scope)) };
        sink.record(&Permission { row, entry, open, reachable }, row);
    }
}

impl Reader for Table {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        self.columns = if self.known { table::is_heading(row) } else { None };
        if self.columns.is_some() && !std::mem::replace(&mut self.begun, true) {
            sink.heading(row);
        }
        self.columns.is_some()
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.begun {
            self.begun = true;
            sink.heading(row);
        }
        let content = match &self.columns {
            Some(columns) => table::parse(row, columns),
            None => line::parse(row.text),
        };
        match content {
            // More may have stood there: other hosts, another service, a password.
            _ if row.cells.last().is_some_and(|cell| cell.ends_file) => {
                sink.flaw(Flaw::at(row, row.text.len(), NO_LINE_END, true));
            }
            // A table of comments alone permits nothing.
            Content::Nothing => sink.end_seen(),
            Content::Entry(entry) => self.entry(row, *entry, sink),
            // It may be the very line that decides.
            Content::Malformed(place, why) => sink.flaw(Flaw::at(row, place, why, true)),
        }
    }
}

const ANY: &str = "*";

struct Permission<'r> {
    row: &'r Row<'r>,
    entry: Entry,
    /// From anywhere to anywhere, a password left aside.
    open: bool,
    /// None if that means nothing; none inside if it is not known.
    reachable: Option<Option<bool>>,
}

impl Permission<'_> {
    fn kind_place(&self) -> Option<Range<usize>> {
        Some(self.entry.kind_place.clone())
    }

    fn text(&self, field: &Option<Range<usize>>) -> Field<'_> {
        match field {
            Some(place) => Field::text(self.row.text.get(place.clone()).unwrap_or_default(), place.clone()),
            None => Field::absent(),
        }
    }

    /// A field of the table, any if it is missing.
    fn any_text(&self, field: &Option<Range<usize>>) -> Field<'_> {
        if field.is_some() { self.text(field) } else { Field::word(ANY, self.kind_place()) }
    }

    fn limit(&self, limit: &Option<(i64, Range<usize>)>) -> Field<'_> {
        match limit {
            Some((number, place)) => Field { value: Value::Number(*number), span: Some(place.clone()) },
            None => Field::absent(),
        }
    }

    /// Whether a password is needed, if that is known. `*` stands for any.
    fn has_password(&self) -> Option<bool> {
        if self.entry.doubtful.is_some() {
            return None;
        }
        let password = self.entry.password.as_ref().and_then(|place| self.row.text.get(place.clone()));
        Some(password.is_some_and(|password| password != ANY.as_bytes()))
    }

    fn flag(&self, flag: Option<bool>, unknown: &'static str, span: Option<Range<usize>>) -> Field<'_> {
        match flag {
            Some(flag) => Field::flag(flag, span),
            None => Field { value: Value::Unknown(unknown), span },
        }
    }
}

impl Record for Permission<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let entry = &self.entry;
        match index {
            field::ACTION => Field::word(entry.kind.action(), self.kind_place()),
            field::KIND => Field::word(entry.kind.letters(), self.kind_place()),
            field::SNC_NAME => self.text(&entry.snc_name),
            field::SOURCE if entry.kind.is_snc() => Field::absent(),
            field::SOURCE => self.any_text(&entry.source),
            field::DESTINATION => self.any_text(&entry.destination),
            field::SERVICE => self.any_text(&entry.service),
            // The place is the line's begin: a label must not draw the eye to a password.
            field::HAS_PASSWORD => self.flag(self.has_password(), MAYBE_PASSWORD, self.kind_place()),
            field::LIMIT_BEFORE => self.limit(&entry.before),
            field::LIMIT_AFTER => self.limit(&entry.after),
            field::OPEN => {
                let open = if self.open { self.has_password().map(|has| !has) } else { Some(false) };
                self.flag(open, MAYBE_PASSWORD, self.kind_place())
            }
            field::REACHABLE => match self.reachable {
                Some(reachable) => self.flag(reachable, TOO_MANY, self.kind_place()),
                None => Field::absent(),
            },
            field::COMMENT => match &entry.comment {
                Some(comment) => {
                    let text = self.row.text.get(comment.start + 1..comment.end).unwrap_or_default();
                    Field::text(Cow::Borrowed(text.trim_ascii()), comment.clone())
                }
                None => Field::absent(),
            },
            _ => Field::absent(),
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        self.entry.password.iter().chain(&self.entry.doubtful).cloned().collect()
    }
}
