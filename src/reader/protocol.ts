// What is asked of the reader process and what it answers. Types and validators only; the envelope and its rule
// (exactly one ending for each request) stand in `processes/wire.ts`. Mirrored by `reader/main.ts` (serves) and
// `client` (asks). Pixels for the model never pass the host: `deliver` sends them to the engine's own channel.

import { array, boolean, check, finite, integer, maxLength, minLength, minValue, nullable, number, picklist, pipe, strictObject, string } from "../formats/schema.ts";
import type { Checked, ShapeOf } from "../formats/schema.ts";
import { documentSchema, pdfPartSchema } from "./documentProtocol.ts";
import type { DocumentShown, PdfPart, PdfPartRequest } from "./documentProtocol.ts";

export { MAX_DOCUMENT_CHARACTERS, MAX_DOCUMENT_ITEMS, MAX_FACT_CHARACTERS, MAX_ITEM_CHARACTERS } from "./documentProtocol.ts";
export type { DocumentShown, PdfPart } from "./documentProtocol.ts";

/** Largest message of pixels through the host, bytes: 1 MiB takes 35 ms to a webview, 10 MiB 459 ms (DESIGN 5). */
export const MAX_PART_BYTES = 4 * 1024 * 1024;

const index = pipe(number(), integer(), minValue(0));

const windowSchema = strictObject({
  /** In modality units (after rescale), PS3.3 C.11.2. */
  center: pipe(number(), finite()),
  width: pipe(number(), finite()),
  function: picklist(["LINEAR", "LINEAR_EXACT", "SIGMOID"]),
});

/** What the person sees of a file, and so what the model gets: frame, window (null: as the frame itself says: its first window, else its VOI LUT, else the range of its values; a picture of 8 bits as it is), inversion. */
export const viewSchema = strictObject({ frame: index, window: nullable(windowSchema), isInverted: boolean() });

const openSchema = strictObject({ path: pipe(string(), minLength(1)) });
const deliverSchema = strictObject({
  fileId: pipe(string(), minLength(1)),
  view: viewSchema,
  channel: strictObject({ address: pipe(string(), minLength(1)), secret: pipe(string(), minLength(1)) }),
});
const frameSchema = strictObject({ fileId: pipe(string(), minLength(1)), frame: index, firstRow: nullable(index) });
const overlaysSchema = strictObject({ fileId: pipe(string(), minLength(1)), frame: index });
const closeSchema = strictObject({ fileId: pipe(string(), minLength(1)) });

/** Most folders of one scan: VS Code has as many as the person opened. */
const MAX_ROOTS = 1000;
const scanSchema = strictObject({
  /** Folders that are looked through, full paths. */
  roots: pipe(array(pipe(string(), minLength(1))), maxLength(MAX_ROOTS)),
  /** Whether names and dates leave the reader at all; false: they are null in the answer. */
  showNames: boolean(),
});
const tagsSchema = strictObject({
  path: pipe(string(), minLength(1)),
  /** Whether values that may say who somebody is or where leave the reader at all; false: their rows are `isHidden`. */
  showPatient: boolean(),
});
const stackOfSchema = strictObject({ path: pipe(string(), minLength(1)) });
const factsSchema = strictObject({ path: pipe(string(), minLength(1)) });

const priorsSchema = strictObject({
  path: pipe(string(), minLength(1)),
  /** Folders that are looked through, full paths. */
  roots: pipe(array(pipe(string(), minLength(1))), maxLength(MAX_ROOTS)),
  /** Whether the days of the studies leave the reader. */
  showPatient: boolean(),
});
/** Earlier studies of the patient of a file, of its modality; the latest first. */
const foundPriorsSchema = strictObject({
  priors: array(strictObject({
    /** StudyInstanceUID. */
    study: string(),
    /** The image to open. */
    path: string(),
    StudyDescription: string(),
    Modality: string(),
    BodyPartExamined: string(),
    /** YYYYMMDD; null while it is not to be shown. */
    StudyDate: nullable(string()),
    images: index,
    daysEarlier: index,
  })),
});

