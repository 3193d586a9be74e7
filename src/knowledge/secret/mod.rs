//! Secrets in text that may be shown: a generic net under what each export knows of its own secrets.
//!
//! It finds what stands behind the words for a secret, passwords in addresses, in SAProuter strings, in options of commands
//! and in RFCOPTIONS, and private keys. A word too much is hidden rather than one too few. The words are in `words`, the
//! columns that hold nothing but secrets in `columns`.

mod columns;
mod follow;
mod words;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use sha2::{Digest, Sha256};

use super::password_column::is_plain_mask;
use super::rfc_options::unsure_end;
use super::router::{MARK, next_mark};
pub use columns::is_secret_column;
use follow::{Words, value_end, words_behind};

/// What is shown in the place of a secret, whatever its length.
pub const MASK: &[u8] = b"****";

/// What a text without any secret does not have: nearly every text ends here.
const SIGNS: &[&str] = &[
    "pass",
    "pw",
    "kw",
    "psw",
    "kennw",
    "losung",
    "secret",
    "geheim",
    "contrase",
    "clave",
    "senha",
    "parola",
    "mdp",
    "pin",
    "otp",
    "token",
    "auth",
    "bearer",
    "basic ",
    "apikey",
    "api_key",
    "api-key",
    "api key",
    "accesskey",
    "access_key",
    "access-key",
    "private",
    "credential",
    "sas",
    "sso2",
    "jsessionid",
    "chiave",
    "passe",
    "://",
    "@",
    "/w/",
    "/p/",
    " -p",
    "-x",
    "hdbuserstore",
    "eyj",
    "v=",
    "p=",
];

/// A line this long without a blank is a key, a certificate or the like.
const LONG: usize = 60;

/// The values of all secrets in a line or a cell, in ascending order. Time is linear in the text.
pub fn find(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if has_sign(text) {
        named(text, &mut found);
        options(text, &mut found);
        addresses(text, &mut found);
        routes(text, &mut found);
        commands(text, &mut found);
        keys(text, &mut found);
    }
    long_keys(text, &mut found);
    merge(found)
}

fn has_sign(text: &[u8]) -> bool {
    static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(SIGNS).ok()
    });
    SEARCH.as_ref().is_none_or(|search| search.is_match(text))
}

/// RFCOPTIONS with a password in clear text in a whole row, as far as it may go on in further cells.
pub fn find_options(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    options(text, &mut found);
    found
}

/// A text that comes from an export, as it may be shown.
pub fn veiled(text: &str) -> Cow<'_, str> {
    match find(text.as_bytes()) {
        secrets if secrets.is_empty() => Cow::Borrowed(text),
        secrets => Cow::Owned(String::from_utf8_lossy(&mask(text.as_bytes(), &secrets)).into_owned()),
    }
}

/// The name of a file, a folder or a system, or a path with `/` between them, as it may be shown: two that differ stay
/// different by a short hash.
pub fn veiled_path(path: &str) -> Cow<'_, str> {
    if !path.split('/').any(|part| !name_secrets(part).is_empty()) {
        return Cow::Borrowed(path);
    }
    let part = |part: &str| {
        let secrets = name_secrets(part);
        if secrets.is_empty() {
            return part.to_owned();
        }
        let masked = String::from_utf8_lossy(&mask(part.as_bytes(), &secrets)).into_owned();
        format!("{masked}#{}", short_hash([part.as_bytes()]))
    };
    Cow::Owned(path.split('/').map(part).collect::<Vec<_>>().join("/"))
}

/// Secrets in the name of a file: as in other text, and what follows the word for a password behind `_` or the like, if it
/// looks like one.
fn name_secrets(name: &str) -> Vec<Range<usize>> {
    let mut found = find(name.as_bytes());
    let is_break = |c: char| !c.is_alphanumeric();
    let mut start = 0;
    let mut behind = false;
    for word in name.split(is_break) {
        let range = start..start + word.len();
        start = range.end + name[range.end..].chars().next().map_or(0, char::len_utf8);
        let has = |is: fn(&u8) -> bool| word.bytes().any(|byte| is(&byte));
        if behind && word.len() >= 4 && has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit) {
            found.push(range);
        }
        behind = speaks_of_secret(word.as_bytes());
    }
    merge(found)
}

