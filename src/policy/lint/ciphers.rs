//! Cipher strings that are compared with one text, where many mean as much or more.

use super::{Findings, ONE_CIPHER_STRING};
use crate::policy::Branch;
use crate::policy::predicate::{Asked, Comparison, Expression, Predicate, Test};

/// Profile parameters with a cipher string (SAP Note 510007).
const PARAMETERS: &[&str] = &["ssl/ciphersuites", "ssl/client_ciphersuites"];

pub(super) fn examine(predicate: &Predicate, branch: &Branch, findings: &mut Findings) {
    for alternative in predicate.alternatives() {
        let mut tests: Vec<&Test> = Vec::new();
        alternative.tests(&mut |test| tests.push(test));
        let named = tests.iter().filter_map(|test| test.equality()).map(|(_, text)| text);
        let Some(parameter) = named.into_iter().find(|text| PARAMETERS.contains(text)) else { continue };
        let is_fixed = |test: &&&Test| match (&test.left, &test.asked) {
            (
                Expression::Column(_),
                Asked::Compare(Comparison::Equal | Comparison::Unequal, Expression::Text(text)),
            ) => &**text != parameter && text.contains(':'),
            _ => false,
        };
        if let Some(test) = tests.iter().find(is_fixed) {
            let message = format!("{parameter} is compared with one text");
            findings.add(&ONE_CIPHER_STRING, branch.characters.span(&test.span), message, None);
        }
    }
}
