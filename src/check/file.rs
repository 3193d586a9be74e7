//! Reads one file: encoding, layout, export, records, each judged as soon as it is read.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use super::input::{Input, Shared, note_what_it_is};
use super::lfs;
use super::text::TextFile;
use super::whole;
use crate::export::RecordSink;
use crate::export::recognise::{self, Found, Recognised, Unknown};
use crate::export::{credential_files, cut_head, other_files, reports};
use crate::input::blocks::{Blocks, for_each_block};
use crate::input::{Block, Charset, Closed, Content, Encoding, Line, Source, archive, count_bytes, nul_bytes, secrets};
use crate::knowledge::secret;
use crate::layout::{self, Flaw, Row, Segment};
use crate::limits::WORKBOOK_BYTES;
use crate::report::{FileNote, FileReport, FileStatus};
use crate::rule::judging::{FileJudge, JudgedFile, Setting};

/// How many bytes of a file must suffice to recognise it.
const HEAD: usize = 64 * 1024;

/// What became of a file.
pub(super) struct Outcome {
    pub report: FileReport,
    /// For exports: what rules found.
    pub judged: Option<JudgedFile>,
}

/// Reads the file with this index.
pub(super) fn read<'r>(input: &Input, index: usize, run: Shared<'r>, setting: Setting<'r>) -> Outcome {
    read_as(input, || input.content.open(), index, run, setting)
}

/// Reads the file with this index, which somebody else opens.
pub(super) fn read_as<'r, 's>(
    input: &Input,
    open: impl FnOnce() -> io::Result<Source<'s>>,
    index: usize,
    run: Shared<'r>,
    setting: Setting<'r>,
) -> Outcome {
    let mut report = unread(input);
    report.may_be_any = matches!(input.content, Content::Closed(Closed::Unmerged));
    if let Content::Closed(closed) = &input.content {
        report.reason = secret::veiled(&closed.reason()).into_owned();
        if closed.is_failure() {
            report.status = FileStatus::Failed;
            report.system = Some(setting.system.name.clone());
        }
        return Outcome { report, judged: None };
    }
    if input.is_secret() {
        list_as_credential(&mut report);
        let judged = judge_credential(&report, index, run, setting);
        return Outcome { report, judged };
    }
    let judged = match open().and_then(|source| read_content(&source, input, index, run, setting, &mut report)) {
        Ok(judged) => judged,
        Err(error) => {
            report.status = FileStatus::Failed;
            report.reason = error.to_string();
            report.may_be_any = matches!(input.content, Content::Blob(_));
            None
        }
    };
    let judged = judged.map(|judge| {
        let judgement = judge.finish();
        report.system = Some(setting.system.name.clone());
        report.records = judgement.records;
        report.taken = judgement.titles.taken();
        report.instance = secret::veiled(&judgement.instance).into_owned();
        report.level = judgement.level;
        let incomplete = judgement.flaws.iter().find(|flaw| flaw.incomplete);
        report.status = if incomplete.is_some() { FileStatus::Partial } else { FileStatus::Read };
        report.reason = incomplete.map_or_else(String::new, |flaw| format!("line {}: {}", flaw.line, flaw.message));
        let notes = judgement.flaws.iter();
        report.notes = notes
            .map(|flaw| FileNote { line: flaw.line, column: flaw.column, message: flaw.message.clone() })
            .collect();
        let layout = report.layout.unwrap_or_default();
        JudgedFile::new(report.path.clone(), report.export.unwrap_or_default(), layout, judgement)
    });
    let judged = judged.or_else(|| judge_credential(&report, index, run, setting));
    if report.status == FileStatus::Failed {
        report.system = Some(setting.system.name.clone());
    }
    // Text is counted while it is read.
    if let Some(progress) = run.progress.filter(|_| !is_text(&report)) {
        progress.read(input.content.size());
    }
    let is_unknown = report.status == FileStatus::Unrecognized
        && report.export.is_none()
        && !report.is_report
        && !report.is_credential;
    if input.forced.is_some() && judged.is_none() && is_unknown {
        report.status = FileStatus::Failed;
    }
    Outcome { report, judged }
}

/// Says of a file that nothing in it is read, for it holds private keys or passwords.
fn list_as_credential(report: &mut FileReport) {
    report.reason = secrets::REASON.to_owned();
    report.is_credential = true;
}

