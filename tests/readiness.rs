//! The whole checklist on clean systems: all passes; without an export just the rules that need it cannot say; and each
//! defect makes just its rule fail. The systems, the defects and what needs what are data in `testdata/readiness`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use basislint::finding::Verdict;

use crate::systems::judged::{self, Silenced, verdicts};
use crate::systems::{READINESS, check};

#[test]
fn clean_systems_with_every_export_pass_every_rule_that_is_for_them() {
    assert_eq!(judged::not_clean(&READINESS, &[]), "");
}

#[test]
fn without_an_export_just_the_rules_that_need_it_are_not_evaluated() {
    let report = READINESS.check(&READINESS.files);
    let clean = verdicts(&report);
    let mut wrong = String::new();
    for system in &report.systems {
        let of_system = || report.files.iter().filter(|file| file.system.as_ref() == Some(&system.name));
        let kinds: BTreeSet<&str> = of_system().filter_map(|file| file.export).collect();
        for kind in kinds {
            let mut rest = READINESS.files.clone();
            of_system().filter(|file| file.export == Some(kind)).for_each(|file| {
                rest.remove(&file.path);
            });
            let name = format!("{} without {kind}", system.name);
            let Silenced { open: mut silenced, elsewhere, empty } =
                judged::silenced(&READINESS, &clean, &rest, &name, &mut wrong);
            let changed = silenced.remove(&system.name).unwrap_or_default();
            if !silenced.is_empty() || !elsewhere.is_empty() || !empty.is_empty() {
                writeln!(wrong, "{name}: others change, too: {silenced:?} {elsewhere:?} {empty:?}").unwrap();
            }
            let expected = READINESS.needing(&system.name, kind);
            for rule in changed.difference(&expected) {
                writeln!(wrong, "{name}: {rule} changed, and should not have").unwrap();
            }
            for rule in expected.difference(&changed) {
                writeln!(wrong, "{name}: {rule} did not change").unwrap();
            }
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn every_defect_makes_just_its_rule_fail() {
    assert_eq!(judged::not_just_its_rule(&READINESS, &[]), "");
}

/// What rules speak of, and names of the same length that nobody speaks of.
const STRANGERS: [(&str, &str); 9] = [
    ("SAP-SUPPORT_", "ZAP-SUPPORT_"),
    ("SAP_SUPPORT_HUB_CONFIG", "ZAP_SUPPORT_HUB_CONFIG"),
    ("LP_SISE_SUPPORTHUB", "LP_ZISE_SUPPORTHUB"),
    ("SM:", "ZM:"),
    ("REFRESH_ADMIN_DATA", "ZEFRESH_ADMIN_DATA"),
    ("SEND_SYSTEM_RELATION", "ZEND_SYSTEM_RELATION"),
    ("SERVICE_CONNECTION", "ZERVICE_CONNECTION"),
    ("SDCC_OSS", "ZDCC_OSS"),
    ("SAPOSS", "ZAPOSS"),
];

/// Rules of a Solution Manager that have nothing to speak of where all that they know has another name.
const SILENT: [&str; 12] = [
    "logical-port-failing",
    "note-assistant-generic-user",
    "support-destination-host",
    "support-destination-path",
    "support-destination-tls",
    "support-destination-type",
    "support-destination-user",
    "support-job-cancelled",
    "support-job-overdue",
    "support-job-user",
    "task-list-failed",
    "technical-user-shared",
];

#[test]
fn no_rule_passes_what_it_does_not_speak_of() {
    let mut files = READINESS.files.clone();
    files.retain(|path, _| path.starts_with("SOL/"));
    for text in files.values_mut() {
        let known = String::from_utf8(text.clone()).unwrap();
        *text = STRANGERS.iter().fold(known, |text, (known, other)| text.replace(known, other)).into_bytes();
    }
    let verdicts = verdicts(&check(&READINESS.systems, &files, true));
    for rule in SILENT {
        let (verdict, reason) = &verdicts[&("SOL".to_owned(), rule.to_owned())];
        assert_eq!(*verdict, Verdict::NotApplicable, "{rule}: {reason}");
        assert!(!reason.is_empty() && !reason.starts_with("not for"), "{rule}: {reason}");
    }
}
