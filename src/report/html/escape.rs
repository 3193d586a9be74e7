//! Makes foreign text harmless in HTML. The template applies it to all that it shows.

use std::fmt::{self, Write};

use askama::filters::{Escaper, Html};

use crate::terminal_text::clean_lines;

/// Replaces characters that control something or turn the direction of writing, and escapes markup.
#[derive(Debug, Clone, Copy, Default)]
pub struct Harmless;

impl Escaper for Harmless {
    fn write_escaped_str<W: Write>(&self, out: W, text: &str) -> fmt::Result {
        Html.write_escaped_str(out, &clean_lines(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_neither_markup_nor_control() {
        let mut out = String::new();
        Harmless.write_escaped_str(&mut out, "<b a='x' c=\"y\">&\u{202e}\u{1b}[31m]]>\n</b>").unwrap();
        assert!(!out.contains(['<', '>', '"', '\'', '\u{202e}', '\u{1b}']), "{out}");
        assert_eq!(out.matches('&').count(), out.matches("&#").count());
    }
}
