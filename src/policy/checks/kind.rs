//! For which systems an item is: its config store says so, or its policy by the folder that it lies in, or by its id.

use serde::{Deserialize, Serialize};

use super::super::stores;

/// What a system is, technically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SystemKind {
    /// An ABAP system.
    Abap,
    /// A Java system.
    Java,
    /// SAP HANA.
    Hana,
    /// SAP Web Dispatcher.
    WebDispatcher,
    /// SAP Cloud Connector.
    CloudConnector,
}

impl SystemKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Abap, Self::Java, Self::Hana, Self::WebDispatcher, Self::CloudConnector];

    /// The word in configuration and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Abap => "abap",
            Self::Java => "java",
            Self::Hana => "hana",
            Self::WebDispatcher => "web-dispatcher",
            Self::CloudConnector => "cloud-connector",
        }
    }

    /// What people call it.
    pub fn called(self) -> &'static str {
        match self {
            Self::Abap => "an ABAP system",
            Self::Java => "a Java system",
            Self::Hana => "SAP HANA",
            Self::WebDispatcher => "an SAP Web Dispatcher",
            Self::CloudConnector => "an SAP Cloud Connector",
        }
    }

    /// The kind of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What SAP's policies call it: `system_type`, and the begin of the folders that they lie in.
    fn of_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_uppercase().as_str() {
            "ABAP" => Self::Abap,
            "JAVA" => Self::Java,
            "HANA" | "HANADB" | "HDB" => Self::Hana,
            "WEBDISP" => Self::WebDispatcher,
            "BTP" | "SCC" => Self::CloudConnector,
            _ => return None,
        })
    }
}

/// The kind of systems that have a config store; none if several have.
pub fn of_store(store: &str) -> Option<SystemKind> {
    let store = store.to_ascii_uppercase();
    let begins = |words: &[&str]| words.iter().any(|word| store.starts_with(word));
    if begins(&["HDB_"]) {
        Some(SystemKind::Hana)
    } else if begins(&["SCC_"]) {
        Some(SystemKind::CloudConnector)
    } else if begins(&["COM.SAP.", "XMLHARDENER", "SERVLET_JSP"]) || store == "HTTP" {
        Some(SystemKind::Java)
    } else if store == "PARAMETERS"
        || store == "COMP_LEVEL"
        || begins(&["BOBJ", "SAP_ITSAM", "DB_INFO", "IGSMANIFEST", "CRYPTOLIB"])
    {
        None
    } else {
        stores::by_name(&store).map(|_| SystemKind::Abap)
    }
}

/// Of a policy at this path, with this id. The path of an entry in a container ends with its id.
pub(super) fn of_policy(path: &str, id: &str) -> Option<SystemKind> {
    // JAVA_ALL, ABAP_SYSTEM, NotesPolicies/HANA; the last folder that says it.
    let folders = path.split(['/', '\\', '>', '[', ']', ' ']).rev();
    let by_folder = folders.filter_map(|folder| SystemKind::of_word(folder.split('_').next()?)).next();
    by_folder.or_else(|| of_id(id))
}

/// Of a policy of the baseline by its id: `1ARFCGW`, `2JSESS`, `3ONETENC`; of one of HANA's patch days.
fn of_id(id: &str) -> Option<SystemKind> {
    let mut letters = id.chars();
    match (letters.next(), letters.next()) {
        (Some('1'..='3'), Some('A')) => Some(SystemKind::Abap),
        (Some('1'..='3'), Some('J')) => Some(SystemKind::Java),
        (Some('1'..='3'), Some('H')) => Some(SystemKind::Hana),
        (Some('1'..='3'), Some('O')) => Some(SystemKind::WebDispatcher),
        (Some('1'..='3'), Some('P')) => Some(SystemKind::CloudConnector),
        _ if id.starts_with("HPATCHDAY") || id.ends_with("_HANA") => Some(SystemKind::Hana),
        _ if id.starts_with("PatchDay") || id.starts_with("SNOTES") => Some(SystemKind::Abap),
        _ => None,
    }
}

/// Of an item about a config store, for systems of a type if the policy says so there, in a policy of a kind.
pub(super) fn of_item(store: &str, system_type: Option<&str>, policy: Option<SystemKind>) -> Option<SystemKind> {
    let of_policy = || policy.filter(|kind| has_store(*kind, store));
    system_type.and_then(SystemKind::of_word).or_else(|| of_store(store)).or_else(of_policy)
}

/// Whether systems of a kind have a config store at all: an ABAP system has no store `Parameters`.
pub fn has_store(kind: SystemKind, store: &str) -> bool {
    stores::by_name(store).is_none_or(|store| {
        let mut kinds = store.only_of.iter().filter_map(|word| SystemKind::of_word(word));
        store.only_of.is_empty() || kinds.any(|of| of == kind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_for_the_systems_of_its_folder_or_of_its_id() {
        let of = |path: &str, id: &str| of_policy(path, id).map(SystemKind::name);
        assert_eq!(of("SOS/v2.4/JAVA_ALL/2JSESS.xml", "2JSESS"), Some("java"));
        assert_eq!(of("2JSESS.xml", "2JSESS"), Some("java"));
        assert_eq!(of("NotesPolicies/HANA/HANASecNotes_2026-07.xml", "HPATCHDAY_2026-07"), Some("hana"));
        assert_eq!(of("v2.4/WEBDISP_ALL/1OSECUPD.xml", "1OSECUPD"), Some("web-dispatcher"));
        assert_eq!(of("v2.4/BTP/1PSECUPD.xml", "1PSECUPD"), Some("cloud-connector"));
        assert_eq!(of("own/notes.xml", "OUR_NOTES"), None);
    }

    #[test]
    fn a_store_that_only_some_systems_have_goes_before_the_policy() {
        assert_eq!(of_item("SAP_KERNEL", None, Some(SystemKind::Hana)), Some(SystemKind::Abap));
        assert_eq!(of_item("Parameters", Some("JAVA"), None), Some(SystemKind::Java));
        assert_eq!(of_item("Parameters", None, Some(SystemKind::WebDispatcher)), Some(SystemKind::WebDispatcher));
        assert_eq!(of_item("COMP_LEVEL", None, None), None);
        // SAP asks for it in a policy for ABAP too, about the gateway of a Java system.
        assert_eq!(of_item("Parameters", None, Some(SystemKind::Abap)), None);
    }
}
