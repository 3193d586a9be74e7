//! Folders that are parts of a system, and no systems of their own: all shapes that are known, each with what it is and
//! where it is from. Adding one is a line here.
//!
//! A shape is told by a folder's name alone. What becomes of folders of other names is for `assign`.

use std::sync::LazyLock;

use crate::export::EXPORTS;
use crate::export::certificates::PURPOSES;
use crate::input::archive;
use crate::knowledge::spelling::letters;
use crate::knowledge::{instance, pse, system_id};

/// A kind of folder that is part of a system.
#[derive(Debug)]
pub struct Shape {
    /// What such a folder is, for sentences: "SAPSSLC is {a folder with the certificates of one PSE}".
    pub what: &'static str,
    /// Which names it has.
    pub names: Names,
    /// What the folder tells beside that.
    pub holds: Holds,
    /// Who makes such folders, or where they are described.
    pub source: &'static str,
}

/// The names of a shape.
#[derive(Debug)]
pub enum Names {
    /// These words, compared by their letters and digits only.
    Words(&'static [&'static str]),
    /// These words with a number behind them.
    Numbered(&'static [&'static str]),
    /// The names of an export: its kind, its title, its tables, transactions and reports.
    OfExports,
    /// A name for which this holds.
    Such(fn(&str) -> bool),
}

/// What a folder of a shape tells of those around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A part of one system.
    Part,
    /// One kind of exports, maybe of several systems with a folder for each: `sm59/PRD` is of PRD as `strust/PRD` is.
    Topic,
    /// Nothing but parts, however they are called.
    OnlyParts,
    /// What one application server has; its name may have the system in it.
    Server,
    /// One state of systems: `2026-10/PRD` and `2026-11/PRD` are not put together.
    State,
}

