//! Elements of XML with the places of all that is in them. Document types are refused, and so are entities: nothing grows, nothing is read from elsewhere.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::source::{Characters, Source};
use crate::complaint::{Complaint, suggestion};
use crate::layout::xml;
use crate::limits::TREE_DEPTH;

/// A mistake; boxed, for it is rare and large.
pub(super) type Mistake = Box<Complaint>;

/// A tag that opens an element.
#[derive(Debug)]
pub(super) struct Tag<'s> {
    pub name: &'s str,
    /// Where its name stands.
    pub span: Range<usize>,
    /// Where `<` stands.
    pub at: usize,
    pub attributes: Vec<Attribute<'s>>,
}

#[derive(Debug)]
pub(super) struct Attribute<'s> {
    pub name: &'s str,
    /// Where its name stands.
    pub span: Range<usize>,
    pub value: Cow<'s, str>,
    /// Where its value stands, without quotes.
    pub value_span: Range<usize>,
}

/// What comes next in an element.
#[derive(Debug)]
pub(super) enum Next<'s> {
    Tag(Tag<'s>),
    /// The element ends; behind this byte.
    End(usize),
}

/// Goes through a text from element to element.
pub(super) struct Elements<'s> {
    source: &'s Source,
    reader: Reader<&'s [u8]>,
    depth: usize,
    /// Texts between elements: some of SAP's files have one, and it says nothing.
    pub stray: Vec<Range<usize>>,
    /// The letters of the element that is being read.
    letters: String,
}

