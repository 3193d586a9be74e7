//! Which ciphers a list enables and how they compare to what is safe, and to the newest recommendation for the support
//! backbone: `150:PFS:HIGH::EC_P256:EC_HIGH`.

use std::collections::HashSet;

use super::grammar::{Item, Operator};
use super::keyword::{self, Trait};
use super::protocol::{Version, enumerate};
use super::{Remark, list};

/// What is broken, the keyword that removes it, and words for it. Single DES goes with LOW.
const BROKEN: [(Trait, &str, &str); 7] = [
    (Trait::Null, "eNULL", "without encryption"),
    (Trait::Anonymous, "aNULL", "without authentication"),
    (Trait::Export, "EXPORT", "with export keys"),
    (Trait::Low, "LOW", "with short keys"),
    (Trait::Des, "LOW", "with single DES"),
    (Trait::Rc4, "eRC4", "with RC4"),
    (Trait::Md5, "mMD5", "with MD5"),
];

/// So many flaws may be told with what was meant. Looking for it takes longer than all else about a word.
pub(super) const MOST_SUGGESTIONS: usize = 20;

/// What is said of the item before which PFS is missing.
pub(super) const NO_PREFERENCE: &str = "perfect forward secrecy is not preferred";

/// An item of the cipher list whose words have been looked up.
#[derive(Debug)]
pub(super) struct Step<'a> {
    text: &'a str,
    operator: Operator,
    words: Vec<&'a str>,
    /// What all its suites have in common; `None` if a word is unknown.
    traits: Option<Vec<Trait>>,
}

impl Step<'_> {
    fn has(&self, wanted: Trait) -> bool {
        self.traits.as_ref().is_some_and(|traits| traits.contains(&wanted))
    }
}

/// Looks up the words of an item; unknown ones are flaws.
pub(super) fn step<'a>(item: &Item<'a>, flaws: &mut Vec<Remark<'a>>) -> Step<'a> {
    let mut traits = Vec::new();
    let mut known = !item.words.is_empty();
    for word in &item.words {
        if let Some(class) = keyword::class(word) {
            traits.extend(class);
        } else if let Some(suite) = keyword::suite(word) {
            traits.extend(suite);
        } else {
            known = false;
            let meaning = if keyword::group(word).is_some() {
                "a key exchange group among the ciphers; it belongs after ::".to_owned()
            } else if flaws.len() < MOST_SUGGESTIONS {
                keyword::unknown(word, &keyword::class_names())
            } else {
                "unknown keyword".to_owned()
            };
            flaws.push((word, meaning));
        }
    }
    if item.words.len() > 1 {
        // ALL and another word together are only the other one.
        traits.retain(|found| *found != Trait::All);
    }
    Step { text: item.text, operator: item.operator, words: item.words.clone(), traits: known.then_some(traits) }
}

/// What `!` removes, wherever it stands.
struct Removed<'a> {
    words: HashSet<&'a str>,
    traits: HashSet<Trait>,
}

impl<'a> Removed<'a> {
    /// Only single words count: `!eRC4+aRSA` leaves the other RC4 suites, and a suite name removes only that suite.
    fn by(steps: &[Step<'a>]) -> Self {
        let single = steps.iter().filter(|step| step.operator == Operator::Remove && step.words.len() == 1);
        let words: HashSet<&str> = single.flat_map(|step| step.words.iter().copied()).collect();
        let traits = words.iter().filter_map(|word| keyword::class(word)).flatten().copied().collect();
        Self { words, traits }
    }

    fn holds(&self, found: Trait) -> bool {
        self.traits.contains(&found) || (found == Trait::Des && self.traits.contains(&Trait::Low))
    }

    /// Whether the step adds suites that stay.
    fn lets_through(&self, step: &Step<'_>) -> bool {
        let gone = |found: &Trait| self.holds(*found);
        step.operator == Operator::Add
            && step.traits.as_ref().is_some_and(|traits| !traits.iter().any(gone))
            && !step.words.iter().any(|word| self.words.contains(word))
            && !self.traits.contains(&Trait::All)
    }
}

/// Ciphers and protocols that count as broken and are enabled.
pub(super) fn weak<'a>(steps: &[Step<'a>], number: Option<&'a str>, versions: Option<&[Version]>) -> Vec<Remark<'a>> {
    let removed = Removed::by(steps);
    let mut weak = Vec::new();
    if let (Some(number), Some(versions)) = (number, versions)
        && versions.contains(&Version::Ssl3)
    {
        weak.push((number, format!("allows {}", list(&[Version::Ssl3]))));
    }
    for step in steps.iter().filter(|step| removed.lets_through(step)) {
        weak.extend(weakness(step, &removed).map(|meaning| (step.text, meaning)));
    }
    weak
}

