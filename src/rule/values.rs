//! Upper-case values that records are held against: lists of 100,000 numbers, each looked up.

use std::collections::BTreeSet;

use crate::knowledge::s_user;
use crate::packing::{Damaged, Packed, Packer, Unpacker};

/// Different values, in order.
#[derive(Debug, Default)]
pub(crate) struct Values {
    texts: BTreeSet<String>,
    /// Of those that may be S-users, the digits.
    users: BTreeSet<String>,
}

impl Values {
    /// Whether a value is among them. S-users are the same with and without the leading S and zeros.
    pub fn has(&self, value: &str) -> bool {
        self.texts.contains(value) || s_user::digits(value).is_some_and(|user| self.users.contains(user))
    }

    /// As they were written.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }
}

impl Packed for Values {
    fn pack(&self, out: &mut Packer) {
        self.texts.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        (0..from.count()?).map(|_| String::unpack(from)).collect()
    }
}

impl Extend<String> for Values {
    fn extend<I: IntoIterator<Item = String>>(&mut self, values: I) {
        for value in values {
            self.users.extend(s_user::digits(&value).map(str::to_owned));
            self.texts.insert(value);
        }
    }
}

impl FromIterator<String> for Values {
    fn from_iter<I: IntoIterator<Item = String>>(values: I) -> Self {
        let mut all = Self::default();
        all.extend(values);
        all
    }
}
