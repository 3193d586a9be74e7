//! What the texts of fields are beside texts: days, moments, versions, cipher strings. What fields there are the exports say.

use crate::export::{FieldKind, FieldSpec};
use crate::knowledge::cipher::{self, Secrecy, Version};
use crate::knowledge::profile_parameter::cipher_string;

/// How the values of a field become those of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Text,
    Number,
    Flag,
    List,
    /// A day.
    Day,
    /// A day, and a moment of it where the export tells the time.
    Moment,
    /// A text, and one that sorts as the version does.
    Version,
}

/// Fields that are days, `yyyy-mm-dd`, in whatever export.
const DAYS: &[&str] = &["valid-from", "valid-to", "built", "date"];

/// Fields that are a moment, `yyyy-mm-ddThh:mm:ss`, or a day where no time is known; in whatever export, but for those of [`NO_MOMENTS`].
const MOMENTS: &[&str] =
    &["not-before", "not-after", "valid-until", "time", "started", "began", "planned", "ended", "exported", "compiled"];

/// A time of day is a text: its day stands in another field.
const NO_MOMENTS: &[(&str, &str)] = &[("job-log", "time")];

/// Fields that are versions: they are compared piece by piece.
const VERSIONS: &[(&str, &str)] = &[
    ("cloud-connector", "version"),
    ("components", "level"),
    ("components", "release"),
    ("crypto-library", "version"),
    ("kernel", "release"),
];

/// Where cipher strings stand: the kind, the field that names the parameter (none where it can be no other), and the field with the value.
const CIPHERS: &[(&str, Option<&str>, &str)] =
    &[("profile", Some("name"), "value"), ("profile-parameters", Some("name"), "value"), ("tls-info", None, "value")];

/// What the field of this kind of export is.
pub(super) fn reading(kind: &str, field: &FieldSpec) -> Reading {
    let is_listed = |list: &[(&str, &str)]| list.contains(&(kind, field.name));
    match field.kind {
        FieldKind::Number => Reading::Number,
        FieldKind::Flag => Reading::Flag,
        FieldKind::List => Reading::List,
        FieldKind::Text if DAYS.contains(&field.name) => Reading::Day,
        FieldKind::Text if MOMENTS.contains(&field.name) && !is_listed(NO_MOMENTS) => Reading::Moment,
        FieldKind::Text if is_listed(VERSIONS) => Reading::Version,
        FieldKind::Text | FieldKind::Choice(_) | FieldKind::SUser | FieldKind::Hosts | FieldKind::Services => {
            Reading::Text
        }
    }
}

/// Where the cipher strings of an export stand, by the indexes of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CipherFields {
    name: Option<usize>,
    value: usize,
}

/// See [`CipherFields`]; none if this kind of export has no cipher strings.
pub(super) fn ciphers(kind: &str, fields: &[FieldSpec]) -> Option<CipherFields> {
    let (_, name, value) = CIPHERS.iter().find(|(known, ..)| *known == kind)?;
    let index = |name: &str| fields.iter().position(|field| field.name == name);
    let name = match name {
        Some(name) => Some(index(name)?),
        None => None,
    };
    Some(CipherFields { name, value: index(value)? })
}

/// What a cipher string allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ciphers {
    /// The protocol times ten: TLS 1.2 is 12, SSLv3 is 3.
    pub lowest: Option<i64>,
    pub highest: Option<i64>,
    /// Kinds of ciphers below the best, the worst first; none if nobody knows.
    pub weak: Option<Vec<String>>,
    /// One of [`SECRECY`]; none if nobody knows.
    pub forward_secrecy: Option<&'static str>,
}

/// What may be said of perfect forward secrecy: nothing else can be used, it comes first, or it does not.
pub(super) const SECRECY: [&str; 3] = ["only", "preferred", "not-preferred"];

