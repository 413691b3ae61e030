// Floating point numbers of 16 bits: widened to 32 exactly, and rounded to half precision (IEEE 754, ties to even).
// Bytes are little-endian, as safetensors and ONNX store them and as every platform of VS Code computes.

/** Exact 32-bit values of all 65536 half-precision patterns; made at first use (256 KiB). */
let halfTable: Float32Array | null = null;

/**
 * Widens brain floats: the upper half of a float32.
 * @param bytes little-endian, 2 a value; borrowed
 * @returns a new array, half as long as `bytes`
 */
export function widenBf16(bytes: Uint8Array): Float32Array {
  const patterns = words16(bytes);
  const bits = new Uint32Array(patterns.length);
  for (let i = 0; i < patterns.length; i++) bits[i] = (patterns[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

/**
 * Widens half-precision floats, subnormal ones included.
 * @param bytes little-endian, 2 a value; borrowed
 * @returns a new array, half as long as `bytes`
 */
export function widenFp16(bytes: Uint8Array): Float32Array {
  halfTable ??= makeHalfTable();
  const patterns = words16(bytes);
  const values = new Float32Array(patterns.length);
  for (let i = 0; i < patterns.length; i++) values[i] = halfTable[patterns[i] ?? 0] ?? 0;
  return values;
}

/**
 * The float32 values in bytes of any alignment.
 * @param bytes little-endian, 4 a value; borrowed
 * @returns a new array, a quarter as long as `bytes`
 */
export function float32Of(bytes: Uint8Array): Float32Array {
  // Not `slice`: that of a Buffer copies nothing.
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/**
 * Rounds to half precision, to nearest, ties to even; beyond 65504 (and half a unit) becomes infinite.
 * @returns bit patterns, as many as `values`
 */
export function roundToFp16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = halfBitsOf(bits[i] ?? 0);
  return halves;
}

function halfBitsOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00;
  // 65520 = 65504 + half a unit: from here on the nearest half is infinity.
  if (magnitude >= 0x477f_f000) return sign | 0x7c00;
  if (magnitude < 0x3880_0000) return sign | subnormalHalfOf(magnitude);
  const rebiased = magnitude - 0x3800_0000;
  return sign | ((rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
}

/** Below 2^-14 a half counts in units of 2^-24. */
function subnormalHalfOf(magnitude: number): number {
  const exponent = magnitude >>> 23;
  if (exponent < 102) return 0;
  const significand = (magnitude & 0x7f_ffff) | 0x80_0000;
  const shift = 126 - exponent;
  const half = significand >>> shift;
  const rest = significand & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  return rest > tie || (rest === tie && (half & 1) === 1) ? half + 1 : half;
}

function makeHalfTable(): Float32Array {
  const table = new Float32Array(0x1_0000);
  for (let pattern = 0; pattern < table.length; pattern++) {
    const sign = pattern & 0x8000 ? -1 : 1;
    const exponent = (pattern >>> 10) & 0x1f;
    const fraction = pattern & 0x3ff;
    if (exponent === 0) table[pattern] = sign * fraction * 2 ** -24;
    else if (exponent === 31) table[pattern] = fraction ? NaN : sign * Infinity;
    else table[pattern] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}

/** A copy only where the bytes start at an odd address. */
function words16(bytes: Uint8Array): Uint16Array {
  const whole = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(whole.buffer, whole.byteOffset, whole.length >>> 1);
}
