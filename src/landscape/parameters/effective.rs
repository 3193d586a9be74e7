//! Which of the statements in a system's files are in effect, and what is set nowhere.

use super::difference::Difference;
use super::{Asked, EffectiveParameter, ParameterFile, Stated, Statement};
use crate::knowledge::profile_macro;

const NO_DEFAULT_PROFILE: &str = "the default profile (DEFAULT.PFL) is not here, and it may set the parameter";
const SELECTION: &str = "the list shows a selection of parameters, and this one is not in it";

/// Derives the effective parameters of one system from all its files.
pub fn derive<'s>(files: &'s [&'s ParameterFile], asked: &Asked) -> Vec<EffectiveParameter<'s>> {
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
        Self {
            defaults: profiles("default").collect(),
            instances: profiles("instance").collect(),
            runtimes: files.iter().copied().filter(|file| !file.profile && file.services.is_none()).collect(),
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
    file.statements.iter().find(|statement| statement.name.eq_ignore_ascii_case(name))
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
