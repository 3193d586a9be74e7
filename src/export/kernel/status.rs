//! Lines with a label and a value: `disp+work -v`, and what is copied from System > Status.
//!
//! Messages of other libraries may stand between the lines, in any order, and the value may stand on the next line.

use std::ops::Range;

use super::{CHANGELIST, COMPILED, COMPILED_ON, DISP_WORK, EXECUTABLE, FIELDS, PATCH, RELEASE, VARIANT};
use crate::export::gathered::{Gathered, ascii};
use crate::export::heading::is_title;
use crate::export::{Head, Reader, RecordSink, Value};
use crate::knowledge::{date, version};
use crate::layout::{Flaw, Row};

/// What a label is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// `disp+work information`: another one begins.
    Begin,
    /// The release, maybe with the patch behind it.
    Release,
    /// The release with what it was made for, `753_REL`: good where the release itself is missing.
    Variant,
    Patch,
    Changelist,
    Compiled,
    CompiledOn,
}

#[rustfmt::skip]
const LABELS: &[(Label, &[&str])] = &[
    (Label::Begin, &["disp+work information"]),
    (Label::Release, &[
        "kernel release", "kernel version", "kernel", "SAP kernel", "SAP kernel release", "Kernel-Release", "Kernelrelease",
        "Kernelversion",
    ]),
    (Label::Variant, &["kernel make variant", "make variant", "Kernel-Make-Variante"]),
    (Label::Patch, &[
        "patch number", "kernel patch level", "kernel patch number", "patch level", "Sup.Pkg lvl.", "Support Package level",
        "Kernel-Patchnummer", "Kernel-Patch-Level", "Kernel-Patchlevel", "Patch-Level", "Patchnummer", "Patch-Nummer",
        "Patchstand", "Support-Package-Level", "SP-Level",
    ]),
    (Label::Changelist, &["changelist", "change list", "Changelist-Nummer"]),
    (Label::Compiled, &["compile time", "compilation time", "compiled at", "Kompilierzeit", "Kompilierungszeit"]),
    (Label::CompiledOn, &["compiled on"]),
];

/// So many words a label has at most.
const LONGEST_LABEL: usize = 4;

/// So many lines of a file must suffice to recognise it.
const HEAD: usize = 40;

const MISSING: &str = "the text does not tell it";

/// The longest label with which the line begins, and where what follows it stands.
fn label(line: &str) -> Option<(Label, Range<usize>)> {
    let start = line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || c == '|').len();
    // Nearly every line of any other text begins with another letter.
    if !line.as_bytes().get(start).is_some_and(|byte| b"kpscdm".contains(&byte.to_ascii_lowercase())) {
        return None;
    }
    let text = line.get(start..)?;
    let ends = text.match_indices(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '|')).map(|(at, _)| at);
    let mut found = None;
    let mut words = 0;
    let mut last = 0;
    for end in ends.chain([text.len()]) {
        let word = text.get(last..end)?;
        last = end;
        if word.chars().all(|c| !c.is_alphanumeric()) {
            continue;
        }
        words += 1;
        if words > LONGEST_LABEL {
            break;
        }
        let title = text.get(..end)?;
        let label = LABELS.iter().find(|(_, titles)| titles.iter().any(|known| is_title(title, known)));
        if let Some((label, _)) = label {
            found = Some((*label, start + end));
        }
    }
    let (label, end) = found?;
    let value = line.get(end..)?;
    let skipped = |c: char| c.is_whitespace() || matches!(c, ':' | '=' | '|');
    let begin = end + (value.len() - value.trim_start_matches(skipped).len());
    Some((label, begin..begin.max(line.trim_end_matches(|c: char| c.is_whitespace() || c == '|').len())))
}

/// Which program the lines are about: every program of the kernel, and the host agent, prints its version in this form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Section {
    /// disp+work, or a text that names no program.
    #[default]
    Ours,
    /// A ruler: the title of a program may follow.
    Ruler(bool),
    /// Another program.
    Other,
}

impl Section {
    /// What the section is from this line on.
    fn next(self, line: &str) -> Self {
        let text = line.trim();
        let was_ours = matches!(self, Self::Ours | Self::Ruler(true));
        if text.len() > 2 && text.bytes().all(|byte| byte == b'-') {
            return Self::Ruler(was_ours);
        }
        let program = text.strip_suffix(" information").filter(|word| !word.contains(' '));
        match (self, program) {
            (_, Some(program)) if program.eq_ignore_ascii_case(DISP_WORK) => Self::Ours,
            (Self::Ruler(_), Some(_)) => Self::Other,
            _ if was_ours => Self::Ours,
            _ => Self::Other,
        }
    }

