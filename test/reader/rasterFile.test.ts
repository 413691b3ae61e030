// Pictures opened for viewing: 16 bits with their values, what is seen is what the model gets, and what is said of a file.

import assert from "node:assert/strict";

import sharp from "sharp";

import { openImage } from "../../src/reader/imageFile.ts";
import type { View, Window } from "../../src/reader/protocol.ts";
import { levelOf } from "../../webview/viewport/greyTable.ts";

/** Twelve bits in sixteen: nearly black by the upper eight. */
const VALUES = Uint16Array.of(100, 300, 1000, 2047, 3000, 4095);
const LINEAR: Window = { center: 1000, width: 500, function: "LINEAR" };
const SIGMOID: Window = { center: 1500, width: 700, function: "SIGMOID" };

const deep = () => sharp(VALUES, { raw: { width: 3, height: 2, channels: 1 } }).toColourspace("grey16");
const flat = () => sharp(Uint8Array.of(0, 50, 100, 150, 200, 255), { raw: { width: 3, height: 2, channels: 1 } }).toColourspace("b-w");
const colour = () => sharp(Uint8Array.from({ length: 18 }, (_, i) => i), { raw: { width: 3, height: 2, channels: 3 } });

describe("a picture of 16 bits", () => {
  for (const [format, file] of [["png", () => deep().png().toBuffer()], ["tiff", () => deep().tiff({ compression: "none" }).toBuffer()]] as const) {
    it(`opens as ${format} with its values, all of them visible`, async () => {
      const image = await openImage(await file());
      const { facts } = image;
      assert.deepEqual([facts.format, facts.isColour, facts.range], [format, false, [100, 4095]]);
      assert.deepEqual(image.values(0).values, VALUES);
      const { pixels } = image.display(facts.view);
      assert.deepEqual([pixels[0], pixels[5]], [0, 255]);
    });
  }

  it("is given by its upper eight bits where nobody looks, as the reference reads it", async () => {
    const every = Uint16Array.from({ length: 0x1_0000 }, (_, value) => value);
    const image = await openImage(await sharp(every, { raw: { width: 256, height: 256, channels: 1 } }).toColourspace("grey16").png().toBuffer());
    assert.deepEqual(image.display(image.facts.referenceView).pixels, Uint8Array.from(every, (value) => value >> 8));
  });

  it("drops the alpha beside its values", async () => {
    const png = await sharp(Uint16Array.of(700, 65_535, 9000, 0), { raw: { width: 2, height: 1, channels: 2 } }).toColourspace("grey16").png().toBuffer();
    assert.deepEqual([...(await openImage(png)).values(0).values], [700, 9000]);
  });
});

describe("a grey picture in the viewer", () => {
  for (const [what, file] of [["8", () => flat().png().toBuffer()], ["16", () => deep().png().toBuffer()]] as const) {
    it(`of ${what} bits is seen as the model gets it, in every view`, async () => {
      const image = await openImage(await file());
      const { values, facts } = image.values(0);
      for (const window of [null, image.facts.referenceView.window, LINEAR, SIGMOID]) {
        for (const isInverted of [false, true]) {
          const view: View = { frame: 0, window, isInverted };
          assert.deepEqual([...image.display(view).pixels], [...values].map(levelOf(facts, view)), JSON.stringify(view));
        }
      }
    });
  }
});

describe("what is said of a picture", () => {
  const pages = () => sharp(new Uint8Array(3 * 4), { raw: { width: 3, height: 4, channels: 1, pageHeight: 2 } });
  for (const [what, file, words] of [
    ["nothing of an upright one", () => colour().jpeg().withMetadata({ orientation: 1 }).toBuffer(), null],
    ["that EXIF would turn it", () => colour().jpeg().withMetadata({ orientation: 6 }).toBuffer(), /orientation 6.*as it is stored/],
    ["that it has more pages", () => pages().tiff().toBuffer(), /holds 2 pictures; the first/],
    ["that colours of 16 bits are cut to 8", () => sharp(new Uint16Array(18), { raw: { width: 3, height: 2, channels: 3 } }).toColourspace("rgb16").png().toBuffer(), /upper 8/],
  ] as const) {
    it(what, async () => {
      const image = await openImage(await file());
      const { facts } = image;
      assert.deepEqual([facts.width, facts.height, image.values(0).rows], [3, 2, 2]);
      assert.equal(facts.problems.length, words === null ? 0 : 1, facts.problems.join());
      if (words !== null) assert.match(facts.problems.join(), words);
    });
  }
});
