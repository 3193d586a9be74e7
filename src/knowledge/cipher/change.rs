//! What a cipher string becomes when one thing about it is corrected and all else stays as its author meant it.
//!
//! The items keep their order. A value is given back only if it is really without what was to be corrected.

use super::grammar::{self, Item, Operator, Parts};
use super::{CipherString, decode, keyword, protocol, strength};

/// What is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Colons that are too many: at the begin, at the end, in a row.
    Colons,
    /// Misspelt keywords, and what stands on the wrong side of `::`.
    Keywords,
    /// What allows broken ciphers or SSLv3 is taken out.
    Weak,
    /// What is weaker than the newest recommendation is taken out; these flags take the place of those without TLS 1.2.
    Outdated(Option<u64>),
    /// These protocol flags take the place of those that are there, unless those allow a version above all of these.
    Flags(u64),
    /// The same, but only where there are none, or none that mean anything.
    FlawedFlags(u64),
}

/// What is listed where nothing is left: the two words that every recommended value has.
const CIPHERS_OF_ALL: [&str; 2] = ["PFS", "HIGH"];

/// One correction may bring out what the next is for.
const MOST_STEPS: usize = 8;

/// The value with this corrected; none if there is nothing of the kind, or if it cannot be done without guessing.
pub fn change(value: &str, change: Change) -> Option<String> {
    let before = decode(value);
    if before.too_many {
        return None;
    }
    let changed = match change {
        Change::Colons => without_colons(value, &before),
        Change::Keywords => with_keywords(value),
        Change::Weak => in_steps(value, |value| step_from_weak(value, &decode(value))),
        Change::Outdated(flags) => in_steps(value, |value| step_from_outdated(value, &decode(value), flags)),
        // Nobody wants to lose the best version of all.
        Change::Flags(flags) if before.versions.as_deref().and_then(<[_]>::last) > protocol::versions(flags).last() => {
            None
        }
        Change::Flags(flags) => with_flags(value, flags),
        Change::FlawedFlags(flags) if has_flawed_flags(&before) => with_flags(value, flags),
        Change::FlawedFlags(_) => None,
    }?;
    let after = decode(&changed);
    let is_better = match change {
        Change::Colons | Change::Keywords | Change::FlawedFlags(_) => after.flaws.len() < before.flaws.len(),
        Change::Weak => after.weak.is_empty() && after.flaws.len() <= before.flaws.len(),
        Change::Outdated(_) => after.outdated.is_empty() && after.flaws.len() <= before.flaws.len(),
        Change::Flags(flags) => after.flags == Some(flags),
    };
    (is_better && changed != value).then_some(changed)
}

/// A value put together again, with one colon where one belongs.
fn joined(number: Option<&str>, ciphers: &[&str], groups: &[&str]) -> String {
    let list: Vec<&str> = number.into_iter().chain(ciphers.iter().copied()).collect();
    let groups = if groups.is_empty() { String::new() } else { format!("::{}", groups.join(":")) };
    format!("{}{groups}", list.join(":"))
}

fn texts<'a>(items: &[Item<'a>]) -> Vec<&'a str> {
    items.iter().map(|item| item.text).collect()
}

fn put_together(parts: &Parts<'_>) -> String {
    joined(parts.number, &texts(&parts.ciphers), &texts(&parts.groups))
}

fn without_colons(value: &str, before: &CipherString) -> Option<String> {
    let is_colons = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b':');
    let parts = grammar::parse(value);
    let has_any = before.flaws.iter().any(|flaw| is_colons(&flaw.text));
    (has_any && !parts.ciphers.is_empty()).then(|| put_together(&parts))
}

/// Each item with its words as they were meant, on its own side of `::`.
fn with_keywords(value: &str) -> Option<String> {
    let parts = grammar::parse(value);
    let meant = |item: &Item<'_>| {
        let words: Vec<String> = item.words.iter().map(|word| meant(word)).collect();
        let sign = match item.operator {
            Operator::Add => "",
            Operator::Move => "+",
            Operator::Remove => "!",
        };
        // What could not be taken apart stays as it is, and so does what has no other words.
        let is_same = words.iter().zip(&item.words).all(|(meant, word)| meant == word);
        if is_same { item.text.to_owned() } else { format!("{sign}{}", words.join("+")) }
    };
    let is_group = |item: &str| keyword::group(item.trim_start_matches(['+', '!', ' '])).is_some();
    let is_ciphers =
        |item: &str| item.trim_start_matches(['+', '!', ' ']).split('+').all(|word| keyword::is_cipher(word.trim()));
    let (mut groups, ciphers): (Vec<String>, Vec<String>) =
        parts.ciphers.iter().map(meant).partition(|it| is_group(it));
    let (strays, own): (Vec<String>, Vec<String>) = parts.groups.iter().map(meant).partition(|it| is_ciphers(it));
    let ciphers: Vec<&str> = ciphers.iter().chain(&strays).map(String::as_str).collect();
    // Those that had their place come first.
    groups.splice(0..0, own);
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    (!ciphers.is_empty()).then(|| joined(parts.number, &ciphers, &groups))
}

