//! What a ZIP archive says at its end of the list of its files, before anybody makes room for that list. There may be several ends, of
//! which only one counts: all are looked at, and the most that one of them says is taken.

use memchr::memmem;

/// Behind the end stands a comment of at most 65,535 bytes, before it the end of a long archive: so many last bytes hold both.
pub(super) const TAIL: usize = (1 << 16) + 256;

/// With what the end of a long archive begins.
pub(super) const LONG: &[u8] = b"PK\x06\x06";

/// The most that the ends of an archive say.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// Files, folders and all else.
    pub entries: u64,
    /// Bytes of the list.
    pub list_bytes: u64,
}

impl Ends {
    /// The ends of an archive that is in memory.
    pub fn of(archive: &[u8]) -> Self {
        let mut ends = Self::default();
        ends.take(archive.get(archive.len().saturating_sub(TAIL)..).unwrap_or_default());
        ends.take_long(archive);
        ends
    }

    /// The ends in these bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        for at in memmem::find_iter(bytes, b"PK\x05\x06") {
            // In a long archive these say "see elsewhere" by their highest value.
            self.tell(
                number(bytes, at + 10, 2).filter(|entries| *entries < 0xFFFF),
                number(bytes, at + 12, 4).filter(|length| *length < 0xFFFF_FFFF),
            );
        }
    }

    /// The ends of a long archive in these bytes.
    pub(super) fn take_long(&mut self, bytes: &[u8]) {
        for at in memmem::find_iter(bytes, LONG) {
            self.tell(number(bytes, at + 32, 8), number(bytes, at + 40, 8));
        }
    }

    fn tell(&mut self, entries: Option<u64>, list_bytes: Option<u64>) {
        self.entries = self.entries.max(entries.unwrap_or(0));
        self.list_bytes = self.list_bytes.max(list_bytes.unwrap_or(0));
    }
}

/// The number of so many bytes at this place.
pub(super) fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let mut number = [0; 8];
    number.get_mut(..length)?.copy_from_slice(bytes.get(at..at.checked_add(length)?)?);
    Some(u64::from_le_bytes(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(signature: &[u8], at: usize, entries: &[u8], list_bytes: &[u8]) -> Vec<u8> {
        let mut end = signature.to_vec();
        end.resize(at, 0);
        [end.as_slice(), entries, list_bytes].concat()
    }

    #[test]
    fn the_most_that_any_end_says_counts() {
        let short = end(b"PK\x05\x06", 10, &[7, 0], &[9, 1, 0, 0]);
        let elsewhere = end(b"PK\x05\x06", 10, &[0xFF; 2], &[0xFF; 4]);
        let long = end(LONG, 32, &[0, 0, 1, 0, 0, 0, 0, 0], &[3, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(Ends::of(&short), Ends { entries: 7, list_bytes: 265 });
        assert_eq!(Ends::of(&elsewhere), Ends::default());
        assert_eq!(
            Ends::of(&[long.as_slice(), &elsewhere, &short].concat()),
            Ends { entries: 1 << 16, list_bytes: 265 }
        );
        assert_eq!(Ends::of(&short[..11]), Ends::default());
    }
}
