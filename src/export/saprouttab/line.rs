//! One line of a route permission table: `P source destination service password`, and the SNC entries that begin with K.
//!
//! Fields stand between blanks, an SNC name in double quotes may hold some. What a line permits is not told here.

use std::ops::Range;

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Permit,
    Secure,
    Deny,
    SncTarget,
    SncPermit,
    SncSecure,
    SncDeny,
}

impl Kind {
    /// The letters as they stand in the table.
    pub(super) fn letters(self) -> &'static str {
        match self {
            Self::Permit => "P",
            Self::Secure => "S",
            Self::Deny => "D",
            Self::SncTarget => "KT",
            Self::SncPermit => "KP",
            Self::SncSecure => "KS",
            Self::SncDeny => "KD",
        }
    }

    /// What becomes of a connection that the line is about.
    pub(super) fn action(self) -> &'static str {
        match self {
            Self::Permit | Self::SncPermit => "permit",
            Self::Secure | Self::SncSecure => "permit-sap-protocol",
            Self::Deny | Self::SncDeny => "deny",
            Self::SncTarget => "snc-partner",
        }
    }

    /// The first field is the partner's SNC name, not a host.
    pub(super) fn is_snc(self) -> bool {
        !matches!(self, Self::Permit | Self::Secure | Self::Deny)
    }
}

/// An entry; all ranges are those of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub kind: Kind,
    /// The first word, limits included.
    pub kind_place: Range<usize>,
    /// How many SAProuters may stand before and after this one on the route; none if any number may.
    pub before: Option<(i64, Range<usize>)>,
    pub after: Option<(i64, Range<usize>)>,
    /// The partner's SNC name, without its quotes.
    pub snc_name: Option<Range<usize>>,
    pub source: Option<Range<usize>>,
    pub destination: Option<Range<usize>>,
    pub service: Option<Range<usize>>,
    /// The password and all behind it that is no comment.
    pub password: Option<Range<usize>>,
    /// A single word `#...` where a password may stand: it may be one, or a comment.
    pub doubtful: Option<Range<usize>>,
    /// An inline comment, from its `#`.
    pub comment: Option<Range<usize>>,
    /// More words than a line has fields: where they begin.
    pub surplus: Option<usize>,
}

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Blank, or a comment.
    Nothing,
    Entry(Box<Entry>),
    /// No entry that SAProuter would take: the byte and why.
    Malformed(usize, &'static str),
}

pub(super) const NO_KIND: &str =
    "the line begins with none of P, S, D, KT, KP, KS and KD, so nobody knows what it permits";
const LIMITS: &str = "behind P, S and D two numbers or * may stand, a comma between them: P0,1";
pub(super) const NO_SOURCE: &str = "the line has no host";
pub(super) const NO_SNC_NAME: &str = "the line has no SNC name";
const OPEN_QUOTE: &str = "the double quotes around the SNC name are not closed";

pub(super) fn parse(line: &[u8]) -> Content {
    let mut words = Words { line, at: 0 };
    let Some(first) = words.next() else { return Content::Nothing };
    let text = &line[first.clone()];
    if text.first() == Some(&b'#') {
        return Content::Nothing;
    }
    let mut entry = match begin(&line[..first.end]) {
        Ok(entry) => entry,
        Err((at, why)) => return Content::Malformed(at, why),
    };
    if let Err((at, why)) = entry.read_fields(words) {
        return Content::Malformed(at, why);
    }
    Content::Entry(Box::new(entry))
}

/// An entry of which no more is known than its first word, behind which the text ends.
pub(super) fn begin(text: &[u8]) -> Result<Entry, (usize, &'static str)> {
    let start = text.len() - text.trim_ascii_start().len();
    let first = start..text.len();
    let Some((kind, limits)) = kind(&text[start..]) else { return Err((start, NO_KIND)) };
    let limits = start + limits..text.len();
    let mut entry = Entry {
        kind,
        kind_place: first,
        before: None,
        after: None,
        snc_name: None,
        source: None,
        destination: None,
        service: None,
        password: None,
        doubtful: None,
        comment: None,
        surplus: None,
    };
    if !limits.is_empty() {
        let Some((before, after)) = self::limits(text, limits.clone()) else { return Err((limits.start, LIMITS)) };
        (entry.before, entry.after) = (before, after);
    }
    Ok(entry)
}

