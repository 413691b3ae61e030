// Files as hospitals have them: each is read to the same values as the whole one, and most say what was wrong.

import assert from "node:assert/strict";

import { openDicom, storedFrame, tagTree } from "../../src/dicom/index.ts";
import { dicomFile, greyImage } from "./dicomFile.ts";

const VALUES = [0, 50, 100, 150, 200, 255];
const WHOLE = dicomFile(greyImage(Uint8Array.from(VALUES)));
const PIXELS_AT = WHOLE.indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
const OPEN = [0xff, 0xff, 0xff, 0xff];
const ITEM = [0xfe, 0xff, 0x00, 0xe0];
const ITEM_END = [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0];
const SEQUENCE_END = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
const PIXEL_TAG = [0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0];
/** IconImageSequence of open length, its item begun. */
const ICON = [0x88, 0, 0, 2, 0x53, 0x51, 0, 0, ...OPEN, ...ITEM, ...OPEN];
const COMPRESSED_ICON = [...ICON, ...PIXEL_TAG, ...OPEN, ...ITEM, 0, 0, 0, 0, ...ITEM, 4, 0, 0, 0, 1, 2, 3, 4, ...SEQUENCE_END];

/** The whole file with bytes put before its pixels. */
function before(...bytes: readonly number[]): Buffer {
  return Buffer.concat([WHOLE.subarray(0, PIXELS_AT), Buffer.from(bytes), WHOLE.subarray(PIXELS_AT)]);
}

/** The whole file with some of its text changed, at the same length. */
function replaced(from: string, to: string): Buffer {
  const file = Buffer.from(WHOLE);
  file.write(to.padEnd(from.length, "\0"), file.indexOf(from, 0, "latin1"), "latin1");
  return file;
}

function withoutTransferSyntax(): Buffer {
  const file = Buffer.from(WHOLE);
  file[file.indexOf(Buffer.from([0x02, 0x00, 0x10, 0x00, 0x55, 0x49])) + 2] = 0x11;
  return file;
}

describe("a file that is not as the standard asks", () => {
  for (const [what, file, isSaid] of [
    ["with a native icon", before(...ICON, ...PIXEL_TAG, 4, 0, 0, 0, 1, 2, 3, 4, ...ITEM_END, ...SEQUENCE_END), false],
    ["with a compressed icon", before(...COMPRESSED_ICON, ...ITEM_END, ...SEQUENCE_END), false],
    ["with an icon whose ends are missing", before(...COMPRESSED_ICON), true],
    ["with a sequence longer than the file", before(0x88, 0, 0, 2, 0x53, 0x51, 0, 0, 0xff, 0xff, 0, 0, ...ITEM, 0, 0, 0, 0), true],
    ["without its preamble", WHOLE.subarray(128 + 4), true],
    ["without a transfer syntax", withoutTransferSyntax(), true],
    ["with another transfer syntax than it is written in", replaced("1.2.840.10008.1.2.1", "1.2.840.10008.1.2"), true],
    ["with bytes after its pixels", Buffer.concat([WHOLE, Buffer.alloc(100, 7)]), false],
  ] as const) {
    it(`is read ${what}`, () => {
      const image = openDicom(file);
      assert.deepEqual([...storedFrame(image, 0).values], VALUES);
      assert.equal(image.problems.length > 0, isSaid, image.problems.join(" "));
      assert.equal(image.isPartial, false);
    });
  }

  it("is listed as far as its sequences may be nested", () => {
    const deep = before(...Array.from({ length: 300 }, () => [0x08, 0, 0x40, 0x11, 0x53, 0x51, 0, 0, ...OPEN, ...ITEM, ...OPEN]).flat());
    let nodes = tagTree(deep).nodes;
    let depth = 0;
    for (; depth < 300; depth++) {
      const sequence = nodes.find(({ nItems }) => nItems > 0);
      if (sequence === undefined) break;
      nodes = sequence.item(0);
    }
    assert.equal(depth, 64);
  });
});
