//! What the place of a certificate's file tells: the store it lies in, what the Cloud Connector uses it for, and which certificate it is of
//! those between SAP Cloud for Customer, SAP Cloud Integration and ERP or CRM.
//!
//! Folders are those of the Production Connector (document 003, 4.2, 7.2.6 and 9): `ProdCon\CertificateStores\CloudServicesHost` with
//! `Trusted\certs`, `Issuer\certs` and `Rejected\certs`, the layout of the OPC Foundation's stores, where `crl` and `private` lie beside
//! `certs`. The other names are those under which `basislint exports` asks to save copies: of Cloud for Customer there is no export
//! (document 004).

use super::fields::{SUBJECT, of};
use super::record::{Content, Entry};
use crate::input::Place;
use crate::knowledge::pse;

/// The stores, as field `store` names them.
pub(super) const STORES: &[&str] = &["trusted", "issuer", "rejected", "windows"];
/// What a certificate is for, as field `use` names it: first what a Cloud Connector uses it for, then [`PURPOSES`].
pub(super) const USES: &[&str] = &[
    "system-certificate",
    "ca-certificate",
    "ui-certificate",
    "backend-trust",
    "c4c-trust-list",
    "c4c-inbound",
    "c4c-client",
    "ci-client",
    "ci-server",
    "erp-client",
    "erp-server",
    "proxy-server",
    "proxy-trust",
    "proxy-client",
];
/// Those of `USES` that are names of folders, and of lists in `[integration.certificates]`.
pub const PURPOSES: &[&str] = USES.split_at(NAMES.len()).1;
/// Those of [`PURPOSES`] that are certificates of Cloud for Customer and Cloud Integration; ERP and reverse proxies may serve others too.
pub(super) const CLOUD_PURPOSES: &[&str] = PURPOSES.split_at(5).0;

/// Names of the folders of stores, in small letters.
const FOLDERS: &[(&str, &str)] =
    &[("trusted", "trusted"), ("issuer", "issuer"), ("issuers", "issuer"), ("rejected", "rejected")];
/// Folders that hold stores.
const AROUND: &[&str] = &["cloudserviceshost", "certificatestores"];
/// The product's folder: Plant Connectivity, and two spellings of its successor.
const PRODUCTS: &[&str] = &["PCo", "ProdCon", "ProductionConnector"];
/// Copies of the Windows store Local Computer > Personal, by their letters and digits.
const WINDOWS: &[&str] = &["localcomputerpersonal", "localcomputermy", "localmachinepersonal", "localmachinemy"];

/// How names of files begin, in small letters.
const NAMES: &[(&str, &str)] = &[
    ("systemcertificate", "system-certificate"),
    ("ppcacertificate", "ca-certificate"),
    ("uicertificate", "ui-certificate"),
    ("truststore", "backend-trust"),
];
const ENDINGS: &[&str] = &[".cer", ".pem", ".p7b", ".p7c", ".crt", ".der"];

/// A folder's name tells what is in it, and what is in a folder within it, but not what lies deeper: the folder of all exports may be called
/// after a server.
const FOLDERS_THAT_TELL: usize = 2;

/// What the certificates in a folder of this place are for, if its nearest folders say so and not that they are of a PSE.
pub(super) fn purpose(place: Place<'_>) -> Option<&'static str> {
    for folder in place.folders().rev().take(FOLDERS_THAT_TELL) {
        if pse::by_name(folder).is_some() {
            return None;
        }
        let name = letters(folder);
        if let Some(purpose) = PURPOSES.iter().find(|purpose| letters(purpose) == name) {
            return Some(purpose);
        }
    }
    None
}

/// Whether a file lies in a store and is called like a certificate, whatever is in it.
pub fn is_of_store(place: Place<'_>) -> bool {
    let name = place.name().to_ascii_lowercase();
    let folders: Vec<&str> = place.folders().collect();
    ENDINGS.iter().any(|ending| name.ends_with(ending)) && store(&folders).is_some()
}

/// What the place of a file tells.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Placed {
    store: Option<&'static str>,
    store_folder: String,
    store_of: Option<&'static str>,
    used: Option<&'static str>,
}

