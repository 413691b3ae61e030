// Where a draft ends: the search for stop strings in the canvas, with the reference's order of looking.

/**
 * Looks for stop strings after a step's commits. The stop moves only to the left. Strings are looked at in list order
 * and the search ends after the first one once any stop is known: of two strings that appear in the same step the
 * earlier in the list wins, and later strings are never looked at again after a stop was found.
 * @param canvas ids `[canvas]`; masks are ids too
 * @param stops stop strings as ids, none empty
 * @param known canvas position of the stop so far, or null
 * @returns canvas position of the first id of the stop, or null
 * @see README of the goldens, "Sampler" 8
 */
export function findStop(canvas: Int32Array, stops: readonly (readonly number[])[], known: number | null): number | null {
  let stop = known;
  for (const ids of stops) {
    const first = firstOccurrence(canvas, ids);
    if (first !== null && (stop === null || first < stop)) stop = first;
    if (stop !== null) return stop;
  }
  return stop;
}

function firstOccurrence(canvas: Int32Array, ids: readonly number[]): number | null {
  for (let start = 0; start + ids.length <= canvas.length; start++) {
    if (ids.every((id, offset) => canvas[start + offset] === id)) return start;
  }
  return null;
}
