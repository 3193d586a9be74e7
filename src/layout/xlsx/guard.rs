//! Looks through a workbook before it is read: whether it unpacks to more than anybody exports.
//!
//! What a part says of its own length is not believed: each is unpacked once, a piece at a time, and counted. It is looked at
//! with the tokenizer that reads it later, so both see the same tags.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::XlsxError;
use crate::input::archive::Ends;
use crate::limits::{
    KEPT_ELEMENTS, PART_BYTES, RATIO, RATIO_FROM_BYTES, ROW_CELLS, SHARED_STRING_BYTES, SHARED_STRINGS, TOKEN_BYTES,
    WORKBOOK_DIRECTORY_BYTES, WORKBOOK_PARTS, XML_DEPTH,
};

/// Without this part nobody takes an archive for a workbook.
const ROOT: &str = "_rels/.rels";

/// Elements of which there may be millions, for they are read and forgotten, or are parts of shared strings.
const STREAMED: &[&str] = &[
    "row",
    "c",
    "v",
    "f",
    "is",
    "si",
    "t",
    "r",
    "rPr",
    "rPh",
    "phoneticPr",
    "b",
    "i",
    "u",
    "strike",
    "sz",
    "color",
    "rFont",
    "family",
    "scheme",
    "charset",
    "vertAlign",
    "outline",
    "shadow",
    "condense",
    "extend",
];

/// The last row of a sheet.
const LAST_ROW: u32 = 1 << 20;

/// Says why a workbook must not be read, if it must not.
pub(super) fn look_through(bytes: &[u8]) -> Result<(), XlsxError> {
    look_at_directory(bytes)?;
    // What is no archive, or no workbook, is turned down by who reads it.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    if archive.len() > WORKBOOK_PARTS {
        return Err(too_many_parts());
    }
    let is_root = |name: &[u8]| name.eq_ignore_ascii_case(ROOT.as_bytes());
    if !archive.file_names_raw().any(is_root) {
        return Ok(());
    }
    let mut counts = Counts { unpacked_left: most_unpacked(bytes.len() as u64), ..Counts::default() };
    let mut packed = 0_u64;
    for index in 0..archive.len() {
        // A part that cannot be opened here cannot be opened later either.
        let Ok(part) = archive.by_index(index) else { continue };
        packed = packed.saturating_add(part.compressed_size());
        if packed > bytes.len() as u64 {
            return Err(XlsxError::TooMuch("its parts lie one upon another".to_owned()));
        }
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        let most = most_unpacked(part.compressed_size()).min(PART_BYTES);
        // What says itself that it is too long need not be unpacked to believe it.
        if part.size() > most {
            return Err(unpacks_to_too_much(&format!("its part {name}")));
        }
        let unpacked = Unpacked { inner: BufReader::new(part), part_left: most, token_left: 0, excess: None };
        counts.look_at(unpacked, &name)?;
    }
    Ok(())
}

/// So many bytes may come of so many packed ones.
pub(super) fn most_unpacked(packed: u64) -> u64 {
    packed.saturating_mul(RATIO).max(RATIO_FROM_BYTES)
}

fn too_many_parts() -> XlsxError {
    XlsxError::TooMuch(format!("it has more than {WORKBOOK_PARTS} parts"))
}

/// The list of parts is read as a whole.
fn look_at_directory(bytes: &[u8]) -> Result<(), XlsxError> {
    let Ends { entries, list_bytes } = Ends::of(bytes);
    if entries > WORKBOOK_PARTS as u64 || list_bytes > WORKBOOK_DIRECTORY_BYTES {
        return Err(too_many_parts());
    }
    Ok(())
}

