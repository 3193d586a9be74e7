//! Opens the HTML report of two hundred systems in a browser, and uses it: filters, links, keys, colours.
//!
//! The browser is that of `BASISLINT_CHROMIUM`, else Chromium or Chrome on the path. Without one the tests say so and pass,
//! unless `BASISLINT_REQUIRE_CHROMIUM` is set.

#![allow(clippy::print_stderr)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use basislint::finding::{Excerpt, Finding, Need, Place, RuleVerdict, Status, Verdict};
use basislint::landscape::picture::{Hop, Need as TrustNeed, Picture, State as TrustState, Trust};
use basislint::landscape::{Role, Tier};
use basislint::report::matrix::{Matrix, State};
use basislint::report::{Format, Options, Report, SystemReport, write};
use basislint::rule::{Page, RuleSet};
use serde_json::Value;

const SYSTEMS: usize = 200;
/// Names, messages and paths that would do something if they were taken for anything but text.
const HOSTILE: [&str; 6] = [
    "</script><script>window.owned = 1</script>",
    "<img src=x onerror='window.owned = 1'>",
    "\"><svg onload=window.owned=1>",
    "]]><!-- javascript:window.owned=1",
    "a&lt;b&amp;\u{202e}drawkcab\u{202c}\u{1b}[31m",
    "{{ 7 * 7 }} {% raw %}",
];
/// The system that is searched by its name.
const NAMED: &str = "S0117";

/// What a rule says of a system, without rhyme but always the same.
fn verdict(system: usize, rule: usize) -> Verdict {
    match (system * 7 + rule * 13 + system * rule) % 11 {
        _ if system.is_multiple_of(10) => Verdict::Pass,
        0..=2 => Verdict::Fail,
        3 => Verdict::NotEvaluated,
        4 => Verdict::NotApplicable,
        _ => Verdict::Pass,
    }
}

fn system(number: usize, rules: &[Page]) -> SystemReport {
    let name = if number < HOSTILE.len() { HOSTILE[number].to_owned() } else { format!("S{number:04}") };
    let verdict = |(index, page): (usize, &Page)| {
        let verdict = verdict(number, index);
        let missing = match verdict {
            Verdict::NotEvaluated => vec![Need::of_any(&["rfc-destinations"])],
            _ => Vec::new(),
        };
        RuleVerdict {
            rule: page.id.as_str().into(),
            verdict,
            reason: "".into(),
            missing: missing.into(),
            evidence: Arc::default(),
        }
    };
    SystemReport {
        name,
        role: Role::ALL[number % 3].name().to_owned(),
        tier: (number % 5 < 4).then(|| Tier::ALL[number % 5 % 4].name().to_owned()),
        inferred: None,
        role_in_doubt: false,
        stack: None,
        verdicts: rules.iter().enumerate().map(verdict).collect(),
    }
}

fn finding(system: &SystemReport, page: &Page, number: usize) -> Finding {
    let line = number as u64 + 1;
    let hostile = HOSTILE[number % HOSTILE.len()];
    Finding {
        rule: page.id.clone(),
        severity: page.severity,
        system: system.name.clone(),
        subject: format!("SUBJECT_{number}"),
        message: format!("{hostile} is wrong"),
        help: format!("Mend {hostile} in SM59."),
        path: format!("exports/{hostile}/rfcdes.txt"),
        place: Place { line, column: 4, end_line: line, end_column: 9 },
        excerpt: Excerpt::default(),
        labels: Vec::new(),
        references: page.references.clone(),
        fingerprint: format!("{number:016x}"),
        seed: format!("{number:016x}"),
        related: Vec::new(),
        status: Status::New,
        risk: None,
    }
}

/// Two connections of an integration, one of them broken.
fn picture(system: &str) -> Picture {
    let certificate = |shown_by: &'static str, trusted_by: &'static str, state: TrustState| Trust {
        shown_by,
        shows: "its server certificate",
        subject: format!("CN={}{}", "unbroken".repeat(40), HOSTILE[0]),
        trusted_by,
        needs: vec![TrustNeed {
            what: format!("the list holds {}", HOSTILE[1]),
            state,
            why: HOSTILE[2].to_owned(),
            rule: Some("legacy-rfc-destination"),
        }],
    };
    let hop = |from: &'static str, to: &'static str, state: TrustState| Hop {
        from,
        to,
        trust: vec![certificate(to, from, state), certificate(from, to, TrustState::Holds)],
    };
    let (erp, cloud) = ("ABAP system", "Cloud Integration");
    let hops = vec![hop(erp, cloud, TrustState::Broken), hop(cloud, erp, TrustState::Holds)];
    Picture { system: system.to_owned(), hops }
}

