use super::*;

/// For each file its system.
fn systems_in(asked: &[&str], files: &[&str]) -> Vec<String> {
    let assignment = assigned(asked, files);
    assignment.of.iter().map(|system| assignment.systems[*system].name.clone()).collect()
}

fn assigned<'f>(asked: &[&str], files: &[&'f str]) -> Assignment<'f> {
    let files: Vec<FileAt<'f>> = files.iter().map(|path| FileAt::of(path)).collect();
    let asked: Vec<String> = asked.iter().map(|path| (*path).to_owned()).collect();
    let whole_path = |path: &str| match path {
        "." => Some("/home/me/work".to_owned()),
        ".." => Some("/home/me".to_owned()),
        _ => None,
    };
    let known = Known {
        configured: &[],
        all_configured: false,
        of_file: &|_| None,
        whole_path: &whole_path,
        asked: &asked,
        unconfigured: &System::named,
    };
    assign(&files, &known)
}

/// Checks which system each file has; `.` was asked for.
#[track_caller]
fn assert_systems(files: &[(&str, &str)]) {
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let expected: Vec<&str> = files.iter().map(|(_, system)| *system).collect();
    assert_eq!(systems_in(&["."], &paths), expected);
    // The same below a folder that was asked for by its whole path, and in any order.
    let whole: Vec<String> = paths.iter().rev().map(|path| format!("/data/exports/{path}")).collect();
    let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
    let expected: Vec<&str> =
        expected.iter().rev().map(|system| if *system == "work" { "exports" } else { system }).collect();
    assert_eq!(systems_in(&["/data/exports"], &whole), expected);
}

#[test]
fn no_folder_of_a_connector_is_a_system_of_its_own() {
    assert_systems(&[
        ("SCC/version.json", "SCC"),
        ("SCC/subaccounts.json", "SCC"),
        ("SCC/connector/onPremises/truststore.json", "SCC"),
        ("SCC/auditLog/subaccounts/cf.eu10.example.test/a-1.json", "SCC"),
        ("SCC/subaccounts/cf.eu10.example.test/a-1/subaccount.json", "SCC"),
        ("SCC/subaccounts/cf.eu10.example.test/a-1/systemMappings/pc1_50066/resources.json", "SCC"),
        ("SCC/subaccounts/cf.eu10.example.test/PRD/systemMappings.json", "SCC"),
        ("SCC/subaccounts/cf.us10.example.test/a-1/systemMappings.json", "SCC"),
        ("SCC/scc_config/scc_config.ini", "SCC"),
        ("SCC/scc_config/cf.eu10.example.test/a-1/backends.xml", "SCC"),
        ("SCC/scc_config/cf.eu10.example.test/a-2/backends.xml", "SCC"),
        ("SCC/config_master/bundle/x.xml", "SCC"),
        ("PC1/production-connector.toml", "PC1"),
        ("PC1/CertificateStores/CloudServicesHost/Trusted/certs/a.der", "PC1"),
        ("PC1/CertificateStores/CloudServicesHost/Rejected/certs/a.der", "PC1"),
        ("PC1/ProdCon/CertificateStores/CloudServicesHost/Issuer/certs/a.der", "PC1"),
        ("PRD/rfcdes.txt", "PRD"),
    ]);
    // Only folders lie in the system's own.
    assert_systems(&[
        ("plant/cloudconnector/subaccounts/cf.eu10.example.test/a-1/systemMappings.json", "cloudconnector"),
        ("plant/cloudconnector/connector/version.json", "cloudconnector"),
        ("plant/cloudconnector/scc_config/cf.eu10.example.test/a-1/backends.xml", "cloudconnector"),
    ]);
}

#[test]
fn no_folder_for_certificates_of_one_purpose_is_a_system_of_its_own() {
    assert_systems(&[
        ("PRD/rfcdes.txt", "PRD"),
        ("PRD/ci-client/a.cer", "PRD"),
        ("PRD/ci-client/chain/a.cer", "PRD"),
        ("PRD/C4C_Trust_List/a.cer", "PRD"),
        ("PRD/service-keys/ERP/KEY.json", "PRD"),
        ("PRD/service-instances/0a1b/parameters.json", "PRD"),
        ("PRD/ChainCertificates/6b6579.json", "PRD"),
        ("QAS/rfcdes.txt", "QAS"),
    ]);
    assert_systems(&[
        ("exports/ci-client/a.cer", "exports"),
        ("exports/ci-client/chain/a.cer", "exports"),
        ("exports/erp-server/a.cer", "exports"),
        ("exports/service-keys/ERP/KEY.json", "exports"),
        ("exports/keystore.json", "exports"),
    ]);
}

