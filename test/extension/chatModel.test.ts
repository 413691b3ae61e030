// A conversation: what of it the model is told, how it is kept, and what bounds it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  chatMessages, contextOf, conversationKey, conversationText, leftOutBefore, MAX_CONTEXT_EXCHANGES, MAX_EXCHANGES, nextId, outdatedFiles,
  parseConversation, REGENERATE_TEMPERATURE, samplingAgain, seenWords, sliceKey, withExchange, type Exchange,
} from "../../src/extension/chatModel.ts";
import { suggestionsFor } from "../../src/extension/questions.ts";
import { SEED_MAX } from "../../webview/protocol.ts";
import { sharedPath } from "../sharedFolder.ts";

const SLICE = sliceKey("/a.dcm", 0);
const OTHER = sliceKey("/a.dcm", 1);

function exchange(id: number, changes: Partial<Exchange> = {}): Exchange {
  return {
    id, question: `Q${String(id)}`, slice: SLICE, seen: "", startsAnew: false, outcome: "finished", text: `A${String(id)}`, spans: [], provenance: "P",
    length: 32, steps: null, temperature: 0, seed: 0, leftOut: 0, ...changes,
  };
}

const ids = (exchanges: readonly Exchange[]): number[] => exchanges.map(({ id }) => id);
const numbered = (n: number): Exchange[] => Array.from({ length: n }, (_, index) => exchange(index + 1));
const words = (english: string, ...values: (string | number)[]): string => english.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));

describe("chatMessages", () => {
  it("put the image into the first question alone", () => {
    assert.deepEqual(chatMessages([exchange(1), exchange(2)], "Q3").map(({ role, content }) => [role, content]), [
      ["user", "<image>\nQ1"], ["assistant", "A1"], ["user", "Q2"], ["assistant", "A2"], ["user", "Q3"],
    ]);
    assert.deepEqual(chatMessages([], " Q "), [{ role: "user", content: "<image>\nQ" }]);
  });

  it("let nobody's words stand for an image", () => {
    const messages = chatMessages([exchange(1, { question: "<image>Q", text: "A<im<image>age>" })], "x<image>");
    assert.deepEqual(messages.map(({ content }) => content), ["<image>\nQ", "A", "x"]);
  });

  it("are those of the reference's recorded conversation", function () {
    const file = sharedPath("goldens", "prompts.json");
    if (file === null) {
      console.log("      skipped: no recordings of the reference beside this checkout");
      this.skip();
    }
    const { prompts } = JSON.parse(readFileSync(file, "utf8")) as { prompts: Record<string, { messages: { role: string; content: string }[] }> };
    const several = Object.values(prompts).filter(({ messages }) => messages.length > 2 && messages[1]?.content.startsWith("<image>\n"));
    assert.ok(several.length > 0);
    for (const { messages } of several) {
      const [, ...turns] = messages;
      const pairs = turns.slice(0, -1);
      const context = pairs.flatMap(({ role, content }, index) => (role === "user" ? [exchange(index, { question: content.replace("<image>\n", ""), text: pairs[index + 1]?.content ?? "" })] : []));
      assert.deepEqual(chatMessages(context, turns.at(-1)?.content ?? ""), turns);
    }
  });
});

describe("contextOf", () => {
  const CASES: readonly (readonly [what: string, exchanges: readonly Exchange[], expected: readonly number[]])[] = [
    ["takes what was finished", [exchange(1), exchange(2, { outcome: "stopped" }), exchange(3, { outcome: "failed" }), exchange(4, { text: " " }), exchange(5)], [1, 5]],
    ["takes what was said about the same slice", [exchange(1), exchange(2, { slice: OTHER }), exchange(3)], [1, 3]],
    ["begins at the last new beginning", [exchange(1), exchange(2, { startsAnew: true }), exchange(3, { startsAnew: true }), exchange(4)], [3, 4]],
    ["begins at a new beginning about another slice too", [exchange(1), exchange(2, { startsAnew: true, slice: OTHER }), exchange(3)], [3]],
    ["is empty at first", [], []],
  ];
  for (const [what, exchanges, expected] of CASES) it(what, () => { assert.deepEqual(ids(contextOf(exchanges, SLICE)), expected); });
  it("is bounded: the newest stay", () => {
    const context = contextOf(numbered(MAX_EXCHANGES), SLICE);
    assert.equal(context.length, MAX_CONTEXT_EXCHANGES);
    assert.equal(context.at(-1)?.id, MAX_EXCHANGES);
  });
});

