// What is asked of the engine process and what it answers. Types and validators only; the envelope and its rule
// (exactly one ending for each request) stand in `processes/wire.ts`. Mirrored by `engine/main.ts` (serves) and
// `client` (asks).

import { array, boolean, check, integer, finite, maxLength, minLength, nullable, number, optional, picklist, pipe, strictObject, string } from "../formats/schema.ts";
import type { Checked, ShapeOf } from "../formats/schema.ts";
import type { Call } from "../processes/wire.ts";
import { deviceWishSchema } from "./deviceProtocol.ts";
import type { DeviceEvent, DeviceWish } from "./deviceProtocol.ts";
import { fillRequestSchema, groundRequestSchema, measureRequestSchema } from "./fillProtocol.ts";
import type { Filled, FillEvent, FillRequest, FillSoFar, Grounded, GroundEvent, GroundRequest, Measured, MeasureRequest } from "./fillProtocol.ts";
import { count, imageIdsSchema, imageViewsSchema, MAX_GEN_LENGTH, MAX_MESSAGE_CHARACTERS, MAX_MESSAGES, MAX_STEPS, messageSchema, PRESET_CHOICES, samplingEntries } from "./requestParts.ts";
import type { BeginEvent, CertaintySpan, CommonEvent, ImageViews, PresetChoice } from "./requestParts.ts";

export { DEVICE_CHOICES } from "./deviceProtocol.ts";
export type { Device, DeviceChoice, DeviceEvent, DeviceFacts, DeviceWish, ProbeOutcome, WhyNot } from "./deviceProtocol.ts";
export { MAX_ANSWER_PARTS, MAX_GROUNDING_STATES, MAX_OPTIONS } from "./fillProtocol.ts";
export type {
  Alternative, AnswerPart, BlankPart, ChoicePart, DraftedPart, FillCommit, Filled, FilledBlank, FilledSpan, FillEvent, FillProvenance, FillRequest,
  FillSettings, FillSoFar, FillStepBlank, Grounded, GroundedSpan, GroundEvent, GroundRequest, Measured, MeasureRequest, RecordedFill, ScoredChoice, TriedLength,
} from "./fillProtocol.ts";
export { IMAGE_VIEWS, MAX_GEN_LENGTH, MAX_IMAGES, MAX_MESSAGE_CHARACTERS, MAX_MESSAGES, PRESET_CHOICES } from "./requestParts.ts";
export type { BeginEvent, CertaintySpan, ChatMessage, CommonEvent, CommonPhase, ImageViews, PhaseEvent, PresetChoice, WantedEvent } from "./requestParts.ts";

/** Positions of a sequence: a bound for hostile input. */
const MAX_POSITIONS = 1_000_000;

/** How the sampler runs. No defaults here: they live where settings are read. */
export const draftSettingsSchema = strictObject({
  /** Canvas positions; a multiple of `blockLength`. */
  genLength: count(MAX_GEN_LENGTH),
  /** Null: as the preset proposes. */
  blockLength: nullable(count(MAX_GEN_LENGTH)),
  /** Steps in all; a multiple of the number of blocks. */
  steps: count(MAX_STEPS),
  ...samplingEntries,
});

/** A step of a draft that was broken off, as its event told it. */
const recordedStepSchema = strictObject({
  step: count(MAX_STEPS),
  commits: pipe(
    array(strictObject({ position: pipe(number(), integer()), id: count(0x7fff_ffff), certainty: pipe(number(), finite()) })),
    maxLength(MAX_GEN_LENGTH * 2),
  ),
});

export const draftRequestSchema = strictObject({
  /** Folder of the model package. */
  packagePath: pipe(string(), minLength(1)),
  imageIds: imageIdsSchema,
  imageViews: imageViewsSchema,
  /** The conversation; without a leading system message the package's own is put first. */
  messages: pipe(array(messageSchema), minLength(1), maxLength(MAX_MESSAGES)),
  settings: draftSettingsSchema,
  /** Text pinned after the canvas; empty: none. */
  suffix: pipe(string(), maxLength(MAX_MESSAGE_CHARACTERS)),
  /** Strings that end the draft. Null: the package's own (end of turn). */
  stops: nullable(array(string())),
  /** Steps of this very draft that an engine took before it died; they are not run again. Empty: a new draft. */
  recorded: pipe(array(recordedStepSchema), maxLength(MAX_STEPS)),
});

