// The canvas of infilling (ours, DESIGN 3): any number of blanks between pinned ids, one block, one order of certainty
// over all of them.

import { maskedBetween } from "./canvas.ts";
import type { Block, Canvas } from "./canvas.ts";
import type { RecordedStep } from "./commits.ts";
import { samplerError } from "./errors.ts";
import { checkMode } from "./mode.ts";
import type { SamplerMode } from "./mode.ts";
import { checkStepSettings } from "./settings.ts";
import type { StepSettings } from "./settings.ts";

/** A run of masks that is filled. */
export interface Blank {
  /** Canvas position of its first mask. */
  readonly start: number;
  /** Masks, at least 1. */
  readonly length: number;
  /** Id that ends the blank's text: its earliest place is the blank's stop, positions from there on are no text. Null: the length is obeyed exactly. */
  readonly endId: number | null;
  /** Index into `InfillTask.forbidden`. */
  readonly forbiddenSet: number;
}

/** Blanks to fill; every other id, masks included, stays as it is. */
export interface InfillTask {
  /** Whole sequence `[length]`, `IMAGE_POSITION` where an image feature stands. Copied. */
  readonly ids: Int32Array;
  /** Position of the first canvas id; the prompt is before it. */
  readonly canvasStart: number;
  readonly canvasLength: number;
  readonly maskId: number;
  /** In any order, not touching each other's positions. */
  readonly blanks: readonly Blank[];
  /** Sets of ids that cannot be candidates, at most 256. */
  readonly forbidden: readonly (readonly number[])[];
  /** Steps beyond the number of masks are not run. */
  readonly settings: StepSettings;
  /** Commit rule and cache policy; the exact ones where left out. */
  readonly mode?: SamplerMode;
  /** Steps of a fill that was broken off, to be taken again as they were. */
  readonly recorded?: readonly RecordedStep[];
  /** Steps of an earlier pass over the same text: the numbers of this one's go on after them. 0 where left out. */
  readonly stepsBefore?: number;
  /** True: commits carry the best ids of their rows. */
  readonly listsBest?: boolean;
}

/** What infilling adds to a canvas. */
export interface InfillCanvas extends Canvas {
  /** Stop of every blank, in the order of the task: offset in the blank, or null. */
  blankStops(): (number | null)[];
}

/** Index into the sets travels as one byte. */
const MAX_FORBIDDEN_SETS = 256;

/**
 * Lays out blanks for the loop.
 * @throws SamplerError `sampler/task` when a blank lies outside the canvas, covers an id that is pinned, overlaps another
 * or names a set that does not exist; and those of `checkStepSettings`
 */
export function infillCanvas(task: InfillTask): InfillCanvas {
  const blankAt = checkTask(task);
  const { canvasStart, canvasLength, maskId, blanks } = task;
  const ids = Int32Array.from(task.ids);
  const stops: (number | null)[] = blanks.map(() => null);
  const open = [...blankAt.keys()].sort((a, b) => a - b);
  const blockStart = open[0] ?? canvasStart;
  const block: Block = { start: blockStart, end: canvasStart + canvasLength, active: Int32Array.from(open), steps: Math.min(task.settings.steps, open.length) };
  const isOpen = (position: number): boolean => {
    const index = blankAt.get(position) ?? 0;
    const stop = stops[index] ?? null;
    return ids[position] === maskId && (stop === null || position < canvasStart + (blanks[index]?.start ?? 0) + stop);
  };
  return {
    ids,
    maskId,
    start: canvasStart,
    length: canvasLength,
    blocks: open.length === 0 ? [] : [block],
    forbidden: task.forbidden,
    stopPosition: () => null,
    masksIn: () => open.length,
    endsBefore: () => false,
    leaves: () => !open.some(isOpen),
    eligible: () => Int32Array.from(open.filter(isOpen)),
    classOf: (position) => blanks[blankAt.get(position) ?? 0]?.forbiddenSet ?? 0,
    commit: (position, id) => {
      ids[position] = id;
    },
    renewStops: () => {
      for (const [index, blank] of blanks.entries()) stops[index] = stopOf(ids, canvasStart, blank);
    },
    hasMasks: () => open.some(isOpen),
    blankStops: () => [...stops],
  };
}

/** Earliest end in a blank. It moves only to the left: an end, once committed, stays. */
function stopOf(ids: Int32Array, canvasStart: number, { start, length, endId }: Blank): number | null {
  if (endId === null) return null;
  const offset = ids.subarray(canvasStart + start, canvasStart + start + length).indexOf(endId);
  return offset === -1 ? null : offset;
}

/** @returns index of the blank by position in the sequence, for every position that may be filled */
function checkTask(task: InfillTask): Map<number, number> {
  const { ids, canvasStart, canvasLength, maskId, blanks, forbidden } = task;
  checkStepSettings(task.settings);
  if (task.mode !== undefined) checkMode(task.mode, task.settings.guidanceScale);
  if (!isWithin(canvasStart, canvasLength, ids.length)) throw samplerError("sampler/task", "The canvas lies outside the sequence.");
  if (forbidden.length > MAX_FORBIDDEN_SETS) throw samplerError("sampler/task", `There are ${forbidden.length} sets of forbidden ids; ${MAX_FORBIDDEN_SETS} are allowed.`);
  const blankAt = new Map<number, number>();
  for (const [index, { start, length, endId, forbiddenSet }] of blanks.entries()) {
    if (length < 1 || !isWithin(start, length, canvasLength)) throw samplerError("sampler/task", "A blank lies outside the canvas.");
    if (forbidden[forbiddenSet] === undefined) throw samplerError("sampler/task", "A blank names a set of ids that does not exist.");
    if (endId === maskId) throw samplerError("sampler/task", "A blank ends with the mask id.");
    const first = canvasStart + start;
    if (maskedBetween(ids, maskId, first, first + length).length !== length) throw samplerError("sampler/task", "A blank covers a pinned id.");
    for (let position = first; position < first + length; position++) {
      if (blankAt.has(position)) throw samplerError("sampler/task", "Two blanks overlap.");
      blankAt.set(position, index);
    }
  }
  return blankAt;
}

function isWithin(start: number, length: number, limit: number): boolean {
  return Number.isInteger(start) && Number.isInteger(length) && start >= 0 && length >= 0 && start + length <= limit;
}
