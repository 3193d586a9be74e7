//! UTF-16 as UTF-8, piece by piece. Nearly all of an export is ASCII, and that goes the short way.

/// Units that go the short way together.
const RUN: usize = 32;

/// Which byte of a unit comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    fn unit(self, pair: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(pair),
            Self::Big => u16::from_be_bytes(pair),
        }
    }

    fn units(self, bytes: &[u8]) -> impl Iterator<Item = u16> {
        let pairs = bytes.as_chunks::<2>().0;
        pairs.iter().map(move |pair| self.unit(*pair))
    }

    /// Where the first line that ends in these bytes has its end: one past its line feed.
    pub(super) fn line_end(self, bytes: &[u8]) -> Option<usize> {
        self.units(bytes).position(|unit| unit == u16::from(b'\n')).map(|at| at * 2 + 2)
    }
}

/// Puts `bytes` behind `text`, and says how many of them were used: a character whose end is missing is left over.
pub(super) fn append(bytes: &[u8], order: Order, text: &mut Vec<u8>) -> usize {
    let mut used = 0;
    while let Some(rest) = bytes.get(used..).filter(|rest| rest.len() >= 2) {
        used += append_ascii(rest, order, text);
        match append_character(bytes.get(used..).unwrap_or_default(), order, text) {
            0 => break,
            read => used += read,
        }
    }
    used
}

/// Takes whole runs of ASCII only, and says how many bytes those are.
fn append_ascii(bytes: &[u8], order: Order, text: &mut Vec<u8>) -> usize {
    let mut used = 0;
    for run in bytes.as_chunks::<{ RUN * 2 }>().0 {
        let (pairs, _) = run.as_chunks::<2>();
        let mut ascii = [0; RUN];
        let mut all = 0;
        for (byte, pair) in ascii.iter_mut().zip(pairs) {
            let unit = order.unit(*pair);
            all |= unit;
            *byte = (unit & 0x7F) as u8;
        }
        if all >= 0x80 {
            break;
        }
        text.extend_from_slice(&ascii);
        used += RUN * 2;
    }
    used
}

/// Takes one character, and says how many bytes it has: 0 if its end is missing. What is none becomes U+FFFD.
fn append_character(bytes: &[u8], order: Order, text: &mut Vec<u8>) -> usize {
    let mut units = order.units(bytes);
    let Some(first) = units.next() else { return 0 };
    let is_high = (0xD800..0xDC00).contains(&first);
    let second = if is_high { units.next() } else { None };
    if is_high && second.is_none() {
        return 0;
    }
    let (character, read) = match char::decode_utf16(std::iter::once(first).chain(second)).next() {
        Some(Ok(character)) => (character, character.len_utf16() * 2),
        _ => (char::REPLACEMENT_CHARACTER, 2),
    };
    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    read
}

#[cfg(test)]
mod tests {
    use encoding_rs::{UTF_16BE, UTF_16LE};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_units_in_any_pieces_give_what_encoding_rs_gives(
            units in proptest::collection::vec(prop_oneof![8 => 0x20_u16..0x7F, 1 => any::<u16>(), 1 => 0xD800_u16..0xE000], 0..300),
            piece in 1_usize..200, big: bool,
        ) {
            let order = if big { Order::Big } else { Order::Little };
            let bytes: Vec<u8> = units.iter().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            let (mut text, mut kept) = (Vec::new(), Vec::new());
            for piece in bytes.chunks(piece) {
                kept.extend_from_slice(piece);
                let used = append(&kept, order, &mut text);
                kept.drain(..used);
            }
            let encoding = if big { UTF_16BE } else { UTF_16LE };
            let whole = &bytes[..bytes.len() - kept.len()];
            let expected = encoding.decode_without_bom_handling(whole).0;
            prop_assert_eq!(String::from_utf8(text).unwrap(), expected);
            prop_assert!(kept.len() <= 2);
        }
    }
}