impl Placed {
    /// Of a file at this place.
    pub(super) fn of(place: Place<'_>) -> Self {
        let folders: Vec<&str> = place.folders().collect();
        if let Some((store, at)) = store(&folders) {
            let product = folders[..at].iter().rposition(|folder| product_of(folder).is_some());
            let around = || folders[..at].iter().position(|folder| is_one_of(AROUND, folder));
            let begin = product.map(|product| product + 1).or_else(around).unwrap_or(at);
            return Self {
                store: Some(store),
                store_folder: folders[begin..=at].join("\\"),
                store_of: product.and_then(|at| product_of(folders[at])),
                used: None,
            };
        }
        let windows = folders.iter().rev().take(2).position(|folder| is_one_of(WINDOWS, &letters(folder)));
        let pair = || folders.last_chunk::<2>().filter(|pair| is_one_of(WINDOWS, &letters(&pair.concat())));
        if windows.is_some() || pair().is_some() {
            let folder = windows.and_then(|back| folders.iter().rev().nth(back)).map(|folder| (*folder).to_owned());
            let store_folder = folder.or_else(|| pair().map(|pair| pair.join("\\"))).unwrap_or_default();
            return Self { store: Some("windows"), store_folder, ..Self::default() };
        }
        Self { used: purpose(place).or_else(|| used(place.name())), ..Self::default() }
    }

    /// Says of a certificate where it lies.
    pub(super) fn tell(&self, entry: &mut Entry) {
        let span = entry.place(SUBJECT);
        for (field, text) in self.fields() {
            entry.set(field, Content::Text(text.to_owned()), span.clone());
        }
    }

    /// Of a file at this place, of which configuration may say what it is for: that goes before all names.
    pub(super) fn said(purpose: Option<&'static str>, place: Place<'_>) -> Self {
        let placed = Self::of(place);
        Self { used: purpose.or(placed.used), ..placed }
    }

    /// The fields that have a value.
    pub(super) fn fields(&self) -> impl Iterator<Item = (usize, &str)> {
        let folder = Some(self.store_folder.as_str()).filter(|folder| !folder.is_empty());
        let values = [
            (const { of("store") }, self.store),
            (const { of("store-folder") }, folder),
            (const { of("store-of") }, self.store_of),
            (const { of("use") }, self.used),
        ];
        values.into_iter().filter_map(|(field, text)| Some((field, text?)))
    }
}

/// The store that the innermost of these folders is of, and which of them is its own. Below another folder than `certs` the name of a
/// store tells only within those of the product, for a folder `Trusted` may be anything.
fn store(folders: &[&str]) -> Option<(&'static str, usize)> {
    let named = |at: usize| {
        let folder = folders.get(at)?.to_ascii_lowercase();
        FOLDERS.iter().find(|(name, _)| *name == folder).map(|(_, store)| (*store, at))
    };
    let last = folders.len().checked_sub(1)?;
    if folders[last].eq_ignore_ascii_case("certs") {
        return named(last.checked_sub(1)?);
    }
    named(last).filter(|_| folders[..last].iter().any(|folder| is_one_of(AROUND, folder)))
}

fn product_of(folder: &str) -> Option<&'static str> {
    PRODUCTS.iter().find(|known| letters(known) == letters(folder)).copied()
}

fn used(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let (_, used) = NAMES.iter().find(|(begin, _)| name.starts_with(begin))?;
    // Other trust stores are called so too, but are no PEM.
    let endings = if *used == "backend-trust" { &[".pem"] } else { ENDINGS };
    endings.iter().any(|ending| name.ends_with(ending)).then_some(*used)
}

