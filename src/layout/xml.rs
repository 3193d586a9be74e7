//! XML: configuration files, feeds, process definitions.
//!
//! Each element with attributes or with elements inside is a row, see `tree`: its attributes are cells, `property/@id`,
//! and so are the texts of the elements inside that have nothing but text, `property/key`, and its own text,
//! `cell/text()`, which the root has also if there is nothing in it. Elements at the same place of the file's structure make up a table; of a name the part behind the colon counts. Document types
//! are refused: what is defined in them could grow, or be read from elsewhere.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::tree::text::{Cursor, Place, decoded, http_end, opening};
use super::tree::{Full, Key, Object, Tree};
use super::{Form, Heading, Layout, OpenFile, Unopened, WholeLayout};
use crate::limits::{TREE_BYTES, TREE_DEPTH};

/// XML.
pub static LAYOUT: Layout = Layout { name: "xml", called: "XML", heading: Heading::Keys, form: Form::Whole(&Xml) };

struct Xml;

impl WholeLayout for Xml {
    fn begins(&self, head: &[u8], _: &str) -> bool {
        let opening = opening(head).to_ascii_lowercase();
        let is_page = ["<!doctype html", "<html"].iter().any(|begin| opening.starts_with(begin));
        let is_tag = || opening.strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic()));
        !is_page && (opening.starts_with("<?xml") || opening.starts_with("<!--") || is_tag())
    }

    fn longest(&self) -> usize {
        TREE_BYTES
    }

    fn open<'b>(&self, bytes: &'b [u8], _: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened> {
        if bytes.len() > TREE_BYTES {
            let what = format!("XML of more than {} MiB, which is not read", TREE_BYTES >> 20);
            return Err(Unopened::Other(what));
        }
        let (text, encoding) = text_of(bytes);
        Ok(Box::new(read(&text, Tree::new(encoding, bytes.len()))))
    }
}

/// The text of XML, and the name of its encoding: what it declares counts where its bytes leave a choice.
pub(super) fn text_of(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    let (text, name) = decoded(bytes);
    if name == "windows-1252"
        && let Some(declared) = declared(&text)
        && let Some(encoding) = encoding_rs::Encoding::for_label(declared.as_bytes())
        && ![encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE, encoding_rs::WINDOWS_1252]
            .contains(&encoding)
    {
        return (encoding.decode_without_bom_handling(bytes).0, encoding.name());
    }
    (text, name)
}

/// `<?xml version="1.0" encoding="ISO-8859-2"?>`
pub(crate) fn declared(text: &str) -> Option<&str> {
    let declaration = text.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// The part of a name behind its colon.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A reader that takes what people write.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.check_comments = false;
    config.trim_text(false);
    reader
}

/// The letter for which a reference stands, without anybody defining one.
pub(crate) fn letter_of(reference: &BytesRef<'_>) -> Option<char> {
    let name: &str = reference;
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// The text for which a reference stands; as it is written if nobody defines it.
pub(super) fn referred(reference: &BytesRef<'_>) -> String {
    let name: &str = reference;
    letter_of(reference).map_or_else(|| format!("&{name};"), String::from)
}

/// The value of an attribute, its references resolved.
pub(super) fn unescaped(value: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value))
}

/// Why a document type is not read.
pub(super) const DOCUMENT_TYPE: &str =
    "not read from here on: a document type is defined, and what is defined in one could grow without end";

/// An element that is not closed yet.
struct Element {
    name: String,
    /// Its name behind those of all elements around it.
    path: Key,
    place: Place,
    /// It is a row.
    object: Option<Object>,
    text: String,
    text_place: Option<Place>,
    has_elements: bool,
}

/// Why reading ends here.
struct Stop {
    at: usize,
    message: String,
}

struct Parser<'t> {
    text: &'t str,
    cursor: Cursor<'t>,
    tree: Tree,
    open: Vec<Element>,
}

fn read(text: &str, mut tree: Tree) -> Tree {
    let begin = http_end(text);
    tree.head(text, begin);
    let mut parser = Parser { text, cursor: Cursor::new(text), tree, open: Vec::new() };
    if let Err(Stop { at, message }) = parser.read(begin) {
        let place = parser.cursor.place_of_stop(at);
        // Nobody knows how a text goes on that is cut.
        let last = parser.open.len().saturating_sub(1);
        if parser.open.last().is_some_and(|element| !element.has_elements && !element.text.trim().is_empty()) {
            let _ = parser.add_text(last, true);
        }
        let inside: Vec<Object> = parser.open.iter().filter_map(|element| element.object).collect();
        parser.tree.halt(place, message, inside.into_iter());
    }
    parser.tree.finish()
}

fn verbatim(_: &str, name: &str) -> String {
    name.to_owned()
}

fn inside(path: &str, name: &str) -> String {
    format!("{path}/{name}")
}

impl<'t> Parser<'t> {
    fn read(&mut self, begin: usize) -> Result<(), Stop> {
        let mut reader = reader(self.text.get(begin..).unwrap_or_default());
        let position = |reader: &Reader<&[u8]>| begin + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        loop {
            let at = position(&reader);
            let stop = |message: &str| Stop { at, message: message.to_owned() };
            match reader.read_event() {
                Ok(Event::Start(tag)) => self.start(&tag, at)?,
                Ok(Event::Empty(tag)) => {
                    self.start(&tag, at)?;
                    self.end(at)?;
                }
                Ok(Event::End(_)) => self.end(at)?,
                Ok(Event::Text(text)) => self.take_text(&text, at),
                Ok(Event::CData(text)) => self.take_text(&text, at + "<![CDATA[".len()),
                Ok(Event::GeneralRef(reference)) => self.take_text(&referred(&reference), at),
                Ok(Event::DocType(_)) => return Err(stop(DOCUMENT_TYPE)),
                Ok(Event::Eof) if self.open.is_empty() => return Ok(()),
                Ok(Event::Eof) => return Err(stop("the file is cut here: an element is not closed")),
                Ok(_) => {}
                Err(_) => return Err(stop("this is no XML from here on")),
            }
        }
    }

