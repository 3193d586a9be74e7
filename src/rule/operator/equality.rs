//! `equals`: a value is one of these. S-users are the same with and without the leading S and zeros.

use bstr::ByteSlice;
use toml::Value as Toml;

use super::operand::Operand;
use super::{Asked, Build, Kind, On, Operator, type_of};
use crate::export::{FieldKind, Value};
use crate::knowledge::s_user;
use crate::rule::condition::{CUT, Condition, Context, Key, Keys, Test, Truth};
use crate::rule::desk::Desk;
use crate::rule::list::strings;
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[Operator {
    key: "equals",
    negated: Some("not-equals"),
    on: On::Any,
    about: "one text, several (`[\"3\", \"H\"]`), a number, `true`/`false`, `\"{row.column}\"`, `\"{system.technical-user}\"`",
    build: Build::Value(build),
}];

fn build(desk: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<Toml>) -> Option<Condition> {
    let name = asked.name;
    let mut wrong = |is: &str, help: String| {
        let complaint = desk.complaint(value.span(), format!("`{name}` is {is}"));
        desk.complaints.push(complaint.label(format!("this is {}", type_of(value.get_ref()))).help(help));
        None
    };
    match (asked.kind, value.get_ref()) {
        (Kind::Field(FieldKind::Flag), Toml::Boolean(_)) | (Kind::Field(FieldKind::Number), Toml::Integer(_)) => {}
        (Kind::Field(FieldKind::Flag), _) => {
            return wrong("true or false", "write true or false, without quotes".to_owned());
        }
        (Kind::Field(FieldKind::Number), _) => {
            return wrong("a number", "write a whole number, without quotes".to_owned());
        }
        (Kind::Field(FieldKind::List), _) => {
            return wrong("a list field", "ask with `includes` or `present`".to_owned());
        }
        (_, Toml::Boolean(_) | Toml::Integer(_) | Toml::Float(_)) => {
            return wrong("text", format!("write \"{}\"", value.get_ref()));
        }
        _ => {}
    }
    let Some(texts) = strings(value.get_ref()) else {
        return wrong("text", "write a text in quotes, or several: [\"...\", \"...\"]".to_owned());
    };
    if let Kind::Field(FieldKind::Choice(choices)) = asked.kind {
        let is_choice = |text: &String| choices.contains(&text.as_str()) || text.starts_with('{');
        if let Some(text) = texts.iter().find(|text| !is_choice(text)) {
            let complaint = desk.complaint(value.span(), format!("`{name}` is never `{text}`"));
            desk.complaints.push(complaint.suggest(text, choices.iter().copied()));
            return None;
        }
    }
    let operands: Vec<Operand> =
        texts.iter().map(|text| Operand::build(desk, asked, text, value)).collect::<Option<_>>()?;
    // The technical communication user is an S-user, however it is written in configuration.
    let s_user = operands.iter().any(|operand| matches!(operand, Operand::TechnicalUser));
    Some(match asked.kind {
        Kind::Field(FieldKind::SUser) => asked.test(SameUser(operands)),
        _ if s_user => asked.test(SameUser(operands)),
        _ => asked.test(Equals(operands)),
    })
}

/// The value is one of these.
#[derive(Debug)]
struct Equals(Vec<Operand>);

/// The same without regard to a leading S and zeros.
#[derive(Debug)]
struct SameUser(Vec<Operand>);

impl Test for Equals {
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth {
        Truth::from(any_operand(&self.0, context, |candidate| equals(value, candidate)))
    }

    fn judge_cut(&self, begin: &[u8], context: &Context<'_>) -> Truth {
        if self.lacks_operand(context) { Truth::Unknown(CUT) } else { equals_cut(begin, &self.0, context) }
    }

    fn lacks_operand(&self, context: &Context<'_>) -> bool {
        lacks_technical_user(&self.0, context)
    }

