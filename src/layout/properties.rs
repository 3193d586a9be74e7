//! Java properties: `key=value` lines, of which one may go on in the next (java.util.Properties, "load").
//!
//! A backslash takes what a character means: `\ ` and `\=` in a key, `\:`, `\uXXXX`; at the end of a line it says that the next line
//! goes on. Rows have two cells, key and value, as they are written; [`unescaped`] reads them. What is no UTF-8 is made so.

use std::borrow::Cow;

use super::one_line::cut;
use super::{Cell, Flaw, Form, Heading, Layout, LineLayout, Row, RowSink, Segment};
use crate::input::{Charset, Line};
use crate::limits::RECORD_BYTES;

/// Java properties.
pub static LAYOUT: Layout = Layout {
    name: "properties",
    called: "Java properties",
    heading: Heading::None,
    form: Form::Lines { open: || Box::new(Properties::default()), fits: |_| false },
};

/// Hands out each entry as a row of two cells and each comment as a title. The first line that is not blank is offered as heading,
/// whatever it is: it is the place for what is missing in the file.
#[derive(Debug, Default)]
pub struct Properties {
    begun: bool,
    /// The lines of an entry that goes on.
    text: String,
    segments: Vec<Segment>,
    /// It is longer than a record may be.
    is_too_long: bool,
}

/// An entry has no more lines than these.
const MOST_LINES: usize = 10_000;

const TOO_LONG: &str = "an entry that goes on over more lines than anybody writes: it is not read";

impl LineLayout for Properties {
    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) {
        let text = line.charset.decode(line.text);
        let content = text.trim_start_matches(is_blank);
        let blanks = text.len() - content.len();
        let column = u64::try_from(blanks).unwrap_or(u64::MAX).saturating_add(1);
        if self.segments.is_empty() {
            if content.is_empty() {
                return;
            }
            let segments = [Segment { offset: 0, line: line.number, column, one_column: false }];
            let content = content.trim_end_matches(is_blank);
            let cells = [Cell { start: 0, end: content.len(), ..Cell::default() }];
            let row = Row { text: content.as_bytes(), cells: &cells, segments: &segments, charset: Charset::Utf8 };
            if !std::mem::replace(&mut self.begun, true) {
                sink.heading(&row);
            }
            if content.starts_with(['#', '!']) {
                return sink.title(&row);
            }
        }
        let goes_on = content.len() % 2 != content.trim_end_matches('\\').len() % 2;
        let content = content.strip_suffix('\\').filter(|_| goes_on).unwrap_or(content);
        let is_much = self.segments.len() >= MOST_LINES || self.text.len() + content.len() > RECORD_BYTES;
        if is_much && !self.segments.is_empty() {
            self.is_too_long = true;
        } else if !content.is_empty() || self.segments.is_empty() {
            let offset = self.text.len();
            self.segments.push(Segment { offset, line: line.number, column, one_column: false });
            self.text.push_str(content);
        }
        if goes_on && line.terminated {
            return;
        }
        if goes_on {
            sink.flaw(cut(line));
        }
        self.hand(line.terminated, sink);
    }

    fn end(&mut self, sink: &mut dyn RowSink) {
        if let Some(last) = self.segments.last().copied() {
            let message = "the file is cut here: its last line says that another one follows".to_owned();
            sink.flaw(Flaw { line: last.line, column: last.column, message, incomplete: true });
            self.hand(false, sink);
        }
    }
}

impl Properties {
    /// Hands out the entry that is read, and begins anew.
    fn hand(&mut self, is_whole: bool, sink: &mut dyn RowSink) {
        let (text, segments) = (std::mem::take(&mut self.text), std::mem::take(&mut self.segments));
        if std::mem::take(&mut self.is_too_long) {
            let (line, column) = segments.first().map_or((1, 1), |first| (first.line, first.column));
            return sink.flaw(Flaw { line, column, message: TOO_LONG.to_owned(), incomplete: true });
        }
        let (key, value) = entry(&text);
        let key = Cell { start: 0, end: key, ends_file: !is_whole && value == text.len(), ..Cell::default() };
        let value = Cell { start: value, end: text.len(), ends_file: !is_whole, ..Cell::default() };
        let cells = [key, value].map(|cell| Cell { fills_column: cell.ends_file, ..cell });
        sink.row(&Row { text: text.as_bytes(), cells: &cells, segments: &segments, charset: Charset::Utf8 });
    }
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\u{C}')
}

/// Where the key ends, and where the value begins: behind blanks and one `=` or `:`.
fn entry(text: &str) -> (usize, usize) {
    let mut is_escaped = false;
    let ends = |letter: char| {
        let ends = !is_escaped && (is_blank(letter) || matches!(letter, '=' | ':'));
        is_escaped = letter == '\\' && !is_escaped;
        ends
    };
    let Some((key, rest)) = text.find(ends).and_then(|end| text.split_at_checked(end)) else {
        return (text.len(), text.len());
    };
    let rest = rest.trim_start_matches(is_blank);
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start_matches(is_blank);
    (key.len(), text.len() - rest.len())
}