/// Six hexadecimal digits that tell texts apart, and too few to find out by trying what they were made of.
pub fn short_hash<'a>(texts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text);
        hash.update([0x1F]);
    }
    hash.finalize().iter().take(3).map(|byte| format!("{byte:02x}")).collect()
}

/// Puts ranges in order and makes one of those that overlap or touch.
pub fn merge(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.retain(|range| range.start < range.end);
    found.sort_unstable_by_key(|range| (range.start, range.end));
    found.dedup_by(|next, before| {
        let touches = next.start <= before.end;
        if touches {
            before.end = before.end.max(next.end);
        }
        touches
    });
    found
}

/// The text with `****` in the place of each of the ranges, which must be in ascending order.
pub fn mask<'a>(text: &'a [u8], secrets: &[Range<usize>]) -> Cow<'a, [u8]> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = Vec::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        masked.extend_from_slice(text.get(at..secret.start).unwrap_or_default());
        masked.extend_from_slice(MASK);
        at = secret.end.max(at);
    }
    masked.extend_from_slice(text.get(at..).unwrap_or_default());
    Cow::Owned(masked)
}

/// The name of a parameter, an option, a column says that its value is a secret. `login/` holds the rules for passwords, and
/// no passwords.
pub fn speaks_of_secret(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    if lower.len() < 2 || lower.starts_with(b"login/") {
        return false;
    }
    let is_word = |word: &[u8], of: &[&str]| of.iter().any(|known| known.as_bytes() == word);
    let mut words = lower.split(|byte| b"_-./[]:$%{}()".contains(byte));
    if words.clone().any(|word| is_word(word, words::WORDS)) {
        // The last word says what it is: `token_endpoint` is an address.
        return !words.next_back().is_some_and(|last| is_word(last, words::POLICIES));
    }
    static PARTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(words::PARTS).ok());
    let Some(end) = PARTS.as_ref().and_then(|parts| parts.find_iter(&lower).last()).map(|part| part.end()) else {
        return false;
    };
    let behind = lower.get(end..).unwrap_or_default();
    let is_policy = |word: &[u8]| {
        is_word(word, words::POLICIES) || is_word(word.strip_suffix(b"s").unwrap_or(word), words::POLICIES)
    };
    !behind.split(|byte| b"_-./".contains(byte)).any(is_policy)
}

/// What stands behind a name and a sign, or behind a word in a sentence, or between two tags.
fn named(text: &[u8], found: &mut Vec<Range<usize>>) {
    let mut words = Words::new(text);
    let mut before: [&[u8]; 3] = [b"", b"", b""];
    // What a secret covers is not looked at again.
    let mut from = 0;
    while let Some(word) = words.next() {
        let name = &text[word.clone()];
        let secret = word.start >= from && Words::MOST >= name.len() && {
            let lower = name.to_ascii_lowercase();
            let sign = sign_behind(text, word.end);
            match sign {
                Some(Sign::Equals(at)) if speaks_of_secret(name) || is_noun(&lower, &before) => {
                    value(text, at, found);
                    true
                }
                Some(Sign::Colon(at)) if speaks_of_secret(name) || is_noun(&lower, &before) => {
                    found.extend(words_behind(text, at, false));
                    true
                }
                Some(Sign::Tag(at)) if speaks_of_secret(name) => {
                    let end = memchr::memchr(b'<', &text[at..]).map_or(text.len(), |end| at + end);
                    found.push(trimmed(text, at..end));
                    true
                }
                _ if is_noun(&lower, &before) => {
                    found.extend(words_behind(text, word.end, true));
                    false
                }
                _ if lower == b"bearer" => {
                    found.extend(words_behind(text, word.end, true));
                    false
                }
                _ if lower == b"basic" => {
                    found.extend(next_word(text, word.end).filter(|next| is_base64(&text[next.clone()], 8)));
                    false
                }
                _ => false,
            }
        };
        if secret {
            from = found.last().map_or(from, |range| range.end).max(from);
        }
        before = [before[1], before[2], name];
    }
}

