//! Users and their profiles: stores that count users or look at several tables follow from them (`super::super::users`).
//!
//! Hashes of passwords are neither read nor asked for: the code version (CODVN) tells which there are.

use super::{Carrier, Gathered, Made, User};
use crate::export::Value;

pub(super) static CARRIER: Carrier = Carrier {
    export: "users",
    stores: &["USER_PASSWD_HASH_USAGE", "AUTH_PROFILE_USER"],
    tells_all: false,
    tells_what_is_set: false,
    rows: |from, make| {
        if let Some(table) = from.whole("table") {
            make(Made::Gathered(Gathered::Table(table)));
        }
        match from.whole("record").as_deref() {
            Some("profile") => {
                let [client, user, profile] = [("MANDT", "client"), ("USERNAME", "user"), ("PROFILE", "profile")]
                    .map(|(column, name)| from.cell(column, name));
                make(Made::Gathered(Gathered::Profile([client, user, profile])));
            }
            Some("user") => {
                let (client, name) = (from.whole("client"), from.whole("user").unwrap_or_default());
                let span = from.field("user-type").span;
                let kind = from.whole("user-type").map(|kind| kind.to_ascii_uppercase());
                let hashes = from.whole("code-version").and_then(|code| hashes(&code));
                let is_authorized = match from.field("lock").value {
                    Value::Number(lock) => Some(lock == 0),
                    _ => None,
                };
                make(Made::Gathered(Gathered::User(User { client, name, kind, hashes, is_authorized, place: span })));
            }
            _ => {}
        }
    },
};

/// BCODE, PASSCODE and PWDSALTEDHASH by the code version. From background knowledge (`../shared/spec/policies.md` sections 4 and 11).
fn hashes(code: &str) -> Option<[bool; 3]> {
    Some(match code {
        "A" | "B" | "C" | "D" | "E" => [true, false, false],
        "F" => [false, true, false],
        "G" => [true, true, false],
        "H" => [false, false, true],
        "I" => [true, true, true],
        "X" => [false, false, false],
        _ => return None,
    })
}
