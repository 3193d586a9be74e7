//! Secrets that their form tells: in RFCOPTIONS, in addresses, in SAProuter strings, in options of commands, and keys.

use std::ops::Range;

use super::follow::next_option;
use super::{LONG, next_word, trimmed};
use crate::knowledge::password_column::is_plain_mask;
use crate::knowledge::rfc_options::unsure_end;
use crate::knowledge::router::{MARK, next_mark};

/// RFCOPTIONS in clear text: behind a password nothing is sure any more, for it may hold commas, tabs and signs.
pub(super) fn options(text: &[u8], found: &mut Vec<Range<usize>>) {
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
            // A bar is part of it, unless blanks fill the column before it.
            let mut quotes = 0;
            let mut is_end = |end: usize| {
                if text[end] == b'|' {
                    return end == start || b" ,".contains(&text[end - 1]) || text.get(end + 1).is_none();
                }
                quotes += 1;
                // Two quotes stand for one.
                let is_doubled = text.get(end + 1) == Some(&b'"') || (quotes % 2 == 0 && text[end - 1] == b'"');
                is_quoted && !is_doubled && text.get(end + 1).is_none_or(|next| b",;|\t".contains(next))
            };
            let mut ends = memchr::memchr2_iter(b'|', b'"', &text[start..]).map(|end| start + end);
            let end = ends.find(|end| is_end(*end)).unwrap_or(text.len());
            found.push(start..unsure_end(&text[..end], start));
            return;
        }
    }
}

/// `user:pass@host`, with and without `https://` before it, and `scott/tiger@db`.
pub(super) fn addresses(text: &[u8], found: &mut Vec<Range<usize>>) {
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
        let Some(split) = memchr::memchr2(b':', b'/', account) else {
            // `https://token@host`
            if schemed.is_some() && account.len() >= 8 && account.iter().any(u8::is_ascii_digit) {
                found.push(account_start..at);
            }
            continue;
        };
        let user = &account[..split];
        // SNC names of Kerberos and addresses of mail.
        let is_snc = matches!(user.to_ascii_lowercase().as_slice(), b"p" | b"mailto" | b"sip");
        if !user.is_empty() && (!is_snc || schemed.is_some()) {
            found.push(account_start + split + 1..at);
        }
    }
}

/// Passwords of SAProuter strings, wherever they stand.
pub(super) fn routes(text: &[u8], found: &mut Vec<Range<usize>>) {
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
            let next = next_mark(value, 0).map(|(next, _)| next).or_else(|| next_option(value));
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
pub(super) fn commands(text: &[u8], found: &mut Vec<Range<usize>>) {
    for at in memchr::memchr_iter(b'-', text) {
        if at > 0 && !b" \t\"'(".contains(&text[at - 1])
            || !text.get(at + 1).is_some_and(|option| b"xpP".contains(option))
        {
            continue;
        }
        let Some(value) = next_word(text, at + 2) else {
            // `-pS3cret`
            let end = super::follow::value_end(text, at + 2);
            let word = &text[at + 2..end];
            let has = |is: fn(&u8) -> bool| word.iter().any(is);
            if word.len() >= 4
                && has(u8::is_ascii_digit)
                && has(u8::is_ascii_alphabetic)
                && !has(|byte| b"=/.".contains(byte))
            {
                found.push(at + 2..end);
            }
            continue;
        };
        let word = &text[value.clone()];
        // The PSE of sapgenpse, and a further option.
        if !word.to_ascii_lowercase().ends_with(b".pse") && !word.starts_with(b"-") && !is_plain_mask(word) {
            found.push(value);
        }
    }
    accounts(text, found);
    statements(text, found);
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

/// `-u user:pass` (curl), `-u user/pass` (BR*Tools), `-user name pass` (sapcontrol).
fn accounts(text: &[u8], found: &mut Vec<Range<usize>>) {
    for at in memchr::memchr_iter(b'-', text) {
        if at > 0 && !b" \t\"'(-".contains(&text[at - 1]) {
            continue;
        }
        let length = text[at + 1..].iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'-').count();
        let option = text[at + 1..at + 1 + length].to_ascii_lowercase();
        if !matches!(option.as_slice(), b"u" | b"user" | b"proxy-user") {
            continue;
        }
        let end = at + 1 + length;
        let value = match text.get(end) {
            Some(b'=') => end + 1..super::follow::value_end(text, end + 1),
            _ => next_word(text, end).unwrap_or(end..end),
        };
        let word = &text[value.clone()];
        let split = memchr::memchr2(b':', b'/', word);
        if let Some(split @ 1..) = split.filter(|split| !word[*split..].starts_with(b"://")) {
            found.push(value.start + split + 1..value.end);
        } else if split.is_none() && option == b"user" && !word.is_empty() {
            found.extend(next_word(text, value.end).filter(|next| text[next.start] != b'-'));
        }
    }
}

/// `connect to X user NAME using PASS` (DB2), `identified by PASS` (Oracle).
fn statements(text: &[u8], found: &mut Vec<Range<usize>>) {
    let (mut before, mut start): ([&[u8]; 3], usize) = ([b""; 3], 0);
    for word in text.split(|byte| matches!(byte, b' ' | b'\t')) {
        let [third, second, first] = before;
        let is_db2 = third.eq_ignore_ascii_case(b"user") && first.eq_ignore_ascii_case(b"using");
        if !word.is_empty() {
            let is_oracle = second.eq_ignore_ascii_case(b"identified") && first.eq_ignore_ascii_case(b"by");
            if (is_db2 || is_oracle) && !super::follow::is_harmless(word) {
                found.push(start..super::follow::value_end(text, start));
            }
            before = [second, first, word];
        }
        start += word.len() + 1;
    }
}

/// Private keys as PEM writes them, and tokens of JWT.
pub(super) fn keys(text: &[u8], found: &mut Vec<Range<usize>>) {
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
pub(super) fn long_keys(text: &[u8], found: &mut Vec<Range<usize>>) {
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
pub(super) fn is_base64(word: &[u8], least: usize) -> bool {
    let has = |is: fn(&u8) -> bool| word.iter().any(is);
    word.len() >= least
        && word.iter().all(|byte| is_base64_byte(*byte))
        && (least < LONG || memchr::memchr3(b'.', b'-', b'_', word).is_none())
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
