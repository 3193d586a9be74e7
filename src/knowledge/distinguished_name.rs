//! Distinguished names (DNs) of certificates, however they are printed.
//!
//! One and the same name is `CN=Example CA, O="Example, Inc.", C=US` in STRUST and sapgenpse, `C=US, O="Example, Inc.", CN=Example CA`
//! or `/C=US/O=Example, Inc./CN=Example CA` in openssl, `CN=Example CA,O=Example\, Inc.,C=US` in RFC 4514.
//!
//! The **normal form** makes these equal: each attribute as `TYPE=value`, its type in capitals and by one spelling (`E`,
//! `EMAILADDRESS` and its number are `EMAIL`; `S` and `SP` are `ST`), its value without quotes and escapes and with one blank for many;
//! the attributes sorted, with `, ` between them. So `CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US` becomes
//! `C=US, CN=DigiCert Global Root G2, O=DigiCert Inc, OU=www.digicert.com`. It is a key to compare, not a name to show: a comma
//! in a value looks there like one between attributes. Case is kept, for rules compare without it.
//!
//! The **key of subject and serial number** is the serial number, a blank and the normal form of the subject:
//! `33AF1E6A711A9A0BB2864B11D09FAE5 C=US, CN=DigiCert Global Root G2, O=DigiCert Inc, OU=www.digicert.com`.

/// An attribute: its type by one spelling, and its value as such.
pub type Attribute = (String, String);

/// Spellings of attribute types, the one that is kept first. Numbers may have `OID.` in front of them.
const TYPES: &[&[&str]] = &[
    &["CN", "COMMONNAME", "2.5.4.3"],
    &["SN", "SURNAME", "2.5.4.4"],
    &["SERIALNUMBER", "2.5.4.5"],
    &["C", "COUNTRY", "COUNTRYNAME", "2.5.4.6"],
    &["L", "LOCALITY", "LOCALITYNAME", "2.5.4.7"],
    &["ST", "S", "SP", "STATE", "STATEORPROVINCENAME", "2.5.4.8"],
    &["STREET", "STREETADDRESS", "2.5.4.9"],
    &["O", "ORGANIZATION", "ORGANIZATIONNAME", "2.5.4.10"],
    &["OU", "ORGANIZATIONALUNIT", "ORGANIZATIONALUNITNAME", "2.5.4.11"],
    &["T", "TITLE", "2.5.4.12"],
    &["POSTALCODE", "2.5.4.17"],
    &["G", "GN", "GIVENNAME", "2.5.4.42"],
    &["EMAIL", "E", "EMAILADDRESS", "1.2.840.113549.1.9.1"],
    &["DC", "DOMAINCOMPONENT", "0.9.2342.19200300.100.1.25"],
    &["UID", "USERID", "0.9.2342.19200300.100.1.1"],
    &["ORGANIZATIONIDENTIFIER", "2.5.4.97"],
];

/// The type as it is kept.
pub fn attribute_type(spelling: &str) -> String {
    let spelling = spelling.trim().to_ascii_uppercase();
    let bare = spelling.strip_prefix("OID.").unwrap_or(&spelling);
    let known = TYPES.iter().find(|spellings| spellings.contains(&bare)).and_then(|spellings| spellings.first());
    known.map_or_else(|| bare.to_owned(), |first| (*first).to_owned())
}

/// Takes a printed name apart, in the order in which it is printed. Nothing if it is no distinguished name.
pub fn parse(text: &str) -> Option<Vec<Attribute>> {
    let text = text.trim();
    let (separators, rest): (&[char], &str) = match text.strip_prefix('/') {
        Some(rest) if begins_attribute(rest) => (&['/'], rest),
        _ => (&[',', ';', '+'], text),
    };
    if !begins_attribute(rest) {
        return None;
    }
    let mut attributes = Vec::new();
    let mut rest = rest;
    loop {
        let (kind, value) = rest.split_once('=')?;
        let end = end_of_value(value, separators);
        attributes.push((attribute_type(kind), plain_value(&value[..end])));
        match value.get(end + 1..).map(str::trim_start).filter(|rest| !rest.is_empty()) {
            Some(more) => rest = more,
            None => return Some(attributes),
        }
    }
}

/// The normal form that the module's own text explains.
pub fn normal_form(text: &str) -> Option<String> {
    parse(text).map(normalised)
}

/// A key that two names have in common if they are one: their attributes in the same order or wholly reversed, for some tools print the
/// country first and others last, whatever the case of letters. Other than in the normal form, `OU=A, OU=B` is not `OU=B, OU=A` with
/// something else around it. What is no distinguished name is compared as it is. A key to compare, not a name to show.
pub fn key(text: &str) -> String {
    // Stands in no name, so that no value can look like two attributes.
    const BETWEEN: &str = "\u{1}";
    let Some(attributes) = parse(text) else {
        return text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    };
    let mut parts: Vec<String> =
        attributes.into_iter().map(|(kind, value)| format!("{kind}={}", value.to_lowercase())).collect();
    let printed = parts.join(BETWEEN);
    parts.reverse();
    printed.min(parts.join(BETWEEN))
}

