// The export process as the extension asks it: one request in, one document out, errors with their code.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createExporting, type Exporting } from "../../src/client/index.ts";
import { madeRequest } from "./madeReport.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** As the build gives it (scripts/build.mjs). */
const IMPORT_META = { define: { "import.meta.url": "importMetaUrl" }, banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' } };
const TEXT = "---\nstatus: draft\n---\nFindings: Clear.\n";

describe("the export process", () => {
  let folder = "";
  let exporting: Exporting;
  before(async () => {
    mkdirSync(path.join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(path.join(root, ".cache", "export-"));
    const script = path.join(folder, "export.cjs");
    await build({ entryPoints: [path.join(root, "src", "export", "main.ts")], outfile: script, bundle: true, platform: "node", format: "cjs", target: "node20", ...IMPORT_META, external: ["onnxruntime-node", "sharp"], logLevel: "error" });
    cpSync(path.join(root, "node_modules", "dejavu-fonts-ttf", "ttf"), path.join(folder, "fonts"), { recursive: true });
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

  it("writes PDF and DICOM objects from its bundle, with the fonts beside it", async () => {
    const images = [{ path: path.join(root, "samples", "ct_small", "CT_small.dcm"), frame: null }];
    const beginningOf = async (format: "pdf" | "sr" | "encapsulatedPdf"): Promise<string> => Buffer.from((await exporting.report(madeRequest({ format, text: TEXT, images }))).bytes).toString("latin1");
    assert.ok((await beginningOf("pdf")).startsWith("%PDF-1.7"));
    assert.equal((await beginningOf("sr")).slice(128, 132), "DICM");
    assert.ok((await beginningOf("encapsulatedPdf")).includes("%PDF-1.7"));
  });

  it("names an image that cannot be read by a code, not by its path", async () => {
    await assert.rejects(exporting.report(madeRequest({ text: TEXT, images: [{ path: path.join(folder, "gone.dcm"), frame: null }] })), (error: Error & { readonly code?: string }) => error.code === "export/image-unreadable" && !error.message.includes("gone"));
  });
});
