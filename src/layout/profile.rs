//! Profile files: `name = value` lines between comments.
//!
//! The cut is at the first `=`, as SAP makes it; what stands behind it, a `#` too, is the value. Macros stay as written.

use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::take_till;
use nom::character::complete::{char, space0};
use nom::combinator::{rest, value};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::one_line::{as_row, cut, flaw, trimmed};
use super::{Form, Heading, Layout, LineLayout, RowSink};
use crate::input::Line;

/// `name = value` lines of a profile file.
pub static LAYOUT: Layout = Layout {
    name: "profile",
    called: "a profile",
    heading: Heading::None,
    form: Form::Lines { open: || Box::new(Profile::default()), fits: |_| false },
};

/// Hands out each entry as a row of two cells, name and value, and each comment as a title.
///
/// The first line that is not blank is offered as heading, whatever it is: it is the place for what is missing in the file.
#[derive(Debug, Default)]
pub struct Profile {
    begun: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Comment,
    /// The `=` stands at this byte.
    Entry(usize),
    NoEquals,
}

impl LineLayout for Profile {
    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) {
        let whole = trimmed(line.text, 0..line.text.len());
        if whole.range().is_empty() {
            return;
        }
        if !self.begun {
            self.begun = true;
            as_row(line, &[whole], |row| _ = sink.heading(row));
        }
        // A line that nom can not read does not exist: the last form takes any.
        let Ok((_, content)) = content(line.text) else { return };
        match content {
            Content::Comment => as_row(line, &[whole], |row| sink.title(row)),
            // Many profiles lack the last line end; but then what stands before it is an entry.
            Content::NoEquals if !line.terminated => sink.flaw(cut(line)),
            Content::NoEquals => {
                sink.flaw(flaw(line, whole.start, "no `=` in this line, so SAP ignores it: write `name = value`"));
            }
            Content::Entry(equals) if equals == whole.start => {
                sink.flaw(flaw(line, equals, "no name before the `=`, so SAP ignores this line: write `name = value`"));
            }
            Content::Entry(equals) => {
                let cells = [trimmed(line.text, 0..equals), trimmed(line.text, equals + 1..line.text.len())];
                as_row(line, &cells, |row| sink.row(row));
            }
        }
    }

    // Many profiles lack the last line end.
    fn ends_with_line_end(&self) -> bool {
        false
    }

    fn end(&mut self, _: &mut dyn RowSink) {}
}

/// Where in a line the parameter's name and its value stand, without the blanks around them; none if the line sets none.
pub fn entry(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let (_, Content::Entry(equals)) = content(line.as_bytes()).ok()? else { return None };
    let name = trimmed(line.as_bytes(), 0..equals).range();
    (!name.is_empty()).then(|| (name, trimmed(line.as_bytes(), equals + 1..line.len()).range()))
}

fn content(line: &[u8]) -> IResult<&[u8], Content> {
    alt((
        preceded(space0, value(Content::Comment, char('#'))),
        terminated(take_till(|byte| byte == b'='), char('=')).map(|name: &[u8]| Content::Entry(name.len())),
        value(Content::NoEquals, rest),
    ))
    .parse(line)
}

#[cfg(test)]
mod tests {
    use crate::layout::line_tests::{gather, rows};

    use super::*;

    #[test]
    fn entries_are_cut_at_the_first_equals_sign_and_trimmed() {
        let text = "# PRD = x\r\n\r\nSETENV_00 = A=b \r\nicm[J2EE]/x=\n  _PF = $(DIR)/# no comment";
        assert_eq!(
            rows(&mut Profile::default(), text.as_bytes()),
            [vec!["SETENV_00", "A=b"], vec!["icm[J2EE]/x", ""], vec!["_PF", "$(DIR)/# no comment"]]
        );
    }

    #[test]
    fn lines_without_name_or_equals_sign_are_flaws_at_their_place_and_leave_the_rest_whole() {
        let found = gather(&mut Profile::default(), b"a = 1\nicm/invalid\n  = x\nb = 2\n");
        assert_eq!(found.rows.len(), 2);
        let places: Vec<_> = found.flaws.iter().map(|flaw| (flaw.line, flaw.column, flaw.incomplete)).collect();
        assert_eq!(places, [(2, 1, false), (3, 3, false)]);
    }

    #[test]
    fn a_last_line_that_breaks_off_before_its_equals_sign_makes_the_file_incomplete() {
        let found = gather(&mut Profile::default(), b"a = 1\nssl/client_ciph");
        let flaws: Vec<_> = found.flaws.iter().map(|flaw| (flaw.line, flaw.column, flaw.incomplete)).collect();
        assert_eq!((found.rows.len(), flaws), (1, vec![(2, 15, true)]));
        assert!(gather(&mut Profile::default(), b"a = 1\nb = 2").flaws.is_empty());
    }

    #[test]
    fn the_first_line_with_text_is_the_place_for_what_is_missing() {
        let found = gather(&mut Profile::default(), b"\n# banner\na = 1\n");
        assert_eq!(found.headings, [(2, "# banner".to_owned())]);
        assert_eq!(found.titles, ["# banner"]);
        assert!(gather(&mut Profile::default(), b" \n\n").headings.is_empty());
    }
}
