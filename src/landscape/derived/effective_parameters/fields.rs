//! What the value of a profile parameter means, as the fields that rules ask for.

use std::borrow::Cow;
use std::ops::Range;

use bstr::ByteSlice;

use crate::export::{Class, Field, FieldKind, FieldSpec, Item, Value};
use crate::knowledge::cipher::{self, CipherString, Token, Version};
use crate::knowledge::icm;
use crate::knowledge::profile_parameter::cipher_string;

/// Index of the field with the parameter's name.
pub(super) const NAME: usize = 0;

/// Fields of an effective parameter.
pub static FIELDS: &[FieldSpec] = &[
    FieldSpec::new("name", FieldKind::Text, "name of the profile parameter").class(Class::Plain),
    FieldSpec::new("value", FieldKind::Text, "its value, macros filled in; absent if it is set nowhere")
        .class(Class::Secret),
    FieldSpec::new(
        "source",
        FieldKind::Choice(&["instance-profile", "default-profile", "runtime", "system-default", "not-set"]),
        "which kind of file states it",
    ),
    FieldSpec::new("unset", FieldKind::Text, "`is not set` if no file sets it, for messages").class(Class::Plain),
    FieldSpec::new(
        "difference",
        FieldKind::Text,
        "how the profile differs from the running system, or an instance profile from the default profile",
    )
    .class(Class::Secret),
    FieldSpec::new(
        "switched-on",
        FieldKind::Flag,
        "for a switch: TRUE, 1, ON, YES or FALSE, 0, OFF, NO; unknown if it is not set or has another value",
    ),
    FieldSpec::new("protocol", FieldKind::Text, "PROT= of icm/server_port_nn").class(Class::Plain),
    FieldSpec::new("port", FieldKind::Text, "PORT= of icm/server_port_nn; 0 is inactive").class(Class::Plain),
    FieldSpec::new(
        "ciphers",
        FieldKind::Text,
        "the cipher string: the value of ssl/*ciphersuites, or CIPHERS= of icm/ssl_config_nn",
    )
    .class(Class::Plain),
    FieldSpec::new(
        "protocol-number",
        FieldKind::Text,
        "the number that a cipher string begins with; absent if it has none",
    )
    .class(Class::Plain),
    FieldSpec::new("protocol-versions", FieldKind::List, "protocol versions that the number allows, e.g. `TLS 1.2`")
        .class(Class::Plain),
    FieldSpec::new(
        "highest-version",
        FieldKind::Number,
        "the highest of them times ten (TLS 1.2 is 12, SSLv3 is 3, none is 0); unknown without a number",
    ),
    FieldSpec::new("weak-ciphers", FieldKind::List, "tokens that enable broken ciphers or SSLv3").class(Class::Plain),
    FieldSpec::new(
        "outdated-ciphers",
        FieldKind::List,
        "tokens that make the string weaker than SAP's newest recommendation",
    )
    .class(Class::Plain),
    FieldSpec::new("legacy-versions", FieldKind::List, "the number, if it allows TLS 1.0 or 1.1").class(Class::Plain),
    FieldSpec::new("cipher-flaws", FieldKind::List, "tokens that are no proper part of a cipher string")
        .class(Class::Plain),
];

const NOT_SET: &str = "the parameter is not set, and what the kernel's default allows is not known";
const NO_SWITCH: &str = "the value means neither on nor off";
const NO_PROTOCOL: &str = "PROT= names no protocol of the ICM, so the value may be cut or mistyped";
const TOO_MANY: &str = "the value has more than 1,000 tokens, which are not all looked at: correct it, no value of SAP has more than twenty";
const NO_NUMBER: &str = "the value has no number, so the kernel's default decides on the protocol versions";

/// A field of a value that RSPARAM shows as the system's default: the kernel's, or that of DEFAULT.PFL. A default of the
/// kernel has no number, and that is no flaw.
pub(super) fn of_default<'v>(name: &str, mut field: Field<'v>) -> Field<'v> {
    if name == "cipher-flaws"
        && let Value::List(items) = &mut field.value
    {
        items.retain(|item| item.meaning != cipher::NUMBER_IS_MISSING);
        field.span = items.first().and_then(|item| item.span.clone()).or(field.span);
    }
    field
}

