//! Puts pseudonyms in the place of names, in any text.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

use super::own::HostIs;
use super::pseudonym::{Key, Pseudonyms};
use super::words::{Known, Words};
use super::{Kind, Own, sweep};
use crate::knowledge::s_user;

/// Stands in the place of a password or a hash. No mask that SAP shows, for it says that something stood there.
pub const WITHHELD: &str = "Withheld1";

/// Inside of other texts shorter numbers are clients, ports, counters.
const FEWEST_DIGITS: usize = 5;
/// Words of letters alone, up to this length, are names only if their case is that of the name.
const SHORT: usize = 3;

/// A piece of a text, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The pseudonym.
    pub text: String,
}

/// Puts pseudonyms in the place of names.
pub struct Redactor {
    own: Arc<Own>,
    words: Words,
    search: AhoCorasick,
    /// For each pattern of the search the name that it is; none if it stays.
    patterns: Vec<Option<String>>,
    pseudonyms: Mutex<Pseudonyms>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Redactor")
    }
}

impl Redactor {
    /// A redactor that knows these names.
    ///
    /// # Errors
    /// There are more names than can be looked for.
    pub fn new(own: Arc<Own>, words: Words, key: Option<Key>) -> Result<Self, BuildError> {
        let mut patterns: Vec<(String, Option<String>)> =
            own.words().filter(|word| word.len() > 2).map(|word| (word.to_owned(), None)).collect();
        for (name, known) in words.names() {
            let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
            let fewest = if is_number { FEWEST_DIGITS } else { 2 };
            if name.chars().count() < fewest {
                continue;
            }
            let escaped = name.contains('"').then(|| [name.replace('"', "\"\""), name.replace('"', "\\\"")]);
            // Quotes stand doubled in a table.
            patterns.extend(escaped.into_iter().flatten().map(|spelling| (spelling, Some(name.to_owned()))));
            let spellings = match (known.kind, name.is_ascii()) {
                // However many zeros stand before a number.
                (Kind::SUser | Kind::Digits, _) => {
                    (name.len()..=10).map(|length| format!("{name:0>length$}")).collect()
                }
                (_, true) => vec![name.to_owned()],
                (_, false) => vec![name.to_owned(), name.to_uppercase(), known.spelling.clone()],
            };
            patterns.extend(spellings.into_iter().map(|spelling| (spelling, Some(name.to_owned()))));
        }
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(patterns.iter().map(|(pattern, _)| pattern))?;
        let pseudonyms = Pseudonyms::new(key, words.names().map(|(name, _)| name));
        let patterns = patterns.into_iter().map(|(_, name)| name).collect();
        let redactor = Self { own, words, search, patterns, pseudonyms: Mutex::new(pseudonyms) };
        let mut by_kind: Vec<(&str, &Known)> = redactor.words.names().collect();
        // Hosts are made of labels, which may be names of another kind.
        let is_made = |kind| matches!(kind, Kind::Host | Kind::Mail);
        by_kind.sort_by_key(|(name, known)| (is_made(known.kind), known.kind, *name));
        for (_, known) in by_kind {
            redactor.pseudonym(&known.spelling, known.kind);
        }
        Ok(redactor)
    }