/// What rules say of a file that nothing is read of, for it holds private keys or passwords; none if it is another.
fn judge_credential<'r>(
    report: &FileReport,
    index: usize,
    run: Shared<'r>,
    setting: Setting<'r>,
) -> Option<JudgedFile> {
    let export = &credential_files::EXPORT;
    if !report.is_credential || run.kinds.is_some_and(|kinds| !kinds.contains(export.kind)) {
        return None;
    }
    let mut judge = FileJudge::new(run.screens, setting, index, (export, &layout::text::LAYOUT));
    let name = report.path.rsplit('/').next().unwrap_or_default();
    let segments = [Segment { offset: 0, line: 1, column: 1, one_column: true }];
    let row = Row { text: b"", cells: &[], segments: &segments, charset: Charset::Utf8 };
    judge.heading(&row);
    judge.record(&credential_files::CredentialFile { name: Cow::Borrowed(name) }, &row);
    judge.end_seen();
    Some(JudgedFile::new(report.path.clone(), export.kind, layout::text::LAYOUT.name, judge.finish()))
}

/// What is said of a file before it is read.
fn unread(input: &Input) -> FileReport {
    let veiled = |path: &str| secret::veiled_path(path).into_owned();
    FileReport { named: input.named, ..FileReport::unread(veiled(&input.path), veiled(&input.relative_path)) }
}

/// Whether nothing is lost if a report takes the place of this file: it is empty, or a report of basislint.
pub fn is_nothing_or_report(path: &Path) -> bool {
    let input = Input {
        content: Content::Disk(path.to_owned()),
        path: path.to_string_lossy().into_owned(),
        relative_path: String::new(),
        named: false,
        forced: None,
        purpose: None,
        store: None,
    };
    let is_report = || -> io::Result<bool> {
        let source = input.content.open()?;
        let mut blocks = Blocks::new(&source, HEAD);
        let begin = blocks.head(HEAD)?;
        let head = &begin[..begin.len().min(HEAD)];
        let whole = head.len() < HEAD;
        let recognised = || recognise_text(head, whole, Encoding::detect(head, whole), &input);
        if head.is_empty() || matches!(recognised(), Recognised::Report) {
            return Ok(true);
        }
        let Some(layout) = layout::whole_by_head(head, &input.path) else { return Ok(false) };
        Ok(whole::is_report(layout, &input.path, blocks.head(layout.1.longest() + 1)?))
    };
    !input.is_secret() && is_report().unwrap_or(false)
}

/// Says why a file is not read. A file named as a workbook is should have been one: it is cut, or protected with a password.
fn turn_down(input: &Input, report: &mut FileReport, reason: String) {
    report.reason = reason;
    if layout::xlsx::is_workbook_name(&input.path) {
        report.status = FileStatus::Failed;
    }
}

fn is_text(report: &FileReport) -> bool {
    report.layout.and_then(layout::by_name).is_some_and(|layout| layout.whole().is_none())
}

fn read_content<'r>(
    source: &Source<'_>,
    input: &Input,
    index: usize,
    run: Shared<'r>,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> io::Result<Option<FileJudge<'r>>> {
    let judge = read_source(source, input, index, run, setting, report)?;
    Ok(judge.map(|judge| note_change(source, judge)))
}

/// What was read of a file that somebody wrote to meanwhile may be of two states of it.
fn note_change<'r>(source: &Source<'_>, mut judge: FileJudge<'r>) -> FileJudge<'r> {
    if source.has_changed() {
        let message = "the file changed while it was read: check it again when nobody writes to it".to_owned();
        judge.flaw(Flaw { line: 1, column: 1, message, incomplete: true });
    }
    judge
}

