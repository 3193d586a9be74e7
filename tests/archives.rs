//! Archives are read as folders of their names, and standard input as the file that it is called: the same findings, verdicts and
//! fingerprints, whatever the exports come in. What is refused is told, and nothing passes because of it.

use std::fs;
use std::io::{Cursor, Write as _};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

use crate::program;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::systems::{self, Files};

fn zipped(files: &Files) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn tarred(files: &Files) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, bytes.as_slice()).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

struct Desk(TempDir);

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    /// Without fixes, which only what lies in folders can have.
    fn report(&self) -> Value {
        let mut report: Value =
            serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err));
        let findings = report.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten();
        findings.filter_map(Value::as_object_mut).for_each(|finding| drop(finding.remove("fix")));
        report
    }

    fn file(&self, path: &str) -> Value {
        let report = self.report();
        let files = report["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap_or_else(|| panic!("{path} is not in {files:?}")).clone()
    }

    #[track_caller]
    fn says(&self, path: &str, status: &str, reason: &str) {
        let file = self.file(path);
        assert!(file["status"] == status && file["reason"].as_str().unwrap().contains(reason), "{file}");
    }
}

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn lay_out(&self, folder: &str, files: &Files) {
        files.iter().for_each(|(path, bytes)| self.put(&format!("{folder}/{path}"), bytes));
    }

    fn feed(&self, arguments: &[&str], input: &[u8]) -> Said {
        let mut command = program::with_limits();
        command.current_dir(self.0.path()).arg("check").args(arguments).args(["--as-of", "2026-11-22"]);
        // Far more than it takes: only a hang gets there.
        let output = command.write_stdin(input).timeout(Duration::from_secs(300)).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let said = Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) };
        assert!(!said.err.contains("panicked"), "{}", said.err);
        said
    }

    fn check(&self, arguments: &[&str]) -> Said {
        self.feed(&[arguments, &["--format", "json"]].concat(), b"")
    }
}

/// All that a report says, with the paths below what was checked.
fn told(report: &Value, root: &str) -> Value {
    let mut report = report.clone();
    let cut = |text: &str| text.replace(&format!("{root}/"), "");
    fn walk(value: &mut Value, cut: &dyn Fn(&str) -> String) {
        match value {
            Value::String(text) => *text = cut(text),
            Value::Array(values) => values.iter_mut().for_each(|value| walk(value, cut)),
            Value::Object(members) => members.values_mut().for_each(|value| walk(value, cut)),
            _ => {}
        }
    }
    walk(&mut report, &cut);
    report
}

/// Checks the files as a folder and in every kind of archive.
fn assert_alike(files: &Files) {
    let desk = Desk::new();
    desk.lay_out("exports", files);
    let folder = desk.check(&["exports"]);
    let expected = told(&folder.report(), "exports");
    assert!(!expected["systems"].as_array().unwrap().is_empty());
    let nested: Files = files.iter().map(|(path, bytes)| (format!("./{path}"), bytes.clone())).collect();
    for (name, archive) in [
        ("exports.zip", zipped(files)),
        ("exports.tar", tarred(files)),
        ("exports.tar.gz", gzipped(&tarred(files))),
        ("no-archive.txt", gzipped(&tarred(&nested))),
    ] {
        desk.put(name, &archive);
        let said = desk.check(&[name]);
        assert_eq!(told(&said.report(), name), expected, "{name}");
        assert_eq!(said.code, folder.code, "{name}");
        let input = desk.feed(&["-", "--stdin-filename", name, "--format", "json"], &archive);
        assert_eq!(told(&input.report(), name), expected, "{name} from standard input");
        fs::remove_file(desk.0.path().join(name)).unwrap();
    }
}

#[test]
fn a_landscape_and_its_archives_are_judged_alike() {
    assert_alike(&systems::files_below("testdata/landscape"));
}

