//! What SAP's values mean (cipher strings, RFCOPTIONS, users, dates), and the steps of its documents. Depends on nothing else here and never fails on input.

pub mod checklist;
pub mod cipher;
pub mod date;
pub mod icm;
pub mod profile_macro;
pub mod profile_parameter;
pub mod rfc_options;
pub mod router;
pub mod s_user;
pub mod secret;
