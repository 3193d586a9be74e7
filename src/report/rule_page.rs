//! A rule's page in Markdown, for SARIF and for the documents.

use crate::rule::Page;

/// The page under its title.
pub(crate) fn markdown(rule: &Page) -> String {
    let mut page = format!("# {}\n", rule.title);
    for (heading, text) in [("What is wrong", &rule.what), ("Why it matters", &rule.why), ("Solution", &rule.fix)] {
        if !text.trim().is_empty() {
            page.push_str(&format!("\n## {heading}\n\n{}\n", text.trim()));
        }
    }
    if !rule.references.is_empty() {
        page.push_str("\n## References\n\n");
        page.extend(rule.references.iter().map(|reference| format!("- {reference}\n")));
    }
    if !rule.examples.is_empty() {
        page.push_str("\n## Examples\n");
    }
    for example in &rule.examples {
        page.push_str(&format!("\n### {} ({})\n", example.name, example.verdict.name()));
        for (name, text) in &example.files {
            let fence = fence(text);
            page.push_str(&format!("\n`{name}`\n\n{fence}text\n{}\n{fence}\n", text.trim_end()));
        }
    }
    page
}

/// A fence that no line of the text closes.
fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat((longest + 1).max(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_cannot_close_its_own_fence() {
        assert_eq!(fence("a ```` b"), "`````");
        assert_eq!(fence("plain"), "```");
    }
}
