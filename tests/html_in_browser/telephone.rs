//! What a telephone's narrow screen shows, and what tiles are called.

use super::browser::{NARROW, TOOLS, drive};
use super::landscapes::{SYSTEMS, html, integrations, invented, landscape};

#[test]
fn numbers_of_steps_are_whole_on_a_telephone() {
    // Chromium's own window is never so narrow.
    let script = format!(
        "{TOOLS}{NARROW}
        const number = /\\d+(?:[.]\\d+)+/g;
        const walker = inner.createTreeWalker(inner.body, NodeFilter.SHOW_TEXT);
        const [broken, small, cut] = [[], [], []];
        let numbers = 0;
        while (walker.nextNode()) {{
          const node = walker.currentNode;
          const element = node.parentElement;
          if (element.closest('script, style, .findings, code') || !element.checkVisibility()) continue;
          for (const match of node.textContent.matchAll(number)) {{
            const range = inner.createRange();
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].length);
            const parts = Array.from(range.getClientRects()).filter((part) => part.width > 0);
            if (parts.length === 0) continue;
            numbers += 1;
            const [part] = parts;
            const text = `${{match[0]}} in ${{element.outerHTML.slice(0, 90)}}`;
            if (parts.length > 1) broken.push(text);
            if (Math.min(part.width, part.height) < 7) small.push(text);
            if (!element.closest('.scroll') && part.right > 360) cut.push(text);
          }}
        }}
        return {{ numbers, broken, small, cut, width: inner.documentElement.scrollWidth, seen }};"
    );
    for page in [invented(), html(&integrations())] {
        let Some(said) = drive(&page, &script, &[]) else { return };
        assert!(said["numbers"].as_u64().unwrap() > 200, "{said}");
        let none = serde_json::json!([]);
        assert_eq!((&said["broken"], &said["small"], &said["cut"]), (&none, &none, &none));
        assert!(said["width"].as_u64().unwrap() <= 360, "something makes the page itself wider: {said}");
    }
}

#[test]
fn names_of_tiles_contain_what_they_show() {
    let script = format!(
        "{TOOLS}
        const unlike = all('.tile a').filter((link) => {{
          const name = link.ariaLabel ?? link.textContent;
          const shown = Array.from(link.querySelectorAll('b, small, svg text'), (part) => part.textContent);
          return shown.length === 0 || !shown.every((text) => name.includes(text)) || !/[a-z]/.test(name);
        }});
        const cells = all('.matrix td a').filter((link) => /[0-9]/.test(link.textContent) && !link.ariaLabel.includes(link.textContent));
        return {{ tiles: all('.tile a').length, unlike: unlike.length, cells: cells.map((cell) => cell.outerHTML), seen }};"
    );
    let Some(said) = drive(&html(&landscape()), &script, &[]) else { return };
    assert_eq!((&said["tiles"], &said["unlike"]), (&SYSTEMS.into(), &0.into()));
    assert_eq!(said["cells"], serde_json::json!([]));
}

#[test]
fn who_trusts_whom_fits_a_telephone() {
    // Chromium's own window is never so narrow.
    let script = format!(
        "{TOOLS}
        {NARROW}
        const parts = Array.from(inner.querySelectorAll('#trust, #trust *'));
        const wide = parts.filter((element) => element.getBoundingClientRect().right > 360);
        return {{ width: frame.contentWindow.innerWidth, parts: parts.length, wide: wide.map((element) => element.outerHTML.slice(0, 80)), seen }};"
    );
    let Some(said) = drive(&html(&integrations()), &script, &[]) else { return };
    assert!(said["parts"].as_u64().unwrap() > 100, "{said}");
    assert_eq!((&said["width"], &said["wide"]), (&360.into(), &serde_json::json!([])));
}
