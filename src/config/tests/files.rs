use super::*;

const TWO_SYSTEMS: &str = r#"
    [[system]]
    name = "PRD"
    files = ["prd/**", "shared/prd*"]
    [[system]]
    name = "rest"
    files = ["**"]
    [[export]]
    files = ["**/aisuser*.txt"]
    kind = "support-users"
"#;

fn name<'c>(config: &'c Config, file: &Path) -> Option<&'c str> {
    config.system_of(file).map(|system| config.systems[system].name.as_str())
}

#[test]
fn patterns_are_relative_to_the_configuration_wherever_basislint_runs() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("prd/deep")).unwrap();
    fs::write(root.path().join("basislint.toml"), TWO_SYSTEMS).unwrap();
    fs::write(root.path().join("prd/deep/aisuser1.txt"), "").unwrap();
    let config = Config::load(&root.path().join("basislint.toml"), &KNOWN).unwrap();

    assert_eq!(name(&config, &root.path().join("prd/deep/aisuser1.txt")), Some("PRD"));
    assert_eq!(name(&config, &root.path().join("prd/deep/../deep/aisuser1.txt")), Some("PRD"));
    assert_eq!(name(&config, &root.path().join("shared/prd-not-written-yet.txt")), Some("PRD"));
    assert_eq!(name(&config, &root.path().join("qas/a.txt")), Some("rest"));
    assert_eq!(name(&config, Path::new("/somewhere/else/prd/a.txt")), None);
    assert_eq!(config.kind_of(&root.path().join("prd/deep/aisuser1.txt")), Some("support-users"));
    assert_eq!(config.kind_of(&root.path().join("prd/deep/users.txt")), None);
}

#[test]
fn paths_relative_to_the_current_folder_are_found() {
    // Tests run in the package's folder; nothing of it is changed.
    let here = std::env::current_dir().unwrap();
    let config = Config::parse("basislint.toml", here, TWO_SYSTEMS, &KNOWN).unwrap();
    assert_eq!(name(&config, Path::new("prd/a.txt")), Some("PRD"));
    assert_eq!(name(&config, Path::new("./qas/a.txt")), Some("rest"));
    assert_eq!(name(&config, Path::new("../a.txt")), None);
}

#[cfg(unix)]
#[test]
fn links_to_the_folder_do_not_matter() {
    let root = tempfile::tempdir().unwrap();
    let (real, link) = (root.path().join("real"), root.path().join("link"));
    fs::create_dir_all(real.join("prd")).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    for (folder, files) in [(&real, &link), (&link, &real), (&link, &link)] {
        let config = Config::parse("basislint.toml", folder.clone(), TWO_SYSTEMS, &KNOWN).unwrap();
        assert_eq!(name(&config, &files.join("prd/a.txt")), Some("PRD"), "{folder:?} {files:?}");
    }
}

#[test]
fn the_nearest_configuration_up_to_the_git_root_wins() {
    let root = tempfile::tempdir().unwrap();
    let path = |name: &str| root.path().join(name);
    fs::create_dir_all(path("repo/.git")).unwrap();
    fs::create_dir_all(path("repo/exports/prd")).unwrap();
    fs::write(path("basislint.toml"), "").unwrap();
    fs::write(path("repo/exports/prd/a.txt"), "").unwrap();

    assert_eq!(Config::find(&path("repo/exports/prd")).unwrap(), None, "outside the repository");
    fs::write(path("repo/basislint.toml"), "").unwrap();
    assert_eq!(Config::find(&path("repo/exports/prd")).unwrap(), Some(path("repo/basislint.toml")));
    assert_eq!(Config::find(&path("repo/exports/prd/a.txt")).unwrap(), Some(path("repo/basislint.toml")));
    assert_eq!(Config::find(&path("repo")).unwrap(), Some(path("repo/basislint.toml")));
    fs::write(path("repo/exports/basislint.toml"), "").unwrap();
    assert_eq!(Config::find(&path("repo/exports/prd/a.txt")).unwrap(), Some(path("repo/exports/basislint.toml")));
    fs::remove_dir(path("repo/.git")).unwrap();
    fs::remove_file(path("repo/exports/basislint.toml")).unwrap();
    fs::remove_file(path("repo/basislint.toml")).unwrap();
    assert_eq!(
        Config::find(&path("repo/exports")).unwrap(),
        Some(path("basislint.toml")),
        "no repository: all the way up"
    );
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("basislint.toml");
    assert!(matches!(Config::load(&path, &KNOWN), Err(ConfigError::Unreadable { .. })));

    fs::write(&path, b"# pr\xFCfung\n").unwrap();
    let Err(ConfigError::Malformed(mistakes)) = Config::load(&path, &KNOWN) else { panic!("it was read") };
    assert_mistake(&mistakes[0], (1, 5), "\u{FFFD}", "the file is not UTF-8", "save it as UTF-8");
}