/// All shapes, the first that fits counts.
#[rustfmt::skip]
pub static SHAPES: &[Shape] = &[
    Shape {
        what: "a folder with the certificates of one PSE",
        names: Names::Such(|name| pse::by_name(name).is_some()),
        holds: Holds::Part,
        source: "names of PSEs in STRUST, in SECUDIR and in table STRUSTSSL; docs/folders.md",
    },
    Shape {
        what: "the certificate stores of a production connector",
        names: Names::Words(&["certificatestores"]),
        holds: Holds::OnlyParts,
        source: "%ProgramData%\\SAP\\PCo\\CertificateStores\\CloudServicesHost\\{Trusted,Issuer,Rejected}\\certs (SAP Plant Connectivity)",
    },
    Shape {
        what: "a store of certificates",
        names: Names::Words(&["trusted", "issuer", "issuers", "rejected", "cloudserviceshost"]),
        holds: Holds::Part,
        source: "the same, if only a part of the stores was copied",
    },
    Shape {
        what: "a part of a Cloud Connector's backup",
        names: Names::Words(&["sccconfig", "configmaster"]),
        holds: Holds::OnlyParts,
        source: "backup of the Cloud Connector: scc_config/<region>/<subaccount>, config_master/<bundle>",
    },
    Shape {
        what: "a folder for a Cloud Connector's subaccounts",
        names: Names::Words(&["subaccounts", "systemmappings"]),
        holds: Holds::OnlyParts,
        source: "paths of its REST interface: /api/v1/configuration/subaccounts/<region>/<subaccount>/systemMappings/<host>:<port>",
    },
    Shape {
        what: "a part of a Cloud Connector's configuration",
        names: Names::Words(&["connector", "onpremise", "onpremises", "auditlog", "accesscontrol", "sccbackup", "rest", "restapi"]),
        holds: Holds::Part,
        source: "paths of its REST interface, /api/v1/configuration/connector/onPremises; what administrators call its files",
    },
    Shape {
        what: "a folder for certificates of one purpose",
        names: Names::Such(is_purpose),
        holds: Holds::OnlyParts,
        source: "where `basislint exports certificate` says that copies of Cloud for Customer, Cloud Integration, ERP and reverse proxies go",
    },
    Shape {
        what: "a folder for answers of a Cloud Integration tenant",
        names: Names::Words(&["servicekeys", "serviceinstances", "chaincertificates"]),
        holds: Holds::OnlyParts,
        source: "paths of cf and of its OData interface, under which `basislint exports` says to save them: service-keys/<instance>/<key>.json",
    },
    Shape {
        what: "a member of a package of Cloud Integration",
        names: Names::Such(archive::is_package_member),
        holds: Holds::OnlyParts,
        source: "export of a package: <32 hexadecimal digits>_content (connectors.md a.8)",
    },
    Shape {
        what: "a part of an artifact of Cloud Integration",
        names: Names::Words(&["metainf", "scenarioflows"]),
        holds: Holds::Part,
        source: "download of an artifact: META-INF, src/main/resources/scenarioflows/integrationflow (connectors.md a.8)",
    },
    Shape {
        what: "a folder of an SAP system's own",
        names: Names::Words(&["sys", "profile", "sec", "secudir", "log", "work", "global", "exe"]),
        holds: Holds::Part,
        source: "SAP Help Portal, \"Directory Structure\": /usr/sap/<SID>/SYS/profile, /usr/sap/<SID>/<instance>/{sec,log,work}",
    },
    Shape {
        what: "a folder for one kind of exports",
        names: Names::OfExports,
        holds: Holds::Topic,
        source: "`basislint exports`: kinds, titles, tables, transactions and reports",
    },
    Shape {
        what: "a folder for one transaction or report",
        names: Names::Words(&[
            "al11", "dbacockpit", "pfcg", "rz10", "rz11", "rz12", "sa38", "saint", "scc4", "scot", "se16", "se16n", "se38",
            "sicf", "sm04", "sm12", "sm13", "sm19", "sm20", "sm21", "sm30", "sm36", "sm37", "sm49", "sm50", "sm51", "sm59",
            "sm66", "sm69", "smgw", "smlg", "smt1", "smt2", "solmansetup", "spam", "st02", "st03", "st03n", "st04", "st06",
            "st22", "strustsso2", "su01", "su10", "su53", "suim", "swel", "sxmb", "tu02", "we20", "sapcontrol", "sapgenpse",
            "saposcol", "sapcar", "srtadmin", "srttools", "ewa", "solmanworkcenter",
        ]),
        holds: Holds::Topic,
        source: "SAP's transaction codes",
    },
    Shape {
        what: "a folder for one kind of exports",
        names: Names::Words(&[
            // English
            "alljobs", "backgroundjobs", "batch", "batchjobs", "cer", "cert", "certificate", "certificatelist",
            "certificates", "certs", "components", "crt", "destination", "destinations", "instanceprofile",
            "instanceprofiles", "job", "joblog", "joblogs", "jobs", "keystore", "keystores", "logfiles", "logs",
            "noteassistant", "notelog", "notelogs", "notes", "parameter", "parameters", "params", "pem", "profileparameter",
            "profileparameters", "profiles", "pse", "pses", "rfc", "rfcdest", "rfcdestination", "rfcdestinations", "rfcs",
            "router", "sapnotes", "saprouter", "security", "services", "snc", "softwarecomponents", "spool", "ssl",
            "supportusers", "table", "tables", "tasklist", "tasklists", "tasklistruns", "tls", "trace", "traces", "trust",
            "trustmanager", "truststore", "truststores", "users", "webservices", "icm", "versions", "version",
            "systemstatus",
            // German
            "aufgabenliste", "aufgabenlisten", "benutzer", "dienste", "hinweise", "hintergrundjobs", "instanzprofil",
            "instanzprofile", "jobprotokoll", "jobprotokolle", "jobuebersicht", "jobübersicht", "komponenten",
            "logischeports", "parameterliste", "profil", "profile", "profilparameter", "protokoll", "protokolle",
            "rfcverbindungen", "rfcziele", "saphinweise", "sicherheit", "softwarekomponenten", "tabelle", "tabellen",
            "verbindungen", "zertifikat", "zertifikate", "zertifikatsliste", "ziele", "versionen", "systemstand",
        ]),
        holds: Holds::Topic,
        source: "what administrators call exports, in English and in German",
    },
    Shape {
        what: "a folder for application servers",
        names: Names::Words(&[
            "anwendungsserver", "applicationserver", "applicationservers", "applikationsserver", "appserver", "appservers",
            "host", "hosts", "instance", "instances", "instanz", "instanzen", "server", "servers", "clients", "mandanten",
        ]),
        holds: Holds::Part,
        source: "what administrators call them, in English and in German",
    },
    Shape {
        what: "a folder for one application server",
        names: Names::Such(is_server),
        holds: Holds::Server,
        source: "SM51 (<host>_<SID>_<number>), profile files (<SID>_<instance>_<host>)",
    },
    Shape {
        what: "a folder for one instance",
        names: Names::Such(is_instance),
        holds: Holds::Part,
        source: "SAP Help Portal, \"Directory Structure\": /usr/sap/<SID>/DVEBMGS00, D00, ASCS01, W00; its number alone",
    },
    Shape {
        what: "a folder for one application server",
        names: Names::Numbered(&[
            "aas", "anwendungsserver", "ap", "app", "applicationserver", "applikationsserver", "appserver", "appsrv",
            "apps", "as", "dialog", "dialoginstance", "di", "host", "inst", "instance", "instanz", "knoten", "node",
            "server", "srv",
        ]),
        holds: Holds::Part,
        source: "what administrators call them: app1, as01, server2",
    },
    Shape {
        what: "a folder for one application server",
        names: Names::Words(&[
            "aas", "ascs", "centralinstance", "ci", "ers", "pas", "zentralinstanz", "primaryapplicationserver",
        ]),
        holds: Holds::Part,
        source: "SAP's words for kinds of instances",
    },
    Shape {
        what: "a folder for one client",
        names: Names::Such(is_client),
        holds: Holds::Part,
        source: "clients have three digits (table T000)",
    },
    Shape {
        what: "a folder for a date",
        names: Names::Such(super::dated_folder::is_date),
        holds: Holds::State,
        source: "when the exports were made: 2026-11, 28.11.2026, KW48",
    },
];

