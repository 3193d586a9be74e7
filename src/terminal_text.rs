//! What writing to terminals takes: making foreign text harmless, breaking lines, colours.
//! What is written is the business of the reports, the pages and the complaints, which all stand above it.

pub(crate) mod runner_commands;

use crate::finding::Severity;
use std::borrow::Cow;
use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};

/// Stands for each character that must not reach a terminal.
const HARMLESS: char = char::REPLACEMENT_CHARACTER;

/// Makes text from exports safe to show on one line of a terminal.
///
/// Control characters (C0 with line feed and tab, DEL, C1; so each escape sequence loses its escape), line separators and characters that
/// turn the direction of writing become U+FFFD. The number of characters stays the same, the number of bytes may not.
pub fn clean(text: &str) -> Cow<'_, str> {
    replace(text, is_harmful)
}

/// Like [`clean`], but keeps line feeds, for text that may have several lines.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    replace(text, |character| character != '\n' && is_harmful(character))
}

/// The character to show for one from an export.
pub(crate) fn clean_character(character: char) -> char {
    if is_harmful(character) { HARMLESS } else { character }
}

fn replace(text: &str, harmful: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&harmful) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|character| if harmful(character) { HARMLESS } else { character }).collect())
}

fn is_harmful(character: char) -> bool {
    // The marks beside the overrides, isolates and separators do the same damage in a smaller way.
    const TURNS: [char; 3] = ['\u{061c}', '\u{200e}', '\u{200f}'];
    character.is_control()
        || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || TURNS.contains(&character)
}

/// Breaks text at white space into lines of at most `width` characters, and keeps its own line ends. Drops empty lines.
///
/// Never breaks a word, however long, nor at `-` and `/`: names must stay whole so that they can be copied.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let lines = text.lines().map(str::trim_end);
    // A line that fits keeps its spaces as they are.
    let broken = |line: &str| match line.chars().count() {
        0 => Vec::new(),
        length if length <= width => vec![line.to_owned()],
        _ => fill(line.split_whitespace(), " ", width),
    };
    lines.flat_map(broken).collect()
}

/// Puts pieces with a joint between them on lines of at most `width` characters; a joint at a line's end loses its trailing space.
pub(crate) fn fill<'a>(pieces: impl IntoIterator<Item = &'a str>, joint: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.chars().count() + joint.chars().count() + piece.chars().count() <= width => {
                line.push_str(joint);
                line.push_str(piece);
            }
            Some(line) => {
                line.push_str(joint.trim_end());
                lines.push(piece.to_owned());
            }
            None => lines.push(piece.to_owned()),
        }
    }
    lines
}

/// The width of a column with texts of these lengths. One that is longer than any name that people give stands out of its
/// column: it moves no other line, and a format's width ends at 65,535.
pub(crate) fn column_width(lengths: impl Iterator<Item = usize>) -> usize {
    lengths.max().unwrap_or(0).min(WIDEST_COLUMN)
}

const WIDEST_COLUMN: usize = 100;

/// Number and word, the word in the plural where it must be.
pub(crate) fn counted(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// The colours of a report; all plain without colour.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Palette {
    pub error: Style,
    pub warning: Style,
    pub note: Style,
    pub good: Style,
    pub strong: Style,
}

impl Palette {
    pub fn new(color: bool) -> Self {
        if !color {
            return Self::default();
        }
        Self {
            error: AnsiColor::Red.on_default().bold(),
            warning: AnsiColor::Yellow.on_default().bold(),
            note: AnsiColor::Cyan.on_default().bold(),
            good: AnsiColor::Green.on_default(),
            strong: Style::new().bold(),
        }
    }

    pub fn severity(&self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Note => self.note,
        }
    }
}

/// Text in a style.
pub(crate) struct Painted<T>(pub Style, pub T);

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(style, text) = self;
        write!(formatter, "{style}{text}{style:#}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        assert_eq!(clean("a\u{1b}[31mb"), "a\u{fffd}[31mb");
        assert_eq!(clean("\r\n\t\0\u{7f}\u{9b}"), "\u{fffd}".repeat(6));
        for bidi in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').chain(['\u{200f}', '\u{2028}']) {
            assert_eq!(clean(&format!("x{bidi}y")), "x\u{fffd}y");
        }
        assert_eq!(clean_lines("a\nb\u{7}"), "a\nb\u{fffd}");
    }

    #[test]
    fn harmless_text_is_not_copied() {
        assert!(matches!(clean("Prüfung · 日本 ✓"), Cow::Borrowed(_)));
    }

    #[test]
    fn names_are_never_broken() {
        assert_eq!(
            wrap("set ssl/client_ciphersuites for SAP-SUPPORT_PORTAL", 12),
            ["set", "ssl/client_ciphersuites", "for", "SAP-SUPPORT_PORTAL"]
        );
        assert_eq!(wrap("a b\n\nc", 80), ["a b", "c"]);
        assert_eq!(fill(["one", "two", "three"], ", ", 8), ["one, two,", "three"]);
    }
}
