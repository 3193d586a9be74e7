//! Texts that a regular expression matches: the shortest of each way through it that is not too long.

use regex_syntax::Parser;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Ways that are followed where a pattern leaves a choice.
const WAYS: usize = 4;

/// Some texts that match, and some that nearly do.
pub(super) fn texts(pattern: &str) -> Vec<String> {
    let plain = pattern.strip_prefix("^(?!").and_then(|rest| rest.split_once(')')).map_or(pattern, |(_, rest)| rest);
    let mut texts = Vec::new();
    if plain.len() < pattern.len() {
        let begin = pattern.trim_start_matches("^(?!").split(')').next().unwrap_or_default();
        texts.extend([format!("{begin}_ALL"), "Z".to_owned()]);
    }
    if let Ok(hir) = Parser::new().parse(plain) {
        texts.extend(ways(&hir));
    }
    let longer: Vec<String> = texts.iter().map(|text| format!(" {text} x")).collect();
    texts.extend(longer);
    texts
}

fn ways(hir: &Hir) -> Vec<String> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8_lossy(&literal.0).into_owned()],
        HirKind::Class(class) => vec![letter(class)],
        HirKind::Capture(capture) => ways(&capture.sub),
        HirKind::Repetition(repetition) => {
            let inner = ways(&repetition.sub);
            let least = repetition.min.min(16) as usize;
            let mut all: Vec<String> = inner.iter().map(|text| text.repeat(least)).collect();
            if repetition.max.is_none_or(|most| most as usize > least) {
                all.extend(inner.iter().map(|text| text.repeat(least + 1)));
            }
            all.truncate(WAYS);
            all
        }
        HirKind::Concat(parts) => parts.iter().fold(vec![String::new()], |begun, part| {
            let mut all: Vec<String> = Vec::new();
            for begin in &begun {
                all.extend(ways(part).into_iter().map(|end| format!("{begin}{end}")));
            }
            all.truncate(WAYS);
            all
        }),
        HirKind::Alternation(parts) => {
            let mut all: Vec<String> = parts.iter().flat_map(ways).collect();
            all.truncate(WAYS);
            all
        }
    }
}

/// A letter of a class: a plain one if it has some.
fn letter(class: &Class) -> String {
    let plain = ['a', 'A', '1', ' ', '.', '*'];
    let found = match class {
        Class::Unicode(class) => {
            let has = |letter: &char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(letter));
            plain.into_iter().find(has).or_else(|| class.ranges().first().map(|range| range.start()))
        }
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    };
    found.map_or_else(String::new, String::from)
}