impl Entry {
    fn read_fields(&mut self, mut words: Words<'_>) -> Result<(), (usize, &'static str)> {
        let line = words.line;
        let Some(first) = words.next_field(self) else {
            return Err((self.kind_place.end, if self.kind.is_snc() { NO_SNC_NAME } else { NO_SOURCE }));
        };
        if self.kind.is_snc() {
            self.snc_name = Some(unquoted(line, first.clone()).ok_or((first.start, OPEN_QUOTE))?);
        } else {
            self.source = Some(first);
        }
        self.destination = words.next_field(self);
        self.service = words.next_field(self);
        let Some(word) = words.next_field(self) else { return Ok(()) };
        if line.get(word.start) == Some(&b'#') {
            // `next_field` takes a `#` for a comment but where a lone word stands in the password's place.
            self.doubtful = Some(word);
            return Ok(());
        }
        let mut password = word;
        while let Some(word) = words.next() {
            if line.get(word.start) == Some(&b'#') {
                self.comment = Some(word.start..words.end());
                break;
            }
            self.surplus.get_or_insert(word.start);
            password.end = word.end;
        }
        self.password = Some(password);
        Ok(())
    }
}

/// The kind, and where its limits begin.
pub(super) fn kind(word: &[u8]) -> Option<(Kind, usize)> {
    Some(match word {
        b"KT" => (Kind::SncTarget, 2),
        b"KP" => (Kind::SncPermit, 2),
        b"KS" => (Kind::SncSecure, 2),
        b"KD" => (Kind::SncDeny, 2),
        [letter, limits @ ..] if limits.iter().all(|byte| matches!(byte, b'0'..=b'9' | b',' | b'*')) => match letter {
            b'P' => (Kind::Permit, 1),
            b'S' => (Kind::Secure, 1),
            b'D' => (Kind::Deny, 1),
            _ => return None,
        },
        _ => return None,
    })
}

type Limit = Option<(i64, Range<usize>)>;

/// `0,1`, `*,0`: the numbers of SAProuters before and after.
fn limits(line: &[u8], place: Range<usize>) -> Option<(Limit, Limit)> {
    let text = std::str::from_utf8(line.get(place.clone())?).ok()?;
    let (before, after) = text.split_once(',')?;
    let limit = |text: &str, start: usize| match text {
        "*" => Some(None),
        _ => Some(Some((text.parse().ok()?, start..start + text.len()))),
    };
    Some((limit(before, place.start)?, limit(after, place.start + before.len() + 1)?))
}

fn unquoted(line: &[u8], word: Range<usize>) -> Option<Range<usize>> {
    match line.get(word.clone())? {
        [b'"', .., b'"'] => Some(word.start + 1..word.end - 1),
        [b'"', ..] => None,
        _ => Some(word),
    }
}

/// The words of a line; one that begins with a double quote ends with the next one.
struct Words<'l> {
    line: &'l [u8],
    at: usize,
}

