// Tensors of a package as float32 again, by the rules of the kernels that will read them.

import { widenFp16 } from "../../src/formats/index.ts";
import type { ModelPackage } from "../../src/model/index.ts";

/** MatMulNBits, 4 bits, no zero points: value = (code - 8) * scale, even elements in low nibbles. */
export function dequantiseInt4(codes: Uint8Array, scales: Float32Array, columns: number, block: number): Float32Array {
  const blocks = Math.ceil(columns / block);
  const rows = scales.length / blocks;
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const at = row * blocks + Math.floor(column / block);
    const byte = codes[at * (block / 2) + ((column % block) >> 1)] ?? NaN;
    return (((column & 1) === 0 ? byte & 15 : byte >> 4) - 8) * (scales[at] ?? NaN);
  });
}

/** A tensor's values in its own shape, whatever its form. */
export async function valuesOf(opened: ModelPackage, name: string): Promise<Float32Array> {
  const { form, block = NaN, shape, pieces } = opened.tensor(name);
  const [values, scales] = await Promise.all(pieces.map((piece) => opened.readPiece(piece)));
  if (values === undefined) throw new Error(`${name} has no values`);
  if (form === "fp32") return new Float32Array(values.buffer);
  if (form === "fp16") return widenFp16(values);
  if (scales === undefined) throw new Error(`${name} has no scales`);
  const factors = new Float32Array(scales.buffer);
  const [rows = 0, columns = 0] = shape;
  if (form === "int4") return dequantiseInt4(values, factors, columns, block);
  const codes = new Int8Array(values.buffer);
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return (codes[column * rows + row] ?? NaN) * (factors[row] ?? NaN);
  });
}