fn meant(word: &str) -> String {
    if keyword::is_cipher(word) || keyword::group(word).is_some() {
        return word.to_owned();
    }
    let known = if word.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case("EC_")) {
        keyword::group_names()
    } else {
        keyword::class_names()
    };
    keyword::meant(word, &known).unwrap_or_else(|| word.to_owned())
}

fn has_flawed_flags(before: &CipherString) -> bool {
    let number = before.number.as_ref().map(|number| number.range.clone());
    number.is_none_or(|number| before.flaws.iter().any(|flaw| flaw.range == number))
}

fn with_flags(value: &str, flags: u64) -> Option<String> {
    let parts = grammar::parse(value);
    let number = flags.to_string();
    // `15O` stands where the number belongs, and is none.
    let is_broken = |item: &&Item<'_>| item.words.is_empty() && item.text.starts_with(|c: char| c.is_ascii_digit());
    let broken = usize::from(parts.number.is_none() && parts.ciphers.first().filter(is_broken).is_some());
    let ciphers = texts(parts.ciphers.get(broken..)?);
    (!ciphers.is_empty()).then(|| joined(Some(&number), &ciphers, &texts(&parts.groups)))
}

/// Takes steps until there is none left.
fn in_steps(value: &str, step: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut steps = std::iter::successors(step(value), |value| step(value));
    steps.by_ref().take(MOST_STEPS).last()
}

fn step_from_weak(value: &str, read: &CipherString) -> Option<String> {
    let first = read.weak.first()?;
    if read.number.as_ref().is_some_and(|number| number.range == first.range) {
        return with_flags(value, protocol::without_ssl3(read.flags?)?);
    }
    let weak: Vec<&str> = read.weak.iter().map(|token| token.text.as_str()).collect();
    Some(without(value, &weak))
}

fn step_from_outdated(value: &str, read: &CipherString, flags: Option<u64>) -> Option<String> {
    let first = read.outdated.first()?;
    if read.number.as_ref().is_some_and(|number| number.range == first.range) {
        return with_flags(value, flags?);
    }
    let weaker = read.outdated.iter().filter(|token| token.meaning != strength::NO_PREFERENCE);
    let weaker: Vec<&str> = weaker.map(|token| token.text.as_str()).collect();
    if !weaker.is_empty() {
        return Some(without(value, &weaker));
    }
    let parts = grammar::parse(value);
    let mut ciphers = texts(&parts.ciphers);
    let [preferred, _] = CIPHERS_OF_ALL;
    ciphers.retain(|item| *item != preferred);
    let at = ciphers.iter().position(|item| *item == first.text)?;
    ciphers.insert(at, preferred);
    Some(joined(parts.number, &ciphers, &texts(&parts.groups)))
}

