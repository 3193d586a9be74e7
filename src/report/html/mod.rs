//! The format for browsers: one file with a picture of the landscape, the readiness matrix, and each system's migration plan.
//!
//! The page (`report.html`, `style.css`, `script.js`) asks nobody for anything: its policy lets only its own style and script
//! through, by their digests. Without scripts it is a plain document, whole as well. `escape` makes all foreign text harmless.
//!
//! It is read in three ways. On the screen a search leaves the findings that fit, and what explains them is folded. A print is
//! short, for those who decide (`board`); all of it is printed on request. The file itself has everything.

mod board;
mod details;
pub(crate) mod escape;
mod links;
mod pages;
mod picture;
mod risks;
mod security;
mod sign;
mod trust;
mod view;
mod words;

use std::io::{self, Write};

use askama::Template;
use sha2::{Digest, Sha256};

use super::format::Writer;
use super::matrix::Matrix;
use super::{Options, Report};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "html",
    shows_source: false,
    shows_fixes: false,
    is_lines: false,
    is_binary: false,
    shows_pages: true,
    printed: None,
    write,
};

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let matrix = Matrix::of(report);
    let most = if options.verbose { usize::MAX } else { details::MOST_FINDINGS };
    let findings = super::worst::of_each_rule(&report.findings, most);
    let places = view::places(&matrix);
    let security = super::security::Security::of(report);
    let security = security.as_ref().map(|of| security::SecurityView::of(of, &places, &findings));
    let page = view::Page::of(report, &matrix, &places, (&findings, security), options);
    let mut out = io::BufWriter::new(out);
    page.write_into(&mut out)?;
    out.flush()
}

/// The digest of a text as a content security policy names it.
pub(crate) fn digest(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text)))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |number, index| number << 8 | usize::from(three.get(index).copied().unwrap_or(0)));
        for digit in 0..4 {
            let known = digit <= three.len();
            text.push(if known { char::from(DIGITS[number >> (18 - 6 * digit) & 63]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        assert_eq!(base64(b"any carnal pleasur"), "YW55IGNhcm5hbCBwbGVhc3Vy");
        assert_eq!(base64(b"any carnal pleasu"), "YW55IGNhcm5hbCBwbGVhc3U=");
        assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        assert_eq!(digest(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn style_and_script_cannot_end_their_elements() {
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</") && !SCRIPT.contains("<!--"));
    }
}
