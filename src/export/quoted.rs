//! Values as texts may show them: what of them is a secret is masked.

use std::borrow::Cow;
use std::ops::Range;

use super::{Field, Value, display};
use crate::input::Charset;
use crate::knowledge::secret;

/// A value as texts may show it: rules may ask about passwords, but never quote them. `hidden` says that all of it is one.
pub(crate) fn quoted<'f>(
    field: &'f Field<'_>,
    charset: Charset,
    secrets: &[Range<usize>],
    hidden: bool,
) -> Option<Cow<'f, str>> {
    let overlaps =
        |span: &Range<usize>| secrets.iter().any(|secret| secret.start < span.end && span.start < secret.end);
    let text = match &field.value {
        Value::Unknown(_) | Value::Absent => return None,
        _ if hidden => return Some(Cow::Borrowed(secret::MASK)),
        Value::List(items) => {
            let quoted: Vec<&str> = items
                .iter()
                .map(|item| if item.span.as_ref().is_some_and(overlaps) { secret::MASK } else { item.text.as_str() })
                .collect();
            Cow::Owned((!quoted.is_empty()).then(|| quoted.join(", "))?)
        }
        value => match &field.span {
            Some(span) if overlaps(span) => masked(value, span, charset, secrets),
            _ => match value {
                Value::Text(text) => charset.decode(text),
                value => Cow::Owned(display(value, charset)?),
            },
        },
    };
    Some(match text {
        Cow::Borrowed(text) => secret::veiled(text),
        Cow::Owned(text) => Cow::Owned(secret::veiled(&text).into_owned()),
    })
}

fn masked<'f>(value: &Value<'_>, span: &Range<usize>, charset: Charset, secrets: &[Range<usize>]) -> Cow<'f, str> {
    let within =
        |secret: &Range<usize>| secret.start.max(span.start) - span.start..secret.end.min(span.end) - span.start;
    match value {
        Value::Text(bytes) if bytes.len() == span.len() => {
            let secrets = secrets.iter().filter(|secret| secret.start < span.end && span.start < secret.end);
            let secrets: Vec<_> = secrets.map(within).collect();
            Cow::Owned(charset.decode(&secret::mask(bytes, &secrets)).into_owned())
        }
        // One of the words of this program: it says what stands there, and quotes nothing.
        Value::Text(Cow::Borrowed(word)) if is_own_word(word) => charset.decode(word).into_owned().into(),
        Value::Flag(_) => display(value, charset).unwrap_or_default().into(),
        // Made of what stands there, nobody knows of which part.
        _ => Cow::Borrowed(secret::MASK),
    }
}

/// `clear` of field password: where it stands is a secret, that it does is none.
fn is_own_word(word: &[u8]) -> bool {
    matches!(word, b"clear" | b"stored" | b"none")
}