fn weakness(step: &Step<'_>, removed: &Removed<'_>) -> Option<String> {
    if step.has(Trait::All) {
        let mut left: Vec<&str> =
            BROKEN.iter().filter(|(broken, ..)| !removed.holds(*broken)).map(|(_, word, _)| *word).collect();
        left.dedup();
        return (!left.is_empty()).then(|| format!("adds all ciphers, also {}", enumerate(&left)));
    }
    let broken: Vec<&str> =
        BROKEN.iter().filter(|(broken, ..)| step.has(*broken)).map(|(_, _, words)| *words).collect();
    (!broken.is_empty()).then(|| format!("adds ciphers {}", enumerate(&broken)))
}

/// What falls behind the recommendation without being broken; may name places that [`weak`] names too.
pub(super) fn outdated<'a>(
    steps: &[Step<'a>],
    number: Option<&'a str>,
    versions: Option<&[Version]>,
) -> Vec<Remark<'a>> {
    let removed = Removed::by(steps);
    let mut outdated = Vec::new();
    if let (Some(number), Some(highest)) = (number, versions.and_then(<[Version]>::last))
        && *highest < Version::Tls12
    {
        outdated.push((number, "TLS 1.2 is not offered".to_owned()));
    }
    let all_is_trimmed = removed.holds(Trait::Medium) && removed.holds(Trait::TripleDes);
    let mut medium = false;
    for step in steps.iter().filter(|step| removed.lets_through(step)) {
        let weaker = step.has(Trait::Medium) || (step.has(Trait::All) && !all_is_trimmed);
        medium |= weaker;
        if weaker {
            outdated.push((step.text, "adds weaker suites".to_owned()));
        } else if step.has(Trait::TripleDes) {
            outdated.push((step.text, "adds 3DES suites".to_owned()));
        }
    }
    if medium && !removed.holds(Trait::TripleDes) {
        let moves = steps.iter().filter(|step| step.operator == Operator::Move && step.has(Trait::TripleDes));
        outdated
            .extend(moves.map(|step| (step.text, "moves 3DES to the end of the list, does not remove it".to_owned())));
    }
    if versions != Some(&[Version::Tls13]) && !removed.holds(Trait::StaticRsa) {
        outdated.extend(without_forward_secrecy(steps, &removed));
    }
    outdated
}

/// The item that keeps perfect forward secrecy from being preferred.
fn without_forward_secrecy<'a>(steps: &[Step<'a>], removed: &Removed<'_>) -> Option<Remark<'a>> {
    let adds = |step: &Step<'_>| step.operator == Operator::Add && !step.has(Trait::Pseudo);
    let position = steps.iter().position(|step| adds(step) && (step.traits.is_none() || removed.lets_through(step)))?;
    let (first, later) = steps.get(position..)?.split_first()?;
    // Nobody knows what an unknown word would have added; it is a flaw already.
    first.traits.as_ref()?;
    if !first.has(Trait::Pfs) {
        let rsa_moved = later.iter().any(|step| step.operator == Operator::Move && step.words == ["kRSA"]);
        return (!rsa_moved).then(|| (first.text, NO_PREFERENCE.to_owned()));
    }
    // PFS first, and then to the end of the list after all?
    let moved = later.iter().position(|step| step.operator == Operator::Move && step.has(Trait::Pfs))?;
    let (before, from) = later.split_at_checked(moved)?;
    let others =
        before.iter().any(|step| removed.lets_through(step) && !step.has(Trait::Pfs) && !step.has(Trait::Pseudo));
    let step = from.first().filter(|_| others)?;
    Some((step.text, "moves perfect forward secrecy to the end of the list".to_owned()))
}

