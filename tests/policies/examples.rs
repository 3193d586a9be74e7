//! What SAP's policies say of exports: the worked examples of `../shared/spec/policies.md`, section 5, and what follows from them.
//!
//! Files go through the whole program, with the policies that it comes with or a small one of our own.

use std::collections::BTreeMap;
use std::path::Path;

use basislint::cli::{Terminal, run};
use serde_json::Value;

/// What a run says of the only system: the verdict and the reason of each rule, and its findings.
pub(super) struct Said {
    pub verdicts: BTreeMap<String, (String, String)>,
    findings: Vec<Value>,
}

impl Said {
    pub fn verdict(&self, rule: &str) -> &str {
        self.verdicts.get(rule).map_or("not listed", |(verdict, _)| verdict)
    }

    fn reason(&self, rule: &str) -> &str {
        self.verdicts.get(rule).map_or("", |(_, reason)| reason)
    }

    /// `PRD/cvers.txt:2:10 message`
    pub fn found(&self, rule: &str) -> Vec<String> {
        let of_rule = self.findings.iter().filter(|finding| finding["rule"] == rule);
        of_rule
            .map(|it| {
                let text = |key: &str| it[key].as_str().unwrap_or_default();
                let path = text("path").rsplit_once("PRD/").map_or(text("path"), |(_, name)| name);
                format!("{path}:{}:{} {} {}", it["line"], it["column"], text("severity"), text("message"))
            })
            .collect()
    }
}

/// Runs a check on these files of the system PRD; a file without a folder lies beside it.
pub(super) fn check(files: &[(&str, &str)], arguments: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = if path.contains('/') { folder.path().join(path) } else { folder.path().join("PRD").join(path) };
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    checked(&folder.path().join("PRD"), folder.path(), arguments)
}

fn checked(exports: &Path, around: &Path, arguments: &[&str]) -> Said {
    let within = |argument: &&str| argument.replace("FOLDER", around.to_str().unwrap());
    let fixed = ["basislint", "check", exports.to_str().unwrap(), "--as-of", "2026-11-29", "--format", "json"];
    let all = fixed.map(str::to_owned).into_iter().chain(arguments.iter().map(within)).map(Into::into);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run(all, &mut Terminal::plain(&mut out, &mut err));
    let report: Value =
        serde_json::from_slice(&out).unwrap_or_else(|_| panic!("{code}: {}", String::from_utf8_lossy(&err)));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let verdicts = report["systems"][0]["verdicts"].as_array().cloned().unwrap_or_default();
    let verdicts = verdicts.iter().map(|it| (text(&it["rule"]), (text(&it["verdict"]), text(&it["reason"]))));
    Said { verdicts: verdicts.collect(), findings: report["findings"].as_array().unwrap().clone() }
}

const NOTES: [&str; 4] = ["--isolated", "--policy", "sap-notes", "--policy-only"];

/// Software components, each as component, release and level.
pub(super) fn cvers(rows: &[(&str, &str, &str)]) -> String {
    // Without these a list is a selection. No note is about a release of that name.
    let all = rows.iter().chain(&[("SAP_BASIS", "7XX", "1"), ("SAP_ABA", "7XX", "1")]);
    let rows = all.map(|(component, release, level)| format!("{component}\t{release}\t{level:0>10}\tS\n"));
    format!("COMPONENT\tRELEASE\tEXTRELEASE\tCOMP_TYPE\n{}", rows.collect::<String>())
}

/// The list of notes, each with its code; it is not one of 200 or 500 rows, which SE16 cuts.
pub(super) fn cwbntcust(notes: &[(&str, &str)]) -> String {
    let rows = notes.iter().map(|(note, state)| format!("{note:0>10}\t{state}\n"));
    format!("NUMM\tPRSTATUS\n{}", rows.collect::<String>())
}

