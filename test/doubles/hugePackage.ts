// A package that needs 200 GB of memory, in files without content.

import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expectedTensors } from "../../src/model/index.ts";
import { planPieces } from "../../src/model/pieces.ts";
import { formOf } from "../../src/model/tensorNames.ts";

const DEMO = join(import.meta.dirname, "..", "..", "dist", "models", "demo");
/** A decoder of some 200 billion parameters. */
const DECODER = { hidden: 4096, intermediate: 12_288, layers: 1000, heads: 32, kvHeads: 32, headDim: 128 };

/** Makes it; its files are holes and take no room on the disk. Needs the build. */
export function makeHugePackage(folder: string): void {
  const demo = JSON.parse(readFileSync(join(DEMO, "raddraft.json"), "utf8"));
  const facts = { tower: demo.tower, decoder: { ...demo.decoder, ...DECODER } };
  const plan = planPieces(expectedTensors(facts), ({ use }) => formOf(use, "int4"));
  const tensors = plan.map((tensor) => ({ ...tensor, pieces: tensor.pieces.map((piece) => ({ ...piece, sha256: "" })) }));
  mkdirSync(folder, { recursive: true });
  const sizes = new Map<string, number>();
  for (const { file, offset, length } of tensors.flatMap(({ pieces }) => pieces)) sizes.set(file, Math.max(sizes.get(file) ?? 0, offset + length));
  for (const [file, size] of sizes) {
    writeFileSync(join(folder, file), "");
    truncateSync(join(folder, file), size);
  }
  for (const file of ["tokenizer.json", "tokenizer_config.json"]) cpSync(join(DEMO, file), join(folder, file));
  writeFileSync(join(folder, "raddraft.json"), JSON.stringify({ ...demo, ...facts, name: "huge", isDemo: false, licence: "", weights: "int4", tensors }));
}
