//! `basislint fix` on files as people have them: what is fixable is fixed and nothing else is touched, whatever the encoding, and a second
//! run has nothing to do. What it says is data: `tests/cmd/fix*`.

// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use basislint::cli::{self, CLEAN, FAILED, FINDINGS, Terminal};
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

struct Run {
    code: u8,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal::plain(&mut out, &mut err);
    let code = cli::run(["basislint"].iter().chain(arguments).map(OsString::from), &mut terminal);
    Run { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// `basislint fix` there.
fn fix(folder: &Path, more: &[&str]) -> Run {
    run(&[&["fix", folder.to_str().unwrap(), "--isolated", "--as-of", "2026-11-22"], more].concat())
}

/// All files below, by their paths.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let file = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        (path, fs::read(entry.path()).unwrap())
    };
    files.map(file).collect()
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn desk(files: &[(&str, &str)]) -> TempDir {
    let desk = TempDir::new().unwrap();
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    write(desk.path(), &files);
    desk
}

fn landscape() -> BTreeMap<String, Vec<u8>> {
    files(Path::new("testdata/landscape"))
}

#[test]
fn fix_write_on_the_landscape_leaves_no_fixable_finding_and_every_other_byte_as_it_was() {
    let desk = TempDir::new().unwrap();
    let mut expected = landscape();
    write(desk.path(), &expected);
    let Run { code, out, err } = fix(desk.path(), &["--write"]);
    assert_eq!((code, out.lines().count()), (CLEAN, 2), "{out}{err}");
    let profile = expected.get_mut("SOL/DEFAULT.PFL").unwrap();
    let text = String::from_utf8(profile.clone()).unwrap();
    let text = text.replace("150:PFS:HIGH:MEDIUM:+e3DES::EC_P256:EC_HIGH", "150:PFS:HIGH::EC_P256:EC_HIGH");
    *profile = text.replace("client_sni_enabled = FALSE", "client_sni_enabled = TRUE").into_bytes();
    assert_eq!(files(desk.path()), expected);
    let again = fix(desk.path(), &[]);
    assert_eq!((again.code, again.out.as_str()), (CLEAN, ""));
    assert!(again.err.contains("nothing to fix"), "{}", again.err);
    let report: Value = serde_json::from_str(&check_json(desk.path())).unwrap();
    let fixes = report["findings"].as_array().unwrap().iter().filter_map(|finding| finding.get("fix"));
    assert!(fixes.clone().all(|fix| fix["safe"] == false), "{:?}", fixes.collect::<Vec<_>>());
}

fn check_json(folder: &Path) -> String {
    run(&["check", folder.to_str().unwrap(), "--isolated", "--as-of", "2026-11-22", "--format", "json"]).out
}

#[test]
fn unsafe_edits_come_to_an_end_as_well_and_touch_what_people_write_only() {
    let desk = TempDir::new().unwrap();
    let before = landscape();
    write(desk.path(), &before);
    let first = fix(desk.path(), &["--write", "--unsafe"]);
    assert_eq!(first.code, CLEAN, "{}", first.err);
    let after = files(desk.path());
    let changed: Vec<&str> =
        before.iter().filter(|(path, bytes)| after.get(*path) != Some(bytes)).map(|(path, _)| path.as_str()).collect();
    assert_eq!(changed, ["SOL/DEFAULT.PFL", "SOL/SOL_D00_solhost", "SOL/saprouttab.txt"]);
    assert_eq!(before.len(), after.len());
    let table = [&before, &after].map(|files| files["SOL/saprouttab.txt"].clone());
    let line = b"P\t10.1.1.*\tservicepoint.sap.com\t443\r\n";
    let at = table[1].windows(line.len()).position(|window| window == line).unwrap();
    assert_eq!([&table[1][..at], &table[1][at + line.len()..]].concat(), table[0], "one line more, in Windows-1252");
    let again = fix(desk.path(), &["--unsafe"]);
    assert_eq!((again.code, again.out.as_str()), (CLEAN, ""), "{}", again.err);
}

#[test]
fn the_difference_is_what_git_applies_and_what_write_writes() {
    let [shown, written] = [(); 2].map(|()| TempDir::new().unwrap());
    write(shown.path(), &landscape());
    write(written.path(), &landscape());
    let arguments = ["fix", "--unsafe", "--isolated", "--as-of", "2026-11-22"];
    let mut program = crate::program::basislint();
    let output = program.current_dir(shown.path()).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(i32::from(FINDINGS)));
    assert_eq!(files(shown.path()), landscape(), "a difference writes nothing");
    let patch = shown.path().join("it.patch");
    fs::write(&patch, &output.stdout).unwrap();
    let git = Command::new("git")
        .current_dir(shown.path())
        .args(["apply", "--whitespace=nowarn", "it.patch"])
        .output()
        .unwrap();
    assert!(git.status.success(), "{}", String::from_utf8_lossy(&git.stderr));
    fs::remove_file(patch).unwrap();
    fix(written.path(), &["--write", "--unsafe"]);
    assert_eq!(files(shown.path()), files(written.path()));
}