pub(super) fn disp_work(variant: &str, patch: &str) -> String {
    let release = variant.split('_').next().unwrap();
    format!(
        "--------------------\ndisp+work information\n--------------------\n\nkernel release                {release}\n\nkernel make variant           \
         {variant}\n\ncompiled on                   Linux GNU SLES-12 x86_64 cc8.2.1 for linuxx86_64\n\ncompilation mode              UNICODE\n\n\
         compile time                  Feb  9 2025 21:13:56\n\nupdate level                  0\n\npatch number                  {patch}\n\nsource id                     \
         0.{patch}\n"
    )
}

/// Of ST 720: SAP Note 3668705 is in SP 22, SNOTE brings it from SP 3 to SP 21.
const ST: &str = "sap:PatchDay_2025-11/0003668705";

#[test]
fn a_component_below_the_support_package_of_a_note_that_is_not_implemented_fails_at_its_level() {
    let files = [("cvers.txt", &*cvers(&[("ST", "720", "19")])), ("notes.txt", &cwbntcust(&[("2802999", "E")]))];
    let said = check(&files, &NOTES);
    assert_eq!(said.verdict(ST), "fail");
    let found = said.found(ST);
    assert_eq!(
        found,
        ["cvers.txt:2:8 error ST 720 SP 19: SAP Note 3668705 (CVSS 9.9) is in SP 22, and is not implemented"]
    );
    let help = said.findings.iter().find(|it| it["rule"] == ST).unwrap()["help"].as_str().unwrap();
    assert!(
        help.starts_with("implement it with SNOTE, which can bring it from SP 3 to SP 21, or import SP 22"),
        "{help}"
    );
}

#[test]
fn an_implemented_note_passes_and_a_list_that_is_cut_before_it_proves_nothing() {
    let components = cvers(&[("ST", "720", "19")]);
    let with = |notes: &str| check(&[("cvers.txt", &components), ("notes.txt", notes)], &NOTES);
    let said = with(&cwbntcust(&[("3668705", "E"), ("2802999", "E")]));
    assert_eq!((said.verdict(ST), said.reason(ST)), ("pass", "the note is implemented"));
    // Its states that are no implementation let the components decide.
    for state in ["N", "O", "-", "U", "V"] {
        assert_eq!(with(&cwbntcust(&[("3668705", state), ("2802999", "E")])).verdict(ST), "fail", "{state}");
    }
    let many: Vec<(String, &str)> = (0..200).map(|number| (format!("{}", 1_000_000 + number), "E")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(note, state)| (note.as_str(), *state)).collect();
    assert_eq!(with(&cwbntcust(&many)).verdict(ST), "not-evaluated", "SE16 shows 200 rows if nobody changes it");
    let said = check(&[("cvers.txt", &components)], &NOTES);
    assert_eq!(said.verdict(ST), "not-evaluated");
    assert!(said.reason(ST).contains("CWBNTCUST"), "{}", said.reason(ST));
}

#[test]
fn a_component_at_the_support_package_passes_without_the_list_of_notes() {
    let said = check(&[("cvers.txt", &cvers(&[("ST", "720", "22")]))], &NOTES);
    assert_eq!((said.verdict(ST), said.reason(ST)), ("pass", "it came with a support package"));
}

#[test]
fn a_note_on_components_that_are_not_there_is_counted_and_not_listed() {
    let said = check(&[("cvers.txt", &cvers(&[("SAP_BW", "740", "9")]))], &NOTES);
    assert_eq!(said.verdict(ST), "not listed");
}

/// Kernel 753 needs patch 1600, kernel 785 nothing: no item is for it.
const KERNEL: &str = "sap:PatchDay_2026-07/0003747367_k";

#[test]
fn a_kernel_item_is_for_its_release_alone_and_fails_at_the_patch_number() {
    let of = |variant: &str, patch: &str| check(&[("kernel.txt", &disp_work(variant, patch))], &NOTES);
    assert_eq!(of("785_REL", "12").verdict(KERNEL), "not listed");
    assert_eq!(of("753_REL", "1600").verdict(KERNEL), "pass");
    let said = of("753_REL", "1599");
    assert_eq!(said.verdict(KERNEL), "fail");
    assert_eq!(
        said.found(KERNEL),
        [
            "kernel.txt:17:31 error the patch level of the kernel is 1599: SAP Note 3747367 (CVSS 9.9) needs 1600 or more"
        ]
    );
    // EXT and REL of one release: `like '722%'` is for both.
    assert_eq!(of("722_EXT_REL", "1517").verdict(KERNEL), "fail");
    assert_eq!(of("722_EXT_REL", "1518").verdict(KERNEL), "pass");
}

