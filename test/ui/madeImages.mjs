// Images made for the tests of the viewport: each has one property that can be told from the screen.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { dicomFile, greyImage, words } from "../dicom/dicomFile.ts";

/** Side of the small images. */
export const SIDE = 64;
/** The value of a pixel of `ramp.dcm`. */
export const rampAt = (column, row) => column * 10 + row;
/** Side of the image that is larger than a message, and the value of one of its pixels. */
export const LARGE_SIDE = 2048;
export const largeAt = (column, row) => (column * 3 + row * 5) % 4096;

function grid(columns, rows, valueAt) {
  return words(Array.from({ length: columns * rows }, (_, i) => valueAt(i % columns, Math.floor(i / columns))));
}

const image16 = (columns, rows, valueAt, extra) => greyImage(grid(columns, rows, valueAt), { Rows: [rows], Columns: [columns], BitsAllocated: [16], BitsStored: [12], HighBit: [11], Modality: "CT", ...extra });

/** A bit a point: set where told. */
function plane(columns, rows, isSet) {
  const bytes = new Uint8Array(Math.ceil((columns * rows) / 16) * 2);
  for (let i = 0; i < columns * rows; i++) if (isSet(i % columns, Math.floor(i / columns))) bytes[i >> 3] |= 1 << (i & 7);
  return bytes;
}

/** A filled plane of 8 x 4 points in the upper right corner of the picture, and one of a single frame in the lower left. */
const OVERLAYS = {
  "60000010": [4], "60000011": [8], "60000040": "G", "60000050": [1, SIDE - 7], "60000100": [1], "60000102": [0], "60003000": plane(8, 4, () => true),
  "60020010": [4], "60020011": [4], "60020015": "1", "60020040": "G", "60020050": [SIDE - 3, 1], "60020051": [2], "60020100": [1], "60020102": [0], "60023000": plane(4, 4, () => true),
};

const frameGroup = (center, width) => ({ FrameVOILUTSequence: { items: [{ WindowCenter: center, WindowWidth: width, WindowCenterWidthExplanation: `FRAME ${center}` }] } });

/** By name. */
const FILES = {
  "ramp.dcm": () => image16(SIDE, SIDE, rampAt, { PixelSpacing: "0.5\\0.5", WindowCenter: "340", WindowWidth: "700" }),
  "wide.dcm": () => image16(SIDE, SIDE, () => 1000, { PixelSpacing: "1\\3", WindowCenter: "500", WindowWidth: "900" }),
  "tall.dcm": () => image16(SIDE, SIDE, () => 1000, { PixelAspectRatio: "2\\1", WindowCenter: "500", WindowWidth: "900", Modality: "SC" }),
  "projection.dcm": () => image16(SIDE, SIDE, rampAt, { Modality: "DX", PatientOrientation: "A\\FR", ImagerPixelSpacing: "0.1\\0.1", PixelSpacing: "0.1\\0.1", LossyImageCompression: "01" }),
  "overlaid.dcm": () => image16(SIDE, SIDE * 2, () => 0, { ...OVERLAYS, NumberOfFrames: "2", Rows: [SIDE], WindowCenter: "100", WindowWidth: "200" }),
  "frames.dcm": () => image16(SIDE, SIDE * 3, (column, row) => rampAt(column, row % SIDE), { NumberOfFrames: "3", Rows: [SIDE], PerFrameFunctionalGroupsSequence: { items: [frameGroup("100", "200"), frameGroup("300", "400"), frameGroup("50", "60")] } }),
  "large.dcm": () => image16(LARGE_SIDE, LARGE_SIDE * 1.5, largeAt, {}),
  "captured.dcm": () => image16(SIDE, SIDE, rampAt, { Modality: "SC" }),
};

/**
 * Writes them all, each into a folder of its own: none is part of a series.
 * @param {string} folder
 */
export function writeMadeImages(folder) {
  for (const [name, make] of Object.entries(FILES)) writeFileSync(path.join(folder, name), dicomFile(make()));
}
