//! GitLab's Code Quality report: an array of what is wrong, which a merge request shows by what is new and what is gone.
//!
//! The fields are those that GitLab asks for (docs.gitlab.com, "Code Quality report format"). `critical` is an error, for it does not work
//! or is unsafe; `major` a warning, for it will bite; `info` a note. `blocker` would say that nobody may merge, which is for `--fail-on` to
//! say, and `minor` would say of a warning that it can wait. GitLab shows one entry of each fingerprint.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::address::Addresses;
use super::format::Writer;
use super::gaps::{self, About, Gap};
use super::{Report, concise, risks};
use crate::finding::{Finding, Risk, Severity, Status};
use crate::terminal_text::clean;
use crate::terminal_text::runner_commands::Kind;

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "gitlab",
    shows_source: false,
    shows_fixes: false,
    is_lines: false,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Json),
    write: |report, _, out| write(report, out),
};

/// Stands before each rule: a pipeline may put the reports of several tools together, and basislint knows its own again by it.
const CHECKS: &str = "basislint/";

/// What an accepted risk is called there.
const ACCEPTED: &str = "accepted-risk";

#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: String,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

/// 1-based; the end is the last line.
#[derive(Serialize)]
struct Lines {
    begin: u64,
    end: u64,
}

/// Entries take their form only while they are written: there may be millions.
struct Entries<'r> {
    report: &'r Report,
    addresses: Addresses<'r>,
}

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Entries { report, addresses: Addresses::of(report) })?;
    writeln!(out)
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = serializer.serialize_seq(None)?;
        let mut findings = self.report.findings.reader();
        while let Some(finding) = findings.read() {
            if finding.status == Status::New {
                entries.serialize_element(&self.finding(finding))?;
            }
        }
        for gap in gaps::of(self.report) {
            let path = self.path(&gap);
            let fingerprint = fingerprint(&gap, &path);
            entries.serialize_element(&self.gap(&gap, path, &fingerprint))?;
        }
        // Of one suppression there may be two.
        let mut twins: HashMap<String, usize> = HashMap::new();
        for risk in self.report.risks.iter().filter(|risk| risk.holds()) {
            let about = risks::about(risk);
            let twin = twins.entry(about.clone()).and_modify(|number| *number += 1).or_default();
            let fingerprint = digest(&[ACCEPTED, &about, &twin.to_string()].join("\u{1f}"));
            entries.serialize_element(&self.risk(risk, &about, &fingerprint))?;
        }
        entries.end()
    }
}

impl Entries<'_> {
    fn finding<'f>(&self, finding: &'f Finding) -> Entry<'f> {
        let begin = finding.place.line.max(1);
        Entry {
            description: description(
                &format!("{}{}", finding.message, concise::also(finding)),
                &finding.system,
                &finding.help,
            ),
            check_name: format!("{CHECKS}{}", finding.rule),
            fingerprint: &finding.fingerprint,
            severity: severity(finding.severity),
            location: Location {
                path: self.addresses.get(&finding.path),
                lines: Lines { begin, end: finding.place.end_line.max(begin) },
            },
        }
    }

    fn gap<'f>(&self, gap: &Gap<'_>, path: String, fingerprint: &'f str) -> Entry<'f> {
        Entry {
            description: description(&gap.message, gap.about.system(), &gap.help),
            check_name: format!("{CHECKS}{}", gap.name),
            fingerprint,
            severity: severity(gap.severity),
            location: Location { path, lines: Lines { begin: 1, end: 1 } },
        }
    }

    /// An accepted risk stands in the configuration: a merge request that accepts one more shows it.
    fn risk<'f>(&self, risk: &Risk, about: &str, fingerprint: &'f str) -> Entry<'f> {
        let message = format!("accepted risk: {about}: {}", risks::terms(risk));
        Entry {
            description: description(&message, "", ""),
            check_name: format!("{CHECKS}{ACCEPTED}"),
            fingerprint,
            severity: severity(Severity::Note),
            location: Location {
                path: self.addresses.get(&risk.address),
                lines: Lines { begin: risk.line, end: risk.line },
            },
        }
    }

    /// The file that a gap is about. GitLab wants one in any case: for a system it is the first of its files, for a run that checked nothing
    /// the first that was looked at.
    fn path(&self, gap: &Gap<'_>) -> String {
        let mut files = self.report.files.iter();
        let file = match gap.about {
            About::File(file) => Some(file),
            About::System(system) => files.find(|file| file.system.as_ref() == Some(&system.name)),
            About::Run => files.next(),
        };
        file.map_or_else(|| ".".to_owned(), |file| self.addresses.get(&file.path))
    }
}

