// What the image editor's webview and the extension host tell each other. Types and validators only.
//
// Rule both sides keep: the webview says `ready` first, each time it is built, and the host answers with everything
// there is (`start`, `file`, `model`, `draft`); after that the host sends changes. The host holds the truth, so
// a webview that is hidden, rebuilt or closed loses nothing. No message is larger than 4 MB; values travel as typed
// arrays with buffers of their own (a subarray would be sent with its whole buffer). Frames are asked for by the webview,
// the latest list counts; a frame of a view is a number in the stack shown, which the host turns into file and frame.

import { PRESET_CHOICES, type CertaintySpan, type CommitView } from "../src/engine/protocol.ts";
import { array, boolean, check, finite, instance, integer, literal, maxLength, maxValue, minValue, nullable, number, picklist, pipe, strictObject, string, variant } from "../src/formats/schema.ts";
import type { Checked, ShapeOf } from "../src/formats/schema.ts";
import { viewSchema } from "../src/reader/protocol.ts";
import type { DocumentShown, FrameOverlays, FramePart, TagTable, View } from "../src/reader/protocol.ts";

export type { DocumentShown, FrameArray, FrameFacts, FrameOverlays, FramePart, OverlayPlane, TagRow, TagTable } from "../src/reader/protocol.ts";
export type { CertaintySpan, CommitView, PresetChoice } from "../src/engine/protocol.ts";
export type { View, Window } from "../src/reader/protocol.ts";

/** Canvas lengths the panel offers, in tokens: from one sentence to a long report. */
export const LENGTH_MIN = 16;
export const LENGTH_MAX = 256;
export const LENGTH_STEP = 16;
/** Gumbel noise above this drowns every logit. */
export const TEMPERATURE_MAX = 2;
export const SEED_MAX = 0xffff_ffff;
/** Longer than any question to one image; a bound for what a webview may send. */
export const QUESTION_MAX_CHARACTERS = 4000;

/** A table of attributes as text: each of its rows may be copied with a value of some hundred characters. */
export const COPY_MAX_CHARACTERS = 4 * 1024 * 1024;
/** Most slices a webview may ask for at once. */
const WANTED_MAX = 64;
/** A picture of the viewport, as PNG: a bound for what a webview may send. */
export const PICTURE_MAX_BYTES = 64 * 1024 * 1024;

/** What the viewport can be told to do: each is a command `raddraft.viewer.<action>` and a button, most have a key. */
export const VIEWER_ACTIONS = [
  "windowLevel", "zoom", "pan", "length", "angle", "rectangle", "ellipse",
  "preset1", "preset2", "preset3", "preset4", "preset5", "nextFileWindow", "fullRange", "invert",
  "fit", "oneToOne", "zoomIn", "zoomOut", "rotateRight", "rotateLeft", "flipHorizontal", "flipVertical", "reset",
  "previousSlice", "nextSlice", "firstSlice", "lastSlice", "cine", "cineFaster", "cineSlower",
  "overlays", "togglePatientData", "savePicture", "copyPicture", "deleteMeasurements", "insertMeasurement",
  "showTags", "copyTagValue", "copyTagRow", "copyTags",
] as const;
export type ViewerAction = (typeof VIEWER_ACTIONS)[number];

const panelSchema = strictObject({
  question: pipe(string(), maxLength(QUESTION_MAX_CHARACTERS)),
  /** Canvas positions. */
  length: pipe(number(), integer(), minValue(LENGTH_MIN), maxValue(LENGTH_MAX)),
  /** Null: as many as the length, so that each step commits one position. */
  steps: nullable(pipe(number(), integer(), minValue(1), maxValue(LENGTH_MAX))),
  temperature: pipe(number(), finite(), minValue(0), maxValue(TEMPERATURE_MAX)),
  seed: pipe(number(), integer(), minValue(0), maxValue(SEED_MAX)),
  preset: picklist(PRESET_CHOICES),
});

