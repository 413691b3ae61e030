// The only file that knows onnxruntime-node. A session is made from a graph's bytes and a folder that holds its weights:
// external data is mapped, not read, and no file of a graph is ever written (ORT.md 1).

// First, before the library is loaded: it reads the switch once.
import "./withoutTelemetry.ts";
import { availableParallelism } from "node:os";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { EngineError } from "./errors.ts";

/** A tensor as the engine hands it around; the data is borrowed by a run and owned by the caller after it. */
export type Values =
  | { readonly type: "float32"; readonly data: Float32Array; readonly shape: readonly number[] }
  | { readonly type: "float64"; readonly data: Float64Array; readonly shape: readonly number[] }
  | { readonly type: "uint8"; readonly data: Uint8Array; readonly shape: readonly number[] }
  | { readonly type: "int8"; readonly data: Int8Array; readonly shape: readonly number[] }
  | { readonly type: "int64"; readonly data: BigInt64Array; readonly shape: readonly number[] };

export interface SessionOptions {
  /** Named in errors: `tower`, `decoder`, `head`. */
  readonly part: string;
  /** Folder of the weights files that the graph names. */
  readonly weightsFolder: string;
  readonly threads: number;
}

export interface Session {
  /**
   * Runs the graph. Blocks this process's event loop until it is done (ORT.md 6); only the outputs asked for are copied.
   * @throws EngineError `engine/run-failed`
   */
  run(feeds: Readonly<Record<string, Values>>, outputs: readonly string[]): Promise<Record<string, Values>>;
  release(): Promise<void>;
}

/** Threads that serve best: one a core, never more (ORT.md 7). */
export function defaultThreads(): number {
  return Math.max(1, availableParallelism());
}

/**
 * Makes a session.
 * @param graph ONNX model whose external data lies in `options.weightsFolder`
 * @throws EngineError `engine/session-failed`
 */
export async function createSession(graph: Uint8Array, options: SessionOptions): Promise<Session> {
  const { part } = options;
  try {
    const session = await InferenceSession.create(graph, {
      executionProviders: ["cpu"],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      // The arena doubles its blocks, and Electron's allocator refuses single blocks near 2 GiB (DESIGN 5).
      enableCpuMemArena: false,
      logSeverityLevel: 3,
      extra: {
        session: {
          model_external_initializers_file_folder_path: options.weightsFolder,
          // Spinning threads burn a core between two steps and are slower on a busy machine (ORT.md 7).
          intra_op: { allow_spinning: "0" },
        },
      },
    });
    return { run: (feeds, outputs) => run(session, part, feeds, outputs), release: () => session.release() };
  } catch (error) {
    throw new EngineError("engine/session-failed", { part }, error);
  }
}

async function run(session: InferenceSession, part: string, feeds: Readonly<Record<string, Values>>, outputs: readonly string[]): Promise<Record<string, Values>> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, { type, data, shape }] of Object.entries(feeds)) tensors[name] = new Tensor(type, data, [...shape]);
  let results: Awaited<ReturnType<InferenceSession["run"]>>;
  try {
    results = await session.run(tensors, [...outputs]);
  } catch (error) {
    throw new EngineError("engine/run-failed", { part }, error);
  }
  return Object.fromEntries(outputs.map((name) => [name, valuesOf(results[name], part)]));
}

function valuesOf(tensor: unknown, part: string): Values {
  if (tensor instanceof Tensor) {
    const data: unknown = tensor.data;
    const shape = [...tensor.dims];
    if (data instanceof Float32Array) return { type: "float32", data, shape };
    if (data instanceof Float64Array) return { type: "float64", data, shape };
    if (data instanceof BigInt64Array) return { type: "int64", data, shape };
  }
  throw new EngineError("engine/run-failed", { part });
}
