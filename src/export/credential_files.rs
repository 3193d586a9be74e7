//! Files that hold private keys or passwords: they are known by their names or their first line, and never read.
//!
//! Which files these are is for `input::secrets` to say.

use std::borrow::Cow;

use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Record,
    RecordSink, Value, Way,
};
use crate::layout::Row;

/// Files with private keys or passwords.
pub static EXPORT: Export = Export {
    kind: "credential-files",
    title: "credential files",
    origin: "what lies among the exports and must not",
    role_sign: None,
    is_table: false,
    reach: Reach::Folder,
    columns: &[],
    names: &[],
    by_rows: None,
    fields: FIELDS,
    key: &["name"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

const FIELDS: &[FieldSpec] =
    &[FieldSpec::new("name", FieldKind::Text, "the file's name; nothing of what is in it is read").class(Class::Path)];

const WAYS: &[Way] = &[Way {
    title: "nothing to export",
    steps: &[
        "Files that hold private keys or passwords are known by their names: users.xml, *.p12, *.pfx, *.jks, *.keystore, *.pse, *.key, cred_v2, SSFS_*.DAT, and all in a folder private.",
        "A file that begins as a private key in PEM form is one, too.",
        "They are listed and never opened: leave them out of the exports.",
    ],
    seen: "The names are those that SAP's tools give to such files.",
}];

/// Nothing in a file tells it: nothing of it is read.
fn recognise(_: &Head<'_>) -> LinesMatch {
    LinesMatch::No
}

fn open(_: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Nothing)
}

struct Nothing;

impl Reader for Nothing {
    fn row(&mut self, _: &Row<'_>, _: &mut dyn RecordSink) {}
}

/// The one record of such a file.
pub struct CredentialFile<'n> {
    /// The file's name.
    pub name: Cow<'n, str>,
}

impl Record for CredentialFile<'_> {
    fn field(&self, _: usize) -> Field<'_> {
        Field { value: Value::Text(Cow::Borrowed(self.name.as_bytes())), span: Some(0..0) }
    }
}
