//! What a record of a log tells of: whom it names, and by what two records are known to tell the same.

/// Words behind which a text names whom it wanted to reach, in lower case.
const BEFORE_TARGET: &[&str] = &["system", "server", "host", "backend", "destination"];

/// Bytes of a text that tell what it is about.
const TELLING: usize = 512;

/// Host, host with port, or virtual host that a text names first; none if it names none.
pub(super) fn target(text: &str) -> Option<&str> {
    let mut before = "";
    let mut second = None;
    for word in text.split_whitespace() {
        let bare = host_of(word);
        if BEFORE_TARGET.iter().any(|known| before.eq_ignore_ascii_case(known)) && (bare.contains(['.', ':'])) {
            return Some(bare);
        }
        second = second.or_else(|| (word.contains("://") || has_port(bare)).then_some(bare));
        before = word.trim_end_matches(':');
    }
    second.filter(|host| !host.is_empty())
}

/// A word without what stands around a host: scheme, path, quotes and full stops.
fn host_of(word: &str) -> &str {
    let word = word.split_once("://").map_or(word, |(_, rest)| rest);
    let word = word.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let end = word.find(|letter: char| !(letter.is_ascii_alphanumeric() || ".-_:".contains(letter)));
    word.get(..end.unwrap_or(word.len())).unwrap_or_default().trim_end_matches(['.', ':', '-'])
}

/// `erp01.example.test:44300`; a line of a source file is none.
fn has_port(word: &str) -> bool {
    let Some((host, port)) = word.rsplit_once(':') else { return false };
    let is_source = [".java", ".cs", ".kt", ".js"].iter().any(|ending| host.ends_with(ending));
    let is_port = (2..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    is_port && !is_source && host.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// What is alike in records that tell the same: the text without numbers, identifiers and frames of a stack.
pub(super) fn alike(text: &str) -> String {
    let mut alike = String::new();
    for line in text.lines().filter(|line| !line.starts_with("at ") && !line.starts_with("... ")) {
        for word in line.split(|letter: char| letter.is_whitespace() || "#,;()[]{}\"'=/".contains(letter)) {
            if alike.len() > TELLING {
                return alike;
            }
            if !word.is_empty() && !is_number(word) {
                alike.push_str(word);
                alike.push(' ');
            }
        }
    }
    alike
}

/// A number, a time, a hexadecimal number, a UUID: it is another one each time.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix("0x").unwrap_or(word);
    let has_digit = digits.bytes().any(|byte| byte.is_ascii_digit());
    has_digit && digits.bytes().all(|byte| byte.is_ascii_hexdigit() || b"-:.+@".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_whom_it_wanted_to_reach() {
        for (text, named) in [
            ("Access denied to resource /x on system virtual.plant:50066", Some("virtual.plant:50066")),
            ("Unable to handshake with notification server notify.example.test/<host>", Some("notify.example.test")),
            ("Opening https://erp01.example.test/sap failed.", Some("erp01.example.test")),
            ("connect to pc1.example.test:50060: refused", Some("pc1.example.test:50060")),
            ("com.sap.core.Client: it failed at Client.java:123", None),
            ("", None),
        ] {
            assert_eq!(target(text), named, "{text}");
        }
    }

    #[test]
    fn numbers_and_frames_make_no_other_incident() {
        let one = alike("Request 4711 (0xc36f8a26) failed\nat com.sap.A.run(A.java:5)");
        assert_eq!(one, alike("Request 12 (0xffa8) failed\nat com.sap.B.run(B.java:7)"));
        assert_ne!(one, alike("Answer 4711 failed"));
        assert_ne!(alike("host pc1.example.test"), alike("host pc2.example.test"));
    }
}
