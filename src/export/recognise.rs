//! Which export a file is: its first lines decide. A file name is only a hint, and configuration can force the kind.

use std::borrow::Cow;

use super::probe::TableProbe;
use super::reports::workbook::Watching;
use super::{EXPORTS, Export, Head, LinesMatch};
use super::{cut_head, other_files, reports};
use crate::input::{Line, Place};
use crate::layout::{Flaw, Form, Halt, Heading, LAYOUTS, Layout, OpenFile, Row, RowSink, sap_list, tabs};

/// A file's export, and how it is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// The export.
    pub export: &'static Export,
    /// The layout.
    pub layout: &'static Layout,
    /// Configuration or the rows below the heading told: the heading alone would not.
    pub told: bool,
    /// The file is cut before its first row, see [`super::cut_head`].
    pub head_only: bool,
    /// By what it was recognised.
    pub by: By,
    /// Which of the export's columns its heading lacks, one bit for each.
    pub lacks: u128,
}

impl Found {
    /// An export without a table, told by its first lines or the like.
    pub(super) fn of(export: &'static Export, layout: &'static Layout, forced: bool, by: By) -> Self {
        let by = if forced { By::Configuration } else { by };
        Self { export, layout, told: forced, head_only: false, by, lacks: 0 }
    }

    /// The titles of the columns that its heading lacks.
    pub fn lacking(&self) -> impl Iterator<Item = &'static str> {
        let (columns, lacks) = (self.export.columns, self.lacks);
        columns.iter().zip(0..128).filter(move |(_, index)| lacks >> index & 1 == 1).map(|(column, _)| column.name)
    }
}

/// By what a file was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Configuration names the kind.
    Configuration,
    /// The columns of its heading.
    Heading,
    /// Its heading, and a title that names the export.
    HeadingAndTitle,
    /// Its heading, and the file's name.
    HeadingAndName,
    /// The rows below a heading that could stand over many lists.
    Rows,
    /// Its first lines.
    Lines,
    /// How its bytes begin.
    Begin,
    /// The keys of its objects.
    Keys,
    /// Its name, and as much of its heading as is there.
    CutHead,
}

impl By {
    /// As the end of a sentence: "recognised ...".
    pub fn words(self) -> &'static str {
        match self {
            Self::Configuration => "since the configuration says so",
            Self::Heading => "by its heading",
            Self::HeadingAndTitle => "by its heading and a title that names it",
            Self::HeadingAndName => "by its heading and the name of the file",
            Self::Rows => "by the rows below its heading",
            Self::Lines => "by its first lines",
            Self::Begin => "by how it begins",
            Self::Keys => "by its keys",
            Self::CutHead => "by the name of the file and what is there of its heading",
        }
    }
}

/// Why a file is no export that basislint reads, and which it comes near to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The reason.
    pub reason: String,
    /// For each export that a table in it comes near to what it lacks, the nearest first.
    pub near: Vec<String>,
}

impl From<String> for Unknown {
    fn from(reason: String) -> Self {
        Self { reason, near: Vec::new() }
    }
}

/// What a file turned out to be.
pub enum Recognised {
    /// An export.
    Export(Found),
    /// None that basislint reads, because ...
    Unknown(Unknown),
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
            return Recognised::Unknown(MARKDOWN.to_owned().into());
        }
        if other_files::quotes(&decoded) {
            let what = other_files::describe(name, &decoded).unwrap_or_else(|| NOTHING.to_owned());
            return Recognised::Unknown(what.into());
        }
    }
    let told = forced.is_some();
    let probes = match first_table(path, lines, candidates, told) {
        Ok(found) => return Recognised::Export(found),
        Err(probes) => probes,
    };
    let head = Head { name, place, lines: &decoded, layout: None, keys: &[], forced: told };
    let (mut akin, mut by_words) = (None, None);
    for export in candidates {
        match export.lines.map(|recognise| recognise(&head)) {
            Some(LinesMatch::ByWords(layout)) => by_words = Some(Found::of(export, layout, told, By::Lines)),
            Some(LinesMatch::Yes(layout)) => {
                return Recognised::Export(Found::of(export, layout, told, By::Lines));
            }
            Some(LinesMatch::Akin(what)) => akin = akin.or(Some(what)),
            Some(LinesMatch::No) | None => {}
        }
    }
    let near = || probes.iter().flat_map(TableProbe::misses).collect();
    if let Some(export) = forced {
        let reason = || format!("configuration says {}, but no heading or line of it was found", export.kind);
        let unknown = || Recognised::Unknown(Unknown { reason: reason(), near: near() });
        return by_words.map_or_else(unknown, Recognised::Export);
    }
    // What is nearly another export is to be told so, whatever words stand in it.
    let is_near = akin.is_some() || probes.iter().any(|probe| probe.near().is_some());
    if let Some(found) = cut_head::export_of(name, &decoded).or(by_words.filter(|_| !is_near)) {
        return Recognised::Export(found);
    }
    // Only a framed list is surely a table; commas and tabs stand in any text.
    let is_table = |probe: &&TableProbe| [&sap_list::LAYOUT, &tabs::LAYOUT].contains(&probe.layout());
    let reason = akin
        .or_else(|| other_files::describe(name, &decoded))
        .or_else(|| probes.iter().find_map(TableProbe::near))
        .or_else(|| probes.iter().find(is_table)?.describe())
        .unwrap_or_else(|| NOTHING.to_owned());
    Recognised::Unknown(Unknown { reason, near: near() })
}