/// A part while it is unpacked. It ends with an error where it is too long.
struct Unpacked<R> {
    inner: R,
    part_left: u64,
    /// Of the tag or text at hand.
    token_left: usize,
    excess: Option<Excess>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Excess {
    Part,
    Token,
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let read = available.len().min(buffer.len());
        buffer[..read].copy_from_slice(&available[..read]);
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Unpacked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token_left == 0 {
            self.excess = Some(Excess::Token);
        } else if self.part_left == 0 {
            self.excess = Some(Excess::Part);
        }
        if self.excess.is_some() {
            return Err(io::Error::other("too long"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.part_left = self.part_left.saturating_sub(amount as u64);
        self.token_left = self.token_left.saturating_sub(amount);
        self.inner.consume(amount);
    }
}

/// What was counted of a workbook so far.
#[derive(Default)]
struct Counts {
    unpacked_left: u64,
    strings: u64,
    string_bytes: u64,
    kept: u64,
    depth: usize,
    /// Bytes of text of the cell or shared string at hand.
    text: usize,
}

impl Counts {
    fn look_at<R: BufRead>(&mut self, part: Unpacked<R>, name: &str) -> Result<(), XlsxError> {
        let before = part.part_left;
        let mut xml = Reader::from_reader(part);
        // As calamine sets it.
        let config = xml.config_mut();
        config.check_end_names = false;
        config.check_comments = false;
        config.trim_text(false);
        let mut relations = Relations::of(name);
        let mut in_string = false;
        let mut buffer = Vec::new();
        self.depth = 0;
        loop {
            buffer.clear();
            xml.get_mut().token_left = TOKEN_BYTES;
            let event = xml.read_event_into(&mut buffer);
            let left = xml.get_ref().part_left;
            if before - left > self.unpacked_left {
                return Err(unpacks_to_too_much("it"));
            }
            match event {
                Ok(Event::Start(tag)) => {
                    self.depth += 1;
                    if self.depth > XML_DEPTH {
                        return Err(strange(name, &format!("nests more than {XML_DEPTH} deep")));
                    }
                    in_string |= tag.local_name().as_ref() == "si";
                    self.take_tag(&tag, name)?;
                    relations.take(&tag)?;
                }
                Ok(Event::Empty(tag)) => {
                    self.take_tag(&tag, name)?;
                    relations.take(&tag)?;
                }
                Ok(Event::End(tag)) => {
                    self.depth = self.depth.saturating_sub(1);
                    in_string &= tag.local_name().as_ref() != "si";
                }
                Ok(Event::Text(text)) => self.take_text(text.len(), in_string, name)?,
                Ok(Event::CData(text)) => self.take_text(text.len(), in_string, name)?,
                Ok(Event::GeneralRef(_)) => self.take_text(4, in_string, name)?,
                // ECMA-376 forbids it, and it is where entities are made that grow.
                Ok(Event::DocType(_)) => return Err(strange(name, "defines a document type")),
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(_) => match xml.get_ref().excess {
                    Some(Excess::Token) => {
                        let most = TOKEN_BYTES >> 20;
                        return Err(strange(name, &format!("has a tag or text of more than {most} MiB")));
                    }
                    Some(Excess::Part) => return Err(unpacks_to_too_much(&format!("its part {name}"))),
                    // What reads it ends here as well.
                    None => break,
                },
            }
        }
        self.unpacked_left -= before - xml.get_ref().part_left;
        Ok(())
    }

    fn take_tag(&mut self, tag: &BytesStart<'_>, part: &str) -> Result<(), XlsxError> {
        let name = tag.local_name();
        let name = name.as_ref();
        match name {
            "si" => {
                self.strings += 1;
                self.text = 0;
            }
            "c" | "row" => {
                self.text = 0;
                if !attributes(tag, "r").all(|place| is_place(&place)) {
                    return Err(strange(part, "has a cell beyond column XFD or row 1,048,576"));
                }
            }
            "sst" => {
                // So many are made room for before the first is read.
                let told = attributes(tag, "uniqueCount").filter_map(|count| count.trim().parse().ok()).max();
                self.strings = self.strings.max(told.unwrap_or(0));
            }
            // Of a sheet's cells, and of those that share a formula.
            "dimension" | "f" if attributes(tag, "ref").any(|range| !is_range(&range)) => {
                return Err(strange(part, "says of its cells that they lie where no sheet has any"));
            }
            _ => {}
        }
        if self.strings > SHARED_STRINGS {
            return Err(XlsxError::TooMuch(format!("it has more than {SHARED_STRINGS} shared strings")));
        }
        self.kept += u64::from(!STREAMED.contains(&name));
        if self.kept > KEPT_ELEMENTS {
            return Err(XlsxError::TooMuch(format!("it has more than {KEPT_ELEMENTS} formats, names and the like")));
        }
        Ok(())
    }

    fn take_text(&mut self, length: usize, in_string: bool, part: &str) -> Result<(), XlsxError> {
        self.text += length;
        if self.text > TOKEN_BYTES {
            return Err(strange(part, &format!("has a cell or shared string of more than {} MiB", TOKEN_BYTES >> 20)));
        }
        self.string_bytes += if in_string { length as u64 } else { 0 };
        if self.string_bytes > SHARED_STRING_BYTES {
            let most = SHARED_STRING_BYTES >> 20;
            return Err(XlsxError::TooMuch(format!("its shared strings have more than {most} MiB")));
        }
        Ok(())
    }
}

fn unpacks_to_too_much(what: &str) -> XlsxError {
    XlsxError::TooMuch(format!("{what} unpacks to more than {RATIO} times its length, or to more than 1 GiB"))
}

fn strange(part: &str, what: &str) -> XlsxError {
    XlsxError::TooMuch(format!("its part {part} {what}"))
}

/// The values of the attributes with this name: a tag may have several, and whoever reads it may take any of them.
fn attributes<'t>(tag: &'t BytesStart<'_>, name: &'static str) -> impl Iterator<Item = Cow<'t, str>> {
    all_attributes(tag).filter(move |attribute| attribute.key.as_ref() == name).map(|attribute| attribute.value)
}

fn all_attributes<'t>(tag: &'t BytesStart<'_>) -> impl Iterator<Item = Attribute<'t>> {
    let mut all = tag.attributes();
    // With checks each attribute is compared to all before it.
    all.with_checks(false);
    all.flatten()
}

/// A cell's or row's place in a sheet: `B12`, `12`.
fn is_place(place: &str) -> bool {
    place.len() <= "XFD1048576".len() && {
        let (row, column) = place_of(place);
        (1..=LAST_ROW).contains(&row) && column <= ROW_CELLS as u32
    }
}

/// Places from the upper left one to the lower right one: `A1:C3`, `A1`.
fn is_range(range: &str) -> bool {
    let is_turned = range.split_once(':').is_some_and(|(from, to)| {
        let ((top, left), (bottom, right)) = (place_of(from), place_of(to));
        top > bottom || left > right
    });
    range.split(':').all(is_place) && !is_turned
}

/// Row and column from 1; 0 for what is not there or is no number.
fn place_of(place: &str) -> (u32, u32) {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = place.split_at_checked(letters).unwrap_or((place, ""));
    let add =
        |sum: u32, letter: u8| sum.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'@'));
    (row.parse().unwrap_or(0), column.bytes().fold(0, add))
}

