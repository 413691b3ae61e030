// Opening, displaying and delivering: on files in a temporary folder, with a channel served here.

import assert from "node:assert/strict";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp from "sharp";

import { encodeRgbAnswer, RgbReceiver } from "../../src/formats/index.ts";
import type { RgbPicture } from "../../src/formats/index.ts";
import { deliverPicture, rgbOf } from "../../src/reader/deliver.ts";
import { openImage } from "../../src/reader/imageFile.ts";
import { OpenFiles } from "../../src/reader/openFiles.ts";
import { readerRequests } from "../../src/reader/protocol.ts";
import { dicomFile, greyImage } from "../dicom/dicomFile.ts";

const GREYS = Uint8Array.of(0, 50, 100, 150, 200, 255);
const quiet = new AbortController().signal;

function pngWithDescription(text: string): Promise<Buffer> {
  const plain = sharp({ create: { width: 2, height: 1, channels: 3, background: { r: 9, g: 8, b: 7 } } }).png().toBuffer();
  const data = Buffer.from(`tEXtDescription\0${text}`, "latin1");
  const chunk = Buffer.alloc(data.length + 8);
  chunk.writeUInt32BE(data.length - 4);
  data.copy(chunk, 4);
  // After signature and IHDR; the checksum is not looked at by who reads the text.
  return plain.then((png) => Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]));
}

describe("openImage", () => {
  it("describes a DICOM image", async () => {
    const { facts } = await openImage(dicomFile(greyImage(GREYS, { PatientName: "Doe^Jane", WindowCenter: "100\\50", WindowWidth: "200\\20", WindowCenterWidthExplanation: "WIDE\\NARROW", PhotometricInterpretation: "MONOCHROME1" })));
    assert.deepEqual(facts, {
      format: "dicom",
      width: 3,
      height: 2,
      frames: 1,
      isColour: false,
      view: { frame: 0, window: null, isInverted: false },
      referenceView: { frame: 0, window: null, isInverted: false },
      windows: [
        { window: { center: 100, width: 200, function: "LINEAR" }, explanation: "WIDE" },
        { window: { center: 50, width: 20, function: "LINEAR" }, explanation: "NARROW" },
      ],
      range: [0, 255],
      tags: { Modality: "OT" },
      isPhantom: false,
      isPartial: false,
      problems: [],
    });
  });

  it("opens with all values visible where the file names no window", async () => {
    const image = await openImage(dicomFile(greyImage(GREYS)));
    assert.deepEqual(image.values(0).facts.fullWindow, { center: 128, width: 256, function: "LINEAR" });
    assert.deepEqual([...image.display(image.facts.view).pixels], [...GREYS]);
  });

  it("gives a raster image its own values, inverted when asked", async () => {
    const png = await sharp(Buffer.from(GREYS), { raw: { width: 3, height: 2, channels: 1 } }).toColourspace("b-w").png().toBuffer();
    const image = await openImage(png);
    assert.deepEqual([image.facts.format, image.facts.isColour, image.facts.range], ["png", false, [0, 255]]);
    assert.deepEqual(image.display(image.facts.view), { width: 3, height: 2, channels: 1, pixels: GREYS });
    assert.deepEqual([...image.display({ ...image.facts.view, isInverted: true }).pixels], [...GREYS].map((v) => 255 - v));
    assert.throws(() => image.display({ ...image.facts.view, frame: 1 }), { code: "reader/frame-missing" });
  });

  it("calls a phantom what says so of itself", async () => {
    const images = [await pngWithDescription("A chest Phantom made by a script"), await pngWithDescription("Holiday"), dicomFile(greyImage(GREYS, { PatientName: "RadDraft^Phantom" }))];
    assert.deepEqual(await Promise.all(images.map(async (bytes) => (await openImage(bytes)).facts.isPhantom)), [true, false, true]);
  });

  it("refuses what is no image", async () => {
    await assert.rejects(openImage(new Uint8Array(0)), { code: "reader/file-empty" });
    await assert.rejects(openImage(Buffer.from("No acute findings.")), { code: "reader/format-unknown" });
  });
});

describe("OpenFiles", () => {
  let folder = "";
  const at = (name: string) => join(folder, name);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "raddraft-test-"));
    for (const name of ["a", "b", "c"]) await writeFile(at(name), dicomFile(greyImage(GREYS, { SeriesDescription: name })));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("drops the longest unused file above its limit and reads it again when asked", async () => {
    const one = dicomFile(greyImage(GREYS, { SeriesDescription: "a" })).length;
    const files = new OpenFiles(2 * one);
    const [a, b] = [await files.open(at("a"), quiet), await files.open(at("b"), quiet)];
    await files.find(a.fileId, quiet);
    const c = await files.open(at("c"), quiet);
    assert.deepEqual(files.heldIds(), [a.fileId, c.fileId]);
    assert.equal((await files.find(b.fileId, quiet)).facts.tags["SeriesDescription"], "b");
    assert.deepEqual(files.heldIds(), [c.fileId, b.fileId]);
  });

  it("gives a file the same id until it changes, and tells when it has", async () => {
    const files = new OpenFiles(0);
    const first = await files.open(at("a"), quiet);
    assert.equal((await files.open(at("a"), quiet)).fileId, first.fileId);
    await files.open(at("b"), quiet);
    await utimes(at("a"), 1, 1);
    await assert.rejects(files.find(first.fileId, quiet), { code: "reader/file-changed" });
  });

  it("forgets a closed file", async () => {
    const files = new OpenFiles();
    const { fileId } = await files.open(at("a"), quiet);
    files.close(fileId);
    await assert.rejects(files.find(fileId, quiet), { code: "reader/file-not-open" });
  });

  it("names a missing file, a folder and a device", async () => {
    const files = new OpenFiles();
    for (const [path, code] of [[at("none"), "reader/file-missing"], [join(at("a"), "x"), "reader/file-missing"], [folder, "reader/file-is-folder"]] as const) {
      await assert.rejects(files.open(path, quiet), (error: { code?: string; message: string }) => error.code === code && !error.message.includes(folder));
    }
    if (process.platform !== "win32") await assert.rejects(files.open("/dev/null", quiet), { code: "reader/file-unreadable" });
  });
});

