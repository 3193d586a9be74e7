//! The JSON Lines format: an object on each line, which says by `type` what it is. Findings, verdicts and files have the
//! fields they have in the JSON format; the summary comes last, so a report without one is not whole.

use std::io::{self, Write};
use std::sync::mpsc;

use serde::Serialize;

use super::Report;
use super::facts::Facts;
use super::format::Writer;
use super::json::risk::{self, JsonRisk, JsonSuppression};
use super::json::{self, JsonFile, JsonPolicy, JsonVerdict, Tool};
use super::summary::Summary;
use crate::finding::Finding;
use crate::terminal_text::runner_commands::Kind;

/// So many beginnings and ends of findings are kept written; a power of two.
const CACHED: usize = 256;
/// Bytes of lines that are written at a time.
const PIECE: usize = 1 << 17;
/// Pieces that may wait to be written.
const AHEAD: usize = 2;
/// From so many findings on a thread is worth its while.
const MANY: usize = 2000;

#[derive(Serialize)]
struct Line<'a, Content> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(flatten)]
    content: Content,
}

/// All before a finding's path.
#[derive(Serialize)]
struct Head<'a> {
    r#type: &'static str,
    rule: &'a str,
    severity: &'static str,
    system: &'a str,
    subject: &'a str,
    message: &'a str,
    help: &'a str,
}

/// What stands before a finding's fingerprint.
#[derive(Serialize)]
struct Tail<'a> {
    references: &'a [String],
}

/// What stands behind a finding's seed.
#[derive(Serialize)]
struct Rule<'a> {
    title: &'a str,
    confidence: &'a str,
    #[serde(flatten)]
    policy: Option<JsonPolicy<'a>>,
    steps: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    suppression: Option<JsonSuppression<'a>>,
}

#[derive(Serialize)]
struct Last {
    r#type: &'static str,
    version: u32,
    tool: Tool,
    as_of: String,
    summary: Summary,
}

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "jsonl",
    shows_source: false,
    shows_fixes: true,
    is_lines: false,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Json),
    write: |report, options, out| write(report, options.threads, out),
};