/// What a cipher string says of perfect forward secrecy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Nothing without it can be used.
    Only,
    /// It comes first, as SAP recommends; what else there is may be used by those who know nothing better.
    Preferred,
    /// It does not come first, or not at all.
    NotPreferred,
}

/// What is said of perfect forward secrecy; nothing of a list with an unknown word.
pub(super) fn secrecy(steps: &[Step<'_>], versions: Option<&[Version]>) -> Option<Secrecy> {
    if versions == Some(&[Version::Tls13]) {
        return Some(Secrecy::Only);
    }
    if steps.iter().any(|step| step.traits.is_none()) {
        return None;
    }
    let removed = Removed::by(steps);
    let mut added = steps.iter().filter(|step| removed.lets_through(step) && !step.has(Trait::Pseudo)).peekable();
    added.peek()?;
    Some(if removed.holds(Trait::StaticRsa) || added.all(|step| step.has(Trait::Pfs)) {
        Secrecy::Only
    } else if without_forward_secrecy(steps, &removed).is_none() {
        Secrecy::Preferred
    } else {
        Secrecy::NotPreferred
    })
}

/// Kinds of ciphers below the best, and what people call them, the worst first. MEDIUM has 3DES, too, unless it is removed.
const KINDS: [(Trait, &[Trait], &str); 9] = [
    (Trait::Null, &[Trait::Null], "ciphers without encryption"),
    (Trait::Anonymous, &[Trait::Anonymous], "ciphers without authentication"),
    (Trait::Export, &[Trait::Export], "ciphers with export keys"),
    (Trait::Low, &[Trait::Low, Trait::Des], "ciphers with short keys"),
    (Trait::Rc4, &[Trait::Rc4], "RC4"),
    (Trait::Md5, &[Trait::Md5], "MD5"),
    (Trait::TripleDes, &[Trait::TripleDes, Trait::Medium], "3DES"),
    (Trait::Medium, &[Trait::Medium], "MEDIUM ciphers"),
    (Trait::StaticRsa, &[Trait::StaticRsa], "ciphers without forward secrecy (kRSA)"),
];

/// The kinds of ciphers below the best that stay.
pub(super) fn lets_through(steps: &[Step<'_>]) -> Vec<&'static str> {
    let removed = Removed::by(steps);
    let is_let = |(kind, traits, _): &&(Trait, &[Trait], &str)| {
        let adds = |step: &Step<'_>| step.has(Trait::All) || traits.iter().any(|found| step.has(*found));
        !removed.holds(*kind) && steps.iter().any(|step| removed.lets_through(step) && adds(step))
    };
    KINDS.iter().filter(is_let).map(|(.., words)| *words).collect()
}

/// The list if it is there but leaves no cipher: everything is removed, or nothing added.
pub(super) fn adds_nothing<'a>(steps: &[Step<'a>]) -> Option<Remark<'a>> {
    let removed = Removed::by(steps);
    let adds = |step: &Step<'_>| step.traits.is_none() || (removed.lets_through(step) && !step.has(Trait::Pseudo));
    let first = steps.first().filter(|_| !steps.iter().any(adds))?;
    Some((first.text, "no item of the list adds a cipher that stays".to_owned()))
}
