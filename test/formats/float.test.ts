// 16-bit floats: every pattern, every rounding.

import assert from "node:assert/strict";

import { float32Of, roundToFp16, widenBf16, widenFp16 } from "../../src/formats/index.ts";
import { seededRandom } from "../model/tinyCheckpoint.ts";

const allPatterns = Uint16Array.from({ length: 0x1_0000 }, (_, index) => index);
const allHalves = widenFp16(new Uint8Array(allPatterns.buffer));

describe("16-bit floats", () => {
  it("rounds every half-precision value back to its own pattern", () => {
    const rounded = roundToFp16(allHalves);
    for (let pattern = 0; pattern < allPatterns.length; pattern++) {
      const isNan = (pattern & 0x7c00) === 0x7c00 && (pattern & 0x3ff) !== 0;
      if (isNan) assert(Number.isNaN(allHalves[pattern]));
      else assert.equal(rounded[pattern], pattern);
    }
  });

  const rows: readonly (readonly [value: number, pattern: number])[] = [
    [1, 0x3c00], [-2, 0xc000], [65504, 0x7bff], [65519.996, 0x7bff], [65520, 0x7c00], [-Infinity, 0xfc00],
    [2 ** -24, 0x0001], [2 ** -25, 0x0000], [2 ** -25 * 1.0001, 0x0001], [2 ** -24 * 1.5, 0x0002], [2 ** -14 - 2 ** -26, 0x0400],
    [1 + 2 ** -11, 0x3c00], [1 + 3 * 2 ** -11, 0x3c02], [1 + 2 ** -11 + 2 ** -20, 0x3c01], [-0, 0x8000], [1e-40, 0],
  ];
  for (const [value, pattern] of rows) {
    it(`rounds ${String(value)} to 0x${pattern.toString(16)}`, () => {
      assert.equal(roundToFp16(Float32Array.of(value))[0], pattern);
    });
  }

  it("rounds to the nearest half of either sign and size", () => {
    const random = seededRandom(3);
    const values = Float32Array.from({ length: 20_000 }, () => (random() - 0.5) * 2 ** Math.floor(random() * 40 - 25));
    const rounded = roundToFp16(values);
    values.forEach((value, index) => {
      const pattern = rounded[index] ?? 0;
      const error = Math.abs((allHalves[pattern] ?? NaN) - value);
      for (const neighbour of [pattern - 1, pattern + 1]) {
        const other = allHalves[neighbour];
        if (other !== undefined && Number.isFinite(other)) assert(error <= Math.abs(other - value), `${String(value)} -> ${String(pattern)}`);
      }
    });
  });

  it("widens brain floats and copies float32 at any alignment", () => {
    const bytes = Uint8Array.of(0xaa, 0x80, 0x3f, 0x49, 0xc0, 0x00);
    assert.deepEqual([...widenBf16(bytes.subarray(1, 5))], [1, -3.140625]);
    // A Buffer's own `slice` shares its memory.
    assert.deepEqual([...float32Of(Buffer.from([7, 0, 0, 0x80, 0x3f]).subarray(1))], [1]);
    const four = new Uint8Array(9);
    new DataView(four.buffer).setFloat32(1, 0.1, true);
    assert.equal(float32Of(four.subarray(1, 5))[0], Math.fround(0.1));
  });
});
