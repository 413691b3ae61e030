// The parent's one object for everything that is drafted: engine, reader and setup process behind one interface,
// which the extension and the command line share. It holds no pixels and no text of a report beyond a request.

import { createHash } from "node:crypto";
import type {
  ChatMessage, CommonEvent, DeviceChoice, DeviceFacts, Draft, DraftEvent, DraftSettings, EngineCalls, Estimate, Filled, FillEvent, Grounded, GroundEvent, ImageViews, Measured, ModelSummary, RecordedStep,
} from "../engine/protocol.ts";
import { Cancelled, Child, type ChildState, findNodeExecutable, ProcessError, processError } from "../processes/index.ts";
import { readerAnswers } from "../reader/protocol.ts";
import type { DocumentShown, FrameOverlays, FramePart, FoundPriors, FoundStackOf, OpenedFile, PriorsRequest, ReaderCalls, ReadFacts, ScanEvent, ScanRequest, ScanResult, TagTable, View } from "../reader/protocol.ts";
import type { SetupCalls } from "../setup/protocol.ts";
import { DeviceEngine } from "./deviceEngine.ts";
import { recordedDraft, recordedFill } from "./reportJobs.ts";
import type { EstimateJob, FillJob, GroundJob, JobImage, MeasureJob } from "./reportJobs.ts";

export interface DraftingOptions {
  /** Bundles of the three processes. */
  readonly scripts: { readonly engine: string; readonly reader: string; readonly setup: string };
  /** Node that the person named; null: found by itself. */
  readonly nodeExecutable: string | null;
  /** Threads of the network; null: as many as there are cores. */
  readonly threads: number | null;
  /** Where models run; left out: the fastest device that computes rightly. */
  readonly device?: DeviceChoice;
  readonly log: (line: string) => void;
}

export type EngineState = ChildState;

/** What the person asked for: pictures as they saw them, the conversation, and how to sample. */
export interface DraftJob {
  readonly packagePath: string;
  readonly images: readonly JobImage[];
  /** Left out: base view and tiles, as the reference does. */
  readonly imageViews?: ImageViews;
  readonly messages: readonly ChatMessage[];
  readonly settings: DraftSettings;
  readonly suffix: string;
  readonly stops: readonly string[] | null;
  /** Steps of this very draft that were told by events before the engine died: the draft goes on after them. */
  readonly recorded?: readonly RecordedStep[];
}

