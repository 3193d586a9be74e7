//! Which export a file is: its first lines decide. A file name is only a hint, and configuration can force the kind.

use std::borrow::Cow;

use super::probe::TableProbe;
use super::{EXPORTS, Export, Head, LinesMatch};
use super::{cut_head, other_files, reports};
use crate::input::{Line, Place};
use crate::layout::{Layout, LineLayout, csv::Csv, sap_list::SapList, tabs::Tabs};

/// A file's export, and how it is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// The export.
    pub export: &'static Export,
    /// The layout.
    pub layout: Layout,
    /// Configuration or the rows below the heading told: the heading alone would not.
    pub told: bool,
    /// The file is cut before its first row, see [`super::cut_head`].
    pub head_only: bool,
}

/// What a file turned out to be.
pub enum Recognised {
    /// An export.
    Export(Found),
    /// None that basislint reads, because ...
    Unknown(String),
    /// What basislint itself wrote of exports.
    Report,
}

/// Recognises a text file by its path and its first lines.
pub fn text(path: &str, lines: &[Line<'_>], forced: Option<&'static Export>) -> Recognised {
    let forced_one = forced.as_ref().map(std::slice::from_ref);
    let candidates: &[&'static Export] = forced_one.unwrap_or(EXPORTS);
    let decoded = decoded(lines);
    // Configuration names folders rather than files, and nobody means a report by it.
    if reports::is_own(&decoded) {
        return Recognised::Report;
    }
    let place = Place::of(path);
    let name = place.name();
    if forced.is_none() {
        if has_markdown_table(lines) {
            return Recognised::Unknown(MARKDOWN.to_owned());
        }
        if other_files::quotes(&decoded) {
            return Recognised::Unknown(other_files::describe(name, &decoded).unwrap_or_else(|| NOTHING.to_owned()));
        }
    }
    let told = forced.is_some();
    let probes = match first_table(path, lines, candidates, told) {
        Ok(found) => return Recognised::Export(found),
        Err(probes) => probes,
    };
    let head = Head { name, place, lines: &decoded, der: false };
    let mut akin = None;
    for export in candidates {
        match export.lines.map(|recognise| recognise(&head)) {
            Some(LinesMatch::Yes(layout)) => {
                return Recognised::Export(Found { export, layout, told, head_only: false });
            }
            Some(LinesMatch::Akin(what)) => akin = akin.or(Some(what)),
            Some(LinesMatch::No) | None => {}
        }
    }
    if let Some(export) = forced {
        return Recognised::Unknown(format!(
            "configuration says {}, but no heading or line of it was found",
            export.kind
        ));
    }
    if let Some(found) = cut_head::export_of(name, &decoded) {
        return Recognised::Export(found);
    }
    // Only a framed list is surely a table; commas and tabs stand in any text.
    let is_table = |probe: &&TableProbe| matches!(probe.layout(), Layout::SapList | Layout::Tabs);
    Recognised::Unknown(
        akin.or_else(|| other_files::describe(name, &decoded))
            .or_else(|| probes.iter().find_map(TableProbe::near))
            .or_else(|| probes.iter().find(is_table)?.describe())
            .unwrap_or_else(|| NOTHING.to_owned()),
    )
}

const NOTHING: &str = "no heading and no line of any export that basislint reads";

fn decoded<'l>(lines: &[Line<'l>]) -> Vec<Cow<'l, str>> {
    lines.iter().map(|line| line.charset.decode(line.text)).collect()
}

/// Recognises a binary file that begins as a certificate does.
pub fn der(path: &str, forced: Option<&'static Export>) -> Recognised {
    let candidates = forced.as_ref().map_or(EXPORTS, std::slice::from_ref);
    let place = Place::of(path);
    let name = place.name();
    let head = Head { name, place, lines: &[], der: true };
    let takes = |export: &&&'static Export| {
        matches!(export.lines.map(|recognise| recognise(&head)), Some(LinesMatch::Yes(Layout::Der)))
    };
    match candidates.iter().find(takes) {
        Some(export) => {
            Recognised::Export(Found { export, layout: Layout::Der, told: forced.is_some(), head_only: false })
        }
        None => Recognised::Unknown("a binary certificate, but not in a form that basislint reads".to_owned()),
    }
}

