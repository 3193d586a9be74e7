//! Accepted risks: a list of what somebody decided, why, who answers for it, and until when. What runs out next comes first.

use super::links;
use crate::finding::Risk;
use crate::report::matrix::Matrix;
use crate::report::{Report, risks};
use crate::terminal_text::counted;

/// An accepted risk.
pub(super) struct RiskView<'r> {
    pub rule: &'r str,
    /// The place of the rule's page; empty if it is not there, or several are meant.
    pub place: String,
    pub subject: Option<&'r str>,
    pub system: Option<&'r str>,
    pub reason: &'r str,
    pub owner: Option<&'r str>,
    /// How long.
    pub end: String,
    /// What it does.
    pub does: String,
}

/// The risks of a report.
pub(super) fn views<'r>(report: &'r Report, matrix: &Matrix<'_>) -> Vec<RiskView<'r>> {
    let is_told = |rule: &str| matrix.rules().iter().any(|page| page.id == rule);
    let view = |risk: &'r Risk| RiskView {
        rule: &risk.rule,
        place: if is_told(&risk.rule) { links::rule(&risk.rule) } else { String::new() },
        subject: risk.subject.as_deref(),
        system: risk.system.as_deref(),
        reason: &risk.reason,
        owner: risk.owner.as_deref(),
        end: risks::end(risk, report.as_of),
        does: match (risk.holds(), risk.findings) {
            (true, findings) => format!("holds back {}", counted(findings, "finding")),
            (false, 0) => risk.state.meaning().to_owned(),
            (false, findings) => {
                let are = if findings == 1 { "is" } else { "are" };
                format!("{}, {} {are} back", risk.state.meaning(), counted(findings, "finding"))
            }
        },
    };
    risks::by_end(&report.risks).into_iter().map(view).collect()
}
