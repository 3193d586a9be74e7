//! Rules in SARIF: what a viewer shows beside a result, and by what GitHub sorts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;

use super::Text;
use crate::finding::Severity;
use crate::limits::CODE_SCANNING_TAGS;
use crate::report::rule_page;
use crate::rule::Page;

/// SARIF's reportingDescriptor.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    id: &'a str,
    name: String,
    short_description: Text<'a>,
    full_description: Text<'a>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

/// The names are GitHub's.
#[derive(Serialize)]
struct Properties<'a> {
    tags: Vec<&'a str>,
    precision: &'a str,
    #[serde(rename = "security-severity", skip_serializing_if = "str::is_empty")]
    security_severity: &'a str,
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
}

impl<'a> Descriptor<'a> {
    /// `found` are the severities of the rule's findings: some rules give the worse ones a security severity of their own.
    pub fn new(rule: &'a Page, found: &BTreeSet<Severity>) -> Self {
        let mut tags: Vec<&str> = rule.tags.iter().map(String::as_str).collect();
        let of_findings = rule.security_severity_by_severity.iter().find(|(severity, _)| found.contains(severity));
        let security_severity = of_findings.map_or(&rule.security_severity, |(_, score)| score);
        // GitHub heeds `security-severity` only on rules with this tag.
        if !security_severity.is_empty() && !tags.contains(&"security") {
            tags.insert(0, "security");
        }
        tags.truncate(CODE_SCANNING_TAGS);
        Self {
            id: &rule.id,
            name: pascal_case(&rule.id),
            short_description: Text { text: Cow::Borrowed(&rule.title) },
            full_description: Text { text: Cow::Borrowed(&rule.what) },
            help: Help { text: text(rule), markdown: rule_page::markdown(rule) },
            default_configuration: Configuration { level: rule.severity.name() },
            properties: Properties {
                tags,
                precision: &rule.confidence,
                security_severity,
                problem_severity: match rule.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Note => "recommendation",
                },
            },
        }
    }
}

/// SARIF wants a name that differs from the id: `legacy-rfc-destination` is `LegacyRfcDestination`.
fn pascal_case(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut rest = word.chars();
            rest.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(rest)
        })
        .collect()
}

fn text(rule: &Page) -> String {
    let mut parts = vec![rule.what.trim(), rule.why.trim(), rule.fix.trim()];
    let references = rule.references.join(" · ");
    parts.push(&references);
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_from_ids() {
        assert_eq!(pascal_case("legacy-rfc-destination"), "LegacyRfcDestination");
        assert_eq!(pascal_case("tls"), "Tls");
    }

    #[test]
    fn a_rule_is_as_grave_as_the_worst_of_its_findings() {
        let page = crate::report::sample::report().rules[0].clone();
        let page = Page {
            security_severity: "7.5".to_owned(),
            security_severity_by_severity: vec![(Severity::Error, "9.8".to_owned())],
            ..page
        };
        let score = |page: &Page, found: &[Severity]| {
            Descriptor::new(page, &found.iter().copied().collect()).properties.security_severity.to_owned()
        };
        assert_eq!(score(&page, &[Severity::Warning]), "7.5");
        assert_eq!(score(&page, &[Severity::Warning, Severity::Error]), "9.8");
        let harmless = Page { security_severity: String::new(), security_severity_by_severity: Vec::new(), ..page };
        assert_eq!(score(&harmless, &[Severity::Error]), "");
    }
}
