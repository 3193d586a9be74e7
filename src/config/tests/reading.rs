use super::*;

#[test]
fn everything_that_a_configuration_can_say_is_read() {
    let config = config(
        r#"
        as-of = "2026-11-22"
        [[system]]
        name = "PRD"
        role = "solution-manager"
        tier = "production"
        files = ["prd/**"]
        technical-user = "S0012345678"
        [[system]]
        name = "QAS"
        files = ["qas/**", "shared/qas*"]
        [[export]]
        files = ["**/aisuser*.txt"]
        kind = "support-users"
        [rules.client-ciphersuites-outdated]
        severity = "error"
        [[suppress]]
        rule = "legacy-rfc-destination"
        system = "QAS"
        subject = "SAPOSS"
        reason = "kept inactive until the audit"
        until = "2027-01-31"
        "#,
    );
    assert_eq!(config.path.as_deref(), Some("basislint.toml"));
    assert_eq!(config.as_of, Some(date(2026, 11, 22)));
    let [prd, qas] = config.systems.as_slice() else { panic!("{:?}", config.systems) };
    assert_eq!((prd.name.as_str(), prd.role, prd.tier), ("PRD", Some(Role::SolutionManager), Some(Tier::Production)));
    assert_eq!(prd.technical_user.as_deref(), Some("S0012345678"));
    assert_eq!((qas.name.as_str(), qas.role, qas.tier, &qas.technical_user), ("QAS", None, None, &None));
    assert_eq!(config.exports[0].kind, "support-users");
    assert_eq!(config.rules["client-ciphersuites-outdated"].severity, Some(Severity::Error));
    let suppression = &config.suppressions[0];
    assert_eq!(suppression.rule.text(), "legacy-rfc-destination");
    assert_eq!(suppression.system.as_ref().map(Name::text), Some("QAS"));
    assert_eq!(suppression.subject.as_ref().map(Name::text), Some("SAPOSS"));
    assert_eq!(suppression.reason, "kept inactive until the audit");
    assert_eq!(suppression.until, Until::Day(date(2027, 1, 31)));
}

#[test]
fn an_empty_file_says_nothing() {
    let config = config("# nothing yet\n");
    assert!(config.systems.is_empty() && config.suppressions.is_empty() && config.as_of.is_none());
}

#[test]
fn dates_may_be_tomls_own() {
    assert_eq!(config("as-of = 2026-11-22\n").as_of, Some(date(2026, 11, 22)));
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    assert_eq!(config("\u{FEFF}as-of = \"2026-11-22\"\n").as_of, Some(date(2026, 11, 22)));
}

#[test]
fn unknown_keys_are_shown_with_the_right_one() {
    assert_one_mistake("asof = \"x\"\n", (1, 1), "asof", "unknown key `asof`", "did you mean `as-of`?");
    assert_one_mistake("[[systems]]\n", (1, 3), "systems", "unknown key `systems`", "did you mean `system`?");
    assert_one_mistake(
        "[[system]]\nname = \"PRD\"\n  teir = \"production\"\nfiles = [\"prd\"]\n",
        (3, 3),
        "teir",
        "unknown key `teir`",
        "did you mean `tier`?",
    );
    assert_one_mistake(
        "[rules.legacy-rfc-destination]\nenabled = false\n",
        (2, 1),
        "enabled",
        "unknown key `enabled`",
        "one of: severity, days",
    );
}

#[test]
fn a_key_of_the_top_in_a_section_is_sent_there() {
    assert_one_mistake(
        "[[system]]\nname = \"PRD\"\nfiles = [\"prd\"]\nas-of = \"2026-11-22\"\n",
        (4, 1),
        "as-of",
        "unknown key `as-of`",
        "`as-of` stands at the top of the file, before the first section",
    );
}

#[test]
fn wrong_words_are_shown_with_the_right_one() {
    let system = |line: &str| format!("[[system]]\nname = \"PRD\"\nfiles = [\"prd\"]\n{line}\n");
    assert_one_mistake(
        &system("role = \"solman\""),
        (4, 8),
        "\"solman\"",
        "unknown role `solman`",
        "did you mean `solution-manager`?",
    );
    assert_one_mistake(
        &system("tier = \"prodction\""),
        (4, 8),
        "\"prodction\"",
        "unknown tier `prodction`",
        "did you mean `production`?",
    );
    assert_one_mistake(
        "[rules.legacy-rfc-destination]\nseverity = \"off\"\n",
        (2, 12),
        "\"off\"",
        "unknown severity `off`",
        "one of: error, warning, note; to turn the rule off use --ignore, or accept its findings with [[suppress]]",
    );
    assert_one_mistake(&system("technical-user = 12"), (4, 18), "12", "`technical-user` must be text in quotes", "");
    assert_one_mistake(&system("technical-user = ''"), (4, 18), "''", "`technical-user` is empty", "");
}

