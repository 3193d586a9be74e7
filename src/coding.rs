//! Numbers and texts as few bytes: what is kept of millions of findings is written in it.
//!
//! There is no version of it: only the same build reads it again, in memory or behind the head of a partial result. Reading what was not
//! written gives zeros and empty texts.

/// Writes a number, seven bits to a byte, the lowest first.
pub(crate) fn push_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Writes how far `to` is from `from`; small distances in either direction are short.
pub(crate) fn push_distance(out: &mut Vec<u8>, from: u64, to: u64) {
    let distance = to.wrapping_sub(from);
    // The sign goes to the lowest bit.
    push_number(out, (distance << 1) ^ (((distance as i64) >> 63) as u64));
}

/// Writes a text with its length.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    push_number(out, text.len() as u64);
    out.extend_from_slice(text);
}

/// Writes a text that may not be there.
pub(crate) fn push_optional(out: &mut Vec<u8>, text: Option<&[u8]>) {
    match text {
        None => out.push(0),
        Some(text) => {
            push_number(out, text.len() as u64 + 1);
            out.extend_from_slice(text);
        }
    }
}

/// Reads what was written, in the same order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coded<'b>(pub &'b [u8]);

impl<'b> Coded<'b> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn number(&mut self) -> u64 {
        // Most numbers are small.
        if let [byte @ 0..0x80, rest @ ..] = self.0 {
            self.0 = rest;
            return u64::from(*byte);
        }
        let (mut number, mut shift) = (0, 0);
        while let [byte, rest @ ..] = self.0 {
            self.0 = rest;
            number |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if *byte < 0x80 {
                break;
            }
        }
        number
    }

    /// A number that indexes something in memory.
    pub fn index(&mut self) -> usize {
        usize::try_from(self.number()).unwrap_or(usize::MAX)
    }

    /// Where one is after a distance.
    pub fn moved(&mut self, from: u64) -> u64 {
        let number = self.number();
        from.wrapping_add((number >> 1) ^ (number & 1).wrapping_neg())
    }

    /// How many follow, each of which is one byte at least: no more than there can be.
    pub fn count(&mut self) -> u64 {
        self.number().min(self.0.len() as u64)
    }

    pub fn bytes(&mut self) -> &'b [u8] {
        let length = self.index();
        self.take(length)
    }

    pub fn text(&mut self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }

    pub fn optional(&mut self) -> Option<String> {
        let length = self.index().checked_sub(1)?;
        Some(String::from_utf8_lossy(self.take(length)).into_owned())
    }

    fn take(&mut self, length: usize) -> &'b [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(number: u64, from: u64, to: u64, text: String, optional: Option<String>) {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            push_distance(&mut bytes, from, to);
            push_text(&mut bytes, text.as_bytes());
            push_optional(&mut bytes, optional.as_deref().map(str::as_bytes));
            let mut coded = Coded(&bytes);
            prop_assert_eq!((coded.number(), coded.moved(from)), (number, to));
            prop_assert_eq!((coded.text(), coded.optional()), (text, optional));
            prop_assert!(coded.is_empty());
        }

        #[test]
        fn other_bytes_are_read_to_their_end(bytes: Vec<u8>) {
            let mut coded = Coded(&bytes);
            while !coded.is_empty() {
                let before = coded.0.len();
                let _ = (coded.number(), coded.moved(1), coded.bytes(), coded.optional());
                prop_assert!(coded.0.len() < before);
            }
        }
    }

    #[test]
    fn small_distances_are_one_byte() {
        for (from, to) in [(7, 8), (1000, 1063), (1000, 937)] {
            let mut bytes = Vec::new();
            push_distance(&mut bytes, from, to);
            assert_eq!(bytes.len(), 1, "{from} {to}");
        }
    }
}
