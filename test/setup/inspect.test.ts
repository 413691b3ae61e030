// What a picked folder is said to be.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { convert } from "../../src/model/index.ts";
import { inspectFolder } from "../../src/setup/inspect.ts";
import { tinyCheckpoint, writeCheckpoint } from "../model/tinyCheckpoint.ts";

describe("inspection of a folder", () => {
  let place = "";
  before(async () => { place = await mkdtemp(join(tmpdir(), "raddraft-inspect-")); });
  after(async () => { await rm(place, { recursive: true, force: true }); });

  it("knows a checkpoint and a package", async () => {
    const [checkpoint, out] = [join(place, "tiny"), join(place, "package")];
    await writeCheckpoint(checkpoint, tinyCheckpoint());
    const found = await inspectFolder(checkpoint, null);
    assert(found.kind === "checkpoint" && found.name === "tiny" && found.bytes > 1000);
    assert.deepEqual([found.choices.map(({ weights }) => weights), found.licence], [["int4", "int4-128", "int8", "fp32"], null]);
    await convert({ checkpoint, tower: null, out, weights: "int8", onProgress: () => undefined, signal: new AbortController().signal });
    const made = await inspectFolder(out, null);
    assert(made.kind === "package" && made.state === "ready" && made.name === "tiny" && !made.isDemo && made.weights === "int8" && made.memoryBytes > made.bytes);
  });

  it("tells the licence of a checkpoint", async () => {
    const checkpoint = join(place, "licensed");
    await writeCheckpoint(checkpoint, tinyCheckpoint());
    await writeFile(join(checkpoint, "README.md"), "---\nlicense: cc-by-nc-4.0\n---\n");
    await writeFile(join(checkpoint, "LICENSE"), "Not for money.\n");
    const found = await inspectFolder(checkpoint, null);
    assert(found.kind === "checkpoint");
    assert.deepEqual(found.licence, { repository: "licensed", name: "cc-by-nc-4.0", link: "", text: "Not for money." });
  });

  it("asks for the tower where a checkpoint has none", async () => {
    const tiny = tinyCheckpoint();
    for (const name of [...tiny.tensors.keys()]) if (name.includes("vision_tower")) tiny.tensors.delete(name);
    await writeCheckpoint(join(place, "blind"), tiny);
    assert.deepEqual(await inspectFolder(join(place, "blind"), null), { kind: "checkpointWithoutTower", name: "blind" });
  });

  it("says why a folder is neither", async () => {
    await mkdir(join(place, "empty"));
    const tiny = tinyCheckpoint();
    tiny.config["rope_scaling"] = {};
    await writeCheckpoint(join(place, "scaled"), tiny);
    const sentences = [];
    for (const folder of ["empty", "scaled"]) {
      const found = await inspectFolder(join(place, folder), null);
      assert(found.kind === "neither" && !found.sentence.includes(place));
      sentences.push(found.sentence);
    }
    assert.equal(new Set(sentences).size, 2);
  });

  it("knows packages of other releases, and damaged ones, by name", async () => {
    for (const [folder, text, state, name] of [
      ["newer", '{"weightsFormat": 9, "name": "A model"}', "newer", "A model"],
      ["older", '{"weightsFormat": 0}', "older", "older"],
      ["damaged", "{", "damaged", "damaged"],
    ] as const) {
      await mkdir(join(place, folder));
      await writeFile(join(place, folder, "raddraft.json"), text);
      const found = await inspectFolder(join(place, folder), null);
      assert(found.kind === "package");
      assert.deepEqual([found.state, found.name], [state, name]);
      assert(found.sentence !== "" && !found.sentence.includes(place));
    }
  });

  it("refuses what is no folder", async () => {
    await writeFile(join(place, "file"), "");
    for (const name of ["file", "nowhere"]) await assert.rejects(inspectFolder(join(place, name), null), { code: "setup/folder-missing" });
  });
});