#[test]
fn unknown_rules_are_shown_with_the_right_one() {
    assert_one_mistake(
        "[rules.legacy-rfc-destinations]\nseverity = \"note\"\n",
        (1, 8),
        "legacy-rfc-destinations",
        "unknown rule `legacy-rfc-destinations`",
        "did you mean `legacy-rfc-destination`?",
    );
    assert_one_mistake(
        "[[suppress]]\nrule = \"zzz\"\nreason = \"x\"\n",
        (2, 8),
        "\"zzz\"",
        "unknown rule `zzz`",
        "`basislint rules` lists all rules",
    );
}

#[test]
fn days_are_for_rules_that_have_some() {
    assert_eq!(config("[rules.certificate-expiring]\ndays = 60\n").rules["certificate-expiring"].days, Some(60));
    assert_one_mistake(
        "[rules.legacy-rfc-destination]\ndays = 60\n",
        (2, 8),
        "60",
        "`legacy-rfc-destination` has no number of days",
        "rules that have one: certificate-expiring",
    );
    for wrong in ["-1", "\"60\"", "4000"] {
        assert_one_mistake(
            &format!("[rules.certificate-expiring]\ndays = {wrong}\n"),
            (2, 8),
            wrong,
            "`days` is a whole number of days",
            "0 to 3650, without quotes: days = 30",
        );
    }
}

#[test]
fn unknown_kinds_differ_from_those_not_read_yet() {
    let export = |kind: &str| format!("[[export]]\nfiles = [\"a\"]\nkind = \"{kind}\"\n");
    assert_one_mistake(
        &export("rfc-destination"),
        (3, 8),
        "\"rfc-destination\"",
        "unknown export kind `rfc-destination`",
        "did you mean `rfc-destinations`?",
    );
    assert_one_mistake(
        &export("trust-store"),
        (3, 8),
        "\"trust-store\"",
        "exports of kind `trust-store` are not read yet",
        "delete this section; `basislint exports` lists what is read",
    );
}

#[test]
fn malformed_patterns_are_shown_one_by_one() {
    let mistakes = mistakes("[[export]]\nkind = \"support-users\"\nfiles = [\"ok/*\", \"a/[b\", 7, \"/abs/**\"]\n");
    assert_eq!(mistakes.len(), 3, "{mistakes:?}");
    assert_eq!((mistakes[0].line(), mistakes[0].column(), mistakes[0].excerpt()), (3, 18, "\"a/[b\""));
    assert_eq!(mistakes[0].to_string(), "malformed pattern: unclosed character class; missing ']'");
    assert_mistake(&mistakes[1], (3, 26), "7", "`files` must be a list of patterns in quotes", "");
    assert_mistake(
        &mistakes[2],
        (3, 29),
        "\"/abs/**\"",
        "`/abs/**` leaves the folder of this file",
        "patterns are relative to the folder that this file is in, e.g. \"prd/**\"",
    );
}

#[test]
fn files_must_be_said() {
    let system = |line: &str| format!("[[system]]\nname = \"PRD\"\n{line}\n");
    let help = "say which files: files = [\"prd/**\"]";
    assert_one_mistake(&system(""), (1, 1), "[[system]]", "this [[system]] has no `files`", help);
    assert_one_mistake(&system("files = []"), (3, 9), "[]", "`files` is empty", help);
    assert_one_mistake(
        &system("files = \"prd/**\""),
        (3, 9),
        "\"prd/**\"",
        "`files` must be a list of patterns, e.g. [\"prd/**\"]",
        "",
    );
}

#[test]
fn malformed_dates_are_shown_with_the_right_form() {
    let general = "write it as year, month, day: \"2026-11-22\"";
    assert_one_mistake(
        "as-of = \"22.11.2026\"\n",
        (1, 9),
        "\"22.11.2026\"",
        "`as-of` is no date",
        "write it as \"2026-11-22\"",
    );
    let none = "the calendar has no such day";
    assert_one_mistake("as-of = \"2026-02-30\"\n", (1, 9), "\"2026-02-30\"", "`as-of` is no date", none);
    // What lacks its quotes is another type for TOML, or none; nobody need know that.
    for (text, help) in [
        ("20261122", "write it as \"2026-11-22\""),
        ("22.11.2026", "write it as \"2026-11-22\""),
        ("2026/11/22", "write it as \"2026-11-22\""),
        ("2026-11-2", "write it as \"2026-11-02\""),
        ("01/02/2026", general),
        ("2026-02-30", none),
        ("tomorrow", general),
    ] {
        let line = format!("as-of = {text} # the day of the audit\n");
        assert_one_mistake(&line, (1, 9), text, "`as-of` is no date", help);
    }
    let until = "[[suppress]]\nrule = \"x\"\n  until  =  22.11.2026\n";
    assert_one_mistake(until, (3, 13), "22.11.2026", "`until` is no date", "write it as \"2026-11-22\"");
    assert_one_mistake("as-of = \"2026-11-22T08:00\"\n", (1, 9), "\"2026-11-22T08:00\"", "`as-of` is no date", general);
}

