// Which matrices of a checkpoint eight bits a row carry: its layers are run one by one over a prompt with an image, and
// each matrix is tried in the forms it could have, on the rows that it really reads. Outliers are in those rows, not in
// the weights, so that weights alone do not tell. Memory holds one layer at a time.

import { prepareImage } from "../imaging/index.ts";
import { encodeRows, INT4_OF_INT8, fedLayer, fedName, fedVision, TRIAL, trialGraph } from "../model/index.ts";
import type { FedGraph, Form, MatrixTrial, PackageSource } from "../model/index.ts";
import { loadTokenizer } from "../tokenizer/index.ts";
import { calibrationImage, calibrationIds } from "./calibrationPrompt.ts";
import { EngineError } from "./errors.ts";
import { embedSequence } from "./graphDenoiser.ts";
import { prepareFactsOf } from "./model.ts";
import { Network } from "./network.ts";
import { createSession, type Session, type Values } from "./onnxruntime.ts";
import { ON_CPU } from "./placement.ts";

/** Features of the image that stand in the prompt, evenly taken: outliers are in all of them alike. */
const IMAGE_ROWS = 192;
/** Rows and outputs of a matrix on which it is tried, evenly taken. */
const TRIED_ROWS = 256;
const TRIED_OUTPUTS = 256;
/** How many channels stand apart, one trial after the other. */
const APART = [0, 4, 16, 64] as const;
/** int8 is taken at once where it is this much better than int4; else more channels stand apart. */
const CLEARLY = 0.5;

export interface CalibrateOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told the share that is done, 0..1, and the tensor at hand. */
  readonly onProgress: (tensor: string, done: number) => void;
}

/**
 * Tries all matrices of the decoder.
 * @param source a checkpoint as a package (`checkpointPackage`)
 * @throws EngineError `engine/run-failed`, `engine/session-failed`; TokenizerError; errors of reading; the signal's reason
 */
export async function calibrate(source: PackageSource, { threads, signal, onProgress }: CalibrateOptions): Promise<MatrixTrial[]> {
  const { decoder } = source.manifest;
  const trials: MatrixTrial[] = [];
  const streamed = { source, threads };
  const network = new Network(source, {
    vision: streamedSession(streamed, () => fedVision(source), () => Promise.resolve()),
    isVisionRare: false,
    shards: Array.from({ length: decoder.layers }, (_, layer) => ({
      first: layer,
      end: layer + 1,
      session: streamedSession(streamed, () => fedLayer(source, layer), async (graph, results, weights) => {
        onProgress(`decoder.layers.${String(layer)}`, layer / decoder.layers);
        for (const [rows, names] of readers(graph)) {
          const matrices = names.map((name) => ({ name, shape: source.tensor(name).shape, values: float32(weights[fedName(name, "values")]) }));
          trials.push(...(await tryTogether(streamed, float32(results[rows]), matrices)));
        }
      }),
    })),
    tails: new Map(),
    openTail: () => Promise.reject(new EngineError("engine/run-failed", { part: "head" })),
    placement: ON_CPU,
    gpu: null,
  });
  const tokenizer = loadTokenizer(await source.tokenizerJson(), await source.tokenizerConfigJson());
  onProgress("tower", 0);
  const features = await imageRows(network, signal);
  const ids = calibrationIds(source.manifest, tokenizer, features.length / decoder.hidden);
  const rows = await network.decode(await embedSequence(network, ids, features), signal);
  trials.push(...(await tryTogether(streamed, await normedRows(source, rows), [await headMatrix(source)])));
  onProgress("lm_head", 1);
  return trials;
}

interface Streamed {
  readonly source: PackageSource;
  readonly threads: number;
}

type Results = Readonly<Record<string, Values>>;

/** A session that reads its weights when it is run, and forgets them. */
function streamedSession({ source, threads }: Streamed, build: () => FedGraph, after: (graph: FedGraph, results: Results, weights: Results) => Promise<void>): Session {
  return {
    async run(feeds, outputs) {
      const graph = build();
      const weights: Record<string, Values> = {};
      for (const [name, { pieces: [piece] }] of graph.weights) {
        if (piece === undefined) continue;
        const bytes = await source.readPiece(piece);
        weights[name] = { type: "float32", data: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4), shape: piece.shape };
      }
      const session = await createSession(graph.bytes, { part: "calibration", weightsFolder: "", threads });
      try {
        const results = await session.run({ ...feeds, ...weights }, [...outputs, ...new Set(graph.reads.values())]);
        await after(graph, results, weights);
        return results;
      } finally {
        await session.release();
      }
    },
    release: () => Promise.resolve(),
  };
}

/** The matrices that read the same rows, by the name of those. */
function readers({ reads }: FedGraph): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const [matrix, rows] of reads) names.set(rows, [...(names.get(rows) ?? []), matrix]);
  return names;
}

interface Matrix {
  readonly name: string;
  readonly shape: readonly number[];
  /** `[out, in]` */
  readonly values: Float32Array;
}

