//! The real files that the project was given to read, which lie beside it and are no part of it: each is taken for what
//! it is, and of every other file basislint says why it does not read it. Without that folder there is nothing to test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program;

fn samples() -> Option<PathBuf> {
    let folder = std::env::var_os("BASISLINT_SAMPLES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// What basislint says of each file, by its path below the folder.
fn files(folder: &Path) -> BTreeMap<String, Value> {
    let mut command = program::basislint();
    let output = command.current_dir(folder).args(["check", ".", "--isolated", "--format", "json"]).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = report["files"].as_array().unwrap().iter();
    files.map(|file| (file["path"].as_str().unwrap().to_owned(), file.clone())).collect()
}

/// Export, layout, number of records, status.
const EXPORTS: &[(&str, &str, &str, u64, &str)] = &[
    ("connectors/cpi/DOC_service_credential_binding_details.json", "service-keys", "json", 2, "read"),
    ("connectors/cpi/DOC_service_credential_bindings.json", "service-keys", "json", 3, "read"),
    ("connectors/cpi/keystore_entry_atom_fragment.xml", "keystore", "xml", 1, "partial"),
    ("connectors/cpi/service_instance_parameters_integration_flow.json", "service-keys", "json", 1, "read"),
    ("connectors/cpi/service_instance_parameters_two_own_roles.json", "service-keys", "json", 1, "read"),
    ("connectors/cpi/service_key_parameters_certificate.json", "service-keys", "json", 1, "read"),
    // Its certificate is abridged.
    ("connectors/cpi/service_key_parameters_external_certificate.json", "service-keys", "json", 1, "partial"),
    ("connectors/scc/ljs_trace_subaccount_certificate_expired.log", "connector-log", "text", 1, "read"),
    ("semantics/roots/DigiCert_Global_Root_CA.crt", "certificate", "pem", 1, "read"),
    ("semantics/roots/DigiCert_Global_Root_G2.crt", "certificate", "pem", 1, "read"),
    ("semantics/roots/DigiCert_Global_Root_G3.crt", "certificate", "pem", 1, "read"),
    ("semantics/roots/DigiCert_High_Assurance_EV_Root_CA.crt", "certificate", "pem", 1, "read"),
    ("semantics/roots/DigiCert_TLS_ECC_P384_Root_G5.crt", "certificate", "pem", 1, "read"),
    ("semantics/roots/DigiCert_TLS_RSA4096_Root_G5.crt", "certificate", "pem", 1, "read"),
    ("semantics/roots/VeriSign_Class3_Public_Primary_G5.crt", "certificate", "pem", 1, "read"),
    // A certificate list counts as a record of its own.
    ("semantics/sapgenpse/get_my_name.txt", "trust-store", "text", 1, "read"),
    ("semantics/sapgenpse/maintain_pk_list_one.txt", "trust-store", "text", 2, "read"),
    ("semantics/sapgenpse/maintain_pk_list_two.txt", "trust-store", "text", 3, "read"),
    ("components/TRANSCRIBED_offlinesec_system_status_clipboard.txt", "components", "text", 14, "partial"),
    ("dispwork/sapagent_disp+work_785.txt", "kernel", "text", 1, "read"),
    ("dispwork/trento_dispwork-partial.output", "kernel", "text", 1, "read"),
    ("dispwork/trento_dispwork-unsorted.output", "kernel", "text", 1, "read"),
    ("dispwork/trento_dispwork-valid.output", "kernel", "text", 1, "read"),
    ("joblog/scn_thread_3575206_joblog.txt", "job-log", "text", 5, "read"),
    ("profiles/blog_NSP_DVEBMGS00_win2008-nw702", "profile", "profile", 41, "read"),
    ("profiles/gCTS3_DEFAULT.PFL", "profile", "profile", 31, "read"),
    ("profiles/insights_host_profile.txt", "profile", "profile", 9, "read"),
    ("profiles/trento_discovery_sap_profile_default", "profile", "profile", 31, "read"),
    ("profiles/trento_gatherers_sap_profile.ascs", "profile", "profile", 38, "read"),
    ("profiles/trento_gatherers_sap_profile.default", "profile", "profile", 28, "read"),
    ("profiles/trento_gatherers_sap_profile.minimal", "profile", "profile", 2, "read"),
    ("rfcdes/rfcoptions_collected.tsv", "rfc-destinations", "tabs", 8, "read"),
    ("rsparam/itgc_rsparam.csv", "profile-parameters", "csv", 1, "read"),
    ("saprouttab/DOC_help_sap_com_example", "saprouttab", "text", 9, "read"),
    // Asked for one parameter, sapcontrol prints its value without its name; one call failed.
    ("sapcontrol/sapagent_ParameterValue_0.txt", "profile-parameters", "key-value", 0, "partial"),
    ("sapcontrol/sapagent_ParameterValue_1.txt", "profile-parameters", "key-value", 0, "partial"),
    ("sapcontrol/sapagent_ParameterValue_2.txt", "profile-parameters", "key-value", 0, "partial"),
    ("sapcontrol/sapagent_ParameterValue_3.txt", "profile-parameters", "key-value", 0, "partial"),
    // The picture ends above the ruler that closes the list.
    ("se16_unconverted/TRANSCRIBED_offlinesec_cwbntcust_screenshot.txt", "notes", "sap-list", 5, "partial"),
    // Their last line has no line end; the list itself is a record.
    ("se16_unconverted/offlinesec_icfservice_1.txt", "icf-services", "sap-list", 8, "partial"),
    ("se16_unconverted/offlinesec_icfservloc_1.txt", "icf-services", "sap-list", 5, "partial"),
    ("semantics/sapgenpse/dev_icm_ssl_init_synthetic.txt", "crypto-library", "text", 1, "read"),
    ("connectors/iflow/receiver_client_certificate.iflw", "integration-flow", "xml", 2, "read"),
    ("connectors/iflow/service_cloud_survey_parameters.prop", "integration-flow", "properties", 22, "read"),
    ("connectors/iflow/service_cloud_survey_sender.iflw", "integration-flow", "xml", 3, "read"),
    // The list itself, that it has hashes of passwords, and a user.
    ("text_with_tabs/itgc_usr02_se16_tabs.txt", "users", "tabs", 3, "read"),
    // Its certificate is shortened.
    ("connectors/cpi/certificate_user_mapping_atom_fragment.xml", "certificate-mappings", "xml", 2, "partial"),
    // Each has a record more, which says that it is an answer.
    ("connectors/scc/DOC_monitoring_certificates.json", "cloud-connector", "json", 4, "read"),
    ("connectors/scc/error_runtime_failure.json", "cloud-connector", "json", 1, "read"),
    ("connectors/scc/error_subaccount_not_found.json", "cloud-connector", "json", 1, "read"),
    ("semantics/scc-rest/connector_version.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_backend_trust_store.json", "cloud-connector", "json", 3, "read"),
    ("semantics/scc-rest/datasource_ca_certficate.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_domain_mapping.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_domain_mappings.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_proxy_settings.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_subaccount_abap_service_channel.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_subaccount_abap_service_channels.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_subaccount_configuration.json", "cloud-connector", "json", 3, "read"),
    ("semantics/scc-rest/datasource_subaccount_k8s_service_channel.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_subaccount_k8s_service_channels.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_subaccounts.json", "cloud-connector", "json", 3, "read"),
    ("semantics/scc-rest/datasource_subject_pattern_rule.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_subject_pattern_rules.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_system_certficate.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_system_mapping.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_system_mapping_resource.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_system_mapping_resources.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/datasource_system_mappings.json", "cloud-connector", "json", 2, "read"),
    ("semantics/scc-rest/resource_subaccount.json", "cloud-connector", "json", 3, "read"),
    ("semantics/scc-rest/resource_subject_pattern_rule.json", "cloud-connector", "json", 3, "read"),
    ("semantics/scc-rest/resource_system_mapping.json", "cloud-connector", "json", 2, "read"),
];

/// Begin of a path, and the words that the reason has.
const OTHERS: &[(&str, &[&str])] = &[
    ("MANIFEST.md", &["Markdown"]),
    ("components/sapagent_R3trans", &["R3trans", "CVERS"]),
    ("components/sapagent_batchconfig", &["Java"]),
    // Logs of the Cloud Connector, and Cloud Integration, are not covered yet; that each says anything at all is enough until they are.
    ("connectors/", &[]),
    ("ewa/", &["Markdown"]),
    ("sapcontrol/insights_GetSystemUpdateList", &["sapcontrol", "GetSystemUpdateList"]),
    ("sapcontrol/insights_saphostctrl", &["saphostctrl"]),
    ("sapcontrol/insights_saphostexec", &["saphostexec"]),
    ("sapcontrol/sapagent_ABAPGetWPTable", &["sapcontrol", "ABAPGetWPTable"]),
    ("sapcontrol/sapagent_GetSystemInstanceList", &["sapcontrol", "GetSystemInstanceList"]),
    ("sapcontrol/trento_sap_system_discovery", &["JSON"]),
    ("semantics/ciphersuites_decode_vectors.json", &["JSON"]),
    ("semantics/frun/LICENSE", &[]),
    ("semantics/frun/MANIFEST.md", &["Markdown"]),
    ("semantics/frun/", &["XML"]),
    ("semantics/sapgenpse/seclogin", &["sapgenpse seclogin"]),
    ("text_with_tabs/itgc_e070", &["text with tabs", "E070"]),
    ("text_with_tabs/itgc_stms", &["text with tabs", "Number, Date, Time, Request"]),
    ("text_with_tabs/iw29", &["text with tabs", "Created On, Message"]),
];

#[test]
fn real_exports_are_taken_for_what_they_are() {
    let Some(folder) = samples() else { return };
    let files = files(&folder);
    for (path, export, layout, records, status) in EXPORTS {
        let file = files.get(*path).unwrap_or_else(|| panic!("{path} is not there"));
        let said = (&file["export"], &file["layout"], &file["records"], &file["status"]);
        let wanted = (&Value::from(*export), &Value::from(*layout), &Value::from(*records), &Value::from(*status));
        assert_eq!(said, wanted, "{path}: {file}");
    }
}

#[test]
fn of_every_other_real_file_it_says_why_it_is_not_read() {
    let Some(folder) = samples() else { return };
    let mut count = 0;
    for (path, file) in files(&folder) {
        if EXPORTS.iter().any(|(export, ..)| *export == path) {
            continue;
        }
        count += 1;
        assert_eq!((&file["status"], &file["export"]), (&Value::from("unrecognized"), &Value::Null), "{path}: {file}");
        let reason = file["reason"].as_str().unwrap();
        assert!(!reason.is_empty(), "{path} is not read, and nobody says why");
        let (_, words) = OTHERS
            .iter()
            .find(|(begin, _)| path.starts_with(begin))
            .unwrap_or_else(|| panic!("{path} is new: what should be said of it? Now it is: {reason}"));
        for word in *words {
            assert!(reason.contains(word), "{path}: {reason}");
        }
    }
    assert!(count > 0, "{} has nothing in it", folder.display());
}

#[test]
fn a_real_file_that_is_no_export_is_an_error_when_it_is_named() {
    let Some(folder) = samples() else { return };
    let path = folder.join("semantics/sapgenpse/seclogin_list_synthetic.txt");
    let output = program::basislint().args(["check", "--isolated"]).arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
