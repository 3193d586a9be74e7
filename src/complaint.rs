//! Mistakes in the files that users write for basislint, rule files and configuration: shown at their place, with a way out.
//!
//! Mistakes in exports are no complaints: they are findings or notes of the file.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// One mistake at one place of a file that a user wrote.
#[derive(Debug)]
pub struct Complaint {
    message: String,
    label: String,
    help: Option<String>,
    span: Range<usize>,
    source: NamedSource<String>,
}

impl Complaint {
    /// A mistake at `span` (bytes) of the file `path` with the text `text`.
    pub fn new(path: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            label: "here".to_owned(),
            help: None,
            span,
            source: NamedSource::new(path, text.to_owned()),
        }
    }

    /// What stands under the place instead of "here".
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Suggests the candidate that `word` was probably meant to be, or lists them all if none is near.
    #[must_use]
    pub fn suggest<'a>(self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let candidates: Vec<&str> = candidates.into_iter().collect();
        match nearest(word, &candidates) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if candidates.is_empty() => self,
            None => self.help(format!("one of: {}", candidates.join(", "))),
        }
    }

    /// What the TOML parser or serde found wrong, with a suggestion for a misspelt key or word.
    pub fn from_toml(path: &str, text: &str, error: &toml::de::Error) -> Self {
        let message = error.message().trim().to_owned();
        let span = error.span().unwrap_or(0..0);
        let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let complaint = Self::new(path, text, span, message.clone());
        match quoted.as_slice() {
            [word, candidates @ ..] if message.starts_with("unknown ") => {
                let summary = format!("unknown {} `{word}`", if message.contains("field") { "key" } else { "value" });
                let complaint = Self { message: summary, ..complaint };
                complaint.suggest(word, candidates.iter().copied())
            }
            _ => complaint,
        }
    }

    /// 1-based line of the place.
    pub fn line(&self) -> usize {
        let text = self.source.inner();
        text.get(..self.span.start.min(text.len())).map_or(1, |before| before.matches('\n').count() + 1)
    }
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

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Complaint {}

impl Diagnostic for Complaint {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some(self.label.clone()), self.span.clone());
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
}