#[test]
fn clean_systems_and_their_archives_are_judged_alike() {
    assert_alike(&systems::READINESS.files);
}

#[test]
fn an_archive_of_one_system_is_that_system() {
    let desk = Desk::new();
    let files: Files = systems::files_below("testdata/landscape")
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("QAS/")?.to_owned(), bytes)))
        .collect();
    desk.lay_out("one/QAS", &files);
    desk.put("two/QAS.zip", zipped(&files));
    desk.put("three/QAS.tgz", gzipped(&tarred(&files)));
    let expected = told(&desk.check(&["one/QAS"]).report(), "one/QAS");
    assert_eq!(told(&desk.check(&["two/QAS.zip"]).report(), "two/QAS.zip"), expected);
    let pretty = desk.feed(&["two/QAS.zip"], b"");
    assert!(pretty.out.contains("two/QAS.zip/rsparam.csv:14:31"), "{}", pretty.out);
    assert_eq!(told(&desk.check(&["three/QAS.tgz"]).report(), "three/QAS.tgz"), expected);
}

#[test]
fn each_file_from_standard_input_is_judged_as_that_file() {
    let desk = Desk::new();
    let files = systems::files_below("testdata/landscape");
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("SOL/") || path.ends_with(".xlsx")) {
        desk.put(path, bytes);
        let file = desk.check(&[path]);
        let input = desk.feed(&["-", "--stdin-filename", path, "--format", "json"], bytes);
        assert_eq!((input.code, input.report()), (file.code, file.report()), "{path}");
        // Nothing need be at that place, and nothing is looked for there.
        fs::remove_file(desk.0.path().join(path)).unwrap();
        let input = desk.feed(&["-", "--stdin-filename", path, "--format", "json"], bytes);
        assert_eq!(input.report(), file.report(), "{path}");
    }
}

const CVERS: &str = "COMPONENT,RELEASE,EXTRELEASE\nSAP_BASIS,750,0025\nST-PI,740,0008\n";

