//! The certificates in the text of one member: PEM with its line ends, or all in one line as people enter it.

use base64ct::{Base64, Encoding};

use crate::export::Value;
use crate::export::certificates::{Certificate, read};
use crate::knowledge::distinguished_name;
use crate::layout::pem;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// What is in such a text.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// The certificates, that of the key itself first.
    pub certificates: Vec<Certificate>,
    /// What could not be read.
    pub flaws: Vec<String>,
    /// There is a private key.
    pub has_key: bool,
}

impl Chain {
    /// The chain in this text; `is_cut` says that the text may go on.
    pub fn of(text: &str, is_cut: bool) -> Self {
        let mut chain = Self::default();
        let mut rest = text;
        if !text.contains(BEGIN) {
            chain.block("CERTIFICATE", text);
        }
        while let Some((_, behind)) = rest.split_once(BEGIN) {
            let Some((label, behind)) = behind.split_once(DASHES) else { break };
            let end = behind.find(DASHES).unwrap_or(behind.len());
            // What the file's end cuts is told at its place.
            if end < behind.len() || !is_cut {
                chain.block(label, behind.get(..end).unwrap_or_default());
            }
            rest = behind.get(end..).unwrap_or_default();
        }
        chain.sort();
        chain
    }

    fn block(&mut self, label: &str, body: &str) {
        if pem::is_key(label.as_bytes()) {
            self.has_key = true;
            return;
        }
        // Who copies a text out of JSON keeps its line ends as they are written there.
        let body = body.replace("\\n", "").replace("\\r", "");
        let letters: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let decoded = std::str::from_utf8(&letters).ok().and_then(|letters| Base64::decode_vec(letters).ok());
        let Some(bytes) = decoded else {
            self.flaws.push("the base64 of a certificate is cut or damaged".to_owned());
            return;
        };
        read(&bytes, &mut |found| match found {
            Ok(certificate) => self.certificates.push(certificate),
            Err(why) => self.flaws.push(why),
        });
    }

    /// Puts that of the key first, which has issued none of the others, and behind each the one that issued it.
    fn sort(&mut self) {
        let mut left = std::mem::take(&mut self.certificates);
        let issued_other = |at: usize, all: &[Certificate]| {
            let others = all.iter().enumerate().filter(|(other, _)| *other != at);
            all.get(at).is_some_and(|one| others.into_iter().any(|(_, other)| issued(one, other)))
        };
        let mut next = (0..left.len()).find(|at| !issued_other(*at, &left));
        while !left.is_empty() {
            let last = left.remove(next.unwrap_or(0));
            next = left.iter().position(|one| issued(one, &last));
            self.certificates.push(last);
        }
    }
}

/// By its name the one may have issued the other.
fn issued(one: &Certificate, other: &Certificate) -> bool {
    let name = |certificate: &Certificate, field: &str| match certificate.value(field) {
        Value::Text(name) => distinguished_name::normal_form(&String::from_utf8_lossy(&name)),
        _ => None,
    };
    name(one, "subject").is_some_and(|subject| name(other, "issuer") == Some(subject))
}