/// Writes the report. With `threads` another thread makes the lines of many findings.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, threads: bool, out: &mut dyn Write) -> io::Result<()> {
    if threads && report.findings.len() >= MANY {
        write_beside(report, out)?;
    } else {
        write_here(report, out)?;
    }
    let policies = json::policies(report);
    for system in &report.systems {
        for verdict in &system.verdicts {
            let content: JsonVerdict<'_> = json::verdict(verdict, &policies);
            write_line(&Line { r#type: "verdict", system: Some(&system.name), content }, out)?;
        }
    }
    for file in &report.files {
        let content: JsonFile<'_> = json::file(file);
        write_line(&Line { r#type: "file", system: None, content }, out)?;
    }
    for risk in &report.risks {
        let content: JsonRisk<'_> = risk::risk(risk, report.as_of);
        write_line(&Line { r#type: "accepted-risk", system: None, content }, out)?;
    }
    let summary = Summary::of(report);
    let as_of = report.as_of.to_string();
    write_line(&Last { r#type: "summary", version: json::VERSION, tool: Tool::OWN, as_of, summary }, out)
}

fn write_line(line: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// The parts of a finding's line that findings of one wording share.
struct Shared {
    wording: usize,
    /// Up to the path.
    head: Vec<u8>,
    /// From the references to the fingerprint.
    tail: Vec<u8>,
    /// From the seed on, what is said of the rule and of who accepted it.
    rule: Vec<u8>,
}

impl Shared {
    fn new(wording: usize, finding: &Finding, report: &Report, facts: &Facts<'_>) -> io::Result<Self> {
        let Finding { rule, severity, system, subject, message, help, references, .. } = finding;
        let head = Head { r#type: "finding", rule, severity: severity.name(), system, subject, message, help };
        let mut head = serde_json::to_vec(&head)?;
        head.pop();
        head.extend_from_slice(b",\"path\":");
        let mut tail = b",".to_vec();
        tail.extend_from_slice(serde_json::to_vec(&Tail { references })?.get(1..).unwrap_or_default());
        tail.pop();
        tail.extend_from_slice(b",\"fingerprint\":");
        let fact = facts.on(finding);
        let suppression = report.risk_of(finding).map(risk::suppression);
        let policy = fact.policy.map(JsonPolicy::of);
        let said = Rule { title: fact.title, confidence: fact.confidence, policy, steps: &fact.steps, suppression };
        let mut rule = serde_json::to_vec(&said)?;
        rule.pop();
        if let Some(first) = rule.first_mut() {
            *first = b',';
        }
        Ok(Self { wording, head, tail, rule })
    }
}

fn write_here(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_findings(report, &mut |lines| out.write_all(lines).map(|()| lines.clear()))
}

/// Writes the lines of findings while another thread makes the next ones: the kernel takes as long for them as we do.
fn write_beside(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    std::thread::scope(|scope| {
        let (full, to_write) = mpsc::sync_channel::<Vec<u8>>(AHEAD);
        let (empty, to_fill) = mpsc::channel::<Vec<u8>>();
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        let make = move || {
            write_findings(report, &mut |lines| {
                let next = to_fill.try_recv().unwrap_or_default();
                full.send(std::mem::replace(lines, next)).map_err(gone)
            })
        };
        // No threads to be had.
        let Ok(maker) = std::thread::Builder::new().spawn_scoped(scope, make) else { return write_here(report, out) };
        for mut lines in to_write {
            out.write_all(&lines)?;
            lines.clear();
            // Nobody takes it after the last line.
            let _ = empty.send(lines);
        }
        maker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Makes the lines of findings and has them taken, many at a time. Who takes them leaves an empty buffer.
fn write_findings(report: &Report, take: &mut dyn FnMut(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    let Report { findings, fixes, .. } = report;
    let facts = Facts::of(report);
    let mut cache: Vec<Option<Shared>> = Vec::new();
    cache.resize_with(if findings.is_empty() { 0 } else { CACHED }, || None);
    let mut lines = Vec::new();
    // Findings come file by file.
    let (mut path, mut written_path) = (String::new(), b"\"\"".to_vec());
    let mut reader = findings.reader();
    while let Some((wording, finding)) = reader.read_with_wording() {
        let entry = &mut cache[wording % CACHED];
        let shared = match entry {
            Some(shared) if shared.wording == wording => shared,
            _ => entry.insert(Shared::new(wording, finding, report, &facts)?),
        };
        lines.extend_from_slice(&shared.head);
        if path != finding.path {
            finding.path.clone_into(&mut path);
            written_path = serde_json::to_vec(&path)?;
        }
        lines.extend_from_slice(&written_path);
        let place = &finding.place;
        for (key, number) in [
            (&b",\"line\":"[..], place.line),
            (b",\"column\":", place.column),
            (b",\"end_line\":", place.end_line),
            (b",\"end_column\":", place.end_column),
        ] {
            lines.extend_from_slice(key);
            serde_json::to_writer(&mut lines, &number)?;
        }
        lines.extend_from_slice(&shared.tail);
        serde_json::to_writer(&mut lines, &finding.fingerprint)?;
        lines.extend_from_slice(b",\"status\":\"");
        lines.extend_from_slice(finding.status.name().as_bytes());
        lines.extend_from_slice(b"\",\"seed\":");
        serde_json::to_writer(&mut lines, &finding.seed)?;
        lines.extend_from_slice(&shared.rule);
        if !finding.related.is_empty() {
            lines.extend_from_slice(b",\"related\":");
            serde_json::to_writer(&mut lines, &json::related(finding))?;
        }
        if let Some(fix) = fixes.of(finding) {
            lines.extend_from_slice(b",\"fix\":");
            serde_json::to_writer(&mut lines, &json::fix(fix))?;
        }
        lines.extend_from_slice(b"}\n");
        if lines.len() >= PIECE {
            take(&mut lines)?;
        }
    }
    take(&mut lines)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::{Format, sample};
    use super::*;

    fn written(report: &Report, threads: bool) -> String {
        let mut out = Vec::new();
        write(report, threads, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_type_of_line_is_as_the_contract_says() {
        let text = written(&sample::report(), false);
        let first = |kind: &str| text.lines().find(|line| line.starts_with(&format!("{{\"type\":\"{kind}\""))).unwrap();
        assert_eq!(
            first("finding"),
            r#"{"type":"finding","rule":"client-ciphersuites-outdated","severity":"warning","system":"PRD","subject":"ssl/client_ciphersuites","message":"3DES and MEDIUM ciphers are still offered to SAP","help":"set 150:PFS:HIGH::EC_P256:EC_HIGH in the default profile (SAP Note 2781565 must be in place) and restart.","path":"PRD/DEFAULT.PFL","line":12,"column":27,"end_line":12,"end_column":30,"references":["SAP Note 2781565"],"fingerprint":"000000000000000c","status":"new","seed":"000000000000000c","title":"Old ciphers are offered to SAP","confidence":"high","steps":["SolMan checklist 2.4"],"fix":{"safe":true,"description":"set ssl/client_ciphersuites = 150:PFS:HIGH::EC_P256:EC_HIGH","because":"what is left is the value that SAP asks for","edits":[{"path":"PRD/DEFAULT.PFL","line":12,"column":39,"end_line":12,"end_column":53,"text":""}]}}"#
        );
        assert_eq!(
            first("verdict"),
            r#"{"type":"verdict","system":"DEV","rule":"client-ciphersuites-outdated","verdict":"pass","reason":"","evidence":["DEV/1.pfl","DEV/2.pfl","DEV/3.pfl","DEV/4.pfl"],"missing":[],"missing_kinds":[]}"#
        );
        assert_eq!(
            first("file"),
            r#"{"type":"file","path":"DEV/rfcdes.txt","export":"rfc-destinations","layout":"text","encoding":"utf-8","records":10,"status":"read","reason":"","system":"DEV","notes":[]}"#
        );
        assert_eq!(
            first("accepted-risk"),
            r#"{"type":"accepted-risk","rule":"legacy-rfc-destination","system":"PRD","subject":"SAPOSS","reason":"kept inactive until the audit","owner":"Basis team","until":"2027-01-31","days_left":70,"state":"holds","findings":1,"path":"basislint.toml","line":12}"#
        );
        assert!(text.contains(
            r#","suppression":{"reason":"kept inactive until the audit","owner":"Basis team","until":"2027-01-31"}}"#
        ));
        let summary = r#"{"type":"summary","version":1,"tool":{"name":"basislint","version":"VERSION"},"as_of":"2026-11-22","summary":{"files":15,"recognized":8,"records":80,"findings":{"error":14,"warning":3,"note":1},"verdicts":{"pass":3,"fail":4,"not-evaluated":5,"not-applicable":1}}}"#;
        assert_eq!(text.lines().last().unwrap(), summary.replace("VERSION", env!("CARGO_PKG_VERSION")));
        assert!(text.ends_with("}\n"));
    }

    /// A line without its type.
    fn content(line: &str) -> String {
        let (_, rest) = line.split_once(',').unwrap();
        format!("{{{rest}")
    }

    #[test]
    fn the_lines_say_what_json_says_in_the_same_order() {
        let report = sample::report();
        let text = written(&report, false);
        let mut lines = text.lines();
        let facts = Facts::of(&report);
        for finding in report.findings.iter() {
            let line = lines.next().unwrap();
            assert!(line.starts_with("{\"type\":\"finding\","), "{line}");
            assert_eq!(content(line), serde_json::to_string(&json::finding(&finding, &report, &facts)).unwrap());
        }
        for system in &report.systems {
            for verdict in &system.verdicts {
                let line = lines.next().unwrap();
                let system = format!("{{\"type\":\"verdict\",\"system\":\"{}\",", system.name);
                let rest = line.strip_prefix(&system).unwrap();
                assert_eq!(
                    format!("{{{rest}"),
                    serde_json::to_string(&json::verdict(verdict, &json::policies(&report))).unwrap()
                );
            }
        }
        for file in &report.files {
            let line = lines.next().unwrap();
            assert!(line.starts_with("{\"type\":\"file\","), "{line}");
            assert_eq!(content(line), serde_json::to_string(&json::file(file)).unwrap());
        }
        for risk in &report.risks {
            let line = lines.next().unwrap();
            assert!(line.starts_with("{\"type\":\"accepted-risk\","), "{line}");
            assert_eq!(content(line), serde_json::to_string(&risk::risk(risk, report.as_of)).unwrap());
        }
        let last: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        assert_eq!(last["type"], "summary");
        assert_eq!(lines.next(), None);
    }

    /// More wordings than are kept written, and more lines than fit into the pieces that may wait.
    fn large() -> Report {
        let finding = sample::report().findings.iter().next().unwrap();
        let findings = (1..=u64::try_from(MANY).unwrap() + 100).map(|line| {
            let mut finding = finding.clone();
            finding.place.line = line;
            finding.subject = format!("\"ü\" {}", line % 1000);
            finding
        });
        Report { findings: findings.collect::<Vec<_>>().into(), ..sample::report() }
    }

    #[test]
    fn threads_change_no_byte() {
        let report = large();
        let text = written(&report, false);
        assert!(text.len() > PIECE * (AHEAD + 2), "{}", text.len());
        assert!(text.contains(r#""subject":"\"ü\" 999""#));
        assert_eq!(written(&report, true), text);
    }

    #[test]
    fn whoever_stops_reading_ends_the_writing() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for threads in [false, true] {
            let options = super::super::Options { threads, ..sample::options() };
            let error = super::super::write(Format::Jsonl, &large(), &options, &mut Full).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        }
    }
}
