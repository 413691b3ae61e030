// What of a long report the model is shown: the sections that are filled, all headings, and the nearest paragraphs.

import type { ModelPart } from "./modelText.ts";

/** A choice of parts. */
export interface ModelWindow {
  readonly parts: readonly ModelPart[];
  /** For each part of the whole whether it is in the window; goes into the provenance. */
  readonly isKept: readonly boolean[];
  /** Positions that the window takes. */
  readonly nPositions: number;
  /** False where even blanks, pick lists and the headings of their sections do not fit. */
  readonly fits: boolean;
}

/**
 * The window of a report. The same input gives the same window. Blanks and pick lists are always in it; then, as far as
 * they fit: the headings of their sections, the text of these sections from the nearest part outwards, all other headings, and
 * paragraphs from the nearest outwards; of two equally near the earlier one.
 * @param nPositions of each part, as the engine measures them
 * @param maxPositions for all parts together, prompt and end left out
 */
export function chooseWindow(parts: readonly ModelPart[], nPositions: readonly number[], maxPositions: number): ModelWindow {
  const isFilled = parts.map((part) => part.kind !== "text");
  const sections = new Set(parts.filter((part) => part.kind !== "text").map((part) => part.section));
  const distance = distances(isFilled);
  const rank = (index: number): number => {
    const part = parts[index];
    if (part?.kind !== "text") return 0;
    const isOwn = sections.has(part.section);
    if (isOwn) return part.isHeading ? 1 : 2;
    return part.isHeading ? 3 : 4;
  };
  const order = parts.map((_, index) => index).sort((one, other) => rank(one) - rank(other) || (distance[one] ?? 0) - (distance[other] ?? 0) || one - other);
  const isKept = parts.map(() => false);
  let total = 0;
  let fits = true;
  let isFull = false;
  for (const index of order) {
    const size = nPositions[index] ?? 0;
    if (rank(index) <= 1) fits &&= total + size <= maxPositions;
    else {
      // The window has no holes among paragraphs: a short one far away says less than the long one before it that did not fit.
      const isHeading = rank(index) === 3;
      if (isFull && !isHeading) continue;
      if (total + size > maxPositions) {
        if (!isHeading) isFull = true;
        continue;
      }
    }
    isKept[index] = true;
    total += size;
  }
  return { parts: parts.filter((_, index) => isKept[index] === true), isKept, nPositions: total, fits };
}

/** How many parts lie between each part and the nearest one that is filled. */
function distances(isFilled: readonly boolean[]): number[] {
  const found = isFilled.map(() => Infinity);
  let last = -Infinity;
  for (const [index, is] of isFilled.entries()) {
    if (is) last = index;
    found[index] = index - last;
  }
  last = Infinity;
  for (let index = isFilled.length - 1; index >= 0; index--) {
    if (isFilled[index] === true) last = index;
    found[index] = Math.min(found[index] ?? Infinity, last - index);
  }
  return found;
}
