//! What a file holds, kept to be compared with another state of it: each different record once, as few bytes, without what only says when
//! or how it was exported ([`crate::knowledge::comparison`]). Of what a record
//! knows to be a secret only that it is another one is kept; what looks like one is masked when it is told.
//!
//! Not here: what is compared with what, and what a difference means.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::coding::{Coded, push_distance, push_number, push_text};
use crate::export::{CUT_MARK, Export, Fact, Field, Record, Value, display, quoted};
use crate::knowledge::comparison::{self, Compare};
use crate::knowledge::secret;
use crate::layout::Row;

/// The records of one file.
#[derive(Debug)]
pub struct Inventory {
    /// What the file is.
    pub export: &'static Export,
    /// What a profile is for; empty if the file does not tell.
    pub level: String,
    /// The instance that the whole file is of; empty if it does not tell.
    pub instance: String,
    /// The fields that are kept, by their indexes.
    fields: Vec<usize>,
    /// The instance that the next records are of.
    of_rows: String,
    packed: Vec<u8>,
    seen: HashSet<u64>,
    /// Numbers of lines were moved by so many: it is put together of parts.
    parts: Vec<(usize, u64)>,
}

/// What a file holds, and what is known of it as a whole.
#[derive(Debug)]
pub struct FileInventory {
    /// Index of the file in the run.
    pub file: usize,
    /// The file, as reports show it.
    pub path: String,
    /// The part of a table that it shows, such as the client; empty if it does not tell which, none if the table has no parts.
    pub part: Option<String>,
    /// Why nothing follows from what is not in it; none if it is whole, or another file is.
    pub lacks: Option<String>,
    /// Its records.
    pub inventory: Inventory,
}

/// A record of an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// 1-based line of its row.
    pub line: u64,
    /// 1-based column of its row's first value.
    pub column: u64,
    /// The instance that it is of; empty if nothing tells.
    pub instance: String,
    /// Values by the index of their field in [`Export::fields`]; of those that are not kept nothing is known.
    pub values: Vec<HeldValue>,
}

/// A value of such a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeldValue {
    /// The export does not tell.
    #[default]
    Unknown,
    /// There is none.
    Absent,
    /// A text; never empty.
    Text(String),
    /// The begin of a text.
    Cut(String),
    /// Something in it is masked; the number is another one where something else stands there.
    Masked(String, u64),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Tokens.
    List(Vec<String>),
}

const UNKNOWN: u64 = 0;
const ABSENT: u64 = 1;
const TEXT: u64 = 2;
const CUT: u64 = 3;
const MASKED: u64 = 4;
const NUMBER: u64 = 5;
const NO: u64 = 6;
const YES: u64 = 7;
/// And so many tokens.
const LIST: u64 = 8;

impl Inventory {
    /// Of a file that is this export.
    pub fn of(export: &'static Export) -> Self {
        let words = comparison::of(export.kind);
        let key: Vec<&str> = match words {
            Some(words) if !words.key.is_empty() => words.key.iter().map(String::as_str).collect(),
            _ => export.key.to_vec(),
        };
        let is_kept = |name: &str| {
            let compare = words.map_or(Compare::Value, |words| words.compare(name));
            !compare.is_left_out() || key.contains(&name) || words.is_some_and(|words| words.asks(name))
        };
        let fields = export.fields.iter().enumerate().filter(|(_, field)| is_kept(field.name));
        Self {
            export,
            level: String::new(),
            instance: String::new(),
            fields: fields.map(|(index, _)| index).collect(),
            of_rows: String::new(),
            packed: Vec::new(),
            seen: HashSet::new(),
            parts: Vec::new(),
        }
    }

