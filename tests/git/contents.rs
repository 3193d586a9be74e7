//! What git may have that is no plain file with content.

use std::fs;

use super::{Desk, ERP, ONE_RULE, Ran, SAPOSS, clean, legacy};

#[test]
fn a_file_that_is_not_merged_fails_and_a_merge_that_is_done_is_compared_with_head() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.git(&["checkout", "-q", "-b", "other"]);
    desk.write("PRD/sm59.csv", legacy());
    desk.commit("theirs");
    desk.git(&["checkout", "-q", "main"]);
    desk.write("PRD/sm59.csv", clean() + "B,3,\"H=b.example.test,\"\n");
    desk.commit("ours");
    assert!(!desk.try_git(&["merge", "-q", "other"]).status.success());
    let ran = desk.staged();
    assert_eq!((ran.code, ran.files()), (Some(2), vec!["PRD/sm59.csv failed".to_owned()]), "{}", ran.err);
    assert!(ran.out.contains("not merged yet"), "{}", ran.out);
    desk.write("PRD/sm59.csv", legacy());
    desk.stage();
    desk.staged().must(1, &["PRD/sm59.csv SAPOSS new"]);
}

#[cfg(unix)]
#[test]
fn links_submodules_and_promised_files_are_no_exports() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    std::os::unix::fs::symlink("sm59.csv", desk.top().join("PRD/link.csv")).unwrap();
    desk.stage();
    let commit = desk.git(&["rev-parse", "HEAD"]);
    desk.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},PRD/sub")]);
    desk.write("PRD/promised.csv", legacy());
    desk.git(&["add", "--intent-to-add", "PRD/promised.csv"]);
    desk.write("PRD/empty.csv", "");
    desk.git(&["add", "PRD/empty.csv"]);
    let ran = desk.staged();
    ran.must(0, &[]);
    let files =
        ["PRD/empty.csv unrecognized", "PRD/link.csv unrecognized", "PRD/sm59.csv read", "PRD/sub unrecognized"];
    assert_eq!(ran.files(), files);
    assert!(ran.out.contains("a submodule") && ran.out.contains("a symbolic link"), "{}", ran.out);
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_read_from_the_index() {
    let desk = Desk::with(&[("PRD/sm59.csv", &legacy()), ("QAS/sm59.csv", &clean())]);
    desk.git(&["sparse-checkout", "set", "QAS"]);
    assert!(!desk.top().join("PRD/sm59.csv").exists());
    desk.run(&["--staged=all"]).must(1, &["PRD/sm59.csv SAPOSS new"]);
    desk.staged().must(0, &[]);
}

#[test]
fn a_pointer_of_git_lfs_is_said_and_not_judged() {
    let pointer = "version https://git-lfs.github.com/spec/v1\n\
                   oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.write("PRD/sm59.csv", pointer);
    desk.write("PRD/logo.png", pointer);
    desk.stage();
    let ran = desk.staged();
    let files = ["PRD/logo.png unrecognized", "PRD/sm59.csv failed"];
    assert_eq!((ran.code, ran.files()), (Some(2), files.map(str::to_owned).to_vec()), "{}", ran.err);
    assert!(ran.out.contains("Git LFS") && ran.out.contains("git lfs pull"), "{}", ran.out);
    // On the disk as well: nobody takes it for an export without findings.
    let ran = desk.run(&["PRD"]);
    assert_eq!((ran.code, ran.files()), (Some(2), files.map(str::to_owned).to_vec()), "{}", ran.err);
    assert!(ran.out.contains("run `git lfs pull`"), "{}", ran.out);
}

#[test]
fn content_that_git_does_not_have_is_no_pass() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.write("PRD/more.csv", legacy());
    desk.stage();
    let id = desk.git(&["rev-parse", ":PRD/more.csv"]);
    fs::remove_file(desk.top().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();
    // The file itself is as good, as long as it is the very content.
    desk.staged().must(1, &["PRD/more.csv SAPOSS new"]);
    desk.write("PRD/more.csv", clean());
    let ran = desk.staged();
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(ran.files(), ["PRD/more.csv failed", "PRD/sm59.csv read"]);
    assert!(ran.out.contains("git does not have its content here"), "{}", ran.out);
    assert!(ran.out.contains("\"not-evaluated\""), "{}", ran.out);
}

#[test]
fn a_long_content_is_read_by_a_git_of_its_own() {
    let desk = Desk::with(&[("QAS/sm59.csv", &clean())]);
    desk.write("PRD/sm59.csv", clean() + &ERP.repeat((17 << 20) / ERP.len()) + SAPOSS);
    desk.write("QAS/sm59.csv", legacy());
    desk.stage();
    desk.write("PRD/sm59.csv", clean());
    desk.staged().must(1, &["PRD/sm59.csv SAPOSS new", "QAS/sm59.csv SAPOSS new"]);
}

#[test]
fn archives_in_git_are_looked_into() {
    use std::io::Write;
    let zipped = |text: &str| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive.start_file("QAS/sm59.csv", zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    };
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.write("exports.zip", zipped(&clean()));
    desk.commit("second");
    desk.write("exports.zip", zipped(&legacy()));
    desk.stage();
    desk.staged().must(1, &["exports.zip/QAS/sm59.csv SAPOSS new"]);
    desk.git(&["mv", "exports.zip", "exports.bin"]);
    let ran = desk.staged();
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.out.contains("whose name does not say so"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn paths_are_bytes_of_any_encoding() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    let folder = desk.top().join(OsStr::from_bytes(b"S\xFCd"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"\xFCber \"x\"\n.csv")), legacy()).unwrap();
    desk.stage();
    let ran = desk.staged();
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.findings()[0].starts_with("S\\xFCd/\\xFCber \"x\""), "{:?}", ran.findings());
    let mut command = desk.command(&desk.top(), &["--staged"]);
    let ran = Ran::of(command.arg(OsStr::from_bytes(b"S\xFCd")).args(ONE_RULE).output().unwrap());
    assert_eq!((ran.code, ran.findings().len()), (Some(1), 1), "{}", ran.err);
}

