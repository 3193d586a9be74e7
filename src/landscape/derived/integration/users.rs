//! The user that the client certificate is mapped to: type, locks, roles, profiles (document 004, "Create Service Account"; connectors.md b.3).

use jiff::civil::Date;

use crate::landscape::derived::records::In;
use crate::landscape::integration::Integration;

use super::fields::{CASE, OTHER, VALUE};
use super::mapping;
use super::reasons;
use super::site::Party;
use super::statement::{At, Statement};
use super::view::View;

/// Profiles, or roles of these names, that allow everything.
pub(super) const ALL_AUTHORIZATIONS: [&str; 2] = ["SAP_ALL", "SAP_NEW"];

/// The roles that SAP ERP delivers for the integration user (document 004).
const ROLES: [&str; 2] = ["SAP_SD_COD_INTEGRATION", "SAP_SD_COD_INTEGRATION_EXT"];

/// The roles that the user must have, as configuration says, else those of SAP ERP.
pub(super) fn wanted_roles(integration: &Integration) -> Vec<String> {
    integration.roles.clone().unwrap_or_else(|| ROLES.map(str::to_owned).to_vec())
}

/// All that is said of the user.
pub(super) fn state(view: &View<'_>, as_of: Date) -> Vec<Statement> {
    let Some(anchor) = view.anchor(Party::Abap, &["users", "certificate-mappings", "role-assignments"]) else {
        return Vec::new();
    };
    let users = mapping::users(view);
    if users.is_empty() {
        let records = ["user-type", "user-lock", "user-role", "user-profile"];
        return records.map(|record| Statement::gap(record, anchor, reasons::NO_USER)).to_vec();
    }
    let mut all = Vec::new();
    for mapped in &users {
        let (name, client) = (mapped.user.as_str(), mapped.client.as_deref());
        let user = User { view, name, client, mapped: mapped.at.unwrap_or(anchor), as_of };
        all.extend(user.logon());
        all.extend(user.roles());
        all.extend(user.profiles());
    }
    all
}

/// A user of the ABAP system.
struct User<'u, 'l> {
    view: &'u View<'l>,
    name: &'u str,
    /// The client in which it is mapped, if that is known: users of other clients are others.
    client: Option<&'u str>,
    /// Where it is mapped.
    mapped: At,
    as_of: Date,
}