    /// A record, and the row it was read from.
    pub fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        let mut coded = Vec::new();
        push_text(&mut coded, self.of_rows.as_bytes());
        let secrets = record.secrets();
        for index in &self.fields {
            let field = record.field(*index);
            let is_hidden = record.hides(*index);
            // What looks like a secret is masked when it is told, which few values ever are.
            let masked = (is_hidden || !secrets.is_empty()).then(|| quoted(&field, row.charset, &secrets, is_hidden));
            push(&mut coded, &field, masked.flatten().as_deref(), row);
        }
        if !self.seen.insert(hash_of(&coded)) {
            return;
        }
        let first = row.cells.iter().find(|cell| !cell.range().is_empty()).map_or(0, |cell| cell.start);
        let (line, column) = row.character(first);
        push_number(&mut self.packed, line);
        push_number(&mut self.packed, column);
        push_text(&mut self.packed, &coded);
    }

    /// Something that the file says of itself.
    pub fn fact(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::Level(level) => self.level = (*level).to_owned(),
            Fact::Instance(instance) => self.instance = (*instance).to_owned(),
            Fact::InstanceOfRows(instance) => self.of_rows = (*instance).to_owned(),
            Fact::Whole(_) | Fact::Part(_) => {}
        }
    }

    /// Takes what was kept of the next part of the same file, before which so many lines stand.
    pub fn join(&mut self, next: Self, lines: u64) {
        self.seen.extend(next.seen);
        let base = self.packed.len();
        self.parts.push((base, lines));
        self.parts.extend(next.parts.into_iter().map(|(at, further)| (base + at, lines + further)));
        self.packed.extend(next.packed);
        self.of_rows = next.of_rows;
    }

    /// What tells each different record from all others, wherever it stands.
    pub fn hashes(&self) -> &HashSet<u64> {
        &self.seen
    }

    /// The records with such hashes, in the order of the file.
    pub fn records(&self, is_asked: impl Fn(u64) -> bool) -> Vec<Held> {
        let mut coded = Coded(&self.packed);
        let mut records = Vec::new();
        let mut seen = HashSet::new();
        while !coded.is_empty() {
            let at = self.packed.len() - coded.0.len();
            let part = self.parts.partition_point(|(begin, _)| *begin <= at);
            let lines = part.checked_sub(1).and_then(|part| self.parts.get(part)).map_or(0, |(_, lines)| *lines);
            let (line, column) = (coded.number() + lines, coded.number());
            let bytes = coded.bytes();
            let hash = hash_of(bytes);
            // Parts of a file did not know of each other.
            if !is_asked(hash) || (!self.parts.is_empty() && !seen.insert(hash)) {
                continue;
            }
            let mut of = Coded(bytes);
            let instance = text(&mut of);
            let mut values = vec![HeldValue::Unknown; self.export.fields.len()];
            for index in &self.fields {
                if let Some(value) = values.get_mut(*index) {
                    *value = pull(&mut of);
                }
            }
            records.push(Held { line, column, instance, values });
        }
        records
    }
}

/// The hash of a line, or of a row's text, without what pads it.
pub fn line_hash(line: &[u8]) -> u64 {
    hash_of(line.trim_ascii_end())
}

fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// `masked` is the value as it may be shown, where the record has secrets.
fn push(out: &mut Vec<u8>, field: &Field<'_>, masked: Option<&str>, row: &Row<'_>) {
    let mut tagged = |tag: u64, text: &str| {
        push_number(out, tag);
        push_text(out, text.as_bytes());
    };
    match (&field.value, masked) {
        (Value::Unknown(_), _) => push_number(out, UNKNOWN),
        (Value::Absent, _) => push_number(out, ABSENT),
        (value, Some(shown)) if shown.contains(secret::MASK) => {
            tagged(MASKED, shown);
            push_number(out, hash_of(display(value, row.charset).unwrap_or_default().as_bytes()));
        }
        (Value::Text(text), _) => tagged(TEXT, &row.charset.decode(text)),
        (Value::Cut(text), _) => tagged(CUT, &row.charset.decode(text)),
        (Value::Number(number), _) => {
            push_number(out, NUMBER);
            push_distance(out, 0, *number as u64);
        }
        (Value::Flag(flag), _) => push_number(out, if *flag { YES } else { NO }),
        (Value::List(items), _) => {
            push_number(out, LIST + items.len() as u64);
            items.iter().for_each(|item| push_text(out, item.text.as_bytes()));
        }
    }
}

fn pull(coded: &mut Coded<'_>) -> HeldValue {
    match coded.number() {
        UNKNOWN => HeldValue::Unknown,
        ABSENT => HeldValue::Absent,
        TEXT => HeldValue::Text(text(coded)),
        CUT => HeldValue::Cut(text(coded)),
        MASKED => HeldValue::Masked(text(coded), coded.number()),
        NUMBER => HeldValue::Number(coded.moved(0) as i64),
        NO => HeldValue::Flag(false),
        YES => HeldValue::Flag(true),
        list => HeldValue::List((LIST..list).map(|_| text(coded)).collect()),
    }
}

fn text(coded: &mut Coded<'_>) -> String {
    String::from_utf8_lossy(coded.bytes()).into_owned()
}

impl HeldValue {
    /// As people may read it: what looks like a secret is masked; and whether anything is.
    pub fn told(&self) -> (String, bool) {
        let shown = self.shown();
        match secret::veiled(&shown) {
            Cow::Borrowed(_) => (shown, matches!(self, Self::Masked(..))),
            Cow::Owned(veiled) => (veiled, true),
        }
    }

    /// The whole value; nothing if there is none, or nobody knows. Not to be told as it is.
    pub fn shown(&self) -> String {
        match self {
            Self::Unknown | Self::Absent => String::new(),
            Self::Text(text) | Self::Masked(text, _) => text.clone(),
            Self::Cut(text) => format!("{text}{}", CUT_MARK),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Self::List(items) => items.join(", "),
        }
    }

    /// It is known, and there is one.
    pub fn is_there(&self) -> bool {
        !matches!(self, Self::Unknown | Self::Absent)
    }
}
