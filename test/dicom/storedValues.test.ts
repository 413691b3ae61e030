// Stored values against the definition, cell by cell: any depth, sign, alignment and length, clean cells and dirty ones.

import assert from "node:assert/strict";
import { readStoredValues } from "../../src/dicom/storedValues.ts";
import type { PixelDescription } from "../../src/dicom/pixelDescription.ts";

/** A run of cells in a file that begins at an offset. */
function described(bytes: Uint8Array, nBits: number, isSigned: boolean): PixelDescription {
  return {
    Rows: 1, Columns: bytes.length / 2, SamplesPerPixel: 1, PhotometricInterpretation: "MONOCHROME2", PlanarConfiguration: 0, BitsAllocated: 16, BitsStored: nBits, HighBit: nBits - 1,
    isSigned, sampleType: "integer", NumberOfFrames: 1, frameBits: bytes.length * 8, codec: null, pixels: { bytes, isLittleEndian: true, vr: "OW", statedLength: bytes.length },
  };
}

const valueOf = (cell: number, nBits: number, isSigned: boolean): number => (isSigned ? (cell << (32 - nBits)) >> (32 - nBits) : cell & (0xffff >> (16 - nBits)));

describe("stored values of 16-bit cells", () => {
  for (const isSigned of [false, true]) {
    it(`are the lowest bits, ${isSigned ? "with" : "without"} their sign, and leave the file as it is`, () => {
      for (let nBits = 1; nBits <= 16; nBits++) {
        for (let offset = 0; offset < 5; offset++) {
          for (const isClean of [true, false]) {
            const cells = Array.from({ length: 19 + offset }, (_, i) => (isClean ? valueOf(i * 7919, nBits, isSigned) : i * 7919) & 0xffff);
            const file = new Uint8Array(offset + cells.length * 2);
            const view = new DataView(file.buffer);
            cells.forEach((cell, i) => { view.setUint16(offset + i * 2, cell, true); });
            const before = file.slice();
            const { values } = readStoredValues(described(file.subarray(offset), nBits, isSigned), 0);
            assert.deepEqual([...values], cells.map((cell) => valueOf(cell, nBits, isSigned)), `${String(nBits)} bits at ${String(offset)}`);
            assert.deepEqual(file, before);
          }
        }
      }
    });
  }

  it("are cleaned where one cell alone is dirty, wherever it lies", () => {
    for (let dirty = 0; dirty < 40; dirty++) {
      const cells = Array.from({ length: 40 }, (_, i) => (i === dirty ? 0x8000 + i : i));
      const { values } = readStoredValues(described(new Uint8Array(Uint16Array.from(cells).buffer), 12, false), 0);
      assert.deepEqual([...values], Array.from({ length: 40 }, (_, i) => i));
    }
  });
});
