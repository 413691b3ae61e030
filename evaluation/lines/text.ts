// Whether drafts of every length read well: form, repetition, obedience to the length.

import type { LabelledImage } from "../data/dataSet.ts";
import { isWellFormed, obeysLength, repetitionOf } from "../metrics/language.ts";
import { meanOf } from "../metrics/statistics.ts";
import type { Results } from "../run/jobs.ts";
import { lineOf, measured, type Line } from "./line.ts";
import { DESCRIBE, exactDraft, imagesFor, REPORT, type Measure } from "./measure.ts";

/** Lengths that the demo is trained for. */
const LENGTHS = [16, 32, 64, 128] as const;
/** A report has room for its headings in these. */
const REPORT_LENGTHS = [64, 128] as const;
/** Images whose report is drafted, as a share of those that are described. */
const REPORT_SHARE = 0.4;

const RULES = {
  formed: { id: "well-formed", name: "well-formed", unit: "share", bar: { kind: "least", value: 0.98 } },
  repetition: { id: "repetition", name: "4-gram repetition", unit: "share", bar: { kind: "most", value: 0.01 } },
  length: { id: "length", name: "length obeyed", unit: "share", bar: { kind: "least", value: 0.95 } },
} as const;

interface Text {
  readonly source: string;
  readonly length: number;
  readonly text: string;
  readonly stop: number | null;
}

function reported(images: readonly LabelledImage[]): LabelledImage[] {
  return images.slice(0, Math.ceil(images.length * REPORT_SHARE));
}

function textsOf(images: readonly LabelledImage[], question: string, lengths: readonly number[], results: Results): Text[] {
  return images.flatMap((image) => lengths.map((length): Text => {
    const { text, stop } = results.draft(exactDraft(image, question, length));
    return { source: image.source, length, text, stop };
  }));
}

const formedShare = (own: readonly Text[]): number | null => meanOf(own.map(({ text }) => isWellFormed(text)));
const repetition = (own: readonly Text[]): number | null => (own.length === 0 ? null : repetitionOf(own.map(({ text }) => text)));
const obedience = (own: readonly Text[]): number | null => meanOf(own.map(({ stop, length }) => obeysLength(stop, length)));

export const text: Measure = {
  name: "text",
  jobs(scope) {
    const images = imagesFor("text", scope);
    return [
      ...images.flatMap((image) => LENGTHS.map((length) => exactDraft(image, DESCRIBE, length))),
      ...reported(images).flatMap((image) => REPORT_LENGTHS.map((length) => exactDraft(image, REPORT, length))),
    ];
  },
  lines(scope, results) {
    const images = imagesFor("text", scope);
    const described = textsOf(images, DESCRIBE, LENGTHS, results);
    const reports = textsOf(reported(images), REPORT, REPORT_LENGTHS, results);
    return [
      lineOf({ ...RULES.formed, ...measured(described, formedShare) }),
      lineOf({ ...RULES.repetition, ...measured(described, repetition) }),
      lineOf({ ...RULES.length, ...measured(described, obedience) }),
      ...LENGTHS.flatMap((length) => linesOf(`canvas ${String(length)}`, `-${String(length)}`, described.filter((one) => one.length === length))),
      ...linesOf("reports", "-reports", reports),
    ];
  },
};

function linesOf(name: string, ending: string, texts: readonly Text[]): Line[] {
  return [
    lineOf({ ...RULES.formed, id: `${RULES.formed.id}${ending}`, name: `${name}: well-formed`, bar: null, ...measured(texts, formedShare) }),
    lineOf({ ...RULES.repetition, id: `${RULES.repetition.id}${ending}`, name: `${name}: 4-gram repetition`, bar: null, ...measured(texts, repetition) }),
    lineOf({ ...RULES.length, id: `${RULES.length.id}${ending}`, name: `${name}: length obeyed`, bar: null, ...measured(texts, obedience) }),
  ];
}
