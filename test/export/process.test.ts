// The export process as the extension asks it: one request in, one document out, errors with their code.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createExporting, type Exporting } from "../../src/client/index.ts";
import { madeRequest } from "./madeReport.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const TEXT = "---\nstatus: draft\n---\nFindings: Clear.\n";

describe("the export process", () => {
  let folder = "";
  let exporting: Exporting;
  before(async () => {
    mkdirSync(path.join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(path.join(root, ".cache", "export-"));
    const script = path.join(folder, "export.cjs");
    await build({ entryPoints: [path.join(root, "src", "export", "main.ts")], outfile: script, bundle: true, platform: "node", format: "cjs", target: "node20", external: ["onnxruntime-node", "sharp"], logLevel: "error" });
    exporting = createExporting({ script, nodeExecutable: process.execPath, log: () => undefined });
  });
  after(() => {
    exporting.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes a report with patient and study of its image", async () => {
    const { bytes, nImagesWithoutIdentity } = await exporting.report(madeRequest({ text: TEXT, images: [{ path: path.join(root, "samples", "ct_small", "CT_small.dcm"), frame: null }, { path: path.join(root, "package.json"), frame: null }] }));
    const text = new TextDecoder().decode(bytes);
    assert.ok(text.startsWith("DRAFT, not final\n\nreport\n\nPatient: CompressedSamples, CT1\nPatient ID: 1CT1\n"), "the mark first, then the patient");
    assert.equal(nImagesWithoutIdentity, 1);
  });

  it("names an image that cannot be read by a code, not by its path", async () => {
    await assert.rejects(exporting.report(madeRequest({ text: TEXT, images: [{ path: path.join(folder, "gone.dcm"), frame: null }] })), (error: Error & { readonly code?: string }) => error.code === "export/image-unreadable" && !error.message.includes("gone"));
  });
});
