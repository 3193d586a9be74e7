//! Who trusts whom, for programs: each connection, the certificates that are shown on it, and what each needs.

use serde::Serialize;

use crate::landscape::picture::{Hop, Need, Picture, State, Trust};
use crate::report::{Report, trust};

/// The connections of one integration.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "JsonTrust"))]
pub(in crate::report) struct JsonPicture {
    /// The system that it is the picture of: that of the ABAP system.
    system: String,
    /// Its connections, in the order in which a message takes them.
    connections: Vec<JsonHop>,
}

/// A connection between two parties.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "JsonConnection"))]
struct JsonHop {
    /// Who calls.
    from: &'static str,
    /// Who is called.
    to: &'static str,
    /// The most pressing state of its certificates.
    state: JsonState,
    /// What the two show each other.
    certificates: Vec<JsonCertificate>,
}

/// A certificate that is shown, and who must trust it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonCertificate {
    /// Who shows it.
    shown_by: &'static str,
    /// What it is to who shows it: `its client certificate`, `its server certificate`.
    shows: &'static str,
    /// Its subject; empty if nobody knows it.
    subject: String,
    /// Who must trust it.
    trusted_by: &'static str,
    /// The most pressing state of its needs.
    state: JsonState,
    /// What must lie where, or be so.
    needs: Vec<JsonNeed>,
}

/// Something that must be so for a certificate to be trusted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonNeed {
    /// What must be so.
    what: String,
    /// Whether it is.
    state: JsonState,
    /// What is wrong or not known, or why nothing need be done; empty if it is so.
    why: String,
    /// The rule that says so, if one judges it.
    rule: Option<&'static str>,
}

/// Whether something is as it must be.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "JsonTrustState"))]
#[serde(rename_all = "kebab-case")]
enum JsonState {
    /// It is.
    Pass,
    /// It is not.
    Fail,
    /// Nobody knows: an export is missing.
    NotEvaluated,
    /// There is nothing to be done by the customer.
    NothingToDo,
}

/// All pictures of a report.
pub(super) fn pictures(report: &Report) -> Vec<JsonPicture> {
    let picture = |Picture { system, hops }| JsonPicture { system, connections: hops.into_iter().map(hop).collect() };
    trust::pictures(report).into_iter().map(picture).collect()
}

fn hop(hop: Hop) -> JsonHop {
    let state = state(hop.state());
    let Hop { from, to, trust } = hop;
    JsonHop { from, to, state, certificates: trust.into_iter().map(certificate).collect() }
}

fn certificate(trust: Trust) -> JsonCertificate {
    let state = state(trust.state());
    let Trust { shown_by, shows, subject, trusted_by, needs } = trust;
    JsonCertificate { shown_by, shows, subject, trusted_by, state, needs: needs.into_iter().map(need).collect() }
}

fn need(Need { what, state: of, why, rule }: Need) -> JsonNeed {
    JsonNeed { what, state: state(of), why, rule }
}

fn state(state: State) -> JsonState {
    match state {
        State::Holds => JsonState::Pass,
        State::Broken => JsonState::Fail,
        State::Unknown => JsonState::NotEvaluated,
        State::Nothing => JsonState::NothingToDo,
    }
}
