//! The configuration's contract: every mistake at its place, suppressions to the day, patterns from any folder.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};

use super::*;
use crate::complaint::{Complaint, render};
use crate::finding::{Excerpt, Finding, Findings, Place, Risk, RiskState, Severity, Status};
use crate::landscape::integration::{Environment, ReverseProxy};
use crate::landscape::{Role, Tier};

mod baseline;
mod editing;
mod files;
mod pruning;
mod reading;
mod suppressing;
mod whole;

const KNOWN: Known<'static> = Known {
    rules: &["legacy-rfc-destination", "client-ciphersuites-outdated", "missing-support-job", "certificate-expiring"],
    rules_with_days: &["certificate-expiring"],
    exports: &["rfc-destinations", "profile-parameters", "support-users"],
    exports_not_read_yet: &["trust-store", "kernel"],
    formats: &["pretty", "json", "sarif", "html"],
};

fn config(text: &str) -> Config {
    Config::parse("basislint.toml", PathBuf::from("/exports"), text, &KNOWN).unwrap()
}

fn mistakes(text: &str) -> Vec<Complaint> {
    Config::parse("basislint.toml", PathBuf::from("/exports"), text, &KNOWN).unwrap_err()
}

/// Line, column, the text at the place, the message, and the rendered help.
#[track_caller]
fn assert_mistake(complaint: &Complaint, place: (usize, usize), excerpt: &str, message: &str, help: &str) {
    assert_eq!((complaint.line(), complaint.column(), complaint.excerpt()), (place.0, place.1, excerpt));
    assert_eq!(complaint.to_string(), message);
    assert_eq!(miette::Diagnostic::help(complaint).map(|help| help.to_string()).unwrap_or_default(), help);
}

#[track_caller]
fn assert_one_mistake(text: &str, place: (usize, usize), excerpt: &str, message: &str, help: &str) {
    let mistakes = mistakes(text);
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert_mistake(&mistakes[0], place, excerpt, message, help);
}
