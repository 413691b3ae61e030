// The canvas of a draft: blocks from left to right after the prompt, stop strings, and the reference's habit of letting
// masks typed into the prompt compete.

import { hasMaskBetween, maskedBetween } from "./canvas.ts";
import type { Block, Canvas } from "./canvas.ts";
import type { RecordedStep } from "./commits.ts";
import { samplerError } from "./errors.ts";
import { checkMode } from "./mode.ts";
import type { SamplerMode } from "./mode.ts";
import { checkSettings } from "./settings.ts";
import type { SamplerSettings } from "./settings.ts";
import { findStop } from "./stop.ts";

/** A draft to sample. */
export interface SampleTask {
  /**
   * Whole sequence `[length]`: prompt, canvas, pinned suffix; `IMAGE_POSITION` where an image feature stands, the mask id
   * at every canvas position. Copied.
   */
  readonly ids: Int32Array;
  readonly canvasStart: number;
  readonly canvasLength: number;
  readonly maskId: number;
  /** Ids that are never candidates (the reference's four). */
  readonly suppressed: readonly number[];
  readonly settings: SamplerSettings;
  /** Stop strings as ids, in list order; none: the canvas is filled to its end. */
  readonly stops: readonly (readonly number[])[];
  /** Commit rule and cache policy; the exact ones where left out. */
  readonly mode?: SamplerMode;
  /** Steps of a draft that was broken off, to be taken again as they were. */
  readonly recorded?: readonly RecordedStep[];
}

/**
 * Lays out a draft for the loop.
 * @throws SamplerError `sampler/task` when the canvas is not all masks inside the sequence, `sampler/stops`, and those of `checkSettings`
 */
export function draftCanvas(task: SampleTask): Canvas {
  checkTask(task);
  const { canvasStart, canvasLength, maskId, stops } = task;
  const ids = Int32Array.from(task.ids);
  const canvasEnd = canvasStart + canvasLength;
  let stop: number | null = null;
  return {
    ids,
    maskId,
    start: canvasStart,
    length: canvasLength,
    blocks: blocksOf(task),
    forbidden: [task.suppressed],
    stopPosition: () => stop,
    masksIn: (block) => maskedBetween(ids, maskId, block.start, block.end).length,
    endsBefore: (block) => stop !== null && canvasStart + stop <= block.start,
    leaves: (block) =>
      (stop !== null && !hasMaskBetween(ids, maskId, canvasStart, canvasStart + stop)) || !hasMaskBetween(ids, maskId, block.start, block.end),
    // From the sequence's first position: masks in the prompt and leftovers of earlier blocks compete too.
    eligible: (block) => Int32Array.from(maskedBetween(ids, maskId, 0, stop === null ? block.end : canvasStart + stop)),
    classOf: () => 0,
    commit: (position, id) => {
      ids[position] = id;
    },
    renewStops: () => {
      stop = findStop(ids.subarray(canvasStart, canvasEnd), stops, stop);
    },
    hasMasks: () => hasMaskBetween(ids, maskId, canvasStart, stop === null ? canvasEnd : canvasStart + stop),
  };
}

function checkTask(task: SampleTask): void {
  const { ids, canvasStart, canvasLength, maskId, stops } = task;
  checkSettings(task.settings, canvasLength);
  if (task.mode !== undefined) checkMode(task.mode, task.settings.guidanceScale);
  if (stops.some((stop) => stop.length === 0)) throw samplerError("sampler/stops", "");
  if (!Number.isInteger(canvasStart) || canvasStart < 0 || canvasStart + canvasLength > ids.length) {
    throw samplerError("sampler/task", "The canvas lies outside the sequence.");
  }
  if (maskedBetween(ids, maskId, canvasStart, canvasStart + canvasLength).length !== canvasLength) {
    throw samplerError("sampler/task", "The canvas is not empty.");
  }
}

function blocksOf({ canvasStart, canvasLength, settings }: SampleTask): Block[] {
  const nBlocks = canvasLength / settings.blockLength;
  const steps = settings.steps / nBlocks;
  return Array.from({ length: nBlocks }, (_, index) => {
    const start = canvasStart + index * settings.blockLength;
    const active = Int32Array.from({ length: settings.blockLength }, (_, offset) => start + offset);
    return { start, end: start + settings.blockLength, active, steps };
  });
}
