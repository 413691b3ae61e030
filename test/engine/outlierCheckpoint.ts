// The demo's checkpoint with outliers: it computes the same, but some matrices read rows in which some channels are far
// larger than the others. A factor goes into what makes a channel, and its inverse into the columns that read it.

import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const DEMO = join(import.meta.dirname, "..", "..", "models", "medv-demo");
const FILE = "model.safetensors";

/** Factor of a channel; powers of two, so that bf16 and fp16 keep every digit. */
export type Factor = (channel: number) => number;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes the checkpoint.
 * @param norms factor of the channels behind a layer's first norm, by layer: read by q, k and v
 * @param products factor of the channels of a layer's gated product, by layer: read by `down_proj`
 */
export async function outlierCheckpoint(folder: string, norms: ReadonlyMap<number, Factor>, products: ReadonlyMap<number, Factor>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(DEMO, folder, { recursive: true });
  const bytes = await readFile(join(DEMO, FILE));
  const headerBytes = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + headerBytes)) as Record<string, Entry>;
  const scale = (name: string, factor: (row: number, column: number) => number): void => {
    const entry = header[name];
    if (entry === undefined) throw new Error(`the demo has no ${name}`);
    const columns = entry.shape.at(-1) ?? 1;
    for (let index = 0, at = 8 + headerBytes + entry.data_offsets[0]; at < 8 + headerBytes + entry.data_offsets[1]; index++, at += 2) {
      bytes.writeUInt16LE(scaled(bytes.readUInt16LE(at), factor(Math.floor(index / columns), index % columns), entry.dtype), at);
    }
  };
  for (const [layer, factor] of norms) {
    const name = `model.layers.${String(layer)}`;
    scale(`${name}.input_layernorm.weight`, (_row, column) => factor(column));
    for (const matrix of ["q_proj", "k_proj", "v_proj"]) scale(`${name}.self_attn.${matrix}.weight`, (_row, column) => 1 / factor(column));
  }
  for (const [layer, factor] of products) {
    const name = `model.layers.${String(layer)}.mlp`;
    scale(`${name}.up_proj.weight`, (row) => factor(row));
    scale(`${name}.down_proj.weight`, (_row, column) => 1 / factor(column));
  }
  await writeFile(join(folder, FILE), bytes);
}

/** A 16-bit float times a power of two, through its exponent. */
function scaled(bits: number, factor: number, dtype: string): number {
  const digits = dtype === "BF16" ? 7 : 10;
  const steps = Math.log2(factor);
  const exponent = (bits & 0x7fff) >> digits;
  if (steps === 0 || (bits & 0x7fff) === 0) return bits;
  if (dtype !== "BF16" && dtype !== "F16") throw new Error(`not a 16-bit float: ${dtype}`);
  if (exponent + steps <= 0) return bits & 0x8000; // Below the normal numbers: nothing that matters is that small.
  return bits + steps * 2 ** digits;
}