export interface Drafting {
  /** Reads what a file is. @throws ProcessError `reader/...`, `dicom/...`, `imaging/...` */
  open(path: string, signal?: AbortSignal): Promise<OpenedFile>;
  /** Values of a frame before any window; `firstRow` null: whole or a preview, else full rows from there. */
  frame(fileId: string, frame: number, firstRow: number | null, signal?: AbortSignal): Promise<FramePart>;
  /** Overlays of a frame, which are no part of its values. */
  overlays(fileId: string, frame: number, signal?: AbortSignal): Promise<FrameOverlays>;
  close(fileId: string): Promise<void>;
  /** Looks through folders for series, telling of them while it goes. @throws Cancelled; ProcessError `process/died` */
  scan(request: ScanRequest, onEvent: (event: ScanEvent) => void, signal?: AbortSignal): Promise<ScanResult>;
  /** The images that are scrolled through with a file: its stack, from its own folder. @throws ProcessError `reader/...` */
  stackOf(path: string, signal?: AbortSignal): Promise<FoundStackOf>;
  /** Earlier studies of the patient of a file in open folders. @throws Cancelled; ProcessError `reader/...` */
  priors(request: PriorsRequest, signal?: AbortSignal): Promise<FoundPriors>;
  /** What the tags of an image say for templates, prompts and lints; empty for a raster image. @throws ProcessError `reader/...`, `dicom/...`, `imaging/...` */
  readImageFacts(path: string, signal?: AbortSignal): Promise<ReadFacts>;
  /**
   * The attributes of a file, whether or not it holds an image.
   * @param showPatient false: values that may say who somebody is or where stay in the reader
   * @throws ProcessError `reader/...`, `dicom/...`
   */
  tags(path: string, showPatient: boolean, signal?: AbortSignal): Promise<TagTable>;
  /**
   * The document that a file without pixels is.
   * @param showPatient false: values that may say who somebody is, and days, stay in the reader
   * @throws ProcessError `dicom/no-document` where it is none, `reader/...`, `dicom/...`
   */
  document(path: string, showPatient: boolean, signal?: AbortSignal): Promise<DocumentShown>;
  /** The PDF inside a DICOM object. @throws Cancelled; ProcessError `dicom/no-document`, `dicom/document-broken`, `reader/...` */
  pdf(path: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Loads a package. @throws ProcessError `model/...`, `engine/...` */
  load(packagePath: string, onEvent: (event: DraftEvent) => void, signal?: AbortSignal): Promise<ModelSummary>;
  /** Takes the model out of the engine's memory, once what was asked before has ended; an engine that does not run is not started. */
  unload(signal?: AbortSignal): Promise<void>;
  /** Drafts. @throws Cancelled with `DraftSoFar` or null; ProcessError, `process/died` when the engine was killed */
  draft(job: DraftJob, onEvent: (event: DraftEvent) => void, signal?: AbortSignal): Promise<Draft>;
  /** Fills the blanks of a report. @throws Cancelled with `FillSoFar` or null; ProcessError, `process/died` when the engine was killed */
  fill(job: FillJob, onEvent: (event: FillEvent) => void, signal?: AbortSignal): Promise<Filled>;
  /** Tests what drafted words owe to the image. @throws Cancelled; ProcessError */
  ground(job: GroundJob, onEvent: (event: GroundEvent) => void, signal?: AbortSignal): Promise<Grounded>;
  /** About how long a draft or fill takes. @throws Cancelled; ProcessError */
  estimate(job: EstimateJob, onEvent: (event: CommonEvent) => void, signal?: AbortSignal): Promise<Estimate>;
  /** Counts the positions of a prompt and an answer. @throws Cancelled; ProcessError `engine/prompt-too-long` and others */
  measure(job: MeasureJob, onEvent: (event: CommonEvent) => void, signal?: AbortSignal): Promise<Measured>;
  /**
   * Asks the setup process: offers, downloads and conversions of models, care for packages.
   * @throws Cancelled; ProcessError `setup/...`, `model/...`, `formats/...`, `process/died`
   */
  setUp<K extends keyof SetupCalls>(kind: K, request: SetupCalls[K]["request"], onEvent?: (event: SetupCalls[K]["event"]) => void, signal?: AbortSignal): Promise<SetupCalls[K]["result"]>;
  /** Chooses where models run, from the next request on. */
  chooseDevice(choice: DeviceChoice): void;
  /** Where the model that was loaded last runs; null before the first. */
  readonly device: DeviceFacts | null;
  /** Called when `device` has changed, or is the same under another choice. @returns a function that ends the listening */
  onDevice(listener: () => void): () => void;
  /** @returns a function that ends the listening */
  onEngineState(listener: (state: EngineState) => void): () => void;
  readonly enginePid: number | null;
  readonly setupPid: number | null;
  /** Node that runs the processes, once one was started. */
  readonly nodeExecutable: string | null;
  dispose(): void;
}

/** A draft that runs one layer of a big model on the CPU can be silent for seconds; above this the engine is killed (DESIGN 5). */
const CANCEL_GRACE_MS = 5000;
const ENGINE_IDLE_MS = 15 * 60_000;
const READER_IDLE_MS = 10 * 60_000;
/** Conversions are rare; their process need not wait for another. */
const SETUP_IDLE_MS = 5_000;
/** Engine deaths by the same job after which it is refused (DESIGN 5). */
const MAX_DEATHS_OF_A_JOB = 2;

/** Makes the object; no process is started before the first request. */
export function createDrafting(options: DraftingOptions): Drafting {
  return new DraftingProcesses(options);
}

class DraftingProcesses implements Drafting {
  readonly #engine: Child<EngineCalls>;
  readonly #models: DeviceEngine;
  readonly #reader: Child<ReaderCalls>;
  readonly #setup: Child<SetupCalls>;
  readonly #paths = new Map<string, string>();
  readonly #deathsOfJob = new Map<string, number>();
  #nodeExecutable: string | null = null;

