//! Effective profile parameters: what follows from a system's profiles and its lists of runtime values together.
//!
//! An instance profile goes before the default profile; macros are filled in; a value that the running system has and
//! the profile sets too is judged at the profile, where it can be mended. A parameter that is set nowhere is a record
//! as well if the files prove it, and unknown if they do not.

mod collect;
mod difference;
mod effective;
mod fields;
mod last_value;
mod services;
mod stated;
#[cfg(test)]
mod tests;
mod values;
mod whole;

use std::borrow::Cow;
use std::ops::Range;

use crate::export::{Field, FieldSpec, Record, Value, profile_parameters};
use crate::knowledge::profile_parameter::is_secret;
use crate::knowledge::{instance, secret};
use crate::landscape::collect::{Collected, Sees};
use crate::layout::KeptRow;
use crate::packing::{Damaged, Packed, Packer, Unpacker, packed};

use super::{Across, AlsoFrom, Derived, Interest, Take};
pub use collect::{OfFile, begin};
use difference::Difference;
pub use effective::derive;
use fields::FIELDS;
use last_value::{CUT_VALUE, is_malformed};
use services::Service;
use stated::Statements;
use values::ProfileValues;

/// Effective profile parameters.
pub static DERIVED: Derived = Derived {
    kind: "effective-parameters",
    title: "effective-parameters, which follow from profiles and runtime values",
    fields: FIELDS,
    asked_by: fields::NAME,
    from: &[PARAMETERS, PROFILES],
    // SMICM lists services as well.
    also_from: &[AlsoFrom { begin: services::PREFIX, from: &[PARAMETERS, PROFILES, SERVICES] }],
    reads: &[
        (PARAMETERS, Sees::Asked(profile_parameters::NAME)),
        // Every value may stand in a macro.
        (PROFILES, Sees::All),
        (SERVICES, Sees::All),
    ],
    across: Across::System,
    tells: &[],
    collect: |export, file, interest, _| begin(export, file, interest),
    asks_of: |_, _| true,
    unpack: None,
    derive: |collected, interest, take| hand_out(&files(collected), interest, take),
    by_server: whole::by_server,
    pictures: |_| Vec::new(),
    tells_of_cuts: false,
    elsewhere: |_, _| None,
    lacks: whole::lacks,
};

/// The export that lists running values.
const PARAMETERS: &str = "profile-parameters";
/// Why a value is not known in which a macro stands for something that no file tells.
const UNFILLED: &str = "the value has a macro, and the profiles do not tell what it stands for";
/// Profiles.
const PROFILES: &str = "profile";
/// The export that lists services.
const SERVICES: &str = "icm-services";

/// What all files kept.
fn files<'c>(collected: &Collected<'c>) -> Vec<&'c ParameterFile> {
    collected.each().flat_map(|(_, _, kept): (_, _, &OfFile)| kept.files()).collect()
}

fn hand_out(files: &[&ParameterFile], interest: &Interest, take: &mut dyn Take) {
    for parameter in derive(files, interest) {
        take.record(parameter.file, parameter.row, &parameter);
    }
}

/// One parameter as one file states it.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The parameter's name as written.
    pub name: String,
    /// Its value; none if it is empty.
    pub value: Option<String>,
    /// The value is the kernel's default and nobody set it.
    pub system_default: bool,
    /// Why the value cannot be known, if it cannot.
    pub unknown: Option<&'static str>,
    /// It ends a profile that has no line end there, so there may be more of its value.
    pub open: bool,
    /// Place of the name in the row.
    pub name_span: Option<Range<usize>>,
    /// Place of the value in the row.
    pub value_span: Option<Range<usize>>,
    /// The row.
    pub row: KeptRow,
    /// What must not be shown of it.
    pub secrets: Vec<Range<usize>>,
    /// What may be shown of it beside its name, though it is not its value.
    pub harmless: Vec<Range<usize>>,
}

/// What one file says of parameters.
#[derive(Debug, Clone, Default)]
pub struct ParameterFile {
    /// Index of the file in the run.
    pub file: usize,
    /// It is a profile; else it lists runtime values.
    pub profile: bool,
    /// `default`, `instance`, `start` or `copy`, for profiles, or what instance it is of that is no ABAP application server.
    pub level: String,
    /// INSTANCE_NAME, if the file tells it.
    pub instance: Option<String>,
    /// Nothing is missing in it, so what is not in it is not set in it.
    pub whole: bool,
    /// The place for what is missing in it.
    pub heading: KeptRow,
    /// The parameters that some rule asks for.
    pub statements: Statements,
    /// Every value of a profile by name, for macros.
    pub values: ProfileValues,
    /// It is SMICM's list of services, and says nothing of other parameters.
    pub services: Option<Vec<Service>>,
}

packed!(ParameterFile { file, profile, level, instance, whole, heading, statements, values, services });

impl Packed for Statement {
    /// What must not be shown of the row does not leave memory.
    fn pack(&self, out: &mut Packer) {
        let Self { name, value, system_default, unknown, open, name_span, value_span, row, secrets, harmless } = self;
        let hidden: Vec<Range<usize>> = secrets.iter().cloned().chain(secret::find(row.row().text)).collect();
        name.pack(out);
        value.pack(out);
        system_default.pack(out);
        unknown.pack(out);
        open.pack(out);
        name_span.pack(out);
        value_span.pack(out);
        Packed::pack(&row.clone().filled(&hidden, b"*"), out);
        hidden.pack(out);
        harmless.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let statement = Self {
            name: Packed::unpack(from)?,
            value: Packed::unpack(from)?,
            system_default: Packed::unpack(from)?,
            unknown: Packed::unpack(from)?,
            open: Packed::unpack(from)?,
            name_span: Packed::unpack(from)?,
            value_span: Packed::unpack(from)?,
            row: Packed::unpack(from)?,
            secrets: Packed::unpack(from)?,
            harmless: Packed::unpack(from)?,
        };
        let Self { name_span, value_span, row, secrets, harmless, .. } = &statement;
        let length = row.row().text.len();
        let mut places = name_span.iter().chain(value_span).chain(secrets).chain(harmless);
        if places.all(|place| place.start <= place.end && place.end <= length) { Ok(statement) } else { Err(Damaged) }
    }
}

