// A conversation about an image, without VS Code: what of it is told to the model, what is kept of it, and for how long.

import { createHash } from "node:crypto";
import type { ChatMessage } from "../engine/protocol.ts";
import { array, boolean, check, finite, integer, literal, maxLength, maxValue, minValue, nullable, number, picklist, pipe, strictObject, string, type ShapeOf } from "../formats/schema.ts";
import type { View } from "../reader/protocol.ts";
import { LENGTH_MAX, LENGTH_MIN, QUESTION_MAX_CHARACTERS, SEED_MAX, TEMPERATURE_MAX } from "../../webview/protocol.ts";
import { IMAGE_MARK, withoutImageMarks } from "./draftJob.ts";

/** Questions kept of one conversation; the oldest go first. More are not read again, and a model has no room for them. */
export const MAX_EXCHANGES = 100;
/** Of these at most are told to the model; a bound for the attempts to make a prompt fit. */
export const MAX_CONTEXT_EXCHANGES = 30;
/** Characters of a file of a conversation: many times what 100 answers of 256 tokens take with their certainties. */
export const MAX_FILE_CHARACTERS = 4_000_000;
/** Another answer to the same question needs chance: enough for other words, little enough for sense. */
export const REGENERATE_TEMPERATURE = 0.5;
/** Digits of a SHA-256 that tell conversations and slices apart. */
const KEY_DIGITS = 32;

const MAX_ANSWER_CHARACTERS = 100_000;
const count = pipe(number(), integer(), minValue(0));

const exchangeSchema = strictObject({
  /** Unique in its conversation, rising. */
  id: count,
  question: pipe(string(), maxLength(QUESTION_MAX_CHARACTERS)),
  /** Which picture was asked about: `sliceKey`. */
  slice: pipe(string(), maxLength(KEY_DIGITS)),
  /** How it was seen, in words. */
  seen: pipe(string(), maxLength(1000)),
  /** True: nothing before it is told to the model. */
  startsAnew: boolean(),
  outcome: picklist(["finished", "stopped", "failed"]),
  text: pipe(string(), maxLength(MAX_ANSWER_CHARACTERS)),
  spans: array(strictObject({ start: count, end: count, certainty: pipe(number(), finite()) })),
  provenance: pipe(string(), maxLength(10_000)),
  length: pipe(number(), integer(), minValue(LENGTH_MIN), maxValue(LENGTH_MAX)),
  steps: nullable(pipe(number(), integer(), minValue(1), maxValue(LENGTH_MAX))),
  temperature: pipe(number(), finite(), minValue(0), maxValue(TEMPERATURE_MAX)),
  seed: pipe(number(), integer(), minValue(0), maxValue(SEED_MAX)),
  /** Earlier exchanges that belonged to it but no longer fitted into the model. */
  leftOut: count,
});

/** A question and its answer. */
export type Exchange = ShapeOf<typeof exchangeSchema>;

const conversationSchema = strictObject({ version: literal(1), exchanges: pipe(array(exchangeSchema), maxLength(MAX_EXCHANGES)) });

/** The picture that a question is about. */
export interface Seen {
  readonly slice: string;
  readonly words: string;
}

/** How an answer is sampled. */
export type Sampling = Pick<Exchange, "length" | "steps" | "temperature" | "seed">;

/**
 * Names the conversation about a file. A file that was moved or changed has another key, and so no history.
 * @param file its full path, bytes, and time of change
 */
export function conversationKey(file: { readonly path: string; readonly size: number; readonly mtimeMs: number }): string {
  return hashed([file.path, file.size, file.mtimeMs]);
}

/** Names one picture of a series. */
export function sliceKey(path: string, frame: number): string {
  return hashed([path, frame]);
}

function hashed(parts: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, KEY_DIGITS);
}

/**
 * How a picture is seen, in words, e.g. `Slice 3 of 24 · C 40 W 400 · inverted`; empty where there is nothing to tell.
 * @param t translates a sentence with `{0}` for values
 */
