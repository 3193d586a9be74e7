//! A `production-connector.toml` to fill in: all its keys, each with the screen that shows it, none with a value.
//!
//! The keys and screens are those that the export's own steps name, so that there is one text of them.

use crate::export::production_connector::EXPORT;
use crate::terminal_text::wrap;

/// What its file is called.
pub(super) const NAME: &str = "production-connector.toml";
/// Columns of a comment.
const WIDTH: usize = 110;

/// The text of one in which nothing is filled in yet: every check that needs a key says so.
pub(super) fn template() -> String {
    let mut text = "# What no export of a Production Connector shows. Take away the # before what you fill in, and leave the others: what is not \
                    known\n# is not evaluated. No password belongs here.\n\n[production-connector]\n"
        .to_owned();
    let mut sections = String::new();
    for step in EXPORT.how_to_get.iter().flat_map(|way| way.steps) {
        match step.split_once(": ") {
            Some((keys, screen)) if keys.contains(" = ") => {
                text.push('\n');
                comment(&mut text, screen);
                keys.split(" and ").for_each(|key| text.push_str(&line(key)));
            }
            _ => sections.push_str(&section(step)),
        }
    }
    text + &sections
}

/// `port = 50060`, `revocation-check = "none" (or "online", "offline")`: as a line to be filled in.
fn line(key: &str) -> String {
    match key.split_once(" (or ") {
        Some((key, others)) => format!("# {key} # or {}\n", others.trim_end_matches(')')),
        None => format!("# {key}\n"),
    }
}

/// `For each user of ... a section [[production-connector.user]] with id = "..." and roles = [...].`
fn section(step: &str) -> String {
    let Some((before, rest)) = step.split_once(" a section ") else { return String::new() };
    let Some((header, keys)) = rest.split_once(" with ") else { return String::new() };
    let mut text = "\n".to_owned();
    comment(&mut text, &format!("{before}:"));
    text.push_str(&line(header));
    keys.trim_end_matches('.').split(" and ").for_each(|key| text.push_str(&line(key)));
    text
}

fn comment(text: &mut String, words: &str) {
    wrap(words, WIDTH).iter().for_each(|line| text.push_str(&format!("# {line}\n")));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The template with every key filled in by its example.
    fn filled_in() -> toml::Table {
        let is_word = |key: &str| {
            key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-' || letter.is_ascii_digit())
        };
        let is_key = |line: &&str| line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| is_word(key));
        let template = template();
        let lines: Vec<&str> = template.lines().map(|line| line.trim_start_matches("# ")).filter(is_key).collect();
        lines.join("\n").parse().unwrap()
    }

    #[test]
    fn every_key_of_the_settings_is_in_the_template_and_no_other() {
        let schema = serde_json::from_str(include_str!("../../../schemas/production-connector.json")).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let filled = serde_json::to_value(filled_in()).unwrap();
        let mistakes: Vec<String> = validator.iter_errors(&filled).map(|error| error.to_string()).collect();
        assert_eq!(mistakes, Vec::<String>::new(), "{filled:#}");
        let keys = filled["production-connector"].as_object().unwrap();
        let known = properties(&schema).expect("no keys in the schema");
        let lacking: Vec<&&String> = known.iter().filter(|key| !keys.contains_key(**key)).collect();
        assert_eq!(lacking, Vec::<&&String>::new());
    }

    /// The keys of the section, wherever the schema has them.
    fn properties(schema: &serde_json::Value) -> Option<Vec<&String>> {
        match schema.get("properties").and_then(|properties| properties.as_object()) {
            Some(properties) if properties.contains_key("virtual-url") => Some(properties.keys().collect()),
            _ => schema.as_object()?.values().find_map(properties),
        }
    }

    #[test]
    fn nothing_is_filled_in_before_somebody_does() {
        let table: toml::Table = template().parse().unwrap();
        assert_eq!(table["production-connector"].as_table().unwrap().len(), 0);
    }
}
