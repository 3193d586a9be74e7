//! The small languages in cells and values: RFCOPTIONS, cipher strings, routes and route tables, macros, versions, dates,
//! distinguished names, names of folders, and where secrets stand in a text.

use std::cell::Cell;
use std::cmp::Ordering;
use std::ops::Range;

use basislint::knowledge::{
    certificate, cipher, date, day, distinguished_name, host_name, icm, job_status, mark, note_download,
    parameter_name, password_column, profile_macro, profile_parameter, pse, rfc_options, route_permission, router,
    s_user, secret, system_id, version,
};

use basislint::input::Place;
use basislint::landscape::folders;
use basislint::limits::EXPANDED_BYTES;

use super::given::Given;

type Language = (fn(&str), &'static [&'static str]);

/// Each language, and values in it.
const LANGUAGES: &[Language] = &[
    (
        options,
        &["H=/H/r/S/3299/W/geheim/H/oss001,S=01,M=100,U=OSS_RFC,v=%_PWD,L=EN,", "H=h, ,U==,v=a,b=c,L=D", "v=,", "=x,y"],
    ),
    (
        ciphers,
        &["150:PFS:HIGH::EC_P256:EC_HIGH", "918:PFS:HIGH:!aNULL:-RC4", "ssl/x=801:MEDIUM", "135:ALL::EC_ANY", "150"],
    ),
    (
        folder_names,
        &[
            "2026-11-28",
            "KW48",
            "28. Nov",
            "client 100",
            "sapprd01_PRD_00",
            "PRD_D00_host",
            "SSL client (Standard)",
            "app1",
            "SEC",
        ],
    ),
    (route, &["/H/sapserv2/S/3299/W/pw/H/oss001/S/3600", "/h/a/p/b/H/", "oss001", "/H//H/"]),
    (
        permission,
        &[
            "155.56.*.* 3200.3298",
            "133.27.16.0/24 *",
            "155.57.1011xxxx.* sapmsPRD",
            "::1/64 3299",
            "2001:db8::/32 3600",
            "*.*.*.* *",
        ],
    ),
    (
        macros,
        &["DIR=/usr/sap/$(SID)/D$$\nSID=PRD\nSAPSYSTEM=0\nA=$(B)$(B)\nB=$(A)", "x=%(LIB)\ny=$(x", "a=$(a)\nb=$(a)$(b)"],
    ),
    (
        versions,
        &[
            "753_REL 800",
            "749, patch 211, changelist 1754007",
            "7.53 patch level 900",
            "8.5.44 8.5.45",
            "CommonCryptoLib 8.5.44 (May 2 2022)",
        ],
    ),
    (
        dates,
        &[
            "14.11.2026 02:00:01",
            "11/22/2026 12:00:00 AM",
            "20261122 240000",
            "00.00.0000 00:00:00",
            "2026-11-22 1:2:3",
            "Nov  2 2026 10:11:12",
        ],
    ),
    (
        names,
        &[
            "CN=prd.example.test, OU=I0020123456, O=SAP-AG, C=DE",
            "CN=a\\,b+OU=c\\20",
            "O=\"x, y\", CN=\"\"",
            "1.2.840.113549=#0401",
            "/C=DE/O=SAP/CN=x",
        ],
    ),
    (
        listeners,
        &[
            "PROT=HTTPS,PORT=443$$,SSLCONFIG=ssl_config_2",
            "CRED=SAPSSLS.pse, VCLIENT=1, CIPHERS=150:PFS:HIGH",
            "PORT=0,PROT=HTTP,,=",
        ],
    ),
    (
        secrets,
        &[
            "v=geheim,U=B",
            "Passwort geheim falsch",
            "https://u:p@host/x",
            "/H/r/W/x/H/y",
            "-p X --password=Y",
            "scott/tiger@db",
            "Authorization: Basic abc==",
        ],
    ),
    (hosts, &["pc1.example.test *.example.test", "PC1.example.test. pc1.EXAMPLE.test", "*. a.", "10.1.2.3"]),
    (
        words,
        &[
            "S0012345678",
            "X",
            "Abgebrochen",
            "ssl/ciphersuits",
            "%_PWD",
            "SAPSSLC.pse",
            "01:23:ab",
            "SHA1 01 23",
            "240101120000Z",
            "digitally signed",
        ],
    ),
];

