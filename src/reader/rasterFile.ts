// A picture file (PNG, JPEG, TIFF, WebP, BMP) as an image: its own values, and what is said of it. Grey of 16 bits keeps them and
// is seen, as DICOM is, over their whole range; where nobody looks, it is read as the reference reads it.

import { greyOf, NO_STUDY_FACTS, windowOfRange } from "../dicom/index.ts";
import { decodeRaster, readPngTexts } from "../imaging/index.ts";
import type { RasterImage } from "../imaging/index.ts";
import { ReaderError } from "./errors.ts";
import type { ImageFile, Picture } from "./imageFile.ts";
import type { FrameFacts, OpenedFile, View, Window } from "./protocol.ts";

/** Facts of a grey picture: its values are its grey levels. */
export const RASTER_FACTS: FrameFacts = {
  isInverse: false,
  windows: [],
  fullWindow: windowOfRange([0, 255]),
  voiTable: null,
  spacing: null,
  pixelAspect: 1,
  position: null,
  orientation: null,
  patientOrientation: null,
  unit: "",
  modality: "",
  seriesNumber: null,
  patient: "",
  isLossy: false,
  burnedIn: "no",
  framesPerSecond: null,
  nOverlays: 0,
};


/**
 * The window that shows a value of 16 bits by its upper eight: `floor(value / 256)` out of the LINEAR function of PS3.3
 * C.11.2.1.2.1, whose step of 256 a value makes at a width of 65281; the quarter keeps its rounding off the borders.
 */
const UPPER_BITS: Window = { center: 32_768.25, width: 65_281, function: "LINEAR" };

/**
 * Opens a picture.
 * @param bytes the whole file; borrowed until this resolves
 * @throws ImagingError
 */
export async function imageOfRaster(bytes: Uint8Array): Promise<ImageFile> {
  const raster = await decodeRaster(bytes);
  const { format, image, isColour, grey16 } = raster;
  const description = readPngTexts(bytes).get("Description") ?? "";
  const range = grey16 === null ? ([0, 255] as const) : rangeOf(grey16);
  const view: View = { frame: 0, window: null, isInverted: false };
  const windows = windowsOf(raster, range);
  return {
    heldBytes: image.pixels.length + (grey16?.byteLength ?? 0),
    facts: {
      format,
      width: image.width,
      height: image.height,
      frames: 1,
      isColour,
      view,
      referenceView: grey16 === null ? view : { ...view, window: UPPER_BITS },
      windows,
      range: isColour ? null : range,
      tags: {},
      isPhantom: description.toLowerCase().includes("phantom"),
      isPartial: false,
      problems: notesOf(raster),
    },
    study: NO_STUDY_FACTS,
    display: (shown) => displayRaster(raster, { ...shown, window: shown.window ?? windows[0]?.window ?? null }),
    values: (frame) => {
      const { width, height } = onlyFrame(image, frame);
      const facts = { ...RASTER_FACTS, windows, isLossy: format === "jpeg", fullWindow: isColour ? null : windowOfRange(range) };
      return { rows: height, columns: width, channels: isColour ? 3 : 1, values: grey16 ?? displayRaster(raster, view).pixels, facts };
    },
    tags: () => { throw new ReaderError("reader/no-tags"); },
    overlays: () => ({ planes: [], nLeftOut: 0 }),
  };
}

/** Of 16 bits the range of the values, then what the reference reads; 8 bits are grey levels already. */
function windowsOf({ grey16 }: RasterImage, range: readonly [number, number]): OpenedFile["windows"] {
  return grey16 === null ? [] : [{ window: windowOfRange(range), explanation: "" }, { window: UPPER_BITS, explanation: "Upper 8 of 16 bits" }];
}

/** What is left out of a picture, and so neither seen nor drafted from. */
function notesOf({ isColour, bits, orientation, pages }: RasterImage): readonly string[] {
  return [
    ...(orientation === 1 ? [] : [`The file asks to be shown turned or mirrored (EXIF orientation ${String(orientation)}); it is shown, and drafted from, as it is stored.`]),
    ...(pages === 1 ? [] : [`The file holds ${String(pages)} pictures; the first one is shown.`]),
    ...(isColour && bits === 16 ? ["Of the 16 bits of each colour the upper 8 are shown."] : []),
  ];
}

/** `[min, max]` of the values, which the range of a window is made of. */
function rangeOf(values: Uint16Array): readonly [number, number] {
  let min = 0xffff;
  let max = 0;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** A window is of no effect on colour. */
function displayRaster({ image, isColour, grey16 }: RasterImage, view: View): Picture {
  const { width, height } = onlyFrame(image, view.frame);
  const step = isColour ? 1 : 3;
  const flip = view.isInverted ? 255 : 0;
  const pixels = new Uint8Array(image.pixels.length / step);
  if (!isColour && view.window !== null) {
    const grey = greyOf(view.window);
    const levels = Uint8Array.from({ length: grey16 === null ? 0x100 : 0x1_0000 }, (_, value) => grey(value) ^ flip);
    for (let to = 0; to < pixels.length; to++) pixels[to] = levels[grey16 === null ? (image.pixels[to * step] ?? 0) : (grey16[to] ?? 0)] ?? 0;
  } else for (let to = 0, from = 0; to < pixels.length; to++, from += step) pixels[to] = (image.pixels[from] ?? 0) ^ flip;
  return { width, height, channels: isColour ? 3 : 1, pixels };
}

/** @throws ReaderError `reader/frame-missing` for any but the first */
function onlyFrame<T>(image: T, frame: number): T {
  if (frame !== 0) throw new ReaderError("reader/frame-missing", { frame: frame + 1, frames: 1 });
  return image;
}
