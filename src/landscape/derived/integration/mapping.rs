//! Which user the client certificate of Cloud Integration is mapped to (document 004, "Mapping the Integration User"; connectors.md a.10, b.3,
//! h.14).

use crate::knowledge::distinguished_name;
use crate::landscape::chains::Known;
use crate::landscape::derived::records::In;

use super::client;
use super::fields::{CASE, NEEDED, OTHER, PARTNER_VALUE, VALUE};
use super::parameters::RULE_BASED;
use super::reasons;
use super::site::Party;
use super::statement::{At, Statement};
use super::view::View;

const EXPORT: &str = "certificate-mappings";

/// An entry that maps a name to a user.
#[derive(Debug, Clone, Copy)]
struct Entry<'l> {
    at: At,
    record: In<'l>,
}

impl Entry<'_> {
    fn is(&self, word: &str) -> bool {
        self.record.text("record") == Some(word)
    }

    fn user(&self) -> String {
        self.record.decoded("user").unwrap_or_default()
    }

    /// It is of type DN, or of a list that shows no others.
    fn is_of_name(&self) -> bool {
        self.record.text("type").is_none_or(|kind| kind.eq_ignore_ascii_case("DN"))
    }

    /// Its client, if the list tells it.
    fn client(&self) -> Option<String> {
        self.record.text("client").map(str::to_owned)
    }

    /// It has the name of this certificate. One that is wholly there where a column ends is there.
    fn is_for(&self, own: &Known) -> bool {
        let issuer = self.record.decoded("issuer").unwrap_or_default();
        let subject = self.record.decoded("subject").or_else(|| self.record.cut("subject"));
        subject.is_some_and(|subject| distinguished_name::same(&subject, &own.subject))
            && (issuer.is_empty() || own.issuer.is_empty() || distinguished_name::same(&issuer, &own.issuer))
    }

    /// What is not shown of its name may make it that of this certificate.
    fn may_be_for(&self, own: &Known) -> bool {
        let letters =
            |name: &str| name.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_lowercase();
        match self.record.cut("subject") {
            Some(begin) => letters(&own.subject).starts_with(&letters(&begin)),
            None => self.record.unknown("subject").is_some(),
        }
    }

    /// Not all of its name is shown.
    fn is_cut(&self) -> bool {
        self.record.cut("subject").is_some() || self.record.unknown("subject").is_some()
    }
}

fn entries<'l>(view: &View<'l>) -> Vec<Entry<'l>> {
    let site = view.own();
    site.files.of_export(EXPORT).map(|(at, record)| Entry { at: At { system: view.hub, at }, record }).collect()
}

/// Whether a table was exported.
fn has_table(view: &View<'_>, table: &str) -> bool {
    entries(view).iter().any(|entry| entry.record.text("table") == Some(table))
}

/// Whether rules for certificates take the place of USREXTID on some application server, or why nobody knows.
fn is_rule_based(view: &View<'_>) -> Result<bool, &'static str> {
    let mut values = view.own().parameters.values(RULE_BASED).peekable();
    if values.peek().is_none() {
        return Err(reasons::NO_RULE_PARAMETER);
    }
    let mut known = Ok(false);
    for parameter in values {
        match &parameter.value {
            _ if parameter.is("1") => return Ok(true),
            Ok(_) => {}
            Err(why) => known = Err(*why),
        }
    }
    known
}

/// USREXTID counts on no application server.
fn is_rule_based_everywhere(view: &View<'_>) -> bool {
    is_rule_based(view) == Ok(true) && view.own().parameters.values(RULE_BASED).all(|parameter| parameter.is("1"))
}

/// A user that the client certificate is mapped to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mapped {
    pub user: String,
    /// The client that the entry is of, if the list tells it.
    pub client: Option<String>,
    pub at: Option<At>,
}

/// The users that the client certificate is mapped to, by what is in force; where configuration names one, that alone.
pub(super) fn users(view: &View<'_>) -> Vec<Mapped> {
    let mut users: Vec<Mapped> = Vec::new();
    let wanted = view.own().integration.user.as_deref();
    if let Ok(own) = view.client() {
        let rules = is_rule_based(view) == Ok(true);
        for entry in entries(view).into_iter().filter(|entry| entry.is_for(own.known())) {
            let is_in_force = match () {
                () if entry.is("explicit") => rules,
                () if entry.is("external-id") => {
                    !is_rule_based_everywhere(view) && entry.is_of_name() && entry.record.flag("active") != Some(false)
                }
                () => false,
            };
            let found = Mapped { user: entry.user(), client: entry.client(), at: Some(entry.at) };
            let is_known =
                users.iter().any(|known| known.user.eq_ignore_ascii_case(&found.user) && known.client == found.client);
            if is_in_force && !found.user.is_empty() && !is_known {
                users.push(found);
            }
        }
    }
    if let Some(wanted) = wanted {
        users.retain(|mapped| mapped.user.eq_ignore_ascii_case(wanted));
        if users.is_empty() {
            users.push(Mapped { user: wanted.to_owned(), client: None, at: None });
        }
    }
    users
}

