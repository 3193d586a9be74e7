//! Tests of the landscape as a whole are `tests/connectors.rs` and the examples of rules.
