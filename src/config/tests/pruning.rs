use super::prune::without;
use super::*;

fn one(rule: &str, more: &str) -> String {
    format!("[[suppress]]\nrule = \"{rule}\"\nreason = \"audit\"\n{more}")
}

#[track_caller]
fn assert_left(text: &str, indexes: &[usize], left: &str) {
    for line_end in ["\n", "\r\n"] {
        let of = |text: &str| text.replace('\n', line_end);
        assert_eq!(without(&of(text), indexes, &KNOWN).unwrap(), of(left));
    }
}

#[test]
fn a_suppression_goes_with_the_comments_right_above_it_and_all_else_stays() {
    let (first, second) =
        (one("legacy-rfc-destination", "until = '2027-01-31' # audit\n"), one("missing-support-job", ""));
    let text =
        format!("\u{FEFF}# ours\nas-of = \"2026-11-22\"   # the day\n\n# why\n# and who\n{first}\n# other\n\n{second}");
    assert_left(&text, &[0], &format!("\u{FEFF}# ours\nas-of = \"2026-11-22\"   # the day\n\n# other\n\n{second}"));
    assert_left(
        &text,
        &[1],
        &format!("\u{FEFF}# ours\nas-of = \"2026-11-22\"   # the day\n\n# why\n# and who\n{first}\n# other\n"),
    );
    assert_left(&text, &[0, 1], "\u{FEFF}# ours\nas-of = \"2026-11-22\"   # the day\n\n# other\n");
    assert_left(&text, &[], &text);
}

#[test]
fn a_suppression_alone_leaves_nothing_but_what_was_before_it() {
    assert_left(&one("missing-support-job", ""), &[0], "");
    assert_left(&format!("\u{FEFF}# why\n{}", one("missing-support-job", "")), &[0], "\u{FEFF}");
    let text = format!("[rules.certificate-expiring]\ndays = 60\n\n{}", one("missing-support-job", ""));
    assert_left(text.trim_end(), &[0], "[rules.certificate-expiring]\ndays = 60\n");
    let top = "rules = [\n  \"our-rules/\",\n]\nexclude = [\"*.bak\"]\noutput = [\"html=a.html\"]\nmin-confidence = \"low\"\n";
    assert_left(format!("{top}\n{}", one("missing-support-job", "")).trim_end(), &[0], top);
}

#[test]
fn tables_in_braces_go_with_their_comma() {
    let [first, second] = ["legacy-rfc-destination", "missing-support-job"]
        .map(|rule| format!("{{ rule = \"{rule}\", reason = \"x\" }}"));
    assert_left(&format!("suppress = [{first}, {second}]\n"), &[0], &format!("suppress = [{second}]\n"));
    assert_left(&format!("suppress = [{first}, {second}]\n"), &[1], &format!("suppress = [{first}]\n"));
    assert_left(&format!("suppress = [{first}, {second}]\n"), &[0, 1], "suppress = []\n");
    let lines = format!("suppress = [\n  # a\n  {first}, # why\n  # b\n  {second},\n]\n");
    assert_left(&lines, &[0], &format!("suppress = [\n  # b\n  {second},\n]\n"));
    assert_left(&lines, &[1], &format!("suppress = [\n  # a\n  {first}, # why\n]\n"));
}

#[test]
fn what_is_malformed_is_left_alone() {
    assert!(without("[[suppress]]\n", &[0], &KNOWN).is_err());
    assert!(without(&one("missing-support-job", ""), &[1], &KNOWN).is_err());
}
