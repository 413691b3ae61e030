// What is asked of the engine for a report: blanks filled between pinned text, pick lists scored, words tested for what
// they owe to the image, positions counted. Types and validators only; `protocol.ts` names them for other layers.

import { array, boolean, finite, maxLength, maxValue, minLength, minValue, nullable, number, picklist, pipe, strictObject, string, variant, literal } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";
import { count, imageIdsSchema, imageViewsSchema, MAX_GEN_LENGTH, MAX_MESSAGE_CHARACTERS, MAX_MESSAGES, MAX_STEPS, messageSchema, PRESET_CHOICES, samplingEntries } from "./requestParts.ts";
import type { BeginEvent, CertaintySpan, CommonEvent, ImageViews } from "./requestParts.ts";

/** Parts of one answer: a bound for hostile input. */
export const MAX_ANSWER_PARTS = 4096;
/** Options of one pick list. */
export const MAX_OPTIONS = 64;
/** States in which a commit order can be replayed. */
export const MAX_GROUNDING_STATES = 256;

const text = pipe(string(), maxLength(MAX_MESSAGE_CHARACTERS));
const probability = pipe(number(), finite(), minValue(0), maxValue(1 + 1e-6));
const atLeastOne = (most: number) => pipe(count(most), minValue(1));
const messages = pipe(array(messageSchema), minLength(1), maxLength(MAX_MESSAGES));
const packagePath = pipe(string(), minLength(1));

/** Known text: pinned, tokenised alone. Names of special tokens in it are plain characters. */
const textPartSchema = strictObject({ kind: literal("text"), text });

const blankPartSchema = strictObject({
  kind: literal("blank"),
  /** Positions of its canvas. Null: several lengths around `proposed` are tried; where the package knows an end of blanks, or `endsReport`, `proposed` itself. */
  length: nullable(atLeastOne(MAX_GEN_LENGTH)),
  proposed: atLeastOne(MAX_GEN_LENGTH),
  /** True: the blank is the answer's last part, and the end of turn ends its text. */
  endsReport: boolean(),
  allowsLineBreaks: boolean(),
  /** False: no id whose text has a number character of any script. */
  allowsDigits: boolean(),
});

const choicePartSchema = strictObject({
  kind: literal("choice"),
  /** As they stand in the answer, with the space before them; each gives at least one token. */
  options: pipe(array(pipe(text, minLength(1))), minLength(2), maxLength(MAX_OPTIONS)),
  /** Option that stands when the best one stays below one half; null: the best one stands anyway. */
  defaultIndex: nullable(count(MAX_OPTIONS - 1)),
});

const answerPartSchema = variant("kind", [textPartSchema, blankPartSchema, choicePartSchema]);

export const fillSettingsSchema = strictObject({
  /** Steps of the first pass over all blanks. Null: one mask a step. */
  steps: nullable(atLeastOne(MAX_STEPS)),
  ...samplingEntries,
});

const alternativeSchema = strictObject({ piece: text, certainty: probability });

const fillCommitSchema = strictObject({
  /** Canvas position in the blank, from 0. */
  offset: count(MAX_GEN_LENGTH),
  id: count(0x7fff_ffff),
  certainty: probability,
  /** Text of the id alone, without U+FFFD; may be empty. */
  piece: text,
  /** The best ids before noise when it was committed, the best first, at most 4. */
  alternatives: pipe(array(alternativeSchema), maxLength(4)),
});

/** A step of a fill that was broken off, as its event told it. */
const recordedFillStepSchema = strictObject({
  step: atLeastOne(MAX_STEPS),
  blanks: pipe(array(strictObject({ blank: count(MAX_ANSWER_PARTS), commits: pipe(array(fillCommitSchema), maxLength(MAX_GEN_LENGTH)) })), maxLength(MAX_ANSWER_PARTS)),
});

const triedLengthSchema = strictObject({ length: atLeastOne(MAX_GEN_LENGTH), certainty: pipe(number(), finite(), minValue(0)) });