/// Takes a content out of the repository, as a partial clone lacks it. The file in the folder must be gone or another one.
fn lose(desk: &Desk, of: &str) {
    let id = desk.git(&["rev-parse", of]);
    fs::remove_file(desk.top().join(".git/objects").join(&id[..2]).join(&id[2..])).unwrap();
}

#[test]
fn a_content_that_git_lacks_at_head_hides_no_loss() {
    let desk = Desk::with(&[("PRD/sm59.csv", &legacy()), ("QAS/sm59.csv", &clean())]);
    desk.git(&["rm", "-q", "PRD/sm59.csv"]);
    lose(&desk, "HEAD:PRD/sm59.csv");
    for arguments in [&["--staged"][..], &["--staged", "--require", "all"], &["--staged=all"], &["--since", "HEAD"]] {
        desk.run(arguments)
            .fails_with(&["PRD/sm59.csv as it was at HEAD cannot be read", "git does not have its content"]);
    }
}

#[test]
fn a_content_that_git_lacks_of_another_system_keeps_rules_across_systems_from_passing() {
    let user =
        |user: &str| format!("{HEAD}SAP-SUPPORT_PORTAL,H,\"H=apps.support.sap.com,U={user},\"\n", HEAD = super::HEAD);
    let desk = Desk::with(&[("PRD/sm59.csv", &user("S0021500102")), ("FRN/sm59.csv", &user("S0021500103"))]);
    desk.write("FRN/sm59.csv", user("S0021500102"));
    desk.stage();
    let run = || {
        let arguments = ["--staged", "--select", "technical-user-shared", "--format", "json", "--fail-on", "note"];
        Ran::of(desk.command(&desk.top(), &arguments).output().unwrap())
    };
    assert_eq!(run().code, Some(1), "{}", run().err);
    desk.remove("PRD/sm59.csv");
    lose(&desk, "HEAD:PRD/sm59.csv");
    let ran = run();
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("git does not have its content"), "{}", ran.out);
}

#[test]
fn what_another_system_can_no_longer_be_checked_for_is_told() {
    let user = |user: &str| format!("{}SAP-SUPPORT_PORTAL,H,\"H=apps.support.sap.com,U={user},\"\n", super::HEAD);
    let desk = Desk::with(&[("PRD/sm59.csv", &user("S0021500102")), ("FRN/sm59.csv", &user("S0021500103"))]);
    desk.git(&["rm", "-q", "FRN/sm59.csv"]);
    for what in [&["--staged"][..], &["--staged=all"], &["--since", "HEAD"]] {
        let arguments = [what, &["--select", "technical-user-shared", "--require", "technical-user-shared"]].concat();
        let ran = Ran::of(desk.command(&desk.top(), &arguments).output().unwrap());
        assert_eq!(ran.code, Some(1), "{what:?} {}{}", ran.out, ran.err);
        assert!(ran.err.contains("PRD: the check technical-user-shared was made at HEAD"), "{what:?} {}", ran.err);
    }
}

#[test]
fn marks_of_a_merge_in_an_export_prove_nothing() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.write("PRD/sm59.csv", format!("{}<<<<<<< HEAD\n{ERP}=======\n>>>>>>> side\n", super::HEAD));
    desk.stage();
    let ran = desk.run(&["--staged", "--require", "legacy-rfc-destination"]);
    assert_eq!((ran.code, ran.files()), (Some(1), vec!["PRD/sm59.csv partial".to_owned()]), "{}", ran.err);
    assert!(ran.out.contains("line 2: a merge of git is not finished"), "{}", ran.out);
}

#[test]
fn an_export_that_goes_with_its_findings_shows_no_correction() {
    let other = format!("{}B,3,\"H=b.example.test,\"\n", super::HEAD);
    let desk = Desk::with(&[("PRD/sm59.csv", &clean()), ("PRD/sm59_2.csv", &legacy())]);
    desk.git(&["rm", "-q", "PRD/sm59_2.csv"]);
    for arguments in [&["--staged"][..], &["--since", "HEAD"]] {
        let ran = desk.run(arguments);
        assert!(ran.err.contains("legacy-rfc-destination went with PRD/sm59_2.csv, RFC destinations"), "{}", ran.err);
    }
    // A list of today in the place of yesterday's is another matter.
    desk.write("PRD/sm59_3.csv", &other);
    desk.stage();
    assert!(!desk.staged().err.contains("went with"), "{}", desk.staged().err);
}

#[test]
fn what_holds_keys_is_listed_and_its_content_is_never_asked_for() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    let secrets = ["PRD/scc_config/scc.p12", "PRD/users.xml", "PRD/Trusted/private/a.der"];
    for path in secrets {
        desk.write(path, format!("{}{path}", legacy()));
    }
    desk.stage();
    // Whoever reads them finds that they are damaged.
    for path in secrets {
        let id = desk.git(&["rev-parse", &format!(":{path}")]);
        let object = desk.top().join(".git/objects").join(&id[..2]).join(&id[2..]);
        let mut bytes = fs::read(&object).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 0xFF;
        fs::remove_file(&object).unwrap();
        fs::write(&object, bytes).unwrap();
    }
    let ran = desk.staged();
    ran.must(0, &[]);
    assert_eq!(ran.out.matches("may hold private keys or passwords: not opened").count(), 3, "{}", ran.out);
}
