//! Reads one file: encoding, layout, export, records, each judged as soon as it is read.

use std::io::{self, Read};
use std::path::PathBuf;

use bstr::ByteSlice;

use crate::export::other_files;
use crate::export::recognise::{self, Recognised};
use crate::export::{Export, FileContext};
use crate::input::{Encoding, Line, lines};
use crate::layout::{Flaw, Layout, RowSink, xlsx};
use crate::report::{FileNote, FileReport, FileStatus};
use crate::rule::judging::{FileJudge, JudgedFile, RuleSet, Setting};

/// How many bytes of a file must suffice to recognise it.
const HEAD: usize = 64 * 1024;

/// Files whose names say that they hold private keys or passwords. They are listed, never opened (semantics.md 4.2).
const SECRET_ENDINGS: &[&str] = &[".p12", ".pfx", ".pse", ".jks", ".key", "cred_v2", "ssfs_scc.dat"];

/// Where a file's bytes come from.
#[derive(Debug, Clone)]
pub enum Content {
    /// From the file system.
    Disk(PathBuf),
    /// From memory: examples of rules, tests.
    Memory(Vec<u8>),
    /// Nowhere: a symbolic link, which is not followed.
    Link,
}

/// A file to read, and what is known of it before.
#[derive(Debug, Clone)]
pub struct Input {
    /// The bytes.
    pub content: Content,
    /// The file as reports show it, with `/` between folders.
    pub path: String,
    /// The same relative to the folder it was found in.
    pub relative_path: String,
    /// It was named on the command line.
    pub named: bool,
    /// The kind that configuration forces.
    pub forced: Option<&'static Export>,
}

impl Input {
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Bytes, as far as they can be told without reading.
    pub(super) fn size(&self) -> u64 {
        match &self.content {
            Content::Disk(path) => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
            Content::Memory(bytes) => bytes.len() as u64,
            Content::Link => 0,
        }
    }

    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match &self.content {
            Content::Disk(path) => Box::new(std::fs::File::open(path)?),
            Content::Memory(bytes) => Box::new(bytes.as_slice()),
            Content::Link => Box::new(io::empty()),
        })
    }
}

/// What became of a file.
pub(super) struct Outcome {
    pub report: FileReport,
    /// For exports: what rules found.
    pub judged: Option<JudgedFile>,
}

/// Reads the file with this index.
pub(super) fn read(input: &Input, index: usize, rules: &RuleSet, setting: Setting<'_>) -> Outcome {
    let mut report = FileReport {
        path: input.path.clone(),
        relative_path: input.relative_path.clone(),
        system: None,
        export: None,
        layout: None,
        encoding: None,
        records: 0,
        status: FileStatus::Unrecognized,
        reason: String::new(),
        notes: Vec::new(),
        named: input.named,
    };
    if matches!(input.content, Content::Link) {
        report.reason = "a symbolic link, not followed: name it or its target to have it read".to_owned();
        return Outcome { report, judged: None };
    }
    let lower = input.name().to_ascii_lowercase();
    if SECRET_ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        report.reason = "may hold private keys or passwords: not opened".to_owned();
        return Outcome { report, judged: None };
    }
    let judged = match read_content(input, index, rules, setting, &mut report) {
        Ok(judged) => judged,
        Err(error) => {
            report.status = FileStatus::Failed;
            report.reason = error.to_string();
            None
        }
    };
    let judged = judged.map(|judge| {
        let judgement = judge.finish();
        report.system = Some(setting.system.name.clone());
        report.records = judgement.records;
        let incomplete = judgement.flaws.iter().find(|flaw| flaw.incomplete);
        report.status = if incomplete.is_some() { FileStatus::Partial } else { FileStatus::Read };
        report.reason = incomplete.map_or_else(String::new, |flaw| format!("line {}: {}", flaw.line, flaw.message));
        let notes = judgement.flaws.iter();
        report.notes = notes
            .map(|flaw| FileNote { line: flaw.line, column: flaw.column, message: flaw.message.clone() })
            .collect();
        JudgedFile { path: input.path.clone(), kind: report.export.unwrap_or_default(), judgement }
    });
    if input.forced.is_some() && judged.is_none() && report.status == FileStatus::Unrecognized {
        report.status = FileStatus::Failed;
    }
    Outcome { report, judged }
}

