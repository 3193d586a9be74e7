//! Stores about users: how many have which hashes (USER_PASSWD_HASH_USAGE), and who has which profile (AUTH_PROFILE_USER).
//!
//! Both follow from tables of one client. Only if the list of clients (T000) is there as well, and each of them has users here, they are whole.
//! Share and state are our assumption: PERC_USER is of all users, USER_IS_AUTHORIZED means neither locked nor out of date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Policies;
use super::derived::DerivedStore;
use super::gathered::{OfFile, UNREADABLE, Usage};
use super::kept::KeptRowOfStore;
use crate::policy::evaluate::Setting;

pub(super) const HASHES: &str = "USER_PASSWD_HASH_USAGE";
pub(super) const PROFILES: &str = "AUTH_PROFILE_USER";

type Files<'f> = [(usize, &'f OfFile, Option<&'f Arc<str>>)];

const NO_CODES: &str = "of some users the list does not tell the type or the code version of their hashes (CODVN)";
const CLIENTS: &str =
    "USR02 shows the users of one client: add the list of clients (T000), and the users of each of them";

/// The stores of a system of which files tell.
pub(super) fn of(how: (&Policies, &Setting<'_>), files: &Files<'_>) -> Vec<DerivedStore> {
    [hashes(how, files), profiles(how, files)].into_iter().flatten().collect()
}

/// Why users may be missing.
fn lacks(files: &Files<'_>, table: &str) -> Option<Arc<str>> {
    // The list of clients is of none of these tables. Half of it would hide that users of the others are not here.
    let asked = || files.iter().filter(|(_, file, _)| file.tables.contains(table) || file.tables.is_empty());
    let cut = asked().find_map(|(.., lacks)| lacks.cloned());
    let all: BTreeSet<&String> = files.iter().flat_map(|(_, file, _)| &file.clients).collect();
    let there: BTreeSet<&String> = files.iter().flat_map(|(_, file, _)| &file.clients_of_users).collect();
    let is_whole = !all.is_empty() && all.is_subset(&there);
    let is_unreadable = asked().any(|(_, file, _)| file.has_unreadable);
    let why = if is_unreadable { UNREADABLE } else { CLIENTS };
    cut.or_else(|| (is_unreadable || !is_whole).then(|| why.into()))
}

fn indexes(files: &Files<'_>, table: &str) -> Vec<usize> {
    files.iter().filter(|(_, file, _)| file.tables.contains(table)).map(|(index, ..)| *index).collect()
}

fn hashes(how: (&Policies, &Setting<'_>), files: &Files<'_>) -> Option<DerivedStore> {
    let of = indexes(files, "USR02");
    if of.is_empty() {
        return None;
    }
    let unknown = files.iter().any(|(_, file, _)| file.has_unknown_usage);
    let mut store = DerivedStore::new(HASHES, of, lacks(files, "USR02").or_else(|| unknown.then(|| NO_CODES.into())));
    let mut usage: BTreeMap<&Usage, (u64, usize, &KeptRowOfStore)> = BTreeMap::new();
    for (index, file, _) in files {
        for (kind, (count, row)) in &file.usage {
            usage.entry(kind).or_insert((0, *index, row)).0 += count;
        }
    }
    let total: u64 = usage.values().map(|(count, ..)| count).sum();
    for ((kind, hashes), (count, file, row)) in usage {
        let word = |used: bool| if used { "USED" } else { "UNUSED" };
        let share = (count * 10_000 + total / 2) / total.max(1);
        let kept = row
            .with("USER_TYPE", kind)
            .with("BCODE", word(hashes[0]))
            .with("PASSCODE", word(hashes[1]))
            .with("PWDSALTEDHASH", word(hashes[2]))
            .with("NUM_USER", &count.to_string())
            .with("PERC_USER", &format!("{}.{:02}", share / 100, share % 100));
        store.ask_kept(how, file, &kept);
    }
    Some(store)
}

fn profiles(how: (&Policies, &Setting<'_>), files: &Files<'_>) -> Option<DerivedStore> {
    let of = indexes(files, "UST04");
    if of.is_empty() {
        return None;
    }
    let mut store = DerivedStore::new(PROFILES, of, lacks(files, "UST04"));
    for (index, file, _) in files {
        for ([client, user, _], row) in &file.profiles {
            let known = files.iter().find_map(|(_, file, _)| file.users.get(&(client.clone(), user.clone())));
            let mut kept = row.clone();
            kept = match known.and_then(|(kind, _)| kind.as_deref()) {
                Some(kind) => kept.with("USER_TYPE", kind),
                None => kept.with_unknown("USER_TYPE"),
            };
            kept = match known.and_then(|(_, is_authorized)| *is_authorized) {
                Some(true) => kept.with("STATUS", "USER_IS_AUTHORIZED"),
                Some(false) => kept.with("STATUS", "USER_IS_NOT_AUTHORIZED"),
                None => kept.with_unknown("STATUS"),
            };
            store.ask_kept(how, *index, &kept);
        }
    }
    Some(store)
}
