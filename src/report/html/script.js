'use strict';
// Search and filters, the way round the matrix by keys, printing, and the choice between light and dark. The page is whole without it.
(() => {
  const root = document.documentElement;
  const by = (id) => document.getElementById(id);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  root.classList.add('scripted');

  const rows = all('#matrix tbody tr');
  const tiles = all('.tiles > li');
  const systems = all('#systems > .system');
  const standings = all('.standing [data-row]').map((standing) => [standing, Number(standing.dataset.row)]);
  const pictures = all('#trust > [data-row]').map((picture) => [picture, Number(picture.dataset.row)]);
  const numbers = (text) => new Set(text.split(' ').filter(Boolean).map(Number));
  const facts = rows.map((row) => ({
    shown: row.querySelector('th a').textContent,
    name: row.querySelector('th').textContent.toLowerCase(),
    role: row.dataset.role,
    tier: row.dataset.tier,
    states: row.dataset.states,
    open: numbers(row.dataset.rules),
    doubt: numbers(row.dataset.doubt),
  }));
  const fields = ['search', 'role', 'tier', 'step', 'state'].map(by);
  const onlyOpen = by('only-open');
  const heads = all('#matrix thead tr + tr th').slice(1);

  // Texts are made ready when they are first searched.
  const once = (make) => {
    let made;
    return () => made ??= make();
  };
  const text = (...elements) => elements.map((element) => element?.textContent ?? '').join(' ').toLowerCase();
  const rules = once(() => all('#rules > .page').map((page) => ({
    page,
    id: page.querySelector('code').textContent,
    place: page.lastElementChild.id,
    text: text(page.querySelector('summary'), ...all('.said', page)),
  })));
  // A system's plan: steps, in them rules, in them findings.
  const plans = systems.map((system) => once(() => all('.plan > li', system).map((step) => {
    const about = text(step.querySelector('h5'), step.querySelector('.facts'));
    const blocks = all('.rule', step).map((block) => {
      const rule = Number(block.dataset.rule);
      const lists = all('.findings', block).map((list) => ({
        list,
        findings: all('li:not(.help)', list).map((finding) => ({ finding, text: text(finding) })),
      }));
      return { block, rule, about: `${about} ${rules()[rule]?.text ?? ''}`, lists, more: Number(block.dataset.more ?? 0) };
    });
    return { step, blocks };
  })));
  const elsewhere = [
    ['rule', '#rules > .page'], ['step', '#steps dl > div'], ['export', '#exports > .page'], ['file', '.files > li'],
  ].map(([noun, selector]) => ({
    noun,
    parts: once(() => noun === 'rule' ? rules() : all(selector).map((page) => ({ page, text: text(page) }))),
    sections: all(selector.startsWith('#') ? selector.split(' ')[0] : '#files'),
    // A document's list of steps has a heading, which is nothing without it.
    groups: noun === 'step' ? all('#steps dl') : [],
  }));

  // Hides and shows with as few changes as there are: nothing here asks for the layout.
  const show = (element, visible) => {
    if (element && element.hidden === visible) element.hidden = !visible;
  };
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

  // Leaves of a system's plan what fits, and says of which rules how many findings that are. Without words all of it fits.
  const narrow = (index, words, isWhole) => {
    const found = new Map();
    let unlisted = 0;
    for (const { step, blocks } of plans[index]()) {
      let inStep = false;
      for (const { block, rule, about, lists, more } of blocks) {
        // Words may be of the system, of the rule and of the finding, all in one search.
        const left = isWhole ? [] : words.filter((word) => !facts[index].name.includes(word) && !about.includes(word));
        let number = left.length === 0 ? more : 0;
        unlisted += left.length === 0 ? 0 : more;
        for (const { list, findings } of lists) {
          let inList = false;
          for (const { finding, text } of findings) {
            const fits = left.every((word) => text.includes(word));
            show(finding, fits);
            inList ||= fits;
            number += fits ? 1 : 0;
          }
          show(list, inList);
        }
        const fits = number > 0 || left.length === 0;
        show(block, fits);
        inStep ||= fits;
        if (fits) found.set(rule, number);
      }
      show(step, inStep || words.length === 0 || isWhole);
    }
    return { found, unlisted };
  };

  // Says in a system, which is there for a rule that nobody could evaluate, which rule that is.
  const tellDoubt = (system, doubtful) => {
    let line = system.querySelector('.doubtful');
    if (!line && doubtful.length === 0) return;
    if (!line) {
      line = document.createElement('p');
      line.className = 'said doubtful';
      system.querySelector('.said').after(line);
    }
    show(line, doubtful.length > 0);
    line.replaceChildren('Could not be evaluated here: ', ...links(doubtful.map((rule) => [rules()[rule].place, rules()[rule].id])));
  };
  const MOST = 24;
  const links = (list) => {
    const made = list.slice(0, MOST).flatMap(([place, name, number], index) => {
      const link = document.createElement('a');
      link.href = `#${place}`;
      link.textContent = name;
      return [index === 0 ? '' : ' · ', link, number === undefined ? '' : ` ${number}`];
    });
    return list.length > MOST ? [...made, ` and ${list.length - MOST} more`] : made;
  };

  let narrowed = false;
  const filter = () => {
    const [search, role, tier, step, state] = fields.map((field) => field.value.trim());
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const isSearch = words.length > 0;
    const isOpen = (letter) => letter === 'f' || letter === 'n';
    // The whole name of a system means that system, though others may speak of it.
    const isName = facts.some((fact) => fact.shown.toLowerCase() === search.toLowerCase());
    const inSystems = [];
    const ofRules = new Map();
    let [shown, unlisted] = [0, 0];
    facts.forEach((fact, index) => {
      const letters = step === '' ? fact.states : fact.states.charAt(Number(step));
      let visible = (role === '' || fact.role === role)
        && (tier === '' || fact.tier === tier)
        && (state === '' || letters.includes(state))
        && (!onlyOpen.checked || Array.from(letters).some(isOpen))
        && (step === '' || state !== '' || onlyOpen.checked || !'ax'.includes(letters));
      if (visible && (isSearch || narrowed)) {
        const isNamed = words.every((word) => fact.name.includes(word));
        const result = narrow(index, words, isNamed);
        const doubtful = isNamed ? [] : Array.from(fact.doubt).filter((rule) => words.every((word) => fact.name.includes(word) || rules()[rule].text.includes(word)));
        visible = isSearch && isName ? fact.shown.toLowerCase() === search.toLowerCase() : isNamed || result.found.size > 0 || doubtful.length > 0;
        unlisted += isName ? 0 : result.unlisted;
        systems[index].classList.toggle('narrowed', !isNamed);
        tellDoubt(systems[index], doubtful);
        if (visible && isSearch) {
          const number = Array.from(result.found.values()).reduce((sum, number) => sum + number, 0);
          inSystems.push([systems[index].id, fact.shown, number]);
          result.found.forEach((number, rule) => ofRules.set(rule, (ofRules.get(rule) ?? 0) + number));
        }
      }
      shown += visible ? 1 : 0;
      show(rows[index], visible);
      show(tiles[index], visible);
      show(systems[index], visible);
    });
    standings.forEach(([standing, row]) => show(standing, !rows[row].hidden));
    pictures.forEach(([picture, row]) => show(picture, !rows[row].hidden));
    heads.forEach((head, index) => head.classList.toggle('chosen', step !== '' && index === Number(step)));
    document.body.classList.toggle('only-open', onlyOpen.checked);
    const others = isSearch || narrowed ? seekElsewhere(words, ofRules) : [];
    const of = counted(facts.length, 'system');
    let said = shown === facts.length ? of : `${shown} of ${of}`;
    if (isSearch) {
      const findings = inSystems.reduce((sum, [, , number]) => sum + number, 0);
      said = findings > 0 ? `${counted(findings, 'finding')} of ${counted(ofRules.size, 'rule')} in ${said}` : `no finding; ${said}`;
      by('found-systems').replaceChildren('Systems: ', ...links(inSystems));
      const inOrder = Array.from(ofRules).sort((left, right) => right[1] - left[1]);
      by('found-rules').replaceChildren('Rules: ', ...links(inOrder.map(([rule, number]) => [rules()[rule].place, rules()[rule].id, number])));
      by('found-elsewhere').replaceChildren('Explained and listed below: ', ...links(others));
      by('unlisted').textContent = `${counted(unlisted, 'finding')} of those rules that have very many are not in this page, and were not searched; --verbose writes all.`;
      show(by('found-systems'), inSystems.length > 0);
      show(by('found-rules'), ofRules.size > 0);
      show(by('found-elsewhere'), others.length > 0);
      show(by('unlisted'), unlisted > 0);
    }
    show(by('found'), isSearch && (shown > 0 || others.length > 0 || unlisted > 0));
    by('shown').textContent = said;
    show(by('nothing'), shown === 0 && facts.length > 0);
    const chosen = fields.filter((field) => field.value.trim() !== '').map((field) => `${field.id} ${field.selectedOptions?.[0].textContent ?? `“${search}”`}`);
    if (onlyOpen.checked) chosen.push('only open');
    by('filtered').textContent = `Not all is printed, but what fits this: ${chosen.join(', ')}. ${said}.`;
    show(by('filtered'), chosen.length > 0);
    narrowed = isSearch;
    mark(words);
    roam();
  };

  // What is below the systems, by its own words; a rule also by its findings. Gives where there is how much of it.
  const seekElsewhere = (words, ofRules) => elsewhere.flatMap(({ noun, parts, sections, groups }) => {
    let [number, first] = [0, null];
    parts().forEach(({ page, text, place }, index) => {
      const fits = words.every((word) => text.includes(word)) || noun === 'rule' && ofRules.has(index);
      show(page, fits);
      number += fits ? 1 : 0;
      first ??= fits ? place ?? page.querySelector('[id]')?.id : null;
    });
    groups.forEach((group) => {
      const left = Array.from(group.children).some((part) => !part.hidden);
      show(group, left);
      show(group.previousElementSibling, left);
    });
    sections.forEach((section) => show(section, number > 0));
    if (noun === 'file') all('#files details').forEach((details) => { details.open = words.length > 0 && number > 0; });
    return number > 0 && words.length > 0 ? [[first ?? sections[0].id, counted(number, noun)]] : [];
  });

  // Marks the words where they stand, without touching the document.
  const MOST_MARKS = 500;
  const mark = (words) => {
    if (!window.CSS?.highlights) return;
    CSS.highlights.delete('found');
    if (words.length === 0) return;
    const ranges = [];
    const parts = all('.system:not([hidden]) > h3, .plan > li:not([hidden]) .rule:not([hidden]) :is(.what, .findings:not([hidden]) > li:not([hidden], .help)), .page:not([hidden]) > summary, .files > li:not([hidden])');
    for (const part of parts) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (ranges.length < MOST_MARKS && walker.nextNode()) {
        const inNode = walker.currentNode.textContent.toLowerCase();
        if (inNode.length !== walker.currentNode.length) continue;
        for (const word of words) {
          for (let at = inNode.indexOf(word); at >= 0; at = inNode.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + word.length);
            ranges.push(range);
          }
        }
      }
      if (ranges.length >= MOST_MARKS) break;
    }
    CSS.highlights.set('found', new Highlight(...ranges));
  };

  // What is searched and filtered stands in the address, `#search=SAPOSS&role=...`: no place in the page has such a name.
  const keep = () => {
    const query = new URLSearchParams(fields.filter((field) => field.value.trim() !== '').map((field) => [field.id, field.value.trim()]));
    if (onlyOpen.checked) query.set(onlyOpen.id, 'yes');
    const hash = query.toString();
    if (hash === '' && !location.hash.includes('=')) return;
    try {
      history.replaceState(null, '', hash === '' ? `${location.pathname}${location.search}` : `#${hash}`);
    } catch { /* Some browsers refuse where the page lies in another one, and nothing depends on it. */ }
  };
  const recall = () => {
    const query = new URLSearchParams(location.hash.slice(1));
    fields.forEach((field) => {
      field.value = query.get(field.id) ?? '';
      if (field.selectedIndex === -1) field.value = '';
    });
    onlyOpen.checked = query.has(onlyOpen.id);
    filter();
  };
  let later = 0;
  const change = () => {
    filter();
    clearTimeout(later);
    // Who has followed a link meanwhile is somewhere else.
    const before = location.hash;
    later = setTimeout(() => location.hash === before && keep(), 300);
  };
  fields.forEach((field) => field.addEventListener('input', change));
  onlyOpen.addEventListener('input', change);
  const form = document.querySelector('#filters form');
  form.addEventListener('submit', (event) => event.preventDefault());
  const reset = () => {
    form.reset();
    filter();
  };
  by('clear').addEventListener('click', (event) => {
    event.preventDefault();
    form.reset();
    change();
  });

  // Of the whole matrix only one place is on the way of the tab key; arrow keys move it.
  const body = document.querySelector('#matrix tbody');
  const grid = rows.map((row) => Array.from(row.cells, (cell) => cell.querySelector('a')));
  grid.flat().forEach((link) => link?.setAttribute('tabindex', '-1'));
  let current = null;
  const place = (link) => {
    current?.setAttribute('tabindex', '-1');
    current = link;
    current?.setAttribute('tabindex', '0');
  };
  const roam = () => {
    const row = current?.closest('tr');
    if (!row || row.hidden) place(grid.find((_, index) => !rows[index].hidden)?.find(Boolean) ?? null);
  };
  const step = (row, column, down, across) => {
    for (;;) {
      row += down;
      column += across;
      if (row < 0 || row >= grid.length || column < 0 || column >= grid[row].length) return null;
      if (!rows[row].hidden && grid[row][column]) return grid[row][column];
    }
  };
  const end = (row, column, down, across) => {
    let last = null;
    for (let next = grid[row][column]; next; next = step(row, column, down, across)) {
      last = next;
      row = rows.indexOf(next.closest('tr'));
      column = next.closest('td, th').cellIndex;
    }
    return last;
  };
  // So it is with tiles and bars, which are many as well.
  const rove = (links) => {
    links.forEach((link, index) => link.setAttribute('tabindex', index === 0 ? '0' : '-1'));
    links.forEach((link) => link.addEventListener('keydown', (event) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!way || event.altKey || event.metaKey) return;
      let index = links.indexOf(link) + way;
      while (links[index]?.closest('[hidden]')) index += way;
      if (!links[index]) return;
      event.preventDefault();
      link.setAttribute('tabindex', '-1');
      links[index].setAttribute('tabindex', '0');
      links[index].focus();
    }));
  };
  rove(all('.tile a'));
  rove(all('.bars a'));
  const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const ENDS = { Home: [0, -1], End: [0, 1], PageUp: [-1, 0], PageDown: [1, 0] };
  body?.addEventListener('keydown', (event) => {
    const link = event.target.closest('a');
    const way = KEYS[event.key] ?? ENDS[event.key];
    if (!link || !way || event.altKey || event.metaKey) return;
    const [row, column] = [rows.indexOf(link.closest('tr')), link.closest('td, th').cellIndex];
    const next = (event.key in KEYS ? step : end)(row, column, ...way);
    event.preventDefault();
    if (next) {
      place(next);
      next.focus();
      next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  });
  // What stands under mouse or cursor is said in words.
  const say = (event) => {
    const cell = event.target.closest('td');
    if (!cell || cell.cellIndex === 0) return;
    const sign = cell.firstElementChild;
    const head = heads[cell.cellIndex - 1];
    const system = cell.closest('tr').querySelector('th a').textContent;
    const words = `${system} · ${head.textContent.trim()} · ${sign.getAttribute('aria-label')}`;
    by('cursor').textContent = words;
    if (!cell.title) cell.title = words;
  };
  body?.addEventListener('mouseover', say);
  body?.addEventListener('focusin', (event) => {
    const link = event.target.closest('a');
    if (link && link !== current) place(link);
    say(event);
  });

  // What was far away has a height only once it is near: then the target may have moved.
  const bring = (target, tries) => {
    target.scrollIntoView({ block: target.matches('tr') ? 'center' : 'start' });
    const top = target.getBoundingClientRect().top;
    if (tries > 0) setTimeout(() => Math.abs(target.getBoundingClientRect().top - top) > 1 && bring(target, tries - 1), 40);
  };
  // Whoever follows a link sees where it leads, whatever is filtered or folded.
  const arrive = () => {
    if (location.hash.includes('=')) return recall();
    const target = by(location.hash.slice(1));
    if (!target) return;
    if (target.closest('[hidden]')) reset();
    for (let folded = target.closest('details'); folded; folded = folded.parentElement.closest('details')) folded.open = true;
    // What opens it stands above it.
    const page = target.closest('.page');
    bring(page ?? target, 8);
    if (target.matches('tr')) place(target.querySelector('a'));
    (target.matches('tr') ? target.querySelector('a') : target).focus({ preventScroll: true });
  };
  addEventListener('hashchange', arrive);

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const theme = by('theme');
  const isDark = () => (root.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const tell = () => {
    theme.textContent = isDark() ? 'Light' : 'Dark';
    theme.setAttribute('aria-label', `Switch to ${isDark() ? 'light' : 'dark'} colours`);
  };
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    tell();
  });
  dark.addEventListener('change', tell);
  tell();

  // If all is printed, nothing is folded. The style sheet does so as well, but older browsers do not heed it.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = by('everything').checked ? all('details:not([open])') : [];
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((details) => { details.open = false; }));
  by('print').addEventListener('click', () => print());

  filter();
  if (location.hash) arrive();
  // The first search need not wait for the texts, if the reader gives the time.
  const prepare = (index, deadline) => {
    while (index < plans.length && deadline.timeRemaining() > 2) plans[index++]();
    if (index < plans.length) requestIdleCallback((deadline) => prepare(index, deadline));
  };
  window.requestIdleCallback?.((deadline) => prepare(0, deadline));

  // The list of SAP Security Notes has a search of its own: it is read beside SAP's.
  const noteSearch = by('notes-search');
  if (noteSearch) {
    const notes = all('.notes-table tbody tr').map((row) => [row, once(() => text(row))]);
    const find = () => {
      const words = noteSearch.value.toLowerCase().split(/\s+/).filter(Boolean);
      let number = 0;
      for (const [row, told] of notes) {
        const fits = words.every((word) => told().includes(word));
        show(row, fits);
        number += fits ? 1 : 0;
      }
      by('notes-shown').textContent = words.length === 0 ? '' : counted(number, 'line');
    };
    noteSearch.addEventListener('input', find);
    // A browser that went back keeps what was typed.
    find();
  }
})();