fn read_source<'r>(
    source: &Source<'_>,
    input: &Input,
    index: usize,
    run: Shared<'r>,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> io::Result<Option<FileJudge<'r>>> {
    let mut blocks = Blocks::new(source, run.portions.piece);
    let begin = blocks.head(HEAD)?;
    let head = &begin[..begin.len().min(HEAD)];
    if head.is_empty() {
        report.reason = "empty".to_owned();
        return Ok(None);
    }
    if secrets::begins_as_key(head) {
        list_as_credential(report);
        return Ok(None);
    }
    if let Some(why) = lfs::pointer(head, input) {
        (report.status, report.reason, report.may_be_any) = why;
        return Ok(None);
    }
    if head.starts_with(reports::PARTIAL) {
        report.reason = reports::REASON.to_owned();
        report.is_report = true;
        return Ok(None);
    }
    if (input.is_in_archive() || input.is_in_git()) && archive::begins(head) {
        let bytes = blocks.head(WORKBOOK_BYTES + 1)?;
        if let Some(what) = archive::described(bytes) {
            if input.is_in_git() {
                (report.status, report.may_be_any) = (FileStatus::Failed, true);
                report.reason =
                    format!("{what} whose name does not say so, not looked into: name it .zip, .tar or .tar.gz");
            } else {
                report.reason =
                    format!("{what} within an archive, not looked into: unpack the outer one to have it read");
            }
            return Ok(None);
        }
    }
    let begin = blocks.head(HEAD)?;
    let head = &begin[..begin.len().min(HEAD)];
    if let Some(layout) = layout::whole_by_head(head, input.path_unpacked()) {
        let bytes = blocks.head(layout.1.longest() + 1)?;
        match whole::read(layout, input, bytes, index, run.screens, setting, report) {
            whole::Outcome::Judged(judge) => return Ok(Some(*judge)),
            whole::Outcome::Told => return Ok(None),
            whole::Outcome::Unknown => {}
        }
    }
    let begin = blocks.head(HEAD)?;
    let head = &begin[..begin.len().min(HEAD)];
    if let Some(what) = other_files::binary(head) {
        turn_down(input, report, what.to_owned());
        return Ok(None);
    }
    let whole = head.len() < HEAD;
    let encoding = Encoding::detect(head, whole);
    if is_no_text(head, encoding) {
        turn_down(input, report, other_files::no_text(head).to_owned());
        return Ok(None);
    }
    if memchr::memchr(b'\r', head).is_some() && memchr::memchr(b'\n', head).is_none() && whole {
        report.reason = "its lines end with bare carriage returns: save it with line feeds (LF or CRLF)".to_owned();
        return Ok(None);
    }
    let recognised = recognise_text(head, whole, encoding, input);
    let undecided = encoding == Encoding::Utf8 && head.is_ascii();
    report.encoding = Some(encoding.name());
    let found @ Found { export, layout, told, head_only, .. } = match recognised {
        Recognised::Export(found) => found,
        Recognised::Unknown(Unknown { reason, near }) => {
            report.is_credential = reason == other_files::PRIVATE_KEY;
            turn_down(input, report, reason);
            report.near = near;
            return Ok(None);
        }
        Recognised::Report => {
            report.reason = reports::REASON.to_owned();
            report.is_report = true;
            return Ok(None);
        }
    };
    note_what_it_is(report, &found);
    if run.kinds.is_some_and(|kinds| !kinds.contains(export.kind)) {
        return Ok(None);
    }
    let Some(lines) = layout.lines() else { return Ok(None) };
    let context = input.context(layout, told);
    let new_judge = || {
        let mut judge = FileJudge::new(run.screens, setting, index, (export, layout));
        if head_only {
            judge.lacks_all(cut_head::reason(export));
        }
        judge
    };
    let has_line_ends = lines.ends_with_line_end();
    let file = TextFile { source, encoding, undecided, has_line_ends, run, new_judge: &new_judge };
    let (mut judge, encoding) = file.read(blocks, lines, (export.open)(&context))?;
    report.encoding = Some(encoding.name());
    judge.look_at_whole();
    Ok(Some(judge))
}

/// So many bytes of a file hold the heading of nearly every table.
const SHORT_HEAD: usize = 4 * 1024;

/// Recognises a file by its first lines: a table by very few, if they hold its heading. A line that the head cuts does
/// not count.
fn recognise_text(head: &[u8], whole: bool, encoding: Encoding, input: &Input) -> Recognised {
    if head.len() > SHORT_HEAD {
        let text = head_text(&head[..SHORT_HEAD], encoding);
        let found = recognise::table(input.path_unpacked(), &head_lines(&text, false, encoding), input.forced);
        if let Some(found) = found {
            return Recognised::Export(found);
        }
    }
    let text = head_text(head, encoding);
    recognise::text(input.path_unpacked(), &head_lines(&text, whole, encoding), input.forced)
}

/// The head as layouts see it.
fn head_text(head: &[u8], encoding: Encoding) -> Cow<'_, [u8]> {
    if !encoding.is_utf16() {
        return nul_bytes::blanked(&head[encoding.mark_length()..]);
    }
    let mut text = Vec::new();
    let mut take = |block: &Block<'_>| {
        text.extend_from_slice(&nul_bytes::blanked(block.text));
        0
    };
    for_each_block(head, encoding, &mut take);
    Cow::Owned(text)
}

fn head_lines(text: &[u8], whole: bool, encoding: Encoding) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    Block { text, first_line: 1, charset: encoding.charset() }.for_each_line(|line| lines.push(*line));
    if !whole && lines.len() > 1 {
        lines.pop();
    }
    lines
}

/// Text has few NUL bytes unless it is UTF-16, and next to no other control characters: one in a hundred is too many.
pub fn is_no_text(head: &[u8], encoding: Encoding) -> bool {
    // Without branches many bytes are compared at once.
    let is_one = |byte: u8, of: [u8; 7]| of.into_iter().fold(false, |is, other| is | (byte == other));
    let is_control = |byte: u8| (byte < b' ') & !is_one(byte, [0, b'\t', b'\n', b'\r', 0x0C, 0x1A, 0x1B]);
    !encoding.is_utf16() && (!nul_bytes::are_few(head) || count_bytes(head, is_control) * 100 > head.len())
}

