//! What `sapgenpse maintain_pk -l` and `sapgenpse get_my_name` print, one behind the other if need be.
//!
//! A certificate is several lines, each with a label; they are put together here. Prompts and messages stand between them.

use std::borrow::Cow;
use std::ops::Range;

use super::extensions;
use super::fields::{CA, ISSUER, KEY, NOT_AFTER, NOT_BEFORE, SERIAL, SHA1, SHA256, SIGNATURE, SKI, SUBJECT, of};
use super::record::{Content, Entry};
use crate::export::{Reader, RecordSink};
use crate::input::Charset;
use crate::knowledge::{certificate, pse};
use crate::layout::{Flaw, Row, Segment};

/// Lines that begin the output, or follow its prompts at once.
const SIGNS: &[&str] = &["maintain_pk for PSE \"", "PKList:", "MY Certificate:", "Opening PSE \""];
/// A prompt, a command and some messages may stand above.
const FIRST_LINES: usize = 60;

/// Says that these are the first lines of such output.
pub(super) fn begins(lines: &[Cow<'_, str>]) -> bool {
    let mut first = lines.iter().take(FIRST_LINES).map(|line| line.trim());
    first.any(|line| SIGNS.iter().any(|sign| line.starts_with(sign)))
}

/// Which part of the output the next certificate is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    /// Before any.
    None,
    List,
    Own,
    Chain,
}

/// Reads the output.
pub(super) struct Output {
    /// By the name of file or folder, until the output itself names one.
    pse: Option<String>,
    section: Section,
    open: Option<Open>,
    begun: bool,
    /// Some certificate had its SHA-256 fingerprint, the last line of each.
    fingerprints: bool,
    /// Certificates and lists met so far.
    found: usize,
    /// The line that announces a certificate which has not begun yet.
    announced: Option<u64>,
    /// A line of a certificate came before any that says which certificate follows.
    astray: bool,
}

/// A certificate that is not whole yet.
struct Open {
    entry: Entry,
    text: String,
    segments: Vec<Segment>,
    /// Its extensions are printed, so what is not among them is not there.
    extensions: bool,
}

impl Output {
    pub(super) fn new(pse: Option<String>) -> Self {
        let section = Section::None;
        Self { pse, section, open: None, begun: false, fingerprints: false, found: 0, announced: None, astray: false }
    }

    /// A line that is no part of a certificate. Says whether it was one.
    fn message(&mut self, line: &str, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        if let Some(path) = quoted_path(line) {
            self.close(sink);
            if let Some(pse) = pse::by_path(path) {
                self.pse = Some(pse);
            }
            if line.starts_with("maintain_pk for PSE") || line.starts_with("Opening PSE") {
                self.section = Section::None;
            }
            return true;
        }
        if let Some(section) = section_of(line) {
            self.close(sink);
            self.section = section;
            if section == Section::List {
                self.found += 1;
                let store = Entry::store("sapgenpse", self.pse.as_deref(), row.cell(0).range());
                sink.record(&store, row);
            }
            return true;
        }
        let failure = ["(Wrong PIN/Passphrase)", "ERROR", "failed", "does not exist", "not found", "not readable"];
        if let Some(failure) = failure.iter().find(|failure| line.contains(**failure))
            && (self.open.is_none() || line.starts_with("ERROR") || line.starts_with("(Wrong PIN"))
        {
            let message = match *failure {
                "(Wrong PIN/Passphrase)" => "sapgenpse could not open the PSE: the PIN was wrong",
                _ => "sapgenpse says that something failed, so this is not all it should have printed",
            };
            sink.flaw(Flaw::at(row, row.cell(0).start, message, true));
            return true;
        }
        if line.starts_with("Element #") {
            self.close(sink);
            self.announced = Some(row.line());
            return true;
        }
        false
    }

    fn label(&mut self, line: &str, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some((label, value)) = split_label(line) else { return };
        if self.section == Section::None {
            self.astray |= ["subject", "issuer", "serialno", "keyinfo", "validitynotbefore"].contains(&label.as_str());
            return;
        }
        let is_start = match label.as_str() {
            // With one certificate there is no line `Element #1:`.
            "version" => true,
            "subject" => self.open.as_ref().is_none_or(|open| open.entry.has(SUBJECT)),
            _ => false,
        };
        if is_start {
            self.announced = None;
            self.close(sink);
            self.begin();
        }
        let Some(open) = &mut self.open else { return };
        let offset = open.text.len();
        open.segments.push(Segment {
            offset,
            line: row.line(),
            column: row.position(row.cell(0).start).1,
            one_column: false,
        });
        open.text.push_str(line);
        let start = offset + line.len() - value.len();
        open.take(&label, value, start..start + value.trim_end().len());
    }

    fn begin(&mut self) {
        let entry = Entry::new("sapgenpse", "sapgenpse did not print it");
        self.open = Some(Open { entry, text: String::new(), segments: Vec::new(), extensions: false });
    }

