//! `[[edit]]`: how a finding of the rule is fixed in a file that people write by hand.

use serde::Deserialize;

use crate::rule::placed::Placed;

/// A fix in a file that people write by hand: a profile, a route permission table. Of several the first safe one that changes something
/// is taken, else the first.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EditFile {
    /// What is done at the place of the finding.
    pub change: Placed<ChangeFile>,
    /// The new value, of a parameter or an option; the protocol flags of a cipher string; the port of a route.
    pub to: Option<Placed<String>>,
    /// The option whose value is set: `PORT`.
    pub option: Option<Placed<String>>,
    /// The parameter that is added where its file does not set it; for `add-numbered` its name up to the number.
    pub parameter: Option<Placed<String>>,
    /// Only for parameters whose name fits one of these patterns.
    #[serde(default)]
    pub only_parameters: Vec<Placed<String>>,
    /// Only where the value as it is written fits one of these patterns.
    #[serde(default)]
    pub only_values: Vec<Placed<String>>,
    /// For a route: patterns of destinations. Whom a line permits to reach one of these is permitted to reach the new one.
    #[serde(default)]
    pub sources_of: Vec<Placed<String>>,
    /// It does just what the rule's source asks for, and cuts nobody off: `basislint fix --write` does it unasked.
    pub safe: bool,
    /// Why it is safe, or why it is not.
    pub because: Placed<String>,
}

/// What is done at the place of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ChangeFile {
    /// The parameter gets the value `to`.
    SetValue,
    /// The `option` in the parameter's value gets the value `to`.
    SetOption,
    /// The parameter's line is taken out.
    RemoveLine,
    /// The `parameter` is set to `to` in a new line at the end of the profile.
    AddParameter,
    /// The same for the next free number of a `parameter` that is numbered from 0, behind the others.
    AddNumbered,
    /// Colons that are too many are taken out of the cipher string.
    CipherColons,
    /// Misspelt keywords of the cipher string become those that were meant, and what stands on the wrong side of `::` goes to the right one.
    CipherKeywords,
    /// What allows broken ciphers or SSLv3 is taken out of the cipher string.
    CipherWeak,
    /// What is weaker than SAP asks for today is taken out of the cipher string; protocol flags without TLS 1.2 become `to`, if it is given.
    CipherOutdated,
    /// The protocol flags of the cipher string become `to`, unless they allow a version above all that `to` allows.
    CipherFlags,
    /// The same, but only where there are no protocol flags, or none that mean anything.
    CipherFlawedFlags,
    /// A line that permits connections to the finding's subject on port `to` is put above the first that denies them.
    PermitRoute,
}
