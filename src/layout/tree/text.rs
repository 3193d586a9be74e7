//! The text of a file that is read as a whole, and places in it.

use std::borrow::Cow;

use crate::input::Encoding;

/// So many bytes tell how a file begins.
const OPENING: usize = 2048;

/// The text, without byte order mark, and the name of its encoding.
pub(in crate::layout) fn decoded(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    let encoding = Encoding::detect(bytes, true);
    (encoding.text(bytes), encoding.name())
}

/// How a file begins that has these first bytes: without blanks, and without what `curl -i` puts before an answer.
pub(in crate::layout) fn opening(head: &[u8]) -> String {
    let begin = |bytes: &[u8]| Encoding::detect(bytes, false).text(bytes).trim_start().to_owned();
    let opening = begin(head.get(..OPENING).unwrap_or(head));
    if !opening.starts_with(HTTP) {
        return opening;
    }
    let text = begin(head);
    text.get(http_end(&text)..).unwrap_or_default().trim_start().to_owned()
}

/// With what the answer of a web server begins.
const HTTP: &str = "HTTP/";

/// Where the last of the heads ends with which the answer of a web server begins. A redirection has one of its own.
pub(in crate::layout) fn http_end(text: &str) -> usize {
    let mut end = 0;
    while let Some(rest) = text.get(end..).filter(|rest| rest.trim_start().starts_with(HTTP)) {
        let mut at = rest.len() - rest.trim_start().len();
        for line in rest.get(at..).unwrap_or_default().split_inclusive('\n') {
            at += line.len();
            if line.trim().is_empty() {
                break;
            }
        }
        end += at;
    }
    end
}

/// A place in a text that moves forward.
#[derive(Debug, Clone)]
pub(in crate::layout) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    place: Place,
}

/// 1-based line and column, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout) struct Place {
    pub(in crate::layout) line: u32,
    pub(in crate::layout) column: u32,
}

impl<'t> Cursor<'t> {
    pub(in crate::layout) fn new(text: &'t str) -> Self {
        Self { text, at: 0, place: Place { line: 1, column: 1 } }
    }

    /// Moves on to this byte; never back.
    pub(in crate::layout) fn place_of(&mut self, byte: usize) -> Place {
        let passed = self.text.get(self.at..byte).unwrap_or_default();
        if !passed.is_empty() {
            let lines = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
            let (begun, last) = passed.rsplit_once('\n').map_or((self.place.column, passed), |(_, last)| (1, last));
            let characters = u32::try_from(last.chars().count()).unwrap_or(u32::MAX);
            self.place = Place {
                line: self.place.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)),
                column: begun.saturating_add(characters),
            };
            self.at = byte;
        }
        self.place
    }

    /// The place of the character at this byte, where reading ends; of the last one before where the line or the text ends there,
    /// so that the place is one that a viewer can show.
    pub(in crate::layout) fn place_of_stop(&mut self, byte: usize) -> Place {
        let is_line_end = |letter: char| matches!(letter, '\n' | '\r');
        let (before, rest) = self.text.split_at_checked(byte).unwrap_or((self.text, ""));
        if rest.chars().next().is_some_and(|letter| !is_line_end(letter)) {
            return self.place_of(byte);
        }
        let text = before.trim_end_matches(is_line_end);
        let last = text.chars().next_back().map_or(0, |letter| text.len() - letter.len_utf8());
        Self::new(self.text).place_of(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heads_of_answers_are_no_part_of_what_they_are_about() {
        let head = "HTTP/1.1 302 Found\r\nLocation: x\r\n\r\nHTTP/1.1 200 OK\r\nDate: x\r\n\r\n";
        assert_eq!(http_end(&format!("{head}{{}}")), head.len());
        assert_eq!(opening(format!("{head}\n {{\"a\"").as_bytes()), "{\"a\"");
        assert_eq!((http_end("{}"), http_end("HTTP/1.1 204 No Content")), (0, 23));
    }

    #[test]
    fn the_end_of_a_text_is_shown_at_its_last_character() {
        for (text, byte, line, column) in [
            ("ab\ncd", 5, 2, 2),
            ("ab\ncä\r\n\n", 9, 2, 2),
            ("ab\ncd", 3, 2, 1),
            ("ab\ncd", 2, 1, 2),
            ("", 0, 1, 1),
            ("\n", 1, 1, 1),
        ] {
            assert_eq!(Cursor::new(text).place_of_stop(byte), Place { line, column }, "{text:?}");
        }
    }

    #[test]
    fn places_are_counted_in_characters_of_any_encoding() {
        let text = "äb\n\r\n  c";
        let utf16: Vec<u8> = "\u{FEFF}äb\n\r\n  c".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let windows = encoding_rs::WINDOWS_1252.encode(text).0;
        for (bytes, name) in
            [(text.as_bytes(), "utf-8"), (utf16.as_slice(), "utf-16be"), (windows.as_ref(), "windows-1252")]
        {
            let (decoded, encoding) = decoded(bytes);
            assert_eq!((decoded.as_ref(), encoding), (text, name));
            let mut cursor = Cursor::new(&decoded);
            let places = ["b", "c"].map(|letter| cursor.place_of(decoded.find(letter).unwrap()));
            assert_eq!(places, [Place { line: 1, column: 2 }, Place { line: 3, column: 3 }]);
        }
    }
}
