// The phantoms of samples/ are what their script makes, byte for byte, and the real images are the ones documented.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { openDicom, storedFrame } from "../../src/dicom/index.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const inSamples = (name: string): Buffer => readFileSync(path.join(root, "samples", name));
const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
/** SHA-256 of the pixels of each frame as DCMTK 3.6.7 (dcmdjpeg) decodes them. */
const ANGIOGRAM_FRAMES = [
  "d2c4ec942d8af3fe8797d352986e183dd6a87e4ea5b3021ecbb12638b9953b45",
  "a49ff9e646bc7a94bb357113bb71afafe9829d05606fc7f9612e4a24050fce11",
  "b988d95bb99a85348517ab82158142bbe87c7689f12f3d33836cdda6dceb6816",
  "83b1bdec2516b89f8a59d01a5bb2aadd03483301cc2f3917665b8d265f17b535",
];

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
    for (const name of ["ct_small/CT_small.dcm", "mr_small/MR_small.dcm", "angiogram/00191113.dcm"]) assert.ok(readme.includes(hash(inSamples(name))), name);
  });

  it("decodes the angiogram to the frames that another decoder gives", () => {
    const image = openDicom(inSamples("angiogram/00191113.dcm"));
    const frames = Array.from({ length: image.description.NumberOfFrames }, (_, frame) => hash(Buffer.from(storedFrame(image, frame).values)));
    assert.deepEqual(frames, ANGIOGRAM_FRAMES);
  }).timeout(20_000);
});