impl<'s> Elements<'s> {
    pub fn new(source: &'s Source) -> Self {
        let mut reader = Reader::from_str(&source.text);
        let config = reader.config_mut();
        config.check_comments = false;
        config.expand_empty_elements = true;
        config.trim_text(false);
        Self { source, reader, depth: 0, stray: Vec::new(), letters: String::new() }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    pub fn mistake(&self, span: Range<usize>, message: impl Into<String>) -> Mistake {
        Box::new(self.source.complaint(span, message))
    }

    /// A mistake in a name, with the one that was probably meant.
    pub fn unknown(&self, what: &str, name: &str, span: Range<usize>, known: &[&str]) -> Mistake {
        let complaint = self.source.complaint(span, format!("unknown {what} `{name}`"));
        Box::new(complaint.help(suggestion(name, known)))
    }

    fn event(&mut self) -> Result<(Event<'s>, usize), Mistake> {
        let at = self.position();
        let event = self.reader.read_event().map_err(|error| {
            let at = usize::try_from(self.reader.error_position()).unwrap_or(at).min(self.source.text.len());
            self.mistake(at..at + 1, format!("this is no XML from here on: {error}"))
        })?;
        match event {
            Event::DocType(_) => {
                let message = "a document type is defined here, and policies with one are not read: what is defined in it could grow without end";
                let mistake = self.source.complaint(at..at + 1, message);
                Err(Box::new(mistake.help("remove the document type; policies need none")))
            }
            event => Ok((event, at)),
        }
    }

    /// The next element inside the one that is open, or its end.
    pub fn next(&mut self) -> Result<Next<'s>, Mistake> {
        loop {
            match self.event()? {
                (Event::Start(start), at) => return self.open(&start, at).map(Next::Tag),
                (Event::End(_), _) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Next::End(self.position()));
                }
                (Event::Eof, _) if self.depth == 0 => return Ok(Next::End(self.position())),
                (Event::Eof, at) => {
                    let message = "the file ends here, and an element is not closed";
                    return Err(self.mistake(at..at, message));
                }
                (Event::Text(text), at) => {
                    let text: &str = &text;
                    if let Some(begin) = text.find(|letter: char| !letter.is_whitespace() && letter != '\u{FEFF}') {
                        self.stray.push(at + begin..at + text.trim_end().len());
                    }
                }
                (Event::CData(_) | Event::GeneralRef(_), at) => self.stray.push(at..self.position()),
                _ => {}
            }
        }
    }

    fn open(&mut self, start: &BytesStart<'s>, at: usize) -> Result<Tag<'s>, Mistake> {
        self.depth += 1;
        if self.depth > TREE_DEPTH {
            return Err(self.mistake(at..at + 1, format!("elements lie more than {TREE_DEPTH} deep in each other")));
        }
        let text = &self.source.text;
        // What an event hands out is a copy; its places in the text are not.
        let inside = at + 1;
        let name_length = start.name().as_ref().len();
        let name = text.get(inside..inside + name_length).unwrap_or_default();
        let mut attributes: Vec<Attribute<'s>> = Vec::new();
        let mut rest = inside + name_length;
        let end = self.position();
        while let Some(attribute) = self.attribute(&mut rest, end)? {
            if attributes.iter().any(|other| other.name == attribute.name) {
                let message = format!("the attribute `{}` is there twice", attribute.name);
                return Err(self.mistake(attribute.span, message));
            }
            attributes.push(attribute);
        }
        Ok(Tag { name, span: inside..inside + name_length, at, attributes })
    }

    /// The attribute at or behind `rest`, which moves on.
    fn attribute(&self, rest: &mut usize, end: usize) -> Result<Option<Attribute<'s>>, Mistake> {
        let text = self.source.text.get(..end).unwrap_or_default();
        let at = |from: usize| text.get(from..).unwrap_or_default();
        let blanks = |from: usize| from + at(from).len() - at(from).trim_start().len();
        let begin = blanks(*rest);
        if at(begin).starts_with(['>', '/']) || at(begin).is_empty() {
            return Ok(None);
        }
        let name_end =
            begin + at(begin).find(|letter: char| letter.is_whitespace() || "=/>".contains(letter)).unwrap_or(0);
        let equals = blanks(name_end);
        let open = blanks(equals + 1);
        let quote = at(open).chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let (Some(quote), true) = (quote, at(equals).starts_with('=')) else {
            let message = "an attribute and its value are expected here: name=\"value\"";
            return Err(self.mistake(begin..name_end.max(begin + 1).min(text.len()), message));
        };
        let value_begin = open + 1;
        let Some(length) = at(value_begin).find(quote) else {
            return Err(self.mistake(open..open + 1, "this value has no end"));
        };
        let value_span = value_begin..value_begin + length;
        let value = self.source.text.get(value_span.clone()).unwrap_or_default();
        let value = quick_xml::escape::unescape(value).map_err(|_| {
            self.mistake(value_span.clone(), "a reference in this value stands for nothing: &amp; is written for &")
        })?;
        *rest = value_begin + length + 1;
        let name = self.source.text.get(begin..name_end).unwrap_or_default();
        Ok(Some(Attribute { name, span: begin..name_end, value, value_span }))
    }

    fn piece(&mut self, text: &str, at: usize, pieces: &mut Vec<(u32, u32)>) {
        let here = u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
        pieces.push((here, u32::try_from(at).unwrap_or(u32::MAX)));
        self.letters.push_str(text);
    }

    /// The text of the element that is open, up to its end. Comments in it are left out.
    pub fn characters(&mut self, element: &str) -> Result<Characters, Mistake> {
        self.letters.clear();
        let mut pieces: Vec<(u32, u32)> = Vec::new();
        loop {
            match self.event()? {
                (Event::Text(text), at) => self.piece(&text, at, &mut pieces),
                (Event::CData(text), at) => self.piece(&text, at + "<![CDATA[".len(), &mut pieces),
                (Event::GeneralRef(reference), at) => {
                    let Some(letter) = xml::letter_of(&reference) else {
                        let name: &str = &reference;
                        let message = format!("`&{name};` stands for nothing here");
                        return Err(self.mistake(at..self.position(), message));
                    };
                    self.piece(letter.encode_utf8(&mut [0; 4]), at, &mut pieces);
                }
                (Event::End(_), _) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Characters::of(&self.letters, pieces));
                }
                (Event::Start(start), at) => {
                    let name = String::from_utf8_lossy(start.name().as_ref().as_ref()).into_owned();
                    let message = format!("the element `{name}` stands in {element}, which has text only");
                    let end = at + 1 + name.len();
                    return Err(self.mistake(at + 1..end, message));
                }
                (Event::Eof, at) => {
                    return Err(self.mistake(at..at, format!("the file ends here, and {element} is not closed")));
                }
                _ => {}
            }
        }
    }
}

impl<'s> Tag<'s> {
    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute<'s>> {
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}
