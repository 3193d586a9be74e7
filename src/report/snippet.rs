//! The source under a finding: cut to the terminal's width around its labels, made harmless, drawn by miette.
//!
//! miette draws the labels of a line side by side: of two that overlap it moves the second to where the first ends, under a word that it is
//! not about. So labels that overlap are drawn one below the other, each under its own word.

use std::fmt::{self, Display};
use std::io;
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};
use unicode_width::UnicodeWidthChar;

use super::{Options, links};
use crate::finding::{Finding, Label, Place};
use crate::terminal_text::{clean, clean_character, wrap};

/// Stands for what is not shown of a line.
const CUT: char = '…';
/// What a tab is shown as. Tab stops would mean nothing in a line that is cut.
const TAB: &str = "    ";
/// Narrower than this nothing is readable; the terminal may break lines then.
const LEAST_ROOM: usize = 24;

/// Draws snippets, each ready to print, with line ends.
pub(super) struct Draughtsman<'o> {
    handler: GraphicalReportHandler,
    options: &'o Options,
}

impl<'o> Draughtsman<'o> {
    pub fn new(options: &'o Options) -> Self {
        let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).without_syntax_highlighting().without_cause_chain();
        Self { handler, options }
    }

    /// The place, the line and its labels; only the place if the excerpt is empty.
    ///
    /// # Errors
    /// None that is known: miette's own, should it ever fail to draw.
    pub fn draw(&self, finding: &Finding) -> io::Result<String> {
        let place = links::place(finding, self.options);
        if finding.excerpt.text.is_empty() {
            return Ok(format!("  ──[{place}]\n"));
        }
        let whole = Snippet::new(finding, self.options.width);
        let mut lines: Vec<String> = Vec::new();
        for labels in layers(&whole.labels) {
            let mut drawn = String::new();
            let snippet = Snippet { labels, ..whole.clone() };
            self.handler.render_report(&mut drawn, &snippet).map_err(io::Error::other)?;
            // miette starts with a line for the message, which is ours and written already.
            let mut layer = drawn.lines().skip(1).map(|line| line.trim_end().to_owned());
            if lines.is_empty() {
                lines.extend(layer);
            } else if let Some(end) = lines.pop() {
                // Without the place and the source, which stand there, and with one end.
                lines.extend(layer.by_ref().skip(2));
                lines.pop();
                lines.push(end);
            }
        }
        if let Some(head) = lines.first_mut() {
            *head = head.replacen(place.text(), &place.to_string(), 1);
        }
        Ok(lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect())
    }
}

/// Labels that are drawn together, for none covers another: the first one is in the first layer, and each other in the first where it has room.
fn layers(labels: &[LabeledSpan]) -> Vec<Vec<LabeledSpan>> {
    // What is missing at a place is drawn under one character.
    let range = |label: &LabeledSpan| label.offset()..label.offset() + label.len().max(1);
    let mut layers: Vec<Vec<LabeledSpan>> = Vec::new();
    for label in labels {
        let own = range(label);
        let is_same = |other: &&LabeledSpan| range(other) == own && other.label() == label.label();
        if layers.iter().flatten().any(|other| is_same(&other)) {
            continue;
        }
        let has_room = |layer: &Vec<LabeledSpan>| {
            layer.iter().map(range).all(|other| other.end <= own.start || own.end <= other.start)
        };
        let has_layers = !layers.is_empty();
        let room = layers.iter().position(has_room);
        match room.and_then(|room| layers.get_mut(room)) {
            Some(layer) => layer.push(label.clone()),
            // A line under the same words that says nothing.
            None if label.label().is_none() && has_layers => {}
            None => layers.push(vec![label.clone()]),
        }
    }
    layers
}

/// An excerpt as it is shown: miette's source, and the diagnostic that carries it.
#[derive(Debug, Clone)]
struct Snippet {
    path: String,
    place: Place,
    line: u64,
    text: String,
    labels: Vec<LabeledSpan>,
}

impl Snippet {
    fn new(finding: &Finding, width: usize) -> Self {
        let excerpt = &finding.excerpt;
        // " 12 │ " stands before each line.
        let room = width.saturating_sub(excerpt.line.to_string().len() + 4).max(LEAST_ROOM);
        let own = [own_label(finding)];
        let labels = if finding.labels.is_empty() { &own[..] } else { &finding.labels };
        let line = CutLine::new(&excerpt.text, excerpt.column > 1, labels, room);
        let labels = labels.iter().zip(line.spans).enumerate().map(|(index, (label, span))| {
            let text = label_text(&label.text, &line.text, &span, room);
            let span = SourceSpan::from((span.start, span.len()));
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        });
        Self {
            path: clean(&finding.path).into_owned(),
            place: finding.place,
            line: excerpt.line,
            labels: labels.collect(),
            text: line.text,
        }
    }
}

