//! One line of an access control list: `P TP=* USER=* HOST=local USER-HOST=internal`, `USER=*,HOST=*,TP=x;` of the old syntax,
//! `HOST=host1,host2` of the message server.
//!
//! What a line is in any of the three files is told here. Which of its key words a file has, and what a line permits, is not.
//!
//! How sure it is. SAP's documentation says (help.sap.com, "Gateway Security Files secinfo and reginfo"): P or D and a blank or a
//! tab behind it; comments begin with #; a HOST that is missing is *; hosts stand behind commas; key words in capital letters, where
//! a kernel that asks for them takes others for missing (its SAP Notes 1473017 and 614971 were not read); the old syntax has commas
//! and a semicolon. Gateway experts of SAP say: a line is a whole entry and none goes on in the next, and the first that fits decides.
//! Others say: names with blanks need commas. Nobody says what becomes of a comment behind an entry, or of a small p. That HOST=
//! of ms_acl_info has commas and may have a blank is known from what SAP's policies and administrators write, not from SAP's words.

use std::ops::Range;

/// A key word: what stands before a `=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Tp,
    User,
    Host,
    UserHost,
    Pwd,
    No,
    Access,
    Cancel,
}

/// The key words as SAP writes them, in the order of [`Key`].
const KEYS: [(Key, &str); 8] = [
    (Key::Tp, "TP"),
    (Key::User, "USER"),
    (Key::Host, "HOST"),
    (Key::UserHost, "USER-HOST"),
    (Key::Pwd, "PWD"),
    (Key::No, "NO"),
    (Key::Access, "ACCESS"),
    (Key::Cancel, "CANCEL"),
];

impl Key {
    /// Its value is a list with commas.
    fn has_list(self) -> bool {
        !matches!(self, Self::Tp | Self::Pwd | Self::No)
    }
}

/// What a line begins with, if it is of the new syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letter {
    Permit,
    Deny,
}

/// An entry; all ranges are those of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub letter: Option<Letter>,
    /// The letter; without one, the first key word.
    pub begin: Range<usize>,
    /// Places of the key words with their values, by [`Key`].
    options: [Option<(Range<usize>, Range<usize>)>; KEYS.len()],
    /// The first key word that is not in capital letters.
    pub small: Option<usize>,
    /// A comment behind the entry, from its `#`.
    pub comment: Option<Range<usize>>,
}

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    Blank,
    Comment,
    Entry(Box<Entry>),
    /// No entry that a server would take: the byte and why.
    Malformed(usize, &'static str),
}

pub(super) const NO_KEY: &str = "this is no entry: one has key words with = and a value right behind them, such as TP=, USER= and HOST=. Begin the line with # if it is a comment";
const UNKNOWN_KEY: &str = "there is no such key word: secinfo has TP, USER, HOST and USER-HOST, reginfo has TP, HOST, ACCESS, CANCEL and NO, ms_acl_info has HOST";
const TWICE: &str = "this key word stands twice in the line: write all values behind one, with commas between them";
const EMPTY: &str = "nothing stands behind the =: write a value, or take the key word out";
const STRAY: &str = "this word belongs to no key word: values of a list have commas and no blanks between them, and a name with a blank needs commas between the key words";
const NO_NUMBER: &str = "behind NO= a number from 0 to 65535 stands";

pub(super) fn parse(line: &[u8]) -> Content {
    let Some(start) = line.iter().position(|byte| !byte.is_ascii_whitespace()) else { return Content::Blank };
    if line[start] == b'#' {
        return Content::Comment;
    }
    match entry(line, start) {
        Ok(entry) => Content::Entry(Box::new(entry)),
        Err((at, why)) => Content::Malformed(at, why),
    }
}

