use proptest::prelude::*;

use super::edit::{self, Change, EditError, Edited, Wanted};
use super::*;

fn wanted() -> Wanted {
    Wanted {
        rule: "legacy-rfc-destination".to_owned(),
        system: Some("QAS".to_owned()),
        subject: Some("SAPOSS".to_owned()),
        reason: "audit".to_owned(),
        owner: None,
        until: None,
    }
}

fn edited(text: &str, wanted: &Wanted) -> Edited {
    edit::suppress(text, wanted, &KNOWN).unwrap()
}

const SECTION: &str =
    "[[suppress]]\nrule = \"legacy-rfc-destination\"\nsystem = \"QAS\"\nsubject = \"SAPOSS\"\nreason = \"audit\"\n";

#[test]
fn a_suppression_is_added_at_the_end_and_all_else_stays() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    for (text, between) in [
        ("", ""),
        ("\u{FEFF}", ""),
        ("# why\nas-of = \"2026-11-22\"   # the day\n", "\n"),
        ("# why\nas-of = \"2026-11-22\"   # the day", "\n\n"),
        ("\u{FEFF}[rules.certificate-expiring]\ndays = 60\n\n  # the end\n", "\n"),
        (
            "rules = [\n  \"our-rules/\",\n]\nexclude = [\"*.bak\"]\noutput = [\"html=a.html\"]\nmin-confidence = \"low\"\n",
            "\n",
        ),
        (
            "[[suppress]]\nrule = \"missing-support-job\" # why\nreason = 'x'\n\n[rules.certificate-expiring]\ndays=60\n",
            "\n",
        ),
    ] {
        let Edited { text: new, change, line } = edited(text, &wanted());
        assert_eq!((new.as_str(), change), (format!("{text}{between}{SECTION}").as_str(), Change::Added));
        assert_eq!(new.lines().nth(line - 1), Some("rule = \"legacy-rfc-destination\""));
        if text.contains('\n') {
            let new = edited(&crlf(text), &wanted()).text;
            assert_eq!(new, crlf(&format!("{text}{between}{SECTION}")));
        }
    }
}

#[test]
fn lists_in_brackets_get_one_more_table() {
    let table = "{ rule = \"legacy-rfc-destination\", system = \"QAS\", subject = \"SAPOSS\", reason = \"audit\" }";
    let old = "{ rule = \"missing-support-job\", reason = \"x\" }";
    for (before, after) in [
        ("suppress = []\n".to_owned(), format!("suppress = [{table}]\n")),
        ("suppress = [ # none\n]\n".to_owned(), format!("suppress = [ # none\n{table}]\n")),
        (format!("suppress = [{old}]"), format!("suppress = [{old}, {table}]")),
        (format!("suppress = [ {old}, ]\n"), format!("suppress = [ {old}, {table}, ]\n")),
        (
            format!("suppress = [\n    {old}, # why\n    # the end\n] # all\nas-of = \"2026-11-22\"\n"),
            format!("suppress = [\n    {old}, # why\n    # the end\n    {table},\n] # all\nas-of = \"2026-11-22\"\n"),
        ),
        (
            format!("suppress = [\r\n\t{old} # why, so\r\n]\r\n"),
            format!("suppress = [\r\n\t{old}, # why, so\r\n\t{table}\r\n]\r\n"),
        ),
    ] {
        assert_eq!(edited(&before, &wanted()).text, after);
    }
}

