//! Whole landscapes through the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use toml::Value;
use walkdir::WalkDir;

fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from).into_iter().map(Result::unwrap) {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap()
        } else {
            _ = fs::copy(entry.path(), target).unwrap()
        }
    }
}

/// Replaces what stands in a file once.
fn edit(path: &Path, from: &str, to: &str) {
    let bytes = fs::read(path).unwrap();
    let found: Vec<usize> = bstr::ByteSlice::find_iter(bytes.as_slice(), from).collect();
    assert_eq!(found.len(), 1, "{} {from:?}", path.display());
    let behind = &bytes[found[0] + from.len()..];
    fs::write(path, [&bytes[..found[0]], to.as_bytes(), behind].concat()).unwrap();
}

fn diff(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_basislint");
    let command =
        Command::new(program).arg("diff").args(arguments).current_dir(folder).env_remove("GITHUB_ACTIONS").output();
    command.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Two states of testdata's folder.
fn states(of: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&testdata(of), &folder.path().join("before"));
    copy(&testdata(of), &folder.path().join("after"));
    folder
}

fn edits(review: &toml::Table, key: &str, folder: &Path) {
    for edit_of in review.get(key).and_then(Value::as_array).into_iter().flatten() {
        let [file, from, to] = edit_of.as_array().unwrap().as_slice() else { panic!("file, from, to") };
        edit(&folder.join(file.as_str().unwrap()), from.as_str().unwrap(), to.as_str().unwrap());
    }
}

#[test]
fn the_reviews_in_the_documentation_are_what_the_program_writes() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diff.md");
    let mut written = fs::read_to_string(&page).unwrap();
    let mut stale = Vec::new();
    for name in ["cipher-string", "migrated-destination", "renewed-certificate"] {
        let review: toml::Table =
            fs::read_to_string(testdata(&format!("reviews/{name}.toml"))).unwrap().parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let system = review["system"].as_str().unwrap();
        for state in ["before", "after"] {
            copy(&testdata(review["of"].as_str().unwrap()), &folder.path().join(state).join(system));
            edits(&review, state, &folder.path().join(state).join(system));
        }
        let mut arguments = vec!["before", "after", "--format", "markdown", "--as-of", "2026-11-22"];
        if let Some(expect) = review.get("expect") {
            fs::write(folder.path().join("change.toml"), expect.as_str().unwrap()).unwrap();
            arguments.extend(["--expect", "change.toml"]);
        }
        let told = text(&diff(folder.path(), &arguments).stdout);
        let begin = format!("<!-- written: {name} -->\n````markdown\n");
        let start = written.find(&begin).unwrap_or_else(|| panic!("{name} is not in docs/diff.md")) + begin.len();
        let end = start + written[start..].find("````\n").unwrap();
        if written[start..end] != *told {
            stale.push(name);
            written.replace_range(start..end, &told);
        }
    }
    if std::env::var_os("BASISLINT_ACCEPT").is_some() {
        fs::write(&page, written).unwrap();
    } else {
        assert!(stale.is_empty(), "stale in docs/diff.md, write them with BASISLINT_ACCEPT=1: {stale:?}\n{written}");
    }
}

#[test]
fn a_landscape_has_not_changed_against_itself_in_any_format() {
    let folder = states("landscape");
    for format in ["pretty", "markdown", "html", "json", "sarif"] {
        let output = diff(folder.path(), &["before", "after", "--format", format, "--as-of", "2026-11-22"]);
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""), "{format}");
        let told = text(&output.stdout);
        match format {
            "json" => assert!(told.contains("\"outcome\": \"not-worse\"") && told.contains("\"changes\": 0")),
            "sarif" => {
                assert!(told.contains("\"unchanged\"") && !told.contains("\"new\"") && !told.contains("\"absent\""))
            }
            _ => assert!(told.contains("Nothing changed"), "{format}: {told}"),
        }
    }
}

