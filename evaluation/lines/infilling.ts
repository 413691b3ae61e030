// Blanks in the examination line: whether the word comes back, and whether a longer blank changes it.

import { majorityOf, meanOf } from "../metrics/statistics.ts";
import type { BlankJob } from "../run/jobs.ts";
import { maskedWords, type MaskedWord } from "./examinationLine.ts";
import { lineOf, measured } from "./line.ts";
import { imagesFor, REPORT, type Measure, type Scope } from "./measure.ts";

/** Masks too many. */
const EXTRA = 4;
const KIND_NAMES = { modality: "modality", bodyPart: "body part", view: "view" } as const;

interface Case {
  readonly source: string;
  readonly word: MaskedWord;
  readonly exact: BlankJob;
  readonly longer: BlankJob;
}

function casesOf(scope: Scope): Case[] {
  return imagesFor("infilling", scope, (image) => maskedWords(image).length > 0).flatMap((image) =>
    maskedWords(image).map((word): Case => {
      const exact: BlankJob = { kind: "blank", image: image.id, question: REPORT, before: word.before, masked: word.masked, after: word.after, extra: 0 };
      return { source: image.source, word, exact, longer: { ...exact, extra: EXTRA } };
    }));
}

export const infilling: Measure = {
  name: "infilling",
  jobs: (scope) => casesOf(scope).flatMap(({ exact, longer }) => [exact, longer]),
  lines(scope, results) {
    const cases = casesOf(scope).map(({ source, word, exact, longer }) => {
      const filled = results.blank(exact).text.trim();
      return { source, kind: word.kind, word: word.masked.trim().toLowerCase(), isRecovered: filled.toLowerCase() === word.masked.trim().toLowerCase(), isSame: filled !== "" && results.blank(longer).text.trim() === filled };
    });
    const recovered = (own: typeof cases): number | null => meanOf(own.map(({ isRecovered }) => isRecovered));
    const majority = (own: typeof cases): number | null => {
      const kinds = Object.keys(KIND_NAMES).map((kind) => own.filter((one) => one.kind === kind));
      return own.length === 0 ? null : kinds.reduce((sum, of) => sum + (majorityOf(of.map(({ word }) => word))?.share ?? 0) * of.length, 0) / own.length;
    };
    return [
      lineOf({ id: "infilling-word", name: "infilling: masked word", unit: "share", bar: { kind: "least", value: 0.95 }, majority: majority(cases), ...measured(cases, (own) => recovered([...own])) }),
      ...Object.entries(KIND_NAMES).map(([kind, name]) => {
        const own = cases.filter((one) => one.kind === kind);
        return lineOf({ id: `infilling-word-${kind}`, name: `infilling: ${name}`, unit: "share", majority: majority(own), ...measured(own, (some) => recovered([...some])) });
      }),
      lineOf({ id: "infilling-longer", name: "infilling: blank four tokens too long", unit: "share", bar: { kind: "least", value: 0.8 }, ...measured(cases, (own) => meanOf(own.map(({ isSame }) => isSame))) }),
    ];
  },
};
