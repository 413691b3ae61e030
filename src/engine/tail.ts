// What goes into the decoder's tail and comes out of it, as tensors by name.

import { TAIL, type DecoderFacts } from "../model/index.ts";
import { EngineError } from "./errors.ts";
import type { Values } from "./onnxruntime.ts";

/** What the tail gives for a stretch of scored rows. */
export interface TailRows {
  /** `[scored]` */
  readonly candidates: BigInt64Array;
  /** `[scored]` */
  readonly certainties: Float64Array;
  /** `[scored, best]`, ids and probabilities without noise, falling; of no meaning when they were not asked for. */
  readonly best: BigInt64Array;
  readonly bestCertainties: Float64Array;
  /** `[scored]`, natural logarithms; of no meaning without targets. */
  readonly targetLogs: Float64Array;
  /** Only when asked for, `[scored, vocab]` and `[scored, hidden]`. */
  readonly logits: Float32Array | null;
  readonly normed: Float32Array | null;
}

/** What the tail needs; `[scored, hidden]` for the rows, `[classes, vocab]` for what is allowed. */
export interface TailInput {
  readonly rows: Float32Array;
  readonly guidance: { readonly rows: Float32Array; readonly scale: number } | null;
  readonly allowed: Float32Array;
  readonly classes: BigInt64Array;
  /** `[scored]`: an id whose probability is asked for in each row. Null: none. */
  readonly targets: BigInt64Array | null;
  /** True: the best ids of every row are listed. */
  readonly listsBest: boolean;
  /** `[scored, vocab]`, added to the logits. */
  readonly noise: Float64Array | null;
  /** True in tests only: logits are large. */
  readonly isDebugging: boolean;
}

/** Stands for -inf on a GPU: shading languages need not know infinities. */
const FORBIDDEN_ON_GPU = -1e38;

/** The tail's inputs by name. */
export function tailFeeds(input: TailInput, { hidden, vocab }: DecoderFacts, isOnGpu: boolean): Record<string, Values> {
  const scored = input.classes.length;
  // Never none: onnxruntime's TopK ends the process by a division by zero rows (1.30).
  const listed = lineNumbers(input.listsBest ? scored : 1);
  const feeds: Record<string, Values> = {
    [TAIL.hidden]: { type: "float32", data: input.rows, shape: [scored, hidden] },
    [TAIL.allowed]: { type: "float32", data: isOnGpu ? finite(input.allowed) : input.allowed, shape: [input.allowed.length / vocab, vocab] },
    [TAIL.classes]: { type: "int64", data: input.classes, shape: [scored] },
    [TAIL.targets]: { type: "int64", data: input.targets ?? new BigInt64Array(scored), shape: [scored, 1] },
    [TAIL.bestRows]: { type: "int64", data: listed, shape: [listed.length] },
  };
  if (input.guidance !== null) {
    feeds[TAIL.unconditional] = { type: "float32", data: input.guidance.rows, shape: [scored, hidden] };
    feeds[TAIL.guidanceScale] = { type: "float32", data: Float32Array.of(input.guidance.scale + 1), shape: [] };
  }
  if (input.noise !== null) {
    const shape = [scored, vocab];
    feeds[TAIL.noise] = isOnGpu ? { type: "float32", data: Float32Array.from(input.noise), shape } : { type: "float64", data: input.noise, shape };
  }
  return feeds;
}

/** Names of the outputs that a run has to give. */
export function tailOutputs(input: TailInput): string[] {
  const always = [TAIL.candidates, TAIL.certainties, TAIL.best, TAIL.bestCertainties, TAIL.targetLogs];
  return input.isDebugging ? [...always, TAIL.logits, TAIL.normed] : always;
}

/** The tail's answer. @throws EngineError `engine/run-failed` when an output has another type */
export function tailRows(results: Readonly<Record<string, Values>>): TailRows {
  const logits = results[TAIL.logits];
  const normed = results[TAIL.normed];
  return {
    candidates: int64(results[TAIL.candidates]),
    certainties: numbers(results[TAIL.certainties]),
    best: int64(results[TAIL.best]),
    bestCertainties: numbers(results[TAIL.bestCertainties]),
    targetLogs: numbers(results[TAIL.targetLogs]).map((log) => (log < FORBIDDEN_ON_GPU / 2 ? -Infinity : log)),
    logits: logits?.type === "float32" ? logits.data : null,
    normed: normed?.type === "float32" ? normed.data : null,
  };
}

/** 0 to `count - 1`. */
export function lineNumbers(count: number): BigInt64Array {
  return BigInt64Array.from({ length: count }, (_, line) => BigInt(line));
}

function int64(values: Values | undefined): BigInt64Array {
  if (values?.type !== "int64") throw new EngineError("engine/run-failed", { part: "head" });
  return values.data;
}

function numbers(values: Values | undefined): Float64Array {
  if (values?.type === "float64") return values.data;
  if (values?.type === "float32") return Float64Array.from(values.data);
  throw new EngineError("engine/run-failed", { part: "head" });
}

const finiteOf = new WeakMap<Float32Array, Float32Array>();

/** What is allowed without infinities; the same set is asked for in every step. */
function finite(allowed: Float32Array): Float32Array {
  const known = finiteOf.get(allowed) ?? allowed.map((value) => Math.max(value, FORBIDDEN_ON_GPU));
  finiteOf.set(allowed, known);
  return known;
}
