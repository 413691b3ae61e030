// PNG, JPEG, TIFF and WebP to 8-bit RGB as Pillow's `convert("RGB")` gives it: the only file that knows sharp.
//
// What is left alone on purpose, as the reference does: EXIF orientation, colour profiles, gamma. Alpha is dropped, not
// composited. Sixteen bits keep their high byte (Pillow clips 16-bit grey at 255, which shows white; a picture of it is
// of more use); those of grey are given too, for viewing. The first page or picture of a file counts.

import type { Metadata, Sharp, SharpOptions } from "sharp";

import { decodeBmp } from "./bmp.ts";
import { ImagingError } from "./errors.ts";
import { recogniseRaster } from "./rasterFormat.ts";
import type { RasterFormat } from "./rasterFormat.ts";
import { MAX_IMAGE_PIXELS, checkImageSize } from "./rgbImage.ts";
import type { RgbImage } from "./rgbImage.ts";

/** A decoded raster file. */
export interface RasterImage {
  readonly format: RasterFormat;
  readonly image: RgbImage;
  /** False when red, green and blue are the same in every pixel by the file's own type. */
  readonly isColour: boolean;
  /** Bits a sample has in the file; those below the upper eight are not in `image`. */
  readonly bits: 8 | 16;
  /** Grey of 16 bits `[height, width]` as stored; null for colour and for 8 bits. */
  readonly grey16: Uint16Array | null;
  /** EXIF (TIFF 6.0, tag 274) 1 to 8, which is not followed; 1 where the file has none. */
  readonly orientation: number;
  /** Pages or pictures in the file, of which the first is given. */
  readonly pages: number;
}

const FORMAT_NAMES: Readonly<Record<RasterFormat, string>> = { png: "PNG", jpeg: "JPEG", tiff: "TIFF", webp: "WebP", bmp: "BMP" };

type OpenSharp = (input: Uint8Array, options: SharpOptions) => Sharp;

/**
 * Decodes a raster image; the format is recognised by content.
 * @param bytes the whole file; borrowed
 * @throws ImagingError `imaging/format-unknown`, `imaging/image-broken`, `imaging/pixel-type-unsupported`,
 *   `imaging/limit-pixels`, `imaging/size-invalid`, `imaging/decoder-missing`
 */
export async function decodeRaster(bytes: Uint8Array): Promise<RasterImage> {
  const format = recogniseRaster(bytes);
  if (format === null) throw new ImagingError("imaging/format-unknown");
  if (format === "bmp") return { format, image: decodeBmp(bytes), isColour: true, bits: 8, grey16: null, orientation: 1, pages: 1 };
  const open = await loadSharp();
  // `ignoreIcc`: no colour transform. `failOn: "error"`: half a picture or damaged pixels are refused, a warning of the codec is not.
  const options: SharpOptions = { limitInputPixels: MAX_IMAGE_PIXELS, failOn: "error", ignoreIcc: true, autoOrient: false };
  const metadata = await translate(format, () => open(bytes, options).metadata());
  checkImageSize(metadata.width, metadata.height);
  if (metadata.depth !== "uchar" && metadata.depth !== "ushort") {
    throw new ImagingError("imaging/pixel-type-unsupported", { type: metadata.depth });
  }
  const raw = await translate(format, () => rawOf(open(bytes, options), metadata));
  const { orientation = 1, pages = 1 } = metadata;
  return { format, ...toRgb(raw, metadata), bits: raw.samples instanceof Uint16Array ? 16 : 8, grey16: grey16Of(raw), orientation, pages };
}

/** Loaded at the first picture: the engine, which opens none, never loads the library. */
async function loadSharp(): Promise<OpenSharp> {
  try {
    const { default: sharp } = await import("sharp");
    // Files differ from call to call, so libvips' operation cache only holds memory.
    sharp.cache(false);
    return sharp;
  } catch (cause) {
    throw new ImagingError("imaging/decoder-missing", {}, cause);
  }
}

/** Samples as stored: `[height, width, channels]`, 8 or 16 bits. */
interface RawSamples {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly samples: Uint8Array | Uint16Array;
}

async function rawOf(picture: Sharp, metadata: Metadata): Promise<RawSamples> {
  const is16Bit = metadata.depth === "ushort";
  // The pipeline's own space is the file's, so that sharp neither composes, transforms nor rescales.
  const space = metadata.space === "cmyk" ? "cmyk" : metadata.channels < 3 ? (is16Bit ? "grey16" : "b-w") : is16Bit ? "rgb16" : "srgb";
  const { data, info } = await picture
    .pipelineColourspace(space)
    .toColourspace(space)
    .raw({ depth: is16Bit ? "ushort" : "uchar" })
    .toBuffer({ resolveWithObject: true });
  const samples = is16Bit ? new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)) : data;
  return { width: info.width, height: info.height, channels: info.channels, samples };
}

function toRgb(raw: RawSamples, metadata: Metadata): { image: RgbImage; isColour: boolean } {
  const { width, height, channels, samples } = raw;
  const nPixels = width * height;
  if (samples.length !== nPixels * channels) throw new ImagingError("imaging/size-invalid", { width, height, bytes: samples.length });
  const shift = samples instanceof Uint16Array ? 8 : 0;
  const pixels = new Uint8Array(nPixels * 3);
  const isCmyk = metadata.space === "cmyk" && channels >= 4;
  const isColour = channels >= 3;
  const [green, blue] = isColour ? [1, 2] : [0, 0];
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 3) {
    const first = (samples[from] ?? 0) >> shift;
    const second = (samples[from + green] ?? 0) >> shift;
    const third = (samples[from + blue] ?? 0) >> shift;
    const light = isCmyk ? 255 - ((samples[from + 3] ?? 0) >> shift) : 0;
    pixels[to] = isCmyk ? inkToLight(first, light) : first;
    pixels[to + 1] = isCmyk ? inkToLight(second, light) : second;
    pixels[to + 2] = isCmyk ? inkToLight(third, light) : third;
  }
  return { image: { width, height, pixels }, isColour };
}

/** The first channel of 16-bit grey; a second one is alpha. */
function grey16Of({ channels, samples }: RawSamples): Uint16Array | null {
  if (!(samples instanceof Uint16Array) || channels > 2) return null;
  return channels === 1 ? samples : samples.filter((_, at) => at % channels === 0);
}

/** Pillow's `cmyk2rgb`: what the ink leaves of the light that black leaves, its product divided by 255 with rounding. */
function inkToLight(ink: number, light: number): number {
  const product = ink * light + 128;
  return Math.max(0, light - (((product >> 8) + product) >> 8));
}

async function translate<T>(format: RasterFormat, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes("exceeds pixel limit")) {
      throw new ImagingError("imaging/limit-pixels", { limit: MAX_IMAGE_PIXELS }, cause);
    }
    throw new ImagingError("imaging/image-broken", { format: FORMAT_NAMES[format] }, cause);
  }
}