/// A sign behind a name, and where its value may begin.
enum Sign {
    Equals(usize),
    Colon(usize),
    /// The end of a tag of XML.
    Tag(usize),
}

fn sign_behind(text: &[u8], end: usize) -> Option<Sign> {
    let skip = |at: usize, of: &[u8]| at + text[at..].iter().take_while(|byte| of.contains(byte)).count();
    let quoted = skip(end, b"\"'`)]}");
    let at = skip(quoted, b" \t");
    match text.get(at)? {
        b'=' | b':' => {
            let behind = skip(at, b"=:> \t");
            // `http://` is no name, and neither is `p:CN=`.
            if text.get(at..at + 3) == Some(b"://") {
                return None;
            }
            if memchr::memchr(b'=', &text[at..behind]).is_some() {
                Some(Sign::Equals(behind))
            } else {
                Some(Sign::Colon(behind))
            }
        }
        b'-' if text.get(at + 1) == Some(&b'>') => Some(Sign::Equals(skip(at + 2, b" \t"))),
        b'>' if at == end => Some(Sign::Tag(at + 1)),
        // `<wsse:Password Type="...">`: attributes stand between.
        _ if at > end && is_in_tag(text, end) => {
            let end = at + memchr::memchr(b'>', &text[at..text.len().min(at + 2 * LONG)])?;
            Some(Sign::Tag(end + 1))
        }
        _ => None,
    }
}

/// A tag of XML is open here.
fn is_in_tag(text: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(LONG);
    let before = &text[from..at];
    memchr::memrchr(b'<', before).is_some_and(|open| !before[open..].iter().any(|byte| b" >/".contains(byte)))
}

/// A value behind `=`, and the words behind it that belong to it.
fn value(text: &[u8], at: usize, found: &mut Vec<Range<usize>>) {
    let end = value_end(text, at);
    let range = match text.get(at) {
        Some(quote @ (b'"' | b'\'')) => {
            let inner = at + 1;
            let close = memchr::memchr(*quote, &text[inner..]).map_or(text.len(), |close| inner + close);
            inner..close
        }
        _ => at..end,
    };
    if range.is_empty() {
        return;
    }
    if !is_plain_mask(&text[range.clone()]) {
        found.push(range.clone());
    }
    found.extend(words_behind(text, range.end, true));
}

/// The word is one of [`words::NOUNS`], or the last of several that make one.
fn is_noun(lower: &[u8], before: &[&[u8]; 3]) -> bool {
    let is = |word: &&str| word.as_bytes() == lower || is_latin1(word, lower);
    let bare = lower.strip_suffix(b":").unwrap_or(lower);
    if words::NOUNS.iter().any(|word| is(word) || word.as_bytes() == bare) || lower == b"pin" {
        return true;
    }
    // `DB_PASSWORD geheim`
    if lower.contains(&b'_')
        && words::PARTS.iter().any(|part| lower.ends_with(part.as_bytes()))
        && speaks_of_secret(lower)
    {
        return true;
    }
    words::LONG_NOUNS.iter().any(|(last, first)| {
        last.as_bytes() == lower
            && first
                .iter()
                .rev()
                .zip(before.iter().rev())
                .all(|(word, before)| word.as_bytes().eq_ignore_ascii_case(before))
    })
}

/// The word as it stands in a file in Windows-1252.
fn is_latin1(word: &str, bytes: &[u8]) -> bool {
    !word.is_ascii()
        && word.chars().count() == bytes.len()
        && word.chars().zip(bytes).all(|(c, byte)| u32::from(c) == u32::from(*byte))
}

/// The next word behind blanks.
fn next_word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let start = from + text.get(from..)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let end = value_end(text, start);
    (start > from && start < end).then_some(start..end)
}

fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_ascii_start().len());
    start..(start + piece.trim_ascii().len())
}