const NOTHING: &str = "no heading and no line of any export that basislint reads";

fn decoded<'l>(lines: &[Line<'l>]) -> Vec<Cow<'l, str>> {
    lines.iter().map(|line| line.charset.decode(line.text)).collect()
}

/// What a file that is read as a whole turned out to be.
pub enum Whole {
    /// An export.
    Export(Found),
    /// Nobody knows: it cannot be read up to where one would see it.
    Halted(Halt),
    /// What basislint itself wrote of exports.
    Report,
    /// None that basislint reads, because ...; without a reason its lines may tell one.
    Unknown(Option<Unknown>),
}

/// Recognises a file that is read as a whole, once it is open.
pub fn whole(path: &str, layout: &'static Layout, file: &mut dyn OpenFile, forced: Option<&'static Export>) -> Whole {
    let candidates = forced.as_ref().map_or(EXPORTS, std::slice::from_ref);
    if layout.heading == Heading::Row {
        let mut probe = TableProbe::new(layout, path, candidates, forced.is_some());
        let mut watching = Watching::new(&mut probe);
        let read = file.read(&mut watching);
        // Configuration names folders rather than files, and nobody means a report by it.
        if watching.is_own {
            return Whole::Report;
        }
        // What is behind the heading is told when the rows are read.
        return match (probe.found(), read) {
            (Some(found), _) => Whole::Export(found),
            (None, Err(halt)) => Whole::Halted(halt),
            (None, Ok(())) => {
                let nothing = || format!("{} without the heading of any export", layout.called);
                let reason = probe.describe().unwrap_or_else(nothing);
                Whole::Unknown(Some(Unknown { reason, near: probe.misses() }))
            }
        };
    }
    let mut keys = Keys::default();
    if layout.heading == Heading::Keys {
        // Where it breaks off is told when the rows are read.
        let _ = file.read(&mut keys);
    }
    let place = Place::of(path);
    let head =
        Head { name: place.name(), place, lines: &[], layout: Some(layout), keys: &keys.0, forced: forced.is_some() };
    let takes = |export: &&&'static Export| matches!(export.lines.map(|recognise| recognise(&head)), Some(LinesMatch::Yes(found)) if found == layout);
    match candidates.iter().find(takes) {
        Some(export) => {
            let by = if layout.heading == Heading::Keys { By::Keys } else { By::Begin };
            Whole::Export(Found::of(export, layout, forced.is_some(), by))
        }
        None if layout.heading == Heading::Keys => Whole::Unknown(None),
        None => Whole::Unknown(Some(format!("{}, but not in a form that basislint reads", layout.called).into())),
    }
}

/// Gathers the headings of a file, and no rows.
#[derive(Default)]
struct Keys(Vec<Vec<String>>);

impl RowSink for Keys {
    fn title(&mut self, _: &Row<'_>) {}

    fn heading(&mut self, row: &Row<'_>) -> bool {
        self.0.push((0..row.cells.len()).map(|cell| row.text_of(cell)).collect());
        false
    }

    fn row(&mut self, _: &Row<'_>) {}

    fn flaw(&mut self, _: Flaw) {}
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
fn first_table<'p>(
    path: &'p str,
    lines: &[Line<'_>],
    candidates: &[&'static Export],
    forced: bool,
) -> Result<Found, Vec<TableProbe<'p>>> {
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

const MARKDOWN: &str = "a Markdown table, so rather a note about an export than one; if it is one after all, name it in \
                        basislint.toml under [[export]]";

/// Above the first ruler with bars, `| --- | :--: |`, stands a heading with as many cells, and no ruler over that: SAP
/// draws one there as well. A ruler further up may underline a title.
fn has_markdown_table(lines: &[Line<'_>]) -> bool {
    let ruler = |line: &Line<'_>| sap_list::is_dashes(line.text) || markdown_cells(line.text).is_some();
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
fn possible_tables(lines: &[Line<'_>]) -> impl Iterator<Item = &'static Layout> {
    LAYOUTS.iter().copied().filter(move |layout| match layout.form {
        Form::Lines { fits, .. } => fits(lines),
        Form::Whole(_) => false,
    })
}

fn probe_table<'p>(
    layout: &'static Layout,
    path: &'p str,
    lines: &[Line<'_>],
    candidates: &[&'static Export],
    forced: bool,
) -> TableProbe<'p> {
    let mut probe = TableProbe::new(layout, path, candidates, forced);
    if let Some(mut reader) = layout.lines() {
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
