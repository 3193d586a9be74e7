//! The schemas that the program prints, as they were written (`docs` writes them).

/// Of rule files.
pub(super) const RULE: &str = include_str!("../../schemas/rule.json");
/// Of list files.
pub(super) const LIST: &str = include_str!("../../schemas/list.json");
/// Of `basislint.toml`.
pub(super) const CONFIG: &str = include_str!("../../schemas/config.json");
