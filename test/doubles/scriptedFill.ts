// The engine's fills without weights: a network that is a hash of what it is shown, behind the engine's own ports.

import { fillAnswer, ForbiddenIds, type AnswerModel, type FillTask } from "../../src/engine/index.ts";
import type { Filled, FillEvent, FillProvenance, FillRequest } from "../../src/engine/protocol.ts";
import { EXACT, type Candidates, type Denoiser, type ScoreRequest, type TargetRequest, type TargetScorer } from "../../src/sampler/index.ts";
import type { Tokenizer } from "../../src/tokenizer/index.ts";
import { idOf } from "../tokenizer/madeTokenizers.ts";
import { mix, scriptedAnswer } from "./scriptedDenoiser.ts";

export const SETTINGS = { steps: null, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0, preset: "exact" } as const;
export const PROMPT = Int32Array.of(65, -200, -200, 66);

export const PROVENANCE: FillProvenance = { model: "", revision: "", weights: "", weightsSha256: "", device: "", settings: SETTINGS, refine: null, prompt: "", imageViews: "all", imageSha256: [] };

export type Script = Parameters<typeof scriptedAnswer>[0];

/** Answers by hash, the best ids included, and keeps what it was shown. */
export class ScriptedNetwork implements Denoiser, TargetScorer {
  readonly shown: Int32Array[] = [];

  constructor(private readonly script: Script) {}

  score(request: ScoreRequest): Promise<Candidates> {
    this.shown.push(Int32Array.from(request.ids));
    const answers = [...request.scored].map((position, index) => scriptedAnswer(this.script, request.ids, position, request.forbidden[request.classes[index] ?? 0] ?? []));
    const ids = Int32Array.from(answers, ({ id }) => id);
    const certainties = Float64Array.from(answers, ({ certainty }) => certainty);
    return Promise.resolve({ ids, certainties, ...(request.listsBest ? { best: { perRow: 1, ids, certainties } } : {}) });
  }

  targetLogs(request: TargetRequest): Promise<Float64Array> {
    this.shown.push(Int32Array.from(request.ids));
    return Promise.resolve(Float64Array.from(request.scored, (position, index) => {
      const hash = [...request.ids].reduce((state, id) => mix(state ^ id), mix(position * 31 + (request.targets[index] ?? 0) + this.script.seed));
      return -(1 + (hash % 500)) / 100;
    }));
  }
}

/** What the engine knows of a package, with at most `maxPositions` rows. */
export function modelOf(tokenizer: Tokenizer, knowsEnd: boolean, maxPositions = 512): AnswerModel {
  const tokens = { mask: idOf(tokenizer, "<|mdm_mask|>"), eot: idOf(tokenizer, "<|eot_id|>"), suppressed: ["<|endoftext|>", "<|startoftext|>", "<|start_header_id|>", "<|end_header_id|>"].map((name) => idOf(tokenizer, name)) };
  const fillEnd = knowsEnd ? idOf(tokenizer, "<|reserved_token_0|>") : null;
  const manifest = { tokens, fillEnd, maxPositions, decoder: { vocab: tokenizer.size } };
  return { tokenizer, manifest, forbidden: new ForbiddenIds(tokenizer, manifest) };
}

/** What a test wants of a fill. */
export type Wish = Pick<FillRequest, "answer"> & Partial<Pick<FillRequest, "settings" | "refine" | "recorded">>;

export interface FillOutcome {
  readonly filled: Pick<Filled, "blanks" | "choices" | "steps" | "passes">;
  readonly events: FillEvent[];
  readonly network: ScriptedNetwork;
}

/** Fills an answer with the engine's own code and a scripted network. */
export async function fill(model: AnswerModel, script: Script, wish: Wish): Promise<FillOutcome> {
  const events: FillEvent[] = [];
  const network = new ScriptedNetwork(script);
  const context: FillTask["context"] = { signal: new AbortController().signal, event: (event) => { events.push(event); }, now: () => 0, startedMs: 0 };
  const filled = await fillAnswer({ model, prompt: PROMPT, request: { settings: SETTINGS, refine: null, recorded: null, ...wish }, denoiser: network, mode: EXACT, provenance: PROVENANCE, context });
  return { filled, events, network };
}
