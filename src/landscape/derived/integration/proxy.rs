//! The reverse proxy, and whether client certificates are asked for (document 004, B.2 and its comments; connectors.md a.12, b.3, c.2, e,
//! h.10, h.14).

use crate::knowledge::distinguished_name;
use crate::knowledge::icm;
use crate::landscape::integration::ReverseProxy;

use super::client;
use super::fields::partners::{ABAP, WEB_DISPATCHER};
use super::fields::{CASE, NEEDED, NEEDED_FILE, OTHER, PARTNER, PARTNER_VALUE, VALUE};
use super::parameters::{
    ACCEPT_OVER_HTTP, Dispatcher, FIRST_PORT, FIRST_TRUSTED_PROXY, PORT, Parameter, TRUSTED_ISSUER, TRUSTED_PROXY,
    TRUSTED_SUBJECT, VERIFY_CLIENT,
};
use super::reasons;
use super::site::Party;
use super::statement::{At, Statement};
use super::view::{Found, View};

/// As of this release of the kernel blanks in names of trusted proxies do not matter (SAP Note 3335949).
const SINCE_ANY_BLANKS: u32 = 753;

/// Marks what is said of whether the Web Dispatcher hands certificates on.
pub(super) const HANDS_ON: &str = "hands-on";

/// All that is said of the reverse proxy.
pub(super) fn state(view: &View<'_>) -> Vec<Statement> {
    let mut all = requests(view);
    all.extend(trust(view));
    all
}

fn at_of(system: usize, parameter: &Parameter, or: At) -> At {
    parameter.at.map_or(or, |at| At { system, at })
}

/// Whether client certificates are asked for: by the ABAP system, and by the Web Dispatcher in front of it.
fn requests(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "client-request";
    match client::is_basic_only(view) {
        Ok(true) => return Vec::new(),
        Ok(false) => {}
        Err(why) => {
            let anchor = view.anchor(Party::Abap, &["profile", "profile-parameters"]);
            return anchor.map(|anchor| Statement::gap(RECORD, anchor, why)).into_iter().collect();
        }
    }
    let mut all = Vec::new();
    let is_direct = view.proxy() == Some(ReverseProxy::None);
    if let Some(anchor) = view.anchor(Party::Abap, &["profile", "profile-parameters"]) {
        let own = &view.own().parameters;
        if own.has_abap() {
            let values: Vec<&Parameter> = own.abap.iter().collect();
            all.push(request(&values, (view.hub, anchor), ABAP, Err(reasons::NO_PARAMETERS), is_direct));
            all.extend(not_whole(view, RECORD));
        } else {
            all.push(Statement::gap(RECORD, anchor, reasons::NO_PARAMETERS));
        }
    }
    if view.proxy() == Some(ReverseProxy::WebDispatcher) {
        let anchor = view.anchor(Party::Proxy, &["profile"]);
        match (dispatcher(view), anchor) {
            (Some((system, dispatcher, at)), _) => {
                let values: Vec<&Parameter> = dispatcher.parameters.iter().collect();
                let default = if dispatcher.whole { Ok("1") } else { Err(reasons::DISPATCHER_NOT_WHOLE) };
                all.push(request(&values, (system, at), WEB_DISPATCHER, default, true));
                if !dispatcher.whole {
                    all.push(Statement::gap(RECORD, at, reasons::DISPATCHER_NOT_WHOLE));
                }
            }
            (None, Some(anchor)) => {
                all.push(Statement::gap(RECORD, anchor, view.why(Party::Proxy, reasons::NO_DISPATCHER)))
            }
            (None, None) => {}
        }
    }
    all
}

/// That parameters of the ABAP system may be set in what is missing of a file.
fn not_whole(view: &View<'_>, record: &'static str) -> Option<Statement> {
    let files = &view.own().files;
    let kind = ["profile", "profile-parameters"].into_iter().find(|kind| !files.are_whole(kind))?;
    let at = At { system: view.hub, at: files.heading(kind)? };
    Some(Statement::gap(record, at, reasons::PARAMETERS_NOT_WHOLE))
}

