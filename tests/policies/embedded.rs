//! The policies that basislint comes with are those of SAP's repository: with it at hand they are made anew, and must have the same bytes.

use std::path::{Path, PathBuf};

use basislint::policy::Policy;
use basislint::policy::embedded::{self, made};
use basislint::policy::load::load;

use super::repository;

/// The folders of the repository that each of them is made of.
const FOLDERS: [(&str, &str); 2] = [("notes", "NotesPolicies"), ("baseline", "BaselinePolicies/SOS/v2.4")];

#[test]
fn what_is_embedded_is_made_of_the_repository() {
    let Some(repository) = repository() else { return };
    for (name, folder) in FOLDERS {
        let folder = repository.join(folder);
        let policies: Vec<Policy> = load(&[&folder]).policies;
        let files = made(&policies, &repository.to_string_lossy());
        for (part, bytes) in ["items", "index", "texts"].into_iter().zip(files) {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/policy/embedded");
            let path: PathBuf = folder.join(format!("{name}-{part}.bin"));
            if std::env::var_os("BASISLINT_ACCEPT").is_some() {
                std::fs::write(&path, &bytes).unwrap();
            }
            assert!(std::fs::read(&path).unwrap() == bytes, "{} is not what SAP's files give", path.display());
        }
    }
}

#[test]
fn each_embedded_policy_is_read_with_all_its_items() {
    let counts: Vec<(&str, usize, usize)> = embedded::ALL
        .iter()
        .map(|embedded| {
            let checks = embedded.asked();
            // Each text of a predicate is one.
            assert_eq!(checks.compiled.predicates().count(), checks.compiled.questions(), "{}", embedded.name);
            (embedded.name, checks.policies.len(), checks.items.len())
        })
        .collect();
    assert_eq!(counts, [("sap-notes", 156, 4352), ("sap-baseline", 58, 353)]);
}
