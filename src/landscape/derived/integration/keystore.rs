//! Entries of the tenant keystore (document 004; connectors.md b.3).

use jiff::civil::Date;

use crate::landscape::chains::{Chains, End, Known};
use crate::landscape::derived::records::In;

use super::fields::OTHER;
use super::reasons;
use super::site::Party;
use super::statement::Statement;
use super::view::{Found, View};

/// What is said of the entries.
pub(super) fn state(view: &View<'_>, as_of: Date) -> Vec<Statement> {
    const RECORD: &str = "keystore-entry";
    let Some(anchor) = view.anchor(Party::CloudIntegration, &["keystore"]) else { return Vec::new() };
    if !view.has_keystore() {
        return vec![Statement::gap(RECORD, anchor, view.why(Party::CloudIntegration, reasons::NO_KEYSTORE))];
    }
    let mut all = Vec::new();
    for (used, entries) in [("key-pair", view.used("key-pair")), ("keystore", view.used("keystore"))] {
        for found in entries {
            let Some(record) = found.record() else { continue };
            // Backups are not in use.
            if !is_in_use(record) {
                continue;
            }
            let said = Statement::of(RECORD, found.at());
            all.push(match record.validity(as_of, reasons::NO_DETAILS) {
                Ok("valid") if used == "key-pair" => {
                    let (case, lacks) = chain(view, &found);
                    said.case(case, "alias").text(OTHER, lacks, "alias")
                }
                Ok("valid") => said.case(Ok("right"), "not-after"),
                case => said.case(case, "not-after"),
            });
        }
    }
    if !view.is_keystore_whole() {
        all.push(Statement::gap(RECORD, anchor, reasons::KEYSTORE_NOT_WHOLE));
    }
    all
}

/// It is of the keystore that is in use, and of no backup.
pub(super) fn is_in_use(record: In<'_>) -> bool {
    record.text("keystore").is_none_or(|keystore| keystore.eq_ignore_ascii_case("system"))
}

/// Whether the chain of a key pair reaches a root: by its chain certificates, else by those of ci-client if they are its own.
fn chain(view: &View<'_>, pair: &Found<'_>) -> (Result<&'static str, &'static str>, String) {
    let alias = pair.record().and_then(|record| record.text("alias")).unwrap_or_default();
    let is_of = |found: &Found<'_>| {
        let record = found.record();
        record.and_then(|record| record.text("chain-of")).is_some_and(|of| of == alias)
    };
    let mut links: Vec<Found<'_>> = view.used("file").into_iter().filter(is_of).collect();
    if links.is_empty() {
        let of_client = view.used("ci-client");
        if of_client.iter().any(|found| super::view::identity(found.known(), pair.known()).is_some()) {
            links = of_client;
        }
    }
    if links.is_empty() {
        return (Err(reasons::NO_KEY_PAIR_CHAIN), String::new());
    }
    let pool: Vec<Known> = std::iter::once(pair.known()).chain(links.iter().map(Found::known)).cloned().collect();
    match Chains::of(pool).chain(0).end {
        End::Root => (Ok("right"), String::new()),
        // What is missing may stand behind the end of a file that is cut.
        _ if !view.are_whole("keystore") || !view.are_whole("certificate") => {
            (Err(reasons::KEYSTORE_NOT_WHOLE), String::new())
        }
        End::Missing(issuer) => (Ok("chain"), issuer),
        End::Loop => (Ok("chain"), pair.known().issuer.clone()),
    }
}
