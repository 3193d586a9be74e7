//! Which system a file belongs to, the system's role and tier, and values that follow from several of its files.
//!
//! Nothing here knows of rules or of how systems are configured.

pub mod copies;
pub mod parameters;
pub mod role;
pub mod system;

pub use role::{Role, Tier};
pub use system::{Inferred, RoleEvidence, System, infer_role};
