//! The lint finds in the samples what `../shared/spec/policies.md` section 6 names, at its place.

use std::collections::BTreeSet;
use std::path::Path;

use basislint::policy::lint::examine;

use super::{loaded, samples};

/// File, item, check.
const DEFECTS: &[(&str, &str, &str)] = &[
    // Predicates that are equal.
    ("3ANETENC.xml", "NETENC-A_c.3", "equal-predicates"),
    ("3ACHANGE.xml", "CHANGE-A_h", "equal-predicates"),
    ("2JSESS.xml", "SESS-J_a", "equal-predicates"),
    ("2JSESS.xml", "SESS-J_b", "equal-predicates"),
    // What can never be true.
    ("2ANETENC.xml", "NETENC-O.a.1", "never-true"),
    ("2ONETENC.xml", "NETENC-O.a1", "never-true"),
    ("3ACHANGE.xml", "CHANGE-A_g.3", "never-true"),
    ("ABAP_snotes_patchday_2025-12.xml", "0003684682_k", "never-true"),
    ("ABAP_snotes_patchday_2025-09.xml", "0003627373_k", "wildcard-without-like"),
    // What is true of rows of both kinds.
    ("2AUSRCTR.xml", "USRCTR-A_b", "always-true"),
    ("2AUSRCTR.xml", "USRCTR-A_b", "both-hold"),
    ("ABAP_snotes_patchday_2025-12.xml", "0003662324_k", "limits-overlap"),
    ("3APWDPOL.xml", "PWDPOL-A_j.4.2", "equal-predicates"),
    // Keys and notes.
    ("1ACRITC_CSTO.xml", "CRITAU-A_c.17.1", "other-key"),
    ("1ACRITC_CSTO.xml", "CRITAU-A_c.17.2", "other-key"),
    ("1ACRITC_CSTO.xml", "CRITAU-A_c.18.1", "other-key"),
    ("1ACRITC_CSTO.xml", "CRITAU-A_c.18.2", "other-key"),
    ("ABAP_snotes_patchday_2024-04.xml", "0003442378", "other-note"),
    ("ABAP_snotes_patchday_2021-09.xml", "0003080567_w", "dangling-note"),
    ("HANASecNotes_2021_02.xml", "00029921548", "dangling-note"),
    // Texts for numbers.
    ("3ACHANGE.xml", "CHANGE-A_g.2", "text-order"),
    ("2PSECUPD.xml", "SECUPD-P_a2", "text-order"),
    ("2APWDPOL.xml", "PWDPOL-A_f.2", "text-order"),
    ("ABAP_snotes_patchday_2021-09.xml", "0003051787_c", "text-order"),
    // Wrong weight.
    ("3ANETENC.xml", "NETENC-A_f.1", "one-cipher-string"),
    ("2PAUDIT.xml", "AUDIT-P_b", "known-erratum"),
];

#[test]
fn the_defects_that_are_known_of_the_samples_are_found() {
    let Some(folder) = samples() else { return };
    let loaded = loaded(&folder);
    let found: BTreeSet<(String, String, &str)> = examine(&loaded.policies)
        .iter()
        .filter_map(|finding| {
            let policy = &loaded.policies[finding.policy];
            let (store, item) = finding.item?;
            let file = Path::new(&policy.source.path).file_name()?.to_str()?.to_owned();
            let place = policy.source.place(finding.span.start);
            assert!(place.line > 1 && finding.span.end <= policy.source.text.len(), "{finding:?}");
            Some((file, policy.stores[store].items[item].id.text.clone(), finding.check.id))
        })
        .collect();
    let missing: Vec<_> = DEFECTS
        .iter()
        .filter(|(file, item, check)| !found.contains(&((*file).to_owned(), (*item).to_owned(), *check)))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
