//! Which tier a system's name speaks for.

use crate::knowledge::system_id;
use crate::landscape::Tier;

/// Names that say what a system is for, without signs and in small letters. These are words that administrators use, not SAP's.
const WORDS: &[(Tier, &[&str])] = &[
    (
        Tier::Production,
        &["prd", "prod", "production", "productive", "produktion", "produktiv", "produktivsystem", "live"],
    ),
    (
        Tier::Quality,
        &[
            "qas",
            "qa",
            "qs",
            "quality",
            "qualityassurance",
            "qualitaet",
            "qualität",
            "qualitaetssicherung",
            "qualitätssicherung",
            "qsystem",
            "test",
            "testsystem",
            "tst",
            "uat",
            "abnahme",
            "consolidation",
            "konsolidierung",
            "staging",
            "preprod",
            "preproduction",
            "vorproduktion",
            "regression",
        ],
    ),
    (Tier::Development, &["dev", "development", "entw", "entwicklung", "entwicklungssystem"]),
    (Tier::Sandbox, &["sbx", "sandbox", "spielsystem", "training", "schulung"]),
];

/// What SIDs begin with by a habit that many keep to, and others do not.
const FIRST_LETTERS: &[(Tier, char)] = &[(Tier::Production, 'P'), (Tier::Quality, 'Q'), (Tier::Development, 'D')];

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It is a word for the tier.
    Plainly(Tier),
    /// It is a SID that begins as those of the tier often do.
    Perhaps(Tier),
    /// Nothing.
    Nothing,
}

/// The tier that a system's name speaks for.
pub(super) fn of(name: &str) -> Said {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
    let is_word = |word: &str| {
        let word = word.trim_end_matches(|digit: char| digit.is_ascii_digit());
        WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(tier, _)| *tier)
    };
    if let Some(tier) = words.find_map(|word| is_word(&word)) {
        return Said::Plainly(tier);
    }
    let is_sid = system_id::is_one(name) || system_id::is_one_in_small_letters(name);
    let begins = |letter: &char| is_sid && name.starts_with([*letter, letter.to_ascii_lowercase()]);
    FIRST_LETTERS.iter().find(|(_, letter)| begins(letter)).map_or(Said::Nothing, |(tier, _)| Said::Perhaps(*tier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_it_and_a_letter_only_may() {
        for (name, said) in [
            ("PRD", Said::Plainly(Tier::Production)),
            ("ERP-Produktion", Said::Plainly(Tier::Production)),
            ("QAS2", Said::Plainly(Tier::Quality)),
            ("dev", Said::Plainly(Tier::Development)),
            ("SBX", Said::Plainly(Tier::Sandbox)),
            ("P01", Said::Perhaps(Tier::Production)),
            ("q4h", Said::Perhaps(Tier::Quality)),
            ("S4H", Said::Nothing),
            ("Plant", Said::Nothing),
        ] {
            assert_eq!(of(name), said, "{name}");
        }
    }
}