    /// How many names have a pseudonym.
    pub fn len(&self) -> usize {
        self.pseudonyms.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing has been found that is a name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What stays.
    pub fn own(&self) -> &Own {
        &self.own
    }

    /// The text with pseudonyms.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.edits(text) {
            edits if edits.is_empty() => Cow::Borrowed(text),
            edits => Cow::Owned(apply(text, &edits)),
        }
    }

    /// Several lines with pseudonyms.
    pub fn lines(&self, text: &str) -> String {
        text.split_inclusive('\n').map(|line| self.text(line)).collect()
    }

    /// A path with pseudonyms. Each of its parts may be a name, and each word of a part, in whatever letters.
    pub fn path(&self, path: &str) -> String {
        let parts = path.split_inclusive(['/', '\\']).map(|part| {
            let bare = part.trim_end_matches(['/', '\\']);
            format!("{}{}", self.part(bare), &part[bare.len()..])
        });
        parts.collect()
    }

    fn part(&self, part: &str) -> String {
        if self.known(part).is_some() {
            return self.text(part).into_owned();
        }
        if self.own.is_own(part) {
            return part.to_owned();
        }
        // Names of systems and hosts are written in small letters as well.
        let mut redacted = self.text(part).into_owned();
        for word in part.split(|letter: char| !letter.is_alphanumeric()) {
            let is_name = word.chars().count() > 2
                && self.known(word).is_some_and(|(name, known)| {
                    matches!(known.kind, Kind::System | Kind::Label | Kind::User) && !self.own.is_ordinary(&name)
                });
            if is_name {
                redacted = redacted.replace(word, &self.text(word));
            }
        }
        redacted
    }

    /// Whether a text as a whole is what tells a certificate from others.
    pub fn is_fingerprint(&self, text: &str) -> bool {
        self.own.is_own(text) || self.known(text.trim()).is_some_and(|(_, known)| known.kind == Kind::Hex)
    }

    /// Whether a text as a whole is a name, and no ordinary word.
    pub fn is_name(&self, text: &str) -> bool {
        self.known(text).is_some_and(|(name, _)| !self.own.is_ordinary(&name))
    }

    /// Puts pseudonyms into a text that is kept.
    pub fn change(&self, text: &mut String) {
        if let Cow::Owned(redacted) = self.text(text) {
            *text = redacted;
        }
    }

    /// A fingerprint that was made of names, as one that tells nothing of them.
    pub fn fingerprint(&self, fingerprint: &str) -> String {
        self.pseudonym(fingerprint, Kind::Hex)
    }

    /// What has to be put where in a text, in order.
    pub fn edits(&self, text: &str) -> Vec<Edit> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Vec::new();
        }
        let start = text.len() - text.trim_start().len();
        if let Some((_, known)) = self.known(trimmed) {
            return vec![Edit { range: start..start + trimmed.len(), text: self.pseudonym(trimmed, known.kind) }];
        }
        let mut found: Vec<(Range<usize>, Option<Kind>)> = Vec::new();
        let mut quoted: Vec<(Range<usize>, String)> = Vec::new();
        for hit in self.search.find_overlapping_iter(text) {
            let Some(name) = self.patterns.get(hit.pattern().as_usize()) else { continue };
            let range = hit.range();
            let kind = match name {
                None if is_word(text, &range, false) => None,
                Some(name) => match self.words.names_get(name) {
                    Some(known) if self.is_meant(text, &range, name, known) => Some(known.kind),
                    _ => continue,
                },
                None => continue,
            };
            if let (Some(kind), Some(known)) = (kind, name.as_ref().and_then(|name| self.words.names_get(name)))
                && known.spelling.contains('"')
            {
                quoted.push((range.clone(), self.pseudonym(&known.spelling, kind)));
            }
            // An S in front of its number belongs to the user.
            let with_s =
                kind == Some(Kind::SUser) && matches!(text[..range.start].chars().next_back(), Some('S' | 's'));
            found.push((range.start - usize::from(with_s)..range.end, kind));
        }
        for sweep::Found { range, kind } in sweep::find(&self.own, text) {
            let word = &text[range.clone()];
            let stays = self.words.is_plain(word) || (kind == Kind::Host && self.own.host_is(word) == HostIs::Own);
            found.push((range, (!stays).then_some(kind)));
        }
        // The first, of those the longest, and what is known before what only looks so.
        found.sort_by_key(|(range, kind)| (range.start, usize::MAX - range.end, kind.is_some()));
        let mut edits = Vec::new();
        let mut at = 0;
        for (range, kind) in found {
            if range.start < at {
                continue;
            }
            at = range.end;
            let Some(kind) = kind else { continue };
            let of_quoted = quoted.iter().find(|(place, _)| *place == range).map(|(_, pseudonym)| pseudonym.clone());
            let pseudonym = of_quoted.unwrap_or_else(|| self.pseudonym(&text[range.clone()], kind));
            if pseudonym != text[range.clone()] {
                edits.push(Edit { range, text: pseudonym });
            }
        }
        edits
    }

    fn known(&self, text: &str) -> Option<(String, &Known)> {
        let name = text.to_lowercase();
        let digits = || s_user::digits(text).map(str::to_owned);
        let by_name = self.words.names_get(&name).map(|known| (name, known));
        by_name.or_else(|| {
            let digits = digits()?;
            let known =
                self.words.names_get(&digits).filter(|known| matches!(known.kind, Kind::SUser | Kind::Digits))?;
            Some((digits, known))
        })
    }

    /// Whether a name that stands in a text is that name, and no other word that is spelled so.
    fn is_meant(&self, text: &str, range: &Range<usize>, name: &str, known: &Known) -> bool {
        let word = &text[range.clone()];
        let letters = word.chars().count();
        if known.kind == Kind::Secret {
            // One that is an ordinary word goes by its places alone.
            return is_word(text, range, false) && !self.own.is_ordinary(name);
        }
        let after_s = |range: &Range<usize>| {
            let before = &text[..range.start];
            known.kind == Kind::SUser
                && before.ends_with(['S', 's'])
                && is_word(text, &(range.start - 1..range.end), false)
        };
        if !is_word(text, range, letters < SHORT) && !after_s(range) {
            return false;
        }
        if known.kind == Kind::Digits || known.kind == Kind::SUser {
            return true;
        }
        let is_of_letters = word.chars().all(char::is_alphabetic);
        if self.own.is_ordinary(name) {
            return word == known.spelling && known.spelling.chars().any(char::is_uppercase);
        }
        let is_part_of_path = text[..range.start].ends_with(['/', '\\']) || text[range.end..].starts_with(['/', '\\']);
        !(is_of_letters && letters <= SHORT) || word == known.spelling || is_part_of_path
    }

    /// The pseudonym of a name that is written as the hexadecimal digits of its letters: aliases of keystores are.
    fn of_digits(&self, word: &str) -> Option<String> {
        let byte = |at: usize| u8::from_str_radix(word.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..word.len()).step_by(2).map(byte).collect();
        let name = String::from_utf8(bytes.filter(|bytes| bytes.len() > 2)?).ok()?;
        let new = match self.known(&name) {
            Some((_, known)) => self.pseudonym(&name, known.kind),
            None if self.own.is_own(&name) => return Some(word.to_owned()),
            None => return None,
        };
        let hex =
            |byte: u8| if word.contains(char::is_lowercase) { format!("{byte:02x}") } else { format!("{byte:02X}") };
        Some(new.bytes().map(hex).collect())
    }

    /// The pseudonym of a name.
    fn pseudonym(&self, word: &str, kind: Kind) -> String {
        if matches!(kind, Kind::Name | Kind::Hex)
            && let Some(pseudonym) = self.of_digits(word)
        {
            return pseudonym;
        }
        let mut made = self.pseudonyms.lock().unwrap_or_else(PoisonError::into_inner);
        match kind {
            Kind::Secret => WITHHELD.to_owned(),
            Kind::SUser => match s_user::digits(word) {
                Some(digits) => {
                    let number = made.s_user(digits);
                    let sign = word.trim_start().chars().next().filter(|first| matches!(first, 'S' | 's'));
                    sign.map(String::from).unwrap_or_default() + &number
                }
                None => named(&mut made, word, kind.letter()),
            },
            Kind::Digits => {
                let number = word.trim_start_matches('0');
                "0".repeat(word.len() - number.len()) + &made.digits(number)
            }
            Kind::Mail => {
                let (local, host) = word.split_once('@').unwrap_or((word, ""));
                format!("{}@{}", named(&mut made, local, kind.letter()), self.host(&mut made, host))
            }
            Kind::Host => self.host(&mut made, word),
            Kind::Ip => address(&mut made, word),
            Kind::Hex => hex(&mut made, word),
            Kind::Name if word.starts_with(['Z', 'z', '/']) => named(&mut made, word, 'z'),
            Kind::Name if word.starts_with(['Y', 'y']) => named(&mut made, word, 'y'),
            _ => named(&mut made, word, kind.letter()),
        }
    }

    fn host(&self, made: &mut Pseudonyms, host: &str) -> String {
        let is = self.own.host_is(host);
        if is == HostIs::Own {
            return host.to_owned();
        }
        let labels: Vec<&str> = host.split('.').collect();
        let last = labels.iter().rposition(|label| !label.is_empty()).filter(|last| *last > 0);
        let label = |(index, label): (usize, &&str)| {
            let is_reserved = ["test", "example", "invalid", "local"].contains(&label.to_ascii_lowercase().as_str());
            let stays = self.own.is_own_label(label)
                || (Some(index) == last && is_reserved)
                || (is == HostIs::Tenant && index > 0);
            if stays {
                return (*label).to_owned();
            }
            named(made, label, if Some(index) == last { 'z' } else { 'h' })
        };
        labels.iter().enumerate().map(label).collect::<Vec<_>>().join(".")
    }
}

