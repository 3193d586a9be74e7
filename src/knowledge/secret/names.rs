//! Names that say that something is a secret, and names that hold one: of parameters and columns, of files and systems.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use sha2::{Digest, Sha256};

use super::{find, mask, merge, stands_in, words};

/// So many names.
const FEW: usize = 64;

/// The name of a parameter, an option, a column says that its value is a secret. `login/` holds the rules for passwords, and
/// no passwords.
pub fn speaks_of_secret(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    // `rfc/reject_expired_passwd`, `icf/reject_expired_passwd`: whether a logon is refused.
    if lower.len() < 2 || lower.starts_with(b"login/") || lower.ends_with(b"/reject_expired_passwd") {
        return false;
    }
    let is_word = |word: &[u8], of: &[&str]| of.iter().any(|known| known.as_bytes() == word);
    let is_between = |byte: &u8| {
        matches!(byte, b'_' | b'-' | b'.' | b'/' | b'[' | b']' | b':' | b'$' | b'%' | b'{' | b'}' | b'(' | b')')
    };
    let mut words = lower.split(is_between);
    if words.clone().any(|word| is_word(word, words::WORDS)) {
        // The last word says what it is: `token_endpoint` is an address.
        let is_about = |last: &[u8]| is_word(last, words::POLICIES) || is_word(last, words::THINGS);
        return !words.next_back().is_some_and(is_about);
    }
    // Names are short, and a faster automaton takes longer to build.
    static PARTS: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().kind(Some(AhoCorasickKind::NoncontiguousNFA)).build(words::PARTS).ok());
    // An empty folder has a few names, for which even that would take longer than to look for one part after the other.
    static NAMES: AtomicUsize = AtomicUsize::new(0);
    if NAMES.load(Ordering::Relaxed) < FEW {
        NAMES.fetch_add(1, Ordering::Relaxed);
        if !words::PARTS.iter().any(|part| stands_in(&lower, part.as_bytes())) {
            return false;
        }
    }
    let Some(end) = PARTS.as_ref().and_then(|parts| parts.find_iter(&lower).last()).map(|part| part.end()) else {
        return false;
    };
    let behind = lower.get(end..).unwrap_or_default();
    let is_policy = |word: &[u8]| {
        is_word(word, words::POLICIES) || is_word(word.strip_suffix(b"s").unwrap_or(word), words::POLICIES)
    };
    !behind.split(|byte| b"_-./".contains(byte)).any(is_policy)
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