/// The language, then a text.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    let (read, _) = given.pick(LANGUAGES);
    read(&given.text());
}

pub fn seeds() -> Vec<Vec<u8>> {
    let seed = |(number, text): (usize, &str)| [&[number as u8], text.as_bytes()].concat();
    LANGUAGES
        .iter()
        .enumerate()
        .flat_map(|(number, (_, texts))| texts.iter().map(move |text| (number, *text)))
        .map(seed)
        .collect()
}

/// Ranges of a text come one behind the other, and do not meet.
fn assert_in_order<'r>(text: &str, ranges: impl IntoIterator<Item = &'r Range<usize>>) {
    let mut last = 0;
    for range in ranges {
        assert!(last <= range.start && range.start <= range.end && range.end <= text.len(), "{range:?} of {text:?}");
        last = range.end;
    }
}

fn options(text: &str) {
    let bytes = text.as_bytes();
    let options = rfc_options::parse(bytes);
    let ranges: Vec<_> = options.tokens.iter().map(rfc_options::Token::range).collect();
    assert_in_order(text, &ranges);
    for token in &options.tokens {
        assert!(text.get(token.range()).is_some(), "{token:?} of {text:?}");
        let key = token.key_in(bytes).unwrap_or_default();
        assert!(!key.contains(&b',') && !key.contains(&b'=') && !token.value_in(bytes).contains(&b','), "{token:?}");
        let _ = (rfc_options::password(token.value_in(bytes)), rfc_options::cut_password(token.value_in(bytes)));
        let _ = rfc_options::is_known_key(key);
        let last = options.last(bytes, key);
        assert!(token.key.is_none() || last.is_some());
        // A clear password is nowhere shown.
        if rfc_options::is_password_key(key)
            && rfc_options::password(token.value_in(bytes)) == rfc_options::Password::Clear
        {
            let secrets = options.secrets(bytes);
            assert!(
                secrets.iter().any(|secret| secret.start <= token.value.start && token.value.end <= secret.end),
                "{text:?}"
            );
        }
    }
    let secrets = options.secrets(bytes);
    assert_in_order(text, &secrets);
    assert!(secrets.iter().all(|secret| text.get(secret.clone()).is_some()), "{secrets:?} of {text:?}");
}

fn ciphers(text: &str) {
    let read = cipher::decode(text);
    let mut count = 0;
    for list in [&read.weak, &read.outdated, &read.legacy_versions, &read.flaws, &read.groups] {
        for token in list {
            assert!(
                !token.meaning.is_empty() && text.get(token.range.clone()) == Some(&token.text),
                "{token:?} of {text:?}"
            );
        }
        assert!(list.is_sorted_by_key(|token| token.range.start), "{list:?}");
        count += list.len();
    }
    assert!(count <= 4 * (text.len() + 4), "{count} tokens of {} bytes", text.len());
    if let Some(versions) = &read.versions {
        assert!(versions.is_sorted(), "{versions:?}");
    }
    let places: Vec<_> = read.weak.iter().map(|token| &token.range).collect();
    assert!(read.outdated.iter().all(|token| !places.contains(&&token.range)), "{read:?}");
    use cipher::Change::{Colons, Flags, FlawedFlags, Keywords, Outdated, Weak};
    for by in [Colons, Keywords, Weak, Outdated(None), Outdated(Some(150)), Flags(545), FlawedFlags(135)] {
        let Some(changed) = cipher::change(text, by) else { continue };
        assert!(changed != text && !changed.contains(['\n', '\r']) || text.contains(['\n', '\r']), "{text:?} {by:?}");
        let corrected = cipher::decode(&changed);
        assert!(by != Weak || corrected.weak.is_empty(), "{text:?} became {changed:?}");
        assert!(!matches!(by, Outdated(_)) || corrected.outdated.is_empty(), "{text:?} became {changed:?}");
    }
}

fn route(text: &str) {
    let route = router::split(text.as_bytes());
    assert_in_order(text, [&route.router, &route.host]);
    assert_in_order(text, &route.passwords);
    let all = route.passwords.iter().chain([&route.router, &route.host]).chain(&route.service);
    all.for_each(|range| assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}"));
    let is_shown = |password: &Range<usize>| password.start < route.host.end && route.host.start < password.end;
    assert!(!route.passwords.iter().any(is_shown), "{route:?}");
}

