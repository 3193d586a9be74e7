//! Certificates: what a PSE of a system holds (`trust-store`), and certificates in files of their own (`certificate`).
//!
//! Both have the same fields. A file is a trust store if it tells of which PSE it is: output of sapgenpse, a list of STRUST
//! with the PSE in a title or column, or files in a folder named after the PSE. Any other file with certificates is just that.

mod extensions;
mod fields;
mod files;
mod record;
mod sapgenpse;
mod stores;
mod strust;
#[cfg(test)]
mod tests;
mod x509;

pub use stores::{PURPOSES, is_of_store};
pub(super) use x509::{Certificate, read};

use super::{Export, FieldBytes, FileContext, Head, LinesMatch, Reach, Reader, RecordSign, RoleSign, Way};
use crate::input::Place;
use crate::knowledge::pse;
use crate::layout::{der, pem, text};

/// What PSEs hold.
pub static TRUST_STORE: Export = Export {
    kind: "trust-store",
    title: "trust stores",
    origin: "STRUST, sapgenpse maintain_pk",
    role_sign: None,
    is_table: false,
    reach: Reach::Server,
    columns: strust::COLUMNS,
    names: &["STRUST"],
    by_rows: None,
    fields: fields::FIELDS,
    key: &["pse", "entry", "identity"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise_trust_store),
    open: open_trust_store,
    how_to_get: TRUST_STORE_WAYS,
};

/// Certificates that lie in files of their own.
pub static CERTIFICATE: Export = Export {
    kind: "certificate",
    title: "certificates",
    origin: "STRUST, Certificate > Export",
    role_sign: Some(RoleSign::OfRecords(&[
        RecordSign {
            field: fields::of("store"),
            words: &["trusted", "issuer", "rejected"],
            role: "production-connector",
            reason: "there are certificate stores of a Production Connector",
        },
        RecordSign {
            field: fields::of("use"),
            words: stores::CLOUD_PURPOSES,
            role: "integration",
            reason: "there are certificates of Cloud for Customer or Cloud Integration",
        },
    ])),
    is_table: false,
    reach: Reach::Own,
    columns: strust::COLUMNS,
    names: &["STRUST"],
    by_rows: None,
    fields: fields::FIELDS,
    key: &["store-folder", "use", "identity"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise_certificate),
    open: open_certificate,
    how_to_get: CERTIFICATE_WAYS,
};

const TRUST_STORE_WAYS: &[Way] = &[
    Way {
        title: "sapgenpse (the whole certificate list of a PSE, with fingerprints: the best way)",
        steps: &[
            "Log on to the application server as <sid>adm; SECUDIR is the folder sec of the instance.",
            "Run sapgenpse maintain_pk -l -p SAPSSLC.pse > SAPSSLC.txt 2>&1 for SSL client (Standard).",
            "Run it with SAPSSLA.pse for SSL client (Anonymous), and with the PSE of an SSL client identity of your own.",
            "Run sapgenpse get_my_name -p SAPSSLC.pse > SAPSSLC_own.txt 2>&1 for the PSE's own certificate.",
            "Nothing in this output is secret: it has no private key.",
        ],
        seen: "The layout comes from public transcripts and from programs that read it; no output was seen at first hand. \
               Times are printed in local time, with UTC in brackets: only the latter is read.",
    },
    Way {
        title: "STRUST, one folder for each PSE",
        steps: &[
            "Start transaction STRUST and double-click the PSE: SSL client SSL Client (Standard).",
            "Double-click a certificate of the certificate list, and choose Certificate > Export, Base64 or binary.",
            "Do so with every certificate of the list, and put the files in a folder SAPSSLC (Anonymous: SAPSSLA).",
            "The folder is taken for the whole certificate list: a certificate that is not in it is missing.",
        ],
        seen: "The files are standard (PEM, DER, PKCS#7), and certificates of public certification authorities (CAs) were seen in them.",
    },
    Way {
        title: "STRUST, certificate list or list of report SSF_ALERT_CERTEXPIRE",
        steps: &[
            "Save the list with its heading: List > Save > Local File, Text with Tabs or Spreadsheet.",
            "Keep the title that names the PSE, or name the file after it: SAPSSLC.xlsx.",
        ],
        seen: "Not seen at first hand: the columns are those that STRUST shows of a certificate.",
    },
];

