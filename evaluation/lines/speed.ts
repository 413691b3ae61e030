// Seconds that an image takes, from the request to the finished description, alone on all cores.

import type { LabelledImage } from "../data/dataSet.ts";
import { medianOf } from "../metrics/statistics.ts";
import type { DraftJob } from "../run/jobs.ts";
import { describeJob } from "./facts.ts";
import { lineOf } from "./line.ts";
import { imagesFor, type Measure, type Scope } from "./measure.ts";

/** Images of a preset: no two presets share one, since a picture is looked at once. */
function timedImages(preset: string, scope: Scope): LabelledImage[] {
  const { presets, most } = scope;
  const images = imagesFor("speed", { ...scope, most: { ...most, speed: most.speed * presets.length } });
  return images.filter((_, index) => index % presets.length === presets.indexOf(preset));
}

function timedJob(image: LabelledImage, preset: string): DraftJob {
  return { ...describeJob(image), preset, isTimed: true };
}

export const speed: Measure = {
  name: "speed",
  jobs: (scope) => scope.presets.flatMap((preset) => timedImages(preset, scope).map((image) => timedJob(image, preset))),
  lines: (scope, results) =>
    scope.presets.map((preset) => {
      const times = timedImages(preset, scope).map((image) => results.draft(timedJob(image, preset)).elapsedMs / 1000);
      return lineOf({ id: `seconds-${preset}`, name: `seconds an image, canvas 32, ${preset}`, unit: "seconds", value: medianOf(times), n: times.length });
    }),
};