fn permission(text: &str) {
    let (host, service) = text.split_once(' ').unwrap_or((text, "*"));
    for (one, other) in [(host, host), (host, service), (service, host)] {
        let _ = route_permission::service_covers(one, other);
        if route_permission::is_any_host(one) {
            assert_eq!(route_permission::host_covers(one, other), Some(true), "{one} {other}");
        }
        if route_permission::is_any_service(one) {
            assert_eq!(route_permission::service_covers(one, other), Some(true), "{one} {other}");
        }
        let _ = (route_permission::is_host(one), route_permission::is_service(one), route_permission::is_typical(one));
    }
    assert_ne!(route_permission::host_covers(host, host), Some(false), "{host}");
    assert_ne!(route_permission::service_covers(service, service), Some(false), "{service}");
}

fn folder_names(text: &str) {
    let shape = folders::shape(text).map(|shape| shape.what);
    assert_eq!(folders::shape(text).map(|shape| shape.what), shape);
    for sid in [folders::system_of_server(text), folders::system_in(text)].into_iter().flatten() {
        assert!(system_id::is_one(sid) && text.contains(sid), "{sid} of {text:?}");
    }
    let _ = folders::is_system(text);
    // No folder of a path is lost, and all files lie in one.
    let file = Place::of(text);
    assert!(text.ends_with(file.name()) && file.folders().all(|folder| !folder.is_empty()), "{text:?}");
}

/// Lines of a profile; each value is expanded by the others.
fn macros(text: &str) {
    let lines: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('=')).collect();
    for (_, value) in lines.iter().take(8) {
        let asked = Cell::new(0);
        let lookup = |name: &str| {
            asked.set(asked.get() + 1);
            lines.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let expanded = profile_macro::expand(value, &lookup);
        assert!(asked.get() <= 257, "{} values were asked for", asked.get());
        if !value.contains(['$', '%']) {
            assert_eq!(expanded.as_deref().ok(), Some(*value));
        }
        if let Ok(expanded) = expanded {
            assert!(expanded.len() <= EXPANDED_BYTES.max(value.len()), "{} bytes", expanded.len());
        }
    }
}

fn versions(text: &str) {
    if let Some((kernel, end)) = version::Kernel::at_start(text) {
        let patch = kernel.patch.as_ref().map(|(_, range)| range);
        let ranges: Vec<_> =
            [Some(&kernel.release_at), patch, kernel.changelist.as_ref()].into_iter().flatten().collect();
        assert_in_order(text, ranges.iter().copied());
        assert!(
            ranges.iter().all(|range| text.get((*range).clone()).is_some_and(|part| !part.is_empty())),
            "{kernel:?}"
        );
        assert!(text.is_char_boundary(end) && ranges.iter().all(|range| range.end <= end), "{kernel:?}");
        // The name alone is the same kernel.
        assert_eq!(version::Kernel::parse(&text[..end]), Some(kernel));
    }
    if let Some(end) = version::crypto_library_at_start(text) {
        assert!(text.is_char_boundary(end), "{end}");
    }
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    for one in &words {
        assert_eq!(version::compare_versions(one, one), Ordering::Equal);
        for other in &words {
            assert_eq!(
                version::compare_versions(one, other),
                version::compare_versions(other, one).reverse(),
                "{one} {other}"
            );
            for third in &words {
                let ascends =
                    version::compare_versions(one, other).is_le() && version::compare_versions(other, third).is_le();
                assert!(!ascends || version::compare_versions(one, third).is_le(), "{one} {other} {third}");
            }
        }
    }
}

fn dates(text: &str) {
    let (first, second) = text.split_once(' ').unwrap_or((text, ""));
    for part in [text, first, second] {
        if let date::Parsed::Certain(day) = date::parse(part) {
            assert_eq!(date::parse(&date::show(day, None)), date::Parsed::Certain(day), "{part}");
        }
        assert!(date::parse_time(part).is_none_or(|seconds| seconds <= 86_400), "{part}");
        let _ = (date::order(part), day::help(part), day::meant(part));
        if let Some(day) = day::parse(part) {
            assert_eq!(day::parse(&day.to_string()), Some(day));
        }
        if let Some((day, seconds)) = date::parse_compiled(part) {
            assert!(!date::show(day, seconds).is_empty());
        }
    }
    for order in [None, Some(date::Order::MonthFirst), Some(date::Order::DayFirst)] {
        let moment = date::moment(first, second, order);
        assert!(order.is_none() || moment != date::Moment::Ambiguous, "{text}");
    }
}

