// Door of the layer: DICOM files to frames, facts and display values.

export { distinctValues, patternsOf } from "./distinctValues.ts";
export { DicomError } from "./errors.ts";
export type { DicomErrorCode } from "./errors.ts";
export { isPhantom, namesPhantom, shownTags } from "./facts.ts";
export { recogniseDicom } from "./fileMeta.ts";
export { displayFrame, hasVoiLookupTable, isShownInverse, modalityOf, modalityRange, openDicom, storedFrame, windowsOf } from "./frames.ts";
export type { DicomImage, DisplayedFrame, FrameView } from "./frames.ts";
export type { NamedWindow } from "./grayscale.ts";
export { mayIdentify } from "./identifying.ts";
export { overlayGroupsOf, overlayOf, overlaysOf } from "./overlays.ts";
export type { Overlay } from "./overlays.ts";
export { MAX_FRAMES, MAX_FRAME_PIXELS } from "./pixelDescription.ts";
export { rewriteDicom } from "./rewrite.ts";
export type { AddedAttribute, MetAttribute, Rewriting, Verdict } from "./rewrite.ts";
export { readSeriesHeader } from "./seriesHeader.ts";
export type { HeaderRead, SeriesHeader } from "./seriesHeader.ts";
export { compareNames, stacksOf } from "./stack.ts";
export type { Stack, StackFile } from "./stack.ts";
export type { StoredFrame } from "./storedValues.ts";
export { NO_STUDY_FACTS, studyFacts } from "./studyFacts.ts";
export type { StudyFacts } from "./studyFacts.ts";
export { MAX_VALUE_CHARACTERS, tagTexts, tagTree } from "./tagTree.ts";
export type { TagNode, TagTree } from "./tagTree.ts";
export { greyOf, windowOfRange } from "./windowing.ts";
export type { Window, WindowFunction } from "./windowing.ts";
