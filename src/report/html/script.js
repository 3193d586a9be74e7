'use strict';
// Filters, the way round the matrix by keys, and the choice between light and dark. The page is whole without it.
(() => {
  const root = document.documentElement;
  const by = (id) => document.getElementById(id);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  root.classList.add('scripted');

  const rows = all('#matrix tbody tr');
  const tiles = all('.tiles > li');
  const systems = all('#systems > .system');
  const pictures = all('#trust > [data-row]').map((picture) => [picture, Number(picture.dataset.row)]);
  const rules = all('#rules > .page').map((page) => page.dataset.text.toLowerCase());
  const blocks = systems.map((system) => all('.rule', system).map((block) => [block, Number(block.dataset.rule)]));
  const facts = rows.map((row) => ({
    name: row.querySelector('th').textContent.toLowerCase(),
    role: row.dataset.role,
    tier: row.dataset.tier,
    states: row.dataset.states,
    open: 'open' in row.dataset,
    rules: new Set(row.dataset.rules.split(' ').filter(Boolean).map(Number)),
  }));
  const fields = ['search', 'role', 'tier', 'step', 'state'].map(by);
  const onlyOpen = by('only-open');
  const heads = all('#matrix thead tr + tr th').slice(1);

  // Hides and shows with as few changes as there are: nothing here asks for the layout.
  const show = (element, visible) => {
    if (element.hidden === visible) element.hidden = !visible;
  };
  const filter = () => {
    const [search, role, tier, step, state] = fields.map((field) => field.value.trim());
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rules.map((text) => words.every((word) => text.includes(word)));
    const isOpen = (letter) => letter === 'f' || letter === 'n';
    let shown = 0;
    facts.forEach((fact, index) => {
      const named = words.every((word) => fact.name.includes(word));
      const hit = named || Array.from(fact.rules).some((rule) => found[rule]);
      const letters = step === '' ? fact.states : fact.states.charAt(Number(step));
      const visible = hit
        && (role === '' || fact.role === role)
        && (tier === '' || fact.tier === tier)
        && (state === '' || letters.includes(state))
        && (!onlyOpen.checked || Array.from(letters).some(isOpen))
        && (step === '' || state !== '' || onlyOpen.checked || !'ax'.includes(letters));
      shown += visible ? 1 : 0;
      show(rows[index], visible);
      show(tiles[index], visible);
      show(systems[index], visible);
      // A search for a rule shows that rule only, a search for a system all of it.
      if (visible) blocks[index].forEach(([block, rule]) => show(block, named || found[rule]));
    });
    pictures.forEach(([picture, row]) => show(picture, !rows[row].hidden));
    heads.forEach((head, index) => head.classList.toggle('chosen', step !== '' && index === Number(step)));
    document.body.classList.toggle('only-open', onlyOpen.checked);
    const noun = facts.length === 1 ? 'system' : 'systems';
    by('shown').textContent = shown === facts.length ? `${shown} ${noun}` : `${shown} of ${facts.length} ${noun}`;
    show(by('nothing'), shown === 0 && facts.length > 0);
    roam();
  };
  fields.forEach((field) => field.addEventListener('input', filter));
  onlyOpen.addEventListener('input', filter);
  const form = document.querySelector('#filters form');
  form.addEventListener('submit', (event) => event.preventDefault());
  const reset = () => {
    form.reset();
    filter();
  };
  by('clear').addEventListener('click', (event) => {
    event.preventDefault();
    reset();
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
  rove(all('.tile'));
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
    const target = by(location.hash.slice(1));
    if (!target) return;
    const hidden = target.closest('[hidden]');
    if (hidden) reset();
    const folded = target.closest('details');
    if (folded) folded.open = true;
    bring(target, 8);
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

  // On paper nothing is folded.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((details) => { details.open = false; }));

  filter();
  if (location.hash) arrive();
})();
