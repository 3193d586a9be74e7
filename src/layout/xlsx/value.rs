//! Cells of a sheet as the text that SAP would have written.

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime};

const SECONDS_OF_DAY: f64 = 86_400.0;

/// The value as text without padding; nothing for empty cells and for errors such as `#N/A`. A shared string is not copied.
pub(in crate::layout) fn text<'a>(value: &DataRef<'a>) -> Option<Cow<'a, str>> {
    let text = match value {
        DataRef::String(text) => unpadded(text),
        DataRef::SharedString(text) => Cow::Borrowed(text.trim()),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        // Whole numbers come out without ".0", and none with an exponent.
        DataRef::Float(number) => Cow::Owned(number.to_string()),
        DataRef::Bool(flag) => Cow::Borrowed(if *flag { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) => Cow::Owned(date_and_time(*moment)),
        DataRef::DateTimeIso(text) => unpadded(&text.replacen('T', " ", 1).replace(" 00:00:00", "")),
        DataRef::DurationIso(text) => unpadded(text),
        DataRef::Error(_) | DataRef::Empty => Cow::Borrowed(""),
    };
    (!text.is_empty()).then_some(text)
}

/// A value without the blanks that pad it.
fn unpadded(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.trim().to_owned())
}

/// `YYYY-MM-DD`, with ` HH:MM:SS` if there is a time of day, or that alone if there is no day.
fn date_and_time(moment: ExcelDateTime) -> String {
    let days = moment.as_f64().floor();
    // Excel's fractions of a day miss the second by a little, which must make it neither the second before nor the next day.
    let seconds = ((moment.as_f64() - days) * SECONDS_OF_DAY).round().min(SECONDS_OF_DAY - 1.0) as i64;
    if moment.is_duration() || days == 0.0 {
        return clock((days as i64).saturating_mul(24).saturating_add(seconds / 3600), seconds);
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if seconds == 0 { date } else { format!("{date} {}", clock(seconds / 3600, seconds)) }
}

fn clock(hours: i64, seconds: i64) -> String {
    format!("{hours:02}:{:02}:{:02}", seconds / 60 % 60, seconds % 60)
}
