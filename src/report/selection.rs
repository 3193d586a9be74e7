//! Which findings are results, in which order, and how many: the most severe first, new ones before known ones, and of those that are
//! alike in both as the report has them. A service that takes no more than some shall have the ones that matter.

use crate::finding::{Finding, Findings, Severity, Status};

/// The findings that are written.
pub(super) struct Selection<'r> {
    findings: &'r Findings,
    /// How many there are of each severity and status, in the order in which they are written.
    classes: Vec<(Severity, Status, usize)>,
    /// Suppressed ones that nobody asked for.
    pub hidden: usize,
}

impl<'r> Selection<'r> {
    /// All that count or are known, and with `show_suppressed` the suppressed ones.
    pub fn of(findings: &'r Findings, show_suppressed: bool) -> Self {
        let mut classes = Vec::new();
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            for status in [Status::New, Status::Known, Status::Suppressed] {
                classes.push((severity, status, 0));
            }
        }
        for group in findings.groups() {
            let class = classes.iter_mut().find(|class| (class.0, class.1) == (group.severity, group.status));
            class.into_iter().for_each(|class| class.2 += group.count);
        }
        let is_hidden = |status| status == Status::Suppressed && !show_suppressed;
        let hidden = classes.iter().filter(|class| is_hidden(class.1)).map(|class| class.2).sum();
        classes.retain(|class| class.2 > 0 && !is_hidden(class.1));
        Self { findings, classes, hidden }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.classes.iter().map(|class| class.2).sum()
    }

    /// Whether a finding of this severity and status is among them.
    pub fn takes(&self, severity: Severity, status: Status) -> bool {
        self.classes.iter().any(|class| (class.0, class.1) == (severity, status))
    }

    /// Hands out the first of them, at most `most`. Only one finding is held at a time: the findings are read once for each severity
    /// and status that there is.
    ///
    /// # Errors
    /// Those of `take`.
    pub fn each<E>(&self, most: usize, mut take: impl FnMut(&Finding) -> Result<(), E>) -> Result<(), E> {
        let mut room = most;
        for &(severity, status, count) in &self.classes {
            let mut left = count.min(room);
            room -= left;
            let mut reader = self.findings.reader();
            while left > 0 {
                let Some(finding) = reader.read() else { break };
                if (finding.severity, finding.status) == (severity, status) {
                    take(finding)?;
                    left -= 1;
                }
            }
        }
        Ok(())
    }
}
