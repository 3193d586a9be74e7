//! Parts of certificates as tools print them: serial numbers, fingerprints, times, keys.
//!
//! Certificates themselves are none of this module's business.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::date::{self, Parsed};

/// A serial number in capitals, without separators and leading zeros: `08:3b:e0` is `83BE0`. Nothing if it is no
/// hexadecimal number. One of so many digits without any letter is decimal: some tools print them so.
pub fn serial_number(text: &str) -> Option<String> {
    // Of a million hexadecimal numbers of this length one has no letter.
    const DECIMAL: usize = 30;
    let text = text.trim();
    // A byte of one digit has lost the other.
    if text.contains(':') && text.split(':').any(|byte| byte.trim().len() != 2) {
        return None;
    }
    let is_decimal = text.len() >= DECIMAL && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = if is_decimal { hex_of_decimal(text) } else { hex_digits(text)? };
    let number = digits.trim_start_matches('0');
    Some(if number.is_empty() { "0".to_owned() } else { number.to_owned() })
}

/// Whether two serial numbers, as [`serial_number`] gives them, are one. Cloud for Customer shows them in decimal digits (SAP Knowledge Base
/// Article 2980997), all others in hexadecimal ones.
pub fn same_serial(one: &str, other: &str) -> bool {
    /// Serial numbers have at most twenty bytes (RFC 5280, 4.1.2.2).
    const MOST_DIGITS: usize = 49;
    let is_other = |decimal: &str, other: &str| {
        let is_decimal = !decimal.is_empty() && decimal.bytes().all(|byte| byte.is_ascii_digit());
        is_decimal
            && decimal.len() <= MOST_DIGITS
            && hex_of_decimal(decimal).trim_start_matches('0').eq_ignore_ascii_case(other)
    };
    one.eq_ignore_ascii_case(other) || is_other(one, other) || is_other(other, one)
}

/// The hexadecimal digits of a decimal number of any length.
fn hex_of_decimal(text: &str) -> String {
    // Half bytes, the least first.
    let mut number: Vec<u8> = Vec::new();
    for digit in text.bytes() {
        let mut carry = u32::from(digit - b'0');
        for half in &mut number {
            carry += u32::from(*half) * 10;
            *half = (carry % 16) as u8;
            carry /= 16;
        }
        while carry > 0 {
            number.push((carry % 16) as u8);
            carry /= 16;
        }
    }
    number.iter().rev().map(|half| format!("{half:X}")).collect()
}

/// The serial number of these bytes.
pub fn serial_of(bytes: &[u8]) -> String {
    let digits = hex(bytes);
    let number = digits.trim_start_matches('0');
    if number.is_empty() { "0".to_owned() } else { number.to_owned() }
}

/// A fingerprint or key identifier of so many bytes, in capitals without separators. Nothing if it is cut, or none.
pub fn fingerprint(text: &str, bytes: usize) -> Option<String> {
    hex_digits(text).filter(|digits| digits.len() == bytes * 2)
}

/// A key identifier of any length, in capitals without separators.
pub fn key_identifier(text: &str) -> Option<String> {
    hex_digits(text).filter(|digits| digits.len() % 2 == 0)
}

/// Bytes as hexadecimal digits in capitals.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn hex_digits(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let digits: String = text.chars().filter(|letter| !matches!(letter, ':' | ' ' | '-')).collect();
    let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| digits.to_ascii_uppercase())
}

/// A time of ASN.1 as `YYYY-MM-DDTHH:MM:SS` in UTC: `311110000000Z` (years below 50 are of this century) or
/// `20311110000000Z`.
pub fn utc_time(text: &str) -> Option<String> {
    let digits = text.trim().strip_suffix('Z')?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let (year, rest) = match digits.len() {
        12 => (number(0, 2).map(|year| if year < 50 { 2000 + year } else { 1900 + year })?, 2),
        14 => (number(0, 4)?, 4),
        _ => return None,
    };
    let part = |index: usize| number(rest + 2 * index, rest + 2 * index + 2).and_then(|part| i8::try_from(part).ok());
    date_time(year, part(0)?, part(1)?, part(2)?, part(3)?, part(4)?)
}

/// The time in brackets behind one in words: sapgenpse prints the latter in the zone of its machine, the former in UTC.
pub fn time_in_brackets(text: &str) -> Option<String> {
    let (_, behind) = text.rsplit_once('(')?;
    utc_time(behind.split_once(')')?.0)
}

/// A time of a web service as `YYYY-MM-DDTHH:MM:SS` in UTC: `/Date(1492098664000)/` and `/Date(1492098664000+0000)/` of OData V2,
/// which count milliseconds in UTC, `2019-10-04T00:00:00.000Z`, `2019-10-04T02:00:00+02:00`. One without a zone is in UTC, as
/// those of OData V2 are.
pub fn service_time(text: &str) -> Option<String> {
    let utc = |time: Timestamp| Offset::UTC.to_datetime(time);
    let time = match text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        Some(date) => {
            let sign = date.char_indices().skip(1).find(|(_, letter)| matches!(letter, '+' | '-'));
            let milliseconds = date.get(..sign.map_or(date.len(), |(at, _)| at))?;
            utc(Timestamp::from_second(milliseconds.parse::<i64>().ok()?.div_euclid(1000)).ok()?)
        }
        None => match text.parse::<Timestamp>() {
            Ok(time) => utc(time),
            Err(_) => text.parse::<DateTime>().ok().filter(|_| text.contains(['T', 't', ' ']))?,
        },
    };
    time.with().subsec_nanosecond(0).build().ok().map(|time| time.to_string())
}