/// The profile of the Web Dispatcher: its system, what it says, the place for what it does not.
fn dispatcher<'l>(view: &View<'l>) -> Option<(usize, &'l Dispatcher, At)> {
    let (system, site) = view.dispatcher()?;
    let dispatcher = site.parameters.dispatcher.as_ref()?;
    let at = dispatcher.at.or_else(|| site.anchor(&["profile"]))?;
    Some((system, dispatcher, At { system, at }))
}

/// Whether the ports of a server ask for client certificates. `default` is what it does if nobody sets the parameter; `is_first` says that
/// callers from the Internet come to it.
fn request(
    values: &[&Parameter],
    (system, anchor): (usize, At),
    called: &'static str,
    default: Result<&'static str, &'static str>,
    is_first: bool,
) -> Statement {
    let of_name = |name: &str| values.iter().rev().find(|parameter| parameter.name.eq_ignore_ascii_case(name)).copied();
    let own = of_name(VERIFY_CLIENT);
    // Known to be set nowhere, the kernel's own default counts.
    let general: Result<String, &'static str> = match own.map(|own| &own.value) {
        Some(Ok(Some(value))) => Ok(value.clone()),
        Some(Ok(None)) => Ok("1".to_owned()),
        Some(Err(why)) => Err(why),
        None => default.map(str::to_owned),
    };
    let general_at = own.map_or(anchor, |own| at_of(system, own, anchor));
    let mut ports: Vec<(Result<String, &'static str>, At)> = Vec::new();
    let mut without_tls: Option<At> = None;
    for port in values.iter().filter(|parameter| parameter.begins(PORT)) {
        let Some(value) = port.told() else { continue };
        let told = icm::server_port(value);
        if !told.is_active() || !told.speaks("HTTPS") {
            without_tls = without_tls.or(Some(at_of(system, port, anchor)).filter(|_| told.speaks("HTTP")));
            continue;
        }
        let by_config = told.ssl_config.as_ref().and_then(|config| {
            let config = of_name(&format!("icm/{}", config.text))?;
            Some((icm::ssl_config(config.told()?).verify_client?.text.to_owned(), at_of(system, config, anchor)))
        });
        ports.push(match (told.verify_client, by_config) {
            (Some(own), _) => (Ok(own.text.to_owned()), at_of(system, port, anchor)),
            (None, Some((value, at))) => (Ok(value), at),
            (None, None) => (general.clone(), general_at),
        });
    }
    // Who waits for callers from the Internet without TLS asks nobody.
    if let (true, Some(at), true) = (ports.is_empty(), without_tls, is_first) {
        return Statement::near("client-request", at).word(CASE, "no-tls", "value").word(PARTNER, called, "value");
    }
    if ports.is_empty() {
        // Where no port is known, the profile that has them may say something else.
        let of_ports = values.iter().filter(|parameter| parameter.name.eq_ignore_ascii_case(FIRST_PORT));
        let doubt = of_ports.filter_map(|port| port.value.as_ref().err().copied()).next();
        ports.push((doubt.map_or(general, Err), general_at));
    }
    let is_off = |(value, _): &&(Result<String, &'static str>, At)| value.as_deref() == Ok("0");
    let off: Vec<_> = ports.iter().filter(is_off).collect();
    let is_known = |value: &Result<String, &'static str>| match value {
        Ok(value) if matches!(value.as_str(), "0" | "1" | "2") => None,
        Ok(_) => Some(reasons::NO_SUCH_VALUE),
        Err(why) => Some(*why),
    };
    let doubt = ports.iter().find_map(|(value, _)| is_known(value));
    let (case, at) = match (off.first(), doubt) {
        (Some((_, at)), _) if off.len() == ports.len() => (Ok("off"), *at),
        (Some((_, at)), _) => (Ok("some"), *at),
        (None, Some(why)) => (Err(why), anchor),
        (None, None) => (Ok("right"), ports.first().map_or(anchor, |(_, at)| *at)),
    };
    Statement::near("client-request", at).case(case, "value").word(PARTNER, called, "value")
}

/// The client certificate of the Web Dispatcher.
pub(super) fn client_certificate<'l>(view: &View<'l>) -> Result<Option<Found<'l>>, &'static str> {
    view.leaf("proxy-client")
}

