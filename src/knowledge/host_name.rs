//! Names of hosts: how they compare, and what they look like.
//!
//! Letters from A to Z compare without case, a dot at the end does not count, and `*.` at the begin of a certificate's name stands for
//! one label (RFC 6125, 6.4).

/// Whether two names are one host.
pub fn same(one: &str, other: &str) -> bool {
    bare(one).eq_ignore_ascii_case(bare(other))
}

/// A name in the form in which those of one host are equal.
pub fn key(host: &str) -> String {
    bare(host).to_ascii_lowercase()
}

/// Whether a name in a certificate, maybe with `*.` in front, is for this host.
pub fn covers(pattern: &str, host: &str) -> bool {
    match wildcard(pattern) {
        Some(domain) => {
            let behind = bare(host).split_once('.').filter(|(label, _)| !label.is_empty() && *label != "*");
            behind.is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(domain))
        }
        None => !bare(host).is_empty() && same(pattern, host),
    }
}

/// The domain behind `*.`, if the name begins so.
pub fn wildcard(pattern: &str) -> Option<&str> {
    bare(pattern).strip_prefix("*.").filter(|domain| !domain.is_empty())
}

/// Whether it names the domain too: `pc1.example.test`, not `pc1`. An address of numbers is none.
pub fn is_fully_qualified(host: &str) -> bool {
    let host = bare(host);
    let is_address = host.contains(':') || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    host.contains('.') && !is_address && host.split('.').all(|label| !label.is_empty())
}

/// Whether there is white space in it, at its ends as well: no host is called so.
pub fn has_white_space(host: &str) -> bool {
    host.contains(char::is_whitespace)
}

/// Without the dot at its end.
fn bare(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_a_dot_at_the_end_do_not_matter() {
        assert!(same("PC1.Plant.example.test.", "pc1.plant.example.test"));
        assert!(!same("pc1", "pc1.plant.example.test"));
        // Letters beyond A to Z are not those of host names: they compare as they are.
        assert!(!same("PÇ1", "pç1"));
    }

    #[test]
    fn an_asterisk_stands_for_one_label() {
        assert!(covers("*.example.test", "PC1.example.test"));
        assert!(covers("pc1.example.test", "pc1.example.test."));
        for host in ["example.test", "a.pc1.example.test", ".example.test", "*.example.test", "pc1", ""] {
            assert!(!covers("*.example.test", host), "{host}");
        }
        assert!(!covers("*.", "pc1.") && !covers("", ""));
        assert_eq!((wildcard("*.example.test"), wildcard("pc*.example.test")), (Some("example.test"), None));
    }

    #[test]
    fn a_fully_qualified_name_has_a_domain() {
        assert!(is_fully_qualified("pc1.example.test") && is_fully_qualified("pc1.example.test."));
        for host in ["pc1", "pc1.", "", ".test", "a..b", "10.1.2.3", "fe80::1.2"] {
            assert!(!is_fully_qualified(host), "{host}");
        }
        assert!(has_white_space(" pc1") && has_white_space("pc 1") && !has_white_space("pc1"));
    }
}
