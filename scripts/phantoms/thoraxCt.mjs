// A thorax for computed tomography that no person ever was: Hounsfield units from nested ellipsoids, slice by slice.

import { ellipse, normalNoise, rise, seededRandom } from "./shapes.mjs";

export const CT_SIZE = 192;
export const CT_SLICES = 24;
/** Millimetres from pixel to pixel, and from slice to slice. */
export const CT_SPACING_MM = 1.8;
export const CT_SLICE_SPACING_MM = 10;
const SEED = 20250802;
const NOISE_HU = 11;

const AIR = -1000;
const LUNG = -860;
const FAT = -95;
const MUSCLE = 45;
const BLOOD = 42;
const LIVER = 62;
const BONE = 420;
const MARROW = 190;

/** Blends `over` onto `under` by a share 0..1. */
const blend = (under, over, share) => under + (over - under) * share;
/** 1 inside (distance below 1), 0 outside, an edge about a pixel wide. */
const inside = (distance, softness = 0.03) => rise(1 + softness, 1 - softness, distance);

/** Sizes that change along the body; z in millimetres from the lowest slice (0) to the apex (230). */
function sectionAt(z) {
  const up = z / ((CT_SLICES - 1) * CT_SLICE_SPACING_MM);
  const taper = 1 - 0.22 * rise(0.72, 1.05, up);
  const lungSize = Math.sqrt(Math.max(0, 1 - ((up - 0.42) / 0.62) * ((up - 0.42) / 0.62)));
  return { up, bodyX: 158 * taper, bodyY: 108 * taper, lungSize };
}

/** The ring on which the ribs lie: 1 on it, below inside. */
function cage(x, y, section) {
  return ellipse(x, y, 0, 0, 74 + 60 * section.lungSize, 24 + 72 * section.lungSize);
}

/** Both lungs: an ellipse a side, hollowed by the dome of the diaphragm from below. */
function lungs(x, y, z, section) {
  const { lungSize, up } = section;
  if (lungSize === 0) return 0;
  const one = (centre, width) => inside(ellipse(x, y, centre, 2 - 6 * up, width * lungSize, 82 * lungSize));
  const right = one(-70, 56);
  const left = one(71, 54);
  const dome = (centre, height) => ellipse(x, y, centre, -8, 62, 70) * 55 + z - height;
  const both = Math.max(right * rise(-4, 4, dome(-66, 62)), left * rise(-4, 4, dome(68, 48)));
  return both * inside(cage(x, y, section) / 0.95);
}

/** Ribs run down from the spine to the front: a height band on the ring around the lungs. */
function ribs(x, y, z, section) {
  const ring = cage(x, y, section);
  if (ring < 0.9 || ring > 1.1) return 0;
  const front = (1 - y / Math.sqrt(x * x + y * y + 1)) / 2;
  const height = z + 95 * front;
  const fromRib = Math.abs((((height % 27) + 27) % 27) - 13.5);
  return inside(Math.abs(ring - 1) / 0.045, 0.25) * rise(7.5, 5, fromRib) * rise(0.97, 0.9, front);
}

function spine(x, y, z) {
  const body = ellipse(x, y, 0, 62, 19, 15);
  const isDisc = rise(3.5, 2, Math.abs((z % 24) - 12));
  const vertebra = inside(body, 0.06) * (1 - 0.8 * isDisc);
  const arch = inside(ellipse(x, y, 0, 84, 14, 12), 0.08) * (1 - inside(ellipse(x, y, 0, 82, 9, 8), 0.1));
  const process = inside(ellipse(x, y, 0, 98, 4, 11), 0.15);
  const wings = inside(ellipse(Math.abs(x), y, 24, 80, 13, 5), 0.15);
  const shell = rise(0.78, 0.92, body);
  return { share: Math.max(vertebra, arch, process, wings), value: blend(MARROW, BONE, Math.max(shell, arch)) };
}

/** Heart, aorta and the great vessels, in front of the spine. */
function bloodFilled(x, y, z) {
  const depth = Math.sqrt(Math.max(0, 1 - ((z - 92) / 58) * ((z - 92) / 58)));
  const heart = depth === 0 ? 0 : inside(ellipse(x + 0.35 * y, y, 12, -24, 52 * depth, 42 * depth), 0.05);
  const descending = inside(ellipse(x, y, 24, 44, 11, 11), 0.1) * rise(165, 155, z);
  const ascending = inside(ellipse(x, y, -6, -18, 14, 14), 0.1) * rise(125, 140, z) * rise(175, 165, z);
  const arch = inside(ellipse(x + 0.45 * y, y, 16, 12, 13, 40), 0.1) * rise(152, 158, z) * rise(178, 170, z);
  const upper = Math.max(...[-22, 2, 20].map((at) => inside(ellipse(x, y, at, -8, 6, 6), 0.15))) * rise(172, 182, z);
  const veins = inside(ellipse(x, y, -26, -14, 8, 9), 0.12) * rise(120, 130, z);
  return Math.max(heart, descending, ascending, arch, upper, veins);
}

