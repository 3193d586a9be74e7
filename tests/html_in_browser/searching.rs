//! Search and filters: what they leave, what they count, and that an address keeps them.

use basislint::report::matrix::{Matrix, State};
use serde_json::Value;

use super::browser::{TOOLS, drive};
use super::landscapes::{NAMED, SYSTEMS, html, invented, landscape};

/// Numbers of systems that a filter leaves.
fn counted(matrix: &Matrix<'_>, fits: impl Fn(usize) -> bool) -> Value {
    let number = (0..matrix.rows.len()).filter(|&row| fits(row)).count();
    serde_json::json!([number, number, number])
}

#[test]
fn filters_leave_what_they_should() {
    let report = landscape();
    let matrix = Matrix::of(&report);
    let rule = "legacy-rfc-destination";
    let script = format!(
        "{TOOLS}
        const result = {{}};
        result.all = visible();
        await set('search', '{NAMED}'); result.named = visible();
        await set('search', '  {rule} '); result.rule = visible();
        result.blocks = new Set(all('.system:not([hidden]) .rule').filter((block) => block.checkVisibility()).map((block) => block.querySelector('.what a').textContent)).size;
        await set('search', 'no such system'); result.nothing = [visible(), by('nothing').hidden, by('shown').textContent];
        await reset(); result.reset = [visible(), by('shown').textContent];
        await set('role', 'focused-run'); result.role = visible();
        await set('tier', 'production'); result.roleAndTier = visible();
        await reset();
        await set('step', '3'); await set('state', 'f'); result.stepAndState = visible();
        result.chosen = all('th.chosen').length;
        await set('state', 'q'); result.undecided = visible();
        await reset();
        await set('only-open'); result.open = visible();
        result.passed = shown('.system .others');
        result.seen = seen;
        return result;"
    );
    let Some(said) = drive(&html(&report), &script, &[]) else { return };
    let index = report.rules.iter().position(|page| page.id == rule).unwrap();
    let rows = &matrix.rows;
    assert_eq!(said["all"], counted(&matrix, |_| true));
    assert_eq!(said["named"], counted(&matrix, |row| rows[row].system.name == NAMED));
    let pressing =
        |row: usize| matches!(rows[row].outcomes[index].state, State::Fail | State::Note | State::NotEvaluated);
    assert_eq!(said["rule"], counted(&matrix, pressing));
    assert_eq!(said["blocks"], 1, "a search for a rule shows the findings of that rule only");
    assert_eq!(said["nothing"], serde_json::json!([[0, 0, 0], false, format!("no finding; 0 of {SYSTEMS} systems")]));
    assert_eq!(said["reset"], serde_json::json!([[SYSTEMS, SYSTEMS, SYSTEMS], format!("{SYSTEMS} systems")]));
    assert_eq!(said["role"], counted(&matrix, |row| rows[row].system.role == "focused-run"));
    let both =
        |row: usize| rows[row].system.role == "focused-run" && rows[row].system.tier.as_deref() == Some("production");
    assert_eq!(said["roleAndTier"], counted(&matrix, both));
    assert_eq!(said["stepAndState"], counted(&matrix, |row| rows[row].cells[3].state == State::Fail));
    assert_eq!(said["chosen"], 1);
    assert_eq!(said["undecided"], counted(&matrix, |row| rows[row].cells[3].state == State::NotEvaluated));
    let open = counted(&matrix, |row| rows[row].is_open());
    assert_eq!(said["open"], open);
    assert_ne!(open, counted(&matrix, |_| true), "some system must have nothing open");
    assert_eq!(said["passed"], 0);
}

