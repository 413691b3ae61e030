// Door of the layer: DICOM files to frames, facts and display values.

export { DicomError } from "./errors.ts";
export type { DicomErrorCode } from "./errors.ts";
export { isPhantom, shownTags } from "./facts.ts";
export { recogniseDicom } from "./fileMeta.ts";
export { displayFrame, modalityOf, modalityRange, openDicom, storedFrame } from "./frames.ts";
export type { DicomImage, DisplayedFrame, FrameView } from "./frames.ts";
export type { NamedWindow } from "./grayscale.ts";
export { MAX_FRAMES, MAX_FRAME_PIXELS } from "./pixelDescription.ts";
export type { StoredFrame } from "./storedValues.ts";
export { windowOfRange } from "./windowing.ts";
export type { Window, WindowFunction } from "./windowing.ts";