impl CipherFields {
    /// What the cipher string of a record allows, if it has one. `text` gives the text of the field with this index, if it is whole and no secret.
    pub fn decoded(self, text: impl Fn(usize) -> Option<String>) -> Option<Ciphers> {
        let value = text(self.value)?;
        let range = match self.name {
            Some(name) => cipher_string(&text(name)?, &value)?,
            None => 0..value.len(),
        };
        let value = value.get(range)?;
        // What a macro stands for is not known here.
        if value.is_empty() || value.contains('$') {
            return None;
        }
        let decoded = cipher::decode(value);
        let versions = decoded.versions.as_deref();
        let times_ten = |version: Option<&Version>| version.map(|version| version.times_ten());
        // Of a word that is not known nobody knows what it lets through.
        let is_known = decoded.secrecy.is_some() && !decoded.too_many;
        let [only, preferred, not_preferred] = SECRECY;
        let secrecy = decoded.secrecy.map(|secrecy| match secrecy {
            Secrecy::Only => only,
            Secrecy::Preferred => preferred,
            Secrecy::NotPreferred => not_preferred,
        });
        Some(Ciphers {
            lowest: times_ten(versions.and_then(<[Version]>::first)),
            highest: times_ten(versions.and_then(<[Version]>::last)),
            // What is seen is so, whatever the rest of it means.
            weak: (is_known || !decoded.lets_through.is_empty())
                .then(|| decoded.lets_through.iter().map(|kind| (*kind).to_owned()).collect()),
            forward_secrecy: secrecy.filter(|_| is_known),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Class, EXPORTS};

    #[test]
    fn what_is_described_as_a_day_or_a_moment_is_one() {
        for export in EXPORTS {
            for field in export.fields.iter().filter(|field| field.kind == FieldKind::Text) {
                let wanted = match (field.about.contains("yyyy-mm-ddThh"), field.about.contains("yyyy-mm-dd")) {
                    (true, _) => Some(Reading::Moment),
                    (false, true) => Some(Reading::Day),
                    (false, false) => None,
                };
                let read = Some(reading(export.kind, field)).filter(|it| matches!(it, Reading::Day | Reading::Moment));
                assert_eq!(read, wanted, "{} {}: {}", export.kind, field.name, field.about);
            }
        }
    }

    #[test]
    fn what_is_named_here_is_there() {
        let fields = |kind: &str| crate::export::by_kind(kind).unwrap().fields;
        for (kind, name) in NO_MOMENTS.iter().chain(VERSIONS) {
            assert!(fields(kind).iter().any(|field| field.name == *name), "{kind} {name}");
        }
        for (kind, ..) in CIPHERS {
            assert!(ciphers(kind, fields(kind)).is_some(), "{kind}");
        }
    }

    /// Numbers are written as they are, also into redacted tables.
    #[test]
    fn no_number_is_a_name() {
        for export in EXPORTS {
            for field in export.fields {
                let is_number = matches!(field.kind, FieldKind::Number | FieldKind::Flag);
                assert!(!is_number || field.class == Class::Plain, "{} {}", export.kind, field.name);
            }
        }
    }

    #[test]
    fn a_cipher_string_is_decoded() {
        let fields = CipherFields { name: Some(0), value: 1 };
        let of = |name: &str, value: &str| {
            let texts = [name.to_owned(), value.to_owned()];
            fields.decoded(|index| texts.get(index).cloned())
        };
        let good = of("ssl/client_ciphersuites", "150:PFS:HIGH::EC_P256:EC_HIGH").unwrap();
        assert_eq!((good.lowest, good.highest, good.forward_secrecy), (Some(10), Some(12), Some("preferred")));
        let old = of("ssl/ciphersuites", "HIGH:MEDIUM:+e3DES").unwrap();
        assert_eq!((old.lowest, old.highest, old.forward_secrecy), (None, None, Some("not-preferred")));
        assert!(old.weak.unwrap().contains(&"3DES".to_owned()));
        let only_secret = of("ssl/ciphersuites", "544:PFS:!kRSA").unwrap();
        assert_eq!((only_secret.lowest, only_secret.forward_secrecy), (Some(12), Some("only")));
        assert_eq!(of("ssl/ciphersuites", "544:PSF").unwrap().forward_secrecy, None, "nobody knows PSF");
        assert_eq!(of("rdisp/max_wprun_time", "600"), None);
        assert_eq!(of("ssl/ciphersuites", "$(ssl/client_ciphersuites)"), None);
        let nested = of("icm/ssl_config_0", "CRED=SAPSSLS.pse,CIPHERS=544:PFS").unwrap();
        assert_eq!(nested.lowest, Some(12));
    }
}
