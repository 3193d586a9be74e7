//! What single values mean: those of the interface, and those of the backup in the interface's words (connectors.md a.3).

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::export::Value;
use crate::knowledge::certificate;

type Read = Result<Value<'static>, &'static str>;

/// Why a subject has no key.
pub(super) const NO_NAME: &str = "the subject is no distinguished name";

const NO_FLAG: &str = "this is neither true nor false";
const NO_NUMBER: &str = "this is no number";
const NO_TIME: &str = "this is no time in milliseconds";
const NO_SERIAL: &str = "this is no serial number in hexadecimal digits";
const NO_WORD: &str = "the backup writes it in a way that basislint does not know: save the answer of the interface";
const NO_LOGON: &str = "the backup does not tell whether the system certificate is used for logon: save the answer of the \
                        interface, subaccounts/REGION/SUBACCOUNT/systemMappings.json";

const PROTOCOLS: &[&str] = &["HTTP", "HTTPS", "RFC", "RFCS", "RFCWS", "LDAP", "LDAPS", "TCP", "TCPS"];

const BACKENDS: &[&str] =
    &["abapSys", "netweaverCE", "netweaverGW", "applServerJava", "BC", "PI", "hana", "otherSAPsys", "nonSAPsys"];

fn text(text: impl Into<Cow<'static, str>>) -> Value<'static> {
    match text.into() {
        Cow::Borrowed(text) => Value::Text(Cow::Borrowed(text.as_bytes())),
        Cow::Owned(text) => Value::Text(Cow::Owned(text.into_bytes())),
    }
}

pub(super) fn flag(value: &str) -> Read {
    match value {
        _ if value.eq_ignore_ascii_case("true") => Ok(Value::Flag(true)),
        _ if value.eq_ignore_ascii_case("false") => Ok(Value::Flag(false)),
        _ => Err(NO_FLAG),
    }
}

/// The other one of yes and no.
pub(super) fn opposite(value: Value<'static>) -> Value<'static> {
    match value {
        Value::Flag(flag) => Value::Flag(!flag),
        other => other,
    }
}

pub(super) fn number(value: &str) -> Read {
    value.parse().map(Value::Number).map_err(|_| NO_NUMBER)
}

/// Milliseconds since 1970 as `yyyy-mm-ddThh:mm:ss` in UTC.
pub(super) fn time(value: &str) -> Read {
    let seconds = value.parse::<i64>().map_err(|_| NO_TIME)?.div_euclid(1000);
    let time = Timestamp::from_second(seconds).map_err(|_| NO_TIME)?;
    Ok(text(Offset::UTC.to_datetime(time).to_string()))
}

pub(super) fn serial(value: &str) -> Read {
    certificate::serial_number(value).map(text).ok_or(NO_SERIAL)
}

/// The word as the interface spells it. The interface may learn new ones, of the backup nobody knows what they mean.
fn word(value: &str, known: &[&'static str], backup: bool) -> Read {
    match known.iter().find(|word| word.eq_ignore_ascii_case(value)) {
        Some(word) => Ok(text(*word)),
        None if backup => Err(NO_WORD),
        None => Ok(text(value.to_owned())),
    }
}

pub(super) fn protocol(value: &str, backup: bool) -> Read {
    word(value, PROTOCOLS, backup)
}

pub(super) fn backend(value: &str, backup: bool) -> Read {
    word(value, BACKENDS, backup)
}

/// How users log on. On disk there are more words, and two of them do not say all (connectors.md a.3).
pub(super) fn authentication(value: &str, backup: bool) -> Read {
    match value.to_ascii_uppercase().as_str() {
        "NONE" | "NONE_CERTIFICATE_LOCAL" if backup => Err(NO_LOGON),
        "X509_CERTIFICATE" | "X509_CERTIFICATE_LOCAL" if backup => Ok(text("X509_GENERAL")),
        _ => word(value, &["NONE", "NONE_RESTRICTED", "X509_GENERAL", "X509_RESTRICTED", "KERBEROS"], backup),
    }
}

/// Capitals or small letters; the backup says whether it is the internal host.
pub(super) fn host_in_header(value: &str) -> Read {
    Ok(match flag(value) {
        Ok(Value::Flag(internal)) => text(if internal { "INTERNAL" } else { "VIRTUAL" }),
        _ => text(value.to_ascii_uppercase()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(read: Read) -> String {
        match read {
            Ok(Value::Text(text)) => String::from_utf8_lossy(&text).into_owned(),
            Ok(value) => format!("{value:?}"),
            Err(why) => format!("?{why}"),
        }
    }

    #[test]
    fn milliseconds_are_moments_in_utc() {
        assert_eq!(shown(time("1814249600000")), "2027-06-29T06:13:20");
        assert_eq!(shown(time("1814249600999")), "2027-06-29T06:13:20");
        assert_eq!(shown(time("-1")), "1969-12-31T23:59:59");
        for odd in ["", "2027-06-29", "9223372036854775807", "1e12"] {
            assert_eq!(shown(time(odd)), format!("?{NO_TIME}"), "{odd}");
        }
    }

    #[test]
    fn a_backup_that_does_not_tell_how_users_log_on_says_so() {
        for (disk, wire) in [
            ("X509_CERTIFICATE", "X509_GENERAL"),
            ("X509_CERTIFICATE_LOCAL", "X509_GENERAL"),
            ("X509_GENERAL", "X509_GENERAL"),
            ("KERBEROS", "KERBEROS"),
        ] {
            assert_eq!(shown(authentication(disk, true)), wire, "{disk}");
        }
        for disk in ["NONE", "NONE_CERTIFICATE_LOCAL"] {
            assert_eq!(shown(authentication(disk, true)), format!("?{NO_LOGON}"), "{disk}");
        }
        assert_eq!(shown(authentication("SOMETHING", true)), format!("?{NO_WORD}"));
        assert_eq!(
            (shown(authentication("NONE", false)), shown(authentication("NEW", false))),
            ("NONE".into(), "NEW".into())
        );
    }

    #[test]
    fn words_have_the_spelling_of_the_interface() {
        assert_eq!(shown(protocol("https", true)), "HTTPS");
        assert_eq!(shown(backend("OTHERSAPSYS", true)), "otherSAPsys");
        assert_eq!(shown(backend("newSys", true)), format!("?{NO_WORD}"));
        assert_eq!(
            (shown(host_in_header("virtual")), shown(host_in_header("true"))),
            ("VIRTUAL".into(), "INTERNAL".into())
        );
        assert!(flag("maybe").is_err() && number("x").is_err() && serial("n/a").is_err());
    }
}
