//! Lines that the machine of a CI would obey: one net under all that is printed, whatever files, folders, systems or rules are called.
//!
//! A CI reads the output of its steps. GitHub's runner takes a line that begins with `::` for a command, behind whatever white
//! space, and `##[command]` wherever it stands in a line (actions/runner, `ActionCommand.cs`); Azure's agent takes `##vso[...]`
//! anywhere (azure-pipelines-agent, `Command.cs`), TeamCity `##teamcity[...]`. So no `::` and no `%%` begins a line, and no
//! `##word[` stands anywhere. The character that makes it a command is shown as U+FFFD; in JSON, where that would change what is
//! said, it is written as an escape.
//!
//! A format that is meant to give a CI orders writes past this net, and escapes for itself what it fills in.

use std::borrow::Cow;
use std::io::{self, Write};

use bstr::ByteSlice;
use memchr::memmem;

/// What a line must not begin with.
const AT_BEGIN: [&[u8]; 2] = [b"::", b"%%"];

/// Characters that end a line for one reader or other, beside the line feed, and beside those of ASCII.
const OTHER_ENDS: [&[u8]; 3] = ["\u{85}".as_bytes(), "\u{2028}".as_bytes(), "\u{2029}".as_bytes()];

/// What the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text for people.
    Text,
    /// JSON: its lines begin with brackets, quotes and blanks only.
    Json,
}

/// The text without anything that a CI would obey. Its begin is the begin of a line.
pub(crate) fn disarm(text: &str) -> Cow<'_, str> {
    match disarmed(text.as_bytes(), Kind::Text) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

fn disarmed(text: &[u8], kind: Kind) -> Cow<'_, [u8]> {
    let mut places = bracketed(text);
    if kind == Kind::Text {
        places.extend(line_begins(text).filter_map(|line| begin_of_command(text, line)));
        places.sort_unstable();
        places.dedup();
    }
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let replacement = match kind {
        Kind::Text => "\u{FFFD}",
        Kind::Json => "\\u0023",
    };
    let mut harmless = Vec::with_capacity(text.len() + replacement.len() * places.len());
    let mut from = 0;
    for place in places {
        harmless.extend_from_slice(&text[from..place]);
        harmless.extend_from_slice(replacement.as_bytes());
        from = place + 1;
    }
    harmless.extend_from_slice(&text[from..]);
    Cow::Owned(harmless)
}

/// Where the second `#` of each `##word[` is.
fn bracketed(text: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| memmem::find(rest, b"##")) {
        from += at + 1;
        let behind = text.get(from + 1..).unwrap_or_default();
        let word = behind.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
        if behind.get(word) == Some(&b'[') {
            places.push(from);
        }
    }
    places
}

/// Where lines begin, in whatever order.
fn line_begins(text: &[u8]) -> impl Iterator<Item = usize> {
    let others = OTHER_ENDS.iter().flat_map(|end| memmem::find_iter(text, end).map(|at| at + end.len()));
    let ends = memchr::memchr_iter(b'\n', text).chain(memchr::memchr3_iter(b'\r', b'\x0B', b'\x0C', text));
    std::iter::once(0).chain(ends.map(|at| at + 1)).chain(others)
}

/// Where the first character is that one sees of this line, if a command begins with it.
fn begin_of_command(text: &[u8], line: usize) -> Option<usize> {
    let mut at = line;
    loop {
        let rest = text.get(at..)?;
        if let Some(length) = length_of_colour(rest).or_else(|| length_of_link(rest)) {
            at += length;
            continue;
        }
        let (character, length) = bstr::decode_utf8(rest);
        match character {
            // The next line is looked at for itself.
            Some('\n') => return None,
            Some(character) if is_unseen(character) => at += length,
            _ => return AT_BEGIN.iter().any(|command| rest.starts_with(command)).then_some(at),
        }
    }
}

/// The length of a sequence that changes colours, if one stands here.
fn length_of_colour(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"\x1B[")?;
    let numbers = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    (rest.get(numbers) == Some(&b'm')).then_some(2 + numbers + 1)
}

/// The length of a sequence that begins or ends a link, if one stands here.
fn length_of_link(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"\x1B]8;")?;
    Some(memmem::find(rest, b"\x1B\\")? + 4 + 2)
}

