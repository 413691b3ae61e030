// Random numbers that are a function of (seed, step, position, id) alone: Threefry-2x32 with 20 rounds (Salmon et al.,
// "Parallel random numbers: as easy as 1, 2, 3", SC 2011). No state: a continued draft sees the noise of the undisturbed one.

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const N_ROUNDS = 20;
/** Parity constant of the key schedule (Skein). */
const PARITY = 0x1bd11bda;
/** Stands where a token id stands, for the one number that ranks a position under `remasking: random`. */
const RANK_ID = 0xffff_ffff;

/** Which row of noise: what the numbers are a function of, beside the token id. */
export interface NoiseKey {
  readonly seed: number;
  /** Step of the schedule, 1-based. */
  readonly step: number;
  /** Position in the whole sequence. */
  readonly position: number;
}

/**
 * One block of Threefry-2x32-20.
 * @param key two 32-bit words
 * @param counter two 32-bit words
 * @param out receives two 32-bit words, unsigned
 */
export function threefry(key: readonly [number, number], counter: readonly [number, number], out: Uint32Array): void {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = PARITY ^ k0 ^ k1;
  let x0 = (counter[0] + k0) | 0;
  let x1 = (counter[1] + k1) | 0;
  for (let round = 0; round < N_ROUNDS; round++) {
    const rotation = ROTATIONS[round & 7] ?? 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    if ((round & 3) !== 3) continue;
    const injection = (round >> 2) + 1;
    const phase = injection % 3;
    x0 = (x0 + (phase === 0 ? k0 : phase === 1 ? k1 : k2)) | 0;
    x1 = (x1 + (phase === 0 ? k1 : phase === 1 ? k2 : k0) + injection) | 0;
  }
  out[0] = x0;
  out[1] = x1;
}

/** Uniform in the open interval (0, 1): 52 bits and a half, so that neither end can round to 0 or 1. */
function uniformOf(words: Uint32Array): number {
  const high = (words[0] ?? 0) >>> 6;
  const low = (words[1] ?? 0) >>> 6;
  return (high * 0x400_0000 + low + 0.5) / 2 ** 52;
}

/**
 * Fills a row with temperature times Gumbel noise, to be ADDED to float64 logits: the argmax is then that of
 * `exp(logit) / (-log u)^temperature`, the reference's formula, compared in the log domain.
 * @param row `[vocab]`, overwritten; index = token id
 */
export function fillGumbelNoise(row: Float64Array, key: NoiseKey, temperature: number): void {
  const words = new Uint32Array(2);
  const cipherKey = [key.seed, key.step] as const;
  const counter: [number, number] = [key.position, 0];
  for (let id = 0; id < row.length; id++) {
    counter[1] = id;
    threefry(cipherKey, counter, words);
    row[id] = -Math.log(-Math.log(uniformOf(words))) * temperature;
  }
}

/** Uniform number in (0, 1) that ranks a position under `remasking: random`. */
export function randomRank(key: NoiseKey): number {
  const words = new Uint32Array(2);
  threefry([key.seed, key.step], [key.position, RANK_ID], words);
  return uniformOf(words);
}
