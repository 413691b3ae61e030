// How much memory the processes of this computer have, and how much of it is free now.

import { freemem, totalmem } from "node:os";

export interface Memory {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** macOS counts only pages that nobody ever used as free; most of the others are given back when they are asked for. */
const MAC_FREE_SHARE = 0.75;

/** Memory of the computer, or of the container this runs in. */
export function memoryOf(): Memory {
  // 0 or a huge number: no limit of its own.
  const limit = process.constrainedMemory();
  const totalBytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { totalBytes, freeBytes: Math.min(totalBytes, process.platform === "darwin" ? totalmem() * MAC_FREE_SHARE : freemem()) };
}
