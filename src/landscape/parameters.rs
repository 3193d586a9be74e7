//! Effective profile parameters: what follows from a system's profiles and its lists of runtime values together.
//!
//! An instance profile goes before the default profile; macros are filled in; a value that the running system has and
//! the profile sets too is judged at the profile, where it can be mended. A parameter that is set nowhere is a record
//! as well if the files prove it, and unknown if they do not.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::parameter_difference::Difference;
use super::parameter_fields as meaning;
use crate::export::{Field, Record, Value};
use crate::input::Charset;
use crate::knowledge::profile_macro;
use crate::layout::{Row, Segment};

pub use super::parameter_fields::FIELDS;

/// The name under which rules select effective parameters.
pub const KIND: &str = "effective-parameters";

/// The exports they follow from; one of them suffices.
pub static EXPORTS: &[&str] = &["profile-parameters", "profile"];

/// A row that outlives its file's reading.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    text: Vec<u8>,
    segments: Vec<Segment>,
    charset: Charset,
}

impl Snapshot {
    /// Keeps a row's text and place.
    pub fn of(row: &Row<'_>) -> Self {
        Self { text: row.text.to_vec(), segments: row.segments.to_vec(), charset: row.charset }
    }

    /// The row again, without cells.
    pub fn row(&self) -> Row<'_> {
        Row { text: &self.text, cells: &[], segments: &self.segments, charset: self.charset }
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
    /// Place of the name in the row.
    pub name_span: Option<Range<usize>>,
    /// Place of the value in the row.
    pub value_span: Option<Range<usize>>,
    /// The row.
    pub row: Snapshot,
    /// What must not be shown of it.
    pub secrets: Vec<Range<usize>>,
}

/// What one file says of parameters.
#[derive(Debug, Clone, Default)]
pub struct ParameterFile {
    /// Index of the file in the run.
    pub file: usize,
    /// It is a profile; else it lists runtime values.
    pub profile: bool,
    /// `default`, `instance`, `start`, `host-agent` or `copy`, for profiles.
    pub level: String,
    /// INSTANCE_NAME, if the file tells it.
    pub instance: Option<String>,
    /// Nothing is missing in it, so what is not in it is not set in it.
    pub whole: bool,
    /// The place for what is missing in it.
    pub heading: Snapshot,
    /// The parameters that some rule asks for.
    pub statements: Vec<Statement>,
    /// Every value of a profile by name, for macros.
    pub values: BTreeMap<String, String>,
}

/// A parameter that is in effect, or known not to be set.
#[derive(Debug)]
pub struct EffectiveParameter<'s> {
    /// Index of the file that states it.
    pub file: usize,
    /// The row that states it, or the heading of the file that does not.
    pub row: &'s Snapshot,
    /// What must not be shown of the row.
    pub secrets: &'s [Range<usize>],
    name: String,
    value: Stated,
    source: &'static str,
    difference: Difference,
    name_span: Option<Range<usize>>,
    value_span: Option<Range<usize>>,
}

/// A value, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stated {
    Set(String),
    /// As written, with a macro that cannot be filled in.
    Unfilled(String),
    Unset,
    Unknown(&'static str),
}

const NO_DEFAULT_PROFILE: &str = "the default profile (DEFAULT.PFL) is not here, and it may set the parameter";
const SELECTION: &str = "the list shows a selection of parameters, and this one is not in it";

/// Names that rules ask for: exact ones, which are records even where nobody sets them, and patterns.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Exact names.
    pub names: Vec<String>,
    /// Patterns; with exact names in them too.
    pub globs: globset::GlobSet,
    /// A rule asks for every parameter.
    pub all: bool,
}

impl Asked {
    /// Whether a rule asks for this parameter.
    pub fn wants(&self, name: &str) -> bool {
        self.all || self.globs.is_match(name)
    }
}

/// Derives the effective parameters of one system from all its files.
pub fn derive<'s>(files: &'s [&'s ParameterFile], asked: &Asked) -> Vec<EffectiveParameter<'s>> {
    let landscape = Files::of(files);
    let mut records = landscape.set_by_profiles();
    landscape.add_runtime(&mut records);
    for name in &asked.names {
        landscape.add_unset(name, &mut records);
    }
    records
}

/// A system's files by what they say.
pub(super) struct Files<'s> {
    pub(super) defaults: Vec<&'s ParameterFile>,
    pub(super) instances: Vec<&'s ParameterFile>,
    pub(super) runtimes: Vec<&'s ParameterFile>,
}

