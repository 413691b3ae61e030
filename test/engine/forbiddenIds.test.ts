// What blanks exclude, for tokenizers of different kinds: no sequence of allowed ids can spell what is excluded.

import assert from "node:assert/strict";
import { ForbiddenIds, idsThatSpell } from "../../src/engine/index.ts";
import { mix } from "../doubles/scriptedDenoiser.ts";
import { byteTokenizer, idOf, testTokenizers } from "../tokenizer/madeTokenizers.ts";

const rules = { endsReport: false, allowsLineBreaks: true, allowsDigits: true };

for (const [name, tokenizer] of testTokenizers()) {
  describe(`ForbiddenIds, ${name}`, () => {
    const tokens = { mask: idOf(tokenizer, "<|mdm_mask|>"), eot: idOf(tokenizer, "<|eot_id|>"), suppressed: [idOf(tokenizer, "<|endoftext|>"), idOf(tokenizer, "<|start_header_id|>")] };
    const forbidden = new ForbiddenIds(tokenizer, { tokens, fillEnd: null });

    it("excludes the mask and the suppressed ids always, the end of turn unless the blank ends the report", () => {
      const always = [tokens.mask, ...tokens.suppressed];
      assert.deepEqual(forbidden.of(rules), [...always, tokens.eot].sort((a, b) => a - b));
      assert.deepEqual(forbidden.of({ ...rules, endsReport: true }), always.sort((a, b) => a - b));
    });

    it("excludes a package's end of blanks where the end of turn is the end, and nowhere else", () => {
      const fillEnd = 65;
      const own = new ForbiddenIds(tokenizer, { tokens, fillEnd });
      assert.deepEqual([own.of(rules).includes(fillEnd), own.of({ ...rules, endsReport: true }).includes(fillEnd)], [false, true]);
    });

    it("gives the same array for the same rules", () => assert.equal(forbidden.of(rules), forbidden.of({ ...rules })));

    it("leaves no way to spell a number, a line break of any script, or the sign of what is open, but the ends", () => {
      const excluded = new Set(forbidden.of({ endsReport: false, allowsLineBreaks: false, allowsDigits: false }));
      assert.ok(!forbidden.of({ endsReport: true, allowsLineBreaks: false, allowsDigits: false }).includes(tokens.eot));
      const allowed = Array.from({ length: tokenizer.size }, (_, id) => id).filter((id) => !excluded.has(id));
      assert.ok(allowed.length > 150);
      // Single bytes come up as often as whole words, so that characters are completed across ids.
      const bytes = allowed.filter((id) => tokenizer.bytesOf(id).length === 1);
      let state = 1;
      const roll = (sides: number): number => (state = mix(state + 0x9e3779b9)) % sides;
      for (let round = 0; round < 3000; round++) {
        const pool = roll(2) === 0 ? allowed : bytes;
        const text = tokenizer.decode(Array.from({ length: 12 }, () => pool[roll(pool.length)] ?? 0), { skipSpecialTokens: true });
        assert.ok(!/[\p{N}_\n\r\v\f\u0085\u2028\u2029]/u.test(text), JSON.stringify(text));
      }
    });

    it("leaves words, marks and spaces", () => {
      const excluded = forbidden.of({ endsReport: false, allowsLineBreaks: false, allowsDigits: false });
      for (const id of tokenizer.encodeText("The lungs are clear (left), no effusion; normal.")) assert.ok(!excluded.includes(id));
    });
  });
}

describe("idsThatSpell", () => {
  it("finds ids that hold a character, and the bytes that begin one", () => {
    // ٣ (U+0663) is D9 A3: the byte that begins it is excluded, the one that ends it needs not be.
    assert.deepEqual(idsThatSpell(byteTokenizer(), /[a\u0663]/u), [0x61, 0xd9]);
  });
});
