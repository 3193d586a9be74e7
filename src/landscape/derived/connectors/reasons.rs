//! Why something of a Cloud Connector or a Production Connector is not known, and the exports that would tell it.

use crate::landscape::derived::records::reasons;

reasons! {
    NO_SUBACCOUNTS: ["cloud-connector"] = "the list of subaccounts of the Cloud Connector was not exported: GET /api/v1/configuration/subaccounts, save it as subaccounts.json";
    NO_TUNNEL: ["cloud-connector"] = "the state of this subaccount's tunnel was not exported: GET .../subaccounts/REGION/SUBACCOUNT, save it as subaccounts/REGION/SUBACCOUNT/subaccount.json";
    NO_SUBACCOUNT_CERTIFICATE: ["cloud-connector"] = "the certificate of this subaccount was not exported: GET .../subaccounts/REGION/SUBACCOUNT, save it as subaccounts/REGION/SUBACCOUNT/subaccount.json, or GET /api/monitoring/certificates, save it as monitoring_certificates.json";
    NO_MAPPINGS: ["cloud-connector"] = "the system mappings of this subaccount were not exported: GET .../subaccounts/REGION/SUBACCOUNT/systemMappings, save them as subaccounts/REGION/SUBACCOUNT/systemMappings.json";
    MAPPINGS_NOT_WHOLE: ["cloud-connector"] = "the system mappings of this subaccount are not whole";
    MAPPINGS_UNPLACED: ["cloud-connector"] = "these system mappings do not say of which subaccount they are: save them as subaccounts/REGION/SUBACCOUNT/systemMappings.json";
    NO_RESOURCES: ["cloud-connector"] = "the resources of this system mapping were not exported: GET .../systemMappings/HOST:PORT/resources, save them as systemMappings/HOST_PORT/resources.json";
    NO_TRUST_STORE: ["cloud-connector"] = "the Backend Trust Store of the Cloud Connector was not exported: GET /api/v1/configuration/connector/onPremises/truststore, save it as truststore.json";
    TRUST_STORE_NOT_WHOLE: ["cloud-connector", "certificate"] = "the Backend Trust Store of the Cloud Connector is not whole: export it again";
    NO_VERSION: ["cloud-connector"] = "the version of the Cloud Connector was not exported: GET /api/v1/connector/version, save it as version.json";
    NO_SYSTEM_CERTIFICATE: ["cloud-connector"] = "the system certificate of the Cloud Connector was not exported: GET /api/v1/configuration/connector/onPremises/systemCertificate, save it as systemCertificate.json, and once more with Accept: application/pkix-cert as systemCertificate.cer";
    NO_SYSTEM_CERTIFICATE_DER: ["certificate"] = "no DER of the system certificate of the Cloud Connector: GET .../connector/onPremises/systemCertificate with Accept: application/pkix-cert, save it as systemCertificate.cer";
    NO_PROXY: ["cloud-connector"] = "the proxy of the Cloud Connector was not exported: GET /api/v1/configuration/connector/proxy, save it as proxy.json";
    NO_CLOUD_CONNECTOR: ["cloud-connector"] = "no system mapping of an exported Cloud Connector leads to this Production Connector: add the exports of the Cloud Connector";
    NO_SETTINGS: ["production-connector"] = "nothing tells it of the Production Connector that this leads to: write its production-connector.toml (basislint exports production-connector)";
    NO_OWN_SETTINGS: ["production-connector"] = "no export tells it of this Production Connector: write its production-connector.toml (basislint exports production-connector)";
    NO_SERVER_CERTIFICATE: ["certificate"] = "nobody can tell which certificate is the server certificate of the Production Connector: export it from Local Computer > Personal, and give server-certificate-sha1 in production-connector.toml";
    NO_NAMED_CERTIFICATE: ["certificate"] = "the certificate that server-certificate-sha1 of production-connector.toml names was not exported: export it from Local Computer > Personal, or correct the thumbprint";
    NO_SERVER_CHAIN: ["certificate"] = "the server certificate of the Production Connector was exported without its chain, so nothing tells whether a certification authority above it is trusted: export the chain with it";
    NO_SYSTEM_CHAIN: ["certificate"] = "the system certificate of the Cloud Connector was exported without its chain, so nothing tells whether a certification authority above it is trusted: save the chain as systemCertificate-chain.pem";
    HAS_NO_SYSTEM_CERTIFICATE: [] = "the Cloud Connector has no system certificate, which its own system is told";
    ANSWER_IS_ERROR: ["cloud-connector"] = "the Cloud Connector answered with an error instead: correct its cause, and ask it again";
    NO_SUBACCOUNT_ANSWER: ["cloud-connector"] = "this subaccount itself was not exported: GET .../subaccounts/REGION/SUBACCOUNT, save it as subaccounts/REGION/SUBACCOUNT/subaccount.json";
    ANSWERS_DIFFER: ["cloud-connector"] = "two answers tell of different location IDs for this subaccount: export both again";
    NO_AUDIT: ["cloud-connector"] = "the audit settings of the Cloud Connector were not exported: GET /api/v1/configuration/connector/auditLog, save them as auditLog.json";
    NO_SUBACCOUNT_AUDIT: ["cloud-connector"] = "the audit level of this subaccount was not exported: GET /api/v1/configuration/connector/auditLog/subaccounts/REGION/SUBACCOUNT, save it as subaccounts/REGION/SUBACCOUNT/auditLog.json";
    UNKNOWN_WORD: [] = "basislint does not know this word";
    NO_PORT: ["cloud-connector"] = "the system mapping does not tell its internal port: export it again";
    NO_TRUSTED_STORE: ["certificate"] = "store Trusted of the Production Connector was not exported: copy ...\\CertificateStores\\CloudServicesHost, and say stores-complete = true in production-connector.toml if it is empty";
    NO_ISSUER_STORE: ["certificate"] = "store Issuer of the Production Connector was not exported: copy ...\\CertificateStores\\CloudServicesHost, and say stores-complete = true in production-connector.toml if it is empty";
    NO_REJECTED_STORE: ["certificate"] = "store Rejected of the Production Connector was not exported: copy ...\\CertificateStores\\CloudServicesHost, and say stores-complete = true in production-connector.toml if it is empty";
    NO_WINDOWS_STORE: ["certificate"] = "the certificates in Local Computer > Personal were not exported: export them into a folder LocalComputer-Personal";
    NO_REGISTRY: ["windows-registry"] = "the registry key ...\\SecurityProviders\\SCHANNEL was not exported";
    NO_HOST: [] = "the host of the Cloud Connector is not known: give host = \"...\" in its [[system]] of basislint.toml";
    NO_DETAILS: ["certificate"] = "the JSON answer has no key usage and no key: export the certificate itself, with Accept: application/pkix-cert";
    NO_CHAIN: ["certificate"] = "the export has only this certificate, so nothing tells whether its chain is whole: export the chain with it (PEM or PKCS#7)";
    CHAIN_NOT_WHOLE: ["certificate"] = "a file with certificates is not whole, so nothing tells whether the chain is: export it again";
    ALGORITHM: [] = "basislint cannot verify signatures of this kind";
    NO_IDENTITY: ["production-connector"] = "identity is not given in production-connector.toml: the administrator's ID at the identity provider";
}