/// The finding's place as a label, for findings that bring none.
fn own_label(finding: &Finding) -> Label {
    let (place, excerpt) = (&finding.place, &finding.excerpt);
    let byte = |column: u64| {
        let before = usize::try_from(column.saturating_sub(excerpt.column)).unwrap_or(usize::MAX);
        excerpt.text.char_indices().nth(before).map_or(excerpt.text.len(), |(byte, _)| byte)
    };
    let end = if place.end_line > place.line { excerpt.text.len() } else { byte(place.end_column) };
    Label { start: byte(place.column), end, text: String::new() }
}

/// What a label says, broken to fit right of its line; none if it says nothing.
fn label_text(label: &str, line: &str, span: &Range<usize>, room: usize) -> Option<String> {
    let columns = |text: Option<&str>| text.map_or(0, |text| text.chars().map(width_of).sum());
    // miette hangs the text at the middle of what is underlined, behind "╰── ".
    let hook: usize = columns(line.get(..span.start)) + columns(line.get(span.clone())) / 2 + 4;
    let text = wrap(&clean(label), room.saturating_sub(hook).max(LEAST_ROOM)).join("\n");
    (!text.is_empty()).then_some(text)
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if span.offset() + span.len() > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        // Asked without surroundings, the question is where the finding is; else, what stands there.
        let (line, column) =
            if (before, after) == (0, 0) { (self.place.line, self.place.column) } else { (self.line, 1) };
        let from_zero = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            self.text.as_bytes(),
            SourceSpan::from((0, self.text.len())),
            from_zero(line),
            from_zero(column),
            1,
        )))
    }
}

impl Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

/// A line without what has no room, and where the labels are in it.
struct CutLine {
    text: String,
    /// Bytes of `text`, one span for each label.
    spans: Vec<Range<usize>>,
}

impl CutLine {
    fn new(source: &str, starts_inside: bool, labels: &[Label], room: usize) -> Self {
        let characters: Vec<(usize, char)> = source.char_indices().collect();
        let index = |byte: usize| characters.partition_point(|(at, _)| *at < byte);
        let ranges: Vec<Range<usize>> =
            labels.iter().map(|label| index(label.start)..index(label.end).max(index(label.start))).collect();
        let kept = kept(&characters, &ranges, room - usize::from(starts_inside));

        let mut text = String::new();
        if starts_inside && kept.first().is_some_and(|range| range.start == 0) {
            text.push(CUT);
        }
        // Where each character of the source is in the text; a cut one is where the text goes on.
        let mut positions = Vec::with_capacity(characters.len() + 1);
        let mut at = 0;
        for range in kept {
            // The first cut character ends what stands before the mark, so a label that ends there does not cover the mark.
            if at < range.start {
                positions.push(text.len());
                text.push(CUT);
                positions.resize(range.start, text.len());
            }
            for (_, character) in characters.iter().take(range.end).skip(range.start) {
                positions.push(text.len());
                match character {
                    '\t' => text.push_str(TAB),
                    other => text.push(clean_character(*other)),
                }
            }
            at = range.end;
        }
        positions.push(text.len());
        if at < characters.len() {
            text.push(CUT);
            positions.resize(characters.len() + 1, text.len());
        }
        // miette draws nothing behind the last character, but that is where something may be missing.
        if ranges.iter().any(|range| range.start == characters.len()) {
            text.push(' ');
        }
        let position = |index: usize| positions.get(index).copied().unwrap_or(text.len());
        let spans = ranges.iter().map(|range| position(range.start)..position(range.end)).collect();
        Self { text, spans }
    }
}

