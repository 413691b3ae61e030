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
    const found = await inspectFolder(checkpoint);
    assert(found.kind === "checkpoint" && found.name === "tiny" && found.bytes > 1000);
    await convert({ checkpoint, tower: null, out, weights: "int8", onProgress: () => undefined, signal: new AbortController().signal });
    assert.deepEqual(await inspectFolder(out), { kind: "package", name: "tiny", isDemo: false, weights: "int8" });
  });

  it("asks for the tower where a checkpoint has none", async () => {
    const tiny = tinyCheckpoint();
    for (const name of [...tiny.tensors.keys()]) if (name.includes("vision_tower")) tiny.tensors.delete(name);
    await writeCheckpoint(join(place, "blind"), tiny);
    assert.deepEqual(await inspectFolder(join(place, "blind")), { kind: "checkpointWithoutTower", name: "blind" });
  });

  it("says why a folder is neither", async () => {
    await mkdir(join(place, "empty"));
    const tiny = tinyCheckpoint();
    tiny.config["rope_scaling"] = {};
    await writeCheckpoint(join(place, "scaled"), tiny);
    await mkdir(join(place, "newer"));
    await writeFile(join(place, "newer", "raddraft.json"), '{"weightsFormat": 9}');
    const sentences = [];
    for (const folder of ["empty", "scaled", "newer"]) {
      const found = await inspectFolder(join(place, folder));
      assert(found.kind === "neither" && !found.sentence.includes(place));
      sentences.push(found.sentence);
    }
    assert.equal(new Set(sentences).size, 3);
  });

  it("refuses what is no folder", async () => {
    await writeFile(join(place, "file"), "");
    for (const name of ["file", "nowhere"]) await assert.rejects(inspectFolder(join(place, name)), { code: "setup/folder-missing" });
  });
});
