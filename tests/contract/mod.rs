//! The contract of rule ids, `rules/contract.toml`.

use serde::Deserialize;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contract {
    contract: Vec<Promise>,
}

/// A rule that is promised.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    pub id: String,
    pub severity: String,
    /// The version of basislint that brought it.
    pub since: String,
}

/// The rules that are promised, by id.
pub fn contract() -> Vec<Promise> {
    toml::from_str::<Contract>(&std::fs::read_to_string("rules/contract.toml").unwrap()).unwrap().contract
}