/// What is written so, without backslashes. What has none is as it is; `\u` without four digits is taken for the letter.
pub fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut units: Vec<u16> = Vec::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(letter) = rest.next() {
        let letter = match letter {
            '\\' => match rest.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('f') => '\u{C}',
                Some('u') => match unit(rest.as_str()) {
                    Some(unit) => {
                        units.push(unit);
                        rest = rest.as_str().get(4..).unwrap_or_default().chars();
                        continue;
                    }
                    None => 'u',
                },
                Some(other) => other,
                None => continue,
            },
            letter => letter,
        };
        units.extend_from_slice(letter.encode_utf16(&mut [0; 2]));
    }
    Cow::Owned(String::from_utf16_lossy(&units))
}

/// The four hexadecimal digits behind `\u`: a part of UTF-16.
fn unit(text: &str) -> Option<u16> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use crate::layout::line_tests::{gather, rows};

    use super::*;
    use crate::input::Encoding;
    use crate::input::blocks::for_each_block;

    /// Line and column at which the cells of rows begin.
    #[derive(Default)]
    struct Places(Vec<[(u64, u64); 2]>);

    impl RowSink for Places {
        fn title(&mut self, _: &Row<'_>) {}

        fn heading(&mut self, _: &Row<'_>) -> bool {
            false
        }

        fn row(&mut self, row: &Row<'_>) {
            self.0.push([0, 1].map(|cell| row.position(row.cell(cell).start)));
        }

        fn flaw(&mut self, _: Flaw) {}
    }

    #[test]
    fn a_key_ends_at_the_first_sign_or_blank_without_a_backslash() {
        let text = "Service\\ Cloud\\ Proxy=default\na\\=b\\:c : d = e\n  Key\tvalue \nLone\nEmpty=\n\\\\=x\n";
        assert_eq!(
            rows(&mut Properties::default(), text.as_bytes()),
            [
                vec!["Service\\ Cloud\\ Proxy", "default"],
                vec!["a\\=b\\:c", "d = e"],
                vec!["Key", "value "],
                vec!["Lone", ""],
                vec!["Empty", ""],
                vec!["\\\\", "x"],
            ]
        );
    }

    #[test]
    fn comments_are_titles_and_the_first_line_is_the_place_for_what_is_missing() {
        let found = gather(&mut Properties::default(), b"\r\n#Wed May 04\r\n ! note\\\r\na=b#c\r\n");
        assert_eq!(
            (found.headings, found.titles),
            (vec![(2, "#Wed May 04".to_owned())], vec!["#Wed May 04".to_owned(), "! note\\".to_owned()])
        );
        assert_eq!(found.rows, [["a", "b#c"]]);
    }

    #[test]
    fn an_entry_goes_on_behind_a_backslash_and_keeps_its_places() {
        let text = b"a=one,\\\n   two\\\\\nb\\\n  c = d\n";
        assert_eq!(rows(&mut Properties::default(), text), [["a", "one,two\\\\"], ["bc", "d"]]);
        let mut places = Places::default();
        for_each_block(text, Encoding::detect(text, true), &mut |block| {
            Properties::default().block(block, &mut places)
        });
        assert_eq!(places.0, [[(1, 1), (1, 3)], [(3, 1), (4, 7)]]);
    }

    #[test]
    fn a_file_that_ends_inside_an_entry_is_cut() {
        for (text, rows, flaws) in [("a=b\\\n", 1, 1), ("a=b\\", 1, 1), ("a=b", 1, 0), ("a=b\n", 1, 0)] {
            let found = gather(&mut Properties::default(), text.as_bytes());
            assert_eq!((found.rows.len(), found.flaws.len()), (rows, flaws), "{text:?}");
            assert!(found.flaws.iter().all(|flaw| flaw.incomplete), "{text:?}");
        }
    }

    #[test]
    fn an_entry_of_lines_without_end_is_not_kept() {
        let line = format!("{}\\\n", "x".repeat(1 << 16));
        let found = gather(&mut Properties::default(), format!("a=\\\n{}y\nb=c\n", line.repeat(40)).as_bytes());
        assert_eq!((found.rows.len(), found.flaws.len()), (1, 1));
        assert_eq!((found.flaws[0].line, found.flaws[0].incomplete), (1, true));
    }

    #[test]
    fn what_is_written_with_backslashes_is_read() {
        for (raw, text) in [
            ("plain", "plain"),
            ("a\\ b\\=c\\:d\\#\\\\", "a b=c:d#\\"),
            ("\\u00e4\\u20AC\\uD83D\\uDE00", "ä€😀"),
            ("\\uD83D x\\u12", "\u{FFFD} xu12"),
            ("\\t\\n\\z\\", "\t\nz"),
        ] {
            assert_eq!(unescaped(raw), text, "{raw}");
        }
        assert_eq!(rows(&mut Properties::default(), b"Stra\xDFe=\xE4\n"), [["Straße", "ä"]]);
    }
}
