// Frames in parts: whole where they fit, else a preview and rows that together are the frame.

import assert from "node:assert/strict";
import { FrameParts } from "../../src/reader/frameParts.ts";
import { RASTER_FACTS } from "../../src/reader/rasterFile.ts";
import type { FrameValues } from "../../src/reader/frameValues.ts";

const frameOf = (rows: number, columns: number): FrameValues => ({ rows, columns, channels: 1, values: Int16Array.from({ length: rows * columns }, (_, i) => i - 50), facts: RASTER_FACTS });

describe("frame parts", () => {
  it("gives a small frame whole", async () => {
    const part = await new FrameParts(1000).part("a", 0, null, () => Promise.resolve(frameOf(10, 10)));
    assert.deepEqual([part.firstRow, part.step, part.values.length], [0, 1, 100]);
  });

  it("gives a large one as a preview and rows, decoded once", async () => {
    const parts = new FrameParts(64);
    const whole = frameOf(11, 10);
    let nDecoded = 0;
    const decode = (): Promise<FrameValues> => {
      nDecoded += 1;
      return Promise.resolve(whole);
    };
    const preview = await parts.part("a", 0, null, decode);
    assert.ok(preview.step > 1 && preview.values.byteLength <= 64);
    assert.equal(preview.values.length, Math.ceil(11 / preview.step) * Math.ceil(10 / preview.step));
    assert.equal(preview.values[1], whole.values[preview.step]);
    const joined: number[] = [];
    while (joined.length < 110) {
      const part = await parts.part("a", 0, joined.length / 10, decode);
      assert.ok(part.values.byteLength <= 64 && part.values.buffer.byteLength === part.values.byteLength);
      joined.push(...part.values);
    }
    assert.deepEqual(joined, [...whole.values]);
    assert.equal(nDecoded, 1);
  });
});
