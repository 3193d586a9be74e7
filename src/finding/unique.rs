//! Byte strings that are kept once however often they come, each known by its number.

use std::hash::{BuildHasher, RandomState};

use crate::packing::{Damaged, Packed, Packer, Unpacker};

/// No string stands here.
const FREE: u32 = u32::MAX;
/// Places for the first strings.
const FEW: usize = 8;
/// Below so many places their number grows fast: each time it does, all strings are hashed again.
const MANY: usize = 4096;

/// Different byte strings, numbered from 0 in the order in which they came.
///
/// Files decide what is in it, so its hashes are as hard to foresee as those of std's maps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unique {
    bytes: Vec<u8>,
    /// Where each string ends in `bytes`.
    ends: Vec<usize>,
    /// Numbers of strings, at the place that the hash says or behind it; a power of two of them.
    places: Vec<u32>,
    hasher: RandomState,
}

impl Unique {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string of this number; empty if there is none.
    pub fn get(&self, number: usize) -> &[u8] {
        let end = self.ends.get(number).copied().unwrap_or_default();
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The number of a string, which is added if it is new.
    pub fn add(&mut self, string: &[u8]) -> usize {
        if (self.ends.len() + 1) * 4 > self.places.len() * 3 {
            self.spread();
        }
        let mask = self.places.len() - 1;
        let mut place = self.hasher.hash_one(string) as usize & mask;
        loop {
            match self.places[place] {
                FREE => break,
                number if self.get(number as usize) == string => return number as usize,
                _ => place = (place + 1) & mask,
            }
        }
        let number = self.ends.len();
        // Beyond four thousand million strings equal ones are no longer found, which only costs memory.
        self.places[place] = u32::try_from(number).unwrap_or(FREE);
        self.bytes.extend_from_slice(string);
        self.ends.push(self.bytes.len());
        number
    }

    /// Says that no more strings come, which frees what finding them took.
    pub fn close(&mut self) {
        self.places = Vec::new();
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn spread(&mut self) {
        let growth = if self.places.len() < MANY { 4 } else { 2 };
        let length = (self.places.len() * growth).max(FEW).max((self.ends.len() + 1).next_power_of_two() * 2);
        self.places = vec![FREE; length];
        for number in 0..self.ends.len() {
            let mut place = self.hasher.hash_one(self.get(number)) as usize & (length - 1);
            while self.places[place] != FREE {
                place = (place + 1) & (length - 1);
            }
            self.places[place] = u32::try_from(number).unwrap_or(FREE);
        }
    }
}

impl Packed for Unique {
    fn pack(&self, out: &mut Packer) {
        let Self { bytes, ends, places: _, hasher: _ } = self;
        out.bytes(bytes);
        ends.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let (bytes, ends) = (from.bytes()?.to_vec(), Vec::<usize>::unpack(from)?);
        let is_sound = ends.is_sorted() && ends.last().copied().unwrap_or(0) == bytes.len();
        // Where a string that comes again is found is made out when one comes.
        if is_sound { Ok(Self { bytes, ends, ..Self::default() }) } else { Err(Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equal_strings_have_one_number(strings in proptest::collection::vec("[ab]{0,4}", 0..200), closed in 0_usize..200) {
            let mut unique = Unique::default();
            let mut seen: Vec<String> = Vec::new();
            for (turn, string) in strings.iter().enumerate() {
                // Whoever goes on after all finds the old ones again.
                if turn == closed {
                    unique.close();
                }
                let expected = seen.iter().position(|known| known == string).unwrap_or_else(|| {
                    seen.push(string.clone());
                    seen.len() - 1
                });
                prop_assert_eq!(unique.add(string.as_bytes()), expected);
            }
            prop_assert_eq!(unique.len(), seen.len());
            for (number, string) in seen.iter().enumerate() {
                prop_assert_eq!(unique.get(number), string.as_bytes());
            }
        }
    }
}
