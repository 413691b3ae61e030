// One file against its expected values: stored values, modality values, display, tags and overlays, or a refusal. The
// rules stand in the README beside an `expected.json`.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { DicomError, displayFrame, modalityOf, openDicom, overlaysOf, storedFrame, tagTexts } from "../../../src/dicom/index.ts";
import type { DicomImage } from "../../../src/dicom/index.ts";
import type { ExpectedFile, ExpectedFrame } from "./expected.ts";

/** What came of a file. */
export interface Outcome {
  readonly file: string;
  /** Largest absolute difference of a stored sample; null where nothing was to be compared. */
  readonly largest: number | null;
  /** What is wrong; empty when the file passed. */
  readonly failures: readonly string[];
  /** What passed beside exact values: the tolerance, or the refusal. */
  readonly remark: string;
}

/** Absolute difference allowed of displayed values: rounding. */
const DISPLAY_TOLERANCE = 1;
const MODALITY_RELATIVE = 1e-6;
/** Allowed difference of a frame's mean where the codec is lossy. */
const MEAN_TOLERANCE: Readonly<Record<string, number>> = { exact: 1e-3, ybr_rounding: 1, jpeg_lossy: 0.5, jpeg_lossy_colour: 1, wavelet_lossy: 0.5 };

const CODES: Readonly<Record<string, readonly string[]>> = {
  no_pixels: ["dicom/no-pixels"],
  unsupported_syntax: ["dicom/transfer-syntax-unsupported"],
  truncated: ["dicom/truncated", "dicom/frame-missing", "dicom/codec-failed", "dicom/codestream-broken"],
  corrupt: ["dicom/broken", "dicom/codec-failed", "dicom/codestream-broken", "dicom/codestream-mismatch", "dicom/photometric-unsupported", "dicom/pixel-format-unsupported"],
  not_dicom: ["dicom/not-dicom"],
};

/** Compares one file of a folder. */
export function compareFile(folder: string, expected: ExpectedFile): Outcome {
  const bytes = readFileSync(join(folder, expected.file));
  const done = (failures: readonly string[], remark = "", largest: number | null = null): Outcome => ({ file: expected.file, largest, failures, remark });
  let image: DicomImage;
  try {
    image = openDicom(bytes);
    displayFrame(image, { frame: 0, window: null, isInverted: false });
  } catch (error) {
    return done(...refusal(expected, error));
  }
  if (!expected.decodable) {
    const isRight = image.isPartial && expected.may_show_partial === true;
    return isRight ? done([], "shown in part") : partialOrFailed(image, expected, done);
  }
  if (expected.strict === false) return done([], "opened, not compared");
  const failures: string[] = [];
  const largest = compareImage(image, expected, failures);
  compareTags(bytes, expected, failures);
  compareOverlays(image, expected, failures);
  return done(failures, expected.compare?.class === "exact" ? "" : `${expected.compare?.class ?? ""}, at most ${expected.compare?.max_abs ?? 0}`, largest);
}

/** A file without its end may be shown as far as it goes, if that is said; where every frame is whole it is all shown. */
function partialOrFailed(image: DicomImage, expected: ExpectedFile, done: (failures: readonly string[], remark?: string) => Outcome): Outcome {
  const mayBeTruncated = [expected.reason, ...(expected.reason_any ?? [])].includes("truncated");
  const isSaid = image.isPartial || image.problems.length > 0;
  return isSaid && mayBeTruncated ? done([], "shown with a warning") : done([`it was opened, but is ${expected.reason ?? "to be refused"}`]);
}