impl Words<'_> {
    /// The next word that is a field. A comment ends the fields, and is noted.
    fn next_field(&mut self, entry: &mut Entry) -> Option<Range<usize>> {
        if entry.comment.is_some() {
            return None;
        }
        let word = self.next()?;
        if self.line.get(word.start) != Some(&b'#') {
            return Some(word);
        }
        let is_password_place = entry.service.is_some() && entry.kind != Kind::SncTarget;
        if is_password_place && word.len() > 1 && word.end == self.end() {
            return Some(word);
        }
        entry.comment = Some(word.start..self.end());
        None
    }

    /// Where the last word of the line ends.
    fn end(&self) -> usize {
        self.line.trim_ascii_end().len()
    }
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.line.get(self.at..)?;
        let start = self.at + rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let word = &self.line[start..];
        let end = if word.first() == Some(&b'"') {
            word.iter().skip(1).position(|byte| *byte == b'"').map_or(word.trim_ascii_end().len(), |quote| quote + 2)
        } else {
            word.iter().position(u8::is_ascii_whitespace).unwrap_or(word.len())
        };
        self.at = start + end;
        Some(start..start + end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(line: &str) -> Entry {
        match parse(line.as_bytes()) {
            Content::Entry(entry) => *entry,
            other => panic!("{line}: {other:?}"),
        }
    }

    /// SNC name, source, destination, service, password, comment.
    fn fields(line: &str) -> [&str; 6] {
        let entry = entry(line);
        [entry.snc_name, entry.source, entry.destination, entry.service, entry.password, entry.comment]
            .map(|field| field.map_or("-", |field| &line[field]))
    }

    #[test]
    fn fields_stand_between_blanks_and_the_last_ones_may_be_missing() {
        assert_eq!(fields("P 155.57.1011xxxx.*"), ["-", "155.57.1011xxxx.*", "-", "-", "-", "-"]);
        assert_eq!(fields("D\thost1   host2\tserviceX "), ["-", "host1", "host2", "serviceX", "-", "-"]);
        assert_eq!(fields("  P host4 host5 * pass"), ["-", "host4", "host5", "*", "pass", "-"]);
    }

    #[test]
    fn snc_names_stand_in_quotes_or_without() {
        let line = "KP \"p:CN=router, OU=SAProuter, O=Example\" 10.1.2.3 3200 secret";
        assert_eq!(fields(line), ["p:CN=router, OU=SAProuter, O=Example", "-", "10.1.2.3", "3200", "secret", "-"]);
        assert_eq!(fields("KT S:SR@host4 host4 3333"), ["S:SR@host4", "-", "host4", "3333", "-", "-"]);
        assert_eq!(fields("KS * 10.5.0.* *"), ["*", "-", "10.5.0.*", "*", "-", "-"]);
        assert_eq!(parse(b"KP \"p:CN=router * *"), Content::Malformed(3, OPEN_QUOTE));
    }

    #[test]
    fn limits_are_numbers_or_any() {
        let limits = |line| (entry(line).before.map(|it| it.0), entry(line).after.map(|it| it.0));
        assert_eq!(limits("P0,1 * * 3200"), (Some(0), Some(1)));
        assert_eq!(limits("S*,0 * *"), (None, Some(0)));
        assert_eq!(limits("P * *"), (None, None));
        assert_eq!(parse(b"P01 * *"), Content::Malformed(1, LIMITS));
        assert_eq!(parse(b"P0,1,2 * *"), Content::Malformed(1, LIMITS));
    }

    #[test]
    fn an_inline_comment_is_no_password() {
        assert_eq!(fields("D  *  *  *  # If nothing fits"), ["-", "*", "*", "*", "-", "# If nothing fits"]);
        assert_eq!(fields("D * # the rest"), ["-", "*", "-", "-", "-", "# the rest"]);
        assert_eq!(fields("P0,1 * host 3200 pass # SID"), ["-", "*", "host", "3200", "pass", "# SID"]);
        assert_eq!(fields("D * * * #"), ["-", "*", "*", "*", "-", "#"]);
    }

    #[test]
    fn a_lone_word_with_a_hash_in_the_place_of_the_password_may_be_one() {
        let line = "P * host 3200 #secret";
        assert_eq!((fields(line)[4], &line[entry(line).doubtful.unwrap()]), ("-", "#secret"));
        assert_eq!(fields("KT \"p:CN=a\" host * #note")[5], "#note");
    }

    #[test]
    fn too_many_words_may_all_be_part_of_the_password() {
        let line = "P * host 3200 my secret  word # and why";
        assert_eq!((fields(line)[4], entry(line).surplus), ("my secret  word", Some(17)));
        assert_eq!(fields(line)[5], "# and why");
    }

    proptest! {
        #[test]
        fn nothing_panics_and_fields_stand_apart_and_in_order(line in "[PSDK]?[PTSD0-9,*]{0,3}[ab*#\"\t 1.ü]{0,40}") {
            let Content::Entry(entry) = parse(line.as_bytes()) else { return Ok(()) };
            let fields = [entry.snc_name, entry.source, entry.destination, entry.service, entry.password.or(entry.doubtful)];
            let mut end = entry.kind_place.end;
            for field in fields.into_iter().flatten().chain(entry.comment) {
                prop_assert!(end <= field.start && field.start <= field.end && field.end <= line.len(), "{line}");
                end = field.end;
            }
        }
    }

    #[test]
    fn other_lines_are_comments_or_malformed() {
        assert_eq!(parse(b""), Content::Nothing);
        assert_eq!(parse(b" # P * * *"), Content::Nothing);
        assert_eq!(parse(b"p * * *"), Content::Malformed(0, NO_KIND));
        assert_eq!(parse(b"  X * *"), Content::Malformed(2, NO_KIND));
        assert_eq!(parse(b"P"), Content::Malformed(1, NO_SOURCE));
        assert_eq!(parse(b"P # nobody"), Content::Malformed(1, NO_SOURCE));
        assert_eq!(parse(b"KD"), Content::Malformed(2, NO_SNC_NAME));
    }
}
