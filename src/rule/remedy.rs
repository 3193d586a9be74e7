//! How a finding of a rule is fixed in a file that people write by hand. What the file becomes is `fix`'s.

use super::file::{ChangeFile, EditFile};
use super::placed::Placed;
use crate::knowledge::cipher;
use crate::names::Globs;

/// A fix that a rule knows, with the reason why it is safe or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What is done.
    pub change: Change,
    /// Patterns of the parameters it is for; empty means all.
    pub only_parameters: Vec<String>,
    /// Patterns of the values, as they are written, that it is for; empty means all.
    pub only_values: Vec<String>,
    /// It does just what the rule's source asks for, and cuts nobody off.
    pub safe: bool,
    /// Why it is safe, or not.
    pub because: String,
}

/// What is done at the place of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The parameter gets this value.
    Value(String),
    /// The option of that name in the parameter's value gets this value.
    Option(String, String),
    /// The parameter's line is taken out.
    RemoveLine,
    /// The parameter of that name is set to this value in a new line.
    Add(String, String),
    /// The same with the next free number behind the name.
    AddNumbered(String, String),
    /// The parameter's cipher string is corrected.
    Ciphers(cipher::Change),
    /// A line that permits connections to the finding's subject on this port.
    Permit {
        /// The port.
        port: String,
        /// Patterns of destinations: whom lines permit to reach one of these, is permitted to reach the new one.
        sources_of: Vec<String>,
    },
}

impl Remedy {
    /// Whether it is for a parameter of this name and value.
    pub fn is_for(&self, parameter: &str, value: &str) -> bool {
        let fits = |patterns: &[String], text: &str| {
            patterns.is_empty() || Globs::new(patterns.to_vec()).is_ok_and(|globs| globs.is_match(text))
        };
        fits(&self.only_parameters, parameter) && fits(&self.only_values, value)
    }

    /// What it does, for people.
    pub fn words(&self) -> String {
        let of = |patterns: &[String], what: &str| match patterns {
            [] => String::new(),
            [one] if one.is_empty() => format!(" where {what} is empty"),
            patterns => format!(" where {what} is {}", patterns.join(" or ")),
        };
        let change = match &self.change {
            Change::Value(to) => format!("sets the parameter to {to}"),
            Change::Option(option, to) => format!("sets {option}={to} in the parameter"),
            Change::RemoveLine => "takes the parameter out".to_owned(),
            Change::Add(parameter, to) => format!("adds {parameter} = {to} where it is not set"),
            Change::AddNumbered(parameter, to) => format!("adds {parameter}<n> = {to} with the next free number"),
            Change::Permit { port, sources_of } => {
                let destinations = sources_of.join(", ");
                format!("adds a line for port {port}, with the sources of lines that permit one of {destinations}")
            }
            Change::Ciphers(change) => match change {
                cipher::Change::Colons => "takes colons out of the cipher string that are too many".to_owned(),
                cipher::Change::Keywords => "corrects misspelt keywords of the cipher string".to_owned(),
                cipher::Change::Weak => "takes weak ciphers out of the cipher string".to_owned(),
                cipher::Change::Outdated(None) => "takes outdated ciphers out of the cipher string".to_owned(),
                cipher::Change::Outdated(Some(to)) => {
                    format!("takes outdated ciphers out of the cipher string, and sets its protocol flags to {to}")
                }
                cipher::Change::Flags(to) => format!("sets the protocol flags of the cipher string to {to}"),
                cipher::Change::FlawedFlags(to) => {
                    format!("sets the protocol flags of the cipher string to {to} where they are missing or wrong")
                }
            },
        };
        format!("{change}{}{}", of(&self.only_parameters, "the parameter"), of(&self.only_values, "its value"))
    }

