//! Days as basislint's own options and files name them: `YYYY-MM-DD`, and nothing else.
//!
//! Days as SAP's exports show them are [`super::date`]'s.

use jiff::civil::Date;

/// Reads `2026-11-22`. Jiff takes more than that, but the contract does not.
pub fn parse(text: &str) -> Option<Date> {
    text.parse().ok().filter(|date: &Date| date.to_string() == text)
}

/// How to write what somebody wrote in another form; the form alone where that form does not tell day from month.
pub fn help(text: &str) -> String {
    help_between("", text)
}

/// The same with a mark before and behind the day: the quotes of a configuration.
pub fn help_between(mark: &str, text: &str) -> String {
    match meant(text) {
        Some(date) => format!("write it as {mark}{date}{mark}"),
        None if has_form(text) => "the calendar has no such day".to_owned(),
        None => format!("write it as year, month, day: {mark}2026-11-22{mark}"),
    }
}

/// Whether it is written as a day is, be there such a day or not.
pub fn has_form(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(fits)
}

/// The day that another common form names without doubt: `22.11.2026`, `20261122`, `2026/11/22`, `11/22/2026`.
pub fn meant(text: &str) -> Option<Date> {
    let text = text.trim();
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok())?;
    let date = |year: &str, month: &str, day: &str| {
        let short = |part: &str| i8::try_from(number(part)?).ok();
        Date::new(number(year).filter(|_| year.len() == 4)?, short(month)?, short(day)?).ok()
    };
    if text.len() == 8 && number(text.get(..4)?).is_some() && !text.contains(|c: char| !c.is_ascii_digit()) {
        return date(text.get(..4)?, text.get(4..6)?, text.get(6..)?);
    }
    let separator = text.chars().find(|letter| matches!(letter, '.' | '/' | '-'))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, third] = *parts else { return None };
    if first.len() == 4 {
        return date(first, second, third);
    }
    let (day_first, month_first) = (date(third, second, first), date(third, first, second));
    match (day_first, month_first) {
        // With dots the day stands first everywhere.
        (Some(date), _) if separator == '.' => Some(date),
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) if separator != '.' => one.or(other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_is_a_day_and_no_other() {
        assert_eq!(parse("2026-11-22").map(|date| date.to_string()).as_deref(), Some("2026-11-22"));
        for text in
            ["", "22.11.2026", "20261122", "2026-11-22T10:00", "2026-1-5", "2026-02-30", "2026-W48-1", " 2026-11-22"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn other_forms_are_said_in_that_form_unless_day_and_month_may_be_mixed_up() {
        for (text, meant) in [
            ("28.11.2026", "2026-11-28"),
            ("5.1.2026", "2026-01-05"),
            ("20261128", "2026-11-28"),
            ("2026/11/28", "2026-11-28"),
            ("2026-1-5", "2026-01-05"),
            ("11/28/2026", "2026-11-28"),
            ("28/11/2026", "2026-11-28"),
            ("11/11/2026", "2026-11-11"),
        ] {
            assert_eq!(help(text), format!("write it as {meant}"), "{text}");
        }
        assert_eq!(help_between("\"", "28.11.2026"), "write it as \"2026-11-28\"");
        for text in ["2026-02-30", "2026-13-01", "0000-00-00"] {
            assert_eq!(help(text), "the calendar has no such day", "{text}");
        }
        for text in
            ["01/02/2026", "1-2-2026", "28.13.2026", "11.28.2026", "28.11.26", "tomorrow", "", "2026", "1/2/3/4"]
        {
            assert_eq!(help(text), "write it as year, month, day: 2026-11-22", "{text}");
        }
    }
}