  constructor(options: DraftingOptions) {
    const executable = async (): Promise<string> => (this.#nodeExecutable ??= await findNodeExecutable(options.nodeExecutable));
    const child = { executable, cancelGraceMs: CANCEL_GRACE_MS, log: options.log };
    const engineArguments = options.threads === null ? [] : [`--threads=${String(options.threads)}`];
    this.#engine = new Child({ ...child, name: "engine", script: options.scripts.engine, scriptArguments: engineArguments, idleMs: ENGINE_IDLE_MS });
    this.#models = new DeviceEngine(this.#engine, { choice: options.device ?? "auto", log: options.log, now: () => performance.now() });
    this.#reader = new Child({ ...child, name: "reader", script: options.scripts.reader, scriptArguments: [], idleMs: READER_IDLE_MS });
    this.#setup = new Child({ ...child, name: "setup", script: options.scripts.setup, scriptArguments: [], idleMs: SETUP_IDLE_MS });
  }

  get enginePid(): number | null {
    return this.#engine.pid;
  }

  get setupPid(): number | null {
    return this.#setup.pid;
  }

  get nodeExecutable(): string | null {
    return this.#nodeExecutable;
  }

  async open(path: string, signal?: AbortSignal): Promise<OpenedFile> {
    const opened = await this.#reader.ask("open", { path }, { signal });
    this.#paths.set(opened.fileId, path);
    return opened;
  }

  async frame(fileId: string, frame: number, firstRow: number | null, signal?: AbortSignal): Promise<FramePart> {
    return await this.#withFile(fileId, (id) => this.#reader.ask("frame", { fileId: id, frame, firstRow }, { signal }), signal);
  }

  async overlays(fileId: string, frame: number, signal?: AbortSignal): Promise<FrameOverlays> {
    return await this.#withFile(fileId, (id) => this.#reader.ask("overlays", { fileId: id, frame }, { signal }), signal);
  }

  async close(fileId: string): Promise<void> {
    this.#paths.delete(fileId);
    if (this.#reader.pid !== null) await this.#reader.ask("close", { fileId });
  }

  async scan(request: ScanRequest, onEvent: (event: ScanEvent) => void, signal?: AbortSignal): Promise<ScanResult> {
    // A listener must not throw into the process's messages; what was wrong ends the scan's answer instead.
    const wrong: Answer<ScanEvent>[] = [];
    const onNews = (event: unknown): void => {
      const news = readerAnswers.scanEvent(event);
      if (news.ok) onEvent(news.value);
      else wrong.push(news);
    };
    const result = checked(readerAnswers.scan(await this.#reader.ask("scan", request, { onEvent: onNews, signal })));
    for (const news of wrong) checked(news);
    return result;
  }

  async stackOf(path: string, signal?: AbortSignal): Promise<FoundStackOf> {
    return checked(readerAnswers.stackOf(await this.#reader.ask("stackOf", { path }, { signal })));
  }

  async priors(request: PriorsRequest, signal?: AbortSignal): Promise<FoundPriors> {
    return checked(readerAnswers.priors(await this.#reader.ask("priors", request, { signal })));
  }

  async readImageFacts(path: string, signal?: AbortSignal): Promise<ReadFacts> {
    return checked(readerAnswers.facts(await this.#reader.ask("facts", { path }, { signal })));
  }

  async tags(path: string, showPatient: boolean, signal?: AbortSignal): Promise<TagTable> {
    return checked(readerAnswers.tags(await this.#reader.ask("tags", { path, showPatient }, { signal })));
  }

  async document(path: string, showPatient: boolean, signal?: AbortSignal): Promise<DocumentShown> {
    return checked(readerAnswers.document(await this.#reader.ask("document", { path, showPatient }, { signal })));
  }

  async pdf(path: string, signal?: AbortSignal): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let from = 0, total = 1; from < total;) {
      const part = await this.#reader.ask("pdfPart", { path, from }, { signal });
      // The file may be another one by now.
      if ((from > 0 && part.total !== total) || part.bytes.length === 0) throw new ProcessError("reader/file-changed", "The file has changed since it was opened.", "Open it again.");
      parts.push(part.bytes);
      total = part.total;
      from += part.bytes.length;
    }
    return Buffer.concat(parts);
  }

  async load(packagePath: string, onEvent: (event: DraftEvent) => void, signal?: AbortSignal): Promise<ModelSummary> {
    return await this.#models.ask("load", { packagePath, verify: false }, { onEvent, signal });
  }

  async unload(signal?: AbortSignal): Promise<void> {
    if (this.#engine.pid !== null) await this.#engine.ask("unload", {}, { signal });
  }

  async draft(job: DraftJob, onEvent: (event: DraftEvent) => void, signal?: AbortSignal): Promise<Draft> {
    const { recorded = [], ...asked } = job;
    return await this.#unlessDeadly(["draft", asked], async () => {
      const imageIds = await this.#deliverAll(job.images, signal);
      const { packagePath, imageViews = "all", messages, settings, suffix, stops } = job;
      const request = { packagePath, imageIds, imageViews, messages: [...messages], settings, suffix, stops: stops === null ? null : [...stops], recorded: [...recorded] };
      return await this.#models.askAgain("draft", request, (told) => ({ ...request, recorded: [...request.recorded, ...recordedDraft(told)] }), { onEvent, signal });
    });
  }

  async fill(job: FillJob, onEvent: (event: FillEvent) => void, signal?: AbortSignal): Promise<Filled> {
    const { recorded = null, ...asked } = job;
    return await this.#unlessDeadly(["fill", asked], async () => {
      const imageIds = await this.#deliverAll(job.images, signal);
      const { packagePath, imageViews = "all", messages, answer, settings, refine } = job;
      const request = { packagePath, imageIds, imageViews, messages: [...messages], answer: [...answer], settings, refine, recorded };
      return await this.#models.askAgain("fill", request, (told) => ({ ...request, recorded: recordedFill(told, recorded) }), { onEvent, signal });
    });
  }

  async ground(job: GroundJob, onEvent: (event: GroundEvent) => void, signal?: AbortSignal): Promise<Grounded> {
    return await this.#unlessDeadly(["ground", job], async () => {
      const imageIds = await this.#deliverAll(job.images, signal);
      const { packagePath, imageViews = "all", messages, answer, states, preset } = job;
      const request = { packagePath, imageIds, imageViews, messages: [...messages], answer: [...answer], states, preset };
      return await this.#models.askAgain("ground", request, () => request, { onEvent, signal });
    });
  }

  async estimate({ images, ...job }: EstimateJob, onEvent: (event: CommonEvent) => void, signal?: AbortSignal): Promise<Estimate> {
    const imageIds = await this.#deliverAll(images, signal);
    return await this.#models.ask("estimate", { ...job, imageIds, messages: [...job.messages] }, { onEvent, signal });
  }

  async measure(job: MeasureJob, onEvent: (event: CommonEvent) => void, signal?: AbortSignal): Promise<Measured> {
    const imageIds = await this.#deliverAll(job.images, signal);
    const { packagePath, imageViews = "all", messages, answer } = job;
    return await this.#models.ask("measure", { packagePath, imageIds, imageViews, messages: [...messages], answer: [...answer] }, { onEvent, signal });
  }

  async setUp<K extends keyof SetupCalls>(kind: K, request: SetupCalls[K]["request"], onEvent?: (event: SetupCalls[K]["event"]) => void, signal?: AbortSignal): Promise<SetupCalls[K]["result"]> {
    return await this.#setup.ask(kind, request, { onEvent, signal });
  }

  chooseDevice(choice: DeviceChoice): void {
    this.#models.choose(choice);
  }

  get device(): DeviceFacts | null {
    return this.#models.facts;
  }

  onDevice(listener: () => void): () => void {
    return this.#models.onFacts(listener);
  }

  onEngineState(listener: (state: EngineState) => void): () => void {
    return this.#engine.onState(listener);
  }

  dispose(): void {
    for (const child of [this.#engine, this.#reader, this.#setup]) child.dispose();
  }

  /**
   * Runs a job of the engine, unless it killed the engine twice.
   * @param job what makes it the same job, without what was recorded of it
   * @throws ProcessError `client/job-kills-engine`
   */
  async #unlessDeadly<T>(job: unknown, run: () => Promise<T>): Promise<T> {
    const key = createHash("sha256").update(JSON.stringify(job)).digest("hex");
    if ((this.#deathsOfJob.get(key) ?? 0) >= MAX_DEATHS_OF_A_JOB) {
      throw new ProcessError("client/job-kills-engine", "This draft ended the drafting process twice and is not tried again.", "Change the length, the image or the model.");
    }
    try {
      const result = await run();
      this.#deathsOfJob.delete(key);
      return result;
    } catch (error) {
      if (error instanceof ProcessError && error.code === "process/died") this.#deathsOfJob.set(key, (this.#deathsOfJob.get(key) ?? 0) + 1);
      throw error;
    }
  }

  async #deliverAll(images: readonly JobImage[], signal: AbortSignal | undefined): Promise<string[]> {
    const imageIds: string[] = [];
    for (const { path, view } of images) imageIds.push(await this.#deliver(path, view, signal));
    return imageIds;
  }

  /** Pixels go from the reader to the engine directly; the engine names them by their hash, so a second hand-over is no second copy. */
  async #deliver(path: string, view: View, signal: AbortSignal | undefined): Promise<string> {
    const channel = await this.#engine.ask("channel", {}, { signal });
    const opened = await this.open(path, signal);
    const delivered = await this.#reader.ask("deliver", { fileId: opened.fileId, view, channel }, { signal });
    return delivered.imageId;
  }

  /** A reader that died or was idle has forgotten its files: open the file once more and repeat. */
  async #withFile<T>(fileId: string, use: (fileId: string) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await use(fileId);
    } catch (error) {
      const path = this.#paths.get(fileId);
      const isForgotten = error instanceof ProcessError && (error.code === "reader/file-not-open" || error.code === "process/died");
      if (!isForgotten || path === undefined) throw error;
      if (signal?.aborted === true) throw new Cancelled(null);
      return await use((await this.open(path, signal)).fileId);
    }
  }
}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly where: string; readonly why: string };

/** @throws ProcessError `process/request-invalid` */
function checked<T>(answer: Answer<T>): T {
  if (!answer.ok) throw processError("process/request-invalid", `(${answer.where}: ${answer.why})`);
  return answer.value;
}