/** One series found. Numbers of series, studies and patients count from 1 in the order of finding, in one scan only. */
const foundSeriesSchema = strictObject({
  series: index,
  study: index,
  patient: index,
  patientName: nullable(string()),
  /** YYYYMMDD as in the file, or empty. */
  studyDate: nullable(string()),
  studyDescription: string(),
  seriesDescription: string(),
  seriesNumber: nullable(number()),
  modality: string(),
  bodyPart: string(),
  /** Objects, each counted once; frames of all of them. */
  images: index,
  frames: index,
  /** The image to open: the first of the largest stack once `stacks` is known, before that any. */
  path: string(),
  isPhantom: boolean(),
  /** Empty until the scan has seen all folders. Rows and columns are 0 where the object holds no image. */
  stacks: array(strictObject({ path: string(), images: index, frames: index, rows: index, columns: index })),
});
/** News of a scan: series that are new or have changed, and counts so far. */
const scanEventSchema = strictObject({ looked: index, dicom: index, folders: index, series: array(foundSeriesSchema) });
/** `limit` names what ended the scan early, or which folders were left out: those too deep. */
const scanResultSchema = strictObject({ looked: index, dicom: index, folders: index, series: index, unreadable: index, limit: nullable(picklist(["files", "folders", "depth"])) });
/** Images in the order of scrolling, and which of them was asked for. `positionMm` is along the normal of the planes; null where the order is another. */
const foundStackSchema = strictObject({ images: array(strictObject({ path: string(), frame: index, positionMm: nullable(number()) })), index });
/** What the tags say for a report: keys are PS3.6 keywords, "" and null where the file has nothing. The same shape as `ImageFacts` of `report`. */
const readFactsSchema = strictObject({
  Modality: string(),
  BodyPartExamined: string(),
  ViewPosition: string(),
  Laterality: string(),
  PatientSex: string(),
  /** Years, with a fraction below 2. */
  ageYears: nullable(pipe(number(), finite(), minValue(0))),
  StudyDescription: string(),
  SeriesDescription: string(),
  ProtocolName: string(),
  ContrastBolusAgent: string(),
  ScanningSequence: string(),
  /** Tesla */
  MagneticFieldStrength: nullable(pipe(number(), finite())),
  /** kV */
  KVP: nullable(pipe(number(), finite())),
  /** mm */
  SliceThickness: nullable(pipe(number(), finite())),
  nImages: nullable(index),
});

/** Most rows of a table of attributes; what is left out is counted (`leftOut`). */
export const MAX_TAG_ROWS = 10_000;
/** Longest value in a table, characters. */
export const MAX_TAG_CHARACTERS = 1024;
const label = pipe(string(), maxLength(MAX_TAG_CHARACTERS));
/** A row of the attributes of a file, in their order, what is inside a sequence after it. */
const tagRowSchema = strictObject({
  kind: picklist(["attribute", "sequence", "item"]),
  /** 1 at the top, one more for the items of a sequence, and for what is in an item. */
  level: index,
  /** Eight hexadecimal digits in lower case; empty for items. */
  tag: label,
  vr: label,
  /** PS3.6; both empty for private and unknown attributes. */
  keyword: label,
  name: label,
  /** Who made up a private attribute (PS3.5 7.8.1); else empty. */
  creator: label,
  /** For people; empty for sequences, for numbers without meaning to a person, and while hidden. */
  value: label,
  /** Bytes of the value; null where it is of undefined length. */
  length: nullable(number()),
  /** Items of a sequence, number of an item from 1 on; else 0. */
  count: index,
  /** Items of a sequence, or attributes of an item, that are in no row. */
  leftOut: index,
  isHidden: boolean(),
  isShortened: boolean(),
});
const tagTableSchema = strictObject({
  rows: pipe(array(tagRowSchema), maxLength(MAX_TAG_ROWS)),
  /** Attributes at the top that are in no row. */
  leftOut: index,
  /** Sentences about what was tolerated and left out. */
  problems: array(string()),
});

export type TagsRequest = ShapeOf<typeof tagsSchema>;
export type TagRow = ShapeOf<typeof tagRowSchema>;
export type TagTable = ShapeOf<typeof tagTableSchema>;
export type ScanRequest = ShapeOf<typeof scanSchema>;
export type StackOfRequest = ShapeOf<typeof stackOfSchema>;
export type FactsRequest = ShapeOf<typeof factsSchema>;
export type PriorsRequest = ShapeOf<typeof priorsSchema>;
export type FoundPriors = ShapeOf<typeof foundPriorsSchema>;
export type ReadFacts = ShapeOf<typeof readFactsSchema>;
export type FoundSeries = ShapeOf<typeof foundSeriesSchema>;
export type ScanEvent = ShapeOf<typeof scanEventSchema>;
export type ScanResult = ShapeOf<typeof scanResultSchema>;
export type FoundStackOf = ShapeOf<typeof foundStackSchema>;
export type Window = ShapeOf<typeof windowSchema>;
export type View = ShapeOf<typeof viewSchema>;
export type OpenRequest = ShapeOf<typeof openSchema>;
export type DeliverRequest = ShapeOf<typeof deliverSchema>;
/** `firstRow` null: the whole frame where it fits into a message, else a preview of it; a number: full rows from there on. */
export type FrameRequest = ShapeOf<typeof frameSchema>;
export type OverlaysRequest = ShapeOf<typeof overlaysSchema>;
export type CloseRequest = ShapeOf<typeof closeSchema>;

