// Windows: from modality values to displayed grey (PS3.3 C.11.2.1.2, C.11.2.1.3).

import { DicomError } from "./errors.ts";

export type WindowFunction = "LINEAR" | "LINEAR_EXACT" | "SIGMOID";

/** WindowCenter and WindowWidth in modality units, with VOILUTFunction. */
export interface Window {
  readonly center: number;
  readonly width: number;
  readonly function: WindowFunction;
}

const WHITE = 255;

/**
 * The grey level 0..255 of a modality value, rounded half up.
 * @throws DicomError `dicom/window-width`
 */
export function greyOf(window: Window): (value: number) => number {
  const { center: c, width: w } = window;
  const least = window.function === "LINEAR" ? 1 : 0;
  if (!Number.isFinite(c) || !Number.isFinite(w) || w < least || w === 0) throw new DicomError("dicom/window-width", { width: w, function: window.function });
  switch (window.function) {
    case "LINEAR":
      return (x) => {
        // C.11.2.1.2.1: x <= c - 0.5 - (w-1)/2 is black, x > c - 0.5 + (w-1)/2 white, between
        // ((x - (c - 0.5)) / (w-1) + 0.5) * 255; a window of width 1 is a threshold.
        if (x <= c - 0.5 - (w - 1) / 2) return 0;
        if (x > c - 0.5 + (w - 1) / 2) return WHITE;
        return rounded(((x - (c - 0.5)) / (w - 1) + 0.5) * WHITE);
      };
    case "LINEAR_EXACT":
      return (x) => {
        // C.11.2.1.3.2: x <= c - w/2 is black, x > c + w/2 white, between ((x - c) / w + 0.5) * 255.
        if (x <= c - w / 2) return 0;
        if (x > c + w / 2) return WHITE;
        return rounded(((x - c) / w + 0.5) * WHITE);
      };
    case "SIGMOID":
      // C.11.2.1.3.1: 255 / (1 + exp(-4 (x - c) / w)).
      return (x) => rounded(WHITE / (1 + Math.exp((-4 * (x - c)) / w)));
  }
}

/** The LINEAR window that shows a range from black to white: `(x - min) / (max - min)` after C.11.2.1.2.1. */
export function windowOfRange([min, max]: readonly [number, number]): Window {
  return { center: (min + max + 1) / 2, width: max - min + 1, function: "LINEAR" };
}

function rounded(value: number): number {
  return Math.floor(value + 0.5);
}