/// RFCOPTIONS in clear text: behind a password nothing is sure any more, for it may hold commas, tabs and signs.
fn options(text: &[u8], found: &mut Vec<Range<usize>>) {
    let begins = |at: usize| at == 0 || b",;|\t\"' ".contains(&text[at - 1]);
    let is_option = |at: usize| b"HSIMUDNQstL".contains(&text[at]) && begins(at);
    let mut has_options = None;
    for at in memchr::memchr_iter(b'=', text) {
        let Some(key) = at.checked_sub(1).filter(|key| begins(*key) && b"vVP".contains(&text[*key])) else { continue };
        let start = at + 1;
        let end = start + text[start..].iter().take_while(|byte| !b",;|\t\"".contains(byte)).count();
        if is_plain_mask(&text[start..end]) {
            continue;
        }
        let other = || memchr::memchr_iter(b'=', text).any(|at| at > 0 && is_option(at - 1));
        // `v=1.2` is a version; `P=` is an option of many kinds.
        let is_version = || text[start..end].iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
        if text[key] != b'P' && !is_version() || *has_options.get_or_insert_with(other) {
            // A cell in quotes ends with them; one whose quotes are never closed goes on to the end.
            let is_quoted = memchr::memchr_iter(b'"', &text[..start]).count() % 2 == 1;
            let is_end = |end: usize| {
                text[end] == b'|' || is_quoted && text.get(end + 1).is_none_or(|next| b",;|\t".contains(next))
            };
            let ends = memchr::memchr2_iter(b'|', b'"', &text[start..]).map(|end| start + end);
            let end = ends.filter(|end| is_end(*end)).min().unwrap_or(text.len());
            found.push(start..unsure_end(&text[..end], start));
            return;
        }
    }
}

/// `user:pass@host`, with and without `https://` before it, and `scott/tiger@db`.
fn addresses(text: &[u8], found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    for at in memchr::memchr_iter(b'@', text) {
        if at < from {
            continue;
        }
        let start = text[from..at].iter().rposition(|byte| ends_word(*byte)).map_or(from, |before| from + before + 1);
        from = at + 1;
        let follows = text.get(at + 1).is_some_and(|next| next.is_ascii_alphanumeric() || b"[(/".contains(next));
        if !follows {
            continue;
        }
        let mut before = start;
        let word = &text[start..at];
        let schemed = memchr::memmem::rfind(word, b"://");
        if let Some(scheme) = schemed {
            before = start + scheme + 3;
        }
        let account = &text[before..at];
        // An equals sign before it is that of an option: `URL=user:pass@host`.
        let account_start =
            before + memchr::memrchr(b'=', account).filter(|_| schemed.is_none()).map_or(0, |sign| sign + 1);
        let account = &text[account_start..at];
        let Some(split) = memchr::memchr2(b':', b'/', account) else { continue };
        let user = &account[..split];
        // SNC names of Kerberos and addresses of mail.
        let is_snc = matches!(user.to_ascii_lowercase().as_slice(), b"p" | b"u" | b"s" | b"g" | b"mailto" | b"sip");
        if !user.is_empty() && (!is_snc || schemed.is_some()) {
            found.push(account_start + split + 1..at);
        }
    }
}

/// Passwords of SAProuter strings, wherever they stand.
fn routes(text: &[u8], found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    let mut word = Word::default();
    // The next `/H/` and the end of the cell are looked for once, however many passwords stand before them.
    let (mut host, mut cell_end) = (0, 0);
    while let Some((slash, letter)) = next_mark(text, from) {
        from = slash + 2;
        if !matches!(letter, b'W' | b'P') {
            continue;
        }
        let start = slash + MARK;
        if slash >= word.end {
            word = Word::around(text, slash);
        }
        if host < start {
            host = find_host(text, start);
        }
        if cell_end < start {
            cell_end = start + text[start..].iter().take_while(|byte| !b"|\t\"".contains(byte)).count();
        }
        let is_upper = text.get(slash + 1).is_some_and(u8::is_ascii_uppercase);
        if !is_upper && !word.is_route {
            continue;
        }
        let end = if host <= cell_end {
            host
        } else {
            let value = text.get(start..word.end).unwrap_or_default();
            let next = next_mark(value, 0).map(|(next, _)| next).or_else(|| follow::next_option(value));
            start + next.unwrap_or(value.len() - usize::from(value.ends_with(b"/")))
        };
        found.push(start..end);
        from = end.max(from);
    }
}