#[test]
fn a_suppression_needs_a_reason() {
    let help = "say why the finding is accepted: auditors will ask";
    assert_one_mistake(
        "# audit\n[[suppress]]\nrule = \"missing-support-job\"\n",
        (2, 1),
        "[[suppress]]",
        "this [[suppress]] has no `reason`",
        help,
    );
    assert_one_mistake(
        "[[suppress]]\nrule = \"missing-support-job\"\nreason = \" \\t\"\n",
        (3, 10),
        "\" \\t\"",
        "`reason` is empty",
        "",
    );
}

#[test]
fn two_systems_of_one_name_are_a_mistake() {
    assert_one_mistake(
        "[[system]]\nname = \"PRD\"\nfiles = [\"a\"]\n[[system]]\nname = \"prd\"\nfiles = [\"b\"]\n",
        (5, 8),
        "\"prd\"",
        "a second system is called `prd`",
        "the first one is in line 2; add these files to it, or choose another name",
    );
}

#[test]
fn one_bracket_is_one_too_few() {
    assert_one_mistake(
        "[suppress]\nrule = \"missing-support-job\"\nreason = \"x\"\n",
        (1, 1),
        "[suppress]",
        "`suppress` can stand more than once",
        "write [[suppress]] with two brackets",
    );
    assert_one_mistake("system = \"PRD\"\n", (1, 10), "\"PRD\"", "`system` must be [[system]] sections", "");
    assert_one_mistake("rules = [1]\n", (1, 10), "1", "`rules` must be a list of folders, e.g. [\"our-rules/\"]", "");
    assert_one_mistake("rule = [1]\n", (1, 8), "[1]", "`rule` must be [rule.<rule>] sections", "");
    assert_one_mistake(
        "[rules]\nmissing-support-job = \"error\"\n",
        (2, 23),
        "\"error\"",
        "`missing-support-job` must be a [rules.<rule>] section",
        "",
    );
}

#[test]
fn mistakes_in_the_toml_are_shown_at_their_place() {
    let mistakes = mistakes("as-of = \"2026-11-22\"\n[[system]]\nname = PRD\nrole = 7\n");
    assert_eq!(mistakes.len(), 1);
    assert_eq!((mistakes[0].line(), mistakes[0].column(), mistakes[0].excerpt()), (3, 8, "PRD"));
}

#[test]
fn every_mistake_is_shown_in_one_go() {
    let text = r#"as-of = "22.11.2026"

[[system]]
name = "PRD"
role = "solution-manger"
files = ["prd/**"]

[[system]]
name = "prd"
files = ["qas/[ab"]

[[export]]
files = ["**/strust*.txt"]
kind = "trust-store"

[[suppress]]
rule = "legacy-rfc-destinaton"
subject = "SAPOSS"
reason = "kept inactive until the audit"
"#;
    let mistakes = mistakes(text);
    assert_eq!(mistakes.len(), 6);
    insta::assert_snapshot!("six_mistakes", render(&mistakes, false, 100));
}