/// Whether the Web Dispatcher talks HTTPS to the ABAP system, or why nobody knows.
pub(super) fn is_encrypted(view: &View<'_>) -> Result<bool, &'static str> {
    let Some((_, dispatcher, _)) = dispatcher(view) else { return Err(view.why(Party::Proxy, reasons::NO_DISPATCHER)) };
    let general = match dispatcher.value("wdisp/ssl_encrypt").map(|parameter| &parameter.value) {
        Some(Ok(Some(value))) => Some(value.clone()),
        Some(Err(why)) => return Err(why),
        Some(Ok(None)) | None if dispatcher.whole => None,
        _ => return Err(reasons::DISPATCHER_NOT_WHOLE),
    };
    let general = general.is_some_and(|value| value != "0");
    // EXTSRV names the address itself, which may be one without TLS; SSL_ENCRYPT goes before the parameter.
    let of_system = |parameter: &Parameter| {
        let value = parameter.told()?;
        let option = |wanted: &str| {
            let mut options = value.split(',').filter_map(|option| option.trim().split_once('='));
            options.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned())
        };
        let address = option("EXTSRV").map(|address| address.to_ascii_lowercase());
        Some(match (address, option("SSL_ENCRYPT")) {
            (Some(address), _) if address.starts_with("http:") => false,
            (_, Some(encrypt)) => encrypt != "0",
            _ => general,
        })
    };
    let of_systems: Vec<bool> = dispatcher.beginning("wdisp/system_").filter_map(of_system).collect();
    match of_systems.first() {
        Some(first) if of_systems.iter().any(|other| other != first) => Err(reasons::SEVERAL_BACK_ENDS),
        Some(first) => Ok(*first),
        None => Ok(general),
    }
}

/// Whether the ABAP system takes the client certificate that the proxy hands on.
fn trust(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "proxy-trust";
    let Some(anchor) = view.anchor(Party::Abap, &["profile", "profile-parameters"]) else { return Vec::new() };
    let own = &view.own().parameters;
    let over_http = own.values(ACCEPT_OVER_HTTP).find(|parameter| parameter.is_true());
    let open = |parameter: &Parameter| {
        let at = at_of(view.hub, parameter, anchor);
        Statement::near(RECORD, at).word(CASE, "http-open", "name").text(VALUE, ACCEPT_OVER_HTTP, "name")
    };
    let kind = match view.proxy() {
        None => return vec![Statement::gap(RECORD, anchor, reasons::PROXY_NOT_TOLD)],
        Some(ReverseProxy::None) => return over_http.map(open).into_iter().collect(),
        Some(kind) => kind,
    };
    if !own.has_abap() {
        return vec![Statement::gap(RECORD, anchor, reasons::NO_PARAMETERS)];
    }
    let mut all = Vec::new();
    let is_dispatcher = kind == ReverseProxy::WebDispatcher;
    let encrypted = if is_dispatcher { is_encrypted(view) } else { Ok(true) };
    match encrypted {
        Err(why) => all.push(Statement::gap(RECORD, anchor, why)),
        Ok(false) => {
            let said = match over_http {
                Some(parameter) => {
                    Statement::near(RECORD, at_of(view.hub, parameter, anchor)).word(CASE, "right", "name")
                }
                None => {
                    Statement::near(RECORD, anchor).word(CASE, "http", "name").text(VALUE, ACCEPT_OVER_HTTP, "name")
                }
            };
            all.push(said);
        }
        Ok(true) => {
            let said = trusted(view, anchor);
            // Other proxies may hand TLS on as it is.
            let is_open = !is_dispatcher && said.how() == Some(Ok("none"));
            all.push(if is_open { Statement::gap(RECORD, anchor, reasons::OTHER_PROXY) } else { said });
            all.extend(over_http.filter(|_| is_dispatcher).map(open));
        }
    }
    all.extend(not_whole(view, RECORD));
    if let Some((system, dispatcher, at)) = dispatcher(view).filter(|_| is_dispatcher) {
        // Without a certificate of its own nobody can trust it.
        let shown = dispatcher.value("wdisp/ssl_auth").filter(|parameter| parameter.is("0") && encrypted == Ok(true));
        if let Some(parameter) = shown {
            let said = Statement::near(RECORD, at_of(system, parameter, at)).word(CASE, "no-certificate", "name");
            all.push(said.text(VALUE, parameter.name.clone(), "name").tagged(HANDS_ON));
        }
        let name = "icm/HTTPS/forward_ccert_as_header";
        let own = dispatcher.value(name);
        let case = match own {
            Some(parameter) if parameter.is_true() => Ok("right"),
            Some(Parameter { value: Err(why), .. }) => Err(*why),
            None if !dispatcher.whole => Err(reasons::DISPATCHER_NOT_WHOLE),
            _ => Ok("forward"),
        };
        let at = own.map_or(at, |own| at_of(system, own, at));
        let said = Statement::near(RECORD, at).case(case, "name").text(VALUE, name, "name");
        all.push(said.tagged(HANDS_ON));
    }
    all
}

