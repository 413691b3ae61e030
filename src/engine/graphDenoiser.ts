// The sampler's port on the network: a sequence of ids and image features becomes rows, rows become candidates.

import type { Candidates, CancelSignal, Denoiser, RowPlan, ScoreRequest, TargetRequest, TargetScorer } from "../sampler/index.ts";
import { fillGumbelNoise, IMAGE_POSITION } from "../sampler/index.ts";
import { EngineError } from "./errors.ts";
import type { KeyValueStore } from "./keyValueStore.ts";
import type { Network } from "./network.ts";
import type { TailInput } from "./tail.ts";

/** Rows that one run of the head scores: the float64 softmax of 64 rows of the real vocabulary takes 65 MB. */
const TAIL_ROWS = 64;

/** Input embeddings of a sequence: those of its ids, and the features where `IMAGE_POSITION` stands, in order `[rows, hidden]`. */
export async function embedSequence(network: Network, ids: Int32Array, features: Float32Array): Promise<Float32Array> {
  return await embedRows(network, { ids, features, positions: range(0, ids.length) });
}

/** Input embeddings at some positions of a sequence, ascending `[positions, hidden]`. */
async function embedRows(network: Network, { ids, features, positions }: { readonly ids: Int32Array; readonly features: Float32Array; readonly positions: Int32Array }): Promise<Float32Array> {
  const { hidden } = network.source.manifest.decoder;
  const rows = await network.embed(Array.from(positions, (position) => Math.max(0, ids[position] ?? 0)));
  let position = 0;
  let nextFeature = 0;
  for (const [row, at] of positions.entries()) {
    for (; position < at; position++) if (ids[position] === IMAGE_POSITION) nextFeature++;
    if (ids[at] === IMAGE_POSITION) rows.set(features.subarray(nextFeature * hidden, (nextFeature + 1) * hidden), row * hidden);
  }
  return rows;
}

/** What the layers are run over, and what of it is scored. */
interface DecoderPass extends Pick<ScoreRequest, "scored" | "forbidden" | "guidance" | "rows"> {
  readonly sequence: Int32Array;
}

/** What a stretch of scored rows brings to the tail whatever is asked. */
type StretchInput = Pick<TailInput, "rows" | "guidance" | "allowed" | "isDebugging">;

export class GraphDenoiser implements Denoiser, TargetScorer {
  readonly #network: Network;
  readonly #features: Float32Array;
  readonly #maskId: number;
  readonly #signal: AbortSignal;
  readonly #setsOf = new WeakMap<readonly number[], ScoreRequest["forbidden"]>();
  readonly #store: KeyValueStore;
  #allowed: { readonly forbidden: ScoreRequest["forbidden"]; readonly values: Float32Array } | null = null;

  /**
   * @param features of all images of the prompt, `[image positions, hidden]`
   * @param signal aborted when the draft is cancelled; heard between shards
   * @param store where keys and values are kept; those fixed in it are of the first positions, which are then never computed
   */
  constructor(network: Network, features: Float32Array, signal: AbortSignal, store = network.keyValueStore()) {
    this.#network = network;
    this.#store = store;
    this.#features = features;
    this.#maskId = network.source.manifest.tokens.mask;
    this.#signal = signal;
  }

