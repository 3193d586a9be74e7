//! Opens HTML reports in a browser, and uses them: search, filters, links, keys, colours, print. What axe-core finds is looked for by
//! `tests/axe/run.sh`.
//!
//! The browser is that of `BASISLINT_CHROMIUM`, else Chromium or Chrome on the path. Without one the tests say so and pass,
//! unless `BASISLINT_REQUIRE_CHROMIUM` is set.

#![allow(clippy::print_stderr)]

mod browser;
mod landscapes;
mod printing;
mod searching;
mod telephone;
mod ways;

use serde_json::Value;

use browser::{TOOLS, drive, open};
use landscapes::{NAMED, SYSTEMS, html, integrations, landscape};

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
