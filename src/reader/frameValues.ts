// A frame before any window: its modality values in the smallest numbers that hold them, and the facts a viewer needs.

import { displayFrame, distinctValues, hasVoiLookupTable, isShownInverse, modalityOf, modalityRange, overlayGroupsOf, patternsOf, storedFrame, windowOfRange, windowsOf } from "../dicom/index.ts";
import type { DicomImage, StoredFrame } from "../dicom/index.ts";
import type { FrameArray, FrameFacts } from "./protocol.ts";

/** A whole frame. */
export interface FrameValues {
  readonly rows: number;
  readonly columns: number;
  readonly channels: 1 | 3;
  /** `[rows, columns, channels]` */
  readonly values: FrameArray;
  readonly facts: FrameFacts;
}

/** Objects whose pixels often carry names: ultrasound, captures of screens, scanned film and paper. */
const MODALITIES_WITH_LETTERS = ["US", "SC", "OT", "XC", "DOC", "ES", "RF"];
/** A table longer than this is no table of 16-bit values. */
const MAX_TABLE = 1 << 17;

/**
 * The values of a frame: modality values (PS3.3 C.11.1), or RGB as displayed for colour. A pixel that the file lacks has
 * the value that is displayed darkest.
 * @returns values that may be shared with the frame's decoder: not to be changed
 * @throws DicomError `dicom/frame-missing`, `dicom/broken`, `dicom/photometric-unsupported`
 */
export function modalityValues(image: DicomImage, frame: number): Omit<FrameValues, "facts"> {
  const size = { rows: image.description.Rows, columns: image.description.Columns };
  if (image.isColour) {
    const { channels, pixels } = displayFrame(image, { frame, window: null, isInverted: false });
    return { ...size, channels, values: pixels };
  }
  const stored = storedFrame(image, frame);
  const toModality = modalityOf(image, frame);
  const distinct = distinctValues(stored);
  const limits = limitsOf(distinct ?? stored.values.subarray(0, stored.nPresent), toModality);
  const darkest = isShownInverse(image) ? limits.max : limits.min;
  const values = distinct === null ? eachMapped(stored, toModality, limits) : tableMapped(stored, distinct, toModality, limits);
  if (stored.nPresent < stored.values.length) values.fill(darkest, stored.nPresent);
  return { ...size, channels: 1, values };
}

/** What the values of a frame need of an array. */
interface Limits {
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  /** Whether modality values are the stored ones. */
  readonly isSame: boolean;
}

function limitsOf(stored: Iterable<number>, toModality: (stored: number) => number): Limits {
  let [min, max, isWhole, isSame] = [Infinity, -Infinity, true, true];
  for (const each of stored) {
    const value = toModality(each);
    if (value < min) min = value;
    if (value > max) max = value;
    isWhole &&= Number.isInteger(value);
    isSame &&= value === each;
  }
  return { min, max, isWhole, isSame };
}

function eachMapped({ values: stored, nPresent }: StoredFrame, toModality: (stored: number) => number, limits: Limits): FrameArray {
  const values = arrayFor(limits, stored.length);
  for (let i = 0; i < nPresent; i++) values[i] = toModality(stored[i] ?? 0);
  return values;
}

/** By a table over the bit patterns of the stored values; the stored values themselves where they are what is asked for. */
function tableMapped(stored: StoredFrame, distinct: readonly number[], toModality: (stored: number) => number, limits: Limits): FrameArray {
  const table = arrayFor(limits, stored.values.BYTES_PER_ELEMENT === 1 ? 0x100 : 0x1_0000);
  const isKept = limits.isSame && stored.nPresent === stored.values.length && stored.values.buffer instanceof ArrayBuffer;
  if (isKept && isFrameArray(stored.values) && stored.values.BYTES_PER_ELEMENT === table.BYTES_PER_ELEMENT) return stored.values;
  for (const each of distinct) table[each & (table.length - 1)] = toModality(each);
  const values = arrayFor(limits, stored.values.length);
  lookUpAll(patternsOf(stored), table, values);
  return values;
}

function lookUpAll(patterns: Uint8Array | Uint16Array, table: FrameArray, values: FrameArray): void {
  for (let i = 0; i < patterns.length; i++) values[i] = table[patterns[i] ?? 0] ?? 0;
}

function isFrameArray(values: StoredFrame["values"]): values is FrameArray & StoredFrame["values"] {
  return values instanceof Uint8Array || values instanceof Int16Array || values instanceof Uint16Array || values instanceof Float32Array;
}

/**
 * What a viewer must know of a frame.
 * @throws DicomError `dicom/frame-missing`, `dicom/broken`
 */