#[test]
fn the_one_for_the_same_is_changed_in_its_place() {
    let until = Some(date(2027, 1, 31));
    let old = "[[suppress]]\nrule = 'legacy-rfc-destination'\nsubject = \"saposs\" # all of them\nsystem = \"qas\"\n";
    let cases = [
        ("  reason = \"old\" # why\n", None, "  reason = \"audit\" # why\n"),
        ("  reason = \"old\" # why\n", until, "  reason = \"audit\" # why\n  until = \"2027-01-31\"\n"),
        ("reason = \"\"\"old\n\"\"\"", until, "reason = \"audit\"\nuntil = \"2027-01-31\""),
        ("until = 2020-01-01 # gone\nreason = 'old'\n", until, "until = \"2027-01-31\" # gone\nreason = \"audit\"\n"),
        ("until = 'soon' # gone\nreason = 'old'\n", None, "# gone\nreason = \"audit\"\n"),
        (
            "reason = 'old'\nuntil = 'soon'\n\n[[system]]\nname = 'A'\nfiles = ['a']",
            None,
            "reason = \"audit\"\n\n[[system]]\nname = 'A'\nfiles = ['a']",
        ),
        ("reason = 'old'\r\nuntil = 'soon'", None, "reason = \"audit\"\r\n"),
    ];
    for (before, until, after) in cases {
        let edited = edited(&format!("{old}{before}"), &Wanted { until, ..wanted() });
        assert_eq!((edited.text, edited.change, edited.line), (format!("{old}{after}"), Change::Changed, 2));
    }
    let inline =
        |rest: &str| format!("suppress = [{{rule='legacy-rfc-destination',system='QAS',subject='SAPOSS',{rest}}}]");
    for (before, until, after) in [
        ("reason='old'", until, "reason=\"audit\", until = \"2027-01-31\""),
        ("reason='old' , until='soon'", None, "reason=\"audit\" "),
        ("until=2020-01-01, reason='old'", until, "until=\"2027-01-31\", reason=\"audit\""),
    ] {
        assert_eq!(edited(&inline(before), &Wanted { until, ..wanted() }).text, inline(after));
    }
    let first =
        "suppress = [{until='soon', rule='legacy-rfc-destination', system='QAS', subject='SAPOSS', reason='old'}]";
    let after = "suppress = [{rule='legacy-rfc-destination', system='QAS', subject='SAPOSS', reason=\"audit\"}]";
    assert_eq!(edited(first, &wanted()).text, after);
}

#[test]
fn an_owner_stays_unless_there_is_another_one() {
    let until = Some(date(2027, 1, 31));
    let owned = |owner: &str| Wanted { owner: Some(owner.to_owned()), until, ..wanted() };
    let old = "[[suppress]]\nrule = 'legacy-rfc-destination'\nsubject = \"saposs\"\nsystem = \"qas\"\n";
    for (before, wanted, after) in [
        ("reason = 'old'\n", owned("Basis"), "reason = \"audit\"\nowner = \"Basis\"\nuntil = \"2027-01-31\"\n"),
        (
            "owner = 'A' # first\nreason = 'old'\n",
            owned("B"),
            "owner = \"B\" # first\nreason = \"audit\"\nuntil = \"2027-01-31\"\n",
        ),
        ("owner = 'A'\nreason = 'old'\n", wanted(), "owner = 'A'\nreason = \"audit\"\n"),
    ] {
        let edited = edited(&format!("{old}{before}"), &wanted);
        assert_eq!((edited.text, edited.change), (format!("{old}{after}"), Change::Changed));
    }
    let inline =
        |rest: &str| format!("suppress = [{{rule='legacy-rfc-destination',system='QAS',subject='SAPOSS',{rest}}}]");
    let after = inline("reason=\"audit\", owner = \"Basis\", until = \"2027-01-31\"");
    assert_eq!(edited(&inline("reason='old'"), &owned("Basis")).text, after);
    let there = format!("{old}reason = \"audit\"\nowner = 'A'\n");
    assert_eq!(edited(&there, &wanted()).change, Change::Unchanged);
    assert_eq!(edited(&there, &Wanted { owner: Some("A".to_owned()), ..wanted() }).change, Change::Unchanged);
}

#[test]
fn what_is_there_already_is_not_written_again() {
    let text = format!("# first\n{SECTION}");
    let edited = edited(&text, &wanted());
    assert_eq!((edited.text, edited.change, edited.line), (text, Change::Unchanged, 3));
}

