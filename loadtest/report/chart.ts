/** A chart as an SVG document, in a light and a dark scheme: points joined by lines, or a bar for each name. */
export type Chart = LineChart | BarChart;

interface ChartFrame {
  readonly title: string;
  /** Of the vertical axis, which begins at 0. */
  readonly unit: string;
  /** A value that must be reached, or not be passed. */
  readonly limit?: { readonly value: number; readonly label: string };
}

export interface LineChart extends ChartFrame {
  readonly kind: 'lines';
  /** Of the horizontal axis. */
  readonly across: string;
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

export interface BarChart extends ChartFrame {
  readonly kind: 'bars';
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

const WIDTH = 720;
const HEIGHT = 360;
const LEFT = 70;
const RIGHT = 20;
const TOP = 48;
const BOTTOM = 64;
const COLOURS = ['#2b6cb0', '#c05621', '#2f855a', '#805ad5', '#b83280'];

export function drawChart(chart: Chart): string {
  const values =
    chart.kind === 'lines'
      ? chart.series.flatMap(({ points }) => points.map(([, y]) => y))
      : chart.bars.map(({ value }) => value);
  const top = ceiling(Math.max(1e-9, ...values.filter(Number.isFinite), chart.limit?.value ?? 0));
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * top);
    return (
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" class="grid"/>` +
      `<text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${short(share * top)}</text>`
    );
  });
  const limit =
    chart.limit === undefined
      ? ''
      : `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(chart.limit.value)}" y2="${y(chart.limit.value)}" class="limit"/>` +
        `<text x="${WIDTH - RIGHT}" y="${y(chart.limit.value) - 5}" text-anchor="end">${escaped(chart.limit.label)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(chart.title)}</title>`,
    '<style>text{fill:#333}.grid{stroke:#ccc}.limit{stroke:#c53030;stroke-dasharray:6 4}',
    '@media(prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#555}}</style>',
    `<text x="${LEFT}" y="20" font-size="15">${escaped(chart.title)}</text>`,
    `<text x="${LEFT}" y="38">${escaped(chart.unit)}</text>`,
    ...grid,
    chart.kind === 'lines' ? lines(chart, y) : bars(chart, y),
    limit,
    '</svg>',
    '',
  ].join('\n');
}

function lines({ series, across }: LineChart, y: (value: number) => number): string {
  const xs = series.flatMap(({ points }) => points.map(([x]) => x));
  const first = Math.min(...xs);
  const span = Math.max(...xs) - first || 1;
  const x = (value: number) => LEFT + ((value - first) / span) * (WIDTH - LEFT - RIGHT);
  const ticks = [...new Set(xs)].sort((a, b) => a - b);
  // As many as there is room for.
  const step = Math.ceil(ticks.length / 10);
  return [
    ...ticks
      .filter((_, index) => index % step === 0)
      .map(
        (tick) =>
          `<text x="${x(tick)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${short(tick)}</text>`,
      ),
    `<text x="${(WIDTH + LEFT - RIGHT) / 2}" y="${HEIGHT - BOTTOM + 34}" text-anchor="middle">${escaped(across)}</text>`,
    ...series.flatMap(({ name, points }, index) => {
      const colour = COLOURS[index % COLOURS.length];
      const path = points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(' ');
      const legend = LEFT + index * 150;
      return [
        `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...points.map(
          ([px, py]) =>
            `<circle cx="${x(px).toFixed(1)}" cy="${y(py).toFixed(1)}" r="2.5" fill="${colour}"/>`,
        ),
        `<rect x="${legend}" y="${HEIGHT - 18}" width="10" height="10" fill="${colour}"/>`,
        `<text x="${legend + 15}" y="${HEIGHT - 9}">${escaped(name)}</text>`,
      ];
    }),
  ].join('\n');
}

function bars({ bars: all }: BarChart, y: (value: number) => number): string {
  const place = (WIDTH - LEFT - RIGHT) / Math.max(1, all.length);
  return all
    .map(({ name, value }, index) => {
      const left = LEFT + index * place;
      const height = HEIGHT - BOTTOM - y(value);
      return (
        `<rect x="${left + place * 0.2}" y="${y(value)}" width="${place * 0.6}" height="${height}" fill="${COLOURS[0]}"/>` +
        `<text x="${left + place / 2}" y="${y(value) - 4}" text-anchor="middle">${short(value)}</text>` +
        `<text x="${left + place / 2}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${escaped(name)}</text>`
      );
    })
    .join('\n');
}

/** The next of 1, 2, 2.5, 4, 5, 8 and 10 times a power of ten. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 4, 5, 8].find((step) => step * power >= value) ?? 10);
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