#[test]
fn parts_of_a_system_in_folders_of_known_shapes_are_of_the_system_around_them() {
    assert_systems(&[
        ("PRD/strust/SAPSSLC/root.cer", "PRD"),
        ("PRD/app1/rsparam.txt", "PRD"),
        ("PRD/app2/rsparam.txt", "PRD"),
        ("PRD/jobs/2026-11/log.txt", "PRD"),
        ("PRD/100/aisuser.txt", "PRD"),
        ("PRD/sm59/app1/2026-11-28/rfcdes.txt", "PRD"),
        ("PRD/SYS/profile/DEFAULT.PFL", "PRD"),
        ("PRD/DVEBMGS00/sec/list.txt", "PRD"),
        ("PRD/Zertifikate/a.txt", "PRD"),
        ("PRD/Protokolle/Nov 2026/b.txt", "PRD"),
        ("PRD/sapprd01_PRD_00/kernel.txt", "PRD"),
        ("QAS/rfcdes.txt", "QAS"),
    ]);
}

#[test]
fn a_sid_that_looks_like_a_part_is_a_system_beside_other_systems() {
    assert_systems(&[
        ("D01/rfcdes.txt", "D01"),
        ("P01/rfcdes.txt", "P01"),
        ("P01/D00/sec/list.txt", "P01"),
        ("P01/SSL/root.cer", "P01"),
        ("SEC/rfcdes.txt", "SEC"),
        ("SEC/strust/root.cer", "SEC"),
    ]);
    // Without another SID beside them they are parts of what is around.
    assert_systems(&[("erp/DEFAULT.PFL", "erp"), ("erp/RFC/rfcdes.txt", "erp"), ("erp/D00/kernel.txt", "erp")]);
}

#[test]
fn stores_of_a_connector_are_of_the_connector_whatever_is_in_between() {
    assert_systems(&[
        ("PCo/CertificateStores/CloudServicesHost/Trusted/certs/a.crt", "PCo"),
        ("PCo/CertificateStores/Anything/of/it/b.crt", "PCo"),
        ("line7/Trusted/certs/a.crt", "line7"),
        ("SCC/scc_config/cf.eu10.hana.example/uuid/backends.xml", "SCC"),
        ("SCC/config_master/org.eclipse.gemini.web.tomcat/default-server.xml", "SCC"),
        ("SCC/log/ljs_trace.log", "SCC"),
    ]);
}

#[test]
fn folders_for_one_kind_of_exports_are_looked_through_for_the_systems_in_them() {
    assert_systems(&[
        ("sm59/PRD/rfcdes.txt", "PRD"),
        ("strust/PRD/SAPSSLC/a.cer", "PRD"),
        ("rsparam/app1/PRD/x.txt", "PRD"),
        ("sm59/QAS/rfcdes.txt", "QAS"),
    ]);
    // Two states of one system are not put together.
    let names = systems_in(&["."], &["2026-10/PRD/rfcdes.txt", "2026-11/PRD/rfcdes.txt", "2026-11/PRD/app1/x.txt"]);
    assert_eq!(names, ["2026-10/PRD", "2026-11/PRD", "2026-11/PRD"]);
    assert_systems(&[("2026-11-28/PRD/sm59/a.txt", "PRD"), ("2026-11-28/PRD/strust/b.txt", "PRD")]);
}

#[test]
fn a_folder_below_a_system_is_a_part_of_it_if_nothing_says_otherwise() {
    assert_systems(&[
        ("PRD/misc/rsparam.txt", "PRD"),
        ("PRD/sapprd01/rfcdes.txt", "PRD"),
        ("PRD/sapprd02/rfcdes.txt", "PRD"),
        ("QAS/hostx1/cvers.txt", "QAS"),
        ("QAS/hostx2/cvers.txt", "QAS"),
        ("QAS/alpha/rsparam.txt", "QAS"),
        ("QAS/beta/rsparam.txt", "QAS"),
        ("erp/sm59.txt", "erp"),
        ("erp/more/deeper/rsparam.txt", "erp"),
        ("line1/rfcdes.txt", "line1"),
        ("line1/more/rsparam.txt", "line1"),
    ]);
}

