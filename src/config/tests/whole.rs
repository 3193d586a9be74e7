use crate::rule::Confidence;

use super::super::OwnRuleFolders;
use super::*;

#[test]
fn what_holds_for_the_whole_run_is_read() {
    let config = config(
        "rules = [\"our-rules/\", \"../shared\"]\nmin-confidence = \"medium\"\nexclude = [\"old/**\", \"*.bak\"]\n\
         output = [\"sarif=basislint.sarif\", \"html = reports/./readiness.html\"]\n[rule.certificate-expiring]\ndays = 60\n",
    );
    assert_eq!(config.min_confidence, Some(Confidence::Medium));
    let outputs: Vec<_> =
        config.outputs.iter().map(|it| (it.format.as_str(), it.file.to_str().unwrap(), it.line)).collect();
    assert_eq!(outputs, [("sarif", "basislint.sarif", 4), ("html", "reports/readiness.html", 4)]);
    assert_eq!(config.rules["certificate-expiring"].days, Some(60));
    let excluding = |path: &str| config.excluding(Path::new(path));
    assert_eq!(excluding("/exports/old/PRD/a.txt"), [0]);
    assert_eq!(excluding("/exports/old/PRD/a.bak"), [0, 1]);
    assert_eq!(excluding("/exports/PRD/a.bak"), [1]);
    assert_eq!(excluding("/exports/PRD/old/a.txt"), [0; 0]);
    assert_eq!(excluding("/elsewhere/old/a.txt"), [0; 0]);
}

#[test]
fn folders_of_rules_are_read_before_the_words_of_their_rules_are_known() {
    let folders = |text: &str| {
        let folders = OwnRuleFolders::read("basislint.toml", text).unwrap();
        folders.iter().map(|(_, folder)| folder.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        folders("rules = [\"our-rules/\", \"b\"]\n[rule.only-there]\nseverity = \"note\"\n"),
        ["our-rules/", "b"]
    );
    // The older form of [rule.<rule>].
    assert_eq!(folders("[rules.only-there]\nseverity = \"note\"\n"), [""; 0]);
    assert_eq!(folders(""), [""; 0]);
    for text in ["rules = 5\n", "rules = [\" \"]\n", "rules = [[]]\n", "rules = [\"a\"\n"] {
        assert!(OwnRuleFolders::read("basislint.toml", text).is_err(), "{text}");
    }
}

#[test]
fn folders_and_sections_of_rules_do_not_stand_under_one_name() {
    let mistakes = mistakes("rules = [\"our-rules/\"]\n\n[rules.certificate-expiring]\ndays = 60\n");
    let help = "`rules` is the list of folders here: write [rule.<rule>] for severity and days of a rule";
    assert!(mistakes.len() == 1 && render(&mistakes, false, 120).contains(help), "{}", render(&mistakes, false, 120));
    assert_one_mistake(
        "[rules.certificate-expiring]\ndays = 60\n[rule.certificate-expiring]\ndays = 50\n",
        (3, 7),
        "certificate-expiring",
        "`certificate-expiring` has a section already",
        "put both into one section [rule.<rule>]",
    );
}

#[test]
fn a_report_is_written_below_the_folder_of_the_configuration_only() {
    for (output, message) in [
        ("html=../x.html", "`../x.html` leaves the folder of this file"),
        ("html=/tmp/x.html", "`/tmp/x.html` leaves the folder of this file"),
        ("html=~/x.html", "`~/x.html` leaves the folder of this file"),
        ("html=C:/x.html", "`C:/x.html` leaves the folder of this file"),
        ("html=a/../../x.html", "`a/../../x.html` leaves the folder of this file"),
        ("html=.git/hooks/pre-commit", "`.git/hooks/pre-commit` is hidden"),
        ("html=a/.x", "`a/.x` is hidden"),
        ("html=a/", "`a/` names no file"),
        ("html=", "`` names no file"),
        ("html=-", "`-` is standard output"),
        ("html=a/basislint.toml", "`a/basislint.toml` is a file of basislint's own"),
        ("html=basislint-baseline.jsonl", "`basislint-baseline.jsonl` is a file of basislint's own"),
        ("readiness.html", "`readiness.html` is no FORMAT=FILE"),
        ("htm=x", "unknown format `htm`"),
    ] {
        let found = mistakes(&format!("as-of = \"2026-11-22\"\noutput = [\"{output}\"]\n"));
        let [mistake] = found.as_slice() else { panic!("{output}: {found:?}") };
        assert_eq!((mistake.to_string().as_str(), mistake.line(), mistake.column()), (message, 2, 11), "{output}");
    }
    assert_one_mistake(
        "output = [\"json=a\", \"sarif=./a\"]\n",
        (1, 21),
        "\"sarif=./a\"",
        "two reports go into `a`",
        "give each a file of its own",
    );
    assert_one_mistake(
        "output = [\"serif=a\"]\n",
        (1, 11),
        "\"serif=a\"",
        "unknown format `serif`",
        "did you mean `sarif`?",
    );
}

#[test]
fn keys_of_the_whole_run_stand_above_the_first_section() {
    for key in ["rules", "min-confidence", "exclude", "output"] {
        let text = format!("[[system]]\nname = \"PRD\"\nfiles = [\"prd\"]\n{key} = []\n");
        assert_one_mistake(
            &text,
            (4, 1),
            key,
            &format!("unknown key `{key}`"),
            &format!("`{key}` stands at the top of the file, before the first section"),
        );
    }
}

#[test]
fn a_pattern_that_leaves_out_nothing_is_told_at_its_place() {
    let config = config("exclude = [\"old/**\",\n  \"*.bak\"]\n");
    let unused = config.exclude.unused(&[0].into());
    let [complaint] = unused.as_slice() else { panic!("{unused:?}") };
    assert_eq!((complaint.line(), complaint.column(), complaint.excerpt()), (2, 3, "\"*.bak\""));
    assert!(config.exclude.unused(&[0, 1].into()).is_empty());
}
