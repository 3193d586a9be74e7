//! A whole text file with pseudonyms, in its own layout, encoding and line ends.
//!
//! What stands in quotes in JSON, and between and in the tags of XML and HTML, is redacted as it reads; all else line by line. Passwords
//! and hashes become one fixed word. Where columns of a list are as wide as the heading says, blanks are put in or taken out.

mod columns;
mod configuration;
mod json;
mod markup;
mod secrets;
mod text;

use std::ops::Range;

use super::Redactor;
pub use configuration::configuration;
pub use text::{Text, decode};

/// How names stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// As they are.
    #[default]
    Plain,
    /// As they are, in columns of a fixed width.
    Columns,
    /// In quotes, with escapes.
    Json,
    /// With entities.
    Markup,
}

impl Form {
    /// The form of a layout, or where nobody knows that, of this text. What is neither JSON nor XML nor HTML throughout is redacted line by
    /// line, so that nothing of it is passed over.
    pub fn of(layout: Option<&str>, text: &str) -> Self {
        match layout {
            Some("sap-list" | "text" | "lines") => Self::Columns,
            Some("json") => Self::Json,
            Some("xml" | "xml-spreadsheet" | "html") => Self::Markup,
            Some(_) => Self::Plain,
            None if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => Self::Json,
            None if text.trim_start().starts_with("<?xml") => Self::Markup,
            None if text.trim_start().starts_with(['|', '-']) => Self::Columns,
            None => Self::Plain,
        }
    }
}

/// Line and columns of a secret, 1-based and in characters.
pub type Place = (u64, Range<u64>);

/// A text with pseudonyms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The text.
    pub text: String,
    /// How many pieces of it were replaced.
    pub replaced: usize,
}

/// Puts pseudonyms into a text in which secrets stand at these places.
pub fn rewrite(text: &str, form: Form, places: &[Place], redactor: &Redactor) -> Rewritten {
    let (text, withheld) = secrets::withhold(text, places, form, &|text| redactor.is_fingerprint(text));
    let Rewritten { text, replaced } = match form {
        Form::Json => json::rewrite(&text, redactor),
        Form::Markup => markup::rewrite(&text, redactor),
        Form::Plain | Form::Columns => lines(&text, form == Form::Columns, redactor),
    };
    Rewritten { text, replaced: replaced + withheld }
}

fn lines(text: &str, in_columns: bool, redactor: &Redactor) -> Rewritten {
    let mut changed = Rewritten { text: String::with_capacity(text.len()), replaced: 0 };
    for line in text.split_inclusive('\n') {
        let edits = redactor.edits(line);
        changed.replaced += edits.len();
        match in_columns {
            true => changed.text.push_str(&columns::apply(line, &edits)),
            false => changed.text.push_str(&super::apply(line, &edits)),
        }
    }
    changed
}