#[test]
fn folders_that_hold_the_same_exports_are_systems_beside_each_other() {
    assert_systems(&[
        ("PRD/alpha/rfcdes.txt", "alpha"),
        ("PRD/beta/RFCDES neu.txt", "beta"),
        ("PRD/gamma/other.txt", "gamma"),
        ("QAS/rfcdes.txt", "QAS"),
        ("QAS/old/sm59.csv", "old"),
        ("QAS/more/cvers.csv", "QAS"),
    ]);
    assert_systems(&[
        ("sm59.txt", "work"),
        ("alpha/rsparam.txt", "alpha"),
        ("beta/rsparam.txt", "beta"),
        ("gamma/notes.txt", "gamma"),
    ]);
}

#[test]
fn a_folder_with_files_swallows_no_systems() {
    assert_systems(&[
        ("rfcdes.txt", "work"),
        ("PRD/cvers.txt", "PRD"),
        ("erp/cvers.txt", "erp"),
        ("Produktion/x.txt", "Produktion"),
        ("ERP QAS/y.txt", "ERP QAS"),
        ("beside/z.txt", "beside"),
        ("strust/own.cer", "work"),
    ]);
    // What is no export, by its name, does not make a system of the folder around.
    assert_systems(&[("readme.txt", "work"), ("alpha/rfcdes.txt", "alpha"), ("beta/rsparam.txt", "beta")]);
    assert_systems(&[("land/prod/a.txt", "prod"), ("land/test/b.txt", "test"), ("land/a/c.txt", "a")]);
    assert_systems(&[("PRD/erp/a.txt", "erp"), ("PRD/crm/b.txt", "crm")]);
}

#[test]
fn servers_that_tell_several_systems_are_parts_of_those() {
    assert_systems(&[
        ("sapprd01_PRD_00/rsparam.txt", "PRD"),
        ("rsparam/sapprd02_PRD_00/rsparam.txt", "PRD"),
        ("sapqas01_QAS_00/sm59/rfcdes.txt", "QAS"),
        ("QAS/cvers.txt", "QAS"),
    ]);
    // The only system there is has the exports beside its servers as well.
    assert_systems(&[("sapprd01_PRD_00/rsparam.txt", "work"), ("sm59.txt", "work")]);
    assert_systems(&[("line1/PRD_D00_host/DEFAULT.PFL", "PRD"), ("QAS/PRD_D00_host/DEFAULT.PFL", "PRD")][..1]);
}

#[test]
fn what_is_above_the_folder_that_was_asked_for_is_no_system() {
    assert_eq!(
        systems_in(&["/data/PRJ/exports"], &["/data/PRJ/exports/alpha/a.txt", "/data/PRJ/exports/b.txt"]),
        ["alpha", "exports"]
    );
    assert_eq!(systems_in(&["PRD"], &["PRD/any/rsparam.txt"]), ["PRD"]);
    assert_eq!(systems_in(&["PRD/any"], &["PRD/any/rsparam.txt"]), ["any"]);
    // A file that is named brings its folders along.
    assert_eq!(systems_in(&[], &["PRD/any/rsparam.txt"]), ["PRD"]);
}

#[test]
fn folders_without_names_are_called_as_they_are_and_those_of_one_name_by_their_paths() {
    assert_eq!(systems_in(&["."], &["rfcdes.txt"]), ["work"]);
    assert_eq!(systems_in(&[".."], &["../rfcdes.txt", "../PRD/x.txt"]), ["me", "PRD"]);
    assert_eq!(systems_in(&["SAPSSLA"], &["SAPSSLA/a.cer"]), ["work"]);
    assert_eq!(systems_in(&["/SAPSSLA"], &["/SAPSSLA/a.cer"]), ["/"]);
    let names = systems_in(&["."], &["a/PRD/x.txt", "b/PRD/x.txt", "b/QAS/x.txt"]);
    assert_eq!(names, ["a/PRD", "b/PRD", "QAS"]);
    assert_eq!(systems_in(&["PRD.zip"], &["PRD.zip/x.txt", "PRD.zip/any/y.txt"]), ["PRD", "PRD"]);
    assert_eq!(systems_in(&["x.tar.gz"], &["x.tar.gz/QAS/x.txt", "x.tar.gz/y.txt"]), ["QAS", "x"]);
}

