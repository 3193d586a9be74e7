//! The print: short, unless somebody asks for everything.

use super::browser::{TOOLS, drive, sheets};
use super::landscapes::{SYSTEMS, html, invented, landscape};

#[test]
fn a_print_is_short_unless_all_of_it_is_asked_for() {
    let small = invented();
    let Some(short) = sheets(&small) else { return };
    let all = sheets(&small.replacen("id=\"everything\"", "id=\"everything\" checked", 1)).unwrap();
    let large = sheets(&html(&landscape())).unwrap();
    eprintln!("sheets: {short} of three systems, all of it {all}; {large} of {SYSTEMS} systems");
    assert!(short <= 20, "{short} sheets of three systems");
    assert!(large <= 60, "{large} sheets of {SYSTEMS} systems");
    assert!(all > 2 * short, "{all} sheets of everything");
}

#[test]
fn a_short_print_says_what_it_leaves_out_and_what_was_filtered() {
    let script = format!(
        "{TOOLS}
        const result = {{}};
        // What the rules for print show, by the style sheet alone.
        const sheet = document.styleSheets[0];
        for (const rule of Array.from(sheet.cssRules)) if (rule.media?.mediaText === 'print') rule.media.mediaText = 'all';
        const see = () => ['.standing', '#matrix', '.plan h5', '.plan .what', '.findings', '#rules', '#steps', '#exports', '#files', '#filters', 'p.short']
          .map((selector) => all(selector).some((element) => element.checkVisibility({{ contentVisibilityAuto: false }})));
        result.short = see();
        result.filtered = by('filtered').checkVisibility();
        by('everything').click();
        result.everything = see();
        result.folded = all('#rules > .page > div').filter((page) => page.getBoundingClientRect().height === 0).length;
        by('everything').click();
        await set('search', 'saposs');
        result.told = by('filtered').innerText;
        result.rows = all('.standing tbody tr').filter((row) => row.checkVisibility()).length;
        result.left = document.querySelector('p.short').innerText;
        result.seen = seen;
        return result;"
    );
    let Some(said) = drive(&invented(), &script, &[]) else { return };
    let (yes, no) = (true, false);
    assert_eq!(said["short"], serde_json::json!([yes, yes, yes, yes, no, no, no, no, no, no, yes]));
    assert_eq!(said["everything"], serde_json::json!([yes, yes, yes, yes, yes, yes, yes, yes, yes, no, no]));
    assert_eq!((&said["folded"], &said["filtered"]), (&0.into(), &false.into()), "{said}");
    let told = said["told"].as_str().unwrap();
    assert!(told.contains("search “saposs”") && told.contains("in 1 of 3 systems"), "{told}");
    assert_eq!(said["rows"], 1);
    let left = said["left"].as_str().unwrap();
    assert!(left.contains("findings in 2 systems") && left.contains("rule pages"), "{left}");
}