#[cfg(test)]
mod tests {
    use crate::check::Portions;
    use crate::rule::judging::Screens;
    use std::io::Write;
    use std::path::PathBuf;

    use super::*;
    use crate::landscape::System;
    use crate::rule::RuleSet;

    /// Status and reason of a file of which `change` is made when it is open.
    fn read_while(change: impl Fn(&Path)) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rfcdes.csv");
        std::fs::write(&path, "RFCDEST,RFCTYPE,RFCOPTIONS\nBACK,3,\"H=erp01.example.test,\"\n").unwrap();
        let rules = RuleSet::load::<PathBuf>(&[]).unwrap();
        let screens = Screens::new(&rules);
        let run =
            Shared { screens: &screens, portions: Portions::default(), parallel: false, progress: None, kinds: None };
        let system = System::named("PRD");
        let setting = Setting::judged(&system, jiff::civil::date(2026, 11, 28), false);
        let shown = "PRD/rfcdes.csv".to_owned();
        let content = Content::Disk(path.clone());
        let input = Input {
            content,
            path: shown.clone(),
            relative_path: shown,
            named: false,
            forced: None,
            purpose: None,
            store: None,
        };
        let mut report = unread(&input);
        let source = input.content.open().unwrap();
        change(&path);
        let judge = read_source(&source, &input, 0, run, setting, &mut report).unwrap().unwrap();
        let flaws = note_change(&source, judge).finish().flaws;
        flaws.into_iter().filter(|flaw| flaw.incomplete).map(|flaw| flaw.message).collect()
    }

    /// What becomes of a file of this path and content; `None` if nobody may open it.
    fn report_of(path: &str, content: Option<&[u8]>) -> FileReport {
        let rules = RuleSet::load::<PathBuf>(&[]).unwrap();
        let screens = Screens::new(&rules);
        let run =
            Shared { screens: &screens, portions: Portions::default(), parallel: false, progress: None, kinds: None };
        let system = System::named("PRD");
        let setting = Setting::judged(&system, jiff::civil::date(2026, 11, 28), false);
        let content_of = Content::Disk(PathBuf::from("nowhere"));
        let (path, relative_path) = (path.to_owned(), path.to_owned());
        let input =
            Input { content: content_of, path, relative_path, named: true, forced: None, purpose: None, store: None };
        let open = || Ok(Source::Memory(content.unwrap_or_else(|| panic!("{} was opened", input.path))));
        read_as(&input, open, 0, run, setting).report
    }

    #[test]
    fn credentials_are_listed_and_never_opened() {
        for path in [
            "PLANT/config/users.xml",
            "scc/scc_config/SCC.P12",
            "scc/scc_config/SSFS_SCC.KEY",
            "scc/scc_config/ssfs_scc.dat",
            "PRD/SAPSSLC.pse",
            "PRD/cred_v2",
            "a.pfx",
            "a.jks",
            "a.keystore",
            "a.key.gz",
            "CloudServicesHost/Trusted/PRIVATE/rfcdes.csv",
        ] {
            let report = report_of(path, None);
            let told = (report.reason.as_str(), report.is_credential, report.encoding, report.status);
            assert_eq!(told, (secrets::REASON, true, None, FileStatus::Unrecognized), "{path}");
        }
    }

    #[test]
    fn a_private_key_is_listed_whatever_its_name_and_nothing_behind_its_first_line_is_used() {
        let key = b"-----BEGIN PRIVATE KEY-----\nRFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,\"H=/H/x,\"\n";
        let report = report_of("PRD/rfcdes.csv", Some(key));
        assert_eq!((report.reason.as_str(), report.is_credential), (secrets::REASON, true));
        assert_eq!((report.encoding, report.export), (None, None));
        // One behind a certificate is a credential too, and one in a text about keys.
        let both = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAA\n";
        assert!(report_of("PRD/server.pem", Some(both)).is_credential);
        assert!(!report_of("PRD/server.pem", Some(b"-----BEGIN PUBLIC KEY-----\nAA\n")).is_credential);
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_partial() {
        assert_eq!(read_while(|_| {}), Vec::<String>::new());
        let grows = |path: &Path| {
            let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
            file.write_all(b"SAPOSS,3,\"H=x,\"\n").unwrap();
        };
        let told = read_while(grows);
        assert!(told.iter().any(|message| message.starts_with("the file changed while it was read")), "{told:?}");
        let shrinks = |path: &Path| std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(27).unwrap();
        let told = read_while(shrinks);
        assert!(told.iter().any(|message| message.starts_with("the file changed while it was read")), "{told:?}");
    }
}