/// A field of a parameter that is set nowhere.
pub(super) fn unset(field: &str, place: Option<Range<usize>>) -> Field<'static> {
    let value = match field {
        "value" | "protocol" | "port" | "ciphers" | "protocol-number" => Value::Absent,
        _ => Value::Unknown(NOT_SET),
    };
    Field { value, span: place }
}

const MACRO: &str =
    "the value has a macro that these files do not explain: add the list of profile parameters (RSPARAM)";

/// A field of a parameter whose value has a macro that cannot be filled in: what stands outside of it is known.
pub(super) fn unfilled<'v>(field: &str, name: &str, value: &'v str, place: Option<Range<usize>>) -> Field<'v> {
    let unknown = Field { value: Value::Unknown(MACRO), span: place.clone() };
    if !matches!(field, "protocol" | "port") {
        return unknown;
    }
    // The value is as written, so its parts are where they stand.
    let written = place.clone().filter(|place| place.len() == value.len());
    match self::field(field, name, value, written, place) {
        // The macro may hold it.
        Field { value: Value::Absent, .. } => unknown,
        // `443$$` is a port all the same, whatever the instance's number.
        Field { value: Value::Text(text), .. } if text.contains_str("$(") || text.contains_str("%(") => unknown,
        known => known,
    }
}

/// A field of a parameter whose value may be cut at its end, if what is there proves it.
///
/// The number of a cipher string stands before the first colon and its ciphers before the double colon; PROT= and PORT=
/// end with a comma. What stands before such an end is whole.
pub(super) fn cut<'v>(field: &str, name: &str, beginning: &'v str, place: Range<usize>) -> Option<Field<'v>> {
    let whole = match field {
        "protocol" | "port" => {
            let (protocol, port) = server_port(name, beginning)?;
            let range = if field == "protocol" { protocol } else { port };
            !range.is_empty() && beginning.get(range.end..)?.trim_start().starts_with(',')
        }
        "protocol-number" | "protocol-versions" | "highest-version" | "legacy-versions" => {
            is_cipher_string(name) && beginning.contains(':')
        }
        "weak-ciphers" | "outdated-ciphers" => is_cipher_string(name) && beginning.contains("::"),
        _ => false,
    };
    whole.then(|| self::field(field, name, beginning, Some(place.clone()), Some(place)))
}

/// Whether the parameter's value is a cipher string and nothing else.
fn is_cipher_string(name: &str) -> bool {
    ["ssl/ciphersuites", "ssl/client_ciphersuites"].iter().any(|one| name.eq_ignore_ascii_case(one))
}

/// A field of the parameter `name` with the value `value`.
///
/// `written` is the place of what stands in its row letter by letter: the value, or its beginning up to a macro. `place`
/// is what to point at elsewhere.
pub(super) fn field<'v>(
    field: &str,
    name: &str,
    value: &'v str,
    written: Option<Range<usize>>,
    place: Option<Range<usize>>,
) -> Field<'v> {
    let part = |text: &'v str, range: Range<usize>| Field {
        value: if text.is_empty() { Value::Absent } else { Value::Text(Cow::Borrowed(text.as_bytes())) },
        span: shift(&written, range).or_else(|| place.clone()),
    };
    match field {
        "value" => part(value, 0..value.len()),
        "switched-on" => Field { value: switch(value), span: shift(&written, 0..value.len()).or(place) },
        "protocol" | "port" => match server_port(name, value) {
            Some((protocol, _))
                if !protocol.is_empty() && !icm::is_protocol(value.get(protocol.clone()).unwrap_or_default()) =>
            {
                Field { value: Value::Unknown(NO_PROTOCOL), span: shift(&written, protocol).or(place) }
            }
            Some((protocol, port)) => {
                let range = if field == "protocol" { protocol } else { port };
                part(value.get(range.clone()).unwrap_or_default(), range)
            }
            None => Field { value: Value::Absent, span: place },
        },
        _ => {
            let Some(range) = cipher_string(name, value) else { return Field { value: Value::Absent, span: place } };
            let ciphers = value.get(range.clone()).unwrap_or_default();
            if field == "ciphers" {
                return part(ciphers, range);
            }
            let decoded = cipher::decode(ciphers);
            // The number stands first; what is removed may stand last.
            let is_of_whole = !matches!(
                field,
                "cipher-flaws" | "protocol-number" | "highest-version" | "protocol-versions" | "legacy-versions"
            );
            if decoded.too_many && is_of_whole {
                return Field { value: Value::Unknown(TOO_MANY), span: place };
            }
            let written = written.map(|written| (written.start + range.start).min(written.end)..written.end);
            cipher_field(field, decoded, written, place)
        }
    }
}