fn named(made: &mut Pseudonyms, word: &str, letter: char) -> String {
    let lower = word.to_lowercase();
    let pseudonym = made.word(&lower, letter, word.chars().count());
    if word.chars().any(char::is_lowercase) && word.chars().any(char::is_uppercase) {
        let mut letters = pseudonym.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
    } else if word.chars().any(char::is_uppercase) {
        pseudonym.to_uppercase()
    } else {
        pseudonym
    }
}

/// An address keeps its wildcards and the length of its mask.
fn address(made: &mut Pseudonyms, word: &str) -> String {
    let (bare, mask) = word.split_once('/').map_or((word, ""), |(bare, mask)| (bare, mask));
    let mask = if mask.is_empty() { String::new() } else { format!("/{mask}") };
    if let Ok(v6) = bare.parse::<Ipv6Addr>() {
        return made.v6(v6) + &mask;
    }
    let octets: Vec<&str> = bare.split('.').collect();
    let known: Ipv4Addr = match bare.replace('*', "0").parse() {
        Ok(address) => address,
        Err(_) => return named(made, word, 'h'),
    };
    let pseudonym = made.v4(known);
    let octets = pseudonym.split('.').zip(octets).map(|(new, old)| if old == "*" { "*" } else { new });
    octets.collect::<Vec<_>>().join(".") + &mask
}