impl<'s> Files<'s> {
    pub(super) fn of(files: &'s [&'s ParameterFile]) -> Self {
        let profiles =
            |level: &'static str| files.iter().copied().filter(move |file| file.profile && file.level == level);
        Self {
            defaults: profiles("default").collect(),
            instances: profiles("instance").collect(),
            runtimes: files.iter().copied().filter(|file| !file.profile).collect(),
        }
    }

    fn set_by_profiles(&self) -> Vec<EffectiveParameter<'s>> {
        let mut records = Vec::new();
        for default in &self.defaults {
            for statement in in_effect(default) {
                let sets = |file: &&ParameterFile| find(file, &statement.name).is_some();
                // With a profile that leaves it alone the default is in effect there.
                if !self.instances.is_empty() && self.instances.iter().all(sets) {
                    continue;
                }
                let value = self.stated_at(default, statement, None);
                let difference = self.difference(default, statement);
                records.push(record(default, statement, value, "default-profile", difference));
            }
        }
        for instance in &self.instances {
            for statement in in_effect(instance) {
                let value = self.stated_at(instance, statement, instance.instance.as_deref());
                let difference = self.difference(instance, statement);
                records.push(record(instance, statement, value, "instance-profile", difference));
            }
        }
        records
    }

    /// The value with its macros filled in, on the application server with this instance name.
    pub(super) fn stated_at(&self, file: &ParameterFile, statement: &Statement, instance: Option<&str>) -> Stated {
        if let Some(why) = statement.unknown {
            return Stated::Unknown(why);
        }
        let Some(value) = &statement.value else { return Stated::Unset };
        let written = |name: &str| {
            let own = file.values.get(name);
            own.or_else(|| self.defaults.iter().find_map(|default| default.values.get(name))).cloned()
        };
        let look_up = |name: &str| match written(name) {
            // The instance number is also the end of the instance's name: D00, DVEBMGS00, ASCS01.
            None if name == "SAPSYSTEM" => written("INSTANCE_NAME").as_deref().or(instance).and_then(instance_number),
            value => value,
        };
        match profile_macro::expand(value, &look_up) {
            Some(expanded) => Stated::Set(expanded),
            None => Stated::Unfilled(value.clone()),
        }
    }

    /// Adds the values of the running system that no profile sets alike.
    fn add_runtime(&self, records: &mut Vec<EffectiveParameter<'s>>) {
        for runtime in &self.runtimes {
            for statement in &runtime.statements {
                let value = match (&statement.value, statement.unknown) {
                    (_, Some(why)) => Stated::Unknown(why),
                    (Some(value), None) => Stated::Set(value.clone()),
                    // An empty row is told by `add_unset`, if any rule asks for the parameter.
                    (None, None) => continue,
                };
                let stated = || {
                    let by_profiles = records.iter().filter(|record| record.source.ends_with("profile"));
                    by_profiles.filter(|record| record.name.eq_ignore_ascii_case(&statement.name))
                };
                let alike = |record: &EffectiveParameter<'_>| matches!((&record.value, &value), (Stated::Set(left), Stated::Set(right)) if same(left, right));
                if !stated().any(alike) {
                    let source = if statement.system_default { "system-default" } else { "runtime" };
                    // Where a profile states it, the difference is told there.
                    let unstated = stated().next().is_none();
                    let difference = if unstated { self.difference_of_unstated(runtime) } else { Difference::None };
                    records.push(record(runtime, statement, value, source, difference));
                }
            }
        }
    }

    /// Adds the record of a parameter that is set nowhere, or of which nothing is known.
    fn add_unset(&self, name: &str, records: &mut Vec<EffectiveParameter<'s>>) {
        let mut told = records.iter().any(|record| record.name.eq_ignore_ascii_case(name));
        for runtime in &self.runtimes {
            let row = find(runtime, name);
            let empty_row = row.is_some_and(|row| row.value.is_none() && row.unknown.is_none());
            if empty_row || (row.is_none() && runtime.whole) {
                records.push(unset(runtime, row, name, Stated::Unset));
                told = true;
            }
        }
        if told {
            return;
        }
        let whole_default = self.defaults.iter().find(|default| default.whole);
        let unset_in = |file: &'s ParameterFile, value| unset(file, None, name, value);
        let record = match (whole_default, self.instances.first(), self.runtimes.first()) {
            (Some(default), ..) => unset_in(default, Stated::Unset),
            (None, Some(instance), _) => unset_in(instance, Stated::Unknown(NO_DEFAULT_PROFILE)),
            (None, None, Some(runtime)) => unset_in(runtime, Stated::Unknown(SELECTION)),
            (None, None, None) => return,
        };
        records.push(record);
    }
}

