// Pictures on a socket: whatever the cuts between chunks, and whatever a stranger sends.

import assert from "node:assert/strict";

import { decodeRgbAnswer, encodeRgbAnswer, encodeRgbHeader, RgbReceiver } from "../../src/formats/index.ts";
import type { RgbPicture } from "../../src/formats/index.ts";

const header = { secret: "open sesame", width: 3, height: 2 };
const pixels = Uint8Array.from({ length: 18 }, (_, i) => i * 7);
const stream = Buffer.concat([encodeRgbHeader(header), pixels]);

function receive(bytes: Uint8Array, chunkBytes: number, accept: (secret: string) => void = () => undefined): RgbPicture | null {
  const receiver = new RgbReceiver(({ secret }) => accept(secret));
  let picture: RgbPicture | null = null;
  for (let at = 0; at < bytes.length; at += chunkBytes) picture = receiver.push(bytes.subarray(at, at + chunkBytes));
  return picture;
}

describe("RgbReceiver", () => {
  it("puts a picture together from chunks of any size", () => {
    for (let chunkBytes = 1; chunkBytes <= stream.length; chunkBytes++) assert.deepEqual(receive(stream, chunkBytes), { header, pixels }, String(chunkBytes));
  });

  it("waits for the last byte", () => assert.equal(receive(stream.subarray(0, -1), 5), null));

  it("asks whether the secret is right before it takes a pixel", () => {
    const refuse = (secret: string): void => {
      assert.equal(secret, header.secret);
      throw new Error("refused");
    };
    assert.throws(() => receive(encodeRgbHeader(header), 4, refuse), { message: "refused" });
  });

  for (const [what, bytes, code] of [
    ["another magic", Buffer.from("GET / HTTP/1.1\r\n"), "formats/rgb-stream-header"],
    ["a header above the limit", Buffer.concat([stream.subarray(0, 5), Buffer.from([0xff, 0xff, 0xff, 0x7f])]), "formats/rgb-stream-header"],
    ["a header that is no JSON", Buffer.concat([stream.subarray(0, 5), Buffer.from([2, 0, 0, 0]), Buffer.from("{]")]), "formats/rgb-stream-header"],
    ["a size above the limit", encodeRgbHeader({ ...header, width: 1 << 20, height: 1 << 20 }), "formats/rgb-stream-header"],
    ["a size of none", encodeRgbHeader({ ...header, width: 0 }), "formats/rgb-stream-header"],
    ["more pixels than announced", Buffer.concat([stream, Buffer.of(0)]), "formats/rgb-stream-length"],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => receive(bytes, bytes.length), { code }));
  }
});

describe("the answer", () => {
  it("names the picture", () => assert.equal(decodeRgbAnswer(encodeRgbAnswer("abc").trimEnd()), "abc"));
  it("refuses any other line", () => {
    for (const line of ["", "null", "{}", '{"imageId":""}', '{"imageId":"a","more":1}']) assert.throws(() => decodeRgbAnswer(line), { code: "formats/rgb-stream-answer" });
  });
});