    fn keys(&self) -> Keys<'_> {
        let keys = self.0.iter().map(|operand| match operand {
            Operand::Fixed(text) => Some(Key::Text(text)),
            // They stand for many.
            Operand::Row(_) | Operand::TechnicalUser => None,
        });
        keys.collect::<Option<_>>().map_or(Keys::Any, Keys::Only)
    }
}

impl Test for SameUser {
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth {
        Truth::from(any_operand(&self.0, context, |candidate| same_user(value, candidate)))
    }

    fn lacks_operand(&self, context: &Context<'_>) -> bool {
        lacks_technical_user(&self.0, context)
    }
}

/// One of the operands is the technical user, and configuration names none.
fn lacks_technical_user(operands: &[Operand], context: &Context<'_>) -> bool {
    context.technical_user.is_none() && operands.iter().any(|operand| matches!(operand, Operand::TechnicalUser))
}

/// Whether it holds for a text of one of the operands.
fn any_operand(operands: &[Operand], context: &Context<'_>, holds: impl Fn(&str) -> bool) -> bool {
    operands.iter().any(|operand| match operand {
        Operand::Fixed(text) => holds(text),
        Operand::Row(column) => match context.cell(*column) {
            // A cell that the list leaves empty asks for an absent value.
            [] => holds(""),
            values => values.iter().any(|value| holds(value)),
        },
        Operand::TechnicalUser => context.technical_user.is_some_and(&holds),
    })
}

fn equals(value: &Value<'_>, candidate: &str) -> bool {
    match value {
        Value::Absent => candidate.is_empty(),
        Value::Text(text) => text.eq_ignore_ascii_case(candidate.as_bytes()),
        Value::Number(number) => candidate.parse() == Ok(*number),
        Value::Flag(flag) => candidate.parse() == Ok(*flag),
        Value::List(_) | Value::Unknown(_) | Value::Cut(_) => false,
    }
}

/// What fills its column may be cut there, and mostly is not: what it equals it is, unless it is the begin of something
/// else that is asked for.
fn equals_cut(text: &[u8], operands: &[Operand], context: &Context<'_>) -> Truth {
    let text = text.trim_ascii_end();
    let value = Value::Text(text.into());
    let begins =
        |candidate: &str| candidate.as_bytes().get(..text.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(text));
    match (any_operand(operands, context, |it| equals(&value, it)), any_operand(operands, context, begins)) {
        (true, _) => Truth::True,
        (_, true) => Truth::Unknown(CUT),
        _ => Truth::False,
    }
}

fn same_user(value: &Value<'_>, candidate: &str) -> bool {
    let Value::Text(text) = value else { return equals(value, candidate) };
    match (s_user::digits(&text.to_str_lossy()), s_user::digits(candidate)) {
        (Some(left), Some(right)) => left == right,
        _ => equals(value, candidate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Field, Record};
    use crate::input::Charset;

    struct Nothing;

    impl Record for Nothing {
        fn field(&self, _: usize) -> Field<'_> {
            Field::absent()
        }
    }

    #[test]
    fn a_cut_value_is_what_it_equals_and_may_be_what_it_begins() {
        let context = Context {
            record: &Nothing,
            charset: Charset::Utf8,
            list: None,
            row: None,
            technical_user: None,
            as_of: jiff::civil::date(2026, 11, 22),
            days: None,
        };
        let judge = |cut: &str, wanted: &[&str]| {
            let operands = wanted.iter().map(|text| Operand::Fixed((*text).to_owned())).collect();
            Equals(operands).judge_cut(cut.as_bytes(), &context)
        };
        assert_eq!(judge("sdcc_oss", &["SDCC_OSS"]), Truth::True);
        assert_eq!(judge("SAP-SUPPORT_POR", &["SAP-SUPPORT_PORTAL"]), Truth::Unknown(CUT));
        assert_eq!(judge("SAP-OSS", &["SDCC_OSS", "SAP-OSS-LIST-001"]), Truth::Unknown(CUT));
        assert_eq!(judge("SM_SMPCLNT001", &["SDCC_OSS"]), Truth::False);
    }
}
