//! Which word takes the place of a name. It has the form of the name and, where it can, its length; no two names have the same.
//!
//! **Without a key** names are numbered, those of the exports in the order of the alphabet, others as they are met: the same input gives
//! the same bytes, and nothing in a pseudonym was made of the name, so nobody can try names until one fits. What was computed
//! of the name with something public, such as a hash, could be guessed so.
//! **With a key** the pseudonym is computed of key and name (HMAC-SHA256), so it is the same in other runs, for whoever has the key. Two
//! names may fall on the same short word; then the second gets another one, which may differ in another run.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::input::own_file;

/// Letters that make no word.
const DIGITS: &[u8] = b"0123456789bcdfghjklmnpqrstvwxz";
/// Fewer bytes can be guessed.
const SHORTEST_KEY: usize = 16;
/// A longer file is no key.
const LONGEST_KEY: u64 = 64 << 10;
/// After so many words that are taken a longer one is made.
const MOST_TRIES: u64 = 4096;

/// What makes pseudonyms the same in every run.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key")
    }
}

/// Why a file is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It cannot be read.
    #[error("the key {} cannot be read: {reason}; `openssl rand -hex 32 > FILE` makes one", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        reason: std::io::Error,
    },
    /// It could be guessed.
    #[error("the key {} has fewer than {SHORTEST_KEY} characters, and could be guessed; `openssl rand -hex 32 > FILE` makes one", .0.display())]
    Short(PathBuf),
}

impl Key {
    /// The key in a file. Blanks and line ends around it do not count.
    ///
    /// # Errors
    /// It cannot be read, or is too short.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let bytes = own_file::read_up_to(path, LONGEST_KEY);
        let bytes = bytes.map_err(|error| KeyError::Unreadable { path: path.to_owned(), reason: error })?;
        Self::of(&bytes).ok_or_else(|| KeyError::Short(path.to_owned()))
    }

    /// These bytes as a key, if they are enough.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.trim_ascii();
        (bytes.len() >= SHORTEST_KEY).then(|| Self(bytes.to_vec()))
    }

    fn digest(&self, text: &str) -> [u8; 32] {
        // HMAC takes keys of any length.
        match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac.chain_update(text.as_bytes()).finalize().into_bytes().into(),
            Err(_) => [0; 32],
        }
    }
}

/// The pseudonyms of a run.
#[derive(Debug, Default)]
pub(super) struct Pseudonyms {
    key: Option<Key>,
    by_name: HashMap<String, String>,
    used: HashSet<String>,
    next: HashMap<String, u64>,
}

