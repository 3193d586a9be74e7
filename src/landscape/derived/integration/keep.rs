//! Which records of a file are kept: of tables with hundreds of thousands of rows only what can matter.

use std::collections::HashSet;

use crate::export::{Export, Record, Value};
use crate::landscape::System;
use crate::landscape::derived::records::{Collecting, Keep};
use crate::layout::Row;

use super::users::{ALL_AUTHORIZATIONS, wanted_roles};

/// Begins to collect from a file of this export.
pub(super) fn collecting(export: &'static Export, system: &System) -> Collecting {
    let field = |name: &str| export.fields.iter().position(|field| field.name == name);
    let keep: Box<dyn Keep> = match export.kind {
        "role-assignments" => {
            let mut wanted: Vec<String> = wanted_roles(&system.integration);
            wanted.extend(ALL_AUTHORIZATIONS.map(str::to_owned));
            let wanted = wanted.iter().map(|role| role.to_uppercase()).collect();
            Box::new(OfRoles { role: field("role"), user: field("user"), wanted, users: HashSet::new() })
        }
        "users" => {
            let (user, profile) = (field("user"), field("profile"));
            let own = system.integration.user.as_ref().map(|user| user.to_uppercase());
            Box::new(OfUsers { user, profile, own })
        }
        "rfc-destinations" => Box::new(WithTls { tls: field("tls") }),
        "cloud-connector" => Box::new(Having { field: field("location-id"), words: &[] }),
        "components" => Box::new(Having { field: field("component"), words: &["BBPCRM", "SAP_APPL", "S4CORE"] }),
        _ => return Collecting::all(export),
    };
    Collecting::some(export, keep)
}

/// Keeps no record.
pub(super) fn nothing(export: &'static Export) -> Collecting {
    Collecting::some(export, Box::new(Nothing))
}

#[derive(Debug)]
struct Nothing;

impl Keep for Nothing {
    fn keeps(&mut self, _: &dyn Record, _: &Row<'_>) -> bool {
        false
    }
}

/// A text in capitals; none if it is not known to its end.
fn text(record: &dyn Record, row: &Row<'_>, field: Option<usize>) -> Option<String> {
    match record.field(field?).value {
        Value::Text(text) => Some(row.charset.decode(&text).trim().to_uppercase()),
        _ => None,
    }
}

/// The first assignment of each user, and those of roles that matter.
#[derive(Debug)]
struct OfRoles {
    role: Option<usize>,
    user: Option<usize>,
    /// In capitals.
    wanted: Vec<String>,
    users: HashSet<String>,
}

impl Keep for OfRoles {
    fn keeps(&mut self, record: &dyn Record, row: &Row<'_>) -> bool {
        let is_first = text(record, row, self.user).is_none_or(|user| self.users.insert(user));
        is_first || text(record, row, self.role).is_none_or(|role| self.wanted.contains(&role))
    }
}

/// Users, or the one that configuration names; of their profiles only those that allow everything.
#[derive(Debug)]
struct OfUsers {
    user: Option<usize>,
    profile: Option<usize>,
    /// In capitals.
    own: Option<String>,
}

impl Keep for OfUsers {
    fn keeps(&mut self, record: &dyn Record, row: &Row<'_>) -> bool {
        if let Some(profile) = text(record, row, self.profile)
            && !ALL_AUTHORIZATIONS.contains(&profile.as_str())
        {
            return false;
        }
        let Some(own) = &self.own else { return true };
        text(record, row, self.user).is_none_or(|user| user == *own)
    }
}

/// RFC destinations with TLS: no others lead to Cloud Integration.
#[derive(Debug)]
struct WithTls {
    tls: Option<usize>,
}

impl Keep for WithTls {
    fn keeps(&mut self, record: &dyn Record, _: &Row<'_>) -> bool {
        self.tls.is_some_and(|tls| record.field(tls).value == Value::Flag(true))
    }
}

/// Records that have a text in this field: one of these words, or any.
#[derive(Debug)]
struct Having {
    field: Option<usize>,
    words: &'static [&'static str],
}

impl Keep for Having {
    fn keeps(&mut self, record: &dyn Record, row: &Row<'_>) -> bool {
        let found = text(record, row, self.field);
        found.is_some_and(|found| self.words.is_empty() || self.words.contains(&found.as_str()))
    }
}
