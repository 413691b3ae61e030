// Frames that the page holds: within a byte limit, put together from parts, and which ones to ask for next.

import type { FrameArray, FramePart } from "../protocol.ts";
import type { Values } from "./greyTable.ts";

/** A frame in the page. `isWhole` is false while only a preview, or a part of the rows, is there. */
export interface HeldFrame extends Values {
  readonly isWhole: boolean;
  /** Counts up with each part: a painted picture is stale when it differs. */
  readonly version: number;
}

/** Size of a slice and the distances of its pixels, mm where known; together they give its aspect. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly rowSpacing: number;
  readonly columnSpacing: number;
}

/** Memory for frames: 1000 slices of 512 x 512 with 16 bits; one frame is always kept. */
export const MAX_HELD_BYTES = 512 * 1024 * 1024;
/** Slices asked for ahead of the scroll, and behind it. */
const AHEAD = 12;
const BEHIND = 3;

export class FrameStore {
  /** Least recently used first. */
  readonly #held = new Map<number, HeldFrame>();
  /** Kept for every slice that was seen: a mark is placed by it when the values are gone. */
  readonly #planes = new Map<number, Plane>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes = MAX_HELD_BYTES) {
    this.#maxBytes = maxBytes;
  }

  get(slice: number): HeldFrame | null {
    const frame = this.#held.get(slice);
    if (frame === undefined) return null;
    this.#held.delete(slice);
    this.#held.set(slice, frame);
    return frame;
  }

  /** Without counting as use. */
  peek(slice: number): HeldFrame | null {
    return this.#held.get(slice) ?? null;
  }

  plane(slice: number): Plane {
    return this.#planes.get(slice) ?? { rows: 1, columns: 1, rowSpacing: 1, columnSpacing: 1 };
  }

  /** Takes a part of a frame. @returns the frame as it stands */
  add(slice: number, part: FramePart): HeldFrame {
    const known = this.#held.get(slice);
    const { rows, columns, channels, facts, step, firstRow } = part;
    const version = (known?.version ?? 0) + 1;
    const isAll = step === 1 && part.values.length === rows * columns * channels;
    let frame: HeldFrame;
    if (isAll) frame = { rows, columns, channels, facts, values: part.values, isWhole: true, version };
    else {
      const values = known?.values.length === rows * columns * channels ? known.values : emptyLike(part.values, rows * columns * channels);
      if (step === 1) values.set(part.values, firstRow * columns * channels);
      else if (known?.isWhole !== true) spread(part, values);
      const isLast = step === 1 && firstRow * columns * channels + part.values.length === values.length;
      frame = { rows, columns, channels, facts, values, isWhole: isLast || known?.isWhole === true, version };
    }
    this.#hold(slice, frame);
    this.#planes.set(slice, { rows, columns, rowSpacing: facts.spacing?.row ?? facts.pixelAspect, columnSpacing: facts.spacing?.column ?? 1 });
    return frame;
  }

  /** Slices got other numbers, because the stack has more of them: what was slice i is slice `places[i]`. */
  move(places: readonly number[]): void {
    for (const map of [this.#held, this.#planes] as readonly Map<number, unknown>[]) {
      const all = [...map];
      map.clear();
      for (const [slice, kept] of all) map.set(places[slice] ?? slice, kept);
    }
  }

  clear(): void {
    this.#held.clear();
    this.#planes.clear();
    this.#bytes = 0;
  }

  /**
   * Slices to ask for: the shown one until it is whole, then those the scroll comes to, then a few behind.
   * @param direction of the last move, 1 or -1
   */
  wanted(slice: number, slices: number, direction: 1 | -1): number[] {
    const bytes = this.#held.get(slice)?.values.byteLength ?? 0;
    // A quarter of the memory may be prefetched, so that what was seen stays.
    const ahead = bytes === 0 ? 2 : Math.min(AHEAD, Math.floor(this.#maxBytes / 4 / bytes));
    const order = [slice];
    for (let distance = 1; distance <= ahead; distance++) {
      order.push(slice + direction * distance);
      if (distance <= BEHIND) order.push(slice - direction * distance);
    }
    return order.filter((each, at) => each >= 0 && each < slices && (at === 0 ? this.#held.get(each)?.isWhole !== true : !this.#held.has(each)));
  }

  #hold(slice: number, frame: HeldFrame): void {
    this.#bytes += frame.values.byteLength - (this.#held.get(slice)?.values.byteLength ?? 0);
    this.#held.delete(slice);
    this.#held.set(slice, frame);
    for (const [other, { values }] of this.#held) {
      if (this.#bytes <= this.#maxBytes || other === slice) break;
      this.#held.delete(other);
      this.#bytes -= values.byteLength;
    }
  }
}

/** A preview over the whole frame: each value in its square. */
function spread({ rows, columns, channels, step, values }: FramePart, into: FrameArray): void {
  const wide = Math.ceil(columns / step);
  for (let y = 0, to = 0; y < rows; y++) {
    const row = Math.floor(y / step) * wide;
    for (let x = 0; x < columns; x++) {
      const from = (row + Math.floor(x / step)) * channels;
      for (let channel = 0; channel < channels; channel++) into[to++] = values[from + channel] ?? 0;
    }
  }
}

function emptyLike(values: FrameArray, length: number): FrameArray {
  if (values instanceof Uint8Array) return new Uint8Array(length);
  if (values instanceof Int16Array) return new Int16Array(length);
  return values instanceof Uint16Array ? new Uint16Array(length) : new Float32Array(length);
}
