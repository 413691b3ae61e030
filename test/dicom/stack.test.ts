// Stacks out of the files of a series: what belongs together, and in which order.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { readSeriesHeader } from "../../src/dicom/seriesHeader.ts";
import { compareNames, planeNormal, stacksOf } from "../../src/dicom/stack.ts";
import type { Stack, StackFile } from "../../src/dicom/stack.ts";
import { sharedPath } from "../sharedFolder.ts";
import { sliceFile } from "./sliceFile.ts";
import type { SliceFile } from "./sliceFile.ts";

const AXIAL = [1, 0, 0, 0, 1, 0];
const CORONAL = [1, 0, 0, 0, 0, -1];
const SAGITTAL = [0, 1, 0, 0, 0, -1];

function fileOf(name: string, bytes: Uint8Array): StackFile {
  const read = readSeriesHeader(bytes, true);
  assert.ok(read.kind === "header", name);
  return { path: name, header: read.header };
}

/** Names of the files of each stack; an instance has its file's name for a UID unless it says another. */
function check(slices: Readonly<Record<string, SliceFile>>, expected: readonly string[]): void {
  const files = Object.entries(slices).map(([name, slice]) => fileOf(name, sliceFile({ instance: `1.${name}`, ...slice })));
  for (const order of [files, [...files].reverse()]) assert.deepEqual(stacksOf(order).map((stack) => stack.files.map((file) => file.path).join(" ")), expected);
}

const at = (z: number, more: SliceFile = {}): SliceFile => ({ position: [10, 20, z], orientation: AXIAL, ...more });

describe("stacksOf", () => {
  it("sorts along the normal, whatever numbers and names say", () => check({ a: at(5, { number: 1 }), b: at(-5, { number: 2 }), c: at(0, { number: 3 }) }, ["b c a"]));
  it("sorts tilted planes along their own normal", () => {
    const tilted = [1, 0, 0, 0, 0.9483237, -0.3173047];
    check({ a: { position: [0, 9, 1], orientation: tilted }, b: { position: [0, -9, 2], orientation: tilted } }, ["b a"]);
  });
  it("sorts one plane by InstanceNumber, those without one last, by name", () => check({ img10: at(1), img9: at(1), a: at(1, { number: 12 }), b: at(1, { number: 3 }) }, ["b a img9 img10"]));
  it("sorts by InstanceNumber and name where there is no position", () => check({ z: { number: 1 }, y: { number: 2 }, x10: {}, x2: {} }, ["z y x2 x10"]));
  it("keeps images without a position out of the planes", () => check({ a: at(1, { number: 1 }), b: at(2, { number: 2 }), c: { number: 0 } }, ["c", "a b"]));
  it("parts localizers by orientation", () => {
    check({ s1: { position: [0, 0, 0], orientation: SAGITTAL, number: 1 }, s2: { position: [5, 0, 0], orientation: SAGITTAL, number: 2 }, c1: { position: [0, 0, 0], orientation: CORONAL, number: 3 }, a1: at(0, { number: 4 }) }, ["s2 s1", "c1", "a1"]);
  });
  it("takes orientations that differ by rounding for one", () => check({ a: at(1), b: at(0, { orientation: [0.999999, 0.0012, 0, 0, 1, 0] }) }, ["b a"]));
  it("leaves images that all look in another direction in one stack", () => check({ a: at(0, { number: 3 }), b: { position: [0, 0, 0], orientation: SAGITTAL, number: 1 }, c: { position: [0, 0, 0], orientation: CORONAL, number: 2 } }, ["b c a"]));
  it("parts by size", () => check({ a: at(1, { number: 1 }), b: at(2, { size: [4, 4], number: 2 }), c: at(0, { number: 3 }) }, ["c a", "b"]));
  it("gives each file of several frames a stack of its own", () => check({ a: { frames: 3, number: 1 }, b: { frames: 3, number: 2 }, c: { number: 3 }, d: { number: 4 } }, ["a", "b", "c d"]));
  it("counts an instance once, in the file whose name is first", () => check({ b2: at(0, { instance: "1.5" }), b10: at(0, { instance: "1.5" }), c: at(1) }, ["b2 c"]));
  it("has nothing for nothing", () => check({}, []));

  it("says where the planes lie", () => {
    const files = [fileOf("a", sliceFile(at(5))), fileOf("b", sliceFile(at(-2.5)))];
    assert.deepEqual(stacksOf(files)[0]?.positionsMm, [-2.5, 5]);
    assert.equal(stacksOf([fileOf("a", sliceFile({}))])[0]?.positionsMm, null);
  });

  it("stays fast for very many files and directions", () => {
    const header = fileOf("a", sliceFile(at(0))).header;
    const turned = Array.from({ length: 20_000 }, (_, i): StackFile => ({ path: String(i), header: { ...header, SOPInstanceUID: `1.${String(i)}`, ImageOrientationPatient: [Math.cos(i), Math.sin(i), 0, -Math.sin(i), Math.cos(i), 0] } }));
    const before = performance.now();
    assert.equal(stacksOf(turned).length, 1);
    assert.ok(performance.now() - before < 2000);
  });

  it("has the order of the reference for the public series", function () {
    const folder: string | null = sharedPath("dicom", "public");
    if (folder === null) {
      console.log("skipped: no shared folder");
      this.skip();
    }
    const { series } = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8")) as { series: { folder: string; order: string[]; position_mm: number[] }[] };
    assert.ok(series.length > 0);
    for (const { folder: name, order, position_mm } of series) {
      const files = [...order].sort().map((file) => fileOf(file, readFileSync(path.join(folder, name, file))));
      const stacks: readonly Stack[] = stacksOf(files);
      assert.deepEqual(stacks.map((stack) => stack.files.map((file) => file.path)), [order], name);
      stacks[0]?.positionsMm?.forEach((positionMm, i) => { assert.ok(Math.abs(positionMm - (position_mm[i] ?? NaN)) < 0.01, `${name} ${String(i)}`); });
    }
  });
});

describe("planeNormal", () => {
  it("is the row direction times the column direction", () => assert.deepEqual(planeNormal([1, 0, 0, 0, 1, 0]), [0, 0, 1]));
  it("is null for directions that span no plane", () => assert.equal(planeNormal([1, 0, 0, 1, 0, 0]), null));
});

describe("compareNames", () => {
  it("orders numbers by value", () => assert.deepEqual(["IM10", "IM2", "IM1"].sort(compareNames), ["IM1", "IM2", "IM10"]));
});
