//! PEM: blocks of base64 between `-----BEGIN ...-----` and `-----END ...-----`, with any text around them.
//!
//! Nothing is decoded here. What stands between the lines of a private key is never kept.

use super::one_line::flaw;
use super::pieces::{Pieces, hand_title, trimmed, whole_line};
use super::{Cell, Flaw, Form, Heading, Layout, LineLayout, Row, RowSink};
use crate::input::{Charset, Line};

/// A block with more bytes than these is none; ten thousand certificates in one have less.
const LONGEST_BLOCK: usize = 16 << 20;

/// Base64 between `BEGIN` and `END` lines.
pub static LAYOUT: Layout = Layout {
    name: "pem",
    called: "a PEM file",
    heading: Heading::None,
    form: Form::Lines { open: || Box::new(Pem::default()), fits: |_| false },
};

/// Hands out each block as a row of two cells, label and base64 with its line ends left out, and all other lines as titles.
#[derive(Debug, Default)]
pub struct Pem {
    state: State,
    charset: Charset,
    /// The line outside of blocks that was read last begins as one that begins a block.
    begun: Option<u64>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Outside,
    Inside(Block),
    /// In a block that is not kept, up to its end.
    Passing,
}

#[derive(Debug)]
struct Block {
    pieces: Pieces,
    label: Cell,
}

/// The label of a line that begins a block: `CERTIFICATE`.
pub fn begin_label(line: &[u8]) -> Option<&[u8]> {
    line.trim_ascii().strip_prefix(b"-----BEGIN ")?.strip_suffix(b"-----")
}

fn end_label(line: &[u8]) -> Option<&[u8]> {
    line.trim_ascii().strip_prefix(b"-----END ")?.strip_suffix(b"-----")
}

/// The line ends a block.
pub fn ends_block(line: &[u8]) -> bool {
    end_label(line).is_some()
}

/// A block with this label holds a private key.
pub fn is_key(label: &[u8]) -> bool {
    label.ends_with(b"PRIVATE KEY")
}

impl Block {
    fn hand_out(&self, charset: Charset, sink: &mut dyn RowSink) {
        let text = self.pieces.text();
        let begin = self.pieces.segments().get(1).map_or(text.len(), |second| second.offset);
        let body = trimmed(text, begin, text.len());
        sink.row(&Row { text, cells: &[self.label, body], segments: self.pieces.segments(), charset });
    }

    fn cut(&self, message: &str) -> Flaw {
        let line = self.pieces.segments().first().map_or(1, |segment| segment.line);
        Flaw { line, column: 1, message: message.to_owned(), incomplete: true }
    }

    fn label<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        text.get(self.label.range()).unwrap_or_default()
    }
}

impl Pem {
    fn begin(&mut self, line: &Line<'_>, label: &[u8], sink: &mut dyn RowSink) {
        self.begun = None;
        self.state = if is_key(label) {
            sink.flaw(flaw(line, 0, "a private key, which is not read: keep keys out of folders with exports"));
            State::Passing
        } else {
            let start = line.text.len() - line.text.trim_ascii_start().len() + b"-----BEGIN ".len();
            let label = Cell { start, end: start + label.len(), ..Cell::default() };
            State::Inside(Block { pieces: Pieces::of(line.number, line.text), label })
        };
    }
}

impl LineLayout for Pem {
    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) {
        self.charset = line.charset;
        if let Some(label) = begin_label(line.text) {
            if let State::Inside(block) = &self.state {
                sink.flaw(block.cut("this block has no END line before the next one begins"));
            }
            return self.begin(line, label, sink);
        }
        let end = end_label(line.text);
        match (&mut self.state, end) {
            (State::Outside, None) => {
                let text = line.text.trim_ascii();
                if !text.is_empty() {
                    self.begun = (text.starts_with(b"--") && b"-----BEGIN ".starts_with(text)).then_some(line.number);
                }
                hand_title(line.text, &whole_line(line.number), line.charset, sink);
            }
            (State::Outside, Some(_)) => {
                let message = "the end of a block whose begin is missing, so the file is cut";
                sink.flaw(Flaw { incomplete: true, ..flaw(line, 0, message) });
            }
            (State::Passing, None) => {}
            (State::Passing, Some(_)) => self.state = State::Outside,
            (State::Inside(block), None) => {
                if block.pieces.text().len() + line.text.len() <= LONGEST_BLOCK {
                    block.pieces.push(line.number, line.text.trim_ascii(), b"");
                } else {
                    sink.flaw(block.cut("this block is too long to be a certificate or a list of certificates"));
                    self.state = State::Passing;
                }
            }
            (State::Inside(block), Some(end)) => {
                if end != block.label(block.pieces.text()) {
                    sink.flaw(flaw(line, 0, "the END line names something else than the BEGIN line"));
                }
                block.hand_out(line.charset, sink);
                self.state = State::Outside;
            }
        }
    }

    fn end(&mut self, sink: &mut dyn RowSink) {
        if let State::Inside(block) = &self.state {
            sink.flaw(block.cut("the file is cut: this block has no END line"));
        }
        if let (State::Outside, Some(line)) = (&self.state, self.begun) {
            let message = "the file is cut: it ends in the line that begins a block".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
        self.state = State::Outside;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::line_tests::gather;

    fn said(text: &str) -> (Vec<Vec<String>>, Vec<(u64, bool)>) {
        let found = gather(&mut Pem::default(), text.as_bytes());
        (found.rows, found.flaws.iter().map(|flaw| (flaw.line, flaw.incomplete)).collect())
    }

    const ONE: &str = "-----BEGIN CERTIFICATE-----\r\nAAAA\r\n BBBB\r\n-----END CERTIFICATE-----\r\n";

    #[test]
    fn blocks_are_rows_and_the_text_around_them_is_titles() {
        let text = format!("subject=CN = x\n{ONE}\n 1 s:CN=y\n{ONE}");
        let found = gather(&mut Pem::default(), text.as_bytes());
        assert_eq!(found.rows, [["CERTIFICATE", "AAAABBBB"], ["CERTIFICATE", "AAAABBBB"]]);
        assert_eq!((found.titles.len(), found.flaws.len()), (2, 0));
    }

    #[test]
    fn a_block_without_an_end_or_a_begin_is_reported() {
        assert_eq!(said("-----BEGIN CERTIFICATE-----\nAAAA\n"), (vec![], vec![(1, true)]));
        for begin in ["--", "-----B\n", "-----BEGIN\n", "-----BEGIN \n\n"] {
            assert_eq!(said(&format!("{ONE}{begin}")).1, [(5, true)], "{begin:?}");
        }
        assert_eq!(said(&format!("{ONE}Bag Attributes\n")).1, []);
        let (rows, flaws) = said(&format!("-----BEGIN CERTIFICATE-----\nAA\n{ONE}"));
        assert_eq!((rows.len(), flaws), (1, vec![(1, true)]));
        assert_eq!(said("AAAA\n-----END CERTIFICATE-----\n").1, [(2, true)]);
        assert_eq!(said("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CMS-----\n").1, [(3, false)]);
    }

    #[test]
    fn nothing_of_a_private_key_is_handed_out() {
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"] {
            let text = format!("-----BEGIN {label}-----\nSECRET\n-----END {label}-----\n{ONE}");
            let found = gather(&mut Pem::default(), text.as_bytes());
            assert_eq!((found.rows.len(), found.titles.len(), found.flaws.len()), (1, 0, 1), "{label}");
            assert!(!format!("{:?}{:?}", found.rows, found.flaws).contains("SECRET"));
        }
    }
}