#[test]
fn configuration_goes_before_folders() {
    let configured = [System { expected: true, ..System::named("ERP") }, System::named("Lonely")];
    let files = [FileAt { folder: "PRD", name: "a.txt" }, FileAt { folder: "PRD", name: "b.txt" }];
    let known = Known {
        configured: &configured,
        all_configured: true,
        of_file: &|file| (file == 0).then_some(0),
        whole_path: &|_| None,
        asked: &[],
        unconfigured: &System::named,
    };
    let assignment = assign(&files, &known);
    let names: Vec<&str> = assignment.systems.iter().map(|system| system.name.as_str()).collect();
    assert_eq!((names, assignment.of.clone()), (vec!["ERP", "Lonely", "PRD"], vec![0, 2]));
    assert_eq!(assignment.why(0), "as basislint.toml says");
}

#[test]
fn a_file_tells_why_it_belongs_to_its_system() {
    let files = ["PRD/strust/SAPSSLC/a.cer", "PRD/misc/b.txt", "PRD/c.txt"];
    let assignment = assigned(&["."], &files);
    let why: Vec<String> = (0..files.len()).map(|file| assignment.why(file)).collect();
    assert_eq!(
        why,
        [
            "SAPSSLC is a folder with the certificates of one PSE, strust is a folder for one kind of exports",
            "misc is a folder of a system",
            "its folder",
        ]
    );
}

#[test]
fn folders_may_be_as_deep_as_names_in_archives_are_long() {
    let deep = format!("x.zip/{}rfcdes.txt", "a/".repeat(2_000));
    assert_eq!(systems_in(&["x.zip"], &[&deep, "x.zip/PRD/a.txt"]), ["a", "PRD"]);
    let dated = format!("PRD/{}rfcdes.txt", "2026-11/".repeat(2_000));
    assert_eq!(systems_in(&["."], &[&dated]), ["PRD"]);
}

const MEMBER: &str = "0123456789abcdef0123456789abcdef_content";
const FLOW: &str = "src/main/resources/scenarioflows/integrationflow/Orders.iflw";

#[test]
fn archives_of_integration_flows_belong_to_the_system_in_whose_folder_they_lie() {
    let files = [
        ("CPI/KeystoreEntries.json", "CPI"),
        (&format!("CPI/Orders.zip/{FLOW}"), "CPI"),
        ("CPI/Orders.zip/META-INF/MANIFEST.MF", "CPI"),
        ("CPI/Orders.zip/metainfo.prop", "CPI"),
        ("CPI/Orders.zip/src/main/resources/parameters.prop", "CPI"),
        ("CPI/Orders.zip/src/main/resources/script/PRD.groovy", "CPI"),
        (&format!("CPI/Test.zip/{FLOW}"), "CPI"),
        (&format!("CPI/package.zip/{MEMBER}/{FLOW}"), "CPI"),
        ("CPI/package.zip/resources.cnt", "CPI"),
        // Unpacked, and the artifacts of a package without it.
        (&format!("CPI/flows/Orders/{FLOW}"), "CPI"),
        (&format!("CPI/flows/Orders2/{FLOW}"), "CPI"),
        (&format!("CPI/{MEMBER}/{FLOW}"), "CPI"),
        // No system says so of itself.
        (&format!("tenant a/Orders.zip/{FLOW}"), "tenant a"),
        (&format!("tenant a/package.zip/{MEMBER}/{FLOW}"), "tenant a"),
        (&format!("tenant b/{FLOW}"), "tenant b"),
        ("tenant b/META-INF/MANIFEST.MF", "tenant b"),
        (&format!("QAS.zip/{FLOW}"), "QAS"),
        (&format!("alone.zip/{FLOW}"), "work"),
    ];
    assert_systems(&files);
    let orders = format!("CPI/Orders.zip/{FLOW}");
    assert_eq!(
        assigned(&["."], &[&orders]).why(0),
        "integrationflow is a folder of a system, scenarioflows is a folder of a system, resources is a folder of a system, main is a folder of a system, src is a folder of a system, Orders holds nothing but integration flows"
    );
}

#[test]
fn an_archive_that_holds_more_than_integration_flows_is_a_system_as_ever() {
    assert_systems(&[
        (&format!("old.zip/{FLOW}"), "old"),
        ("old.zip/sm59.txt", "old"),
        (&format!("other.zip/{MEMBER}/{FLOW}"), "other"),
        ("other.zip/sm37/jobs.txt", "other"),
        ("src/PRD/sm59.txt", "PRD"),
        ("src/QAS/sm59.txt", "QAS"),
    ]);
    // Who asks for an archive means it.
    let path = format!("a/Orders.zip/{FLOW}");
    assert_eq!(systems_in(&["a/Orders.zip"], &[&path]), ["Orders"]);
}
