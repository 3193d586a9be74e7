//! How to get the configuration out of a Cloud Connector (connectors.md a.1 to a.3).

use crate::export::Way;

pub(super) static WAYS: &[Way] = &[
    Way {
        title: "REST interface, with curl",
        steps: &[
            "Take a user of the Cloud Connector with role Display; for what lies below /api/monitoring it needs Monitoring or Administrator.",
            "Make a folder for this Cloud Connector, and save each answer there under the name given here: many answers do not say what they are about, so that the path must.",
            "The address begins with https://HOST:8443 and, unless it is given with /api, goes on with /api/v1/configuration. Fetch each one with: curl -sk -u USER -o FILE ADDRESS",
            "/api/v1/connector/version: version.json.",
            "/subaccounts: subaccounts.json. /subaccounts/corrupted (as of 2.19.1): corrupted.json.",
            "For each subaccount /subaccounts/REGION/ID: subaccounts/REGION/ID/subaccount.json, and /subaccounts/REGION/ID/systemMappings: subaccounts/REGION/ID/systemMappings.json.",
            "For each of its mappings /subaccounts/REGION/ID/systemMappings/HOST:PORT/resources: subaccounts/REGION/ID/systemMappings/HOST_PORT/resources.json.",
            "/connector/onPremises/truststore (onPremise up to 2.17): truststore.json. As of 2.18 also /connector/onPremises/truststore/certificates with -H 'Accept: application/x-pem-file': truststore.pem.",
            "/connector/onPremises/systemCertificate, /connector/onPremises/ppCaCertificate and /connector/ui/uiCertificate: systemCertificate.json, ppCaCertificate.json and uiCertificate.json. Fetch each again with -H 'Accept: application/pkix-cert' and save it as .cer: the JSON has neither key usage nor fingerprint.",
            "/connector/auditLog: auditLog.json. /connector/auditLog/subaccounts/REGION/ID: subaccounts/REGION/ID/auditLog.json.",
            "/connector/proxy: proxy.json. /connector/logAndTrace: logAndTrace.json. /connector/onPremises/subjectPatternRules: subjectPatternRules.json. /connector/haRole: haRole.json.",
            "/api/monitoring/certificates: monitoring_certificates.json. /api/monitoring/subaccounts: monitoring_subaccounts.json.",
            "Keep answers that are errors: they say that something is not there, or may not be read. Passwords come as ***.",
        ],
        seen: "Recorded answers of version 2.19 were read; lists of alternative names and the answers about high availability and corrupted subaccounts are known from SAP's documentation only.",
    },
    Way {
        title: "Access control of a subaccount",
        steps: &[
            "In the administration of the Cloud Connector choose the subaccount, Cloud To On-Premises, Access Control.",
            "Choose Download at the top right, and unpack the ZIP into scc_config/REGION/ID/ of the folder for this Cloud Connector.",
        ],
        seen: "Not seen at first hand: the files are taken to be those of the backup.",
    },
    Way {
        title: "Backup",
        steps: &[
            "In the administration of the Cloud Connector choose Connector, Backup (top right), give a password, and unpack the ZIP into the folder for this Cloud Connector.",
            "Delete users.xml, all .p12 files and SSFS_SCC.KEY and .DAT: they hold credentials. basislint never opens them.",
            "Keep the other folders as they are: scc_config/REGION/ID/ tells whose mappings they are.",
            "The backup does not tell whether the system certificate is used for logon: for that fetch systemMappings by the REST interface.",
        ],
        seen: "Not seen at first hand: the elements are known from programs that read the backups of 2.18 and 2.19.",
    },
];