    fn is_ours(self) -> bool {
        self == Self::Ours
    }
}

pub(super) fn recognise(head: &Head<'_>) -> bool {
    let (mut release, mut patch) = (false, false);
    let mut section = Section::default();
    for line in head.lines.iter().take(HEAD) {
        let line = ascii(line.as_bytes());
        section = section.next(&line);
        let Some((label, value)) = label(&line).filter(|_| section.is_ours()) else { continue };
        let value = line.get(value).unwrap_or_default();
        match label {
            Label::Begin => return true,
            Label::Release | Label::Variant => {
                let kernel = version::Kernel::parse(value);
                release |= kernel.is_some();
                patch |= kernel.is_some_and(|kernel| kernel.patch.is_some());
            }
            Label::Patch => patch |= !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()),
            Label::Changelist | Label::Compiled | Label::CompiledOn => {}
        }
    }
    release && patch
}

pub(super) struct Lines {
    kernel: Option<Gathered>,
    /// The release comes from the variant.
    by_variant: bool,
    /// A label whose value is awaited on the next line.
    awaited: Option<Label>,
    section: Section,
    placed: bool,
}

impl Lines {
    pub fn new() -> Self {
        Self { kernel: None, by_variant: false, awaited: None, section: Section::default(), placed: false }
    }

    fn close(&mut self, sink: &mut dyn RecordSink) {
        self.by_variant = false;
        self.awaited = None;
        if let Some(kernel) = self.kernel.take() {
            kernel.hand(sink);
        }
    }

    fn kernel(&mut self) -> &mut Gathered {
        self.kernel.get_or_insert_with(|| {
            let mut kernel = Gathered::new(FIELDS, MISSING);
            kernel.assume(EXECUTABLE, Value::Text(DISP_WORK.as_bytes().into()));
            kernel
        })
    }

    fn value(&mut self, label: Label, at: Range<usize>, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let line = ascii(row.text);
        let text = line.get(at.clone()).unwrap_or_default();
        match label {
            Label::Begin => {}
            Label::Release | Label::Variant => {
                let Some(kernel) = version::Kernel::parse(text) else { return };
                let of_variant = label == Label::Variant;
                if of_variant && !self.kernel().is_known(VARIANT) {
                    self.kernel().set_part(VARIANT, row, at.clone());
                }
                let known = self.kernel().is_known(RELEASE);
                if known && of_variant {
                    return;
                }
                // Two releases without a title between them are of two systems.
                if known && !self.by_variant && !of_variant {
                    self.close(sink);
                }
                self.by_variant = of_variant;
                let part = |part: Range<usize>| at.start + part.start..at.start + part.end;
                let found = self.kernel();
                found.set_text(RELEASE, kernel.release, row, part(kernel.release_at));
                if let Some((patch, place)) = kernel.patch {
                    found.set(PATCH, Value::Number(patch), row, part(place));
                }
                if let Some(place) = kernel.changelist {
                    found.set_part(CHANGELIST, row, part(place));
                }
            }
            Label::Patch => match text.parse() {
                Ok(patch) if !self.kernel().is_known(PATCH) => {
                    self.kernel().set(PATCH, Value::Number(patch), row, at);
                }
                Ok(_) => {}
                Err(_) => {
                    sink.flaw(Flaw::at(row, at.start, "this is no patch number", false));
                }
            },
            Label::Changelist => self.kernel().set_part(CHANGELIST, row, at),
            Label::CompiledOn if self.kernel().is_known(COMPILED_ON) => {}
            Label::CompiledOn => self.kernel().set_part(COMPILED_ON, row, at),
            Label::Compiled => {
                if let Some((day, time)) = date::parse_compiled(text) {
                    self.kernel().set_text(COMPILED, date::show(day, time), row, at);
                }
            }
        }
    }
}

impl Reader for Lines {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.placed {
            self.placed = true;
            sink.heading(row);
        }
        let whole = row.cell(0).range();
        if whole.is_empty() {
            return;
        }
        let line = ascii(row.text);
        self.section = self.section.next(&line);
        if !self.section.is_ours() {
            return;
        }
        match (label(&line), self.awaited.take()) {
            (Some((Label::Begin, _)), _) => {
                self.close(sink);
                self.kernel().keep(row);
            }
            (Some((label, value)), _) if value.is_empty() => self.awaited = Some(label),
            (Some((label, value)), _) => self.value(label, value, row, sink),
            (None, Some(label)) => self.value(label, whole, row, sink),
            (None, None) => {}
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.close(sink);
    }
}