impl Pseudonyms {
    /// None yet. Words that are names of the input are never given.
    pub fn new<'n>(key: Option<Key>, names: impl Iterator<Item = &'n str>) -> Self {
        Self { key, used: names.map(str::to_lowercase).collect(), ..Self::default() }
    }

    /// How many names have one.
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    fn made(&mut self, name: String, space: &str, make: impl Fn(&mut dyn FnMut(u64) -> u64, u64) -> String) -> String {
        if let Some(known) = self.by_name.get(&name) {
            return known.clone();
        }
        let mut attempt = 0;
        let pseudonym = loop {
            let number = match &self.key {
                Some(key) => {
                    let digest = key.digest(&format!("{space}\u{1f}{name}\u{1f}{attempt}"));
                    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
                }
                None => {
                    let next = self.next.entry(space.to_owned()).or_default();
                    *next += 1;
                    *next
                }
            };
            let is_keyed = self.key.is_some();
            let mut within = |size: u64| if is_keyed { number % size.max(1) } else { number };
            let candidate = make(&mut within, attempt / MOST_TRIES);
            if !self.used.contains(&candidate) {
                break candidate;
            }
            attempt += 1;
        };
        self.used.insert(pseudonym.clone());
        self.by_name.insert(name, pseudonym.clone());
        pseudonym
    }

    /// A word of so many characters for a name in small letters, beginning with this letter.
    pub fn word(&mut self, name: &str, letter: char, length: usize) -> String {
        let length = length.max(2);
        self.made(name.to_owned(), &format!("{letter}{length}"), |within, longer| {
            let places = length - 1 + longer as usize;
            let size = (DIGITS.len() as u64).checked_pow(places as u32).unwrap_or(u64::MAX);
            let mut number = within(size);
            let mut digits = Vec::new();
            while number > 0 || digits.len() < places {
                digits.push(DIGITS[(number % DIGITS.len() as u64) as usize]);
                number /= DIGITS.len() as u64;
                // Of a long word only the end tells it from others.
                if number == 0 && digits.len() >= places {
                    break;
                }
            }
            digits
                .iter()
                .rev()
                .fold(String::from(letter), |word, digit| word + char::from(*digit).encode_utf8(&mut [0; 4]))
        })
    }

    /// A number of as many digits for a number without leading zeros.
    pub fn digits(&mut self, number: &str) -> String {
        let places = number.len().max(2) - 1;
        self.made(format!("\u{1}{number}"), &format!("digits {places}"), |within, longer| {
            let places = places + longer as usize;
            let size = 10u64.checked_pow(places as u32).unwrap_or(u64::MAX);
            format!("9{:0>places$}", within(size))
        })
    }

    /// Ten digits for the digits of an S-user: SAP has given no number that begins with 9.
    pub fn s_user(&mut self, digits: &str) -> String {
        self.made(format!("\u{2}{digits}"), "s-user", |within, _| format!("9{:0>9}", within(1_000_000_000)))
    }

    /// Hexadecimal digits, as many as there were.
    pub fn hex(&mut self, digits: &str) -> String {
        let length = digits.len();
        self.made(format!("\u{3}{digits}"), &format!("hex {length}"), |within, _| {
            let number = within(u64::MAX);
            // A fingerprint looks like one; what it is made of is a number, and with a key the digest.
            let digest = Sha256::digest(format!("basislint {length} {number}"));
            let mut hex = String::new();
            for byte in digest.iter().cycle().take(length.div_ceil(2)) {
                let _ = write!(hex, "{byte:02x}");
            }
            hex.truncate(length);
            // Zeros in front do not count in a serial number.
            if hex.starts_with('0') { hex.replacen('0', "1", 1) } else { hex }
        })
    }

    /// An address from the ranges for documentation (RFC 5737); one of a private network stays in a private network, and next to those of
    /// its own subnet.
    pub fn v4(&mut self, address: Ipv4Addr) -> String {
        let octets = address.octets();
        let fixed = match octets {
            [10, ..] => 1,
            [172, 16..=31, ..] | [192, 168, ..] => 2,
            _ => return self.public_v4(address),
        };
        let begin = octets.iter().take(fixed).map(u8::to_string).collect::<Vec<_>>().join(".");
        let (mut known, mut new) = (begin.clone(), begin);
        for octet in octets.iter().skip(fixed) {
            let space = format!("net {new}");
            known = format!("{known}.{octet}");
            let prefix = new.clone();
            new = self.made(format!("\u{4}{known}"), &space, |within, _| format!("{prefix}.{}", within(256) % 256));
        }
        new
    }

    fn public_v4(&mut self, address: Ipv4Addr) -> String {
        self.made(address.to_string(), "v4", |within, longer| match within(762 + (longer << 16)) {
            number @ 0..254 => format!("192.0.2.{}", number + 1),
            number @ 254..508 => format!("198.51.100.{}", number - 253),
            number @ 508..762 => format!("203.0.113.{}", number - 507),
            // For benchmarks (RFC 2544): nobody's either.
            number => format!("198.{}.{}.{}", 18 + (number >> 16 & 1), number >> 8 & 255, number & 255),
        })
    }

    /// An address for documentation (RFC 3849).
    pub fn v6(&mut self, address: Ipv6Addr) -> String {
        let prefix = match address.segments()[0] {
            0xfe80..=0xfebf => "fe80::",
            0xfc00..=0xfdff => "fd00::",
            _ => "2001:db8::",
        };
        self.made(address.to_string(), prefix, |within, _| {
            let number = within(1 << 32);
            match number >> 16 {
                0 => format!("{prefix}{:x}", number & 0xffff),
                high => format!("{prefix}{high:x}:{:x}", number & 0xffff),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Pseudonyms {
        Pseudonyms::new(None, ["u0002"].into_iter())
    }

    #[test]
    fn words_have_the_length_of_the_name_and_are_never_those_of_another() {
        let mut made = plain();
        assert_eq!(made.word("mueller", 'u', 7), "u000001");
        assert_eq!(made.word("maier", 'u', 5), "u0001");
        assert_eq!(made.word("meyer", 'u', 5), "u0003", "a name of the input is called u0002");
        assert_eq!(made.word("mueller", 'd', 7), "u000001", "the same name is the same word");
        let short: HashSet<String> = (0..200).map(|name| made.word(&format!("{name}"), 'h', 2)).collect();
        assert_eq!(short.len(), 200);
        assert!(short.iter().all(|word| word.starts_with('h')));
    }

    #[test]
    fn numbers_and_addresses_keep_their_form() {
        let mut made = plain();
        assert_eq!(made.s_user("12345678"), "9000000001");
        assert_eq!(made.digits("12345678"), "90000001");
        assert_eq!(made.v4(Ipv4Addr::new(8, 8, 8, 8)), "192.0.2.2");
        assert!(made.v4(Ipv4Addr::new(10, 1, 2, 3)).starts_with("10."));
        assert!(made.v4(Ipv4Addr::new(192, 168, 2, 3)).starts_with("192.168."));
        assert!(made.v6(Ipv6Addr::new(0x2a00, 0, 0, 0, 0, 0, 0, 1)).starts_with("2001:db8::"));
        assert_eq!(made.hex("00ff00ff00ff00ff").len(), 16);
    }

    #[test]
    fn with_a_key_the_order_of_names_does_not_matter() {
        let key = Key::of(b"0123456789abcdef").unwrap();
        let (mut one, mut other) =
            (Pseudonyms::new(Some(key.clone()), [].into_iter()), Pseudonyms::new(Some(key), [].into_iter()));
        let first = (one.word("mueller", 'u', 7), one.word("maier", 'u', 5), one.s_user("4711"));
        let second = (other.s_user("4711"), other.word("maier", 'u', 5), other.word("mueller", 'u', 7));
        assert_eq!((first.0.clone(), first.1, first.2), (second.2, second.1, second.0));
        let mut third = Pseudonyms::new(Key::of(b"another key of sixteen"), [].into_iter());
        assert_ne!(third.word("mueller", 'u', 7), first.0);
        assert!(Key::of(b" short \n").is_none());
    }
}
