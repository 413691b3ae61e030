// The only file that knows onnxruntime-node. A session is made from a graph's bytes and a folder that holds its weights:
// external data is mapped, not read, and no file of a graph is ever written (ORT.md 1).

// First, before the library is loaded: it reads the switch once.
import "./withoutTelemetry.ts";
import { availableParallelism } from "node:os";
import { env, InferenceSession, listSupportedBackends, Tensor } from "onnxruntime-node";
import { EngineError } from "./errors.ts";

/** A tensor as the engine hands it around; the data is borrowed by a run and owned by the caller after it. */
export type Values =
  | { readonly type: "float32"; readonly data: Float32Array; readonly shape: readonly number[] }
  | { readonly type: "float64"; readonly data: Float64Array; readonly shape: readonly number[] }
  /** IEEE halves as their bits. */
  | { readonly type: "float16"; readonly data: Uint16Array; readonly shape: readonly number[] }
  | { readonly type: "uint8"; readonly data: Uint8Array; readonly shape: readonly number[] }
  | { readonly type: "int8"; readonly data: Int8Array; readonly shape: readonly number[] }
  | { readonly type: "int64"; readonly data: BigInt64Array; readonly shape: readonly number[] }
  | DeviceValues;

/**
 * A tensor in the memory of a GPU, whose owner disposes of it. It may be fed to sessions on the same GPU and cannot be
 * read: asking onnxruntime for its data ends the process, and a session on the processor takes it for something else (1.30).
 */
export interface DeviceValues {
  readonly type: "device";
  readonly shape: readonly number[];
  dispose(): void;
}

/** Where onnxruntime computes. */
export type Provider = "cpu" | "webgpu" | "cuda" | "dml";

export interface SessionOptions {
  /** Named in errors: `tower`, `decoder`, `head`. */
  readonly part: string;
  /** Folder of the weights files that the graph names. */
  readonly weightsFolder: string;
  readonly threads: number;
  /** Left out: the processor. */
  readonly provider?: Provider;
  /** Outputs that stay in the GPU's memory. */
  readonly onDevice?: readonly string[];
}

export interface Session {
  /**
   * Runs the graph. On the processor it blocks this process's event loop until it is done (ORT.md 6); only the outputs
   * asked for are copied.
   * @throws EngineError `engine/run-failed`; on another device `engine/device-failed`, and then every tensor there is gone
   */
  run(feeds: Readonly<Record<string, Values>>, outputs: readonly string[]): Promise<Record<string, Values>>;
  release(): Promise<void>;
}

/** Threads that serve best: one a core, never more (ORT.md 7). */
export function defaultThreads(): number {
  return Math.max(1, availableParallelism());
}

/** Version of the library. */
export const RUNTIME_VERSION = env.versions.node ?? env.versions.common;

/** Whether this build of the library has a provider, with what it needs in the package. */
export function isBundled(provider: Provider): boolean {
  return listSupportedBackends().some(({ name, bundled }) => name === provider && bundled);
}

/** Tensors in the memory of GPUs that nobody has disposed of. */
const onDevices = new Map<DeviceValues, Tensor>();

/** How many tensors lie in the memory of GPUs. */
export function deviceTensors(): number {
  return onDevices.size;
}

/** Disposes of every tensor in the memory of GPUs, whoever owns it. */
export function dropDeviceTensors(): void {
  for (const held of [...onDevices.keys()]) held.dispose();
}

/**
 * Makes a session.
 * @param graph ONNX model whose external data lies in `options.weightsFolder`
 * @throws EngineError `engine/session-failed`; `engine/device-session-failed` on another device than the processor
 */
export async function createSession(graph: Uint8Array, options: SessionOptions): Promise<Session> {
  const { part, provider = "cpu", onDevice = [] } = options;
  try {
    const session = await InferenceSession.create(graph, {
      executionProviders: [provider],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      // The arena doubles its blocks, and Electron's allocator refuses single blocks near 2 GiB (DESIGN 5).
      enableCpuMemArena: false,
      logSeverityLevel: 3,
      ...(onDevice.length === 0 ? {} : { preferredOutputLocation: Object.fromEntries(onDevice.map((name) => [name, "gpu-buffer" as const])) }),
      extra: {
        session: {
          model_external_initializers_file_folder_path: options.weightsFolder,
          // Spinning threads burn a core between two steps and are slower on a busy machine (ORT.md 7).
          intra_op: { allow_spinning: "0" },
          // A node that has no kernel there would run on the processor, and nobody would know.
          ...(provider !== "cpu" ? { disable_cpu_ep_fallback: "1" } : {}),
        },
      },
    });
    // Where an output may stay on the device, onnxruntime counts outputs: all of them are fetched (1.30).
    const fetched = onDevice.length === 0 ? null : session.outputNames;
    return { run: (feeds, outputs) => run({ session, part, provider, fetched }, feeds, outputs), release: () => session.release() };
  } catch (error) {
    throw new EngineError(provider === "cpu" ? "engine/session-failed" : "engine/device-session-failed", { part }, error);
  }
}

interface Opened {
  readonly session: InferenceSession;
  readonly part: string;
  readonly provider: Provider;
  readonly fetched: readonly string[] | null;
}

async function run({ session, part, provider, fetched }: Opened, feeds: Readonly<Record<string, Values>>, outputs: readonly string[]): Promise<Record<string, Values>> {
  try {
    const tensors = Object.fromEntries(Object.entries(feeds).map(([name, values]) => [name, tensorOf(values)]));
    const results = await session.run(tensors, [...(fetched ?? outputs)]);
    const wanted = new Set(outputs);
    for (const [name, tensor] of Object.entries(results)) if (!wanted.has(name)) tensor.dispose();
    return Object.fromEntries(outputs.map((name) => [name, valuesOf(results[name], part)]));
  } catch (error) {
    if (provider === "cpu") throw new EngineError("engine/run-failed", { part }, error);
    // What was fed to a run that failed holds other values afterwards (1.30).
    dropDeviceTensors();
    throw new EngineError("engine/device-failed", { part }, error);
  }
}

function tensorOf(values: Values): Tensor {
  if (values.type !== "device") return new Tensor(values.type, values.data, [...values.shape]);
  const tensor = onDevices.get(values);
  if (tensor === undefined) throw new Error("the tensor is not on the device any more");
  return tensor;
}

function valuesOf(tensor: unknown, part: string): Values {
  if (tensor instanceof Tensor) {
    const shape = [...tensor.dims];
    if (tensor.location === "gpu-buffer") return heldOnDevice(tensor, shape);
    const data: unknown = tensor.data;
    // Newer Node.js has an array of halves; bits are the same.
    if (tensor.type === "float16" && ArrayBuffer.isView(data)) return { type: "float16", data: new Uint16Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength / 2), shape };
    if (data instanceof Float32Array) return { type: "float32", data, shape };
    if (data instanceof Float64Array) return { type: "float64", data, shape };
    if (data instanceof BigInt64Array) return { type: "int64", data, shape };
  }
  throw new EngineError("engine/run-failed", { part });
}

function heldOnDevice(tensor: Tensor, shape: readonly number[]): DeviceValues {
  const held: DeviceValues = {
    type: "device",
    shape,
    dispose() {
      if (onDevices.delete(held)) tensor.dispose();
    },
  };
  onDevices.set(held, tensor);
  return held;
}
