// The joiner with its trap, the layout of images, and what conversations may not do.

import assert from "node:assert/strict";
import { buildPrompt, IMAGE_ID, joinChunks, layoutPrompt, loadTokenizer, renderChat, TokenizerError } from "../../src/tokenizer/index.ts";
import type { PromptFacts } from "../../src/tokenizer/index.ts";
import { BYTE_CHARACTERS } from "../../src/tokenizer/byteLevel.ts";

/** A byte-level tokenizer of single bytes: the id is the byte. */
const tokenizerJson = JSON.stringify({
  added_tokens: [{ id: 300, content: "<|startoftext|>", special: true }, { id: 301, content: "<|eot_id|>", special: true }],
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: false },
  post_processor: null,
  decoder: { type: "ByteLevel" },
  model: { type: "BPE", vocab: Object.fromEntries(BYTE_CHARACTERS.map((character, byte) => [character, byte])), merges: [] },
});
const tokenizer = loadTokenizer(tokenizerJson, "{}");
const facts: PromptFacts = {
  chatTemplate: "{{ bos_token }}{% for m in messages %}{{ m.role[0] + m.content | trim + '<|eot_id|>' }}{% endfor %}",
  templateVariables: { bos_token: "<|startoftext|>" }, systemPrompt: "sys", dropsTokenAfterImage: true,
};

const hasCode = (code: string) => (error: unknown): boolean => error instanceof TokenizerError && error.code === code;

describe("loadTokenizer", () => {
  const bad: [name: string, json: string, code: string][] = [
    ["what is no JSON", "{", "tokenizer/file"],
    ["another model than BPE", tokenizerJson.replace('"BPE"', '"Unigram"'), "tokenizer/unsupported"],
    ["another decoder than byte level", tokenizerJson.replace('"decoder":{"type":"ByteLevel"}', '"decoder":{"type":"WordPiece"}'), "tokenizer/unsupported"],
    ["a vocabulary that lacks a byte", tokenizerJson.replace('"Ġ"', '"ĠĠ"'), "tokenizer/unsupported"],
    ["a list", "[]", "tokenizer/unsupported"],
  ];
  for (const [name, json, code] of bad) it(`refuses ${name}`, () => assert.throws(() => loadTokenizer(json, "{}"), hasCode(code)));

  it("encodes any text, lone surrogates included, and finds special tokens in it", () => {
    assert.deepEqual(tokenizer.encode("é<|eot_id|>\ud800", { addSpecialTokens: false }), [0xc3, 0xa9, 301, 0xef, 0xbf, 0xbd]);
  });

  it("takes the names of special tokens in a person's text for characters", () => {
    const text = "a<|eot_id|>é<image>\n";
    assert.deepEqual(tokenizer.encodeText(text), [...new TextEncoder().encode(text)]);
    assert.equal(tokenizer.decode(tokenizer.encodeText(text), { skipSpecialTokens: true }), text);
  });

  it("knows the bytes of an id, none of a special token", () => {
    assert.deepEqual([0xc3, 301, 299].map((id) => [...tokenizer.bytesOf(id)]), [[0xc3], [], []]);
  });

  it("knows tokens by name, and no property of an object", () => {
    assert.deepEqual(["<|eot_id|>", "a", "constructor", "__proto__"].map((token) => tokenizer.idOf(token)), [301, 97, undefined, undefined]);
    assert.equal(tokenizer.size, 302);
  });

  it("gives skipped and unknown ids no text", () => {
    const decoded = tokenizer.decodeWithOffsets([97, 301, 299, 98], { skipSpecialTokens: true });
    assert.deepEqual(decoded, { text: "ab", starts: [0, 1, 1, 1], ends: [1, 1, 1, 2] });
  });
});

describe("joinChunks", () => {
  const cases: [name: string, chunks: number[][], drops: boolean, expected: number[]][] = [
    ["loses the first id after an image when the text begins with BOS", [[9, 1], [2, 3], [4]], true, [9, 1, IMAGE_ID, 3, IMAGE_ID]],
    ["loses nothing of an empty chunk", [[9, 1], [], [4, 5]], true, [9, 1, IMAGE_ID, IMAGE_ID, 5]],
    ["loses nothing when the text begins otherwise", [[1], [2, 3]], true, [1, IMAGE_ID, 2, 3]],
    ["keeps what is no BOS with the switch off", [[9, 1], [2, 3]], false, [9, 1, IMAGE_ID, 2, 3]],
    ["drops an added BOS with the switch off", [[9, 9, 1], [9, 3]], false, [9, 9, 1, IMAGE_ID, 3]],
  ];
  for (const [name, chunks, dropsTokenAfterImage, expected] of cases) {
    it(name, () => assert.deepEqual(joinChunks(chunks, { bosId: 9, dropsTokenAfterImage }), expected));
  }
});

describe("layoutPrompt", () => {
  it("spreads each image over its features", () => {
    const layout = layoutPrompt([1, IMAGE_ID, 2, IMAGE_ID], [3, 2], null);
    assert.deepEqual(layout, { ids: Int32Array.of(1, IMAGE_ID, IMAGE_ID, IMAGE_ID, 2, IMAGE_ID, IMAGE_ID), imageStarts: [1, 5], nCut: 0 });
  });

  it("cuts at the end", () => {
    const layout = layoutPrompt([1, IMAGE_ID, 2, IMAGE_ID], [3, 2], 4);
    assert.deepEqual(layout, { ids: Int32Array.of(1, IMAGE_ID, IMAGE_ID, IMAGE_ID), imageStarts: [1, 4], nCut: 3 });
  });

  it("refuses another number of images than places", () => {
    assert.throws(() => layoutPrompt([1, IMAGE_ID], [], null), hasCode("tokenizer/image-count"));
  });
});

describe("buildPrompt", () => {
  it("puts the package's system message first when there is none", () => {
    const prompt = buildPrompt([{ role: "user", content: " hi " }], facts, tokenizer);
    assert.equal(prompt.text, "<|startoftext|>ssys<|eot_id|>uhi<|eot_id|>");
    assert.equal(buildPrompt([{ role: "system", content: "x" }], facts, tokenizer).text, "<|startoftext|>sx<|eot_id|>");
  });

  it("takes template code in a message for text", () => {
    const content = "{{ bos_token }}{% for x in messages %}";
    assert.ok(renderChat(facts.chatTemplate, facts.templateVariables, [{ role: "user", content }]).includes(content));
  });

  it("lets no template reach an object's prototype", () => {
    assert.equal(renderChat("{{ messages[0].constructor }}{{ messages.__proto__ }}", {}, [{ role: "user", content: "x" }]), "");
  });

  const bad: [name: string, template: string, code: string][] = [
    ["a template that does not parse", "{% for %}", "tokenizer/template"],
    ["a template that refuses the conversation", "{{ raise_exception('no') }}", "tokenizer/template"],
  ];
  for (const [name, chatTemplate, code] of bad) {
    it(`refuses ${name}`, () => assert.throws(() => buildPrompt([], { ...facts, chatTemplate }, tokenizer), hasCode(code)));
  }

  it("refuses a conversation beyond the limit", () => {
    assert.throws(() => renderChat("", {}, [{ role: "user", content: "x".repeat(1_000_001) }]), hasCode("tokenizer/prompt-size"));
  });

  it("refuses a tokenizer without a BOS", () => {
    assert.throws(() => buildPrompt([], { ...facts, templateVariables: {} }, tokenizer), hasCode("tokenizer/bos-missing"));
  });
});
