// The grayscale transformations a file asks for, frame by frame: modality (PS3.3 C.11.1) and values of interest
// (C.11.2), from the file itself or from its functional groups (C.7.6.16).

import type { DataSet } from "./dataSet.ts";
import { lookUp, readLookupTable } from "./lookupTable.ts";
import type { LookupTable } from "./lookupTable.ts";
import type { Window, WindowFunction } from "./windowing.ts";

/** From a stored value to a modality value. */
export type ModalityTransform = (stored: number) => number;

/** A window the file names. */
export interface NamedWindow {
  readonly window: Window;
  readonly explanation: string;
}

/**
 * Modality LUT or rescale of a frame; identity where the file has neither.
 * @throws DicomError `dicom/broken`
 */
export function modalityTransform(dataSet: DataSet, frame: number, sign: "unsigned" | "signed"): ModalityTransform {
  const [lutItem] = dataSet.items("ModalityLUTSequence");
  const table = lutItem === undefined ? null : readLookupTable(lutItem, { descriptor: "LUTDescriptor", data: "LUTData" }, sign);
  if (table !== null) return (stored) => lookUp(table, stored);
  const source = groupOf(dataSet, frame, "PixelValueTransformationSequence") ?? dataSet;
  const slope = source.decimals("RescaleSlope")[0] ?? 1;
  const intercept = source.decimals("RescaleIntercept")[0] ?? 0;
  return (stored) => stored * slope + intercept;
}

/** The windows of a frame, in the order of the file; widths that their function forbids are left out. */
export function namedWindows(dataSet: DataSet, frame: number): readonly NamedWindow[] {
  const source = groupOf(dataSet, frame, "FrameVOILUTSequence") ?? dataSet;
  const centers = source.decimals("WindowCenter");
  const widths = source.decimals("WindowWidth");
  const explanations = source.texts("WindowCenterWidthExplanation");
  const windowFunction = functionOf(source.text("VOILUTFunction"));
  return centers.flatMap((center, i) => {
    const width = widths[i];
    if (width === undefined || width <= 0 || (windowFunction === "LINEAR" && width < 1)) return [];
    return [{ window: { center, width, function: windowFunction }, explanation: explanations[i] ?? "" }];
  });
}

/**
 * First VOI LUT of a frame; null where there is none.
 * @param sign of the stored values
 * @throws DicomError `dicom/broken`
 */
export function voiLookupTable(dataSet: DataSet, frame: number, sign: "unsigned" | "signed"): LookupTable | null {
  const [item] = (groupOf(dataSet, frame, "FrameVOILUTSequence") ?? dataSet).items("VOILUTSequence");
  if (item === undefined) return null;
  // Its inputs are modality values: negative where the pixels are, or where rescaling makes them so (C.11.2.1.1).
  const rescale = groupOf(dataSet, frame, "PixelValueTransformationSequence") ?? dataSet;
  const isNegative = sign === "signed" || (rescale.decimals("RescaleIntercept")[0] ?? 0) < 0 || (rescale.decimals("RescaleSlope")[0] ?? 1) < 0;
  return readLookupTable(item, { descriptor: "LUTDescriptor", data: "LUTData" }, isNegative ? "signed" : "unsigned");
}

/** Values of PixelPaddingValue up to PixelPaddingRangeLimit stand for no measurement (C.7.5.1.1.2); stored values, inclusive. */
export function paddingRange(dataSet: DataSet, sign: "unsigned" | "signed"): readonly [number, number] | null {
  const value = dataSet.words("PixelPaddingValue", sign)[0];
  if (value === undefined) return null;
  const limit = dataSet.words("PixelPaddingRangeLimit", sign)[0] ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}

function functionOf(text: string | null): WindowFunction {
  return text === "LINEAR_EXACT" || text === "SIGMOID" ? text : "LINEAR";
}

/** A functional group's item: the frame's own before the one shared by all. */
function groupOf(dataSet: DataSet, frame: number, macro: "PixelValueTransformationSequence" | "FrameVOILUTSequence"): DataSet | undefined {
  const own = dataSet.items("PerFrameFunctionalGroupsSequence")[frame]?.items(macro)[0];
  return own ?? dataSet.items("SharedFunctionalGroupsSequence")[0]?.items(macro)[0];
}
