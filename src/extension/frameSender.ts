// Sends frames to the webview in the order it wants them: the latest list counts, a large frame comes in parts.

import { Cancelled } from "../processes/index.ts";
import type { FramePart } from "../reader/protocol.ts";

export interface FrameSenderOptions {
  /** A part of a slice's frame; `firstRow` null: the whole frame or a preview. */
  readonly read: (slice: number, firstRow: number | null, signal: AbortSignal) => Promise<FramePart>;
  readonly send: (slice: number, part: FramePart) => void;
  readonly fail: (slice: number, error: unknown) => void;
}

/** Reads of the reader at the same time: one decodes while the other is on its way. */
const MAX_AT_ONCE = 2;

export class FrameSender {
  readonly #options: FrameSenderOptions;
  readonly #reading = new Map<number, AbortController>();
  #wanted: number[] = [];

  constructor(options: FrameSenderOptions) {
    this.#options = options;
  }

  /** Replaces what is wanted; what is being read and is wanted no longer is given up. */
  want(slices: readonly number[]): void {
    this.#wanted = slices.filter((slice) => !this.#reading.has(slice));
    for (const [slice, abort] of this.#reading) if (!slices.includes(slice)) abort.abort();
    this.#next();
  }

  #next(): void {
    while (this.#reading.size < MAX_AT_ONCE) {
      const slice = this.#wanted.shift();
      if (slice === undefined) return;
      const abort = new AbortController();
      this.#reading.set(slice, abort);
      void this.#sendFrame(slice, abort.signal).finally(() => {
        this.#reading.delete(slice);
        this.#next();
      });
    }
  }

  async #sendFrame(slice: number, signal: AbortSignal): Promise<void> {
    const { read, send, fail } = this.#options;
    try {
      let part = await read(slice, null, signal);
      send(slice, part);
      if (part.step === 1) return;
      for (let row = 0; row < part.rows; ) {
        if (signal.aborted) return;
        part = await read(slice, row, signal);
        send(slice, part);
        row = part.firstRow + part.values.length / (part.columns * part.channels);
      }
    } catch (error) {
      if (!(error instanceof Cancelled) && !signal.aborted) fail(slice, error);
    }
  }
}
