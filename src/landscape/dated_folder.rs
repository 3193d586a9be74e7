//! Whether a folder's name is a date: when the exports in it were made.

/// Months in English and German, by their first letters, and the whole names.
#[rustfmt::skip]
const MONTHS: &[&str] = &[
    "jan", "january", "januar", "feb", "february", "februar", "mar", "march", "mrz", "maerz", "märz", "apr", "april", "may",
    "mai", "jun", "june", "juni", "jul", "july", "juli", "aug", "august", "sep", "sept", "september", "oct", "october",
    "okt", "oktober", "nov", "november", "dec", "december", "dez", "dezember",
];

/// Words that stand beside a date and say nothing else.
const BESIDE: &[&str] = &[
    "am",
    "as",
    "at",
    "backup",
    "dump",
    "export",
    "exporte",
    "exports",
    "extract",
    "of",
    "sicherung",
    "snapshot",
    "stand",
    "vom",
];

/// What weeks and quarters begin with.
const PERIODS: &[&str] = &["kw", "cw", "w", "week", "q"];

/// Whether the name is a date, or a date and a word that says nothing else.
pub(super) fn is_date(name: &str) -> bool {
    let lower = name.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let (mut year, mut month, mut numbers) = (false, false, 0);
    for part in &parts {
        match part {
            _ if is_with_year(part) => year = true,
            _ if MONTHS.contains(part) => month = true,
            _ if is_period(part) => month |= !part.starts_with('q'),
            // A time may stand behind the date.
            _ if is_number(part) && part.len() <= 6 => numbers += 1,
            _ if BESIDE.contains(part) => {}
            _ => return false,
        }
    }
    let is_short = parts.len() == 3 && numbers == 3 && parts.iter().all(|part| part.len() == 2);
    year || (month && (parts.len() == 1 || numbers > 0)) || is_short
}

/// The name in lower case without a date before or behind it: `prd` for `PRD_2026-11-28`. Of a name that is a date nothing is left.
pub fn undated(name: &str) -> String {
    let is_between = |letter: char| !letter.is_alphanumeric();
    let lower = name.to_lowercase();
    if is_date(&lower) {
        return String::new();
    }
    let joints = lower.match_indices(is_between).filter_map(|(at, _)| lower.split_at_checked(at));
    let rest = joints.into_iter().filter_map(|(before, behind)| match (is_date(before), is_date(behind)) {
        (_, true) => Some(before),
        (true, _) => Some(behind),
        _ => None,
    });
    rest.min_by_key(|rest| rest.len()).unwrap_or(&lower).trim_matches(is_between).to_owned()
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026`, `202611`, `20261128`, `28112026`, `20261128t1015`.
fn is_with_year(part: &str) -> bool {
    let date = part.split_once('t').map_or(part, |(date, time)| if is_number(time) { date } else { part });
    let within = |range: Option<&str>, least: u32, most: u32| {
        range.and_then(|digits| digits.parse().ok()).is_some_and(|number: u32| (least..=most).contains(&number))
    };
    let (year, month, day) = (1990..=2099, 1..=12, 1..=31);
    let is = |of: std::ops::Range<usize>, range: &std::ops::RangeInclusive<u32>| {
        within(date.get(of), *range.start(), *range.end())
    };
    is_number(date)
        && match date.len() {
            4 => is(0..4, &year),
            6 => is(0..4, &year) && is(4..6, &month),
            8 | 12 | 14 if is(0..4, &year) => is(4..6, &month) && is(6..8, &day),
            8 => is(0..2, &day) && is(2..4, &month) && is(4..8, &year),
            _ => false,
        }
}

/// `kw48`, `week48`, `q4`.
fn is_period(part: &str) -> bool {
    let number = part.trim_start_matches(|letter: char| letter.is_alphabetic());
    (1..=2).contains(&number.len()) && is_number(number) && PERIODS.contains(&&part[..part.len() - number.len()])
}

#[cfg(test)]
mod tests {
    use super::{is_date, undated};

    #[test]
    fn a_name_is_the_same_with_any_date() {
        for name in ["PRD_2026-11-28", "prd-20261128", "2026-11_PRD", "PRD 28.11.2026", "prd"] {
            assert_eq!(undated(name), "prd", "{name}");
        }
        assert_eq!(undated("2026-11-28"), "");
        assert_eq!(undated("PRD-app1"), "prd-app1");
    }

    #[test]
    fn dates_are_told_from_other_numbers() {
        for date in [
            "2026",
            "2026-11",
            "2026-11-28",
            "20261128",
            "202611",
            "28.11.2026",
            "28112026",
            "2026_11_28",
            "2026-11-28_1015",
            "20261128T101500",
            "2026-KW48",
            "KW48",
            "2026-Q4",
            "November 2026",
            "Nov",
            "Stand 28.11.2026",
            "export-2026-11-28",
            "26-11-28",
            "28. Nov",
        ] {
            assert!(is_date(date), "{date}");
        }
        for other in [
            "",
            "100",
            "00",
            "PRD",
            "PRD-2026-11-28",
            "1234",
            "20269999",
            "99.99",
            "Q4",
            "app1",
            "sys2026x",
            "export",
            "3-4",
            "-",
        ] {
            assert!(!is_date(other), "{other}");
        }
    }
}