/// What is wrong, and the byte at which that shows.
type Mistake = (usize, &'static str);

/// A key word and its place.
type Word = (Key, Range<usize>);

fn entry(line: &[u8], start: usize) -> Result<Entry, Mistake> {
    let comment = inline_comment(line).map(|at| at..line.trim_ascii_end().len());
    let end = line[..comment.as_ref().map_or(line.len(), |comment| comment.start)].trim_ascii_end().len();
    let text = &line[..end];
    let letter = match text.get(start..start + 2).unwrap_or_default() {
        [b'P', b' ' | b'\t'] => Some(Letter::Permit),
        [b'D', b' ' | b'\t'] => Some(Letter::Deny),
        _ => None,
    };
    let words = words(text, start + usize::from(letter.is_some()))?;
    let Some(first) = words.first() else { return Err((start, NO_KEY)) };
    let mut entry = Entry {
        letter,
        begin: if letter.is_some() { start..start + 1 } else { first.1.clone() },
        options: Default::default(),
        small: None,
        comment,
    };
    // Only where key words stand apart by commas may a name have blanks.
    let has_commas = words.windows(2).any(|pair| text[..pair[1].1.start].trim_ascii_end().ends_with(b","));
    for (index, (key, word)) in words.iter().enumerate() {
        let next = words.get(index + 1).map_or(end, |next| next.1.start);
        let value = trimmed(text, word.end + 1..next);
        if value.is_empty() {
            return Err((word.start, EMPTY));
        }
        check(text, *key, value.clone(), has_commas)?;
        if KEYS.iter().all(|(_, known)| known.as_bytes() != &text[word.clone()]) {
            entry.small.get_or_insert(word.start);
        }
        if entry.options[*key as usize].replace((word.clone(), value)).is_some() {
            return Err((word.start, TWICE));
        }
    }
    Ok(entry)
}

/// Where a comment behind an entry begins: a `#` that no word holds.
fn inline_comment(line: &[u8]) -> Option<usize> {
    (1..line.len()).find(|at| line[*at] == b'#' && line[at - 1].is_ascii_whitespace())
}

/// The key words and their places.
fn words(text: &[u8], from: usize) -> Result<Vec<Word>, Mistake> {
    let mut words: Vec<Word> = Vec::new();
    for at in from..text.len() {
        if at > 0 && !is_separator(text[at - 1]) || is_separator(text[at]) {
            continue;
        }
        match word_at(text, at) {
            Some((Some(key), word)) => words.push((key, word)),
            // A password may be any text.
            Some((None, _)) if words.last().is_none_or(|(key, _)| *key != Key::Pwd) => return Err((at, UNKNOWN_KEY)),
            _ if words.is_empty() => return Err((at, NO_KEY)),
            _ => {}
        }
    }
    Ok(words)
}

/// No word longer than this is looked at, so that long lines cost no more than their length.
const LONGEST_WORD: usize = 24;

/// The word here, if a `=` stands right behind it, and the key word that it is.
fn word_at(text: &[u8], at: usize) -> Option<(Option<Key>, Range<usize>)> {
    let rest = text.get(at..)?;
    let length =
        rest.iter().take(LONGEST_WORD).position(|byte| !byte.is_ascii_alphabetic() && !matches!(byte, b'-' | b'_'))?;
    let word = at..at + length;
    (length > 0 && text[word.end] == b'=').then(|| {
        let known = KEYS.iter().find(|(_, known)| known.as_bytes().eq_ignore_ascii_case(&text[word.clone()]));
        (known.map(|(key, _)| *key), word)
    })
}

fn check(text: &[u8], key: Key, value: Range<usize>, has_commas: bool) -> Result<(), Mistake> {
    if key == Key::No {
        let number = std::str::from_utf8(&text[value.clone()]).ok().and_then(|number| number.parse::<u16>().ok());
        return number.map(|_| ()).ok_or((value.start, NO_NUMBER));
    }
    let parts = if key.has_list() { items(text, value) } else { vec![value] };
    for part in parts.into_iter().filter(|_| key != Key::Pwd && !(key == Key::Tp && has_commas)) {
        if let Some(blank) = text[part.clone()].iter().position(u8::is_ascii_whitespace) {
            let rest = &text[part.start + blank..part.end];
            return Err((part.end - rest.trim_ascii_start().len(), STRAY));
        }
    }
    Ok(())
}

/// The values of a list, without what stands between them.
pub(super) fn items(text: &[u8], list: Range<usize>) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut start = list.start;
    for part in text.get(list).unwrap_or_default().split(|byte| *byte == b',') {
        let item = trimmed(text, start..start + part.len());
        start += part.len() + 1;
        if !item.is_empty() {
            items.push(item);
        }
    }
    items
}

fn is_separator(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b';')
}

/// The range without separators at its ends.
fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let Some(first) = part.iter().position(|byte| !is_separator(*byte)) else { return range.start..range.start };
    let last = part.iter().rposition(|byte| !is_separator(*byte)).unwrap_or(first);
    range.start + first..range.start + last + 1
}

impl Entry {
    /// The value of a key word, lists as a whole.
    pub(super) fn value(&self, key: Key) -> Option<Range<usize>> {
        self.options[key as usize].as_ref().map(|(_, value)| value.clone())
    }

    /// The first key word that is none of these.
    pub(super) fn other_than(&self, keys: &[Key]) -> Option<usize> {
        let others = KEYS.iter().filter(|(key, _)| !keys.contains(key));
        others.filter_map(|(key, _)| self.options[*key as usize].as_ref()).map(|(word, _)| word.start).min()
    }

    /// Hardly anything but such a list has this line.
    pub(super) fn is_typical(&self) -> bool {
        self.value(Key::Tp).is_some() && (self.letter.is_some() || self.options.iter().flatten().count() > 1)
    }
}

