// Frames decoded last, of all open files together: their range, values and display are asked for one after the other,
// and a viewer reads two slices at a time.

import type { PixelDescription } from "./pixelDescription.ts";
import type { StoredFrame } from "./storedValues.ts";

interface Kept {
  readonly frame: number;
  readonly stored: StoredFrame;
}

/** Each can be as large as a frame may be, so there are few. */
const MAX_KEPT = 3;

/** One frame of each of the few files read last; a file that is closed takes its frame with it. */
export class RecentFrames {
  readonly #kept = new WeakMap<PixelDescription, Kept>();
  /** Whose frames are kept, the longest kept first. */
  #order: WeakRef<PixelDescription>[] = [];

  /** The frame, or null where it is not the one kept of its file. */
  get(description: PixelDescription, frame: number): StoredFrame | null {
    const kept = this.#kept.get(description);
    return kept?.frame === frame ? kept.stored : null;
  }

  keep(description: PixelDescription, frame: number, stored: StoredFrame): void {
    this.#kept.set(description, { frame, stored });
    this.#order = this.#order.filter((each) => each.deref() !== description);
    this.#order.push(new WeakRef(description));
    const dropped = this.#order.length > MAX_KEPT ? this.#order.shift()?.deref() : undefined;
    if (dropped !== undefined) this.#kept.delete(dropped);
  }
}