fn landscape() -> Report {
    let rules = RuleSet::load(&[] as &[&str]).unwrap();
    let rules: Vec<Page> = rules.pages().cloned().collect();
    let systems: Vec<SystemReport> = (0..SYSTEMS).map(|number| system(number, &rules)).collect();
    let mut findings = Vec::new();
    for system in &systems {
        for (page, verdict) in rules.iter().zip(&system.verdicts) {
            if verdict.verdict == Verdict::Fail {
                findings.extend((0..2).map(|number| finding(system, page, number)));
            }
        }
    }
    let as_of = jiff::civil::date(2026, 11, 22);
    Report {
        as_of,
        systems,
        findings: findings.into(),
        fixes: basislint::fix::Fixes::default(),
        files: Vec::new(),
        rules,
        absent: Vec::new(),
        risks: Vec::new(),
        pictures: vec![picture(NAMED), picture(HOSTILE[0])],
        ignored_files: 0,
        asked: String::new(),
        category: String::new(),
        may_be_empty: false,
    }
}

fn html(report: &Report) -> String {
    let options = Options { width: 100, ..Options::default() };
    let mut out = Vec::new();
    write(Format::Html, report, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("BASISLINT_CHROMIUM").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").map_or(Vec::new(), |path| std::env::split_paths(&path).collect());
    let on_path = || names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = named.or_else(|| on_path().find(|path| path.is_file()));
    assert!(found.is_some() || std::env::var_os("BASISLINT_REQUIRE_CHROMIUM").is_none(), "there is no Chromium");
    if found.is_none() {
        eprintln!("skipped: there is no Chromium; set BASISLINT_CHROMIUM to its path");
    }
    found
}

/// Opens a page and gives the document as it is in the end, and what the console said.
fn open(page: &str, more: &[&str]) -> Option<(String, String)> {
    let browser = browser()?;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    std::fs::write(&path, page).unwrap();
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr"])
        .args(["--no-first-run", "--disable-extensions", "--window-size=1400,1000", "--virtual-time-budget=20000"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .args(more)
        .arg("--dump-dom")
        .arg(format!("file://{}", path.display()))
        .output()
        .unwrap();
    let console = String::from_utf8_lossy(&output.stderr)
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect::<Vec<_>>()
        .join("\n");
    Some((String::from_utf8_lossy(&output.stdout).into_owned(), console))
}

/// Runs a script in a copy of the page and gives what it returns. The copy differs in the policy, which lets the script in.
fn drive(page: &str, script: &str, more: &[&str]) -> Option<Value> {
    let (before, rest) = page.split_once("script-src 'sha256-").unwrap();
    let (_, after) = rest.split_once('\'').unwrap();
    let driver = format!(
        "<script>
        addEventListener('load', async () => {{
          const say = (value) => {{
            const place = document.createElement('pre');
            place.id = 'driver';
            place.textContent = '[[' + encodeURIComponent(JSON.stringify(value)) + ']]';
            document.body.append(place);
          }};
          try {{ say(await (async () => {{ {script} }})()); }} catch (error) {{ say({{ failed: String(error.stack) }}); }}
        }});
        </script></body>"
    );
    let watch = "<script>
        window.seen = [];
        addEventListener('error', (event) => seen.push(String(event.message)));
        addEventListener('securitypolicyviolation', (event) => seen.push(event.violatedDirective + ' ' + event.blockedURI));
        </script><style>";
    let page = format!("{before}script-src 'unsafe-inline'{after}").replacen("<style>", watch, 1);
    let page = format!("{}{driver}</html>", page.rsplit_once("</body>").unwrap().0);
    let (document, console) = open(&page, more)?;
    assert_eq!(console, "");
    let Some((_, said)) = document.split_once("<pre id=\"driver\">[[") else { panic!("the script did not end") };
    let said = said.split("]]").next().unwrap();
    let said: Value = serde_json::from_str(&percent_encoding::percent_decode_str(said).decode_utf8().unwrap()).unwrap();
    assert_eq!(said["failed"], Value::Null, "{said}");
    assert_eq!(said["seen"], serde_json::json!([]), "errors, or requests that the policy refused");
    Some(said)
}

/// What every script may use.
const TOOLS: &str = r"
const by = (id) => document.getElementById(id);
const all = (selector) => Array.from(document.querySelectorAll(selector));
// A browser without a screen draws no frames that one could wait for; events are tasks.
const frames = async () => {
  for (let number = 0; number < 2; number++) await new Promise((next) => setTimeout(next, 0));
};
const set = async (id, value) => {
  const field = by(id);
  if (field.type === 'checkbox') field.click();
  else { field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }
  await frames();
};
const shown = (selector) => all(selector).filter((element) => element.checkVisibility()).length;
const visible = () => ['#matrix tbody tr', '.tiles > li', '.system'].map(shown);
const reset = async () => { by('clear').click(); await frames(); };
";

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
        result.blocks = new Set(all('.system:not([hidden]) .rule').filter((block) => block.checkVisibility()).map((block) => block.querySelector('.what code').textContent)).size;
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
    assert_eq!(said["nothing"], serde_json::json!([[0, 0, 0], false, format!("0 of {SYSTEMS} systems")]));
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
fn links_lead_somewhere_and_back() {
    let script = format!(
        "{TOOLS}
        const result = {{}};
        const links = all('a[href]').map((link) => link.getAttribute('href'));
        result.dead = links.filter((link) => link.startsWith('#') && !by(link.slice(1)));
        result.foreign = Array.from(new Set(links.filter((link) => !link.startsWith('#') && !/^https:..me[.]sap[.]com.notes.[0-9]+$/.test(link))));
        result.marked = all('.matrix td').filter((cell) => /[fnqsp]/.test(cell.className.charAt(0)) !== !!cell.querySelector('a')).length;
        const ids = all('[id]').map((element) => element.id);
        result.twice = ids.filter((id, index) => ids.indexOf(id) !== index);
        // A cell whose details are folded, in a system that a filter hides.
        const cell = all('.matrix td.p a').at(-1);
        const target = by(cell.getAttribute('href').slice(1));
        await set('search', 'no such system');
        result.hidden = target.checkVisibility({{ contentVisibilityAuto: false }});
        location.hash = cell.getAttribute('href');
        await new Promise((next) => setTimeout(next, 500));
        const top = target.getBoundingClientRect().top;
        result.open = [target.checkVisibility(), target.closest('details').open, document.activeElement === target];
        result.top = top >= 0 && top < innerHeight / 2;
        const back = target.closest('.system').querySelector('.back');
        back.click();
        await frames(); await frames();
        result.back = document.activeElement.closest('tr').id === back.getAttribute('href').slice(1);
        result.resources = performance.getEntriesByType('resource').length;
        result.owned = window.owned ?? null;
        result.scripts = document.scripts.length;
        result.images = document.images.length;
        result.seen = seen;
        return result;"
    );
    let Some(said) = drive(&html(&landscape()), &script, &[]) else { return };
    assert_eq!(said["dead"], serde_json::json!([]));
    assert_eq!(said["foreign"], serde_json::json!([]), "links other than to SAP Notes");
    assert_eq!(said["marked"], 0, "cells with details are links, others are not");
    assert_eq!(said["twice"], serde_json::json!([]), "ids that stand twice");
    assert_eq!((&said["hidden"], &said["open"]), (&false.into(), &serde_json::json!([true, true, true])));
    assert_eq!((&said["top"], &said["back"]), (&true.into(), &true.into()));
    assert_eq!(said["resources"], 0, "requests");
    assert_eq!((&said["owned"], &said["images"]), (&Value::Null, &0.into()), "an export's text became markup");
    // Its own, and the two of this test.
    assert_eq!(said["scripts"], 3);
}

#[test]
fn keys_are_enough() {
    let script = format!(
        "{TOOLS}
        const result = {{}};
        const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true, cancelable: true }}));
        const where = () => {{
          const cell = document.activeElement.closest('td, th');
          return [cell.closest('tr').sectionRowIndex, cell.cellIndex];
        }};
        result.first = all('a[href], button, input, select, [tabindex=\"0\"]').find((element) => element.tabIndex >= 0).className;
        result.stops = all('.matrix tbody [tabindex=\"0\"]').length;
        document.querySelector('.matrix tbody [tabindex=\"0\"]').focus();
        result.begin = where();
        press('ArrowDown'); press('ArrowDown'); result.down = where();
        press('ArrowUp'); result.up = where();
        press('ArrowRight'); result.right = where(); result.said = by('cursor').textContent;
        press('End'); result.end = where();
        press('Home'); result.home = where();
        press('PageDown'); result.last = where();
        result.stopsAfter = all('.matrix tbody [tabindex=\"0\"]').map((link) => link === document.activeElement);
        result.unnamed = all('button, input, select, .matrix td > *').filter((element) =>
          !element.getAttribute('aria-label') && !element.textContent.trim() && !element.labels?.length).length;
        result.heads = [all('thead th[scope=col]').length, all('tbody th[scope=row]').length];
        result.seen = seen;
        return result;"
    );
    let report = landscape();
    let Some(said) = drive(&html(&report), &script, &[]) else { return };
    let matrix = Matrix::of(&report);
    let judged: Vec<usize> =
        (0..matrix.columns.len()).filter(|&column| matrix.rows[1].cells[column].state.is_judged()).collect();
    assert_eq!(said["first"], "skip");
    assert_eq!(said["stops"], 1, "places in the matrix on the way of the tab key");
    assert_eq!(said["begin"], serde_json::json!([0, 0]));
    assert_eq!((&said["down"], &said["up"]), (&serde_json::json!([2, 0]), &serde_json::json!([1, 0])));
    assert_eq!(said["right"], serde_json::json!([1, judged[0] + 1]));
    assert!(said["said"].as_str().unwrap().contains("window.owned"), "{}", said["said"]);
    assert_eq!(said["end"], serde_json::json!([1, judged.last().unwrap() + 1]));
    assert_eq!((&said["home"], &said["last"]), (&serde_json::json!([1, 0]), &serde_json::json!([SYSTEMS - 1, 0])));
    assert_eq!(said["stopsAfter"], serde_json::json!([true]));
    assert_eq!(said["unnamed"], 0, "elements that say nothing to who cannot see them");
    assert_eq!(said["heads"], serde_json::json!([matrix.columns.len() + 1, SYSTEMS]));
}