export function seenWords(view: View, slices: number, t: (english: string, ...values: (string | number)[]) => string): string {
  const words: string[] = [];
  if (slices > 1) words.push(t("Slice {0} of {1}", view.frame + 1, slices));
  if (view.window !== null) words.push(t("C {0} W {1}", rounded(view.window.center), rounded(view.window.width)));
  if (view.isInverted) words.push(t("inverted"));
  return words.join(" · ");
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/**
 * The exchanges that a new question goes on from: finished ones about the same picture, since the last new beginning.
 * What was said of another slice would be taken for words about this one.
 */
export function contextOf(exchanges: readonly Exchange[], slice: string): readonly Exchange[] {
  const begin = Math.max(0, exchanges.findLastIndex(({ startsAnew }) => startsAnew));
  return exchanges.slice(begin).filter((each) => each.slice === slice && each.outcome === "finished" && each.text.trim() !== "").slice(-MAX_CONTEXT_EXCHANGES);
}

/** The messages for the model: the image stands in the first question alone. */
export function chatMessages(context: readonly Exchange[], question: string): ChatMessage[] {
  const turns = context.flatMap(({ question: asked, text }): ChatMessage[] => [
    { role: "user", content: withoutImageMarks(asked).trim() },
    { role: "assistant", content: withoutImageMarks(text).trim() },
  ]);
  const messages: ChatMessage[] = [...turns, { role: "user", content: withoutImageMarks(question).trim() }];
  return messages.map((message, index) => (index === 0 ? { ...message, content: `${IMAGE_MARK}\n${message.content}` } : message));
}

/** How many exchanges of its context a question begins without: as many as the last one, unless there may be more room now. */
export function leftOutBefore(context: readonly Exchange[], length: number): number {
  const last = context.at(-1);
  return last !== undefined && last.length <= length ? Math.min(last.leftOut, context.length) : 0;
}

/**
 * How the last answer is drafted once more: as it is set now where that differs, else with the next seed and some
 * chance, because without it the same question gives the same words.
 */
export function samplingAgain(last: Exchange, set: Pick<Sampling, "length" | "steps">, seen: Seen): Sampling {
  const isOther = last.length !== set.length || last.steps !== set.steps || last.slice !== seen.slice || last.seen !== seen.words || last.outcome !== "finished";
  if (isOther) return { ...set, temperature: 0, seed: 0 };
  return { ...set, temperature: REGENERATE_TEMPERATURE, seed: last.seed >= SEED_MAX ? 0 : last.seed + 1 };
}

/** Number of the next exchange. */
export function nextId(exchanges: readonly Exchange[]): number {
  return exchanges.reduce((most, { id }) => Math.max(most, id), 0) + 1;
}

/** The exchanges with one more; the oldest go where there are too many. */
export function withExchange(exchanges: readonly Exchange[], exchange: Exchange): readonly Exchange[] {
  return [...exchanges, exchange].slice(-MAX_EXCHANGES);
}

/** A conversation as text of its file. */
export function conversationText(exchanges: readonly Exchange[]): string {
  return JSON.stringify({ version: 1, exchanges });
}

/** A conversation from its file; null for what is none: another version, cut off, too long. */
export function parseConversation(text: string): readonly Exchange[] | null {
  if (text.length > MAX_FILE_CHARACTERS) return null;
  try {
    const checked = check(conversationSchema, JSON.parse(text));
    return checked.ok ? checked.value.exchanges : null;
  } catch {
    return null;
  }
}

/**
 * Files to be removed so that at most `most` stay: those unused for longest.
 * @param files names with the time of their last change
 */
export function outdatedFiles(files: readonly { readonly name: string; readonly mtimeMs: number }[], most: number): readonly string[] {
  return [...files].sort((a, b) => b.mtimeMs - a.mtimeMs).slice(most).map(({ name }) => name);
}
