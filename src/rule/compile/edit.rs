//! What the fixes of a rule must have.

use super::Compiler;
use crate::export;
use crate::rule::file::{ChangeFile, RuleFile};
use crate::rule::remedy::Remedy;
use crate::rule::terms::RecordSource;

impl Compiler<'_> {
    /// Complains of fixes that cannot be made, and of those without an example.
    pub(super) fn check_edits(&mut self, file: &RuleFile, source: RecordSource) {
        for edit in &file.edit {
            if let Err(mistake) = Remedy::of(edit) {
                let complaint = self.complaint(mistake.place, mistake.message).help(mistake.help);
                self.desk.complaints.push(complaint);
            }
        }
        let of_parameter = |change: &ChangeFile| !matches!(change, ChangeFile::AddNumbered | ChangeFile::PermitRoute);
        if let Some(edit) = file.edit.iter().find(|edit| of_parameter(edit.change.get_ref()))
            && file.subject.get_ref() != "{name}"
        {
            let message = "this change is about the parameter that the finding is about, and that is not the subject";
            let complaint = self.complaint(edit.change.span(), message).help("write `subject = \"{name}\"`");
            self.desk.complaints.push(complaint);
        }
        let Some(first) = file.edit.first() else {
            if let Some(example) = file.examples.iter().find(|example| !example.fixed.is_empty()) {
                let message = "the example says what its files become, and the rule has no fix";
                let complaint = self.complaint(example.name.span(), message).help("add an [[edit]]");
                self.desk.complaints.push(complaint);
            }
            return;
        };
        let place = first.change.span();
        if !source.exports.iter().copied().any(export::is_written_by_hand) {
            let message = format!("{} is nothing that people write by hand, so it is not edited", source.kind);
            let complaint = self.complaint(place, message).help("remove the [[edit]]");
            self.desk.complaints.push(complaint);
        } else if !self.desk.prepared && file.examples.iter().all(|example| example.fixed.is_empty()) {
            let complaint = self.complaint(place, "no example shows what the files become");
            let help = "give an example that fails `fixed`: path and text of each file that changes";
            self.desk.complaints.push(complaint.help(help));
        }
    }
}