function refusal(expected: ExpectedFile, error: unknown): [failures: readonly string[], remark: string] {
  if (!(error instanceof DicomError)) return [[`an error without a type: ${String(error)}`], ""];
  if (expected.decodable) return expected.may_refuse === true || expected.strict === false ? [[], `refused: ${error.code}`] : [[`refused: ${error.code}: ${error.message}`], ""];
  const allowed = (expected.reason_any ?? [expected.reason ?? ""]).flatMap((reason) => CODES[reason] ?? []);
  if (!allowed.includes(error.code)) return [[`refused as ${error.code}, where ${allowed.join(" or ")} is right`], ""];
  const isNamed = error.code !== "dicom/transfer-syntax-unsupported" || error.message.includes(String(expected.transfer_syntax_uid));
  return isNamed ? [[], `refused: ${error.code}`] : [["refused without the UID of the transfer syntax"], ""];
}

function compareImage(image: DicomImage, expected: ExpectedFile, failures: string[]): number {
  const { description } = image;
  const found = [description.Rows, description.Columns, description.NumberOfFrames, description.PhotometricInterpretation].join(" ");
  const wanted = [expected.rows, expected.columns, expected.frames, expected.photometric].join(" ");
  if (found !== wanted) failures.push(`${found} instead of ${wanted}`);
  if (image.isPartial) failures.push("said to be partial");
  let largest = 0;
  for (const frame of expected.frame_data ?? []) {
    const values = normalised(image, frame.frame, expected);
    largest = Math.max(largest, compareStored(values, expected, frame, failures));
    if (expected.normalised?.colour === "palette_index") comparePalette(image, expected, frame, failures);
    if (!image.isColour) compareGrey(image, expected, frame, failures);
  }
  return largest;
}

/** The frame as it is hashed: RGB by pixel, at its own depth. */
function normalised(image: DicomImage, frame: number, expected: ExpectedFile): ArrayLike<number> & ArrayBufferView {
  const { values } = storedFrame(image, frame);
  if (!image.isColour || expected.normalised?.colour === "palette_index") return values;
  if (expected.bits_allocated === 8) return displayFrame(image, { frame, window: null, isInverted: false }).pixels;
  if (image.description.PlanarConfiguration === 0 || image.description.codec !== null) return values;
  const interleaved = values.slice();
  const nPixels = values.length / 3;
  for (let i = 0; i < values.length; i++) interleaved[(i % nPixels) * 3 + Math.floor(i / nPixels)] = values[i] ?? 0;
  return interleaved;
}

function compareStored(values: ArrayLike<number> & ArrayBufferView, expected: ExpectedFile, frame: ExpectedFrame, failures: string[]): number {
  const { class: kind = "exact", max_abs: most = 0 } = expected.compare ?? {};
  const nChannels = values.length / (expected.rows * expected.columns);
  let largest = 0;
  for (const [row = 0, column = 0, ...wanted] of frame.samples) {
    wanted.forEach((value, channel) => {
      largest = Math.max(largest, Math.abs((values[(row * expected.columns + column) * nChannels + channel] ?? NaN) - value));
    });
  }
  // Values of floating point are listed with ten digits; their hash is exact.
  const isFloat = values instanceof Float32Array || values instanceof Float64Array;
  if (!(largest <= (isFloat ? MODALITY_RELATIVE : most))) failures.push(`frame ${frame.frame}: samples differ by ${largest}, ${most} allowed`);
  let sum = 0;
  for (const value of Array.from(values)) sum += value;
  const meanError = Math.abs(sum / values.length - frame.mean);
  if (!(meanError <= (MEAN_TOLERANCE[kind] ?? 0) * Math.max(1, kind === "exact" ? Math.abs(frame.mean) : 1))) failures.push(`frame ${frame.frame}: the mean differs by ${meanError}`);
  const hash = createHash("sha256").update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).digest("hex");
  if (kind === "exact" && hash !== frame.sha256) failures.push(`frame ${frame.frame}: the hash differs`);
  return largest;
}

function comparePalette(image: DicomImage, expected: ExpectedFile, frame: ExpectedFrame, failures: string[]): void {
  const { pixels } = displayFrame(image, { frame: frame.frame, window: null, isInverted: false });
  const wanted = frame.samples.flatMap((_, i) => frame.palette_rgb?.[i] ?? []);
  const found = frame.samples.flatMap(([row = 0, column = 0]) => [0, 1, 2].map((channel) => pixels[(row * expected.columns + column) * 3 + channel] ?? NaN));
  if (wanted.length > 0 && !near(found, wanted, () => DISPLAY_TOLERANCE)) failures.push(`frame ${frame.frame}: the colours of the palette differ`);
}