/// Hexadecimal digits keep what stands between them, zeros in front and the case of their letters.
fn hex(made: &mut Pseudonyms, word: &str) -> String {
    let digits: String = word.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase();
    let number = digits.trim_start_matches('0');
    let mut new = "0".repeat(digits.len() - number.len()) + &made.hex(number);
    if word.chars().any(|letter| letter.is_ascii_uppercase()) {
        new = new.to_uppercase();
    }
    let mut new = new.chars();
    word.chars().map(|letter| if letter.is_ascii_hexdigit() { new.next().unwrap_or('0') } else { letter }).collect()
}

/// Whether a stretch is a word of its own. Short ones are parts of others next to more signs.
fn is_word(text: &str, range: &Range<usize>, short: bool) -> bool {
    let (Some(before), Some(behind)) = (text.get(..range.start), text.get(range.end..)) else { return false };
    let Some(word) = text.get(range.clone()) else { return false };
    let goes_on = |letter: char| letter.is_alphanumeric() || (short && "_-.".contains(letter));
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let begins = !is_letter(word.chars().next()) || !before.chars().next_back().is_some_and(goes_on);
    let ends = !is_letter(word.chars().next_back()) || !behind.chars().next().is_some_and(goes_on);
    begins && ends
}

/// The text with these edits, which are in order and do not overlap.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        changed.push_str(text.get(at..edit.range.start).unwrap_or_default());
        changed.push_str(&edit.text);
        at = edit.range.end.max(at);
    }
    changed + text.get(at..).unwrap_or_default()
}

impl Edit {
    /// Where a place of the text is after these edits. One inside of a name is at the begin of its pseudonym, or with `end` at its end.
    pub fn moved(edits: &[Self], place: usize, end: bool) -> usize {
        let mut moved = place;
        for edit in edits.iter().take_while(|edit| edit.range.start < place) {
            if place >= edit.range.end {
                moved = moved + edit.text.len() - edit.range.len();
            } else {
                moved = moved + if end { edit.text.len() } else { 0 } - (place - edit.range.start);
            }
        }
        moved
    }
}
