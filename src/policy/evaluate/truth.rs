//! Truth with two ways of not being told: SQL's NULL, and what an export does not say.

use super::value::Absent;

/// What a predicate says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// Neither, as SQL has it for NULL: the row is not among those for which it holds.
    Null,
    /// It may hold: the export does not tell, or a value cannot be read as what it must be.
    Unknown,
}

impl Truth {
    /// Of what is known.
    pub fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    pub(super) fn of_absent(absent: Absent) -> Self {
        match absent {
            Absent::Null => Self::Null,
            Absent::Unknown => Self::Unknown,
        }
    }

    /// `and`
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::True;
        for part in parts {
            match part {
                Self::False => return Self::False,
                Self::Unknown => all = Self::Unknown,
                Self::Null if all == Self::True => all = Self::Null,
                Self::Null | Self::True => {}
            }
        }
        all
    }

    /// `or`
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Self::False;
        for part in parts {
            match part {
                Self::True => return Self::True,
                Self::Unknown => any = Self::Unknown,
                Self::Null if any == Self::False => any = Self::Null,
                Self::Null | Self::False => {}
            }
        }
        any
    }

    pub(super) fn negated_if(self, negated: bool) -> Self {
        if negated { !self } else { self }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            absent => absent,
        }
    }
}
