//! Places in SARIF: which file, and where in it.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde::Serialize;

use super::super::address::Addresses;
use super::Text;
use crate::finding::Finding;
use crate::input::name;

/// Name of the folder that paths are relative to, as GitHub calls it.
const ROOT: &str = "%SRCROOT%";
/// Characters that a path segment keeps: RFC 3986's unreserved ones. Letters outside ASCII are always encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    pub physical_location: PhysicalLocation<'a>,
}

/// A place that tells the same.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RelatedLocation<'a> {
    pub id: usize,
    pub physical_location: PhysicalLocation<'a>,
    pub message: Text<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation<'a> {
    pub artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_region: Option<Region<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

/// 1-based; the end column is exclusive, as in the report.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region<'a> {
    pub start_line: u64,
    /// The line's begin, if not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<u64>,
    pub end_line: u64,
    /// The line's end, if not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippet: Option<Text<'a>>,
}

/// A relative URI below the root, whatever path the file was given by.
pub(super) fn artifact(addresses: &Addresses<'_>, path: &str) -> ArtifactLocation {
    ArtifactLocation { uri: uri(&addresses.get(path)), uri_base_id: ROOT }
}

/// A relative URI of an address below the root.
pub(in crate::report) fn uri(address: &str) -> String {
    let encoded: Vec<String> =
        address.split('/').map(|segment| percent_encode(&name::bytes(segment), ENCODED).to_string()).collect();
    encoded.join("/")
}

/// The file as a whole.
pub(super) fn whole<'a>(addresses: &Addresses<'_>, path: &str) -> Location<'a> {
    let artifact_location = artifact(addresses, path);
    Location { physical_location: PhysicalLocation { artifact_location, region: None, context_region: None } }
}

/// The finding's place with the text that stands there; none if the finding is about a whole file.
pub(super) fn region(finding: &Finding) -> Option<Region<'_>> {
    let place = &finding.place;
    // What goes on in the next line is not all there.
    let label = finding.labels.first().filter(|_| place.end_line == place.line);
    let text = label.and_then(|label| finding.excerpt.text.get(label.start..label.end));
    (place.line > 0 && place.column > 0).then(|| Region {
        start_line: place.line,
        start_column: Some(place.column),
        end_line: place.end_line,
        end_column: Some(place.end_column),
        snippet: text.filter(|text| !text.is_empty()).map(|text| Text { text: Cow::Borrowed(text) }),
    })
}

/// The line around the place, as far as the report has it, or the lines: SARIF wants it to be larger than the place, and to hold it.
pub(super) fn context(finding: &Finding) -> Option<Region<'_>> {
    let Finding { place, excerpt, .. } = finding;
    if place.line > 0 && place.end_line > place.line {
        // Of a record that goes on in the next line the report has but one. Where the place begins with its line, the line
        // before it makes the difference.
        let start_line = if place.column > 1 { place.line } else { place.line - 1 };
        let end_line = place.end_line;
        let lines = Region { start_line, start_column: None, end_line, end_column: None, snippet: None };
        return (start_line > 0).then_some(lines);
    }
    let end = excerpt.column + excerpt.text.chars().count() as u64;
    let one_line = place.line == excerpt.line && place.end_line == excerpt.line;
    let holds = excerpt.column <= place.column && place.end_column <= end;
    let is_larger = (excerpt.column, end) != (place.column, place.end_column);
    (place.column > 0 && one_line && holds && is_larger).then(|| Region {
        start_line: excerpt.line,
        start_column: Some(excerpt.column),
        end_line: excerpt.line,
        end_column: Some(end),
        snippet: Some(Text { text: Cow::Borrowed(&excerpt.text) }),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;
    use crate::finding::Place;

    #[test]
    fn what_goes_on_in_the_next_line_has_its_lines_for_a_context() {
        let mut finding = sample::report().findings.iter().next().unwrap();
        let mut lines_of = |line, column| {
            finding.place = Place { line, column, end_line: line + 1, end_column: 4 };
            finding.excerpt.line = line;
            assert!(region(&finding).unwrap().snippet.is_none(), "of the text only a part is known");
            context(&finding).map(|context| {
                assert_eq!((context.start_column, context.end_column), (None, None));
                context.start_line..=context.end_line
            })
        };
        assert_eq!(lines_of(3, 41), Some(3..=4));
        assert_eq!(lines_of(3, 1), Some(2..=4), "larger than the place");
        assert_eq!(lines_of(1, 1), None);
    }
}
