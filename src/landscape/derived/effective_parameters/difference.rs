//! Whether what a profile says of a parameter is in effect: compared with the running system and the default profile.
//!
//! Where the lists of running values do not tell, the difference is unknown, and not none.

use super::effective::{Files, find, same};
use super::{CUT_VALUE, ParameterFile, Stated, Statement};

/// What keeps a profile's value from being in effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Difference {
    None,
    Found(String),
    Unknown(&'static str),
}

const NO_LIST: &str = "the list of running profile parameters of this application server is not here";
const WHOSE: &str =
    "these files do not tell which list of running profile parameters belongs to which instance profile";
const SELECTION: &str = "the list of running profile parameters shows a selection, and this one is not in it";
const NOT_FILLED: &str = "the value has a macro that these files do not explain";
const NO_PROFILE: &str =
    "a profile that may set it is not here: both the default profile and the instance profile are needed";

impl Files<'_> {
    /// The difference of what a default or instance profile states.
    pub(super) fn difference(&self, profile: &ParameterFile, statement: &Statement) -> Difference {
        let mut result = None;
        for runtime in &self.runtimes {
            let compared = match self.decides(profile, runtime, &statement.name) {
                Some(true) => self.compare(profile, statement, runtime),
                Some(false) => continue,
                None => Difference::Unknown(WHOSE),
            };
            result = match (result, compared) {
                (_, found @ Difference::Found(_)) => return found,
                (unknown @ Some(Difference::Unknown(_)), _) => unknown,
                (_, compared) => Some(compared),
            };
        }
        let found = self.override_of(profile, statement).map(Difference::Found);
        found.or(result).unwrap_or(Difference::Unknown(NO_LIST))
    }

    /// The difference of a value that runs and that no profile at hand states.
    pub(super) fn difference_of_unstated(&self, runtime: &ParameterFile) -> Difference {
        let own = |instance: &&&ParameterFile| match (&instance.instance, &runtime.instance) {
            (Some(profile), Some(list)) => profile.eq_ignore_ascii_case(list),
            _ => true,
        };
        let here = !self.defaults.is_empty() && self.instances.iter().any(|instance| own(&instance));
        if here { Difference::None } else { Difference::Unknown(NO_PROFILE) }
    }

    /// Whether the profile decides on the parameter on the application server that the list is from, if that is known.
    fn decides(&self, profile: &ParameterFile, runtime: &ParameterFile, name: &str) -> Option<bool> {
        let is_of = |instance: &ParameterFile| match (&instance.instance, &runtime.instance) {
            (Some(instance), Some(of)) => Some(instance.eq_ignore_ascii_case(of)),
            // Without names only a single list can be meant.
            _ => (self.runtimes.len() == 1 && self.instances.len() == 1).then_some(true),
        };
        if profile.level == "instance" {
            return is_of(profile);
        }
        let mut overriding = self.instances.iter().filter(|instance| find(instance, name).is_some());
        overriding.try_fold(true, |decides, instance| Some(decides && !is_of(instance)?))
    }

    fn compare(&self, profile: &ParameterFile, statement: &Statement, runtime: &ParameterFile) -> Difference {
        let value = match self.stated_at(profile, statement, runtime.instance.as_deref()) {
            Stated::Set(value) => value,
            Stated::Unfilled(_) => return Difference::Unknown(NOT_FILLED),
            Stated::Unknown(why) => return Difference::Unknown(why),
            // An empty value leaves it to the kernel's default.
            Stated::Unset => return Difference::None,
        };
        match find(runtime, &statement.name) {
            Some(Statement { unknown: Some(why), .. }) => Difference::Unknown(why),
            Some(Statement { value: Some(running), .. }) if same(&value, running) => Difference::None,
            Some(Statement { value: Some(running), .. }) if statement.open && begins(running, &value) => {
                Difference::Unknown(CUT_VALUE)
            }
            Some(Statement { value: Some(running), .. }) => {
                Difference::Found(format!("the running system has {running}"))
            }
            None if !runtime.whole => Difference::Unknown(SELECTION),
            Some(Statement { value: None, .. }) | None => {
                Difference::Found("the running system does not have it".to_owned())
            }
        }
    }

    fn override_of(&self, profile: &ParameterFile, statement: &Statement) -> Option<String> {
        if profile.level != "instance" {
            return None;
        }
        let (default, other) =
            self.defaults.iter().find_map(|default| Some((*default, find(default, &statement.name)?)))?;
        let instance = profile.instance.as_deref();
        match (self.stated_at(default, other, instance), self.stated_at(profile, statement, instance)) {
            (Stated::Set(default), Stated::Set(value))
                if !(same(&default, &value) || (statement.open && begins(&default, &value))) =>
            {
                Some(format!("overrides the default profile, which sets {default}"))
            }
            _ => None,
        }
    }
}

