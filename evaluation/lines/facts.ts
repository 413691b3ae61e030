// Modality, body part and view, as descriptions name them.

import type { LabelledImage } from "../data/dataSet.ts";
import { FACT_KINDS, firstNamed, type FactKind } from "../metrics/namedFacts.ts";
import { majorityOf, meanOf } from "../metrics/statistics.ts";
import type { DraftJob } from "../run/jobs.ts";
import { lineOf, measured, type Bar, type Line } from "./line.ts";
import { DESCRIBE, DESCRIBE_LENGTH, exactDraft, imagesFor, type Measure, type Scope } from "./measure.ts";

const BARS: Readonly<Record<FactKind, { readonly name: string; readonly bar: Bar | null }>> = {
  modality: { name: "modality", bar: { kind: "least", value: 0.97 } },
  bodyPart: { name: "body part", bar: { kind: "least", value: 0.95 } },
  view: { name: "view", bar: null },
};

/** The description of an image. */
export function describeJob(image: LabelledImage): DraftJob {
  return exactDraft(image, DESCRIBE, DESCRIBE_LENGTH);
}

/** The images that are described for their facts. */
export function describedImages(scope: Scope): LabelledImage[] {
  return imagesFor("facts", scope, (image) => FACT_KINDS.some((kind) => image[kind] !== null));
}

export const facts: Measure = {
  name: "facts",
  jobs: (scope) => describedImages(scope).map(describeJob),
  lines(scope, results) {
    const images = describedImages(scope);
    return FACT_KINDS.map((kind): Line => {
      const observations = images.flatMap((image) => {
        const label = image[kind];
        return label === null ? [] : [{ source: image.source, label, isRight: firstNamed(kind, results.draft(describeJob(image)).text)?.value === label }];
      });
      const { name, bar } = BARS[kind];
      const majority = majorityOf(observations.map(({ label }) => label))?.share ?? null;
      return lineOf({ id: kind, name, unit: "share", bar, majority, ...measured(observations, (own) => meanOf(own.map(({ isRight }) => isRight))) });
    });
  },
};
