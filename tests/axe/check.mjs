// Looks through pages of the HTML report with axe-core, as they are seen on a telephone, a tablet and a desk, light and dark, and says how
// soon a large one can be used. The page's own script is in it; axe is put into the page from outside.
//
//   node check.mjs CHROMIUM AXE SMALL.html LARGE.html
import { readFileSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Browser } from './browser.mjs';

const [program, axe, small, large] = process.argv.slice(2);
const source = readFileSync(axe, 'utf8');
const WIDTHS = [360, 768, 1400];
// What a page is looked at after: with all that is folded open, and with a search that has found something.
const UNFOLDED = 'document.querySelectorAll("details").forEach((details) => { details.open = true; })';
// Of what is there two hundred times, more than some would only take time.
const FEWER = `document.querySelectorAll(${JSON.stringify([
  '#matrix tbody tr:nth-child(n + 10)', '.system:nth-of-type(n + 7)', '.tiles > li:nth-child(n + 40)', '#rules > .page:nth-of-type(n + 10)',
  '#steps dl > div:nth-child(n + 6)', '.files > li:nth-child(n + 10)',
].join(', '))}).forEach((element) => element.remove())`;
const search = (words) => `(() => {
  const field = document.getElementById('search');
  field.value = ${JSON.stringify(words)};
  field.dispatchEvent(new Event('input', { bubbles: true }));
})()`;
// What is far away is laid out only when it comes near, and would move while axe measures.
const STEADY = `{
  const style = new CSSStyleSheet();
  style.replaceSync('.system { content-visibility: visible !important; }');
  document.adoptedStyleSheets = [style];
}`;
const OPTIONS = {
  resultTypes: ['violations'],
  // Off by default: names that do not contain what is shown, and targets that are too small to hit.
  rules: { 'label-content-name-mismatch': { enabled: true }, 'target-size': { enabled: true } },
};

const browser = new Browser(program);
let failed = 0;

async function look(page, width, dark, name, before) {
  await browser.open(pathToFileURL(page).href, { width, dark });
  await browser.evaluate(before);
  await browser.evaluate(STEADY);
  await browser.evaluate(`${source}; undefined`);
  const begin = Date.now();
  const found = await browser.evaluate(`axe.run(document, ${JSON.stringify(OPTIONS)}).then(({ violations, passes }) => ({
    passes: passes.length,
    violations: violations.map(({ id, help, nodes }) => ({
      id, help, nodes: nodes.length, first: nodes.slice(0, 5).map(({ html, failureSummary }) => [html.slice(0, 160), failureSummary]),
    })),
  }))`);
  const where = `${name}, ${width} px, ${dark ? 'dark' : 'light'}`;
  if (found.passes === 0) throw new Error(`${where}: axe has looked at nothing`);
  for (const { id, help, nodes, first } of found.violations) {
    failed += 1;
    console.log(`${where}: ${id}: ${help} (${nodes})`);
    first.forEach(([html, summary]) => console.log(`    ${html}\n      ${summary.replaceAll('\n', '\n      ')}`));
  }
  console.log(`${where}: ${found.violations.length} kinds of violations, ${found.passes} rules passed, ${((Date.now() - begin) / 1000).toFixed(1)} s`);
}

// From the request to a page whose search has answered. The best of some, for other programs have the machine as well.
async function time(page) {
  const runs = [];
  for (let run = 0; run < 5; run++) {
    await browser.open(pathToFileURL(page).href, { width: 1400 });
    runs.push(await browser.evaluate(`(async () => {
      const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      await frame();
      const ready = performance.now();
      ${search('SAPOSS')};
      await frame();
      const all = performance.now();
      return { ready, answer: all - ready, all, elements: document.querySelectorAll('*').length, said: document.getElementById('shown').textContent };
    })()`));
  }
  const [best] = runs.sort((left, right) => left.all - right.all);
  const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
  console.log(`${(statSync(page).size / 1e6).toFixed(1)} MB, ${best.elements} elements; loaded and drawn in ${seconds(best.ready)}, `
    + `the first search answered in ${seconds(best.answer)}, together ${seconds(best.all)} (${best.said}); `
    + `all runs: ${runs.map(({ all }) => seconds(all)).join(', ')}`);
}

try {
  for (const width of WIDTHS) {
    for (const dark of [false, true]) {
      await look(small, width, dark, 'small, unfolded', UNFOLDED);
      await look(small, width, dark, 'small, searched', search('SAPOSS'));
      await look(large, width, dark, 'large', FEWER);
    }
  }
  await time(large);
} finally {
  await browser.close();
}
process.exitCode = failed > 0 ? 1 : 0;
