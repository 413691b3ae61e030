// A chest radiograph that no person ever was: grey values follow the attenuation along each ray, as a film shows it.

import { bump, chord, distanceToLine, ellipse, normalNoise, rise, seededRandom } from "./shapes.mjs";

export const CHEST_SIZE = 512;
const SEED = 20250801;

/** Half width of the rib cage at a height; y runs from -1 (top) to 1 (bottom). */
function cageHalfWidth(y) {
  const down = (y + 0.78) / 1.45;
  if (down <= 0) return 0.04;
  return 0.04 + 0.64 * Math.sqrt(Math.min(1, 1.9 * down - 0.85 * down * down)) + 0.04 * Math.min(1, down);
}

/** Half width of the torso with its soft tissue: neck, then shoulders, then flanks. */
function torsoHalfWidth(y) {
  return 0.2 + 0.82 * rise(-1.02, -0.6, y) - 0.16 * rise(-0.45, 0.35, y);
}

/** Height of the diaphragm at a place; the patient's right (left in the picture) stands higher. */
function diaphragm(x) {
  const along = (Math.abs(x) - 0.34) / 0.36;
  return 0.4 + 0.07 * rise(-0.1, 0.1, x) + 0.13 * along * along + 0.16 * rise(0.52, 0.7, Math.abs(x));
}

/** 0..1: how much lung the ray meets. */
function lung(x, y) {
  const side = Math.abs(x);
  const outer = cageHalfWidth(y) - 0.025;
  const inner = 0.085 + 0.06 * rise(-0.1, 0.35, y) + 0.03 * rise(-0.55, -0.8, y);
  const edge = rise(outer, outer - 0.12, side) * rise(inner, inner + 0.05, side);
  const floor = diaphragm(x);
  return edge * rise(floor + 0.012, floor - 0.02, y) * rise(-0.82, -0.66, y);
}

/** 0..1: heart, great vessels and the tissue between the lungs. */
function mediastinum(x, y) {
  const tilted = x - 0.12 + 0.35 * (y - 0.2);
  const heart = rise(1.06, 0.86, ellipse(tilted, y, 0.02, 0.24, 0.285, 0.27));
  const vessels = rise(0.12, 0.06, Math.abs(x - 0.012)) * rise(-0.9, -0.5, y);
  const arch = rise(1.1, 0.85, ellipse(x, y, 0.115, -0.235, 0.075, 0.085));
  const atrium = rise(1.1, 0.85, ellipse(x, y, -0.1, 0.25, 0.09, 0.2));
  return Math.max(heart, 0.72 * vessels, 0.8 * arch, 0.8 * atrium);
}

/** Bone as a tube seen from the side: brighter at its walls. */
function tube(distance, halfWidth) {
  if (distance >= halfWidth) return 0;
  const wall = rise(0.45, 0.85, distance / halfWidth) * rise(1, 0.86, distance / halfWidth);
  return 0.62 * rise(1, 0.8, distance / halfWidth) + 0.5 * wall;
}

/** Ribs behind (from the spine outwards and down) and, fainter, in front (from the outside inwards and down). */
function ribs(x, y) {
  const side = Math.abs(x);
  const cage = cageHalfWidth(y);
  const inCage = rise(cage + 0.03, cage + 0.005, side);
  let sum = 0;
  for (let rib = 0; rib < 10; rib += 1) {
    const start = -0.66 + 0.128 * rib;
    const reach = 0.1 + 0.6 * cageHalfWidth(start + 0.1);
    const behind = start - 0.1 * chord(side - reach * 0.5, reach * 0.8) + 1.35 * Math.max(0, side - reach * 0.75) * Math.max(0, side - reach * 0.75) + 0.07;
    sum += 0.8 * tube(Math.abs(y - behind), 0.024 + 0.002 * rib * 0.3) * rise(0.06, 0.12, side);
    if (rib < 7) {
      const front = start + 0.42 - 0.42 * side - 0.25 * side * side;
      sum += 0.32 * tube(Math.abs(y - front), 0.028) * rise(0.2, 0.34, side);
    }
  }
  return sum * inCage * rise(0.95, 0.6, y);
}

function clavicle(x, y) {
  const side = Math.abs(x);
  const height = -0.575 - 0.115 * rise(0.1, 0.4, side) + 0.05 * rise(0.42, 0.72, side);
  return tube(Math.abs(y - height), 0.026) * rise(0.075, 0.1, side) * rise(0.8, 0.74, side);
}

function shoulder(x, y) {
  const side = Math.abs(x);
  const head = chord(ellipse(side, y, 0.9, -0.52, 0.13, 0.14), 1);
  const shaft = tube(distanceToLine(side, y, 0.93, -0.4, 1.06, 0.2), 0.06) * rise(0.1, -0.2, y);
  const blade = 0.28 * rise(1.05, 0.9, ellipse(side + 0.25 * (y + 0.25), y, 0.68, -0.24, 0.1, 0.3));
  return Math.max(head, shaft) + blade;
}

function spine(x, y) {
  const column = rise(0.09, 0.055, Math.abs(x));
  const phase = (((y + 1) / 0.118) % 1) - 0.5;
  const disc = rise(0.5, 0.42, Math.abs(phase)) * 0.25 + 0.75;
  const process = bump(ellipse(x, phase, 0, 0.1, 0.022, 0.22), 1) * 0.5;
  return column * disc + process;
}