#[test]
fn patterns_in_suppressions_that_mean_nothing_are_mistakes() {
    let with = |rule: &str, lines: &str| format!("[[suppress]]\nrule = \"{rule}\"\nreason = \"x\"\n{lines}\n");
    let help = "`*` is any text, `?` one character, `[ab]` one of these, `{a,b}` one of these words; the letters \
                themselves stand in brackets: `[*]`, `[[]`, `[{]`";
    let malformed = "malformed pattern: unclosed character class; missing ']'";
    let rule = "legacy-rfc-destination";
    assert_one_mistake(&with(rule, "subject = \"a[\""), (4, 11), "\"a[\"", malformed, help);
    assert_one_mistake(&with(rule, "system = \"a[\""), (4, 10), "\"a[\"", malformed, help);
    assert_one_mistake(&with("legacy-[", ""), (2, 8), "\"legacy-[\"", malformed, help);
    let near = "did you mean `legacy-rfc-destination`?";
    let none = "no rule fits `legacy-rfc-dst*`";
    assert_one_mistake(&with("legacy-rfc-dst*", ""), (2, 8), "\"legacy-rfc-dst*\"", none, near);
    let all = "this would suppress every finding of every rule";
    let way_out = "say of which system or which subject: system = \"QAS\", subject = \"SAPOSS\"; or name the rules";
    assert_one_mistake(&with("*", ""), (2, 8), "\"*\"", all, way_out);
    let all_items = "this would suppress every finding of every check item";
    assert_one_mistake(&with("sap:*/*", ""), (2, 8), "\"sap:*/*\"", all_items, way_out);
    assert_one_mistake(&with("*-*", "system = \"*\"\nsubject = \"**\""), (2, 8), "\"*-*\"", all, way_out);
}

#[test]
fn what_is_said_of_integration_holds_for_all_systems_and_that_of_a_system_goes_before_it() {
    let config = config(
        r#"
        [integration]
        reverse-proxy = "web-dispatcher"
        environment = "cloud-foundry"
        user = "CODINTG"
        roles = ["SAP_SD_COD_INTEGRATION", "SAP_SD_COD_INTEGRATION_EXT"]
        [integration.certificates]
        ci-client = ["ci/client*.cer"]
        erp-server = ["*/server.cer"]
        [[system]]
        name = "PRD"
        files = ["prd/**"]
        [system.integration]
        reverse-proxy = "none"
        [system.integration.certificates]
        ci-client = ["prd/copies/"]
        [[system]]
        name = "QAS"
        files = ["qas/**"]
        "#,
    );
    let of = |system: usize| config.integration_of(Some(&config.systems[system].integration));
    assert_eq!(of(0).reverse_proxy, Some(ReverseProxy::None));
    assert_eq!((of(0).user, of(0).environment), (Some("CODINTG".to_owned()), Some(Environment::CloudFoundry)));
    assert_eq!(of(1), config.integration_of(None));
    assert_eq!((of(1).reverse_proxy, of(1).roles.unwrap().len()), (Some(ReverseProxy::WebDispatcher), 2));
    let purpose = |path: &str| config.purpose_of(&Path::new("/exports").join(path));
    assert_eq!(purpose("ci/client1.cer"), Some("ci-client"));
    assert_eq!(purpose("prd/copies/a.cer"), Some("ci-client"), "its own patterns");
    assert_eq!(purpose("prd/server.cer"), Some("erp-server"), "and those for all where it has none");
    assert_eq!((purpose("qas/copies/a.cer"), purpose("qas/server.cer")), (None, Some("erp-server")));
    assert_eq!(super::config("").purpose_of(Path::new("/exports/ci-client/a.cer")), None);
}

#[test]
fn mistakes_in_what_is_said_of_integration_are_told_at_their_places() {
    let mistakes = mistakes(
        r#"[integration]
reverse-proxy = "webdispatcher"
environment = "neo2"
roles = []
usr = "CODINTG"
[integration.certificates]
ci-clients = ["a.cer"]
ci-client = []
ci-server = ["[a"]
erp-client = "a.cer"
[[system]]
name = "PRD"
files = ["prd/**"]
integration = "none"
"#,
    );
    let told: Vec<(usize, String, String)> = mistakes
        .iter()
        .map(|mistake| {
            let help = miette::Diagnostic::help(mistake).map(|help| help.to_string()).unwrap_or_default();
            (mistake.line(), mistake.to_string(), help)
        })
        .collect();
    let expected = [
        (2, "unknown reverse-proxy `webdispatcher`", "did you mean `web-dispatcher`?"),
        (3, "unknown environment `neo2`", "did you mean `neo`?"),
        (4, "`roles` is empty", "name the roles that the user must have: roles = [\"SAP_SD_COD_INTEGRATION\"]"),
        (5, "unknown key `usr`", "did you mean `user`?"),
        (7, "unknown key `ci-clients`", "did you mean `ci-client`?"),
        (8, "`ci-client` is empty", "say which files: ci-client = [\"prd/ci-client/**\"]"),
        (9, "malformed pattern: unclosed character class; missing ']'", "`*` is any name"),
        (10, "`erp-client` must be a list of patterns, e.g. [\"prd/**\"]", ""),
        (14, "`integration` must be one section [system.integration]", ""),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((line, message, help), (at, said, way_out)) in told.iter().zip(expected) {
        assert_eq!((*line, message.as_str()), (at, said));
        assert!(help.contains(way_out), "{help}");
    }
}
