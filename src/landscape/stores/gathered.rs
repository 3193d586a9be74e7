//! Config stores that follow from several rows, and mostly from several files: what is kept of these while they are read.
//!
//! Which rows come of it, `services` and `users` say when all files are read.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::KeptRowOfStore;
use super::row::{Cell, StoreRow};
use super::{Policies, carriers};
use crate::export::Record;
use crate::layout::Row;

/// Something that is gathered of a record.
pub enum Gathered<'r> {
    /// A table is there, even without a row.
    Table(String),
    /// A node of the ICF: its name, the GUID of the node above it, its own.
    Node([String; 3]),
    /// Whether a node of the ICF is active: its name, the GUID of the node above it, the answer and where it stands.
    Activation([String; 2], Cell<'r>),
    /// A user.
    User(User),
    /// A profile of a user: client, user, profile.
    Profile([Cell<'r>; 3]),
    /// A client that the system has.
    Client(String),
    /// Something that cannot be read: a cell that stores follow from is cut.
    Unreadable,
}

/// Why nobody knows what such a row would say.
pub(super) const UNREADABLE: &str =
    "a row that it follows from is cut in a cell that it needs: export the table with wider columns";

/// What is known of a user.
pub struct User {
    /// Its client; none if that is not known.
    pub client: Option<String>,
    /// Its name.
    pub name: String,
    /// Its type, as SAP's policies write it: DIALOG; none if that is not known.
    pub kind: Option<String>,
    /// Which hashes it has: BCODE, PASSCODE, PWDSALTEDHASH; none if that is not known.
    pub hashes: Option<[bool; 3]>,
    /// It is not locked, and may log on today; none if that is not known.
    pub is_authorized: Option<bool>,
    /// Where its type stands.
    pub place: Option<std::ops::Range<usize>>,
}

/// The type of a user, and whether it may log on.
pub(super) type KnownUser = (Option<Box<str>>, Option<bool>);

/// Users of one type with the same hashes.
pub(super) type Usage = (String, [bool; 3]);

/// What is kept of a file.
#[derive(Debug, Default)]
pub struct OfFile {
    pub(super) tables: BTreeSet<String>,
    pub(super) nodes: Vec<[Box<str>; 3]>,
    pub(super) activations: Vec<([Box<str>; 2], Option<bool>, KeptRowOfStore)>,
    /// How many users there are of each, and the first of them.
    pub(super) usage: BTreeMap<Usage, (u64, KeptRowOfStore)>,
    /// There are users of whom it is not known.
    pub(super) has_unknown_usage: bool,
    /// By client and name, in few bytes: the type, and whether they may log on.
    pub(super) users: BTreeMap<(Box<str>, Box<str>), KnownUser>,
    pub(super) clients_of_users: BTreeSet<String>,
    pub(super) profiles: Vec<([Box<str>; 3], KeptRowOfStore)>,
    pub(super) clients: BTreeSet<String>,
    /// There are rows that cannot be read.
    pub(super) has_unreadable: bool,
}

/// Whoever has more users than these keeps no list of them: the profiles of theirs are not judged then.
const MOST_USERS: usize = 200_000;

impl OfFile {
    /// Takes what was gathered of a record.
    pub(super) fn take(&mut self, gathered: Gathered<'_>, policies: &Policies, record: &dyn Record, row: &Row<'_>) {
        let kept = |cells: Vec<Cell<'_>>| {
            let of_store = StoreRow { cells, or: None, may_be_absent: false };
            KeptRowOfStore::of(&of_store, row, carriers::secrets(record, row))
        };
        match gathered {
            Gathered::Table(name) => {
                if !self.tables.contains(&name) {
                    self.tables.insert(name);
                }
            }
            Gathered::Node(node) => {
                if policies.services().has_segment(&node[0]) {
                    self.nodes.push(node.map(Into::into));
                }
            }
            Gathered::Activation([name, parent], active) => {
                if policies.services().is_last(&name) {
                    let is_active = active.text.as_deref().map(|text| text == "X");
                    let cells = vec![Cell {
                        text: Some(name.clone().into()),
                        ..Cell::new("ICF_NAME", "", active.span.clone())
                    }];
                    self.activations.push(([name.into(), parent.into()], is_active, kept(cells)));
                }
            }
            Gathered::User(user) => self.user(&user, &kept),
            Gathered::Profile(cells) => {
                let text = |cell: &Cell<'_>| -> Option<Box<str>> { cell.text.as_deref().map(Into::into) };
                let [client, user, profile] = cells.each_ref().map(text);
                let Some(profile) = profile else {
                    self.has_unreadable = true;
                    return;
                };
                // Nobody knows whose it is; it is somebody's.
                let user = user.unwrap_or_default();
                if policies.profiles().iter().any(|name| **name == *profile || **name == *user) {
                    let key = [client.unwrap_or_default(), user, profile];
                    self.profiles.push((key, kept(cells.into_iter().skip(1).collect())));
                }
            }
            Gathered::Client(client) => {
                self.clients.insert(client);
            }
            Gathered::Unreadable => self.has_unreadable = true,
        }
    }

    fn user(&mut self, user: &User, kept: &dyn Fn(Vec<Cell<'_>>) -> KeptRowOfStore) {
        if let Some(client) = user.client.as_ref().filter(|client| !self.clients_of_users.contains(*client)) {
            self.clients_of_users.insert(client.clone());
        }
        match (&user.kind, user.hashes) {
            (Some(kind), Some(hashes)) => {
                let place = || vec![Cell::new("USER_TYPE", kind.clone(), user.place.clone())];
                self.usage.entry((kind.clone(), hashes)).or_insert_with(|| (0, kept(place()))).0 += 1;
            }
            _ => self.has_unknown_usage = true,
        }
        if self.users.len() < MOST_USERS {
            let key = (user.client.as_deref().unwrap_or_default().into(), user.name.as_str().into());
            self.users.insert(key, (user.kind.as_deref().map(Into::into), user.is_authorized));
        }
    }

    /// Takes what was kept of the next part of the file, before which so many lines stand.
    pub(super) fn join(&mut self, mut next: Self, lines: u64) {
        next.activations.iter_mut().for_each(|(.., row)| row.move_down(lines));
        next.profiles.iter_mut().for_each(|(_, row)| row.move_down(lines));
        self.tables.append(&mut next.tables);
        self.nodes.append(&mut next.nodes);
        self.activations.append(&mut next.activations);
        self.profiles.append(&mut next.profiles);
        self.users.append(&mut next.users);
        self.clients.append(&mut next.clients);
        self.clients_of_users.append(&mut next.clients_of_users);
        self.has_unknown_usage |= next.has_unknown_usage;
        self.has_unreadable |= next.has_unreadable;
        for (usage, (count, mut row)) in next.usage {
            row.move_down(lines);
            self.usage.entry(usage).or_insert((0, row)).0 += count;
        }
    }
}
