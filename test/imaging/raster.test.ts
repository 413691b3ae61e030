// Decoding against bytes known beforehand: PNGs assembled here, BMPs laid out by hand, the rest encoded by sharp.

import assert from "node:assert/strict";
import { crc32, deflateSync } from "node:zlib";

import sharp from "sharp";

import { decodeRaster, recogniseRaster } from "../../src/imaging/index.ts";

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA */
  readonly colour: number;
  /** Rows without their filter byte. */
  readonly rows: readonly (readonly number[])[];
  readonly extra?: readonly Buffer[];
}

function png({ width, height, bits, colour, rows, extra = [] }: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colour, 0, 0, 0], 8);
  const data = Buffer.from(rows.flatMap((row) => [0, ...row]));
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", header), ...extra, chunk("IDAT", deflateSync(data)), chunk("IEND", Buffer.alloc(0))]);
}

async function check(file: Buffer, expected: readonly number[], isColour: boolean): Promise<void> {
  const found = await decodeRaster(file);
  assert.deepEqual([...found.image.pixels], expected);
  assert.equal(found.isColour, isColour);
}

const grey = (...values: readonly number[]) => values.flatMap((v) => [v, v, v]);

describe("decodeRaster on PNG", () => {
  const gamma = chunk("gAMA", Buffer.from([0, 0, 0x27, 0x10]));
  const palette = chunk("PLTE", Buffer.from([1, 2, 3, 250, 128, 7]));
  for (const [what, parts, expected, isColour] of [
    ["replicates 8-bit grey", { width: 3, height: 1, bits: 8, colour: 0, rows: [[0, 100, 255]] }, grey(0, 100, 255), false],
    ["stretches 1-bit grey to black and white", { width: 4, height: 1, bits: 1, colour: 0, rows: [[0b0101_0000]] }, grey(0, 255, 0, 255), false],
    ["stretches 4-bit grey by 17", { width: 2, height: 1, bits: 4, colour: 0, rows: [[0x1f]] }, grey(17, 255), false],
    ["keeps the high byte of 16-bit grey", { width: 2, height: 1, bits: 16, colour: 0, rows: [[0x12, 0xff, 0xab, 0x00]] }, grey(0x12, 0xab), false],
    ["keeps the high byte of 16-bit RGB", { width: 1, height: 1, bits: 16, colour: 2, rows: [[1, 255, 2, 255, 3, 255]] }, [1, 2, 3], true],
    ["drops alpha and composites nothing", { width: 2, height: 1, bits: 8, colour: 6, rows: [[10, 20, 30, 0, 40, 50, 60, 128]] }, [10, 20, 30, 40, 50, 60], true],
    ["drops the alpha of grey", { width: 2, height: 1, bits: 8, colour: 4, rows: [[10, 0, 200, 255]] }, grey(10, 200), false],
    ["expands a palette", { width: 3, height: 1, bits: 8, colour: 3, rows: [[1, 0, 1]], extra: [palette] }, [250, 128, 7, 1, 2, 3, 250, 128, 7], true],
    ["drops a transparent palette entry's alpha", { width: 2, height: 1, bits: 8, colour: 3, rows: [[1, 0]], extra: [palette, chunk("tRNS", Buffer.from([0, 9]))] }, [250, 128, 7, 1, 2, 3], true],
    ["does not apply gamma", { width: 2, height: 1, bits: 8, colour: 0, rows: [[64, 128]], extra: [gamma] }, grey(64, 128), false],
  ] as const satisfies readonly (readonly [string, PngParts, readonly number[], boolean])[]) {
    it(what, () => check(png(parts), expected, isColour));
  }
});

describe("decodeRaster on other formats", () => {
  const pixels = Uint8Array.from({ length: 6 * 4 * 3 }, (_, i) => (i * 37) % 256);
  const picture = () => sharp(pixels, { raw: { width: 6, height: 4, channels: 3 } });

  it("gives TIFF and lossless WebP back as they were", async () => {
    for (const file of [await picture().tiff({ compression: "deflate" }).toBuffer(), await picture().webp({ lossless: true }).toBuffer()]) {
      await check(file, [...pixels], true);
    }
  });

  it("ignores the orientation of EXIF", async () => {
    const turned = await picture().withMetadata({ orientation: 6 }).jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer();
    const { image } = await decodeRaster(turned);
    assert.deepEqual([image.width, image.height], [6, 4]);
  });

  it("does not transform by a colour profile", async () => {
    const plain = await picture().png().toBuffer();
    const tagged = await picture().withIccProfile("p3", { attach: true }).png().toBuffer();
    // sharp has already transformed while writing, so what is compared is the file's own samples.
    const own = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
    await check(plain, [...pixels], true);
    await check(tagged, [...own], true);
  });

  it("turns CMYK into RGB as ink on light", async () => {
    for (const [r, g, b] of [[255, 255, 255], [0, 0, 0], [255, 0, 0]] as const) {
      const plain = sharp({ create: { width: 8, height: 8, channels: 3, background: { r, g, b } } }).toColourspace("cmyk");
      for (const file of [await plain.clone().jpeg({ quality: 100 }).toBuffer(), await plain.clone().tiff().toBuffer()]) {
        assert.deepEqual([...(await decodeRaster(file)).image.pixels.subarray(0, 3)], [r, g, b]);
      }
    }
  });

  it("keeps the high byte of 16-bit TIFF", async () => {
    // One row of 16 grey samples; tag, type, value, each with a count of 1.
    const tags = [[256, 3, 16], [257, 3, 1], [258, 3, 16], [259, 3, 1], [262, 3, 1], [273, 4, 8], [277, 3, 1], [278, 3, 1], [279, 4, 32]] as const;
    const file = Buffer.alloc(8 + 32 + 2 + tags.length * 12 + 4);
    file.write("II*\0", "latin1");
    file.writeUInt32LE(40, 4);
    for (let i = 0; i < 16; i++) file.writeUInt16LE(i * 4096 + 0xfff, 8 + i * 2);
    file.writeUInt16LE(tags.length, 40);
    tags.forEach(([tag, type, value], i) => {
      file.writeUInt16LE(tag, 42 + i * 12);
      file.writeUInt16LE(type, 44 + i * 12);
      file.writeUInt32LE(1, 46 + i * 12);
      file.writeUInt32LE(value, 50 + i * 12);
    });
    await check(file, grey(...Array.from({ length: 16 }, (_, i) => i * 16 + 15)), false);
  });
});