#[test]
fn standard_input_without_a_name_is_known_by_its_content() {
    let desk = Desk::new();
    let said = desk.feed(&["-", "--format", "json"], CVERS.as_bytes());
    said.says("stdin", "read", "");
    assert_eq!((said.code, &said.report()["systems"][0]["name"]), (1, &"stdin".into()));
    let files: Files = [("PRD/cvers.csv".to_owned(), CVERS.into())].into();
    let said = desk.feed(&["-", "--format", "json"], &zipped(&files));
    said.says("stdin/PRD/cvers.csv", "read", "");
    assert_eq!(said.report()["systems"][0]["name"], "PRD");
    for name in ["/abs/PRD/cvers.csv", "../PRD/cvers.csv", "PRD/cvers.csv"] {
        let said = desk.feed(&["-", "--stdin-filename", name, "--format", "json"], CVERS.as_bytes());
        said.says(name, "read", "");
        assert_eq!(said.report()["systems"][0]["name"], "PRD", "{name}");
    }
    let said = desk.feed(&["-", "--stdin-filename", "../PRD/cvers.csv", "--format", "sarif"], CVERS.as_bytes());
    let uri = &said.report()["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(uri.as_str().unwrap().ends_with("PRD/cvers.csv") && !uri.as_str().unwrap().contains(".."), "{uri}");
}

#[test]
fn what_standard_input_cannot_be_is_an_error_with_a_way_out() {
    let desk = Desk::new();
    desk.put("PRD/cvers.csv", CVERS);
    for (arguments, words) in [
        (&["-", "PRD"][..], "stands alone"),
        (&["-", "-"], "stands alone"),
        (&["PRD", "--stdin-filename", "PRD/a.txt"], "needs `-`"),
        (&["-", "--stdin-filename", ".."], "names no file"),
    ] {
        let said = desk.feed(arguments, CVERS.as_bytes());
        assert!(said.code == 2 && said.err.contains(words), "{arguments:?}: {}", said.err);
    }
    let said = desk.feed(&["-"], b"");
    assert!(said.code == 2 && said.err.contains("nothing was checked"), "{}", said.err);
    let said = desk.feed(&["-", "--stdin-filename", "PRD/SAPSSLC.pse", "--format", "json"], CVERS.as_bytes());
    said.says("PRD/SAPSSLC.pse", "unrecognized", "not opened");
}

#[test]
fn configuration_is_that_of_the_place_where_standard_input_would_lie() {
    let desk = Desk::new();
    desk.put("work/basislint.toml", "[[system]]\nname = \"Production\"\nfiles = [\"prd/**\"]\n");
    desk.put("work/prd/cvers.csv", CVERS);
    for arguments in [
        &["work/prd/cvers.csv"][..],
        &["-", "--stdin-filename", "work/prd/cvers.csv"],
        &["-", "--stdin-filename", "work/prd/new/cvers.csv"],
    ] {
        let said = desk.feed(&[arguments, &["--format", "json"]].concat(), CVERS.as_bytes());
        assert_eq!(said.report()["systems"][0]["name"], "Production", "{arguments:?}");
    }
}

#[test]
fn archives_in_a_folder_are_folders_of_their_names_for_configuration_too() {
    let desk = Desk::new();
    let files: Files = [
        ("prd/cvers.csv".to_owned(), CVERS.into()),
        ("prd/.hidden.csv".to_owned(), CVERS.into()),
        ("__MACOSX/prd/._cvers.csv".to_owned(), CVERS.into()),
        ("basislint.toml".to_owned(), "[[suppress]]".into()),
        (".gitignore".to_owned(), "*".into()),
    ]
    .into();
    desk.put("all/exports.zip", zipped(&files));
    desk.put("all/qas/cvers.csv", CVERS);
    desk.put(
        "all/basislint.toml",
        "[[system]]\nname = \"Production\"\nfiles = [\"exports.zip/prd/**\"]\n[[suppress]]\nrule = \"st-pi-version\"\nsystem = \"Production\"\nreason = \"waits for the stack\"\n",
    );
    let said = desk.check(&["all"]);
    let report = said.report();
    let paths: Vec<&str> =
        report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["all/exports.zip/basislint.toml", "all/exports.zip/prd/cvers.csv", "all/qas/cvers.csv"]);
    said.says("all/exports.zip/basislint.toml", "unrecognized", "a configuration in an archive does not count");
    let names: Vec<&Value> = report["systems"].as_array().unwrap().iter().map(|system| &system["name"]).collect();
    assert_eq!(names, ["Production", "qas"]);
    let findings = report["findings"].as_array().unwrap();
    let status = |system: &str| {
        findings.iter().find(|finding| finding["rule"] == "st-pi-version" && finding["system"] == system).unwrap()["status"].clone()
    };
    assert_eq!((status("Production"), status("qas")), ("suppressed".into(), "new".into()));
    let said = desk.feed(&["all", "--format", "sarif"], b"");
    let run = &said.report()["runs"][0];
    let uris: Vec<&str> = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    assert!(uris.contains(&"all/exports.zip/prd/cvers.csv"), "{uris:?}");
}

#[test]
fn what_was_packed_alone_is_the_file_that_it_was() {
    let desk = Desk::new();
    let files = systems::files_below("testdata/landscape");
    let profile = &files["SOL/DEFAULT.PFL"];
    desk.put("a/SOL/DEFAULT.PFL", profile);
    desk.put("b/SOL/DEFAULT.PFL.gz", gzipped(profile));
    let expected = told(&desk.check(&["a"]).report(), "a");
    let mut packed = told(&desk.check(&["b"]).report(), "b").to_string();
    packed = packed.replace("DEFAULT.PFL.gz", "DEFAULT.PFL");
    assert_eq!(packed.parse::<Value>().unwrap(), expected);
    // As secret as it was.
    desk.put("c/PRD/SAPSSLC.pse.gz", gzipped(b"x"));
    desk.check(&["c"]).says("c/PRD/SAPSSLC.pse.gz", "unrecognized", "not opened");
}