/// The two systems of the landscape that have a picture.
fn integrations() -> Report {
    let mut report = landscape();
    report.systems.retain(|system| [NAMED, HOSTILE[0]].contains(&system.name.as_str()));
    report
}

#[test]
fn who_trusts_whom_is_read_in_order_and_reached_by_keys() {
    let script = format!(
        "{TOOLS}
        const result = {{}};
        // What a screen reader says: all that is not hidden from it, with the names of links in place of their signs.
        const read = (element) => {{
          if (element.nodeType === Node.TEXT_NODE) return element.textContent;
          if (element.nodeType !== Node.ELEMENT_NODE || element.ariaHidden === 'true') return ' ';
          if (element.ariaLabel && element.matches('a')) return element.ariaLabel;
          return Array.from(element.childNodes, read).join('');
        }};
        const said = (selector) => read(document.querySelector(selector)).replace(/\\s+/g, ' ').trim();
        result.route = said('#trust .route');
        result.summaries = all('#trust .trust:first-of-type summary').map((summary) => read(summary).replace(/\\s+/g, ' ').trim());
        result.broken = said('#trust .link').slice(0, 40);
        result.folded = all('#trust details').map((details) => details.open);
        const arrows = all('#trust a.arrow');
        arrows[1].focus(); result.focus = document.activeElement === arrows[1];
        location.hash = arrows[1].getAttribute('href');
        await new Promise((next) => setTimeout(next, 500));
        result.arrived = [document.activeElement.tagName, document.activeElement.closest('details').open];
        await set('search', '{NAMED}'); result.named = shown('#trust .trust');
        await reset(); result.all = shown('#trust .trust');
        result.seen = seen;
        return result;"
    );
    let Some(said) = drive(&html(&integrations()), &script, &[]) else { return };
    assert_eq!(said["route"], "ABAP system to Cloud Integration: fail Cloud Integration to ABAP system: pass");
    let summaries = ["ABAP system → Cloud Integration fail", "Cloud Integration → ABAP system pass"];
    assert_eq!(said["summaries"], serde_json::json!(summaries));
    assert_eq!(said["broken"], "Cloud Integration shows its server certi");
    assert_eq!(said["folded"], serde_json::json!([true, false, true, false]), "what is broken is unfolded");
    assert_eq!((&said["focus"], &said["arrived"]), (&true.into(), &serde_json::json!(["SUMMARY", true])));
    assert_eq!((&said["named"], &said["all"]), (&1.into(), &2.into()));
}

