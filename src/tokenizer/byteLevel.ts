// Byte-level tokens: GPT-2's alphabet, in which every byte is a printable character, and the way back to text with the
// place of every token in it.

import type { DecodedText } from "./tokenizer.ts";

/** Text of one id: bytes of UTF-8 that may be part of a character only, or a literal (an added token). */
export type Piece = { readonly bytes: Uint8Array } | { readonly literal: string };

const REPLACEMENT = "\ufffd";
/** First character for the bytes that have no printable one of their own. */
const FIRST_SPARE = 0x100;

/** Character of each byte `[256]`: printable Latin-1 stands for itself, the others follow from U+0100 on. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let spare = FIRST_SPARE;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(isPrintable ? byte : spare++);
  });
})();

const byteOfCharacter: ReadonlyMap<string, number> = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

/** Bytes of a byte-level token; characters outside the alphabet count as themselves in UTF-8. */
export function bytesOfToken(token: string): Uint8Array {
  return Uint8Array.from(Array.from(token).flatMap((character) => byteOfCharacter.get(character) ?? [...new TextEncoder().encode(character)]));
}

/** Joins pieces to a text; bytes on both sides of a literal are never one character. */
export function joinPieces(pieces: readonly Piece[]): DecodedText {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = "";
  let index = 0;
  while (index < pieces.length) {
    const piece = pieces[index];
    if (piece !== undefined && "literal" in piece) {
      starts.push(text.length);
      text += piece.literal;
      ends.push(text.length);
      index++;
      continue;
    }
    const run: Uint8Array[] = [];
    for (let next = pieces[index]; next !== undefined && "bytes" in next; next = pieces[++index]) run.push(next.bytes);
    const decoded = decodeRun(run, text.length);
    text += decoded.text;
    starts.push(...decoded.starts);
    ends.push(...decoded.ends);
  }
  return { text, starts, ends };
}

/** Decodes neighbouring byte pieces as one; `base` is added to the offsets. */
function decodeRun(run: readonly Uint8Array[], base: number): DecodedText {
  const bytes = Uint8Array.from(run.flatMap((piece) => [...piece]));
  // Offset of the character that a byte belongs to, and of its end.
  const startOfByte = new Uint32Array(bytes.length + 1);
  const endOfByte = new Uint32Array(bytes.length + 1);
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const { character, length } = characterAt(bytes, at);
    startOfByte.fill(text.length, at, at + length);
    text += character;
    endOfByte.fill(text.length, at, at + length);
    at += length;
  }
  startOfByte[bytes.length] = text.length;
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const piece of run) {
    // An empty piece inside a character stands before it.
    const start = startOfByte[at] ?? text.length;
    starts.push(base + start);
    at += piece.length;
    ends.push(base + (piece.length === 0 ? start : (endOfByte[at - 1] ?? text.length)));
  }
  return { text, starts, ends };
}

/**
 * The character at a byte, or U+FFFD for a maximal subpart of an ill-formed one.
 * @see Unicode 3.9, table 3-7 and D93b; the same as WHATWG's UTF-8 decoder
 */
function characterAt(bytes: Uint8Array, at: number): { character: string; length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { character: String.fromCharCode(first), length: 1 };
  const nContinuations = first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
  let point = first & (0x3f >> nContinuations);
  let length = 1;
  for (; length <= nContinuations; length++) {
    const byte = bytes[at + length] ?? 0;
    const [low, high] = length === 1 ? secondByteRange(first) : [0x80, 0xbf];
    if (byte < low || byte > high) return { character: REPLACEMENT, length };
    point = (point << 6) | (byte & 0x3f);
  }
  return nContinuations === 0 ? { character: REPLACEMENT, length: 1 } : { character: String.fromCodePoint(point), length };
}

/** Second bytes that keep out overlong forms, surrogates and points above U+10FFFF. */
function secondByteRange(first: number): readonly [low: number, high: number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  if (first === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}
