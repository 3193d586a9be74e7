//! What a remedy makes of a profile.

use std::collections::HashSet;
use std::ops::Range;

use super::lines::{Line, Lines};
use super::on_line::{self, inserted, removed, replaced};
use super::{Changed, Site};
use crate::finding::Finding;
use crate::knowledge::cipher;
use crate::knowledge::icm;
use crate::layout::profile::entry;
use crate::rule::{Change, Remedy};

/// What the remedy makes of the profile in which the finding is; none if it has no use there.
pub(super) fn changed(finding: &Finding, remedy: &Remedy, site: &Site<'_>) -> Option<Changed> {
    match &remedy.change {
        Change::Add(parameter, value) => added(finding, remedy, site.file, parameter, value),
        Change::AddNumbered(parameter, value) => added_numbered(remedy, site, parameter, value),
        Change::Permit { .. } => None,
        Change::Value(_) | Change::Option(..) | Change::RemoveLine | Change::Ciphers(_) => {
            let parameter = Parameter::of(finding, site.file).filter(|it| remedy.is_for(it.name(), it.value()))?;
            parameter.changed(&remedy.change)
        }
    }
}

/// A line that sets a parameter.
struct Parameter<'f> {
    file: &'f Lines,
    number: u64,
    line: &'f Line,
    name: Range<usize>,
    value: Range<usize>,
}

impl<'f> Parameter<'f> {
    /// The parameter that the finding is about, if it is set at the place of the finding.
    fn of(finding: &Finding, file: &'f Lines) -> Option<Self> {
        let number = finding.place.line;
        let line = file.line(number)?;
        let (name, value) = entry(&line.text)?;
        let parameter = Self { file, number, line, name, value };
        // What is set nowhere is told at the first line, whatever is set there.
        parameter.name().eq_ignore_ascii_case(&finding.subject).then_some(parameter)
    }

    fn name(&self) -> &'f str {
        self.line.text.get(self.name.clone()).unwrap_or_default()
    }

    fn value(&self) -> &'f str {
        self.line.text.get(self.value.clone()).unwrap_or_default()
    }

    fn changed(&self, change: &Change) -> Option<Changed> {
        let name = self.name();
        let (change, description) = match change {
            Change::Value(to) => (self.with(self.value.clone(), to)?, format!("set {name} = {to}")),
            Change::Option(option, to) => (self.with_option(option, to)?, format!("set {option}={to} in {name}")),
            Change::RemoveLine => (removed(self.file, self.number)?, format!("take {name} out")),
            Change::Ciphers(change) => return self.with_ciphers(*change),
            Change::Add(..) | Change::AddNumbered(..) | Change::Permit { .. } => return None,
        };
        Some(Changed { change, description })
    }

    /// The line with another text in the place of a piece of it.
    fn with(&self, piece: Range<usize>, text: &str) -> Option<on_line::Change> {
        let is_bare = piece.is_empty() && self.line.text.get(..piece.start).is_some_and(|before| before.ends_with('='));
        let text = if is_bare { format!(" {text}") } else { text.to_owned() };
        let is_new = self.line.text.get(piece.clone()) != Some(&text);
        is_new.then(|| replaced(self.file, self.number, piece, &text)).flatten()
    }

    fn with_option(&self, option: &str, to: &str) -> Option<on_line::Change> {
        match icm::option_of(self.value(), option) {
            Some(piece) => self.with(self.at(&piece.range), to),
            None => self.with(self.value.end..self.value.end, &format!(",{option}={to}")),
        }
    }

    fn with_ciphers(&self, by: cipher::Change) -> Option<Changed> {
        let (name, value) = (self.name(), self.value());
        let is_option = name.to_ascii_lowercase().starts_with("icm/ssl_config_");
        let piece = if is_option { icm::option_of(value, "CIPHERS")?.range } else { 0..value.len() };
        let ciphers = value.get(piece.clone())?;
        // What a macro stands for is not written here.
        if ciphers.contains(['$', '%']) {
            return None;
        }
        let corrected = cipher::change(ciphers, by)?;
        let change = self.with(self.at(&piece), &corrected)?;
        let description =
            if is_option { format!("set CIPHERS={corrected} in {name}") } else { format!("set {name} = {corrected}") };
        Some(Changed { change, description })
    }

    /// A piece of the value as a piece of the line.
    fn at(&self, piece: &Range<usize>) -> Range<usize> {
        self.value.start + piece.start..self.value.start + piece.end
    }
}

fn added(finding: &Finding, remedy: &Remedy, file: &Lines, parameter: &str, value: &str) -> Option<Changed> {
    let is_about = finding.subject.eq_ignore_ascii_case(parameter) && remedy.is_for(parameter, "");
    let is_set = parameters(file).any(|(_, name, _)| name.eq_ignore_ascii_case(parameter));
    if !is_about || is_set {
        return None;
    }
    let line = format!("{parameter} = {value}");
    let change = inserted(file, file.all().len(), std::slice::from_ref(&line))?;
    Some(Changed { change, description: format!("add {line}") })
}

/// Adds the parameter with the first number that no profile of the system uses. A service that is there and turned off is turned on.
fn added_numbered(remedy: &Remedy, site: &Site<'_>, parameter: &str, value: &str) -> Option<Changed> {
    if let Some(changed) = turned_on(remedy, site.file, parameter, value) {
        return Some(changed);
    }
    let used: HashSet<u64> = (site.profiles)()
        .iter()
        .flat_map(|profile| {
            parameters(profile).filter_map(|(_, name, _)| number_of(name, parameter)).collect::<Vec<_>>()
        })
        .collect();
    let number = (0..=used.len() as u64).find(|number| !used.contains(number))?;
    let line = format!("{parameter}{number} = {value}");
    let last = parameters(site.file).filter(|(_, name, _)| number_of(name, parameter).is_some()).last();
    let index = last.map_or(site.file.all().len(), |(index, ..)| index + 1);
    let change = inserted(site.file, index, std::slice::from_ref(&line))?;
    Some(Changed { change, description: format!("add {line}") })
}

/// The first parameter of that name whose PROT is that of `value`, and whose PORT turns it off, gets that PORT.
fn turned_on(remedy: &Remedy, file: &Lines, parameter: &str, value: &str) -> Option<Changed> {
    let wanted = icm::server_port(value);
    let (protocol, port) = (wanted.protocol?, wanted.port?);
    let is_off = |own: &str| {
        let own = icm::server_port(own);
        own.speaks(protocol.text) && !own.is_active()
    };
    let mut all = parameters(file).filter(|(_, name, _)| number_of(name, parameter).is_some());
    let (index, name, _) = all.find(|(_, name, own)| is_off(own) && remedy.is_for(name, own))?;
    let number = index as u64 + 1;
    let line = file.line(number)?;
    let (name_place, value_place) = entry(&line.text)?;
    let off = Parameter { file, number, line, name: name_place, value: value_place };
    let change = off.with_option("PORT", port.text)?;
    Some(Changed { change, description: format!("set PORT={} in {name}", port.text) })
}

fn number_of(name: &str, parameter: &str) -> Option<u64> {
    let begin = name.get(..parameter.len()).filter(|begin| begin.eq_ignore_ascii_case(parameter))?;
    name.get(begin.len()..)?.parse().ok()
}

/// Index, name and value of each line that sets a parameter.
fn parameters(file: &Lines) -> impl Iterator<Item = (usize, &str, &str)> {
    file.all().iter().enumerate().filter_map(|(index, line)| {
        let (name, value) = entry(&line.text)?;
        Some((index, line.text.get(name)?, line.text.get(value)?))
    })
}