fn instance_number(instance: &str) -> Option<String> {
    let digits = instance.get(instance.len().checked_sub(2)?..)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.to_owned())
}

pub(super) fn find<'f>(file: &'f ParameterFile, name: &str) -> Option<&'f Statement> {
    // The last line of a profile that sets a parameter is the one that counts.
    file.statements.iter().rev().find(|statement| statement.name.eq_ignore_ascii_case(name))
}

/// The statements that count: of several lines that set one parameter the last.
fn in_effect(file: &ParameterFile) -> impl Iterator<Item = &Statement> {
    file.statements
        .iter()
        .filter(|statement| find(file, &statement.name).is_some_and(|last| std::ptr::eq(last, *statement)))
}

pub(super) fn same(left: &str, right: &str) -> bool {
    left.trim().eq_ignore_ascii_case(right.trim())
}

fn record<'s>(
    file: &ParameterFile,
    statement: &'s Statement,
    value: Stated,
    source: &'static str,
    difference: Difference,
) -> EffectiveParameter<'s> {
    EffectiveParameter {
        file: file.file,
        row: &statement.row,
        secrets: &statement.secrets,
        name: statement.name.clone(),
        value,
        source,
        difference,
        name_span: statement.name_span.clone(),
        value_span: statement.value_span.clone(),
    }
}

fn unset<'s>(file: &'s ParameterFile, row: Option<&'s Statement>, name: &str, value: Stated) -> EffectiveParameter<'s> {
    EffectiveParameter {
        file: file.file,
        row: row.map_or(&file.heading, |row| &row.row),
        secrets: &[],
        name: name.to_owned(),
        // What is not known at all may differ as well.
        difference: match value {
            Stated::Unknown(why) => Difference::Unknown(why),
            _ => Difference::None,
        },
        value,
        source: "not-set",
        name_span: row.and_then(|row| row.name_span.clone()),
        value_span: None,
    }
}

impl Record for EffectiveParameter<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let value_place = || self.value_span.clone().or_else(|| self.name_span.clone());
        match FIELDS.get(index).map(|field| field.name) {
            Some("name") => {
                Field { value: Value::Text(Cow::Borrowed(self.name.as_bytes())), span: self.name_span.clone() }
            }
            Some("source") => Field::word(self.source, self.name_span.clone()),
            Some("difference") => match &self.difference {
                Difference::Found(text) => {
                    Field { value: Value::Text(Cow::Borrowed(text.as_bytes())), span: value_place() }
                }
                Difference::None => Field { value: Value::Absent, span: value_place() },
                Difference::Unknown(why) => Field { value: Value::Unknown(why), span: value_place() },
            },
            Some(field) => match &self.value {
                Stated::Unknown(why) => Field { value: Value::Unknown(why), span: value_place() },
                Stated::Unset => meaning::unset(field, value_place()),
                Stated::Unfilled(value) => meaning::unfilled(field, &self.name, value, value_place()),
                Stated::Set(value) => {
                    // Tokens have places of their own only where the row has the value letter by letter.
                    let written = self.value_span.clone().filter(|span| {
                        self.row.text.get(span.clone()).is_some_and(|written| written == value.as_bytes())
                    });
                    meaning::field(field, &self.name, value, written, value_place())
                }
            },
            None => Field::absent(),
        }
    }
}
