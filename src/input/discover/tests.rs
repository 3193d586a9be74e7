use std::fs;

use tempfile::TempDir;

use super::*;

/// A folder with these files in it; a name that ends with `/` is a folder.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    folder
}

fn below(folder: &TempDir, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| folder.path().join(name)).collect()
}

fn relatives(discovered: &Discovered) -> Vec<&str> {
    discovered.files.iter().map(|file| file.relative.as_str()).collect()
}

#[test]
fn files_come_in_bytewise_order_with_their_folders() {
    let folder = tree(&[("b.txt", ""), ("a/z.txt", ""), ("a.txt", ""), ("B.txt", ""), ("a/b/c.txt", "")]);
    let discovered = discover(&[folder.path().to_owned()]).unwrap();
    assert_eq!(relatives(&discovered), ["B.txt", "a.txt", "a/b/c.txt", "a/z.txt", "b.txt"]);
    assert_eq!(discovered.ignored, 0);

    let root = shown(folder.path());
    let deepest = &discovered.files[2];
    assert_eq!(deepest.path, folder.path().join("a/b/c.txt"));
    assert_eq!(deepest.shown, format!("{root}/a/b/c.txt"));
    assert_eq!(deepest.folder, format!("{root}/a/b"));
    assert!(!deepest.named);
    assert_eq!(discovered.files[0].folder, root);
}

#[test]
fn ignored_exports_are_counted() {
    let folder = tree(&[
        (".git/", ""),
        (".gitignore", "*.log\nold/\n"),
        ("prd/job.log", ""),
        ("prd/rfcdes.txt", ""),
        ("old/rfcdes.txt", ""),
        ("old/deeper/params.txt", ""),
        (".git/info/exclude", "mine.txt\n"),
        ("mine.txt", ""),
        ("qas/.ignore", "draft*\n!keep.log\n"),
        ("qas/draft.txt", ""),
        ("qas/keep.log", ""),
    ]);
    let discovered = discover(&[folder.path().to_owned()]).unwrap();
    assert_eq!(relatives(&discovered), ["prd/rfcdes.txt", "qas/keep.log"]);
    assert_eq!(discovered.ignored, 5);
}

#[test]
fn ignore_rules_of_folders_above_the_argument_hold() {
    let folder = tree(&[(".git/", ""), (".gitignore", "/prd/*.log\n"), ("prd/job.log", ""), ("prd/a.txt", "")]);
    let discovered = discover(&below(&folder, &["prd"])).unwrap();
    assert_eq!(relatives(&discovered), ["a.txt"]);
    assert_eq!(discovered.ignored, 1);
}

#[test]
fn gitignore_outside_a_repository_has_no_say() {
    let folder = tree(&[(".gitignore", "*.log\n"), ("job.log", "")]);
    let discovered = discover(&[folder.path().to_owned()]).unwrap();
    assert_eq!(relatives(&discovered), ["job.log"]);
    assert_eq!(discovered.ignored, 0);
}

#[test]
fn one_walk_with_a_matcher_takes_what_a_filtered_walk_takes() {
    let folder = tree(&[
        (".git/", ""),
        (".gitignore", "*.log\n!important.log\nbuild/\n/top.txt\ndeep/**/x.txt\n"),
        ("a.log", ""),
        ("important.log", ""),
        ("top.txt", ""),
        ("sub/top.txt", ""),
        ("build/important.log", ""),
        ("deep/x.txt", ""),
        ("deep/er/x.txt", ""),
        ("deep/er/y.txt", ""),
        ("sub/.gitignore", "!a.log\n"),
        ("sub/a.log", ""),
        ("sub/nested/.git/", ""),
        ("sub/nested/b.log", ""),
    ]);
    let mut filtered: Vec<String> = WalkBuilder::new(folder.path())
        .git_global(false)
        .build()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| shown(entry.path()))
        .collect();
    filtered.sort();
    let discovered = discover(&[folder.path().to_owned()]).unwrap();
    let taken: Vec<&str> = discovered.files.iter().map(|file| file.shown.as_str()).collect();
    assert_eq!(taken, filtered);
    assert_eq!(taken.len() + discovered.ignored, 10);
}

#[test]
fn hidden_files_and_the_configuration_are_no_inputs() {
    let folder = tree(&[
        (".hidden.txt", ""),
        (".git/config", ""),
        (".vscode/settings.json", ""),
        ("basislint.toml", ""),
        ("prd/basislint.toml", ""),
        ("prd/a.txt", ""),
    ]);
    let discovered = discover(&[folder.path().to_owned(), folder.path().join("basislint.toml")]).unwrap();
    assert_eq!(relatives(&discovered), ["prd/a.txt"]);
    assert_eq!(discovered.ignored, 0);
}

#[test]
fn a_named_file_is_taken_though_hidden_or_ignored() {
    let folder = tree(&[(".git/", ""), (".gitignore", "*.log\n"), ("job.log", ""), ("other.log", ""), (".a.txt", "")]);
    let discovered = discover(&below(&folder, &["", "job.log", ".a.txt"])).unwrap();
    assert_eq!(relatives(&discovered), [".a.txt", "job.log"]);
    assert!(discovered.files.iter().all(|file| file.named));
    assert_eq!(discovered.files[1].folder, shown(folder.path()));
    assert_eq!(discovered.ignored, 1, "only other.log: job.log was named");
}

