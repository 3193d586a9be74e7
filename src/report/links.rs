//! Links in what is written to a terminal (OSC 8): to files, and to SAP Notes. Whether there are any is the command line's to say, and where
//! a file is that a report names.
//!
//! An address is made of numbers and of encoded paths, never of an export's text; one that has anything else in it is no link.

use std::fmt::{self, Display, Formatter};

use super::Options;
use crate::finding::{Finding, Place};
use crate::knowledge::sap_note;
use crate::terminal_text::clean;

/// A text that leads somewhere, if there is an address.
pub(super) struct Linked<T> {
    address: Option<String>,
    text: T,
}

impl Linked<String> {
    /// What is seen of it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl<T: Display> Display for Linked<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let harmless = |address: &&String| address.bytes().all(|byte| byte.is_ascii_graphic());
        match self.address.as_ref().filter(harmless) {
            Some(address) => write!(formatter, "\u{1b}]8;;{address}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", self.text),
            None => write!(formatter, "{}", self.text),
        }
    }
}

/// `PRD/sm59.txt:29:4`, and it leads to the file.
pub(super) fn place(finding: &Finding, options: &Options) -> Linked<String> {
    let Place { line, column, .. } = finding.place;
    let address = options.links.and_then(|address| address(&finding.path));
    Linked { address, text: format!("{}:{line}:{column}", clean(&finding.path)) }
}

/// Lines in which each SAP Note leads to SAP's page of it. They are broken already, for a link has no width.
pub(super) fn with_notes(lines: Vec<String>, options: &Options) -> Vec<String> {
    if options.links.is_none() {
        return lines;
    }
    let linked = |text: &str, number| Linked { address: Some(sap_note::address(number)), text }.to_string();
    lines.into_iter().map(|line| sap_note::replace(&line, linked)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Format, sample, write};
    use super::*;

    fn written(format: Format, links: Option<fn(&str) -> Option<String>>) -> String {
        let mut out = Vec::new();
        write(format, &sample::report(), &Options { links, ..sample::options() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn places_and_notes_are_links_and_take_no_room() {
        for format in [Format::Pretty, Format::Concise] {
            let plain = written(format, None);
            let linked = written(format, Some(|path| path.is_ascii().then(|| format!("file://host/{path}"))));
            assert!(!plain.contains('\u{1b}'));
            assert_eq!(anstream::adapter::strip_str(&linked).to_string(), plain);
            let place = "PRD/sm59_rfcdes.txt:6:4";
            let link = format!("\u{1b}]8;;file://host/PRD/sm59_rfcdes.txt\u{1b}\\{place}\u{1b}]8;;\u{1b}\\");
            assert_eq!(linked.matches(&link).count(), 1, "{}", format.name());
            let begun = linked.matches("\u{1b}]8;;file:").count() + linked.matches("\u{1b}]8;;https:").count();
            assert_eq!((begun > 10, linked.matches("\u{1b}]8;;\u{1b}\\").count()), (true, begun));
        }
        let note = "\u{1b}]8;;https://me.sap.com/notes/2923799\u{1b}\\SAP Note 2923799\u{1b}]8;;\u{1b}\\";
        assert!(written(Format::Pretty, Some(|_| None)).contains(note));
    }

    #[test]
    fn an_address_that_would_steer_the_terminal_is_no_link() {
        for evil in ["file:///a\u{1b}\\b", "file:///a b", "file:///\u{7}", "file:///ü"] {
            assert_eq!(Linked { address: Some(evil.to_owned()), text: "x" }.to_string(), "x");
        }
    }

    #[test]
    fn formats_for_programs_have_no_links() {
        let for_people = |format: &Format| matches!(format, Format::Pretty | Format::Concise) || format.is_binary();
        for format in Format::all().iter().copied().filter(|format| !for_people(format)) {
            let linked = written(format, Some(|path| Some(format!("file://host/{path}"))));
            assert!(!linked.contains("file://host") && !linked.contains("\u{1b}]8"), "{}", format.name());
        }
    }
}
