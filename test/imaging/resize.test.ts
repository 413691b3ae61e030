// Pillow's bicubic against its definition: real weights from the convolution formula, rounded to fixed point once.

import assert from "node:assert/strict";

import { resizeBicubic } from "../../src/imaging/resize.ts";
import type { RgbImage } from "../../src/imaging/rgbImage.ts";

/** A picture with every kind of step: a linear congruential sequence, seeded by its size. */
function noise(width: number, height: number): RgbImage {
  let state = width * 7919 + height;
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return { width, height, pixels };
}

const kernel = (x: number): number =>
  x < 1 ? 1.5 * x ** 3 - 2.5 * x ** 2 + 1 : x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;

/** One output sample of one axis, from exact integers (BigInt cannot overflow). */
function sampleAt(out: number, outSize: number, inSize: number, valueAt: (index: number) => number): number {
  const scale = inSize / outSize;
  const stretch = Math.max(1, scale);
  const centre = (out + 0.5) * scale;
  const low = Math.max(0, Math.trunc(centre - 2 * stretch + 0.5));
  const high = Math.min(inSize, Math.trunc(centre + 2 * stretch + 0.5));
  const weights = Array.from({ length: high - low }, (_, k) => kernel(Math.abs(low + k - centre + 0.5) / stretch));
  const sum = weights.reduce((a, b) => a + b, 0);
  const total = weights.reduce((acc, weight, k) => {
    const scaled = (weight / sum) * 2 ** 22;
    return acc + BigInt(Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5)) * BigInt(valueAt(low + k));
  }, 1n << 21n);
  return Math.min(255, Math.max(0, Number(total >> 22n)));
}

function bruteForce(image: RgbImage, width: number, height: number): number[] {
  const at = (x: number, y: number, c: number) => image.pixels[(y * image.width + x) * 3 + c] ?? NaN;
  const wide = (x: number, y: number, c: number) => (width === image.width ? at(x, y, c) : sampleAt(x, width, image.width, (i) => at(i, y, c)));
  const out: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) out.push(height === image.height ? wide(x, y, c) : sampleAt(y, height, image.height, (i) => wide(x, i, c)));
  return out;
}

describe("resizeBicubic", () => {
  for (const [from, to] of [
    [[5, 4], [12, 9]],
    [[17, 13], [6, 5]],
    [[9, 8], [9, 3]],
    [[8, 9], [3, 9]],
    [[1, 1], [4, 4]],
    [[31, 1], [7, 2]],
    [[2, 29], [2, 30]],
  ] as const) {
    it(`scales ${from.join("x")} to ${to.join("x")} as the definition says`, () => {
      const image = noise(from[0], from[1]);
      assert.deepEqual([...resizeBicubic(image, to[0], to[1]).pixels], bruteForce(image, to[0], to[1]));
    });
  }

  it("overshoots no further than the byte range at a hard edge", () => {
    const pixels = Uint8Array.from({ length: 8 * 3 }, (_, i) => (i < 12 ? 0 : 255));
    const found = [...resizeBicubic({ width: 8, height: 1, pixels }, 16, 1).pixels];
    assert.equal(Math.min(...found), 0);
    assert.equal(Math.max(...found), 255);
  });

  it("copies at equal size", () => {
    const image = noise(3, 2);
    const copy = resizeBicubic(image, 3, 2);
    assert.deepEqual(copy, image);
    assert.notEqual(copy.pixels, image.pixels);
  });

  it("refuses sizes that are none", () => {
    for (const [width, height] of [[0, 1], [1, -1], [1.5, 1], [NaN, 1]] as const) {
      assert.throws(() => resizeBicubic(noise(2, 2), width, height), { code: "imaging/size-invalid" });
    }
    assert.throws(() => resizeBicubic({ width: 2, height: 2, pixels: new Uint8Array(5) }, 2, 2), { code: "imaging/size-invalid" });
    assert.throws(() => resizeBicubic(noise(2, 2), 100_000, 100_000), { code: "imaging/limit-pixels" });
  });
});
