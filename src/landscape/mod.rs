//! Which system a file belongs to, and the system's role and tier.
//!
//! Nothing here knows of rules or of how systems are configured.

pub mod role;

pub use role::{Role, Tier};
