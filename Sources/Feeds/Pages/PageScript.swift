/// What the pages do where scripts run: they stay up to date, filter workloads by name and read values off the charts. Every number is on the page without it.
enum PageScript {
  static let text = #"""
    'use strict';
    (() => {
      const refreshMilliseconds = 10000;

      let lastAnswer = new Date();

      // Old numbers must not look new.
      function tellAge(problem) {
        const place = document.getElementById('stale');
        const told = problem ? `${problem} What is shown is from ${lastAnswer.toISOString().slice(11, 19)} UTC.` : '';
        if (place.textContent !== told) place.textContent = told;
        place.hidden = !problem;
      }

      // The newest page, or why there is none.
      async function newest() {
        try {
          const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(8000) });
          if (answer.ok) return { text: await answer.text() };
          return { problem: answer.status === 404 ? 'Outrider does not have this workload any more.' : `Outrider answers with ${answer.status}.` };
        } catch {
          return { problem: 'Outrider does not answer.' };
        }
      }

      // The same page is fetched again and its content put in place of the old, unless somebody reads a chart, a table or has text selected.
      async function refresh() {
        if (document.hidden) return;
        const { text, problem } = await newest();
        tellAge(problem);
        if (problem) return;
        lastAnswer = new Date();
        if (document.querySelector('.charts:hover') || document.activeElement?.closest('.wide')) return;
        if (!document.getSelection().isCollapsed) return;
        const next = new DOMParser().parseFromString(text, 'text/html').getElementById('content');
        const old = document.getElementById('content');
        if (!next) return;
        const focus = document.activeElement?.closest('a[href]')?.getAttribute('href');
        const field = document.activeElement?.closest('#filter input');
        const caret = field ? [field.selectionStart, field.selectionEnd] : null;
        const filterPlace = old.querySelector('#filter');
        const scrolled = [...old.querySelectorAll('.wide')].map((table) => table.scrollLeft);
        const problems = old.querySelector('.problems');
        if (problems && next.querySelector('.problems')?.textContent === problems.textContent) {
          next.querySelector('.problems').replaceWith(problems);
        }
        if (filterPlace) next.querySelector('#filter')?.replaceWith(filterPlace);
        old.replaceChildren(...next.childNodes);
        old.querySelectorAll('.wide').forEach((table, index) => { table.scrollLeft = scrolled[index] ?? 0; });
        if (caret) {
          field.focus({ preventScroll: true });
          field.setSelectionRange(...caret);
        } else if (focus) {
          for (const link of old.querySelectorAll('a[href]')) {
            if (link.getAttribute('href') === focus) { link.focus({ preventScroll: true }); break; }
          }
        }
        prepare();
      }

      let wanted = '';

      function filter() {
        const text = wanted.trim().toLowerCase();
        for (const card of document.querySelectorAll('.card')) {
          card.hidden = text !== '' && !card.dataset.name.toLowerCase().includes(text);
        }
        for (const entry of document.querySelectorAll('.more li')) {
          entry.hidden = text !== '' && !entry.textContent.toLowerCase().includes(text);
        }
      }

      function offerFilter() {
        const place = document.getElementById('filter');
        if (!place || document.querySelectorAll('.card').length < 8) return;
        if (place.firstChild) { filter(); return; }
        const label = document.createElement('label');
        label.textContent = 'Show workloads whose name has ';
        const input = document.createElement('input');
        input.type = 'search';
        input.value = wanted;
        input.addEventListener('input', () => { wanted = input.value; filter(); });
        label.append(input);
        place.replaceChildren(label);
        filter();
      }

      // Values under the pointer, from the history that the JSON API tells.
      function readCharts() {
        const charts = document.querySelector('.charts');
        if (!charts) return;
        let history = null;
        const load = () => {
          history ??= fetch(`${charts.dataset.history}?from=${charts.dataset.first}&to=${charts.dataset.to}&step=${charts.dataset.step}&reduce=max`)
            .then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
          return history;
        };
        charts.querySelectorAll('figure').forEach((figure, index, figures) => {
          const drawing = figure.querySelector('.drawing');
          const readout = figure.querySelector('.readout');
          if (!drawing || !readout) return;
          const isReplicas = index === figures.length - 1;
          const signal = figure.querySelector('figcaption b').textContent;
          drawing.addEventListener('pointermove', async (event) => {
            const box = drawing.getBoundingClientRect();
            const share = (event.clientX - box.left) / box.width;
            const from = Number(charts.dataset.from);
            const time = from + share * (Number(charts.dataset.end) - from);
            const past = await load();
            if (!past) return;
            // Of a thinned past a point stands for the time from the one before it; else a load is near its point, and what is stepped holds from its own.
            const exact = (time - past.from) / past.step;
            const placeOf = (kind) => Math.max(0, charts.dataset.thinned === 'yes' ? Math.ceil(exact - 1e-6)
              : kind === 'load' ? Math.round(exact) : Math.floor(exact));
            const when = new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' ') + ' UTC';
            const parts = [];
            for (const series of past.series) {
              if (isReplicas ? !series.kind.endsWith('_replicas') : series.signal !== signal) continue;
              const value = series.values[placeOf(series.kind)];
              parts.push(`${series.kind.replace('_replicas', '')} ${value === null || value === undefined ? 'unknown' : Number(value.toPrecision(4))}`);
            }
            readout.textContent = placeOf('load') >= past.points ? `${when}: not yet` : `${when}: ${parts.join(', ')}`;
          });
          drawing.addEventListener('pointerleave', () => { readout.textContent = ''; });
        });
      }

      function prepare() {
        offerFilter();
        readCharts();
      }

      prepare();
      setInterval(refresh, refreshMilliseconds);
    })();

    """#
}
