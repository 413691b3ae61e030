// The phantoms of samples/ are what their script makes, byte for byte, and the real images are the ones documented.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..", "..");
const inSamples = (name: string): Buffer => readFileSync(path.join(root, "samples", name));
const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("samples", () => {
  let made: string;
  before(() => {
    made = mkdtempSync(path.join(os.tmpdir(), "raddraft-phantoms-"));
    execFileSync(process.execPath, [path.join(root, "scripts", "make-phantoms.mjs"), made]);
  });
  after(() => rmSync(made, { recursive: true, force: true }));

  it("holds what the script makes, byte for byte", () => {
    const names = ["phantom_chest", "phantom_ct"].flatMap((folder) => readdirSync(path.join(made, folder)).map((name) => `${folder}/${name}`));
    assert.equal(names.length, 26);
    for (const name of names) assert.equal(hash(inSamples(name)), hash(readFileSync(path.join(made, name))), name);
  });

  it("names every phantom as one", () => {
    assert.ok(inSamples("phantom_chest/phantom_chest.png").includes("RadDraft phantom, made by a script"));
    for (const name of ["phantom_chest/phantom_chest.dcm", "phantom_ct/phantom_ct_01.dcm"]) assert.ok(inSamples(name).includes("RadDraft^Phantom"), name);
  });

  it("documents the hash of every real image", () => {
    const readme = inSamples("README.md").toString("utf8");
    for (const name of ["ct_small/CT_small.dcm", "mr_small/MR_small.dcm"]) assert.ok(readme.includes(hash(inSamples(name))), name);
  });
});