/// Recognises a file that is surely a table by very few lines. No answer says nothing: more lines may tell.
pub fn table(path: &str, lines: &[Line<'_>], forced: Option<&'static Export>) -> Option<Found> {
    let decoded = decoded(lines);
    if has_markdown_table(lines) || reports::is_own(&decoded) || (forced.is_none() && other_files::quotes(&decoded)) {
        return None;
    }
    let candidates = forced.as_ref().map_or(EXPORTS, std::slice::from_ref);
    first_table(path, lines, candidates, forced.is_some()).ok()
}

/// The first layout in which the lines hold the heading of an export. Without one, what was made of each layout.
fn first_table(
    path: &str,
    lines: &[Line<'_>],
    candidates: &[&'static Export],
    forced: bool,
) -> Result<Found, Vec<TableProbe>> {
    let mut probes = Vec::new();
    for layout in possible_tables(lines) {
        let probe = probe_table(layout, path, lines, candidates, forced);
        match probe.found() {
            Some(found) => return Ok(found),
            None => probes.push(probe),
        }
    }
    Err(probes)
}

/// Recognises a table whose rows come from elsewhere, a workbook: feed the rows to the sink, then ask it.
pub fn table_probe(path: &str, forced: Option<&'static Export>) -> TableProbe {
    let candidates = forced.map_or_else(|| EXPORTS.to_vec(), |export| vec![export]);
    TableProbe::new(Layout::Xlsx, path, &candidates, forced.is_some())
}

const MARKDOWN: &str = "a Markdown table, so rather a note about an export than one; if it is one after all, name it in \
                        basislint.toml under [[export]]";

/// Above the first ruler with bars, `| --- | :--: |`, stands a heading with as many cells, and no ruler over that: SAP
/// draws one there as well. A ruler further up may underline a title.
fn has_markdown_table(lines: &[Line<'_>]) -> bool {
    let ruler = |line: &Line<'_>| is_ruler(line.text) || markdown_cells(line.text).is_some();
    let Some(first) = lines.iter().position(|line| markdown_cells(line.text).is_some()) else { return false };
    let (above, below) = lines.split_at(first);
    let (Some((heading, above)), Some(first)) = (above.split_last(), below.first()) else { return false };
    markdown_cells(first.text) == Some(split_at_bars(heading.text).count()) && !above.last().is_some_and(ruler)
}

/// Number of cells, if the line is what Markdown puts between heading and rows.
fn markdown_cells(line: &[u8]) -> Option<usize> {
    let is_dashes = |cell: &[u8]| {
        let cell = cell.strip_prefix(b":").unwrap_or(cell);
        let cell = cell.strip_suffix(b":").unwrap_or(cell);
        !cell.is_empty() && cell.iter().all(|byte| *byte == b'-')
    };
    let fits = has_byte(line, b'|') && split_at_bars(line).all(|cell| is_dashes(cell.trim_ascii()));
    fits.then(|| split_at_bars(line).count())
}

fn has_byte(line: &[u8], byte: u8) -> bool {
    memchr::memchr(byte, line).is_some()
}

/// The cells of a line, with or without bars at its ends.
fn split_at_bars(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"|").unwrap_or(line);
    line.strip_suffix(b"|").unwrap_or(line).split(|byte| *byte == b'|')
}

/// The table layouts that the lines could have, the most telling first.
fn possible_tables(lines: &[Line<'_>]) -> impl Iterator<Item = Layout> {
    let has = |byte: u8| lines.iter().any(|line| has_byte(line.text, byte));
    let framed = lines.iter().any(|line| line.text.trim_ascii_start().starts_with(b"|"));
    let csv = [b',', b';', b'|'].map(|delimiter| Layout::Csv { delimiter });
    [Layout::SapList, Layout::Tabs].into_iter().chain(csv).filter(move |layout| match layout {
        Layout::SapList => framed && lines.iter().any(|line| is_ruler(line.text)),
        Layout::Tabs => has(b'\t'),
        // Bars without a frame are what RFC_READ_TABLE gives; with one they are a SAP list or a Markdown table.
        Layout::Csv { delimiter } => !(framed && *delimiter == b'|') && has(*delimiter),
        _ => false,
    })
}

pub(super) fn is_ruler(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len() >= 3
        && line.iter().all(|byte| matches!(byte, b'-' | b'+' | b'|'))
        && line.contains(&b'-')
        && line[1] == b'-'
}

/// A reader of lines for a layout; none for layouts that are not made of lines.
pub fn line_layout(layout: Layout) -> Option<Box<dyn LineLayout>> {
    Some(match layout {
        Layout::SapList => Box::new(SapList::new()),
        Layout::Tabs => Box::new(Tabs::new()),
        Layout::Csv { delimiter } => Box::new(Csv::new(delimiter)),
        Layout::Profile => Box::new(crate::layout::profile::Profile::default()),
        Layout::KeyValue => Box::new(crate::layout::key_value::KeyValue::default()),
        Layout::Text => Box::new(crate::layout::text::Text),
        Layout::Pem => Box::new(crate::layout::pem::Pem::default()),
        Layout::Xlsx | Layout::Der => return None,
    })
}

fn probe_table(
    layout: Layout,
    path: &str,
    lines: &[Line<'_>],
    candidates: &[&'static Export],
    forced: bool,
) -> TableProbe {
    let mut probe = TableProbe::new(layout, path, candidates, forced);
    if let Some(mut reader) = line_layout(layout) {
        for line in lines {
            reader.line(line, &mut probe);
            if probe.found().is_some() {
                return probe;
            }
        }
        reader.end(&mut probe);
    }
    probe
}
