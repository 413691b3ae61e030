// Which stored values occur in a frame: what is true of each value is worked out once for each, not for each pixel.

import type { StoredFrame } from "./storedValues.ts";

/** Bit patterns of 16 bits. */
const N_PATTERNS = 1 << 16;

const known = new WeakMap<StoredFrame, readonly number[]>();

/**
 * The values that occur in a frame, each once; null where values have more than 16 bits or are fractions.
 * Missing pixels do not count.
 */
export function distinctValues(frame: StoredFrame): readonly number[] | null {
  if (frame.values.BYTES_PER_ELEMENT > 2) return null;
  const seen = known.get(frame) ?? findDistinct(frame);
  known.set(frame, seen);
  return seen;
}

function findDistinct({ values, nPresent }: StoredFrame): readonly number[] {
  const isThere = new Uint8Array(N_PATTERNS);
  markPatterns(patternsOf({ values, nPresent }), isThere);
  const isNegative = values instanceof Int8Array ? 0x80 : values instanceof Int16Array ? 0x8000 : N_PATTERNS;
  const distinct: number[] = [];
  for (let pattern = 0; pattern < N_PATTERNS; pattern++) {
    if (isThere[pattern] === 1) distinct.push(pattern >= isNegative ? pattern - 2 * isNegative : pattern);
  }
  return distinct;
}

/** The values that are present, as unsigned bit patterns; borrowed. Two kinds of array, so that loops over them stay fast. */
export function patternsOf({ values, nPresent }: StoredFrame): Uint8Array | Uint16Array {
  return values.BYTES_PER_ELEMENT === 1 ? new Uint8Array(values.buffer, values.byteOffset, nPresent) : new Uint16Array(values.buffer, values.byteOffset, nPresent);
}

function markPatterns(patterns: Uint8Array | Uint16Array, isThere: Uint8Array): void {
  if (patterns.BYTES_PER_ELEMENT === 1 || patterns.byteOffset % 4 !== 0) {
    for (let i = 0, end = patterns.length; i < end; i++) isThere[patterns[i] ?? 0] = 1;
    return;
  }
  // Two at a time: half the reads.
  const pairs = new Int32Array(patterns.buffer, patterns.byteOffset, patterns.length >> 1);
  for (let i = 0, end = pairs.length; i < end; i++) {
    const pair = pairs[i] ?? 0;
    isThere[pair & 0xffff] = 1;
    isThere[pair >>> 16] = 1;
  }
  isThere[patterns.at(-1) ?? 0] = 1;
}
