// One picture on a local socket, from the reader to the engine: a short header, then its RGB bytes; one JSON line back.
//
// Layout: "RDPX", one byte version, header length as 32-bit little endian, header as UTF-8 JSON, then
// `width * height * 3` bytes, row-major. The receiver looks at the secret before it takes a single pixel.

import { FormatError } from "./errors.ts";
import { check, integer, maxLength, maxValue, minLength, minValue, number, pipe, strictObject, string, type ShapeOf } from "./schema.ts";

const MAGIC = [0x52, 0x44, 0x50, 0x58] as const;
const VERSION = 1;
const PREFIX_BYTES = 9;
/** A secret and two numbers; more is no header of ours. Error `formats/rgb-stream-header`. */
const MAX_HEADER_BYTES = 1024;
/** The longest side and the most bytes of a picture: above what `imaging` and `dicom` let through. Error `formats/rgb-stream-header`. */
const MAX_SIDE = 1 << 20;
const MAX_PIXEL_BYTES = 1 << 30;

const side = pipe(number(), integer(), minValue(1), maxValue(MAX_SIDE));
const headerSchema = strictObject({ secret: pipe(string(), minLength(1), maxLength(256)), width: side, height: side });
const answerSchema = strictObject({ imageId: pipe(string(), minLength(1), maxLength(256)) });

export type RgbHeader = ShapeOf<typeof headerSchema>;

/** A whole picture as it arrived, `[height, width, 3]`. */
export interface RgbPicture {
  readonly header: RgbHeader;
  readonly pixels: Uint8Array;
}

/** The bytes before the pixels. */
export function encodeRgbHeader(header: RgbHeader): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(PREFIX_BYTES + json.length);
  bytes.set([...MAGIC, VERSION]);
  new DataView(bytes.buffer).setUint32(MAGIC.length + 1, json.length, true);
  bytes.set(json, PREFIX_BYTES);
  return bytes;
}

/** The line that the receiver sends back. */
export function encodeRgbAnswer(imageId: string): string {
  return `${JSON.stringify({ imageId })}\n`;
}

/** Reads the answer line. @throws FormatError `formats/rgb-stream-answer` */
export function decodeRgbAnswer(line: string): string {
  let value: unknown = null;
  try {
    value = JSON.parse(line);
  } catch {
    // Left null, which has the wrong shape.
  }
  const answer = check(answerSchema, value);
  if (!answer.ok) throw new FormatError("formats/rgb-stream-answer", {});
  return answer.value.imageId;
}

/** Takes the chunks of one connection. Until the header is accepted it holds no more than the header's limit. */
export class RgbReceiver {
  readonly #accept: (header: RgbHeader) => void;
  #head = new Uint8Array(0);
  #header: RgbHeader | null = null;
  #pixels = new Uint8Array(0);
  #received = 0;

  /** @param accept throws to refuse a picture whose secret is wrong */
  constructor(accept: (header: RgbHeader) => void) {
    this.#accept = accept;
  }

  /**
   * Takes the next bytes.
   * @returns the picture once it is whole, else null
   * @throws FormatError `formats/rgb-stream-header`, `formats/rgb-stream-length`; what `accept` throws
   */
  push(chunk: Uint8Array): RgbPicture | null {
    const rest = this.#header === null ? this.#takeHeader(chunk) : chunk;
    if (this.#header === null) return null;
    if (this.#received + rest.length > this.#pixels.length) throw new FormatError("formats/rgb-stream-length", {});
    this.#pixels.set(rest, this.#received);
    this.#received += rest.length;
    return this.#received === this.#pixels.length ? { header: this.#header, pixels: this.#pixels } : null;
  }

  /** @returns the bytes of the chunk that are pixels already */
  #takeHeader(chunk: Uint8Array): Uint8Array {
    const room = PREFIX_BYTES + MAX_HEADER_BYTES - this.#head.length;
    const head = new Uint8Array(this.#head.length + Math.min(room, chunk.length));
    head.set(this.#head);
    head.set(chunk.subarray(0, head.length - this.#head.length), this.#head.length);
    const before = this.#head.length;
    this.#head = head;
    if (head.length < PREFIX_BYTES) return chunk.subarray(chunk.length);
    const isOurs = MAGIC.every((byte, index) => head[index] === byte) && head[MAGIC.length] === VERSION;
    const length = new DataView(head.buffer).getUint32(MAGIC.length + 1, true);
    if (!isOurs || length > MAX_HEADER_BYTES) throw new FormatError("formats/rgb-stream-header", {});
    if (head.length < PREFIX_BYTES + length) return chunk.subarray(chunk.length);
    this.#header = parseHeader(head.subarray(PREFIX_BYTES, PREFIX_BYTES + length));
    this.#accept(this.#header);
    this.#pixels = new Uint8Array(this.#header.width * this.#header.height * 3);
    this.#head = new Uint8Array(0);
    return chunk.subarray(PREFIX_BYTES + length - before);
  }
}

function parseHeader(bytes: Uint8Array): RgbHeader {
  let value: unknown = null;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    // Left null, which has the wrong shape.
  }
  const header = check(headerSchema, value);
  if (!header.ok || header.value.width * header.value.height * 3 > MAX_PIXEL_BYTES) throw new FormatError("formats/rgb-stream-header", {});
  return header.value;
}
