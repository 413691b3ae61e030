// Bytes of neighbouring ids become characters, and every id knows its stretch of the text.

import assert from "node:assert/strict";
import { bytesOfToken, joinPieces } from "../../src/tokenizer/byteLevel.ts";
import type { Piece } from "../../src/tokenizer/byteLevel.ts";
import { mix } from "../doubles/scriptedDenoiser.ts";

const bytes = (...values: number[]): Piece => ({ bytes: Uint8Array.from(values) });

describe("bytesOfToken", () => {
  it("knows the alphabet: Ġ is a space, Ċ a line break, é (0xE9) itself", () => {
    assert.deepEqual([...bytesOfToken("Ġa"), ...bytesOfToken("Ċ"), ...bytesOfToken("é")], [0x20, 0x61, 0x0a, 0xe9]);
  });
});

describe("joinPieces", () => {
  const cases: [name: string, pieces: Piece[], text: string, starts: number[], ends: number[]][] = [
    ["nothing", [], "", [], []],
    ["plain letters", [bytes(0x61, 0x62), bytes(0x63)], "abc", [0, 2], [2, 3]],
    ["a character over two ids: it belongs to both", [bytes(0x61, 0xc3), bytes(0xb6, 0x62)], "aöb", [0, 1], [2, 3]],
    ["a pair of surrogates over four ids", [bytes(0xf0), bytes(0x9f), bytes(0xa9), bytes(0xbb)], "\u{1fa7b}", [0, 0, 0, 0], [2, 2, 2, 2]],
    ["a literal between bytes that are no character then", [bytes(0xc3), { literal: "<x>" }, bytes(0xb6)], "\ufffd<x>\ufffd", [0, 1, 4], [1, 4, 5]],
    ["an id without text, at the start, inside a character and at the end", [bytes(), bytes(0xc3), bytes(), bytes(0xb6), bytes()], "ö", [0, 0, 0, 0, 1], [0, 1, 0, 1, 1]],
  ];
  for (const [name, pieces, text, starts, ends] of cases) {
    it(`joins ${name}`, () => assert.deepEqual(joinPieces(pieces), { text, starts, ends }));
  }

  it("decodes any bytes as the platform's decoder does, however they are cut", () => {
    // Values near the borders of table 3-7 come up more often than in uniform bytes.
    const values = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbb, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff];
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let state = 1;
    const roll = (sides: number): number => (state = mix(state + 0x9e3779b9)) % sides;
    for (let round = 0; round < 3000; round++) {
      const all = Array.from({ length: roll(12) }, () => values[roll(values.length)] ?? 0);
      const pieces: Piece[] = [];
      for (let at = 0; at < all.length; ) {
        const length = roll(4);
        pieces.push(bytes(...all.slice(at, at + length)));
        at += length;
      }
      const joined = joinPieces(pieces);
      assert.equal(joined.text, decoder.decode(Uint8Array.from(all)));
      assert.deepEqual(joined.starts, [...joined.starts].sort((a, b) => a - b));
      assert.ok(joined.starts.every((start, index) => start <= (joined.ends[index] ?? -1)));
    }
  });
});