/// A date of a list, with a time behind it if there is one. `Err` says why it is not known.
pub fn list_time(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if let Some(time) = utc_time(text).or_else(|| utc_time(&format!("{text}Z"))) {
        return Ok(time);
    }
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    match (date::parse(day), date::parse_time(time.trim())) {
        (Parsed::Certain(day), Some(seconds)) if seconds < 86_400 => {
            Ok(format!("{day}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
        }
        (Parsed::Certain(day), _) => Ok(day.to_string()),
        (Parsed::Ambiguous(..), _) => Err("day and month may be swapped in this date"),
        (Parsed::NoDate, _) => Err("this is no date in a form that basislint knows"),
    }
}

/// A time from its parts; nothing if there is no such time.
pub fn date_time(year: i16, month: i8, day: i8, hour: i8, minute: i8, second: i8) -> Option<String> {
    DateTime::new(year, month, day, hour, minute, second, 0).ok().map(|time| time.to_string())
}

/// The kind and length of a key: `rsaEncryption (2048 bits)` and `RSA, 2048-bit` are `RSA 2048`.
pub fn key(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let kind = if lower.contains("rsa") {
        "RSA"
    } else if lower.contains("ec") {
        "EC"
    } else if lower.contains("dsa") {
        "DSA"
    } else {
        return None;
    };
    let mut numbers =
        lower.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| (3..=5).contains(&digits.len()));
    Some(numbers.next().map_or_else(|| kind.to_owned(), |bits| format!("{kind} {bits}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_the_same_in_decimal_and_in_hexadecimal_digits() {
        assert!(same_serial("1B01", "1b01"));
        assert!(same_serial("6913", "1B01") && same_serial("1B01", "6913"));
        assert!(same_serial("7A18D9F3D1C0B2E4F6", "2252293507401628443894"));
        assert!(!same_serial("1B01", "6914") && !same_serial("", "1B01"));
    }

    #[test]
    fn serial_numbers_have_one_form() {
        for text in ["08:3B:E0", "083be0", "0x83BE0", "08 3b e0", "00083BE0"] {
            assert_eq!(serial_number(text).as_deref(), Some("83BE0"), "{text}");
        }
        assert_eq!(serial_number("00").as_deref(), Some("0"));
        assert_eq!(serial_of(&[0, 0x8F, 1]), "8F01");
        for text in ["", "n/a", "08:3G", "08:3B:E"] {
            assert_eq!(serial_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_serial_number_without_letters_is_decimal() {
        let text = "10944719598952040374951832963794454346";
        assert_eq!(serial_number(text).as_deref(), Some("83BE056904246B1A1756AC95991C74A"));
        assert_eq!(serial_number("10").as_deref(), Some("10"));
    }

    #[test]
    fn a_cut_fingerprint_is_none() {
        assert_eq!(fingerprint("AA:bb:CC", 3).as_deref(), Some("AABBCC"));
        assert_eq!(fingerprint("AA:bb:C", 3), None);
    }

    #[test]
    fn only_the_time_in_brackets_is_utc() {
        let text = "Fri Jan  1 01:00:01 2038 (380101000001Z)";
        assert_eq!(time_in_brackets(text).as_deref(), Some("2038-01-01T00:00:01"));
        assert_eq!(utc_time("061110000000Z").as_deref(), Some("2006-11-10T00:00:00"));
        assert_eq!(utc_time("990101000000Z").as_deref(), Some("1999-01-01T00:00:00"));
        assert_eq!(utc_time("20501231235959Z").as_deref(), Some("2050-12-31T23:59:59"));
        for text in ["", "Z", "311310000000Z", "3111100000Z", "31111000000+Z", "Fri Nov 10 (soon)"] {
            assert_eq!((utc_time(text), time_in_brackets(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn times_of_services_are_moments_in_utc() {
        for (text, time) in [
            ("/Date(1492098664000)/", "2017-04-13T15:51:04"),
            ("/Date(1492098664999+0000)/", "2017-04-13T15:51:04"),
            ("/Date(1492098664000-0060)/", "2017-04-13T15:51:04"),
            ("/Date(-1)/", "1969-12-31T23:59:59"),
            ("2019-10-04T00:00:00Z", "2019-10-04T00:00:00"),
            ("2023-06-24T12:56:52.123Z", "2023-06-24T12:56:52"),
            ("2019-10-04T01:30:00+02:00", "2019-10-03T23:30:00"),
            ("2021-02-23T08:57:25.021", "2021-02-23T08:57:25"),
        ] {
            assert_eq!(service_time(text).as_deref(), Some(time), "{text}");
        }
        for text in ["", "soon", "/Date()/", "/Date(x)/", "2019-10-04", "1492098664000", "2019-13-04T00:00:00Z"] {
            assert_eq!(service_time(text), None, "{text}");
        }
    }

    #[test]
    fn dates_of_lists_are_read_with_and_without_time() {
        assert_eq!(list_time("10.11.2031").as_deref(), Ok("2031-11-10"));
        assert_eq!(list_time("2031-11-10 12:30:00").as_deref(), Ok("2031-11-10T12:30:00"));
        assert_eq!(list_time("20311110123000").as_deref(), Ok("2031-11-10T12:30:00"));
        assert!(list_time("10/11/2031").unwrap_err().contains("swapped"));
        assert!(list_time("soon").is_err());
    }

    #[test]
    fn keys_have_a_kind_and_a_length() {
        assert_eq!(key("rsaEncryption (2048 bits)").as_deref(), Some("RSA 2048"));
        assert_eq!(key("RSA, 4096-bit").as_deref(), Some("RSA 4096"));
        assert_eq!(key("ecPublicKey (384 bits)").as_deref(), Some("EC 384"));
        assert_eq!(key("?"), None);
    }
}