impl ParameterFile {
    /// What it is of, if that is no ABAP application server: the word for it.
    pub fn other_than_abap(&self) -> Option<&'static str> {
        instance::called(&self.level)
            .or_else(|| self.instance.as_deref().and_then(instance::other_than_abap).and_then(instance::called))
    }

    /// It lists the values that run on an ABAP application server.
    pub fn is_runtime(&self) -> bool {
        !self.profile && self.services.is_none() && self.other_than_abap().is_none()
    }
}

/// A parameter that is in effect, or known not to be set.
#[derive(Debug)]
pub struct EffectiveParameter<'s> {
    /// Index of the file that states it.
    pub file: usize,
    /// The row that states it, or the heading of the file that does not.
    pub row: &'s KeptRow,
    secrets: &'s [Range<usize>],
    harmless: &'s [Range<usize>],
    name: String,
    value: Stated,
    source: &'static str,
    difference: Difference,
    name_span: Option<Range<usize>>,
    value_span: Option<Range<usize>>,
}

/// A value, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
enum Stated {
    Set(String),
    /// As written, with a macro that cannot be filled in.
    Unfilled(String),
    Unset,
    Unknown(&'static str),
}

impl Record for EffectiveParameter<'_> {
    fn secrets(&self) -> Vec<Range<usize>> {
        self.secrets.to_vec()
    }

    fn hides(&self, index: usize) -> bool {
        // The value of another file may be told in any of the others.
        let is_public = |field: &FieldSpec| matches!(field.name, "name" | "unset" | "source");
        is_secret(self.name.as_bytes()) && !FIELDS.get(index).is_some_and(is_public)
    }

    fn harmless(&self) -> Vec<Range<usize>> {
        if self.name_span.is_some() {
            return self.harmless.to_vec();
        }
        // Without a place of its own it is shown at the heading of a file, whose titles are words.
        let text = self.row.row().text;
        let odd = secret::odd_words(text);
        let ends = odd.iter().map(|word| word.start).chain([text.len()]);
        std::iter::once(0).chain(odd.iter().map(|word| word.end)).zip(ends).map(|(start, end)| start..end).collect()
    }

    fn field(&self, index: usize) -> Field<'_> {
        let value_place = || self.value_span.clone().or_else(|| self.name_span.clone());
        match FIELDS.get(index).map(|field| field.name) {
            Some("name") => {
                Field { value: Value::Text(Cow::Borrowed(self.name.as_bytes())), span: self.name_span.clone() }
            }
            Some("unset") if self.value == Stated::Unset => {
                Field { value: Value::Text(Cow::Borrowed(b"is not set")), span: self.name_span.clone() }
            }
            Some("unset") => Field::absent(),
            Some("source") => Field::word(self.source, self.name_span.clone()),
            Some("difference") => match &self.difference {
                Difference::Found(text) => {
                    Field { value: Value::Text(Cow::Borrowed(text.as_bytes())), span: value_place() }
                }
                Difference::None => Field { value: Value::Absent, span: value_place() },
                Difference::Unknown(why) => Field { value: Value::Unknown(why), span: value_place() },
            },
            Some(field) => match &self.value {
                Stated::Unknown(why) => {
                    let known =
                        self.as_written().and_then(|(value, place)| fields::cut(field, &self.name, value, place));
                    known.unwrap_or_else(|| Field { value: Value::Unknown(why), span: value_place() })
                }
                Stated::Unset => fields::unset(field, value_place()),
                Stated::Unfilled(value) => fields::unfilled(field, &self.name, value, value_place()),
                Stated::Set(value) => {
                    // Tokens have places of their own only where the row has the value letter by letter: up to a macro.
                    let written = self.as_written().and_then(|(written, place)| {
                        let letters = if written == value {
                            value.len()
                        } else {
                            written.find(['$', '%']).filter(|end| written.get(..*end) == value.get(..*end))?
                        };
                        Some(place.start..place.start + letters)
                    });
                    let found = fields::field(field, &self.name, value, written, value_place());
                    // What the kernel has for a default may have no number; DEFAULT.PFL may be what sets it, too.
                    if self.source == "system-default" { fields::of_default(field, found) } else { found }
                }
            },
            None => Field::absent(),
        }
    }
}

impl EffectiveParameter<'_> {
    /// Its name as written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value, none if it is known not to be set; or why nobody knows it.
    pub fn value(&self) -> Result<Option<&str>, &'static str> {
        match &self.value {
            Stated::Set(value) => Ok(Some(value)),
            Stated::Unset => Ok(None),
            Stated::Unfilled(_) => Err(UNFILLED),
            Stated::Unknown(why) => Err(why),
        }
    }

    /// The value as it stands in the row, which may be cut or have macros, and its place.
    fn as_written(&self) -> Option<(&str, Range<usize>)> {
        let place = self.value_span.clone()?;
        let text = self.row.row().text.get(place.clone())?;
        Some((std::str::from_utf8(text).ok()?, place))
    }
}
