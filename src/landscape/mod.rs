//! Which system a file belongs to, the system's role and tier, and values that follow from several of its files.
//!
//! Nothing here knows of rules or of how systems are configured.

pub mod assign;
pub mod copies;
mod dated_folder;
pub mod folders;
pub mod parameters;
pub mod role;
pub mod system;

pub use assign::assign;
pub use role::{Role, Tier};
pub use system::{Inferred, RoleEvidence, System, infer_role};