function compareGrey(image: DicomImage, expected: ExpectedFile, frame: ExpectedFrame, failures: string[]): void {
  const toModality = modalityOf(image, frame.frame);
  const modality = frame.samples.map(([, , value = NaN]) => toModality(value));
  if (frame.modality !== undefined && !near(modality, frame.modality, (value) => MODALITY_RELATIVE * Math.max(1, Math.abs(value)))) failures.push(`frame ${frame.frame}: modality values differ`);
  if (frame.frame === 0 && frame.windows !== undefined && frame.window_invalid !== true) {
    const found = JSON.stringify(image.windows.map(({ window }) => [window.center, window.width]));
    if (found !== JSON.stringify(frame.windows)) failures.push(`windows ${found} instead of ${JSON.stringify(frame.windows)}`);
    if (image.windows.some(({ window }) => window.function !== frame.voi_function)) failures.push("the function of a window differs");
  }
  const wanted = frame.display ?? frame.display_voi_lut ?? frame.display_minmax;
  if (wanted === undefined || frame.display_disagreement !== undefined) return;
  const [center = 0, width = 1] = frame.windows?.[0] ?? [];
  const named = image.windows[0]?.window;
  const window = frame.display === undefined || named === undefined ? null : { ...named, center, width };
  const { pixels } = displayFrame(image, { frame: frame.frame, window, isInverted: false });
  const found = frame.samples.map(([row = 0, column = 0]) => pixels[row * expected.columns + column] ?? NaN);
  const slope = Math.max(1, frame.display === undefined ? 1 : 255 / Math.max(1, width));
  const allowed = DISPLAY_TOLERANCE + Math.ceil((expected.compare?.max_abs ?? 0) * slope);
  if (!near(found, wanted, () => allowed)) failures.push(`frame ${frame.frame}: displayed values differ: ${found.join(",")} instead of ${wanted.join(",")}`);
}

function near(found: readonly number[], wanted: readonly number[], tolerance: (value: number) => number): boolean {
  return found.length === wanted.length && found.every((value, i) => Math.abs(value - (wanted[i] ?? NaN)) <= tolerance(wanted[i] ?? NaN));
}

function compareTags(bytes: Uint8Array, expected: ExpectedFile, failures: string[]): void {
  for (const [keyword, wanted] of Object.entries(expected.tags ?? {})) {
    if (wanted === null) continue;
    const found = tagTexts(bytes, keyword);
    const values: readonly (string | number | null)[] = Array.isArray(wanted) ? wanted : [wanted];
    const isSame = values.every((value, i) => (typeof value === "number" ? Math.abs(Number(found[i]) - value) <= MODALITY_RELATIVE * Math.max(1, Math.abs(value)) : named(found[i] ?? "") === named(value ?? "")));
    if (!isSame) failures.push(`${keyword}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  }
}

/** Empty groups and components at the end of a name say nothing. */
function named(text: string): string {
  return text.replace(/[=^ ]+$/, "");
}

function compareOverlays(image: DicomImage, expected: ExpectedFile, failures: string[]): void {
  const overlays = overlaysOf(image, 0);
  for (const wanted of expected.overlays ?? []) {
    const found = overlays.find(({ group }) => group.toString(16).padStart(4, "0") === wanted.group);
    if (found === undefined) failures.push(`overlay ${wanted.group} is missing`);
    else if (found.rows !== wanted.rows || found.columns !== wanted.columns) failures.push(`overlay ${wanted.group} has ${found.rows} x ${found.columns}`);
    else if (wanted.bits_set !== undefined && found.bits.reduce((sum, bit) => sum + bit, 0) !== wanted.bits_set) failures.push(`overlay ${wanted.group} has other bits`);
  }
}