/** What is about to be asked for, as far as its cost depends on it. */
export const estimateRequestSchema = strictObject({
  packagePath: pipe(string(), minLength(1)),
  imageIds: imageIdsSchema,
  imageViews: imageViewsSchema,
  messages: pipe(array(messageSchema), minLength(1), maxLength(MAX_MESSAGES)),
  preset: picklist(PRESET_CHOICES),
  /** Positions after the prompt, and how many of them are filled. */
  canvas: count(MAX_POSITIONS),
  active: count(MAX_POSITIONS),
  /** Of the schedule; null: one a position. */
  steps: nullable(count(MAX_STEPS)),
  isFill: boolean(),
});

export const loadRequestSchema = strictObject({ packagePath: pipe(string(), minLength(1)), verify: optional(boolean(), false) });

export const calibrateRequestSchema = strictObject({
  /** Folder of a checkpoint in LLaDA-MedV's layout. */
  checkpoint: pipe(string(), minLength(1)),
  /** Folder of the tower when it lies apart; null: inside the checkpoint. */
  tower: nullable(pipe(string(), minLength(1))),
});

export type CalibrateRequest = ShapeOf<typeof calibrateRequestSchema>;
export type DraftSettings = ShapeOf<typeof draftSettingsSchema>;
export type RecordedStep = ShapeOf<typeof recordedStepSchema>;
export type DraftRequest = ShapeOf<typeof draftRequestSchema>;
export type EstimateRequest = ShapeOf<typeof estimateRequestSchema>;
export type LoadRequest = ShapeOf<typeof loadRequestSchema>;

/** About how long a request takes, and what would take less. */
export interface Estimate {
  /** The mode it would run in. */
  readonly preset: PresetChoice;
  readonly seconds: number;
  /** The same in `standard`; null where it runs in that already, or nothing is gained. */
  readonly standardSeconds: number | null;
  /** The same with the base view alone, in the fastest of the two modes; null where it sees that alone already. */
  readonly baseViewSeconds: number | null;
}

/** A loaded package, as a person wants to know it. */
export interface ModelSummary {
  readonly name: string;
  /** True for the small model that comes with RadDraft; its words are always called a demo's. */
  readonly isDemo: boolean;
  readonly revision: string;
  readonly weights: "fp32" | "int8" | "int4" | "int4-128";
  /** Where it runs, e.g. `CPU (2 threads)`. */
  readonly device: string;
  /** Milliseconds of one row in the decoder, measured when the package was loaded. */
  readonly rowMs: number;
  /** Longest sequence of prompt, canvas and suffix. */
  readonly maxPositions: number;
  /** Canvas lengths the package learnt; empty: not known. */
  readonly trainedCanvas: readonly number[];
  /** How certainties were calibrated, one line; empty: they are shown as the model has them. */
  readonly calibration: string;
}

/** A commit as people see it: canvas position (negative: inside the prompt), id, certainty 0..1, and the text of that id alone. */
export interface CommitView {
  readonly position: number;
  readonly id: number;
  readonly certainty: number;
  /** May hold U+FFFD where a character is spread over several ids: show a placeholder then. */
  readonly piece: string;
}

export type DraftEvent =
  | CommonEvent
  | BeginEvent
  | {
      readonly kind: "step";
      /** 1-based */
      readonly step: number;
      readonly of: number;
      readonly commits: readonly CommitView[];
      /** Canvas position of the first stop so far; positions from there on are no text. */
      readonly stopPosition: number | null;
      /** Milliseconds of this step, and since the request arrived. */
      readonly stepMs: number;
      readonly elapsedMs: number;
    };

/** Where a draft came from: enough to make it again, nothing about the patient. */
export interface Provenance {
  readonly model: string;
  readonly revision: string;
  readonly weights: string;
  readonly device: string;
  readonly settings: DraftSettings;
  readonly imageViews: ImageViews;
  /** SHA-256 of the RGB bytes given to the model, one an image. */
  readonly imageSha256: readonly string[];
}

