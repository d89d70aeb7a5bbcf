/// What the pages do where scripts run: they stay up to date, filter workloads by name and read values off the charts. Every number is on the page without it.
enum PageScript {
  static let text = #"""
    'use strict';
    (() => {
      const refreshMilliseconds = 10000;

      // The same page is fetched again and its content put in place of the old; what has the focus keeps it.
      async function refresh() {
        if (document.hidden) return;
        if (document.querySelector('.charts:hover')) return;
        let answer;
        try {
          answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
        } catch {
          return;
        }
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const next = page.getElementById('content');
        const old = document.getElementById('content');
        if (!next || document.activeElement?.closest('#filter')) return;
        const focus = document.activeElement?.closest('a[href]')?.getAttribute('href');
        old.replaceChildren(...next.childNodes);
        if (focus) {
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
      }

      function offerFilter() {
        const place = document.getElementById('filter');
        if (!place || document.querySelectorAll('.card').length < 8) return;
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
          history ??= fetch(`${charts.dataset.history}?from=${charts.dataset.from}&to=${charts.dataset.to}&step=${charts.dataset.step}`)
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
            const place = Math.round((time - past.from) / past.step);
            const when = new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' ');
            const parts = [];
            for (const series of past.series) {
              if (isReplicas ? !series.kind.endsWith('_replicas') : series.signal !== signal) continue;
              const value = series.values[place];
              parts.push(`${series.kind.replace('_replicas', '')} ${value === null || value === undefined ? 'unknown' : Number(value.toPrecision(4))}`);
            }
            readout.textContent = place >= past.points ? `${when}: not yet` : `${when}: ${parts.join(', ')}`;
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
