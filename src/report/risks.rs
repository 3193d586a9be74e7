//! Accepted risks in words: what each is about, why, who answers for it, and until when. The lines of them that end a report for people.

pub(crate) mod list;

use std::cmp::Reverse;
use std::io::{self, Write};

use jiff::civil::Date;

use super::{Options, Report};
use crate::finding::{Risk, RiskState};
use crate::terminal_text::{Painted, Palette, clean, counted, wrap};

/// Risks that are told at the end of a report for people; the rest is counted.
const MOST: usize = 5;

/// `legacy-rfc-destination about SAPOSS in QAS`
pub(crate) fn about(risk: &Risk) -> String {
    let subject = risk.subject.as_ref().map_or(String::new(), |subject| format!(" about {subject}"));
    let system = risk.system.as_deref().unwrap_or("all systems");
    format!("{}{subject} in {system}", risk.rule)
}

/// `kept inactive until the audit (owner Basis team, until 2027-01-31)`
pub(crate) fn terms(risk: &Risk) -> String {
    let owner = risk.owner.as_ref().map(|owner| format!("owner {owner}"));
    let until = risk.until.map(|day| format!("until {day}"));
    let more: Vec<String> = owner.into_iter().chain(until).collect();
    if more.is_empty() { risk.reason.clone() } else { format!("{} ({})", risk.reason, more.join(", ")) }
}

/// `until 2027-01-31, 70 days left`
pub(crate) fn end(risk: &Risk, as_of: Date) -> String {
    let (Some(until), Some(left)) = (risk.until, risk.days_left(as_of)) else {
        let never = if risk.state == RiskState::NoDate { "until what is no date" } else { "without an end" };
        return never.to_owned();
    };
    match left {
        0 => format!("until {until}, today is the last day"),
        1.. => format!("until {until}, {} left", days(left)),
        _ => format!("until {until}, {} ago", days(-left)),
    }
}

fn days(number: i64) -> String {
    counted(usize::try_from(number).unwrap_or(usize::MAX), "day")
}

/// What runs out next comes first; what ran out already before that, and what has no end last.
pub(crate) fn by_end(risks: &[Risk]) -> Vec<&Risk> {
    let mut risks: Vec<&Risk> = risks.iter().collect();
    risks.sort_by_key(|risk| {
        let has_no_end = risk.until.is_none() && risk.state != RiskState::NoDate;
        (has_no_end, risk.until, Reverse(risk.state), risk.line)
    });
    risks
}

/// Those that hold findings back, what runs out next first.
pub(super) fn holding(report: &Report) -> impl Iterator<Item = &Risk> {
    by_end(&report.risks).into_iter().filter(|risk| risk.holds())
}

/// Writes which risks are accepted, for people: a line for each, broken to `width`.
pub(super) fn write(
    report: &Report,
    options: &Options,
    (palette, width): (Palette, usize),
    out: &mut dyn Write,
) -> io::Result<()> {
    let number = holding(report).count();
    if number == 0 {
        return Ok(());
    }
    let most = if options.verbose { usize::MAX } else { MOST };
    writeln!(out, "{}", Painted(palette.strong, format_args!("accepted: {}", counted(number, "risk"))))?;
    for risk in holding(report).take(most) {
        let findings = counted(risk.findings, "finding");
        let owner = risk.owner.as_ref().map_or(String::new(), |owner| format!("; owner {owner}"));
        let head = format!("{} ({findings}; {}{owner})", about(risk), end(risk, report.as_of));
        // Where lines are broken the reason has its own, so that it can be looked for.
        let lines = match width {
            usize::MAX => vec![format!("{head}: {}", risk.reason)],
            _ => vec![head, risk.reason.clone()],
        };
        for (index, line) in lines.iter().flat_map(|line| wrap(&clean(line), width.saturating_sub(7))).enumerate() {
            writeln!(out, "{}{line}", if index == 0 { "     " } else { "       " })?;
        }
    }
    match number.saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "     and {more} more; basislint risks lists all"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::sample;
    use super::*;

    #[test]
    fn a_risk_is_told_with_reason_owner_and_end() {
        let risks = sample::risks();
        assert_eq!(about(&risks[0]), "legacy-rfc-destination about SAPOSS in PRD");
        assert_eq!(about(&risks[2]), "job-* in all systems");
        assert_eq!(terms(&risks[0]), "kept inactive until the audit (owner Basis team, until 2027-01-31)");
        assert_eq!(terms(&risks[2]), risks[2].reason);
        let ends = |as_of| end(&risks[0], as_of);
        assert_eq!(ends(date(2026, 11, 22)), "until 2027-01-31, 70 days left");
        assert_eq!(ends(date(2027, 1, 31)), "until 2027-01-31, today is the last day");
        assert_eq!(ends(date(2027, 2, 1)), "until 2027-01-31, 1 day ago");
        assert_eq!(end(&risks[2], date(2026, 11, 22)), "without an end");
    }

    #[test]
    fn what_runs_out_next_comes_first_and_what_never_does_last() {
        let mut risks = sample::risks();
        risks.push(Risk { state: RiskState::NoDate, until: None, ..risks[0].clone() });
        let order: Vec<RiskState> = by_end(&risks).into_iter().map(|risk| risk.state).collect();
        assert_eq!(order, [RiskState::NoDate, RiskState::Expired, RiskState::Holds, RiskState::Unmatched]);
    }

    #[test]
    fn of_many_risks_those_are_told_that_run_out_next() {
        let mut report = sample::report();
        let of = |number: u64| Risk {
            reason: format!("reason {number}"),
            until: Some(date(2027, 1, number as i8)),
            line: number,
            ..sample::risks()[0].clone()
        };
        report.risks = (1..=7).rev().map(of).collect();
        let written = |options: &Options| {
            let mut out = Vec::new();
            write(&report, options, (Palette::default(), usize::MAX), &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let text = written(&sample::options());
        assert!(text.starts_with(
            "accepted: 7 risks\n     legacy-rfc-destination about SAPOSS in PRD (1 finding; until 2027-01-01, "
        ));
        assert!(text.contains("reason 5\n     and 2 more; basislint risks lists all\n") && !text.contains("reason 6"));
        assert!(written(&Options { verbose: true, ..sample::options() }).ends_with("reason 7\n"));
    }
}