#[test]
fn what_may_not_be_read_of_an_archive_is_told_and_nothing_else_is_touched() {
    let desk = Desk::new();
    let inner: Files = [("PRD/cvers.csv".to_owned(), CVERS.into())].into();
    let files: Files = [
        ("PRD/cvers.csv".to_owned(), CVERS.into()),
        ("PRD/SAPSSLC.pse".to_owned(), b"key".to_vec()),
        ("PRD/Trusted/private/a.txt".to_owned(), b"key".to_vec()),
        ("PRD/inner.zip".to_owned(), zipped(&inner)),
        ("PRD/inner.tar".to_owned(), tarred(&inner)),
        ("PRD/inner.tar.gz".to_owned(), gzipped(&tarred(&inner))),
        ("PRD/locked.txt".to_owned(), CVERS.into()),
    ]
    .into();
    let mut archive = zipped(&files);
    // Whoever unpacked the keys would find that they are damaged.
    for name in ["SAPSSLC.pse", "private/a.txt"] {
        let key = memchr::memmem::find(&archive, name.as_bytes()).unwrap() + name.len();
        archive[key] ^= 0xFF;
    }
    // The flag for "encrypted", in both headers.
    for magic in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
        let headers: Vec<usize> = memchr::memmem::find_iter(&archive, magic).collect();
        let is_local = magic == b"PK\x03\x04";
        let (name, flags) = if is_local { (30, 6) } else { (46, 8) };
        let header = headers.into_iter().find(|at| archive[at + name..].starts_with(b"PRD/locked.txt")).unwrap();
        archive[header + flags] |= 1;
    }
    desk.put("exports.zip", &archive);
    let said = desk.check(&["exports.zip"]);
    assert_eq!(said.code, 2);
    said.says("exports.zip/PRD/cvers.csv", "read", "");
    said.says("exports.zip/PRD/SAPSSLC.pse", "unrecognized", "not opened");
    said.says("exports.zip/PRD/Trusted/private/a.txt", "unrecognized", "not opened");
    said.says("exports.zip/PRD/inner.zip", "unrecognized", "a ZIP archive within an archive");
    said.says("exports.zip/PRD/inner.tar", "unrecognized", "a tar archive within an archive");
    said.says("exports.zip/PRD/inner.tar.gz", "unrecognized", "within an archive");
    said.says("exports.zip/PRD/locked.txt", "failed", "encrypted with a password");
    let said = desk.feed(&["exports.zip", "--output", "json=exports.zip"], b"");
    assert!(said.code == 2 && said.err.contains("exports.zip, which is read"), "{}", said.err);
    assert_eq!(fs::read(desk.0.path().join("exports.zip")).unwrap(), archive);
    let left: Vec<_> = fs::read_dir(desk.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["exports.zip"], "nothing is unpacked to the disk");
}

const FLOW: &[u8] = include_bytes!("../testdata/cases/integration-flow/Orders.iflw");
const PARAMETERS: &[u8] = include_bytes!("../testdata/cases/integration-flow/parameters.prop");

/// An artifact of Cloud Integration as it is downloaded.
fn artifact(flow: &str) -> Vec<u8> {
    let files: [(String, &[u8]); 4] = [
        ("META-INF/MANIFEST.MF".to_owned(), b"Manifest-Version: 1.0\nBundle-Name: Orders\n"),
        ("metainfo.prop".to_owned(), b"description=\n"),
        ("src/main/resources/parameters.prop".to_owned(), PARAMETERS),
        (format!("src/main/resources/scenarioflows/integrationflow/{flow}.iflw"), FLOW),
    ];
    zipped(&files.map(|(name, bytes)| (name, bytes.to_vec())).into())
}

