//! JSON, as services answer it and people save it: one value, or one after the other.
//!
//! Each object is a row, see `tree`. The members of an object that is a member itself are cells of the object around
//! it, `tunnel.state`; objects in a list are rows of their own, under keys as `trustedBackends[].alias`. Values of a list are one
//! cell. A file that is an empty list or an empty object is a row with one empty cell, under the key `[]` or `{}`. `curl -i` puts a status line and
//! headers before the answer, a command line by line what it does: they are titles.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::tree::text::{Cursor, Place, decoded, http_end, opening};
use super::tree::{Full, Key, Object, Tree};
use super::{Form, Heading, Layout, OpenFile, Unopened, WholeLayout};
use crate::limits::{TREE_BYTES, TREE_DEPTH};

/// JSON.
pub static LAYOUT: Layout = Layout { name: "json", called: "JSON", heading: Heading::Keys, form: Form::Whole(&Json) };

struct Json;

impl WholeLayout for Json {
    fn begins(&self, head: &[u8], _: &str) -> bool {
        let opening = opening(head);
        begins(opening.get(command_end(&opening)..).unwrap_or_default())
    }

    fn longest(&self) -> usize {
        TREE_BYTES
    }

    fn open<'b>(&self, bytes: &'b [u8], _: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened> {
        if bytes.len() > TREE_BYTES {
            let what = format!("JSON of more than {} MiB, which is not read", TREE_BYTES >> 20);
            return Err(Unopened::Other(what));
        }
        let (text, encoding) = decoded(bytes);
        Ok(Box::new(Parser::new(&text, Tree::new(encoding, bytes.len())).read()))
    }
}

/// An object with a member or none, or a list of objects or nothing: `[` alone begins much else.
fn begins(text: &str) -> bool {
    let next = |text: &str, open: char, then: &[char]| {
        text.strip_prefix(open).map(str::trim_start).is_some_and(|rest| rest.is_empty() || rest.starts_with(then))
    };
    next(text, '{', &['"', '}']) || next(text, '[', &['{', ']'])
}

/// So many lines a command prints before JSON.
const COMMAND_LINES: usize = 8;

/// Where the lines end that a command prints before JSON, the last of them ending in dots as those of `cf` do: `Getting key K for
/// service instance I as U...`
fn command_end(text: &str) -> usize {
    let (mut at, mut last) = (0, "");
    for line in text.split_inclusive('\n').take(COMMAND_LINES) {
        if line.starts_with(['{', '[']) {
            return if last.ends_with("...") || last.ends_with('…') { at } else { 0 };
        }
        at += line.len();
        if !line.trim().is_empty() {
            last = line.trim();
        }
    }
    0
}

/// `tunnel.state`
fn member(around: &str, name: &str) -> String {
    if around.is_empty() { name.to_owned() } else { format!("{around}.{name}") }
}

/// `trustedBackends[]`
fn items(list: &str, _: &str) -> String {
    format!("{list}[]")
}

