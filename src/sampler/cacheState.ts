// What a run knows of the keys and values that are kept: how old they are, and whether another pass can change anything.

import type { RowPlan } from "./denoiser.ts";

export class CacheState {
  #sinceRefresh: number | null = null;
  #isCached = false;
  #isStuck = false;
  #refreshChangedNothing = false;

  /** As in `PassPlace`. */
  get sinceRefresh(): number | null {
    return this.#sinceRefresh;
  }

  get isCached(): boolean {
    return this.#isCached;
  }

  /** True when the canvas cannot change any more: a model that commits the mask id would run for ever (FAST.md, "Traps"). */
  isStuck(): boolean {
    return this.#isStuck;
  }

  enterBlock(): void {
    this.#sinceRefresh = null;
    this.#refreshChangedNothing = false;
  }

  /** A pass has run. @param hasChanged false: the same pass would do the same again */
  addPass(rows: RowPlan | null, hasChanged: boolean): void {
    const isRefresh = rows !== null && (rows.computed === null || rows.kept.length > 0);
    if (isRefresh && rows.computed === null) this.#isCached = true;
    this.#sinceRefresh = isRefresh ? 1 : (this.#sinceRefresh ?? 0) + 1;
    // What nothing is kept of repeats itself at once; a refresh is repeated by itself only if the cached pass after it changes nothing.
    this.#isStuck = !hasChanged && (rows === null || (!isRefresh && this.#refreshChangedNothing));
    this.#refreshChangedNothing = !hasChanged && (isRefresh || this.#refreshChangedNothing);
  }
}