/// Whether two names are one, however they are printed: see [`key`].
pub fn same(one: &str, other: &str) -> bool {
    one == other || key(one) == key(other)
}

/// The normal form of these attributes.
pub fn normalised(attributes: Vec<Attribute>) -> String {
    let mut attributes: Vec<String> = attributes.into_iter().map(|(kind, value)| format!("{kind}={value}")).collect();
    attributes.sort_unstable();
    attributes.join(", ")
}

/// The key of a certificate by its subject and the serial number as [`super::certificate::serial_number`] gives it.
pub fn subject_serial(subject: &str, serial: &str) -> Option<String> {
    Some(format!("{serial} {}", normal_form(subject)?))
}

/// The common name, of several the one that is printed first.
pub fn common_name(text: &str) -> Option<String> {
    parse(text)?.into_iter().find(|(kind, _)| kind == "CN").map(|(_, value)| value)
}

/// Writes a name as SAP prints it: `CN=Example CA, O="Example, Inc.", C=US`.
pub fn print(attributes: &[Attribute]) -> String {
    let shown = attributes.iter().map(|(kind, value)| {
        let quoted = value.contains([',', '+', '"', '\\', '<', '>', ';', '=']) || value.trim() != value;
        // A backslash is one that escapes, in quotes as well.
        let escaped = || value.replace('\\', r"\\").replace('"', "\"\"");
        if quoted { format!("{kind}=\"{}\"", escaped()) } else { format!("{kind}={value}") }
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// Whether a name is printed as SAP prints it and compares it letter by letter, such as in view VUSREXTID: with commas, one blank after
/// each, and none around an equals sign. Nothing if it is no distinguished name. How types are spelled is not judged.
pub fn is_in_sap_form(text: &str) -> Option<bool> {
    parse(text)?;
    let mut rest = text;
    while let Some((kind, value)) = rest.split_once('=') {
        let (value, after) = value.split_at(end_of_value(value, &[',', ';', '+']));
        if !begins_attribute(rest) || kind.contains(char::is_whitespace) || value.trim() != value {
            return Some(false);
        }
        rest = match after.strip_prefix(", ").or_else(|| after.strip_prefix('+')) {
            Some(more) => more,
            None => return Some(after.is_empty()),
        };
    }
    Some(rest.is_empty())
}

/// `CN=` or `2.5.4.3 =`: only behind one of these a comma parts two attributes, for values are printed with bare commas.
fn begins_attribute(text: &str) -> bool {
    let text = text.trim_start();
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')).count();
    length > 0 && text[length..].trim_start().starts_with('=')
}

/// Where the value at the begin of the text ends: at a separator, or with the text.
fn end_of_value(text: &str, separators: &[char]) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted && separators.contains(&letter) && begins_attribute(&text[at + 1..]) => return at,
            _ => {}
        }
    }
    // A quote that is not closed is a letter like others.
    if quoted { unquoted_end(text, separators) } else { text.len() }
}

fn unquoted_end(text: &str, separators: &[char]) -> usize {
    let mut at = text.char_indices().filter(|(_, letter)| separators.contains(letter));
    at.find(|(at, _)| begins_attribute(&text[at + 1..])).map_or(text.len(), |(at, _)| at)
}

