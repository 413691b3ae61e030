// "Quick draft then refine": the least certain words of a filled text are masked again and filled one a step, each now
// seeing all the others.

import type { Commit } from "./commits.ts";
import type { Blank, InfillTask } from "./infillCanvas.ts";

/** What a first pass left. */
export interface FirstPass {
  /** Canvas ids `[canvasLength]`. */
  readonly ids: Int32Array;
  readonly commits: readonly Commit[];
  /** Where each blank's text ends, in the order of the task: offset in the blank, or null. */
  readonly blankStops: readonly (number | null)[];
  /** Steps of its schedule. */
  readonly of: number;
}

/**
 * The second pass over the least certain positions of all blanks together. Ends of blanks stay where they are: refining
 * changes words, not lengths, so no end can be a candidate either.
 * @param share of the positions that hold text, 0..1; above 0 at least one is masked again
 * @returns null when there is nothing to do
 */
export function refineTask(task: InfillTask, first: FirstPass, share: number): InfillTask | null {
  const blankAt = textPositions(task, first);
  const byCertainty = first.commits.filter(({ position }) => blankAt.has(position)).sort((a, b) => a.certainty - b.certainty || a.position - b.position);
  const wanted = share > 0 ? Math.max(1, Math.round(share * byCertainty.length)) : 0;
  const again = byCertainty.slice(0, wanted).map(({ position }) => position).sort((a, b) => a - b);
  if (again.length === 0) return null;

  const ids = Int32Array.from(task.ids);
  ids.set(first.ids, task.canvasStart);
  for (const position of again) ids[task.canvasStart + position] = task.maskId;
  const blanks: Blank[] = [];
  for (const position of again) {
    const forbiddenSet = blankAt.get(position) ?? 0;
    const last = blanks.at(-1);
    if (last !== undefined && last.start + last.length === position && last.forbiddenSet === forbiddenSet) blanks[blanks.length - 1] = { ...last, length: last.length + 1 };
    else blanks.push({ start: position, length: 1, endId: null, forbiddenSet });
  }
  const forbidden = task.blanks.map(({ endId, forbiddenSet }) => [...(task.forbidden[forbiddenSet] ?? []), ...(endId === null ? [] : [endId])]);
  return { ...task, ids, blanks, forbidden, settings: { ...task.settings, steps: again.length }, stepsBefore: first.of };
}

/** Index of the blank by canvas position, for positions before their blank's end. */
function textPositions(task: InfillTask, first: FirstPass): Map<number, number> {
  const blankAt = new Map<number, number>();
  for (const [index, { start, length }] of task.blanks.entries()) {
    const end = start + (first.blankStops[index] ?? length);
    for (let position = start; position < end; position++) blankAt.set(position, index);
  }
  return blankAt;
}