  async score(request: ScoreRequest, _signal: CancelSignal): Promise<Candidates> {
    const { ids: sequence, scored, forbidden, guidance, rows } = request;
    const ids = new Int32Array(scored.length);
    const certainties = new Float64Array(scored.length);
    const bestIds: number[] = [];
    const bestCertainties: number[] = [];
    await this.#inStretches({ sequence, scored, forbidden, guidance, rows }, async (input, from, to) => {
      const result = await this.#network.tail({
        ...input,
        classes: BigInt64Array.from(request.classes.subarray(from, to), BigInt),
        targets: null,
        listsBest: request.listsBest,
        noise: this.#noise(request, from, to),
      });
      ids.set(Array.from(result.candidates, Number), from);
      certainties.set(result.certainties, from);
      if (!request.listsBest) return;
      for (const id of result.best) bestIds.push(Number(id));
      bestCertainties.push(...result.bestCertainties);
    });
    if (certainties.some(Number.isNaN)) throw new EngineError("engine/not-a-number");
    if (!request.listsBest || scored.length === 0) return { ids, certainties };
    return { ids, certainties, best: { perRow: bestIds.length / scored.length, ids: Int32Array.from(bestIds), certainties: Float64Array.from(bestCertainties) } };
  }

  async targetLogs(request: TargetRequest, _signal: CancelSignal): Promise<Float64Array> {
    const { ids: sequence, scored, guidance, targets } = request;
    const logs = new Float64Array(scored.length);
    // One set, kept under its own identity: a request names the same one in all its passes.
    const forbidden = this.#setsOf.get(request.forbidden) ?? [request.forbidden];
    this.#setsOf.set(request.forbidden, forbidden);
    await this.#inStretches({ sequence, scored, forbidden, guidance, rows: null }, async (input, from, to) => {
      const result = await this.#network.tail({
        ...input,
        classes: new BigInt64Array(to - from),
        targets: BigInt64Array.from(targets.subarray(from, to), BigInt),
        listsBest: false,
        noise: null,
      });
      logs.set(result.targetLogs, from);
    });
    if (logs.some(Number.isNaN)) throw new EngineError("engine/not-a-number");
    return logs;
  }

  /** Runs the layers once (twice under guidance) and hands the scored rows on in stretches that the tail's memory allows. */
  async #inStretches(pass: DecoderPass, score: (input: StretchInput, from: number, to: number) => Promise<void>): Promise<void> {
    const { sequence, scored, forbidden, guidance } = pass;
    const rows = await this.#rows(sequence, scored, pass.rows);
    const unconditional = guidance === null ? null : await this.#rows(this.#withoutPrompt(sequence, guidance.promptLength), scored, null);
    const { hidden } = this.#network.source.manifest.decoder;
    for (let from = 0; from < scored.length; from += TAIL_ROWS) {
      const to = Math.min(from + TAIL_ROWS, scored.length);
      const stretch = (values: Float32Array): Float32Array => values.subarray(from * hidden, to * hidden);
      const guided = guidance === null || unconditional === null ? null : { rows: stretch(unconditional), scale: guidance.scale };
      await score({ rows: stretch(rows), guidance: guided, allowed: this.#allowedValues(forbidden), isDebugging: false }, from, to);
    }
  }

  /** Rows of the last layer at the scored positions, `[scored, hidden]`. */
  async #rows(ids: Int32Array, scored: Int32Array, plan: RowPlan | null): Promise<Float32Array> {
    const network = this.#network;
    const store = this.#store;
    const isOpen = (position: number): boolean => position >= store.fixed;
    const positions = plan?.computed?.filter(isOpen) ?? range(store.fixed, ids.length);
    const kept = plan?.kept.filter(isOpen) ?? new Int32Array(0);
    if (scored.length === 0 && kept.length === 0) return new Float32Array(0); // A pass that nobody learns from.
    if (plan !== null && plan.computed === null) store.forget();
    store.reserve(kept);
    const cached = plan === null ? store.fixedRows() : store.without(positions);
    const rowOf = new Map(Array.from(positions, (position, row) => [position, row]));
    const rowsOf = (some: Int32Array): Int32Array => some.map((position) => rowOf.get(position) ?? 0);
    return await network.decode(await embedRows(network, { ids, features: this.#features, positions }), this.#signal, {
      positions, cached, wanted: rowsOf(scored),
      kept: kept.length === 0 ? null : { store, positions: kept, rows: rowsOf(kept) },
    });
  }

  #withoutPrompt(ids: Int32Array, promptLength: number): Int32Array {
    return Int32Array.from(ids).fill(this.#maskId, 0, promptLength);
  }

  /** `[classes, vocab]`: 0, or -inf at forbidden ids; kept, since the sets stay the same for a whole draft. */
  #allowedValues(forbidden: ScoreRequest["forbidden"]): Float32Array {
    if (this.#allowed?.forbidden === forbidden) return this.#allowed.values;
    const { vocab } = this.#network.source.manifest.decoder;
    const values = new Float32Array(forbidden.length * vocab);
    for (const [index, ids] of forbidden.entries()) for (const id of ids) values[index * vocab + id] = -Infinity;
    this.#allowed = { forbidden, values };
    return values;
  }

  #noise(request: ScoreRequest, from: number, to: number): Float64Array | null {
    if (request.noise === null) return null;
    const { vocab } = this.#network.source.manifest.decoder;
    const { temperature, seed, step } = request.noise;
    const noise = new Float64Array((to - from) * vocab);
    for (let index = from; index < to; index++) {
      const row = noise.subarray((index - from) * vocab, (index - from + 1) * vocab);
      fillGumbelNoise(row, { seed, step, position: request.scored[index] ?? 0 }, temperature);
    }
    return noise;
  }
}

function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, offset) => start + offset);
}