/// The word that was last looked at, so that a long one is not looked through at each of its slashes.
#[derive(Default)]
struct Word {
    end: usize,
    /// `/H/` or `/S/` occurs in it, so `/w/` and `/p/` in it are not just folders.
    is_route: bool,
}

impl Word {
    fn around(text: &[u8], at: usize) -> Self {
        let ends = |byte: &u8| *byte != b',' && ends_word(*byte);
        let start = text[..at].iter().rposition(ends).map_or(0, |before| before + 1);
        let end = text[at..].iter().position(ends).map_or(text.len(), |length| at + length);
        let is_mark = |mark: &[u8]| mark.eq_ignore_ascii_case(b"/H/") || mark.eq_ignore_ascii_case(b"/S/");
        Self { end, is_route: text[start..end].windows(MARK).any(is_mark) }
    }
}

fn find_host(text: &[u8], from: usize) -> usize {
    let tail = text.get(from..).unwrap_or_default();
    let is_mark = |at: &usize| matches!(tail.get(at + 1..at + MARK), Some([b'H' | b'h', b'/']));
    memchr::memchr_iter(b'/', tail).find(is_mark).map_or(usize::MAX, |at| from + at)
}

/// `-x PIN`, `-p X`, `hdbuserstore set`.
fn commands(text: &[u8], found: &mut Vec<Range<usize>>) {
    for at in memchr::memchr_iter(b'-', text) {
        if at > 0 && !b" \t\"'(".contains(&text[at - 1])
            || !text.get(at + 1).is_some_and(|option| b"xpP".contains(option))
        {
            continue;
        }
        let Some(value) = next_word(text, at + 2) else { continue };
        let word = &text[value.clone()];
        // The PSE of sapgenpse, and a further option.
        if !word.to_ascii_lowercase().ends_with(b".pse") && !word.starts_with(b"-") && !is_plain_mask(word) {
            found.push(value);
        }
    }
    const STORE: &[u8] = b"hdbuserstore";
    let mut from = 0;
    while let Some(at) = text
        .get(from..)
        .and_then(|tail| tail.windows(STORE.len()).position(|window| window.eq_ignore_ascii_case(STORE)))
    {
        from += at + STORE.len();
        let mut end = from;
        // `set`, then key and database are no secrets; user and password are not told apart.
        let mut shown: Option<u8> = None;
        while let Some(word) = next_word(text, end) {
            end = word.end;
            match &mut shown {
                None if text[word.clone()].eq_ignore_ascii_case(b"set") => shown = Some(0),
                Some(count @ 0..2) if text[word.start] != b'-' => *count += 1,
                Some(2..) => {
                    found.push(word.start..text.len());
                    return;
                }
                _ => {}
            }
        }
        from = end;
    }
}

/// Private keys as PEM writes them, and tokens of JWT.
fn keys(text: &[u8], found: &mut Vec<Range<usize>>) {
    if let Some(at) = memchr::memmem::find(text, b"PRIVATE KEY") {
        let start = at + b"PRIVATE KEY".len();
        let start = start + text[start..].iter().take_while(|byte| **byte == b'-').count();
        let end = memchr::memmem::find(&text[start..], b"-----END").map_or(text.len(), |end| start + end);
        if text[..at].ends_with(b"BEGIN ") || memchr::memmem::find(&text[..at], b"BEGIN ").is_some() {
            found.push(trimmed(text, start..end));
        }
    }
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text[from..], b"eyJ").map(|at| from + at) {
        let end = at + text[at..].iter().take_while(|byte| is_base64_byte(**byte)).count();
        if end - at >= 20 {
            found.push(at..end);
        }
        from = end;
    }
}