const CERTIFICATE_WAYS: &[Way] = &[
    Way {
        title: "STRUST, one certificate",
        steps: &[
            "Start transaction STRUST and double-click the certificate.",
            "Choose Certificate > Export and Base64 (PEM) or binary (DER).",
            "Never export a PSE or a key: files *.pse, *.p12, *.pfx and *.jks are not opened, PEM keys not read.",
        ],
        seen: "The files are standard (PEM, DER, PKCS#7), and certificates of public certification authorities (CAs) were seen in them.",
    },
    Way {
        title: "Production Connector: its certificate stores",
        steps: &[
            "Copy the folder CloudServicesHost whole, with Trusted, Issuer and Rejected, from C:\\ProgramData\\SAP\\ProdCon\\CertificateStores; ProdCon may be called PCo or ProductionConnector.",
            "Keep the folders certs: the folder above is the store of a certificate. Leave the folders private where they are: what is in them is not opened.",
            "For duplicates copy the Windows store Local Computer > Personal, in PowerShell: Get-ChildItem Cert:\\LocalMachine\\My | % { Export-Certificate -Cert $_ -FilePath ($_.Thumbprint + \".cer\") }, into a folder LocalComputer-Personal.",
            "Export the server certificate with its chain (Base64 or PKCS #7) beside the stores: certlm.msc, Personal > Certificates > All Tasks > Export, without the private key.",
        ],
        seen: "The folders are those that SAP's document on the Production Connector names, and those of the OPC Foundation's stores; no copy was seen at first hand.",
    },
    Way {
        title: "Cloud Connector: its certificates",
        steps: &[
            "A user with the role Display suffices. Run curl -sk -u USER -H 'Accept: application/pkix-cert' -o systemCertificate.cer https://HOST:8443/api/v1/configuration/connector/onPremises/systemCertificate.",
            "Do so with .../connector/onPremises/ppCaCertificate into ppCaCertificate.cer, and with .../connector/ui/uiCertificate into uiCertificate.cer.",
            "As of 2.18: curl -sk -u USER -H 'Accept: application/x-pem-file' -o truststore.pem https://HOST:8443/api/v1/configuration/connector/onPremises/truststore/certificates.",
            "Keep these names: by them basislint knows what the Cloud Connector uses a certificate for. A chain lies beside it as systemCertificate-chain.pem or .p7b.",
        ],
        seen: "The paths are those of SAP's documentation; the files are standard (DER, PEM).",
    },
    Way {
        title: "Certificates between Cloud for Customer, Cloud Integration and ERP or CRM, one folder for each purpose",
        steps: &[
            "Put each certificate with its chain into a folder that says what it is, below the folder of the ERP or CRM system: basislint goes by the folder's name.",
            "c4c-trust-list: Cloud for Customer, Administrator > Common Tasks > Edit Certificate Trust List. c4c-inbound: Communication Arrangements > Technical Data > Edit Credentials > Certificate. c4c-client: the tenant's own certificate, exported from its outbound communication.",
            "ci-client: Cloud Integration's client certificate (Manage Keystore > the key pair > Download > Certificate and Certificate Chain). ci-server: the chain that its load balancer shows, saved with a browser from the address of the worker node.",
            "erp-client and erp-server: STRUST, own certificate of the SSL client PSE and of the SSL server PSE, Certificate > Export. With a reverse proxy also proxy-server (what it shows), proxy-client (what it shows to ERP) and proxy-trust (whom it trusts).",
            "Copies that lie elsewhere are named in basislint.toml: [integration.certificates].",
        ],
        seen: "The menus are those of SAP's documents; the files are standard (DER, PEM, PKCS#7).",
    },
    Way {
        title: "STRUST, copied text",
        steps: &["Copy the fields of a certificate with their labels (Ctrl+Y), and save them as text."],
        seen: "Not seen at first hand.",
    },
];

/// Which of the two exports a reader reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    TrustStore,
    Certificate,
}

fn recognise_trust_store(head: &Head<'_>) -> LinesMatch {
    if sapgenpse::begins(head.lines) {
        return LinesMatch::Yes(&text::LAYOUT);
    }
    if named_pse(head.place).is_none() {
        return LinesMatch::No;
    }
    recognise_file(head)
}

fn recognise_certificate(head: &Head<'_>) -> LinesMatch {
    match recognise_file(head) {
        LinesMatch::No if strust::is_detail(head.lines) => LinesMatch::Yes(&text::LAYOUT),
        found => found,
    }
}

/// Certificates in PEM or DER. One with a private key beside it is left alone.
fn recognise_file(head: &Head<'_>) -> LinesMatch {
    if head.layout == Some(&der::LAYOUT) {
        return LinesMatch::Yes(&der::LAYOUT);
    }
    let mut found = false;
    for line in head.lines.iter().filter(|line| line.trim_start().starts_with('-')) {
        match pem::begin_label(line.as_bytes()) {
            Some(label) if pem::is_key(label) => return LinesMatch::No,
            Some(label) => found |= files::LABELS.contains(&label),
            None => {}
        }
    }
    if found { LinesMatch::Yes(&pem::LAYOUT) } else { LinesMatch::No }
}

fn open_trust_store(file: &FileContext<'_>) -> Box<dyn Reader> {
    let pse = named_pse(file.place);
    match file.layout {
        layout if layout == &pem::LAYOUT || layout == &der::LAYOUT => {
            Box::new(files::Files::new(Kind::TrustStore, pse, file))
        }
        layout if layout == &text::LAYOUT => Box::new(sapgenpse::Output::new(pse)),
        _ => Box::new(strust::List::new(Kind::TrustStore, pse, file)),
    }
}

fn open_certificate(file: &FileContext<'_>) -> Box<dyn Reader> {
    match file.layout {
        layout if layout == &pem::LAYOUT || layout == &der::LAYOUT => {
            Box::new(files::Files::new(Kind::Certificate, None, file))
        }
        layout if layout == &text::LAYOUT => Box::new(strust::Detail::new(file)),
        _ => Box::new(strust::List::new(Kind::Certificate, None, file)),
    }
}

/// The PSE after which the file is named, or the nearest of its folders that is: there may be one for each server in it. What lies in a folder
/// for certificates of one purpose is a copy of one certificate, though it be called after its PSE.
fn named_pse(place: Place<'_>) -> Option<String> {
    if stores::purpose(place).is_some() {
        return None;
    }
    let name = place.name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    pse::by_name(stem).or_else(|| place.folders().rev().find_map(pse::by_name))
}
