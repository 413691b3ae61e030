// A file as an image, whatever its format: recognised by content, described for people, displayed in a view.

import { displayFrame, isPhantom, modalityRange, openDicom, recogniseDicom, shownTags, studyFacts, tagTree, windowsOf } from "../dicom/index.ts";
import type { DicomImage, StudyFacts, TagTree } from "../dicom/index.ts";
import { recogniseRaster } from "../imaging/index.ts";
import { ReaderError } from "./errors.ts";
import { factsOfFrame, modalityValues } from "./frameValues.ts";
import type { FrameValues } from "./frameValues.ts";
import { overlayPlanesOf } from "./overlayPlanes.ts";
import type { FrameOverlays, OpenedFile, View } from "./protocol.ts";
import { imageOfRaster } from "./rasterFile.ts";

/** Displayed 8-bit values at full size, `[height, width, channels]`. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** An image held open. */
export interface ImageFile {
  /** What is told of it; the id is given by who keeps it. */
  readonly facts: Omit<OpenedFile, "fileId">;
  /** What its tags say of patient, study and technique; nothing for a raster image. */
  readonly study: StudyFacts;
  /** Memory it takes, bytes. */
  readonly heldBytes: number;
  /**
   * The picture in a view.
   * @throws ReaderError `reader/frame-missing`; DicomError
   */
  display(view: View): Picture;
  /**
   * Values of a frame before any window, and what a viewer must know of it.
   * @throws ReaderError `reader/frame-missing`; DicomError
   */
  values(frame: number): FrameValues;
  /**
   * The attributes of the file.
   * @throws ReaderError `reader/no-tags`; DicomError
   */
  tags(): TagTree;
  /**
   * What the file lays over a frame; no part of `display`, and so of nothing that the model gets.
   * @throws ReaderError `reader/frame-missing`; DicomError
   */
  overlays(frame: number): FrameOverlays;
}

/**
 * Opens the bytes of a file.
 * @param bytes the whole file; kept by the result where it is DICOM
 * @throws ReaderError `reader/file-empty`, `reader/format-unknown`; DicomError; ImagingError
 */
export async function openImage(bytes: Uint8Array): Promise<ImageFile> {
  if (bytes.length === 0) throw new ReaderError("reader/file-empty");
  // DICOM first: its preamble may hold the beginning of a TIFF file, so that both kinds of program can open it.
  if (recogniseDicom(bytes)) return imageOfDicom(openDicom(bytes), bytes);
  if (recogniseRaster(bytes) !== null) return imageOfRaster(bytes);
  throw new ReaderError("reader/format-unknown");
}

/**
 * The attributes of a file, whether or not it holds an image that can be shown.
 * @param bytes the whole file; borrowed for as long as the tree is used
 * @throws ReaderError `reader/file-empty`, `reader/no-tags`; DicomError
 */
export function tagsOf(bytes: Uint8Array): TagTree {
  if (bytes.length === 0) throw new ReaderError("reader/file-empty");
  if (!recogniseDicom(bytes)) throw new ReaderError("reader/no-tags");
  return tagTree(bytes);
}

function imageOfDicom(image: DicomImage, bytes: Uint8Array): ImageFile {
  const { description } = image;
  const view: View = { frame: 0, window: null, isInverted: false };
  return {
    heldBytes: bytes.length,
    facts: {
      format: "dicom",
      width: description.Columns,
      height: description.Rows,
      frames: description.NumberOfFrames,
      isColour: image.isColour,
      view,
      referenceView: view,
      windows: image.windows,
      range: modalityRange(image, 0),
      tags: shownTags(image),
      isPhantom: isPhantom(image),
      isPartial: image.isPartial,
      problems: image.problems,
    },
    study: studyFacts(image.dataSet),
    display: (shown) => displayFrame(image, { ...shown, window: shown.window ?? windowsOf(image, shown.frame)[0]?.window ?? null }),
    values: (frame) => ({ ...modalityValues(image, frame), facts: factsOfFrame(image, frame) }),
    tags: () => tagTree(bytes),
    overlays: (frame) => overlayPlanesOf(image, frame),
  };
}