#[test]
fn a_release_without_its_make_variant_decides_what_does_not_hang_on_it() {
    let status = |release: &str, patch: &str| {
        let text = format!("Kernel release          {release}\nKernel patch level      {patch}\n");
        check(&[("status.txt", &text)], &NOTES)
    };
    assert_eq!(status("753", "1599").verdict(KERNEL), "fail", "753 has one variant");
    assert_eq!(status("722", "1517").verdict(KERNEL), "fail", "722 may be EXT or not, and both need the patch");
}

#[test]
fn an_erratum_reads_what_is_meant() {
    // The join of 2025-09 is `= '722%'`, which no release is.
    let kernel = disp_work("722_REL", "1").replace("Linux GNU SLES-12 x86_64", "OS400 1 7.3");
    let said = check(&[("kernel.txt", &kernel)], &NOTES);
    let fails = |(rule, (verdict, _)): &(&String, &(String, String))| rule.contains("2025-09") && verdict == "fail";
    assert!(said.verdicts.iter().any(|it| fails(&it)), "{:?}", said.verdicts);
}

/// A running list of profile parameters.
fn rsparam(rows: &[(&str, &str)]) -> String {
    // Every instance has these: without them a list is a selection.
    let all = rows.iter().chain(&[("SAPSYSTEMNAME", "PRD"), ("INSTANCE_NAME", "D00"), ("rdisp/wp_no_btc", "3")]);
    let rows = all.map(|(name, value)| format!("{name}\t{value}\t{value}\t\n"));
    format!("Parameter Name\tUser-Defined Value\tSystem Default Value\tComment\n{}", rows.collect::<String>())
}

const BASELINE: [&str; 4] = ["--isolated", "--policy", "sap-baseline", "--policy-only"];

#[test]
fn what_must_not_be_there_passes_only_if_the_list_is_whole() {
    let rule = "sap:2ANETENC/NETENC-A_c.1";
    let whole = rsparam(&[("rdisp/wp_no_dia", "10"), ("login/min_password_lng", "6")]);
    let said = check(&[("rsparam.txt", &whole)], &BASELINE);
    let kinds: BTreeMap<&str, usize> = said.verdicts.values().fold(BTreeMap::new(), |mut counts, (verdict, _)| {
        *counts.entry(verdict.as_str()).or_default() += 1;
        counts
    });
    assert!(kinds.contains_key("fail") && kinds.contains_key("not-evaluated"), "{kinds:?} {}", said.verdict(rule));
}

#[test]
fn a_profile_alone_does_not_tell_what_it_does_not_set() {
    let own = policy(
        "<checkitem id='T-A_a' desc='[p2] length'><compliant>NAME = 'login/min_password_lng' and to_integer(VALUE) &gt;= 8</compliant>\
                      <noncompliant>NAME = 'login/min_password_lng' and to_integer(VALUE) &lt; 8</noncompliant></checkitem>",
    );
    let asked = ["--isolated", "--policy", "FOLDER/own.xml", "--policy-only"];
    let profiles = |default: &str| {
        let instance = "SAPSYSTEMNAME = PRD\nINSTANCE_NAME = D00\nSAPSYSTEM = 00\nrdisp/wp_no_dia = 10\n";
        check(&[("./own.xml", own.as_str()), ("DEFAULT.PFL", default), ("PRD_D00_erp01", instance)], &asked)
    };
    let rule = "sap:TEST/T-A_a";
    assert_eq!(profiles("SAPDBHOST = db01\nSAPSYSTEMNAME = PRD\n").verdict(rule), "not-evaluated");
    assert_eq!(profiles("SAPSYSTEMNAME = PRD\nlogin/min_password_lng = 8\n").verdict(rule), "pass");
    let said = profiles("SAPSYSTEMNAME = PRD\nlogin/min_password_lng = 6\n");
    assert_eq!(said.found(rule), ["DEFAULT.PFL:2:26 error login/min_password_lng is 6: SAP wants 8 or more"]);
    // A list of running values tells that it is not there.
    let files = [("./own.xml", own.as_str()), ("rsparam.txt", &rsparam(&[("rdisp/wp_no_dia", "10")]))];
    let said = check(&files, &asked);
    assert_eq!(said.verdict(rule), "fail");
    assert!(said.found(rule)[0].contains("not found in the profile parameters"), "{:?}", said.found(rule));
}

