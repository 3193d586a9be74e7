//! What a rule's page must have.

use super::Compiler;
use crate::finding::Verdict;
use crate::rule::file::RuleFile;

impl Compiler<'_> {
    /// Complains of what a page lacks.
    pub(super) fn check_page(&mut self, file: &RuleFile) {
        let of_findings = file.severity_when.iter().filter_map(|when| when.security_severity.as_ref());
        for score in file.security_severity.iter().chain(of_findings) {
            if !(0.0..=10.0).contains(score.get_ref()) {
                let complaint = self.complaint(score.span(), "a security severity lies between 0.0 and 10.0");
                self.desk.complaints.push(complaint);
            }
        }
        if self.desk.prepared {
            return;
        }
        for wanted in [Verdict::Fail, Verdict::Pass] {
            if !file.examples.iter().any(|example| Verdict::from(*example.verdict.get_ref()) == wanted) {
                let message = format!("no example says `verdict = \"{}\"`", wanted.name());
                let complaint = self.complaint(file.id.span(), message);
                self.desk
                    .complaints
                    .push(complaint.help("every rule has an [[examples]] that fails and one that passes"));
            }
        }
    }
}