fn read_content<'r>(
    input: &Input,
    index: usize,
    rules: &'r RuleSet,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> io::Result<Option<FileJudge<'r>>> {
    let mut source = input.open()?;
    let mut head = Vec::with_capacity(HEAD);
    source.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        report.reason = "empty".to_owned();
        return Ok(None);
    }
    if head.starts_with(b"PK\x03\x04") {
        source.read_to_end(&mut head)?;
        return Ok(read_workbook(input, &head, index, rules, setting, report));
    }
    if let Some(what) = other_files::binary(&head) {
        report.reason = what.to_owned();
        return Ok(None);
    }
    let whole = head.len() < HEAD;
    let mut encoding = Encoding::detect(&head, whole);
    if is_binary(&head, encoding) {
        report.reason = "binary, no text".to_owned();
        return Ok(None);
    }
    if memchr::memchr(b'\r', &head).is_some() && memchr::memchr(b'\n', &head).is_none() && whole {
        report.reason = "its lines end with bare carriage returns: save it with line feeds (LF or CRLF)".to_owned();
        return Ok(None);
    }
    let recognised =
        with_head_lines(&head, whole, encoding, |lines| recognise::text(input.name(), lines, input.forced));
    report.encoding = Some(encoding.name());
    let (export, layout) = match recognised {
        Recognised::Export(export, layout) => (export, layout),
        Recognised::Unknown(reason) => {
            report.reason = reason;
            return Ok(None);
        }
    };
    report.export = Some(export.kind);
    report.layout = Some(layout.name());
    let mut judge = FileJudge::new(rules, setting, index, (export, layout));
    let context = FileContext { name: input.name(), layout, forced: input.forced.is_some() };
    if let Some(mut reader) = recognise::line_layout(layout) {
        let mut rows = (export.open)(&context, &mut judge);
        let mut foreign = false;
        let mut last_line = 1;
        let bytes = io::Cursor::new(head).chain(source);
        let length = lines::for_each_line(bytes, encoding, lines::PIECE, &mut |line| {
            last_line = line.number;
            foreign = foreign
                || (encoding == Encoding::Utf8 && !line.text.is_ascii() && std::str::from_utf8(line.text).is_err());
            reader.line(line, rows.as_mut());
        })?;
        reader.end(rows.as_mut());
        if encoding.is_utf16() && length % 2 == 1 {
            let message = "the file is cut: it ends in the middle of a character".to_owned();
            rows.flaw(Flaw { line: last_line, column: 1, message, incomplete: true });
        }
        rows.end();
        if foreign {
            encoding = Encoding::Windows1252;
        }
    }
    report.encoding = Some(encoding.name());
    judge.expect_records();
    Ok(Some(judge))
}

/// Hands the lines at the begin of a file to `take`. A line that the head cuts is left out.
fn with_head_lines<T>(head: &[u8], whole: bool, encoding: Encoding, take: impl FnOnce(&[Line<'_>]) -> T) -> T {
    let mut kept: Vec<(u64, Vec<u8>, bool)> = Vec::new();
    // Reading from memory cannot fail.
    let _ = lines::for_each_line(head, encoding, lines::PIECE, &mut |line| {
        kept.push((line.number, line.text.to_vec(), line.terminated));
    });
    if !whole && kept.len() > 1 {
        kept.pop();
    }
    let charset = encoding.charset();
    let lines: Vec<Line<'_>> = kept
        .iter()
        .map(|(number, text, terminated)| Line { number: *number, text, charset, terminated: *terminated })
        .collect();
    take(&lines)
}

/// Text has no NUL bytes unless it is UTF-16, and next to no other control characters: one in a hundred is too many.
fn is_binary(head: &[u8], encoding: Encoding) -> bool {
    let is_control = |byte: &&u8| **byte < b' ' && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A | 0x1B);
    !encoding.is_utf16() && (head.contains(&0) || head.iter().filter(is_control).count() * 100 > head.len())
}

fn read_workbook<'r>(
    input: &Input,
    bytes: &[u8],
    index: usize,
    rules: &'r RuleSet,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> Option<FileJudge<'r>> {
    let mut probe = recognise::table_probe(input.name(), input.forced);
    if let Err(error) = xlsx::read(bytes, &mut probe) {
        // The names of an archive's files stand in it as they are.
        report.reason = if bytes.contains_str("xl/") {
            error.to_string()
        } else {
            "a ZIP archive, but no Excel workbook: unpack it to have the files in it read".to_owned()
        };
        return None;
    }
    let Some(export) = probe.accepted else {
        report.reason = probe.describe().unwrap_or_else(|| "a workbook without the heading of any export".to_owned());
        return None;
    };
    report.export = Some(export.kind);
    report.layout = Some(Layout::Xlsx.name());
    let mut judge = FileJudge::new(rules, setting, index, (export, Layout::Xlsx));
    let context = FileContext { name: input.name(), layout: Layout::Xlsx, forced: input.forced.is_some() };
    {
        let mut rows: Box<dyn RowSink + '_> = (export.open)(&context, &mut judge);
        if let Err(error) = xlsx::read(bytes, rows.as_mut()) {
            rows.flaw(Flaw { line: 1, column: 1, message: error.to_string(), incomplete: true });
        }
        rows.end();
    }
    judge.expect_records();
    Some(judge)
}