fn is_one_of(names: &[&str], folder: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(folder))
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(path: &str) -> (Option<&'static str>, String, Option<&'static str>) {
        let Placed { store, store_folder, store_of, .. } = Placed::of(Place::of(path));
        (store, store_folder, store_of)
    }

    #[test]
    fn a_store_is_the_folder_above_certs_whatever_the_case_of_its_letters() {
        let whole = r"CertificateStores\CloudServicesHost";
        for (folder, product) in
            [("PCo", "PCo"), ("prodcon", "ProdCon"), ("ProductionConnector", "ProductionConnector")]
        {
            let path = format!("PLANT/{folder}/CertificateStores/CloudServicesHost/TRUSTED/Certs/a.der");
            assert_eq!(placed(&path), (Some("trusted"), format!(r"{whole}\TRUSTED"), Some(product)));
        }
        assert_eq!(placed("a/Issuer/certs/a.der"), (Some("issuer"), "Issuer".to_owned(), None));
        let within = "CloudServicesHost/Rejected/a.der";
        assert_eq!(placed(within), (Some("rejected"), r"CloudServicesHost\Rejected".to_owned(), None));
    }

    #[test]
    fn a_folder_beside_certs_and_one_that_is_only_called_so_is_no_store() {
        for path in [
            "CloudServicesHost/Trusted/crl/a.crl",
            "CloudServicesHost/Trusted/private/a.pem",
            "Trusted/a.der",
            "certs/a.der",
            "Trusted/certs/more/a.der",
            "a.der",
        ] {
            assert_eq!(placed(path).0, None, "{path}");
        }
    }

    #[test]
    fn a_copy_of_the_windows_store_is_known_by_its_folder() {
        for path in [
            "PLANT/LocalComputer-Personal/a.cer",
            "localcomputer_personal/Certificates/a.cer",
            "LocalMachine_My/a.cer",
            "LocalMachine/My/a.cer",
        ] {
            assert_eq!(placed(path).0, Some("windows"), "{path}");
        }
        assert_eq!(placed("LocalMachine/My/a.cer").1, r"LocalMachine\My");
        assert_eq!(placed("CurrentUser/My/a.cer").0, None);
    }

    #[test]
    fn the_name_of_a_file_tells_its_use_outside_of_stores() {
        let used = |path: &str| Placed::of(Place::of(path)).used;
        assert_eq!(used("scc/systemCertificate.cer"), Some("system-certificate"));
        assert_eq!(used("scc/SYSTEMCERTIFICATE-chain.P7B"), Some("system-certificate"));
        assert_eq!(used("scc/ppCaCertificate.pem"), Some("ca-certificate"));
        assert_eq!(used("scc/uiCertificate.crt"), Some("ui-certificate"));
        assert_eq!(used("scc/truststore.pem"), Some("backend-trust"));
        for path in ["scc/truststore.cer", "scc/mySystemCertificate.cer", "Trusted/certs/systemCertificate.cer"] {
            assert_eq!(used(path), None, "{path}");
        }
    }

    #[test]
    fn the_nearest_folders_tell_what_a_certificate_is_for() {
        let used = |path: &str| Placed::of(Place::of(path)).used;
        for purpose in PURPOSES {
            let spelt = purpose.replace('-', "_").to_uppercase();
            for folder in [(*purpose).to_owned(), spelt, purpose.replace('-', " ")] {
                assert_eq!(used(&format!("PRD/{folder}/a.cer")), Some(*purpose));
                assert_eq!(used(&format!("{folder}/chain/a.cer")), Some(*purpose));
            }
        }
        assert_eq!(used("PRD/proxy-client/systemCertificate.cer"), Some("proxy-client"));
        assert_eq!(used("ci-server/ci-client/a.cer"), Some("ci-client"));
        for path in ["erp-server/exports/PRD/a.cer", "erp-server/SAPSSLS/a.cer", "ci/a.cer", "PRD/ci-client.cer"] {
            assert_eq!(used(path), None, "{path}");
        }
    }

    #[test]
    fn purposes_are_those_uses_that_folders_name() {
        assert_eq!((PURPOSES.len(), PURPOSES[0]), (10, "c4c-trust-list"));
        assert_eq!(NAMES.iter().map(|(_, used)| *used).collect::<Vec<_>>(), USES[..NAMES.len()]);
        assert!(CLOUD_PURPOSES.iter().all(|word| word.starts_with("c4c-") || word.starts_with("ci-")));
        assert!(PURPOSES[CLOUD_PURPOSES.len()..].iter().all(|word| !word.starts_with('c')));
    }
}