    fn stop(at: usize, Full(what): Full) -> Stop {
        Stop { at, message: format!("not read from here on: {what}") }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<(), Stop> {
        if self.open.len() >= TREE_DEPTH {
            let message = format!("not read from here on: elements lie more than {TREE_DEPTH} deep in each other");
            return Err(Stop { at, message });
        }
        let place = self.cursor.place_of(at);
        let name = local(tag.name().as_ref()).to_owned();
        let (around, full): (Key, fn(&str, &str) -> String) = match self.open.last_mut() {
            Some(around) => {
                around.has_elements = true;
                (around.path, inside)
            }
            None => (Tree::ROOT, verbatim),
        };
        let path = self.tree.key(around, &name, full).map_err(|full| Self::stop(at, full))?;
        if !self.open.is_empty() {
            self.row(self.open.len() - 1).map_err(|full| Self::stop(at, full))?;
        }
        let element =
            Element { name, path, place, object: None, text: String::new(), text_place: None, has_elements: false };
        self.open.push(element);
        self.attributes(tag, at)
    }

    fn attributes(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<(), Stop> {
        let mut attributes = tag.attributes();
        // With checks each attribute is compared to all before it.
        attributes.with_checks(false);
        let last = self.open.len() - 1;
        for attribute in attributes.flatten() {
            let key: &str = attribute.key.as_ref();
            if key == "xmlns" || key.starts_with("xmlns:") {
                continue;
            }
            let offset = |part: &str| {
                let offset = part.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
                if offset < self.text.len() { offset } else { at }
            };
            let (key_at, value_at) = (offset(key), offset(&attribute.value));
            let key_place = self.cursor.place_of(key_at);
            let place = self.cursor.place_of(value_at);
            let object = self.row(last).map_err(|full| Self::stop(at, full))?;
            let name = self.open.last().map_or("", |element| element.name.as_str());
            let title = format!("{name}/@{}", local(key));
            self.add(object, &title, key_place, &unescaped(&attribute.value), place, false)
                .map_err(|full| Self::stop(value_at, full))?;
        }
        Ok(())
    }

    /// The row of an open element, and before it those of all around it.
    fn row(&mut self, index: usize) -> Result<Object, Full> {
        if let Some(object) = self.open.get(index).and_then(|element| element.object) {
            return Ok(object);
        }
        let around = if index > 0 { Some(self.row(index - 1)?) } else { None };
        let Some((path, place)) = self.open.get(index).map(|element| (element.path, element.place)) else {
            return Err(Full("it ends where it does not begin".to_owned()));
        };
        let object = self.tree.object(path, around, place)?;
        if let Some(element) = self.open.get_mut(index) {
            element.object = Some(object);
        }
        Ok(object)
    }

    fn add(
        &mut self,
        object: Object,
        title: &str,
        key_place: Place,
        value: &str,
        place: Place,
        cut: bool,
    ) -> Result<(), Full> {
        let key = self.tree.key(Tree::ROOT, title, verbatim)?;
        self.tree.value(object, (key, key_place), value, place, cut)
    }

    fn take_text(&mut self, text: &str, at: usize) {
        let Some(element) = self.open.last_mut() else { return };
        if element.text_place.is_none() && !text.trim().is_empty() {
            let blanks = text.len() - text.trim_start().len();
            element.text_place = Some(self.cursor.place_of(at + blanks));
            element.text.clear();
        }
        element.text.push_str(text);
    }

    fn end(&mut self, at: usize) -> Result<(), Stop> {
        let Some(last) = self.open.len().checked_sub(1) else { return Ok(()) };
        self.add_text(last, false).map_err(|full| Self::stop(at, full))?;
        self.open.pop();
        Ok(())
    }

    /// The text of an element as a cell of its own row, and of the row around it unless there are elements in it.
    fn add_text(&mut self, index: usize, cut: bool) -> Result<(), Full> {
        let Some(element) = self.open.get_mut(index) else { return Ok(()) };
        let text = std::mem::take(&mut element.text);
        let text = text.trim();
        let (name, place, object) = (element.name.clone(), element.place, element.object);
        let text_place = element.text_place.unwrap_or(place);
        let has_elements = element.has_elements;
        // The root is a row even if there is nothing in it but text.
        let object = if index == 0 && object.is_none() { Some(self.row(index)?) } else { object };
        let is_empty_file = index == 0 && !has_elements && !cut;
        if let Some(object) = object.filter(|_| !text.is_empty() || is_empty_file) {
            self.add(object, &format!("{name}/text()"), place, text, text_place, cut)?;
        }
        if has_elements || index == 0 || (object.is_some() && text.is_empty()) {
            return Ok(());
        }
        let around = self.row(index - 1)?;
        let title = format!("{}/{name}", self.open.get(index - 1).map_or("", |around| around.name.as_str()));
        self.add(around, &title, place, text, text_place, cut)
    }
}
