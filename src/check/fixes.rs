//! The fixes of a run's findings: made when all is judged, of the few small files that people write by hand.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{Input, Request};
use crate::export::{is_written_by_hand, profile};
use crate::finding::Status;
use crate::fix::{self, Fixes, Lines, Site};
use crate::input::{Content, own_file};
use crate::knowledge::secret;
use crate::layout;
use crate::limits::EDITED_BYTES;
use crate::report::{FileReport, FileStatus, Report};
use crate::rule::Remedy;

/// The fixes of the findings of a report.
pub(super) fn of(request: &Request<'_>, report: &Report) -> Fixes {
    let mut fixes = Fixes::default();
    let remedies: HashMap<&str, &[Remedy]> = request
        .rules
        .pages()
        .filter(|page| !page.remedies.is_empty())
        .map(|page| (page.id.as_str(), page.remedies.as_slice()))
        .collect();
    let is_fixable = |rule: &str, status: Status| status != Status::Suppressed && remedies.contains_key(rule);
    if !report.findings.groups().any(|group| is_fixable(group.rule, group.status)) {
        return fixes;
    }
    let files = Files::of(request, report);
    let mut findings = report.findings.reader();
    while let Some(finding) = findings.read() {
        let Some(remedies) = remedies.get(finding.rule.as_str()).filter(|_| is_fixable(&finding.rule, finding.status))
        else {
            continue;
        };
        let Some((kind, file)) = files.get(&finding.path) else { continue };
        let profiles = || files.profiles_of(&finding.system);
        if let Some(fix) = fix::of(finding, remedies, &Site { file: &file, kind, profiles: &profiles }) {
            fixes.insert(finding, fix);
        }
    }
    fixes
}

/// The files that may be edited, read when they are asked for.
struct Files<'r> {
    /// By path; those of which there are several are none.
    by_path: HashMap<&'r str, Option<(&'r FileReport, &'r Input)>>,
    read: RefCell<HashMap<String, Option<Rc<Lines>>>>,
}

impl<'r> Files<'r> {
    fn of(request: &'r Request<'_>, report: &'r Report) -> Self {
        let inputs: HashMap<String, &Input> = request
            .files
            .iter()
            .map(|file| (secret::veiled_path(&file.input.path).into_owned(), &file.input))
            .collect();
        let mut by_path: HashMap<&str, Option<_>> = HashMap::new();
        for file in report.files.iter().filter(|file| is_editable(file)) {
            let input = inputs.get(&file.path).map(|input| (file, *input));
            by_path.entry(&file.path).and_modify(|known| *known = None).or_insert(input);
        }
        Self { by_path, read: RefCell::default() }
    }

    fn get(&self, path: &str) -> Option<(&'static str, Rc<Lines>)> {
        let (file, input) = self.by_path.get(path).copied().flatten()?;
        let known = self.read.borrow().get(path).cloned();
        let lines = known.unwrap_or_else(|| {
            let lines = bytes(&input.content).map(|bytes| Rc::new(Lines::of(bytes)));
            self.read.borrow_mut().insert(path.to_owned(), lines.clone());
            lines
        });
        Some((file.export?, lines?))
    }

    /// The profiles of a system that are in use.
    fn profiles_of(&self, system: &str) -> Vec<Rc<Lines>> {
        let is_in_use = |file: &FileReport| {
            let name = file.path.rsplit('/').next().unwrap_or_default();
            file.export == Some(profile::EXPORT.kind)
                && file.system.as_deref() == Some(system)
                && !profile::is_copy(name)
        };
        let files = self.by_path.values().flatten().filter(|(file, _)| is_in_use(file));
        files.filter_map(|(file, _)| Some(self.get(&file.path)?.1)).collect()
    }
}

/// The file is what people write, as they write it, and whole.
fn is_editable(file: &FileReport) -> bool {
    let is_text = [layout::profile::LAYOUT.name, layout::text::LAYOUT.name].map(Some).contains(&file.layout);
    file.export.is_some_and(is_written_by_hand) && is_text && file.status == FileStatus::Read
}

/// The bytes of what may be written: a file on the disk, or what will be one.
pub(super) fn bytes(content: &Content) -> Option<Vec<u8>> {
    match content {
        Content::Disk(path) => own_file::read_up_to(path, EDITED_BYTES).ok(),
        Content::Memory(bytes) => Some(bytes.clone()),
        Content::Entry(_) | Content::Blob(_) | Content::Once(_) | Content::Closed(_) => None,
    }
}
