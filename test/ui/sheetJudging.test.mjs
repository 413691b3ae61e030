// The judge of the sheet of pictures sees what it is there for: black, inverted, torn and wrongly coloured pictures, and wrong refusals.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { judge, renderingOf } from "./sheetJudging.mjs";

const SIDE = 64;
const PIXELS = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
  const [x, y] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
  return [x * 3, y * 2 + 40, 200 - x][i % 3];
});
const SAMPLES = { decodable: true, strict: true, compare: { class: "exact" }, normalised: { colour: "rgb", dtype: "uint8" } };

describe("the judge of the sheet", () => {
  let folder;
  let own;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-judge-"));
    await sharp(PIXELS, { raw: { width: SIDE, height: SIDE, channels: 3 } }).png().toFile(path.join(folder, "a.png"));
    own = await renderingOf(path.join(folder, "a.png"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const shown = (change) => ({ isRefused: false, words: "", colours: { scale: 3, colours: own.colours.map(change) } });

  it("takes the picture as it is rendered", () => assert.deepEqual(judge(shown((colour) => colour), own), { isRight: true, says: "shown" }));

  for (const [what, change] of [
    ["black", () => [0, 0, 0]],
    ["inverted", (colour) => colour.map((level) => 255 - level)],
    ["with red and blue exchanged", ([red, green, blue]) => [blue, green, red]],
    ["torn", (colour, at, all) => all[(at + 1) % all.length]],
  ]) {
    it(`refuses one that is ${what}`, () => assert.equal(judge(shown((...given) => change(given[0], given[1], own.colours)), own).isRight, false));
  }

  it("refuses one whose values other decoders have otherwise", () => {
    const samples = own.places.points.map(([row, column], at) => [row, column, ...own.colours[at]]);
    assert.equal(judge(shown((colour) => colour), own, { ...SAMPLES, frame_data: [{ samples }] }).isRight, true);
    assert.equal(judge(shown((colour) => colour), own, { ...SAMPLES, frame_data: [{ samples: samples.map(([row, column, red, ...rest]) => [row, column, 255 - red, ...rest]) }] }).isRight, false);
  });

  it("refuses a refusal of what can be decoded, and a picture of what cannot", () => {
    assert.equal(judge({ isRefused: true, words: "No.", colours: null }, null, { decodable: true, strict: true }).isRight, false);
    assert.equal(judge(shown((colour) => colour), own, { decodable: false, reason: "corrupt" }).isRight, false);
  });
});