/** Tries matrices that read the same rows: what stands apart of these stands apart for all of them. */
async function tryTogether(streamed: Streamed, allRows: Float32Array, matrices: readonly Matrix[]): Promise<MatrixTrial[]> {
  const columns = matrices[0]?.shape[1] ?? 1;
  const rows = evenly(allRows, columns, TRIED_ROWS);
  const ranked = rankedChannels(rows, columns);
  const tried = matrices.map(({ name, values }) => ({ name, values: evenly(values, columns, TRIED_OUTPUTS) }));
  const error = async (values: Float32Array, form: Form): Promise<number> => trialError(streamed, { rows, values, columns, form });
  const int4: number[] = [];
  for (const { values } of tried) int4.push(await error(values, INT4_OF_INT8));
  let apart: number[] = [];
  let int8: number[] = [];
  for (const count of APART) {
    if (count > columns / 4) break;
    apart = ranked.slice(0, count).sort((a, b) => a - b);
    int8 = [];
    for (const { values } of tried) int8.push(await error(values, { form: "int8", apart }));
    if (int8.every((one, index) => one <= CLEARLY * (int4[index] ?? 0))) break;
  }
  return tried.map(({ name }, index): MatrixTrial => {
    const errors = { int8: int8[index] ?? 0, int4: int4[index] ?? 0 };
    return errors.int8 <= errors.int4 ? { name, form: "int8", apart, errors } : { name, form: "int4", apart: [], errors };
  });
}

interface TrialInput {
  readonly rows: Float32Array;
  readonly values: Float32Array;
  readonly columns: number;
  readonly form: Form;
}

async function trialError({ source, threads }: Streamed, { rows, values, columns, form }: TrialInput): Promise<number> {
  const shape = [values.length / columns, columns];
  const encoded = encodeRows({ bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength), dtype: "F32", columns, ...form });
  if (encoded.kind === "unusual") throw new EngineError("engine/not-a-number");
  const fed = trialGraph(source, shape, form);
  const session = await createSession(fed.bytes, { part: "calibration", weightsFolder: "", threads });
  try {
    const pieces = { values: encoded.values, scales: encoded.scales, columns: encoded.columns };
    const feeds: Record<string, Values> = {
      [TRIAL.rows]: { type: "float32", data: rows, shape: [rows.length / columns, columns] },
      [TRIAL.weights]: { type: "float32", data: values, shape },
    };
    for (const { role, type, shape: pieceShape } of fed.pieces) {
      const bytes = pieces[role];
      if (bytes !== null) feeds[fedName(TRIAL.weights, role)] = valuesOf(bytes, type, pieceShape);
    }
    return float32((await session.run(feeds, [TRIAL.error]))[TRIAL.error])[0] ?? NaN;
  } finally {
    await session.release();
  }
}

function valuesOf(bytes: Uint8Array, type: "float32" | "float16" | "int8" | "uint8", shape: readonly number[]): Values {
  if (type === "int8") return { type, data: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), shape };
  if (type === "float32") return { type, data: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), shape };
  return { type: "uint8", data: bytes, shape };
}

/** Channels by how far they stand out of any row, the farthest first. */
function rankedChannels(rows: Float32Array, columns: number): number[] {
  const most = new Float64Array(columns);
  for (let start = 0; start < rows.length; start += columns) {
    const row = rows.subarray(start, start + columns);
    const rms = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / columns);
    for (const [channel, value] of row.entries()) most[channel] = Math.max(most[channel] ?? 0, rms === 0 ? 0 : Math.abs(value) / rms);
  }
  return Array.from(most.keys()).sort((a, b) => (most[b] ?? 0) - (most[a] ?? 0));
}

async function imageRows(network: Network, signal: AbortSignal): Promise<Float32Array> {
  const facts = prepareFactsOf(network.source.manifest);
  const { grid, pixels } = prepareImage(calibrationImage(facts.tileSize), facts);
  // The view of the whole image alone: its tiles say nothing new here.
  const features = await network.features(pixels.subarray(0, pixels.length / grid.nTiles), signal, () => undefined);
  return evenly(features, network.source.manifest.decoder.hidden, IMAGE_ROWS);
}

/** What the head reads: RMSNorm of the last layer's rows. */
async function normedRows(source: PackageSource, rows: Float32Array): Promise<Float32Array> {
  const { hidden, rmsNormEps } = source.manifest.decoder;
  const [piece] = source.tensor("decoder.norm.weight").pieces;
  const bytes = piece === undefined ? new Uint8Array(0) : await source.readPiece(piece);
  const weights = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const normed = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += hidden) {
    const row = rows.subarray(start, start + hidden);
    const factor = 1 / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / hidden + rmsNormEps);
    for (const [channel, value] of row.entries()) normed[start + channel] = value * factor * (weights[channel] ?? 0);
  }
  return normed;
}

/** Some rows of the head: the whole of it is two gigabytes in float32. */
async function headMatrix(source: PackageSource): Promise<Matrix> {
  const name = "lm_head.weight";
  const { shape: [vocab = 1, hidden = 1], pieces: [piece] } = source.tensor(name);
  const count = Math.min(vocab, TRIED_OUTPUTS);
  const values = new Float32Array(count * hidden);
  for (let index = 0; index < count && piece !== undefined; index++) {
    const bytes = await source.readRows(piece, Math.floor((index * vocab) / count), 1);
    values.set(new Float32Array(bytes.buffer, bytes.byteOffset, hidden), index * hidden);
  }
  return { name, shape: [count, hidden], values };
}

/** Some rows of `[rows, columns]`, evenly taken. */
function evenly(values: Float32Array, columns: number, most: number): Float32Array {
  const rows = values.length / columns;
  if (rows <= most) return values.slice();
  const taken = new Float32Array(most * columns);
  for (let index = 0; index < most; index++) {
    const row = Math.floor((index * rows) / most);
    taken.set(values.subarray(row * columns, (row + 1) * columns), index * columns);
  }
  return taken;
}

function float32(values: Values | undefined): Float32Array {
  if (values?.type !== "float32") throw new EngineError("engine/run-failed", { part: "calibration" });
  return values.data;
}
