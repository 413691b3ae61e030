// Whether grounding tells words that come from the image from words that do not.

import { sentencesOf } from "../metrics/words.ts";
import { areaUnderCurve } from "../metrics/statistics.ts";
import type { GroundJob, GroundResult, Results } from "../run/jobs.ts";
import type { LabelledImage } from "../data/dataSet.ts";
import { lineOf } from "./line.ts";
import { DESCRIBE, DESCRIBE_LENGTH, imagesFor, type Measure, type Scope } from "./measure.ts";

/** States of the replay (DESIGN 3). */
const STATES = 8;
/** Words that stand in any description. */
const FUNCTION_WORDS = new Set(["a", "an", "the", "of", "is", "are", "this", "in", "and", "or", "with", "it", "there", "be", "to", "on", "for", "as", "by", "at", "from", "that"]);

function job(image: LabelledImage, isFromGrey: boolean): GroundJob {
  return { kind: "ground", image: image.id, question: DESCRIBE, length: DESCRIBE_LENGTH, isFromGrey, states: STATES };
}

/** Groundings of the words of first sentences, and of the sentences as wholes. */
export interface GroundScores {
  readonly words: readonly number[];
  readonly contentWords: readonly number[];
  readonly sentences: readonly number[];
}

/** Scores of the sentences that were drafted from the image, or from grey. */
export function groundScores(isFromGrey: boolean, scope: Scope, results: Results): GroundScores {
  const all = imagesFor("grounding", scope).map((image) => firstSentence(results.ground(job(image, isFromGrey))));
  return {
    words: all.flatMap((words) => words.map(({ grounding }) => grounding)),
    contentWords: all.flatMap((words) => words.filter(({ word }) => !FUNCTION_WORDS.has(word)).map(({ grounding }) => grounding)),
    sentences: all.filter((words) => words.length > 0).map((words) => words.reduce((sum, { grounding }) => sum + grounding, 0)),
  };
}

/** A word that begins in the first sentence. */
function firstSentence({ text, words }: GroundResult): { readonly word: string; readonly grounding: number }[] {
  const end = sentencesOf(text)[0]?.end ?? 0;
  return words.filter((word) => word.start < end).map((word) => ({ word: text.slice(word.start, word.end).toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""), grounding: word.grounding }));
}

export const grounding: Measure = {
  name: "grounding",
  jobs: (scope) => imagesFor("grounding", scope).flatMap((image) => [job(image, false), job(image, true)]),
  lines(scope, results) {
    const seen = groundScores(false, scope, results);
    const grey = groundScores(true, scope, results);
    const line = (id: string, name: string, part: keyof GroundScores) =>
      lineOf({ id, name, unit: "auc", value: areaUnderCurve(seen[part], grey[part]), n: seen[part].length + grey[part].length, majority: 0.5 });
    return [
      { ...line("grounding", "grounding: words, AUC", "words"), bar: { kind: "least", value: 0.85 } },
      line("grounding-content", "grounding: without function words, AUC", "contentWords"),
      line("grounding-sentences", "grounding: whole sentences, AUC", "sentences"),
    ];
  },
};
