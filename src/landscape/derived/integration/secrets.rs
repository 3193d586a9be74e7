//! Secrets that lie among the exports of an integration (connectors.md a.9, a.11, b.1).

use super::fields::{CASE, VALUE};
use super::reasons;
use super::site::Site;
use super::statement::{At, Statement};

/// What is said of the secrets of one system.
pub(super) fn state(system: usize, site: &Site) -> Vec<Statement> {
    const RECORD: &str = "secret";
    let mut all = Vec::new();
    for (at, record) in site.files.of_export("service-keys") {
        if record.flag("has-secret") == Some(true) {
            let name = record.text("key-name").unwrap_or(record.path);
            let said = Statement::of(RECORD, At { system, at }).word(CASE, "service-key", "has-secret");
            all.push(said.text(VALUE, name, "has-secret"));
        }
    }
    for (at, record) in site.files.of_export("users") {
        if record.text("record") == Some("hashes") {
            let columns = record.text("hash-column").unwrap_or_default();
            let said = Statement::of(RECORD, At { system, at }).word(CASE, "password-hashes", "hash-column");
            all.push(said.text(VALUE, columns, "hash-column"));
        }
    }
    for (at, record) in site.files.of_export("credential-files") {
        let name = record.text("name").unwrap_or_default();
        all.push(Statement::of(RECORD, At { system, at }).word(CASE, "file", "name").text(VALUE, name, "name"));
    }
    // What is missing in a file may be one.
    for kind in ["service-keys", "users"] {
        let at = site.files.heading(kind).filter(|_| !site.files.are_whole(kind));
        all.extend(at.map(|at| Statement::gap(RECORD, At { system, at }, reasons::SECRETS_NOT_WHOLE)));
    }
    all
}