/// A policy of our own on profile parameters.
fn policy(items: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='utf-8'?>\n<targetsystem id='TEST' desc='a test' multisql='Yes'>\n<configstore name='ABAP_INSTANCE_PAHI'>\n{items}\n\
         </configstore>\n</targetsystem>\n"
    )
}

#[test]
fn an_item_that_contradicts_itself_weighs_less_and_says_so() {
    let own = policy(
        "<checkitem id='T-A_a' desc='[p2] x'><compliant>NAME = 'a/b' and VALUE != '1'</compliant><noncompliant>NAME = 'a/b' and VALUE != '2'</noncompliant></checkitem>\
                      <checkitem id='T-A_b' desc='[p1] same'><compliant>NAME = 'a/b'</compliant><noncompliant>NAME = 'a/b'</noncompliant></checkitem>\
                      <checkitem id='T-A_c' desc='[p1] prod' system_roles='PROD'><compliant>NAME = 'a/b' and VALUE = '3'</compliant><noncompliant>NAME = 'a/b' and VALUE != '3'</noncompliant></checkitem>",
    );
    let files = [("./own.xml", own.as_str()), ("rsparam.txt", &rsparam(&[("a/b", "3"), ("rdisp/x", "1")]))];
    let said = check(&files, &["--isolated", "--policy", "FOLDER/own.xml", "--policy-only"]);
    let found = said.found("sap:TEST/T-A_a");
    assert!(found.len() == 1 && found[0].contains(" warning ") && found[0].contains("contradicts itself"), "{found:?}");
    assert_eq!(said.verdict("sap:TEST/T-A_b"), "not-evaluated");
    assert_eq!(said.verdict("sap:TEST/T-A_c"), "not-evaluated", "nobody says which tier the system has");
    assert!(said.reason("sap:TEST/T-A_c").contains("tier"), "{}", said.reason("sap:TEST/T-A_c"));
}

#[test]
fn versions_are_compared_as_they_are_meant_unless_sap_s_way_is_asked_for() {
    let own = policy(
        "<checkitem id='T-A_a' desc='[p2] x'><compliant>NAME = 'a/b' and VALUE &gt;= '2.15.2'</compliant><noncompliant>NAME = 'a/b' and VALUE &lt; '2.15.2'</noncompliant></checkitem>",
    );
    let files = [("./own.xml", own.as_str()), ("rsparam.txt", &rsparam(&[("a/b", "2.9.1")]))];
    let asked = ["--isolated", "--policy", "FOLDER/own.xml", "--policy-only"];
    let said = check(&files, &asked);
    let found = said.found("sap:TEST/T-A_a");
    assert!(found.len() == 1 && found[0].contains("SAP compares it as a text, and passes it"), "{found:?}");
    let literal: Vec<&str> = asked.into_iter().chain(["--policy-literal"]).collect();
    assert_eq!(check(&files, &literal).verdict("sap:TEST/T-A_a"), "pass");
}