function trachea(x, y) {
  const windpipe = rise(0.038, 0.022, Math.abs(x - 0.004)) * rise(-0.16, -0.24, y);
  const right = rise(0.028, 0.014, distanceToLine(x, y, 0, -0.2, -0.12, -0.06));
  const left = rise(0.026, 0.013, distanceToLine(x, y, 0, -0.2, 0.15, -0.07));
  return Math.max(windpipe, 0.8 * right, 0.7 * left);
}

/** Branches from both hila outwards, thinner at each fork: `[x0, y0, x1, y1, halfWidth]`. */
function vesselBranches() {
  const random = seededRandom(SEED);
  const branches = [];
  const grow = (x, y, dx, dy, width, left) => {
    const length = 0.07 + 0.06 * random();
    const norm = Math.sqrt(dx * dx + dy * dy);
    const x1 = x + (dx / norm) * length;
    const y1 = y + (dy / norm) * length;
    branches.push([x, y, x1, y1, width]);
    if (left === 0) return;
    for (const turn of [-0.6, 0.55]) {
      const bend = turn * (0.5 + random());
      grow(x1, y1, dx - bend * dy, dy + bend * dx, width * 0.72, left - 1);
    }
  };
  for (const side of [-1, 1]) for (const dy of [-1.3, -0.5, 0.25, 0.9, 1.8]) grow(side * 0.15, -0.03 + (side > 0 ? -0.02 : 0.02), side, dy, 0.017, 4);
  return branches;
}

/** Adds up the vessels, each only where it is. */
function vesselMap() {
  const map = new Float64Array(CHEST_SIZE * CHEST_SIZE);
  const pixel = (value) => Math.round(((value + 1) / 2) * (CHEST_SIZE - 1));
  for (const [x0, y0, x1, y1, width] of vesselBranches()) {
    const reach = width * 2;
    for (let row = Math.max(0, pixel(Math.min(y0, y1) - reach)); row <= Math.min(CHEST_SIZE - 1, pixel(Math.max(y0, y1) + reach)); row += 1) {
      for (let column = Math.max(0, pixel(Math.min(x0, x1) - reach)); column <= Math.min(CHEST_SIZE - 1, pixel(Math.max(x0, x1) + reach)); column += 1) {
        const distance = distanceToLine((column / (CHEST_SIZE - 1)) * 2 - 1, (row / (CHEST_SIZE - 1)) * 2 - 1, x0, y0, x1, y1);
        const index = row * CHEST_SIZE + column;
        map[index] = Math.max(map[index], bump(distance, width * 1.4) * Math.sqrt(width / 0.017));
      }
    }
  }
  return map;
}

/** Attenuation along the ray at a place, about 0 (air) to 1.6 (bone over the abdomen). */
function attenuation(x, y, vessels) {
  const width = torsoHalfWidth(y);
  const arm = chord(distanceToLine(Math.abs(x), y, 0.94, -0.5, 1.1, 0.5), 0.19);
  const body = Math.max(chord(Math.abs(x), width), 0.5 * arm);
  if (body === 0) return 0;
  const air = lung(x, y) * (0.75 + 0.25 * chord(Math.abs(x) - 0.36, 0.42));
  const middle = mediastinum(x, y);
  const lungShare = air * (1 - 0.93 * middle);
  let sum = 0.56 * Math.sqrt(body) + 0.12 * body;
  sum += 0.26 * rise(diaphragm(x) - 0.02, diaphragm(x) + 0.12, y) * rise(cageHalfWidth(y) + 0.08, cageHalfWidth(y) - 0.1, Math.abs(x));
  sum -= 0.42 * lungShare;
  sum += 0.2 * middle * (1 - lungShare) + 0.15 * vessels * lungShare;
  sum += 0.2 * bump(ellipse(x, y, -0.17, 0, 0.13, 0.17), 1) + 0.2 * bump(ellipse(x, y, 0.19, -0.04, 0.11, 0.16), 1);
  sum += 0.15 * ribs(x, y) + 0.15 * clavicle(x, y) + 0.2 * shoulder(x, y);
  sum += 0.075 * spine(x, y) - 0.16 * trachea(x, y);
  // The bubble of air in the stomach, under the left dome.
  sum -= 0.2 * rise(1.05, 0.8, ellipse(x, y, 0.34, 0.62, 0.13, 0.075));
  return Math.max(0, sum);
}

/**
 * The radiograph.
 * @returns {Uint16Array} 12-bit grey, bright is dense, `[CHEST_SIZE, CHEST_SIZE]`, row-major
 */
export function chestRadiograph() {
  const random = seededRandom(SEED + 1);
  const vessels = vesselMap();
  const pixels = new Uint16Array(CHEST_SIZE * CHEST_SIZE);
  for (let row = 0; row < CHEST_SIZE; row += 1) {
    for (let column = 0; column < CHEST_SIZE; column += 1) {
      const index = row * CHEST_SIZE + column;
      const x = (column / (CHEST_SIZE - 1)) * 2 - 1;
      const y = (row / (CHEST_SIZE - 1)) * 2 - 1;
      const value = attenuation(x, y, vessels[index]);
      // Where little light arrives, the film is noisier.
      const noise = normalNoise(random) * (0.006 + 0.008 * value);
      pixels[index] = Math.round(4095 * Math.min(1, Math.max(0, 0.03 + 0.74 * value + noise)));
    }
  }
  return pixels;
}