#[test]
fn a_package_of_a_hundred_integration_flows_is_read_as_a_part_of_its_system() {
    let desk = Desk::new();
    let member = |number: usize| format!("{number:032x}_content");
    let mut files: Files = (0..100).map(|number| (member(number), artifact(&format!("Flow {number}")))).collect();
    files.insert("resources.cnt".to_owned(), b"eyJyZXNvdXJjZXMiOltdfQ==\n".to_vec());
    files.insert("contentmetadata.md".to_owned(), b"Y29udGVudA==\n".to_vec());
    files.insert("ExportInformation.info".to_owned(), b"Export Date = 28.11.2026\n".to_vec());
    desk.put("all/CPI/package.zip", zipped(&files));
    desk.put("all/CPI/Single.zip", artifact("Single"));
    desk.put(&format!("all/CPI/{}", member(0)), artifact("Loose"));
    let said = desk.check(&["all"]);
    let report = said.report();
    let systems: Vec<&Value> = report["systems"].as_array().unwrap().iter().map(|system| &system["name"]).collect();
    assert_eq!(systems, ["CPI"]);
    assert_eq!(report["systems"][0]["role"], "integration");
    let flows = report["files"].as_array().unwrap().iter().filter(|file| file["layout"] == "xml");
    let flows: Vec<(&Value, &Value)> = flows.map(|file| (&file["status"], &file["records"])).collect();
    assert_eq!((flows.len(), flows[0]), (102, (&"read".into(), &7.into())));
    assert!(flows.iter().all(|flow| *flow == flows[0]));
    let inside = "src/main/resources";
    let scenario = format!("{inside}/scenarioflows/integrationflow");
    for (path, export) in [
        (format!("all/CPI/package.zip/{}/{inside}/parameters.prop", member(7)), "integration-flow"),
        (format!("all/CPI/Single.zip/{scenario}/Single.iflw"), "integration-flow"),
        (format!("all/CPI/{}/{scenario}/Loose.iflw", member(0)), "integration-flow"),
    ] {
        let file = said.file(&path);
        assert_eq!((&file["export"], &file["status"]), (&export.into(), &"read".into()), "{file}");
    }
    for (name, what) in [
        ("resources.cnt", "table of contents of a package"),
        ("contentmetadata.md", "description of a package"),
        ("ExportInformation.info", "description of a package"),
    ] {
        said.says(&format!("all/CPI/package.zip/{name}"), "unrecognized", what);
    }
    let manifest = format!("all/CPI/package.zip/{}/metainfo.prop", member(99));
    said.says(&manifest, "unrecognized", "description of an artifact");
}

#[test]
fn what_is_hostile_in_a_package_is_told_and_leaves_the_rest_of_it() {
    let desk = Desk::new();
    let flow = |bytes: &[u8]| {
        let path = "src/main/resources/scenarioflows/integrationflow/a.iflw".to_owned();
        zipped(&[(path, bytes.to_vec())].into())
    };
    let text = String::from_utf8(FLOW.to_vec()).unwrap();
    let entities =
        text.replace("?><bpmn2", "?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><bpmn2");
    let deep = text.replace("    <bpmn2:process", &("<a b='c'>".repeat(200) + "<bpmn2:process"));
    let cut = artifact("cut");
    // Its list says that it unpacks to that much.
    let mut bomb = flow(FLOW);
    let size = memchr::memmem::rfind(&bomb, b"PK\x01\x02").unwrap() + 24;
    bomb[size..size + 4].copy_from_slice(&(65_u32 << 20).to_le_bytes());
    let cut = cut[..cut.len() - 40].to_vec();
    let members = [flow(FLOW), flow(entities.as_bytes()), flow(deep.as_bytes()), bomb, cut];
    let member = |number: usize| format!("{number:032x}_content");
    let files: Files = members.into_iter().enumerate().map(|(number, bytes)| (member(number), bytes)).collect();
    desk.put("CPI/package.zip", zipped(&files));
    let said = desk.check(&["CPI"]);
    let file = |number: usize| {
        let at = format!("CPI/package.zip/{}", member(number));
        let path =
            if number < 3 { format!("{at}/src/main/resources/scenarioflows/integrationflow/a.iflw") } else { at };
        said.file(&path)
    };
    assert_eq!(file(0)["status"], "read");
    // What stands before that place is read, and nothing is proved by what is not there.
    assert_eq!((&file(2)["status"], &file(2)["records"]), (&"partial".into(), &7.into()));
    assert_eq!((&file(1)["status"], &file(1)["records"]), (&"partial".into(), &0.into()));
    for (number, status, reason) in [(3, "failed", "200 times its length"), (4, "failed", "damaged")] {
        let file = file(number);
        assert!(file["status"] == status && file["reason"].as_str().unwrap().contains(reason), "{file}");
    }
}

