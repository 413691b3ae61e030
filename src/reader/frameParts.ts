// Frames in parts that fit into a message: whole, or a preview first and full rows after it; decoded frames are kept for the next part.

import { MAX_PART_BYTES } from "./protocol.ts";
import type { FrameArray, FramePart } from "./protocol.ts";
import type { FrameValues } from "./frameValues.ts";

/** Memory for decoded frames that are asked for in parts; the newest is always kept. */
const MAX_KEPT_BYTES = 192 * 1024 * 1024;
/** A preview is small: it is there to be quick (1 MiB takes 35 ms to a webview, DESIGN 5). */
const MAX_PREVIEW_BYTES = 1024 * 1024;

/** Decoded frames by file and number. */
export class FrameParts {
  /** Least recently used first. Only frames above one message are kept: the others are asked for once. */
  readonly #kept = new Map<string, FrameValues>();
  readonly #maxBytes: number;

  /** @param maxBytes limit of a part; `MAX_PART_BYTES` where the protocol carries them */
  constructor(maxBytes = MAX_PART_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /**
   * A part of a frame.
   * @param firstRow null: the whole frame, or its preview; else full rows from there on
   * @param decode makes the frame where it is not kept
   */
  async part(fileId: string, frame: number, firstRow: number | null, decode: () => Promise<FrameValues>): Promise<FramePart> {
    const key = `${fileId} ${String(frame)}`;
    const whole = this.#kept.get(key) ?? (await decode());
    if (whole.values.byteLength <= this.#maxBytes) return { ...whole, firstRow: 0, step: 1 };
    this.#keep(key, whole);
    return firstRow === null ? previewOf(whole, Math.min(MAX_PREVIEW_BYTES, this.#maxBytes)) : rowsOf(whole, firstRow, this.#maxBytes);
  }

  #keep(key: string, whole: FrameValues): void {
    this.#kept.delete(key);
    this.#kept.set(key, whole);
    let bytes = 0;
    for (const { values } of this.#kept.values()) bytes += values.byteLength;
    for (const [other, { values }] of this.#kept) {
      if (bytes <= MAX_KEPT_BYTES || other === key) break;
      this.#kept.delete(other);
      bytes -= values.byteLength;
    }
  }
}

function rowsOf(whole: FrameValues, firstRow: number, maxBytes: number): FramePart {
  const rowLength = whole.columns * whole.channels;
  const nRows = Math.max(1, Math.floor(maxBytes / (rowLength * whole.values.BYTES_PER_ELEMENT)));
  const from = Math.min(firstRow, whole.rows - 1);
  return { ...whole, firstRow: from, step: 1, values: whole.values.slice(from * rowLength, Math.min(whole.rows, from + nRows) * rowLength) };
}

/** Every `step`-th pixel of every `step`-th row. */
function previewOf(whole: FrameValues, maxBytes: number): FramePart {
  const { rows, columns, channels, values } = whole;
  let step = Math.ceil(Math.sqrt(values.byteLength / maxBytes));
  const lengthAt = (each: number): number => Math.ceil(rows / each) * Math.ceil(columns / each) * channels;
  while (lengthAt(step) * values.BYTES_PER_ELEMENT > maxBytes) step++;
  const preview = emptyLike(values, lengthAt(step));
  let to = 0;
  for (let y = 0; y < rows; y += step) {
    for (let x = 0; x < columns; x += step) {
      for (let channel = 0; channel < channels; channel++) preview[to++] = values[(y * columns + x) * channels + channel] ?? 0;
    }
  }
  return { ...whole, firstRow: 0, step, values: preview };
}

function emptyLike(values: FrameArray, length: number): FrameArray {
  if (values instanceof Uint8Array) return new Uint8Array(length);
  if (values instanceof Int16Array) return new Int16Array(length);
  return values instanceof Uint16Array ? new Uint16Array(length) : new Float32Array(length);
}
