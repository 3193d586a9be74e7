//! SAProuter strings: `/H/host/S/service/W/password/H/...`, the way to a host through one or more SAProuters.
//!
//! Stations, services and passwords are told by the letters H, S, W and P (the older one for a password) between slashes.

use std::ops::Range;

/// A host value taken apart. Ranges are those of the text that was split.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// The stations before the last one; empty if there is no SAProuter on the way.
    pub router: Range<usize>,
    /// The last station: where the connection ends. The whole text if it is no SAProuter string.
    pub host: Range<usize>,
    /// The service (port) of the last station.
    pub service: Option<Range<usize>>,
    /// Passwords, in any station.
    pub passwords: Vec<Range<usize>>,
}

/// Takes a host value apart. A text that does not begin with `/H/` is a host.
pub fn split(text: &[u8]) -> Route {
    let mut route = Route { host: 0..text.len(), ..Route::default() };
    let Some((0, b'H')) = next_mark(text, 0) else { return route };
    let mut at = 0;
    while let Some((mark, letter)) = next_mark(text, at) {
        let start = mark + MARK;
        at = start;
        let end = next_mark(text, start).map_or(text.len(), |(next, _)| next);
        match letter {
            b'H' => {
                route.router = 0..mark;
                route.host = start..end;
                route.service = None;
            }
            b'S' => route.service = Some(start..end).filter(|service| !service.is_empty()),
            _ if start < end => route.passwords.push(start..end),
            _ => {}
        }
    }
    route
}

/// Length of `/H/`.
pub(super) const MARK: usize = 3;

/// The next `/H/`, `/S/`, `/W/` or `/P/` at or after `from`: its place and its letter, in upper case.
pub(super) fn next_mark(text: &[u8], from: usize) -> Option<(usize, u8)> {
    let tail = text.get(from..)?;
    memchr::memchr_iter(b'/', tail).find_map(|at| match tail.get(at + 1..at + MARK) {
        Some([letter @ (b'H' | b'h' | b'S' | b's' | b'W' | b'w' | b'P' | b'p'), b'/']) => {
            Some((from + at, letter.to_ascii_uppercase()))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (&str, &str, Option<&str>, Vec<&str>) {
        let route = split(text.as_bytes());
        let passwords = route.passwords.into_iter().map(|range| &text[range]).collect();
        (&text[route.router], &text[route.host], route.service.map(|range| &text[range]), passwords)
    }

    #[test]
    fn a_host_without_a_router_is_itself() {
        assert_eq!(parts("apps.support.sap.com"), ("", "apps.support.sap.com", None, vec![]));
        assert_eq!(parts("%%RFCSERVER%%"), ("", "%%RFCSERVER%%", None, vec![]));
        assert_eq!(parts(""), ("", "", None, vec![]));
        assert_eq!(parts("/S/3299"), ("", "/S/3299", None, vec![]));
    }

    #[test]
    fn the_last_station_is_the_host() {
        let text = "/H/10.1.1.5/S/3299/H/203.0.113.9/S/3299/H/oss001";
        assert_eq!(parts(text), ("/H/10.1.1.5/S/3299/H/203.0.113.9/S/3299", "oss001", None, vec![]));
        assert_eq!(parts("/H/apps.example.test/S/443"), ("", "apps.example.test", Some("443"), vec![]));
        assert_eq!(parts("/h/router/s/sapdp99/h/ziel"), ("/h/router/s/sapdp99", "ziel", None, vec![]));
        assert_eq!(parts("/H/router/S/3299/H/"), ("/H/router/S/3299", "", None, vec![]));
    }

    #[test]
    fn passwords_of_all_stations_are_found_even_with_a_slash_in_them() {
        let text = "/H/r1/W/pa/ss/H/r2/S/3299/P/H/H/ziel/W/last";
        assert_eq!(parts(text), ("/H/r1/W/pa/ss/H/r2/S/3299/P/H", "ziel", None, vec!["pa/ss", "H", "last"]));
    }
}