/// Whether `icm/trusted_reverse_proxy_<x>`, or the older pair, names the client certificate of the proxy.
fn trusted<'l>(view: &View<'l>, anchor: At) -> Statement {
    const RECORD: &str = "proxy-trust";
    let own = &view.own().parameters;
    let with_value = |parameter: &'l Parameter| Some((parameter, parameter.told()?));
    let told: Vec<(&Parameter, &str)> = own.beginning(TRUSTED_PROXY).filter_map(with_value).collect();
    let older = |name: &'static str| own.values(name).find_map(with_value);
    let (issuer, subject) = (older(TRUSTED_ISSUER), older(TRUSTED_SUBJECT));
    let at = |parameter: &Parameter| at_of(view.hub, parameter, anchor);
    // One of the pair alone does nothing, and what the newer one says goes before.
    if told.is_empty()
        && let (Some((parameter, _)), None) | (None, Some((parameter, _))) = (&issuer, &subject)
    {
        let other = if issuer.is_some() { TRUSTED_SUBJECT } else { TRUSTED_ISSUER };
        return Statement::near(RECORD, at(parameter)).word(CASE, "half", "name").text(VALUE, other, "name");
    }
    let is_none = told.is_empty() && issuer.is_none();
    let unknown = own.values(FIRST_TRUSTED_PROXY).find_map(|parameter| parameter.value.as_ref().err().copied());
    // One application server may have none while another has the first.
    let lacking = own.values(FIRST_TRUSTED_PROXY).find(|parameter| parameter.value == Ok(None));
    let are_first = told.iter().all(|(parameter, _)| parameter.name.eq_ignore_ascii_case(FIRST_TRUSTED_PROXY));
    if let (false, true, Some(parameter)) = (told.is_empty(), are_first, lacking) {
        let said = Statement::near(RECORD, at(parameter)).text(VALUE, FIRST_TRUSTED_PROXY, "name");
        return said.word(CASE, "none", "name");
    }
    if is_none {
        let said = Statement::near(RECORD, anchor).text(VALUE, FIRST_TRUSTED_PROXY, "name");
        return said.case(unknown.map_or(Ok("none"), Err), "name");
    }
    let first =
        told.first().map(|(parameter, _)| at(parameter)).or(issuer.as_ref().map(|(parameter, _)| at(parameter)));
    let certificate = match client_certificate(view) {
        Ok(Some(found)) => found,
        Ok(None) => {
            return Statement::gap(RECORD, first.unwrap_or(anchor), view.why(Party::Proxy, reasons::NO_PROXY_CLIENT));
        }
        Err(why) => return Statement::gap(RECORD, first.unwrap_or(anchor), why),
    };
    let known = certificate.known();
    let say = |statement: Statement| {
        statement
            .text(NEEDED, known.subject.clone(), "name")
            .text(OTHER, known.issuer.clone(), "name")
            .text(NEEDED_FILE, certificate.path(), "name")
            .word(PARTNER, WEB_DISPATCHER, "name")
    };
    if let Some((parameter, _)) =
        told.iter().find(|(_, value)| quoted(value, "SUBJECT").is_some_and(|name| name.trim() == "*"))
    {
        let said = Statement::near(RECORD, at(parameter)).word(CASE, "everybody", "name");
        return say(said.text(VALUE, parameter.name.clone(), "name"));
    }
    for (parameter, value) in &told {
        let (subject, issuer) = (quoted(value, "SUBJECT"), quoted(value, "ISSUER"));
        let fits =
            |pattern: &Option<String>, name: &str| pattern.as_deref().is_some_and(|pattern| is_like(pattern, name));
        if !fits(&subject, &known.subject) || !fits(&issuer, &known.issuer) {
            continue;
        }
        let has_blanks = [&subject, &issuer].into_iter().flatten().all(|name| has_blank_behind_commas(name));
        let case = match (has_blanks, release(view)) {
            (true, _) => Ok("right"),
            (false, Some(release)) if release >= SINCE_ANY_BLANKS => Ok("right"),
            (false, Some(_)) => Ok("blank"),
            (false, None) => Err(reasons::NO_KERNEL),
        };
        let release = release(view).map_or_else(String::new, |release| release.to_string());
        return say(Statement::near(RECORD, at(parameter)).case(case, "name").text(
            VALUE,
            parameter.name.clone(),
            "value",
        ))
        .text(PARTNER_VALUE, release, "name");
    }
    if told.is_empty()
        && let (Some((parameter, issuer)), Some((_, subject))) = (&issuer, &subject)
    {
        let fits = is_like(issuer, &known.issuer) && is_like(subject, &known.subject);
        let said = Statement::near(RECORD, at(parameter)).word(CASE, if fits { "right" } else { "differs" }, "name");
        return say(said.text(VALUE, TRUSTED_SUBJECT, "name"));
    }
    let name = told.first().map_or(FIRST_TRUSTED_PROXY, |(parameter, _)| parameter.name.as_str());
    say(Statement::near(RECORD, first.unwrap_or(anchor)).word(CASE, "differs", "name").text(VALUE, name, "name"))
}

