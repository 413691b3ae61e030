// The rotary table against its definition.

import assert from "node:assert/strict";
import { rotaryTable } from "../../src/engine/rotary.ts";

describe("rotaryTable", () => {
  it("takes the cosine of float32 angles from float32 frequencies, as the reference does", () => {
    const { cosines, sines } = rotaryTable(3000, 4, 500_000);
    const frequency = Math.fround(1 / Math.fround(500_000 ** 0.5));
    for (const position of [0, 1, 2999]) {
      assert.equal(cosines[position * 2], Math.fround(Math.cos(position)));
      assert.equal(sines[position * 2 + 1], Math.fround(Math.sin(Math.fround(position * frequency))));
    }
  });
});