/// The shape of a folder of this name, if it has one.
pub fn shape(name: &str) -> Option<&'static Shape> {
    let letters = letters(name);
    SHAPES.iter().find(|shape| match shape.names {
        Names::Words(words) => words.contains(&letters.as_str()),
        Names::Numbered(words) => {
            let word = letters.trim_end_matches(|digit: char| digit.is_ascii_digit());
            // A system may be called `AP1`.
            (1..=3).contains(&(letters.len() - word.len())) && words.contains(&word) && !system_id::is_one(name)
        }
        Names::OfExports => EXPORT_NAMES.binary_search(&letters).is_ok(),
        Names::Such(is) => is(name.trim()),
    })
}

/// What exports are called, sorted.
static EXPORT_NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let names = EXPORTS.iter().flat_map(|export| export.names.iter().copied().chain([export.kind, export.title]));
    let mut names: Vec<String> = names.map(letters).collect();
    // Some exports are called as their systems are.
    names.retain(|name| !SYSTEMS.contains(&name.as_str()));
    names.sort();
    names.dedup();
    names
});

/// The system in the name of an application server: that of SM51, or that of its profile.
pub fn system_of_server(name: &str) -> Option<&str> {
    let (before, last) = name.trim().rsplit_once('_')?;
    let is_number = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let of_server = before.rsplit_once('_').map(|(_, sid)| sid).filter(|_| is_number(last));
    let of_profile = before.split_once('_').filter(|(_, instance)| is_instance_name(instance)).map(|(sid, _)| sid);
    of_server.or(of_profile).filter(|sid| system_id::is_one(sid))
}

fn is_purpose(name: &str) -> bool {
    let name = letters(name);
    PURPOSES.iter().any(|purpose| letters(purpose) == name)
}

fn is_server(name: &str) -> bool {
    system_of_server(name).is_some()
}

