//! Describes an export that is a plain table: a list of entries, one for each field, with its column, type, class and how its
//! cell is read. From it come [`Export::fields`], [`Export::columns`] and the indexes of both. What reads rows by such a
//! description is `table_reader`; what is not plain stays with its kind.

use super::cell::{CLIENT_DIGITS, NO_COLUMN};
use super::field_spec::same;
use super::table_reader::{self, TableKind};
use super::{Class, Column, Export, FieldBytes, FieldKind, FieldSpec, Reach};

/// One field of a plain table, with its column; or a column without a field, which helps to tell the table or to read
/// another one. Fields stand before such columns, so that an entry's index is that of its field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) spec: Option<FieldSpec>,
    pub(super) column: Option<Column>,
    pub(super) reads: Reads,
    /// Why the field is unknown where the list does not tell it.
    pub(super) unknown: &'static str,
}

/// How the value of a field comes out of its cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reads {
    /// As it stands there.
    Text,
    /// As it stands there, and cut where fewer characters than these fill the column.
    Longest(usize),
    /// The same where the list has its column, else the kind knows ([`TableKind::field`]), such as from a title.
    TextOr(usize),
    /// A client, with all its digits.
    Client,
    /// A whole number.
    Number,
    /// A box, an icon or a word ([`crate::knowledge::mark`]); a blank one means this, or nothing that is known.
    Flag(Option<bool>),
    /// The kind knows ([`TableKind::field`]).
    Own,
}

impl Reads {
    /// The most characters that a text has, if that is known.
    pub(super) const fn longest(self) -> Option<usize> {
        match self {
            Self::Longest(longest) | Self::TextOr(longest) => Some(longest),
            Self::Client => Some(CLIENT_DIGITS),
            _ => None,
        }
    }
}

/// A text.
pub(super) const fn text(name: &'static str, about: &'static str) -> Entry {
    Entry::of(FieldSpec::new(name, FieldKind::Text, about), Reads::Text)
}

/// A whole number.
pub(super) const fn number(name: &'static str, about: &'static str) -> Entry {
    Entry::of(FieldSpec::new(name, FieldKind::Number, about), Reads::Number)
}

/// Yes or no.
pub(super) const fn flag(name: &'static str, about: &'static str) -> Entry {
    Entry::of(FieldSpec::new(name, FieldKind::Flag, about), Reads::Flag(None))
}

