// Weights with fewer bits: blocks of 32 in 4 bits, rows in 8 bits, both symmetric.
// Layouts are onnxruntime's: MatMulNBits (com.microsoft, 4 bits, no zero points) and MatMulInteger.

import { INT4_BLOCK } from "./pieces.ts";

/** Rows and blocks that stay below this become zero: their scale would be no normal float32 and lose its own digits. */
const SMALLEST_SCALED = 2 ** -110;
/** The code that stands for zero where there are no zero points. */
const INT4_ZERO = 8;
/**
 * Code that the value of largest magnitude in a block is sent to, one trial each. -8 uses the whole range without error
 * at that value; beyond it the value is cut and the rest gets a finer grid. With the scale refined by least squares the
 * four lower the squared error of normally distributed weights by a tenth; forty lower it by 0.115.
 */
const INT4_EXTREMES = [-8, -7.5, -8.5, -9] as const;

/**
 * Quantises rows in blocks of 32: value = (code - 8) * scale.
 * @param values `[rows, columns]`; borrowed
 * @returns `codes` `[rows, blocks, 16]`, element k of a block in byte k >> 1, even k in the low nibble; a last block that
 *   is not full is filled with zeros; `scales` `[rows, blocks]`
 */
export function quantiseInt4(values: Float32Array, columns: number): { codes: Uint8Array; scales: Float32Array } {
  const blocksPerRow = Math.ceil(columns / INT4_BLOCK);
  const blocks = (values.length / columns) * blocksPerRow;
  const codes = new Uint8Array(blocks * (INT4_BLOCK / 2)).fill(INT4_ZERO | (INT4_ZERO << 4));
  const scales = new Float32Array(blocks);
  for (let block = 0; block < blocks; block++) {
    const column = (block % blocksPerRow) * INT4_BLOCK;
    const start = Math.floor(block / blocksPerRow) * columns + column;
    const end = start + Math.min(INT4_BLOCK, columns - column);
    const grid = bestGrid(values, start, end);
    if (grid === null) continue;
    scales[block] = grid.scale;
    const at = block * (INT4_BLOCK / 2);
    for (let i = start; i < end; i++) {
      const code = int4Code((values[i] ?? 0) * grid.inverse);
      const byte = at + ((i - start) >> 1);
      const kept = codes[byte] ?? 0;
      codes[byte] = ((i - start) & 1) === 0 ? (kept & 0xf0) | code : (kept & 0x0f) | (code << 4);
    }
  }
  return { codes, scales };
}

/**
 * Quantises each row to -127..127: value = code * scale.
 * @param values `[rows, columns]`; borrowed
 * @returns `codes` `[rows, columns]`, not yet transposed; `scales` `[rows]`
 */
export function quantiseInt8(values: Float32Array, columns: number): { codes: Int8Array; scales: Float32Array } {
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(values.length / columns);
  for (let row = 0; row < scales.length; row++) {
    const start = row * columns;
    let largest = 0;
    for (let i = start; i < start + columns; i++) {
      const magnitude = Math.abs(values[i] ?? 0);
      if (magnitude > largest) largest = magnitude;
    }
    if (largest < SMALLEST_SCALED) continue;
    const scale = Math.fround(largest / 127);
    scales[row] = scale;
    for (let i = start; i < start + columns; i++) codes[i] = Math.round((values[i] ?? 0) / scale);
  }
  return { codes, scales };
}

/**
 * The grid with the least squared error. For given codes q the best scale is s = sum(w q) / sum(q q), and the error is
 * sum(w w) - sum(w q)^2 / sum(q q): so the trial with the largest second term wins, without computing any error.
 * @returns `inverse` makes the codes, `scale` turns them back; null for a block of zeros
 */
function bestGrid(values: Float32Array, start: number, end: number): { inverse: number; scale: number } | null {
  let extreme = 0;
  for (let i = start; i < end; i++) {
    const value = values[i] ?? 0;
    if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  }
  if (Math.abs(extreme) < SMALLEST_SCALED) return null;
  let best = { inverse: 0, scale: 0 };
  let bestGain = -1;
  for (const code of INT4_EXTREMES) {
    const inverse = code / extreme;
    let dot = 0;
    let square = 0;
    for (let i = start; i < end; i++) {
      const value = values[i] ?? 0;
      const steps = int4Code(value * inverse) - INT4_ZERO;
      dot += value * steps;
      square += steps * steps;
    }
    const gain = (dot * dot) / square;
    if (gain > bestGain) {
      bestGain = gain;
      best = { inverse, scale: Math.fround(dot / square) };
    }
  }
  return best;
}

/**
 * The nearest code. Cutting the fraction off is rounding down for all that is not clamped anyway, and makes the whole
 * search twice as fast as `Math.floor` with `Math.min` and `Math.max`.
 * @param scaled value in units of the grid
 */
function int4Code(scaled: number): number {
  const code = (scaled + (INT4_ZERO + 0.5)) | 0;
  return code < 0 ? 0 : code > 15 ? 15 : code;
}
