// Plots of a run: how reliable certainties are, and how groundings of words from the image and from grey are spread.

import type { Checked } from "../metrics/calibration.ts";
import { calibrationError, reliabilityBins } from "../metrics/calibration.ts";
import { evenAxis, plotOf } from "./svg.ts";

/** Accuracy against certainty, with the share of statements in each bin. */
export function reliabilityPlot(statements: readonly Checked[], modelName: string): string {
  const bins = reliabilityBins(statements);
  const filled = bins.filter(({ n }) => n > 0);
  return plotOf({
    title: `Certainty of ${modelName} (n = ${String(statements.length)}, error ${(calibrationError(statements) ?? 0).toFixed(3)})`,
    xName: "certainty that is shown",
    yName: "share that is right",
    x: evenAxis(0, 1, 5),
    y: evenAxis(0, 1, 5),
    bars: [{ name: "share of all", bars: bins.map(({ from, to, n }) => [from, to, statements.length === 0 ? 0 : n / statements.length]) }],
    series: [
      { name: "right", points: filled.map(({ certainty, accuracy }) => [certainty, accuracy]) },
      { name: "ideal", points: [[0, 0], [1, 1]] },
    ],
  });
}

const GROUNDING_BINS = 24;
const TICKS = 6;

/** Histograms of the groundings of words, cut at both ends where a word in two hundred lies beyond. */
export function groundingPlot(words: readonly { readonly isFromGrey: boolean; readonly grounding: number }[], modelName: string): string {
  const drafted = (isFromGrey: boolean): number[] => words.filter((word) => word.isFromGrey === isFromGrey).map(({ grounding }) => grounding);
  const sorted = words.map(({ grounding }) => grounding).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const from = Math.floor(at(0.005));
  // A whole number between two ticks.
  const to = from + TICKS * Math.max(1, Math.ceil((at(0.995) - from) / TICKS));
  const width = (to - from) / GROUNDING_BINS;
  const histogram = (values: readonly number[]): [number, number, number][] =>
    Array.from({ length: GROUNDING_BINS }, (_, index) => {
      const own = values.filter((value) => Math.min(GROUNDING_BINS - 1, Math.max(0, Math.floor((value - from) / width))) === index);
      return [from + index * width, from + (index + 1) * width, values.length === 0 ? 0 : own.length / values.length];
    });
  const bars = [{ name: "drafted from image", bars: histogram(drafted(false)) }, { name: "drafted from grey", bars: histogram(drafted(true)) }];
  const highest = Math.max(0.1, ...bars.flatMap((group) => group.bars.map(([, , height]) => height)));
  return plotOf({
    title: `Grounding of words of ${modelName} (n = ${String(sorted.length)})`,
    xName: "log p with the image minus log p with grey",
    yName: "share of words",
    x: evenAxis(from, to, TICKS),
    y: evenAxis(0, Math.ceil(highest * 10) / 10, 5),
    bars,
    series: [],
  });
}
