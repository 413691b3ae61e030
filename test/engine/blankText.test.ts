// The text of a blank while it grows: gaps, broken characters, stretches.

import assert from "node:assert/strict";
import { blankText, pieceOf, type CommittedId } from "../../src/engine/blankText.ts";
import { byteTokenizer, idOf } from "../tokenizer/madeTokenizers.ts";

const tokenizer = byteTokenizer();
const maskId = idOf(tokenizer, "<|mdm_mask|>");
const M = maskId;
const bytes = (text: string): number[] => [...new TextEncoder().encode(text)];

/** Certainty falls and order rises with the position. */
function committed(ids: readonly number[]): (CommittedId | undefined)[] {
  return ids.map((id, position) => (id === M ? undefined : { certainty: 1 - position / 10, alternatives: [{ piece: "x", certainty: 0.5 }], order: position }));
}

describe("blankText", () => {
  const cases: [name: string, ids: number[], text: string, spans: [start: number, end: number, order: number][]][] = [
    ["nothing", [], "", []],
    ["masks alone, as one gap", [M, M, M], "…", []],
    ["gaps between words", [M, ...bytes("ab"), M, M, ...bytes("c")], "…ab…c", [[1, 2, 1], [2, 3, 2], [4, 5, 5]]],
    ["an ellipsis of the model's before a gap", [...bytes("…"), M], "……", [[0, 1, 2]]],
    ["a character over two ids as one stretch, with the later order", [...bytes("é"), 0x61], "éa", [[0, 1, 1], [1, 2, 2]]],
    ["a character whose rest is not there yet, as nothing", [0x61, 0xc3, M], "a…", [[0, 1, 0]]],
    ["a broken end, cut", [0x61, 0xe2, 0x80], "a", [[0, 1, 0]]],
    ["broken bytes in the middle, taken out", [0x61, 0x80, 0x62, 0xff, 0x63], "abc", [[0, 1, 0], [1, 2, 2], [2, 3, 4]]],
    ["a replacement character that the model spells", [0x61, ...bytes("\ufffd"), 0x62], "ab", [[0, 1, 0], [1, 2, 4]]],
    ["a special token, as nothing", [0x61, idOf(tokenizer, "<|reserved_token_0|>"), 0x62], "ab", [[0, 1, 0], [1, 2, 2]]],
  ];
  for (const [name, ids, text, spans] of cases) {
    it(`gives ${name}`, () => {
      const found = blankText(ids, committed(ids), { tokenizer, maskId });
      assert.equal(found.text, text);
      assert.deepEqual(found.spans.map(({ start, end, order }) => [start, end, order]), spans);
    });
  }

  it("takes the lowest certainty of ids that share a character, and no alternatives, which would be pieces of it", () => {
    const ids = bytes("é");
    assert.deepEqual(blankText(ids, committed(ids), { tokenizer, maskId }).spans, [{ start: 0, end: 1, certainty: 0.9, alternatives: [], order: 1 }]);
  });
});

describe("pieceOf", () => {
  it("is empty for a part of a character", () => assert.deepEqual([0x61, 0xc3].map((id) => pieceOf(tokenizer, id)), ["a", ""]));
});
