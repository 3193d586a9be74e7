//! Mistakes in the files that users write for basislint, rule files and configuration: shown at their place, with a way out.
//!
//! Mistakes in exports are no complaints: they are findings or notes of the file.

use std::fmt;
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity,
    SourceCode, SourceSpan, SpanContents,
};

use crate::terminal_text::wrap;

/// One mistake at one place of a file that a user wrote.
#[derive(Debug)]
pub struct Complaint {
    message: String,
    label: String,
    help: Option<String>,
    span: Range<usize>,
    severity: Severity,
    source: Around,
}

/// What stands around a place: a file may have thousands of mistakes, and none of them needs all of it.
#[derive(Debug)]
struct Around {
    path: String,
    text: String,
    /// Where in the file the text begins.
    begin: usize,
    /// 0-based line and column, in characters, of its first byte.
    line: usize,
    column: usize,
}

/// So many bytes to the left and to the right of a place suffice.
const AROUND_BYTES: usize = 4096;
/// And so many lines.
const AROUND_LINES: usize = 2;

impl Around {
    fn of(path: &str, text: &str, span: &Range<usize>) -> Self {
        let at = |place: usize| (0..=place.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (start, end) = (at(span.start), at(span.end));
        let before = text.get(at(start.saturating_sub(AROUND_BYTES))..start).unwrap_or_default();
        let behind = text.get(end..at(end.saturating_add(AROUND_BYTES))).unwrap_or_default();
        let first = memchr::memrchr_iter(b'\n', before.as_bytes()).nth(AROUND_LINES).map_or(0, |line_end| line_end + 1);
        let last = memchr::memchr_iter(b'\n', behind.as_bytes())
            .nth(AROUND_LINES)
            .map_or(behind.len(), |line_end| line_end + 1);
        let begin = start - before.len() + first;
        let above = text.get(..begin).unwrap_or_default();
        let line_start = memchr::memrchr(b'\n', above.as_bytes()).map_or(0, |line_end| line_end + 1);
        Self {
            path: clean(path),
            text: clean(text.get(begin..end + last).unwrap_or_default()),
            begin,
            line: memchr::memchr_iter(b'\n', above.as_bytes()).count(),
            column: above.get(line_start..).unwrap_or_default().chars().count(),
        }
    }

    /// The part of the text that is this range of the file.
    fn within(&self, span: &Range<usize>) -> Range<usize> {
        let at = |place: usize| place.saturating_sub(self.begin).min(self.text.len());
        at(span.start)..at(span.end)
    }
}

impl SourceCode for Around {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        let (line, column) = (contents.line() + self.line, contents.column());
        let column = if contents.line() == 0 { column + self.column } else { column };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            contents.data(),
            *contents.span(),
            line,
            column,
            contents.line_count(),
        )))
    }
}