/// White space and what has no width: a reader may trim it.
pub(crate) fn is_unseen(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// Lets nothing through that a CI would obey. It holds back the line that is not whole, until it is flushed.
pub(crate) struct Disarming<W> {
    out: W,
    kind: Kind,
    open: Vec<u8>,
}

impl<W: Write> Disarming<W> {
    pub fn new(kind: Kind, out: W) -> Self {
        Self { out, kind, open: Vec::new() }
    }
}

impl<W: Write> Write for Disarming<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(end) = bytes.rfind_byte(b'\n') else {
            self.open.extend_from_slice(bytes);
            return Ok(bytes.len());
        };
        let (whole, open) = bytes.split_at(end + 1);
        if self.open.is_empty() {
            self.out.write_all(&disarmed(whole, self.kind))?;
        } else {
            self.open.extend_from_slice(whole);
            let held = std::mem::take(&mut self.open);
            self.out.write_all(&disarmed(&held, self.kind))?;
        }
        self.open.extend_from_slice(open);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.open);
        self.out.write_all(&disarmed(&held, self.kind))?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_line_begins_as_a_command_whatever_stands_before_it() {
        for (text, harmless) in [
            ("::error::x\n", "\u{FFFD}:error::x\n"),
            ("a\n  \t::add-mask::x", "a\n  \t\u{FFFD}:add-mask::x"),
            ("a\r::x", "a\r\u{FFFD}:x"),
            ("a\u{2028}\u{A0}::x", "a\u{2028}\u{A0}\u{FFFD}:x"),
            ("\u{1b}[1m\u{1b}[0;31m::x\u{1b}[0m", "\u{1b}[1m\u{1b}[0;31m\u{FFFD}:x\u{1b}[0m"),
            (
                "\u{1b}]8;;file:///x\u{1b}\\::x\u{1b}]8;;\u{1b}\\",
                "\u{1b}]8;;file:///x\u{1b}\\\u{FFFD}:x\u{1b}]8;;\u{1b}\\",
            ),
            ("\u{FEFF}\u{200B}::x", "\u{FEFF}\u{200B}\u{FFFD}:x"),
            (":::x", "\u{FFFD}::x"),
            ("%%x%%\n%y", "\u{FFFD}%x%%\n%y"),
        ] {
            assert_eq!(disarm(text), harmless);
        }
    }

    #[test]
    fn a_command_in_brackets_is_none_wherever_it_stands() {
        for (text, harmless) in [
            ("##[error]x", "#\u{FFFD}[error]x"),
            ("a ##vso[task.setvariable variable=x]y", "a #\u{FFFD}vso[task.setvariable variable=x]y"),
            ("###teamcity[x '##[y]']", "##\u{FFFD}teamcity[x '#\u{FFFD}[y]']"),
        ] {
            assert_eq!(disarm(text), harmless);
        }
        let json = r###"{"path":"##vso[x]\\##[y]"}"###;
        let written = String::from_utf8(disarmed(json.as_bytes(), Kind::Json).into_owned()).unwrap();
        assert!(!written.contains("##"), "{written}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&written), value(json));
    }

    #[test]
    fn all_else_stays_as_it_is() {
        for text in ["", "150:PFS:HIGH::EC_P256\n", "## Files\n\n- a ::b\n", "# a #[b] ##\n[c]", "50 %% of\n100%\n"] {
            assert!(matches!(disarm(text), Cow::Borrowed(_)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_text_is_cut_into_pieces(
            text in "(::|##|\\[|vso|\n|\r| |a|%%|\u{1b}\\[1m){0,24}",
            cuts in proptest::collection::vec(0_usize..80, 0..4),
        ) {
            let mut out = Vec::new();
            let mut disarming = Disarming::new(Kind::Text, &mut out);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).chain([0, text.len()]).collect();
            cuts.sort_unstable();
            for part in cuts.windows(2) {
                disarming.write_all(&text.as_bytes()[part[0]..part[1]]).unwrap();
            }
            disarming.flush().unwrap();
            let out = String::from_utf8(out).unwrap();
            prop_assert_eq!(&out, &disarm(&text));
            prop_assert!(!out.contains("##[") && !out.contains("##vso["));
            let plain = out.replace("\u{1b}[1m", "");
            prop_assert!(!plain.split(['\n', '\r']).any(|line| line.trim().starts_with("::") || line.trim().starts_with("%%")));
        }
    }
}
