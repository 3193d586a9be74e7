//! Plain lines: every line is a row with one cell. What a line holds is the reader's to say.

use std::any::Any;

use super::one_line::{as_row, trimmed};
use super::{Form, Heading, Layout, LineLayout, RowSink};
use crate::input::Line;

/// Plain lines.
pub static LAYOUT: Layout = Layout {
    name: "text",
    called: "plain text",
    heading: Heading::None,
    form: Form::Lines { open: || Box::new(Text), fits: |_| false },
};

/// Hands out every line, empty ones too, without asking for a heading.
#[derive(Debug, Default)]
pub struct Text;

impl LineLayout for Text {
    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) {
        as_row(line, &[trimmed(line.text, 0..line.text.len())], |row| sink.row(row));
    }

    fn for_later_part(&self) -> Option<Box<dyn LineLayout>> {
        Some(Box::new(Self))
    }

    fn is_like(&self, other: &dyn LineLayout) -> bool {
        (other as &dyn Any).is::<Self>()
    }

    fn end(&mut self, _: &mut dyn RowSink) {}
}
