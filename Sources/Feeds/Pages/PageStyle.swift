/// How the pages look: light or dark as the reader's system is, one column on a phone.
enum PageStyle {
  static let text = """
    :root {
      color-scheme: light dark;
      --paper: #f6f7f9; --card: #fff; --ink: #1b2430; --soft: #556070; --line: #d5dbe3;
      --link: #0b5c8a; --load: #1d6fa3; --band: #1d6fa3; --forecast: #b3541e; --capacity: #5f6b7a;
      --recommended: #b3541e; --current: #1d6fa3; --spot: #7a4fb5; --good: #1c6b3c; --warning: #8a5300; --bad: #b3261e;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #12161c; --card: #1b212a; --ink: #e6eaf0; --soft: #a3afbf; --line: #333d4a;
        --link: #7cc4f0; --load: #6cb8e6; --band: #6cb8e6; --forecast: #f0a070; --capacity: #94a1b2;
        --recommended: #f0a070; --current: #6cb8e6; --spot: #bfa0ee; --good: #7fd6a0; --warning: #f0bd6a; --bad: #ff9a90;
      }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    main, footer { max-width: 84rem; margin: 0 auto; padding: 1rem; }
    h1, h2, h3 { line-height: 1.2; }
    h1 { font-size: 1.7rem; margin: .5rem 0; }
    h2 { font-size: 1.25rem; margin: 2rem 0 .75rem; }
    h3 { font-size: 1.05rem; margin: 0; }
    p, ol, ul, dl { margin: .5rem 0; }
    a { color: var(--link); }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem; }
    .cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); }
    .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; contain: content; }
    .card[hidden] { display: none; }
    .card figure { content-visibility: auto; contain-intrinsic-size: auto 6rem; }
    .card .facts { content-visibility: auto; contain-intrinsic-size: auto 3rem; }
    .badges { margin: .3rem 0; min-height: 1.6rem; }
    .badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; font-size: .8rem; }
    .good { color: var(--good); } .quiet { color: var(--soft); } .warning { color: var(--warning); } .bad { color: var(--bad); }
    .replicas .figure { color: var(--soft); margin-right: .8rem; white-space: nowrap; }
    .replicas b { color: var(--ink); font-size: 1.7rem; font-variant-numeric: tabular-nums; }
    .replicas.large b { font-size: 2.2rem; }
    .facts, .summary { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; }
    .facts div, .summary div { min-width: 6rem; }
    dt { color: var(--soft); font-size: .85rem; }
    dd { margin: 0; font-variant-numeric: tabular-nums; }
    .summary dd { font-size: 1.3rem; }
    small { font-size: .8rem; color: var(--soft); }
    .reason, .note, .empty { color: var(--soft); font-size: .9rem; }
    .problems { border-left: 4px solid var(--bad); background: var(--card); padding: .6rem 1rem .6rem 2rem; }
    figure { margin: .6rem 0; }
    figcaption { font-size: .9rem; }
    .small figcaption { color: var(--soft); font-size: .85rem; }
    .charts figure { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem; margin: 0 0 1rem; }
    svg { display: block; width: 100%; fill: none; overflow: visible; }
    .small svg { height: 3rem; }
    .drawing { position: relative; flex: 1; min-width: 0; border-left: 1px solid var(--line); border-bottom: 1px solid var(--line); }
    .drawing svg { height: 11rem; }
    path { vector-effect: non-scaling-stroke; stroke-width: 1.6; stroke-linejoin: round; }
    .plot { display: flex; gap: .4rem; margin-top: .5rem; }
    .scale { display: flex; flex-direction: column; justify-content: space-between; text-align: right; width: 4rem; flex: none; font-size: .75rem; line-height: 1; color: var(--soft); }
    .moments { display: flex; justify-content: space-between; margin-left: 4.4rem; font-size: .75rem; color: var(--soft); }
    .readout { min-height: 1.4rem; margin: .2rem 0 0 4.4rem; font-size: .85rem; font-variant-numeric: tabular-nums; }
    path.load { stroke: var(--load); } path.current { stroke: var(--current); stroke-width: 4; opacity: .6; }
    path.forecast, path.recommended { stroke: var(--forecast); stroke-dasharray: 4 3; }
    path.recommended { stroke-dasharray: none; }
    path.capacity { stroke: var(--capacity); stroke-dasharray: 1 3; }
    path.now { stroke: var(--soft); stroke-dasharray: 2 4; stroke-width: 1; }
    path.band { fill: var(--band); opacity: .22; }
    .key::before { content: ""; display: inline-block; width: 1.1rem; border-top: 3px solid; margin: 0 .35rem .25rem 0; }
    .key.load::before { border-color: var(--load); } .key.current::before { border-color: var(--current); }
    .key.forecast::before { border-color: var(--forecast); border-top-style: dashed; } .key.recommended::before { border-color: var(--recommended); }
    .key.capacity::before { border-color: var(--capacity); border-top-style: dotted; }
    .keys { color: var(--soft); font-size: .85rem; } .keys .key { margin-right: .8rem; }
    .spans a { display: inline-block; padding: .15rem .7rem; border: 1px solid var(--line); border-radius: 1rem; text-decoration: none; margin: 0 .2rem .3rem 0; }
    .spans a[aria-current] { background: var(--link); color: var(--paper); border-color: var(--link); }
    .explanation { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1rem .8rem 2.4rem; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .92rem; overflow-wrap: normal; }
    caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
    th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); }
    thead th { color: var(--soft); font-weight: 600; }
    tbody th { font-weight: 600; }
    time { white-space: nowrap; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .bar { min-width: 9rem; } .bar svg { display: inline-block; width: 6rem; height: .8rem; vertical-align: middle; }
    rect { fill: var(--load); } rect.spot { fill: var(--spot); }
    #filter label { color: var(--soft); } #filter input { font: inherit; padding: .3rem .5rem; margin-bottom: .8rem; max-width: 100%; }
    .more { columns: 15rem; }
    footer { color: var(--soft); border-top: 1px solid var(--line); margin-top: 2rem; }
    @media (max-width: 30rem) {
      table { min-width: 36rem; }
      .scale { width: 2.6rem; } .moments, .readout { margin-left: 3rem; } .drawing svg { height: 9rem; }
      .moments span:nth-child(2), .moments span:nth-child(3) { display: none; }
    }

    """
}
