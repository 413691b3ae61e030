// Small plots as SVG text: axes, lines, bars. Colours stand on a white ground, and lines differ by their marks too.

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface PlotOptions {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  /** Values at the ends of the axes. */
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Bars from the x axis: left border, right border, height. */
  readonly bars?: readonly { readonly name: string; readonly bars: readonly (readonly [from: number, to: number, height: number])[] }[];
}

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const WIDTH = 560;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 150;
const TOP = 36;
const BOTTOM = 52;
/** Okabe and Ito's colours, told apart by most people who see colours differently. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
const DASHES = ["none", "6 3", "2 3", "8 3 2 3", "10 4", "1 4"];

/** A plot as the text of an SVG file. */
export function plotOf(options: PlotOptions): string {
  const { x, y } = options;
  const right = WIDTH - RIGHT;
  const bottom = HEIGHT - BOTTOM;
  const px = (value: number): string => (LEFT + ((value - x.from) / (x.to - x.from)) * (right - LEFT)).toFixed(1);
  const py = (value: number): string => (bottom - ((value - y.from) / (y.to - y.from)) * (bottom - TOP)).toFixed(1);
  const label = (atX: string, atY: string, text: string, more = ""): string => `<text x="${atX}" y="${atY}" ${more}>${escaped(text)}</text>`;
  const ticks = [
    ...x.ticks.map(({ at, text }) => `<path d="M${px(at)} ${String(bottom)}v5" stroke="#555"/>${label(px(at), String(bottom + 18), text, 'text-anchor="middle"')}`),
    ...y.ticks.map(({ at, text }) => `<path d="M${String(LEFT)} ${py(at)}H${String(right)}" stroke="#ddd"/>${label(String(LEFT - 6), py(at), text, 'text-anchor="end" dominant-baseline="middle"')}`),
  ];
  const names = [...(options.bars ?? []).map(({ name }) => name), ...options.series.map(({ name }) => name)];
  const bars = (options.bars ?? []).flatMap((group, index) =>
    group.bars.map(([from, to, height]) => `<rect x="${px(from)}" y="${py(height)}" width="${(Number(px(to)) - Number(px(from)) - 1).toFixed(1)}" height="${(bottom - Number(py(height))).toFixed(1)}" fill="${colour(index)}" fill-opacity="0.45"/>`));
  const lines = options.series.map(({ points }, index) => {
    const own = (options.bars ?? []).length + index;
    const dots = points.map(([atX, atY]) => `<circle cx="${px(atX)}" cy="${py(atY)}" r="3" fill="${colour(own)}"/>`);
    return `<polyline points="${points.map(([atX, atY]) => `${px(atX)},${py(atY)}`).join(" ")}" fill="none" stroke="${colour(own)}" stroke-width="2" stroke-dasharray="${DASHES[own % DASHES.length] ?? "none"}"/>${dots.join("")}`;
  });
  const legend = names.map((name, index) => `<rect x="${String(right + 12)}" y="${String(TOP + index * 20)}" width="12" height="12" fill="${colour(index)}"/>${label(String(right + 30), String(TOP + index * 20 + 10), name)}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" width="${String(WIDTH)}" height="${String(HEIGHT)}" role="img" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${escaped(options.title)}</title><rect width="100%" height="100%" fill="#fff"/>`,
    label(String(LEFT), "20", options.title, 'font-size="14" font-weight="bold"'),
    ...ticks, ...bars, ...lines, ...legend,
    `<path d="M${String(LEFT)} ${String(TOP)}V${String(bottom)}H${String(right)}" fill="none" stroke="#555"/>`,
    label(String((LEFT + right) / 2), String(HEIGHT - 12), options.xName, 'text-anchor="middle"'),
    label("16", String((TOP + bottom) / 2), options.yName, `text-anchor="middle" transform="rotate(-90 16 ${String((TOP + bottom) / 2)})"`),
    "</svg>\n",
  ].join("\n");
}

/** Ticks at even steps, as numbers of at most three places. */
export function evenAxis(from: number, to: number, steps: number): Axis {
  const ticks = Array.from({ length: steps + 1 }, (_, index) => from + ((to - from) * index) / steps);
  return { from, to, ticks: ticks.map((at) => ({ at, text: String(Number(at.toFixed(3))) })) };
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? "#000";
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
