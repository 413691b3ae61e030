// Pneumonia against none: what answers and descriptions say, and how probable the words of the finding are.

import type { LabelledImage } from "../data/dataSet.ts";
import { saysPneumonia } from "../metrics/namedFacts.ts";
import { areaUnderCurve, balancedAccuracy, bootstrapInterval, clustered } from "../metrics/statistics.ts";
import type { DraftJob, OptionsJob, Results } from "../run/jobs.ts";
import { describeJob } from "./facts.ts";
import { lineOf, type Line } from "./line.ts";
import { exactDraft, imagesFor, type Measure, type Scope } from "./measure.ts";

const QUESTION = "Is there pneumonia?";
const ANSWER_LENGTH = 16;
/** Yes and no in the words of LLaDA-MedV and in those of the demo; the first two say that there is pneumonia. */
const OPTIONS = ["Yes.", "Pneumonia is possible.", "No.", "Pneumonia is not suspected."];
const POSITIVE_OPTIONS = 2;
/** Graded by physicians, children. */
const PAEDIATRIC = "kermany";
/** Mined from reports, adults. */
const NIH = "nih_cxr";

/** The drafted answer. */
export function pneumoniaJob(image: LabelledImage): DraftJob {
  return exactDraft(image, QUESTION, ANSWER_LENGTH);
}

/** Images with the label. */
export function pneumoniaImages(scope: Scope): LabelledImage[] {
  return imagesFor("pneumonia", scope, ({ hasPneumonia }) => hasPneumonia !== null);
}

function optionsJob(image: LabelledImage): OptionsJob {
  return { kind: "options", image: image.id, question: QUESTION, options: OPTIONS };
}

function probabilityOf(image: LabelledImage, results: Results): number {
  return results.options(optionsJob(image)).probabilities.slice(0, POSITIVE_OPTIONS).reduce((sum, probability) => sum + probability, 0);
}

export const pneumonia: Measure = {
  name: "pneumonia",
  jobs: (scope) => pneumoniaImages(scope).flatMap((image) => [pneumoniaJob(image), optionsJob(image), describeJob(image)]),
  lines(scope, results) {
    const images = pneumoniaImages(scope);
    const children = images.filter(({ source }) => source === PAEDIATRIC);
    const adults = images.filter(({ source }) => source === NIH);
    return [
      { ...accuracyLine("pneumonia-children", "pneumonia, children: balanced, as answered", children, (image) => saysPneumonia(results.draft(pneumoniaJob(image)).text)), bar: { kind: "least", value: 0.88 } },
      accuracyLine("pneumonia-children-described", "pneumonia, children: balanced, as described", children, (image) => saysPneumonia(results.draft(describeJob(image)).text)),
      accuracyLine("pneumonia-children-options", "pneumonia, children: balanced, by probability", children, (image) => probabilityOf(image, results) > 0.5),
      curveLine("pneumonia-children-auc", "pneumonia, children: AUROC", children, scope, results),
      curveLine("pneumonia-nih-auc", "pneumonia, NIH: AUROC", adults, scope, results),
      accuracyLine("pneumonia-nih", "pneumonia, NIH: balanced, as answered", adults, (image) => saysPneumonia(results.draft(pneumoniaJob(image)).text)),
    ];
  },
};

function accuracyLine(id: string, name: string, images: readonly LabelledImage[], said: (image: LabelledImage) => boolean | null): Line {
  const observations = images.map((image) => ({ label: String(image.hasPneumonia), isRight: said(image) === image.hasPneumonia }));
  return lineOf({ id, name, unit: "share", value: balancedAccuracy(observations), n: images.length, majority: images.length === 0 ? null : 0.5 });
}

function curveLine(id: string, name: string, images: readonly LabelledImage[], scope: Scope, results: Results): Line {
  const scored = images.map((image) => ({ group: image.group, isPositive: image.hasPneumonia === true, score: probabilityOf(image, results) }));
  const area = (own: typeof scored): number | null => areaUnderCurve(own.filter(({ isPositive }) => isPositive).map(({ score }) => score), own.filter(({ isPositive }) => !isPositive).map(({ score }) => score));
  const interval = bootstrapInterval(clustered(scored, ({ group }) => group), (own) => area([...own]), scope.seed);
  return lineOf({ id, name, unit: "auc", value: area(scored), n: scored.length, interval, majority: images.length === 0 ? null : 0.5 });
}
