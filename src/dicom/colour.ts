// Stored samples to 8-bit RGB: planes, YCbCr and palettes (PS3.3 C.7.6.3.1.2 to .5).

import type { DataSet } from "./dataSet.ts";
import { DicomError } from "./errors.ts";
import { lookUp, readLookupTable, readSegmentedTable } from "./lookupTable.ts";
import type { PixelDescription } from "./pixelDescription.ts";
import type { StoredArray, StoredFrame } from "./storedValues.ts";

/**
 * RGB of a frame of three samples a pixel.
 * @returns `[Rows, Columns, 3]`, 8 bits; deeper samples keep their high byte, missing ones are black
 */
export function rgbOfSamples(description: PixelDescription, frame: StoredFrame): Uint8Array {
  const photometric = description.PhotometricInterpretation;
  // A codec gives three samples for each pixel, whatever the codestream shared.
  const isCompressed = description.codec !== null;
  if (photometric === "YBR_FULL_422" && !isCompressed) return rgbOf422(frame);
  const nPixels = description.Rows * description.Columns;
  const isPlanar = description.PlanarConfiguration === 1 && !isCompressed;
  const step = isPlanar ? 1 : 3;
  const plane = isPlanar ? nPixels : 1;
  const divisor = 2 ** Math.max(0, description.BitsStored - 8);
  // YBR_ICT and YBR_RCT are undone by the JPEG 2000 codec.
  const isYbr = photometric === "YBR_FULL" || photometric === "YBR_FULL_422";
  const rgb = new Uint8Array(nPixels * 3);
  const at = (index: number): number => Math.floor((frame.values[index] ?? 0) / divisor);
  // Without all three samples a pixel has no colour: it stays black.
  const nWhole = isPlanar ? Math.max(0, frame.nPresent - 2 * nPixels) : Math.floor(frame.nPresent / 3);
  if (!isYbr && !isPlanar && frame.values instanceof Uint8Array) {
    rgb.set(frame.values.subarray(0, nWhole * 3));
    return rgb;
  }
  for (let i = 0; i < nWhole; i++) {
    const from = i * step;
    const to = i * 3;
    if (isYbr) putYbr(rgb, to, at(from), at(from + plane), at(from + 2 * plane));
    else {
      rgb[to] = at(from);
      rgb[to + 1] = at(from + plane);
      rgb[to + 2] = at(from + 2 * plane);
    }
  }
  return rgb;
}

/** Y1 Y2 Cb Cr for two pixels; both have the same colour. */
function rgbOf422({ values, nPresent }: StoredFrame): Uint8Array {
  const rgb = new Uint8Array((values.length / 2) * 3);
  const nPairs = Math.floor(nPresent / 4);
  for (let pair = 0; pair < nPairs; pair++) {
    const [y1 = 0, y2 = 0, cb = 0, cr = 0] = values.subarray(pair * 4, pair * 4 + 4);
    putYbr(rgb, pair * 6, y1, cb, cr);
    putYbr(rgb, pair * 6 + 3, y2, cb, cr);
  }
  return rgb;
}

/** The inverse of C.7.6.3.1.2, rounded half up; the clamped array would round half to even. */
function putYbr(rgb: Uint8Array, to: number, y: number, cb: number, cr: number): void {
  rgb[to] = clamped(y + 1.402 * (cr - 128));
  rgb[to + 1] = clamped(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128));
  rgb[to + 2] = clamped(y + 1.772 * (cb - 128));
}

function clamped(value: number): number {
  return Math.max(0, Math.min(255, Math.floor(value + 0.5)));
}

/**
 * RGB of a frame of palette indices.
 * @returns `[Rows, Columns, 3]`; 16-bit entries keep their high byte
 * @throws DicomError `dicom/broken`, `dicom/photometric-unsupported` (no palette)
 */
export function rgbOfPalette(dataSet: DataSet, { values, nPresent }: StoredFrame, sign: "unsigned" | "signed"): Uint8Array {
  const tables = (["Red", "Green", "Blue"] as const).map((colour) => {
    const descriptor = `${colour}PaletteColorLookupTableDescriptor` as const;
    const table =
      readLookupTable(dataSet, { descriptor, data: `${colour}PaletteColorLookupTableData` }, sign) ??
      readSegmentedTable(dataSet, { descriptor, data: `Segmented${colour}PaletteColorLookupTableData` }, sign);
    if (table === null) throw new DicomError("dicom/photometric-unsupported", { photometric: "PALETTE COLOR without its tables", samples: 1 });
    return { table, shift: table.bits > 8 ? table.bits - 8 : 0 };
  });
  return mapIndices(values, nPresent, tables.map(({ table, shift }) => (index: number) => lookUp(table, index) >> shift));
}

function mapIndices(values: StoredArray, nPresent: number, channels: readonly ((index: number) => number)[]): Uint8Array {
  const rgb = new Uint8Array(values.length * 3);
  channels.forEach((channelOf, channel) => {
    for (let i = 0; i < nPresent; i++) rgb[i * 3 + channel] = channelOf(values[i] ?? 0);
  });
  return rgb;
}