export function factsOfFrame(image: DicomImage, frame: number): FrameFacts {
  const { dataSet } = image;
  const range = modalityRange(image, frame);
  const modality = dataSet.text("Modality") ?? "";
  const rescaleType = groupOf(image, frame, "PixelValueTransformationSequence").text("RescaleType") ?? "";
  const frameTimeMs = dataSet.decimals("FrameTime")[0] ?? 0;
  const cineRate = dataSet.decimals("CineRate")[0] ?? 0;
  const [high = 1, wide = 1] = dataSet.decimals("PixelAspectRatio");
  return {
    isInverse: isShownInverse(image),
    windows: windowsOf(image, frame),
    fullWindow: image.isColour ? null : windowOfRange(range ?? [0, 0]),
    voiTable: hasVoiLookupTable(image, frame) ? voiTableOf(image, frame) : null,
    spacing: spacingOf(image, frame),
    pixelAspect: high > 0 && wide > 0 ? high / wide : 1,
    position: exactly(groupOf(image, frame, "PlanePositionSequence").decimals("ImagePositionPatient"), 3),
    orientation: exactly(groupOf(image, frame, "PlaneOrientationSequence").decimals("ImageOrientationPatient"), 6),
    patientOrientation: patientOrientationOf(dataSet.texts("PatientOrientation")),
    // C.11.1.1.2: the values of CT are Hounsfield units unless it says otherwise.
    unit: rescaleType === "US" ? "" : rescaleType === "" && modality === "CT" ? "HU" : rescaleType,
    modality,
    seriesNumber: dataSet.decimals("SeriesNumber")[0] ?? null,
    patient: (dataSet.text("PatientName") ?? "").replaceAll("^", " ").trim(),
    isLossy: image.isLossy,
    burnedIn: burnedIn(dataSet.text("BurnedInAnnotation"), modality),
    framesPerSecond: cineRate > 0 ? cineRate : frameTimeMs > 0 ? 1000 / frameTimeMs : null,
    nOverlays: overlayGroupsOf(image, frame).length,
  };
}

function arrayFor({ isWhole, min, max }: Limits, length: number): FrameArray {
  if (!isWhole) return new Float32Array(length);
  if (min >= 0 && max <= 0xff) return new Uint8Array(length);
  if (min >= -0x8000 && max <= 0x7fff) return new Int16Array(length);
  return min >= 0 && max <= 0xffff ? new Uint16Array(length) : new Float32Array(length);
}

/** The VOI LUT as the values of this frame meet it: read off the displayed frame, so that there is one rendering in all. */
function voiTableOf(image: DicomImage, frame: number): FrameFacts["voiTable"] {
  const { values } = modalityValues(image, frame);
  const { pixels } = displayFrame(image, { frame, window: null, isInverted: false });
  if (values instanceof Float32Array) return null;
  let first = Infinity;
  let last = -Infinity;
  for (const value of values) {
    first = Math.min(first, value);
    last = Math.max(last, value);
  }
  if (last - first >= MAX_TABLE) return null;
  const greys = new Uint8Array(last - first + 1);
  const flip = isShownInverse(image) ? 255 : 0;
  for (let i = 0; i < values.length; i++) greys[(values[i] ?? 0) - first] = (pixels[i] ?? 0) ^ flip;
  return { first, greys };
}

/** PixelSpacing that only repeats ImagerPixelSpacing was not corrected for magnification (10.7.1.3): it is of the detector. */
function spacingOf(image: DicomImage, frame: number): FrameFacts["spacing"] {
  const inPatient = pairOf(groupOf(image, frame, "PixelMeasuresSequence").decimals("PixelSpacing"));
  const atDetector = pairOf(image.dataSet.decimals("ImagerPixelSpacing"));
  const isRepeated = inPatient?.row === atDetector?.row && inPatient?.column === atDetector?.column && image.dataSet.text("PixelSpacingCalibrationType") === null;
  if (inPatient !== null && !isRepeated) return { ...inPatient, source: "PixelSpacing" };
  return atDetector === null ? null : { ...atDetector, source: "ImagerPixelSpacing" };
}

/** Between rows first, between columns second (10.7.1.1). */
function pairOf([row = 0, column = 0]: readonly number[]): { readonly row: number; readonly column: number } | null {
  return row > 0 && column > 0 ? { row, column } : null;
}

/** Letters where a row and a column lead to (C.7.6.1.1.1); null where either is missing or no letters of its alphabet. */
function patientOrientationOf([row = "", column = ""]: readonly string[]): FrameFacts["patientOrientation"] {
  return [row, column].every((letters) => /^[APRLHF]{1,3}$/.test(letters)) ? { row, column } : null;
}

/** The frame's own functional group, else the one of all frames, else the data set itself (C.7.6.16). */
function groupOf({ dataSet }: DicomImage, frame: number, macro: "PixelMeasuresSequence" | "PlanePositionSequence" | "PlaneOrientationSequence" | "PixelValueTransformationSequence"): DicomImage["dataSet"] {
  const own = dataSet.items("PerFrameFunctionalGroupsSequence")[frame]?.items(macro)[0];
  return own ?? dataSet.items("SharedFunctionalGroupsSequence")[0]?.items(macro)[0] ?? dataSet;
}

function exactly(numbers: readonly number[], length: number): readonly number[] | null {
  return numbers.length === length ? numbers : null;
}

function burnedIn(stated: string | null, modality: string): FrameFacts["burnedIn"] {
  if (stated === "YES") return "yes";
  if (stated === "NO") return "no";
  return MODALITIES_WITH_LETTERS.includes(modality) ? "maybe" : "no";
}
