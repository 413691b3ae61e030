// Opening a package: what a damaged or foreign one is told, before anything is loaded; reading and verifying a good one.

import assert from "node:assert/strict";
import { mkdtemp, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { convert, openPackage } from "../../src/model/index.ts";
import type { Manifest } from "../../src/model/index.ts";
import { tinyCheckpoint, TINY, writeCheckpoint } from "./tinyCheckpoint.ts";

/** A manifest that a test may bend. */
type Loose = { -readonly [K in keyof Manifest]: Manifest[K] } & Record<string, unknown>;
type Piece = Record<string, unknown> & { offset: number };

describe("model package", () => {
  let place = "";
  let original = "";
  const folder = (): string => join(place, "package");
  const never = new AbortController().signal;

  before(async () => {
    place = await mkdtemp(join(tmpdir(), "raddraft-package-"));
    await writeCheckpoint(join(place, "in"), tinyCheckpoint());
  });
  beforeEach(async () => {
    await convert({ checkpoint: join(place, "in"), tower: null, out: folder(), weights: "int4", onProgress: () => undefined, signal: never });
    original = await readFile(join(folder(), "raddraft.json"), "utf8");
  });
  after(async () => { await rm(place, { recursive: true, force: true }); });

  const change = (bend: (manifest: Loose) => void) => async (): Promise<void> => {
    const manifest = JSON.parse(original) as Loose;
    bend(manifest);
    await writeFile(join(folder(), "raddraft.json"), JSON.stringify(manifest));
  };
  const changePiece = (bend: (piece: Piece) => void): (() => Promise<void>) => change((manifest) => {
    const piece = manifest.tensors.find((tensor) => tensor.name === "lm_head.weight")?.pieces[0];
    assert(piece !== undefined);
    bend(piece);
  });

  it("gives tensors, whole pieces, rows, and the tokenizer", async () => {
    const opened = await openPackage(folder());
    const [values, scales] = opened.tensor("lm_head.weight").pieces;
    assert(values !== undefined && scales !== undefined);
    assert.deepEqual([values.shape, scales.shape], [[TINY.vocab, 1, 16], [TINY.vocab, 1]]);
    const all = await opened.readPiece(values);
    assert.deepEqual([all.length, all.byteOffset, all.buffer.byteLength], [TINY.vocab * 16, 0, TINY.vocab * 16]);
    assert.deepEqual(await opened.readRows(values, 3, 2), all.slice(48, 80));
    await assert.rejects(opened.readRows(values, TINY.vocab - 1, 2), RangeError);
    assert.deepEqual(JSON.parse(await opened.tokenizerJson()), tinyCheckpoint().tokenizer);
    assert.deepEqual(JSON.parse(await opened.tokenizerConfigJson()), tinyCheckpoint().tokenizerConfig);
    assert.throws(() => opened.tensor("decoder.layers.9.mlp.up_proj.weight"), { code: "model/package-tensor" });
  });

  it("is read in the format before this one, whose blocks were all of 32", async () => {
    await change((manifest) => {
      manifest["weightsFormat"] = 1 as unknown as 2;
      manifest.tensors = manifest.tensors.map(({ block: _block, error: _error, ...tensor }) => tensor);
    })();
    const opened = await openPackage(folder());
    assert.deepEqual([opened.manifest.weightsFormat, opened.tensor("lm_head.weight").block, opened.tensor("embed.weight").block], [2, 32, undefined]);
    await opened.verify(() => undefined, never);
  });

  it("verifies its hashes, finds one changed bit, and stops when asked", async () => {
    const opened = await openPackage(folder());
    let last = 0;
    await opened.verify(({ bytesDone, bytesInAll }) => { last = bytesDone / bytesInAll; }, never);
    assert.equal(last, 1);
    await assert.rejects(opened.verify(() => undefined, AbortSignal.abort()), { name: "AbortError" });
    const { file, offset } = opened.tensor("decoder.norm.weight").pieces[0] ?? { file: "", offset: 0 };
    const handle = await open(join(folder(), file), "r+");
    await handle.write(Uint8Array.of(1), 0, 1, offset + 5);
    await handle.close();
    await assert.rejects(opened.verify(() => undefined, never), { code: "model/package-hash", details: { tensor: "decoder.norm.weight", file } });
  });

  const refused: readonly (readonly [symptom: string, spoil: () => Promise<void>, code: string])[] = [
    ["a folder without raddraft.json", () => rm(join(folder(), "raddraft.json")), "model/not-a-package"],
    ["a folder that is not there", () => rm(folder(), { recursive: true }), "model/package-missing"],
    ["text that is no JSON", () => writeFile(join(folder(), "raddraft.json"), "{"), "model/json-unreadable"],
    ["no format", () => writeFile(join(folder(), "raddraft.json"), "{}"), "model/package-manifest"],
    ["a newer format, whatever else it says", () => writeFile(join(folder(), "raddraft.json"), '{"weightsFormat": 3, "new": []}'), "model/package-newer"],
    ["an older format", () => writeFile(join(folder(), "raddraft.json"), '{"weightsFormat": 0}'), "model/package-older"],
    ["an unknown key", change((m) => { m["extra"] = 1; }), "model/package-manifest"],
    ["a fact of the wrong type", change((m) => { m["maxPositions"] = "512" as unknown as number; }), "model/package-manifest"],
    ["heads that do not make up the hidden size", change((m) => { m.decoder = { ...m.decoder, headDim: 4 }; }), "model/package-dimensions"],
    ["a canvas that is no multiple of the tile", change((m) => { m.image = { ...m.image, pinpoints: [[8, 9]] }; }), "model/package-dimensions"],
    ["a mask outside the vocabulary", change((m) => { m.tokens = { ...m.tokens, mask: 99 }; }), "model/package-dimensions"],
    ["another vocabulary than the tensors have", change((m) => { m.decoder = { ...m.decoder, vocab: 25 }; }), "model/package-tensor"],
    ["a missing tensor", change((m) => { m.tensors = m.tensors.slice(1); }), "model/package-tensor"],
    ["a tensor twice", change((m) => { m.tensors = [...m.tensors, ...m.tensors.slice(0, 1)]; }), "model/package-manifest"],
    ["other weights than the forms", change((m) => { m.weights = "int4-128"; }), "model/package-tensor"],
    ["int4 without the length of its blocks", change((m) => { m.tensors = m.tensors.map(({ block: _block, ...tensor }) => tensor); }), "model/package-tensor"],
    ["a piece of another shape", changePiece((piece) => { piece["shape"] = [1]; }), "model/package-tensor"],
    ["a piece of another type", changePiece((piece) => { piece["type"] = "int8"; }), "model/package-tensor"],
    ["a piece in a file above the folder", changePiece((piece) => { piece["file"] = "../weights-00.bin"; }), "model/package-tensor"],
    ["a piece in raddraft.json", changePiece((piece) => { piece["file"] = "raddraft.json"; }), "model/package-tensor"],
    ["a piece at an odd byte", changePiece((piece) => { piece.offset += 1; }), "model/package-tensor"],
    ["a piece behind the largest file", changePiece((piece) => { piece.offset = 2 ** 30; }), "model/package-tensor"],
    ["a piece behind the end of its file", changePiece((piece) => { piece.offset = 4096 * 1000; }), "model/package-file"],
    ["a piece in a file that is missing", changePiece((piece) => { piece["file"] = "weights-07.bin"; }), "model/package-file"],
    ["a weights file that is cut", () => truncate(join(folder(), "weights-00.bin"), 5000), "model/package-file"],
    ["a missing tokenizer", () => rm(join(folder(), "tokenizer.json")), "model/package-file"],
  ];
  for (const [symptom, spoil, code] of refused) {
    it(`is refused with ${symptom}`, async () => {
      await spoil();
      await assert.rejects(openPackage(folder()), (error: Error & { code?: unknown; action?: unknown }) => {
        assert.equal(error.code, code, error.message);
        assert(typeof error.action === "string" && error.action !== "" && !error.message.includes("undefined") && !error.message.includes(place), error.message);
        if (code.endsWith("er")) assert.match(error.action, /RadDraft: Set Up Model.*npm run convert/);
        return true;
      });
      if (code !== "model/not-a-package") return;
      await rm(folder(), { recursive: true, force: true });
    });
  }
});
