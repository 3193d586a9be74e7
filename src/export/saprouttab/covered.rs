//! Which lines of a route permission table are never reached, because an earlier one decides first.
//!
//! Tables of thousands of lines are generated, so a line is compared only with those earlier ones that have its
//! destination, or whose destination is a pattern.

use std::collections::HashMap;

use crate::knowledge::route_permission::{host_covers, service_covers};

/// So many earlier lines are compared with one; where there are more, it is not known whether it is reached.
const MOST_COMPARED: usize = 300;

/// What a line is about. `*` stands for a field that is missing.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The partner's SNC name; none for connections without SNC.
    pub snc_name: Option<String>,
    pub source: String,
    pub destination: String,
    pub service: String,
    /// Only routes with so many other SAProuters.
    pub limited: bool,
}

impl Scope {
    /// Every connection that `other` is about is one that this is about.
    fn covers(&self, other: &Self) -> bool {
        let snc = match (&self.snc_name, &other.snc_name) {
            (None, None) => true,
            (Some(own), Some(other)) => own == "*" || own == other,
            _ => false,
        };
        // Most differ in their service, and it is the quickest to compare.
        snc && !self.limited
            && service_covers(&self.service, &other.service) == Some(true)
            && host_covers(&self.destination, &other.destination) == Some(true)
            && host_covers(&self.source, &other.source) == Some(true)
    }
}

/// The lines so far.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    with_pattern: Vec<Scope>,
    by_destination: HashMap<String, Vec<Scope>>,
}

impl Earlier {
    /// Whether none of the lines so far decides on all that this one is about; none if there are too many of them. From
    /// now on this one is among them.
    pub fn reaches(&mut self, scope: Scope) -> Option<bool> {
        let destination = scope.destination.to_lowercase();
        let same = self.by_destination.get(&destination);
        let mut earlier = self.with_pattern.iter().chain(same.into_iter().flatten());
        let covered = earlier.by_ref().take(MOST_COMPARED).any(|earlier| earlier.covers(&scope));
        let all_compared = covered || earlier.next().is_none();
        if is_pattern(&destination) {
            self.with_pattern.push(scope);
        } else {
            self.by_destination.entry(destination).or_default().push(scope);
        }
        all_compared.then_some(!covered)
    }
}

/// A destination may stand for several addresses, or for one that can be written in many ways.
fn is_pattern(destination: &str) -> bool {
    let is_binary = || destination.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'x'));
    destination.contains(['*', '/', ':']) || destination.contains('x') && is_binary()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(line: &str) -> Scope {
        let mut words = line.split(' ').map(str::to_owned);
        let mut next = || words.next().unwrap();
        Scope { snc_name: None, source: next(), destination: next(), service: next(), limited: false }
    }

    /// Whether the last line is reached.
    fn reached(lines: &[&str]) -> Option<bool> {
        let mut earlier = Earlier::default();
        lines.iter().map(|line| earlier.reaches(scope(line))).last().unwrap()
    }

    #[test]
    fn a_line_behind_a_wider_one_is_never_reached() {
        assert_eq!(reached(&["* * *", "10.1.1.1 apps.example.test 443"]), Some(false));
        assert_eq!(reached(&["10.1.*.* * 400.500", "10.1.1.* apps.example.test 443"]), Some(false));
        assert_eq!(reached(&["* Apps.example.test 443", "10.1.1.1 apps.example.test https"]), Some(false));
        assert_eq!(reached(&["* 10.2.10110000.* *", "* 10.2.176.7 443"]), Some(false));
        assert_eq!(reached(&["* * 443"]), Some(true));
    }

    #[test]
    fn a_line_behind_narrower_ones_is_reached() {
        assert_eq!(reached(&["10.1.1.1 * *", "* apps.example.test 443", "* * *"]), Some(true));
        assert_eq!(reached(&["* apps.example.test 443", "* apps.example.test 3200"]), Some(true));
        assert_eq!(reached(&["* 10.2.*.* *", "* apps.example.test 443"]), Some(true));
    }

    #[test]
    fn limits_and_snc_keep_lines_apart() {
        let mut earlier = Earlier::default();
        assert_eq!(earlier.reaches(Scope { limited: true, ..scope("* * *") }), Some(true));
        let snc = |name: &str| Scope { snc_name: Some(name.to_owned()), ..scope("* * *") };
        assert_eq!(earlier.reaches(snc("p:CN=a")), Some(true));
        assert_eq!(earlier.reaches(snc("p:CN=b")), Some(true));
        assert_eq!(earlier.reaches(snc("p:CN=a")), Some(false));
        assert_eq!(earlier.reaches(scope("* * *")), Some(true));
        assert_eq!(earlier.reaches(snc("*")), Some(true));
        assert_eq!(earlier.reaches(snc("p:CN=c")), Some(false));
    }

    #[test]
    fn more_lines_than_can_be_compared_leave_it_unknown() {
        let mut earlier = Earlier::default();
        for number in 0..MOST_COMPARED {
            assert_eq!(earlier.reaches(scope(&format!("10.{}.{}.1 * *", number / 250, number % 250))), Some(true));
        }
        assert_eq!(earlier.reaches(scope("10.9.9.9 * *")), Some(true));
        assert_eq!(earlier.reaches(scope("10.9.9.8 * *")), None);
        assert_eq!(earlier.reaches(scope("10.0.0.1 * 443")), Some(false));
    }
}