describe("leftOutBefore", () => {
  const CASES: readonly (readonly [what: string, context: readonly Exchange[], length: number, expected: number])[] = [
    ["nothing at first", [], 32, 0],
    ["as many as the last one left out", [exchange(1), exchange(2, { leftOut: 1 })], 32, 1],
    ["as many for a longer answer", [exchange(1), exchange(2, { leftOut: 1 })], 64, 1],
    ["nothing for a shorter answer, which may have room", [exchange(1), exchange(2, { leftOut: 1 })], 16, 0],
    ["never more than there are", [exchange(1, { leftOut: 5 })], 32, 1],
  ];
  for (const [what, context, length, expected] of CASES) it(what, () => { assert.equal(leftOutBefore(context, length), expected); });
});

describe("samplingAgain", () => {
  const seen = { slice: SLICE, words: "" };
  const set = { length: 32, steps: null };
  const CASES: readonly (readonly [what: string, last: Partial<Exchange>, temperature: number, seed: number])[] = [
    ["draws by chance where all else is the same", {}, REGENERATE_TEMPERATURE, 1],
    ["draws with the next seed each time", { temperature: REGENERATE_TEMPERATURE, seed: 7 }, REGENERATE_TEMPERATURE, 8],
    ["begins again after the last seed", { seed: SEED_MAX }, REGENERATE_TEMPERATURE, 0],
    ["is exact with another length", { length: 64 }, 0, 0],
    ["is exact with another window", { seen: "C 1 W 2" }, 0, 0],
    ["is exact on another slice", { slice: OTHER }, 0, 0],
    ["is exact after a stop", { outcome: "stopped" }, 0, 0],
  ];
  for (const [what, last, temperature, seed] of CASES) {
    it(what, () => { assert.deepEqual(samplingAgain(exchange(1, last), set, seen), { ...set, temperature, seed }); });
  }
});

describe("a kept conversation", () => {
  it("comes back as it was", () => {
    const exchanges = [exchange(1, { spans: [{ start: 0, end: 2, certainty: 0.5 }] }), exchange(2, { steps: 8 })];
    assert.deepEqual(parseConversation(conversationText(exchanges)), exchanges);
  });
  for (const [what, text] of [["another version", '{"version":2,"exchanges":[]}'], ["a cut file", '{"version":1,"exch'], ["a stranger's field", JSON.stringify({ version: 1, exchanges: [{ ...exchange(1), path: "x" }] })], ["nothing", ""]] as const) {
    it(`is none in ${what}`, () => { assert.equal(parseConversation(text), null); });
  }
  it("loses its oldest questions first", () => {
    const exchanges = withExchange(numbered(MAX_EXCHANGES), exchange(MAX_EXCHANGES + 1));
    assert.deepEqual([exchanges.length, exchanges[0]?.id, nextId(exchanges)], [MAX_EXCHANGES, 2, MAX_EXCHANGES + 2]);
  });
  it("goes when it was unused for longest", () => {
    const files = [{ name: "old", mtimeMs: 1 }, { name: "new", mtimeMs: 3 }, { name: "middle", mtimeMs: 2 }];
    assert.deepEqual(outdatedFiles(files, 2), ["old"]);
    assert.deepEqual(outdatedFiles(files, 3), []);
  });
});

describe("conversationKey", () => {
  const file = { path: "/a/b.dcm", size: 10, mtimeMs: 5 };
  it("is the same for the same file, and holds no path", () => {
    assert.equal(conversationKey(file), conversationKey({ ...file }));
    assert.match(conversationKey(file), /^[0-9a-f]{32}$/);
  });
  for (const changed of [{ path: "/a/c.dcm" }, { size: 11 }, { mtimeMs: 6 }]) {
    it(`is another with another ${Object.keys(changed).join()}`, () => { assert.notEqual(conversationKey({ ...file, ...changed }), conversationKey(file)); });
  }
});

describe("seenWords", () => {
  const view = { frame: 2, window: null, isInverted: false };
  const window = { center: 40.005, width: 400, function: "LINEAR" } as const;
  const CASES: readonly (readonly [view: Parameters<typeof seenWords>[0], slices: number, expected: string])[] = [
    [{ ...view, frame: 0 }, 1, ""],
    [view, 24, "Slice 3 of 24"],
    [{ ...view, window, isInverted: true }, 24, "Slice 3 of 24 · C 40.01 W 400 · inverted"],
  ];
  for (const [seen, slices, expected] of CASES) it(`are "${expected}"`, () => { assert.equal(seenWords(seen, slices, words), expected); });
});

describe("suggestionsFor", () => {
  for (const modality of ["CR", "CT", "MR", "US", "MG", "NM", "", "OT"]) {
    it(`has three or four questions for "${modality}", the description first`, () => {
      const questions = suggestionsFor({ Modality: modality });
      assert.ok(questions.length >= 3 && questions.length <= 4 && new Set(questions).size === questions.length);
      assert.match(questions[0] ?? "", /^(?:The image is an? [a-z A-Z]+\. )?Describe the image\.$/u);
    });
  }
});
