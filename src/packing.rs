//! What leaves memory between two programs: values of this program as bytes, and back. Who reads it trusts none of it.
//!
//! Numbers and texts are written as [`crate::coding`] has them; each text stands once. There is no version in it: both programs are the
//! same build, which whoever writes a file says in its head.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::coding::{push_number, push_text};

mod standard;

/// The bytes are not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

/// Different texts that stand for words of this program, for as long as it runs.
const MOST_WORDS: usize = 1 << 14;
/// Bytes of such a word.
const LONGEST_WORD: usize = 1 << 12;

/// There is room for so many of a list before they are read, and for what takes so many times the bytes that are left: what somebody forged
/// takes no more for a number alone.
const FORESEEN: usize = 1 << 8;
const TIMES: usize = 16;

/// Can be written and read again.
pub trait Packed: Sized {
    /// Writes it.
    fn pack(&self, out: &mut Packer);

    /// Reads what [`Packed::pack`] wrote.
    ///
    /// # Errors
    /// It is something else.
    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged>;
}

/// Takes what is written.
#[derive(Debug, Default)]
pub struct Packer {
    out: Vec<u8>,
    /// The number of each text that stands there already.
    texts: HashMap<Box<str>, u64>,
}

impl Packer {
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    pub fn number(&mut self, number: u64) {
        push_number(&mut self.out, number);
    }

    /// A text, which stands there once however often it comes.
    pub fn text(&mut self, text: &str) {
        if let Some(known) = self.texts.get(text) {
            return push_number(&mut self.out, *known);
        }
        let number = self.texts.len() as u64;
        self.texts.insert(text.into(), number);
        push_number(&mut self.out, number);
        push_text(&mut self.out, text.as_bytes());
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        push_text(&mut self.out, bytes);
    }

    /// What [`Packer::list`] gets is written one by one.
    pub fn list<'i, T: Packed + 'i>(&mut self, items: impl ExactSizeIterator<Item = &'i T>) {
        self.number(items.len() as u64);
        items.for_each(|item| item.pack(self));
    }
}

/// Reads what a [`Packer`] took, in the same order.
#[derive(Debug)]
pub struct Unpacker<'b> {
    rest: &'b [u8],
    texts: Vec<Arc<str>>,
    /// By the number of a text the word that it is.
    words: HashMap<usize, &'static str>,
}

impl<'b> Unpacker<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, texts: Vec::new(), words: HashMap::new() }
    }

    /// Nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn number(&mut self) -> Result<u64, Damaged> {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let (byte, rest) = self.rest.split_first().ok_or(Damaged)?;
            self.rest = rest;
            let bits = u64::from(byte & 0x7F);
            if shift >= u64::BITS || (bits << shift) >> shift != bits {
                return Err(Damaged);
            }
            number |= bits << shift;
            if *byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// How many follow, each of which is one byte at least.
    pub fn count(&mut self) -> Result<usize, Damaged> {
        let count = usize::try_from(self.number()?).map_err(|_| Damaged)?;
        if count > self.rest.len() { Err(Damaged) } else { Ok(count) }
    }

    /// What [`Packer::list`] wrote, each read by `one`.
    pub fn list<T>(&mut self, one: impl FnMut(&mut Self) -> Result<T, Damaged>) -> Result<Vec<T>, Damaged> {
        self.list_with_room(0, one)
    }

    /// As [`Unpacker::list`], with room for so many more.
    pub fn list_with_room<T>(
        &mut self,
        more: usize,
        mut one: impl FnMut(&mut Self) -> Result<T, Damaged>,
    ) -> Result<Vec<T>, Damaged> {
        let count = self.count()?;
        let room = FORESEEN + self.rest.len().saturating_mul(TIMES) / size_of::<T>().max(1);
        let mut list = Vec::with_capacity((count + more).min(room));
        for _ in 0..count {
            list.push(one(self)?);
        }
        Ok(list)
    }

    pub fn bytes(&mut self) -> Result<&'b [u8], Damaged> {
        let length = self.count()?;
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Damaged)?;
        self.rest = rest;
        Ok(bytes)
    }

    fn text_number(&mut self) -> Result<usize, Damaged> {
        let number = usize::try_from(self.number()?).map_err(|_| Damaged)?;
        if number == self.texts.len() {
            let text = std::str::from_utf8(self.bytes()?).map_err(|_| Damaged)?;
            self.texts.push(text.into());
        }
        Ok(number)
    }

    /// A text, which whoever else has it shares.
    pub fn text(&mut self) -> Result<Arc<str>, Damaged> {
        let number = self.text_number()?;
        self.texts.get(number).cloned().ok_or(Damaged)
    }

    /// A text that is one of this program's own words, such as the reason why something is not known.
    pub fn word(&mut self) -> Result<&'static str, Damaged> {
        let number = self.text_number()?;
        if let Some(word) = self.words.get(&number) {
            return Ok(word);
        }
        let word = word(self.texts.get(number).ok_or(Damaged)?).ok_or(Damaged)?;
        self.words.insert(number, word);
        Ok(word)
    }
}

/// The text for as long as the program runs; none if there are too many of them, or it is too long for a word.
fn word(text: &str) -> Option<&'static str> {
    static WORDS: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    let words = words.get_or_insert_default();
    if let Some(word) = words.get(text) {
        return Some(word);
    }
    if words.len() >= MOST_WORDS || text.len() > LONGEST_WORD {
        return None;
    }
    // They are some hundred in any run, and as long as it lasts somebody may ask for each.
    let word: &'static str = Box::leak(text.to_owned().into_boxed_str());
    words.insert(word);
    Some(word)
}

/// Says of a type that it is packed field after field. All of them are named, so a new one is not forgotten.
macro_rules! packed {
    ($name:ty { $($field:ident),* $(,)? }) => {
        impl $crate::packing::Packed for $name {
            fn pack(&self, out: &mut $crate::packing::Packer) {
                let Self { $($field),* } = self;
                $($crate::packing::Packed::pack($field, out);)*
            }

            fn unpack(from: &mut $crate::packing::Unpacker<'_>) -> Result<Self, $crate::packing::Damaged> {
                $(let $field = $crate::packing::Packed::unpack(from)?;)*
                Ok(Self { $($field),* })
            }
        }
    };
}

/// Says of a type without content that it is packed as the number of its place in a list of all that it may be.
macro_rules! packed_as_one_of {
    ($name:ty, $all:expr) => {
        impl $crate::packing::Packed for $name {
            fn pack(&self, out: &mut $crate::packing::Packer) {
                out.number($all.iter().position(|one| one == self).map_or(u64::MAX, |place| place as u64));
            }

            fn unpack(from: &mut $crate::packing::Unpacker<'_>) -> Result<Self, $crate::packing::Damaged> {
                let place: usize = $crate::packing::Packed::unpack(from)?;
                $all.get(place).copied().ok_or($crate::packing::Damaged)
            }
        }
    };
}

pub(crate) use {packed, packed_as_one_of};

#[cfg(test)]
mod tests;