/// What a profile ends with may be the begin of this value.
fn begins(whole: &str, begin: &str) -> bool {
    whole.get(..begin.len()).is_some_and(|same| same.eq_ignore_ascii_case(begin))
}

#[cfg(test)]
mod tests {
    use super::super::tests::statement;
    use super::*;

    fn file(profile: &str, instance: Option<&str>, values: &[(&str, &str)]) -> ParameterFile {
        ParameterFile {
            profile: !profile.is_empty(),
            level: profile.to_owned(),
            instance: instance.map(str::to_owned),
            whole: true,
            statements: values.iter().map(statement).collect(),
            ..ParameterFile::default()
        }
    }

    /// The difference of the first statement of the first file.
    fn difference(files: &[ParameterFile]) -> Difference {
        let files: Vec<&ParameterFile> = files.iter().collect();
        Files::of(&files).difference(files[0], files[0].statements.iter().next().unwrap())
    }

    fn found(difference: Difference) -> String {
        match difference {
            Difference::Found(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_running_value_is_compared_and_one_that_is_missing_is_a_difference() {
        let default = || file("default", None, &[("ssl/x", "1")]);
        assert_eq!(difference(&[default(), file("", None, &[("SSL/X", " 1")])]), Difference::None);
        let other = difference(&[default(), file("", None, &[("ssl/x", "2")])]);
        assert_eq!(found(other), "the running system has 2");
        for list in [file("", None, &[]), file("", None, &[("ssl/x", "")])] {
            assert_eq!(found(difference(&[default(), list])), "the running system does not have it");
        }
    }

    #[test]
    fn a_selection_or_no_list_at_all_leaves_it_unknown() {
        let default = || file("default", None, &[("ssl/x", "1")]);
        let selection = ParameterFile { whole: false, ..file("", None, &[("ssl/y", "2")]) };
        assert_eq!(difference(&[default(), selection]), Difference::Unknown(SELECTION));
        assert_eq!(difference(&[default()]), Difference::Unknown(NO_LIST));
    }

    #[test]
    fn each_instance_profile_is_compared_with_its_own_list() {
        let files = |profile, list| {
            [
                file("instance", profile, &[("ssl/x", "1")]),
                file("", list, &[("ssl/x", "2")]),
                file("", Some("D01"), &[("ssl/x", "1")]),
            ]
        };
        assert_eq!(difference(&files(Some("D01"), Some("D00"))), Difference::None);
        assert_eq!(found(difference(&files(Some("D00"), Some("D00")))), "the running system has 2");
        assert_eq!(difference(&files(Some("D02"), Some("D00"))), Difference::Unknown(NO_LIST));
        assert_eq!(difference(&files(None, Some("D00"))), Difference::Unknown(WHOSE));
    }

    #[test]
    fn the_default_profile_is_not_blamed_for_what_an_instance_profile_overrides() {
        let files = [
            file("default", None, &[("ssl/x", "1")]),
            file("instance", Some("D00"), &[("ssl/x", "2")]),
            file("instance", Some("D01"), &[]),
            file("", Some("D00"), &[("ssl/x", "2")]),
            file("", Some("D01"), &[("ssl/x", "1")]),
        ];
        assert_eq!(difference(&files), Difference::None);
        let references: Vec<&ParameterFile> = files.iter().collect();
        let overriding = Files::of(&references).difference(&files[1], files[1].statements.iter().next().unwrap());
        assert_eq!(found(overriding), "overrides the default profile, which sets 1");
    }

    #[test]
    fn the_instance_number_of_the_list_fills_the_default_profile_in() {
        let default = || file("default", None, &[("icm/server_port_0", "PORT=443$$")]);
        let list = |port| file("", Some("D07"), &[("icm/server_port_0", port)]);
        assert_eq!(difference(&[default(), list("PORT=44307")]), Difference::None);
        assert_eq!(found(difference(&[default(), list("PORT=44300")])), "the running system has PORT=44300");
    }
}