export interface Draft {
  /** The text before the stop (and the pinned suffix after it, when one was given). */
  readonly text: string;
  readonly ids: readonly number[];
  readonly spans: readonly CertaintySpan[];
  /** Steps taken, passes of the network. */
  readonly steps: number;
  readonly passes: number;
  /** Canvas position of the stop, null when the canvas is full. */
  readonly stopPosition: number | null;
  /** False when every position before the stop is filled; true when masks are left. */
  readonly hasMasks: boolean;
  /** Until the first commit that has text; 0 when there was none. */
  readonly firstWordMs: number;
  readonly elapsedMs: number;
  readonly provenance: Provenance;
}

/** What a cancelled draft leaves: the text of the positions filled so far, gaps as `…`. */
export interface DraftSoFar {
  readonly textSoFar: string;
}

/** Where the reader delivers pixels: a local socket or named pipe, and the secret to show first. */
export interface PixelChannel {
  readonly address: string;
  readonly secret: string;
}

export interface EngineCalls {
  readonly channel: { readonly request: Record<string, never>; readonly event: never; readonly result: PixelChannel; readonly partial: null };
  /** Says where models are to run, from the next request on. */
  readonly device: { readonly request: DeviceWish; readonly event: never; readonly result: null; readonly partial: null };
  readonly load: { readonly request: LoadRequest; readonly event: DraftEvent | DeviceEvent; readonly result: ModelSummary; readonly partial: null };
  /** Gives the memory of the model back, after what was asked before. */
  readonly unload: { readonly request: Record<string, never>; readonly event: never; readonly result: null; readonly partial: null };
  readonly draft: { readonly request: DraftRequest; readonly event: DraftEvent | DeviceEvent; readonly result: Draft; readonly partial: DraftSoFar };
  /** Blanks filled, pick lists scored. Cancelled before its turn: partial null. */
  readonly fill: { readonly request: FillRequest; readonly event: FillEvent | DeviceEvent; readonly result: Filled; readonly partial: FillSoFar | null };
  readonly ground: { readonly request: GroundRequest; readonly event: GroundEvent | DeviceEvent; readonly result: Grounded; readonly partial: null };
  /** Matrices of a checkpoint tried as int8 and int4 on the rows that they read; nothing is loaded, one layer is in memory. */
  readonly calibrate: { readonly request: CalibrateRequest; readonly event: CalibrateEvent; readonly result: Calibrated; readonly partial: null };
  /** How long a draft or fill would take; no image is looked at. */
  readonly estimate: { readonly request: EstimateRequest; readonly event: CommonEvent | DeviceEvent; readonly result: Estimate; readonly partial: null };
  /** Positions counted; no network runs. */
  readonly measure: { readonly request: MeasureRequest; readonly event: CommonEvent | DeviceEvent; readonly result: Measured; readonly partial: null };
}

/** The tensor at hand, and the share that is done, 0..1. */
export interface CalibrateEvent {
  readonly tensor: string;
  readonly done: number;
}

export interface Calibrated {
  readonly trials: readonly {
    /** As in a package. */
    readonly name: string;
    readonly form: "int8" | "int4";
    /** Input channels that stand apart, rising. */
    readonly apart: readonly number[];
    /** Relative errors of its products: int8 with the channels apart, and int4. */
    readonly errors: { readonly int8: number; readonly int4: number };
  }[];
}

/** Compile-time check that every call has the four parts. */
export type EngineCall = EngineCalls[keyof EngineCalls] & Call;

/** Validators of what the engine is asked, by kind. */
export const engineRequests = {
  channel: (value: unknown): Checked<Record<string, never>> => check(strictObject({}), value),
  device: (value: unknown): Checked<DeviceWish> => check(deviceWishSchema, value),
  load: (value: unknown): Checked<LoadRequest> => check(loadRequestSchema, value),
  unload: (value: unknown): Checked<Record<string, never>> => check(strictObject({}), value),
  draft: (value: unknown): Checked<DraftRequest> => check(draftRequestSchema, value),
  fill: (value: unknown): Checked<FillRequest> => check(fillRequestSchema, value),
  ground: (value: unknown): Checked<GroundRequest> => check(groundRequestSchema, value),
  calibrate: (value: unknown): Checked<CalibrateRequest> => check(calibrateRequestSchema, value),
  estimate: (value: unknown): Checked<EstimateRequest> => check(estimateRequestSchema, value),
  measure: (value: unknown): Checked<MeasureRequest> => check(measureRequestSchema, value),
};