/// Passwords in the line, whatever else is in it; they stand in comments, too.
pub(super) fn passwords(line: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..line.len() {
        let inside = at > 0 && line[at - 1].is_ascii_alphanumeric() || found.last().is_some_and(|last| at < last.end);
        let Some((Some(Key::Pwd), word)) = (if inside { None } else { word_at(line, at) }) else { continue };
        let is_key = |next: &usize| {
            is_separator(line[next - 1])
                && word_at(line, *next).is_some_and(|(key, _)| key.is_some_and(|key| key != Key::Pwd))
        };
        let end = (word.end + 2..line.len()).find(is_key).unwrap_or(line.len());
        let value = trimmed(line, word.end + 1..end);
        if !value.is_empty() {
            found.push(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> Entry {
        match parse(line.as_bytes()) {
            Content::Entry(entry) => *entry,
            other => panic!("{line}: {other:?}"),
        }
    }

    fn value(line: &str, key: Key) -> &str {
        read(line).value(key).map_or("-", |value| &line[value])
    }

    fn malformed(line: &str) -> (usize, &'static str) {
        match parse(line.as_bytes()) {
            Content::Malformed(at, why) => (at, why),
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn key_words_stand_between_blanks_tabs_or_commas_in_any_order() {
        for line in [
            "P TP=x USER=u HOST=h USER-HOST=v",
            " P\tUSER-HOST=v\tHOST=h  USER=u TP=x ",
            "P USER=u,HOST=h,TP=x, USER-HOST=v;",
        ] {
            assert_eq!(read(line).letter, Some(Letter::Permit), "{line}");
            let found = [Key::Tp, Key::User, Key::Host, Key::UserHost].map(|key| value(line, key));
            assert_eq!(found, ["x", "u", "h", "v"], "{line}");
        }
        assert_eq!(read("USER=*, HOST=hw1, TP=test;").letter, None);
        assert_eq!(read("D TP=*").letter, Some(Letter::Deny));
    }

    #[test]
    fn lists_have_commas_and_names_have_blanks_where_key_words_have_commas() {
        let line = "P TP=x HOST=a, b,,c ACCESS=d";
        let items: Vec<&str> =
            items(line.as_bytes(), read(line).value(Key::Host).unwrap()).into_iter().map(|at| &line[at]).collect();
        assert_eq!(items, ["a", "b", "c"]);
        assert_eq!(value("P TP=my program, HOST=a", Key::Tp), "my program");
        assert_eq!(malformed("P TP=my program HOST=a"), (8, STRAY));
        assert_eq!(malformed("P TP=x HOST=a b"), (14, STRAY));
    }

    #[test]
    fn small_key_words_are_noted_and_unknown_ones_are_malformed() {
        assert_eq!(read("P TP=x Host=h user=u").small, Some(7));
        assert_eq!(malformed("P TP=x HOSTS=h"), (7, UNKNOWN_KEY));
        assert_eq!(malformed("P TP=x,CLIENT=h"), (7, UNKNOWN_KEY));
        assert_eq!(malformed("P TP=x HOST="), (7, EMPTY));
        assert_eq!(malformed("P TP=x TP=y"), (7, TWICE));
        assert_eq!(malformed("P TP=x NO=70000"), (10, NO_NUMBER));
        assert_eq!(malformed("p TP=x"), (0, NO_KEY));
        assert_eq!(malformed("HOST = x"), (0, NO_KEY));
        assert_eq!(malformed("P"), (0, NO_KEY));
    }

    #[test]
    fn comments_stand_on_lines_of_their_own_and_behind_entries() {
        assert_eq!(parse(b" \t"), Content::Blank);
        assert_eq!(parse(b" # P TP=*"), Content::Comment);
        let line = "P TP=a#b HOST=c # why";
        assert_eq!((value(line, Key::Tp), value(line, Key::Host)), ("a#b", "c"));
        assert_eq!(&line[read(line).comment.unwrap()], "# why");
    }

    #[test]
    fn passwords_are_found_in_any_line() {
        let found =
            |line: &str| passwords(line.as_bytes()).into_iter().map(|at| line[at].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("USER=hugo, PWD=pass, USER-HOST=h, HOST=i, TP=prog;"), ["pass"]);
        assert_eq!(found("#PWD=two words TP=x"), ["two words"]);
        assert_eq!(found("broken pwd=a=b;"), ["a=b"]);
        assert_eq!(found("P TP=x PWD= HOST=y"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn nothing_panics_and_values_stand_apart(line in "[PD]?[ ,;#=ü]{0,3}((TP|USER|HOST|USER-HOST|PWD|NO|x)=?[a*1,; \t#ü=]{0,4}){0,6}") {
            for password in passwords(line.as_bytes()) {
                prop_assert!(password.start < password.end && password.end <= line.len());
            }
            let Content::Entry(entry) = parse(line.as_bytes()) else { return Ok(()) };
            let mut places: Vec<Range<usize>> = entry.options.into_iter().flatten().map(|(_, value)| value).collect();
            places.sort_by_key(|place| place.start);
            let mut end = 0;
            for place in places.into_iter().chain(entry.comment) {
                prop_assert!(end <= place.start && place.start < place.end && place.end <= line.len(), "{line}");
                end = place.end;
            }
        }
    }
}