#[test]
fn who_trusts_whom_fits_a_telephone() {
    // Chromium's own window is never so narrow.
    let script = format!(
        "{TOOLS}
        const copy = document.documentElement.cloneNode(true);
        copy.querySelectorAll('script').forEach((script) => script.remove());
        copy.querySelectorAll('details').forEach((details) => {{ details.open = true; }});
        const frame = document.createElement('iframe');
        frame.style.cssText = 'width: 360px; height: 800px; border: 0';
        document.body.append(frame);
        const inner = frame.contentDocument;
        inner.open();
        inner.write(copy.outerHTML);
        inner.close();
        await frames();
        const parts = Array.from(inner.querySelectorAll('#trust, #trust *'));
        const wide = parts.filter((element) => element.getBoundingClientRect().right > 360);
        return {{ width: frame.contentWindow.innerWidth, parts: parts.length, wide: wide.map((element) => element.outerHTML.slice(0, 80)), seen }};"
    );
    let Some(said) = drive(&html(&integrations()), &script, &[]) else { return };
    assert!(said["parts"].as_u64().unwrap() > 100, "{said}");
    assert_eq!((&said["width"], &said["wide"]), (&360.into(), &serde_json::json!([])));
}

/// Red, green and blue of the page's ground, before and after the button.
const COLOURS: &str = "
    const ground = () => getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number);
    const before = ground();
    by('theme').click();
    return { before, after: ground(), label: by('theme').textContent, seen };";

