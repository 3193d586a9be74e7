//! Why something of an integration is not known, and the exports that would tell it.

macro_rules! reasons {
    ($($(#[$about:meta])* $name:ident: [$($export:literal),*] = $text:expr;)*) => {
        $($(#[$about])* pub(super) const $name: &str = $text;)*
        /// Each reason with the exports that would tell.
        pub(super) const TELLS: &[(&str, &[&str])] = &[$(($name, &[$($export),*])),*];
    };
}

reasons! {
    SEVERAL: ["keystore"] = "several systems have what this needs of Cloud Integration, Cloud for Customer or the reverse proxy, and nothing tells which of them this system uses: put what belongs together into folders of one folder, or give all of them their tiers in basislint.toml";
    SEVERAL_CERTIFICATES: ["certificate"] = "several certificates lie here that issued none of the others, and nothing tells which of them is meant: keep one, with its chain";
    SEVERAL_CI_CLIENT: ["certificate"] = "several certificates lie in ci-client that issued none of the others, and nothing tells which of them is the client certificate of Cloud Integration: keep one, with its chain";
    SEVERAL_CI_SERVER: ["certificate"] = "several certificates lie in ci-server that issued none of the others, and nothing tells which of them the load balancer shows: keep one, with its chain";
    CI_CLIENT_IS_OLD: ["certificate"] = "what lies in ci-client is the certificate of no key pair of the tenant keystore: Cloud Integration shows another one, maybe renewed; in the tenant choose Manage Keystore, the key pair, Download > Certificate Chain";
    CI_SERVER_IS_CLIENT: ["certificate"] = "what lies in ci-server is a certificate for clients only, and not that of the load balancer: in the tenant choose Monitor > Integrations > Connectivity Tests > TLS, Download server certificates";
    NO_SUCH_VALUE: ["profile"] = "the value is none that the ICM knows: 0, 1 or 2";
    OTHER_PROXY: ["profile"] = "whether the reverse proxy hands client certificates on, and how, is not known: icm/trusted_reverse_proxy_<x> is not set";
    SEVERAL_BACK_ENDS: ["profile"] = "the Web Dispatcher talks HTTPS to some systems and HTTP to others, and nothing tells which of them this one is (wdisp/system_<x>)";
    PARAMETERS_NOT_WHOLE: ["profile", "profile-parameters"] = "a profile, or the list of parameters, is not whole: export it again";
    DESTINATIONS_NOT_WHOLE: ["rfc-destinations"] = "the list of RFC destinations is not whole, and the missing one may say which SSL client PSE leads to Cloud Integration: export it again";
    OTHER_CLIENT: ["users"] = "the list of users is of another client than the mapping of the certificate: export table USR02 of that client";
    CERTIFICATES_NOT_WHOLE: ["certificate", "trust-store", "keystore", "service-keys"] = "a file with certificates is not whole: what is missing in it may have expired";
    ROLES_OF_OTHER_CLIENT: ["role-assignments"] = "the list of role assignments is of another client than the mapping of the certificate: export table AGR_USERS of that client";
    COPY_IS_ANOTHER: ["certificate", "trust-store"] = "the copy in the folder (erp-client, erp-server) is another certificate than the PSE shows as its own, maybe an older one: copy it again";
    SECRETS_NOT_WHOLE: ["service-keys", "users"] = "a service key, or a list of users, is not whole: what is missing may be a secret";
    MACRO: ["profile"] = "the value has a macro, and what it stands for is not known";
    NO_CI_SERVER: ["certificate"] = "the server certificate of Cloud Integration was not exported: in the tenant choose Monitor > Integrations > Connectivity Tests > TLS, Download server certificates, and unpack it into a folder ci-server";
    NO_CI_CLIENT: ["certificate", "keystore"] = "the client certificate of Cloud Integration was not exported: in the tenant choose Manage Keystore, the key pair, Download > Certificate Chain, and save it in a folder ci-client";
    SEVERAL_KEY_PAIRS: ["certificate"] = "the tenant keystore has several key pairs that a receiver channel may use, and nothing tells which of them the ABAP system sees: save its certificate chain in a folder ci-client";
    CI_CLIENT_IS_SERVER: ["certificate"] = "what lies in ci-client is the certificate of the load balancer of Cloud Integration (it is for servers only and names a host), and not its client certificate: in the tenant choose Manage Keystore, the key pair, Download > Certificate Chain";
    NO_SERVER_CHAIN: ["certificate"] = "the chain of the server certificate of Cloud Integration was not exported, only the certificate itself: add its intermediate and root certificates to the folder ci-server";
    NO_CLIENT_CHAIN: ["certificate"] = "the chain of the client certificate of Cloud Integration was not exported, only the certificate itself: in the tenant choose Manage Keystore, the key pair, Download > Certificate Chain, and save it in the folder ci-client";
    NO_ERP_CHAIN: ["certificate", "trust-store"] = "the chain of the server certificate was not exported, only the certificate itself: add its intermediate and root certificates to the folder";
    NO_CLIENT_LIST: ["trust-store"] = "the certificate list of the SSL client PSE that leads to Cloud Integration was not exported: sapgenpse maintain_pk -l -p SAPSSLC.pse for SSL client (Standard), SAPSSLA.pse for (Anonymous), SAPSSL<identity>.pse for the one that the RFC destination names; or the certificates of STRUST in a folder of that name";
    NO_SERVER_LIST: ["trust-store"] = "the certificate list of the SSL server PSE was not exported: sapgenpse maintain_pk -l -p SAPSSLS.pse, or the certificates of STRUST in a folder SAPSSLS";
    NO_PROXY_LIST: ["certificate"] = "the certificate list of the reverse proxy was not exported: save it in a folder proxy-trust";
    LIST_NOT_WHOLE: ["trust-store", "certificate"] = "the certificate list is not whole: export it again";
    NO_PROXY_KNOWN: ["certificate"] = "basislint.toml does not say what stands between the Internet and the ABAP system, and the certificate list of a reverse proxy was not exported: set reverse-proxy in [integration], or save the list in a folder proxy-trust";
    PROXY_NOT_TOLD: ["profile"] = "basislint.toml does not say whether a reverse proxy stands between the Internet and the ABAP system: set reverse-proxy in [integration]";
    NO_KEYSTORE: ["keystore"] = "the tenant keystore of Cloud Integration was not exported: GET /api/v1/KeystoreEntries, save it as KeystoreEntries.json";
    KEYSTORE_NOT_WHOLE: ["keystore"] = "the tenant keystore of Cloud Integration is not whole: export all pages";
    NO_KEY_PAIR_CHAIN: ["keystore"] = "the certificate chain of this key pair was not exported: GET /api/v1/KeystoreEntries('HEXALIAS')/ChainCertificates, save it as ChainCertificates/HEXALIAS.json";
    NO_ERP_SERVER: ["certificate", "trust-store"] = "the server certificate of the ABAP system was not exported: sapgenpse get_my_name -p SAPSSLS.pse, or the certificate with its chain in a folder erp-server";
    NO_PROXY_SERVER: ["certificate"] = "the server certificate of the reverse proxy was not exported: save it, with its chain, in a folder proxy-server";
    NO_ERP_CLIENT: ["certificate", "trust-store"] = "the client certificate of the ABAP system was not exported: sapgenpse get_my_name -p SAPSSLC.pse, or the certificate in a folder erp-client";
    NO_PROXY_CLIENT: ["certificate"] = "the client certificate of the Web Dispatcher was not exported: save it in a folder proxy-client";
    NO_C4C_TRUST_LIST: ["certificate"] = "the certificate trust list of Cloud for Customer was not copied: Administrator > Common Tasks > Edit Certificate Trust List, save its certificates in a folder c4c-trust-list";
    NO_C4C_INBOUND: ["certificate"] = "the certificate of the communication arrangement (inbound) was not copied: Communication Arrangements > Technical Data > Edit Credentials > Certificate, save it in a folder c4c-inbound";
    NO_C4C_CLIENT: ["certificate"] = "the client certificate of Cloud for Customer was not copied: Communication Arrangements, Outbound, download it into a folder c4c-client";
    NO_SENDERS: ["service-keys", "integration-flow"] = "neither service keys nor integration flows of Cloud Integration were exported: cf service-key INSTANCE KEY, save it as service-keys/INSTANCE/KEY.json, and Design, the artifact, Download";
    NO_SERVICE_KEYS: ["service-keys"] = "the service keys of Process Integration Runtime were not exported: cf service-key INSTANCE KEY, save it as service-keys/INSTANCE/KEY.json";
    KEYS_NOT_WHOLE: ["service-keys"] = "not all service keys were exported: cf service-key INSTANCE KEY for each of them";
    NO_FLOWS: ["integration-flow"] = "the integration flows were not exported: Design, the artifact, Download";
    FLOWS_NOT_WHOLE: ["integration-flow"] = "an integration flow could not be read whole: download it again";
    NO_TENANT_MAPPINGS: ["certificate-mappings"] = "the certificate-to-user mappings of the tenant were not exported: GET /api/v1/CertificateUserMappings";
    NO_ROLES_OF_INSTANCE: ["service-keys"] = "the roles of the service instance were not exported, or nothing tells of which instance they are: GET /v3/service_instances/GUID/parameters, save it as service-instances/GUID/parameters.json";
    NO_KEY_OF_SENDER: ["service-keys"] = "no service key holds the certificate of a sender, so that nobody knows which service instance calls (see sender-certificate-missing)";
    NOT_RESOLVED: ["integration-flow"] = "the value of this parameter of the integration flow is not known: it is set when the flow is deployed, or parameters.prop is missing; download the artifact with its configuration";
    NO_MAPPINGS: ["certificate-mappings"] = "the mapping of certificates to users was not exported: SM30, view VUSREXTID, type DN, print the list, or SE16, table USREXTID";
    MAPPINGS_NOT_WHOLE: ["certificate-mappings"] = "the mapping of certificates to users is not whole: export it again, with full width";
    NO_RULES: ["certificate-mappings"] = "not both tables of rules for certificates were exported: SE16, tables USRCERTRULE and USRCERTMAP";
    NO_RULE_PARAMETER: ["profile-parameters", "profile"] = "login/certificate_mapping_rulebased was not exported: add the profiles, or RSPARAM";
    FILTER_NOT_READ: ["certificate-mappings"] = "a rule for certificates has a filter that basislint does not understand: look at it in transaction CERTRULE";
    NO_USER: ["certificate-mappings"] = "nobody tells which user the client certificate of Cloud Integration is mapped to: add the mapping (VUSREXTID), or set user in [integration]";
    NO_USERS: ["users"] = "the users were not exported: SE16, table USR02, without columns that hold hashes of passwords";
    USERS_NOT_WHOLE: ["users"] = "the list of users is not whole: export it again";
    NO_SUCH_USER: ["users"] = "the user is not in the list of users (see integration-user-locked)";
    NO_PROFILES: ["users"] = "the profiles of users were not exported: SE16, table UST04";
    NO_ASSIGNMENTS: ["role-assignments"] = "the role assignments were not exported: SE16, table AGR_USERS";
    ASSIGNMENTS_NOT_WHOLE: ["role-assignments"] = "the list of role assignments is not whole: export it again";
    CRM_ROLES: ["role-assignments"] = "this is SAP CRM, whose roles SAP Note 1956819 names: set roles in [integration]";
    NO_PARAMETERS: ["profile", "profile-parameters"] = "the profile parameters of the ABAP system were not exported: add the profiles, or RSPARAM";
    NO_DISPATCHER: ["profile"] = "the profile of the Web Dispatcher was not exported";
    DISPATCHER_NOT_WHOLE: ["profile"] = "the profile of the Web Dispatcher is not whole";
    NO_KERNEL: ["kernel"] = "the kernel's release was not exported, and as of 7.53 the names are compared in another way";
    NO_DETAILS: ["certificate"] = "only names and validity are told of this certificate, and not the certificate itself";
    NO_CHAIN: ["certificate"] = "no other certificate lies beside it, so nothing is known of its chain";
    CHAIN_NOT_WHOLE: ["certificate"] = "not all files with certificates could be read";
    ALGORITHM: ["certificate"] = "whether it signed itself cannot be verified: the algorithm is not known";
    NO_CLOUD_CONNECTOR: ["cloud-connector"] = "no Cloud Connector was exported, so that nobody knows which location IDs there are: GET /api/v1/configuration/subaccounts, save it as subaccounts.json";
}