export interface OpenedFile {
  /** Names the open file in later requests; a function of path, size and time of change. */
  readonly fileId: string;
  readonly format: "dicom" | "png" | "jpeg" | "tiff" | "webp" | "bmp";
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly isColour: boolean;
  /** The view a viewer opens with. */
  readonly view: View;
  /** The view for a draft where nobody looks at the image (the terminal): the same, but for grey of 16 bits, which the reference reads by its upper 8. */
  readonly referenceView: View;
  /** Windows of the first frame, first one first, with their explanations; empty for raster images. */
  readonly windows: readonly { readonly window: Window; readonly explanation: string }[];
  /** Range of modality values `[min, max]` of the first frame, for window controls; null for colour. */
  readonly range: readonly [number, number] | null;
  /** Facts that do not name the patient, by PS3.6 keyword: Modality, BodyPartExamined, ViewPosition, Laterality, StudyDescription, SeriesDescription. */
  readonly tags: Readonly<Record<string, string>>;
  /** A phantom of ours, not a patient: to be called so wherever shown. */
  readonly isPhantom: boolean;
  /** True when a part of the pixels is missing; shown with a warning, never drafted from by the CLI. */
  readonly isPartial: boolean;
  /** Sentences about what was tolerated. */
  readonly problems: readonly string[];
}

/** Numbers of a frame's values; the smallest kind that holds them exactly, single precision where they are no integers of 16 bits. */
export type FrameArray = Uint8Array | Int16Array | Uint16Array | Float32Array;

/** A part of a frame before any window: what measurements are made on, and what a viewer displays from. */
export interface FramePart {
  readonly rows: number;
  readonly columns: number;
  /** 3 for colour, whose values are RGB. */
  readonly channels: 1 | 3;
  readonly firstRow: number;
  /** Each value stands for a square of `step x step` pixels, of which it is the first; above 1 in a preview. */
  readonly step: number;
  /** Modality values (PS3.3 C.11.1) `[nRows, ceil(columns / step), channels]` from `firstRow` on, at most `MAX_PART_BYTES`. */
  readonly values: FrameArray;
  readonly facts: FrameFacts;
}

/** What a viewer must know of one frame beside its values. */
export interface FrameFacts {
  /** MONOCHROME1: the smallest value is white (PS3.3 C.7.6.3.1.2). */
  readonly isInverse: boolean;
  /** Windows that the file names for this frame, first one first, with their explanations; the first is the frame's own. */
  readonly windows: readonly { readonly window: Window; readonly explanation: string }[];
  /** The window where neither the person nor the file names one: the range of the values; null for colour. */
  readonly fullWindow: Window | null;
  /** Grey by modality value from `first` on, of the file's VOI LUT (C.11.2.1.1), before inversion; null where there is none. Values outside of it are as at its ends. */
  readonly voiTable: { readonly first: number; readonly greys: Uint8Array } | null;
  /** Distance of pixel centres, mm: between rows, between columns; null where the file does not tell. */
  readonly spacing: { readonly row: number; readonly column: number; readonly source: "PixelSpacing" | "ImagerPixelSpacing" } | null;
  /** Height of a pixel by its width where there is no spacing (PixelAspectRatio). */
  readonly pixelAspect: number;
  /** ImagePositionPatient, mm. */
  readonly position: readonly number[] | null;
  /** ImageOrientationPatient: direction cosines of a row, then of a column. */
  readonly orientation: readonly number[] | null;
  /** PatientOrientation: letters where a row and a column lead to, as projections have it; null where the file does not tell. */
  readonly patientOrientation: { readonly row: string; readonly column: string } | null;
  /** Unit of the values: `HU` for CT, else RescaleType, else empty. */
  readonly unit: string;
  readonly modality: string;
  readonly seriesNumber: number | null;
  /** PatientName as in the file; shown only when the person asks. */
  readonly patient: string;
  readonly isLossy: boolean;
  /** Whether letters that name the patient may be in the pixels: by BurnedInAnnotation, else by modality (US, SC and the like). */
  readonly burnedIn: "yes" | "maybe" | "no";
  /** Frames a second that the file asks for (CineRate, FrameTime); null where it does not. */
  readonly framesPerSecond: number | null;
  /** Overlays that the file lays on this frame; asked for apart from the values. */
  readonly nOverlays: number;
}

