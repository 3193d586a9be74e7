//! How to get certificate mappings out of SAP.

use crate::export::Way;

pub(super) const WAYS: &[Way] = &[
    Way {
        title: "SE16 or SE16N, table USREXTID (the best way: it has the client, the type and whole names)",
        steps: &[
            "Log on to the client that the integration user is in, call transaction SE16N (or SE16) and enter the table USREXTID.",
            "Select TYPE = DN, clear Maximum No. of Hits and execute.",
            "Show MANDT, TYPE, BNAME, the sequence number, EXTID, STATUS, and ISSUER and SERIAL where the system keeps them.",
            "Export the list as a spreadsheet (XLSX): a list saved unconverted cuts long names, and what is cut is not known.",
        ],
        seen: "EXTID, STATUS and TYPE are in SAP's documentation; the full list of columns was not seen, nor a file.",
    },
    Way {
        title: "SM30, view VUSREXTID (transaction EXTID_DN, report RSUSREXT)",
        steps: &[
            "Call transaction SM30, view VUSREXTID, Display, with the external ID type DN; or transaction EXTID_DN. Report RSUSREXT makes such entries and lists them.",
            "Print the list: Table View > Print, and save it with System > List > Save > Local File, unconverted or Text with Tabs.",
            "Where a name is too long for the view it shows the hash of the name alone: use table USREXTID for these.",
        ],
        seen: "The English headings Hash val.for Ext.ID, External ID, User, Act. and Seq. No are in SAP's documentation of NetWeaver 7.3; the German ones were not seen.",
    },
    Way {
        title: "Transaction CERTRULE, tables USRCERTRULE and USRCERTMAP",
        steps: &[
            "Where the profile parameter login/certificate_mapping_rulebased is 1, rules count and USREXTID does not: transaction CERTRULE shows them.",
            "Save both tables with SE16 or SE16N: USRCERTRULE (rules) with SUBJECTFLT, ISSUERFLT, LOGONWITH, CERTENTRY and CERTATTRIBUTE, USRCERTMAP (explicit mappings) with BNAME, SUBJECT and ISSUER.",
        ],
        seen: "The names of the columns are those of SAP's dictionary. What the codes of LOGONWITH mean was not found; a file was not seen.",
    },
    Way {
        title: "Cloud Integration on Neo: CertificateUserMappings",
        steps: &[
            "Call GET https://TENANT/api/v1/CertificateUserMappings with Accept: application/json, with the role AuthGroup.Administrator (IntegrationOperationServer.read on the tenant).",
            "Save the answer as CertificateUserMappings.json. If it has a member __next, save that page too.",
            "On Cloud Foundry there are none: service keys take their place.",
        ],
        seen: "A fragment of the Atom form is in SAP's documentation; JSON was not seen, and has the same members.",
    },
];
