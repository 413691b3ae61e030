// Marks of the model's words apart from their document: kept by hashes, found again only where they can be nothing else.

import type { AiSpan, AiSpans } from "./aiSpans.ts";

/** Characters on each side of a run that tell it from another run of the same words. */
const CONTEXT = 24;
/** A run at least this long, characters, may be found by its own text and one side alone. */
const MIN_TELLING = 16;

/** A mark that can be stored: no text of the report but what rejecting it brings back. */
export interface SpanKey {
  readonly span: AiSpan;
  readonly hash: string;
  readonly before: string;
  readonly after: string;
}

/** All marks of a document as it was saved. */
export interface StoredSpans {
  readonly version: 1;
  /** Hash of the whole text. */
  readonly hash: string;
  readonly length: number;
  readonly keys: readonly SpanKey[];
}

/** Marks of a document that was read again. */
export interface FoundSpans {
  readonly spans: AiSpan[];
  /** Runs that were not reviewed and are not found: the text may hold words of the model that nobody can point at. */
  readonly nUnknown: number;
}

/** Two independent polynomial hashes over UTF-16 code units: chance agreement about one in 2^60; not a secret. */
const FACTORS = [0x01000193, 0x5bd1e995] as const;
const SEEDS = [0x811c9dc5, 0x9747b28c] as const;

/** Hash of a text that tells it from others of the same document. */
export function textHash(text: string): string {
  let [one, other]: [number, number] = [SEEDS[0], SEEDS[1]];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) + 1;
    one = (Math.imul(one, FACTORS[0]) + code) >>> 0;
    other = (Math.imul(other, FACTORS[1]) + code) >>> 0;
  }
  return `${text.length.toString(36)}.${one.toString(36)}.${other.toString(36)}`;
}

/** Text beside a run without white space, so that formatting does not part them. */
function contextHash(text: string, from: number, to: number): string {
  return textHash(text.slice(Math.max(0, from), to).replace(/\s+/g, ""));
}

/** The marks of a text with what finds them again. */
export function keySpans(text: string, spans: AiSpans): SpanKey[] {
  return spans.map((span) => {
    const { start, end } = span.range;
    return { span, hash: textHash(text.slice(start, end)), before: contextHash(text, start - CONTEXT, start), after: contextHash(text, end, end + CONTEXT) };
  });
}

/** The marks of a text as they are stored beside it. */
export function serialiseSpans(text: string, spans: AiSpans): StoredSpans {
  return { version: 1, hash: textHash(text), length: text.length, keys: keySpans(text, spans) };
}

/**
 * The marks of a text that was stored with them, or of another version of it. A run is found where its words stand as
 * they were: in its old place with what was beside it, or in one single other place that only it can be. Anything else
 * is unknown and gets no mark.
 */
export function restoreSpans(text: string, stored: StoredSpans): FoundSpans {
  if (text.length === stored.length && textHash(text) === stored.hash) return { spans: stored.keys.map(({ span }) => span), nUnknown: 0 };
  return findSpans(text, stored.keys);
}

/** Finds marks in a text by their keys. */
export function findSpans(text: string, keys: readonly SpanKey[]): FoundSpans {
  const index = new PlaceIndex(text);
  const spans: AiSpan[] = [];
  let nUnknown = 0;
  for (const key of keys) {
    const start = index.placeOf(key);
    const length = key.span.range.end - key.span.range.start;
    const isFree = start !== null && !spans.some(({ range }) => range.start < start + length && range.end > start);
    if (isFree) spans.push({ ...key.span, range: { start, end: start + length } });
    else if (key.span.state === "unreviewed") nUnknown++;
  }
  return { spans: spans.sort((one, other) => one.range.start - other.range.start), nUnknown };
}

/** Hashes of all stretches of a text in constant time each: sums of powers over prefixes, made when the first is asked for. */
class PlaceIndex {
  readonly #text: string;
  #sums: readonly [PrefixSums, PrefixSums] | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** Offset of the one place that a mark can have; null: none, or more than one. */
  placeOf(key: SpanKey): number | null {
    const { start, end } = key.span.range;
    const length = end - start;
    const old = this.#agreeing(key, start, length);
    if (old === 2) return start;
    const found = this.#candidates(key.hash, length).map((at) => ({ at, sides: this.#agreeing(key, at, length) })).filter(({ sides }) => sides >= 0);
    const best = found.filter(({ sides }) => sides === 2);
    const [only] = best.length > 0 ? best : found;
    if (best.length === 1 && only !== undefined) return only.at;
    return best.length === 0 && found.length === 1 && only?.sides === 1 && length >= MIN_TELLING ? only.at : null;
  }

  /** How many sides agree where the run's words stand; -1 where they do not. */
  #agreeing(key: SpanKey, at: number, length: number): number {
    if (at + length > this.#text.length || textHash(this.#text.slice(at, at + length)) !== key.hash) return -1;
    const before = contextHash(this.#text, at - CONTEXT, at) === key.before;
    const after = contextHash(this.#text, at + length, at + length + CONTEXT) === key.after;
    return Number(before) + Number(after);
  }

  /** Offsets at which a stretch has a hash; wrong ones are one in 2^60. */
  #candidates(hash: string, length: number): number[] {
    const [, one = NaN, other = NaN] = hash.split(".").map((part) => parseInt(part, 36));
    const [first, second] = this.#sums ?? this.#build();
    const found: number[] = [];
    for (let at = 0; at + length <= this.#text.length; at++) {
      if (stretchHash(first, at, length) === one && stretchHash(second, at, length) === other) found.push(at);
    }
    return found;
  }

  #build(): readonly [PrefixSums, PrefixSums] {
    this.#sums = [prefixSums(this.#text, 0), prefixSums(this.#text, 1)];
    return this.#sums;
  }
}

/** For each prefix of a text its hash without the seed, and the powers of the factor. */
interface PrefixSums {
  readonly seed: number;
  readonly sums: Uint32Array;
  readonly powers: Uint32Array;
}

function prefixSums(text: string, which: 0 | 1): PrefixSums {
  const factor = FACTORS[which];
  const sums = new Uint32Array(text.length + 1);
  const powers = new Uint32Array(text.length + 1).fill(1);
  for (let at = 0; at < text.length; at++) {
    sums[at + 1] = Math.imul(sums[at] ?? 0, factor) + text.charCodeAt(at) + 1;
    powers[at + 1] = Math.imul(powers[at] ?? 0, factor);
  }
  return { seed: SEEDS[which], sums, powers };
}

function stretchHash({ seed, sums, powers }: PrefixSums, at: number, length: number): number {
  return ((sums[at + length] ?? 0) + Math.imul(seed - (sums[at] ?? 0), powers[length] ?? 0)) >>> 0;
}