impl<'l> User<'_, 'l> {
    fn records(&self, kind: &'static str) -> impl Iterator<Item = (At, In<'l>)> {
        let client = self.client;
        let is_here = move |record: &In<'_>| match (client, record.text("client")) {
            (Some(own), Some(client)) => own == client,
            _ => true,
        };
        self.of_any_client(kind).filter(move |(_, record)| is_here(record))
    }

    fn of_any_client(&self, kind: &'static str) -> impl Iterator<Item = (At, In<'l>)> {
        let (hub, name) = (self.view.hub, self.name);
        self.view.own().files.of_export(kind).filter_map(move |(at, record)| {
            let is_it = record.decoded("user").is_some_and(|user| user.trim().eq_ignore_ascii_case(name));
            is_it.then_some((At { system: hub, at }, record))
        })
    }

    /// Whether this table was exported.
    fn has(&self, table: &str) -> bool {
        self.view.own().files.of_export("users").any(|(_, record)| record.text("table") == Some(table))
    }

    /// Whether a row may be of it whose column was too narrow for its name.
    fn may_be_cut(&self, kind: &'static str) -> bool {
        let is_begin = |begin: &str| {
            let begin = begin.trim();
            self.name.get(..begin.len()).is_some_and(|own| own.eq_ignore_ascii_case(begin))
        };
        let mut all = self.view.own().files.of_export(kind);
        all.any(|(_, record)| record.cut("user").is_some_and(|begin| is_begin(&begin)))
    }

    /// Whether all that a list says of it is known.
    fn is_whole(&self, kind: &'static str) -> bool {
        self.view.own().files.are_whole(kind) && !self.may_be_cut(kind)
    }

    /// Its type, and whether it can log on.
    fn logon(&self) -> Vec<Statement> {
        let of_user = self.records("users").filter(|(_, record)| record.text("record") == Some("user"));
        let found: Vec<(At, In<'_>)> = of_user.collect();
        let gap = |record, why| Statement::gap(record, self.mapped, why).text(VALUE, self.name, "");
        let is_whole = self.is_whole("users");
        if found.is_empty() {
            let is_of_other = self.of_any_client("users").any(|(_, record)| record.text("record") == Some("user"));
            let is_known = self.has("USR02") && is_whole && !is_of_other;
            let why = match self.has("USR02") {
                _ if is_of_other => reasons::OTHER_CLIENT,
                true => reasons::USERS_NOT_WHOLE,
                false => reasons::NO_USERS,
            };
            return match is_known {
                true => vec![
                    gap("user-type", reasons::NO_SUCH_USER),
                    Statement::near("user-lock", self.mapped)
                        .word(CASE, "missing", "user")
                        .text(VALUE, self.name, "user"),
                ],
                false => vec![gap("user-type", why), gap("user-lock", why)],
            };
        }
        let mut all = Vec::new();
        for (at, record) in found {
            let said = Statement::of("user-type", at).text(VALUE, self.name, "user-type");
            let case = match (record.text("user-type"), record.unknown("user-type")) {
                (Some("system" | "communication"), _) => Ok("right"),
                (Some(_), _) => Ok("wrong"),
                (None, why) => Err(why.unwrap_or(reasons::NO_USERS)),
            };
            all.push(said.case(case, "user-type"));
            let said = Statement::of("user-lock", at).text(VALUE, self.name, "lock");
            let locked = match (record.number("lock"), record.unknown("lock")) {
                (Some(0), _) => Ok(false),
                (Some(_), _) => Ok(true),
                (None, why) => Err(why.unwrap_or(reasons::NO_USERS)),
            };
            all.push(match (locked, self.validity(record)) {
                (Ok(true), _) => said.word(CASE, "locked", "lock"),
                (_, Ok(Some(("not-yet", _)))) => said.word(CASE, "not-yet", "valid-from"),
                (_, Ok(Some((case, _)))) => said.word(CASE, case, "valid-to"),
                (Err(why), _) | (_, Err(why)) => said.case(Err(why), "lock"),
                (Ok(false), Ok(None)) => said.word(CASE, "right", "lock"),
            });
        }
        all
    }

    /// Whether something holds on the day, by its fields `valid-from` and `valid-to`: none if it does.
    fn validity(&self, record: In<'_>) -> Result<Option<(&'static str, &'static str)>, &'static str> {
        let day = |field: &str| match record.unknown(field) {
            Some(why) => Err(why),
            None => Ok(record.text(field).and_then(|day| day.get(..10)?.parse::<Date>().ok())),
        };
        // Whatever is open, what is over is over.
        let (from, to) = (day("valid-from"), day("valid-to"));
        if let Ok(Some(from)) = from
            && from > self.as_of
        {
            return Ok(Some(("not-yet", "valid-from")));
        }
        if let Ok(Some(to)) = to
            && to < self.as_of
        {
            return Ok(Some(("over", "valid-to")));
        }
        from.and(to).map(|_| None)
    }

    /// The roles that it must have.
    fn roles(&self) -> Vec<Statement> {
        const RECORD: &str = "user-role";
        const EXPORT: &str = "role-assignments";
        let gap = |why| vec![Statement::gap(RECORD, self.mapped, why).text(VALUE, self.name, "")];
        let files = &self.view.own().files;
        if !files.has(EXPORT) {
            return gap(reasons::NO_ASSIGNMENTS);
        }
        let configured = &self.view.own().integration.roles;
        if configured.is_none() && self.is_crm() {
            return gap(reasons::CRM_ROLES);
        }
        let assigned: Vec<(At, In<'_>)> = self.records(EXPORT).collect();
        if assigned.is_empty() && self.of_any_client(EXPORT).next().is_some() {
            return gap(reasons::ROLES_OF_OTHER_CLIENT);
        }
        let first = assigned.first().map_or(self.mapped, |(at, _)| *at);
        let mut all = Vec::new();
        for role in wanted_roles(&self.view.own().integration) {
            let is_it = |(_, record): &&(At, In<'_>)| {
                record.decoded("role").is_some_and(|own| own.trim().eq_ignore_ascii_case(&role))
            };
            let own: Vec<&(At, In<'_>)> = assigned.iter().filter(is_it).collect();
            let judged: Vec<_> = own.iter().map(|(at, record)| (*at, self.validity(*record))).collect();
            let valid = judged.iter().find(|(_, validity)| *validity == Ok(None));
            let said = match (valid, judged.first()) {
                (Some((at, _)), _) => Statement::of(RECORD, *at).word(CASE, "right", "role"),
                (None, Some((at, Ok(Some((case, place)))))) => Statement::of(RECORD, *at).word(CASE, case, place),
                (None, Some((at, Err(why)))) => Statement::of(RECORD, *at).case(Err(why), "role"),
                (None, _) if !self.is_whole(EXPORT) => {
                    Statement::near(RECORD, first).case(Err(reasons::ASSIGNMENTS_NOT_WHOLE), "user")
                }
                (None, _) => Statement::near(RECORD, first).word(CASE, "missing", "user"),
            };
            all.push(said.text(OTHER, role, "role").text(VALUE, self.name, "role"));
        }
        all
    }

    /// SAP CRM is installed, and neither SAP ERP nor SAP S/4HANA.
    fn is_crm(&self) -> bool {
        let has = |name: &str| {
            let mut all = self.view.own().files.of_export("components");
            all.any(|(_, record)| record.text("component").is_some_and(|own| own.eq_ignore_ascii_case(name)))
        };
        has("BBPCRM") && !has("SAP_APPL") && !has("S4CORE")
    }

    /// That nothing allows it everything.
    fn profiles(&self) -> Vec<Statement> {
        const RECORD: &str = "user-profile";
        let files = &self.view.own().files;
        let mut all = Vec::new();
        let profiles = self.records("users").filter(|(_, record)| record.text("record") == Some("profile"));
        let roles = self.records("role-assignments");
        for ((at, record), field) in profiles.map(|of| (of, "profile")).chain(roles.map(|of| (of, "role"))) {
            let name = record.decoded(field).unwrap_or_default().trim().to_ascii_uppercase();
            // A role that is over allows nothing any more.
            let is_over = field == "role" && matches!(self.validity(record), Ok(Some(_)));
            if ALL_AUTHORIZATIONS.contains(&name.as_str()) && !is_over {
                let said = Statement::of(RECORD, at).word(CASE, "all", field).text(OTHER, name, field);
                all.push(said.text(VALUE, self.name, field));
            }
        }
        if !all.is_empty() {
            return all;
        }
        let case = match () {
            () if !self.has("UST04") => Err(reasons::NO_PROFILES),
            () if !self.is_whole("users") => Err(reasons::USERS_NOT_WHOLE),
            () if !files.has("role-assignments") => Err(reasons::NO_ASSIGNMENTS),
            () if !self.is_whole("role-assignments") => Err(reasons::ASSIGNMENTS_NOT_WHOLE),
            () => Ok("right"),
        };
        vec![Statement::near(RECORD, self.mapped).case(case, "user").text(VALUE, self.name, "user")]
    }
}
