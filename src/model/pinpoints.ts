// Which canvases an image may be laid out on, in the three spellings that checkpoints use for them.
// Reference: LLaVA-NeXT `mm_utils.py` (`process_anyres_image`, `select_best_resolution`).

import { ModelError } from "./errors.ts";

/** The manifest's own bound; the published grid has 36. */
const MAX_PINPOINTS = 4096;
const MAX_SIDE = 1 << 20;

/**
 * Canvases `[width, height]` in pixels, in the order in which they are tried (the first of equals wins).
 * @param value a list of pairs; the text of a Python list of pairs; or `"(1x1),...,(6x6)"`: every size between the
 *   first and the last in tiles, first component (width) outer
 * @param tileSize side of a tile in pixels
 * @throws ModelError `model/config-pinpoints`
 */
export function parsePinpoints(value: unknown, tileSize: number): [number, number][] {
  if (typeof value !== "string") return pairsOf(value);
  // As the reference tells them apart: only the short form has an "x".
  return value.includes("x") ? rangeOf(value, tileSize) : pairsOf(pythonList(value));
}

/**
 * What `image_aspect_ratio` says about shrinking.
 * @returns N of `anyres_max_N`; null for plain `anyres`, which never shrinks
 * @throws ModelError `model/config-aspect-ratio`
 */
export function parseAspectRatio(value: unknown): { maxTiles: number | null } {
  if (value === "anyres") return { maxTiles: null };
  const most = typeof value === "string" ? /^anyres_max_(\d{1,6})$/.exec(value)?.[1] : undefined;
  if (most === undefined || Number(most) < 1) throw new ModelError("model/config-aspect-ratio", { value: shown(value) });
  return { maxTiles: Number(most) };
}

/** A configuration value short enough for a sentence. */
export function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}

function rangeOf(text: string, tileSize: number): [number, number][] {
  const sizes = [...text.matchAll(/\((\d{1,6})x(\d{1,6})\)/g)].map((match) => [Number(match[1]), Number(match[2])] as const);
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (first === undefined || last === undefined) throw wrong("no size like (1x1) in it");
  const [columns, rows] = [last[0] - first[0] + 1, last[1] - first[1] + 1];
  if (first[0] < 1 || first[1] < 1 || columns < 1 || rows < 1 || columns * rows > MAX_PINPOINTS) throw wrong("an empty or far too large range");
  const pinpoints: [number, number][] = [];
  for (let column = first[0]; column <= last[0]; column++) {
    for (let row = first[1]; row <= last[1]; row++) pinpoints.push([column * tileSize, row * tileSize]);
  }
  return pairsOf(pinpoints);
}

/** Tuples and trailing commas are Python's; everything else in such a text is JSON already. */
function pythonList(text: string): unknown {
  if (!/^[\s\d,()[\]]*$/.test(text)) throw wrong("not a list of sizes");
  const json = text.replaceAll("(", "[").replaceAll(")", "]").replace(/,(\s*\])/g, "$1");
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw wrong("not a list of sizes", cause);
  }
}

function pairsOf(value: unknown): [number, number][] {
  if (!Array.isArray(value) || value.length === 0) throw wrong("no sizes in it");
  if (value.length > MAX_PINPOINTS) throw wrong(`more than ${MAX_PINPOINTS} sizes`);
  return value.map((pair: unknown) => {
    const sides: unknown[] = Array.isArray(pair) ? pair : [];
    const [width, height] = sides;
    if (sides.length !== 2) throw wrong("a size that is not a pair");
    if (!isSide(width) || !isSide(height)) throw wrong("a side that is not a number of pixels");
    return [width, height];
  });
}

function isSide(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_SIDE;
}

function wrong(why: string, cause?: unknown): ModelError {
  return new ModelError("model/config-pinpoints", { why }, cause);
}
