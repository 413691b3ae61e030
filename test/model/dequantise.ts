// Tensors of a package as float32 again, by the rules of the kernels that will read them.

import { widenFp16 } from "../../src/formats/index.ts";
import type { ModelPackage } from "../../src/model/index.ts";

/** MatMulNBits, 4 bits, blocks of 32, no zero points: value = (code - 8) * scale, even elements in low nibbles. */
export function dequantiseInt4(codes: Uint8Array, scales: Float32Array, columns: number): Float32Array {
  const blocks = Math.ceil(columns / 32);
  const rows = scales.length / blocks;
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const block = row * blocks + (column >> 5);
    const byte = codes[block * 16 + ((column & 31) >> 1)] ?? NaN;
    return (((column & 1) === 0 ? byte & 15 : byte >> 4) - 8) * (scales[block] ?? NaN);
  });
}

/** A tensor's values in its own shape, whatever its form. */
export async function valuesOf(opened: ModelPackage, name: string): Promise<Float32Array> {
  const { form, shape, pieces } = opened.tensor(name);
  const [values, scales] = await Promise.all(pieces.map((piece) => opened.readPiece(piece)));
  if (values === undefined) throw new Error(`${name} has no values`);
  if (form === "fp32") return new Float32Array(values.buffer);
  if (form === "fp16") return widenFp16(values);
  if (scales === undefined) throw new Error(`${name} has no scales`);
  const factors = new Float32Array(scales.buffer);
  const [rows = 0, columns = 0] = shape;
  if (form === "int4") return dequantiseInt4(values, factors, columns);
  const codes = new Int8Array(values.buffer);
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return (codes[column * rows + row] ?? NaN) * (factors[row] ?? NaN);
  });
}