/// What is said of the mapping.
pub(super) fn state(view: &View<'_>) -> Vec<Statement> {
    let mut all = Vec::new();
    match client::is_basic_only(view) {
        Ok(true) => {}
        Ok(false) => all.extend(of_external_ids(view)),
        Err(why) => {
            let anchor = view.anchor(Party::Abap, &[EXPORT, "users"]);
            all.extend(anchor.map(|anchor| Statement::gap("user-mapping", anchor, why)));
        }
    }
    all.extend(of_rules(view));
    all
}

/// USREXTID: the name of the client certificate, once, active, for the right user.
fn of_external_ids(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "user-mapping";
    // Rules take its place: the next rule tells of them.
    if is_rule_based_everywhere(view) {
        return Vec::new();
    }
    let Some(anchor) = view.anchor(Party::Abap, &[EXPORT, "users"]) else { return Vec::new() };
    let external: Vec<Entry<'_>> =
        entries(view).into_iter().filter(|entry| entry.is("external-id") && entry.is_of_name()).collect();
    if !has_table(view, "USREXTID") {
        return vec![Statement::gap(RECORD, anchor, reasons::NO_MAPPINGS)];
    }
    let own = match view.client() {
        Ok(own) => own,
        Err(why) => return vec![Statement::gap(RECORD, anchor, why)],
    };
    let whole = view.own().files.are_whole(EXPORT);
    let may_be_cut = external.iter().any(|entry| !entry.is_for(own.known()) && entry.may_be_for(own.known()));
    let fitting: Vec<Entry<'_>> = external.iter().copied().filter(|entry| entry.is_for(own.known())).collect();
    let active: Vec<Entry<'_>> =
        fitting.iter().copied().filter(|entry| entry.record.flag("active") == Some(true)).collect();
    let subject = own.known().subject.as_str();
    if active.is_empty() {
        let case = match fitting.first() {
            Some(entry) => match entry.record.unknown("active") {
                Some(why) => Err(why),
                None if !whole || may_be_cut => Err(reasons::MAPPINGS_NOT_WHOLE),
                None => Ok("inactive"),
            },
            None if !whole || may_be_cut => Err(reasons::MAPPINGS_NOT_WHOLE),
            None => Ok("missing"),
        };
        let said = match fitting.first() {
            Some(entry) => Statement::of(RECORD, entry.at),
            None => Statement::near(RECORD, anchor),
        };
        return vec![said.case(case, "active").text(NEEDED, subject, "active").text(
            PARTNER_VALUE,
            own.path(),
            "active",
        )];
    }
    let wanted = view.own().integration.user.as_deref();
    // An entry of another client is no matter where the right user is mapped in one.
    let is_wanted = |entry: &&Entry<'_>| wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(&entry.user()));
    let clients: Vec<Option<String>> = active.iter().filter(is_wanted).map(Entry::client).collect();
    let counts =
        |entry: &&Entry<'_>| clients.is_empty() || clients.contains(&entry.client()) || entry.client().is_none();
    let mut all = Vec::new();
    for entry in active.iter().filter(counts) {
        let user = entry.user();
        let in_client = |other: &&Entry<'_>| {
            other.client().is_none() || entry.client().is_none() || other.client() == entry.client()
        };
        let twin = active.iter().take_while(|other| other.at != entry.at).filter(in_client).last();
        let is_known = !user.is_empty();
        let case = match twin {
            _ if !is_known => Err(reasons::MAPPINGS_NOT_WHOLE),
            Some(twin) if !twin.user().eq_ignore_ascii_case(&user) => Ok("two-users"),
            _ if wanted.is_some_and(|wanted| !wanted.eq_ignore_ascii_case(&user)) => Ok("other-user"),
            Some(_) => Ok("twice"),
            None if !is_in_sap_form(*entry, subject) => Ok("sap-form"),
            None => Ok("right"),
        };
        let other = twin.map(Entry::user).or_else(|| wanted.map(str::to_owned)).unwrap_or_default();
        let said = Statement::of(RECORD, entry.at).case(case, "subject").text(VALUE, user, "subject");
        all.push(said.text(OTHER, other, "subject").text(NEEDED, subject, "subject"));
    }
    // What is not there, or not shown, may say the name once more. That names are cut is told by their entries.
    let is_explained = whole || external.iter().any(|entry| !entry.record.file.whole && entry.is_cut());
    if may_be_cut || !is_explained {
        all.push(Statement::gap(RECORD, anchor, reasons::MAPPINGS_NOT_WHOLE));
    }
    all
}

