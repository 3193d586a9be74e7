//! `glob` and `matches`: a value fits a pattern.

use std::sync::Arc;

use toml::Value as Toml;

use super::{Asked, Build, On, Operator, type_of};
use crate::export::Value;
use crate::names::{GlobMistake, Globs};
use crate::rule::condition::{CUT, Condition, Context, Key, Keys, Pattern, Test, Truth};
use crate::rule::desk::Desk;
use crate::rule::list::strings;
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[
    Operator {
        key: "glob",
        negated: Some("not-glob"),
        on: On::Text,
        about: "a pattern or several; `*` runs over `/` too",
        build: Build::Texts(glob),
    },
    Operator {
        key: "matches",
        negated: Some("not-matches"),
        on: On::Text,
        about: "a regular expression ([syntax](https://docs.rs/regex/latest/regex/#syntax))",
        build: Build::Text(matches),
    },
];

/// Compiles one glob or several.
fn glob(desk: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<Toml>) -> Option<Condition> {
    let Some(patterns) = strings(value.get_ref()) else {
        let complaint = desk.complaint(value.span(), "a glob is text, or a list of texts");
        desk.complaints.push(complaint.label(format!("this is {}", type_of(value.get_ref()))));
        return None;
    };
    let (message, help) = match Globs::new(patterns) {
        Ok(globs) => return Some(asked.test(Glob(globs))),
        Err(GlobMistake::Malformed(pattern, reason)) => (
            format!("malformed glob `{pattern}`: {reason}"),
            "`*` is any text, `?` one character, `[ab]` one of these, `{a,b}` one of these words; `[[]` is a bracket",
        ),
        Err(GlobMistake::Unusable(reason)) => (format!("this glob cannot be used: {reason}"), "write a simpler one"),
    };
    let complaint = desk.complaint(value.span(), message);
    desk.complaints.push(complaint.help(help));
    None
}

fn matches(desk: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<String>) -> Option<Condition> {
    let pattern = desk.pattern(value.get_ref());
    if !desk.prepared
        && let Err(error) = pattern.check()
    {
        let text = error.to_string();
        let reason = text.lines().last().unwrap_or("malformed").trim_start_matches("error: ").to_owned();
        let complaint = desk.complaint(value.span(), format!("this regular expression cannot be read: {reason}"));
        desk.complaints.push(
            complaint.help("a character such as ( [ . * is taken as it is behind a backslash; write patterns in '...'"),
        );
        return None;
    }
    Some(asked.test(Matches(pattern)))
}

#[derive(Debug)]
struct Glob(Globs);

impl Test for Glob {
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth {
        match value {
            Value::Text(text) => Truth::from(self.0.is_match(&context.charset.decode(text))),
            _ => Truth::False,
        }
    }

    fn keys(&self) -> Keys<'_> {
        Keys::Only(vec![Key::Globs(&self.0)])
    }
}

#[derive(Debug)]
struct Matches(Arc<Pattern>);

impl Test for Matches {
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth {
        match value {
            Value::Text(text) => self.0.judge(context.charset.decode(text).as_bytes()),
            _ => Truth::False,
        }
    }

    /// It holds for a text of which the end is missing if it would hold were a word to go on there.
    fn judge_cut(&self, begin: &[u8], context: &Context<'_>) -> Truth {
        let longer = format!("{}x", context.charset.decode(begin));
        match self.0.judge(longer.as_bytes()) {
            Truth::True => Truth::True,
            _ => Truth::Unknown(CUT),
        }
    }

    fn keys(&self) -> Keys<'_> {
        Keys::Only(vec![Key::Pattern(&self.0)])
    }
}