/// One of these words, which the kind finds.
pub(super) const fn choice(name: &'static str, words: &'static [&'static str], about: &'static str) -> Entry {
    Entry::of(FieldSpec::new(name, FieldKind::Choice(words), about), Reads::Own)
}

/// A column without a field.
pub(super) const fn column(technical: &'static str, labels: &'static [&'static str]) -> Entry {
    let column = Some(Column::optional(technical, labels));
    Entry { spec: None, column, reads: Reads::Own, unknown: NO_COLUMN }
}

impl Entry {
    const fn of(spec: FieldSpec, reads: Reads) -> Self {
        Self { spec: Some(spec), column: None, reads, unknown: NO_COLUMN }
    }

    /// What is said of its column would get lost: it does not compile.
    const fn without_column(self) -> Self {
        assert!(self.column.is_some(), "its column is named before what is said of it");
        self
    }

    /// It stands in this column: technical name, and all labels, see [`Column`].
    pub(super) const fn column(self, technical: &'static str, labels: &'static [&'static str]) -> Self {
        Self { column: Some(Column::optional(technical, labels)), ..self }
    }

    /// Its column has these labels as well, which stand over many lists.
    pub(super) const fn or_generic(self, labels: &'static [&'static str]) -> Self {
        let Some(column) = self.column else { return self.without_column() };
        Self { column: Some(column.or_generic(labels)), ..self }
    }

    /// Without its column the table is another one.
    pub(super) const fn required(self) -> Self {
        let Some(column) = self.column else { return self.without_column() };
        Self { column: Some(Column { required: true, ..column }), ..self }
    }

    /// Such things stand in it.
    pub(super) const fn class(self, class: Class) -> Self {
        match self.spec {
            Some(spec) => Self { spec: Some(spec.class(class)), ..self },
            None => self,
        }
    }

    /// It has no more characters than these: so many that fill the column are not cut.
    pub(super) const fn longest(self, characters: usize) -> Self {
        Self { reads: Reads::Longest(characters), ..self }
    }

    /// It is a client.
    pub(super) const fn client(self) -> Self {
        Self { reads: Reads::Client, ..self }
    }

    /// A blank box means this.
    pub(super) const fn blank(self, meaning: bool) -> Self {
        Self { reads: Reads::Flag(Some(meaning)), ..self }
    }

    /// Why it is unknown where the list does not tell it.
    pub(super) const fn or_unknown(self, why: &'static str) -> Self {
        Self { unknown: why, ..self }
    }

    /// Where the list does not have its column, the kind itself says what it is. Its longest length comes first.
    pub(super) const fn or_own(self) -> Self {
        let longest = match self.reads.longest() {
            Some(longest) => longest,
            None => 0,
        };
        Self { reads: Reads::TextOr(longest), ..self }
    }

    /// The kind itself says what it is.
    pub(super) const fn own(self) -> Self {
        Self { reads: Reads::Own, ..self }
    }
}

/// The index of the field of this name, or of the column of this technical name that has no field. Asked for in a `const`, a
/// name that there is not does not compile.
pub(super) const fn index(table: &[Entry], name: &str) -> usize {
    let mut index = 0;
    loop {
        let own = match (table[index].spec, table[index].column) {
            (Some(spec), _) => spec.name,
            (None, Some(column)) => column.name,
            (None, None) => "",
        };
        if same(own, name) {
            return index;
        }
        index += 1;
    }
}

/// No description has more entries than these; more do not compile.
const MOST: usize = 32;

/// What [`Export`] asks of a description, put together at compile time.
struct Described<K>(std::marker::PhantomData<K>);

impl<K: TableKind> Described<K> {
    const ALL_FIELDS: ([FieldSpec; MOST], usize) = fields(K::TABLE);
    const ALL_COLUMNS: ([Column; MOST], usize) = columns(K::TABLE);
    const FIELDS: &'static [FieldSpec] = Self::ALL_FIELDS.0.split_at(Self::ALL_FIELDS.1).0;
    const COLUMNS: &'static [Column] = Self::ALL_COLUMNS.0.split_at(Self::ALL_COLUMNS.1).0;
}

const fn fields(table: &[Entry]) -> ([FieldSpec; MOST], usize) {
    let mut all = [FieldSpec::new("", FieldKind::Flag, ""); MOST];
    let mut count = 0;
    let mut index = 0;
    while index < table.len() {
        if let Some(spec) = table[index].spec {
            assert!(count == index, "a column without a field stands before a field");
            all[count] = spec;
            count += 1;
        }
        index += 1;
    }
    (all, count)
}

const fn columns(table: &[Entry]) -> ([Column; MOST], usize) {
    let mut all = [Column::optional("", &[]); MOST];
    let mut count = 0;
    let mut index = 0;
    while index < table.len() {
        if let Some(column) = table[index].column {
            all[count] = column;
            count += 1;
        }
        index += 1;
    }
    (all, count)
}

impl Export {
    /// The export of a plain table that a file has one of, for the whole system; what is different is set over it.
    pub(super) const fn table<K: TableKind>(kind: &'static str, title: &'static str, origin: &'static str) -> Self {
        Self {
            kind,
            title,
            origin,
            role_sign: None,
            is_table: false,
            reach: Reach::System,
            columns: Described::<K>::COLUMNS,
            names: &[],
            by_rows: None,
            fields: Described::<K>::FIELDS,
            key: &[],
            bytes: FieldBytes::NONE,
            lines: None,
            open: table_reader::open::<K>,
            how_to_get: &[],
        }
    }
}