const fromWebviewSchema = variant("kind", [
  /** The webview is built; `panel` and `view` are what it kept while it was hidden or the window was closed. */
  strictObject({ kind: literal("ready"), panel: nullable(panelSchema), view: nullable(viewSchema) }),
  /** The person changed a control of the panel. */
  strictObject({ kind: literal("panel"), panel: panelSchema }),
  /** The person chose another frame, window or inversion. */
  strictObject({ kind: literal("view"), view: viewSchema }),
  /** Slices of the stack whose values are wanted, the most urgent first; what is not in the list is wanted no longer. */
  strictObject({ kind: literal("frames"), wanted: pipe(array(pipe(number(), integer(), minValue(0))), maxLength(WANTED_MAX)) }),
  /** The overlays of a slice are wanted; those asked for before and not there yet are wanted no longer. */
  strictObject({ kind: literal("overlays"), slice: pipe(number(), integer(), minValue(0)) }),
  /** Whether keys are for the viewport: not while a text field has the focus. */
  strictObject({ kind: literal("viewerFocus"), isFocused: boolean() }),
  /** Save the picture of the viewport: a PNG already marked as not for diagnostic use. */
  strictObject({ kind: literal("savePicture"), png: instance(Uint8Array) }),
  /** Put a sentence about a measurement into the report. */
  strictObject({ kind: literal("insertMeasurement"), sentence: pipe(string(), maxLength(QUESTION_MAX_CHARACTERS)) }),
  /** Read the attributes of the file of a slice. `showPatient` false: values that may say who somebody is or where are not sent. */
  strictObject({ kind: literal("tags"), slice: pipe(number(), integer(), minValue(0)), showPatient: boolean() }),
  /** Read the document that the file is. `showPatient` as above; the text of a report is sent in any case. */
  strictObject({ kind: literal("document"), showPatient: boolean() }),
  /** Save the PDF inside the file; the person is asked where. */
  strictObject({ kind: literal("savePdf") }),
  /** Put attributes, or the text of a document, into the clipboard, as they are shown. */
  strictObject({ kind: literal("copyText"), text: pipe(string(), maxLength(COPY_MAX_CHARACTERS)) }),
  strictObject({ kind: literal("generate"), panel: panelSchema }),
  strictObject({ kind: literal("stop") }),
  strictObject({ kind: literal("copy") }),
  strictObject({ kind: literal("insert") }),
  strictObject({ kind: literal("setUpModel") }),
  strictObject({ kind: literal("showLog") }),
  /** Read the file once more, after an error. */
  strictObject({ kind: literal("reopen") }),
]);

/** What the person has set in the findings panel. */
export type Panel = ShapeOf<typeof panelSchema>;
export type FromWebview = ShapeOf<typeof fromWebviewSchema>;

/** A sentence for people and what they can do, which may be empty. */
export interface Notice {
  readonly sentence: string;
  readonly action: string;
}

/** The open file as the person sees it. */
export type FileShown =
  | { readonly kind: "loading" }
  /** `hasTags`: it is a DICOM file all the same, and its attributes can be read. */
  | { readonly kind: "failed"; readonly notice: Notice; readonly hasTags: boolean }
  /** No image, but a structured report or a PDF. */
  | { readonly kind: "document" }
  | {
      readonly kind: "open";
      /** Slices of the stack: the frames of the file, or of its whole series. */
      readonly frames: number;
      readonly isColour: boolean;
      /** False for pictures that are no DICOM files. */
      readonly hasTags: boolean;
      readonly view: View;
      /** What is in the picture by its tags, e.g. `CT, Chest`; may be empty. */
      readonly subject: string;
      readonly isPhantom: boolean;
      readonly isPartial: boolean;
      readonly problems: readonly string[];
    };

