// Overlays of made-up files: where they lie, on which frames, in which bits, and never in what the model gets.

import assert from "node:assert/strict";
import { openImage } from "../../src/reader/imageFile.ts";
import { overlayPlanesOf } from "../../src/reader/overlayPlanes.ts";
import { openDicom } from "../../src/dicom/index.ts";
import { dicomFile, greyImage, words, type Attributes } from "../dicom/dicomFile.ts";

/** Two rows of three points with these bits, the first in the lowest. */
const plane = (bits: number, extra: Attributes = {}): Attributes => ({ "60000010": [2], "60000011": [3], "60000040": "G ", "60000050": [1, 1], "60000100": [1], "60000102": [0], "60003000": words([bits]), ...extra });
const image = (extra: Attributes): Buffer => dicomFile(greyImage(Uint8Array.of(0, 50, 100, 150, 200, 255), extra));
const found = (extra: Attributes, frame = 0): unknown => overlayPlanesOf(openDicom(image(extra)), frame).planes.map(({ group, kind, firstRow, firstColumn, rows, columns, bits }) => [group, kind, firstRow, firstColumn, rows, columns, ...bits]);

describe("overlays of a frame", () => {
  for (const [what, extra, expected] of [
    ["are packed as they are", plane(0b101_010), [[0x6000, "graphics", 0, 0, 2, 3, 0b101_010]]],
    ["say that they are a region", plane(0b111_111, { "60000040": "R" }), [[0x6000, "region", 0, 0, 2, 3, 0b111_111]]],
    // Its second row lies on the first row of the picture, its third column beyond the edge.
    ["are cut to the picture", plane(0b110_001, { "60000050": [0, 2] }), [[0x6000, "graphics", 0, 1, 1, 2, 0b10]]],
    ["are left out where they lie beside it", plane(0b111_111, { "60000050": [9, 9] }), []],
    ["may be several", { ...plane(1), "601e0010": [1], "601e0011": [1], "601e0050": [2, 3], "601e3000": words([1]) }, [[0x6000, "graphics", 0, 0, 2, 3, 1], [0x601e, "graphics", 1, 2, 1, 1, 1]]],
  ] as const) {
    it(what, () => assert.deepEqual(found(extra), expected));
  }

  it("come from an unused bit of the pixels", () => {
    const cells = words([0x1001, 0x0fff, 0x1000, 0x0000, 0x0001, 0x1fff]);
    const extra = { PixelData: cells, BitsAllocated: [16], BitsStored: [12], HighBit: [11], "60000010": [2], "60000011": [3], "60000050": [1, 1], "60000102": [12] };
    assert.deepEqual(found(extra), [[0x6000, "graphics", 0, 0, 2, 3, 0b100_101]]);
  });

  describe("of several", () => {
    const frames: Attributes = { NumberOfFrames: "3", PixelData: new Uint8Array(18) };
    it("lie on all of them where they are one", () => assert.deepEqual([0, 1, 2].map((frame) => found({ ...frames, ...plane(7) }, frame)), [0, 1, 2].map(() => [[0x6000, "graphics", 0, 0, 2, 3, 7]])));
    it("lie each on its own from ImageFrameOrigin on", () => {
      // Twelve bits: six for the second frame, six for the third.
      const extra = { ...frames, ...plane(0b000_011_100_001, { "60000015": "2", "60000051": [2] }) };
      assert.deepEqual([0, 1, 2].map((frame) => found(extra, frame)), [[], [[0x6000, "graphics", 0, 0, 2, 3, 0b100_001]], [[0x6000, "graphics", 0, 0, 2, 3, 0b000_011]]]);
    });
  });

  it("above the limit are left out and counted", () => {
    const both = { ...plane(1), "60020010": [2], "60020011": [3], "60020050": [1, 1], "60023000": words([2]) };
    const { planes, nLeftOut } = overlayPlanesOf(openDicom(image(both)), 0, 1);
    assert.deepEqual([planes.map(({ group }) => group), nLeftOut], [[0x6000], 1]);
  });

  it("are told of with the frame, and are no part of its values or of its display", async () => {
    const [without, withPlane] = await Promise.all([openImage(image({})), openImage(image(plane(63)))]);
    const view = { frame: 0, window: null, isInverted: false };
    assert.deepEqual([without.values(0).facts.nOverlays, withPlane.values(0).facts.nOverlays], [0, 1]);
    assert.deepEqual(withPlane.values(0).values, without.values(0).values);
    assert.deepEqual(withPlane.display(view), without.display(view));
  });
});

describe("facts of a frame", () => {
  const PROJECTION: Attributes = { Modality: "DX", PatientOrientation: "A\\FR", ImagerPixelSpacing: "0.2\\0.1" };
  for (const [what, extra, expected] of [
    ["takes the detector's spacing where there is no other", {}, { row: 0.2, column: 0.1, source: "ImagerPixelSpacing" }],
    ["takes the patient's before the detector's", { PixelSpacing: "0.16\\0.08" }, { row: 0.16, column: 0.08, source: "PixelSpacing" }],
    ["takes a repeated spacing for the detector's", { PixelSpacing: "0.20\\0.10" }, { row: 0.2, column: 0.1, source: "ImagerPixelSpacing" }],
    ["takes a repeated spacing for the patient's where it is calibrated", { PixelSpacing: "0.2\\0.1", PixelSpacingCalibrationType: "GEOMETRY" }, { row: 0.2, column: 0.1, source: "PixelSpacing" }],
  ] as const) {
    it(what, async () => assert.deepEqual((await openImage(image({ ...PROJECTION, ...extra }))).values(0).facts.spacing, expected));
  }

  it("has the sides of a projection, and none of letters that are no sides", async () => {
    const sides = async (PatientOrientation: string): Promise<unknown> => (await openImage(image({ ...PROJECTION, PatientOrientation }))).values(0).facts.patientOrientation;
    assert.deepEqual(await Promise.all(["A\\FR", "A", "A\\X1"].map(sides)), [{ row: "A", column: "FR" }, null, null]);
  });

  it("has the aspect of pixels without spacing, height first", async () => {
    const { spacing, pixelAspect } = (await openImage(image({ PixelAspectRatio: "4\\3" }))).values(0).facts;
    assert.deepEqual([spacing, pixelAspect], [null, 4 / 3]);
  });

  it("knows a lossy image by what it says", async () => {
    assert.deepEqual(await Promise.all(["01", "00"].map(async (LossyImageCompression) => (await openImage(image({ LossyImageCompression }))).values(0).facts.isLossy)), [true, false]);
  });
});
