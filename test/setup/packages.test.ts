// Packages that are found, renamed and removed.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { convert, openPackage } from "../../src/model/index.ts";
import { changeManifest, packageFacts, packagesIn, removePackage, renamePackage, writeOrigin } from "../../src/setup/packages.ts";
import { tinyCheckpoint, writeCheckpoint } from "../model/tinyCheckpoint.ts";

const CONVERT = { tower: null, weights: "int4", onProgress: () => undefined, signal: new AbortController().signal } as const;

describe("care for packages", () => {
  let place = "";
  let path = "";
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), "raddraft-packages-"));
    path = join(place, "tiny-int4");
    await writeCheckpoint(join(place, "tiny"), tinyCheckpoint());
    await convert({ ...CONVERT, checkpoint: join(place, "tiny"), out: path });
  });
  afterEach(async () => { await rm(place, { recursive: true, force: true }); });

  it("finds them among other folders, with what they were made from", async () => {
    assert.deepEqual(await packagesIn(place), [path]);
    assert.deepEqual(await packagesIn(join(place, "nowhere")), []);
    assert.equal((await packageFacts(path)).origin, null);
    const origin = { kind: "folder" as const, checkpoint: join(place, "tiny"), tower: null };
    await writeOrigin(path, origin);
    assert.deepEqual((await packageFacts(path)).origin, origin);
    await writeFile(join(path, "origin.json"), "{}");
    assert.equal((await packageFacts(path)).origin, null);
  });

  it("gives one another name and place, and leaves its weights as they are", async () => {
    const to = join(place, "Mine");
    assert.equal(await renamePackage(path, "Mine", to), to);
    assert(!existsSync(path));
    assert.equal((await packageFacts(to)).name, "Mine");
    await (await openPackage(to)).verify(() => undefined, CONVERT.signal);
    assert.equal(await renamePackage(to, "Mine again", to), to);
    assert.equal((await packageFacts(to)).name, "Mine again");
    assert.deepEqual((await readdir(to)).filter((name) => name.endsWith(".part")), []);
  });

  it("takes no place that is taken", async () => {
    await assert.rejects(renamePackage(path, "tiny", join(place, "tiny")), { code: "setup/name-taken" });
    assert.equal((await packageFacts(path)).name, "tiny");
  });

  it("leaves a manifest whole that cannot be changed", async () => {
    await rm(join(path, "raddraft.json"));
    await assert.rejects(renamePackage(path, "Mine", path), { code: "model/not-a-package" });
    await assert.rejects(changeManifest(path, { name: "Mine" }));
  });

  it("removes a package's files, and a folder that holds nothing else", async () => {
    await writeFile(join(path, "notes.txt"), "mine");
    await removePackage(path);
    assert.deepEqual(await readdir(path), ["notes.txt"]);
    await convert({ ...CONVERT, checkpoint: join(place, "tiny"), out: join(place, "other") });
    await removePackage(join(place, "other"));
    assert(!existsSync(join(place, "other")));
    await assert.rejects(removePackage(join(place, "tiny")), { code: "setup/folder-missing" });
    assert(existsSync(join(place, "tiny", "config.json")));
  });
});
