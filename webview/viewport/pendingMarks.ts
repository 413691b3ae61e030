// Marks that wait for their slice: those kept over a reload, and those put aside while the stack is made anew.

import type { ViewerKept } from "../ui/host.ts";
import type { Mark } from "./stage.ts";

export class PendingMarks {
  /** Numbered as in the stack of that time: they wait until there is one of as many slices. */
  #restored: readonly Mark[];
  readonly #restoredSlices: number | null;
  #aside: readonly Mark[] = [];

  constructor(kept: ViewerKept | null) {
    this.#restored = kept?.marks ?? [];
    this.#restoredSlices = kept?.slices ?? null;
  }

  get all(): readonly Mark[] {
    return [...this.#aside, ...this.#restored];
  }

  putAside(marks: readonly Mark[]): void {
    this.#aside = [...this.#aside, ...marks];
  }

  /** What was slice i is slice `places[i]`. */
  move(places: readonly number[]): void {
    this.#aside = this.#aside.map((mark) => ({ ...mark, slice: places[mark.slice] ?? mark.slice }));
  }

  /** Hands out the marks of slices that are there, once. */
  take(slices: number, isThere: (slice: number) => boolean): readonly Mark[] {
    if (this.#restoredSlices === null || this.#restoredSlices === slices) {
      this.putAside(this.#restored);
      this.#restored = [];
    }
    const ready = this.#aside.filter(({ slice }) => isThere(slice));
    this.#aside = this.#aside.filter((mark) => !ready.includes(mark));
    return ready;
  }
}
