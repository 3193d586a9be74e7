//! Which system a file belongs to, the system's role and tier, and values that follow from several of its files.
//!
//! Nothing here knows of rules or of how systems are configured.

pub mod assign;
pub mod chains;
pub mod collect;
pub mod copies;
pub mod dated_folder;
pub mod derived;
pub mod folders;
pub mod integration;
pub mod inventory;
pub mod picture;
pub mod role;
pub mod roles;
pub mod stores;
pub mod system;

pub use assign::assign;
pub use integration::Integration;
pub use role::{Role, Tier};
pub use roles::{Inferred, RoleEvidence, infer_role, is_assumed};
pub use system::System;
