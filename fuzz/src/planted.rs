//! Secrets that are planted into a file when the fuzzer has done with it, and none of which may come out.

use basislint::input::Encoding;

/// What no report may hold.
pub const SECRET: &str = "Zq00417x";

/// Ways in which a secret, `§`, stands in a cell or a line of its own.
const FORMS: &[&str] = &[
    "H=h,U=B,v=§,L=D,",
    "/H/r1/S/3299/W/§/H/oss001",
    "https://batch:§@api.example.test/x",
    "Authorization: Bearer §",
    "Passwort § falsch",
    "password is §",
    "Kennwort: §",
    "client_secret=§",
    "PASSWORD=§",
    "<password>§</password>",
    "sapgenpse seclogin -x § -O prdadm",
    "hdbuserstore set DEFAULT host:30015 SAPABAP1 §",
];

/// A fuzzer finds out what is compared, and puts the secret where it is none: in the midst of a name.
pub fn is_told(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window.eq_ignore_ascii_case(SECRET.as_bytes()))
}

/// The file with a secret in it, as these two bytes say: in a cell of its own, or on a line of its own. None if there is no
/// place for it: the bytes are no text of one byte for a character.
pub fn plant(bytes: &[u8], form: u8, place: u8) -> Option<Vec<u8>> {
    let is_wide = matches!(
        Encoding::detect(bytes, true),
        Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Utf16LeBom | Encoding::Utf16BeBom
    );
    if is_wide || bytes.starts_with(b"PK") || bytes.starts_with(&[0x30]) {
        return None;
    }
    let text = FORMS[usize::from(form) % FORMS.len()].replace('§', SECRET);
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let line = usize::from(place >> 1) % (lines + 1);
    let start = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(line.checked_sub(1)?)?.0 + 1;
    let end = bytes[start..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| start + length);
    let delimiter = [b'|', b'\t', b';', b','].into_iter().find(|delimiter| bytes[start..end].contains(delimiter));
    let cell = delimiter.filter(|_| place & 1 == 1).and_then(|delimiter| {
        let mut cuts = (start..end).filter(|at| bytes[*at] == delimiter);
        let first = cuts.next()?;
        Some((first + 1, cuts.next().unwrap_or(end)))
    });
    let mut planted = Vec::with_capacity(bytes.len() + text.len() + 1);
    match cell {
        // A list of SAP keeps its columns.
        Some((from, to)) if to - from >= text.len() => {
            planted.extend(&bytes[..from]);
            planted.extend(text.as_bytes());
            planted.extend(std::iter::repeat_n(b' ', to - from - text.len()));
            planted.extend(&bytes[to..]);
        }
        _ => {
            planted.extend(&bytes[..start]);
            planted.extend(text.as_bytes());
            planted.push(b'\n');
            planted.extend(&bytes[start..]);
        }
    }
    Some(planted)
}
