// Whether the model is less certain of pictures that are no radiology image.

import { unlabelledImage } from "../data/dataSet.ts";
import { certaintyOf } from "../metrics/calibration.ts";
import { sentencesOf } from "../metrics/words.ts";
import { areaUnderCurve, meanOf, medianOf } from "../metrics/statistics.ts";
import { madePictureIds } from "../model/pictures.ts";
import type { Drafted } from "../model/modelPort.ts";
import type { LabelledImage } from "../data/dataSet.ts";
import { describeJob } from "./facts.ts";
import { lineOf } from "./line.ts";
import { imagesFor, type Measure, type Scope } from "./measure.ts";

/** Of each kind of made picture. */
const PER_KIND = 8;

function madeImages({ most }: Scope): LabelledImage[] {
  return madePictureIds(PER_KIND).slice(0, most.foreign).map((id) => unlabelledImage(id, "", "made"));
}

/** Mean certainty of the words of the first sentence; 0 for an empty draft. */
function sureness({ text, spans }: Drafted): number {
  const first = sentencesOf(text)[0];
  if (first === undefined) return 0;
  const words = [...first.text.matchAll(/\S+/g)].map((match) => certaintyOf(spans, first.start + match.index, first.start + match.index + match[0].length));
  return meanOf(words) ?? 0;
}

export const foreign: Measure = {
  name: "foreign",
  jobs: (scope) => [...imagesFor("foreign", scope), ...madeImages(scope)].map(describeJob),
  lines(scope, results) {
    const of = (images: readonly LabelledImage[]): number[] => images.map((image) => sureness(results.draft(describeJob(image))));
    const real = of(imagesFor("foreign", scope));
    const made = of(madeImages(scope));
    return [
      lineOf({ id: "foreign", name: "certainty: images against made pictures, AUC", unit: "auc", value: areaUnderCurve(real, made), n: real.length + made.length, majority: 0.5 }),
      lineOf({ id: "foreign-images", name: "certainty of first sentences: images, median", unit: "share", value: medianOf(real), n: real.length }),
      lineOf({ id: "foreign-made", name: "certainty of first sentences: made pictures, median", unit: "share", value: medianOf(made), n: made.length }),
    ];
  },
};