function airway(x, y, z) {
  const windpipe = inside(ellipse(x, y, 0, 12, 9, 9), 0.12) * rise(136, 142, z);
  const apart = 6 + (140 - z) * 0.75;
  const bronchi = inside(ellipse(Math.abs(x), y, apart, 14, 6, 6), 0.15) * rise(142, 136, z) * rise(98, 106, z);
  return Math.max(windpipe, bronchi);
}

/** Lung vessels cut across: small round shadows, larger towards the middle: `[x, y, z, radius]` in millimetres. */
function lungVessels() {
  const random = seededRandom(SEED);
  return Array.from({ length: 1500 }, () => {
    const side = random() < 0.5 ? -1 : 1;
    const outward = random();
    return [side * (24 + 92 * outward), -70 + 140 * random(), 10 + 210 * random(), 1 + 3.4 * (1 - outward) * random() * random()];
  });
}

/** Hounsfield units at a place before noise; x to the patient's left, y to the back, z upwards, millimetres. */
function hounsfield(x, y, z, section, vessels) {
  const body = ellipse(x, y, 0, 0, section.bodyX, section.bodyY);
  const table = inside(Math.abs(ellipse(x, y, 0, -220, 260, 338) - 1) / 0.008, 0.4) * rise(172, 165, Math.abs(x));
  let value = blend(AIR, 40, table);
  if (body > 1.05) return value;
  value = blend(value, FAT, inside(body, 0.012));
  value = blend(value, MUSCLE, inside(ellipse(x, y, 0, 1, section.bodyX - 15, section.bodyY - 11), 0.02));
  // Fat between the lungs, then liver and spleen under the domes.
  value = blend(value, -60, 0.8 * inside(ellipse(x, y, 4, 0, 40, 52), 0.2));
  value = blend(value, LIVER, inside(ellipse(x, y, -48, -6, 84, 74), 0.05) * rise(78, 66, z));
  value = blend(value, 50, inside(ellipse(x, y, 82, 30, 34, 42), 0.08) * rise(58, 46, z));
  const air = lungs(x, y, z, section);
  value = blend(value, LUNG + 40 * (y / 90), air);
  for (const [vesselX, vesselY, , radius] of vessels) {
    if (Math.abs(x - vesselX) > 6 || Math.abs(y - vesselY) > 6) continue;
    value = blend(value, 30, air * inside(ellipse(x, y, vesselX, vesselY, radius, radius), 0.35));
  }
  value = blend(value, BLOOD, bloodFilled(x, y, z));
  value = blend(value, AIR, airway(x, y, z));
  value = blend(value, BONE, ribs(x, y, z, section));
  value = blend(value, BONE - 150, inside(ellipse(x, y, 0, -section.bodyY + 22, 17, 6), 0.15) * rise(70, 82, z));
  const bones = spine(x, y, z);
  return blend(value, bones.value, bones.share);
}

/**
 * The slices, highest first.
 * @returns {Int16Array[]} Hounsfield units `[CT_SLICES][CT_SIZE, CT_SIZE]`, rows from front to back, columns from the patient's right to left
 */
export function thoraxCt() {
  const random = seededRandom(SEED + 1);
  const everyVessel = lungVessels();
  return Array.from({ length: CT_SLICES }, (_, slice) => {
    const z = (CT_SLICES - 1 - slice) * CT_SLICE_SPACING_MM;
    const section = sectionAt(z);
    const vessels = everyVessel.filter(([, , vesselZ]) => Math.abs(vesselZ - z) < CT_SLICE_SPACING_MM / 2);
    const pixels = new Int16Array(CT_SIZE * CT_SIZE);
    for (let row = 0; row < CT_SIZE; row += 1) {
      for (let column = 0; column < CT_SIZE; column += 1) {
        const x = (column - (CT_SIZE - 1) / 2) * CT_SPACING_MM;
        const y = (row - (CT_SIZE - 1) / 2) * CT_SPACING_MM;
        pixels[row * CT_SIZE + column] = Math.max(-1024, Math.round(hounsfield(x, y, z, section, vessels) + NOISE_HU * normalNoise(random)));
      }
    }
    return pixels;
  });
}