/// Whether a switch is on.
fn switch(value: &str) -> Value<'static> {
    let is_one_of = |words: [&str; 4]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
    if is_one_of(["TRUE", "1", "ON", "YES"]) {
        Value::Flag(true)
    } else if is_one_of(["FALSE", "0", "OFF", "NO"]) {
        Value::Flag(false)
    } else {
        Value::Unknown(NO_SWITCH)
    }
}

/// Ranges of PROT= and PORT= in the value of icm/server_port_nn.
fn server_port(name: &str, value: &str) -> Option<(Range<usize>, Range<usize>)> {
    if !name.to_ascii_lowercase().starts_with("icm/server_port_") {
        return None;
    }
    let port = icm::server_port(value);
    let range = |piece: Option<icm::Piece<'_>>| piece.map_or(0..0, |piece| piece.range);
    Some((range(port.protocol), range(port.port)))
}

/// The place of a part, if it lies within what is written letter by letter.
fn shift(written: &Option<Range<usize>>, range: Range<usize>) -> Option<Range<usize>> {
    let written = written.as_ref().filter(|written| range.end <= written.len())?;
    Some(written.start + range.start..written.start + range.end)
}

fn cipher_field(
    field: &str,
    decoded: CipherString,
    written: Option<Range<usize>>,
    place: Option<Range<usize>>,
) -> Field<'static> {
    let span = |token: &Token| shift(&written, token.range.clone()).or_else(|| place.clone());
    let list = |tokens: Vec<Token>| {
        let items: Vec<Item> = tokens
            .into_iter()
            .map(|token| Item { span: span(&token), text: token.text, meaning: token.meaning })
            .collect();
        let first = items.first().and_then(|item| item.span.clone());
        Field { value: Value::List(items), span: first.or_else(|| place.clone()) }
    };
    let number_place = decoded.number.as_ref().and_then(span).or_else(|| place.clone());
    match field {
        "protocol-number" => match decoded.number {
            Some(number) => Field { value: Value::Text(number.text.into_bytes().into()), span: number_place },
            None => Field { value: Value::Absent, span: number_place },
        },
        "highest-version" => {
            let value = match &decoded.versions {
                Some(versions) => Value::Number(versions.last().copied().map_or(0, Version::times_ten)),
                None => Value::Unknown(NO_NUMBER),
            };
            Field { value, span: number_place }
        }
        "protocol-versions" => match decoded.versions {
            Some(versions) => {
                let item = |version: Version| Item {
                    text: version.name().to_owned(),
                    span: number_place.clone(),
                    meaning: String::new(),
                };
                Field { value: Value::List(versions.into_iter().map(item).collect()), span: number_place.clone() }
            }
            None => Field { value: Value::Unknown(NO_NUMBER), span: number_place },
        },
        "legacy-versions" if decoded.versions.is_none() => {
            Field { value: Value::Unknown(NO_NUMBER), span: number_place }
        }
        "legacy-versions" => list(decoded.legacy_versions),
        // Without a number SSLv3 cannot be ruled out.
        "weak-ciphers" if decoded.versions.is_none() && decoded.weak.is_empty() => {
            Field { value: Value::Unknown(NO_NUMBER), span: number_place }
        }
        "weak-ciphers" => list(decoded.weak),
        "outdated-ciphers" => list(decoded.outdated),
        "cipher-flaws" => list(decoded.flaws),
        _ => Field { value: Value::Absent, span: place },
    }
}
