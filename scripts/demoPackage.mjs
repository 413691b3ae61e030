// Makes the model package of the demo, with RadDraft's own converter, where it is missing or out of date.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { capture, root, step } from "./steps.mjs";

const checkpoint = path.join(root, "models", "medv-demo");
const out = path.join(root, "dist", "models", "demo");
/** Beside the package, not in it: what is inside a package is the converter's business alone. */
const stamp = path.join(root, "dist", "models", "demo.sources");

/** What decides the bytes of the package: the checkpoint and the code that converts it. */
const SOURCES = ["models/medv-demo", "src/formats", "src/model", "src/setup"];

function hashOfSources() {
  const hash = createHash("sha256");
  for (const folder of SOURCES) {
    const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const files = entries.map((entry) => path.join(entry.parentPath || entry.path, entry.name)).sort();
    for (const file of files) hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Converts `models/medv-demo` into `dist/models/demo`, fp32. */
export async function makeDemoPackage() {
  const wanted = hashOfSources();
  if (existsSync(path.join(out, "raddraft.json")) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(out, { recursive: true, force: true });
  const command = [path.join(root, "dist", "cli.cjs"), "convert", checkpoint, out, "--weights", "fp32"];
  const { code, output } = await step("Preparing the demo model", () => capture(process.execPath, command));
  if (code !== 0) throw new Error(`The demo model could not be prepared (${code}):\n${output}`);
  writeFileSync(stamp, wanted);
}
