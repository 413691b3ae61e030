// From modality values to what is displayed: window functions and tables (PS3.3 C.11.2), inversion, colour.

import type { FrameArray, FrameFacts, View, Window } from "../protocol.ts";

/** Values of a frame and what is known of it. */
export interface Values {
  readonly rows: number;
  readonly columns: number;
  readonly channels: 1 | 3;
  readonly values: FrameArray;
  readonly facts: FrameFacts;
}

/** How a view shows values: the same as the reader's rendering, which the model gets. */
export type Shown = Pick<View, "window" | "isInverted">;

const OPAQUE = 0xff00_0000;
const GREY = 0x01_0101;

/**
 * The grey level 0..255 of a modality value: rounded half up, as PS3.3 C.11.2.1.2.1 (LINEAR), C.11.2.1.3.1 (SIGMOID) and C.11.2.1.3.2
 * (LINEAR_EXACT) have it.
 */
export function greyOf({ center: c, width: w, function: kind }: Window): (value: number) => number {
  switch (kind) {
    case "LINEAR":
      return (x) => (x <= c - 0.5 - (w - 1) / 2 ? 0 : x > c - 0.5 + (w - 1) / 2 ? 255 : Math.floor(((x - (c - 0.5)) / (w - 1) + 0.5) * 255 + 0.5));
    case "LINEAR_EXACT":
      return (x) => (x <= c - w / 2 ? 0 : x > c + w / 2 ? 255 : Math.floor(((x - c) / w + 0.5) * 255 + 0.5));
    case "SIGMOID":
      return (x) => Math.floor(255 / (1 + Math.exp((-4 * (x - c)) / w)) + 0.5);
  }
}

/** The window a frame is seen through: the chosen one, else its own; null where its VOI LUT takes the place of one, and for colour. */
export function windowOf({ windows, voiTable, fullWindow }: FrameFacts, chosen: Window | null): Window | null {
  return chosen ?? windows[0]?.window ?? (voiTable === null ? fullWindow : null);
}

/** The grey of a value in a view: by the window, else by the frame's VOI LUT. */
export function levelOf(facts: FrameFacts, shown: Shown): (value: number) => number {
  const flip = facts.isInverse === shown.isInverted ? 0 : 255;
  const window = windowOf(facts, shown.window);
  if (window === null && facts.voiTable !== null) {
    const { first, greys } = facts.voiTable;
    return (value) => flip ^ (greys[Math.min(greys.length - 1, Math.max(0, value - first))] ?? 0);
  }
  if (window === null) return () => flip;
  const grey = greyOf(window);
  return (value) => flip ^ grey(value);
}

/**
 * Paints values as RGBA words, little endian.
 * @param pixels `[rows * columns]`, overwritten
 */
export function paintValues({ values, channels, facts }: Values, shown: Shown, pixels: Uint32Array): void {
  if (channels === 3) {
    paintColour(values, shown.isInverted ? 255 : 0, pixels);
    return;
  }
  const level = levelOf(facts, shown);
  if (values instanceof Float32Array) {
    for (let i = 0; i < pixels.length; i++) pixels[i] = OPAQUE | (level(values[i] ?? 0) * GREY);
    return;
  }
  // One level for each value that occurs, not for each pixel.
  const offset = values instanceof Int16Array ? 0x8000 : 0;
  const table = new Uint32Array(values instanceof Uint8Array ? 0x100 : 0x1_0000);
  for (let i = 0; i < pixels.length; i++) {
    const at = (values[i] ?? 0) + offset;
    let word = table[at] ?? 0;
    if (word === 0) {
      word = (OPAQUE | (level(at - offset) * GREY)) >>> 0;
      table[at] = word;
    }
    pixels[i] = word;
  }
}

function paintColour(values: FrameArray, flip: number, pixels: Uint32Array): void {
  for (let i = 0, from = 0; i < pixels.length; i++, from += 3) {
    pixels[i] = OPAQUE | (((values[from + 2] ?? 0) ^ flip) << 16) | (((values[from + 1] ?? 0) ^ flip) << 8) | ((values[from] ?? 0) ^ flip);
  }
}
