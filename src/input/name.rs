//! How the name of a file is written: names of files are bytes, and what reports say is text.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// Two hexadecimal digits behind `\x` are a byte.
const MARK: &[u8] = b"\\x";

/// A name as text. No two names are written alike: a byte that is no UTF-8 becomes `\xFC`, and a backslash that would be taken
/// for such a byte's becomes `\x5C`.
pub fn readable(name: &Path) -> Cow<'_, str> {
    readable_bytes(name.as_os_str().as_encoded_bytes())
}

/// A name that is bytes, as text: see [`readable`].
pub fn readable_bytes(bytes: &[u8]) -> Cow<'_, str> {
    let mistakable = |text: &str| text.match_indices('\\').any(|(at, _)| byte_at(&text.as_bytes()[at..]).is_some());
    if let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| !mistakable(text)) {
        return Cow::Borrowed(text);
    }
    let mut readable = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        for (at, character) in chunk.valid().char_indices() {
            match character {
                // What follows may be in the next piece, but never half of two digits.
                '\\' if byte_at(&chunk.valid().as_bytes()[at..]).is_some() => readable.push_str("\\x5C"),
                other => readable.push(other),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(readable, "\\x{byte:02X}");
        }
    }
    Cow::Owned(readable)
}

/// The bytes of a name that [`readable`] wrote.
pub fn bytes(readable: &str) -> Cow<'_, [u8]> {
    let text = readable.as_bytes();
    if memchr::memchr(b'\\', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        match byte_at(rest) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[MARK.len() + 2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    Cow::Owned(bytes)
}

/// The byte that is written at the text's begin.
fn byte_at(text: &[u8]) -> Option<u8> {
    let digits = text.strip_prefix(MARK)?.get(..2)?;
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.as_bytes().iter().all(is_digit))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use std::collections::BTreeMap;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use proptest::prelude::*;

    use super::*;

    fn written(name: &[u8]) -> String {
        readable(Path::new(OsStr::from_bytes(name))).into_owned()
    }

    #[test]
    fn a_name_is_written_as_it_is_where_that_can_be_read() {
        assert_eq!(written("süd (1)\\x.txt".as_bytes()), "süd (1)\\x.txt");
        assert_eq!(written(b"s\xFCd.txt"), "s\\xFCd.txt");
        assert_eq!(written(b"s\\xFCd.txt"), "s\\x5CxFCd.txt");
        assert_eq!(written(b"\\x5CxFC"), "\\x5Cx5CxFC");
    }

    #[test]
    fn no_two_names_are_written_alike() {
        let pieces: [&[u8]; 7] = [b"\\", b"x", b"F", b"C", b"5", b"\xFC", b"\xE4\xB8"];
        let mut names: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut all: Vec<Vec<u8>> = vec![Vec::new()];
        for _ in 0..5 {
            all = all.iter().flat_map(|name| pieces.iter().map(move |piece| [name, *piece].concat())).collect();
            for name in &all {
                assert_eq!(*bytes(&written(name)), **name);
                assert!(names.insert(written(name), name.clone()).is_none_or(|other| other == *name), "{name:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_written_name_leads_back_to_its_bytes(name in proptest::collection::vec(any::<u8>(), 0..20)) {
            let written = written(&name);
            prop_assert_eq!(&*bytes(&written), &*name);
        }
    }
}