/** Events of a fill that was broken off: what they tell is not run again. */
const recordedFillSchema = strictObject({
  lengths: pipe(array(strictObject({ blank: count(MAX_ANSWER_PARTS), tried: pipe(array(triedLengthSchema), minLength(1), maxLength(16)) })), maxLength(MAX_ANSWER_PARTS)),
  choices: pipe(array(strictObject({ choice: count(MAX_ANSWER_PARTS), probabilities: pipe(array(probability), maxLength(MAX_OPTIONS)), best: count(MAX_OPTIONS - 1) })), maxLength(MAX_ANSWER_PARTS)),
  steps: pipe(array(recordedFillStepSchema), maxLength(MAX_STEPS)),
});

export const fillRequestSchema = strictObject({
  packagePath,
  imageIds: imageIdsSchema,
  imageViews: imageViewsSchema,
  /** System and user turns; the last is the user's. */
  messages,
  /** What the assistant's turn holds, in reading order. */
  answer: pipe(array(answerPartSchema), minLength(1), maxLength(MAX_ANSWER_PARTS)),
  settings: fillSettingsSchema,
  /** Share of the positions, the least certain ones, that are masked and filled again, one a step, after the first pass. Null: none. */
  refine: nullable(pipe(number(), finite(), minValue(0), maxValue(1))),
  /** What an engine told of this very fill before it died; null: a new fill. */
  recorded: nullable(recordedFillSchema),
});

const draftedPartSchema = strictObject({
  kind: literal("drafted"),
  text,
  /** Words of the model, UTF-16 offsets in `text`, end exclusive; what no span covers is the person's and stays visible. `order` is the place in the order of commits. */
  spans: pipe(array(strictObject({ start: count(MAX_MESSAGE_CHARACTERS), end: count(MAX_MESSAGE_CHARACTERS), order: count(MAX_STEPS) })), maxLength(MAX_MESSAGE_CHARACTERS)),
});

export const groundRequestSchema = strictObject({
  packagePath,
  /** At least one. */
  imageIds: pipe(imageIdsSchema, minLength(1)),
  imageViews: imageViewsSchema,
  messages,
  answer: pipe(array(variant("kind", [textPartSchema, draftedPartSchema])), minLength(1), maxLength(MAX_ANSWER_PARTS)),
  /** States in which the order of commits is replayed; 1: every drafted word masked. Costs twice as many passes. */
  states: atLeastOne(MAX_GROUNDING_STATES),
  /** Where keys and values of the images are computed by themselves, as in the preset of the draft. */
  preset: picklist(PRESET_CHOICES),
});

export const measureRequestSchema = strictObject({
  packagePath,
  imageIds: imageIdsSchema,
  imageViews: imageViewsSchema,
  messages,
  answer: pipe(array(answerPartSchema), maxLength(MAX_ANSWER_PARTS)),
});

export type AnswerPart = ShapeOf<typeof answerPartSchema>;
export type BlankPart = ShapeOf<typeof blankPartSchema>;
export type ChoicePart = ShapeOf<typeof choicePartSchema>;
export type DraftedPart = ShapeOf<typeof draftedPartSchema>;
export type FillSettings = ShapeOf<typeof fillSettingsSchema>;
/** A candidate that was seen when an id was committed: its text alone (no U+FFFD) and its probability, 0..1. */
export type Alternative = ShapeOf<typeof alternativeSchema>;
export type FillCommit = ShapeOf<typeof fillCommitSchema>;
export type RecordedFill = ShapeOf<typeof recordedFillSchema>;
export type FillRequest = ShapeOf<typeof fillRequestSchema>;
export type GroundRequest = ShapeOf<typeof groundRequestSchema>;
export type MeasureRequest = ShapeOf<typeof measureRequestSchema>;

/** A length that was tried: mean certainty of its first pass, 0..1, divided by the package's length bias if it has one. */
export type TriedLength = ShapeOf<typeof triedLengthSchema>;

/** What a pick list's options scored; the probabilities sum to 1, `best` is the index of the largest. */
export interface ScoredChoice {
  readonly probabilities: readonly number[];
  readonly best: number;
}

/** A stretch of a blank's text that one id or a few ids gave. */
export interface FilledSpan extends CertaintySpan {
  /** The best ids when it was committed, the best first, at most 4; none where ids share a character. */
  readonly alternatives: readonly Alternative[];
  /** Place in the order of commits over all blanks, from 0. */
  readonly order: number;
}

