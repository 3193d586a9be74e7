//! Names taken out: users, hosts, addresses, systems and the like become pseudonyms, for reports and exports that are to be sent.
//!
//! | file | what it answers |
//! |---|---|
//! | [`words`] | which names stand in the fields of the exports, by their classes |
//! | `sweep` | what looks like a name wherever it stands: S-user, address, host, e-mail |
//! | [`own`] | what is SAP's own or everybody's, and stays (`own.toml`) |
//! | `pseudonym` | which word takes the place of a name, with a key or without |
//! | [`Redactor`] | all of it, for any text |
//! | `rewrite` | a whole text file |
//!
//! A name is one word wherever it stands: the user, the label of a host and the part of a path that are called alike get the same
//! pseudonym. It has as many characters as the name, so that columns stay where they are. Which texts are redacted is for those who write them.

pub mod own;
mod pseudonym;
pub(crate) mod redactor;
pub mod rewrite;
mod sweep;
#[cfg(test)]
mod tests;
pub mod words;

pub use own::Own;
pub use pseudonym::{Key, KeyError};
pub use redactor::{Edit, Redactor, apply};
pub use words::Words;

/// What kind of name a word is: it decides which form its pseudonym has. Of several the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Must not be shown at all.
    Secret,
    /// Number of an S-user.
    SUser,
    /// Mail address.
    Mail,
    /// Address of a host, in numbers.
    Ip,
    /// Host with its domain.
    Host,
    /// System ID, subaccount.
    System,
    /// User.
    User,
    /// One label of a host's name.
    Label,
    /// Customer number.
    Digits,
    /// Serial number, fingerprint.
    Hex,
    /// RFC destination.
    Destination,
    /// Job, program, role, alias.
    Name,
    /// Part of a distinguished name.
    Subject,
    /// Part of a path.
    Path,
}

impl Kind {
    /// The letter with which its pseudonyms begin.
    fn letter(self) -> char {
        match self {
            Self::Host | Self::Label | Self::Ip => 'h',
            Self::System => 'x',
            Self::User | Self::SUser | Self::Mail => 'u',
            Self::Destination => 'd',
            Self::Subject => 'o',
            Self::Path => 'p',
            Self::Name | Self::Digits | Self::Hex | Self::Secret => 'n',
        }
    }
}
