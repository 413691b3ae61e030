// A file as an image, whatever its format: recognised by content, described for people, displayed in a view.

import { displayFrame, isPhantom, modalityRange, NO_STUDY_FACTS, openDicom, recogniseDicom, shownTags, studyFacts, tagTree, windowsOf } from "../dicom/index.ts";
import type { DicomImage, StudyFacts, TagTree } from "../dicom/index.ts";
import { decodeRaster, readPngTexts, recogniseRaster } from "../imaging/index.ts";
import type { RgbImage } from "../imaging/index.ts";
import { ReaderError } from "./errors.ts";
import { factsOfFrame, modalityValues, RASTER_FACTS } from "./frameValues.ts";
import type { FrameValues } from "./frameValues.ts";
import { overlayPlanesOf } from "./overlayPlanes.ts";
import type { FrameOverlays, OpenedFile, View } from "./protocol.ts";

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
  return {
    heldBytes: bytes.length,
    facts: {
      format: "dicom",
      width: description.Columns,
      height: description.Rows,
      frames: description.NumberOfFrames,
      isColour: image.isColour,
      view: { frame: 0, window: null, isInverted: false },
      windows: image.windows,
      range: modalityRange(image, 0),
      tags: shownTags(image),
      isPhantom: isPhantom(image),
      isPartial: image.isPartial,
      problems: image.problems,
    },
    study: studyFacts(image.dataSet),
    display: (view) => displayFrame(image, { ...view, window: view.window ?? windowsOf(image, view.frame)[0]?.window ?? null }),
    values: (frame) => ({ ...modalityValues(image, frame), facts: factsOfFrame(image, frame) }),
    tags: () => tagTree(bytes),
    overlays: (frame) => overlayPlanesOf(image, frame),
  };
}

async function imageOfRaster(bytes: Uint8Array): Promise<ImageFile> {
  const { format, image, isColour } = await decodeRaster(bytes);
  const description = readPngTexts(bytes).get("Description") ?? "";
  return {
    heldBytes: image.pixels.length,
    facts: {
      format,
      width: image.width,
      height: image.height,
      frames: 1,
      isColour,
      view: { frame: 0, window: null, isInverted: false },
      windows: [],
      range: null,
      tags: {},
      isPhantom: description.toLowerCase().includes("phantom"),
      isPartial: false,
      problems: [],
    },
    study: NO_STUDY_FACTS,
    display: (view) => displayRaster(image, isColour, view),
    values: (frame) => {
      const { width, height, channels, pixels } = displayRaster(image, isColour, { frame, window: null, isInverted: false });
      const facts = { ...RASTER_FACTS, isLossy: format === "jpeg" };
      return { rows: height, columns: width, channels, values: pixels, facts: isColour ? { ...facts, fullWindow: null } : facts };
    },
    tags: () => { throw new ReaderError("reader/no-tags"); },
    overlays: () => ({ planes: [], nLeftOut: 0 }),
  };
}

/** A raster image has its own values: a window is of no effect on it. */
function displayRaster(image: RgbImage, isColour: boolean, view: View): Picture {
  if (view.frame !== 0) throw new ReaderError("reader/frame-missing", { frame: view.frame + 1, frames: 1 });
  const { width, height } = image;
  const step = isColour ? 1 : 3;
  const flip = view.isInverted ? 255 : 0;
  const pixels = new Uint8Array(image.pixels.length / step);
  for (let to = 0, from = 0; to < pixels.length; to++, from += step) pixels[to] = (image.pixels[from] ?? 0) ^ flip;
  return { width, height, channels: isColour ? 3 : 1, pixels };
}