/// Whether a name is written as SAP writes it: one blank behind each comma, in the order of the certificate.
fn is_in_sap_form(entry: Entry<'_>, subject: &str) -> bool {
    let written = entry.record.decoded("subject").or_else(|| entry.record.cut("subject")).unwrap_or_default();
    let order = |name: &str| {
        distinguished_name::parse(name).map(|all| all.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>())
    };
    entry.record.flag("in-sap-form") != Some(false) && order(&written) == order(subject)
}

/// USRCERTRULE and USRCERTMAP, where rules are in force.
fn of_rules(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "mapping-rule";
    let Some(anchor) = view.anchor(Party::Abap, &["profile", "profile-parameters", EXPORT]) else { return Vec::new() };
    let values = || view.own().parameters.values(RULE_BASED);
    let at = values()
        .find(|parameter| parameter.is("1"))
        .or_else(|| values().next())
        .and_then(|parameter| parameter.at)
        .map_or(anchor, |at| At { system: view.hub, at });
    match is_rule_based(view) {
        Err(why) => return vec![Statement::gap(RECORD, at, why)],
        Ok(false) => return vec![Statement::near(RECORD, at).word(CASE, "right", "name")],
        Ok(true) => {}
    }
    let said = Statement::near(RECORD, at);
    let own = match view.client() {
        Ok(own) => own,
        Err(why) => return vec![said.case(Err(why), "name")],
    };
    let entries = entries(view);
    let is_mapped = entries.iter().any(|entry| entry.is("explicit") && entry.is_for(own.known()));
    let mut doubt = None;
    let fits = |entry: &Entry<'_>| {
        let filter = |field: &str, name: &str| {
            let is_known = entry.record.unknown(field).is_none() && entry.record.cut(field).is_none();
            is_known
                .then(|| entry.record.decoded(field).unwrap_or_default())
                .and_then(|filter| is_covered(&filter, name))
        };
        match (filter("issuer-filter", &own.known().issuer), filter("subject-filter", &own.known().subject)) {
            (Some(issuer), Some(subject)) => issuer && subject,
            _ => {
                doubt = Some(reasons::FILTER_NOT_READ);
                false
            }
        }
    };
    let has_rule = entries.iter().filter(|entry| entry.is("rule")).any(fits);
    let case = match doubt {
        _ if is_mapped || has_rule => Ok("right"),
        Some(why) => Err(why),
        None if !(has_table(view, "USRCERTRULE") && has_table(view, "USRCERTMAP")) => Err(reasons::NO_RULES),
        None if !view.own().files.are_whole(EXPORT) => Err(reasons::MAPPINGS_NOT_WHOLE),
        None => Ok("not-effective"),
    };
    vec![said.case(case, "name").text(NEEDED, own.known().subject.clone(), "name").text(VALUE, "1", "name")]
}

/// Whether a filter of a rule lets a name through: all its attributes stand in the name, `*` for any value. None if it is no list of
/// attributes.
fn is_covered(filter: &str, name: &str) -> Option<bool> {
    if filter.trim().is_empty() || filter.trim() == "*" {
        return Some(true);
    }
    let (filter, name) = (distinguished_name::parse(filter)?, distinguished_name::parse(name)?);
    let fits = |value: &str, own: &str| match value.split_once('*') {
        None => value.eq_ignore_ascii_case(own),
        Some((begin, end)) => {
            let own = own.to_ascii_lowercase();
            own.len() >= begin.len() + end.len()
                && own.starts_with(&begin.to_ascii_lowercase())
                && own.ends_with(&end.to_ascii_lowercase())
        }
    };
    Some(filter.iter().all(|(kind, value)| name.iter().any(|(own, of)| own == kind && fits(value, of))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_lets_through_what_has_all_its_attributes() {
        let name = "CN=ci.example.test, OU=Cloud, O=Example Works, C=XX";
        for (filter, expected) in [
            ("", Some(true)),
            ("*", Some(true)),
            ("O=example works, C=XX", Some(true)),
            ("CN=*.example.test, C=XX", Some(true)),
            ("C=XX, O=Another", Some(false)),
            ("L=Town", Some(false)),
            ("no name", None),
        ] {
            assert_eq!(is_covered(filter, name), expected, "{filter}");
        }
    }
}
