// Broken files out of whole ones: the same seed and run give the same bytes.

/** Numbers 0..1 from a seed (mulberry32). */
export type Random = () => number;

/** A generator for one run of a seed. */
export function randomOf(seed: number, run: number): Random {
  let state = (Math.imul(seed, 0x9e37_79b1) ^ Math.imul(run + 1, 0x85eb_ca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values that lengths and counts go wrong at. */
const EDGES: readonly number[] = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
/** Beginnings that a parser looks for. */
const TOKENS: readonly (readonly number[])[] = [
  [0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff],
  [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0],
  [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
  [0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff],
  [0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff],
  [0x55, 0x4e, 0, 0, 0xff, 0xff, 0xff, 0xff],
  [0xff, 0xd9],
  [0xff, 0xd8],
  [0xff, 0x4f, 0xff, 0x51],
];
/** Headers are where most goes wrong: so many of the changes fall into the first bytes. */
const HEADER_SHARE = 0.6;
const HEADER_BYTES = 4096;
const MAX_CHANGES = 12;

/** A changed copy. */
export function mutate(file: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = file.slice();
  const pick = (count: number): number => Math.floor(random() * count);
  for (let left = 1 + pick(MAX_CHANGES); left > 0 && bytes.length > 0; left--) {
    const at = pick(random() < HEADER_SHARE ? Math.min(HEADER_BYTES, bytes.length) : bytes.length);
    switch (pick(8)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8));
        break;
      case 1:
        bytes[at] = pick(256);
        break;
      case 2:
      case 3:
        putEdge(bytes, at, EDGES[pick(EDGES.length)] ?? 0, random() < 0.5 ? 2 : 4);
        break;
      case 4:
        bytes.set((TOKENS[pick(TOKENS.length)] ?? []).slice(0, bytes.length - at), at);
        break;
      case 5:
        if (random() < 0.3) bytes = bytes.slice(0, at);
        break;
      case 6:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + 1 + pick(64)));
        break;
      case 7:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at, at + 1 + pick(256)), bytes.subarray(at));
        break;
    }
  }
  return bytes;
}

function putEdge(bytes: Uint8Array, at: number, value: number, size: 2 | 4): void {
  for (let i = 0; i < size && at + i < bytes.length; i++) bytes[at + i] = (value >>> (8 * i)) & 0xff;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
