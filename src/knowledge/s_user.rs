//! S-user numbers: how SAP, its tables and Excel write one and the same user of SAP for Me.

/// A bare number shorter than this is no S-user, but a client, a counter or a mistake.
const FEWEST_DIGITS: usize = 5;
const DIGITS: usize = 10;

/// The number as `S` and ten digits: `s0001234567`, `0001234567` and `1234567` (Excel dropped the zeros) are `S0001234567`.
///
/// Nothing if the text is no S-user number: other characters, more than ten digits, only zeros, or fewer than five
/// digits.
pub fn normalise(text: &str) -> Option<String> {
    digits(text).map(|digits| format!("S{digits:0>DIGITS$}"))
}

/// The digits of an S-user number in one of the forms that [`normalise`] takes, without leading zeros: one and the same
/// user has the same.
pub fn digits(text: &str) -> Option<&str> {
    let text = text.trim();
    let digits = text.strip_prefix(['S', 's']).unwrap_or(text);
    let numeric = digits.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (FEWEST_DIGITS..=DIGITS).contains(&digits.len());
    let digits = digits.trim_start_matches('0');
    (numeric && fits && !digits.is_empty()).then_some(digits)
}

/// The text is an S-user number in one of the forms that [`normalise`] takes.
pub fn is_s_user(text: &str) -> bool {
    digits(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_number_is_the_same_user() {
        for text in ["S0001234567", "s0001234567", "0001234567", "1234567", "S1234567", "  0001234567 "] {
            assert_eq!(normalise(text).as_deref(), Some("S0001234567"), "{text}");
            assert_eq!(digits(text), Some("1234567"), "{text}");
        }
        assert_eq!(normalise("S1234567890").as_deref(), Some("S1234567890"));
    }

    #[test]
    fn what_is_no_number_of_an_s_user_is_none() {
        for text in
            ["", "S", "SM_SM2B", "0000000000", "S12345678901", "001", "P0001234567", "SS1234567", "12345 67", "١٢٣٤٥٦٧"]
        {
            assert_eq!(normalise(text), None, "{text}");
            assert!(!is_s_user(text), "{text}");
        }
    }
}