describe("deliverPicture", () => {
  let server: Server | null = null;
  const address = process.platform === "win32" ? `\\\\.\\pipe\\raddraft-test-${process.pid}` : join(tmpdir(), `raddraft-test-${process.pid}.sock`);
  afterEach((done) => (server === null ? done() : server.close(() => done())));

  const listen = (onPicture: (picture: RgbPicture) => string | null): Promise<void> =>
    new Promise((resolve) => {
      server = createServer((socket) => {
        const receiver = new RgbReceiver((header) => {
          if (header.secret !== "right") throw new Error("wrong secret");
        });
        socket.on("error", () => socket.destroy());
        socket.on("data", (chunk) => {
          try {
            const picture = receiver.push(chunk);
            const answer = picture === null ? null : onPicture(picture);
            if (answer !== null) socket.end(answer);
          } catch {
            socket.destroy();
          }
        });
      });
      server.listen(address, resolve);
    });

  const picture = { width: 3, height: 2, channels: 1, pixels: GREYS } as const;

  it("sends every pixel as RGB and gives back the id", async () => {
    const taken: RgbPicture[] = [];
    await listen((whole) => {
      taken.push(whole);
      return encodeRgbAnswer("id-1");
    });
    assert.deepEqual(await deliverPicture(picture, { address, secret: "right" }, quiet), { imageId: "id-1", width: 3, height: 2 });
    assert.deepEqual(taken[0]?.pixels, rgbOf(picture));
    assert.deepEqual([...rgbOf(picture).subarray(3, 9)], [50, 50, 50, 100, 100, 100]);
  });

  it("sends a picture larger than a socket's buffer", async () => {
    const pixels = Uint8Array.from({ length: 1500 * 1500 * 3 }, (_, i) => i % 251);
    let isSame = false;
    await listen((whole) => {
      isSame = Buffer.compare(whole.pixels, pixels) === 0;
      return encodeRgbAnswer("id-2");
    });
    await deliverPicture({ width: 1500, height: 1500, channels: 3, pixels }, { address, secret: "right" }, quiet);
    assert.equal(isSame, true);
  });

  it("fails by its code on a wrong secret, a wrong answer, and nobody there", async () => {
    await listen(() => "not an answer\n");
    await assert.rejects(deliverPicture(picture, { address, secret: "wrong" }, quiet), { code: "reader/channel-failed" });
    await assert.rejects(deliverPicture(picture, { address, secret: "right" }, quiet), { code: "reader/channel-failed" });
    await assert.rejects(deliverPicture(picture, { address: `${address}-none`, secret: "right" }, quiet), { code: "reader/channel-failed" });
  });

  it("stops waiting when cancelled", async () => {
    const controller = new AbortController();
    await listen(() => {
      controller.abort(new Error("cancelled here"));
      return null;
    });
    await assert.rejects(deliverPicture(picture, { address, secret: "right" }, controller.signal), { message: "cancelled here" });
  });
});

describe("readerRequests", () => {
  const view = { frame: 0, window: null, isInverted: false };
  const channel = { address: "a", secret: "s" };
  for (const [what, kind, value, isOk] of [
    ["a path", "open", { path: "x" }, true],
    ["an empty path", "open", { path: "" }, false],
    ["a frame", "frame", { fileId: "f", frame: 3, firstRow: null }, true],
    ["a row that is none", "frame", { fileId: "f", frame: 3, firstRow: 0.5 }, false],
    ["a view", "deliver", { fileId: "f", view, channel }, true],
    ["a negative frame", "deliver", { fileId: "f", view: { ...view, frame: -1 }, channel }, false],
    ["an endless window", "deliver", { fileId: "f", view: { ...view, window: { center: Infinity, width: 1, function: "LINEAR" } }, channel }, false],
    ["an unknown window function", "deliver", { fileId: "f", view: { ...view, window: { center: 1, width: 1, function: "CUBIC" } }, channel }, false],
    ["a channel without a secret", "deliver", { fileId: "f", view, channel: { address: "a" } }, false],
  ] as const) {
    it(`${isOk ? "takes" : "refuses"} ${what}`, () => assert.equal(readerRequests[kind](value).ok, isOk));
  }
});
