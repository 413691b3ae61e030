// The engine and its device: tells it where to run, hears where it does, asks once more when a GPU failed, and goes to the
// processor when GPUs are lost again and again (DESIGN 7).

import type { DeviceChoice, DeviceEvent, DeviceFacts, DeviceWish, EngineCalls, ProbeOutcome } from "../engine/protocol.ts";
import { ProcessError, processError, type AskOptions, type Child } from "../processes/index.ts";

/** Requests that load a model. */
type ModelCall = "load" | "draft" | "fill" | "ground" | "estimate" | "measure";
type News<K extends ModelCall> = Exclude<EngineCalls[K]["event"], DeviceEvent>;

/** The engine as it is used here. */
export type Engine = Pick<Child<EngineCalls>, "ask" | "kill" | "onState">;

/** GPUs lost within a stretch of time after which the processor is taken. */
const MOST_LOSSES = 2;
const LOSS_WINDOW_MS = 10 * 60_000;

export class DeviceEngine {
  readonly #engine: Engine;
  readonly #log: (line: string) => void;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #choice: DeviceChoice;
  #known: readonly ProbeOutcome[] = [];
  #losses: number[] = [];
  #isLost = false;
  #facts: DeviceFacts | null = null;
  /** Facts that listeners were told of, with the choice that led to them. */
  #lastHeard = "";
  /** Where the engine that runs now has loaded a model. */
  #running: DeviceFacts | null = null;
  /** What that engine was told last. */
  #told: DeviceWish | null = null;

  /** @param now milliseconds of a steady clock */
  constructor(engine: Engine, { choice, log, now }: { readonly choice: DeviceChoice; readonly log: (line: string) => void; readonly now: () => number }) {
    this.#engine = engine;
    this.#choice = choice;
    this.#log = log;
    this.#now = now;
    engine.onState((state) => {
      if (state === "died") this.#died();
      if (state === "died" || state === "starting" || state === "stopped") {
        this.#told = null;
        this.#running = null;
      }
    });
  }

  /** Where the model runs that was loaded last; null before the first. */
  get facts(): DeviceFacts | null {
    return this.#facts;
  }

  /** @returns a function that ends the listening */
  onFacts(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** Takes effect with the next request; GPUs that were lost are tried again. */
  choose(choice: DeviceChoice): void {
    this.#choice = choice;
    this.#isLost = false;
    this.#losses = [];
  }

  /**
   * Asks the engine on the device that was chosen.
   * @throws as `Child.ask`
   */
  async ask<K extends ModelCall>(kind: K, request: EngineCalls[K]["request"], { onEvent, signal }: AskOptions<News<K>>): Promise<EngineCalls[K]["result"]> {
    await this.#tell();
    const listen = (event: EngineCalls[K]["event"]): void => {
      if (event.kind === "device") this.#heard(event);
      else onEvent?.(event as News<K>);
    };
    return await this.#engine.ask(kind, request, { onEvent: listen, signal });
  }

  /**
   * As `ask`. When the GPU fails the request starts again; when it fails once more the engine is ended, as if it had died.
   * @param resumed the request that goes on after what was told
   * @throws as `ask`; ProcessError `process/died`
   */
  async askAgain<K extends ModelCall>(kind: K, request: EngineCalls[K]["request"], resumed: (told: readonly News<K>[]) => EngineCalls[K]["request"], options: AskOptions<News<K>>): Promise<EngineCalls[K]["result"]> {
    const told: News<K>[] = [];
    const onEvent = (event: News<K>): void => {
      told.push(event);
      options.onEvent?.(event);
    };
    try {
      return await this.ask(kind, request, { ...options, onEvent });
    } catch (error) {
      if (!isDeviceFailure(error)) throw error;
    }
    this.#log("engine: the GPU failed, the request starts again");
    // Steps that were told are taken again without the network, and told again.
    const names = new Set(told.map(nameOf));
    const onNews = (event: News<K>): void => { if (nameOf(event) === "" || !names.has(nameOf(event))) options.onEvent?.(event); };
    try {
      return await this.ask(kind, resumed(told), { ...options, onEvent: onNews });
    } catch (error) {
      if (!isDeviceFailure(error)) throw error;
      this.#engine.kill();
      throw processError("process/died", "", error);
    }
  }

  async #tell(): Promise<void> {
    const wish: DeviceWish = { choice: this.#choice, isLost: this.#isLost, known: [...this.#known] };
    if (JSON.stringify(wish) === JSON.stringify(this.#told)) return;
    await this.#engine.ask("device", wish);
    this.#told = wish;
  }

  #heard({ facts, probed }: DeviceEvent): void {
    this.#running = facts;
    // An engine need not be told what it found out itself.
    if (probed.length > 0) this.#known = probed;
    // Another choice may have been made meanwhile: that it has yet to be told.
    if (this.#told !== null) this.#told = { ...this.#told, known: [...this.#known] };
    const heard = JSON.stringify([facts, this.#choice]);
    const hasChanged = heard !== this.#lastHeard;
    this.#lastHeard = heard;
    this.#facts = facts;
    if (hasChanged) this.#log(["engine: the model runs on", facts.runsOn, ...facts.notUsed.map(({ device, why }) => `(${device}: ${why})`)].join(" "));
    if (hasChanged) for (const listener of this.#listeners) listener();
  }

  #died(): void {
    if (this.#running === null || this.#running.runsOn === "cpu") return;
    const now = this.#now();
    this.#losses = [...this.#losses.filter((at) => now - at < LOSS_WINDOW_MS), now];
    this.#log(`engine: it died on ${this.#running.runsOn}, ${String(this.#losses.length)} of ${String(MOST_LOSSES)} times in ten minutes`);
    if (this.#losses.length >= MOST_LOSSES) this.#isLost = true;
  }
}

/** Of news that a request tells once, else nothing. */
function nameOf(event: News<ModelCall>): string {
  return event.kind === "begin" || event.kind === "step" || event.kind === "fillStep" ? `${event.kind} ${"step" in event ? String(event.step) : ""}` : "";
}

function isDeviceFailure(error: unknown): boolean {
  return error instanceof ProcessError && error.code === "engine/device-failed";
}
