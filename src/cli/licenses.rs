//! `basislint --licenses` and `basislint --version --verbose`: under which terms basislint and what it comes with may be used, and of when that is.

use crate::policy::embedded;

const OWN: &str = "basislint is licensed under MIT OR Apache-2.0, at your choice.";
const POLICIES: &str = include_str!("../../LICENSES/SAP-security-policies.md");
const THIRD_PARTY: &str = include_str!("../../LICENSES/third-party.txt");
const APACHE: &str = include_str!("../../LICENSES/Apache-2.0.txt");
const MIT: &str = include_str!("../../LICENSE-MIT");

/// All licenses.
pub(super) fn licenses() -> String {
    format!("{OWN}\n\n{MIT}\n{APACHE}\n{POLICIES}\n{THIRD_PARTY}")
}

/// The version, and of when the policies are.
pub(super) fn version() -> String {
    let mut text = format!("basislint {}\n", env!("CARGO_PKG_VERSION"));
    for policies in &embedded::ALL {
        text.push_str(&format!(
            "{}: {} (commit {} of {})\n",
            policies.name,
            policies.about,
            embedded::COMMIT,
            embedded::DATE
        ));
    }
    text
}
