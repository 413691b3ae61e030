// Measurements on a made-up frame: lengths by spacing, angles, regions against their definition.

import assert from "node:assert/strict";
import type { FrameFacts } from "../../webview/protocol.ts";
import { measure } from "../../webview/viewport/measure.ts";
import { edgesByLetters, edgesOf, lettersOf } from "../../webview/viewport/orientation.ts";
import { scaleOf } from "../../webview/viewport/overlay.ts";
import type { Values } from "../../webview/viewport/greyTable.ts";

const FACTS: FrameFacts = {
  isInverse: false, windows: [], fullWindow: { center: 128, width: 256, function: "LINEAR" }, voiTable: null, spacing: { row: 2, column: 0.5, source: "PixelSpacing" }, pixelAspect: 1,
  position: null, orientation: null, patientOrientation: null, unit: "HU", modality: "CT", seriesNumber: null, patient: "", isLossy: false, burnedIn: "no", framesPerSecond: null, nOverlays: 0,
};

const frame = (facts: Partial<FrameFacts> = {}): Values => ({ rows: 4, columns: 5, channels: 1, values: Int16Array.from({ length: 20 }, (_, i) => i - 10), facts: { ...FACTS, ...facts } });

describe("measure", () => {
  it("takes lengths in millimetres, by row and column", () => {
    assert.deepEqual(measure("length", [[0, 0], [6, 2]], frame()), { kind: "length", length: 5, unit: "mm" });
  });
  it("says when the spacing is that of the detector, or none", () => {
    const ends = [[0, 0], [3, 4]] as const;
    assert.deepEqual(measure("length", ends, frame({ spacing: { row: 1, column: 1, source: "ImagerPixelSpacing" } })), { kind: "length", length: 5, unit: "mm at detector" });
    assert.deepEqual(measure("length", ends, frame({ spacing: null })), { kind: "length", length: 5, unit: "px" });
  });
  it("takes angles at the middle point, in the plane of the patient", () => {
    const found = measure("angle", [[4, 0], [0, 0], [0, 1]], frame());
    assert.ok(found?.kind === "angle" && Math.abs(found.degrees - 90) < 1e-9);
    const flat = measure("angle", [[4, 0], [0, 0], [4, 1]], frame());
    assert.ok(flat?.kind === "angle" && Math.abs(flat.degrees - 45) < 1e-9);
  });
  it("takes mean, deviation and area of a rectangle from the pixels whose centre lies in it", () => {
    // Columns 1 and 2 of rows 1 and 2: values -4, -3, 1, 2.
    const found = measure("rectangle", [[1, 1], [3, 1], [1, 3], [3, 3]], frame());
    assert.deepEqual(found, { kind: "area", area: 4, unit: "mm", mean: -1, deviation: Math.sqrt((9 + 4 + 4 + 9) / 3), min: -4, max: 2, nPixels: 4 });
  });
  it("takes an ellipse by its axes", () => {
    const found = measure("ellipse", [[2.5, 0.9], [2.5, 2.1], [2, 1.5], [3, 1.5]], frame());
    assert.ok(found?.kind === "area");
    assert.deepEqual([found.nPixels, found.mean], [1, -3]);
    assert.ok(Math.abs(found.area - Math.PI * 1.2 * 0.25) < 1e-9);
  });
  it("gives a region outside of the picture no values", () => {
    const found = measure("rectangle", [[8, 8], [9, 8], [8, 9], [9, 9]], frame());
    assert.ok(found?.kind === "area" && found.nPixels === 0 && Number.isNaN(found.mean));
  });
});

describe("orientation letters", () => {
  const axial = [1, 0, 0, 0, 1, 0];
  it("put the patient's left at the right of an axial slice", () => assert.deepEqual(edgesOf(axial, [1, 0], [0, 1]), { left: "R", right: "L", top: "A", bottom: "P" }));
  it("follow flips and rotations", () => {
    assert.deepEqual(edgesOf(axial, [-1, 0], [0, 1]), { left: "L", right: "R", top: "A", bottom: "P" });
    assert.deepEqual(edgesOf(axial, [0, -1], [1, 0]), { left: "P", right: "A", top: "R", bottom: "L" });
  });
  it("name the second axis of an oblique direction", () => assert.equal(lettersOf([0.9, -0.4, 0.05]), "LA"));
});

describe("orientation letters of a projection", () => {
  // A mammogram: rows lead to the patient's front, columns to the right foot.
  const letters = { row: "A", column: "FR" };
  for (const [what, right, down, edges] of [
    ["unturned", [1, 0], [0, 1], { left: "P", right: "A", top: "HL", bottom: "FR" }],
    ["mirrored", [-1, 0], [0, 1], { left: "A", right: "P", top: "HL", bottom: "FR" }],
    ["turned to the right", [0, -1], [1, 0], { left: "FR", right: "HL", top: "P", bottom: "A" }],
    ["turned to the left", [0, 1], [-1, 0], { left: "HL", right: "FR", top: "A", bottom: "P" }],
  ] as const) {
    it(`lie right ${what}`, () => assert.deepEqual(edgesByLetters(letters, right, down), edges));
  }
});

describe("scale bar", () => {
  for (const [pixelsPerMm, pixels, words] of [[4, 80, "2 cm"], [0.1, 100, "100 cm"], [100, 100, "1 mm"]] as const) {
    it(`is ${words} at ${pixelsPerMm} pixels a millimetre`, () => assert.deepEqual(scaleOf(pixelsPerMm), { pixels, words }));
  }
  it("is not there without a scale", () => assert.equal(scaleOf(0), null));
});