/// Where a place is in a text whose columns count characters.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let start: usize = text.split_inclusive('\n').take(usize::try_from(line).unwrap() - 1).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(usize::try_from(column).unwrap() - 1).map_or(rest.len(), |(at, _)| at)
}

#[test]
fn json_jsonl_and_sarif_carry_the_edits_that_are_written() {
    let text = "# ü\nSAPSYSTEMNAME = PRD\nssl/client_sni_enabled = FALSE\n";
    let desk = desk(&[("PRD/DEFAULT.PFL", text)]);
    let check = |format: &str| {
        let rules = "--select=client-sni-disabled";
        run(&["check", desk.path().to_str().unwrap(), "--isolated", "--as-of", "2026-11-22", rules, "--format", format])
            .out
    };
    let json: Value = serde_json::from_str(&check("json")).unwrap();
    let fixed = &json["findings"][0]["fix"];
    let line = check("jsonl");
    let line: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!((&line["fix"], &fixed["safe"]), (fixed, &Value::Bool(true)));
    let sarif: Value = serde_json::from_str(&check("sarif")).unwrap();
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    let replacement = &change["replacements"][0];
    let number = |value: &Value| value.as_u64().unwrap();
    let edit = &fixed["edits"][0];
    for (ours, theirs) in
        [("line", "startLine"), ("column", "startColumn"), ("end_line", "endLine"), ("end_column", "endColumn")]
    {
        assert_eq!(edit[ours], replacement["deletedRegion"][theirs]);
    }
    assert_eq!(edit["text"], replacement["insertedContent"]["text"]);
    let start = offset(text, number(&edit["line"]), number(&edit["column"]));
    let end = offset(text, number(&edit["end_line"]), number(&edit["end_column"]));
    let applied = [&text[..start], edit["text"].as_str().unwrap(), &text[end..]].concat();
    fix(desk.path(), &["--write"]);
    assert_eq!(fs::read_to_string(desk.path().join("PRD/DEFAULT.PFL")).unwrap(), applied);
    assert!(applied.ends_with("ssl/client_sni_enabled = TRUE\n"));
}

#[test]
fn a_suppressed_finding_is_not_fixed_and_its_suppression_stays() {
    let config = "[[suppress]]\nrule = \"client-sni-disabled\"\nreason = \"audit\"\n";
    let desk = desk(&[
        ("PRD/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\nssl/client_sni_enabled = FALSE\n"),
        ("basislint.toml", config),
    ]);
    let before = files(desk.path());
    let said = run(&["fix", desk.path().to_str().unwrap(), "--write", "--as-of", "2026-11-22"]);
    assert_eq!((said.code, files(desk.path())), (CLEAN, before), "{}", said.err);
}

