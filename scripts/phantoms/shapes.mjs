// Building blocks of the phantoms. Only + - * / and Math.sqrt, which every machine rounds alike: the files come out
// the same byte for byte everywhere.

/** 0 below `from`, 1 above `to`, a smooth rise between (works for from > to as well). */
export function rise(from, to, value) {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

/** 1 at distance 0, falling smoothly to 0 at `radius`. */
export function bump(distance, radius) {
  const share = (distance / radius) * (distance / radius);
  return share >= 1 ? 0 : (1 - share) * (1 - share);
}

/** Thickness of a body of round cross-section at a distance from its axis, 1 in the middle. */
export function chord(distance, radius) {
  const share = distance / radius;
  return share * share >= 1 ? 0 : Math.sqrt(1 - share * share);
}

/** Normalised distance from the centre of an ellipse, 1 on its edge. */
export function ellipse(x, y, centreX, centreY, radiusX, radiusY) {
  const dx = (x - centreX) / radiusX;
  const dy = (y - centreY) / radiusY;
  return Math.sqrt(dx * dx + dy * dy);
}

/** Distance of a point from a line between two points. */
export function distanceToLine(x, y, x0, y0, x1, y1) {
  const lengthSquared = (x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0);
  const share = Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / lengthSquared));
  const dx = x - x0 - share * (x1 - x0);
  const dy = y - y0 - share * (y1 - y0);
  return Math.sqrt(dx * dx + dy * dy);
}

/**
 * Seeded random numbers (mulberry32).
 * @param {number} seed
 * @returns {() => number} uniform in [0, 1)
 */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Nearly normal noise with standard deviation 1: the sum of six uniform numbers, which has variance 1/2. */
export function normalNoise(random) {
  let sum = -3;
  for (let i = 0; i < 6; i += 1) sum += random();
  return sum * 1.4142135623730951;
}
