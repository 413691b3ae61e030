// How far drafts of the fast presets are those of the exact one, and what they save.

import type { LabelledImage } from "../data/dataSet.ts";
import { repetitionOf } from "../metrics/language.ts";
import { meanOf } from "../metrics/statistics.ts";
import { sentencesOf } from "../metrics/words.ts";
import type { Drafted } from "../model/modelPort.ts";
import type { DraftJob, Results } from "../run/jobs.ts";
import { lineOf, measured, type Line } from "./line.ts";
import { DESCRIBE, DESCRIBE_LENGTH, exactDraft, imagesFor, type Measure, type Scope } from "./measure.ts";

/** A description as it is asked for by itself, and one that `standard` cuts into blocks. */
const LENGTHS = [DESCRIBE_LENGTH, 128] as const;

function fastOnes({ presets }: Scope): string[] {
  return presets.filter((preset) => preset !== "exact");
}

/** The long drafts are made of half of the images. */
function imagesOf(length: number, scope: Scope): LabelledImage[] {
  const images = imagesFor("presets", scope);
  return length === DESCRIBE_LENGTH ? images : images.slice(0, Math.ceil(images.length / 2));
}

export const presets: Measure = {
  name: "presets",
  jobs(scope) {
    const all = fastOnes(scope).length === 0 ? [] : ["exact", ...fastOnes(scope)];
    return LENGTHS.flatMap((length) => imagesOf(length, scope).flatMap((image) => all.map((preset): DraftJob => ({ ...exactDraft(image, DESCRIBE, length), preset }))));
  },
  lines: (scope, results) => fastOnes(scope).flatMap((preset) => LENGTHS.flatMap((length) => linesOf(preset, length, scope, results))),
};

function linesOf(preset: string, length: number, scope: Scope, results: Results): Line[] {
  const pairs = imagesOf(length, scope).map((image) => {
    const exact = exactDraft(image, DESCRIBE, length);
    return { source: image.source, exact: results.draft(exact), fast: results.draft({ ...exact, preset }) };
  });
  const passes = (of: (pair: (typeof pairs)[number]) => Drafted): number => pairs.reduce((sum, pair) => sum + of(pair).passes, 0);
  const name = `${preset}, canvas ${String(length)}`;
  const id = `preset-${preset}-${String(length)}`;
  return [
    lineOf({ id: `${id}-text`, name: `${name}: same text as exact`, unit: "share", ...measured(pairs, (own) => meanOf(own.map(({ exact, fast }) => exact.text === fast.text))) }),
    lineOf({ id: `${id}-first`, name: `${name}: same first sentence as exact`, unit: "share", ...measured(pairs, (own) => meanOf(own.map(({ exact, fast }) => firstSentence(exact.text) === firstSentence(fast.text)))) }),
    lineOf({ id: `${id}-tokens`, name: `${name}: same tokens as exact`, unit: "share", ...measured(pairs, (own) => meanOf(own.map(({ exact, fast }) => sameTokens(exact.ids, fast.ids)))) }),
    lineOf({ id: `${id}-repetition`, name: `${name}: word 4-grams that repeat, more than exact's`, unit: "ratio", value: repetitionOf(pairs.map(({ fast }) => fast.text)) - repetitionOf(pairs.map(({ exact }) => exact.text)), n: pairs.length }),
    lineOf({ id: `${id}-passes`, name: `${name}: passes of the network, of exact's`, unit: "ratio", value: passes(({ exact }) => exact) === 0 ? null : passes(({ fast }) => fast) / passes(({ exact }) => exact), n: pairs.length }),
  ];
}

/** The examination line, where a text begins with one; the whole text where no sentence ends. */
function firstSentence(text: string): string {
  return sentencesOf(text)[0]?.text ?? text;
}

/** Share of positions, up to the longer one's stop, that hold the same id. */
export function sameTokens(one: readonly number[], other: readonly number[]): number {
  const length = Math.max(one.length, other.length);
  return length === 0 ? 1 : one.filter((id, position) => other[position] === id).length / length;
}