/** What a step did in one blank. Blanks in which nothing was committed are left out. */
export interface FillStepBlank {
  /** Among the blanks of the answer, from 0. */
  readonly blank: number;
  /** Text so far, up to the blank's end if there is one: stretches that are not filled yet as `…`, never U+FFFD. */
  readonly text: string;
  /** Drafted stretches of `text`; gaps have none. */
  readonly spans: readonly FilledSpan[];
  readonly commits: readonly FillCommit[];
}

export type FillEvent =
  | CommonEvent
  /** Sampling begins. The words that follow come from here, also when the fill does not end. */
  | (BeginEvent & { readonly provenance: FillProvenance })
  /** Lengths of a blank were tried, best first; the first one is drafted. Comes before `begin`. */
  | { readonly kind: "lengths"; readonly blank: number; readonly tried: readonly TriedLength[] }
  /** A pick list was scored; `choice` counts among the pick lists of the answer. Comes before `begin`. */
  | ({ readonly kind: "choice"; readonly choice: number } & ScoredChoice)
  | {
      readonly kind: "fillStep";
      /** 1-based; the steps of refining follow those of the first pass. */
      readonly step: number;
      readonly of: number;
      readonly blanks: readonly FillStepBlank[];
      /** Milliseconds of this step, and since the request arrived. */
      readonly stepMs: number;
      readonly elapsedMs: number;
    };

/** A blank that is filled. */
export interface FilledBlank {
  /** All its ids decoded at once, up to its end; a broken character is cut, U+FFFD never stands in it. Edges are the report's matter. */
  readonly text: string;
  readonly spans: readonly FilledSpan[];
  /** Positions of its canvas. */
  readonly length: number;
  /** True: the model ended the blank at its first position, which says that nothing belongs there. */
  readonly isEmpty: boolean;
  /** Lengths that were tried, best first; empty: none were. */
  readonly tried: readonly TriedLength[];
}

/** Where filled words come from: enough to fill the blanks again, nothing about the patient beyond the prompt's words. */
export interface FillProvenance {
  readonly model: string;
  readonly revision: string;
  readonly weights: string;
  /** SHA-256 over the hashes of all tensors of the package, in its order. */
  readonly weightsSha256: string;
  readonly device: string;
  readonly settings: FillSettings;
  readonly refine: number | null;
  /** Chat text before the answer, images as `<image>`. */
  readonly prompt: string;
  /** SHA-256 of the RGB bytes given to the model, one an image. */
  readonly imageViews: ImageViews;
  readonly imageSha256: readonly string[];
}

export interface Filled {
  /** In the order of the answer. */
  readonly blanks: readonly FilledBlank[];
  readonly choices: readonly ScoredChoice[];
  /** Steps taken, passes of the network (trials of lengths and pick lists included, recorded steps not). */
  readonly steps: number;
  readonly passes: number;
  readonly elapsedMs: number;
  readonly provenance: FillProvenance;
}

/** What a cancelled fill leaves, a blank each; empty when it was cancelled before sampling. */
export interface FillSoFar {
  readonly blanks: readonly { readonly text: string; readonly spans: readonly FilledSpan[] }[];
}

export type GroundEvent =
  | CommonEvent
  /** A pass of the network is done, 1-based. */
  | { readonly kind: "groundPass"; readonly pass: number; readonly of: number; readonly elapsedMs: number };

/** A drafted word and what it owes to the image. */
export interface GroundedSpan {
  /** The whole word in the part's text, UTF-16, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Natural logarithm of its probability with the image minus that without, summed over its tokens. Near 0: not from the image. */
  readonly grounding: number;
  /** Natural logarithm of its probability with the image. */
  readonly logProbability: number;
}

export interface Grounded {
  /** One list for each drafted part, in the order of the answer. */
  readonly parts: readonly { readonly spans: readonly GroundedSpan[] }[];
  readonly passes: number;
  readonly elapsedMs: number;
}

/** Positions that a request would take. */
export interface Measured {
  /** Prompt with its images, up to the open turn of the assistant. */
  readonly prompt: number;
  /** One number a part of the answer: a blank's length (the proposed one where none is given), a pick list's longest option. */
  readonly parts: readonly number[];
  /** What follows the answer: 1 for the pinned end of turn, 0 when the last blank ends the report. */
  readonly end: number;
  /** What the package has. The sum of the others must not be larger. */
  readonly maxPositions: number;
}
