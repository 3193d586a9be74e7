//! Fixes of results, for editors that make them.

use std::borrow::Cow;

use serde::Serialize;

use super::super::address::Addresses;
use super::location::{ArtifactLocation, Region, artifact};
use super::{Text, plain};
use crate::finding::Place;
use crate::fix::{Edit, Fix};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifFix<'a> {
    description: Text<'a>,
    artifact_changes: Vec<ArtifactChange<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation,
    replacements: [Replacement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region<'a>,
    inserted_content: Text<'a>,
}

#[derive(Serialize)]
struct Properties<'a> {
    safe: bool,
    because: &'a str,
}

/// The fix of a result, if there is one.
pub(super) fn fixes<'f>(fix: Option<&'f Fix>, addresses: &Addresses<'_>) -> Vec<SarifFix<'f>> {
    let change = |edit: &'f Edit| {
        let Place { line, column, end_line, end_column } = edit.place;
        let region = Region {
            start_line: line,
            start_column: Some(column),
            end_line,
            end_column: Some(end_column),
            snippet: None,
        };
        let inserted_content = Text { text: Cow::Borrowed(edit.text.as_str()) };
        ArtifactChange {
            artifact_location: artifact(addresses, &edit.path),
            replacements: [Replacement { deleted_region: region, inserted_content }],
        }
    };
    let written = |fix: &'f Fix| SarifFix {
        description: plain(Cow::Borrowed(&fix.description)),
        artifact_changes: fix.edits.iter().map(change).collect(),
        properties: Properties { safe: fix.safe, because: &fix.because },
    };
    fix.map(written).into_iter().collect()
}
