//! What the files of a system show as a whole, and what each application server shows by itself: what rests on absence.

use super::collect::OfFile;
use super::{PARAMETERS, ParameterFile, SERVICES, files, hand_out};
use crate::landscape::collect::Collected;
use crate::landscape::derived::{Interest, Lack, Lacking, Take};

/// Why nothing follows from what no file sets.
pub(super) fn lacks(collected: &Collected<'_>, looked_at: &Lacking<'_>) -> Option<Lack> {
    let files = files(collected);
    let by_services = looked_at.exports.contains(&SERVICES) && has_whole_services(&files);
    if by_services || has_whole_parameters(&files) {
        return None;
    }
    if let Some(reason) = only_other_profiles(collected) {
        return Some(Lack { reason, missing: Vec::new() });
    }
    let reason = if looked_at.found {
        "these files do not show all profile parameters"
    } else {
        "no such profile parameter is in these files"
    };
    Some(Lack { reason: reason.to_owned(), missing: vec![PARAMETERS] })
}

/// The files show all profile parameters that are set, as far as one can see: a whole list of what runs, or both the
/// default profile and an instance profile.
fn has_whole_parameters(files: &[&ParameterFile]) -> bool {
    let whole = |level: &str| files.iter().any(|file| file.whole && file.profile && file.level == level);
    let runs = files.iter().any(|file| file.is_runtime() && file.whole);
    runs || (whole("default") && whole("instance"))
}

/// A file lists all services of an ICM.
fn has_whole_services(files: &[&ParameterFile]) -> bool {
    files.iter().any(|file| file.services.is_some() && file.whole)
}

/// Why no profile of the system counts, if all are of a Web Dispatcher or the like.
fn only_other_profiles(collected: &Collected<'_>) -> Option<String> {
    let first = |(_, path, kept): (_, _, &OfFile)| {
        let file = kept.files().next()?;
        Some((file.level == "default", path, file.other_than_abap()))
    };
    let others: Vec<(bool, &str, Option<&'static str>)> = collected.each().filter_map(first).collect();
    let (_, path, other) = others.iter().find(|(.., other)| other.is_some())?;
    let none_counts = others.iter().all(|(is_default, _, other)| *is_default || other.is_some());
    none_counts.then(|| format!("{path} belongs to {}, not to an ABAP application server", other.unwrap_or_default()))
}

/// Hands out what each application server shows, where several show what they have.
pub(super) fn by_server(collected: &Collected<'_>, interest: &Interest, take: &mut dyn Take) {
    // Instances without dialog work processes need no services of the ICM.
    let is_dialog = |file: &&ParameterFile| file.instance.as_ref().is_none_or(|name| name.starts_with('D'));
    let files = files(collected);
    let of = |services: bool| {
        let runs = files.iter().copied().filter(move |file| !file.profile && file.services.is_some() == services);
        runs.filter(is_dialog).collect::<Vec<_>>()
    };
    for file in [of(true), of(false)].into_iter().filter(|files| files.len() > 1).flatten() {
        take.server(file.file, file.whole);
        hand_out(&[file], interest, take);
    }
}