#[test]
fn the_page_is_light_or_dark_as_the_reader_likes() {
    let page = html(&landscape());
    let script = format!("{TOOLS}{COLOURS}");
    let bright = |value: &Value| value[0].as_u64().unwrap() > 128;
    let Some(said) = drive(&page, &script, &["--blink-settings=preferredColorScheme=1"]) else { return };
    assert_eq!((bright(&said["before"]), bright(&said["after"])), (true, false), "{said}");
    let Some(said) = drive(&page, &script, &["--blink-settings=preferredColorScheme=0"]) else { return };
    assert_eq!((bright(&said["before"]), bright(&said["after"])), (false, true), "{said}");
}

#[test]
fn without_its_script_the_page_is_a_plain_document() {
    let page = html(&landscape());
    let (before, rest) = page.rsplit_once("<script>").unwrap();
    let (_, after) = rest.split_once("</script>").unwrap();
    let script = format!(
        "{TOOLS}
        const useless = all('.js').filter((element) => element.checkVisibility()).length;
        const focusable = all('.matrix tbody a').filter((link) => link.tabIndex === 0).length;
        return {{ useless, focusable, shown: visible(), seen }};"
    );
    let Some(said) = drive(&format!("{before}{after}"), &script, &[]) else { return };
    assert_eq!(said["useless"], 0, "what only a script could make work is not shown");
    assert_eq!(said["shown"], serde_json::json!([SYSTEMS, SYSTEMS, SYSTEMS]));
    assert!(said["focusable"].as_u64().unwrap() > SYSTEMS as u64, "{said}");
}

#[test]
fn the_page_as_it_is_runs_its_own_script_and_no_other() {
    let Some((document, console)) = open(&html(&landscape()), &[]) else { return };
    assert!(document.contains("class=\"scripted\""), "the policy keeps the page's own script out");
    assert!(document.contains("200 systems</output>"));
    assert_eq!(console, "");
}
