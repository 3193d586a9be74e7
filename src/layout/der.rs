//! Binary certificates: values of ASN.1 in the distinguished encoding (DER), one behind the other.
//!
//! Only where a value ends is told here, and whether the first one begins as a certificate or a list of certificates does.

use x509_cert::der::{Reader, SliceReader};

use super::{Cell, Flaw, Form, Halt, Heading, Layout, OpenFile, Row, RowSink, Segment, Unopened, WholeLayout};
use crate::input::Charset;
use crate::limits::CERTIFICATES_BYTES;

/// Binary ASN.1.
pub static LAYOUT: Layout =
    Layout { name: "der", called: "a binary certificate", heading: Heading::None, form: Form::Whole(&Der) };

/// Certificates, one behind the other.
struct Der;

struct Certificates<'b>(&'b [u8]);

impl WholeLayout for Der {
    fn begins(&self, head: &[u8], _: &str) -> bool {
        begins(head)
    }

    fn longest(&self) -> usize {
        CERTIFICATES_BYTES
    }

    fn open<'b>(&self, bytes: &'b [u8], _: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened> {
        if bytes.len() > CERTIFICATES_BYTES {
            return Err(Unopened::Other("binary, and too long for certificates: not read".to_owned()));
        }
        Ok(Box::new(Certificates(bytes)))
    }
}

impl OpenFile for Certificates<'_> {
    fn read(&mut self, rows: &mut dyn RowSink) -> Result<(), Halt> {
        read(self.0, rows);
        Ok(())
    }
}

/// Begin of the object identifier of signed data, the form of PKCS#7 that holds certificates.
const SIGNED_DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";

/// The first bytes of a file are those of a certificate or of PKCS#7. Private keys and PKCS#12 begin otherwise.
pub fn begins(head: &[u8]) -> bool {
    // The version, or the serial number of a certificate of version 1, which does not say its version.
    let certificate = |inner: &[u8]| match inner {
        [0xA0, 3, 2, 1, 0..=2, ..] => true,
        // A request for a certificate has its own version here, 0.
        [2, 1, version, 0x30, ..] => *version != 0,
        [2, length, ..] => (2..=21).contains(length) && inner.get(2 + usize::from(*length)) == Some(&0x30),
        _ => false,
    };
    begins_list(head) || inside_sequence(head).and_then(inside_sequence).is_some_and(certificate)
}

/// The bytes are those of PKCS#7, as far as their begin tells.
pub fn begins_list(bytes: &[u8]) -> bool {
    inside_sequence(bytes).is_some_and(|inner| inner.starts_with(SIGNED_DATA))
}

/// What stands in a sequence, with its length left out.
fn inside_sequence(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [0x30, length, rest @ ..] if *length < 0x80 => Some(rest),
        [0x30, length @ 0x81..=0x84, rest @ ..] => rest.get(usize::from(length & 0x7F)..),
        _ => None,
    }
}

/// Hands out each value as a row of one cell. It has no place but its number, from 1, as its line.
pub fn read(bytes: &[u8], sink: &mut dyn RowSink) {
    let (mut rest, mut number) = (bytes, 0);
    while !rest.is_empty() {
        number += 1;
        let length = SliceReader::new(rest).and_then(|mut reader| reader.tlv_bytes()).map_or(0, <[u8]>::len);
        if length == 0 || !begins(rest) {
            let at = bytes.len() - rest.len();
            let message = if number > 1 {
                format!("{} bytes from byte {at} on are no certificate and were not read", rest.len())
            } else {
                "the certificate is cut or damaged".to_owned()
            };
            return sink.flaw(Flaw { line: number, column: 1, message, incomplete: true });
        }
        let (value, after) = rest.split_at(length);
        let segments = [Segment { offset: 0, line: number, column: 1, one_column: true }];
        let cells = [Cell { start: 0, end: value.len(), ..Cell::default() }];
        sink.row(&Row { text: value, cells: &cells, segments: &segments, charset: Charset::Utf8 });
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_certificates_and_lists_of_them_begin_so() {
        for (head, is) in [
            (b"\x30\x82\x05\x00\x30\x82\x03\xE8\xA0\x03\x02\x01\x02\x02\x10".as_slice(), true),
            (b"\x30\x82\x02\x00\x30\x82\x01\x00\x02\x02\x01\x02\x30\x0D", true),
            (b"\x30\x82\x05\x00\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0", true),
            // PKCS#12, a private key, a request for a certificate, text.
            (b"\x30\x82\x05\x00\x02\x01\x03\x30\x82", false),
            (b"\x30\x82\x05\x00\x02\x01\x00\x30\x0D", false),
            (b"\x30\x82\x05\x00\x30\x82\x03\xE8\x02\x01\x00\x30", false),
            (b"0123456789", false),
            (b"\x30", false),
            (b"", false),
        ] {
            assert_eq!(begins(head), is, "{head:X?}");
        }
    }
}