/// Columns of the terminal that a character takes: two if it is a wide one, none if it stands over the one before.
fn width_of(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// The parts of a line to show: all of it if there is room, else each label with as much around it as fits.
fn kept(characters: &[(usize, char)], labels: &[Range<usize>], room: usize) -> Vec<Range<usize>> {
    let length = characters.len();
    let mut widths = Vec::with_capacity(length + 1);
    let mut sum = 0;
    widths.push(sum);
    for (_, character) in characters {
        sum += if *character == '\t' { TAB.len() } else { width_of(clean_character(*character)) };
        widths.push(sum);
    }
    if sum <= room {
        return vec![Range { start: 0, end: length }];
    }
    let width = |index: usize| widths.get(index).copied().unwrap_or(sum);
    let parts = |context: usize| -> Vec<Range<usize>> {
        // Of a label that is longer than its share only the beginning is shown.
        let share = (room / labels.len().max(1)).saturating_sub(4).max(4);
        let mut parts: Vec<Range<usize>> = labels
            .iter()
            .map(|label| {
                let end = label.end.min(label.start + share);
                label.start.saturating_sub(context)..(end + context).min(length)
            })
            .collect();
        parts.sort_by_key(|part| part.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(parts.len());
        for part in parts {
            match merged.last_mut() {
                // The mark for one cut character would take as much room as the character.
                Some(last) if part.start <= last.end + 1 => last.end = last.end.max(part.end),
                _ => merged.push(part),
            }
        }
        merged
    };
    // Each part with a mark before it, and one behind the last.
    let fits = |parts: &Vec<Range<usize>>| {
        parts.iter().map(|part| width(part.end) - width(part.start) + 1).sum::<usize>() < room
    };
    (0..room).rev().map(parts).find(fits).unwrap_or_else(|| parts(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOM: usize = 40;

    fn label(start: usize, end: usize) -> Label {
        Label { start, end, text: "label".to_owned() }
    }

    #[test]
    fn a_line_with_room_is_shown_whole() {
        let line = CutLine::new("ssl/ciphersuites = 135", false, &[label(19, 22)], ROOM);
        assert_eq!(line.text, "ssl/ciphersuites = 135");
        assert_eq!(&line.text[line.spans[0].clone()], "135");
    }

    #[test]
    fn a_long_line_keeps_every_label_and_marks_each_cut() {
        let source = format!("{}FIRST{}SECOND{}", "a".repeat(100), "b".repeat(100), "c".repeat(100));
        let line = CutLine::new(&source, false, &[label(205, 211), label(100, 105)], ROOM);
        assert_eq!(line.text, "…aaaaaaFIRSTbbbbbb…bbbbbbSECONDcccccc…");
        assert_eq!(&line.text[line.spans[0].clone()], "SECOND");
        assert_eq!(&line.text[line.spans[1].clone()], "FIRST");
    }

    #[test]
    fn of_a_long_label_the_beginning_is_shown_and_the_mark_belongs_to_it() {
        let line = CutLine::new(&format!("x{}y", "V".repeat(300)), false, &[label(1, 301)], ROOM);
        assert_eq!(line.text, format!("x{}…", "V".repeat(37)));
        assert_eq!(&line.text[line.spans[0].clone()], format!("{}…", "V".repeat(37)));
    }

    #[test]
    fn a_label_that_ends_where_the_line_is_cut_does_not_cover_the_mark() {
        let source = format!("{}END{}", "a".repeat(100), "b".repeat(100));
        let labels: Vec<Label> =
            (0..9).map(|number| label(number * 20, number * 20 + 4)).chain([label(100, 103)]).collect();
        let line = CutLine::new(&source, false, &labels, ROOM);
        assert_eq!(&line.text[line.spans[9].clone()], "END");
    }

    #[test]
    fn labels_stay_at_their_words_when_characters_are_replaced() {
        let line = CutLine::new("a\u{1b}\u{202e}\tü|token", true, &[label(8, 13)], ROOM);
        assert_eq!(line.text, "…a\u{fffd}\u{fffd}    ü|token");
        assert_eq!(&line.text[line.spans[0].clone()], "|toke");
    }

    #[test]
    fn something_missing_at_the_end_of_a_line_has_a_place() {
        let line = CutLine::new("login/x =", false, &[label(9, 9)], ROOM);
        assert_eq!((line.text.as_str(), &line.spans[0]), ("login/x = ", &(9..9)));
    }

    proptest! {
        #[test]
        fn no_excerpt_and_no_labels_stop_the_drawing(
            text in "([a-z|]{0,40}|\\PC|\u{1b}|\t|\u{202e}|[äß値]){1,60}",
            labels in proptest::collection::vec((0_usize..300, 0_usize..300, "[a-z \u{1b}]{0,40}"), 0..4),
            column in 1_u64..60,
            width in 0_usize..150,
        ) {
            let mut finding = super::super::sample::report().findings.iter().next().unwrap();
            finding.excerpt.text = text;
            finding.excerpt.column = column;
            finding.labels = labels.into_iter().map(|(start, end, text)| Label { start, end, text }).collect();
            let options = Options { width, ..Options::default() };
            let drawn = Draughtsman::new(&options).draw(&finding).unwrap();
            prop_assert!(drawn.contains("─[PRD/DEFAULT.PFL:12:27]"));
            prop_assert!(drawn.lines().all(|line| line == line.trim_end() && clean(line) == line), "{drawn:?}");
        }

        #[test]
        fn a_cut_line_fits_and_its_labels_show_their_words(
            before in 0_usize..200, word in "[A-Z]{1,12}", between in 0_usize..200, second in "[A-Z]{1,12}", after in 0_usize..200,
        ) {
            let source = ["-".repeat(before), word.clone(), "ü".repeat(between), second.clone(), ".".repeat(after)].concat();
            let start = before + word.len() + 2 * between;
            let labels = [label(before, before + word.len()), label(start, start + second.len())];
            let line = CutLine::new(&source, false, &labels, ROOM);
            prop_assert!(line.text.chars().count() <= ROOM);
            prop_assert_eq!(&line.text[line.spans[0].clone()], word);
            prop_assert_eq!(&line.text[line.spans[1].clone()], second);
        }
    }
}