impl Complaint {
    /// A mistake at `span` (bytes) of the file `path` with the text `text`.
    pub fn new(path: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: sentence(&message.into()),
            label: "here".to_owned(),
            help: None,
            source: Around::of(path, text, &span),
            span,
            severity: Severity::Error,
        }
    }

    /// What stands under the place instead of "here".
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = sentence(&label.into());
        self
    }

    /// The way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(sentence(&help.into()));
        self
    }

    /// Makes it a warning: the run goes on.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Makes it a note: it may be meant so.
    #[must_use]
    pub fn note(mut self) -> Self {
        self.severity = Severity::Advice;
        self
    }

    /// Suggests the candidate that `word` was probably meant to be, or lists them all if none is near.
    #[must_use]
    pub fn suggest<'a>(self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let candidates: Vec<&str> = candidates.into_iter().collect();
        if candidates.is_empty() { self } else { self.help(suggestion(word, &candidates)) }
    }

    /// What the TOML parser or serde found wrong, with a suggestion for a misspelt key or word.
    pub fn from_toml(path: &str, text: &str, error: &toml::de::Error) -> Self {
        let message = error.message().trim();
        let complaint = Self::new(path, text, error.span().unwrap_or(0..0), message);
        let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        match quoted.as_slice() {
            [word, candidates @ ..] if message.starts_with("unknown ") => {
                let what = if message.contains("field") { "key" } else { "value" };
                complaint.message(format!("unknown {what} `{word}`")).suggest(word, candidates.iter().copied())
            }
            [key] if message.starts_with("missing field ") => complaint
                .message(format!("`{key}` is missing"))
                .label("it belongs here")
                .help(format!("add `{key} = ...`")),
            _ if message == "duplicate key" => {
                complaint.message("this key is there twice").help("remove one of the two")
            }
            _ => complaint.in_plain_words(),
        }
    }

    /// serde speaks of Rust's types; those who write rules do not.
    fn in_plain_words(self) -> Self {
        let (is, wanted) =
            match self.message.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected ")) {
                Some((is, wanted)) => (plain_type(is), plain_type(wanted)),
                // A word out of several, and something else stands there.
                None if self.message == "wanted string or table" => {
                    let key = self.key();
                    return self.message(format!("{key} must be a word")).help("write one of its words, in quotes");
                }
                None => return self,
            };
        let key = self.key();
        let Some(wanted) = wanted else { return self };
        let help = match (wanted, self.excerpt()) {
            (WHOLE_NUMBER | NUMBER, _) if is == Some(TEXT) => "write it without quotes".to_owned(),
            (TEXT, excerpt) if is != Some(LIST) && is != Some(TABLE) => format!("write \"{excerpt}\""),
            (LIST, excerpt) if is == Some(TEXT) => format!("write [{excerpt}]"),
            (LIST, _) => "write it in brackets: [...]".to_owned(),
            (FLAG, _) => "write true or false, without quotes".to_owned(),
            (TABLE, excerpt) if is.is_none() => format!("write {{ {} = ... }}", excerpt.trim_matches('"')),
            (TABLE, _) => "write it in braces, with keys: { key = ... }".to_owned(),
            _ => format!("write {wanted}"),
        };
        let label = is.map_or_else(|| "this word needs a value".to_owned(), |is| format!("this is {is}"));
        self.message(format!("{key} must be {wanted}")).label(label).help(help)
    }

    /// The key before the place, if the place is its value.
    fn key(&self) -> String {
        let before = self.source.text.get(..self.source.within(&self.span).start).unwrap_or_default().trim_end();
        let key = before.strip_suffix('=').map(str::trim_end).and_then(|before| {
            let start =
                before.rfind(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).map_or(0, |at| at + 1);
            before.get(start..).filter(|key| !key.is_empty())
        });
        key.map_or_else(|| "this".to_owned(), |key| format!("`{key}`"))
    }

    fn message(self, message: impl Into<String>) -> Self {
        Self { message: sentence(&message.into()), ..self }
    }

    /// The first byte of the place.
    pub fn start(&self) -> usize {
        self.span.start
    }

    /// The file.
    pub fn path(&self) -> &str {
        &self.source.path
    }

    /// 1-based line of the place.
    pub fn line(&self) -> usize {
        self.source.line + self.before().matches('\n').count() + 1
    }

    /// 1-based column of the place, in characters.
    pub fn column(&self) -> usize {
        match self.before().rsplit_once('\n') {
            Some((_, line)) => line.chars().count() + 1,
            None => self.source.column + self.before().chars().count() + 1,
        }
    }

    /// What is kept of what stands before the place.
    fn before(&self) -> &str {
        self.source.text.get(..self.source.within(&self.span).start).unwrap_or_default()
    }

    /// What stands at the place.
    pub fn excerpt(&self) -> &str {
        self.source.text.get(self.source.within(&self.span)).unwrap_or_default()
    }
}

const TEXT: &str = "text";
const WHOLE_NUMBER: &str = "a whole number";
const NUMBER: &str = "a number";
const FLAG: &str = "true or false";
const LIST: &str = "a list";
const TABLE: &str = "a table";

/// A type in serde's words, as people say it; none for what is a matter of the program alone.
fn plain_type(words: &str) -> Option<&'static str> {
    let first = words.trim_start_matches("a ").split(' ').next().unwrap_or_default();
    Some(match first {
        "string" => TEXT,
        "i64" | "u64" | "u32" | "i128" | "u128" => WHOLE_NUMBER,
        "integer" | "floating" | "f64" => NUMBER,
        "boolean" => FLAG,
        "sequence" => LIST,
        "map" | "struct" | "newtype" => TABLE,
        _ => return None,
    })
}

/// Draws complaints for people, with an empty line behind each.
///
/// `width` is the number of columns that messages are wrapped to. There are no escape bytes unless `color` is set.
pub fn render<'a>(complaints: impl IntoIterator<Item = &'a Complaint>, color: bool, width: usize) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    // miette would break names at their hyphens.
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_wrap_lines(false).with_links(false);
    let mut rendered = String::new();
    for complaint in complaints {
        let wrapped = Wrapped { complaint, width: width.saturating_sub("  help: ".len()) };
        if handler.render_report(&mut rendered, &wrapped).is_err() {
            // Writing to a string does not fail; should drawing ever, the sentence itself must not be lost.
            rendered.push_str(&complaint.to_string());
            rendered.push('\n');
        }
        rendered.push('\n');
    }
    rendered
}

/// A complaint whose sentences are broken into lines.
#[derive(Debug)]
struct Wrapped<'a> {
    complaint: &'a Complaint,
    width: usize,
}

impl fmt::Display for Wrapped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&wrap(&self.complaint.message, self.width).join("\n"))
    }
}

impl std::error::Error for Wrapped<'_> {}

impl Diagnostic for Wrapped<'_> {
    fn severity(&self) -> Option<Severity> {
        self.complaint.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.complaint.help.as_ref()?;
        Some(Box::new(wrap(help, self.width).join("\n")))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.complaint.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.complaint.labels()
    }
}

