// The rotary table of a sequence (RoPE, arXiv 2104.09864), with the float32 angles of the reference: in float64 the
// logits would move by up to 4e-4 (goldens).

/** Cosines and sines, `[rows, headDim / 2]` each. */
export interface RotaryTable {
  readonly cosines: Float32Array;
  readonly sines: Float32Array;
}

/**
 * Makes the table of positions 0 to `rows - 1`.
 * @param theta base of the frequencies
 */
export function rotaryTable(rows: number, headDim: number, theta: number): RotaryTable {
  const half = headDim / 2;
  // The power is rounded to float32 before its reciprocal is, as PyTorch does; rounding once only moves the goldens'
  // angles by up to 3e-5 and their logits by up to 2.8e-3.
  const frequencies = Float32Array.from({ length: half }, (_, i) => 1 / Math.fround(theta ** ((2 * i) / headDim)));
  const cosines = new Float32Array(rows * half);
  const sines = new Float32Array(rows * half);
  for (let position = 0; position < rows; position++) {
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(position * (frequencies[i] ?? 0));
      cosines[position * half + i] = Math.cos(angle);
      sines[position * half + i] = Math.sin(angle);
    }
  }
  return { cosines, sines };
}
