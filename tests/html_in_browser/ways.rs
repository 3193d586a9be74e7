//! Links and keys: they lead somewhere, and are enough.

use basislint::report::matrix::Matrix;
use serde_json::Value;

use super::browser::{TOOLS, drive};
use super::landscapes::{SYSTEMS, html, landscape};

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
        result.heads = [all('.matrix thead th[scope=col]').length, all('.matrix tbody th[scope=row]').length];
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