/** An overlay on a frame (PS3.3 C.9.2), cut to what lies on the picture. Never a part of what the model gets. */
export interface OverlayPlane {
  /** 0x6000 to 0x601e. */
  readonly group: number;
  /** OverlayType: lines and letters, or a region of interest. */
  readonly kind: "graphics" | "region";
  /** Row and column of the frame where it begins, from 0. */
  readonly firstRow: number;
  readonly firstColumn: number;
  readonly rows: number;
  readonly columns: number;
  /** `[rows, columns]`, a bit a point, row-major; the first in the lowest bit of the first byte. */
  readonly bits: Uint8Array;
}

/** Overlays of a frame, at most `MAX_PART_BYTES` in all; `nLeftOut` of them did not fit, or could not be read. */
export interface FrameOverlays {
  readonly planes: readonly OverlayPlane[];
  readonly nLeftOut: number;
}

/** What the engine holds now: `imageId` names it in a draft request. */
export interface DeliveredImage {
  readonly imageId: string;
  readonly width: number;
  readonly height: number;
}

export interface ReaderCalls {
  readonly scan: { readonly request: ScanRequest; readonly event: ScanEvent; readonly result: ScanResult; readonly partial: null };
  readonly stackOf: { readonly request: StackOfRequest; readonly event: never; readonly result: FoundStackOf; readonly partial: null };
  readonly priors: { readonly request: PriorsRequest; readonly event: never; readonly result: FoundPriors; readonly partial: null };
  readonly facts: { readonly request: FactsRequest; readonly event: never; readonly result: ReadFacts; readonly partial: null };
  readonly tags: { readonly request: TagsRequest; readonly event: never; readonly result: TagTable; readonly partial: null };
  readonly document: { readonly request: TagsRequest; readonly event: never; readonly result: DocumentShown; readonly partial: null };
  readonly pdfPart: { readonly request: PdfPartRequest; readonly event: never; readonly result: PdfPart; readonly partial: null };
  readonly open: { readonly request: OpenRequest; readonly event: never; readonly result: OpenedFile; readonly partial: null };
  readonly frame: { readonly request: FrameRequest; readonly event: never; readonly result: FramePart; readonly partial: null };
  readonly overlays: { readonly request: OverlaysRequest; readonly event: never; readonly result: FrameOverlays; readonly partial: null };
  readonly deliver: { readonly request: DeliverRequest; readonly event: never; readonly result: DeliveredImage; readonly partial: null };
  readonly close: { readonly request: CloseRequest; readonly event: never; readonly result: null; readonly partial: null };
}

/** Validators of what the reader is asked, by kind. */
export const readerRequests = {
  scan: (value: unknown): Checked<ScanRequest> => check(scanSchema, value),
  stackOf: (value: unknown): Checked<StackOfRequest> => check(stackOfSchema, value),
  priors: (value: unknown): Checked<PriorsRequest> => check(priorsSchema, value),
  facts: (value: unknown): Checked<FactsRequest> => check(factsSchema, value),
  tags: (value: unknown): Checked<TagsRequest> => check(tagsSchema, value),
  document: (value: unknown): Checked<TagsRequest> => check(tagsSchema, value),
  pdfPart: (value: unknown): Checked<PdfPartRequest> => check(pdfPartSchema, value),
  open: (value: unknown): Checked<OpenRequest> => check(openSchema, value),
  frame: (value: unknown): Checked<FrameRequest> => check(frameSchema, value),
  overlays: (value: unknown): Checked<OverlaysRequest> => check(overlaysSchema, value),
  deliver: (value: unknown): Checked<DeliverRequest> => check(deliverSchema, value),
  close: (value: unknown): Checked<CloseRequest> => check(closeSchema, value),
};

/** Validators of what is told out of files of other makers, for who asks. */
export const readerAnswers = {
  scanEvent: (value: unknown): Checked<ScanEvent> => check(scanEventSchema, value),
  scan: (value: unknown): Checked<ScanResult> => check(scanResultSchema, value),
  stackOf: (value: unknown): Checked<FoundStackOf> => check(foundStackSchema, value),
  priors: (value: unknown): Checked<FoundPriors> => check(foundPriorsSchema, value),
  facts: (value: unknown): Checked<ReadFacts> => check(readFactsSchema, value),
  tags: (value: unknown): Checked<TagTable> => check(tagTableSchema, value),
  document: (value: unknown): Checked<DocumentShown> => check(documentSchema, value),
};