/// Replaces what a terminal would obey or misplace (control characters, changes of writing direction) by marks that
/// take as many bytes, so that places stay true. Line ends and tabs stay.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let replacement = match character {
            '\n' | '\t' => character,
            '\r' if characters.peek() == Some(&'\n') => character,
            '\0'..='\x1F' | '\x7F' => '?',
            '\u{80}'..='\u{9F}' | '\u{61C}' => '·',
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => '\u{FFFD}',
            _ => character,
        };
        cleaned.push(replacement);
    }
    cleaned
}

/// The same for what is said about a text: words of it are quoted there, and its tabs have no columns to go to.
fn sentence(text: &str) -> String {
    clean(text).replace('\t', " ")
}

/// The candidate nearest to `word`, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    candidates
        .iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), *candidate))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

/// The candidate that `word` was probably meant to be, whatever its case, or all of them.
pub fn suggestion(word: &str, candidates: &[&str]) -> String {
    let lowered: Vec<String> = candidates.iter().map(|candidate| candidate.to_lowercase()).collect();
    let near = nearest(&word.to_lowercase(), &lowered.iter().map(String::as_str).collect::<Vec<_>>());
    match near.and_then(|near| candidates.iter().find(|candidate| candidate.to_lowercase() == near)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of: {}", candidates.join(", ")),
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Complaint {}

impl Diagnostic for Complaint {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some(self.label.clone()), self.source.within(&self.span));
        Some(Box::new(std::iter::once(label)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        #[allow(dead_code)]
        severity: String,
    }

    #[test]
    fn a_misspelt_key_is_shown_at_its_place_with_the_right_one() {
        let text = "# comment\nsevirity = \"error\"\n";
        let error = toml::from_str::<Example>(text).unwrap_err();
        let complaint = Complaint::from_toml("rule.toml", text, &error);
        assert_eq!(complaint.to_string(), "unknown key `sevirity`");
        assert_eq!(complaint.help.as_deref(), Some("did you mean `severity`?"));
        assert_eq!(&text[complaint.span.clone()], "sevirity");
        assert_eq!(complaint.line(), 2);
    }

    #[test]
    fn far_words_get_the_whole_list() {
        let complaint = Complaint::new("f", "x", 0..1, "unknown").suggest("qqq", ["alpha", "beta"]);
        assert_eq!(complaint.help.as_deref(), Some("one of: alpha, beta"));
    }

    #[test]
    fn words_that_are_quoted_have_no_tabs() {
        let complaint = Complaint::new("f", "x", 0..1, "unknown role `abap\tdirect`").label("a\tb").help("c\td");
        let drawn = render(&[complaint], false, 80);
        assert!(!drawn.contains(|c: char| c != '\n' && c.is_control()), "{drawn:?}");
    }

    #[test]
    fn the_place_counts_characters() {
        let complaint = Complaint::new("f", "a = 1\nprüfung = \"x\"\n", 17..20, "wrong");
        assert_eq!((complaint.line(), complaint.column(), complaint.excerpt()), (2, 11, "\"x\""));
    }

    #[test]
    fn what_a_terminal_would_obey_is_never_printed() {
        let text = "a = \"\u{1B}[31m\r\u{9B}2J\u{202E}\u{7F}\"\r\nb = 1\r\n";
        let complaint =
            Complaint::new("evil\u{1B}.toml", text, 4..text.find("\"\r\n").unwrap() + 1, "bad \u{1B}]0;x\u{7}")
                .label("\u{8}")
                .help("\u{1B}c");
        let rendered = render([&complaint], false, 80);
        assert!(rendered.chars().all(|character| character == '\n' || !character.is_control()), "{rendered:?}");
        assert!(!rendered.contains('\u{202E}'));
        assert_eq!(complaint.excerpt(), "\"?[31m?·2J\u{FFFD}?\"");
    }

    #[test]
    fn color_is_used_only_when_asked_for() {
        let complaint = Complaint::new("f.toml", "a = 1\n", 4..5, "wrong").warning();
        assert!(render([&complaint], true, 80).contains("\u{1B}["));
        assert!(!render([&complaint], false, 80).contains('\u{1B}'));
        assert!(render([&complaint], false, 80).contains("⚠ wrong"));
    }

    #[test]
    fn a_place_behind_the_end_is_still_rendered() {
        for text in ["", "a", "a\n"] {
            for span in [0..0, text.len()..text.len(), 7..9] {
                let complaint = Complaint::new("f.toml", text, span.clone(), "wrong").help("do this");
                let rendered = render([&complaint], false, 80);
                assert!(rendered.contains("wrong"), "{text:?} {span:?}: {rendered}");
                assert!(rendered.contains("do this"), "{text:?} {span:?}: {rendered}");
            }
        }
    }
}
