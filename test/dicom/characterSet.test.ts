// Character sets: single ones, and those that are switched by escape sequences (examples of PS3.5 Annex H, I, K).

import assert from "node:assert/strict";

import { textDecoder } from "../../src/dicom/characterSet.ts";

const ESC = "\u001b";
const check = (declared: readonly string[], latin1: string, expected: string): void => assert.equal(textDecoder(declared)(Buffer.from(latin1, "latin1")), expected);

describe("textDecoder", () => {
  for (const [what, declared, bytes, expected] of [
    ["nothing declared", [], "Buc^J\xe9r\xf4me", "Buc^Jérôme"],
    ["Latin-1", ["ISO_IR 100"], "\xc4neas^R\xfcdiger", "Äneas^Rüdiger"],
    ["a way to write it that is not the standard's", ["ISO IR 100"], "\xc4", "Ä"],
    ["Cyrillic", ["ISO_IR 144"], "\xbb\xee\xda\x63\x65\xdc\xd1\xe3\xe0\xd3", "Люкceмбург"],
    ["Greek", ["ISO_IR 126"], "\xc4\xe9\xef\xed", "Διον"],
    ["half-width katakana", ["ISO_IR 13"], "\xd4\xcf\xc0\xde", "ﾔﾏﾀﾞ"],
    ["UTF-8", ["ISO_IR 192"], "Wang^XiaoDong=\xe7\x8e\x8b", "Wang^XiaoDong=王"],
    ["GB18030", ["GB18030"], "Wang=\xcd\xf5", "Wang=王"],
    ["GBK", ["GBK"], "\xcd\xf5", "王"],
    ["JIS X 0208 (H.3.1)", ["", "ISO 2022 IR 87"], `Yamada^Tarou=${ESC}$B;3ED${ESC}(B^${ESC}$BB@O:${ESC}(B`, "Yamada^Tarou=山田^太郎"],
    ["JIS X 0201 and 0208 (H.3.2)", ["ISO 2022 IR 13", "ISO 2022 IR 87"], `\xd4\xcf\xc0\xde=${ESC}$B;3ED${ESC}(J`, "ﾔﾏﾀﾞ=山田"],
    ["JIS X 0212", ["", "ISO 2022 IR 159"], `${ESC}$(D0!${ESC}(B.`, "丂."],
    ["KS X 1001 (I.2)", ["", "ISO 2022 IR 149"], `Hong^Gildong=${ESC}$)C\xfb\xf3^${ESC}$)C\xd1\xce\xd4\xd7`, "Hong^Gildong=洪^吉洞"],
    ["GB 2312 (K.2)", ["", "ISO 2022 IR 58"], `Zhang=${ESC}$)A\xd5\xc5`, "Zhang=张"],
    ["Latin-1 and Greek by escapes", ["ISO 2022 IR 100", "ISO 2022 IR 126"], `\xe9${ESC}-F\xe1`, "éα"],
    ["the first set again after a backslash", ["ISO 2022 IR 100", "ISO 2022 IR 126"], `${ESC}-F\xe1\\\xe9`, "α\\é"],
    ["an unknown set, but ASCII", ["ISO_IR 9999"], "plain", "plain"],
    ["an unknown set", ["ISO_IR 9999"], "\xe9", ""],
  ] as const) {
    it(`reads ${what}`, () => check(declared, bytes, expected));
  }

  it("ends for any bytes after an escape", () => {
    for (let byte = 0; byte < 256; byte++) textDecoder(["", "ISO 2022 IR 87"])(Uint8Array.of(0x1b, byte, 0x24, 0x42, byte, 0x1b));
  });
});