#[test]
fn no_secret_of_a_profile_is_printed() {
    let text = "SAPSYSTEMNAME = PRD\ndbs/x/password = Kennwort1\nssl/client_sni_enabled = FALSE\n# Kennwort1 for the old host\n\
                zz/own = Kennwort1\nicm/ssl_config_0 = CRED=a.pse,PASSWORD=Kennwort1,CIPHERS=135:HIGH:eRC4\n";
    let desk = desk(&[("PRD/DEFAULT.PFL", text), ("PRD/PRD_D00_app01", "INSTANCE_NAME = D00\nSAPSYSTEM = 00\n")]);
    for more in [&["--unsafe"][..], &["--unsafe", "--write"]] {
        let said = fix(desk.path(), more);
        assert!(!said.out.contains("Kennwort1") && !said.err.contains("Kennwort1"), "{}{}", said.out, said.err);
        assert!(said.out.contains("client_sni_enabled = TRUE"), "{}", said.out);
    }
    let after = fs::read_to_string(desk.path().join("PRD/DEFAULT.PFL")).unwrap();
    assert_eq!(after.matches("Kennwort1").count(), 4);
}

#[test]
fn archives_and_standard_input_are_not_written_to() {
    let desk = TempDir::new().unwrap();
    let archive = desk.path().join("PRD.tar");
    let mut tar = tar::Builder::new(fs::File::create(&archive).unwrap());
    let profile = b"SAPSYSTEMNAME = PRD\nssl/client_sni_enabled = FALSE\n";
    let mut header = tar::Header::new_gnu();
    header.set_size(profile.len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, "DEFAULT.PFL", profile.as_slice()).unwrap();
    tar.into_inner().unwrap();
    let before = files(desk.path());
    let said = fix(&archive, &["--write"]);
    assert_eq!((said.code, files(desk.path())), (FAILED, before), "{}", said.err);
    assert!(said.err.contains("in archives, which are not written to"), "{}", said.err);
    let said = run(&["fix", "-"]);
    assert!(said.code == FAILED && said.err.contains("standard input is nothing to write to"), "{}", said.err);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_elsewhere_is_not_followed_and_rights_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let profile = "SAPSYSTEMNAME = PRD\nssl/client_sni_enabled = FALSE\n";
    let desk = desk(&[("elsewhere/DEFAULT.PFL", profile), ("PRD/DEFAULT.PFL", profile)]);
    let link = desk.path().join("PRD/LINK.PFL");
    symlink(desk.path().join("elsewhere/DEFAULT.PFL"), &link).unwrap();
    let said = fix(&link, &["--write"]);
    assert_eq!(said.code, FAILED, "{}{}", said.out, said.err);
    assert!(said.err.contains("is a link that leads to"), "{}", said.err);
    assert_eq!(fs::read_to_string(desk.path().join("elsewhere/DEFAULT.PFL")).unwrap(), profile);
    let own = desk.path().join("PRD/DEFAULT.PFL");
    fs::set_permissions(&own, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(fix(&own, &["--write"]).code, CLEAN);
    assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn more_suppressions_than_are_told_one_by_one_go_in_one_run() {
    let config: String = (0..230)
        .map(|number| {
            format!("[[suppress]]\nrule = \"inline-password\"\nsubject = \"X{number}\"\nreason = \"audit\"\n\n")
        })
        .collect();
    let desk = desk(&[
        ("PRD/rfcdes.csv", "RFCDEST,RFCTYPE,RFCOPTIONS\nBACK,3,\"H=erp01.example.test,\"\n"),
        ("basislint.toml", &config),
    ]);
    let said = run(&["fix", desk.path().to_str().unwrap(), "--write", "--as-of", "2026-11-22"]);
    assert_eq!((said.code, said.out.lines().count()), (CLEAN, 230), "{}", said.err);
    assert_eq!(fs::read_to_string(desk.path().join("basislint.toml")).unwrap().trim(), "");
}

#[test]
fn a_profile_that_is_too_long_to_be_written_by_hand_is_not_edited() {
    let text = format!("SAPSYSTEMNAME = PRD\nssl/client_sni_enabled = FALSE\n{}", "# and so on\n".repeat(90_000));
    let desk = desk(&[("PRD/DEFAULT.PFL", &text)]);
    let said = fix(desk.path(), &["--write", "--select", "client-sni-disabled"]);
    assert_eq!((said.code, said.out.as_str()), (CLEAN, ""));
    assert!(said.err.contains("1 finding that no edit of a file fixes"), "{}", said.err);
}

/// Lines that some rule may change.
const OURS: [&str; 26] = [
    "ssl/client_ciphersuites = 150:PFS:HIGH:MEDIUM:+e3DES::EC_P256:EC_HIGH",
    "ssl/client_ciphersuites=PFS:HIGH::EC_P256",
    "  ssl/client_ciphersuites  =  150:PFS:HIHG::EC_P256:EC_HIGH:  ",
    "ssl/client_ciphersuites = 128:HIGH:MEDIUM:LOW",
    "ssl/client_ciphersuites = $(CIPHERS):MEDIUM",
    "ssl/client_ciphersuites =",
    "SSL/CLIENT_CIPHERSUITES = 214:ALL",
    "ssl/client_ciphersuites = 1174:PFS:HIGH",
    "ssl/ciphersuites = 135:HIGH:MEDIUM:EXPORT:!aNULL",
    "ssl/ciphersuites = PFS:HIGH:",
    "ssl/ciphersuites = 15O:PFS::HIGH",
    "ssl/ciphersuites = 192:PFS:HIGH::EC_P256:EC_HIGH",
    "ssl/client_sni_enabled = FALSE",
    "ssl/client_sni_enabled\t=\toff",
    "icm/HTTPS/client_sni_enabled = 0",
    "icm/HTTPS/client_sni_enabled = $(SNI)",
    "icm/server_port_0 = PROT=HTTP,PORT=80$$",
    "icm/server_port_1 = PROT=HTTPS, PORT=443$$, SSLCONFIG=ssl_config_1",
    "icm/server_port_2 = PROT=HTTPS,PORT=0",
    "icm/ssl_config_1 = CRED=SAPSSLS.pse,VCLIENT=1,CIPHERS=135:HIGH:eRC4",
    "icm/ssl_config_1 = CRED=SAPSSLS.pse, CIPHERS=545:PFS:EC_P256:HIGH",
    "ssl/ssl_lib = $(DIR_EXECUTABLE)$(DIR_SEP)$(FT_DLL_PREFIX)sapcrypto$(FT_DLL)",
    "sec/libsapsecu = /usr/sap/crypto/libsapcrypto.so",
    "ssf/ssfapi_lib = $(ssl/ssl_lib)",
    "ssf/name = SAPSECULIB",
    "ssl/client_ciphersuites = 150:PFS:HIGH::EC_P256:EC_HIGH",
];

/// Lines that nobody changes.
const THEIRS: [&str; 9] = [
    "# über die Anlage = BAS-118",
    "#ssl/client_sni_enabled = FALSE",
    "",
    "rdisp/gateway",
    "zz/größe = ö",
    "rdisp/mshost = prd.example.test",
    "CIPHERS = 150:PFS:HIGH",
    "SETENV_00 = DIR_LIBRARY=$(DIR_CT_RUN)",
    "   # und so weiter",
];

#[derive(Debug, Clone, Copy)]
enum Coding {
    Utf8,
    Utf8Bom,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

fn encoded(text: &str, coding: Coding) -> Vec<u8> {
    let units = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    match coding {
        Coding::Utf8 => text.as_bytes().to_vec(),
        Coding::Utf8Bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Coding::Utf16Le => [b"\xFF\xFE".to_vec(), units(u16::to_le_bytes)].concat(),
        Coding::Utf16Be => [b"\xFE\xFF".to_vec(), units(u16::to_be_bytes)].concat(),
        Coding::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}

fn decoded(bytes: &[u8], coding: Coding) -> String {
    let units = |to: fn([u8; 2]) -> u16| {
        String::from_utf16(&bytes.as_chunks::<2>().0.iter().map(|it| to(*it)).collect::<Vec<_>>()).unwrap()
    };
    match coding {
        Coding::Utf8 | Coding::Utf8Bom => String::from_utf8(bytes.to_vec()).unwrap(),
        Coding::Utf16Le => units(u16::from_le_bytes),
        Coding::Utf16Be => units(u16::from_be_bytes),
        Coding::Windows1252 => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// A profile: its first lines, then any others in any order, ended in any way, the last line perhaps not at all.
fn profile(first: &'static [&'static str]) -> impl Strategy<Value = (String, Coding)> {
    let line = prop_oneof![prop::sample::select(&OURS[..]), prop::sample::select(&THEIRS[..])];
    let lines = prop::collection::vec((line, prop_oneof![3 => Just("\n"), 1 => Just("\r\n")]), 0..9);
    let coding = prop::sample::select(
        &[Coding::Utf8, Coding::Utf8Bom, Coding::Utf16Le, Coding::Utf16Be, Coding::Windows1252][..],
    );
    (lines, coding, any::<bool>()).prop_map(move |(lines, coding, is_ended)| {
        let first = first.iter().map(|line| format!("{line}\n"));
        // Each parameter once: of two lines for one SAP takes the last, and nobody should.
        let mut seen = Vec::new();
        let name = |line: &str| line.split('=').next().unwrap_or_default().trim().to_ascii_lowercase();
        let lines = lines.into_iter().filter(move |(line, _)| {
            let (is_ours, name) = (OURS.contains(line), name(line));
            let is_new = !is_ours || !seen.contains(&name);
            seen.push(name);
            is_new
        });
        let text: String = first.chain(lines.map(|(line, end)| format!("{line}{end}"))).collect();
        let text = if is_ended { text } else { text.trim_end_matches(['\r', '\n']).to_owned() };
        // So that all encodings can be told.
        (text.replacen('\n', "\n# Ä\n", 1), coding)
    })
}

/// The lines that nobody changes, with their line ends.
fn others(text: &str) -> Vec<&str> {
    let ours = ["ssl/", "icm/", "sec/", "ssf/"];
    let is_ours = |line: &&str| ours.iter().any(|area| line.trim_start().to_ascii_lowercase().starts_with(area));
    text.split_inclusive('\n').filter(|line| !is_ours(line)).map(|line| line.trim_end_matches(['\r', '\n'])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn after_write_nothing_is_left_to_fix_and_every_other_line_is_as_it_was(
        default in profile(&["SAPSYSTEMNAME = PRD"]),
        instance in profile(&["SAPSYSTEMNAME = PRD", "INSTANCE_NAME = D00", "SAPSYSTEM = 00"]),
        with_instance in any::<bool>(),
        all in any::<bool>(),
    ) {
        let desk = TempDir::new().unwrap();
        let mut profiles = BTreeMap::from([("PRD/DEFAULT.PFL", default)]);
        if with_instance {
            profiles.insert("PRD/PRD_D00_app01", instance);
        }
        let before = profiles.iter().map(|(path, (text, coding))| ((*path).to_owned(), encoded(text, *coding))).collect();
        write(desk.path(), &before);
        let more: &[&str] = if all { &["--unsafe"] } else { &[] };
        let first = fix(desk.path(), &[more, &["--write"]].concat());
        prop_assert_eq!(first.code, CLEAN, "{}{}", first.out, first.err);
        let after = files(desk.path());
        for (path, (text, coding)) in &profiles {
            let now = decoded(&after[*path], *coding);
            let now = now.trim_start_matches('\u{FEFF}');
            prop_assert_eq!(others(now), others(text), "{}", path);
            // It is the same encoding, mark and all.
            prop_assert_eq!(&encoded(now, *coding), &after[*path], "{}", path);
        }
        let again = fix(desk.path(), more);
        prop_assert!(again.code == CLEAN && again.out.is_empty(), "{}{}", again.out, again.err);
    }
}
