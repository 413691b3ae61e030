// A model whose answers are a function of the picture's file: that file holds, as JSON, what the double says of it.

import { readFileSync } from "node:fs";
import type { Ask, CertainSpan, DraftAsk, Drafted, Filled, GroundAsk, GroundedWord, ModelPort, OrderedSpan } from "../../evaluation/model/modelPort.ts";
import type { AnswerPart } from "../../src/engine/protocol.ts";

/** What the double says of a picture. */
export interface Script {
  /** First sentence of its description. */
  readonly line: string;
  readonly pneumonia: boolean | null;
  /** Answers by question. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Of a picture whose file is none of ours. */
const UNKNOWN: Script = { line: "Image of something.", pneumonia: null, answers: {} };

/** Asks that came, by kind. */
export type Asked = Record<"draft" | "fill" | "ground" | "countTokens", number>;

export class ScriptedModel implements ModelPort {
  readonly asked: Asked = { draft: 0, fill: 0, ground: 0, countTokens: 0 };
  /** Called before each draft: may throw. */
  onDraft: (ask: DraftAsk) => void = () => undefined;

  draft(ask: DraftAsk): Promise<Drafted> {
    this.asked.draft++;
    this.onDraft(ask);
    const text = textOf(ask, ask.length);
    const isUnknown = scriptOf(ask.picture.path) === UNKNOWN;
    const stop = Math.ceil(ask.length * 0.8);
    return Promise.resolve({ text, ids: Array.from({ length: stop }, (_, index) => index), spans: spansOf(text, isUnknown ? 0.3 : 1), stop, passes: ask.preset === "exact" ? ask.steps : ask.steps / 4, elapsedMs: 100 });
  }

  fill(ask: Ask & { readonly answer: readonly AnswerPart[] }): Promise<Filled> {
    this.asked.fill++;
    const blanks = ask.answer.flatMap((part, index) => (part.kind === "blank" ? [this.#blank(ask, index)] : []));
    const choices = ask.answer.flatMap((part) => (part.kind === "choice" ? [probabilities(ask.picture.path, part.options)] : []));
    return Promise.resolve({ blanks, choices });
  }

  /** Words that the picture's own description has come from it, others do not. */
  ground(ask: GroundAsk): Promise<readonly GroundedWord[]> {
    this.asked.ground++;
    const own = new Set(scriptOf(ask.picture.path).line.split(" "));
    const words = [...ask.text.matchAll(/\S+/g)].map((match) => ({ start: match.index, end: match.index + match[0].length, word: match[0] }));
    return Promise.resolve(words.map(({ start, end, word }) => ({ start, end, grounding: own.has(word) ? 3 : -1 })));
  }

  countTokens({ text }: { readonly text: string }): Promise<number> {
    this.asked.countTokens++;
    return Promise.resolve(text.trim().length);
  }

  /** The masked word of an examination line, or a whole description. */
  #blank(ask: Ask & { readonly answer: readonly AnswerPart[] }, index: number): { text: string; spans: OrderedSpan[] } {
    const [before, after] = [ask.answer[index - 1], ask.answer[index + 1]];
    const text = before?.kind === "text" && after?.kind === "text" ? maskedWord(scriptOf(ask.picture.path).line, before.text) : textOf(ask, 32);
    return { text, spans: spansOf(text, 1).map((span, order) => ({ ...span, order })) };
  }
}

function scriptOf(path: string): Script {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Script;
  } catch {
    return UNKNOWN;
  }
}

function textOf({ picture, question }: Ask, length: number): string {
  if (picture.isGrey) return "Nothing can be told.";
  const script = scriptOf(picture.path);
  const answer = script.answers[question];
  if (answer !== undefined) return answer;
  if (question === "Is there pneumonia?") return script.pneumonia === null ? "Unclear." : script.pneumonia ? "Yes." : "No.";
  // What the tags say is believed.
  const told = /^The image is an? (.+)\. Describe/.exec(question)?.[1];
  if (told !== undefined) return `This is said to be: ${told}.`;
  // Numbers up to the length: no two four-grams alike.
  return `${script.line} ${script.pneumonia === null ? "" : script.pneumonia ? "Pneumonia is possible. " : "The lungs are clear. "}Lines ${Array.from({ length: length / 4 }, (_, index) => String(index)).join(" ")}.`;
}

/** `Radiograph of the chest, AP` says each word after what is before it. */
function maskedWord(line: string, before: string): string {
  const [noun = "", part = "", view = ""] = /^(\S+) of the (\w+)(?:, (\w+))?/.exec(line)?.slice(1) ?? [];
  if (before === "Exam:") return ` ${noun}`;
  return before.endsWith(" the") ? ` ${part}` : ` ${view}`;
}

function probabilities(path: string, options: readonly string[]): number[] {
  const isPositive = scriptOf(path).pneumonia === true;
  const weights = options.map((option) => (/^(?:yes|pneumonia is possible)/i.test(option) === isPositive ? 4 : 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function spansOf(text: string, certainty: number): CertainSpan[] {
  return [...text.matchAll(/\s*\S+/g)].map((match) => ({ start: match.index, end: match.index + match[0].length, certainty }));
}