#[test]
fn overlapping_arguments_give_each_file_once() {
    let folder = tree(&[("prd/a.txt", ""), ("prd/b.txt", ""), ("qas/a.txt", "")]);
    let arguments = below(&folder, &["prd", "prd/b.txt", "prd/../prd", "qas/a.txt", ""]);
    let discovered = discover(&arguments).unwrap();
    let root = shown(folder.path());
    let seen: Vec<(String, bool)> = discovered.files.iter().map(|file| (file.shown.clone(), file.named)).collect();
    assert_eq!(
        seen,
        [
            (format!("{root}/prd/a.txt"), false),
            (format!("{root}/prd/b.txt"), true),
            (format!("{root}/qas/a.txt"), true)
        ]
    );
}

#[test]
fn a_missing_path_is_an_error_that_names_it() {
    let folder = tree(&[("prd/a.txt", "")]);
    let error = discover(&below(&folder, &["prd", "qsa"])).unwrap_err();
    assert_eq!(error.to_string(), format!("{}/qsa does not exist", shown(folder.path())));
    assert!(miette::Diagnostic::help(&error).is_some());
}

#[test]
fn paths_are_shown_as_the_user_gave_them() {
    assert_eq!(shown(Path::new("./prd//sm59/./a.txt")), "prd/sm59/a.txt");
    assert_eq!(shown(Path::new("/exports/a.txt")), "/exports/a.txt");
    assert_eq!(shown(Path::new("../prd/a.txt")), "../prd/a.txt");
    assert_eq!(shown(Path::new(".")), ".");
}

#[test]
fn relative_paths_never_leave_their_folder() {
    let cases = [
        // argument, below it, shown, relative, folder
        (".", Some("prd/a.txt"), "prd/a.txt", "prd/a.txt", "prd"),
        (".", Some("a.txt"), "a.txt", "a.txt", "."),
        ("./exports/", Some("prd/a.txt"), "exports/prd/a.txt", "exports/prd/a.txt", "exports/prd"),
        ("/exports", Some("prd/a.txt"), "/exports/prd/a.txt", "prd/a.txt", "/exports/prd"),
        ("../exports", Some("prd/a.txt"), "../exports/prd/a.txt", "prd/a.txt", "../exports/prd"),
        ("..", Some("a.txt"), "../a.txt", "a.txt", ".."),
        ("a.txt", None, "a.txt", "a.txt", "."),
        ("./prd/a.txt", None, "prd/a.txt", "prd/a.txt", "prd"),
        ("/exports/a.txt", None, "/exports/a.txt", "a.txt", "/exports"),
    ];
    for (argument, below, shown, relative, folder) in cases {
        let file = found(Path::new(argument), below.map(Path::new));
        assert_eq!((file.shown.as_str(), file.relative.as_str(), file.folder.as_str()), (shown, relative, folder));
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_only_when_named() {
        let folder = tree(&[("prd/a.txt", ""), ("elsewhere/b.txt", "")]);
        symlink(folder.path().join("elsewhere"), folder.path().join("prd/linked")).unwrap();
        symlink(folder.path().join("elsewhere/b.txt"), folder.path().join("prd/b.txt")).unwrap();
        symlink(folder.path().join("prd"), folder.path().join("current")).unwrap();
        assert_eq!(relatives(&discover(&below(&folder, &["prd"])).unwrap()), ["a.txt", "b.txt", "linked"]);
        let links: Vec<bool> =
            discover(&below(&folder, &["prd"])).unwrap().files.iter().map(|file| !file.is_opened()).collect();
        assert_eq!(links, [false, true, true], "a link is told, not followed");
        assert_eq!(relatives(&discover(&below(&folder, &["prd/linked"])).unwrap()), ["b.txt"]);
        assert_eq!(relatives(&discover(&below(&folder, &["prd/b.txt"])).unwrap()), ["b.txt"]);

        let discovered = discover(&below(&folder, &["current", "prd"])).unwrap();
        let read = discovered.files.iter().filter(|file| file.is_opened());
        let seen: Vec<&str> = read.map(|file| file.shown.as_str()).collect();
        assert_eq!(seen, [format!("{}/current/a.txt", shown(folder.path()))], "one file, by its first name");
    }

    #[test]
    fn names_that_are_no_utf8_are_shown_byte_by_byte_and_opened_exactly() {
        let folder = tree(&[]);
        let path = folder.path().join(OsStr::from_bytes(b"pr\xFCfung.txt"));
        if fs::write(&path, "x").is_err() {
            return; // The file system takes UTF-8 names only.
        }
        let discovered = discover(&[folder.path().to_owned()]).unwrap();
        assert_eq!(relatives(&discovered), ["pr\\xFCfung.txt"]);
        assert_eq!(fs::read_to_string(&discovered.files[0].path).unwrap(), "x");
    }

    #[test]
    fn a_folder_that_may_not_be_listed_is_an_error_unless_it_is_ignored() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tree(&[(".ignore", "cache/\n"), ("cache/x.txt", ""), ("prd/x.txt", ""), ("a.txt", "")]);
        let closed = |name: &str, mode| {
            fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
        };
        closed("cache", 0o000);
        let may_list_anything = fs::read_dir(folder.path().join("cache")).is_ok(); // root
        let ignored = discover(&[folder.path().to_owned()]);
        closed("prd", 0o000);
        let unlisted = discover(&[folder.path().to_owned()]);
        closed("cache", 0o755);
        closed("prd", 0o755);
        if may_list_anything {
            return;
        }
        assert_eq!(relatives(&ignored.unwrap()), ["a.txt", "prd/x.txt"]);
        assert_eq!(unlisted.unwrap_err().to_string(), format!("{}/prd cannot be listed", shown(folder.path())));
    }
}