/// Lines of a private key that was cut into lines.
fn long_keys(text: &[u8], found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while at + LONG <= text.len() {
        // Looks at every sixtieth byte only, until one may stand in the middle of such a word.
        let probe = at + LONG - 1;
        if !is_base64_byte(text[probe]) {
            at = probe + 1;
            continue;
        }
        let start =
            at + text[at..=probe].iter().rposition(|byte| !is_base64_byte(*byte)).map_or(0, |before| before + 1);
        let end = probe + text[probe..].iter().take_while(|byte| is_base64_byte(**byte)).count();
        if is_base64(&text[start..end], LONG) {
            found.push(start..end);
        }
        at = end;
    }
}

/// Base64 of at least so many bytes: letters of both cases, and digits or signs among them. Hexadecimal is none.
fn is_base64(word: &[u8], least: usize) -> bool {
    let has = |is: fn(&u8) -> bool| word.iter().any(is);
    word.len() >= least
        && word.iter().all(|byte| is_base64_byte(*byte))
        && !memchr::memchr3(b'.', b'-', b'_', word).is_some_and(|_| least >= LONG)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && (has(u8::is_ascii_digit)
            || has(|byte| b"+=".contains(byte))
            || least < LONG && word[1..].iter().any(u8::is_ascii_uppercase))
}

fn is_base64_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=._-".contains(&byte)
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',' | b';' | b'"' | b'\'' | b'|' | b'<' | b'>')
}

/// A cell holds no more than a letter, a short number, a day, a time or a ruler.
pub fn is_bare(cell: &[u8]) -> bool {
    let is_of = |is: fn(&u8) -> bool| cell.iter().all(is);
    cell.len() <= 1
        || (cell.len() <= 3 && is_of(u8::is_ascii_digit))
        || is_of(|byte| b"-_.=*".contains(byte))
        || follow::is_moment(cell)
}