/// One line: what is wrong, in which system, and what to do.
fn description(message: &str, system: &str, help: &str) -> String {
    let system = if system.is_empty() { String::new() } else { format!(" [{system}]") };
    let help = if help.is_empty() { String::new() } else { format!(". {help}") };
    clean(&format!("{message}{system}{help}")).into_owned()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Note => "info",
    }
}

/// The same as long as the same cannot be checked, so that a merge request shows when that changes. As long as those of findings.
fn fingerprint(gap: &Gap<'_>, path: &str) -> String {
    let seed = [gap.name, gap.about.system(), path, &gap.message, &gap.help].join("\u{1f}");
    digest(&seed)
}

fn digest(seed: &str) -> String {
    Sha256::digest(seed).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::super::{FileStatus, Format, sample};
    use super::*;

    fn entries(report: &Report) -> Vec<Value> {
        let mut out = Vec::new();
        super::super::write(Format::Gitlab, report, &sample::options(), &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn each_entry_has_what_gitlab_asks_for() {
        let mut report = sample::report();
        report.files[0].status = FileStatus::Failed;
        let entries = entries(&report);
        // 18 findings that count, a file that failed and one that was read in part, two systems with gaps.
        // And an accepted risk that holds.
        assert_eq!(entries.len(), 18 + 4 + 1);
        let mut fingerprints = HashSet::new();
        for entry in &entries {
            let text = |key: &str| entry[key].as_str().unwrap();
            assert!(!text("description").is_empty() && !text("description").contains('\n'), "{entry}");
            assert!(text("check_name").starts_with("basislint/"), "{entry}");
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("severity")), "{entry}");
            fingerprints.insert((text("check_name"), text("fingerprint"), entry["location"]["path"].to_string()));
            let path = entry["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.starts_with(['.', '/']) && !path.contains("/../"), "{entry}");
            let lines = &entry["location"]["lines"];
            assert!(
                lines["begin"].as_u64().unwrap() >= 1 && lines["end"].as_u64() >= lines["begin"].as_u64(),
                "{entry}"
            );
        }
        assert_eq!(fingerprints.len(), entries.len());
    }

    #[test]
    fn an_entry_says_what_where_and_the_way_out() {
        let entries = entries(&sample::report());
        let entry =
            entries.iter().find(|entry| entry["check_name"] == "basislint/client-ciphersuites-outdated").unwrap();
        assert_eq!(
            entry["description"],
            "3DES and MEDIUM ciphers are still offered to SAP [PRD]. set 150:PFS:HIGH::EC_P256:EC_HIGH in the default profile \
             (SAP Note 2781565 must be in place) and restart."
        );
        assert_eq!(entry["severity"], "major");
        let location = serde_json::json!({ "path": "PRD/DEFAULT.PFL", "lines": { "begin": 12, "end": 12 } });
        assert_eq!(entry["location"], location);
    }

    #[test]
    fn a_gap_that_changes_is_another_one() {
        let gap = |report: &Report| {
            let entries = entries(report);
            let entry = entries.iter().find(|entry| entry["check_name"] == "basislint/not-evaluated").unwrap();
            entry["fingerprint"].as_str().unwrap().to_owned()
        };
        let mut report = sample::report();
        let before = gap(&report);
        assert_eq!((before.len(), gap(&report)), (32, before.clone()));
        report.systems[1].verdicts.pop();
        assert_ne!(gap(&report), before);
    }
}