/// Why reading ends here.
struct Stop {
    at: usize,
    message: String,
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    cursor: Cursor<'t>,
    tree: Tree,
    /// The objects that are not closed yet.
    open: Vec<Object>,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, tree: Tree) -> Self {
        Self { text, at: 0, cursor: Cursor::new(text), tree, open: Vec::new(), depth: 0 }
    }

    fn read(mut self) -> Tree {
        let http_end = http_end(self.text);
        self.at = http_end + command_end(self.text.get(http_end..).unwrap_or_default());
        self.tree.head(self.text, self.at);
        loop {
            if let Err(Stop { at, message }) = self.root() {
                let place = self.cursor.place_of_stop(at);
                self.tree.halt(place, message, self.open.into_iter());
                break;
            }
            if self.peek().is_none() {
                break;
            }
        }
        self.tree.finish()
    }

    fn root(&mut self) -> Result<(), Stop> {
        match self.peek() {
            Some(b'[') => self.list(None, Tree::ROOT),
            Some(b'{') => self.row(Tree::ROOT),
            Some(_) => Err(self.stop("this is no JSON from here on: an object or a list should stand here")),
            None => Err(self.stop("the file is cut before its first value")),
        }
    }

    fn stop(&self, message: &str) -> Stop {
        Stop { at: self.at, message: message.to_owned() }
    }

    fn full(&self, Full(what): Full) -> Stop {
        Stop { at: self.at, message: format!("not read from here on: {what}") }
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x1E)).count();
        self.at += blanks;
        rest.get(blanks).copied()
    }

    /// The file ends here, or goes on with what does not belong here.
    fn unexpected(&mut self, expected: &str) -> Stop {
        match self.peek() {
            None => self.stop("the file is cut here: an object or a list is not closed"),
            Some(_) => self.stop(&format!("this is no JSON from here on: {expected} should stand here")),
        }
    }

    fn deeper(&mut self) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > TREE_DEPTH {
            let message =
                format!("not read from here on: objects and lists lie more than {TREE_DEPTH} deep in each other");
            return Err(Stop { at: self.at, message });
        }
        Ok(())
    }

    fn place(&mut self) -> Place {
        self.cursor.place_of(self.at)
    }

    /// An object that is a row.
    fn row(&mut self, called: Key) -> Result<(), Stop> {
        let place = self.place();
        let around = self.open.last().copied();
        let object = self.tree.object(called, around, place).map_err(|full| self.full(full))?;
        self.open.push(object);
        if !self.members(object, called)? {
            let key = self.tree.key(called, "{}", member).map_err(|full| self.full(full))?;
            self.add(object, (key, place), "", place, false)?;
        }
        self.open.pop();
        Ok(())
    }

    /// Members of an object as cells of this row. The answer is whether there are any.
    fn members(&mut self, row: Object, around: Key) -> Result<bool, Stop> {
        self.deeper()?;
        self.at += 1;
        let mut any = false;
        loop {
            match self.peek() {
                Some(b'}') if !any => break,
                Some(b'"') => {}
                _ => return Err(self.unexpected("a key in quotes")),
            }
            any = true;
            let key_place = self.place();
            let (name, closed) = self.string()?;
            if !closed {
                return Err(self.stop("the file is cut here: a key is not closed"));
            }
            if self.peek() != Some(b':') {
                return Err(self.unexpected("a colon"));
            }
            self.at += 1;
            let key = self.tree.key(around, &name, member).map_err(|full| self.full(full))?;
            match self.peek() {
                Some(b'{') => {
                    let place = self.place();
                    if !self.members(row, key)? {
                        self.add(row, (key, key_place), "", place, false)?;
                    }
                }
                Some(b'[') => {
                    let list = self.tree.key(key, "[]", items).map_err(|full| self.full(full))?;
                    self.list(Some((row, key_place)), list)?;
                }
                _ => self.scalar(Some((row, key_place)), key)?,
            }
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.unexpected("a comma or a closing brace")),
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(any)
    }

    /// A list: its objects are rows, its other values one cell of the row around it, which is empty if there are none.
    fn list(&mut self, row: Option<(Object, Place)>, called: Key) -> Result<(), Stop> {
        self.deeper()?;
        let place = self.place();
        self.at += 1;
        let mut any = false;
        loop {
            match self.peek() {
                Some(b']') if !any => {
                    match row {
                        Some((row, key_place)) => self.add(row, (called, key_place), "", place, false)?,
                        None => self.empty_file(called, place)?,
                    }
                    break;
                }
                Some(b'{') => self.row(called)?,
                Some(b'[') => {
                    let list = self.tree.key(called, "[]", items).map_err(|full| self.full(full))?;
                    self.list(row, list)?;
                }
                _ => self.scalar(row, called)?,
            }
            any = true;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.unexpected("a comma or a closing bracket")),
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// The file is a list of nothing.
    fn empty_file(&mut self, called: Key, place: Place) -> Result<(), Stop> {
        let key = self.tree.key(called, "[]", items).map_err(|full| self.full(full))?;
        let object = self.tree.object(key, None, place).map_err(|full| self.full(full))?;
        self.add(object, (key, place), "", place, false)
    }

    fn add(&mut self, row: Object, key: (Key, Place), value: &str, place: Place, cut: bool) -> Result<(), Stop> {
        self.tree.value(row, key, value, place, cut).map_err(|full| self.full(full))
    }

    fn scalar(&mut self, row: Option<(Object, Place)>, key: Key) -> Result<(), Stop> {
        if self.peek() == Some(b'"') {
            // The value begins behind its quote.
            self.at += 1;
            let place = self.place();
            self.at -= 1;
            let (value, closed) = self.string()?;
            if let Some((row, key_place)) = row {
                self.add(row, (key, key_place), &value, place, !closed)?;
            }
            return if closed { Ok(()) } else { Err(self.stop("the file is cut here: a text is not closed")) };
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
        let word = rest.get(..length).unwrap_or_default();
        let is_number = word.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && word.parse::<f64>().is_ok();
        let cut = length == rest.len();
        let value = match word {
            "true" | "false" => word,
            "null" => "",
            _ if is_number || (cut && !word.is_empty()) => word,
            _ => return Err(self.unexpected("a value")),
        };
        let place = self.place();
        if let Some((row, key_place)) = row {
            self.add(row, (key, key_place), value, place, cut)?;
        }
        self.at += length;
        Ok(())
    }

    /// The text between quotes, and whether it is closed.
    fn string(&mut self) -> Result<(Cow<'t, str>, bool), Stop> {
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let end = memchr::memchr2(b'"', b'\\', rest.as_bytes()).unwrap_or(rest.len());
            let piece = rest.get(..end).unwrap_or_default();
            if let Some(line_end) = memchr::memchr(b'\n', piece.as_bytes()) {
                self.at += line_end;
                return Err(self.stop("this is no JSON from here on: a text goes on in the next line"));
            }
            if text.is_empty() {
                text = Cow::Borrowed(piece);
            } else {
                text.to_mut().push_str(piece);
            }
            self.at += end;
            match rest.as_bytes().get(end) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok((text, true));
                }
                Some(_) => match escape(rest.get(end + 1..).unwrap_or_default()) {
                    Some((letter, length)) => {
                        text.to_mut().push(letter);
                        self.at += 1 + length;
                    }
                    // An escape that the file's end cuts.
                    None if rest.len() - end < "\\uD83D\\uDE00".len() => {
                        self.at = self.text.len();
                        return Ok((text, false));
                    }
                    None => return Err(self.stop("this is no JSON from here on: no letter is written so")),
                },
                None => return Ok((text, false)),
            }
        }
    }
}

/// The letter that stands behind a backslash, and how many bytes it takes there.
fn escape(text: &str) -> Option<(char, usize)> {
    let letter = match text.bytes().next()? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        letter @ (b'"' | b'\\' | b'/') => letter.into(),
        b'u' => {
            let first = unit(text.get(1..5)?)?;
            if let Some(letter) = char::from_u32(first) {
                return Some((letter, 5));
            }
            // One half of a letter alone is none.
            let second = text.get(5..11).and_then(|second| unit(second.strip_prefix("\\u")?));
            let both = second.filter(|second| (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(second));
            let letter =
                both.and_then(|second| char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
            return Some(letter.map_or((char::REPLACEMENT_CHARACTER, 5), |letter| (letter, 11)));
        }
        _ => return None,
    };
    Some((letter, 1))
}

fn unit(digits: &str) -> Option<u32> {
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
