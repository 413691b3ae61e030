// The assistant's turn of a report: known text, blanks and pick lists as one stretch of ids, laid out after the prompt.

import type { DecoderFacts, Manifest } from "../model/index.ts";
import type { Tokenizer } from "../tokenizer/index.ts";
import { EngineError } from "./errors.ts";
import type { ForbiddenIds } from "./forbiddenIds.ts";
import type { AnswerPart } from "./protocol.ts";

/** What of a loaded package an answer depends on. */
export interface AnswerModel {
  readonly manifest: Pick<Manifest, "tokens" | "fillEnd" | "maxPositions" | "lengthBias" | "certaintyCalibration"> & { readonly decoder: Pick<DecoderFacts, "vocab"> };
  readonly tokenizer: Tokenizer;
  readonly forbidden: ForbiddenIds;
}

/** A part of the answer as ids. Each is tokenised alone (DESIGN 8, "Edges"). */
export type EncodedPart =
  | { readonly kind: "text"; readonly ids: readonly number[] }
  | {
      readonly kind: "blank";
      readonly length: number | null;
      readonly proposed: number;
      /** Id that ends the blank's text; null: its length is obeyed exactly. */
      readonly endId: number | null;
      readonly forbidden: readonly number[];
    }
  | { readonly kind: "choice"; readonly options: readonly (readonly number[])[]; readonly defaultIndex: number | null };

export type EncodedBlank = Extract<EncodedPart, { kind: "blank" }>;
export type EncodedChoice = Extract<EncodedPart, { kind: "choice" }>;

/** An answer as ids. */
export interface EncodedAnswer {
  readonly parts: readonly EncodedPart[];
  /** End of turn, unless the last blank brings it. */
  readonly end: readonly number[];
}

/** What stands in the open parts: a length for every blank, ids (masks included) for every pick list, both in reading order. */
export interface Standing {
  readonly lengths: readonly number[];
  readonly choices: readonly (readonly number[])[];
}

/** The whole sequence. */
export interface AnswerLayout {
  /** Prompt, answer, end `[positions]`; masks in the blanks. */
  readonly ids: Int32Array;
  /** Position of the answer's first id. */
  readonly canvasStart: number;
  readonly canvasLength: number;
  /** Where every blank and every pick list starts, relative to the canvas. */
  readonly blankStarts: readonly number[];
  readonly choiceStarts: readonly number[];
}

/**
 * Turns the parts of an answer into ids.
 * @throws EngineError `engine/answer-invalid`
 */
export function encodeAnswer(model: AnswerModel, answer: readonly AnswerPart[]): EncodedAnswer {
  const { tokens, fillEnd } = model.manifest;
  const parts = answer.map((part, index): EncodedPart => {
    switch (part.kind) {
      case "text":
        return { kind: "text", ids: model.tokenizer.encodeText(part.text) };
      case "blank":
        if (part.endsReport && index !== answer.length - 1) throw new EngineError("engine/answer-invalid", { why: "a blank that ends the report is followed by text" });
        return { kind: "blank", length: part.length, proposed: part.proposed, endId: part.endsReport ? tokens.eot : fillEnd, forbidden: model.forbidden.of(part) };
      case "choice":
        if (part.defaultIndex !== null && part.defaultIndex >= part.options.length) throw new EngineError("engine/answer-invalid", { why: "a pick list's default is none of its options" });
        return { kind: "choice", options: part.options.map((option) => model.tokenizer.encodeText(option)), defaultIndex: part.defaultIndex };
    }
  });
  const last = answer.at(-1);
  return { parts, end: last?.kind === "blank" && last.endsReport ? [] : [tokens.eot] };
}

/** What stands in the open parts before anything is tried: given or proposed lengths, defaults, masks as long as the longest option. */
export function firstStanding({ parts }: EncodedAnswer, maskId: number): Standing {
  return {
    lengths: parts.flatMap((part) => (part.kind === "blank" ? [part.length ?? part.proposed] : [])),
    choices: parts.flatMap((part) => (part.kind === "choice" ? [standingChoice(part, maskId)] : [])),
  };
}

/** Positions of every part; a pick list counts with its longest option. */
export function partLengths({ parts }: EncodedAnswer, { lengths }: Standing): number[] {
  let blank = 0;
  return parts.map((part) => {
    switch (part.kind) {
      case "text":
        return part.ids.length;
      case "blank":
        return lengths[blank++] ?? 0;
      case "choice":
        return longestOf(part);
    }
  });
}

/**
 * Refuses an answer that does not fit behind its prompt, pick lists counted with their longest option.
 * @returns positions of prompt, answer and end
 * @throws EngineError `engine/report-too-long`
 */
export function checkRoom(model: AnswerModel, promptPositions: number, answer: EncodedAnswer): number {
  const { maxPositions, tokens } = model.manifest;
  const positions = partLengths(answer, firstStanding(answer, tokens.mask)).reduce((sum, length) => sum + length, promptPositions + answer.end.length);
  if (positions > maxPositions) throw new EngineError("engine/report-too-long", { positions, most: maxPositions });
  return positions;
}

/** Lays prompt, answer and end out. */
export function layOutAnswer(prompt: Int32Array, answer: EncodedAnswer, standing: Standing, maskId: number): AnswerLayout {
  const stretches: (readonly number[])[] = [];
  const blankStarts: number[] = [];
  const choiceStarts: number[] = [];
  let start = 0;
  for (const part of answer.parts) {
    const stretch = stretchOf(part, standing, { blank: blankStarts.length, choice: choiceStarts.length, maskId });
    if (part.kind === "blank") blankStarts.push(start);
    if (part.kind === "choice") choiceStarts.push(start);
    stretches.push(stretch);
    start += stretch.length;
  }
  const canvas = stretches.flat();
  const ids = new Int32Array(prompt.length + canvas.length + answer.end.length);
  ids.set(prompt);
  ids.set(canvas, prompt.length);
  ids.set(answer.end, prompt.length + canvas.length);
  return { ids, canvasStart: prompt.length, canvasLength: canvas.length, blankStarts, choiceStarts };
}

/** What stands in a part; `blank` and `choice` count those before it. */
function stretchOf(part: EncodedPart, standing: Standing, { blank, choice, maskId }: { readonly blank: number; readonly choice: number; readonly maskId: number }): readonly number[] {
  switch (part.kind) {
    case "text":
      return part.ids;
    case "blank":
      return Array.from({ length: standing.lengths[blank] ?? 0 }, () => maskId);
    case "choice":
      return standing.choices[choice] ?? [];
  }
}

/** Tokens of the longest option. */
export function longestOf({ options }: EncodedChoice): number {
  return Math.max(...options.map((ids) => ids.length));
}

function standingChoice(part: EncodedChoice, maskId: number): readonly number[] {
  const standard = part.defaultIndex === null ? undefined : part.options[part.defaultIndex];
  return standard ?? Array.from({ length: longestOf(part) }, () => maskId);
}
