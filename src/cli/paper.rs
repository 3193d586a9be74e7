//! Pages for reading: headings, wrapped paragraphs, colours.

use anstyle::{AnsiColor, Style};

use crate::finding::Severity;
use crate::terminal_text::wrap;

/// Text with headings, coloured or not.
pub(super) struct Paper {
    pub text: String,
    color: bool,
    width: usize,
}

impl Paper {
    /// An empty one.
    pub fn new(color: bool, width: usize) -> Self {
        Self { text: String::new(), color, width: width.max(40) }
    }

    /// A word in a style, if colours may be used.
    pub fn styled(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// A line that stands out.
    pub fn heading(&mut self, text: &str) {
        let heading = self.styled(Style::new().bold(), text);
        self.line(&heading);
    }

    /// A line as it is.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// Wrapped text; `first` stands before the first line, blanks of its width before the others.
    pub fn paragraph(&mut self, first: &str, text: &str) {
        let indent = " ".repeat(first.chars().count());
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (number, line) in wrap(&words, self.width.saturating_sub(indent.len()).max(20)).into_iter().enumerate() {
            let before = if number == 0 { first } else { &indent };
            self.line(&format!("{before}{line}"));
        }
    }

    /// A name, what it is behind a column of `widest`, wrapped.
    pub fn entry(&mut self, name: &str, widest: usize, text: &str) {
        self.paragraph(&format!("  {name:widest$}  "), text);
    }
}

/// The word for a severity, in its colour.
pub(super) fn severity(paper: &Paper, severity: Severity) -> String {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    paper.styled(Style::new().fg_color(Some(color.into())).bold(), severity.name())
}
