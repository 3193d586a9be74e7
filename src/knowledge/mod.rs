//! What SAP's values mean (cipher strings, versions, certificates, dates), and the steps of its documents.
//!
//! Depends on nothing else here and never fails on input.

pub mod certificate;
pub mod checklist;
pub mod cipher;
pub mod comparison;
pub mod date;
pub mod day;
pub mod distinguished_name;
pub mod host_name;
pub mod icm;
pub mod instance;
pub mod integration_error;
pub mod issued;
pub mod job_status;
pub mod mark;
pub mod note_download;
pub mod parameter_name;
pub mod password_column;
pub mod profile_macro;
pub mod profile_parameter;
pub mod pse;
pub mod rfc_options;
pub mod route_permission;
pub mod router;
pub mod s_user;
pub mod sap_note;
pub mod secret;
pub mod spelling;
pub mod system_id;
pub mod version;
