//! Wildcards where they mean nothing.

use super::{EQUAL_WILDCARD, Findings, LIKE_BRACKETS};
use crate::policy::Branch;
use crate::policy::predicate::{Asked, Expression, Predicate};

pub(super) fn examine(predicate: &Predicate, branch: &Branch, findings: &mut Findings) {
    predicate.tests(&mut |test| {
        let place = || branch.characters.span(&test.span);
        if let Some((column, text)) = test.equality()
            && is_wildcard(text)
        {
            let message = format!("{} = '{text}' finds only a value that has the character %", column);
            findings.add(&EQUAL_WILDCARD, place(), message, Some(format!("write {} like '{text}'", column)));
        }
        if let Asked::Like { pattern: Expression::Text(pattern), .. } = &test.asked
            && let Some(brackets) = brackets(pattern)
        {
            let message = format!("{brackets} stands for itself in like '{pattern}'");
            findings.add(&LIKE_BRACKETS, place(), message, None);
        }
    });
}

/// A text that begins or ends with % and has no other sign of a format: `722%`, and not `%h %l %t`.
fn is_wildcard(text: &str) -> bool {
    let inner = text.strip_suffix('%').or_else(|| text.strip_prefix('%'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['%', ' ']))
}

/// `[*]`, `[^\*]`
fn brackets(pattern: &str) -> Option<&str> {
    let begin = pattern.find('[')?;
    let rest = pattern.get(begin..)?;
    rest.get(..=rest.find(']')?)
}
