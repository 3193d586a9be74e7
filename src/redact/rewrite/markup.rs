//! Pseudonyms in XML and HTML: in the text between tags and in the values of attributes, as they read without entities.

use quick_xml::escape::{escape, unescape};

use super::Rewritten;
use crate::redact::Redactor;

/// The text with pseudonyms.
pub(super) fn rewrite(text: &str, redactor: &Redactor) -> Rewritten {
    let mut changed = Rewritten { text: String::with_capacity(text.len()), replaced: 0 };
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find('<').unwrap_or(rest.len());
        let (between, behind) = rest.split_at(end);
        put(between, redactor, &mut changed);
        let end = end_of_tag(behind);
        let (tag, after) = behind.split_at(end);
        match tag.starts_with("<!--") || tag.starts_with("<![CDATA[") {
            true => put_plain(tag, redactor, &mut changed),
            false => put_tag(tag, redactor, &mut changed),
        }
        rest = after;
    }
    changed
}

/// Where the tag, comment or section of plain text ends that the text begins with.
fn end_of_tag(text: &str) -> usize {
    let closing = if text.starts_with("<!--") {
        "-->"
    } else if text.starts_with("<![CDATA[") {
        "]]>"
    } else {
        let mut quote = None;
        let end = text.bytes().position(|byte| match quote {
            Some(open) => {
                quote = (byte != open).then_some(open);
                false
            }
            None => {
                quote = matches!(byte, b'"' | b'\'').then_some(byte);
                byte == b'>'
            }
        });
        return end.map_or(text.len(), |end| end + 1);
    };
    text.find(closing).map_or(text.len(), |end| end + closing.len())
}

/// The values of a tag's attributes; its name and theirs stay.
fn put_tag(tag: &str, redactor: &Redactor, changed: &mut Rewritten) {
    let mut rest = tag;
    while let Some(start) = rest.find(['"', '\'']) {
        let (before, behind) = rest.split_at(start + 1);
        changed.text.push_str(before);
        let quote = if before.ends_with('"') { '"' } else { '\'' };
        let end = behind.find(quote).unwrap_or(behind.len());
        put(&behind[..end], redactor, changed);
        rest = &behind[end..];
        if rest.starts_with(quote) {
            changed.text.push(quote);
            rest = &rest[1..];
        }
    }
    changed.text.push_str(rest);
}

fn put(text: &str, redactor: &Redactor, changed: &mut Rewritten) {
    let Ok(plain) = unescape(text) else { return put_plain(text, redactor, changed) };
    let new = redactor.lines(&plain);
    if new == *plain {
        changed.text.push_str(text);
    } else {
        changed.text.push_str(&escape(new.as_str()));
        changed.replaced += 1;
    }
}

fn put_plain(text: &str, redactor: &Redactor, changed: &mut Rewritten) {
    let new = redactor.lines(text);
    changed.replaced += usize::from(new != text);
    changed.text.push_str(&new);
}