export interface ModelShown {
  /** Empty until known. */
  readonly name: string;
  readonly isDemo: boolean;
  /** E.g. `CPU (2 threads)`; empty until loaded. */
  readonly device: string;
  /** How certainties were calibrated, one line; empty: not, or not known yet. */
  readonly calibration: string;
}

/** `queued` to `prompt` come before the first step; `finished`, `stopped` and `failed` are endings, the last two with the text so far. */
export type DraftPhase = "queued" | "waiting" | "device" | "loading" | "image" | "prompt" | "drafting" | "finished" | "stopped" | "failed";

/** A draft as it stands: enough to show it anew at any time. */
export interface DraftShown {
  readonly phase: DraftPhase;
  /** Share done of the phase, 0..1; null where not known. While drafting, of the steps that are still needed: a stop makes them fewer. */
  readonly done: number | null;
  readonly question: string;
  /** Canvas positions. */
  readonly length: number;
  /** Steps planned, and taken so far. */
  readonly steps: number;
  readonly step: number;
  /** In the order in which they were made. */
  readonly commits: readonly CommitView[];
  /** Canvas position of the first stop; positions from there on are no text. */
  readonly stopPosition: number | null;
  readonly secondsLeft: number | null;
  readonly elapsedMs: number;
  /** The text: whole when finished, with gaps as `…` when it ended early, empty before. */
  readonly text: string;
  readonly spans: readonly CertaintySpan[];
  /** Model, settings and image the text came from; empty before the end. */
  readonly provenance: string;
  readonly notice: Notice | null;
}

export type ToWebview =
  | {
      readonly kind: "start";
      /** Sentences of the panel in the person's language, by their English text; empty for English. */
      readonly translations: Readonly<Record<string, string>>;
      readonly questions: readonly string[];
      readonly panel: Panel;
      /** Whether patient data are hidden in an editor where the person has not chosen. */
      readonly hidesPatientData: boolean;
      /** True on macOS, where the key is Cmd. */
      readonly hasCommandKey: boolean;
    }
  | { readonly kind: "panel"; readonly panel: Panel }
  | { readonly kind: "file"; readonly file: FileShown }
  /** The series of the file has more slices now; what was slice i is slice `places[i]`. */
  | { readonly kind: "stack"; readonly frames: number; readonly places: readonly number[] }
  | { readonly kind: "values"; readonly slice: number; readonly part: FramePart }
  | { readonly kind: "overlays"; readonly slice: number; readonly overlays: FrameOverlays }
  /** Attributes of the file of slices `from` to `to`. */
  | { readonly kind: "tags"; readonly from: number; readonly to: number; readonly showPatient: boolean; readonly table: TagTable }
  | { readonly kind: "tagsFailed"; readonly notice: Notice }
  | { readonly kind: "document"; readonly showPatient: boolean; readonly document: DocumentShown }
  | { readonly kind: "documentFailed"; readonly notice: Notice }
  | { readonly kind: "viewer"; readonly action: ViewerAction }
  /** Show this slice, window and inversion, and do not report them: the host knows. */
  | { readonly kind: "look"; readonly view: View }
  /** Another image is scrolled along: views are reported while they change. */
  | { readonly kind: "linked"; readonly isLinked: boolean }
  /** The frame could not be read; the last one stays. */
  | { readonly kind: "frameFailed"; readonly slice: number; readonly notice: Notice }
  | { readonly kind: "model"; readonly model: ModelShown }
  | { readonly kind: "draft"; readonly draft: DraftShown | null }
  /** A step of the draft that was sent last. */
  | {
      readonly kind: "step";
      readonly step: number;
      readonly done: number | null;
      readonly commits: readonly CommitView[];
      readonly stopPosition: number | null;
      readonly secondsLeft: number | null;
      readonly elapsedMs: number;
    };

/** Checks what came from the webview. */
export function checkFromWebview(value: unknown): Checked<FromWebview> {
  return check(fromWebviewSchema, value);
}
