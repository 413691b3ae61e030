// Whether grounding tells words that come from the image from words that do not.

import { sentencesOf } from "../metrics/words.ts";
import { areaUnderCurve } from "../metrics/statistics.ts";
import type { GroundJob, GroundResult, Results } from "../run/jobs.ts";
import type { LabelledImage } from "../data/dataSet.ts";
import { lineOf, measured, type Line } from "./line.ts";
import { DESCRIBE, DESCRIBE_LENGTH, imagesFor, type Measure, type Scope } from "./measure.ts";

/** States of the replay (DESIGN 3). */
const STATES = 8;
/** Words that stand in any description. */
const FUNCTION_WORDS = new Set(["a", "an", "the", "of", "is", "are", "this", "in", "and", "or", "with", "it", "there", "be", "to", "on", "for", "as", "by", "at", "from", "that"]);

function job(image: LabelledImage, isFromGrey: boolean): GroundJob {
  return { kind: "ground", image: image.id, question: DESCRIBE, length: DESCRIBE_LENGTH, isFromGrey, states: STATES };
}

/** A word of a first sentence, or a first sentence as a whole, with what it owes to the image. */
export interface GroundScore {
  readonly source: string;
  readonly isFromGrey: boolean;
  readonly word: string;
  readonly grounding: number;
}

/** The words of first sentences, those drafted from the image and those drafted from grey, sentence by sentence. */
function groundedSentences(scope: Scope, results: Results): GroundScore[][] {
  return imagesFor("grounding", scope).flatMap((image) => [false, true].map((isFromGrey) =>
    firstSentence(results.ground(job(image, isFromGrey))).map((word): GroundScore => ({ source: image.source, isFromGrey, ...word }))));
}

/** The words of all first sentences. */
export function groundedWords(scope: Scope, results: Results): GroundScore[] {
  return groundedSentences(scope, results).flat();
}

/** Words that begin in the first sentence. */
function firstSentence({ text, words }: GroundResult): { readonly word: string; readonly grounding: number }[] {
  const end = sentencesOf(text)[0]?.end ?? 0;
  return words.filter((word) => word.start < end).map((word) => ({ word: text.slice(word.start, word.end).toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""), grounding: word.grounding }));
}

function area(scores: readonly GroundScore[]): number | null {
  const of = (isFromGrey: boolean): number[] => scores.filter((score) => score.isFromGrey === isFromGrey).map(({ grounding: value }) => value);
  return areaUnderCurve(of(false), of(true));
}

function summed(words: readonly GroundScore[]): GroundScore[] {
  const [first] = words;
  return first === undefined ? [] : [{ ...first, word: "", grounding: words.reduce((sum, { grounding: value }) => sum + value, 0) }];
}

export const grounding: Measure = {
  name: "grounding",
  jobs: (scope) => imagesFor("grounding", scope).flatMap((image) => [job(image, false), job(image, true)]),
  lines(scope, results) {
    const sentences = groundedSentences(scope, results);
    const words = sentences.flat();
    const line = (id: string, name: string, scores: readonly GroundScore[]): Line => lineOf({ id, name, unit: "auc", majority: 0.5, ...measured(scores, area) });
    return [
      { ...line("grounding", "grounding: words, AUC", words), bar: { kind: "least", value: 0.85 } },
      line("grounding-content", "grounding: without function words, AUC", words.filter(({ word }) => !FUNCTION_WORDS.has(word))),
      line("grounding-sentences", "grounding: whole sentences, AUC", sentences.flatMap(summed)),
    ];
  },
};
