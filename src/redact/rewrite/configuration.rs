//! Pseudonyms in `basislint.toml`: in what stands in quotes, and in comments.

use super::Rewritten;
use crate::redact::Redactor;

/// Keys whose values are basislint's words.
const WORDS: &[&str] =
    &["role", "tier", "severity", "kind", "rule", "as-of", "until", "environment", "reverse-proxy", "days"];

/// The text with pseudonyms. Patterns of files get those that the folders get.
pub fn configuration(text: &str, redactor: &Redactor) -> Rewritten {
    let mut changed = Rewritten { text: String::with_capacity(text.len()), replaced: 0 };
    let mut key = String::new();
    for line in text.split_inclusive('\n') {
        if let Some((name, _)) = line.split_once('=') {
            name.trim().clone_into(&mut key);
        }
        let is_word = WORDS.contains(&key.as_str());
        let mut quote = None;
        let mut piece = String::new();
        let mut letters = line.chars();
        while let Some(letter) = letters.next() {
            match quote {
                Some(open) if letter == open => {
                    let new = if is_word { piece.clone() } else { redactor.path(&piece) };
                    changed.replaced += usize::from(new != piece);
                    changed.text.push_str(&new);
                    changed.text.push(letter);
                    piece.clear();
                    quote = None;
                }
                Some(_) => piece.push(letter),
                None if matches!(letter, '"' | '\'') => {
                    changed.text.push(letter);
                    quote = Some(letter);
                }
                None if letter == '#' => {
                    let comment = letters.as_str();
                    let new = redactor.text(comment);
                    changed.replaced += usize::from(new != comment);
                    changed.text.push('#');
                    changed.text.push_str(&new);
                    break;
                }
                None => changed.text.push(letter),
            }
        }
        // What is longer than a line is prose.
        changed.text.push_str(&redactor.text(&piece));
    }
    changed
}
