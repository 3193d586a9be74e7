//! What a record tells of a certificate, by the names that the fields of all exports with certificates have, and the fields that derived
//! kinds have for it.

use jiff::civil::Date;

use crate::export::{FieldKind, FieldSpec};
use crate::landscape::chains::Known;

use super::In;

impl In<'_> {
    /// What is known of the certificate that it is, or that it tells of.
    pub fn certificate(&self) -> Known {
        let known = Known::told_by(|name| self.text(name).map(str::to_owned));
        Known { der: self.kept.der().map(<[u8]>::to_vec), ca: self.flag("ca"), ..known }
    }

    /// Whether the certificate is valid on a day, to the end of its last one: `valid`, `not-yet`, `expired`; `or` is why nobody knows
    /// where the export does not say why.
    pub fn validity(&self, as_of: Date, or: &'static str) -> Result<&'static str, &'static str> {
        let day = |name: &str| self.text(name).and_then(|time| time.get(..10)?.parse::<Date>().ok());
        if day("not-before").is_some_and(|first| first > as_of) {
            return Ok("not-yet");
        }
        match day("not-after") {
            Some(last) if last < as_of => Ok("expired"),
            Some(_) => Ok("valid"),
            None => Err(self.unknown("not-after").unwrap_or(or)),
        }
    }
}

/// Number of the fields that derived kinds have for a certificate.
pub const COUNT: usize = FIELDS.len();

/// A derived kind's own fields, and behind them those for a certificate.
pub const fn fields_behind<const ALL: usize>(own: &[FieldSpec]) -> [FieldSpec; ALL] {
    assert!(own.len() + COUNT == ALL, "as many as there are");
    let mut all = [FIELDS[0]; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < own.len() { own[at] } else { FIELDS[at - own.len()] };
        at += 1;
    }
    all
}

const FIELDS: &[FieldSpec] = &[
    text("needed", "the certificate that is needed: its subject"),
    text("needed-sha256", "its SHA-256 fingerprint, if it is known"),
    text("store", "the store that it must go into"),
    FieldSpec::new("by-name", FieldKind::Flag, "names were compared, for there is no certificate to compare"),
    FieldSpec::new(
        "self-signed",
        FieldKind::Choice(&["yes", "no", "by-names"]),
        "it verifies with its own key; `by-names` where only subject and issuer are known, and are the same",
    ),
    FieldSpec::new(
        "chain",
        FieldKind::Choice(&["whole", "broken", "self-signed"]),
        "whether its issuers are there, up to a root: signatures are verified",
    ),
    text("chain-lacks", "the issuer that is missing in the chain: its name"),
    // Those of the exports.
    text("subject", "whose certificate it is: distinguished name"),
    text("subject-cn", "common name of the subject"),
    text("issuer", "who issued it: distinguished name"),
    text("serial", "serial number"),
    text("subject-serial", "serial number, blank, and the subject with its attributes sorted"),
    text("sha256", "SHA-256 fingerprint"),
    text("sha1", "SHA-1 fingerprint"),
    text("not-before", "first moment of validity, UTC"),
    text("not-after", "last moment of validity, UTC"),
    text("key", "kind and length of the key: RSA 2048"),
    text("signature", "how it was signed: sha256WithRSAEncryption"),
    FieldSpec::new("ca", FieldKind::Flag, "it may issue certificates (basic constraints)"),
    FieldSpec::new("key-usage", FieldKind::List, "what the key may be used for"),
    FieldSpec::new("extended-key-usage", FieldKind::List, "what the certificate may be used for"),
];

const fn text(name: &'static str, about: &'static str) -> FieldSpec {
    FieldSpec::new(name, FieldKind::Text, about)
}