    /// What a rule file says, if it says all that the change takes: else what is missing, too much or wrong, and at which place.
    pub(super) fn of(file: &EditFile) -> Result<Self, Mistake> {
        let EditFile { change: kind, to, option, parameter, only_parameters, only_values, sources_of, safe, because } =
            file;
        let (mut to, mut option, mut parameter) = (to.as_ref(), option.as_ref(), parameter.as_ref());
        let mut take = |key: &'static str| {
            let slot = match key {
                "to" => &mut to,
                "option" => &mut option,
                _ => &mut parameter,
            };
            let lacks =
                || Mistake::new(kind.span(), format!("this change needs `{key}`"), format!("add `{key} = \"...\"`"));
            slot.take().ok_or_else(lacks)
        };
        let text = |placed: &Placed<String>| one_line(placed);
        let texts = |patterns: &[Placed<String>]| patterns.iter().map(|it| it.get_ref().clone()).collect::<Vec<_>>();
        let change = match kind.get_ref() {
            ChangeFile::SetValue => Change::Value(text(take("to")?)?),
            ChangeFile::SetOption => Change::Option(text(take("option")?)?, text(take("to")?)?),
            ChangeFile::RemoveLine => Change::RemoveLine,
            ChangeFile::AddParameter => Change::Add(text(take("parameter")?)?, text(take("to")?)?),
            ChangeFile::AddNumbered => Change::AddNumbered(text(take("parameter")?)?, text(take("to")?)?),
            ChangeFile::CipherColons => Change::Ciphers(cipher::Change::Colons),
            ChangeFile::CipherKeywords => Change::Ciphers(cipher::Change::Keywords),
            ChangeFile::CipherWeak => Change::Ciphers(cipher::Change::Weak),
            ChangeFile::CipherOutdated => {
                let flags = to.take().map(flags).transpose()?;
                Change::Ciphers(cipher::Change::Outdated(flags))
            }
            ChangeFile::CipherFlags => Change::Ciphers(cipher::Change::Flags(flags(take("to")?)?)),
            ChangeFile::CipherFlawedFlags => Change::Ciphers(cipher::Change::FlawedFlags(flags(take("to")?)?)),
            ChangeFile::PermitRoute if sources_of.is_empty() => {
                let help = "add `sources-of = [\"*.example.org\"]`";
                return Err(Mistake::new(kind.span(), "this change needs `sources-of`", help));
            }
            ChangeFile::PermitRoute => Change::Permit { port: text(take("to")?)?, sources_of: texts(sources_of) },
        };
        let surplus = [("to", to), ("option", option), ("parameter", parameter)].into_iter();
        if let Some((key, placed)) = surplus.filter_map(|(key, placed)| Some((key, placed?))).next() {
            let message = format!("this change has no use for `{key}`");
            return Err(Mistake::new(placed.span(), message, format!("remove `{key}`")));
        }
        if because.get_ref().trim().is_empty() {
            let message = "the reason is blank";
            return Err(Mistake::new(because.span(), message, "say why the fix is safe, or why it is not"));
        }
        for pattern in only_parameters.iter().chain(only_values).chain(sources_of) {
            if Globs::new(vec![pattern.get_ref().clone()]).is_err() {
                return Err(Mistake::new(pattern.span(), "malformed pattern", "`*` stands for any text"));
            }
        }
        Ok(Self {
            change,
            only_parameters: texts(only_parameters),
            only_values: texts(only_values),
            safe: *safe,
            because: because.get_ref().trim().to_owned(),
        })
    }
}

/// What is wrong in an `[[edit]]`.
pub(super) struct Mistake {
    pub place: std::ops::Range<usize>,
    pub message: String,
    pub help: String,
}

impl Mistake {
    fn new(place: std::ops::Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { place, message: message.into(), help: help.into() }
    }
}

/// A text that goes into a line of its own: it must not end that line, nor be cut at its ends.
fn one_line(placed: &Placed<String>) -> Result<String, Mistake> {
    let text = placed.get_ref();
    let fits = !text.is_empty() && text.trim() == text && text.bytes().all(|byte| (b' '..0x7F).contains(&byte));
    let message =
        "this goes into a line of a file: it must be ASCII without control characters, and no blank at its ends";
    if fits { Ok(text.clone()) } else { Err(Mistake::new(placed.span(), message, "write the plain value")) }
}

fn flags(placed: &Placed<String>) -> Result<u64, Mistake> {
    let message = "protocol flags are a number";
    placed.get_ref().parse().map_err(|_| Mistake::new(placed.span(), message, "e.g. `to = \"150\"`"))
}