#[test]
fn one_for_more_or_for_less_is_another_one() {
    for other in [
        Wanted { system: None, ..wanted() },
        Wanted { subject: None, ..wanted() },
        Wanted { subject: Some("SAPOSS*".to_owned()), ..wanted() },
        Wanted { rule: "legacy-*".to_owned(), ..wanted() },
    ] {
        assert_eq!(edited(SECTION, &other).change, Change::Added);
    }
}

#[test]
fn what_is_no_suppression_is_not_written() {
    let message = |wanted: Wanted| match edit::suppress("", &wanted, &KNOWN) {
        Err(EditError::Wanted(mistake)) => (mistake.message, mistake.help),
        other => panic!("{other:?}"),
    };
    let (unknown, near) = message(Wanted { rule: "legacy-rfc-destinaton".to_owned(), ..wanted() });
    assert_eq!(
        (unknown.as_str(), near.as_str()),
        ("unknown rule `legacy-rfc-destinaton`", "did you mean `legacy-rfc-destination`?")
    );
    assert_eq!(message(Wanted { reason: " \t".to_owned(), ..wanted() }).0, "the reason is blank");
    assert_eq!(message(Wanted { subject: Some(String::new()), ..wanted() }).0, "a system or a subject is blank");
    assert!(message(Wanted { subject: Some("a[".to_owned()), ..wanted() }).0.starts_with("malformed pattern"));
    let all = Wanted { rule: "*".to_owned(), system: None, subject: None, ..wanted() };
    assert_eq!(message(all).0, "this would suppress every finding of every rule");
    let mistakes = edit::suppress("as-off = 1\n", &wanted(), &KNOWN);
    assert!(matches!(mistakes, Err(EditError::Malformed(mistakes)) if mistakes.len() == 1));
    let long = "# ".to_owned() + &"x".repeat(8 << 20);
    assert!(matches!(edit::suppress(&long, &wanted(), &KNOWN), Err(EditError::TooLong)));
}

/// Text that is hard on whoever writes it down.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[\"'\\\\\n\r\t#=\\[\\]{},. \u{0}\u{7}\u{7f}\u{85}\u{feff}\u{202e}aä€]{1,12}",
        any::<String>(),
        Just("\"\"\"\n[[suppress]]\nrule = \"x\"".to_owned()),
        Just("'''".to_owned()),
    ]
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_as_it_was(
        system in proptest::option::of(hostile()),
        subject in proptest::option::of(hostile()),
        reason in hostile(),
        other in hostile(),
        form in 0..3_usize,
    ) {
        prop_assume!([&system, &subject].into_iter().flatten().chain([&reason, &other]).all(|text| !text.trim().is_empty()));
        let [system, subject] = [system, subject].map(|text| text.map(|text| exactly(&text)));
        let first = Wanted { system, subject, reason, ..wanted() };
        let text = ["# none\r\n", "suppress = [ # none\n] # end\n", "\u{FEFF}[rules.certificate-expiring]\ndays = 1"][form];
        let added = edited(text, &first);
        prop_assert_eq!(added.change, Change::Added);
        let second = Wanted { reason: other, until: Some(date(2027, 1, 31)), ..first.clone() };
        let changed = edited(&added.text, &second);
        for (text, wanted) in [(&added.text, &first), (&changed.text, &second)] {
            let [suppression] = &config(text).suppressions[..] else { panic!("{text}") };
            let name = |name: &Option<Name>| name.as_ref().map(|name| name.text().to_owned());
            prop_assert_eq!(name(&suppression.system), wanted.system.clone());
            prop_assert_eq!(name(&suppression.subject), wanted.subject.clone());
            prop_assert_eq!(&suppression.reason, &wanted.reason);
        }
        prop_assert_eq!(edited(&changed.text, &Wanted { until: None, ..first }).text, added.text);
    }
}
