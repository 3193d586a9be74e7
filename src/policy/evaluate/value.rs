//! Values of cells and expressions, and how two of them are compared.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'v> {
    /// A text; an empty cell is an empty one.
    Text(Cow<'v, str>),
    /// A number.
    Number(Number),
    /// A day.
    Date(Date),
    /// A day and a time of day, in UTC.
    Moment(DateTime),
    /// SQL's NULL.
    Null,
    /// There is a value, and nobody knows it: the export does not have the column, or it is cut, or it cannot be read as a number or a day.
    Unknown,
}

/// Why there is no value to work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    Null,
    Unknown,
}

impl From<Absent> for Value<'_> {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Null => Self::Null,
            Absent::Unknown => Self::Unknown,
        }
    }
}

/// A decimal number with up to nine digits behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(i128);

/// Of a unit.
const PARTS: i128 = 1_000_000_000;
const PARTS_DIGITS: usize = 9;
/// Digits before the point: HANA's largest have 38 in all.
const DIGITS: usize = 28;

impl Number {
    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self(i128::from(number) * PARTS)
    }

    /// Reads `12`, `-1.50`; nothing else, no blanks.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, parts) = digits.split_once('.').unwrap_or((digits, ""));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole_digits, parts) = (whole.trim_start_matches('0'), parts.trim_end_matches('0'));
        if whole.is_empty() || digits.ends_with('.') || !are_digits(whole) || !are_digits(parts) {
            return None;
        }
        if whole_digits.len() > DIGITS || parts.len() > PARTS_DIGITS {
            return None;
        }
        let whole: i128 = if whole_digits.is_empty() { 0 } else { whole_digits.parse().ok()? };
        let parts: i128 = if parts.is_empty() { 0 } else { format!("{parts:0<PARTS_DIGITS$}").parse().ok()? };
        let number = whole * PARTS + parts;
        Some(Self(if negative { -number } else { number }))
    }

    /// Reads a whole number.
    pub(super) fn parse_whole(text: &str) -> Option<Self> {
        if text.contains('.') { None } else { Self::parse(text) }
    }

    /// It, if it is a whole number that fits.
    pub fn as_whole(self) -> Option<i64> {
        (self.0 % PARTS == 0).then(|| i64::try_from(self.0 / PARTS).ok())?
    }

    pub(super) fn negative(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        let product = self.0.checked_mul(other.0)?;
        (product % PARTS == 0).then_some(Self(product / PARTS))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, parts) =
            (self.0.unsigned_abs() / PARTS.unsigned_abs(), self.0.unsigned_abs() % PARTS.unsigned_abs());
        if parts == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let parts = format!("{parts:0>PARTS_DIGITS$}");
        write!(formatter, "{sign}{whole}.{}", parts.trim_end_matches('0'))
    }
}

/// `2026-11-29` or `20261129`: how HANA takes a text for a day.
pub(super) fn date_of(text: &str) -> Option<Date> {
    let digits = match text.len() {
        8 => Cow::Borrowed(text),
        10 if text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-') => {
            Cow::Owned(text.replace('-', ""))
        }
        _ => return None,
    };
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let short = |range| part(range).and_then(|number| i8::try_from(number).ok());
    Date::new(part(0..4)?, short(4..6)?, short(6..8)?).ok()
}

impl<'v> Value<'v> {
    /// It as a text.
    pub(super) fn as_text(&self) -> Result<Cow<'_, str>, Absent> {
        Ok(match self {
            Self::Text(text) => Cow::Borrowed(text.as_ref()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Date(date) => Cow::Owned(date.to_string()),
            // HANA writes seven digits of a second.
            Self::Moment(moment) => Cow::Owned(format!("{} {}.0000000", moment.date(), moment.time())),
            Self::Null => return Err(Absent::Null),
            Self::Unknown => return Err(Absent::Unknown),
        })
    }

    /// It as a number. What cannot be read as one is not known: in HANA it is an error, which would end the whole item.
    pub(super) fn as_number(&self) -> Result<Number, Absent> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Text(text) => Number::parse(text).ok_or(Absent::Unknown),
            Self::Null => Err(Absent::Null),
            Self::Date(_) | Self::Moment(_) | Self::Unknown => Err(Absent::Unknown),
        }
    }

    /// It as a whole number.
    pub(super) fn as_whole(&self) -> Result<i64, Absent> {
        self.as_number().and_then(|number| number.as_whole().ok_or(Absent::Unknown))
    }

    /// It as a day.
    pub(super) fn as_date(&self) -> Result<Date, Absent> {
        match self {
            Self::Date(date) => Ok(*date),
            Self::Moment(moment) => Ok(moment.date()),
            Self::Text(text) => date_of(text).ok_or(Absent::Unknown),
            Self::Null => Err(Absent::Null),
            Self::Number(_) | Self::Unknown => Err(Absent::Unknown),
        }
    }

    /// How it compares: as numbers if one is a number, as days if one is a day, else letter by letter.
    pub(super) fn order(&self, other: &Self) -> Result<Ordering, Absent> {
        for value in [self, other] {
            match value {
                Self::Unknown => return Err(Absent::Unknown),
                Self::Null if !matches!((self, other), (Self::Unknown, _) | (_, Self::Unknown)) => {
                    return Err(Absent::Null);
                }
                _ => {}
            }
        }
        let is_number = |value: &Self| matches!(value, Self::Number(_));
        let is_moment = |value: &Self| matches!(value, Self::Moment(_));
        let is_date = |value: &Self| matches!(value, Self::Date(_));
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => Ok(left.cmp(right)),
            _ if is_number(self) || is_number(other) => Ok(self.as_number()?.cmp(&other.as_number()?)),
            (Self::Moment(left), Self::Moment(right)) => Ok(left.cmp(right)),
            _ if is_moment(self) || is_moment(other) || is_date(self) || is_date(other) => {
                Ok(self.as_date()?.cmp(&other.as_date()?))
            }
            _ => Err(Absent::Unknown),
        }
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