    /// Hands out the certificate that was read.
    fn close(&mut self, sink: &mut dyn RecordSink) {
        if let Some(line) = self.announced.take() {
            let message = "nothing follows this line: the output is cut".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
        let Some(mut open) = self.open.take() else { return };
        let line = open.segments.first().map_or(1, |segment| segment.line);
        let last: &[usize] = if self.section == Section::List { &[NOT_AFTER, SIGNATURE] } else { &[NOT_AFTER] };
        if !open.entry.has(SUBJECT) || last.iter().any(|field| open.entry.place(*field).is_none()) {
            let message = "this certificate is cut: some of its lines are missing".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
        self.fingerprints |= open.entry.place(SHA256).is_some();
        if open.entry.place(SHA256).is_some() && !open.entry.has(SHA256) {
            let message = "the SHA-256 fingerprint of this certificate has no 32 bytes: the output is cut".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
        if !open.entry.has(SUBJECT) {
            return;
        }
        self.found += 1;
        let kind = match self.section {
            Section::Own => "own",
            Section::Chain => "chain",
            Section::List | Section::None => "trusted",
        };
        open.entry.belongs(kind, self.pse.as_deref(), open.entry.place(SUBJECT));
        if open.extensions && !open.entry.has(CA) {
            open.entry.set(CA, Content::Flag(false), open.entry.place(SUBJECT));
        }
        if open.extensions && open.entry.place(KEY_USAGE).is_none() {
            open.entry.set(KEY_USAGE, Content::Absent, open.entry.place(SUBJECT));
        }
        open.entry.conclude();
        let row = Row { text: open.text.as_bytes(), cells: &[], segments: &open.segments, charset: Charset::Utf8 };
        sink.record(&open.entry, &row);
    }
}

impl Open {
    fn take(&mut self, label: &str, value: &str, span: Range<usize>) {
        let value = value.trim();
        self.extensions |= label == "extensions";
        let entry = &mut self.entry;
        match label {
            "subject" => entry.text(SUBJECT, value, span),
            "issuer" => entry.text(ISSUER, value, span),
            "serialno" | "serialnumber" => {
                entry.text_or(SERIAL, certificate::serial_number(value), "the serial number is cut or damaged", span);
            }
            "validitynotbefore" | "notbefore" => {
                entry.text_or(NOT_BEFORE, certificate::time_in_brackets(value), NO_TIME, span);
            }
            "validitynotafter" | "notafter" => {
                entry.text_or(NOT_AFTER, certificate::time_in_brackets(value), NO_TIME, span);
            }
            "publickey" | "keyinfo" => {
                entry.text_or(KEY, certificate::key(value), "basislint does not know this kind of key", span);
            }
            "signaturealgorithm" => {
                let name = value.split_whitespace().next().unwrap_or_default();
                entry.text(SIGNATURE, name, span);
            }
            "subjectkeyidentifier" => {
                entry.text_or(SKI, certificate::key_identifier(value), "the key identifier is cut or damaged", span);
            }
            "basicconstraints" => {
                let mut words = value.split(|letter: char| !letter.is_ascii_alphanumeric());
                entry.set(CA, Content::Flag(words.any(|word| word == "CA")), Some(span));
            }
            "keyusage" => {
                let usage = extensions::printed_key_usage(value).map_or(Content::Unknown(NO_USAGE), Content::List);
                entry.set(KEY_USAGE, usage, Some(span));
            }
            "authoritykeyidentifier" => {
                entry.text_or(AKI, certificate::key_identifier(value), "the key identifier is cut or damaged", span);
            }
            "certificatefingerprintsha1" => {
                entry.text_or(SHA1, certificate::fingerprint(value, 20), "the fingerprint is cut or damaged", span);
            }
            "certificatefingerprintsha256" => {
                entry.text_or(SHA256, certificate::fingerprint(value, 32), "the fingerprint is cut or damaged", span);
            }
            _ => {}
        }
    }
}

const KEY_USAGE: usize = of("key-usage");
const AKI: usize = of("aki");
const NO_USAGE: &str = "basislint does not know one of the printed usages";
const NO_TIME: &str = "the line has no time in UTC, which sapgenpse prints in brackets";

impl Reader for Output {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !std::mem::replace(&mut self.begun, true) {
            sink.heading(row);
        }
        let line = row.text_of(0);
        if line.is_empty() || line.bytes().all(|byte| byte == b'-') || self.message(&line, row, sink) {
            return;
        }
        self.label(&line, row, sink);
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        let last = self.open.as_ref().filter(|_| self.section == Section::List);
        let cut = last.filter(|open| self.fingerprints && open.entry.place(SHA256).is_none());
        let line = cut.and_then(|open| open.segments.first()).map(|segment| segment.line);
        self.close(sink);
        if let Some(line) = line {
            let message =
                "this certificate has no SHA-256 fingerprint, as those above it do: the output is cut".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
        if self.found == 0 {
            let message = match self.astray {
                true => "sapgenpse printed a part of a certificate (get_my_name -n): leave out -n",
                false => {
                    "sapgenpse printed neither a certificate list nor a certificate: run maintain_pk -l and get_my_name \
                     with no other option than -p"
                }
            };
            let message = message.to_owned();
            sink.flaw(Flaw { line: 1, column: 1, message, incomplete: true });
        }
    }
}

/// The path of a PSE that a line names: `Opening PSE "/usr/sap/XYZ/D00/sec/SAPSSLC.pse"...`
fn quoted_path(line: &str) -> Option<&str> {
    const BEFORE: &[&str] = &["maintain_pk for PSE \"", "Opening PSE \"", "with PSE file \""];
    let rest = BEFORE.iter().find_map(|before| line.strip_prefix(before))?;
    rest.split('"').next()
}

fn section_of(line: &str) -> Option<Section> {
    const SECTIONS: &[(&str, Section)] = &[
        ("PKList", Section::List),
        ("MY Certificate:", Section::Own),
        ("FCPath certificate", Section::Chain),
        ("PKRoot Certificate", Section::Chain),
    ];
    SECTIONS.iter().find(|(begin, _)| line.starts_with(begin)).map(|(_, section)| *section)
}

/// The letters and digits of a label, and its value: ("validitynotbefore", "Fri Mar 11 ...").
fn split_label(line: &str) -> Option<(String, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    Some((label, value.trim_start()))
}