#[test]
fn a_search_leaves_the_findings_that_fit_and_counts_them() {
    let script = format!(
        "{TOOLS}
        const result = {{}};
        const seen_ = () => all('.findings > li:not(.help)').filter((finding) => finding.checkVisibility({{ contentVisibilityAuto: false }}));
        const texts = () => seen_().map((finding) => finding.textContent);
        const read = async (words) => {{
          await set('search', words);
          return {{ said: by('shown').textContent, findings: texts(), systems: all('.system:not([hidden])').map((system) => system.id),
            rules: all('.rule').filter((rule) => rule.checkVisibility({{ contentVisibilityAuto: false }})).map((rule) => rule.querySelector('.what a').textContent),
            steps: all('.plan > li:not([hidden])').filter((step) => !step.closest('[hidden]') && !step.querySelector('.rule:not([hidden])')).length,
            pages: all('#rules > .page:not([hidden])').length, found: by('found').hidden ? null : by('found').innerText }};
        }};
        result.all = texts().length;
        result.subject = await read('saposs');
        result.inOne = await read('SAPOSS qas');
        result.rule = await read('legacy-rfc-destination');
        result.title = await read(document.querySelector('#rules code').closest('h3').firstChild.textContent);
        result.file = await read('sm59_rfcdes.txt');
        result.readFile = await read('DEV/cvers');
        result.note = await read('2923799');
        result.system = await read('QAS');
        await new Promise((next) => setTimeout(next, 400));
        result.address = location.hash;
        await set('role', 'abap-direct'); await new Promise((next) => setTimeout(next, 400));
        result.both = location.hash;
        result.nothing = await read('no such thing');
        result.told = by('nothing').checkVisibility();
        await reset(); await new Promise((next) => setTimeout(next, 400));
        result.after = [texts().length, location.hash, all('#rules > .page[hidden], #steps [hidden], #files [hidden]').length];
        location.hash = '#search=saposs&role=solution-manager';
        await new Promise((next) => setTimeout(next, 100));
        result.recalled = [by('search').value, by('role').value, all('.system:not([hidden])').map((system) => system.id)];
        // What a search left out of the page is there again for whoever follows a link to it.
        location.hash = '#QAS'; await new Promise((next) => setTimeout(next, 200));
        result.followed = by('QAS').checkVisibility();
        result.seen = seen;
        return result;"
    );
    let Some(said) = drive(&invented(), &script, &[]) else { return };
    let list = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let subject = &said["subject"];
    let findings = list(&subject["findings"]);
    assert!(findings.len() > 3 && findings.len() < said["all"].as_u64().unwrap() as usize, "{subject}");
    assert!(findings.iter().all(|text| text.to_lowercase().contains("saposs")), "{findings:?}");
    assert_eq!(subject["systems"], serde_json::json!(["SOL"]));
    let mut rules = list(&subject["rules"]);
    rules.dedup();
    let words = format!("{} findings of {} rules in 1 of 3 systems", findings.len(), rules.len());
    assert_eq!(subject["said"], words);
    assert_eq!(subject["steps"], 0, "steps without a finding that fits");
    assert!(
        rules.iter().all(|rule| subject["found"].as_str().unwrap().contains(rule.as_str())),
        "{}",
        subject["found"]
    );
    assert_eq!(said["inOne"]["said"], "no finding; 0 of 3 systems");
    assert!(list(&said["rule"]["rules"]).iter().all(|rule| rule == "legacy-rfc-destination"));
    assert!(!list(&said["rule"]["findings"]).is_empty());
    assert_eq!(said["title"]["pages"], 1, "{}", said["title"]);
    assert!(list(&said["file"]["findings"]).iter().all(|text| text.contains("sm59_rfcdes.txt")), "{}", said["file"]);
    assert!(!list(&said["file"]["findings"]).is_empty());
    assert!(
        said["readFile"]["found"].as_str().unwrap().contains("1 file"),
        "a file without findings: {}",
        said["readFile"]
    );
    assert!(!list(&said["note"]["findings"]).is_empty());
    assert_eq!(said["system"]["systems"], serde_json::json!(["QAS"]));
    assert_eq!((&said["address"], &said["both"]), (&"#search=QAS".into(), &"#search=QAS&role=abap-direct".into()));
    assert_eq!((&said["nothing"]["said"], &said["told"]), (&"no finding; 0 of 3 systems".into(), &true.into()));
    assert_eq!(said["after"], serde_json::json!([said["all"], "", 0]));
    assert_eq!(said["recalled"], serde_json::json!(["saposs", "solution-manager", ["SOL"]]));
    assert_eq!(said["followed"], true);
}
