// The examination line of a new report, with each of its words masked in turn.

import type { LabelledImage } from "../data/dataSet.ts";
import type { FactKind } from "../metrics/namedFacts.ts";

/** A line with one word out of it. */
export interface MaskedWord {
  readonly kind: FactKind;
  readonly before: string;
  /** The word with the space before it: that belongs to a blank. */
  readonly masked: string;
  readonly after: string;
}

/** What follows the line in the built-in templates when nothing is known. */
const NEXT = "\n\nComparison: None.";

/**
 * The masked words of an image's examination line, `Exam: Radiograph of the chest, AP`.
 * @returns none where the modality or the body part is not labelled; no view where that is not
 */
export function maskedWords({ modality, bodyPart, view }: LabelledImage): MaskedWord[] {
  if (modality === null || bodyPart === null) return [];
  const noun = modality === "radiograph" ? "Radiograph" : modality;
  const end = `${view === null ? "" : `, ${view}`}${NEXT}`;
  return [
    { kind: "modality", before: "Exam:", masked: ` ${noun}`, after: ` of the ${bodyPart}${end}` },
    { kind: "bodyPart", before: `Exam: ${noun} of the`, masked: ` ${bodyPart}`, after: end },
    ...(view === null ? [] : [{ kind: "view" as const, before: `Exam: ${noun} of the ${bodyPart},`, masked: ` ${view}`, after: NEXT }]),
  ];
}