/// The value without quotes, escapes and superfluous blanks.
fn plain_value(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let text = inner.map_or_else(|| text.to_owned(), |inner| inner.replace("\"\"", "\""));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        (rest, _) = match (first, after) {
            (b'\\', [high, low, more @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                (more, bytes.extend(hex(&[*high, *low])))
            }
            (b'\\', [letter, more @ ..]) => (more, bytes.push(*letter)),
            _ => (after, bytes.push(*first)),
        };
    }
    String::from_utf8_lossy(&bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_name_has_one_normal_form_however_it_is_printed() {
        let expected = "C=US, CN=DigiCert Global Root G2, O=DigiCert Inc, OU=www.digicert.com";
        for text in [
            "CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US",
            "C=US, O=DigiCert Inc, OU=www.digicert.com, CN=DigiCert Global Root G2",
            "CN=DigiCert Global Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US",
            "C = US, O = \"DigiCert Inc\", OU = www.digicert.com, CN = DigiCert Global  Root G2",
            "/C=US/O=DigiCert Inc/OU=www.digicert.com/CN=DigiCert Global Root G2",
            "2.5.4.3=DigiCert Global Root G2; ou=www.digicert.com; o=DigiCert Inc; OID.2.5.4.6=US",
        ] {
            assert_eq!(normal_form(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn commas_and_quotes_in_values_do_not_matter() {
        let expected = "C=US, CN=A \"B\", EMAIL=x@example.test, O=Example, Inc.";
        for text in [
            r#"CN="A ""B""", O="Example, Inc.", EMAIL=x@example.test, C=US"#,
            r#"CN=A \"B\",O=Example\, Inc.,E=x@example.test,C=US"#,
            r#"CN=A "B", O=Example, Inc., emailAddress=x@example.test, C=US"#,
            r#"/C=US/O=Example, Inc./emailAddress=x@example.test/CN=A "B""#,
        ] {
            assert_eq!(normal_form(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn names_have_one_key_in_either_order_and_no_other() {
        let name = key("CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US");
        for same in [
            "C=US, O=DigiCert Inc, OU=www.digicert.com, CN=DigiCert Global Root G2",
            "cn=digicert  global root g2,OU=WWW.DIGICERT.COM,o=DigiCert Inc,c=us",
            "/C=US/O=DigiCert Inc/OU=www.digicert.com/CN=DigiCert Global Root G2",
            "OID.2.5.4.3=\"DigiCert Global Root G2\"; 2.5.4.11=www.digicert.com; O=DigiCert Inc; C=US",
        ] {
            assert_eq!(key(same), name, "{same}");
        }
        for other in [
            "OU=www.digicert.com, CN=DigiCert Global Root G2, O=DigiCert Inc, C=US",
            "CN=DigiCert Global Root G2, O=DigiCert Inc, C=US",
            "CN=DigiCert Global Root G3, OU=www.digicert.com, O=DigiCert Inc, C=US",
        ] {
            assert_ne!(key(other), name, "{other}");
        }
        assert_eq!(key("S=Saxony, E=a@example.test"), key("EMAILADDRESS=a@example.test,SP=Saxony"));
        assert_eq!(key(" no  NAME"), key("No name"));
    }

    #[test]
    fn parts_of_one_element_and_escaped_bytes_are_read() {
        assert_eq!(
            normal_form("OU=Sales+CN=J. Smith,DC=example").as_deref(),
            Some("CN=J. Smith, DC=example, OU=Sales")
        );
        assert_eq!(normal_form(r"CN=Sch\C3\BCtz").as_deref(), Some("CN=Schütz"));
    }

    #[test]
    fn the_key_is_the_serial_number_and_the_normal_form() {
        let key = subject_serial("CN=Example, C=DE", "AB01");
        assert_eq!(key.as_deref(), Some("AB01 C=DE, CN=Example"));
    }

    #[test]
    fn a_name_is_in_saps_form_with_one_blank_after_each_comma() {
        for text in [
            "CN=MyUser, O=MyCompany, C=US",
            "CN=MyUser",
            r#"CN="A, B", O="Example, Inc.", C=US"#,
            "OU=Sales+CN=J, C=DE",
        ] {
            assert_eq!(is_in_sap_form(text), Some(true), "{text}");
        }
        for text in [
            "CN=MyUser,O=MyCompany,C=US",
            "CN=MyUser, O=MyCompany,C=US",
            "CN=MyUser,  O=MyCompany, C=US",
            "CN=MyUser , O=MyCompany",
            "CN = MyUser, O = MyCompany",
            "CN=MyUser; O=MyCompany",
            "/C=US/O=MyCompany/CN=MyUser",
            " CN=MyUser, O=MyCompany",
        ] {
            assert_eq!(is_in_sap_form(text), Some(false), "{text}");
        }
        assert_eq!((is_in_sap_form("p:CN=MyUser"), is_in_sap_form("JDOE"), is_in_sap_form("")), (None, None, None));
    }

    #[test]
    fn the_common_name_is_found() {
        assert_eq!(common_name("C=US, CN=a.example.test, CN=b").as_deref(), Some("a.example.test"));
        assert_eq!(common_name("O=Example"), None);
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let name = [("CN", "A, \"B\""), ("O", "Example"), ("C", "DE")]
            .map(|(kind, value)| (kind.to_owned(), value.to_owned()));
        assert_eq!(print(&name), r#"CN="A, ""B""", O=Example, C=DE"#);
        assert_eq!(parse(&print(&name)).unwrap(), name);
    }

    #[test]
    fn a_backslash_that_is_printed_is_read_again() {
        for value in [r"a\,b", r"Domain\User", r"ends with \", r#"\""#, r"\41"] {
            let name = [("CN".to_owned(), value.to_owned())];
            assert_eq!(parse(&print(&name)).unwrap(), name, "{}", print(&name));
        }
    }

    #[test]
    fn what_is_no_name_is_none() {
        for text in ["", "Example", "CN", "=x", "a b=c", "/usr/sap/x=y"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,40}|[A-Z=,\"\\\\/+; ]{0,30}") {
            let _ = (normal_form(&text), common_name(&text));
        }
    }
}