#[test]
fn what_gets_worse_is_told_with_its_rule_and_the_exit_code() {
    let folder = states("readiness/systems");
    let profile = folder.path().join("after/SOL/DEFAULT.PFL");
    edit(
        &profile,
        "ssl/client_ciphersuites = 560:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH",
        "ssl/client_ciphersuites = 150:HIGH:MEDIUM",
    );
    let json = |arguments: &[&str]| -> (Option<i32>, serde_json::Value) {
        let arguments = [&["before", "after", "--format", "json", "--as-of", "2026-11-22"], arguments].concat();
        let output = diff(folder.path(), &arguments);
        (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
    };
    let (code, told) = json(&[]);
    assert_eq!((code, &told["outcome"]), (Some(1), &"worse".into()));
    assert_eq!(told["summary"]["changes"], 1);
    let system = told["systems"].as_array().unwrap().iter().find(|system| system["name"] == "SOL").unwrap();
    let change = &system["exports"][0]["changes"][0];
    assert_eq!((&change["name"], &change["new"]["line"]), (&"ssl/client_ciphersuites".into(), &3.into()));
    assert!(change["breaks"].as_array().unwrap().contains(&"client-ciphersuites-outdated".into()), "{change}");
    let failing: Vec<_> = system["verdicts"]["failing"].as_array().unwrap().iter().map(|it| &it["rule"]).collect();
    assert!(failing.contains(&&"client-ciphersuites-outdated".into()), "{failing:?}");
    // Backwards it is mended, and nothing is worse.
    let output = diff(folder.path(), &["after", "before", "--as-of", "2026-11-22"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    // Who says that findings do not matter hears of them all the same.
    let (code, told) = json(&["--fail-on", "never"]);
    assert_eq!((code, &told["outcome"]), (Some(0), &"not-worse".into()));
    assert_eq!(
        told["summary"]["new_findings"].as_u64().unwrap(),
        system["new_findings"].as_array().unwrap().len() as u64
    );
}

#[test]
fn a_check_that_can_no_longer_be_made_is_worse_and_names_the_export() {
    let folder = states("readiness/systems");
    fs::remove_file(folder.path().join("after/SOL/aisuser.txt")).unwrap();
    let output = diff(folder.path(), &["before", "after", "--as-of", "2026-11-22"]);
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("no longer evaluated: support-user-missing") && told.contains("AISUSER"), "{told}");
    assert!(told.contains("before has it and after does not: what changed there is not known"), "{told}");
}

#[test]
fn systems_are_known_again_under_other_names() {
    let folder = states("readiness/systems");
    for state in ["before", "after"] {
        fs::remove_dir_all(folder.path().join(state).join("MGD")).unwrap();
    }
    fs::rename(folder.path().join("after/SOL"), folder.path().join("after/SolMan_new")).unwrap();
    fs::rename(folder.path().join("before/PRD"), folder.path().join("before/PRD_2026-10-01")).unwrap();
    fs::rename(folder.path().join("after/PRD"), folder.path().join("after/PRD_2026-11-01")).unwrap();
    let output = diff(folder.path(), &["before", "after", "--as-of", "2026-11-22"]);
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("called SOL in before") && told.contains("called PRD_2026-10-01 in before"), "{told}");
    assert!(told.contains("Nothing gets worse: 0 changes in 0 systems.") || told.contains("Nothing changed"), "{told}");
    // A system alone in a folder of any name is the one that is meant.
    let output = diff(folder.path(), &["before/QAS", "after/QAS", "--as-of", "2026-11-22"]);
    assert_eq!(output.status.code(), Some(2), "there is no QAS: {}", text(&output.stderr));
    let output = diff(folder.path(), &["before/FRN", "after/FRN", "--as-of", "2026-11-22"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

#[test]
fn what_moves_to_another_file_is_neither_new_nor_gone() {
    let folder = states("readiness/systems");
    let list = folder.path().join("after/SOL/rfcdes.txt");
    let whole = fs::read_to_string(&list).unwrap();
    // One destination in a list of its own, the others stay.
    let row = whole.lines().find(|line| line.starts_with("|BWCLNT100")).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let own = format!("{}\n{}\n{}\n{row}\n{}\n", lines[1], lines[2], lines[1], lines[1]);
    fs::write(&list, whole.replace(&format!("{row}\n"), "")).unwrap();
    fs::write(folder.path().join("after/SOL/more_destinations.txt"), own).unwrap();
    let output = diff(folder.path(), &["before", "after", "--format", "json", "--as-of", "2026-11-22"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["summary"]["changes"], 0, "{told}");
}

#[test]
fn only_what_was_agreed_is_agreed() {
    let folder = states("readiness/systems");
    let list = folder.path().join("after/SOL/rfcdes.txt");
    edit(&list, "H=bwhost.example.test,S=00,M=100,U=RFC_SOL", "H=bwnew1.example.test,S=00,M=100,U=RFC_NEW");
    let run = |expect: &str| {
        fs::write(folder.path().join("change.toml"), expect).unwrap();
        let arguments = ["before", "after", "--expect", "change.toml", "--format", "json", "--as-of", "2026-11-22"];
        let output = diff(folder.path(), &arguments);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code(), told["agreed"].clone(), text(&output.stderr))
    };
    let whole = "[[change]]\nsystem = \"sol\"\nexport = \"rfc-destinations\"\nrecord = \"BWCLNT*\"\n";
    let (code, agreed, _) = run(whole);
    assert_eq!((code, &agreed["happened"], &agreed["not_agreed"]), (Some(0), &1.into(), &0.into()));
    // The host alone was agreed, and the user is another one, too.
    let (code, agreed, _) = run(&format!("{whole}field = \"host\"\nto = \"bwnew1*\"\n"));
    assert_eq!((code, &agreed["happened"], &agreed["not_agreed"]), (Some(1), &0.into(), &1.into()));
    assert_eq!(agreed["missing"], serde_json::json!([]));
    let (code, agreed, _) =
        run(&format!("{whole}\n[[change]]\nsystem = \"SOL\"\nrecord = \"SAPOSS\"\nwhat = \"removed\"\n"));
    assert_eq!((code, &agreed["missing"][0]["place"]), (Some(1), &"change.toml:6".into()));
    // Mistakes are shown at their place.
    let (code, _, stderr) = run("[[change]]\nexport = \"rfc-destination\"\n");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("change.toml:2:10") && stderr.contains("rfc-destinations"), "{stderr}");
}

#[test]
fn revisions_are_compared_as_folders_are() {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.test", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").args(identity).args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?} {}", text(&output.stderr));
    };
    git(&["init", "-q", "-b", "main"]);
    copy(&testdata("readiness/systems/SOL"), &folder.path().join("exports/SOL"));
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "before"]);
    git(&["checkout", "-q", "-b", "change"]);
    edit(&folder.path().join("exports/SOL/rfcdes.txt"), "U=RFC_SOL", "U=RFC_NEW");
    git(&["commit", "-q", "-a", "-m", "after"]);
    for arguments in [
        &["HEAD~1..HEAD"][..],
        &["HEAD~1..", "exports"],
        &["main...", "exports/SOL"],
        &["main...change"],
        &["main", "change"],
        &["HEAD~1"],
        &["HEAD~1", "HEAD", "exports"],
    ] {
        let output = diff(folder.path(), &[arguments, &["--as-of", "2026-11-22"]].concat());
        let told = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{arguments:?} {told} {}", text(&output.stderr));
        assert!(
            told.contains("User: RFC_SOL → RFC_NEW") && told.contains("1 change in 1 system"),
            "{arguments:?} {told}"
        );
    }
    for (arguments, says) in [
        (&["nowhere..HEAD"][..], "no such revision"),
        (&["exports"], "name two states"),
        (&["exports", "nowhere"], "nowhere does not exist"),
        (&["exports", "exports", "exports"], "two paths"),
    ] {
        let output = diff(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(says), "{arguments:?} {}", text(&output.stderr));
    }
}