/// What the sheets of a workbook lie on: each has a name and a part of its own, or rows would be read twice and others never.
struct Relations {
    /// Folder that targets are relative to; none in a part that has no relations.
    folder: Option<String>,
    seen: HashSet<String>,
}

impl Relations {
    fn of(part: &str) -> Self {
        let part = part.to_lowercase().replace('\\', "/");
        let folder = part.split_once("_rels/").filter(|_| part.ends_with(".rels")).map(|(folder, _)| folder.to_owned());
        Self { folder, seen: HashSet::new() }
    }

    fn take(&mut self, tag: &BytesStart<'_>) -> Result<(), XlsxError> {
        let name = tag.local_name();
        match (name.as_ref(), &self.folder) {
            ("Relationship", Some(folder)) if attributes(tag, "Type").any(|kind| kind.ends_with("worksheet")) => {
                let target = attributes(tag, "Target").last().unwrap_or_default().to_lowercase().replace('\\', "/");
                let target = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("{folder}{target}"),
                };
                self.once(target, "two of its sheets lie on one part")
            }
            ("sheet", None) => {
                let all = all_attributes(tag);
                if let Some(related) = all.filter(|attribute| attribute.key.local_name().as_ref() == "id").last() {
                    self.once(format!("id {}", related.value), "two of its sheets lie on one part")?;
                }
                let name = attributes(tag, "name").last().unwrap_or_default();
                self.once(format!("name {name}"), "two of its sheets have the same name")
            }
            _ => Ok(()),
        }
    }

    fn once(&mut self, what: String, otherwise: &str) -> Result<(), XlsxError> {
        if self.seen.insert(what) { Ok(()) } else { Err(XlsxError::TooMuch(otherwise.to_owned())) }
    }
}
