// The model through the product's own engine: the processes that the extension starts, asked as it asks them.

import { PRESET_CHOICES, type AnswerPart, type ChatMessage, type DraftSettings, type FillSettings, type PresetChoice } from "../../src/engine/protocol.ts";
import type { Drafting } from "../../src/client/index.ts";
import type { View } from "../../src/reader/protocol.ts";
import { EvaluationError } from "../errors.ts";
import type { Ask, DraftAsk, Drafted, Filled, GroundAsk, GroundedWord, ModelPort, PictureUse } from "./modelPort.ts";
import { greyFile } from "./pictures.ts";

/** Presets that the engine has. */
export const PRESETS: readonly PresetChoice[] = PRESET_CHOICES.filter((choice) => choice !== "auto");

/** As the reference runs: the best candidate, the most certain first. */
const SAMPLING = { temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 } as const;
const FILL_SETTINGS: FillSettings = { preset: "exact", steps: null, ...SAMPLING };

export interface EngineModelOptions {
  readonly drafting: Drafting;
  readonly packagePath: string;
  /** Folder for pictures that are made. */
  readonly cache: string;
  /** Added to every question. */
  readonly suffix: string;
}

interface Opened {
  readonly path: string;
  readonly view: View;
  readonly width: number;
  readonly height: number;
}

/** One engine with its reader, which works one request after the other. */
export class EngineModel implements ModelPort {
  readonly #options: EngineModelOptions;
  /** The last picture: jobs come image by image. */
  #opened: Opened | null = null;
  readonly #tokens = new Map<string, number>();

  constructor(options: EngineModelOptions) {
    this.#options = options;
  }

  async draft(ask: DraftAsk, signal: AbortSignal): Promise<Drafted> {
    const settings: DraftSettings = { preset: presetOf(ask.preset), genLength: ask.length, blockLength: null, steps: ask.steps, ...SAMPLING };
    const { drafting } = this.#options;
    const draft = await drafting.draft({ ...(await this.#job(ask, signal)), settings, suffix: "", stops: null }, () => undefined, signal);
    const { text, ids, spans, stopPosition, passes, elapsedMs } = draft;
    return { text, ids, spans, stop: stopPosition, passes, elapsedMs };
  }

  async fill(ask: Ask & { readonly answer: readonly AnswerPart[] }, signal: AbortSignal): Promise<Filled> {
    const { drafting } = this.#options;
    const filled = await drafting.fill({ ...(await this.#job(ask, signal)), answer: ask.answer, settings: FILL_SETTINGS, refine: null }, () => undefined, signal);
    return {
      blanks: filled.blanks.map(({ text, spans }) => ({ text, spans: spans.map(({ start, end, certainty, order }) => ({ start, end, certainty, order })) })),
      choices: filled.choices.map(({ probabilities }) => probabilities),
    };
  }

  async ground(ask: GroundAsk, signal: AbortSignal): Promise<readonly GroundedWord[]> {
    const answer = [{ kind: "drafted" as const, text: ask.text, spans: [...ask.spans] }];
    const grounded = await this.#options.drafting.ground({ ...(await this.#job(ask, signal)), answer, states: ask.states, preset: "exact" }, () => undefined, signal);
    return (grounded.parts[0]?.spans ?? []).map(({ start, end, grounding }) => ({ start, end, grounding }));
  }

  async countTokens(ask: Ask & { readonly text: string }, signal: AbortSignal): Promise<number> {
    const known = this.#tokens.get(ask.text);
    if (known !== undefined) return known;
    const measured = await this.#options.drafting.measure({ ...(await this.#job(ask, signal)), answer: [{ kind: "text", text: ask.text }] }, () => undefined, signal);
    const count = measured.parts[0] ?? 0;
    this.#tokens.set(ask.text, count);
    return count;
  }

  async #job({ picture, question }: Ask, signal: AbortSignal): Promise<{ packagePath: string; images: { path: string; view: View }[]; messages: ChatMessage[] }> {
    const { path, view } = await this.#open(picture, signal);
    return { packagePath: this.#options.packagePath, images: [{ path, view }], messages: [{ role: "user", content: `<image>\n${question}${this.#options.suffix}` }] };
  }

  /** The view is that of nobody who looks: the reference's. */
  async #open(picture: PictureUse, signal: AbortSignal): Promise<Opened> {
    if (this.#opened?.path !== picture.path) {
      const { referenceView, width, height } = await this.#options.drafting.open(picture.path, signal);
      this.#opened = { path: picture.path, view: referenceView, width, height };
    }
    if (!picture.isGrey) return this.#opened;
    const { width, height } = this.#opened;
    return { path: await greyFile(this.#options.cache, width, height), view: { frame: 0, window: null, isInverted: false }, width, height };
  }
}

/** @throws EvaluationError `evaluation/option` for a name that the engine does not know */
function presetOf(asked: string): PresetChoice {
  const preset = PRESETS.find((name) => name === asked);
  if (preset === undefined) throw new EvaluationError("evaluation/option", `The engine has no preset ${asked}; it has ${PRESETS.join(", ")}.`);
  return preset;
}