/// The words of a text that are not of ordinary text: those with digits and signs in them, unless they are known.
pub fn odd_words(text: &[u8]) -> Vec<Range<usize>> {
    let parts = |byte: &u8| b" \t|,;=\"<>".contains(byte);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at + text[at..].iter().take_while(|byte| parts(byte)).count();
        let end = start + text[start..].iter().take_while(|byte| !parts(byte)).count();
        let word = &text[start..end];
        if start < end && !follow::is_ordinary(word) {
            let core = follow::core(word);
            found.push(start + core.start..start + core.end);
        }
        at = end.max(at + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text.as_bytes()).into_iter().map(|range| &text[range]).collect()
    }

    /// The text with all secrets masked.
    fn masked(text: &str) -> String {
        String::from_utf8(mask(text.as_bytes(), &find(text.as_bytes())).into_owned()).unwrap()
    }

    #[test]
    fn words_for_a_password_are_known_in_both_languages_and_any_case() {
        assert_eq!(found("user=OSS_RFC passwd=CPIC group=EWA"), ["CPIC"]);
        assert_eq!(
            found("Password: geheim, Kennwort:geheim2; PWD='drei vier' Passwort = fünf|"),
            ["geheim", "geheim2", "drei vier", "fünf"]
        );
        assert_eq!(found(r#"{"user":"X","password" : "a,b c","rest":1}"#), ["a,b c"]);
        assert_eq!(found("http://h.example.test/x?snc_password=ab/cd&u=1"), ["ab/cd"]);
    }

    /// `Zx9Qy7` stands for the secret in each of these.
    #[test]
    fn nothing_of_a_secret_is_left_however_it_is_told() {
        for text in [
            "https://batch:Zx9Qy7@api.example.test/x",
            "jdbc:sap://u:Zx9Qy7@h:30015/?x=1",
            "connect scott/Zx9Qy7@orcl failed",
            "user batch:Zx9Qy7@host.example.test rejected",
            "Authorization: Basic Zx9Qy7",
            "Proxy-Authorization: Digest Zx9Qy7",
            "curl -H 'Authorization: Bearer Zx9Qy7' https://h.example.test",
            "Bearer Zx9Qy7",
            "Basic Zx9Qy7TOKEN=",
            "-----BEGIN RSA PRIVATE KEY-----Zx9Qy7-----END RSA PRIVATE KEY-----",
            "-----BEGIN ENCRYPTED PRIVATE KEY----- Zx9Qy7 and more",
            "Passwort Zx9Qy7 falsch",
            "Das Passwort Zx9Qy7 ist falsch",
            "password is Zx9Qy7",
            "the password for user DDIC is Zx9Qy7.",
            "Kennwort: Zx9Qy7",
            "Kennwort Zx9Qy7",
            "Kennwort des Benutzers lautet Zx9Qy7",
            "mot de passe : Zx9Qy7",
            "le mot de passe est Zx9Qy7",
            "contraseña Zx9Qy7 incorrecta",
            "La contraseña es Zx9Qy7",
            "contrasena=Zx9Qy7",
            "senha Zx9Qy7 errada",
            "a senha do usuário é Zx9Qy7",
            "parola d'ordine: Zx9Qy7",
            "la password è Zx9Qy7",
            "clave: Zx9Qy7",
            "PW=Zx9Qy7",
            "pass=Zx9Qy7",
            "PASS: Zx9Qy7",
            "secret=Zx9Qy7",
            "token=Zx9Qy7",
            "token: Zx9Qy7",
            "client_secret=Zx9Qy7",
            "clientSecret: Zx9Qy7",
            "apikey=Zx9Qy7",
            "api-key: Zx9Qy7",
            "x-api-key: Zx9Qy7",
            "PIN=Zx9Qy7",
            "PIN: Zx9Qy7",
            "PIN Zx9Qy7",
            "passphrase Zx9Qy7",
            "passphrase: Zx9Qy7",
            "<password>Zx9Qy7</password>",
            "<wsse:Password Type=\"PasswordText\">Zx9Qy7</wsse:Password>",
            "<user password=\"Zx9Qy7\"/>",
            "sapgenpse seclogin -p SAPSSLS.pse -x Zx9Qy7 -O prdadm",
            "tool -u admin -p Zx9Qy7",
            "tool --password Zx9Qy7",
            "tool --password=Zx9Qy7",
            "hdbuserstore set DEFAULT host:30015 SAPABAP1 Zx9Qy7",
            "hdbuserstore -u prdadm SET KEY h:30013@PRD Zx9Qy7 Zx9Qy7",
            "/H/r/S/3299/W/Zx9Qy7/H/oss001",
            "/H/r/P/Zx9Qy7/S/3299/H/oss001",
            "/H/r/W/Zx9Qy7",
            "saprouter /W/Zx9Qy7/H/x",
            "/H/r/W/Zx9,Qy7/H/oss001",
            "/H/r/W/Zx9Qy7 Zx9Qy7/H/oss001",
            "SETENV_05 = DB_PASSWORD=Zx9Qy7",
            "setenv DB_PASSWORD Zx9Qy7",
            "dbs/hdb/password = Zx9Qy7",
            "ZJOB PASSWORD=Zx9Qy7",
            "v=Zx9Qy7,L=D",
            "H=h,U=X,v=Zx9Qy7,H=Zx9Qy7",
            "X,3,H=h,S=01,v=Zx9Qy7,Zx9Qy7,L=D",
            "X\t3\tH=h,v=Zx9Qy7\tZx9Qy7",
            "password = Zx9Qy7 Zx9Qy7",
            "password=\"Zx9Qy7 Zx9Qy7",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.Zx9Qy7",
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7Zx9Qy7VJTUt9Us8cKj",
        ] {
            let masked = masked(text);
            assert!(!masked.contains("Zx9") && !masked.contains("Qy7"), "{text}\n{masked}");
        }
    }

    #[test]
    fn names_that_only_speak_of_passwords_hide_nothing() {
        for text in [
            "login/min_password_lng = 8",
            "password is stored, password=",
            "H=host.example.test,v=%_PWD,N=/sap/bc/p/x,t=DFAULT",
            "Password logon no longer possible - too many failed attempts",
            "User and password are wrong (401 Unauthorized)",
            "Kennwort ist abgelaufen",
            "Name oder Kennwort ist nicht korrekt (Wiederholen Sie die Anmeldung)",
            "|PASSWORD |********|",
            "auth/rfc_authority_check = 1",
            "p:CN=PRD, OU=Basis@EXAMPLE",
            "p:SAPServicePRD@EXAMPLE.TEST",
            "p/krb5:SAPServicePRD@EXAMPLE.TEST",
            "mail to basis@example.test",
            "08:15:22 host@example.test",
            "HTTPS://apps.example.test:443/sap",
            "Pinged the host, shipping 5 tokens",
            "PWDCHGDATE 2026-11-01",
            "0F:A1:22:3B:0F:A1:22:3B:0F:A1:22:3B:0F:A1:22:3B:0F:A1:22:3B:0F:A1:22:3B",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "token_endpoint = https://h.example.test/oauth",
            "Basic Authentication is used",
            "sapgenpse get_my_name -p SAPSSLC.pse",
            "V=1.2.3",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn router_passwords_are_found_inside_other_text() {
        assert_eq!(found("|X|H=/H/10.1.1.5/S/3299/W/geheim/H/oss001,S=01|"), ["geheim"]);
        assert_eq!(found("route /h/r/w/one/h/r2/P/two/ failed"), ["one", "two"]);
        assert_eq!(found("path /usr/w/x"), [""; 0]);
    }

    #[test]
    fn long_texts_take_time_in_proportion() {
        for unit in [
            "password ",
            "/W/",
            "-p x ",
            "v=",
            "a:b@",
            "hdbuserstore set ",
            "eyJ",
            "PRIVATE KEY",
            "password=\"",
            "<password",
            "a/W/b/H/",
            "Abc1",
        ] {
            let text = unit.repeat(100_000 / unit.len());
            let begin = std::time::Instant::now();
            find(text.as_bytes());
            assert!(begin.elapsed().as_millis() < 2_000, "{unit}: {:?}", begin.elapsed());
        }
    }

    #[test]
    fn names_of_files_lose_their_secrets_and_stay_apart() {
        assert_eq!(veiled_path("a/PRD/P/password_policy.csv"), "a/PRD/P/password_policy.csv");
        assert_eq!(veiled_path("usr02-password-hashes-PRD.csv"), "usr02-password-hashes-PRD.csv");
        let paths = [
            "PRD/pw=Zx9Qy7.txt",
            "PRD/pw=Zx9Qy8.txt",
            "PASSWORD=Zx9/a.txt",
            "Passwort Zx9Qy7.txt",
            "password_Zx9Qy7.txt",
        ];
        let veiled = paths.map(veiled_path);
        assert!(veiled.iter().all(|path| !path.contains("Zx9")), "{veiled:?}");
        assert_ne!(veiled[0], veiled[1]);
        assert!(veiled[2].ends_with("/a.txt"));
    }

    #[test]
    fn odd_words_are_those_that_ordinary_text_does_not_have() {
        let text = "407 Proxy Authentication for Zx9Qy7 on 22.11.2026 06:15:49, SHA256 x1";
        let odd: Vec<&str> = odd_words(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(odd, ["Zx9Qy7", "x1"]);
    }

    #[test]
    fn a_masked_text_keeps_everything_but_the_secrets() {
        let text = b"/H/r/W/one/H/s/W/two";
        assert_eq!(mask(text, &find(text)).as_ref(), b"/H/r/W/****/H/s/W/****");
        assert!(matches!(mask(b"plain", &[]), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn any_bytes_give_ranges_inside_the_text_in_order(text in proptest::collection::vec(prop_oneof![
            proptest::sample::select(&b"/HWPhwp=:password ,|\"'"[..]), any::<u8>()], 0..80)) {
            let mut last = 0;
            for range in find(&text) {
                prop_assert!(last <= range.start && range.start < range.end && range.end <= text.len());
                last = range.end;
            }
        }
    }
}
