// What a picture must look like: the reader's own rendering of the file (what the model gets), and the expected values
// of other decoders where the folder has them. Run with `--import tsx`: the reader is TypeScript.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { openImage } from "../../src/reader/imageFile.ts";

/** Side of the grid of points: the sixteen of `expected.json`, for which they were chosen. */
const GRID = 4;
/** Below this mean level a picture is called dark. */
const DARK = 12;
/** Levels by which a drawn pixel may lie outside of the range of its neighbours in the image: rounding. */
const ROUNDING = 2;

/** Expected values by file name; empty where the folder has none. */
export function expectedOf(folder) {
  const file = path.join(folder, "expected.json");
  const { files = [], series = [] } = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  return { files: new Map(files.map((entry) => [entry.file, entry])), series: new Map(series.map((entry) => [entry.folder, entry])) };
}

/**
 * The reader's rendering of the first frame at the points, and its mean level; null where the reader refuses the file.
 * @param {string} file
 */
export async function renderingOf(file) {
  const image = await openImage(readFileSync(file)).catch(() => null);
  if (image === null) return null;
  try {
    const { width, height, channels, pixels } = image.display(image.facts.view);
    const { facts } = image.values(0);
    const points = pointsOf(height, width);
    const levelAt = (row, column, channel) => pixels[(Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column))) * channels + (channels === 3 ? channel : 0)];
    const colours = points.map(([row, column]) => [0, 1, 2].map((channel) => levelAt(row, column, channel)));
    const mean = pixels.reduce((sum, level) => sum + level, 0) / pixels.length;
    const aspect = facts.spacing === null ? facts.pixelAspect : facts.spacing.row / facts.spacing.column;
    return { places: { rows: height, columns: width, aspect, points }, colours, mean, levelAt };
  } catch {
    return null;
  }
}

/** row = floor((2i + 1) * rows / 8), and so the columns. */
function pointsOf(rows, columns) {
  return Array.from({ length: GRID * GRID }, (_, at) => [Math.floor(((2 * Math.floor(at / GRID) + 1) * rows) / (2 * GRID)), Math.floor(((2 * (at % GRID) + 1) * columns) / (2 * GRID))]);
}

/**
 * @param {{ isRefused: boolean, words: string, colours: { scale: number, colours: number[][] } | null }} shot what is on the screen
 * @param {object | null} own the reader's rendering
 * @param {object | undefined} expected entry of the file in `expected.json`
 * @returns {{ isRight: boolean, says: string }}
 */
export function judge(shot, own, expected) {
  if (shot.isRefused) return expected?.decodable === true && expected.strict && expected.may_refuse !== true ? wrong("refused, but it can be decoded") : right(`refused: ${shot.words}`);
  if (expected?.decodable === false && !mayBeShown(expected, shot.words)) return wrong(`shown, but it is to be refused: ${expected.reason}`);
  if (own === null || shot.colours === null) return wrong("shown, but the reader renders nothing");
  const { scale, colours } = shot.colours;
  const radius = Math.max(1, Math.ceil(1 / scale));
  const misses = colours.filter((colour, at) => !isAmongNeighbours(colour, own, own.places.points[at], radius)).length;
  if (misses > 0) return wrong(`${misses} of ${colours.length} points are not as rendered: ${JSON.stringify(colours.map(([level]) => level))} for ${JSON.stringify(own.colours.map(([level]) => level))}`);
  const others = expectedColours(expected);
  if (others !== null) {
    const slack = expected.compare?.class === "exact" ? 1 : 1 + 6 * (expected.compare?.max_abs ?? 1);
    const differ = missesOf(own.colours, others, slack);
    if (differ > 0) return wrong(`${differ} of ${others.length} points are not as other decoders have them`);
  }
  const note = shot.words === "" ? "" : ` (${shot.words})`;
  if (own.mean >= DARK) return right(`shown${note}`);
  return right(`dark by its own values, mean level ${own.mean.toFixed(1)}${others === null ? "" : ", other decoders agree"}${note}`);
}

/** Pixels without their end, where that is said; and what is no DICOM but a picture. */
function mayBeShown({ reason, reason_any: reasons = [], may_show_partial: mayBePartial }, words) {
  const isCut = mayBePartial === true || [reason, ...reasons].includes("truncated");
  return reason === "not_dicom" || (isCut && words !== "");
}

/** Pixels are drawn smoothly: enlarged or shrunk, one lies between the least and the greatest of those around it. */
function isAmongNeighbours(colour, { levelAt }, [row, column], radius) {
  return colour.every((level, channel) => {
    let least = 255;
    let greatest = 0;
    for (let y = row - radius; y <= row + radius; y++) {
      for (let x = column - radius; x <= column + radius; x++) {
        least = Math.min(least, levelAt(y, x, channel));
        greatest = Math.max(greatest, levelAt(y, x, channel));
      }
    }
    return level >= least - ROUNDING && level <= greatest + ROUNDING;
  });
}

function missesOf(colours, wanted, tolerance) {
  return wanted.filter((colour, at) => colour.some((level, channel) => Math.abs(level - colours[at][channel]) > tolerance)).length;
}

/** Levels of the first frame by other decoders; null where the file has none that bind. */
function expectedColours(expected) {
  const first = expected?.frame_data?.[0];
  if (first === undefined || !expected.strict || expected.display_disagreement !== undefined) return null;
  if (first.palette_rgb !== undefined) return first.palette_rgb;
  if (expected.normalised.colour !== "gray") return first.samples[0].length === 5 && expected.normalised.dtype === "uint8" ? first.samples.map(([, , ...rgb]) => rgb) : null;
  const levels = first.display ?? first.display_voi_lut;
  return levels === undefined ? null : levels.map((level) => [level, level, level]);
}

const right = (says) => ({ isRight: true, says });
const wrong = (says) => ({ isRight: false, says });
