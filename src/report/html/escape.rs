//! Makes foreign text harmless in HTML. The template applies it to all that it shows.

use std::fmt::{self, Write};

use askama::filters::{Escaper, Html};

use crate::terminal_text::clean_lines;

/// Replaces characters that control something or turn the direction of writing, and escapes markup.
#[derive(Debug, Clone, Copy, Default)]
pub struct Harmless;

impl Escaper for Harmless {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        let text = clean_lines(text);
        // Two of them begin an order to Azure's agents and to TeamCity, wherever they stand in what is printed.
        let mut parts = text.split('#');
        Html.write_escaped_str(&mut out, parts.next().unwrap_or_default())?;
        parts.try_for_each(|part| {
            out.write_str("&#35;")?;
            Html.write_escaped_str(&mut out, part)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_neither_markup_nor_control() {
        let mut out = String::new();
        Harmless
            .write_escaped_str(&mut out, "<b a='x' c=\"y\">&\u{202e}\u{1b}[31m]]>\n</b>##vso[task.complete]")
            .unwrap();
        assert!(!out.contains(['<', '>', '"', '\'', '\u{202e}', '\u{1b}']), "{out}");
        assert!(!out.contains("##"), "{out}");
        assert_eq!(out.matches('&').count(), out.matches("&#").count());
    }
}
