//! Which systems are whose, where several programs share one run: each system's name says it, and nothing else does.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::limits::SHARDS;

/// One of the programs among which a run is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// Its number, from 1 on.
    number: u64,
    /// How many there are.
    of: u64,
}

impl Shard {
    /// The one with this number among so many; none if there is no such one.
    pub fn new(number: u64, of: u64) -> Option<Self> {
        ((1..=SHARDS).contains(&of) && (1..=of).contains(&number)).then_some(Self { number, of })
    }

    /// Its number, from 1 on.
    pub fn number(self) -> u64 {
        self.number
    }

    /// How many there are.
    pub fn of(self) -> u64 {
        self.of
    }

    /// Whether a system of this name is its own. Of so many shards it is that of just one, on every machine and in every version.
    pub fn has(self, system: &str) -> bool {
        let digest = Sha256::digest(system.as_bytes());
        let number = digest.iter().take(8).fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        number % self.of == self.number - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        let (number, of) = numbers.ok_or("write it as K/N, e.g. 3/8: the third of eight")?;
        Self::new(number, of).ok_or_else(|| format!("shards are numbered from 1/N to N/N, and N is {SHARDS} at most"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_system_is_of_one_shard(system: String, of in 1_u64..40) {
            let shards = (1..=of).filter_map(|number| Shard::new(number, of));
            prop_assert_eq!(shards.filter(|shard| shard.has(&system)).count(), 1);
        }
    }

    #[test]
    fn whose_a_system_is_stays_so() {
        // Whoever checks the shards anew one by one must meet the systems of before.
        let of = |system: &str| (1..=8).find(|number| Shard::new(*number, 8).unwrap().has(system)).unwrap();
        assert_eq!(["PRD", "QAS", "DEV", "", "Zürich"].map(of), [6, 7, 6, 5, 6]);
    }

    #[test]
    fn shards_are_numbered_from_one() {
        assert_eq!("3/8".parse(), Ok(Shard { number: 3, of: 8 }));
        assert_eq!("1/1".parse::<Shard>().unwrap().to_string(), "1/1");
        for text in ["0/8", "9/8", "1/0", "1/100000"] {
            assert!(text.parse::<Shard>().unwrap_err().contains("from 1/N to N/N"), "{text}");
        }
        for text in ["3", "3/", "a/b", "-1/8", "3/8/9", ""] {
            assert!(text.parse::<Shard>().unwrap_err().contains("K/N"), "{text}");
        }
    }
}