/** An uncompressed BMP with a 40-byte header. */
function bmp(options: { width: number; height: number; bits: number; palette?: readonly number[]; rows: readonly (readonly number[])[]; compression?: number; gap?: number }): Buffer {
  const { palette = [], gap = 0 } = options;
  const header = Buffer.alloc(54);
  const at = 54 + palette.length + gap;
  header.write("BM", "latin1");
  header.writeUInt32LE(at, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(options.width, 18);
  header.writeInt32LE(options.height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(options.bits, 28);
  header.writeUInt32LE(options.compression ?? 0, 30);
  header.writeUInt32LE(palette.length / 4, 46);
  const rows = options.rows.map((row) => Buffer.concat([Buffer.from(row), Buffer.alloc((4 - (row.length % 4)) % 4)]));
  return Buffer.concat([header, Buffer.from(palette), Buffer.alloc(gap, 0xee), ...rows]);
}

describe("decodeRaster on BMP", () => {
  const palette = [3, 2, 1, 0, 30, 20, 10, 0, 33, 22, 11, 0];
  const [a, b, c] = [[1, 2, 3], [10, 20, 30], [11, 22, 33]] as const;
  for (const [what, file, expected] of [
    ["24 bits, bottom row first", bmp({ width: 2, height: 2, bits: 24, rows: [[3, 2, 1, 6, 5, 4], [9, 8, 7, 12, 11, 10]] }), [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]],
    ["24 bits, top row first", bmp({ width: 1, height: -2, bits: 24, rows: [[3, 2, 1], [9, 8, 7]] }), [1, 2, 3, 7, 8, 9]],
    ["32 bits without its fourth byte", bmp({ width: 1, height: 1, bits: 32, rows: [[3, 2, 1, 0]] }), [1, 2, 3]],
    ["8 bits through its palette", bmp({ width: 3, height: 1, bits: 8, palette, rows: [[2, 0, 1]] }), [...c, ...a, ...b]],
    ["4 bits with an odd width", bmp({ width: 3, height: 2, bits: 4, palette, rows: [[0x01, 0x20], [0x21, 0x00]] }), [...c, ...b, ...a, ...a, ...b, ...c]],
    ["1 bit", bmp({ width: 3, height: 1, bits: 1, palette: palette.slice(0, 8), rows: [[0b0100_0000]] }), [...a, ...b, ...a]],
    ["a gap between palette and pixels", bmp({ width: 1, height: 1, bits: 24, gap: 10, rows: [[3, 2, 1]] }), [1, 2, 3]],
  ] as const) {
    it(`reads ${what}`, () => check(file, expected, true));
  }

  it("refuses run lengths, cut rows and sizes above the limit", async () => {
    await assert.rejects(decodeRaster(bmp({ width: 4, height: 1, bits: 8, palette, compression: 1, rows: [[4, 0, 0, 1]] })), { code: "imaging/pixel-type-unsupported" });
    await assert.rejects(decodeRaster(bmp({ width: 40, height: 4, bits: 24, rows: [[1, 2, 3]] })), { code: "imaging/image-broken" });
    await assert.rejects(decodeRaster(bmp({ width: 1 << 20, height: 1 << 20, bits: 24, rows: [[1, 2, 3]] })), { code: "imaging/limit-pixels" });
  });
});

describe("decodeRaster on broken files", () => {
  const whole = (): Buffer => png({ width: 64, height: 64, bits: 8, colour: 0, rows: Array.from({ length: 64 }, (_, y) => Array.from({ length: 64 }, (_, x) => (x * y * 7919) % 251)) });

  it("names every failure by its code", async () => {
    for (const [file, code] of [
      [Buffer.alloc(0), "imaging/format-unknown"],
      [Buffer.from("BM, said the patient, is a fine abbreviation"), "imaging/format-unknown"],
      [whole().subarray(0, 600), "imaging/image-broken"],
      [Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(100)]), "imaging/image-broken"],
      [png({ width: 100_000, height: 100_000, bits: 8, colour: 0, rows: [[0]] }), "imaging/limit-pixels"],
    ] as const) {
      await assert.rejects(decodeRaster(file), (error: { code?: string; message: string }) => {
        assert.equal(error.code, code);
        assert.ok(!error.message.includes("\n"));
        return true;
      });
    }
  });

  it("recognises by content", () => {
    assert.equal(recogniseRaster(whole()), "png");
    assert.equal(recogniseRaster(Buffer.from("GIF89a")), null);
  });
});

