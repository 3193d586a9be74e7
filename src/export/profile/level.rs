//! Which kind of profile a file is: by its name, the comments at its top, and its entries.

use nom::bytes::complete::{take_while_m_n, take_while1};
use nom::character::complete::char;
use nom::combinator::recognize;
use nom::{IResult, Parser};

use crate::knowledge::instance::{self, WEB_DISPATCHER};

/// The signs met so far.
#[derive(Debug, Default)]
pub(super) struct Level {
    copy: bool,
    host_agent: bool,
    /// From the name or, if that says nothing, the banner.
    named: Option<&'static str>,
    instance: bool,
    /// What INSTANCE_NAME says it is, if it is no ABAP application server.
    other: Option<&'static str>,
    /// It has parameters of a Web Dispatcher.
    dispatches: bool,
    /// It has work processes or an instance name as only ABAP application servers have.
    abap: bool,
}

const DEFAULT: &str = "default";
const INSTANCE: &str = "instance";
const START: &str = "start";

/// Parts of a file name, after a dot, that say that the file is out of use.
const COPIES: &[&str] = &["bak", "backup", "copy", "old", "orig", "org", "sav", "save"];

impl Level {
    /// What the file's name says.
    pub(super) fn of_file(name: &str) -> Self {
        let name = name.to_ascii_uppercase();
        let named = if name.contains("DEFAULT.PFL") || name == "DEFAULT" { Some(DEFAULT) } else { profile_name(&name) };
        Self { copy: is_copy(&name), host_agent: name.starts_with("HOST_PROFILE"), named, ..Self::default() }
    }

    /// Takes a comment that stands before the first entry: RZ10 writes the profile's name there.
    pub(super) fn banner(&mut self, comment: &str) {
        let mut words = comment.split(|c: char| c.is_whitespace() || matches!(c, '#' | '*'));
        let said = || {
            words.find_map(|word| {
                let word = word.to_ascii_uppercase();
                if word == "DEFAULT.PFL" { Some(DEFAULT) } else { profile_name(&word) }
            })
        };
        self.named = self.named.or_else(said);
    }

    /// Takes an entry.
    pub(super) fn entry(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"INSTANCE_NAME" => {
                self.instance = true;
                let instance = String::from_utf8_lossy(value);
                self.other = instance::other_than_abap(&instance);
                self.abap |= self.other.is_none() && instance.starts_with(['D', 'd']);
            }
            b"SAPSYSTEM" => {
                self.instance = true;
                // The host agent has the number 99 for itself.
                self.host_agent |= value == b"99";
            }
            b"service/porttypes" => self.host_agent |= bstr::ByteSlice::contains_str(value, "SAPHostControl"),
            name if name.starts_with(b"rdisp/wp_no_") => self.abap = true,
            // The central services of an ABAP system may have a Web Dispatcher in them.
            name if name.starts_with(b"wdisp/") => self.dispatches = true,
            _ => {}
        }
    }

    /// The word for the fact `level`.
    pub(super) fn name(&self) -> &'static str {
        match (self.named, self.other) {
            _ if self.copy => "copy",
            _ if self.host_agent => "host-agent",
            (Some(START), _) => START,
            (_, Some(other)) => other,
            (Some(named), _) => named,
            _ if self.dispatches && !self.abap => WEB_DISPATCHER,
            (None, _) if self.instance => INSTANCE,
            (None, _) => DEFAULT,
        }
    }
}

/// Instance profiles are called `<SID>_<instance>_<host>`, start profiles `START_<instance>_<host>`.
fn profile_name(name: &str) -> Option<&'static str> {
    if name.starts_with("START_") {
        return Some(START);
    }
    let (_, instance) = instance_profile(name).ok()?;
    Some(instance::other_than_abap(instance).unwrap_or(INSTANCE))
}

/// The instance that the profile is of.
fn instance_profile(name: &str) -> IResult<&str, &str> {
    let alphanumeric = |c: char| c.is_ascii_alphanumeric();
    let letter = |c: char| c.is_ascii_alphabetic();
    let digit = |c: char| c.is_ascii_digit();
    let system = take_while_m_n(3, 3, alphanumeric);
    let instance = recognize((take_while1(letter), take_while_m_n(2, 2, digit)));
    let host = take_while1(alphanumeric);
    (system, char('_'), instance, char('_'), host).map(|(_, _, instance, ..)| instance).parse(name)
}

pub(super) fn is_copy(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let stem = name.strip_suffix(".txt").unwrap_or(&name);
    let stem = stem.strip_suffix(".pfl").unwrap_or(stem);
    let out_of_use = |part: &str| {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-'));
        COPIES.contains(&word) || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    name.ends_with('~')
        || stem.split('.').skip(1).any(out_of_use)
        || COPIES.iter().any(|word| {
            stem.strip_suffix(word).is_some_and(|before| before.ends_with(['_', '-']) || before.ends_with("- "))
        })
        || stem.ends_with("- kopie")
}
