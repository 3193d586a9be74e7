//! Which of the statements in a system's files are in effect, and what is set nowhere.

use std::collections::{HashMap, HashSet};

use super::difference::Difference;
use super::{EffectiveParameter, Interest, ParameterFile, Stated, Statement};
use crate::knowledge::instance;
use crate::knowledge::profile_macro::{self, Unfilled};
use crate::limits::EXPANDED_BYTES;

const NO_DEFAULT_PROFILE: &str = "the default profile (DEFAULT.PFL) is not here, and it may set the parameter";
const NO_INSTANCE_PROFILE: &str = "the instance profile is not here, and it may set the parameter";
const CUT_PROFILE: &str = "a profile is not whole, and what is missing of it may set the parameter";
const TOO_LONG: &str = "the value, or what its macros make of it, has more than 64 KiB, which no parameter of SAP has: correct it in the profile";
const SELECTION: &str = "the list shows a selection of parameters, and this one is not in it";

/// Derives the effective parameters of one system from all its files.
pub fn derive<'s>(files: &'s [&'s ParameterFile], asked: &Interest) -> Vec<EffectiveParameter<'s>> {
    let landscape = Files::of(files);
    let mut records = landscape.set_by_profiles();
    landscape.add_runtime(&mut records);
    landscape.add_services(asked, &mut records);
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
    pub(super) services: Vec<&'s ParameterFile>,
}

impl<'s> Files<'s> {
    pub(super) fn of(files: &'s [&'s ParameterFile]) -> Self {
        let profiles =
            |level: &'static str| files.iter().copied().filter(move |file| file.profile && file.level == level);
        let instances: Vec<_> = profiles("instance").collect();
        let runtimes: Vec<_> = files.iter().copied().filter(|file| file.is_runtime()).collect();
        // Where only a Web Dispatcher or the like is, the default profile is its own, and no ABAP system's.
        let is_of_others = |file: &&ParameterFile| file.profile && instance::has_default_profile(&file.level);
        let only_others =
            instances.is_empty() && runtimes.is_empty() && files.iter().copied().any(|file| is_of_others(&file));
        Self {
            defaults: if only_others { Vec::new() } else { profiles("default").collect() },
            instances,
            runtimes,
            services: files.iter().copied().filter(|file| file.services.is_some()).collect(),
        }
    }

    fn set_by_profiles(&self) -> Vec<EffectiveParameter<'s>> {
        let mut records = Vec::new();
        for default in &self.defaults {
            for statement in &default.statements {
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
            for statement in &instance.statements {
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
            own.or_else(|| self.defaults.iter().find_map(|default| default.values.get(name))).map(str::to_owned)
        };
        let look_up = |name: &str| match written(name) {
            // The instance number is also the end of the instance's name: D00, DVEBMGS00, ASCS01.
            None if name == "SAPSYSTEM" => written("INSTANCE_NAME").as_deref().or(instance).and_then(instance_number),
            value => value,
        };
        match profile_macro::expand(value, &look_up) {
            Ok(expanded) => Stated::Set(expanded),
            Err(Unfilled::Unknown) => Stated::Unfilled(value.clone()),
            Err(Unfilled::TooLong) => Stated::Unknown(TOO_LONG),
        }
    }

    /// Adds the values of the running system that no profile sets alike.
    fn add_runtime(&self, records: &mut Vec<EffectiveParameter<'s>>) {
        // Lists and profiles may be long.
        let stated = if self.runtimes.is_empty() { HashMap::new() } else { values_by_name(records) };
        for runtime in &self.runtimes {
            for statement in &runtime.statements {
                let value = match (&statement.value, statement.unknown) {
                    (_, Some(why)) => Stated::Unknown(why),
                    (Some(value), None) if value.len() > EXPANDED_BYTES => Stated::Unknown(TOO_LONG),
                    (Some(value), None) => Stated::Set(value.clone()),
                    // An empty row is told by `add_unset`, if any rule asks for the parameter.
                    (None, None) => continue,
                };
                let by_profiles = stated.get(&statement.name.to_ascii_lowercase());
                let is_alike = |values: &HashSet<String>| matches!(&value, Stated::Set(value) if values.contains(&value.trim().to_ascii_lowercase()));
                if !by_profiles.is_some_and(is_alike) {
                    let source = if statement.system_default { "system-default" } else { "runtime" };
                    // Where a profile states it, the difference is told there.
                    let difference =
                        if by_profiles.is_none() { self.difference_of_unstated(runtime) } else { Difference::None };
                    records.push(record(runtime, statement, value, source, difference));
                }
            }
        }
    }

    /// Adds the record of a parameter that is set nowhere, or of which nothing is known.
    fn add_unset(&self, name: &str, records: &mut Vec<EffectiveParameter<'s>>) {
        let mut told = records.iter().any(|record| record.name.eq_ignore_ascii_case(name));
        // The application servers whose lists of running values answer.
        let mut answered: Vec<Option<&str>> = Vec::new();
        for runtime in &self.runtimes {
            let row = find(runtime, name);
            let empty_row = row.is_some_and(|row| row.value.is_none() && row.unknown.is_none());
            if empty_row || (row.is_none() && runtime.whole) {
                records.push(unset(runtime, row, name, Stated::Unset));
                told = true;
            }
            if row.is_some() || runtime.whole {
                answered.push(runtime.instance.as_deref());
            }
        }
        if self.defaults.iter().any(|default| find(default, name).is_some()) {
            return;
        }
        let value = match self.defaults.iter().any(|default| default.whole) {
            true => Stated::Unset,
            false if self.defaults.is_empty() => Stated::Unknown(NO_DEFAULT_PROFILE),
            false => Stated::Unknown(CUT_PROFILE),
        };
        for instance in self.instances.iter().filter(|instance| find(instance, name).is_none()) {
            if is_answered(&answered, instance.instance.as_deref()) {
                continue;
            }
            let value = match value {
                Stated::Unset if !instance.whole => Stated::Unknown(CUT_PROFILE),
                ref value => value.clone(),
            };
            // The default profile is where it is mended for all; else the application server that lacks it is told.
            let default = self.defaults.first().filter(|_| !told);
            records.push(unset(default.unwrap_or(instance), None, name, value));
            if default.is_some() {
                return;
            }
            told = true;
        }
        if told || !answered.is_empty() || !self.instances.is_empty() {
            return;
        }
        let record = match (self.defaults.first(), self.runtimes.first()) {
            (Some(default), _) => unset(default, None, name, Stated::Unknown(NO_INSTANCE_PROFILE)),
            (None, Some(runtime)) => unset(runtime, None, name, Stated::Unknown(SELECTION)),
            (None, None) => return,
        };
        records.push(record);
    }
}

/// What is stated of each parameter, names and values in small letters; a parameter may have no known value.
fn values_by_name(records: &[EffectiveParameter<'_>]) -> HashMap<String, HashSet<String>> {
    let mut values: HashMap<String, HashSet<String>> = HashMap::new();
    for record in records {
        let of_name = values.entry(record.name.to_ascii_lowercase()).or_default();
        if let Stated::Set(value) = &record.value {
            of_name.insert(value.trim().to_ascii_lowercase());
        }
    }
    values
}

/// Whether one of these lists of running values may be that of the application server with this instance name.
fn is_answered(answered: &[Option<&str>], instance: Option<&str>) -> bool {
    answered.iter().any(|of| match (of, instance) {
        (Some(of), Some(instance)) => of.eq_ignore_ascii_case(instance),
        _ => true,
    })
}

fn instance_number(instance: &str) -> Option<String> {
    let digits = instance.get(instance.len().checked_sub(2)?..)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.to_owned())
}

pub(super) fn find<'f>(file: &'f ParameterFile, name: &str) -> Option<&'f Statement> {
    file.statements.find(name)
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
        harmless: &statement.harmless,
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
        harmless: &[],
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
