// What the stage is told of a picture beside its pixels, by the names that Cornerstone gives to the modules of the standard.

import type { Plane } from "./frameStore.ts";

/** All slices lie in one frame of reference, so that marks go with their slice. */
export const FRAME_OF_REFERENCE = "pixels";

/** The plane in pixel distances: world coordinates are columns and rows times their spacing, the slice number their depth. */
export function metadataOf(type: string, slice: number, { rows, columns, rowSpacing, columnSpacing }: Plane): unknown {
  switch (type) {
    case "imagePixelModule":
      return { bitsAllocated: 8, bitsStored: 8, highBit: 7, photometricInterpretation: "RGB", pixelRepresentation: 0, samplesPerPixel: 3, rows, columns };
    case "imagePlaneModule":
      return {
        rows, columns, rowCosines: [1, 0, 0], columnCosines: [0, 1, 0], imageOrientationPatient: [1, 0, 0, 0, 1, 0], imagePositionPatient: [0, 0, slice],
        pixelSpacing: [rowSpacing, columnSpacing], rowPixelSpacing: rowSpacing, columnPixelSpacing: columnSpacing, frameOfReferenceUID: FRAME_OF_REFERENCE,
      };
    case "generalSeriesModule": return { modality: "OT", seriesInstanceUID: FRAME_OF_REFERENCE };
    case "voiLutModule": return { windowCenter: [128], windowWidth: [256] };
    case "modalityLutModule": return { rescaleSlope: 1, rescaleIntercept: 0 };
    default: return undefined;
  }
}