#[test]
fn of_a_cut_archive_nothing_passes() {
    let files = systems::READINESS.files.clone();
    let archive = gzipped(&tarred(&files));
    let desk = Desk::new();
    desk.put("exports.tar.gz", &archive[..archive.len() * 9 / 10]);
    let said = desk.check(&["exports.tar.gz"]);
    assert_eq!(said.code, 2);
    said.says("exports.tar.gz", "failed", "cut");
    let report = said.report();
    let systems = report["systems"].as_array().unwrap();
    assert!(systems.len() > 1);
    for verdict in systems.iter().flat_map(|system| system["verdicts"].as_array().unwrap()) {
        assert_ne!(verdict["verdict"], "pass", "{verdict}");
    }
    desk.put("exports.zip", &zipped(&files)[..5000]);
    let said = desk.check(&["exports.zip"]);
    said.says("exports.zip", "failed", "cut or damaged");
    assert_eq!((said.code, said.report()["systems"][0]["name"].as_str()), (2, Some("exports")));
    desk.put("empty.zip", zipped(&Files::new()));
    let said = desk.check(&["empty.zip"]);
    said.says("empty.zip", "unrecognized", "without a file to read");
    assert_eq!(said.code, 2);
}

#[test]
fn the_number_of_threads_changes_no_byte_of_what_is_read_in_turn() {
    let desk = Desk::new();
    let row = "RFCDEST,RFCTYPE,RFCOPTIONS\n".to_owned();
    let mut files = Files::new();
    for number in 0..40 {
        let rows = (0..number * 20)
            .map(|row| format!("D{number}_{row},3,\"H=host{row}.example.test,S=00,\"\n"))
            .collect::<String>();
        files.insert(
            format!("S{:02}/rfcdes.csv", number % 7),
            format!("{row}SAPOSS,3,\"H=/H/oss001,\"\n{rows}").into_bytes(),
        );
        files.insert(
            format!("S{:02}/more{number}.csv", number % 7),
            format!("{row}SAPNET_RFC,3,\"H=/H/oss001,\"\n{rows}").into_bytes(),
        );
    }
    // Longer than what is unpacked ahead.
    let long: String =
        (0..40_000).map(|row| format!("LONG_{row:06},3,\"H=host{row:0180x}.example.test,S=00,N=1,\"\n")).collect();
    assert!(long.len() > 8 << 20);
    files.insert("S03/long.csv".to_owned(), format!("{row}SAPOSS,3,\"H=/H/oss001,\"\n{long}").into_bytes());
    desk.put("exports.tgz", gzipped(&tarred(&files)));
    let one = desk.check(&["exports.tgz", "--jobs", "1"]);
    let three = desk.check(&["exports.tgz", "--jobs", "3"]);
    assert!(one.code == 1 && one.out == three.out && one.err == three.err);
    desk.lay_out("exports", &files);
    let folder = desk.check(&["exports"]);
    assert_eq!(told(&one.report(), "exports.tgz"), told(&folder.report(), "exports"));
}