fn is_instance(name: &str) -> bool {
    is_instance_name(name) || (name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether an instance is called so: `D00`, `DVEBMGS00`, `ASCS01`.
fn is_instance_name(name: &str) -> bool {
    let letters = name.trim_end_matches(|digit: char| digit.is_ascii_digit());
    let is_abap = matches!(letters, "D" | "DVEBMGS") && name.len() - letters.len() == 2;
    is_abap || (name.len() > 2 && instance::other_than_abap(name).is_some() && !letters.contains(char::is_lowercase))
}

fn is_client(name: &str) -> bool {
    let number = name.get(..6).filter(|begin| begin.eq_ignore_ascii_case("client")).map_or(name, |_| &name[6..]);
    let number = number.trim_start_matches([' ', '_', '-']);
    number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words for what a system is for: a folder of such a name is a system of its own, or holds some. In the form of
/// [`letters`].
#[rustfmt::skip]
const SYSTEMS: &[&str] = &[
    "abnahme", "cloudconnector", "consolidation", "dev", "development", "entw", "entwicklung", "entwicklungssystem",
    "focusedrun", "frun", "integration", "konsolidierung", "pco", "plantconnectivity", "preprod", "preproduction", "prod",
    "production", "productionconnector", "productive", "produktion", "produktiv", "produktivsystem", "project", "projekt",
    "qa", "qs", "qsystem", "qualitaet", "qualitaetssicherung", "qualität", "qualitätssicherung", "quality",
    "qualityassurance", "regression", "sandbox", "scc", "schulung", "solman", "solutionmanager", "spielsystem", "staging",
    "test", "testsystem", "training", "uat", "vorproduktion",
];

/// Whether a folder's name says that it is a system, or holds some: a SID, or what a system is for.
pub fn is_system(name: &str) -> bool {
    let letters = letters(name);
    let word = letters.trim_end_matches(|digit: char| digit.is_ascii_digit());
    system_id::is_one(name) || system_id::is_one_in_small_letters(name) || SYSTEMS.contains(&word)
}

/// The SID that a folder's name has in it, if it is a folder for one system: `PRD`, `ERP PRD`, `PRD_100`.
pub fn system_in(name: &str) -> Option<&str> {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    words.find(|word| system_id::is_one(word) && shape(word).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_by_their_names() {
        for (what, names) in [
            ("one PSE", &["SAPSSLC", "SSL client (Standard)", "SAPSYS"][..]),
            ("production connector", &["CertificateStores"]),
            ("Cloud Connector's backup", &["scc_config", "config_master"]),
            ("certificates of one purpose", &["ci-client", "C4C_Trust_List", "erp server"]),
            ("Cloud Integration tenant", &["service-keys", "service-instances", "ChainCertificates"]),
            ("a package of Cloud Integration", &["0123456789abcdef0123456789abcdef_content"]),
            ("an artifact of Cloud Integration", &["META-INF", "scenarioflows"]),
            ("an SAP system's own", &["SYS", "sec", "log", "profile", "Profile"]),
            ("one kind of exports", &["sm59", "SM37", "RFC destinations", "rfc-destinations", "RSPARAM", "tbtco"]),
            ("one kind of exports", &["Zertifikate", "Jobs", "Protokolle", "job logs", "RFC-Verbindungen", "certs"]),
            ("one transaction", &["se16n", "SM51", "RZ10"]),
            ("one application server", &["app1", "as01", "Server 2", "sapprd01_PRD_00", "PRD_D00_sapprd01", "PAS"]),
            ("one instance", &["D00", "DVEBMGS00", "ASCS01", "W01", "00"]),
            ("one client", &["100", "client 100"]),
            ("a date", &["2026-11", "20261128", "28.11.2026", "KW48"]),
        ] {
            for name in names {
                let found = shape(name).map_or("", |shape| shape.what);
                assert!(found.contains(what), "{name}: {found}");
            }
        }
    }

    #[test]
    fn names_of_systems_have_no_shape() {
        let systems =
            ["PRD", "QAS", "S4H", "DEV", "prd", "erp", "production", "sys1", "P01", "Solution Manager", "test"];
        for name in systems {
            assert!(shape(name).is_none(), "{name}");
            assert!(is_system(name) || name == "sys1", "{name}");
        }
        for name in ["cloud-connector", "cloudconnector", "Production Connector", "scc"] {
            assert!(shape(name).is_none() && is_system(name), "{name}");
        }
        for name in ["landscape", "exports", "misc", "Zürich", "", "a", "sapprd01"] {
            assert!(shape(name).is_none() && !is_system(name), "{name}");
        }
    }

    #[test]
    fn every_shape_says_what_it_is_and_where_it_is_from() {
        assert!(SHAPES.iter().all(|shape| shape.what.starts_with("a ") || shape.what.starts_with("the ")));
        assert!(SHAPES.iter().all(|shape| !shape.source.is_empty()));
        for shape in SHAPES {
            let (Names::Words(words) | Names::Numbered(words)) = shape.names else { continue };
            assert!(words.iter().all(|word| letters(word) == *word), "{words:?}");
        }
    }

    #[test]
    fn a_server_tells_its_system() {
        assert_eq!(system_of_server("sapprd01_PRD_00"), Some("PRD"));
        assert_eq!(system_of_server("PRD_DVEBMGS00_host"), Some("PRD"));
        for other in ["sapprd01", "a_b_00", "PRD_00", "x_LOG_00", "2026_11_28"] {
            assert_eq!(system_of_server(other), None, "{other}");
        }
        assert_eq!((system_in("ERP_PRD (100)"), system_in("RFC TLS")), (Some("ERP"), None));
    }
}