/// The value without the items that are written so.
fn without(value: &str, items: &[&str]) -> String {
    let parts = grammar::parse(value);
    let mut ciphers = texts(&parts.ciphers);
    ciphers.retain(|item| !items.contains(item));
    let adds = |item: &Item<'_>| item.operator == Operator::Add && !items.contains(&item.text);
    if !parts.ciphers.iter().any(adds) {
        ciphers.splice(0..0, CIPHERS_OF_ALL);
    }
    joined(parts.number, &ciphers, &texts(&parts.groups))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is(value: &str, by: Change) -> String {
        change(value, by).unwrap_or_else(|| "-".to_owned())
    }

    #[test]
    fn colons_too_many_are_taken_out_and_every_item_stays() {
        assert_eq!(is("150:PFS:HIGH::EC_P256:EC_HIGH:", Change::Colons), "150:PFS:HIGH::EC_P256:EC_HIGH");
        assert_eq!(is(":135:PFS:HIGH::", Change::Colons), "135:PFS:HIGH");
        assert_eq!(is("150:PFS:HIGH:::EC_P256::EC_HIGH", Change::Colons), "150:PFS:HIGH::EC_P256:EC_HIGH");
        assert_eq!(is("PFS:HIGH:", Change::Colons), "PFS:HIGH");
        for fine in ["150:PFS:HIGH::EC_P256:EC_HIGH", "150:PFS:HIHG", "", "::", "150:"] {
            assert_eq!(is(fine, Change::Colons), "-", "{fine}");
        }
    }

    #[test]
    fn misspelt_words_become_what_they_are_near_to_and_groups_go_to_their_side() {
        assert_eq!(is("150:PFS:HIHG::EC_P256:EC_HIGH", Change::Keywords), "150:PFS:HIGH::EC_P256:EC_HIGH");
        assert_eq!(is("150:pfs:high:!anull::ec_p256", Change::Keywords), "150:PFS:HIGH:!aNULL::EC_P256");
        assert_eq!(is("545:PFS:EC_P256:HIGH", Change::Keywords), "545:PFS:HIGH::EC_P256");
        assert_eq!(is("545:PFS::HIGH", Change::Keywords), "545:PFS:HIGH");
        assert_eq!(is("150:PFS:QWERTZUIOP", Change::Keywords), "-");
    }

    #[test]
    fn what_is_weak_goes_and_all_else_stays() {
        assert_eq!(is("135:HIGH:MEDIUM:EXPORT:!aNULL", Change::Weak), "135:HIGH:MEDIUM:!aNULL");
        assert_eq!(is("135:HIGH:eRC4::EC_P256", Change::Weak), "135:HIGH::EC_P256");
        assert_eq!(is("192:PFS:HIGH", Change::Weak), "128:PFS:HIGH");
        assert_eq!(is("135:ALL:!MEDIUM", Change::Weak), "135:PFS:HIGH:!MEDIUM");
        assert_eq!(is("135:PFS:HIGH", Change::Weak), "-");
    }

    #[test]
    fn what_is_outdated_becomes_what_sap_recommends() {
        let outdated = |value| is(value, Change::Outdated(Some(150)));
        assert_eq!(outdated("150:PFS:HIGH:MEDIUM:+e3DES::EC_P256:EC_HIGH"), "150:PFS:HIGH::EC_P256:EC_HIGH");
        assert_eq!(outdated("918:HIGH::EC_P256"), "918:PFS:HIGH::EC_P256");
        assert_eq!(outdated("128:PFS:HIGH"), "150:PFS:HIGH");
        assert_eq!(is("128:PFS:HIGH", Change::Outdated(None)), "-");
        assert_eq!(is("150:PFS:HIGH:MEDIUM", Change::Outdated(None)), "150:PFS:HIGH");
        assert_eq!(outdated("150:MEDIUM:HIGH:PFS"), "150:PFS:HIGH");
        assert_eq!(outdated("562:eAES_GCM:+eAES128:!kRSA::EC_X25519:EC_P256"), "-");
    }

    #[test]
    fn flags_are_put_in_where_they_are_missing_or_broken() {
        assert_eq!(is("128:PFS:HIGH", Change::Flags(545)), "545:PFS:HIGH");
        assert_eq!(is("PFS:HIGH::EC_P256", Change::Flags(150)), "150:PFS:HIGH::EC_P256");
        assert_eq!(is("1174:PFS:HIGH", Change::Flags(560)), "-", "TLS 1.3 would be lost");
        assert_eq!(is("1174:PFS:HIGH", Change::Flags(1584)), "1584:PFS:HIGH");
        assert_eq!(is("PFS:HIGH", Change::FlawedFlags(135)), "135:PFS:HIGH");
        assert_eq!(is("15O:PFS:HIGH", Change::FlawedFlags(150)), "150:PFS:HIGH");
        assert_eq!(is("150:PFS:HIHG", Change::FlawedFlags(150)), "-");
        assert_eq!(is("", Change::Flags(150)), "-");
    }

    proptest! {
        #[test]
        fn a_change_leaves_nothing_more_of_its_kind_to_change(
            value in "(150|135|192|9999|1[0-9]{2}|)(:{0,3}(\\+|!|)(PFS|HIGH|MEDIUM|e3DES|EXPORT|ALL|kRSA|HIHG|EC_P256|pfs|ü| )){0,6}(:{1,3}EC_(P256|HIGH|X))?:?"
        ) {
            for by in [Change::Colons, Change::Weak, Change::Outdated(Some(150)), Change::Flags(150), Change::FlawedFlags(135)] {
                if let Some(changed) = change(&value, by) {
                    prop_assert_eq!(change(&changed, by), None, "{:?}: {} became {}", by, value, changed);
                }
            }
            // It may take another step, but comes to an end.
            let mut steps = std::iter::successors(change(&value, Change::Keywords), |it| change(it, Change::Keywords));
            prop_assert!(steps.by_ref().take(20).count() < 20, "{}", value);
        }
    }
}
