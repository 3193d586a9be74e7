//! Policies that nobody would write on purpose: each is read or turned down in words, in bounded time, and never with a panic.

use std::time::Duration;

use basislint::policy::reader::{Known, Read};
use tempfile::TempDir;

use crate::program;

const ITEM: &str = "<targetsystem id='P' desc='d'><configstore name='COMP_LEVEL'><checkitem id='I' desc='d'>";
const END: &str = "</checkitem></configstore></targetsystem>";

fn policy(compliant: &str) -> String {
    format!("{ITEM}<compliant>{compliant}</compliant><noncompliant/>{END}")
}

/// What is said of a policy: mistakes of the file, then of its items.
#[track_caller]
fn said(bytes: impl AsRef<[u8]>) -> String {
    let read = Read::of("policy.xml", bytes.as_ref(), &Known::default());
    let of_items = read.policies.iter().flat_map(|policy| policy.items()).flat_map(|(_, item)| &item.mistakes);
    let of_items: Vec<String> = of_items.map(|mistake| mistake.message.clone()).collect();
    let of_files: Vec<String> = read.mistakes.iter().map(ToString::to_string).collect();
    [of_files, of_items].concat().join("; ")
}

#[test]
fn what_would_grow_is_refused() {
    let lol = "<!DOCTYPE t [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>";
    assert!(said(format!("{lol}{}", policy("SP = '&b;'"))).contains("document type"));
    assert!(said(policy("SP = '&b;'")).contains("`&b;` stands for nothing"));
    assert!(said(format!("<!DOCTYPE t SYSTEM 'file:///etc/passwd'>{}", policy(""))).contains("document type"));
}

#[test]
fn depth_and_length_end_in_words() {
    assert!(
        said(policy(&format!("{}SP = '1'{}", "(".repeat(100_000), ")".repeat(100_000)))).contains("within each other")
    );
    assert!(said(policy(&format!("{}SP = '1'", "not ".repeat(100_000)))).contains("within each other"));
    assert!(
        said(policy(&format!("SP = {}SP{}", "upper(".repeat(100_000), ")".repeat(100_000))))
            .contains("within each other")
    );
    assert!(said("<a>".repeat(100_000)).contains("unknown element"));
    assert!(said(format!("{ITEM}{}", "<compliant>".repeat(100_000))).contains("stands in"));
    // Ten megabytes side by side are many, and no mistake.
    let wide =
        vec!["(COMPONENT = 'SAP_BASIS' and VERSION = '750' and lpad(SP,4,'0') &lt; '0012')"; 130_000].join(" or ");
    assert!(wide.len() > 10_000_000);
    assert_eq!(said(policy(&wide)), "");
}

#[test]
fn containers_that_hold_no_policy_say_so() {
    let container = |data: &str| {
        format!(
            "<asx:abap><asx:values><COVA_CONT><T_CONT_ENTRY><item><ENTRY_TYPE>POL</ENTRY_TYPE><ENTRY_ID>P</ENTRY_ID>\
             <ENTRY_XDATA>{data}</ENTRY_XDATA></item></T_CONT_ENTRY></COVA_CONT></asx:values></asx:abap>"
        )
    };
    assert!(said(container("!!!")).contains("Base64 is cut or damaged"));
    assert!(said(container("PGEvPg==")).contains("there is no policy"));
    // A container in a container's place.
    assert!(said(container("PGFzeDphYmFwPjxERUZfWERBVEE+ISEhPC9ERUZfWERBVEE+PC9hc3g6YWJhcD4=")).contains("Base64"));
    assert!(said("<asx:abap><asx:values>").contains("not closed"));
}

#[test]
fn an_export_is_no_policy_and_a_policy_is_no_export() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("rfcdes.csv"), "RFCDEST,RFCTYPE,RFCOPTIONS\nX,3,H=x\n").unwrap();
    std::fs::write(folder.path().join("policy.xml"), policy("SP = '1'")).unwrap();
    let mut command = program::with_limits();
    let run =
        command.current_dir(folder.path()).args(["rules", "--policy", "rfcdes.csv"]).timeout(Duration::from_secs(60));
    let output = run.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("targetsystem"),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut command = program::with_limits();
    let check = ["check", "policy.xml", "--isolated", "--format", "json", "--allow-empty"];
    let output = command.current_dir(folder.path()).args(check).timeout(Duration::from_secs(60)).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_ne!(report["files"][0]["status"], "read", "{}", report["files"]);
}
