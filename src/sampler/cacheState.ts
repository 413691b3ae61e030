// What a run knows of the keys and values that are kept: how old they are, which commits they have not seen, and whether
// another pass can change anything.

import type { Block } from "./canvas.ts";
import type { RowPlan } from "./denoiser.ts";
import type { PassPlace } from "./mode.ts";

export class CacheState {
  #sinceRefresh: number | null = null;
  #isCached = false;
  readonly #committed = new Set<number>();
  #isStuck = false;
  #refreshChangedNothing = false;

  /** True when the canvas cannot change any more: a model that commits the mask id would run for ever (FAST.md, "Traps"). */
  isStuck(): boolean {
    return this.#isStuck;
  }

  enterBlock(): void {
    this.#sinceRefresh = null;
    this.#refreshChangedNothing = false;
  }

  /** @param length positions of the sequence */
  place(block: Block, length: number): PassPlace {
    const committed = [...this.#committed].sort((a, b) => a - b);
    return { block, sinceRefresh: this.#sinceRefresh, isCached: this.#isCached, committed, length };
  }

  /** A pass has run. @param hasChanged false: the same pass would do the same again */
  addPass(rows: RowPlan | null, hasChanged: boolean): void {
    const isRefresh = rows !== null && (rows.computed === null || rows.kept.length > 0);
    if (isRefresh && rows.computed === null) this.#isCached = true;
    if (isRefresh) for (const position of rows.kept) this.#committed.delete(position);
    this.#sinceRefresh = isRefresh ? 1 : (this.#sinceRefresh ?? 0) + 1;
    // What nothing is kept of repeats itself at once; a refresh is repeated by itself only if the cached pass after it changes nothing.
    this.#isStuck = !hasChanged && (rows === null || (!isRefresh && this.#refreshChangedNothing));
    this.#refreshChangedNothing = !hasChanged && (isRefresh || this.#refreshChangedNothing);
  }

  /** Commits of the last pass, or of a recorded step. @param positions in the sequence */
  addCommits(positions: readonly number[]): void {
    for (const position of positions) this.#committed.add(position);
  }
}
