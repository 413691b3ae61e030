// Tells the host of a view that changes: now and then, more often while another image is scrolled along with it.

import type { View } from "../protocol.ts";
import { keep, send } from "../ui/host.ts";

/** How often the host is told of a view while it changes, milliseconds. */
export const TELL_MS = 120;
/** The same while another image is scrolled along with it. */
const TELL_LINKED_MS = 25;

export class ViewTeller {
  readonly #current: () => View;
  #timer: number | undefined;
  #everyMs = TELL_MS;

  constructor(current: () => View) {
    this.#current = current;
  }

  setLinked(isLinked: boolean): void {
    this.#everyMs = isLinked ? TELL_LINKED_MS : TELL_MS;
  }

  soon(): void {
    this.#timer ??= window.setTimeout(() => {
      this.#timer = undefined;
      keep({ view: this.#current() });
      send({ kind: "view", view: this.#current() });
    }, this.#everyMs);
  }
}