fn names(text: &str) {
    if let Some(attributes) = distinguished_name::parse(text) {
        let printed = distinguished_name::print(&attributes);
        let normal = distinguished_name::normal_form(text);
        // What is printed is the same name, also from its other end.
        assert_eq!(distinguished_name::key(&printed), distinguished_name::key(text), "{text:?} printed as {printed:?}");
        let reversed: Vec<_> = attributes.iter().rev().cloned().collect();
        let turned = distinguished_name::print(&reversed);
        assert_eq!(distinguished_name::key(&turned), distinguished_name::key(text), "{text:?} turned to {turned:?}");
        assert_eq!(distinguished_name::normal_form(&printed), normal, "{text:?} printed as {printed:?}");
        assert_eq!(normal, Some(distinguished_name::normalised(attributes)));
    }
    let (subject, serial) = text.split_once('#').unwrap_or((text, "01"));
    let _ = (distinguished_name::subject_serial(subject, serial), distinguished_name::common_name(text));
    let _ = distinguished_name::attribute_type(subject);
}

fn hosts(text: &str) {
    let (one, other) = text.split_once(' ').unwrap_or((text, text));
    assert!(host_name::same(one, one) && host_name::same(one, other) == host_name::same(other, one), "{text:?}");
    // One label in front is what an asterisk stands for.
    if host_name::covers(other, one) && host_name::wildcard(other).is_some() {
        assert!(!host_name::covers(other, &format!("a.{one}")), "{text:?}");
    }
    let _ = (host_name::is_fully_qualified(one), host_name::has_white_space(text));
}

fn listeners(text: &str) {
    let port = icm::server_port(text);
    let ssl = icm::ssl_config(text);
    let pieces = [&port.protocol, &port.port, &port.ssl_config];
    for piece in pieces.into_iter().flatten() {
        assert_eq!(text.get(piece.range.clone()), Some(piece.text), "{piece:?} of {text:?}");
    }
    let _ = (port.is_active(), port.speaks("HTTPS"), format!("{ssl:?}"), icm::is_protocol(text));
}

fn secrets(text: &str) {
    let bytes = text.as_bytes();
    for found in [
        secret::find(bytes),
        secret::find_options(bytes),
        secret::odd_words(bytes),
        profile_parameter::secret_parts(bytes),
    ] {
        let merged = secret::merge(found);
        assert_in_order(text, &merged);
        assert!(merged.iter().all(|range| text.get(range.clone()).is_some()), "{merged:?} of {text:?}");
        assert!(std::str::from_utf8(&secret::mask(bytes, &merged)).is_ok(), "{text:?}");
    }
    let _ = (secret::veiled(text), secret::veiled_path(text), secret::short_hash([bytes]));
    let _ = (secret::is_secret_column(text), secret::speaks_of_secret(bytes), secret::is_bare(bytes));
}

fn words(text: &str) {
    let _ = (mark::read(text), job_status::of_word(text), job_status::shortened(text), parameter_name::meant(text));
    let _ = (note_download::procedure(text), note_download::is_signed(text), pse::by_name(text), pse::by_path(text));
    let _ = (pse::in_title(text), pse::title(text), password_column::read(text), password_column::is_harmless(text));
    let _ = (certificate::serial_number(text), certificate::utc_time(text), certificate::time_in_brackets(text));
    let _ = (certificate::list_time(text), certificate::key(text), certificate::key_identifier(text));
    let _ = (certificate::fingerprint(text, 20), profile_parameter::area(text.as_bytes()));
    if let Some(user) = s_user::normalise(text) {
        assert_eq!(s_user::normalise(&user).as_ref(), Some(&user), "{text}");
    }
    assert_eq!(certificate::serial_number(&certificate::hex(text.as_bytes())).is_some(), !text.is_empty(), "{text:?}");
}