/// The release of the kernel: the lowest that was exported.
fn release(view: &View<'_>) -> Option<u32> {
    let all = view.own().files.of_export("kernel");
    all.filter_map(|(_, record)| record.text("release")?.parse().ok()).min()
}

/// The text in quotes behind `NAME=`.
fn quoted(value: &str, name: &str) -> Option<String> {
    let upper = value.to_ascii_uppercase();
    let start = upper.find(&format!("{name}="))? + name.len() + 1;
    let rest = value.get(start..)?.trim_start();
    Some(match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?.to_owned(),
        None => rest.to_owned(),
    })
}

/// Whether a name is as a pattern says, in which `*` may stand for the rest.
fn is_like(pattern: &str, name: &str) -> bool {
    let even = |text: &str| match distinguished_name::parse(text) {
        Some(attributes) => distinguished_name::print(&attributes).to_lowercase(),
        None => text.trim().to_lowercase(),
    };
    let name = even(name);
    match pattern.split_once('*') {
        None => even(pattern) == name,
        Some((begin, _)) => {
            let begin = begin.trim_end().trim_end_matches(',').to_lowercase();
            let squeeze = |text: &str| text.split(',').map(str::trim).collect::<Vec<_>>().join(",");
            squeeze(&name).starts_with(&squeeze(&begin))
        }
    }
}

/// A blank stands behind each comma that parts two attributes.
fn has_blank_behind_commas(name: &str) -> bool {
    name.match_indices(',').all(|(at, _)| name[at + 1..].starts_with(' ') || at + 1 == name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_the_rest_of_a_name() {
        let name = "CN=wdp.example.test, O=Example Works, C=XX";
        for (pattern, expected) in [
            ("CN=wdp.example.test, O=Example Works, C=XX", true),
            ("CN=wdp.example.test,O=Example Works,C=XX", true),
            ("CN=wdp.example.test, *", true),
            ("CN=wdp*", true),
            ("*", true),
            ("O=Example Works, CN=wdp.example.test, C=XX", false),
            ("CN=other.example.test, *", false),
        ] {
            assert_eq!(is_like(pattern, name), expected, "{pattern}");
        }
    }

    #[test]
    fn names_stand_in_quotes() {
        let value = "SUBJECT=\"CN=wdp, O=Example\", ISSUER=\"CN=CA, O=Example\"";
        assert_eq!(quoted(value, "SUBJECT").as_deref(), Some("CN=wdp, O=Example"));
        assert_eq!(quoted(value, "issuer").as_deref(), None);
        assert_eq!(quoted(value, "ISSUER").as_deref(), Some("CN=CA, O=Example"));
        assert!(has_blank_behind_commas("CN=a, O=b") && !has_blank_behind_commas("CN=a,O=b"));
    }
}
