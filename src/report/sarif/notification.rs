//! What could not be read, checked or written here: the only place for it that every viewer shows.

use std::borrow::Cow;

use serde::Serialize;

use super::super::address::Addresses;
use super::super::summary::{VerdictCounts, is_unread};
use super::super::{FileStatus, Report};
use super::location::{Location, whole};
use super::results::Results;
use super::{Text, plain};
use crate::terminal_text::counted;

/// SARIF's notification.
#[derive(Serialize)]
pub(super) struct Notification<'a> {
    level: &'static str,
    message: Text<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
}

impl<'a> Notification<'a> {
    fn new(level: &'static str, message: impl Into<Cow<'a, str>>) -> Self {
        Self { level, message: plain(message.into()), locations: Vec::new() }
    }
}

/// All that there is to tell beside the results.
pub(super) fn notifications<'a>(
    report: &'a Report,
    addresses: &Addresses<'_>,
    results: &Results<'_>,
) -> Vec<Notification<'a>> {
    let in_vain = report.in_vain().map(|why| Notification::new("error", format!("nothing was checked: {why}")));
    let unwritten = unwritten(results);
    let files = report.files.iter().filter(|file| file.status == FileStatus::Partial || is_unread(file)).map(|file| {
        let (level, otherwise) = match file.status {
            FileStatus::Failed => ("error", "could not be read"),
            FileStatus::Unrecognized => ("error", "no export that basislint reads"),
            FileStatus::Partial | FileStatus::Read => ("warning", "read in part"),
        };
        let reason = if file.reason.is_empty() { otherwise } else { &file.reason };
        Notification { locations: vec![whole(addresses, &file.path)], ..Notification::new(level, reason) }
    });
    let systems = report.systems.iter().filter_map(|system| {
        let counts = VerdictCounts::of(&system.verdicts);
        let message =
            format!("{}: {} of {} checks could not be made", system.name, counts.not_evaluated, counts.wanted());
        (counts.not_evaluated > 0).then(|| Notification::new("note", message))
    });
    in_vain.into_iter().chain(unwritten).chain(files).chain(systems).collect()
}

/// The results that are not here.
fn unwritten<'a>(results: &Results<'_>) -> impl Iterator<Item = Notification<'a>> + use<'a> {
    let (all, most) = (results.len(), results.most);
    let cut = (all > most).then(|| {
        let message = format!(
            "{} of {all} results are not in this file: code scanning takes {most}. The most severe are here; json, jsonl and csv have all",
            all - most
        );
        Notification::new("warning", message)
    });
    let hidden = results.selection.hidden;
    let suppressed = (hidden > 0).then(|| {
        let are = if hidden == 1 { "is" } else { "are" };
        let findings = counted(hidden, "suppressed finding");
        Notification::new("note", format!("{findings} {are} not in this file: --show-suppressed writes them, too"))
    });
    cut.into_iter().chain(suppressed)
}
