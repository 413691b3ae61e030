// Chooses where a package runs: what the person wants, what the package can, and what trying the devices found.

import { CPU_TARGET, hasGpuKernels, weightsBytes, type GraphTarget, type Manifest } from "../model/index.ts";
import type { Device, DeviceFacts, DeviceWish, ProbeOutcome, WhyNot } from "./deviceProtocol.ts";
import type { Placement } from "./placement.ts";

/** Tries a device, somewhere else. */
export type Probe = (device: Device) => Promise<ProbeOutcome>;

/** Places other than the processor, the best first. */
export interface Choice {
  readonly places: readonly DevicePlace[];
  readonly notUsed: DeviceFacts["notUsed"];
}

export interface DevicePlace extends Placement {
  readonly provider: Exclude<Device, "dml">;
}

export interface ChoiceOptions {
  /** `process.platform` */
  readonly platform: string;
  readonly signal: AbortSignal;
  /** Called before a device is tried, which takes a second or two. */
  readonly onProbe: () => void;
}

/** Nothing but the processor, as tests and measurements want it. */
export const PROCESSOR_ONLY: Choice = { places: [], notUsed: [] };

/** Weights below this compute as fast on the processor, where no kernel has to be sent anywhere. */
const SMALL_BYTES = 128 * 1024 * 1024;
/** Plain attention keeps all scores: 4,000 rows of the 8B model would be 2 GB. */
const PLAIN_BYTES = 256 * 1024 * 1024;

/** Remembers what was found, for as long as this process lives. */
export class Devices {
  readonly #probe: Probe;
  readonly #key: string;
  readonly #outcomes = new Map<Device, Promise<ProbeOutcome>>();

  /** @param key what outcomes depend on; those of another key are found out anew */
  constructor(probe: Probe, key: string) {
    this.#probe = probe;
    this.#key = key;
  }

  /** What is known by now. */
  async probed(): Promise<ProbeOutcome[]> {
    return await Promise.all(this.#outcomes.values());
  }

  /**
   * Where a package should run.
   * @throws the signal's reason; what is tried then goes on, and its outcome is kept
   */
  async choose(manifest: Manifest, wish: DeviceWish, { platform, signal, onProbe }: ChoiceOptions): Promise<Choice> {
    for (const outcome of wish.known) if (outcome.key === this.#key && !this.#outcomes.has(outcome.device)) this.#outcomes.set(outcome.device, Promise.resolve(outcome));
    const asked = askedDevices(wish, platform);
    const before = whyBefore(manifest, wish);
    if (before !== null) return { places: [], notUsed: asked.map((device) => ({ device, why: before })) };
    const outcomes: ProbeOutcome[] = [];
    for (const device of asked) {
      if (!this.#outcomes.has(device)) onProbe();
      outcomes.push(await unlessAborted(this.#outcome(device), signal));
    }
    return choiceOf(outcomes, manifest, wish);
  }

  #outcome(device: Device): Promise<ProbeOutcome> {
    const known = this.#outcomes.get(device) ?? this.#probe(device);
    this.#outcomes.set(device, known);
    return known;
  }
}

/** @throws the signal's reason, at once */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const stop = (): void => { reject(signal.reason as Error); };
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => { signal.removeEventListener("abort", stop); });
  });
}

function askedDevices({ choice }: DeviceWish, platform: string): Device[] {
  if (choice === "webgpu" || choice === "cuda") return [choice];
  return platform === "win32" ? ["cuda", "webgpu", "dml"] : platform === "linux" ? ["cuda", "webgpu"] : ["webgpu"];
}

/** Why no device is tried at all. */
function whyBefore(manifest: Manifest, { choice, isLost }: DeviceWish): WhyNot | null {
  if (choice === "cpu") return "chosen";
  if (isLost) return "lost";
  if (choice === "auto" && weightsBytes(manifest.tensors) < SMALL_BYTES) return "small";
  return null;
}

/** The devices that serve, the fastest first; a device that the person named need not be fast. */
function choiceOf(outcomes: readonly ProbeOutcome[], manifest: Manifest, { choice }: DeviceWish): Choice {
  const judged = outcomes.map((outcome) => ({ outcome, why: whyNot(outcome, manifest, choice !== "auto") }));
  const places = judged.flatMap(({ outcome, why }) => (why === null && outcome.device !== "dml" ? [{ outcome, device: outcome.device }] : []))
    .sort((one, other) => other.outcome.speed - one.outcome.speed)
    .map(({ outcome, device }) => ({ provider: device, target: targetOf(outcome), gflops: outcome.gflops }));
  // Where nothing but the CPU build is there, that CUDA and DirectML are not is no news.
  const notUsed = judged.flatMap(({ outcome: { device }, why }) => (why === null || (device !== "webgpu" && why === "no-build") ? [] : [{ device, why }]));
  return { places, notUsed: choice === "cuda" ? judged.flatMap(({ outcome: { device }, why }) => (why === null ? [] : [{ device, why }])) : notUsed };
}

function whyNot(outcome: ProbeOutcome, manifest: Manifest, isNamed: boolean): WhyNot | null {
  if (outcome.why !== null) return outcome.why;
  if (outcome.device === "dml") return "listed";
  if (outcome.device === "webgpu" && !hasGpuKernels(manifest)) return "form";
  if (outcome.device === "webgpu" && outcome.attention === "plain" && weightsBytes(manifest.tensors) > PLAIN_BYTES) return "wrong";
  return isNamed || outcome.speed > 1 ? null : "slower";
}

function targetOf({ device, halves, attention }: ProbeOutcome): GraphTarget {
  return device === "webgpu" ? { kind: "gpu", float: halves ? "float16" : "float32", attention } : CPU_TARGET;
}
