// How far drafts of the fast presets are those of the exact one, and what they save.

import type { LabelledImage } from "../data/dataSet.ts";
import { meanOf } from "../metrics/statistics.ts";
import type { Drafted } from "../model/modelPort.ts";
import type { DraftJob } from "../run/jobs.ts";
import { describeJob } from "./facts.ts";
import { lineOf, measured, type Line } from "./line.ts";
import { imagesFor, type Measure, type Scope } from "./measure.ts";

function fastOnes({ presets }: Scope): string[] {
  return presets.filter((preset) => preset !== "exact");
}

function presetJob(image: LabelledImage, preset: string): DraftJob {
  return { ...describeJob(image), preset };
}

export const presets: Measure = {
  name: "presets",
  jobs: (scope) => (fastOnes(scope).length === 0 ? [] : imagesFor("presets", scope).flatMap((image) => [describeJob(image), ...fastOnes(scope).map((preset) => presetJob(image, preset))])),
  lines(scope, results) {
    return fastOnes(scope).flatMap((preset): Line[] => {
      const pairs = imagesFor("presets", scope).map((image) => ({ source: image.source, exact: results.draft(describeJob(image)), fast: results.draft(presetJob(image, preset)) }));
      const passes = (of: (pair: (typeof pairs)[number]) => Drafted): number => pairs.reduce((sum, pair) => sum + of(pair).passes, 0);
      return [
        lineOf({ id: `preset-${preset}-text`, name: `${preset}: same text as exact`, unit: "share", ...measured(pairs, (own) => meanOf(own.map(({ exact, fast }) => exact.text === fast.text))) }),
        lineOf({ id: `preset-${preset}-tokens`, name: `${preset}: same tokens as exact`, unit: "share", ...measured(pairs, (own) => meanOf(own.map(({ exact, fast }) => sameTokens(exact.ids, fast.ids)))) }),
        lineOf({ id: `preset-${preset}-passes`, name: `${preset}: passes of the network, of exact's`, unit: "ratio", value: passes(({ exact }) => exact) === 0 ? null : passes(({ fast }) => fast) / passes(({ exact }) => exact), n: pairs.length }),
      ];
    });
  },
};

/** Share of positions, up to the longer one's stop, that hold the same id. */
export function sameTokens(one: readonly number[], other: readonly number[]): number {
  const length = Math.max(one.length, other.length);
  return length === 0 ? 1 : one.filter((id, position) => other[position] === id).length / length;
}