#[test]
fn no_password_shows_in_any_format_not_even_that_one_became_which() {
    let folder = states("landscape");
    let list = folder.path().join("after/SOL/sm59_rfcdes.txt");
    edit(&list, "v=Zugspitze#2962", "v=Watzmann!2713");
    for format in ["pretty", "markdown", "html", "json", "sarif"] {
        let output =
            diff(folder.path(), &["before", "after", "--format", format, "--as-of", "2026-11-22", "--verbose"]);
        let told = text(&output.stdout) + &text(&output.stderr);
        assert!(!told.contains("Zugspitze") && !told.contains("Watzmann"), "{format}");
    }
}

#[test]
fn no_name_shows_in_a_redacted_difference_and_the_verdicts_stay() {
    let folder = states("readiness/systems");
    let list = folder.path().join("after/SOL/rfcdes.txt");
    edit(&list, "H=bwhost.example.test,S=00,M=100,U=RFC_SOL", "H=bwnew1.example.test,S=00,M=100,U=RFC_NEW");
    for format in ["pretty", "markdown", "html", "json", "sarif"] {
        let run = |more: &[&str]| {
            let arguments = [&["before", "after", "--format", format, "--as-of", "2026-11-22"], more].concat();
            diff(folder.path(), &arguments)
        };
        let (plain, redacted) = (run(&[]), run(&["--redact"]));
        assert_eq!(plain.status.code(), redacted.status.code(), "{format}");
        let told = text(&redacted.stdout) + &text(&redacted.stderr);
        for name in ["bwhost", "bwnew1", "RFC_SOL", "RFC_NEW", "solhost", "S0021500101"] {
            assert!(!told.contains(name), "{format} {name}");
        }
        if format == "json" {
            let summary = |output: &Output| {
                serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["summary"].clone()
            };
            assert_eq!(summary(&plain), summary(&redacted));
            assert_eq!(text(&run(&["--redact"]).stdout), text(&redacted.stdout));
        }
    }
}

#[test]
fn the_difference_is_the_same_for_any_number_of_threads() {
    let folder = states("landscape");
    let list = folder.path().join("after/SOL/sm59_rfcdes.txt");
    edit(&list, "H=biprd01.example.test", "H=biprd02.example.test");
    let told =
        |jobs: &str| text(&diff(folder.path(), &["before", "after", "--as-of", "2026-11-22", "--jobs", jobs]).stdout);
    assert_eq!(told("1"), told("7"));
    assert!(told("1").contains("Target Host: biprd01.example.test → biprd02.example.test"), "{}", told("1"));
}