#[test]
fn an_older_policy_does_not_count_where_a_newer_one_speaks_of_the_note() {
    let month = |month: &str, package: &str| {
        format!(
            "<targetsystem id='PatchDay_{month}' desc='x'><configstore name='COMP_LEVEL'><checkitem id='0009999999' desc='[p1-CVSS 9.1] Note 0009999999 missing' operator='check_note:0009999999'>\
             <compliant>COMPONENT = 'ST' and VERSION = '720' and lpad(SP,4,'0') &gt;= '{package}'</compliant>\
             <noncompliant>COMPONENT = 'ST' and VERSION = '720' and lpad(SP,4,'0') &lt; '{package}'</noncompliant></checkitem></configstore></targetsystem>"
        )
    };
    let (june, july) = (month("2026-06", "0030"), month("2026-07", "0010"));
    let components = cvers(&[("ST", "720", "20")]);
    let files = [("./own/june.xml", june.as_str()), ("./own/july.xml", &july), ("cvers.txt", &components)];
    let said = check(&files, &["--isolated", "--policy", "FOLDER/own", "--policy-only"]);
    assert_eq!(said.verdict("sap:PatchDay_2026-07/0009999999"), "pass");
    assert_eq!(said.verdict("sap:PatchDay_2026-06/0009999999"), "not listed");
}

#[test]
fn a_policy_of_ones_own_takes_the_place_of_the_embedded_one_of_its_id() {
    let own = "<targetsystem id='PatchDay_2025-11' desc='x'><configstore name='COMP_LEVEL'><checkitem id='0009999999' desc='[p1-CVSS 9.1] Note 0009999999 missing' operator='check_note:0009999999'>\
               <compliant>COMPONENT = 'ST'</compliant><noncompliant/></checkitem></configstore></targetsystem>";
    let files = [("./own.xml", own), ("cvers.txt", &cvers(&[("ST", "720", "19")]))];
    let said = check(&files, &["--isolated", "--policy", "sap-notes", "--policy", "FOLDER/own.xml", "--policy-only"]);
    assert_eq!((said.verdict(ST), said.verdict("sap:PatchDay_2025-11/0009999999")), ("not listed", "pass"));
}

#[test]
fn a_severity_is_set_for_a_check_item_by_its_id_or_a_pattern_and_an_id_that_none_has_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "policies = [\"sap-notes\"]\n[rule.\"sap:PatchDay_2025-11/*\"]\nseverity = \"note\"\n\
                    [rule.\"sap:PatchDay_2025-11/00036331O8\"]\nseverity = \"note\"\n";
    std::fs::write(folder.path().join("basislint.toml"), settings).unwrap();
    std::fs::write(folder.path().join("cvers.txt"), cvers(&[("ST", "720", "18")])).unwrap();
    std::fs::write(folder.path().join("notes.txt"), cwbntcust(&[("1", "N")])).unwrap();
    let arguments = ["basislint", "check", folder.path().to_str().unwrap(), "--policy-only", "--format", "json"];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    run(arguments.map(Into::into), &mut Terminal::plain(&mut out, &mut err));
    let report: Value = serde_json::from_slice(&out).unwrap();
    let of_note = report["findings"].as_array().unwrap().iter().find(|it| it["rule"] == ST).unwrap();
    assert_eq!(of_note["severity"], "note");
    let err = String::from_utf8(err).unwrap();
    assert!(err.contains("[rule.\"sap:PatchDay_2025-11/00036331O8\"] in the configuration sets nothing"), "{err}");
    assert_eq!(err.matches("sets nothing").count(), 1, "{err}");
}

#[test]
fn a_policy_that_lies_among_exports_is_no_file_of_a_system() {
    let folder = tempfile::tempdir().unwrap();
    let own = "<targetsystem id='OWN' desc='x'><configstore name='COMP_LEVEL'><checkitem id='A-1' desc='x'>\
               <compliant>COMPONENT = 'ST'</compliant><noncompliant/></checkitem></configstore></targetsystem>";
    for (name, text) in [
        ("basislint.toml", "policies = [\"policies/*.xml\"]\n"),
        ("policies/own.xml", own),
        ("PRD/cvers.txt", &cvers(&[("ST", "720", "18")])),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let arguments = ["basislint", "check", folder.path().to_str().unwrap(), "--format", "json"];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    run(arguments.map(Into::into), &mut Terminal::plain(&mut out, &mut err));
    let report: Value = serde_json::from_slice(&out).unwrap();
    let files: Vec<&str> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(files, ["cvers.txt"]);
    let systems: Vec<&str> =
        report["systems"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(systems, ["PRD"]);
}
